"""Computes independently of Bareme where the EU's and the national cluster indicators lead apart.

Both indices are weighted means of shares of the best cluster of the industry; what is missing is left out, and the weights
of what is there are taken in proportion. Figures of the EU's set are made up but for the members from abroad.

Run from anywhere: python3 tests/data/compare/eu_national.py
Writes sets_clusters.csv and sets_summary.csv beside it. Needs nothing but Python 3.
"""
from figures import HERE, migrations, number, read, spearman, tau_b, write

POLICIES = HERE.parents[2] / "policies"
EU = dict.fromkeys(
    ["international_members", "priorities", "active", "requests", "ties", "sales_abroad", "impact"], 1)
NATIONAL = {
    "international_members": 0.21, "export_volume_bln_rub": 0.31, "publications": 0.22,
    "joint_international_rnd_bln_rub": 0.26,
}
NAMES = ["ahead", "midway", "behind"]


def study(clusters, weights):
    """Index, rank and standing of every cluster."""
    def index(cluster):
        peers = [c for c in clusters if c["industry"] == cluster["industry"]]
        parts = []
        for column, weight in weights.items():
            if (x := number(cluster[column])) is not None:
                best = max(v for v in (number(p[column]) for p in peers) if v is not None)
                parts.append((weight, x / best if best > 0 else 0.0))
        return sum(w * z for w, z in parts) / sum(w for w, _ in parts)
    indices = [index(c) for c in clusters]
    ranks = [1 + sum(o > x for o in indices) for x in indices]
    return indices, ranks, [NAMES[0 if x >= 0.75 else 1 if x >= 0.5 else 2] for x in indices]


clusters = read(POLICIES / "pilot-clusters" / "data" / "table5_clusters.csv")
eu = study(read(POLICIES / "eu-cluster-indicators" / "data" / "clusters.csv"), EU)
national = study(clusters, NATIONAL)
write("sets_clusters.csv", [
    "number", "index_eu", "index_national", "rank_eu", "rank_national", "standing_eu", "standing_national",
], [[c["no"], *(repr(of[0][i]) for of in (eu, national)), *(of[1][i] for of in (eu, national)),
     *(of[2][i] for of in (eu, national))] for i, c in enumerate(clusters)])
write("sets_summary.csv", ["what", "value"], [
    ["tau_b", repr(tau_b(eu[0], national[0]))], ["spearman", repr(spearman(eu[0], national[0]))],
    *migrations(NAMES, eu[2], national[2]),
])
