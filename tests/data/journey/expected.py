"""Where each organisation of policies/journey is, by the handbook's rules written out anew, step by step.

The checklists are copied from the handbook's headings "STEP COMPLETION" (cluster organisations first, policy makers
second), under the names that the data give them. Run it in this folder: it writes expected.csv.
"""

import csv

BOTH = object()
STEPS = [
    ("why", "benefits evidence priorities", BOTH),
    ("assess_readiness", "diagnosed gaps", BOTH),
    ("identify_opportunities", "portfolio shortlist buy_in", "access strategy infrastructure"),
    ("create_strategy", "complete targets actions monitoring support", BOTH),
    ("implement_training", "gaps_filled plan exchange", BOTH),
    ("identify_partners", "networks collaborations online_tools enterprise", "alliances regions"),
    ("develop_trust", "tools_used converted", "framework"),
    ("implement_projects", "skills tools progress plan_b handled", "capacity sharing"),
    ("measure_success", "benchmarking dynamics baseline monitored evaluation longer_term windfall", "encouraged shared awareness"),
    ("sustain_networks", "follow_up revitalise", "assessing"),
]
GET_READY, TAKE_ACTION = 5, 9
ONLY_AFTER_THE_UNEXPECTED = {"handled", "windfall"}


def checklist(row, step):
    name, ours, theirs = step
    names = theirs if row["role"] == "policy_maker" and theirs is not BOTH else ours
    asked = [q for q in names.split() if q not in ONLY_AFTER_THE_UNEXPECTED or row["outcome"] == "unexpected"]
    return [(f"{name}.{q}", row[f"{name}.{q}"]) for q in asked]


def met(question, answer):
    return answer in ("does not apply", "smoothly" if question.endswith(".progress") else "yes")


def stand(row):
    for number, step in enumerate(STEPS, 1):
        name = step[0]
        way = [s[0] for s in STEPS[: number - 1]]
        questions = checklist(row, step)
        blocked = [q for q, answer in questions if not met(q, answer)]
        if name == "why" and blocked and all(answer for _, answer in questions):
            return "staying_local", "outside", "nowhere", blocked, way
        phase = "get_ready" if number <= GET_READY else "take_action" if number <= TAKE_ACTION else "use_networks"
        after = STEPS[number][0] if number < 10 else "identify_opportunities"
        if number == 8 and row["outcome"] == "unsuccessful":
            return name, phase, "identify_partners", blocked, way
        if number == 8 and row["outcome"] == "unexpected" and row["reviewed"] != "yes":
            return name, phase, "identify_opportunities", blocked, way
        if blocked:
            return name, phase, after, blocked, way
    # Everything is done: no time for complacency, go back to step 3.
    return "sustain_networks", "use_networks", "identify_opportunities", [], [s[0] for s in STEPS]


with open("../../../policies/journey/data/organisations.csv", encoding="utf-8") as data:
    rows = list(csv.DictReader(data))
with open("expected.csv", "w", encoding="utf-8", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["organisation", "step", "phase", "next", "blocked", "way"])
    for row in rows:
        step, phase, following, blocked, way = stand(row)
        writer.writerow([row["organisation"], step, phase, following, "; ".join(blocked), "; ".join(way)])
