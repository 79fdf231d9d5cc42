"""Two results on the same entities compared with polars and scipy, as benches/compare_results.rs does.

Run by benches/results.py; prints its figures, and the best time of some rounds, as JSON.
"""

import json
import sys
import time

import polars as pl
from scipy.stats import kendalltau, spearmanr

ROUNDS = 10


def outcome(column):
    return (
        pl.when(pl.col(column) >= 15).then(pl.lit("strong")).when(pl.col(column) >= 5).then(pl.lit("fair"))
        .otherwise(pl.lit("weak"))
    )


def compare(a, b):
    """What benches/compare_results.rs does: join, ranks, correlation in all and by group, movers, migration."""
    both = a.join(b, on="id", how="inner", maintain_order="left").with_columns(
        rank_a=pl.col("a").rank("min", descending=True).cast(pl.Int64),
        rank_b=pl.col("b").rank("min", descending=True).cast(pl.Int64),
        from_=outcome("a"), to=outcome("b"),
    ).with_columns(shift=pl.col("rank_a") - pl.col("rank_b"), difference=pl.col("b") - pl.col("a"))
    tau = kendalltau(both["a"], both["b"]).statistic
    rho = spearmanr(both["a"], both["b"]).statistic
    movers = both.filter((pl.col("shift") != 0) | (pl.col("difference") != 0)).sort(
        pl.col("shift").abs(), pl.col("difference").abs(), "id", descending=[True, True, False]
    )
    migration = both.group_by("from_", "to").len()
    moves = both.filter(pl.col("from_") != pl.col("to")).select("id", "from_", "to")
    groups = both.group_by("kind").agg(
        pl.col("shift").mean(), pl.col("difference").mean(),
        (pl.col("shift") > 0).sum().alias("up"), (pl.col("shift") < 0).sum().alias("down"),
    ).sort("kind")
    within = {
        kind: (kendalltau(of["a"], of["b"]).statistic, spearmanr(of["a"], of["b"]).statistic)
        for (kind,), of in both.group_by("kind", maintain_order=True)
    }
    return tau, rho, movers, migration, moves, groups, within


def main(path):
    table = pl.read_csv(path)
    a = table.select("id", "kind", "a")
    b = table.select("id", "b").sample(fraction=1.0, shuffle=True, seed=1)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        tau, rho, movers, _, moves, groups, within = compare(a, b)
        times.append(time.perf_counter() - start)
    told = {
        kind: [*within[kind], up, down, shift, difference]
        for kind, shift, difference, up, down in groups.iter_rows()
    }
    print(json.dumps({
        "ms": min(times) * 1000, "tau": tau, "spearman": rho, "movers": len(movers), "moves": len(moves),
        "first": movers["id"].head(10).to_list(), "groups": told,
    }))


main(sys.argv[1])
