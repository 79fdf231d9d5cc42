"""Writes clusters.csv: 25 innovation clusters, 15 of them with multinationals, and 29 clusters without a status, 2 of
them with multinationals, as the deck counts them. Everything else of a row is made up (and declared illustrative)."""

import csv
import random

draw = random.Random(2019)
attractive, others = ["A", "B", "C", "D", "E", "F"], ["G", "H", "I", "J"]
rows = []
for status, clusters, hosts in [("innovation", 25, 15), ("none", 29, 2)]:
    for at in range(clusters):
        mne = at < hosts
        region = draw.choice(attractive if draw.random() < (0.85 if mne else 0.45) else others)
        founded = draw.randint(1999, 2013) if draw.random() < (0.8 if mne else 0.5) else draw.randint(1985, 1998)
        exports = round(draw.uniform(0.4, 3.0), 1) if status == "innovation" else "n/a"
        rows.append([f"{status[0].upper()}{at + 1}", status, "yes" if mne else "no", region, founded, exports])

with open("clusters.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["cluster", "status", "mne", "region", "founded", "exports"])
    writer.writerows(rows)

# The same counts again, by other means, for the README and the tests.
new = [r for r in rows if r[4] >= 1999]
top = [r for r in rows if r[3] in attractive]
for name, of in [("all", rows), ("new", new), ("top", top)]:
    print(name, len(of), sum(r[2] == "yes" for r in of))
