"""Computes independently of Bareme what a member state's variant of the DESI does to countries, on the data of 2022.

The variant: `2c1` and `3b6` are left out, human capital counts for 0.4 and the other dimensions for 0.2 each, and a country
is `advanced` from 48 points on instead of 50. Every subset of these four changes is computed, and each country's shift in
score and rank is divided among them by Shapley values, by going through all 24 orders.

Run from anywhere: python3 tests/data/compare/desi_national.py [FOLDER OF THE CASE]
The data are the published ones, which are not ours to pass on: the folder is that of the conformance tests (BAREME_CASES).
Writes national_countries.csv and national_summary.csv beside it. Needs nothing but Python 3.
"""
import itertools
import os
import sys
from pathlib import Path

from figures import migrations, read, spearman, tau_b, write

HERE = Path(__file__).resolve().parent
CASES = Path(os.environ.get("BAREME_CASES", HERE.parents[3] / "shared" / "cases"))
CASE = Path(sys.argv[1]) if len(sys.argv) > 1 else CASES / "desi_2022"
STEPS = ["drop 2c1", "drop 3b6", "weights", "threshold"]
TIERS = ["leading", "advanced", "catching_up", "behind"]


indicators, structure, dimensions = (read(CASE / f"{n}.csv") for n in ("indicators", "structure", "dimensions"))
estimates = {(r["country"], r["indicator"]): r["imputed_value"] for r in read(CASE / "imputed.csv")}
countries = read(CASE / "input.csv")


def mean(pairs):
    pairs = list(pairs)
    return sum(w * x for w, x in pairs) / sum(w for w, _ in pairs)


def score(country, steps):
    left_out = {s.split()[1] for s in steps if s.startswith("drop")}
    def value(i):
        cell = estimates.get((country["country"], i["code"]), country[i["code"]])
        low, high = float(i["min"]), float(i["max"])
        return 100 * (float(cell) - low) / (high - low)
    sub = {
        s["subdimension"]: mean(
            (float(i["weight_in_subdimension"]), value(i)) for i in indicators
            if i["subdimension"] == s["subdimension"] and i["code"] not in left_out)
        for s in structure
    }
    of = {
        d["dimension"]: mean(
            (float(s["weight_in_dimension"]), sub[s["subdimension"]]) for s in structure
            if s["dimension"] == d["dimension"])
        for d in dimensions
    }
    if "weights" in steps:
        return 0.4 * of["1"] + 0.2 * of["2"] + 0.2 * of["3"] + 0.2 * of["4"]
    return mean((float(d["weight_in_desi"]), of[d["dimension"]]) for d in dimensions)


def study(steps):
    """Score, rank among the Member States, and tier of every country; the Union is scored and not ranked."""
    scores = {c["country"]: score(c, steps) for c in countries}
    members = {k: v for k, v in scores.items() if k != "EU"}
    ranks = {k: 1 + sum(o > v for o in members.values()) for k, v in members.items()}
    advanced = 48 if "threshold" in steps else 50
    tiers = {k: TIERS[0 if v >= 60 else 1 if v >= advanced else 2 if v >= 40 else 3] for k, v in scores.items()}
    return scores, ranks, tiers


SUBSETS = {frozenset(s): study(s) for n in range(5) for s in itertools.combinations(STEPS, n)}
BEFORE, AFTER = SUBSETS[frozenset()], SUBSETS[frozenset(STEPS)]


def shapley(of):
    """The mean, over all orders of the steps, of what each step changes when its turn comes."""
    orders = list(itertools.permutations(STEPS))
    parts = dict.fromkeys(STEPS, 0.0)
    for order in orders:
        done = frozenset()
        for step in order:
            parts[step] += (of(SUBSETS[done | {step}]) - of(SUBSETS[done])) / len(orders)
            done |= {step}
    return [parts[s] for s in STEPS]


names = [s.replace(" ", "_") for s in STEPS]
rows = []
for c in countries:
    k = c["country"]
    ranked = k in BEFORE[1]
    by_rank = shapley(lambda s: s[1][k]) if ranked else [""] * 4
    rows.append([
        k, repr(BEFORE[0][k]), repr(AFTER[0][k]), BEFORE[1].get(k, ""), AFTER[1].get(k, ""), BEFORE[2][k], AFTER[2][k],
        *map(repr, shapley(lambda s: s[0][k])), *(repr(x) if ranked else "" for x in by_rank),
    ])
write("national_countries.csv", [
    "country", "score_before", "score_after", "rank_before", "rank_after", "tier_before", "tier_after",
    *(f"score_by_{n}" for n in names), *(f"rank_by_{n}" for n in names),
], rows)

keys = list(BEFORE[0])
members = [k for k in keys if k != "EU"]
both = [[of[k] for k in keys] for of in (BEFORE[0], AFTER[0])]
ranked = [[of[k] for k in members] for of in (BEFORE[0], AFTER[0])]
summary = [
    ["tau_b", repr(tau_b(*both))], ["spearman", repr(spearman(*both))],
    ["tau_b of those ranked", repr(tau_b(*ranked))], ["spearman of those ranked", repr(spearman(*ranked))],
]
summary += migrations(TIERS, [BEFORE[2][k] for k in keys], [AFTER[2][k] for k in keys])
write("national_summary.csv", ["what", "value"], summary)
