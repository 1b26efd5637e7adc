"""Writes decisions.tsv: what comes of thresholds, by the definitions and row by row.

Columns: name, labels, old, new, costs of an error in each row, threshold, then of the new model there: approval rate, bad rate, cost
per row, precision, recall, false positive rate (the last three by scikit-learn); the least cost of any threshold; the bad rate at the
old model's approval rate and the approval rate at its bad rate, rows with equal probabilities taken in parts; the population
stability index over the old model's tenths and what is outside them. Run with Debian's python3-sklearn (made with 1.2.1):
/usr/bin/python3 decisions.py > decisions.tsv
"""

import random

import numpy as np
from sklearn.metrics import precision_score, recall_score


def decided(labels, probabilities, costs, threshold):
    refused = probabilities >= threshold
    approved = ~refused
    cost = costs[refused != (labels == 1)].sum() / len(labels)
    return approved.mean(), labels[approved].mean() if approved.any() else 0, cost, refused


def least_cost(labels, probabilities, costs):
    return min(decided(labels, probabilities, costs, t)[2] for t in [*np.unique(probabilities), 2])


def parts(labels, probabilities):
    """Rows and bad rows of each level, from the lowest."""
    return [((probabilities == level).sum(), labels[probabilities == level].sum()) for level in np.unique(probabilities)]


def bad_rate_at(labels, probabilities, rate):
    wanted = rate * len(labels)
    rows = bad = 0.0
    for here, bad_here in parts(labels, probabilities):
        share = min(1, (wanted - rows) / here)
        rows, bad = rows + share * here, bad + share * bad_here
        if share < 1:
            break
    return bad / rows


def approval_at(labels, probabilities, rate):
    """The largest share of rows approved on a fine grid of shares, where the bad rate does not exceed the rate."""
    grid = np.linspace(1 / len(labels), 1, 200 * (len(labels) - 1) + 1)
    fits = [share for share in grid if bad_rate_at(labels, probabilities, share) <= rate + 1e-12]
    return max(fits, default=0.0)


def stability(old, new):
    cuts = [old.min()]
    ordered = np.sort(old)
    edge = 1
    for level in np.unique(old)[1:]:
        below = (ordered < level).sum()
        if below * 10 >= edge * len(old):
            cuts.append(level)
            edge = below * 10 // len(old) + 1
    cuts.append(np.nextafter(old.max(), 2))
    bins = [np.digitize(values, cuts) for values in (old, new)]
    p, q = (np.maximum(np.bincount(b, minlength=len(cuts) + 1) / len(old), 1e-4) for b in bins)
    return ((q - p) * np.log(q / p)).sum()


def main():
    draw = random.Random(5)
    for name, rows, digits, threshold in (("few", 20, 2, 0.4), ("ties", 120, 1, 0.4), ("many", 150, 5, 0.45), ("high", 60, 3, 0.7)):
        labels = np.array([int(draw.random() < 0.3) for _ in range(rows)])
        labels[:4] = 0, 1, 0, 1
        old = np.array([round(min(1, max(0, 0.3 + 0.2 * y + draw.gauss(0, 0.2))), digits) for y in labels])
        new = np.array([round(min(1, max(0, 0.5 * p + 0.2 * y + draw.gauss(0, 0.1))), digits) for p, y in zip(old, labels)])
        costs = np.array([round(draw.uniform(1, 50), 2) * (0.8 if y else 0.2) for y in labels])
        approval, bad, cost, refused = decided(labels, new, costs, threshold)
        old_approval, old_bad, _, _ = decided(labels, old, costs, threshold)
        figures = [threshold, approval, bad, cost, precision_score(labels, refused, zero_division=0), recall_score(labels, refused),
                   refused[labels == 0].mean(), least_cost(labels, new, costs), bad_rate_at(labels, new, old_approval),
                   approval_at(labels, new, old_bad), stability(old, new)]
        columns = [",".join(map(repr, map(float, column))) for column in (labels, old, new, costs)]
        print("\t".join([name, *columns, *map(repr, map(float, figures))]))


if __name__ == "__main__":
    main()
