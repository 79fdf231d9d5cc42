"""The air quality index of policy.bareme. Prints table|row|quantity|value."""

import csv
import math

POINTS = {
    "pm25": [(0, 0), (9, 50), (9.1, 51), (35.4, 100), (35.5, 101), (55.4, 150), (55.5, 151), (125.4, 200), (125.5, 201), (225.4, 300)],
    "ozone": [(0, 0), (0.054, 50), (0.055, 51), (0.07, 100), (0.071, 101), (0.085, 150), (0.086, 151), (0.105, 200), (0.106, 201), (0.2, 300)],
    "no2": [(0, 0), (53, 50), (54, 51), (100, 100), (101, 101), (360, 150), (361, 151), (649, 200)],
}
ADVICE = {"good": (24, "no"), "moderate": (12, "no"), "sensitive": (8, "yes"), "unhealthy": (4, "yes"), "very": (1, "yes")}


def scored(name, x):
    points = POINTS[name]
    x = min(x, points[-1][0])
    for (a, low), (b, high) in zip(points, points[1:]):
        if x <= b:
            return low + (x - a) / (b - a) * (high - low)


found = {}
for row in csv.DictReader(open("stations.csv"), delimiter=";"):
    known = {n: float(row[n].replace(",", ".")) for n in POINTS if row[n] not in ("", "n/a")}
    worst = max((scored(n, x) for n, x in known.items()), default=None)
    found[row["station"]] = None if worst is None else math.floor(worst + 0.5)
    print(f"stations|{row['station']}|known|{len(known)}")
for station, aqi in found.items():
    if aqi is None:
        for name in ("aqi", "aqi.rank", "category", "hours", "warned", "place"):
            print(f"stations|{station}|{name}|-")
        continue
    rank = 1 + sum(other is not None and other < aqi for other in found.values())
    category = next(c for c, most in zip(ADVICE, (50, 100, 150, 200, math.inf)) if aqi <= most)
    hours, warned = ADVICE[category]
    for name, value in zip(("aqi", "aqi.rank", "category", "hours", "warned", "place"), (aqi, rank, category, hours, warned, rank)):
        print(f"stations|{station}|{name}|{value}")
