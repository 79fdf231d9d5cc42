"""The scores of policy.bareme. Prints table|row|quantity|value."""

import csv
import math

SOURCES = {"adb": (3.1, 0.6, 1), "eiu": (1.9, 1.1, 1), "wjp": (0.52, 0.16, 1), "imd": (3.8, 2.2, 1), "fh": (5.1, 1.3, -1)}
scores = {}
for row in csv.DictReader(open("data.csv")):
    z = []
    for name, (mean, deviation, sign) in SOURCES.items():
        if row[name]:
            z.append(min(max(45 + 20 * sign * (float(row[name]) - mean) / deviation, 0), 100))
    country = row["country"]
    scores[country] = math.floor(sum(z) / len(z) + 0.5) if len(z) >= 3 else None
    for name, (mean, deviation, sign) in SOURCES.items():
        known = row[name] and 45 + 20 * sign * (float(row[name]) - mean) / deviation
        print(f"countries|{country}|{name}_z|{min(max(known, 0), 100)!r}" if known else f"countries|{country}|{name}_z|-")
    print(f"countries|{country}|known|{len(z)}")
for country, score in scores.items():
    print(f"countries|{country}|cpi|{'-' if score is None else score}")
    if score is not None:
        print(f"countries|{country}|cpi.rank|{1 + sum(s is not None and s > score for s in scores.values())}")
