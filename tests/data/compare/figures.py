"""What the scripts beside it share: correlations of two orders, migrations between outcomes, and CSV files."""
import csv
import math
from pathlib import Path

HERE = Path(__file__).resolve().parent


def tau_b(x, y):
    """Kendall's tau-b, pair by pair."""
    concordant = discordant = tied_x = tied_y = 0
    for i in range(len(x)):
        for j in range(i):
            a, b = (x[i] > x[j]) - (x[i] < x[j]), (y[i] > y[j]) - (y[i] < y[j])
            concordant += a * b > 0
            discordant += a * b < 0
            tied_x += a == 0 and b != 0
            tied_y += b == 0 and a != 0
    pairs = concordant + discordant
    return (concordant - discordant) / math.sqrt((pairs + tied_x) * (pairs + tied_y))


def spearman(x, y):
    """Pearson's correlation of mean ranks."""
    def ranks(v):
        return [sum(o < mine for o in v) + (sum(o == mine for o in v) + 1) / 2 for mine in v]
    a, b = ranks(x), ranks(y)
    ma, mb = sum(a) / len(a), sum(b) / len(b)
    cov = sum((p - ma) * (q - mb) for p, q in zip(a, b))
    return cov / math.sqrt(sum((p - ma) ** 2 for p in a) * sum((q - mb) ** 2 for q in b))


def write(name, header, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def migrations(names, before, after):
    """How many went from one outcome to another, in declared order; pairs that nobody has are left out."""
    pairs = list(zip(before, after))
    return [[f"{a} -> {b}", pairs.count((a, b))] for a in names for b in names if (a, b) in pairs]


def number(cell):
    return None if cell.strip().lower() in ("", "n/a") else float(cell)


def read(file):
    with open(file, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
