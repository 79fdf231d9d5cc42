"""Aggregations that compare rows with each other, as careful numpy programs.

Where every row meets every other, a block of rows is compared with all at a time, so that what is compared stays in the
cache. All parts are better higher, and weigh the same.
"""

import numpy as np

BLOCK = 32


def mpi(columns, out):
    z = np.empty((len(columns), len(out)))
    for x, row in zip(columns, z):
        np.subtract(x, x.mean(), out=row)
        row *= 10.0 / np.sqrt(np.dot(row, row) / len(row))
        row += 100.0
    mean = z.mean(axis=0)
    z -= mean
    np.square(z, out=z)
    np.mean(z, axis=0, out=out)
    out /= mean
    np.subtract(mean, out, out=out)


def hellwig(columns, out):
    out.fill(0.0)
    z = np.empty_like(out)
    for x in columns:
        deviation = x.std()
        np.subtract(x, x.max(), out=z)
        z /= deviation
        z *= z
        out += z
    out /= len(columns)
    np.sqrt(out, out=out)
    out /= out.mean() + 2.0 * out.std()
    np.subtract(1.0, out, out=out)


def topsis(columns, out):
    near, term = np.zeros_like(out), np.empty_like(out)
    out.fill(0.0)
    for x in columns:
        factor = 1.0 / (len(columns) * np.sqrt(np.dot(x, x)))
        for sums, from_what in ((near, x.max()), (out, x.min())):
            np.subtract(x, from_what, out=term)
            term *= factor
            term *= term
            sums += term
    np.sqrt(near, out=near)
    np.sqrt(out, out=out)
    near += out
    out /= near


def vikor(columns, out):
    regret, term = np.zeros_like(out), np.empty_like(out)
    out.fill(0.0)
    for x in columns:
        low, high = x.min(), x.max()
        np.subtract(high, x, out=term)
        term *= 1.0 / (len(columns) * (high - low))
        out += term
        np.maximum(regret, term, out=regret)
    for sums in (out, regret):
        low, high = sums.min(), sums.max()
        sums -= low
        sums *= 0.5 / (high - low)
    out += regret


def borda(columns, out):
    out.fill(0.0)
    for x in columns:
        order = np.argsort(x)
        ordered = x[order]
        starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        lengths = np.diff(np.append(starts, len(x)))
        out[order] += np.repeat(starts + (lengths - 1) / 2, lengths)


def pairs(columns):
    """For each block of rows, and each part, by how much they are ahead of every row."""
    rows = len(columns[0])
    ahead = np.empty((BLOCK, rows))
    for start in range(0, rows, BLOCK):
        block = slice(start, min(start + BLOCK, rows))
        size = block.stop - start
        yield block, (np.subtract(x[block, None], x[None, :], out=ahead[:size]) for x in columns)


def promethee(columns, out):
    rows = len(out)
    for block, parts in pairs(columns):
        net = 0
        for ahead in parts:
            net = net + (ahead > 0).sum(axis=1) - (ahead < 0).sum(axis=1)
        out[block] = net / (len(columns) * (rows - 1))


def promethee_linear(columns, out):
    q, p = 5.0, 20.0
    for block, parts in pairs(columns):
        net = np.zeros(block.stop - block.start)
        for ahead in parts:
            size = np.abs(ahead)
            size -= q
            size /= p - q
            np.clip(size, 0.0, 1.0, out=size)
            net += np.copysign(size, ahead, out=size).sum(axis=1)
        out[block] = net / (len(columns) * (len(out) - 1))


def electre(columns, out):
    share = 1.0 / len(columns)
    ranges = [x.max() - x.min() for x in columns]
    out.fill(0.0)
    for block, parts in pairs(columns):
        rows = range(block.start, block.stop)
        agree = np.zeros((len(rows), len(out)), dtype=np.int8)
        objection = np.full((len(rows), len(out)), -np.inf)
        for ahead, length in zip(parts, ranges):
            agree += ahead >= 0
            ahead /= -length
            np.maximum(objection, ahead, out=objection)
        outranks = (agree * share >= 0.6 - 1e-9) & (objection <= 0.5 + 1e-9)
        outranks[np.arange(len(rows)), rows] = False
        out[block] += outranks.sum(axis=1)
        out -= outranks.sum(axis=0)


def majorities(columns):
    """For each block, by how many parts its rows are ahead of every row."""
    for block, parts in pairs(columns):
        margin = 0
        for ahead in parts:
            margin = margin + (ahead > 0).view(np.int8) - (ahead < 0).view(np.int8)
        yield block, margin


def copeland(columns, out):
    for block, margin in majorities(columns):
        out[block] = (margin > 0).sum(axis=1) - (margin < 0).sum(axis=1)


def condorcet_wins(columns, out):
    for block, margin in majorities(columns):
        out[block] = (margin > 0).sum(axis=1)


def kemeny(columns, out):
    """By dynamic programming over sets of rows (Held and Karp), all sets of a size at once; all best orders count."""
    rows = len(out)
    margins = sum(np.sign(x[:, None] - x[None, :]) for x in columns)
    sets = np.arange(1 << rows)
    gains = np.zeros((rows, 1 << rows))
    for row in range(rows):
        gains[row] = margins[row].sum()
        for other in range(rows):
            gains[row].reshape(-1, 2, 1 << other)[:, 1] -= margins[row, other]
    sizes = sum((sets >> row & 1) for row in range(rows))
    layers = [sets[sizes == size] for size in range(rows)]
    best, ways = np.zeros(1 << rows), np.ones(1 << rows)
    free = [[layer >> row & 1 == 0 for row in range(rows)] for layer in layers]
    for layer, fits in zip(layers[::-1], free[::-1]):
        sums = np.stack([np.where(f, gains[r, layer] + best[layer | 1 << r], -np.inf) for r, f in enumerate(fits)])
        best[layer] = sums.max(axis=0)
        chosen = sums >= best[layer] - 1e-9
        ways[layer] = sum(np.where(c, ways[layer | 1 << r], 0.0) for r, c in enumerate(chosen))
    reached = np.zeros(1 << rows)
    reached[0] = 1.0
    places = np.zeros(rows)
    for size, (layer, fits) in enumerate(zip(layers, free)):
        for row, fit in enumerate(fits):
            before = layer[fit]
            after = before | 1 << row
            chosen = gains[row, before] + best[after] >= best[before] - 1e-9
            orders = np.where(chosen, reached[before], 0.0)
            np.add.at(reached, after, orders)
            places[row] += size * np.dot(orders, ways[after])
    np.subtract(rows - 1, places / ways[0], out=out)


def benefit_of_the_doubt(columns, out):
    from scipy.optimize import linprog

    matrix = np.column_stack(columns)
    matrix /= matrix.max(axis=0)
    ones = np.ones(len(out))
    for row, z in enumerate(matrix):
        out[row] = -linprog(-z, A_ub=matrix, b_ub=ones, bounds=(0, None), method="highs").fun


WHOLE = {
    "mpi": (mpi, None),
    "hellwig": (hellwig, None),
    "topsis": (topsis, None),
    "vikor": (vikor, None),
    "borda": (borda, None),
    "promethee ii": (promethee, 2_000),
    "promethee ii linear q 5 p 20": (promethee_linear, 2_000),
    "electre i concordance 0.6 discordance 0.5 net outranking": (electre, 2_000),
    "copeland": (copeland, 2_000),
    "condorcet wins": (condorcet_wins, 2_000),
    "kemeny": (kemeny, 14),
    "benefit of the doubt": (benefit_of_the_doubt, 200),
}
