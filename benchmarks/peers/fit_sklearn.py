"""fit_sklearn.py ORDERS.jsonl.gz FITTED: fits the features on training records."""

import gzip
import json
import sys

import joblib

import order_features


def main():
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as lines:
        orders = [json.loads(line)["order"] for line in lines]
    names = order_features.raw_features(orders[0])
    joblib.dump(order_features.pipeline(names).fit(orders), sys.argv[2])


if __name__ == "__main__":
    main()
