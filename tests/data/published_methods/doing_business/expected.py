"""The scores of policy.bareme, worked out from the data alone. Prints table|row|quantity|value."""

import csv
import math

POSTS = {
    "procedures": (1, 18), "days_start": (0.5, 100), "fees": (0, 200), "capital": (0, 400),
    "vat_comply": (0, 50), "vat_obtain": (3.2, 55), "cit_comply": (1.5, 56), "cit_finish": (0, 32),
    "payments": (3, 63), "tax_time": (49, 696),
}


def cap(x):
    return 100 * min(max(x, 0), 1)


def score(row, name):
    cell = row[name]
    if cell in ("No practice", "No refund"):
        return 0.0
    if cell == "No VAT":
        return None
    best, worst = POSTS[name]
    return cap((worst - float(cell)) / (worst - best))


def mean(values):
    known = [v for v in values if v is not None]
    return sum(known) / len(known)


def half_up(x, decimals):
    return math.floor(x * 10**decimals + 0.5) / 10**decimals


cities = []
for row in csv.DictReader(open("cities.csv")):
    start = mean(score(row, n) for n in ("procedures", "days_start", "fees", "capital"))
    rate = 100 * (min(max((84 - float(row["tax_rate"])) / (84 - 26.1), 0), 1) ** 0.8)
    after = mean(score(row, n) for n in ("vat_comply", "vat_obtain", "cit_comply", "cit_finish"))
    tax = mean([rate, score(row, "payments"), score(row, "tax_time"), after])
    if row["recovery"] == "No practice":
        insolvency = 0.0
    else:
        insolvency = mean([cap(float(row["recovery"]) / 92.9), cap(float(row["framework"]) / 16)])
    ease = mean([start, tax, insolvency])
    cities.append((row["economy"], float(row["population"]), ease))
    for name, value in [("start_score", start), ("tax_score", tax), ("tax_score.after", after), ("tax_score.rate", rate),
                        ("insolvency_score", insolvency)]:
        print(f"cities|{row['city']}|ease_of_city.{name}|{value!r}")
    print(f"cities|{row['city']}|ease_of_city|{ease!r}")

ease = {}
for code in dict.fromkeys(c for c, _, _ in cities):
    own = [(p, e) for c, p, e in cities if c == code]
    ease[code] = half_up(sum(p * e for p, e in own) / sum(p for p, _ in own), 1)
for code, value in ease.items():
    print(f"economies|{code}|ease|{value!r}")
    print(f"economies|{code}|ease.rank|{1 + sum(v > value for v in ease.values())}")
