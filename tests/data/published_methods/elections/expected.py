"""Textbook voting rules by counting ballots, Kemeny's by trying every order. Prints table|row|quantity|value."""

from itertools import permutations

CAPITALS = [
    (42, ["Memphis", "Nashville", "Chattanooga", "Knoxville"]), (26, ["Nashville", "Chattanooga", "Knoxville", "Memphis"]),
    (15, ["Chattanooga", "Knoxville", "Nashville", "Memphis"]), (17, ["Knoxville", "Chattanooga", "Nashville", "Memphis"]),
]
CONDORCET = [(23, list("ABC")), (17, list("BCA")), (2, list("BAC")), (10, list("CAB")), (8, list("CBA"))]


def over(ballots, a, b):
    return sum(n for n, order in ballots if order.index(a) < order.index(b))


def counts(ballots):
    names = ballots[0][1]
    total = sum(n for n, _ in ballots)
    beats = {a: [b for b in names if b != a and over(ballots, a, b) * 2 > total] for a in names}
    best = max(permutations(names), key=lambda o: sum(over(ballots, a, b) for i, a in enumerate(o) for b in o[i + 1:]))
    winner = [a for a in names if len(beats[a]) == len(names) - 1]
    for a in names:
        yield a, {
            "plurality": sum(n for n, o in ballots if o[0] == a),
            "borda": sum(n * (len(o) - 1 - o.index(a)) for n, o in ballots),
            "approval": sum(n for n, o in ballots if o.index(a) < 2),
            "winner": (1 if a in winner else 0) if winner else "-",
            "wins": len(beats[a]) - sum(a in others for others in beats.values()),
            "kemeny": len(names) - 1 - best.index(a),
        }


for city, found in counts(CAPITALS):
    for name, value in found.items():
        print(f"capitals|{city}|{name}|{value}")
for name, found in counts(CONDORCET):
    for rule, called in [("borda", "borda_1785"), ("winner", "winner_1785"), ("kemeny", "order_1785")]:
        print(f"candidates|{name}|{called}|{found[rule]}")
