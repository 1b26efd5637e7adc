"""Small models in CatBoost's two forms, with the predictions and raw values of a plain walk of their trees.

    python3 make_models.py

writes NAME.cbm, NAME.json and NAME.expected beside this script, always the same. A line of NAME.expected is
a row of rows.csv: the bits of its predictions, a bar, the bits of its raw values.

The trees are random. The forms are those of CatBoost 1.2 (catboost/libs/model/flatbuffers/model.fbs and
json_model_helpers.cpp of its source); CatBoost's library reads both.
"""
import json
import math
import pathlib
import random
import struct

HERE = pathlib.Path(__file__).resolve().parent
COLUMNS = 6
NAN = {"AsIs": 0, "AsFalse": 1, "AsTrue": 2}


def single(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


class Message:
    """A FlatBuffers message, written front to back: what is referred to comes after what refers to it."""

    def __init__(self, root):
        self.bytes = bytearray(4)
        self.refer(0, root)

    def refer(self, place, child):
        struct.pack_into("<I", self.bytes, place, child(self) - place)

    def align(self, size, before=0):
        self.bytes += bytes(-(len(self.bytes) + before) % size)


def table(**fields):
    """Of fields n0, n1, ... by their numbers; a value is a pair of a struct format and a number, or a child."""
    def write(message):
        numbered = {int(name[1:]): value for name, value in fields.items()}
        ordered = sorted(numbered, key=lambda n: 4 if callable(numbered[n]) else struct.calcsize(numbered[n][0]),
                         reverse=True)
        offsets, end = {}, 4
        for number in ordered:
            size = 4 if callable(numbered[number]) else struct.calcsize(numbered[number][0])
            end += -end % size
            offsets[number] = end
            end += size
        entries = [offsets.get(number, 0) for number in range(max(numbered, default=-1) + 1)]
        message.align(2)
        index = len(message.bytes)
        message.bytes += struct.pack("<%dH" % (len(entries) + 2), 4 + 2 * len(entries), end, *entries)
        message.align(8)
        begin = len(message.bytes)
        message.bytes += bytes(end)
        struct.pack_into("<i", message.bytes, begin, begin - index)
        for number, value in numbered.items():
            if not callable(value):
                struct.pack_into("<" + value[0], message.bytes, begin + offsets[number], value[1])
        for number, value in numbered.items():
            if callable(value):
                message.refer(begin + offsets[number], value)
        return begin
    return write


def vector(form, values, flat=None):
    def write(message):
        message.align(max(4, struct.calcsize(form[0])), 4)
        begin = len(message.bytes)
        message.bytes += struct.pack("<I", len(values))
        for value in values:
            message.bytes += struct.pack("<" + form, *(value if len(form) > 1 else (value,)))
        return begin
    return write


def text(value):
    def write(message):
        message.align(4)
        begin = len(message.bytes)
        raw = value.encode()
        message.bytes += struct.pack("<I", len(raw)) + raw + b"\0"
        return begin
    return write


def children(all_of_them):
    def write(message):
        message.align(4)
        begin = len(message.bytes)
        message.bytes += struct.pack("<I", len(all_of_them)) + bytes(4 * len(all_of_them))
        for i, child in enumerate(all_of_them):
            message.refer(begin + 4 + 4 * i, child)
        return begin
    return write


class Model:
    def __init__(self, seed, trees=7, depth=3, outputs=1, borders=9, nan="AsFalse", symmetric=True,
                 scale=1.0, bias=(0.0,), names=None, loss=None, classes=None):
        self.random = random.Random(seed)
        self.outputs, self.scale, self.bias, self.names = outputs, scale, list(bias), names
        self.symmetric, self.nan = symmetric, nan
        self.info = {"catboost_version_info": "made by a script"}
        if loss:
            self.info["params"] = {"loss_function": {"type": loss, "params": {}}}
        if classes:
            self.info["class_params"] = {"class_names": classes, "class_label_type": "String"}
        # Column 3 is not used by any tree.
        self.borders = [[] if c == 3 else sorted({single(self.random.gauss(0, 1.5)) for _ in range(borders)})
                        for c in range(COLUMNS)]
        self.places = [(c, b) for c, bs in enumerate(self.borders) for b in bs]
        self.trees = [self.tree(depth) for _ in range(trees)]

    def leaf(self):
        return [self.random.gauss(0, 0.3) for _ in range(self.outputs)]

    def tree(self, depth):
        if self.symmetric:
            size = self.random.randint(max(depth - 1, 0), depth)
            return ([self.random.randrange(len(self.places)) for _ in range(size)],
                    [self.leaf() for _ in range(1 << size)])
        if depth == 0 or self.random.random() < 0.15:
            return self.leaf()
        return (self.random.randrange(len(self.places)), self.tree(depth - 1), self.tree(depth - 1))

    def above(self, place, row):
        column, border = self.places[place]
        value = row[column]
        if value is None:
            return self.nan == "AsTrue"
        return value > border

    def leaf_of(self, tree, row):
        if self.symmetric:
            splits, leaves = tree
            return leaves[sum(self.above(place, row) << i for i, place in enumerate(splits))]
        while isinstance(tree, tuple):
            tree = tree[2] if self.above(tree[0], row) else tree[1]
        return tree

    def raw(self, row):
        sums = [0.0] * self.outputs
        for tree in self.trees:
            sums = [a + b for a, b in zip(sums, self.leaf_of(tree, row))]
        if self.scale == 1 and not any(self.bias):
            return sums
        bias = self.bias if len(self.bias) == self.outputs else self.bias * self.outputs
        return [s * self.scale + b for s, b in zip(sums, bias)]

    def name(self, column):
        return self.names[column] if self.names else str(column)

    def nodes(self, tree, nodes, leaves):
        """Node after node: the way to the left and to the right as distances, the split, the leaf."""
        index = len(nodes)
        nodes.append(None)
        if isinstance(tree, tuple):
            left = self.nodes(tree[1], nodes, leaves)
            right = self.nodes(tree[2], nodes, leaves)
            nodes[index] = (left - index, right - index, tree[0], 0xffffffff)
        else:
            nodes[index] = (0, 0, 0, len(leaves))
            leaves += tree
        return index

    def cbm(self, **more):
        splits, sizes, starts, leaves, nodes = [], [], [], [], []
        for tree in self.trees:
            if self.symmetric:
                starts.append(len(splits))
                sizes.append(len(tree[0]))
                splits += tree[0]
                leaves += [value for leaf in tree[1] for value in leaf]
            else:
                starts.append(len(nodes))
                self.nodes(tree, nodes, leaves)
                sizes.append(len(nodes) - starts[-1])
        splits += [node[2] for node in nodes]
        columns = [table(n0=("b", self.nan != "AsIs"), n1=("i", c), n2=("i", c), n3=vector("f", self.borders[c]),
                         n4=text(self.name(c)), n5=("b", NAN[self.nan])) for c in range(COLUMNS)]
        fields = dict(n0=("i", self.outputs), n1=vector("i", splits), n2=vector("i", sizes), n3=vector("i", starts),
                      n5=children(columns), n8=vector("d", leaves), n14=("d", self.scale))
        if nodes:
            fields.update(n10=vector("HH", [node[:2] for node in nodes]), n11=vector("I", [n[3] for n in nodes]))
        if len(self.bias) == 1:
            fields["n15"] = ("d", self.bias[0])
        else:
            fields["n16"] = vector("d", self.bias)
        fields.update(more)
        info = [table(n0=text(key), n1=text(value if isinstance(value, str) else json.dumps(value)))
                for key, value in sorted(self.info.items())]
        core = table(n0=text("FlabuffersModel_v1"), n1=table(**fields), n2=children(info))
        message = Message(core).bytes
        message += bytes(-len(message) % 8)
        return b"CBM1" + struct.pack("<I", len(message)) + bytes(message)

    def json(self):
        columns = []
        for c in range(COLUMNS):
            columns.append({"borders": self.borders[c], "feature_index": c, "flat_feature_index": c,
                            "has_nans": self.nan != "AsIs", "nan_value_treatment": self.nan,
                            "feature_id": self.name(c)})
        trees = [{"leaf_values": [v for leaf in leaves for v in leaf], "leaf_weights": [1.0] * len(leaves),
                  "splits": [{"border": self.places[s][1], "float_feature_index": self.places[s][0],
                              "split_index": s, "split_type": "FloatFeature"} for s in splits]}
                 for splits, leaves in self.trees] if self.symmetric else []
        bias = self.bias if len(self.bias) == self.outputs else self.bias * self.outputs
        document = {"features_info": {"float_features": columns}, "model_info": self.info,
                    "oblivious_trees": trees, "scale_and_bias": [self.scale, bias]}
        if not self.symmetric:
            del document["oblivious_trees"]
            document["trees"] = [{"value": 0.5, "weight": 1}]
        return json.dumps(document, indent=0)


def read_rows():
    path = HERE / "rows.csv"
    made = random.Random(2)
    rows = []
    for _ in range(120):
        row = [single(made.gauss(0, 1.5)) for _ in range(COLUMNS)]
        row[0] = single(made.randint(-3, 3))
        row[2] = single(made.choice([0, 1, 172.8789, 1e30, -1e30]))
        rows.append([None if made.random() < 0.1 else value for value in row])
    path.write_text("".join(",".join("" if v is None else "%.9g" % v for v in row) + "\n" for row in rows))
    return rows


def identity(raw):
    return raw


def logistic(raw):
    return [1 / (1 + math.exp(-value)) for value in raw]


def exponential(raw):
    return [math.exp(value) for value in raw]


def softmax(raw):
    powers = [math.exp(value - max(raw)) for value in raw]
    return [power / sum(powers) for power in powers]


def bits(values):
    return " ".join("%016x" % struct.unpack("<Q", struct.pack("<d", value)) for value in values)


ROWS = read_rows()


def save(name, link, model, forms=("cbm",)):
    for form in forms:
        made = getattr(model, form)()
        (HERE / (name + "." + form)).write_bytes(made if form == "cbm" else made.encode())
    raw = [model.raw(row) for row in ROWS]
    (HERE / (name + ".expected")).write_text("".join(bits(link(r)) + "|" + bits(r) + "\n" for r in raw))


BOTH = ("cbm", "json")
CLASSES = ["early", "late \"very\"", "on time"]
save("logloss", logistic, Model(1, loss="Logloss"), BOTH)
save("logloss-names", logistic, Model(2, loss="Logloss", classes=["early", "on time"]), BOTH)
save("cross-entropy", logistic, Model(3, loss="CrossEntropy"))
save("nan-true", logistic, Model(4, loss="Logloss", nan="AsTrue"), BOTH)
save("nan-as-is", logistic, Model(5, loss="Logloss", nan="AsIs"), BOTH)
save("deep", logistic, Model(6, loss="Logloss", depth=11, trees=3))
save("many-borders", logistic, Model(7, loss="Logloss", borders=600, trees=40, depth=5))
save("hundred", logistic, Model(8, loss="Logloss", trees=100, depth=6))
save("lossguide", logistic, Model(9, loss="Logloss", symmetric=False, depth=5))
save("multiclass", softmax, Model(10, loss="MultiClass", outputs=3), BOTH)
save("multiclass-names", softmax, Model(11, loss="MultiClass", outputs=3, classes=CLASSES))
save("multiclass-ova", logistic, Model(12, loss="MultiClassOneVsAll", outputs=3))
save("multiclass-lossguide", softmax, Model(13, loss="MultiClass", outputs=3, symmetric=False, depth=4))
save("multilogloss", logistic, Model(14, loss="MultiLogloss", outputs=2))
save("rmse", identity, Model(15, loss="RMSE", bias=(0.25,)), BOTH)
save("quantile", identity, Model(16, loss="Quantile"))
save("yeti-rank", identity, Model(17, loss="YetiRank"))
save("poisson", exponential, Model(18, loss="Poisson"))
save("tweedie", exponential, Model(19, loss="Tweedie"))
save("multi-rmse", identity, Model(20, loss="MultiRMSE", outputs=2, bias=(0.5, -2.0)), BOTH)
save("scaled", identity, Model(21, loss="RMSE", scale=1.75, bias=(-0.3,)), BOTH)
save("named", identity, Model(22, loss="RMSE", names=["a", "b c", "c", "d", "e", "\u00fc"]), BOTH)
save("sum", identity, Model(23), BOTH)

# Refused: rows of numbers cannot fill their columns, or what their predictions mean is not known here.
REFUSED = HERE / "refused"
REFUSED.mkdir(exist_ok=True)
COLUMN = children([table(n0=("i", 0), n1=("i", COLUMNS))])
for name, field in (("categorical", "n4"), ("text", "n12"), ("embedding", "n18")):
    (REFUSED / (name + ".cbm")).write_bytes(Model(1, loss="Logloss").cbm(**{field: COLUMN}))
(REFUSED / "uncertainty.cbm").write_bytes(Model(1, loss="RMSEWithUncertainty", outputs=2).cbm())
(REFUSED / "lossguide.json").write_text(Model(9, loss="Logloss", symmetric=False).json())
