"""The weights of ok/*.bareme worked out once more with numpy and scipy; expected.txt is what this prints.

The grids are read from the policies, so that both compute from the same numbers. Each line: a policy, a set of weights or
an index, what is meant (`weight`, `ratio`, `w`, `p`, …), a part or expert, the value.
"""

from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy import stats
from scipy.optimize import least_squares, linprog

HERE = Path(__file__).parent


def grids(policy):
    """For each `weights NAME from METHOD`: its method, and grids by expert (None: no experts' blocks)."""
    found, name, expert = {}, None, None
    for line in (HERE / "ok" / policy).read_text().splitlines():
        words = line.split()
        if line.startswith("weights") and " from " in line:
            name, expert = words[1], None
            found[name] = (line.split(" from ")[1].rstrip("{ "), {})
        elif line.startswith("}"):
            name = None
        elif name and words and words[0] == "expert":
            expert = words[1]
        elif name and "|" in line:
            found[name][1].setdefault(expert, []).append([cell.strip() for cell in line.split("|")])
    return found


def number(text):
    return float(Fraction(text)) if text else np.nan


def values(grid):
    return np.array([[number(c) for c in row[1:]] for row in grid[1:]])


def show(policy, name, what, of, value):
    print(policy, name, what, of, repr(float(value)))


def kendall(columns):
    """Kendall's W, from the ranks of each column, with ties."""
    ranks = np.array([stats.rankdata(c) for c in columns])
    m, n = ranks.shape
    ties = sum((k**3 - k) for c in columns for k in np.unique(c, return_counts=True)[1])
    sums = ranks.sum(axis=0)
    w = 12 * ((sums - sums.mean()) ** 2).sum() / (m**2 * (n**3 - n) - m * ties)
    return w, stats.chi2.sf(m * (n - 1) * w, n - 1)


# People -------------------------------------------------------------------------------------------------------------

for name, (method, by_expert) in grids("people.bareme").items():
    grid = by_expert[None]
    parts = [row[0] for row in grid[1:]]
    x = values(grid)
    n = len(parts)
    full = x[:, ~np.isnan(x).any(axis=0)]
    if method.startswith("panel"):
        if "trimmed" in method:
            weights = stats.trim_mean(x, 0.2, axis=1)
        else:
            weights = np.nanmedian(x, axis=1) if "median" in method else np.nanmean(x, axis=1)
    elif method.startswith("budget"):
        shares = x / x.sum(axis=0)
        weights = np.median(shares, axis=1) if "median" in method else shares.mean(axis=1)
    elif method.startswith("swing"):
        weights = (x / x.sum(axis=0)).mean(axis=1)
    else:
        r = np.arange(1, n + 1)
        by_rank = {
            "rank order centroid": np.array([sum(1 / k for k in range(i, n + 1)) / n for i in r]),
            "rank sum": 2 * (n + 1 - r) / (n * (n + 1)),
            "rank reciprocal": (1 / r) / (1 / r).sum(),
        }[method]
        weights = np.zeros(n)
        for column in x.T:
            order = stats.rankdata(column, "min").astype(int)
            weights += [by_rank[o - 1 : o - 1 + (order == o).sum()].mean() for o in order]
    weights = weights / weights.sum()
    for part, w in zip(parts, weights):
        show("people", name, "weight", part, w)
    if full.shape[1] > 1:
        w, p = kendall(full.T)
        show("people", name, "w", "-", w)
        show("people", name, "p", "-", p)

# Pairs --------------------------------------------------------------------------------------------------------------

RANDOM = [0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49]


def matrix(grid):
    columns, rows = grid[0][1:], [row[0] for row in grid[1:]]
    given = {(r[0], c): number(v) for r in grid[1:] for c, v in zip(columns, r[1:])}
    def cell(a, b):
        if a == b:
            return 1.0
        return given[a, b] if not np.isnan(given[a, b]) else 1 / given[b, a]
    return rows, lambda names: np.array([[cell(a, b) for b in names] for a in names])


def eigen(a):
    value, vector = np.linalg.eig(a)
    at = np.argmax(value.real)
    w = np.abs(vector[:, at].real)
    n = len(a)
    return w / w.sum(), value[at].real, (value[at].real - n) / (n - 1) / RANDOM[n - 1]


def best_worst(best, worst, from_best, to_worst):
    """The linear programme of Rezaei (2016)."""
    n = len(from_best)
    rows = []
    for j in range(n):
        for row in ([(best, 1.0), (j, -from_best[j])], [(j, 1.0), (worst, -to_worst[j])]):
            a = np.zeros(n + 1)
            for at, k in row:
                a[at] += k
            for sign in (1, -1):
                b = sign * a
                b[n] = -1
                rows.append(b)
    cost = np.zeros(n + 1)
    cost[n] = 1
    total = np.ones((1, n + 1))
    total[0, n] = 0
    solved = linprog(cost, A_ub=np.array(rows), b_ub=np.zeros(len(rows)), A_eq=total, b_eq=[1], bounds=[(0, None)] * (n + 1))
    return solved.x[:n], solved.x[n]


for name, (method, by_expert) in grids("pairwise.bareme").items():
    first = next(iter(by_expert.values()))
    parts = [row[0] for row in first[1:]]
    if method.startswith("ahp"):
        each = {e: matrix(g)[1](parts) for e, g in by_expert.items()}
        a = np.exp(np.mean([np.log(m) for m in each.values()], axis=0))
        weights, largest, ratio = eigen(a)
        show("pairwise", name, "ratio", "-", ratio)
        show("pairwise", name, "largest_eigenvalue", "-", largest)
        if len(each) > 1:
            for expert, m in each.items():
                show("pairwise", name, "ratio", expert, eigen(m)[2])
        if "geometric" in method:
            weights = np.exp(np.log(a).mean(axis=1))
    else:
        weights = np.zeros(len(parts))
        for expert, grid in by_expert.items():
            best = parts.index(grid[0][1].split()[0])
            worst = parts.index(grid[0][2].split()[1])
            b, w = values(grid).T
            own, deviation = best_worst(best, worst, b, w)
            weights += own
            whole = b[worst]
            ratio = max(abs(b * w - whole) / (whole**2 - whole) * [i not in (best, worst) for i in range(len(parts))])
            show("pairwise", name, "ratio", expert or "-", ratio)
            show("pairwise", name, "largest_deviation", expert or "-", deviation)
    for part, w in zip(parts, weights / weights.sum()):
        show("pairwise", name, "weight", part, w)

# Data ---------------------------------------------------------------------------------------------------------------

lines = [line.split("|")[1:] for line in (HERE / "ok" / "data.bareme").read_text().splitlines() if line.strip().startswith("|")]
header = [c.strip() for c in lines[0]]
table = [dict(zip(header, (c.strip() for c in line))) for line in lines[1:]]
table = [row for row in table if row["ranked"] == "yes"]


def columns(parts):
    return np.array([[number(row[p]) for p in parts] for row in table])


def complete(x):
    return x[~np.isnan(x).any(axis=1)]


def minmax(x, lower):
    low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
    return np.where(lower, (high - x) / (high - low), (x - low) / (high - low))


def varimax(loadings):
    """Kaiser's varimax of normalised loadings, by direct search over the angles of pairs of factors."""
    h = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    a = loadings / h
    k = a.shape[1]
    criterion = lambda l: (np.mean(l**4, axis=0) - np.mean(l**2, axis=0) ** 2).sum()
    for _ in range(60):
        for i in range(k):
            for j in range(i + 1, k):
                def turned(angle):
                    c, s = np.cos(angle), np.sin(angle)
                    b = a.copy()
                    b[:, i], b[:, j] = a[:, i] * c + a[:, j] * s, -a[:, i] * s + a[:, j] * c
                    return b
                angles = np.linspace(0, np.pi / 2, 721)
                best = angles[np.argmax([criterion(turned(t)) for t in angles])]
                low, high = best - 0.01, best + 0.01
                for _ in range(80):
                    p, q = low + (high - low) / 3, high - (high - low) / 3
                    if criterion(turned(p)) < criterion(turned(q)):
                        low = p
                    else:
                        high = q
                a = turned((low + high) / 2)
    return a * h


def factor(x, kept):
    value, vector = np.linalg.eigh(np.corrcoef(x.T))
    order = np.argsort(value)[::-1]
    value, vector = value[order], vector[:, order]
    if kept is None:
        kept = max(sum((value > 1) & (value / len(value) > 0.1)), 1)
        while value[:kept].sum() / len(value) <= 0.6:
            kept += 1
    squares = varimax(vector[:, :kept] * np.sqrt(value[:kept])) ** 2
    # As the Handbook tells it: the share of the part in its factor times the share of the factor.
    explained = squares.sum(axis=0)
    own = squares.argmax(axis=1)
    weights = [squares[i, f] / explained[f] * explained[f] / explained.sum() for i, f in enumerate(own)]
    return np.array(weights), kept, value[:kept].sum() / len(value)


def pca(x, kept):
    value, vector = np.linalg.eigh(np.corrcoef(x.T))
    order = np.argsort(value)[::-1][:kept]
    return (vector[:, order] ** 2) @ value[order] / value[order].sum()


def optimised(x, importances):
    """By numerical optimisation, from several beginnings."""
    t = np.array(importances) / sum(importances)
    def reached(w):
        y = x @ w
        r = np.array([np.corrcoef(c, y)[0, 1] for c in x.T]) ** 2
        return r / r.sum()
    scale = x.std(axis=0)
    best = None
    for start in [1 / scale, np.sqrt(t) / scale, t / scale]:
        found = least_squares(lambda w: reached(w) - t, start / start.sum(), bounds=(0, np.inf), x_scale=1 / scale,
                              xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=20000)
        if best is None or found.cost < best[0]:
            best = (found.cost, found.x)
    return best[1], best[0]


def report(name, parts, weights):
    for part, w in zip(parts, weights / weights.sum()):
        show("data", name, "weight", part, w)


PARTS = ["patents", "exports", "internet", "schooling", "science", "waste"]
raw = columns(PARTS)
# A part is normalised over all values that it has; the rows in which all are there give the weights.
z = complete(minmax(raw, np.array([p == "waste" for p in PARTS])))
r, s = np.corrcoef(z.T), z.std(axis=0, ddof=1)
report("scaled", PARTS, s * (1 - r).sum(axis=0))
report("deviation", PARTS, s)
report("components", PARTS, pca(z, 1))
report("two_components", PARTS, pca(z, 2))
for name, kept in [("factors", None), ("three_factors", 3)]:
    weights, kept, explained = factor(z, kept)
    report(name, PARTS, weights)
    show("data", name, "components", "-", kept)
    show("data", name, "variance_explained", "-", explained)
p = complete(raw)
p = p / p.sum(axis=0)
logs = np.where(p > 0, p * np.log(np.where(p > 0, p, 1)), 0)
entropy = -logs.sum(axis=0) / np.log(len(p))
report("uneven", PARTS, 1 - entropy)
for part, e in zip(PARTS, entropy):
    show("data", "uneven", "entropy", part, e)
parts = ["patents", "internet", "schooling", "science"]
x = columns(parts)
x = complete((x - np.nanmean(x, axis=0)) / np.nanstd(x, axis=0, ddof=1))
weights, left = optimised(x, [4, 2, 4, 2.5])
assert left < 1e-20, left
report("important", parts, weights)
# Here the importances are out of reach, and the nearest are found only as exactly as the search goes.
weights, left = optimised(x, [2, 1, 1, 2])
assert left > 1e-4, left
for part, w in zip(parts, weights / weights.sum()):
    show("data", "out_of_reach", "nearly", part, w)
parts = ["patents", "internet", "science"]
weights, left = optimised(complete(columns(parts)), [1, 1, 1])
assert left < 1e-20, left
report("same_importance", parts, weights)
