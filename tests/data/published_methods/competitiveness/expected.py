"""The index of policy.bareme. Prints table|row|quantity|value."""

import csv
import statistics

rows = list(csv.DictReader(open("regions.csv")))
LOWER = {"mortality"}
PILLARS = {
    "basic": ["trust", "roads", "mortality"], "efficiency": ["students", "jobs", "market"],
    "innovation": ["internet", "patents", "rnd"],
}


def z(name):
    values = [float(r[name]) for r in rows]
    mean, deviation = statistics.mean(values), statistics.stdev(values)
    return [(mean - x if name in LOWER else x - mean) / deviation for x in values]


pillars = {p: [statistics.mean(v) for v in zip(*(z(n) for n in names))] for p, names in PILLARS.items()}
STAGES = [(110, "very_high", 0.30), (90, "high", 0.2625), (75, "intermediate", 0.225), (50, "transition", 0.1875), (0, "medium", 0.15)]
scores = []
for i, row in enumerate(rows):
    _, stage, weight = next(s for s in STAGES if float(row["gdp"]) >= s[0])
    basic, efficiency, innovation = (pillars[p][i] for p in PILLARS)
    scores.append((0.5 - weight) * basic + 0.5 * efficiency + weight * innovation)
    print(f"regions|{row['nuts']}|stage|{stage}")
    for p in PILLARS:
        print(f"regions|{row['nuts']}|pillars.{p}|{pillars[p][i]!r}")
for row, score in zip(rows, scores):
    rci = 100 * (score - min(scores)) / (max(scores) - min(scores))
    print(f"regions|{row['nuts']}|rci|{rci!r}")
    print(f"regions|{row['nuts']}|rci.rank|{1 + sum(s > score for s in scores)}")
