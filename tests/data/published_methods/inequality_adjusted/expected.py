"""The IHDI of policy.bareme, worked out by Technical notes 1 and 2. Prints table|row|quantity|value."""

import csv
import math


def read(name):
    return list(csv.DictReader(open(f"{name}.csv")))


def atkinson(pairs):
    total = sum(w for _, w in pairs)
    geometric = math.exp(sum(w * math.log(x) for x, w in pairs) / total)
    return 1 - geometric / (sum(w * x for x, w in pairs) / total)


def quantile(values, q):
    values = sorted(values)
    at = q * (len(values) - 1)
    low = math.floor(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


def half_up(x):
    return math.floor(x * 1000 + 0.5) / 1000


ages, people = read("ages"), read("people")
results = {}
for row in read("countries"):
    country = row["country"]
    le, eys, mys, gni = (float(row[n]) for n in ("le", "eys", "mys", "gni"))
    health = min((le - 20) / 65, 1)
    education = (min(eys / 18, 1) + min(mys / 15, 1)) / 2
    income = min((math.log(gni) - math.log(100)) / (math.log(75000) - math.log(100)), 1)
    lives = atkinson([(float(r["age"]), float(r["deaths"])) for r in ages if r["country"] == country])
    own = [r for r in people if r["country"] == country]
    incomes = [float(r["income"]) for r in own]
    low, high = quantile(incomes, 0.05), quantile(incomes, 0.95)
    school = atkinson([(float(r["schooling"]) + 1, float(r["weight"])) for r in own])
    money = atkinson([(min(max(float(r["income"]), low), high), float(r["weight"])) for r in own])
    hdi = half_up((health * education * income) ** (1 / 3))
    ihdi = half_up((health * (1 - lives) * education * (1 - school) * income * (1 - money)) ** (1 / 3))
    results[country] = (hdi, ihdi)
    for name, value in [("unequal_lives", lives), ("unequal_school", school), ("unequal_income", money), ("hdi", hdi),
                        ("ihdi", ihdi), ("loss", 1 - ihdi / hdi), ("coefficient", (lives + school + money) / 3)]:
        print(f"countries|{country}|{name}|{value!r}")
