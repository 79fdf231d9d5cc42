"""What two small policies make of four rows, worked out independently of the engine.

A: i is the mean of x, y, z with weights 5, 3, 2; B: with 2, 6, 2. High from 0.6.
`own`: each normalised by its goalposts; `among`: by the least and the greatest of the rows.
"""
ROWS = {"north": (1, 5, 1), "south": (9, 20, 3), "west": (3, 50, 3), "east": (8, 22, 2)}
TOPS = (10, 50, 5)


def own(row):
    return [value / top for value, top in zip(row, TOPS)]


def among(row):
    columns = list(zip(*ROWS.values()))
    return [(value - min(column)) / (max(column) - min(column)) for value, column in zip(row, columns)]


for title, normalised in (("own", own), ("among", among)):
    for name, row in ROWS.items():
        scores = [sum(w * p for w, p in zip(weights, normalised(row))) / 10 for weights in ((5, 3, 2), (2, 6, 2))]
        print(title, name, *("high" if score >= 0.6 else "low" for score in scores))
