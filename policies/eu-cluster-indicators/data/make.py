"""Writes clusters.csv beside it: python3 make.py

The number of international members is the printed one, from the table of the pilot clusters. All else is made up: it
follows the printed index of each cluster somewhat, so that the two sets are neither the same nor strangers.
"""

import csv
import random
from pathlib import Path

HERE = Path(__file__).parent
PRINTED = HERE.parents[1] / "pilot-clusters" / "data" / "table5_clusters.csv"
# The largest value of each made-up column; marks are whole, shares are whole percentages.
LARGEST = {"priorities": 4, "active": 80, "requests": 60, "ties": 4, "sales_abroad": 50, "impact": 4}

random.seed(2013)
with open(PRINTED, encoding="utf-8", newline="") as file:
    clusters = list(csv.DictReader(file))
rows = []
for cluster in clusters:
    level = float(cluster["published_index"]) / 2
    row = {name: cluster[name] for name in ("no", "name", "industry", "international_members")}
    for column, largest in LARGEST.items():
        share = min(max(0.1 + 0.6 * level + random.gauss(0.1, 0.22), 0), 1)
        row[column] = round(share * largest)
    rows.append(row)
# Questions that nobody answered.
for number, column in [(11, "requests"), (17, "impact"), (19, "sales_abroad")]:
    rows[number - 1][column] = "n/a"

with open(HERE / "clusters.csv", "w", encoding="utf-8", newline="") as file:
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
