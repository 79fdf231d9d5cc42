"""The statistics that tests/suite_run_audits.rs expects, from the textbook formulas.

    python3 tests/data/audits/statistics.py
"""

from math import sqrt

A = list(range(1, 13))
B = [2, 3, 4, 5, 7, 6, 8, 10, 9, 12, 11, 13]
C = list(range(12, 0, -1))
D = [3, 1, 2, 4, 2, 5, 3, 4, 1, 2, 3, 60]


def mean(x):
    return sum(x) / len(x)


def deviation(x):
    m = mean(x)
    return sqrt(sum((v - m) ** 2 for v in x) / (len(x) - 1))


def correlation(x, y):
    mx, my = mean(x), mean(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / sqrt(
        sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y)
    )


def skewness(x):
    n, m, s = len(x), mean(x), deviation(x)
    return n / ((n - 1) * (n - 2)) * sum(((v - m) / s) ** 3 for v in x)


def kurtosis(x):
    n, m, s = len(x), mean(x), deviation(x)
    fourth = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * sum(((v - m) / s) ** 4 for v in x)
    return fourth - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))


def minmax(x):
    return [(v - min(x)) / (max(x) - min(x)) for v in x]


def zscore(x):
    return [(v - mean(x)) / deviation(x) for v in x]


def index(parts, weights):
    return [sum(w * p[i] for w, p in zip(weights, parts)) / sum(weights) for i in range(len(parts[0]))]


def importance(parts, weights):
    x = index(parts, weights)
    squares = [correlation(p, x) ** 2 for p in parts]
    return [round(100 * s / sum(squares), 1) for s in squares]


print("a, b", round(correlation(A, B), 4))
of_three = [minmax(A), minmax(B), minmax(C)]
print("parts with their index", [round(correlation(p, index(of_three, [1, 1, 1])), 4) for p in of_three])
print("d", round(skewness(D), 4), round(kurtosis(D), 4))
print("importance of a 1, c 1, d 8", importance([zscore(A), zscore(C), zscore(D)], [1, 1, 8]))
print("importance of a 9, b 1", importance([zscore(A), zscore(B)], [9, 1]))
