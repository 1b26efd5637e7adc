#!/usr/bin/python3
"""Writes small ONNX graphs in the shapes that exporters of the field give theirs, and some that cannot be served.

Needs Debian 12's python3-onnx (1.12). All of them hold one tree, so that what is right can be read off it:
P(defaulted) is 0.1 up to an amount of 0.5, else 0.6 up to an age of 1, else 0.8. OnnxGraphsTest states
what becomes of each.
"""
import os

import numpy as np
from onnx import TensorProto, ValueInfoProto, helper, numpy_helper, save

HERE = os.path.dirname(os.path.abspath(__file__))
FLOAT, INT64, STRING = TensorProto.FLOAT, TensorProto.INT64, TensorProto.STRING
ML = "ai.onnx.ml"
TREE = dict(nodes_treeids=[0] * 5, nodes_nodeids=[0, 1, 2, 3, 4], nodes_featureids=[0, 0, 1, 0, 0],
            nodes_values=[0.5, 0.0, 1.0, 0.0, 0.0],
            nodes_modes=["BRANCH_LEQ", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"],
            nodes_truenodeids=[1, 0, 3, 0, 0], nodes_falsenodeids=[2, 0, 4, 0, 0],
            nodes_missing_value_tracks_true=[0] * 5)
LEAVES = [(1, 0.1), (3, 0.6), (4, 0.8)]
ROWS = [None, 2]


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def node(kind, inputs, outputs, **attributes):
    return helper.make_node(kind, inputs, outputs, **attributes)


def graph(name, nodes, inputs, outputs, initializers=(), opset=15, ir=8, change=None):
    made = helper.make_model(
        helper.make_graph(nodes, name, inputs, outputs, initializers),
        opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid(ML, 3)], producer_name="make_graphs.py")
    made.ir_version = ir
    if change:
        change(made)
    save(made, os.path.join(HERE, name + ".onnx"))


def constant(name, numbers, kind=np.float32):
    return numpy_helper.from_array(np.array(numbers, dtype=kind), name)


def regressor(x="x", out="variable"):
    ids, weights = [leaf for leaf, _ in LEAVES], [p for _, p in LEAVES]
    return node("TreeEnsembleRegressor", [x], [out], domain=ML, n_targets=1, target_treeids=[0] * 3,
                target_nodeids=ids, target_ids=[0] * 3, target_weights=weights, **TREE)


def classifier(labels, defaulted, outputs=("label", "probabilities"), x="x", scale=lambda p: p):
    """All probabilities stand in the leaves; `defaulted` is the index of that class."""
    names = {"classlabels_strings" if isinstance(labels[0], str) else "classlabels_int64s": labels}
    ids, indices, weights = [], [], []
    for leaf, p in LEAVES:
        for index in range(len(labels)):
            share = p if index == defaulted else (1 - p) / (len(labels) - 1)
            ids.append(leaf)
            indices.append(index)
            weights.append(scale(share))
    return node("TreeEnsembleClassifier", [x], list(outputs), domain=ML, class_treeids=[0] * len(ids),
                class_nodeids=ids, class_ids=indices, class_weights=weights, post_transform="NONE", **names, **TREE)


X = [value("x", FLOAT, ROWS)]
VARIABLE = [value("variable", FLOAT, [None, 1])]


def map_type(name, key):
    made = ValueInfoProto(name=name)
    maps = made.type.sequence_type.elem_type.map_type
    maps.key_type = key
    maps.value_type.tensor_type.elem_type = FLOAT
    return made


# What other types of input: one input for each column, as a data frame gives them.
def column_inputs():
    types = {"int64": INT64, "int32": TensorProto.INT32, "int16": TensorProto.INT16, "int8": TensorProto.INT8,
             "uint8": TensorProto.UINT8, "bool": TensorProto.BOOL, "float16": TensorProto.FLOAT16,
             "bfloat16": TensorProto.BFLOAT16, "double": TensorProto.DOUBLE, "uint16": TensorProto.UINT16,
             "uint32": TensorProto.UINT32, "uint64": TensorProto.UINT64}
    for name, kind in types.items():
        # A flag is above an age of 1 when it is set.
        scale = [node("Mul", ["cast", "three"], ["years"])] if name == "bool" else [node("Identity", ["cast"], ["years"])]
        graph("column-" + name,
              [node("Cast", ["age"], ["cast"], to=FLOAT), *scale, node("Concat", ["amount", "years"], ["x"], axis=1), regressor()],
              [value("amount", FLOAT, [None, 1]), value("age", kind, [None, 1])], VARIABLE,
              [constant("three", [3.0])] if name == "bool" else [])
    graph("column-string",
          [node("Cast", ["age"], ["years"], to=FLOAT), node("Concat", ["amount", "years"], ["x"], axis=1), regressor()],
          [value("amount", FLOAT, [None, 1]), value("age", STRING, [None, 1])], VARIABLE)
    for name in ("int64", "float16"):
        graph("tensor-" + name, [node("Cast", ["rows"], ["x"], to=FLOAT), regressor()],
              [value("rows", types[name], ROWS)], VARIABLE)
    # An embedding: of a whole number, and of a float that becomes one; it fails beyond its table.
    table = constant("table", [[0.1], [0.6], [0.8]])
    graph("embedding-int64", [node("Gather", ["table", "code"], ["variable"], axis=0)],
          [value("code", INT64, [None])], VARIABLE, [table])
    graph("embedding-float", [node("Cast", ["code"], ["index"], to=INT64), node("Gather", ["table", "index"], ["variable"], axis=0)],
          [value("code", FLOAT, [None])], VARIABLE, [table])


def odd_inputs():
    graph("input-none", [node("Identity", ["p"], ["variable"])], [], VARIABLE, [constant("p", [[0.1]])])
    graph("input-three-dimensions", [node("Squeeze", ["rows", "axis"], ["x"]), regressor()],
          [value("rows", FLOAT, [None, 2, 1])], VARIABLE, [constant("axis", [2], np.int64)])
    graph("input-of-three-rows", [regressor()], [value("x", FLOAT, [3, 2])], [value("variable", FLOAT, [3, 1])])
    graph("input-of-one-row", [regressor()], [value("x", FLOAT, [1, 2])], [value("variable", FLOAT, [1, 1])])
    graph("input-without-a-shape", [regressor()], [value("x", FLOAT, None)], VARIABLE)
    graph("input-columns-without-a-width",
          [node("Unsqueeze", ["amount", "one"], ["a"]), node("Unsqueeze", ["age", "one"], ["b"]),
           node("Concat", ["a", "b"], ["x"], axis=1), regressor()],
          [value("amount", FLOAT, [None]), value("age", FLOAT, [None])], VARIABLE, [constant("one", [1], np.int64)])


def wide_inputs():
    half = 600_000
    graph("input-too-wide", [node("Concat", ["a", "b"], ["x"], axis=1), node("ReduceMean", ["x"], ["variable"], axes=[1])],
          [value("a", FLOAT, [None, half]), value("b", FLOAT, [None, half])], VARIABLE)
    graph("input-wider-than-an-int", [node("ReduceMean", ["x"], ["variable"], axes=[1])], [value("x", FLOAT, [None, 1 << 40])], VARIABLE)


def labels_alone():
    labels = [node("Sub", ["p", "half"], ["less"]), node("Ceil", ["less"], ["whole"])]
    half = constant("half", [0.5])
    for name in ("INT64", "INT32"):
        kind = getattr(TensorProto, name)
        # 16777217 is the first whole number that is no float.
        graph("output-large-" + name.lower(), [regressor(out="p"), *labels, node("Cast", ["whole"], ["code"], to=kind), node("Add", ["code", "first"], ["variable"])],
              X, [value("variable", kind, [None, 1])], [half, constant("first", [16777217], getattr(np, name.lower()))])
    graph("labels-of-two-questions", [regressor(out="p"), *labels, node("Concat", ["whole", "whole"], ["both"], axis=1), node("Cast", ["both"], ["variable"], to=INT64)],
          X, [value("variable", INT64, [None, 2])], [half])


def shapes_of_outputs():
    def after(name, *nodes, shape, kind=FLOAT, initializers=()):
        graph(name, [regressor(out="p"), *nodes], X, [value("variable", kind, shape)], initializers)

    axis0 = constant("zero", [0], np.int64)
    after("output-transposed", node("Transpose", ["p"], ["variable"]), shape=[1, None])
    after("output-four-by-rows", node("Transpose", ["p"], ["t"]), node("Concat", ["t"] * 4, ["variable"], axis=0), shape=[4, None])
    graph("output-squeezed-of-one-row", [classifier([0, 1], 1, ("l", "p")), node("Squeeze", ["p"], ["variable"])],
          [value("x", FLOAT, [1, 2])], [value("variable", FLOAT, [2])])
    after("output-scalar", node("ReduceSum", ["p"], ["variable"], keepdims=0), shape=[])
    after("output-one-for-all-rows", node("ReduceMean", ["p"], ["variable"], axes=[0]), shape=[1, 1])
    after("output-less-the-mean", node("ReduceMean", ["p"], ["mean"], axes=[0]), node("Sub", ["p", "mean"], ["variable"]), shape=[None, 1])
    after("output-softmax-over-rows", node("Softmax", ["p"], ["variable"], axis=0), shape=[None, 1])
    after("output-running-sum", node("CumSum", ["p", "zero"], ["variable"]), shape=[None, 1], initializers=[axis0])
    after("output-of-the-row-before", node("Slice", ["p", "zero", "one"], ["first"]), node("Mul", ["p", "none"], ["z"]),
          node("Add", ["first", "z"], ["variable"]), shape=[None, 1],
          initializers=[axis0, constant("one", [1], np.int64), constant("none", [0.0])])
    after("output-random", node("RandomUniformLike", ["p"], ["r"]), node("Add", ["p", "r"], ["variable"]), shape=[None, 1])
    after("output-rows-doubled", node("Concat", ["p", "p"], ["variable"], axis=0), shape=[None, 1])
    after("output-of-one-row-only", node("Reshape", ["p", "one"], ["variable"]), shape=[None, 1],
          initializers=[constant("one", [1, 1], np.int64)])
    after("output-one-dimension", node("Squeeze", ["p", "one"], ["variable"]), shape=[None], initializers=[constant("one", [1], np.int64)])
    after("output-three-dimensions", node("Unsqueeze", ["p", "one"], ["variable"]), shape=[None, 1, 1],
          initializers=[constant("one", [1], np.int64)])
    for name in ("FLOAT16", "DOUBLE", "INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL"):
        kind = getattr(TensorProto, name)
        tens = [] if name in ("FLOAT16", "DOUBLE") else [node("Sub", ["p", "half"], ["less"]), node("Ceil", ["less"], ["whole"])]
        after("output-" + name.lower(), *tens, node("Cast", ["whole" if tens else "p"], ["variable"], to=kind), shape=[None, 1], kind=kind,
              initializers=[constant("half", [0.5])] if tens else [])
    graph("output-two-tensors", [regressor(), regressor(out="other")], X, VARIABLE + [value("other", FLOAT, [None, 1])])


def classes():
    def zipmap(name, labels, defaulted):
        kind, attribute = (STRING, "classlabels_strings") if isinstance(labels[0], str) else (INT64, "classlabels_int64s")
        graph(name, [classifier(labels, defaulted), node("ZipMap", ["probabilities"], ["output"], domain=ML, **{attribute: labels})],
              X, [value("label", kind, [None]), map_type("output", kind)])

    def tensor(name, made, label=STRING, width=2, kind=FLOAT, more=()):
        graph(name, [made, *more], X, [value("label", label, [None]), value("output", kind, [None, width])])

    to_output = ("label", "output")
    zipmap("zipmap-sorted", ["defaulted", "paid"], 0)
    # CatBoost's class_names and Spark's StringIndexer (the most frequent first) keep an order of their own.
    zipmap("zipmap-unsorted", ["paid", "defaulted"], 1)
    zipmap("zipmap-unsorted-numbers", [1, 0], 1)
    zipmap("zipmap-negative-numbers", [1, -1], 1)
    zipmap("zipmap-three", ["paid", "late", "defaulted"], 2)
    zipmap("zipmap-twice-the-same", ["paid", "paid"], 1)
    tensor("classes-unsorted", classifier(["paid", "defaulted"], 1, to_output))
    tensor("classes-unnamed", classifier(["paid", "defaulted"], 1, ("label", "p")), more=[
        node("Normalizer", ["p"], ["output"], domain=ML, norm="L1")])
    tensor("classes-float16", classifier(["paid", "defaulted"], 1, ("label", "p")), kind=TensorProto.FLOAT16, more=[
        node("Cast", ["p"], ["output"], to=TensorProto.FLOAT16)])
    tensor("classes-label-int32", classifier([0, 1], 1, ("l", "output")), label=TensorProto.INT32, more=[
        node("Cast", ["l"], ["label"], to=TensorProto.INT32)])
    tensor("scores-of-two", classifier([0, 1], 1, to_output, scale=lambda p: 20 * p - 10), label=INT64)
    tensor("scores-of-three", classifier(["paid", "late", "defaulted"], 2, to_output, scale=lambda p: 20 * p - 10), width=3)
    # Softmax beside Sigmoid: each column is a probability, but they are no complements.
    tensor("classes-no-complements", classifier(["paid", "defaulted"], 1, to_output, scale=lambda p: p * p))
    graph("classes-of-one-column", [regressor(out="output"), node("Cast", ["output"], ["l"], to=INT64), node("Squeeze", ["l", "one"], ["label"])],
          X, [value("label", INT64, [None]), value("output", FLOAT, [None, 1])], [constant("one", [1], np.int64)])
    graph("scores-of-one-column", [regressor(out="p"), node("Mul", ["p", "tens"], ["output"]), node("Cast", ["output"], ["l"], to=INT64),
                                   node("Squeeze", ["l", "one"], ["label"])],
          X, [value("label", INT64, [None]), value("output", FLOAT, [None, 1])], [constant("one", [1], np.int64), constant("tens", [10.0])])
    # Two questions at once: did it default, and was the amount negative?
    graph("multi-label", [regressor(out="p"), node("Gather", ["x", "first"], ["amount"], axis=1), node("Sigmoid", ["amount"], ["q"]),
                          node("Concat", ["p", "q"], ["output"], axis=1), node("Cast", ["output"], ["label"], to=INT64)],
          X, [value("label", INT64, [None, 2]), value("output", FLOAT, [None, 2])], [constant("first", [0], np.int64)])


def one_class():
    graph("zipmap-of-one-class", [
        node("Gather", ["x", "first"], ["amount"], axis=1), node("Mul", ["amount", "none"], ["z"]), node("Add", ["z", "sure"], ["p"]),
        node("Cast", ["z"], ["l"], to=INT64), node("Squeeze", ["l", "one"], ["label"]),
        node("ZipMap", ["p"], ["output"], domain=ML, classlabels_int64s=[0])],
          X, [value("label", INT64, [None]), map_type("output", INT64)],
          [constant("first", [0], np.int64), constant("one", [1], np.int64), constant("none", [0.0]), constant("sure", [1.0])])


def networks():
    """No trees: layers with the weights of a formula, and a table that numbers from 3 on are not in."""
    def weights(rows, columns):
        return [[((7 * r + 3 * c) % 11 - 5) / 8 for c in range(columns)] for r in range(rows)]
    graph("network",
          [node("Gemm", ["x", "w1", "b1"], ["h1"]), node("Relu", ["h1"], ["h2"]), node("Gemm", ["h2", "w2", "b2"], ["h3"]),
           node("Sigmoid", ["h3"], ["probability"])],
          [value("x", FLOAT, [None, 6])], [value("probability", FLOAT, [None, 1])],
          [constant("w1", weights(6, 16)), constant("b1", weights(1, 16)[0]), constant("w2", weights(16, 1)),
           constant("b2", [0.25])])
    graph("network-table",
          [node("Slice", ["x", "begin", "end", "axes"], ["first"]), node("Cast", ["first"], ["index"], to=INT64),
           node("Reshape", ["index", "flat"], ["indices"]), node("Gather", ["table", "indices"], ["variable"], axis=0)],
          X, VARIABLE,
          [constant("begin", [0], np.int64), constant("end", [1], np.int64), constant("axes", [1], np.int64),
           constant("flat", [-1], np.int64), constant("table", [[0.1], [0.6], [0.8]])])


def not_loadable():
    graph("opset-too-new", [regressor()], X, VARIABLE, opset=99)
    graph("format-too-new", [regressor()], X, VARIABLE, ir=99)
    graph("operator-unknown", [node("Tokenizer", ["x"], ["variable"], domain="com.example")], X, VARIABLE,
          change=lambda made: made.opset_import.extend([helper.make_opsetid("com.example", 1)]))
    weights = constant("weights", [[1.0], [1.0]])
    weights.ClearField("raw_data")
    weights.data_location = TensorProto.EXTERNAL
    entry = weights.external_data.add()
    entry.key, entry.value = "location", "absent.weights"
    graph("weights-absent", [node("MatMul", ["x", "weights"], ["variable"])], X, VARIABLE, [weights])


column_inputs()
odd_inputs()
wide_inputs()
labels_alone()
shapes_of_outputs()
classes()
one_class()
networks()
not_loadable()
