"""Every method as a careful numpy program, over 10⁶ rows of ten indicators.

    python3 benches/peers/methods_numpy.py [--rows 1e6] [--repetitions 5] [NAME…]

Prints what benches/methods.rs prints: nanoseconds for each cell, what the results add up to, and the clause of the policy.
Normalisations and row-wise aggregations stand here, all others in numpy_whole.py and numpy_prepare.py. Each function is what
a person writes who knows numpy well: whole columns, work in place, no temporary array that can be avoided, selection
instead of sorting for medians, one sort for ranks. As in Bareme, a value may be missing: it stays so and takes no part in
the yardstick, so that a column is first asked whether any of its values is NaN, and the way without is taken, as here.
scipy is used where numpy has nothing (the fit of Box-Cox). A normalisation ends with the sum of the ten columns.
"""

import argparse
import os
import statistics
import time

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy as np

from numpy_data import INDICATORS, data, known, shares, total
from numpy_prepare import IMPUTE, SCREEN, TREAT, WEIGH, each, weighed
from numpy_whole import WHOLE


def affine(x, origin, length, out):
    np.subtract(x, origin, out=out)
    np.divide(out, length, out=out)


def none(x, out):
    np.copyto(out, x)


def fraction_of_max(x, out):
    np.divide(x, known(x).max(), out=out)


def share(x, out):
    np.divide(x, known(x).sum(), out=out)


def vector(x, out):
    k = known(x)
    np.divide(x, np.sqrt(np.dot(k, k)), out=out)


def minmax(x, out):
    k = known(x)
    low, high = k.min(), k.max()
    affine(x, low, high - low, out)


def goalposts(x, out):
    affine(x, 1.0, 89.0, out)


def target(x, out):
    low = known(x).min()
    affine(x, low, 90.0 - low, out)


def zscore(x, out):
    k = known(x)
    mean = k.mean()
    np.subtract(x, mean, out=out)
    centred = known(out)
    np.divide(out, np.sqrt(np.dot(centred, centred) / (len(centred) - 1)), out=out)


def robust(x, out):
    k = known(x)
    middle = np.median(k)
    np.subtract(k, middle, out=out)
    np.abs(out, out=out)
    mad = np.median(out, overwrite_input=True)
    affine(x, middle, 1.4826 * mad, out)


def ratio_to_mean(x, out):
    np.divide(x, known(x).mean(), out=out)


def difference_to_mean(x, out):
    mean = known(x).mean()
    affine(x, mean, abs(mean), out)


def around_mean(x, out):
    mean = known(x).mean()
    np.greater(x, mean, out=out, casting="unsafe")
    out -= x < mean


def places(x):
    """The order of the values, and where each run of equal ones begins."""
    order = np.argsort(x)
    ordered = x[order]
    new = np.empty(len(x), dtype=bool)
    new[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return order, np.flatnonzero(new)


def rank_min(x, out):
    order, starts = places(x)
    lengths = np.diff(np.append(starts, len(x)))
    out[order] = np.repeat(starts + 1.0, lengths)


def rank_mean(x, out):
    order, starts = places(x)
    lengths = np.diff(np.append(starts, len(x)))
    out[order] = np.repeat(starts + (lengths + 1) / 2, lengths)


def percentile(x, out):
    rank_min(x, out)
    out *= 100.0 / len(x)


def borda(x, out):
    rank_mean(x, out)
    out -= 1.0


def percentile_bands(x, out):
    percentile(x, out)
    out[:] = np.array([0.0, 100.0])[np.searchsorted([5.0], out, side="right")]


def bands(x, out):
    out[:] = np.array([0.0, 100.0])[np.searchsorted([5.0], x, side="right")]


def points(x, out):
    out.fill(np.nan)
    out[x == 0.0] = 0.0
    out[x == 10.0] = 100.0


def piecewise(x, out):
    out[:] = np.interp(x, [0.0, 10.0], [0.0, 100.0])


def log(x, out):
    np.log(x, out=out)


def log1p(x, out):
    np.log1p(x, out=out)


def box_cox(x, out):
    from scipy import stats

    lam = stats.boxcox_normmax(known(x), method="mle")
    np.log(x, out=out)
    np.multiply(out, lam, out=out)
    np.expm1(out, out=out)
    np.divide(out, lam, out=out)


def logistic(x, out):
    zscore(x, out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    out += 1.0
    np.reciprocal(out, out=out)


NORMALISE = {
    "none": none,
    "max": fraction_of_max,
    "share of total": share,
    "vector": vector,
    "minmax": minmax,
    "goalposts": goalposts,
    "distance to target": target,
    "distance to frontier": minmax,
    "zscore": zscore,
    "robust zscore": robust,
    "ratio to mean": ratio_to_mean,
    "difference to mean": difference_to_mean,
    "above or below mean": around_mean,
    "rank": rank_min,
    "percentile rank": percentile,
    "borda": borda,
    "percentile bands ..5 as 0, 5.. as 100": percentile_bands,
    "bands ..5 as 0, 5.. as 100": bands,
    "points 0 as 0, 10 as 100": points,
    "piecewise linear 0 as 0, 10 as 100": piecewise,
    "log": log,
    "log1p": log1p,
    "box-cox": box_cox,
    "logistic": logistic,
}


def arithmetic_mean(columns, out):
    total(columns, out)
    out /= len(columns)


def geometric_mean(columns, out):
    out.fill(0.0)
    logs = np.empty_like(out)
    for x in columns:
        out += np.log(x, out=logs)
    out /= len(columns)
    np.exp(out, out=out)


def harmonic_mean(columns, out):
    out.fill(0.0)
    inverse = np.empty_like(out)
    for x in columns:
        out += np.divide(1.0, x, out=inverse)
    np.divide(len(columns), out, out=out)


def euclidean_norm(columns, out):
    out.fill(0.0)
    square = np.empty_like(out)
    for x in columns:
        out += np.multiply(x, x, out=square)
    np.sqrt(out, out=out)


def median(columns, out):
    np.median(np.stack(columns), axis=0, out=out, overwrite_input=True)


def weighted_median(columns, out):
    # With equal weights; sorting them along and summing them up is what any others need as well.
    matrix = np.stack(columns)
    order = np.argsort(matrix, axis=0)
    ordered = np.take_along_axis(matrix, order, axis=0)
    weights = np.ones(len(columns))[order]
    upto = np.cumsum(weights, axis=0)
    half = upto[-1] / 2
    low = np.argmax(upto >= half, axis=0)
    high = np.argmax(upto > half, axis=0)
    rows = np.arange(len(out))
    np.multiply(ordered[low, rows] + ordered[high, rows], 0.5, out=out)


def least(columns, out):
    np.copyto(out, columns[0])
    for x in columns[1:]:
        np.minimum(out, x, out=out)


def most(columns, out):
    np.copyto(out, columns[0])
    for x in columns[1:]:
        np.maximum(out, x, out=out)


def power_mean(columns, out):
    out.fill(0.0)
    root = np.empty_like(out)
    for x in columns:
        out += np.sqrt(x, out=root)
    out /= len(columns)
    np.multiply(out, out, out=out)


def weighted_product(columns, out):
    out.fill(1.0)
    for x in columns:
        out *= x


def owa(columns, out):
    # An orness of 0.5 gives every place the same weight; the sorting is what any other one needs as well.
    ordered = np.sort(np.stack(columns), axis=0)
    np.mean(ordered, axis=0, out=out)


def mean_min(columns, out):
    lowest = np.empty_like(out)
    least(columns, lowest)
    arithmetic_mean(columns, out)
    out += lowest
    out *= 0.5


def ampi(columns, out):
    matrix = np.stack(columns)
    mean = matrix.mean(axis=0)
    np.subtract(mean, matrix.var(axis=0) / mean, out=out)


AGGREGATE = {
    "power mean 0.5": power_mean,
    "weighted product": weighted_product,
    "owa orness 0.5": owa,
    "mean-min alpha 0.5": mean_min,
    "ampi": ampi,
    "arithmetic mean": arithmetic_mean,
    "geometric mean": geometric_mean,
    "harmonic mean": harmonic_mean,
    "euclidean norm": euclidean_norm,
    "sum": total,
    "median": median,
    "weighted median": weighted_median,
    "min": least,
    "max": most,
}


def normalised(method, rows):
    results = [np.empty(rows) for _ in range(INDICATORS)]

    def run(columns, out):
        for x, z in zip(columns, results):
            method(x, z)
        total(results, out)

    return run


def tasks(rows):
    """The clause, the kind of data, how many rows at most, and the work."""
    for name, method in NORMALISE.items():
        yield f"normalise {name}", "plain", None, lambda: normalised(method, rows)
    for name, method in AGGREGATE.items():
        yield f"aggregate {name}", "plain", None, lambda: method
    for name, (method, most) in WHOLE.items():
        yield f"aggregate {name}", "plain", most, lambda: method
    for name, method in TREAT.items():
        yield f"treat {name}", "tails", None, lambda: each(method)
    for name, (method, most) in IMPUTE.items():
        yield f"impute {name}", "gaps", most, lambda: method
    for name, method in SCREEN.items():
        yield f"screen {name}", "gaps", None, lambda: method
    for name, method in WEIGH.items():
        yield f"weigh {name}", "linked", None, lambda: weighed(method)


def nanoseconds(work, cells, repetitions):
    work()
    times = []
    for _ in range(repetitions):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) / cells * 1e9


def added_up(out):
    """How many results there are, the sum of their magnitudes, and their sum with a weight that depends on the row."""
    there = ~np.isnan(out)
    place = np.arange(len(out)) * 7919 % 1009 / 1009.0
    return f"{there.sum()} {np.abs(out[there]).sum():.17e} {np.dot(out[there], place[there]):.17e}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="1e6")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("names", nargs="*", help="only methods whose names hold one of these words")
    asked = parser.parse_args()
    rows = int(float(asked.rows))
    drawn = shares(rows)
    for clause, kind, most, make in tasks(rows):
        if asked.names and not any(name in clause for name in asked.names):
            continue
        here = min(rows, most or rows)
        columns, out, method = data(kind, drawn, here), np.empty(here), make()
        took = nanoseconds(lambda: method(columns, out), here * INDICATORS, asked.repetitions)
        print(f"{took:10.3f} ns  {added_up(out)}  {clause}", flush=True)


if __name__ == "__main__":
    main()
