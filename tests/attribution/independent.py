"""Shapley attribution of the shift between two small policies, worked out independently of the engine.

A: weights x 0.5, y 0.3, z 0.2; goalposts of x 0..10; arithmetic mean.
B: weights x 0.2, y 0.6, z 0.2; goalposts of x 0..20; geometric mean.
Every order of the three steps is walked through, and what each step adds in it is averaged.
"""
from itertools import permutations
from math import prod

ROWS = {"north": (8.0, 20.0, 3.0), "south": (4.0, 45.0, 2.0), "west": (9.5, 5.0, 4.0)}
STEPS = ["goalposts", "weights", "aggregate"]


def scores(done):
    weights = (0.2, 0.6, 0.2) if "weights" in done else (0.5, 0.3, 0.2)
    tops = (20.0 if "goalposts" in done else 10.0, 50.0, 5.0)
    result = {}
    for name, row in ROWS.items():
        parts = [value / top for value, top in zip(row, tops)]
        if "aggregate" in done:
            result[name] = prod(part**weight for part, weight in zip(parts, weights))
        else:
            result[name] = sum(part * weight for part, weight in zip(parts, weights))
    return result


def ranks(of):
    return {name: 1.0 + sum(other > value for other in of.values()) for name, value in of.items()}


def shares(value):
    orders = list(permutations(STEPS))
    total = {name: dict.fromkeys(STEPS, 0.0) for name in ROWS}
    for order in orders:
        for at, step in enumerate(order):
            before, after = value(order[:at]), value(order[: at + 1])
            for name in ROWS:
                total[name][step] += (after[name] - before[name]) / len(orders)
    return total


for title, value in (("i", scores), ("i.rank", lambda done: ranks(scores(done)))):
    parts, a, b = shares(value), value(()), value(STEPS)
    for name in ROWS:
        told = [f"{parts[name][step]:.12f}" for step in STEPS]
        print(title, name, f"{a[name]:.12f}", f"{b[name]:.12f}", *told)

# Outcomes: which step has what part in that a row has the outcome of B, and in how many rows have each outcome.
def outcome(score):
    return "high" if score >= 0.6 else "middle" if score >= 0.4 else "low"


END = {name: outcome(score) for name, score in scores(STEPS).items()}


def arrived(done):
    return {name: float(outcome(score) == END[name]) for name, score in scores(done).items()}


def counted(done):
    found = [outcome(score) for score in scores(done).values()]
    return {name: float(found.count(name)) for name in ("high", "middle", "low")}


def shares_of(value):
    orders = list(permutations(STEPS))
    total = {name: dict.fromkeys(STEPS, 0.0) for name in value(())}
    for order in orders:
        for at, step in enumerate(order):
            before, after = value(order[:at]), value(order[: at + 1])
            for name in total:
                total[name][step] += (after[name] - before[name]) / len(orders)
    return total


for title, value in (("s", arrived), ("s.count", counted)):
    parts, a, b = shares_of(value), value(()), value(STEPS)
    for name in parts:
        told = [f"{parts[name][step]:.12f}" for step in STEPS]
        print(title, name, f"{a[name]:.12f}", f"{b[name]:.12f}", *told)
