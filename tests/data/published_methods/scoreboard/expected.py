"""The scoreboard of policy.bareme. Prints table|row|quantity|value."""

import csv
import math

NAMES = ["doctors", "lifelong", "venture", "patents"]
rows = list(csv.DictReader(open("scores.csv")))
for name in NAMES:
    for row in rows:
        row[name] = float(row[name]) if row[name] else None


def skewness(x):
    n, mean = len(x), sum(x) / len(x)
    m2, m3 = (sum((v - mean) ** k for v in x) / n for k in (2, 3))
    return math.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5


# What a country lacks is taken from its last year before.
for name in NAMES:
    before = {}
    for row in rows:
        row[name] = before.get(row["country"]) if row[name] is None else row[name]
        before[row["country"]] = row[name]
    known = [r[name] for r in rows if r[name] is not None]
    if abs(skewness(known)) > 1:
        for row in rows:
            row[name] = None if row[name] is None else math.sqrt(row[name])
    known = [r[name] for r in rows if r[name] is not None]
    low, high = min(known), max(known)
    for row in rows:
        row[name] = None if row[name] is None else (row[name] - low) / (high - low)
sii = {}
for row in rows:
    known = [row[n] for n in NAMES if row[n] is not None]
    sii[row["country"], row["year"]] = sum(known) / len(known)
for (country, year), value in sii.items():
    print(f"scores|{country} {year}|sii|{value!r}")
for country in dict.fromkeys(c for c, _ in sii):
    relative = 100 * sii[country, "2023"] / sii["EU", "2023"]
    group = "leader" if relative > 125 else "strong" if relative > 100 else "moderate" if relative > 70 else "emerging"
    print(f"countries|{country}|relative|{relative!r}")
    print(f"countries|{country}|group|{group}")
