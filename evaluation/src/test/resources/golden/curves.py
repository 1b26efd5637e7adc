"""Writes curves.tsv: the curves of labels and probabilities by scikit-learn, and KS by SciPy.

Run with Debian's python3-sklearn (made with 1.2.1): /usr/bin/python3 curves.py > curves.tsv
Columns: name, labels, probabilities, false and true positive rates from no row on, precisions and recalls from the highest threshold
down (without scikit-learn's own point of recall 0 and precision 1, which is no threshold's), average precision, KS, and the highest
threshold at which it is reached.
"""
import random

import numpy as np
from scipy.stats import ks_2samp
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_curve


def written(values):
    return ",".join(repr(float(value)) for value in values)


def case(name, labels, probabilities):
    labels, probabilities = np.array(labels), np.array(probabilities)
    false_positives, true_positives, thresholds = roc_curve(labels, probabilities, drop_intermediate=False)
    precisions, recalls, of_recall = precision_recall_curve(labels, probabilities)
    # The positive rows lie higher where their distribution function is less.
    ks = ks_2samp(probabilities[labels == 1], probabilities[labels == 0], alternative="less").statistic
    gaps = [true - false for true, false in zip(true_positives, false_positives)]
    reached = next(threshold for gap, threshold in zip(gaps[1:], thresholds[1:]) if abs(gap - max(gaps)) < 1e-12 or max(gaps) <= 0)
    # Older and newer versions leave out thresholds below that which finds all positive rows.
    assert len(of_recall) == len(set(probabilities))
    print(name, ",".join(map(str, labels)), written(probabilities), written(false_positives), written(true_positives),
          written(precisions[:-1][::-1]), written(recalls[:-1][::-1]), repr(float(average_precision_score(labels, probabilities))),
          repr(float(ks)), repr(float(reached)), sep="\t")


def main():
    draw = random.Random(20261128)
    case("separated", [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])
    case("reversed", [1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9])
    case("all-tied", [0, 1, 0, 1, 1], [0.3, 0.3, 0.3, 0.3, 0.3])
    case("some-tied", [0, 0, 1, 1, 0, 1], [0.1, 0.4, 0.4, 0.8, 0.8, 0.8])
    case("certain", [0, 1, 1, 0], [0.0, 1.0, 0.0, 1.0])
    case("highest-is-good", [0, 1, 0, 1, 0, 0], [0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    case("ks-reached-twice", [1, 0, 0, 1, 0, 1, 0, 0, 1, 0], [0.95, 0.9, 0.85, 0.8, 0.7, 0.65, 0.6, 0.5, 0.4, 0.3])
    case("thirds", [1, 0, 1, 0, 1, 0], [0.6, 0.5, 0.4, 0.3, 0.2, 0.1])
    labels = [1, 0] + [int(draw.random() < 0.1) for _ in range(300)]
    case("random-rare", labels, [draw.random() for _ in labels])
    case("coarse", labels, [round(draw.random() * 0.6 + 0.3 * label, 1) for label in labels])
    case("informative", labels, [round(min(1.0, draw.random() * 0.7 + 0.3 * label), 3) for label in labels])
    case("floats", labels, [float(np.float32(draw.random() * 0.7 + 0.3 * label)) for label in labels])


if __name__ == "__main__":
    main()
