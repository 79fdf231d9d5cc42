"""Independent numbers for treatments, imputations and screening.

Reads places.csv and writes expected.csv (case, part, row, value; an empty value is missing) and pipeline.csv, levels.csv (row, score).
Skewness, kurtosis and Box-Cox come from scipy, quantiles from numpy, everything else is written out here.
Run: python make.py (needs numpy and scipy).
"""

import csv
from pathlib import Path

import numpy as np
from scipy import stats

HERE = Path(__file__).parent
ROWS = list(csv.DictReader(open(HERE / "places.csv")))
KEYS = [r["name"] for r in ROWS]
GROUP = [r["region"] for r in ROWS]
PARTS = ["a", "b", "c", "d"]
RAW = {p: np.array([float(r[p]) if r[p] else np.nan for r in ROWS]) for p in PARTS}


def shape(x):
    return stats.skew(x, bias=False), stats.kurtosis(x, bias=False)


def jrc(s, k):
    return lambda x: abs(shape(x)[0]) > s and shape(x)[1] > k


def both(s, k):
    return lambda x: abs(shape(x)[0]) > s or shape(x)[1] > k


def winsorise(x, fails, most=10**9):
    """As COINr's winsorise(): replace the highest (lowest) values by the next, until the criterion holds."""
    x = x.copy()
    original = x.copy()
    known = ~np.isnan(x)
    while fails(x[known]):
        y = x.copy()
        if shape(x[known])[0] >= 0:
            top = x == np.nanmax(x)
            y[top] = np.nanmax(x[~top])
        else:
            bottom = x == np.nanmin(x)
            y[bottom] = np.nanmin(x[~bottom])
        if np.sum((y != original) & known) > most:
            break
        x = y
    return x


def quantile(x, low, high):
    lo, hi = np.nanquantile(x, [low, high])
    return np.clip(x, lo, hi)


def fences(x, k):
    q1, q3 = np.nanquantile(x, [0.25, 0.75])
    return np.clip(x, q1 - k * (q3 - q1), q3 + k * (q3 - q1))


def deviations(x, k):
    m, s = np.nanmean(x), np.nanstd(x, ddof=1)
    return np.clip(x, m - k * s, m + k * s)


def log_shifted(x):
    lo, hi = np.nanmin(x), np.nanmax(x)
    return np.log(x - lo + 0.01 * (hi - lo))


def box_cox(x):
    known = ~np.isnan(x)
    out = x.copy()
    out[known] = stats.boxcox(x[known])[0]
    return out


def by_group(x, f):
    out = x.copy()
    for g in sorted(set(GROUP)):
        rows = np.array([h == g for h in GROUP])
        out[rows] = f(x[rows])
    return out


def filled(x, value):
    return np.where(np.isnan(x), value, x)


def nearest(k, rows=None):
    rows = range(len(KEYS)) if rows is None else rows
    z = {}
    for p in PARTS:
        x = RAW[p][list(rows)]
        z[p] = dict(zip(rows, (x - np.nanmean(x)) / np.nanstd(x, ddof=1)))
    out = {p: RAW[p].copy() for p in PARTS}
    for p in PARTS:
        for i in rows:
            if not np.isnan(RAW[p][i]):
                continue
            near = []
            for j in rows:
                if i == j or np.isnan(RAW[p][j]):
                    continue
                d = [(z[q][i] - z[q][j]) ** 2 for q in PARTS if q != p]
                d = [v for v in d if not np.isnan(v)]
                if d:
                    near.append((np.sqrt(np.mean(d)), j))
            near.sort()
            if near:
                out[p][i] = np.mean([RAW[p][j] for _, j in near[:k]])
    return out


def nearest_in_groups(k):
    out = {p: RAW[p].copy() for p in PARTS}
    for g in sorted(set(GROUP)):
        rows = [i for i, h in enumerate(GROUP) if h == g]
        part = nearest(k, rows)
        for p in PARTS:
            out[p][rows] = part[p][rows]
    return out


def each(f):
    return {p: f(RAW[p]) for p in PARTS}


CASES = {
    "treat winsorise until skewness 2, kurtosis 3.5": each(lambda x: winsorise(x, jrc(2, 3.5))),
    "treat winsorise until skewness 1 and kurtosis 2": each(lambda x: winsorise(x, both(1, 2))),
    "treat winsorise until skewness 0.5, kurtosis 1 at most 2": each(lambda x: winsorise(x, jrc(0.5, 1), 2)),
    "treat winsorise quantile 0.05..0.9": each(lambda x: quantile(x, 0.05, 0.9)),
    "treat winsorise quantile 0.1..1 within region": each(lambda x: by_group(x, lambda y: quantile(y, 0.1, 1))),
    "treat clip iqr 1.5": each(lambda x: fences(x, 1.5)),
    "treat clip standard deviation 2": each(lambda x: deviations(x, 2)),
    "treat clip standard deviation 1 within region": each(lambda x: by_group(x, lambda y: deviations(y, 1))),
    "treat log shifted when skewness 2, kurtosis 3.5": each(lambda x: log_shifted(x) if jrc(2, 3.5)(x[~np.isnan(x)]) else x),
    "treat log for a": {"a": np.log(RAW["a"])},
    "treat box-cox for a, c": {"a": box_cox(RAW["a"]), "c": box_cox(RAW["c"])},
    "treat box-cox when skewness 2 or kurtosis 3.5 for a, c": {
        p: box_cox(RAW[p]) if both(2, 3.5)(RAW[p][~np.isnan(RAW[p])]) else RAW[p] for p in "ac"
    },
    "impute mean": each(lambda x: filled(x, np.nanmean(x))),
    "impute median within region": each(lambda x: by_group(x, lambda y: filled(y, np.nanmedian(y)))),
    "impute fixed 7 for c": {"c": filled(RAW["c"], 7)},
    "impute nearest 1": nearest(1),
    "impute nearest 4": nearest(4),
    "impute nearest 3 within region": nearest_in_groups(3),
}


def pipeline():
    """Screen parts and rows, treat, impute by region, min-max 0..100 (b: lower is better), weighted mean."""
    x = {p: RAW[p].copy() for p in PARTS}
    kept = [p for p in PARTS if np.mean(~np.isnan(x[p])) >= 0.8]
    known = np.array([np.mean([not np.isnan(x[p][i]) for p in kept]) for i in range(len(KEYS))])
    rows = known >= 0.6
    weights = dict(zip(PARTS, [0.4, 0.1, 0.2, 0.3]))
    z = {}
    for p in kept:
        y = np.where(rows, x[p], np.nan)
        y = winsorise(y, jrc(2, 3.5), 5)
        groups = np.array(GROUP)
        for g in sorted(set(GROUP)):
            here = (groups == g) & rows
            y[here] = filled(y[here], np.nanmedian(y[here]))
        lo, hi = np.nanmin(y), np.nanmax(y)
        z[p] = (hi - y) / (hi - lo) * 100 if p == "b" else (y - lo) / (hi - lo) * 100
    total = sum(weights[p] for p in kept)
    score = sum(weights[p] * z[p] for p in kept) / total
    return kept, rows, score


def levels():
    """Three levels, each with its weights re-normalised over what is there: min-max of every part, b turned round."""
    z = {}
    for p in PARTS:
        x = RAW[p]
        lo, hi = np.nanmin(x), np.nanmax(x)
        z[p] = (hi - x) / (hi - lo) if p == "b" else (x - lo) / (hi - lo)

    def mean(pairs):
        there = [(v, w) for v, w in pairs if not np.isnan(v)]
        return sum(v * w for v, w in there) / sum(w for _, w in there) if there else np.nan

    out = []
    for i in range(len(KEYS)):
        deep = mean([(z["c"][i], 2), (z["d"][i], 1)])
        right = mean([(z["b"][i], 1), (deep, 2)])
        left = mean([(z["a"][i], 1)])
        out.append(mean([(left, 3), (right, 1)]))
    return out


def show(v):
    return "" if np.isnan(v) else repr(float(v))


with open(HERE / "expected.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["case", "part", "row", "value"])
    for case, parts in CASES.items():
        for p, values in parts.items():
            for key, v in zip(KEYS, values):
                out.writerow([case, p, key, show(v)])

kept, rows, score = pipeline()
with open(HERE / "pipeline.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["row", "score"])
    for key, v in zip(KEYS, score):
        out.writerow([key, show(v)])
with open(HERE / "levels.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["row", "score"])
    for key, v in zip(KEYS, levels()):
        out.writerow([key, show(v)])
print("kept", kept, "rows out", [k for k, r in zip(KEYS, rows) if not r])
for p in PARTS:
    print(p, [round(float(v), 3) for v in shape(RAW[p][~np.isnan(RAW[p])])], int(np.isnan(RAW[p]).sum()), "missing")
