#!/usr/bin/python3
"""Trains small models as a notebook does, with the LightGBM that is installed, into a folder of its version.

Needs lightgbm, numpy and scikit-learn; 4.7.0 was made so, and the models of pandas with pandas besides. rows.csv holds
the rows. NAME.txt is the model, NAME.expected has per row the predictions, then after '|' the raw scores, the bits of
each double as 16 hexadecimal digits, as MakeModels.java writes them.
"""
import os
import struct

import lightgbm
import numpy as np
import pandas

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, lightgbm.__version__)
COLUMNS = 6
rng = np.random.default_rng(29)
rows = np.genfromtxt(os.path.join(HERE, "rows.csv"), delimiter=",", dtype=np.float32)

x = np.column_stack([rng.integers(-4, 5, 400), rng.normal(size=400), np.exp(3 * rng.normal(size=400)),
                     rng.integers(0, 3, 400) / 10, rng.integers(0, 12, 400), rng.integers(0, 70, 400)])
x = x.astype(np.float32)
x[rng.random(x.shape) < 0.1] = np.nan
x[rng.random(x.shape) < 0.1] = 0
score = np.nansum(np.sin(x), axis=1) + rng.normal(size=400) / 3
COMMON = dict(n_estimators=8, num_leaves=8, min_child_samples=4, n_jobs=1, verbose=-1, random_state=7, min_data_per_group=4,
              cat_smooth=1, cat_l2=1, deterministic=True)


def hexadecimal(numbers):
    return " ".join("%016x" % struct.unpack(">Q", struct.pack(">d", n)) for n in np.atleast_1d(numbers))


def write(name, booster, predicted=True):
    os.makedirs(FOLDER, exist_ok=True)
    booster.save_model(os.path.join(FOLDER, name + ".txt"))
    if predicted:
        with open(os.path.join(FOLDER, name + ".expected"), "w") as out:
            for value, raw in zip(booster.predict(rows, num_threads=1), booster.predict(rows, raw_score=True, num_threads=1)):
                out.write(hexadecimal(value) + "|" + hexadecimal(raw) + "\n")


def classifier(name, labels, fit=None, **more):
    model = lightgbm.LGBMClassifier(**{**COMMON, **more})
    write(name, model.fit(x, labels, **(fit or {})).booster_)


two, three = (score > 0.8).astype(int), np.digitize(score, [0.3, 1.3])
classifier("binary", two)
classifier("categorical", two, fit=dict(categorical_feature=[4, 5]))
classifier("missing-zero", two, zero_as_missing=True)
classifier("multiclass", three)
classifier("dart", two, boosting_type="dart")
classifier("rf", two, boosting_type="rf", subsample_freq=1, subsample=0.6)
early = dict(eval_set=[(x[:100], two[:100])], callbacks=[lightgbm.early_stopping(2, verbose=False)])
classifier("early-stopped", two, fit=early, n_estimators=60, learning_rate=0.9)
write("tweedie", lightgbm.LGBMRegressor(objective="tweedie", **COMMON).fit(x, np.exp(score)).booster_)
write("ranker", lightgbm.LGBMRanker(**COMMON).fit(x, three, group=[10] * 40).booster_)
frame = pandas.DataFrame({"number": x[:, 1], "kind": pandas.Categorical(np.array(list("abcd"))[rng.integers(0, 4, 400)])})
write("pandas-categories", lightgbm.LGBMClassifier(**COMMON).fit(frame, two).booster_, predicted=False)
named = pandas.DataFrame(x, columns=["one", "two_and", "three", "four", "five", "six"])
write("pandas-named", lightgbm.LGBMClassifier(**COMMON).fit(named, two).booster_)
