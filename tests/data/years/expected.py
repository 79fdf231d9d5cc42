"""What the policies of tests/suite/years and tests/suite/reuse must give, worked out without them.

The rows are written down once more, and the formulas from the pages of the methods and of the language.
Prints, tab-separated: policy, table, row, quantity, value (`-` is missing).
"""

import math
import statistics


def say(policy, table, row, **values):
    for name, value in values.items():
        text = "-" if value is None else value if isinstance(value, str) else f"{value:.12g}"
        print("\t".join([policy, table, row, name.replace("__", "."), text]))


def half_up(x, decimals):
    return math.floor(x * 10**decimals + 0.5) / 10**decimals


# Entities and years -----------------------------------------------------------------------------------

INCOME = {("BB", 2021): 90, ("AA", 2019): 100, ("AA", 2020): 110, ("AA", 2021): 121, ("BB", 2019): 0, ("BB", 2020): 80}
HEALTH = {("BB", 2021): 6, ("AA", 2019): 4, ("AA", 2021): 5, ("BB", 2019): 8}
NOTE = {("AA", 2019): "first", ("BB", 2019): "early"}


def minus(a, b):
    return None if a is None or b is None else a - b


def growth(now, before):
    return None if now is None or before is None or before <= 0 else now / before - 1


def latest(values, country):
    years = [year for (code, year) in values if code == country]
    return values[country, max(years)] if years else None


def years():
    file = "years/ok/entity_and_year"
    for (code, year), income in INCOME.items():
        at = lambda y: INCOME.get((code, y))
        rate = growth(income, at(year - 1))
        known = [x for (c, y), x in HEALTH.items() if y == year]
        own = HEALTH.get((code, year))
        say(
            file, "scores", f"{code} {year}",
            in_2020=at(2020), before=at(year - 1), after=at(year + 1), step=minus(income, at(year - 1)),
            rate=None if rate is None else half_up(rate, 3), in_all=minus(at(2021), at(2019)),
            rate_in_all=growth(at(2021), at(2019)), apart=minus(at(2021), at(2019)),
            doubled=None if at(year - 1) is None else 2 * at(year - 1), newest=latest(HEALTH, code),
            known_from=NOTE[code, 2019], from_base=income - at(2019), twice_then=2 * at(2021),
            wellbeing=None if own is None else own / 10,
            wellbeing__rank=None if own is None else 1 + sum(x > own for x in known),
            relative=income / max(x for (c, y), x in INCOME.items() if y == year),
            in_time=income / max(INCOME.values()),
        )
    for code in ("AA", "BB", "CC"):
        at = lambda y: INCOME.get((code, y))
        own = [x for (c, y), x in INCOME.items() if c == code]
        then = HEALTH.get((code, 2021))
        say(
            file, "countries", code,
            income_2020=at(2020), income_then=at(2019), gained=minus(at(2021), at(2019)),
            gained_rate=growth(at(2021), at(2019)), last_health=latest(HEALTH, code),
            mean_income=statistics.mean(own) if own else None, well=None if then is None else then / 10,
        )


# Weights of rows --------------------------------------------------------------------------------------

CITIES = [
    ("a1", "AA", True, 10, 100), ("a2", "AA", False, 40, 300), ("a3", "AA", True, 70, 50), ("b1", "BB", True, 20, None),
    ("b2", "BB", False, 50, 10), ("b3", "BB", False, None, 90), ("c1", "CC", False, 80, 0), ("c2", "CC", True, 30, -5),
]


def weighed(rows, value=3, power=1):
    """The values that are there, each with its weight, of rows that have one above 0."""
    return [(r[value], r[4] ** power) for r in rows if r[value] is not None and r[4] is not None and r[4] > 0]


def mean(pairs):
    return sum(x * w for x, w in pairs) / sum(w for _, w in pairs) if pairs else None


def median(pairs):
    """Every value as often as its weight says."""
    return statistics.median([x for x, w in pairs for _ in range(w)]) if pairs else None


def weights():
    file = "reuse/ok/weighted"
    for code in ("AA", "BB", "CC", "DD"):
        rows = [r for r in CITIES if r[1] == code]
        known = [r[3] for r in rows if r[3] is not None]
        say(
            file, "countries", code,
            plain=statistics.mean(known) if known else None, by_people=mean(weighed(rows)),
            on_coast=mean(weighed([r for r in rows if r[2]])), middle=median(weighed(rows)),
            total=sum(x * w for x, w in weighed(rows)), people_coast=mean(weighed(rows, 2)), cubed=mean(weighed(rows, 3, 3)),
        )
    for row in CITIES:
        alike = [r for r in CITIES if r[2] == row[2]]
        say(file, "cities", row[0], of_its_kind=mean(weighed(alike)), of_all=mean(weighed(CITIES)), half=median(weighed(CITIES)))


# Women and men ----------------------------------------------------------------------------------------

PEOPLE = {
    "AA": (84.1, 79.2, 17.2, 16.1, 13.1, 12.9, 38000, 54000),
    "BB": (66.5, 61.0, 9.8, 11.5, 4.1, 7.3, 1900, 6400),
    "CC": (88.0, 83.0, 19.0, 18.5, 15.5, 15.1, 80000, 76000),
}


def dimensions(le, low, high, eys, mys, gni, twice=1):
    health = min((le - low) / (high - low), 1)
    schooling = (min(eys / 18, 1) + twice * min(mys / 15, 1)) / (1 + twice)
    income = min((math.log(gni) - math.log(100)) / (math.log(75000) - math.log(100)), 1)
    return health, schooling, income


def people():
    file = "reuse/ok/women_and_men"
    for code, (le_f, le_m, eys_f, eys_m, mys_f, mys_m, gni_f, gni_m) in PEOPLE.items():
        geometric = lambda d: half_up(math.prod(d) ** (1 / 3), 3)
        women = geometric(dimensions(le_f, 22.5, 87.5, eys_f, mys_f, gni_f))
        men_dimensions = dimensions(le_m, 17.5, 82.5, eys_m, mys_m, gni_m)
        twice = dimensions(le_f, 22.5, 87.5, eys_f, mys_f, gni_f, 2)
        say(
            file, "countries", code,
            hdi_women=women, hdi_men=geometric(men_dimensions), gdi=half_up(women / geometric(men_dimensions), 3),
            by_years=geometric(twice), schooling=twice[1], without_income=half_up(sum(men_dimensions[:2]) / 2, 2),
        )


years()
weights()
people()
