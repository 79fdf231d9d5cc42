"""The data of benches/methods.rs, number for number, and what all numpy versions share."""

import numpy as np

INDICATORS = 10
YEARS = 10


def shares(rows):
    """Columns of random shares, one more than there are indicators: SplitMix64, whose state only counts."""
    step = np.uint64(0x9E3779B97F4A7C15)
    columns = []
    for at in range(INDICATORS + 1):
        z = np.arange(at * rows + 1, (at + 1) * rows + 1, dtype=np.uint64) * step + np.uint64(0x6D657468)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        columns.append((z >> np.uint64(11)).astype(float) * 2.0**-53)
    return columns


def data(kind, shares, rows):
    """Columns of a kind: plain, gaps (a fifth is missing), tails, linked."""
    columns = []
    for i in range(INDICATORS):
        share, other, common = shares[i][:rows], shares[(i + 1) % INDICATORS][:rows], shares[INDICATORS][:rows]
        plain = 0.5 + 100.0 * share * share
        if kind == "gaps":
            plain[other < 0.2] = np.nan
        elif kind == "tails":
            plain = 1.0 / np.sqrt(1.0 - share)
        elif kind == "linked":
            plain += 10.0 * i * common
        columns.append(plain)
    return columns


def known(x):
    """The values that are there; the column itself where all are."""
    missing = np.isnan(x)
    return x[~missing] if missing.any() else x


def total(columns, out):
    np.copyto(out, columns[0])
    for x in columns[1:]:
        out += x
