"""The risk index of policy.bareme. Prints table|row|quantity|value."""

import csv
import math


def rounded(x):
    return math.floor(x * 10 + 0.5) / 10


def score(x, low, high):
    return None if x is None else 10 * min(1, max(0, (x - low) / (high - low)))


def scaled_geometric_mean(*scores):
    product = math.prod((10 - x) / 10 * 9 + 1 for x in scores)
    return (10 - product ** (1 / len(scores))) / 9 * 10


def mean(*weighted):
    known = [(x, w) for x, w in weighted if x is not None]
    return sum(x * w for x, w in known) / sum(w for _, w in known)


for row in csv.DictReader(open("countries.csv")):
    x = {k: float(v) if v else None for k, v in row.items() if k != "iso"}

    def exposed(people, most):
        share = people / x["people"]
        return rounded(scaled_geometric_mean(score(math.log10(people + 1), 0, 7), score(share, 0, most)))

    natural = rounded(scaled_geometric_mean(exposed(x["quake_people"], 0.1), exposed(x["flood_people"], 0.02)))
    hazard = rounded(scaled_geometric_mean(natural, x["conflict"]))
    development = rounded(10 - score(x["hdi"], 0.3, 0.95))
    social = rounded(mean((development, 0.5), (score(x["gini"], 25, 65), 0.25), (score(x["aid"], 0, 15), 0.25)))
    uprooted = score(math.log10(x["refugees"] / x["people"] * 100000 + 1), 0, 4)
    vulnerability = rounded((social + uprooted) / 2)
    coping = rounded(((10 - score(x["gov"], -2.5, 2.5)) + (10 - score(x["phones"], 5, 200))) / 2)
    risk = rounded((hazard * vulnerability * coping) ** (1 / 3))
    names = ["very_low", "low", "medium", "high", "very_high"]
    results = {
        "risk": risk,
        "risk.hazard": hazard,
        "risk.hazard.natural": natural,
        "risk.vulnerability": vulnerability,
        "risk.coping": coping,
        "class": names[sum(risk >= border for border in (2, 3.5, 5, 6.5))],
    }
    for name, value in results.items():
        print(f"countries|{row['iso']}|{name}|{value!r}".replace("'", ""))
