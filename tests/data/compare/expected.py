"""What scipy makes of scores.csv: rank correlations, ranks, shifts and moves, in all and by group.

    pip install scipy==1.17.1
    python expected.py write     makes scores.csv from a seed
    python expected.py           prints what the tests expect; kept as expected.json
"""

import csv
import json
import random
import sys
from collections import Counter

from scipy.stats import kendalltau, rankdata, spearmanr

CUTS = [(7.0, "strong"), (4.0, "fair")]


def write():
    """Scores with many ties, gaps on either side, and groups of different size, one of them with a single row."""
    random.seed(20241121)
    with open("scores.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "kind", "a", "b"])
        for at in range(60):
            a = random.randint(0, 20) / 2
            b = min(10.0, max(0.0, a + random.choice([-2, -1, -0.5, 0, 0, 0, 0.5, 1, 3])))
            kind = "alone" if at == 17 else random.choice(["north", "south", "west"])
            rows.writerow([f"r{at:02}", kind, "" if at % 13 == 5 else a, "" if at % 17 == 9 else b])


def outcome(score):
    if score is None:
        return "undecided"
    return next((name for cut, name in CUTS if score >= cut), "weak")


def coefficients(rows):
    if len(rows) < 2 or len({a for _, a, _ in rows}) == 1 or len({b for _, _, b in rows}) == 1:
        return None, None
    x, y = [a for _, a, _ in rows], [b for _, _, b in rows]
    return float(kendalltau(x, y).statistic), float(spearmanr(x, y).statistic)


def expected():
    number = lambda text: float(text) if text else None
    with open("scores.csv", newline="") as file:
        rows = [(r["id"], r["kind"], number(r["a"]), number(r["b"])) for r in csv.DictReader(file)]
    both = [(key, a, b) for key, _, a, b in rows if a is not None and b is not None]
    # Rank 1 is the highest; equal scores share the first.
    ranks = [rankdata([-row[at] for row in both], method="min") for at in (1, 2)]
    shifts = {key: int(a - b) for (key, _, _), a, b in zip(both, *ranks)}
    kendall, spearman = coefficients(both)
    groups = []
    for kind in sorted({kind for _, kind, _, _ in rows}):
        keys = {key for key, of, _, _ in rows if of == kind}
        of = [row for row in both if row[0] in keys]
        tau, rho = coefficients(of)
        climbs = [shifts[key] for key, _, _ in of]
        groups.append({
            "group": kind, "pairs": len(of), "kendall": tau, "spearman": rho,
            "up": sum(s > 0 for s in climbs), "down": sum(s < 0 for s in climbs),
            "mean_shift": sum(climbs) / len(of), "mean_difference": sum(b - a for _, a, b in of) / len(of),
            "moves": sum(outcome(a) != outcome(b) for key, _, a, b in rows if key in keys), "of": len(keys),
        })
    moves = Counter((outcome(a), outcome(b)) for _, _, a, b in rows)
    movers = sorted(
        (row for row in both if shifts[row[0]] or row[1] != row[2]),
        key=lambda row: (-abs(shifts[row[0]]), -abs(row[2] - row[1]), row[0]),
    )
    return {
        "pairs": len(both), "kendall": kendall, "spearman": spearman, "shifts": shifts,
        "lost": [key for key, _, a, b in rows if a is not None and b is None],
        "gained": [key for key, _, a, b in rows if a is None and b is not None],
        "movers": [key for key, _, _ in movers],
        "moves": [[start, end, count] for (start, end), count in sorted(moves.items())],
        "groups": groups,
    }


if sys.argv[1:] == ["write"]:
    write()
else:
    print(json.dumps(expected(), indent=1))
