"""The index of policy.bareme, worked out by the formulas of Technical note 4. Prints table|row|quantity|value."""

import csv
import math

for row in csv.DictReader(open("data.csv")):
    if not row["mmr"]:
        print(f"countries|{row['country']}|gii|-")
        continue
    mmr = min(max(float(row["mmr"]), 10), 1000)
    abr = float(row["abr"])
    seats, educ_f, educ_m, work_f, work_m = (float(row[n]) / 100 for n in ("seats_f", "educ_f", "educ_m", "work_f", "work_m"))
    pr_f = seats or 0.001
    pr_m = 1 - seats
    g_f = (math.sqrt(10 / mmr * 1 / abr) * math.sqrt(pr_f * educ_f) * work_f) ** (1 / 3)
    g_m = (1 * math.sqrt(pr_m * educ_m) * work_m) ** (1 / 3)
    harm = 1 / ((1 / g_f + 1 / g_m) / 2)
    health = (math.sqrt(10 / mmr * 1 / abr) + 1) / 2
    power = (math.sqrt(pr_f * educ_f) + math.sqrt(pr_m * educ_m)) / 2
    work = (work_f + work_m) / 2
    reference = (health * power * work) ** (1 / 3)
    gii = math.floor((1 - harm / reference) * 1000 + 0.5) / 1000
    for name, value in [("women", g_f), ("men", g_m), ("both", harm), ("reference", reference), ("gii", gii)]:
        print(f"countries|{row['country']}|{name}|{value!r}")
