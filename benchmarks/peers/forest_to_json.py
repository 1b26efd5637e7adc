"""forest_to_json.py MODEL.ubj MODEL.json: a model of XGBoost in its form of JSON."""

import sys

import xgboost as xgb

if __name__ == "__main__":
    with open(sys.argv[2], "wb") as file:
        file.write(xgb.Booster(model_file=sys.argv[1]).save_raw("json"))
