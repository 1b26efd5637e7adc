#!/usr/bin/python3
"""Fits small scikit-learn models, writes them as ONNX in skl2onnx's layout, records predictions.

Needs Debian 12's python3-sklearn (1.2) and python3-onnx (1.12). skl2onnx itself is not in Debian;
the graphs made here by onnx.helper have its layout: one input [None, columns], TreeEnsemble and
Linear operators of the domain ai.onnx.ml, outputs output_label and output_probability (with or
without ZipMap) or variable. The predictions are scikit-learn's own.

rows.csv                rows to predict, without missing values (scikit-learn 1.2's forests know none)
<model>.onnx, <model>.txt   per row the predictions of scikit-learn, as decimals
"""
import os

import numpy as np
from onnx import TensorProto, ValueInfoProto, helper, save
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.preprocessing import StandardScaler

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = 5
NAMES = ["amount", "age", "items", "hour", "returns"]
rng = np.random.default_rng(20260102)


def matrix(count):
    # Floats: what a row of Tandem holds. The double models get the same numbers.
    return rng.normal(size=(count, COLUMNS)).round(3).astype(np.float32)


x, rows = matrix(400), matrix(30)
z = x[:, 0] + x[:, 1] * x[:, 2] + 0.3 * rng.normal(size=len(x))
two = (z > 0).astype(int)
three = np.digitize(z, [-0.7, 0.7])
FLOAT, DOUBLE = TensorProto.FLOAT, TensorProto.DOUBLE


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def model(name, nodes, inputs, outputs, predictions, initializers=()):
    graph = helper.make_graph(nodes, name, inputs, outputs, initializers)
    opsets = [helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)]
    made = helper.make_model(graph, opset_imports=opsets, producer_name="make_models.py")
    made.ir_version = 8
    save(made, os.path.join(HERE, name + ".onnx"))
    with open(os.path.join(HERE, name + ".txt"), "w") as out:
        for row in np.asarray(predictions).reshape(len(rows), -1):
            out.write(",".join(repr(float(v)) for v in row) + "\n")


def trees(estimators, weight, targets):
    """The node arrays of TreeEnsemble operators; leaf values are scaled and counted per target."""
    a = {k: [] for k in "treeids nodeids featureids values modes true false tids tnodes ids weights".split()}
    for tree_id, (estimator, target) in enumerate(estimators):
        t = estimator.tree_
        for n in range(t.node_count):
            leaf = t.children_left[n] < 0
            a["treeids"].append(tree_id)
            a["nodeids"].append(n)
            a["featureids"].append(0 if leaf else int(t.feature[n]))
            a["values"].append(0.0 if leaf else float(t.threshold[n]))
            a["modes"].append("LEAF" if leaf else "BRANCH_LEQ")
            a["true"].append(0 if leaf else int(t.children_left[n]))
            a["false"].append(0 if leaf else int(t.children_right[n]))
            if leaf:
                a["tids"].append(tree_id)
                a["tnodes"].append(n)
                a["ids"].append(target)
                a["weights"].append(float(t.value[n].ravel()[0] * weight))
    nodes = dict(
        nodes_treeids=a["treeids"], nodes_nodeids=a["nodeids"], nodes_featureids=a["featureids"],
        nodes_values=a["values"], nodes_modes=a["modes"], nodes_truenodeids=a["true"],
        nodes_falsenodeids=a["false"],
    )
    return nodes, a


def classifier_outputs(zipmap, classes, labels, probabilities="probabilities"):
    """The label and the probabilities as skl2onnx declares them, with or without ZipMap."""
    key = "classlabels_strings" if isinstance(labels[0], str) else "classlabels_int64s"
    kind = TensorProto.STRING if isinstance(labels[0], str) else TensorProto.INT64
    label = value("output_label", kind, [None])
    if not zipmap:
        return [], [label, value(probabilities, FLOAT, [None, classes])]
    node = helper.make_node(
        "ZipMap", [probabilities], ["output_probability"], domain="ai.onnx.ml", **{key: labels}
    )
    maps = ValueInfoProto(name="output_probability")
    entry = maps.type.sequence_type.elem_type.map_type
    entry.key_type = kind
    entry.value_type.tensor_type.elem_type = FLOAT
    return [node], [label, maps]


def logistic(name, target, zipmap, labels):
    m = LogisticRegression(max_iter=1000).fit(x, target)
    coef, intercept = m.coef_, m.intercept_
    post = "SOFTMAX"
    if len(labels) == 2:  # as skl2onnx: both signs, LOGISTIC
        coef, intercept, post = np.vstack([-coef, coef]), np.hstack([-intercept, intercept]), "LOGISTIC"
    key = "classlabels_strings" if isinstance(labels[0], str) else "classlabels_ints"
    node = helper.make_node(
        "LinearClassifier", ["float_input"], ["output_label", "probabilities"],
        domain="ai.onnx.ml", coefficients=coef.ravel().tolist(), intercepts=intercept.tolist(),
        multi_class=0 if len(labels) == 2 else 1, post_transform=post, **{key: labels},
    )
    more, outputs = classifier_outputs(zipmap, len(labels), labels)
    p = m.predict_proba(rows)
    model(name, [node] + more, [value("float_input", FLOAT, [None, COLUMNS])], outputs,
          p[:, 1] if len(labels) == 2 else p)


def boosted_classifier():
    m = GradientBoostingClassifier(n_estimators=12, max_depth=3, random_state=1).fit(x, two)
    nodes, a = trees([(e[0], 0) for e in m.estimators_], m.learning_rate, 1)
    prior = m.init_.class_prior_[1]
    node = helper.make_node(
        "TreeEnsembleClassifier", ["X"], ["label", "probabilities"], domain="ai.onnx.ml",
        class_treeids=a["tids"], class_nodeids=a["tnodes"], class_ids=a["ids"],
        class_weights=a["weights"], classlabels_int64s=[0, 1], post_transform="LOGISTIC",
        base_values=[float(np.log(prior / (1 - prior)))], **nodes,
    )
    model("boosted-classifier", [node], [value("X", FLOAT, [None, COLUMNS])],
          [value("label", TensorProto.INT64, [None]), value("probabilities", FLOAT, [None, 2])],
          m.predict_proba(rows)[:, 1])


def boosted_regressor():
    m = GradientBoostingRegressor(n_estimators=12, max_depth=3, random_state=1).fit(x, z)
    nodes, a = trees([(e[0], 0) for e in m.estimators_], m.learning_rate, 1)
    node = helper.make_node(
        "TreeEnsembleRegressor", ["X"], ["variable"], domain="ai.onnx.ml", n_targets=1,
        target_treeids=a["tids"], target_nodeids=a["tnodes"], target_ids=a["ids"],
        target_weights=a["weights"], base_values=[float(m.init_.constant_.ravel()[0])], **nodes,
    )
    model("boosted-regressor", [node], [value("X", FLOAT, [None, COLUMNS])],
          [value("variable", FLOAT, [None, 1])], m.predict(rows))


def double_regressor():
    """skl2onnx with DoubleTensorType: MatMul and Add on doubles."""
    m = LinearRegression().fit(x.astype(np.float64), z.astype(np.float64))
    init = [helper.make_tensor("coef", DOUBLE, [COLUMNS, 1], m.coef_.ravel().tolist()),
            helper.make_tensor("intercept", DOUBLE, [1], [float(m.intercept_)])]
    nodes = [helper.make_node("MatMul", ["double_input", "coef"], ["product"]),
             helper.make_node("Add", ["product", "intercept"], ["variable"])]
    model("double-regressor", nodes, [value("double_input", DOUBLE, [None, COLUMNS])],
          [value("variable", DOUBLE, [None, 1])], m.predict(rows.astype(np.float64)), init)


def named_inputs():
    """A scaler and a regression on one input per column, as skl2onnx makes of a data frame."""
    scaler = StandardScaler().fit(x)
    m = LinearRegression().fit(scaler.transform(x), z)
    declared = list(reversed(range(COLUMNS)))  # not in the order of the columns
    inputs = [value(NAMES[i], FLOAT, [None, 1]) for i in declared]
    nodes = [
        helper.make_node("Concat", NAMES, ["row"], axis=1),
        helper.make_node("Scaler", ["row"], ["scaled"], domain="ai.onnx.ml",
                         offset=scaler.mean_.tolist(), scale=(1 / scaler.scale_).tolist()),
        helper.make_node("LinearRegressor", ["scaled"], ["variable"], domain="ai.onnx.ml",
                         coefficients=m.coef_.ravel().tolist(), intercepts=[float(m.intercept_)]),
    ]
    model("named-inputs", nodes, inputs, [value("variable", FLOAT, [None, 1])],
          m.predict(scaler.transform(rows)))


with open(os.path.join(HERE, "rows.csv"), "w") as out:
    for row in rows:
        out.write(",".join(str(v) for v in row) + "\n")
logistic("binary-zipmap", two, True, [0, 1])
logistic("binary-tensor", two, False, [0, 1])
logistic("three-zipmap-names", np.array(["early", "late", "never"])[three], True, ["early", "late", "never"])
logistic("three-tensor", three, False, [0, 1, 2])
boosted_classifier()
boosted_regressor()
double_regressor()
named_inputs()
