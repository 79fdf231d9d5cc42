"""Sixteen responses of which everything follows that the study prints, and of which nothing else is claimed.

Printed (section 4.2.1): levels 7, 4 and 1 with 6.25 %, 31.25 % and 0 %, levels 6 and 5 together 43.75 %; the activity of
cluster organisations 2.0 on average; partners from the EU 50 %, the USA and South-East Asia 25 %, the CIS and Customs
Union 12.5 %; no strategy of its own, two clusters without need of a plan; about two thirds coordinated and planned;
and who or what comes first and last in Figures 5, 6, 9, 10 and 11. Everything else is drawn, with a fixed seed.
"""

import csv
import random

draw = random.Random(2013)
levels = ["acting"] + ["partnered"] * 3 + ["engaged"] * 4 + ["sporadic"] * 5 + ["first_steps"] * 2 + ["intending"]
partners = ["eu"] * 8 + ["pacific"] * 4 + ["neighbours"] * 2 + ["elsewhere"] * 2
coordination = ["cluster"] * 7 + ["board"] * 4 + ["members"] * 3 + ["nobody"] * 2
strategy = ["part"] * 11 + ["cases"] * 3 + ["needless"] * 2
means = {  # sums over sixteen responses
    "universities": 46, "big": 44, "small": 20, "supporting": 18, "organisation": 32,
    "rnd": 44, "staff": 40, "industry": 24, "finance": 16, "trade": 26,
    "money": 54, "people": 48, "knowledge": 34, "culture": 16, "distance": 14,
}
goals = {"know_how": 13, "location": 12, "leadership": 8, "markets": 9, "networks": 4}


def marks(total):
    """Sixteen marks from 0 to 4 with this sum."""
    found = [total // 16] * 16
    for at in range(total % 16):
        found[at] += 1
    for _ in range(40):
        a, b = draw.randrange(16), draw.randrange(16)
        if found[a] < 4 and found[b] > 0 and a != b:
            found[a] += 1
            found[b] -= 1
    return draw.sample(found, 16)


def chosen(counts):
    """For each of sixteen responses the options chosen, so often in all."""
    who = {option: set(draw.sample(range(16), n)) for option, n in counts.items()}
    return [";".join(o for o in counts if at in who[o]) for at in range(16)]


columns = {
    "response": [f"r{at + 1}" for at in range(16)],
    "founded": [draw.randrange(2006, 2013) for _ in range(16)],
    "members": [draw.randrange(18, 140) for _ in range(16)],
    "model": [draw.choice(["organisation", "organisation", "member", "region"]) for _ in range(16)],
    "functions": chosen({"image": 12, "projects": 11, "training": 8, "lobbying": 7}),
    "stance": draw.sample(levels, 16),
    **{name: marks(total) for name, total in means.items() if name not in ("money", "people", "knowledge", "culture", "distance")},
    "partners": draw.sample(partners, 16),
    "goals": chosen(goals),
    **{name: marks(total) for name, total in means.items() if name in ("money", "people", "knowledge", "culture", "distance")},
    "coordination": draw.sample(coordination, 16),
}
duties = chosen({"image": 13, "fairs": 14, "information": 5, "matching": 4})
columns["duties"] = [d if c in ("cluster", "board") else "" for d, c in zip(duties, columns["coordination"])]
columns["strategy"] = draw.sample(strategy, 16)

with open("answers.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(columns)
    out.writerows(zip(*columns.values()))
for name in means:
    print(f"{name}: {sum(columns[name]) / 16:.4f}")
