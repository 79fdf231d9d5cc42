"""What each part really counts in an index, worked out independently of the engine: the squared correlation with the
index, as a share of the sum over all parts (Paruolo, Saisana and Saltelli 2013, with linear correlations).

A: i = 0.5 p + 0.5 q, p = 0.5 x/10 + 0.5 y/50, q = z/5.  B: i = 0.8 p + 0.2 q, p = 0.9 x/10 + 0.1 y/50.
"""
from statistics import correlation

ROWS = [(float(3 * n % 11), float(7 * n % 13 * 4), float(5 * n % 17) / 4) for n in range(1, 13)]


def told(policy, weights, inner):
    x, y, z = ([row[at] / top for row in ROWS] for at, top in ((0, 10), (1, 50), (2, 5)))
    p = [inner[0] * a + inner[1] * b for a, b in zip(x, y)]
    i = [weights[0] * a + weights[1] * b for a, b in zip(p, z)]
    for index, parts in ((i, (("i.p", p), ("z", z))), (p, (("x", x), ("y", y)))):
        squares = [correlation(part, index) ** 2 for _, part in parts]
        for (name, _), square in zip(parts, squares):
            print(policy, name, f"{square / sum(squares):.12f}")


told("a", (0.5, 0.5), (0.5, 0.5))
told("b", (0.8, 0.2), (0.9, 0.1))
