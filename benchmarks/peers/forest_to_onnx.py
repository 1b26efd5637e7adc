"""forest_to_onnx.py MODEL.ubj MODEL.onnx: a binary XGBoost classifier as one ONNX tree ensemble, with the same trees."""

import json
import math
import sys

import onnx
import xgboost as xgb
from onnx import TensorProto, helper


def main():
    booster = xgb.Booster(model_file=sys.argv[1])
    model = json.loads(bytes(booster.save_raw("json")))["learner"]
    width = int(model["learner_model_param"]["num_feature"])
    base = float(model["learner_model_param"]["base_score"].strip("[]"))
    nodes = {name: [] for name in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids",
                                   "missing_value_tracks_true")}
    leaves = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}
    for number, tree in enumerate(model["gradient_booster"]["model"]["trees"]):
        for node, left in enumerate(tree["left_children"]):
            is_leaf = left < 0
            row = (number, node, 0 if is_leaf else tree["split_indices"][node], 0.0 if is_leaf else tree["split_conditions"][node],
                   "LEAF" if is_leaf else "BRANCH_LT", max(left, 0), max(tree["right_children"][node], 0),
                   0 if is_leaf else int(tree["default_left"][node]))
            for name, value in zip(nodes, row):
                nodes[name].append(value)
            if is_leaf:
                for name, value in zip(leaves, (number, node, 0, tree["split_conditions"][node])):
                    leaves[name].append(value)
    ensemble = helper.make_node(
        "TreeEnsembleRegressor", ["features"], ["margin"], domain="ai.onnx.ml", n_targets=1,
        base_values=[math.log(base / (1 - base))], **{"nodes_" + name: values for name, values in nodes.items()},
        **{"target_" + name: values for name, values in leaves.items()})
    graph = helper.make_graph(
        [ensemble, helper.make_node("Sigmoid", ["margin"], ["probability"])], "forest",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, [None, 1])])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 1)])
    made.ir_version = 8
    onnx.save(made, sys.argv[2])


if __name__ == "__main__":
    main()
