#!/usr/bin/python3
"""Fits scikit-learn's forests and boosted trees, writes them as ONNX in skl2onnx's layout, records predictions.

Needs scikit-learn and onnx; made with 1.9.1 and 1.23.1. The graphs hold one tree operator of ai.onnx.ml each, some
with a ZipMap, a Scaler or a Cast around it, and trees of every branch mode that no framework writes.

rows.csv                    rows to predict; an empty field is missing
<model>.onnx, <model>.txt   per row the predictions of scikit-learn, as decimals; none for the made-up trees and for
                            rows that scikit-learn does not take
"""
import os
import warnings

import numpy as np
from onnx import TensorProto, ValueInfoProto, helper, numpy_helper, save
from sklearn.ensemble import (ExtraTreesClassifier, GradientBoostingClassifier, HistGradientBoostingRegressor,
                              RandomForestClassifier, RandomForestRegressor)
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = 4
FLOAT = TensorProto.FLOAT
rng = np.random.default_rng(20261129)


def matrix(count):
    return rng.normal(size=(count, COLUMNS)).round(2).astype(np.float32)


x, rows = matrix(300), matrix(40)
z = x[:, 0] + x[:, 1] * x[:, 2] + 0.3 * rng.normal(size=len(x))
two = (z > 0).astype(int)
three = np.digitize(z, [-0.7, 0.7])


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def write(name, nodes, outputs, predictions=None, kind=FLOAT, ml=3):
    graph = helper.make_graph(nodes, name, [value("X", kind, [None, COLUMNS])], outputs)
    opsets = [helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", ml)]
    made = helper.make_model(graph, opset_imports=opsets, producer_name="make_trees.py")
    made.ir_version = 8
    save(made, os.path.join(HERE, name + ".onnx"))
    if predictions is not None:
        with open(os.path.join(HERE, name + ".txt"), "w") as out:
            for row in np.asarray(predictions).reshape(len(rows), -1):
                out.write(",".join(repr(float(v)) for v in row) + "\n")


def below(threshold):
    """The largest float that is not above it: a float is at most the one when it is at most the other."""
    rounded = np.float32(threshold)
    return rounded if float(rounded) <= threshold else np.nextafter(rounded, np.float32(-np.inf))


class Trees:
    """The attributes of a tree operator; leaves are added one by one."""

    def __init__(self, leaves):
        self.leaves = leaves
        self.nodes = {"nodes_" + k: [] for k in
                      "treeids nodeids featureids values modes truenodeids falsenodeids "
                      "missing_value_tracks_true".split()}
        self.weights = {leaves + "_" + k: [] for k in "treeids nodeids ids weights".split()}

    def node(self, tree, node, mode, feature=0, at=0.0, true=0, false=0, missing=0):
        for key, entry in zip(self.nodes, (tree, node, feature, float(at), mode, true, false, missing)):
            self.nodes[key].append(entry)

    def leaf(self, tree, node, weights):
        self.node(tree, node, "LEAF")
        for target, weight in weights:
            for key, entry in zip(self.weights, (tree, node, target, float(weight))):
                self.weights[key].append(entry)

    def add(self, tree, fitted, weights):
        """A tree of scikit-learn; weights(value of a leaf) gives its targets and weights."""
        t = fitted.tree_
        for n in range(t.node_count):
            if t.children_left[n] < 0:
                self.leaf(tree, n, weights(t.value[n]))
            else:
                self.node(tree, n, "BRANCH_LEQ", int(t.feature[n]), below(t.threshold[n]), int(t.children_left[n]),
                          int(t.children_right[n]))

    def attributes(self):
        return {**self.nodes, **self.weights}


def classifier(name, trees, labels, post="NONE", base=None, zipmap=False, predictions=None):
    more = {} if base is None else {"base_values": base}
    nodes = [helper.make_node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], domain="ai.onnx.ml",
                              post_transform=post, classlabels_int64s=labels, **trees.attributes(), **more)]
    outputs = [value("label", TensorProto.INT64, [None]), value("probabilities", FLOAT, [None, len(labels)])]
    if zipmap:
        nodes.append(helper.make_node("ZipMap", ["probabilities"], ["maps"], domain="ai.onnx.ml",
                                      classlabels_int64s=labels))
        maps = ValueInfoProto(name="maps")
        entry = maps.type.sequence_type.elem_type.map_type
        entry.key_type = TensorProto.INT64
        entry.value_type.tensor_type.elem_type = FLOAT
        outputs[1] = maps
    write(name, nodes, outputs, predictions)


def regressor(name, trees, targets=1, base=None, predictions=None, **more):
    if base is not None:
        more["base_values"] = base
    node = helper.make_node("TreeEnsembleRegressor", ["X"], ["variable"], domain="ai.onnx.ml", n_targets=targets,
                            **trees.attributes(), **more)
    write(name, [node], [value("variable", FLOAT, [None, targets])], predictions)


def forest(name, kind, target, classes, zipmap=False):
    m = kind(n_estimators=15, max_depth=5, random_state=3).fit(x, target)
    trees = Trees("class")
    for i, e in enumerate(m.estimators_):
        trees.add(i, e, lambda v: list(enumerate(v[0] / v[0].sum() / len(m.estimators_))))
    classifier(name, trees, list(range(classes)), zipmap=zipmap, predictions=m.predict_proba(rows))


forest("forest-two", RandomForestClassifier, two, 2)
forest("forest-two-zipmap", RandomForestClassifier, two, 2, zipmap=True)
forest("forest-three", RandomForestClassifier, three, 3)
forest("extra-three", ExtraTreesClassifier, three, 3)

m = RandomForestRegressor(n_estimators=15, max_depth=5, random_state=3).fit(x, z)
for name, scale, more in (("forest-sum", 1 / 15, {}), ("forest-average", 1, {"aggregate_function": "AVERAGE"})):
    trees = Trees("target")
    for i, e in enumerate(m.estimators_):
        trees.add(i, e, lambda v: [(0, v.ravel()[0] * scale)])
    regressor(name, trees, predictions=m.predict(rows), **more)

m = GradientBoostingClassifier(n_estimators=8, max_depth=3, random_state=1).fit(x, three)
trees = Trees("class")
for i, e in enumerate(m.estimators_.ravel()):
    trees.add(i, e, lambda v: [(i % 3, v.ravel()[0] * m.learning_rate)])
base = np.log(m.init_.class_prior_)
classifier("boosted-three", trees, [0, 1, 2], "SOFTMAX", [float(v) for v in base], predictions=m.predict_proba(rows))

missing = x.copy()
missing[rng.random(x.shape) < 0.2] = np.nan
m = HistGradientBoostingRegressor(max_iter=9, max_leaf_nodes=8).fit(missing, z)
trees = Trees("target")
for i, (predictor,) in enumerate(m._predictors):
    for n, node in enumerate(predictor.nodes):
        if node["is_leaf"]:
            trees.leaf(i, n, [(0, node["value"])])
        else:
            trees.node(i, n, "BRANCH_LEQ", int(node["feature_idx"]), below(node["num_threshold"]), int(node["left"]),
                       int(node["right"]), int(node["missing_go_to_left"]))
regressor("histogram", trees, base=[float(m._baseline_prediction.ravel()[0])], predictions=m.predict(rows))


def random_trees(leaves, targets, modes, weight):
    """Trees that no framework writes, of conditions that few values meet."""
    trees = Trees(leaves)
    for tree in range(9):
        def grow(node, depth):
            """The number of the last node below it."""
            if depth == 0 or rng.random() < 0.15:
                chosen = targets if len(targets) < 2 or rng.random() < 0.7 else targets[:1]
                trees.leaf(tree, node, [(t, weight()) for t in chosen])
                return node
            at = len(trees.nodes["nodes_modes"])
            trees.node(tree, node, str(rng.choice(modes)), int(rng.integers(COLUMNS)),
                       rng.integers(-4, 5) / 2, missing=int(rng.integers(2)))
            last = grow(node + 1, depth - 1)
            first_of_false = last + 1
            last = grow(first_of_false, depth - 1)
            trees.nodes["nodes_truenodeids"][at] = node + 1
            trees.nodes["nodes_falsenodeids"][at] = first_of_false
            return last
        grow(0, 4)
    return trees


ALL = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]
for mode in ALL:
    regressor("mode-" + mode[7:].lower(), random_trees("target", [0], [mode], rng.normal))
regressor("modes-mixed", random_trees("target", [0], ALL, rng.normal), base=[0.25])
regressor("targets-three", random_trees("target", [0, 1, 2], ALL, rng.normal), targets=3, base=[1.0, -2.0, 0.5])
for post in ("NONE", "LOGISTIC"):
    classifier("one-sum-signed-" + post.lower(), random_trees("class", [0], ALL, rng.normal), [0, 1], post)
    classifier("one-sum-shares-" + post.lower(), random_trees("class", [0], ALL, lambda: rng.random() / 9), [0, 1],
               post)
    classifier("second-class-" + post.lower(), random_trees("class", [1], ALL, rng.normal), [0, 1], post)
    classifier("three-" + post.lower(), random_trees("class", [0, 1, 2], ALL, rng.normal), [0, 1, 2], post)
classifier("one-sum-based", random_trees("class", [0], ALL, rng.normal), [0, 1], "LOGISTIC", base=[0.5])
classifier("library-two-based", random_trees("class", [0, 1], ALL, rng.normal), [0, 1], "LOGISTIC", base=[0.5, -0.25])
# What is left to the runtime.
classifier("library-probit", random_trees("class", [1], ALL, lambda: rng.random() / 20), [0, 1], "PROBIT")
classifier("library-softmax-zero", random_trees("class", [0, 1, 2], ALL, rng.normal), [0, 1, 2], "SOFTMAX_ZERO")
many = Trees("target")
for tree in range(100):
    many.node(tree, 0, "BRANCH_LEQ", true=1, false=2)
    many.leaf(tree, 1, [(tree, 1.0)])
    many.leaf(tree, 2, [(tree, -1.0)])
regressor("library-sparse", many, targets=20_000)
regressor("library-max", random_trees("target", [0], ALL, rng.normal), aggregate_function="MAX")
node = helper.make_node("TreeEnsembleRegressor", ["X"], ["sum"], domain="ai.onnx.ml", n_targets=1,
                        **random_trees("target", [0], ALL, rng.normal).attributes())
write("library-then-abs", [node, helper.make_node("Abs", ["sum"], ["variable"])], [value("variable", FLOAT, [None, 1])])



# The operator TreeEnsemble of version 5: branches and leaves are numbered apart, trees begin at roots.
# The modes in the order of their numbers.
MODES = ALL + ["BRANCH_MEMBER"]


def tensor(numbers, kind=np.float32):
    return numpy_helper.from_array(np.array(numbers, dtype=kind), "")


def rooted(trees, targets, post=0, aggregate=1, kind=np.float32, members=()):
    """The same trees as one operator of version 5; of each leaf the first weight."""
    n = {k[6:]: v for k, v in trees.nodes.items()}
    at = {(t, i): k for k, (t, i) in enumerate(zip(n["treeids"], n["nodeids"]))}
    weights = {}
    for t, i, target, w in zip(*trees.weights.values()):
        weights.setdefault(at[t, i], (target, w))
    branch = {k: i for i, k in enumerate(k for k in at.values() if n["modes"][k] != "LEAF")}
    leaf = {k: i for i, k in enumerate(weights)}
    made = {k: [] for k in "featureids modes splits truenodeids trueleafs falsenodeids falseleafs missing".split()}
    for k in branch:
        made["featureids"].append(n["featureids"][k])
        made["modes"].append(MODES.index(n["modes"][k]))
        made["splits"].append(n["values"][k])
        made["missing"].append(n["missing_value_tracks_true"][k])
        for side in ("true", "false"):
            child = at[n["treeids"][k], n[side + "nodeids"][k]]
            made[side + "leafs"].append(int(child in leaf))
            made[side + "nodeids"].append(leaf[child] if child in leaf else branch[child])
    more = {"membership_values": tensor(members)} if len(members) else {}
    return helper.make_node(
        "TreeEnsemble", ["X"], ["variable"], domain="ai.onnx.ml", n_targets=targets, post_transform=post,
        aggregate_function=aggregate, tree_roots=[branch[at[t, 0]] for t in dict.fromkeys(n["treeids"])],
        nodes_modes=tensor(made["modes"], np.uint8), nodes_splits=tensor(made["splits"], kind),
        nodes_missing_value_tracks_true=made["missing"], leaf_weights=tensor([w for _, w in weights.values()], kind),
        leaf_targetids=[t for t, _ in weights.values()], **more,
        **{"nodes_" + k: made[k] for k in "featureids truenodeids trueleafs falsenodeids falseleafs".split()})


def write_rooted(name, trees, targets=1, predictions=None, kind=FLOAT, **more):
    numbers = np.float32 if kind == FLOAT else np.float64
    output = value("variable", kind, [None, targets])
    write(name, [rooted(trees, targets, kind=numbers, **more)], [output], predictions, kind, 5)


m = RandomForestRegressor(n_estimators=15, max_depth=5, random_state=3).fit(x, z)
for name, scale, aggregate in (("rooted-sum", 1 / 15, 1), ("rooted-average", 1, 0)):
    trees = Trees("target")
    for i, e in enumerate(m.estimators_):
        trees.add(i, e, lambda v: [(0, v.ravel()[0] * scale)])
    write_rooted(name, trees, predictions=m.predict(rows), aggregate=aggregate)


def grown(leaves, targets, modes, weight):
    """Trees with at least one branch each, which version 5 asks for."""
    while True:
        trees = random_trees(leaves, targets, modes, weight)
        roots = [m for m, i in zip(trees.nodes["nodes_modes"], trees.nodes["nodes_nodeids"]) if i == 0]
        if "LEAF" not in roots:
            return trees


write_rooted("rooted-modes", grown("target", [0], ALL, rng.normal))
members = grown("target", [0], MODES, rng.normal)
sets = []
for mode in members.nodes["nodes_modes"]:
    if mode == "BRANCH_MEMBER":
        sets += [float(v) for v in rng.integers(1, 33, 5)] + [np.nan]
write_rooted("library-rooted-members", members, members=sets)
three_targets = grown("target", [0], ALL, rng.normal)
ids = three_targets.weights["target_ids"]
ids[:] = [int(t) for t in rng.integers(3, size=len(ids))]
for post, name in enumerate(("none", "logistic", "softmax")):
    write_rooted("rooted-three-" + name, three_targets, 3, post=post)
write_rooted("library-rooted-softmax-zero", three_targets, 3, post=3)
write_rooted("library-rooted-min", three_targets, 3, aggregate=2)
write_rooted("library-rooted-double", grown("target", [0], ALL, rng.normal), kind=TensorProto.DOUBLE)

# What may stand around trees.
ML = {"domain": "ai.onnx.ml"}
VARIABLE = [value("variable", FLOAT, [None, 1])]


def regression(source, result):
    return helper.make_node("TreeEnsembleRegressor", [source], [result], n_targets=1,
                            **random_trees("target", [0], ALL, rng.normal).attributes(), **ML)


def scaler(offset, scale):
    return helper.make_node("Scaler", ["X"], ["scaled"], offset=offset, scale=scale, **ML)


OFFSET, SCALE = [0.1, -2.5, 0.0, 1e-3], [3.0, 0.7, 1.0, 11.0]
write("scaled", [scaler(OFFSET, SCALE), regression("scaled", "variable")], VARIABLE)
write("scaled-alike", [scaler([0.3], [1.7]), regression("scaled", "variable")], VARIABLE)
write("scaled-to-little", [scaler([0.0], [1e-38]), regression("scaled", "variable")], VARIABLE)
write("library-scaled-by-zero", [scaler(OFFSET, [1.0, 0.0, 1.0, 1.0]), regression("scaled", "variable")], VARIABLE)
write("library-scaled-down", [scaler(OFFSET, [1.0, 1.0, -1.0, 1.0]), regression("scaled", "variable")], VARIABLE)
scaling = StandardScaler().fit(x)
m = RandomForestClassifier(n_estimators=15, max_depth=5, random_state=3).fit(scaling.transform(x), two)
trees = Trees("class")
for i, e in enumerate(m.estimators_):
    trees.add(i, e, lambda v: list(enumerate(v[0] / v[0].sum() / len(m.estimators_))))
maps = ValueInfoProto(name="maps")
entry = maps.type.sequence_type.elem_type.map_type
entry.key_type = TensorProto.INT64
entry.value_type.tensor_type.elem_type = FLOAT
write("scaled-forest-zipmap",
      [scaler([float(v) for v in scaling.mean_], [float(1 / v) for v in scaling.scale_]),
       helper.make_node("TreeEnsembleClassifier", ["scaled"], ["number", "shares"], classlabels_int64s=[0, 1],
                        **trees.attributes(), **ML),
       helper.make_node("Cast", ["shares"], ["probabilities"], to=FLOAT),
       helper.make_node("ZipMap", ["probabilities"], ["maps"], classlabels_int64s=[0, 1], **ML),
       # Labels by other operators, which nobody asks for.
       helper.make_node("Add", ["number", "number"], ["twice"]),
       helper.make_node("Cast", ["twice"], ["label"], to=TensorProto.INT64)],
      [value("label", TensorProto.INT64, [None]), maps],
      m.predict_proba((rows - scaling.mean_.astype(np.float32)) * (1 / scaling.scale_).astype(np.float32)))
write("cast-from-double", [helper.make_node("Cast", ["X"], ["x"], to=FLOAT), regression("x", "variable")], VARIABLE,
      kind=TensorProto.DOUBLE)
write("cast-to-double", [helper.make_node("Identity", ["X"], ["x"]), regression("x", "sum"),
                         helper.make_node("Cast", ["sum"], ["variable"], to=TensorProto.DOUBLE)],
      [value("variable", TensorProto.DOUBLE, [None, 1])])
write("library-cast-to-half", [helper.make_node("Cast", ["X"], ["half"], to=TensorProto.FLOAT16),
                               helper.make_node("Cast", ["half"], ["x"], to=FLOAT), regression("x", "variable")],
      VARIABLE)
write("library-cast-of-the-sum", [regression("X", "sum"),
                                  helper.make_node("Cast", ["sum"], ["half"], to=TensorProto.FLOAT16),
                                  helper.make_node("Cast", ["half"], ["variable"], to=FLOAT)], VARIABLE)

with open(os.path.join(HERE, "rows.csv"), "w") as out:
    for row in rows:
        out.write(",".join(str(v) for v in row) + "\n")
