"""Answers drawn from a seed, and what they become: computed here row by row, with nothing of Bareme."""

import csv
import random
from statistics import mean, median

draw = random.Random(42)
LEVELS = ["inactive", "trying", "engaged", "acting"]
CLUSTERS = [f"c{n}" for n in range(1, 13)]

rows = []
for n in range(1, 121):
    gone = lambda: draw.random() < 0.15
    rows.append({
        "response": f"r{n}",
        "cluster": draw.choice(CLUSTERS[:-1]),  # nobody speaks for the last one
        "day": f"2014-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}" if not gone() else "",
        "role": draw.choice(["manager", "partner"]),
        "stance": "" if gone() else draw.choice(LEVELS),
        "goals": "" if gone() else draw.choice(["markets", "knowledge", "markets; knowledge", "Know-how|markets", ";"]),
        "budget": "" if gone() else draw.choice(["1", "2.5", "4", "7", "0"]),
        "helped": "" if gone() else draw.choice(["yes", "no"]),
        "remark": "" if gone() else f"remark {n}",
    })


def seen(row):
    """What of a response counts."""
    stance = row["stance"] or None
    active = stance is not None and LEVELS.index(stance) > 0
    goals = None
    if active and row["goals"]:
        chosen = {g.strip() for g in row["goals"].replace("|", ";").split(";")}
        goals = {"markets": "markets" in chosen, "knowledge": bool(chosen & {"knowledge", "Know-how"})}
    asked = row["role"] == "manager" and goals is not None and goals["markets"]
    return {
        "stance": stance,
        "markets": None if goals is None else goals["markets"],
        "knowledge": None if goals is None else goals["knowledge"],
        "budget": float(row["budget"]) if asked and row["budget"] else None,
        "helped": {"yes": True, "no": False}.get(row["helped"]),
        "remark": row["remark"] or None,
        "day": row["day"] or None,
    }


def lower_median(levels):
    found = sorted(LEVELS.index(x) for x in levels)
    return LEVELS[found[(len(found) - 1) // 2]]


def majority(answers):
    for answer in set(answers):
        if 2 * answers.count(answer) > len(answers):
            return "yes" if answer else "no"
    return "unknown"


def latest(pairs):
    last = None
    for day, remark in pairs:
        if last is None or day >= last[0]:
            last = (day, remark)
    return last[1]


with open("answers.csv", "w", newline="") as file:
    out = csv.DictWriter(file, rows[0], lineterminator="\n")
    out.writeheader()
    out.writerows(rows)

with open("expected.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["name", "stance", "markets", "knowledge", "budget", "middle_budget", "helped", "remark"])
    for name in CLUSTERS:
        mine = [seen(r) for r in rows if r["cluster"] == name]
        of = lambda what: [m[what] for m in mine if m[what] is not None]
        combined = lambda rule, what: rule(of(what)) if of(what) else "inapplicable"
        dated = [(m["day"], m["remark"]) for m in mine if m["day"] and m["remark"]]
        out.writerow([
            name,
            combined(lower_median, "stance"),
            combined(majority, "markets"),
            combined(majority, "knowledge"),
            combined(lambda x: f"{mean(x):.12g}", "budget"),
            combined(lambda x: f"{median(x):.12g}", "budget"),
            combined(majority, "helped"),
            latest(dated) if dated else "inapplicable",
        ])
