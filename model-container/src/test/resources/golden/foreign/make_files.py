#!/usr/bin/python3
"""Writes files that are no models to serve, though they come of some: what people put beside, or
instead of, xgboost-model. The first bytes of each, which is what tells them apart.

Needs XGBoost 1.7, scikit-learn and joblib (Debian 12: apt-get install python3-xgboost
python3-sklearn python3-joblib).
"""
import gzip
import io
import os
import pickle
import tarfile
import zlib

import joblib
import numpy as np
import sklearn.linear_model
import xgboost as xgb

HERE = os.path.dirname(os.path.abspath(__file__))
MOST = 1500

x = np.arange(60, dtype=np.float32).reshape(20, 3)
y = (x[:, 0] > 30).astype(int)
booster = xgb.train(
    {"objective": "binary:logistic", "max_depth": 1}, xgb.DMatrix(x, y), num_boost_round=1
)
classifier = xgb.XGBClassifier(n_estimators=1, max_depth=1).fit(x, y)
logistic = sklearn.linear_model.LogisticRegression().fit(x, y)


def write(name, content, most=MOST):
    with open(os.path.join(HERE, name), "wb") as out:
        out.write(content[:most])


def written(save, ending):
    path = os.path.join(HERE, "tmp" + ending)
    save(path)
    with open(path, "rb") as file:
        content = file.read()
    os.remove(path)
    return content


for protocol in range(6):
    write(f"booster-{protocol}.pkl", pickle.dumps(booster, protocol))
    write(f"classifier-{protocol}.pkl", pickle.dumps(classifier, protocol))
    write(f"logistic-{protocol}.pkl", pickle.dumps(logistic, protocol))
for form in ["zlib", "gzip", "bz2", "lzma", "xz"]:
    packed = written(lambda path: joblib.dump(classifier, path, compress=(form, 3)), ".joblib")
    write(f"classifier.joblib.{form}", packed)
write("classifier.joblib", written(lambda path: joblib.dump(classifier, path), ".joblib"))
write("dump.txt", written(booster.dump_model, ".txt"))
write("dump-stats.txt", written(lambda path: booster.dump_model(path, with_stats=True), ".txt"))
write("dump.json", written(lambda path: booster.dump_model(path, dump_format="json"), ".json"))
write("dump.dot", booster.get_dump(dump_format="dot")[0].encode())
write("config.json", booster.save_config().encode(), 8000)
write("buffer", bytes(booster.__getstate__()["handle"]))
ubj = bytes(booster.save_raw("ubj"))
json = bytes(booster.save_raw("json"))
write("model.json.gz", gzip.compress(json, mtime=0))
write("model.ubj.zlib", zlib.compress(ubj))
write("spark", b"\0\0\0\2" + ubj)
tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode="w") as archive:
    archive.addfile(tarfile.TarInfo("xgboost-model"))
write("model.tar", tar.getvalue())
write("model.tar.gz", gzip.compress(tar.getvalue(), mtime=0))
arrays = io.BytesIO()
np.savez(arrays, x=x)
write("arrays.npz", arrays.getvalue())
array = io.BytesIO()
np.save(array, x)
write("array.npy", array.getvalue())
