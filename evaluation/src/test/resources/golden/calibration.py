"""Writes calibration.tsv: calibration by NumPy's bins of equal mass and by scikit-learn's logistic regression without a penalty.

Run with Debian's python3-sklearn (made with 1.2.1): /usr/bin/python3 calibration.py > calibration.tsv
"""

import random

import numpy as np
from sklearn.linear_model import LogisticRegression

BINS = 10


def expected_error(labels, probabilities):
    order = np.argsort(probabilities, kind="stable")
    bins = np.array_split(order, BINS)
    return sum(abs(labels[one].mean() - probabilities[one].mean()) * len(one) for one in bins) / len(labels)


def line(labels, probabilities):
    logits = np.log(probabilities) - np.log1p(-probabilities)
    model = LogisticRegression(penalty=None, tol=1e-8, solver="newton-cg", max_iter=1000).fit(logits[:, None], labels)
    return model.intercept_[0], model.coef_[0, 0]


def cases():
    draw = random.Random(5)
    for name, rows, slope, shift in (("calibrated", 1000, 1, 0), ("too sure", 1000, 0.5, 0), ("too low", 2000, 1, 0.7), ("reversed", 500, -1, 0)):
        logits = [draw.gauss(-1, 1.5) for _ in range(rows)]
        labels = [int(draw.random() < 1 / (1 + np.exp(-(shift + slope * one)))) for one in logits]
        yield name, labels, [round(float(1 / (1 + np.exp(-one))), 9) for one in logits]


def main():
    for name, labels, probabilities in cases():
        truth, given = np.array(labels), np.array(probabilities)
        assert len(set(probabilities)) == len(probabilities)
        figures = expected_error(truth, given), truth.mean() - given.mean(), *line(truth, given)
        print("\t".join([name, ",".join(map(str, labels)), ",".join(map(repr, probabilities)), *map(repr, map(float, figures))]))


if __name__ == "__main__":
    main()
