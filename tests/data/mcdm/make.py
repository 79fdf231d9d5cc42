"""Makes cases.json: what the methods that compare rows with each other give on small matrices.

TOPSIS, VIKOR and PROMETHEE II come from the package pymcdm where it has the variant; everything else is written out
from the papers' formulas below, in the plainest way: loops over pairs, all orders for Kemeny, all subsets for the kernel.
The tests of the project read cases.json only.

    pip install pymcdm==1.4.0 numpy
    python make.py
"""

import itertools
import json
import math
import random

import numpy as np
import pymcdm
from pymcdm import normalizations
from pymcdm.methods import PROMETHEE_II, TOPSIS, VIKOR

NAN = float("nan")


# -- From the formulas --------------------------------------------------------------------------------------------------


def there(x):
    return not math.isnan(x)


def topsis(matrix, weights, types, scaling):
    """Hwang and Yoon (1981), a row's missing parts left out of both distances."""
    result = []
    columns = list(zip(*matrix))
    scaled = []
    for column, weight, kind in zip(columns, weights, types):
        known = [x for x in column if there(x)]
        low, high = min(known), max(known)
        divisor = {"vector": math.sqrt(sum(x * x for x in known)), "minmax": high - low, "none": 1}[scaling]
        best, worst = (high, low) if kind > 0 else (low, high)
        if low == high:
            scaled.append((0, 0, 0))
        else:
            scaled.append((weight / divisor, best, worst))
    for row in matrix:
        near = math.sqrt(sum((f * (x - b)) ** 2 for x, (f, b, _) in zip(row, scaled) if there(x)))
        far = math.sqrt(sum((f * (x - w)) ** 2 for x, (f, _, w) in zip(row, scaled) if there(x)))
        result.append(far / (near + far) if near + far > 0 else NAN)
    return result


def vikor(matrix, weights, types, v):
    """Opricovic and Tzeng (2004); v is a number, or "S" or "R"."""
    distances = []
    for column, kind in zip(zip(*matrix), types):
        known = [x * kind for x in column if there(x)]
        best, worst = max(known), min(known)
        distances.append([0 * x if best == worst else (best - x * kind) / (best - worst) for x in column])
    S, R = [], []
    for row in zip(*distances):
        total = sum(w for w, d in zip(weights, row) if there(d))
        S.append(sum(w * d for w, d in zip(weights, row) if there(d)) / total)
        R.append(max(w * d for w, d in zip(weights, row) if there(d)) / total)
    if v in ("S", "R"):
        return {"S": S, "R": R}[v]
    share = lambda x, all: (x - min(all)) / (max(all) - min(all)) if max(all) > min(all) else 0
    return [v * share(s, S) + (1 - v) * share(r, R) for s, r in zip(S, R)]


def preference(function, d, q, p, s):
    """Brans and Vincke (1985), Table 1."""
    if d <= 0:
        return 0
    if function == "usual":
        return 1
    if function == "u-shape":
        return 1 if d > q else 0
    if function == "v-shape":
        return min(d / p, 1)
    if function == "level":
        return 0 if d <= q else 0.5 if d <= p else 1
    if function == "linear":
        return 0 if d <= q else (d - q) / (p - q) if d <= p else 1
    if function == "gaussian":
        return 1 - math.exp(-d * d / (2 * s * s))
    raise ValueError(function)


def promethee(matrix, weights, types, functions):
    n = len(matrix)
    flows = []
    for a in range(n):
        net = 0
        for b in range(n):
            if a == b:
                continue
            total, gain = 0, 0
            for j, w in enumerate(weights):
                x, y = matrix[a][j] * types[j], matrix[b][j] * types[j]
                if there(x) and there(y):
                    total += w
                    gain += w * (preference(*functions[j](x - y)) - preference(*functions[j](y - x)))
            net += gain / total if total else 0
        flows.append(net / (n - 1))
    return flows


def outranking(matrix, weights, types, concordance, discordance):
    n, m = len(matrix), len(weights)
    spread = [max(k) - min(k) for k in ([x for x in c if there(x)] for c in zip(*matrix))]
    S = [[False] * n for _ in range(n)]
    for a, b in itertools.permutations(range(n), 2):
        both = [j for j in range(m) if there(matrix[a][j]) and there(matrix[b][j])]
        ahead = [(matrix[a][j] - matrix[b][j]) * types[j] for j in both]
        total = sum(weights[j] for j in both)
        if total == 0:
            continue
        c = sum(weights[j] for j, d in zip(both, ahead) if d >= 0) / total
        d = max([-d / spread[j] for j, d in zip(both, ahead) if d < 0], default=0)
        S[a][b] = c >= concordance - 1e-12 and d <= discordance + 1e-12
    return S


def electre(matrix, weights, types, concordance, discordance, net):
    """The kernel by trying all subsets of classes."""
    S = outranking(matrix, weights, types, concordance, discordance)
    n = len(S)
    if net:
        return [sum(S[a]) - sum(S[b][a] for b in range(n)) for a in range(n)]
    reach = [[S[a][b] or a == b for b in range(n)] for a in range(n)]
    for k, a, b in itertools.product(range(n), repeat=3):
        reach[a][b] = reach[a][b] or reach[a][k] and reach[k][b]
    name = [min(b for b in range(n) if reach[a][b] and reach[b][a]) for a in range(n)]
    classes = sorted(set(name))
    over = {(c, d) for c in classes for d in classes if c != d
            if any(S[a][b] for a in range(n) for b in range(n) if name[a] == c and name[b] == d)}
    kernels = []
    for size in range(len(classes) + 1):
        for inside in map(set, itertools.combinations(classes, size)):
            stable = not any((c, d) in over for c in inside for d in inside)
            absorbing = all(any((c, d) in over for c in inside) for d in classes if d not in inside)
            if stable and absorbing:
                kernels.append(inside)
    assert len(kernels) == 1
    return [1 if name[a] in kernels[0] else 0 for a in range(n)]


def borda(matrix, weights, types):
    points = [0.0] * len(matrix)
    for column, w, kind in zip(zip(*matrix), weights, types):
        for a, x in enumerate(column):
            for b, y in enumerate(column):
                if a != b and there(x) and there(y):
                    points[a] += w * (1 if x * kind > y * kind else 0.5 if x == y else 0)
    return points


def margin(matrix, weights, types, a, b):
    total = 0
    for x, y, w, kind in zip(matrix[a], matrix[b], weights, types):
        if there(x) and there(y):
            total += w * ((x * kind > y * kind) - (x * kind < y * kind))
    return 0 if abs(total) < 1e-9 else total


def margins(matrix, weights, types):
    n = len(matrix)
    return [[margin(matrix, weights, types, a, b) if a != b else 0 for b in range(n)] for a in range(n)]


def copeland(matrix, weights, types):
    return [sum(m > 0 for m in row) - sum(m < 0 for m in row) for row in margins(matrix, weights, types)]


def condorcet(matrix, weights, types, wins):
    won = [sum(m > 0 for m in row) for row in margins(matrix, weights, types)]
    if wins:
        return won
    return [int(w == len(won) - 1) for w in won] if len(won) - 1 in won else [NAN] * len(won)


def kemeny(matrix, weights, types):
    M, n = margins(matrix, weights, types), len(matrix)
    best, orders = -math.inf, []
    for order in itertools.permutations(range(n)):
        total = sum(M[a][b] for a, b in itertools.combinations(order, 2))
        if total > best + 1e-9:
            best, orders = total, [order]
        elif total > best - 1e-9:
            orders.append(order)
    return [sum(n - 1 - order.index(a) for order in orders) / len(orders) for a in range(n)]


# -- From the package ---------------------------------------------------------------------------------------------------


def shares(weights):
    return np.array(weights) / sum(weights)


def as_it_is(x, cost=False):
    return -x if cost else x


SCALINGS = {"vector": normalizations.vector_normalization, "minmax": normalizations.minmax_normalization, "none": as_it_is}
FUNCTIONS = {"usual": "usual", "u-shape": "ushape", "v-shape": "vshape", "level": "level", "linear": "vshape_2"}


def package_topsis(matrix, weights, types, scaling):
    return list(TOPSIS(SCALINGS[scaling])(np.array(matrix), shares(weights), np.array(types)))


def package_vikor(matrix, weights, types, v):
    method = VIKOR(v=0.5 if v in ("S", "R") else v)
    *_, S, R, Q = method._method(np.array(matrix, dtype=float), shares(weights), np.array(types))
    return list({"S": S, "R": R}.get(v, Q))


def package_promethee(matrix, weights, types, function, q, p):
    m = len(weights)
    method = PROMETHEE_II(FUNCTIONS[function], p=[p] * m if p else None, q=[q] * m if q is not None else None)
    return list(method(np.array(matrix, dtype=float), shares(weights), np.array(types)))


# -- Cases --------------------------------------------------------------------------------------------------------------

random.seed(20041785)

MATRICES = {
    "plants": ([[80, 90, 6, 5.4], [65, 58, 2, 9.7], [83, 60, 4, 7.2], [40, 80, 10, 7.5], [52, 72, 6, 2.0],
                [94, 96, 7, 3.6]], [-1, 1, -1, 1]),
    "ties": ([[3, 1, 2], [3, 2, 2], [1, 2, 5], [1, 1, 5], [3, 2, 1], [2, 1, 2]], [1, -1, 1]),
    "one for all": ([[7, 3, 1.5], [7, 1, 2.5], [7, 2, 0.5], [7, 5, 0.75], [7, 4, 3]], [1, 1, -1]),
    "twins": ([[1, 5, 3, 4], [2, 2, 2, 2], [1, 5, 3, 4], [4, 1, 0, 5], [3, 3, 6, 1]], [1, 1, 1, -1]),
    "below zero": ([[-4, 2, 0], [3, -1, -8], [-2, 6, 5], [0, 0, 2.5], [8, -3, -1], [1, 4, -2]], [1, 1, -1]),
    "cities": ([[round(random.uniform(0, 100), 1) for _ in range(6)] for _ in range(8)], [1, -1, 1, 1, -1, 1]),
    "two": ([[1, 2], [2, 1]], [1, 1]),
}
WEIGHTS = {2: [[1, 1], [2, 1]], 3: [[1, 1, 1], [0.2, 0.3, 0.5], [3, 1, 1]],
           4: [[1, 1, 1, 1], [0.1, 0.2, 0.3, 0.4], [5, 1, 2, 2]],
           6: [[1, 1, 1, 1, 1, 1], [0.3, 0.1, 0.1, 0.2, 0.1, 0.2], [4, 3, 2, 2, 1, 1]]}

# Condorcet's sixty voters, with ranks as parts.
VOTERS = ([[1, 2, 3, 2, 3], [2, 1, 1, 3, 2], [3, 3, 2, 1, 1]], [-1] * 5, [23, 2, 17, 10, 8])

GAPS = ([[5, NAN, 3, 2], [1, 4, NAN, 3], [NAN, 2, 6, 1], [4, 4, 1, NAN], [2, 1, 5, 5], [NAN, 3, 2, 4]], [1, -1, 1, 1],
        [0.4, 0.3, 0.2, 0.1])

cases = []


def number(x):
    return None if math.isnan(x) else float(x)


def case(name, method, matrix, types, weights, expected, source, prefer=()):
    cases.append({
        "name": name, "method": method, "by": source, "weights": weights,
        "higher": [t > 0 for t in types], "rows": [[number(x) for x in row] for row in matrix],
        "prefer": list(prefer), "expected": [number(x) for x in expected],
    })


def check(mine, theirs):
    assert np.allclose(mine, theirs, atol=1e-12), (mine, theirs)
    return theirs


def all_methods(name, matrix, types, weights):
    gaps = any(math.isnan(x) for row in matrix for x in row)
    still = any(len({x for x in column if there(x)}) == 1 for column in zip(*matrix))
    package = f"pymcdm {pymcdm.__version__}" if hasattr(pymcdm, "__version__") else "pymcdm 1.4.0"
    arguments = (matrix, weights, types)

    for scaling in ("vector", "minmax", "none"):
        mine = topsis(matrix, weights, types, scaling)
        by, expected = ("formula", mine) if gaps else (package, check(mine, package_topsis(*arguments, scaling)))
        case(name, "topsis" if scaling == "vector" else f"topsis {scaling}", matrix, types, weights, expected, by)

    for v, words in ((0.5, ""), (0, " v 0"), (1, " v 1"), (0.3, " v 0.3"), ("S", " group utility"), ("R", " regret")):
        mine = vikor(matrix, weights, types, v)
        same = v not in ("S", "R") and any(len(set(np.round(vikor(matrix, weights, types, k), 12))) == 1 for k in "SR")
        own = gaps or still or same
        by, expected = ("formula", mine) if own else (package, check(mine, package_vikor(*arguments, v)))
        case(name, f"vikor{words}", matrix, types, weights, expected, by)

    spread = float(np.nanmedian([abs(a[j] - b[j]) for a, b in itertools.combinations(matrix, 2) for j in range(len(types))]))
    q, p, s = round(spread / 2, 1), round(spread * 1.5, 1) or 0.1, round(spread, 1) or 0.1
    for function, needs in (("usual", ""), ("u-shape", "q"), ("v-shape", "p"), ("level", "qp"), ("linear", "qp"),
                            ("gaussian", "s")):
        words = "".join(f" {t} {dict(q=q, p=p, s=s)[t]}" for t in needs)
        mine = promethee(*arguments, [lambda d, f=function: (f, d, q, p, s)] * len(types))
        by, expected = "formula", mine
        if not gaps and function != "gaussian":
            known = package_promethee(*arguments, function, q if "q" in needs else None, p if "p" in needs else None)
            by, expected = package, check(mine, known)
        case(name, f"promethee ii {function}{words}", matrix, types, weights, expected, by)

    for concordance, discordance in ((0.5, 1), (0.6, 0.5), (0.75, 0.3), (0.4, 0.9)):
        for net in (False, True):
            words = f"electre i concordance {concordance} discordance {discordance}" + (" net outranking" if net else "")
            case(name, words, matrix, types, weights, electre(*arguments, concordance, discordance, net), "formula")

    case(name, "borda", matrix, types, weights, borda(*arguments), "formula")
    case(name, "copeland", matrix, types, weights, copeland(*arguments), "formula")
    case(name, "condorcet", matrix, types, weights, condorcet(*arguments, False), "formula")
    case(name, "condorcet wins", matrix, types, weights, condorcet(*arguments, True), "formula")
    case(name, "kemeny", matrix, types, weights, kemeny(*arguments), "formula")


for name, (matrix, types) in MATRICES.items():
    for weights in WEIGHTS[len(types)]:
        all_methods(name, matrix, types, weights)
all_methods("voters", *VOTERS)
all_methods("gaps", *GAPS)

# Each part with a preference function of its own.
matrix, types = MATRICES["plants"]
weights = [5, 1, 2, 2]
own = [("u-shape", 10, 0, 0), ("linear", 5, 20, 0), ("usual", 0, 0, 0), ("gaussian", 0, 0, 2.5)]
flows = promethee(matrix, weights, types, [lambda d, o=o: (o[0], d, *o[1:]) for o in own])
case("plants", "promethee ii", matrix, types, weights, flows, "formula",
     ["u-shape q 10 for a", "linear q 5 p 20 for b", "gaussian s 2.5 for d"])

with open("cases.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
print(len(cases), "cases")
