"""The results of policy.bareme, computed from the published formulas with nothing but Python's standard library.

Linear programs are solved exactly: by trying every vertex, in fractions.

    python3 oracle.py > oracle.txt
"""

from fractions import Fraction
from itertools import combinations
from math import exp, inf, log, prod, sqrt

NAMES = "ABCDEFGHIJK"
NORTH = "ABCDE"
JOBS = [61.5, 48, 83.2, 35.7, 70, 22.4, 55, 64.8, 41, 99, 77.7]
SCHOOLS = [3.2, 7.1, 5, 2.4, 8.6, 6.6, 4.4, 1.9, 5.7, 9.9, 3.9]
WAITING = [12, 30.5, 4, 22, 9.5, 38, 17, 6.25, 27, 0.5, 14.5]
DOCTORS = [2.75, 1.5, 4.125, 0.9, 3.3, 5.5, None, 6.1, 2, 6.9, 4.8]
RAW = {name: row for name, row in zip(NAMES, zip(JOBS, SCHOOLS, WAITING, DOCTORS))}
del RAW["J"]  # excluded by the gate
GOALPOSTS = [(10, 90), (1, 9), (0, 40), (0.5, 6.5)]
HIGHER = [True, True, False, True]
EXPERTS = [4, 3, 2, 1]


def goalposts(row, low=0, high=1):
    """The parts of a row between their goalposts, turned round where lower is better."""
    z = []
    for x, (a, b), higher in zip(row, GOALPOSTS, HIGHER):
        if x is None:
            z.append(None)
            continue
        share = (x - a) / (b - a) if higher else (b - x) / (b - a)
        z.append(low + (high - low) * share)
    return z


def there(row, weights):
    return [(z, w) for z, w in zip(row, weights) if z is not None]


def power(row, weights, p):
    pairs = there(row, weights)
    return (sum(w * z**p for z, w in pairs) / sum(w for _, w in pairs)) ** (1 / p)


def harmonic(row, weights):
    pairs = there(row, weights)
    return sum(w for _, w in pairs) / sum(w / z for z, w in pairs)


def product(row, weights):
    return prod(z**w for z, w in there(row, weights))


def weighted_median(row, weights):
    """The middle of all m that make the sum of w |z - m| smallest; weights are decimals, taken exactly."""
    pairs = [(Fraction(z), Fraction(str(w))) for z, w in there(row, weights)]
    sums = {m: sum(w * abs(z - m) for z, w in pairs) for m, _ in pairs}
    best = [m for m, total in sums.items() if total == min(sums.values())]
    return (min(best) + max(best)) / 2


def quantifier(row, upto):
    """OWA with order weights from a quantifier: the share of the weight on the first r of the places."""
    z = sorted((z for z in row if z is not None), reverse=True)
    n = len(z)
    return sum((upto((k + 1) / n) - upto(k / n)) * z[k] for k in range(n))


def listed(order):
    def upto(r):
        """Linear between the points (k/n, sum of the first k weights)."""
        n = len(order)
        k = min(int(r * n + 1e-12), n - 1)
        return (sum(order[:k]) + (r * n - k) * order[k]) / sum(order)

    return upto


def mean_min(row, weights, alpha, beta):
    pairs = there(row, weights)
    mean = sum(w * z for z, w in pairs) / sum(w for _, w in pairs)
    least = min(z for z, _ in pairs)
    return mean - alpha * (sqrt((mean - least) ** 2 + beta**2) - beta)


def penalised(row, sign):
    z = [z for z in row if z is not None]
    mean = sum(z) / len(z)
    deviation = sqrt(sum((x - mean) ** 2 for x in z) / len(z))
    return mean + sign * deviation * (deviation / mean)


def moments(values):
    mean = sum(values) / len(values)
    return mean, sqrt(sum((x - mean) ** 2 for x in values) / len(values))


def mpi(rows, sign=-1, turned=HIGHER):
    columns = []
    for j, up in enumerate(turned):
        mean, deviation = moments([row[j] for row in rows.values() if row[j] is not None])
        direction = 1 if up else -1
        columns.append(
            {k: None if row[j] is None else 100 + direction * 10 * (row[j] - mean) / deviation for k, row in rows.items()}
        )
    return {k: penalised([c[k] for c in columns], sign) for k in rows}


def complete(rows):
    return {k: row for k, row in rows.items() if None not in row}


def hellwig(rows, weights):
    total = sum(weights)
    distances = {k: 0 for k in rows}
    for j, higher in enumerate(HIGHER):
        mean, deviation = moments([row[j] for row in rows.values()])
        z = {k: (row[j] - mean) / deviation for k, row in rows.items()}
        pattern = max(z.values()) if higher else min(z.values())
        for k in rows:
            distances[k] += weights[j] / total * (z[k] - pattern) ** 2
    distances = {k: sqrt(d) for k, d in distances.items()}
    mean, deviation = moments(list(distances.values()))
    return {k: 1 - d / (mean + 2 * deviation) for k, d in distances.items()}


def solve(matrix, right):
    """The solution of a square system in fractions; None where there is no single one."""
    n = len(matrix)
    rows = [list(row) + [b] for row, b in zip(matrix, right)]
    for column in range(n):
        pivot = next((r for r in range(column, n) if rows[r][column] != 0), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [x / rows[column][column] for x in rows[column]]
        for r in range(n):
            if r != column and rows[r][column] != 0:
                factor = rows[r][column]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[column])]
    return [row[n] for row in rows]


def largest(gains, constraints):
    """The largest gain over x >= 0 under these constraints (coefficients, limit), at the best vertex."""
    n = len(gains)
    planes = constraints + [([Fraction(-int(i == j)) for j in range(n)], Fraction(0)) for i in range(n)]
    best = -inf
    for chosen in combinations(planes, n):
        x = solve([c for c, _ in chosen], [b for _, b in chosen])
        if x is None:
            continue
        if all(sum(c * v for c, v in zip(cs, x)) <= b for cs, b in planes):
            best = max(best, sum(g * v for g, v in zip(gains, x)))
    return float(best)


def doubt(rows, shares=None):
    exact = {k: [Fraction(x) for x in row] for k, row in rows.items()}
    results = {}
    for k, own in exact.items():
        constraints = [(row, Fraction(1)) for row in exact.values()]
        if shares:
            low, high = (Fraction(s) for s in shares)
            for j in range(len(own)):
                constraints.append(([low * z - (z if i == j else 0) for i, z in enumerate(own)], Fraction(0)))
                constraints.append(([(z if i == j else 0) - high * z for i, z in enumerate(own)], Fraction(0)))
        results[k] = largest(own, constraints)
    return results


def formula(row):
    jobs, schools, waiting, doctors = row
    if waiting >= 0.5:
        return (jobs + 2 * schools) / 3
    least = min(x for x in (jobs, schools, doctors) if x is not None)
    return least**2 - abs(jobs - schools)


def by_part(method, rows):
    parts = [{k: r for k, r in rows.items() if (k in NORTH) == north} for north in (True, False)]
    return {**method(parts[0]), **method(parts[1])}


Z = {k: goalposts(row) for k, row in RAW.items()}
A = {k: goalposts(row, 70, 130) for k, row in RAW.items()}
T = complete({k: goalposts(row, 1, 10) for k, row in RAW.items()})
EQUAL = [1, 1, 1, 1]


def each(rows, method):
    return {k: method(row) for k, row in rows.items()}


RESULTS = {
    "harmonic": each(Z, lambda row: harmonic(row, EXPERTS)),
    "power_half": each(Z, lambda row: power(row, EXPERTS, 0.5)),
    "power_minus": each(Z, lambda row: power(row, EXPERTS, -2.5)),
    "power_three": each(Z, lambda row: power(row, EXPERTS, 3)),
    "product": each(Z, lambda row: product(row, EXPERTS)),
    "middle": each(Z, lambda row: weighted_median(row, EXPERTS)),
    "middle_tied": each(Z, lambda row: weighted_median(row, [0.1, 0.2, 0.4, 0.1])),
    "ordered": each(Z, lambda row: quantifier(row, listed([0.1, 0.2, 0.3, 0.4]))),
    "orness": each(Z, lambda row: quantifier(row, lambda r: r ** (0.7 / 0.3) if r > 0 else 0)),
    "mean_min": each(Z, lambda row: mean_min(row, EXPERTS, 0.6, 0)),
    "mean_min_beta": each(Z, lambda row: mean_min(row, EXPERTS, 0.6, 0.2)),
    "adjusted": each(A, lambda row: penalised(row, -1)),
    "adjusted_plus": each(A, lambda row: penalised(row, 1)),
    "mazziotta": mpi(RAW),
    "mazziotta_z": mpi(RAW),
    "mazziotta_plus": mpi(RAW, 1, [not up for up in HIGHER]),
    "mazziotta_within": by_part(mpi, complete(RAW)),
    "pattern": hellwig(complete(RAW), EXPERTS),
    "pattern_within": by_part(lambda rows: hellwig(rows, EQUAL), complete(RAW)),
    "doubt": doubt(T),
    "doubt_shares": doubt(T, ("0.1", "0.4")),
    "doubt_within": by_part(doubt, T),
    "by_formula": each(Z, formula),
}

for index, values in RESULTS.items():
    for name in NAMES:
        value = values.get(name)
        print(index, name, "missing" if value is None else repr(float(value)))
