"""Writes comparison.tsv: two models' figures by scikit-learn, and DeLong's variance by its definition.

The variance is that of DeLong, DeLong and Clarke-Pearson (1988), from the kernel of every pair of a positive and a negative
row, not from ranks; the p-value by SciPy. Run with Debian's python3-sklearn (made with 1.2.1):
/usr/bin/python3 comparison.py > comparison.tsv
"""

import random

import numpy as np
from scipy.stats import norm
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve


def components(positives, negatives):
    wins = (positives[:, None] > negatives) + 0.5 * (positives[:, None] == negatives)
    return wins.mean(axis=1), wins.mean(axis=0)


def delong(labels, first, second):
    """Variance of the difference of the areas, and the two-sided p-value."""
    sides = [components(values[labels == 1], values[labels == 0]) for values in (first, second)]
    variance = sum(np.var(sides[1][side] - sides[0][side], ddof=1) / len(sides[0][side]) for side in (0, 1))
    difference = sides[1][0].mean() - sides[0][0].mean()
    return variance, 1.0 if difference == 0 else 2 * norm.sf(abs(difference) / np.sqrt(variance))


def figures(labels, values):
    false_positives, true_positives, _ = roc_curve(labels, values, drop_intermediate=False)
    return roc_auc_score(labels, values), (true_positives - false_positives).max(), average_precision_score(labels, values)


def cases():
    draw = random.Random(11)
    for name, rows, digits in (("few", 12, 2), ("ties", 200, 1), ("many", 400, 6), ("rare", 300, 3)):
        labels = [int(draw.random() < (0.05 if name == "rare" else 0.4)) for _ in range(rows)]
        labels[:4] = 0, 1, 0, 1
        first = [round(min(1, max(0, 0.3 + 0.2 * label + draw.gauss(0, 0.2))), digits) for label in labels]
        second = [round(min(1, max(0, 0.5 * one + 0.2 * label + draw.gauss(0, 0.1))), digits) for one, label in zip(first, labels)]
        yield name, labels, first, second
    yield "all alike", [0, 1, 0, 1], [0.5] * 4, [0.5] * 4
    yield "new is constant", [0, 1, 0, 1, 1], [0.1, 0.4, 0.35, 0.8, 0.2], [0.5] * 5


def main():
    for name, labels, first, second in cases():
        truth, old, new = np.array(labels), np.array(first), np.array(second)
        texts = [",".join(map(repr, column)) for column in (labels, first, second)]
        print("\t".join([name, *texts, *map(repr, map(float, (*figures(truth, old), *figures(truth, new), *delong(truth, old, new))))]))


if __name__ == "__main__":
    main()
