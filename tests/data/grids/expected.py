"""What three shipped policies must say, worked out from their data and the wording of their sources.

Nothing here reads a policy: the rules are written down once more, from what the README of each says.
Prints, tab-separated: policy, table, row, quantity, value (`-` is missing).
"""

import csv
from datetime import date
from pathlib import Path

POLICIES = Path(__file__).resolve().parents[3] / "policies"


def rows(policy, name):
    with open(POLICIES / policy / "data" / f"{name}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def say(*cells):
    print("\t".join("-" if c is None else f"{c:.9f}".rstrip("0").rstrip(".") if isinstance(c, float) else str(c) for c in cells))


def opportunities():
    """Likely from 50 %, large from 400; leave only what is neither. Drop that; the manager comes first, then the members."""
    for row in rows("opportunities", "opportunities"):
        likely, large = float(row["likelihood"]) >= 50, float(row["benefit"]) >= 400
        place = {(1, 1): "pursue", (1, 0): "sideline", (0, 1): "prepare", (0, 0): "leave"}[likely, large]
        then = "look_for_partners" if place == "prepare" else "strategy"
        if place == "leave":
            then = "drop"
        elif row["manager"] == "no":
            then = "win_manager"
        elif row["members"] == "":
            then = "ask_members"
        elif row["members"] == "no":
            then = "win_members"
        name = row["opportunity"]
        say("opportunities", "opportunities", name, "portfolio", place)
        say("opportunities", "opportunities", name, "next", then)
        say("opportunities", "opportunities", name, "expected", float(row["likelihood"]) / 100 * float(row["benefit"]))


def action_plan():
    """Progress from baseline to goal, not below 0; the day of the report is 30 June 2014."""
    as_of = date(2014, 6, 30)
    progress = {}
    for row in rows("action-plan", "targets"):
        day = {c: date.fromisoformat(row[c]) for c in ("begun", "due")}
        baseline = float(row["baseline"])
        goal = float(row["goal"]) if row["goal"] else baseline * (1 + float(row["rise"].rstrip("%")) / 100)
        done = None if row["value"] == "" else max(0.0, (float(row["value"]) - baseline) / (goal - baseline))
        used = min(1.0, (as_of - day["begun"]).days / (day["due"] - day["begun"]).days)
        if done is None:
            verdict = "not_monitored"
        elif done >= 1:
            verdict = "reached"
        elif day["due"] < as_of:
            verdict = "missed"
        else:
            verdict = "on_track" if done >= used else "behind"
        name = row["target"]
        say("action-plan", "targets", name, "progress", done)
        say("action-plan", "targets", name, "time_used", used)
        say("action-plan", "targets", name, "verdict", verdict)
        progress.setdefault(row["area"], []).append(done)
    areas = ["image", "agreements", "trade", "investment", "universities", "marketing users", "co-operation", "members abroad", "satisfaction", "research"]
    for area in areas:
        of = progress.get(area, [])
        say("action-plan", "areas", area, "count_of", float(len(of)))
        say("action-plan", "areas", area, "coverage", "no_target" if not of else "unwatched" if None in of else "covered")


def programmes():
    """Table 1 as sets of offers; the Enterprise Europe Network helps companies of at most 50 employees."""
    offers = {
        "European Cluster Observatory": {"data", "benchmarking", "training", "partner_search"},
        "European Cluster Alliance": {"dialogue"},
        "European Cluster Policy Group": {"dialogue"},
        "Enterprise Europe Network": {"partner_search", "company_support"},
        "European Secretariat for Cluster Analysis": {"benchmarking"},
        "European Cluster Collaboration Platform": {"partner_search"},
        "European Foundation for Cluster Excellence": {"training"},
    }
    organisations = {
        "Optics cluster": (35, {"benchmarking", "partner_search", "company_support"}),
        "Ministry of a region": (0, {"data", "dialogue"}),
        "Aircraft cluster": (2400, {"company_support"}),
        "New software cluster": (12, {"data", "training", "partner_search", "company_support", "finance"}),
        "Shipbuilding cluster": (60, {"training"}),
    }
    for name, (employees, needs) in organisations.items():
        given = {p: o - (set() if employees <= 50 else {"company_support"}) for p, o in offers.items()}
        for programme, offered in given.items():
            say("programmes", "organisations", name, f"served_by.{programme}", "yes" if offered & needs else "no")
        left = needs - set().union(*given.values())
        for need in ["data", "dialogue", "benchmarking", "training", "partner_search", "company_support", "finance"]:
            say("programmes", "organisations", name, f"unserved.{need}", "yes" if need in left else "no")
        some = any(o & needs for o in given.values())
        situation = "no_needs" if not needs else "all_served" if not left else "some_served" if some else "none_served"
        say("programmes", "organisations", name, "situation", situation)


opportunities()
action_plan()
programmes()
