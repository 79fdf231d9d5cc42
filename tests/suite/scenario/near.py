"""Whose outcome in ok/tolerance.bareme would change within the tolerances. Run: python near.py"""

ROWS = {
    "a": (True, 9.6, 20), "b": (False, 9.6, 20), "c": (True, 10, 12),
    "d": (False, 10.4, 9.7), "e": (True, 10.6, 10.4), "f": (False, 12, 10),
}


def size(listed, exports, share):
    return "large" if exports >= 10 else "small"


def support(listed, exports, share):
    return "loans" if listed and exports >= 10 else "advice" if share > 10 else "nothing"


for name, decide in (("size", size), ("support", support)):
    for row, (listed, exports, share) in ROWS.items():
        now = decide(listed, exports, share)
        moved = {decide(listed, exports + d, share) for d in (-0.5, 0.5)}
        moved_share = {decide(listed, exports, share + d) for d in (-0.5, 0.5)}
        print(name, row, "exports" if moved != {now} else "", "share" if moved_share != {now} else "")
