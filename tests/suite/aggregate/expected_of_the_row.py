"""What ok/formula_of_the_row.bareme must give, written out row by row. Run: python expected_of_the_row.py"""

ROWS = [
    # name, kind, level, capital, year, coast, a, b
    ("P", "city", 3, True, 1990, True, 0.5, 0.2),
    ("Q", "village", 1, False, 2010, True, 0.4, 0.8),
    ("R", "village", None, False, 2001, False, 0.6, None),
    ("S", "city", 2, False, 2015, False, 0.9, 0.7),
]

for name, kind, level, capital, year, coast, a, b in ROWS:
    smallest = min(x for x in (a, b) if x is not None)
    by_size = None if level is None or b is None else (a + level * b) / (1 + level)
    # `size >= middling or capital` of R: the size is missing, and it is no capital, so that nothing is decided.
    by_level = None if level is None and not capital else a if capital or level >= 2 else (b or 0)
    inner = None if b is None else b if kind == "city" else b / 2
    print(name, {
        "by_kind": a if kind == "city" else smallest,
        "by_size": by_size,
        "by_level": by_level,
        "by_date": a ** (1 if year < 2005 else 2),
        "by_link": (2 if coast else 1) * a,
        "by_outcome": a if year < 2005 else None,
        "of_indices": a if level is None else (inner + a) / 2,
    })
