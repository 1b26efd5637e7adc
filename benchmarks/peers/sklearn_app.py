"""A fitted scikit-learn pipeline of features behind Flask, as it is usually served in Python; FEATURES names the file."""

import json
import os

import joblib
from flask import Flask, Response, request

features = joblib.load(os.environ["FEATURES"])
app = Flask(__name__)


@app.get("/ping")
def ping():
    return Response(status=200)


@app.post("/invocations")
def invocations():
    vectors = features.transform([json.loads(request.get_data())])
    rows = (",".join("" if value != value else "%.9g" % value for value in vector) for vector in vectors)
    return Response("".join(row + "\n" for row in rows), mimetype="text/csv")
