"""Writes the made-up countries beside it: python3 make.py"""

import csv
import random
from pathlib import Path

HERE = Path(__file__).parent
# Each indicator lies between these; the policy's goalposts are somewhat wider, or narrower.
SPREAD = {
    "1a1": (0.3, 0.8), "1a2": (0.1, 0.5), "1a3": (0.4, 0.85), "1b1": (0.025, 0.08), "1b2": (0.12, 0.28),
    "1b3": (0.07, 0.4), "1b4": (0.02, 0.09), "2a1": (0.6, 0.98), "2a2": (0.1, 0.75), "2a3": (0, 0.2),
    "2b1": (0.8, 1), "2b2": (0.2, 1), "2b3": (0.15, 0.95), "2c1": (0, 1), "2c2": (0.2, 1), "2c3": (0.7, 0.97),
    "2d1": (45, 95), "3a1": (0.25, 0.85), "3b1": (0.2, 0.6), "3b2": (0.1, 0.62), "3b3": (0.05, 0.35),
    "3b4": (0.1, 0.7), "3b5": (0.02, 0.24), "3b6": (0.4, 0.8), "3b7": (0.05, 0.95), "3c1": (0.08, 0.38),
    "3c2": (0.04, 0.25), "3c3": (0.03, 0.19), "4a1": (0.2, 0.95), "4a2": (20, 95), "4a3": (45, 98),
    "4a4": (45, 99), "4a5": (0.5, 0.98),
}
COUNTRIES = ["NOR", "SUD", "EST", "WES", "MAR", "ALP", "INS", "DEL", "VAL"]
# What a country did not report, and what is estimated instead.
ESTIMATES = {("SUD", "1b4"): 0.031, ("DEL", "3b6"): 0.52, ("INS", "3c2"): 0.088}

random.seed(2022)
rows = []
for country in COUNTRIES:
    level = random.uniform(0.15, 0.95)
    row = {"country": country}
    for code, (low, high) in SPREAD.items():
        x = low + (high - low) * min(max(random.gauss(0.3 + 0.4 * level, 0.2), 0), 1)
        row[code] = round(x, 1 if high > 1 else 3)
    # Those with basic skills often have more than these; a single country has gigabit lines.
    row["1a2"] = round(0.9 * row["1a1"] - 0.15 + random.uniform(-0.01, 0.01), 3)
    row["2a3"] = 0.31 if country == "SUD" else round(random.uniform(0, 0.03), 3)
    rows.append(row)
union = {"country": "EU"}
for code, (_, high) in SPREAD.items():
    union[code] = round(sum(row[code] for row in rows) / len(rows), 1 if high > 1 else 3)
rows.append(union)
for country, code in ESTIMATES:
    next(row for row in rows if row["country"] == country)[code] = ""

with open(HERE / "countries.csv", "w", newline="") as file:
    writer = csv.DictWriter(file, ["country", *SPREAD], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
with open(HERE / "estimates.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["country", "indicator", "imputed_value"])
    writer.writerows([country, code, value] for (country, code), value in ESTIMATES.items())
