"""The rules of ok/*.bareme worked out once more, cell by cell: what the results beside them must say.

None is missing. A rule holds, does not, or cannot be decided (None); `unique`, `any`: one that holds wins;
`first match`: the first that does not fail decides. Where nothing decides, every value that the missing
one might have is tried: if all give one outcome, that is the outcome.
"""

from itertools import product

LOW, MEDIUM, HIGH = 1, 2, 3
ROWS = {  # likelihood, benefit, urgent, effort
    "a": (HIGH, HIGH, True, 2.0),
    "b": (MEDIUM, LOW, False, 4.0),
    "c": (LOW, HIGH, False, 7.0),
    "d": (LOW, LOW, True, None),
    "e": (None, HIGH, False, 3.5),
    "f": (None, LOW, False, 10.0),
}


def ask(value, test):
    """A cell: `test` is None (not asked), "missing", or a function."""
    if test is None:
        return True
    if test == "missing":
        return value is None
    return None if value is None else test(value)


def holds(values, cells):
    answers = [ask(v, t) for v, t in zip(values, cells)]
    if False in answers:
        return False
    return None if None in answers else True


def decide(values, rules, first):
    answers = [(holds(values, cells), outcome) for cells, outcome in rules]
    if first:
        for answer, outcome in answers:
            if answer is not False:
                return outcome if answer else None
        return "inapplicable"
    for answer, outcome in answers:
        if answer:
            return outcome
    return None if any(a is None for a, _ in answers) else "inapplicable"


def outcome(values, rules, first=False, asked=()):
    """`asked`: positions that some rule asks `missing` of, whose absence is an answer already."""
    found = decide(values, rules, first)
    if found is not None:
        return found
    domains = [[LOW, MEDIUM, HIGH], [LOW, MEDIUM, HIGH], [True, False], [x / 4 for x in range(0, 60)]]
    open_ = [i for i, v in enumerate(values) if v is None and i not in asked]
    tried = set()
    for completion in product(*(domains[i] for i in open_)):
        full = list(values)
        for i, v in zip(open_, completion):
            full[i] = v
        tried.add(decide(full, rules, first))
    return tried.pop() if len(tried) == 1 else None


def is_(*wanted):
    return lambda x: x in wanted


def isnt(*wanted):
    return lambda x: x not in wanted


yes, no = is_(True), is_(False)

unique = [
    ((is_(MEDIUM, HIGH), is_(HIGH, MEDIUM), None, None), "pursue"),
    ((is_(LOW), isnt(LOW), None, None), "watch"),
    ((None, is_(LOW), None, None), "drop"),
]
first = [
    ((None, None, yes, lambda x: x <= 2), "now"),
    ((is_(HIGH), None, None, lambda x: 2 <= x < 4), "soon"),
    (("missing", None, None, None), "ask"),
    ((None, None, no, lambda x: 4 <= x <= 7 or x == 10), "later"),
    ((isnt(LOW, MEDIUM), None, None, None), "see"),
    ((None, None, None, None), "never"),
]
any_ = [
    ((is_(HIGH), None, yes, None), "pursue"),
    ((None, is_(HIGH), yes, None), "pursue"),
    ((isnt(HIGH), isnt(HIGH), None, None), "drop"),
    ((None, None, no, None), "drop"),
]
for name, rules, is_first, asked in [("unique", unique, False, ()), ("first match", first, True, (0,)), ("any", any_, False, ())]:
    print(f"{name}: " + ", ".join(f"{k} {outcome(v, rules, is_first, asked)}" for k, v in ROWS.items()))

collect = [("act", lambda l, b, u, e: u), ("tell", lambda l, b, u, e: b == HIGH or (None if e is None else e >= 4)),
           ("plan", lambda l, b, u, e: None if e is None else e >= 4)]
for k, v in ROWS.items():
    found = {n: f(*v) for n, f in collect}
    rest = False if any(x is True for x in found.values()) else (None if None in found.values() else True)
    print(f"collect {k}: {found} rest {rest} many {sum(x is True for x in [*found.values(), rest])}")
