"""Which difference between the European and the national set moved whom, worked out independently of the engine.

The eight steps: four indicators are dropped, one is added, two are read from other columns, weights change. Between the
two policies the national weights are on the scale of the European ones: the three indicators of both weigh 3 together.
Every choice of steps is computed once; the parts are Shapley values by their definition over subsets.

Run from the root of the repository: python3 tests/attribution/sets.py > tests/attribution/sets.out
"""
import csv
from itertools import combinations
from math import factorial

EU = list(csv.DictReader(open("policies/eu-cluster-indicators/data/clusters.csv")))
NATIONAL = {row["no"]: row for row in csv.DictReader(open("policies/pilot-clusters/data/table5_clusters.csv"))}
STEPS = ["priorities", "active", "requests", "impact", "papers", "ties", "sales_abroad", "weights"]
SCALE = 3 / (0.21 + 0.31 + 0.26)


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def scores(made):
    columns = {"participants": ("international_members", EU)}
    for name in ["priorities", "active", "requests", "impact"]:
        if name not in made:
            columns[name] = (name, EU)
    columns["ties"] = ("joint_international_rnd_bln_rub", NATIONAL) if "ties" in made else ("ties", EU)
    columns["sales_abroad"] = (
        ("export_volume_bln_rub", NATIONAL) if "sales_abroad" in made else ("sales_abroad", EU)
    )
    if "papers" in made:
        columns["papers"] = ("publications", NATIONAL)
    weights = dict.fromkeys(columns, 1.0)
    if "papers" in made:
        weights["papers"] = 0.22 * SCALE
    if "weights" in made:
        weights.update(participants=0.21 * SCALE, sales_abroad=0.31 * SCALE, ties=0.26 * SCALE)
    values = {}
    for name, (header, table) in columns.items():
        rows = table if table is EU else [NATIONAL[row["no"]] for row in EU]
        values[name] = [number(row[header]) for row in rows]
    result = []
    for at, row in enumerate(EU):
        total = weight = 0.0
        for name, column in values.items():
            if column[at] is None:
                continue
            best = max(v for v, other in zip(column, EU) if v is not None and other["industry"] == row["industry"])
            total += weights[name] * column[at] / best if best else 0.0  # a best of 0: all are 0
            weight += weights[name]
        result.append(total / weight)
    return result


CHOICES = {frozenset(c): scores(c) for size in range(9) for c in combinations(STEPS, size)}
FACTORS = [factorial(k) * factorial(7 - k) / factorial(8) for k in range(8)]
print("no a b " + " ".join(STEPS))
for at, row in enumerate(EU):
    parts = []
    for step in STEPS:
        without = (made for made in CHOICES if step not in made)
        parts.append(sum(FACTORS[len(m)] * (CHOICES[m | {step}][at] - CHOICES[m][at]) for m in without))
    ends = [CHOICES[frozenset()][at], CHOICES[frozenset(STEPS)][at]]
    print(row["no"], " ".join(f"{value:.12f}" for value in ends + parts))
