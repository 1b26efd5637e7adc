"""Writes metrics.tsv: what scikit-learn makes of labels and probabilities.

Run with Debian's python3-sklearn (made with 1.2.1): /usr/bin/python3 metrics.py > metrics.tsv
Columns: name, labels, probabilities, ROC AUC, log loss with eps=1e-15, Brier.
"""
import random

from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

random.seed(20260101)


def case(name, labels, probabilities):
    print(
        name,
        ",".join(map(str, labels)),
        ",".join(map(repr, probabilities)),
        repr(float(roc_auc_score(labels, probabilities))),
        repr(float(log_loss(labels, probabilities, eps=1e-15))),
        repr(float(brier_score_loss(labels, probabilities))),
        sep="\t",
    )


case("separated", [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])
case("reversed", [1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9])
case("all-tied", [0, 1, 0, 1, 1], [0.3, 0.3, 0.3, 0.3, 0.3])
case("some-tied", [0, 0, 1, 1, 0, 1], [0.1, 0.4, 0.4, 0.8, 0.8, 0.8])
case("certain", [0, 1, 1, 0], [0.0, 1.0, 0.0, 1.0])
labels = [int(random.random() < 0.1) for _ in range(500)]
case("random-rare", labels, [random.random() for _ in labels])
case("informative", labels, [min(1.0, random.random() * 0.5 + 0.2 * label) for label in labels])
case("coarse", labels, [round(random.random() * 0.6 + 0.3 * label, 1) for label in labels])
