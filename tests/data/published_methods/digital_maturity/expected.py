"""The maturity of policy.bareme. Prints table|row|quantity|value."""

import csv
import math

USE = {"not_used": 0, "considered": 1, "prototyping": 2, "testing": 3, "implementing": 4, "operational": 5}
USE |= {str(v): v for v in range(6)}
GRADUALLY = {"no": 0, "partly": 33, "mostly": 67, "fully": 100}
BUYING = {"never": 0, "partly": 50, "always": 100}


def mean(values):
    return None if None in values else sum(values) / len(values)


def ticked(row, question, without=()):
    cells = [row[c] for c in row if c.startswith(question + ".") and c.split(".")[1] not in without]
    return mean([None if c == "" else 100 * (c == "yes") for c in cells])


for row in csv.DictReader(open("answers.csv")):
    use = lambda name: 20 * USE[row[name]]
    engaged = GRADUALLY.get(row["engaged"])
    parts = {
        "strategy": mean([ticked(row, "invested"), ticked(row, "prepared")]),
        "readiness": mean([use("simulation"), use("virtual"), use("robots"), use("cloud"), ticked(row, "basic")]),
        "human": mean([engaged, ticked(row, "training")]),
        "data": mean([ticked(row, "stored", ["not_collected"]), ticked(row, "protected")]),
        "automation": mean([use("language"), use("vision"), use("audio")]),
        "green": mean([ticked(row, "materials"), BUYING[row["considered"]]]),
    }
    whole = mean(list(parts.values()))
    whole = None if whole is None else math.floor(whole + 0.5)
    level = "-" if whole is None else "basic" if whole < 26 else "average" if whole < 51 else "moderately" if whole < 76 else "advanced"
    for name, value in parts.items():
        print(f"answers|{row['firm']}|maturity.{name}|{'-' if value is None else repr(value)}")
    print(f"answers|{row['firm']}|maturity|{'-' if whole is None else whole}")
    print(f"answers|{row['firm']}|level|{level}")
