"""Independent numbers for steps that take what they need from some rows only (`among b > 50`).

Reads places.csv and writes among.csv (case, part, row, value; an empty value is missing), with nothing but Python.
Run: python among.py
"""

import csv
import math
import statistics
from pathlib import Path

HERE = Path(__file__).parent
ROWS = list(csv.DictReader(open(HERE / "places.csv")))
PARTS = ["a", "b", "c", "d"]
X = {p: [float(r[p]) if r[p] else None for r in ROWS] for p in PARTS}
GROUP = [r["region"] for r in ROWS]
ALL = range(len(ROWS))
AMONG = [i for i in ALL if X["b"][i] is not None and X["b"][i] > 50]


def known(p, rows):
    return [X[p][i] for i in rows if X[p][i] is not None]


def skewness(x):
    n, m = len(x), statistics.fmean(x)
    s = statistics.stdev(x)
    return n / ((n - 1) * (n - 2)) * sum(((v - m) / s) ** 3 for v in x)


def kurtosis(x):
    n, m = len(x), statistics.fmean(x)
    s = statistics.stdev(x)
    fourth = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * sum(((v - m) / s) ** 4 for v in x)
    return fourth - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))


def quantile(x, q):
    x = sorted(x)
    at = q * (len(x) - 1)
    low = math.floor(at)
    high = min(low + 1, len(x) - 1)
    return x[low] + (at - low) * (x[high] - x[low])


def each(f):
    """f makes of the known values of the model a function of one value."""
    out = {}
    for p in PARTS:
        g = f(known(p, AMONG))
        out[p] = [None if v is None else g(v) for v in X[p]]
    return out


def kept(low, high):
    return lambda v: min(max(v, low), high)


def fences(k):
    def of(model):
        q1, q3 = quantile(model, 0.25), quantile(model, 0.75)
        return kept(q1 - k * (q3 - q1), q3 + k * (q3 - q1))
    return each(of)


def deviations(k):
    def of(model):
        m, s = statistics.fmean(model), statistics.stdev(model)
        return kept(m - k * s, m + k * s)
    return each(of)


def quantiles(a, b):
    return each(lambda model: kept(quantile(model, a), quantile(model, b)))


def winsorised(s, k):
    def of(model):
        x, low, high = list(model), -math.inf, math.inf
        while abs(skewness(x)) > s and kurtosis(x) > k:
            if skewness(x) >= 0:
                high = sorted(set(x))[-2]
                x = [min(v, high) for v in x]
            else:
                low = sorted(set(x))[1]
                x = [max(v, low) for v in x]
        return kept(low, high)
    return each(of)



def log_shifted(parts):
    """Moved and logged if that is defined for all values."""
    out = {}
    for p in parts:
        model = known(p, AMONG)
        move = 0.01 * (max(model) - min(model)) - min(model)
        possible = all(v + move > 0 for v in known(p, ALL))
        out[p] = [None if v is None else math.log(v + move) if possible else v for v in X[p]]
    return out


def filled(value):
    out = {p: list(X[p]) for p in PARTS}
    for p in PARTS:
        for i in ALL:
            if X[p][i] is None:
                out[p][i] = value(p, i)
    return out


def of_region(f):
    return lambda p, i: f(known(p, [j for j in AMONG if GROUP[j] == GROUP[i]]))


def nearest(k):
    z = {}
    for p in PARTS:
        model = known(p, AMONG)
        mean, s = statistics.fmean(model), statistics.stdev(model)
        z[p] = [None if v is None else (v - mean) / s for v in X[p]]

    def value(p, i):
        near = []
        for j in AMONG:
            if j == i or X[p][j] is None:
                continue
            d = [(z[q][i] - z[q][j]) ** 2 for q in PARTS if q != p and z[q][i] is not None and z[q][j] is not None]
            if d:
                near.append((statistics.fmean(d), j))
        near.sort()
        return statistics.fmean([X[p][j] for _, j in near[:k]]) if near else None
    return filled(value)


def screened(share):
    out = {}
    for p in PARTS:
        there = len(known(p, AMONG)) / len(AMONG)
        out[p] = list(X[p]) if there >= share else [None] * len(X[p])
    return out


CASES = {
    "treat clip iqr 1.5 among b > 50": fences(1.5),
    "treat clip standard deviation 2.5 among b > 50": deviations(2.5),
    "treat winsorise quantile 0.05..0.9 among b > 50": quantiles(0.05, 0.9),
    "treat winsorise until skewness 2, kurtosis 3.5 among b > 50": winsorised(2, 3.5),
    "treat log shifted among b > 50": log_shifted(PARTS),
    "impute mean among b > 50": filled(lambda p, i: statistics.fmean(known(p, AMONG))),
    "impute median within region among b > 50": filled(of_region(statistics.median)),
    "impute nearest 2 among b > 50": nearest(2),
    "screen parts at least 85% among b > 50": screened(0.85),
}

with open(HERE / "among.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["case", "part", "row", "value"])
    for case, parts in CASES.items():
        for p, values in parts.items():
            for row, v in zip(ROWS, values):
                out.writerow([case, p, row["name"], "" if v is None else repr(v)])

print(len(AMONG), "of", len(ROWS), "rows")
for p in PARTS:
    model = known(p, AMONG)
    print(p, len(model), "known,", round(skewness(model), 3), round(kurtosis(model), 3))
