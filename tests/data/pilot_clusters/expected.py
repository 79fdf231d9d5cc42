"""Computes the pilot-cluster study's indices, ranks and scenarios independently of Bareme, from its printed tables.

Run from anywhere: python3 tests/data/pilot_clusters/expected.py
Writes clusters.csv and regions.csv beside this file. Needs nothing but Python 3.
"""
import csv
import math
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "policies" / "pilot-clusters" / "data"
THRESHOLD = 1.0


def read(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(cell):
    return None if cell.strip().lower() in ("", "n/a") else float(cell)


def index(row, peers, columns):
    """The root of the sum of squares of each value over the largest of its peers; missing skipped, 0/0 is 0."""
    total = 0.0
    for column in columns:
        value = number(row[column])
        if value is None:
            continue
        largest = max(v for v in (number(p[column]) for p in peers) if v is not None)
        total += (value / largest) ** 2 if largest > 0 else 0.0
    return math.sqrt(total)


REGION_COLUMNS = [
    "fdi_per_capita", "foreign_trade_turnover_per_capita", "foreign_trade_surplus_per_capita", "foreign_owned_companies",
]
CLUSTER_COLUMNS = ["international_members", "export_volume_bln_rub", "publications", "joint_international_rnd_bln_rub"]

regions = read("table6_regions.csv")
activity = {r["region"]: index(r, regions, REGION_COLUMNS) for r in regions}
with open(HERE / "regions.csv", "w", encoding="utf-8", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["region", "foreign_activity", "rank"])
    for r in regions:
        mine = activity[r["region"]]
        out.writerow([r["region"], repr(mine), 1 + sum(other > mine for other in activity.values())])

clusters = read("table5_clusters.csv")
for c in clusters:
    c["index"] = index(c, [p for p in clusters if p["industry"] == c["industry"]], CLUSTER_COLUMNS)
with open(HERE / "clusters.csv", "w", encoding="utf-8", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["number", "internationalisation", "rank", "path", "parts"])
    for c in clusters:
        peers = [p for p in clusters if p["industry"] == c["industry"]]
        rank = 1 + sum(p["index"] > c["index"] for p in peers)
        high, region_high = c["index"] >= THRESHOLD, activity[c["region"]] >= THRESHOLD
        path = {(1, 1): "supported", (1, 0): "lonely", (0, 1): "late", (0, 0): "potential"}[(high, region_high)]
        parts = sum(number(c[column]) is not None for column in CLUSTER_COLUMNS)
        out.writerow([c["no"], repr(c["index"]), rank, path, parts])
