#!/usr/bin/python3
"""Trains small models the way AWS's XGBoost image 1.7-1 does and records what Python predicts.

Needs XGBoost 1.7 (Debian 12: apt-get install python3-xgboost) and writes beside itself:

rows.csv                 the rows to predict, with missing values, as CSV without a header
<model>/xgboost-model    as the image saves it: Booster.save_model without an ending (binary form)
<model>.json, .ubj       the same model in the other forms, for some
<model>.txt              per row the predictions, then after '|' the margins: the bits of each
                         float32 as 8 hexadecimal digits

The predictions are those of the image's algorithm mode: up to the best iteration when training
stopped early, nthread 1 (aws/sagemaker-xgboost-container, algorithm_mode/serve_utils.py).
"""
import os

import numpy as np
import xgboost as xgb

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = 6
TRAIN_ROWS = 400
ROWS = 40

rng = np.random.default_rng(20260101)


def matrix(count):
    x = rng.normal(size=(count, COLUMNS)).astype(np.float32).round(4)
    x[:, 1] = rng.integers(0, 5, size=count)
    x[rng.random(x.shape) < 0.2] = np.nan
    return x


train_x, valid_x, rows = matrix(TRAIN_ROWS), matrix(TRAIN_ROWS // 2), matrix(ROWS)
rows[0] = np.nan
rows[1] = 0


def signal(x):
    z = np.nan_to_num(x)
    return z[:, 0] + 0.5 * z[:, 1] - z[:, 2] * z[:, 3] + 0.3 * np.isnan(x[:, 4])


def noise(x):
    return rng.normal(scale=0.5, size=len(x))


def real(x):
    return signal(x) + noise(x)


def binary(x):
    return (real(x) > 1).astype(int)


def share(x):
    return 1 / (1 + np.exp(-real(x)))


def positive(x):
    return np.exp(0.3 * real(x))


def count(x):
    return rng.poisson(positive(x))


def classes(x):
    return np.digitize(real(x), [0, 1, 2])


MODELS = {
    "reg-squarederror": (real, {"objective": "reg:squarederror"}),
    "reg-logistic": (share, {"objective": "reg:logistic"}),
    "reg-gamma": (positive, {"objective": "reg:gamma"}),
    "reg-tweedie": (count, {"objective": "reg:tweedie", "tweedie_variance_power": "1.4"}),
    "reg-absoluteerror": (real, {"objective": "reg:absoluteerror"}),
    "reg-squaredlogerror": (positive, {"objective": "reg:squaredlogerror"}),
    "reg-pseudohubererror": (real, {"objective": "reg:pseudohubererror"}),
    "binary-logistic": (binary, {"objective": "binary:logistic", "scale_pos_weight": "2.5"}),
    "binary-logitraw": (binary, {"objective": "binary:logitraw"}),
    "binary-hinge": (binary, {"objective": "binary:hinge"}),
    "multi-softmax": (classes, {"objective": "multi:softmax", "num_class": "4"}),
    "multi-softprob": (classes, {"objective": "multi:softprob", "num_class": "4"}),
    "count-poisson": (count, {"objective": "count:poisson"}),
    "rank-pairwise": (binary, {"objective": "rank:pairwise"}),
    "survival-cox": (positive, {"objective": "survival:cox"}),
    "survival-aft": (positive, {"objective": "survival:aft"}),
    "base-score": (binary, {"objective": "binary:logistic", "base_score": "0.3"}),
    "forest": (
        binary,
        {"objective": "binary:logistic", "num_parallel_tree": "3", "subsample": "0.6"},
    ),
    "dart": (binary, {"objective": "binary:logistic", "booster": "dart", "rate_drop": "0.4"}),
    "gblinear": (binary, {"objective": "binary:logistic", "booster": "gblinear"}),
    "early-stopping": (binary, {"objective": "binary:logistic", "eta": "1"}),
}
OTHER_FORMS = {"binary-logistic", "multi-softprob", "dart", "gblinear"}


def bits(values):
    flat = values.astype(np.float32).view(np.uint32).reshape(ROWS, -1)
    return [",".join(f"{v:08x}" for v in row) for row in flat]


def dmatrix(x, label, name):
    d = xgb.DMatrix(x, label)
    if name == "survival-aft":
        d.set_float_info("label_lower_bound", label)
        d.set_float_info("label_upper_bound", label * 1.5)
    return d


def make(name):
    label, params = MODELS[name]
    params = {"max_depth": "3", "eta": "0.4", "seed": "7", "nthread": "1", **params}
    if params.get("booster") == "gblinear":
        del params["max_depth"]
    early = name == "early-stopping"
    train, valid = (dmatrix(x, label(x), name) for x in (train_x, valid_x))
    booster = xgb.train(
        params,
        train,
        num_boost_round=40 if early else 8,
        evals=[(train, "train"), (valid, "validation")],
        early_stopping_rounds=5 if early else None,
        verbose_eval=False,
    )
    if early:
        assert booster.best_iteration + 1 < booster.num_boosted_rounds()
    os.makedirs(os.path.join(HERE, name), exist_ok=True)
    path = os.path.join(HERE, name, "xgboost-model")
    booster.save_model(path)
    if name in OTHER_FORMS:
        booster.save_model(os.path.join(HERE, name + ".json"))
        booster.save_model(os.path.join(HERE, name + ".ubj"))
    loaded = xgb.Booster()
    loaded.load_model(path)
    loaded.set_param("nthread", 1)
    upto = loaded.best_iteration + 1 if early else 0
    predict = lambda margin: loaded.predict(
        xgb.DMatrix(rows), output_margin=margin, iteration_range=(0, upto), validate_features=False
    )
    with open(os.path.join(HERE, name + ".txt"), "w") as out:
        for value, margin in zip(bits(predict(False)), bits(predict(True))):
            out.write(value + "|" + margin + "\n")


with open(os.path.join(HERE, "rows.csv"), "w") as out:
    for row in rows:
        out.write(",".join("" if np.isnan(v) else repr(float(str(v))) for v in row) + "\n")
for model in MODELS:
    make(model)
