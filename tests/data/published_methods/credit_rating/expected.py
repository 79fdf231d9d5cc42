"""The ratings of policy.bareme. Prints table|row|quantity|value."""

import csv
import math
from datetime import date

SCALE = ["CCC", "B", "BB", "BBB", "A", "AA", "AAA"]
LEVERAGE = [(0, 100), (2, 80), (4, 50), (8, 0)]
COVERAGE = [(12, 100), (6, 80), (3, 60), (1, 30), (-math.inf, 0)]
SIZE = [(1000, 100), (100, 70), (10, 40), (-math.inf, 10)]


def line(x, points):
    for (x1, z1), (x2, z2) in zip(points, points[1:]):
        if x <= x2:
            return z1 + (z2 - z1) * max(x - x1, 0) / (x2 - x1)
    return points[-1][1]


def band(x, bands):
    return next(z for low, z in bands if x >= low)


for row in csv.DictReader(open("firms.csv")):
    debt, ebitda, interest, assets, debts, revenue = (
        float(row[n]) for n in ("debt", "ebitda", "interest", "current_assets", "current_debts", "revenue")
    )
    score = 0.4 * line(debt / ebitda, LEVERAGE) + 0.35 * band(ebitda / interest, COVERAGE) + 0.25 * band(revenue, SIZE)
    score = math.floor(score * 10 + 0.5) / 10
    alone = next(name for low, name in [(90, "AAA"), (80, "AA"), (70, "A"), (55, "BBB"), (40, "BB"), (25, "B"), (-1, "CCC")] if score >= low)
    caps = [alone] + ([row["country_rating"]] if row["country_rating"] else [])
    caps += ["B"] if assets / debts < 1 else []
    caps += ["BB"] if row["audited"] == "no" else []
    final = min(caps, key=SCALE.index)
    if row["defaulted"] and (date(2024, 12, 31) - date.fromisoformat(row["defaulted"])).days < 1095:
        final = "CCC"
    grade = "investment" if SCALE.index(final) >= SCALE.index("BBB") else "speculative"
    for name, value in [("score", score), ("alone", alone), ("final", final), ("grade", grade)]:
        print(f"firms|{row['firm']}|{name}|{value}")
