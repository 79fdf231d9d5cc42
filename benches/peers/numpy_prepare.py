"""Treatments, imputations, screening and weights from the data, as careful numpy programs.

Each gives the index that benches/methods.rs gives: a sum, or for screening and weights a mean. As there, the data may not
be changed, and a value that was changed is remembered with its place, as what a run says of each treated cell.
"""

import numpy as np

from numpy_data import YEARS, known, total


def shape(x):
    """Skewness and excess kurtosis, of type 2 (Joanes and Gill 1998)."""
    n = len(x)
    d = x - x.mean()
    square = d * d
    m2, m3, m4 = square.mean(), np.dot(square, d) / n, np.dot(square, square) / n
    return corrected(n, m2, m3, m4)


def corrected(n, m2, m3, m4):
    skewness = np.sqrt(n * (n - 1.0)) / (n - 2.0) * m3 / m2**1.5
    return skewness, (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * (m4 / m2**2 - 3.0) + 6.0)


def clipped(x, low, high):
    z = np.clip(x, low, high)
    np.flatnonzero(z != x)
    return z


def winsorise(x):
    """The largest are replaced until the criterion holds; how many that takes is seen from running sums of powers."""
    skewness, kurtosis = shape(x)
    if not (abs(skewness) > 2 and kurtosis > 3.5):
        return x
    n = len(x)
    ordered = np.sort(x)
    d = ordered - ordered[n // 2]
    # What remains where the values from each place on are as large as the one before.
    left = np.arange(1, n + 1)
    above = n - left
    power = d.copy()
    raw = []
    for _ in range(4):
        sums = np.cumsum(power)
        sums += above * power
        sums /= n
        raw.append(sums)
        power = power * d
    m1, r2, r3, r4 = raw
    m2 = r2 - m1**2
    m3 = r3 - 3 * m1 * r2 + 2 * m1**3
    m4 = r4 - 4 * m1 * r3 + 6 * m1**2 * r2 - 3 * m1**4
    with np.errstate(all="ignore"):
        skewness, kurtosis = corrected(n, m2, m3, m4)
        fails = (skewness > 2) & (kurtosis > 3.5)
    at = n - 1 - np.argmin(fails[::-1])
    return clipped(x, ordered[0], ordered[at])


def winsorise_at_most_five(x):
    skewness, kurtosis = shape(x)
    largest = np.sort(np.partition(x, -6)[-6:])
    z = x
    for bound in largest[-2::-1]:
        if not (abs(skewness) > 2 and kurtosis > 3.5):
            break
        z = clipped(x, x.min(), bound)
        skewness, kurtosis = shape(z)
    return z


def winsorise_quantile(x):
    low, high = np.quantile(x, [0.05, 0.95])
    z = clipped(x, low, high)
    shape(x), shape(z)
    return z


def clip_iqr(x):
    first, third = np.quantile(x, [0.25, 0.75])
    reach = 1.5 * (third - first)
    z = clipped(x, first - reach, third + reach)
    shape(x), shape(z)
    return z


def clip_standard_deviation(x):
    mean, reach = x.mean(), 3 * x.std(ddof=1)
    z = clipped(x, mean - reach, mean + reach)
    shape(x), shape(z)
    return z


def log(x):
    z = np.log(x)
    shape(x), shape(z)
    np.flatnonzero(z != x)
    return z


def box_cox(x):
    from scipy import stats

    z, _ = stats.boxcox(x)
    shape(x), shape(z)
    np.flatnonzero(z != x)
    return z


TREAT = {
    "winsorise until skewness 2, kurtosis 3.5": winsorise,
    "winsorise until skewness 2, kurtosis 3.5 at most 5": winsorise_at_most_five,
    "winsorise quantile 0.05..0.95": winsorise_quantile,
    "clip iqr 1.5": clip_iqr,
    "clip standard deviation 3": clip_standard_deviation,
    "log": log,
    "box-cox": box_cox,
}


def each(method):
    """A method of one column for all of them, and the sum."""

    def run(columns, out):
        total([method(x) for x in columns], out)

    return run


def filled(x, value):
    missing = np.isnan(x)
    np.flatnonzero(missing)
    return np.where(missing, value, x)


def mean(x):
    return filled(x, known(x).mean())


def median(x):
    return filled(x, np.median(known(x)))


def fixed(x):
    return filled(x, 1.0)


def nearest(columns, out):
    """Distances of one row to all others at a time; they serve all its missing values."""
    k = 5
    matrix = np.stack(columns)
    z = matrix - np.nanmean(matrix, axis=1, keepdims=True)
    z /= np.nanstd(matrix, axis=1, ddof=1, keepdims=True)
    there = ~np.isnan(z)
    z[~there] = 0.0
    both = there.astype(float)
    result = matrix.copy()
    for row in np.flatnonzero(~there.all(axis=0)):
        own = there[:, row]
        shared = own @ both
        difference = z[own] - z[own, row, None]
        difference *= both[own]
        with np.errstate(all="ignore"):
            distance = np.einsum("ij,ij->j", difference, difference) / shared
        for part in np.flatnonzero(~own):
            candidates = np.flatnonzero(there[part])
            near = candidates[np.argpartition(distance[candidates], k)[:k]]
            result[part, row] = matrix[part, near].mean()
    total(result, out)


def entities(rows):
    """The entity and the year of each row; the rows stand in their order."""
    return np.arange(rows) // YEARS, 2011.0 + np.arange(rows) % YEARS


def first_rows(entity):
    """For each row the first row of its entity."""
    new = np.empty(len(entity), dtype=bool)
    new[0] = True
    np.not_equal(entity[1:], entity[:-1], out=new[1:])
    return np.maximum.accumulate(np.where(new, np.arange(len(entity)), 0))


def last_known(x, first):
    """For each row the last one of its entity up to it that has a value, or -1."""
    last = np.where(np.isnan(x), -1, np.arange(len(x)))
    np.maximum.accumulate(last, out=last)
    return np.where(last >= first, last, -1)


def carried_forward(columns, out):
    first = first_rows(entities(len(out))[0])

    def fill(x):
        last = last_known(x, first)
        return np.where(last >= 0, x[last], np.nan)

    skipping_total([fill(x) for x in columns], out)


def carried_backward(columns, out):
    backwards = first_rows(entities(len(out))[0][::-1])

    def fill(x):
        after = len(x) - 1 - last_known(x[::-1], backwards)[::-1]
        there = after < len(x)
        return np.where(there, x[np.where(there, after, 0)], np.nan)

    skipping_total([fill(x) for x in columns], out)


def linear(columns, out):
    entity, years = entities(len(out))
    first = first_rows(entity)
    backwards = first_rows(entity[::-1])

    def fill(x):
        before = last_known(x, first)
        after = len(x) - 1 - last_known(x[::-1], backwards)[::-1]
        gaps = np.flatnonzero(np.isnan(x) & (before >= 0) & (after < len(x)))
        a, b = before[gaps], after[gaps]
        z = x.copy()
        z[gaps] = x[a] + (years[gaps] - years[a]) / (years[b] - years[a]) * (x[b] - x[a])
        return z

    skipping_total([fill(x) for x in columns], out)


def skipping_total(columns, out):
    out.fill(0.0)
    none = np.ones(len(out), dtype=bool)
    for x in columns:
        missing = np.isnan(x)
        none &= missing
        out += np.where(missing, 0.0, x)
    out[none] = np.nan


IMPUTE = {
    "mean": (each(mean), None),
    "median": (each(median), None),
    "fixed 1": (each(fixed), None),
    "nearest 5": (nearest, 2_000),
    "carried forward": (carried_forward, None),
    "carried backward": (carried_backward, None),
    "linear": (linear, None),
}


def counted(columns, out):
    """Sums of what is there, and of how many parts."""
    count = np.zeros(len(out))
    out.fill(0.0)
    for x in columns:
        there = ~np.isnan(x)
        count += there
        out += np.where(there, x, 0.0)
    return count


def screen_rows(columns, out):
    count = counted(columns, out)
    out /= count
    out[count / len(columns) < 0.8] = np.nan


def screen_parts(columns, out):
    kept = [x for x in columns if 1 - np.isnan(x).mean() >= 0.5]
    with np.errstate(all="ignore"):
        out /= counted(kept, out)


SCREEN = {"rows at least 80%": screen_rows, "parts at least 50%": screen_parts}


def covariances(columns):
    """Sums of products of deviations, by BLAS."""
    matrix = np.stack(columns)
    matrix -= matrix.mean(axis=1, keepdims=True)
    return matrix @ matrix.T, matrix.shape[1]


def correlations(columns):
    products, rows = covariances(columns)
    deviations = np.sqrt(np.diag(products))
    return products / np.outer(deviations, deviations), deviations / np.sqrt(rows - 1)


def entropy(columns):
    weights = []
    for x in columns:
        u = x / x.mean()
        weights.append(np.dot(u, np.log(u)) / len(x) / np.log(len(x)))
    return np.array(weights)


def critic(columns):
    r, deviations = correlations(columns)
    return deviations * (1.0 - r).sum(axis=1)


def standard_deviation(columns):
    return np.array([x.std(ddof=1) for x in columns])


def pca(columns):
    return np.linalg.eigh(correlations(columns)[0])[1][:, -1] ** 2


def factor(columns):
    values, vectors = np.linalg.eigh(correlations(columns)[0])
    values, vectors = values[::-1], vectors[:, ::-1]
    share = values / values.sum()
    enough = np.searchsorted(np.cumsum(share), 0.6, side="right") + 1
    kept = max(((values > 1) & (share > 0.1)).sum(), enough)
    loadings = vectors[:, :kept] * np.sqrt(values[:kept])
    roots = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    return ((varimax(loadings / roots) * roots) ** 2).max(axis=1)


def varimax(loadings):
    """Kaiser's planar rotations until none turns any more."""
    parts, factors = loadings.shape
    turned = True
    while turned:
        turned = False
        for b in range(1, factors):
            for a in range(b):
                x, y = loadings[:, a].copy(), loadings[:, b].copy()
                u, v = x * x - y * y, 2 * x * y
                top = 2 * np.dot(u, v) - 2 * u.sum() * v.sum() / parts
                angle = np.arctan2(top, np.dot(u, u) - np.dot(v, v) - (u.sum() ** 2 - v.sum() ** 2) / parts) / 4
                if abs(angle) > 1e-12:
                    turned = True
                    loadings[:, a] = x * np.cos(angle) + y * np.sin(angle)
                    loadings[:, b] = y * np.cos(angle) - x * np.sin(angle)
    return loadings


def optimised(columns):
    r, deviations = correlations(columns)
    weights = np.linalg.solve(r, np.sqrt(np.full(len(columns), 1.0 / len(columns)))) / deviations
    if (weights < 0).any():
        raise SystemExit("the importances cannot be reached: this data is no comparison")
    return weights


def weighed(method):
    """The mean with the weights of a method."""

    def run(columns, out):
        weights = method(columns)
        weights = weights / weights.sum()
        term = np.empty_like(out)
        out.fill(0.0)
        for x, weight in zip(columns, weights):
            out += np.multiply(x, weight, out=term)

    return run


WEIGH = {
    "entropy": entropy,
    "critic": critic,
    "standard deviation": standard_deviation,
    "pca": pca,
    "factor": factor,
    "optimised": optimised,
}
