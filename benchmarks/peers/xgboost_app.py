"""An XGBoost model behind Flask, as it is usually served in Python; MODEL names the file."""

import os

import numpy as np
import xgboost as xgb
from flask import Flask, Response, request

booster = xgb.Booster({"nthread": 1})
booster.load_model(os.environ["MODEL"])
app = Flask(__name__)


@app.get("/ping")
def ping():
    return Response(status=200)


@app.post("/invocations")
def invocations():
    lines = request.get_data(as_text=True).splitlines()
    rows = [[float(field) if field else np.nan for field in line.split(",")] for line in lines]
    predictions = booster.inplace_predict(np.array(rows, dtype=np.float32))
    return Response("".join("%s\n" % prediction for prediction in predictions), mimetype="text/csv")
