"""Computes independently of Bareme what correcting the pilot-cluster study does to each cluster and region.

Two corrections: the experts' weights, which the study applies before a normalisation that does not see them, are applied
after it (four times as large, so that they average 1 and the border at 1 keeps its place); a trade deficit, which the study
squares like a surplus, counts as none. Each alone, and both; by Shapley values, what each of them contributes.

Run from anywhere: python3 tests/data/compare/pilot_clusters_corrected.py
Writes corrected_clusters.csv, corrected_regions.csv and corrected_summary.csv beside it. Needs nothing but Python 3.
"""
import math
from pathlib import Path

from figures import migrations, number, read, spearman, tau_b, write

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "policies" / "pilot-clusters" / "data"
WEIGHTS = {
    "international_members": 0.21, "export_volume_bln_rub": 0.31, "publications": 0.22,
    "joint_international_rnd_bln_rub": 0.26,
}
CLUSTER = list(WEIGHTS)
REGION = [
    "fdi_per_capita", "foreign_trade_turnover_per_capita", "foreign_trade_surplus_per_capita", "foreign_owned_companies",
]
PATHS = {(1, 1): "supported", (1, 0): "lonely", (0, 1): "late", (0, 0): "potential"}
NAMES = ["supported", "lonely", "late", "potential"]


clusters, regions = read(DATA / "table5_clusters.csv"), read(DATA / "table6_regions.csv")


def length(row, peers, columns, weigh=None, floor=None):
    """The root of the sum of squares of each value over the largest of its peers; missing left out, 0/0 is 0."""
    total = 0.0
    for column in columns:
        def value(r):
            x = number(r[column])
            return max(x, 0.0) if x is not None and column == floor else x
        if value(row) is None:
            continue
        largest = max(v for v in map(value, peers) if v is not None)
        part = value(row) / largest if largest > 0 else 0.0
        total += (part * (weigh[column] if weigh else 1)) ** 2
    return math.sqrt(total)


def study(weighed, floored):
    """Index and rank of every cluster, index and rank of every region, path of every cluster."""
    floor = "foreign_trade_surplus_per_capita" if floored else None
    weights = {c: 4 * w for c, w in WEIGHTS.items()} if weighed else None
    region = {r["region"]: length(r, regions, REGION, floor=floor) for r in regions}
    index = [length(c, [p for p in clusters if p["industry"] == c["industry"]], CLUSTER, weights) for c in clusters]
    rank = [1 + sum(v > index[i] for v, p in zip(index, clusters) if p["industry"] == c["industry"])
            for i, c in enumerate(clusters)]
    region_rank = {r: 1 + sum(v > mine for v in region.values()) for r, mine in region.items()}
    path = [PATHS[(index[i] >= 1, region[c["region"]] >= 1)] for i, c in enumerate(clusters)]
    return index, rank, region, region_rank, path


neither, weights, deficit, both = study(0, 0), study(1, 0), study(0, 1), study(1, 1)
rows = []
for i, c in enumerate(clusters):
    def shapley(of):
        by_weights = ((of(weights) - of(neither)) + (of(both) - of(deficit))) / 2
        by_deficit = ((of(deficit) - of(neither)) + (of(both) - of(weights))) / 2
        return by_weights, by_deficit
    index_parts, rank_parts = shapley(lambda s: s[0][i]), shapley(lambda s: s[1][i])
    rows.append([
        c["no"], repr(neither[0][i]), repr(both[0][i]), neither[1][i], both[1][i], neither[4][i], both[4][i],
        *map(repr, index_parts), *map(repr, rank_parts), weights[4][i], deficit[4][i],
    ])
write("corrected_clusters.csv", [
    "number", "index_before", "index_after", "rank_before", "rank_after", "path_before", "path_after",
    "index_by_weights", "index_by_deficit", "rank_by_weights", "rank_by_deficit",
    "path_with_weights_only", "path_with_deficit_only",
], rows)

write("corrected_regions.csv", ["region", "index_before", "index_after", "rank_before", "rank_after"], [
    [r, repr(neither[2][r]), repr(both[2][r]), neither[3][r], both[3][r]] for r in neither[2]
])

summary = [
    ["clusters tau_b", repr(tau_b(neither[0], both[0]))],
    ["clusters spearman", repr(spearman(neither[0], both[0]))],
    ["regions tau_b", repr(tau_b(list(neither[2].values()), list(both[2].values())))],
    ["regions spearman", repr(spearman(list(neither[2].values()), list(both[2].values())))],
]
summary += migrations(NAMES, neither[4], both[4])
write("corrected_summary.csv", ["what", "value"], summary)
