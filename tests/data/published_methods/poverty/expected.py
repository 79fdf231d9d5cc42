"""Headcount, intensity and MPI of policy.bareme, as Alkire and Foster define them. Prints table|row|quantity|value."""

import csv
import math
from fractions import Fraction

SIX, EIGHTEEN = Fraction(1, 6), Fraction(1, 18)


def deprivations(row):
    yes = lambda name: None if row[name] == "" else row[name] == "yes"
    return [
        (yes("malnourished"), SIX), (yes("child_died"), SIX), (float(row["schooling"]) < 6, SIX), (yes("out_of_school"), SIX),
        (row["fuel"] in ("wood", "dung", "charcoal"), EIGHTEEN), (row["sanitation"] != "improved", EIGHTEEN),
        (float(row["water"]) >= 30, EIGHTEEN), (not yes("electricity"), EIGHTEEN), (row["floor"] in ("earth", "sand"), EIGHTEEN),
        (float(row["assets"]) <= 1 and row["car"] == "no", EIGHTEEN),
    ]


households = []
for row in csv.DictReader(open("households.csv")):
    found = deprivations(row)
    score = None if any(d is None for d, _ in found) else sum(w for d, w in found if d)
    poor = None if score is None else score >= Fraction(1, 3)
    households.append((row["country"], float(row["weight"]) * int(row["members"]), score, poor))
    print(f"households|{row['id']}|score|{'-' if score is None else repr(float(score))}")
    print(f"households|{row['id']}|poor|{'-' if poor is None else 'yes' if poor else 'no'}")

for country in ("Alba", "Brio", "Cora"):
    own = [(p, s, poor) for c, p, s, poor in households if c == country and s is not None]
    people = sum(p for p, _, _ in own)
    of_poor = [(p, s) for p, s, poor in own if poor]
    h = sum(p for p, _ in of_poor) / people
    a = sum(p * float(s) for p, s in of_poor) / sum(p for p, _ in of_poor) if of_poor else None
    # M0 is the mean of the censored scores, and so 0 where nobody is poor.
    m0 = sum(p * float(s) for p, s in of_poor) / people
    level = "severe" if m0 >= 0.3 else "high" if m0 >= 0.1 else "moderate" if m0 > 0 else "none"
    print(f"countries|{country}|headcount|{h!r}")
    print(f"countries|{country}|intensity|{'-' if a is None else repr(a)}")
    print(f"countries|{country}|mpi|{math.floor(m0 * 1000 + 0.5) / 1000!r}")
    print(f"countries|{country}|level|{level}")
