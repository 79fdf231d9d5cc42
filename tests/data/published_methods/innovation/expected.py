"""The index of policy.bareme. Prints table|row|quantity|value."""

import csv
import math

rows = list(csv.DictReader(open("economies.csv")))
names = [n for n in rows[0] if n not in ("economy", "region")]
WEIGHTS = {"dismissal": 0.5, "unicorns": 0.5, "brands": 0.5}
LOWER = {"dismissal", "pupils"}


def shape(x):
    n, mean = len(x), sum(x) / len(x)
    m2, m3, m4 = (sum((v - mean) ** k for v in x) / n for k in (2, 3, 4))
    skewness = math.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5
    kurtosis = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    return skewness, kurtosis


def outlying(x):
    skewness, kurtosis = shape(x)
    return abs(skewness) > 2.25 and kurtosis > 3.5


def treated(x):
    known = sorted(v for v in x if v is not None)
    tried, replaced = list(known), 0
    while outlying(tried) and replaced < 5:
        up = shape(tried)[0] > 0
        end = max(tried) if up else min(tried)
        inside = [v for v in tried if v != end]
        nearest = max(inside) if up else min(inside)
        replaced += sum(v == end for v in tried)
        tried = [nearest if v == end else v for v in tried]
    if not outlying(tried):
        return [None if v is None else min(max(v, min(tried)), max(tried)) for v in x]
    low, high = known[0], known[-1]
    return [None if v is None else math.log(v - low + 0.01 * (high - low)) for v in x]


scores = {}
INPUT = names[:9]


def left_out(row, own):
    return sum(row[n] not in ("", "n/a") for n in own) < 0.66 * len(own)


for name in names:
    # Who is screened out of a sub-index takes no part in its statistics.
    own = INPUT if name in INPUT else names[9:]
    column = [None if r[name] in ("", "n/a") or left_out(r, own) else float(r[name]) for r in rows]
    column = treated(column)
    known = [v for v in column if v is not None]
    low, high = min(known), max(known)
    scores[name] = [None if v is None else 100 * ((high - v) if name in LOWER else (v - low)) / (high - low) for v in column]


def mean(pairs, least=1):
    known = [(v, w) for v, w in pairs if v is not None]
    return sum(v * w for v, w in known) / sum(w for _, w in known) if len(known) >= least else None


for i, row in enumerate(rows):
    sub = lambda *parts: mean([(scores[n][i], WEIGHTS.get(n, 1)) for n in parts])
    political, regulatory = sub("stability", "effective"), sub("dismissal", "law")
    education, research = sub("spending", "pisa", "pupils"), sub("rnd", "firms")
    creation, impact, intangible = sub("patents", "articles"), sub("unicorns", "hightech"), sub("trademarks", "brands")
    both = lambda a, b: mean([(a, 1), (b, 1)], 2)
    institutions, human, knowledge = both(political, regulatory), both(education, research), both(creation, impact)
    inputs = None if left_out(row, INPUT) else both(institutions, human)
    # A pillar of one sub-pillar is that sub-pillar.
    outputs = None if left_out(row, names[9:]) else both(knowledge, intangible)
    gii = mean([(inputs, 1), (outputs, 1)])
    found = {
        "gii": gii, "gii.input": inputs, "gii.output": outputs, "gii.input.institutions": institutions,
        "gii.input.human": human, "gii.output.knowledge": knowledge, "gii.output.creative": intangible,
    }
    for name, value in found.items():
        print(f"economies|{row['economy']}|{name}|{'-' if value is None else repr(value)}")
