#!/usr/bin/env python3
"""Five frameworks on the same vectors and folds; the model containers serve what they save.

    python3 -m venv target/frameworks
    target/frameworks/bin/pip install -r examples/frameworks/requirements.txt
    target/frameworks/bin/python examples/frameworks/compare.py

The feature container fits the features of examples/uci-credit-default on four of five folds and makes the vectors of
all. On the vectors of the four each framework fits a model and saves it. `bind` binds it to its features, and a
container answers the vectors of the fifth. The answers are judged, and compared with what the framework itself gives.
A framework that is not installed is left out; XGBoost is trained by the model container.
"""

import contextlib
import functools
import gzip
import http.client
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

import numpy
import sklearn.metrics

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/uci-credit-default"
WORK = ROOT / "target/compare-frameworks"
FOLDS = 5
SEED = 1
# What bind compares; more would only take longer.
MARGINS = 2000
START_SECONDS = 60
# Of a network's margin, whose sums every library adds in another order.
TOLERANCE = "1e-4"


class Xgboost:
    """By the model container's own training."""
    name, container = "XGBoost", "model-container"

    @staticmethod
    def fit(folder, vectors, features):
        job = folder / "job"
        for channel in "train", "features":
            (job / "input/data" / channel).mkdir(parents=True)
        (job / "input/config").mkdir()
        shutil.copy(vectors, job / "input/data/train/train.csv")
        shutil.copy(features / "schema.json", job / "input/data/features")
        shutil.copy(EXAMPLE / "hyperparameters.json", job / "input/config")
        java("model-container", "train", SAGEMAKER_BASE_DIR=str(job))
        return job / "model"


class Lightgbm:
    name, container = "LightGBM", "model-container"

    def __init__(self):
        import lightgbm
        self.library = lightgbm

    def fit(self, folder, x, y):
        settings = {"objective": "binary", "learning_rate": 0.05, "num_leaves": 8, "min_data_in_leaf": 40,
                    "bagging_fraction": 0.7, "bagging_freq": 1, "feature_fraction": 0.5, "seed": SEED, "verbosity": -1}
        self.model = self.library.train(settings, self.library.Dataset(numpy.ascontiguousarray(x), y), num_boost_round=400)
        self.model.save_model(folder / "model.txt")
        return folder / "model.txt"

    def margins(self, x):
        return self.model.predict(x, raw_score=True)

    def probabilities(self, x):
        return self.model.predict(x)


class RandomForest:
    """As ONNX. skl2onnx would write the same operator; here it is written by hand, so that only onnx is needed."""
    name, container = "scikit-learn, random forest, as ONNX", "model-container"

    def __init__(self):
        import onnx
        import sklearn.ensemble
        self.onnx = onnx
        self.model = sklearn.ensemble.RandomForestClassifier(300, min_samples_leaf=20, max_features="sqrt", random_state=SEED,
                                                             n_jobs=-1)

    def fit(self, folder, x, y):
        self.model.fit(x, y)
        nodes = {name: [] for name in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids",
                                            "missing_value_tracks_true")}
        classes = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}
        for number, tree in enumerate(one.tree_ for one in self.model.estimators_):
            for node in range(tree.node_count):
                leaf = tree.children_left[node] < 0
                # A float is at most the threshold when it is at most the largest float that is.
                at = numpy.float32(tree.threshold[node])
                at = at if float(at) <= tree.threshold[node] else numpy.nextafter(at, numpy.float32(-numpy.inf))
                values = (number, node, 0, 0.0, "LEAF", 0, 0, 0) if leaf else (
                    number, node, int(tree.feature[node]), float(at), "BRANCH_LEQ", int(tree.children_left[node]),
                    int(tree.children_right[node]), int(tree.missing_go_to_left[node]))
                for column, value in zip(nodes.values(), values):
                    column.append(value)
                if leaf:
                    share = tree.value[node][0] / tree.value[node][0].sum() / len(self.model.estimators_)
                    for label, weight in enumerate(share):
                        for column, value in zip(classes.values(), (number, node, label, float(weight))):
                            column.append(value)
        helper, kind = self.onnx.helper, self.onnx.TensorProto
        forest = helper.make_node("TreeEnsembleClassifier", ["X"], ["label", "probabilities"], domain="ai.onnx.ml",
                                  classlabels_int64s=[0, 1], post_transform="NONE",
                                  **{"nodes_" + name: values for name, values in nodes.items()},
                                  **{"class_" + name: values for name, values in classes.items()})
        graph = helper.make_graph(
            [forest], "forest", [helper.make_tensor_value_info("X", kind.FLOAT, [None, x.shape[1]])],
            [helper.make_tensor_value_info("label", kind.INT64, [None]),
             helper.make_tensor_value_info("probabilities", kind.FLOAT, [None, 2])])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)])
        model.ir_version = 8
        self.onnx.save(model, folder / "model.onnx")
        return folder / "model.onnx"

    def margins(self, x):
        return self.probabilities(x)

    def probabilities(self, x):
        return self.model.predict_proba(x)[:, 1]


class Catboost:
    name, container = "CatBoost", "model-container"

    def __init__(self):
        import catboost
        self.model = catboost.CatBoostClassifier(iterations=400, learning_rate=0.05, depth=6, random_seed=SEED, verbose=False,
                                                 allow_writing_files=False)

    def fit(self, folder, x, y):
        self.model.fit(x, y)
        self.model.save_model(folder / "model.cbm")
        return folder / "model.cbm"

    def margins(self, x):
        return self.model.predict(x, prediction_type="RawFormulaVal")

    def probabilities(self, x):
        return self.model.predict_proba(x)[:, 1]


class Torch:
    """A network of one hidden layer; missing values are the mean."""
    name, container = "PyTorch, network, as TorchScript", "model-container-torch"
    stated = "--objective", "probability"
    rounds, batch = 30, 256

    def __init__(self):
        import torch
        self.torch = torch

    def fit(self, folder, x, y):
        torch = self.torch
        torch.manual_seed(SEED)
        known = numpy.nan_to_num(x)
        mean, deviation = known.mean(axis=0), known.std(axis=0) + 1e-6

        class Scaled(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.register_buffer("mean", torch.from_numpy(mean))
                self.register_buffer("deviation", torch.from_numpy(deviation))

            def forward(self, rows):
                return torch.nan_to_num((rows - self.mean) / self.deviation)

        self.model = torch.nn.Sequential(Scaled(), torch.nn.Linear(x.shape[1], 64), torch.nn.ReLU(), torch.nn.Dropout(0.3),
                                         torch.nn.Linear(64, 1), torch.nn.Sigmoid())
        optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-3, weight_decay=1e-2)
        rows, labels = torch.from_numpy(x), torch.from_numpy(y).reshape(-1, 1)
        for _ in range(self.rounds):
            for chosen in torch.randperm(len(x)).split(self.batch):
                optimizer.zero_grad()
                torch.nn.functional.binary_cross_entropy(self.model(rows[chosen]), labels[chosen]).backward()
                optimizer.step()
        self.model.eval()
        torch.jit.trace(self.model, rows[:2]).save(str(folder / "model.pt"))
        return folder / "model.pt"

    def margins(self, x):
        return self.probabilities(x)

    def probabilities(self, x):
        with self.torch.no_grad():
            return self.model(self.torch.from_numpy(x)).numpy()[:, 0]


class Tensorflow:
    """The same network."""
    name, container = "TensorFlow, network, as SavedModel", "model-container-tensorflow"
    stated = Torch.stated

    def __init__(self):
        import tensorflow
        self.tensorflow = tensorflow

    def fit(self, folder, x, y):
        keras = self.tensorflow.keras
        keras.utils.set_random_seed(SEED)
        known = numpy.nan_to_num(x)
        rows = keras.Input((x.shape[1],))
        scaled = keras.ops.nan_to_num((rows - known.mean(axis=0)) / (known.std(axis=0) + 1e-6))
        hidden = keras.layers.Dropout(0.3)(keras.layers.Dense(64, activation="relu")(scaled))
        self.model = keras.Model(rows, keras.layers.Dense(1, activation="sigmoid")(hidden))
        self.model.compile(keras.optimizers.AdamW(1e-3, weight_decay=1e-2), "binary_crossentropy")
        self.model.fit(x, y, batch_size=Torch.batch, epochs=Torch.rounds, verbose=0)
        self.model.export(folder / "saved", verbose=False)
        return folder / "saved"

    def margins(self, x):
        return self.probabilities(x)

    def probabilities(self, x):
        return self.model.predict(x, verbose=0)[:, 0]


@functools.cache
def jdk():
    return subprocess.run([ROOT / "scripts/jdk"], check=True, capture_output=True, text=True).stdout.strip()


def command(program, *arguments):
    jar = ROOT / program / "target/app" / (program + ".jar")
    return [jdk() + "/bin/java", "-jar", *map(str, (jar, *arguments))]


def java(program, *arguments, **environment):
    ran = subprocess.run(command(program, *arguments), capture_output=True, text=True, env={**os.environ, **environment})
    if ran.returncode:
        sys.exit("%s failed: %s" % (program, (ran.stderr or ran.stdout).strip()))


def cross_validation():
    """scripts/cross-validate, whose folds are taken."""
    loader = importlib.machinery.SourceFileLoader("cross_validate", str(ROOT / "scripts/cross-validate"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def vectors(folder):
    """Labels and vectors of each fold: files, and arrays of training and of testing."""
    ours = cross_validation()
    label = json.loads((EXAMPLE / "features.json").read_text())["record"]["label"]
    with gzip.open(EXAMPLE / "records.jsonl.gz", "rb") as file:
        lines = file.read().splitlines()
    fold = ours.folds(lines, [ours.label_of(line, label) for line in lines], FOLDS, SEED)
    for number in range(FOLDS):
        of_fold = folder / ("fold-%d" % (number + 1))
        of_fold.mkdir(parents=True)
        for part, chosen in ("train", [f != number for f in fold]), ("test", [f == number for f in fold]):
            (of_fold / (part + ".jsonl")).write_bytes(b"".join(line + b"\n" for line, wanted in zip(lines, chosen) if wanted))
        java("feature-container", "fit", "--definition", EXAMPLE / "features.json", "--output", of_fold / "features",
             of_fold / "train.jsonl")
        for part in "train", "test":
            java("feature-container", "extract", "--features", of_fold / "features", "--label-first", "--format", "training",
                 "--output", of_fold / (part + ".csv"), of_fold / (part + ".jsonl"))
        yield of_fold, *(numpy.genfromtxt(of_fold / (part + ".csv"), delimiter=",", dtype=numpy.float32)
                         for part in ("train", "test"))


@contextlib.contextmanager
def serving(program, artifact, folder):
    """The port of a container that serves an artifact."""
    base = folder / "serve"
    base.mkdir()
    (base / "model").symlink_to(artifact)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open(folder / "serve.log", "w") as log, subprocess.Popen(
            command(program, "serve"), stdout=log, stderr=log,
            env={**os.environ, "SAGEMAKER_BASE_DIR": str(base), "SAGEMAKER_BIND_TO_PORT": str(port)}) as container:
        try:
            end = time.monotonic() + START_SECONDS
            while container.poll() is None and time.monotonic() < end:
                with contextlib.suppress(OSError):
                    if call(port, "GET", "/ping")[0] == 200:
                        break
                time.sleep(0.05)
            else:
                sys.exit("%s did not start; see %s" % (program, log.name))
            yield port
        finally:
            container.terminate()


def call(port, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {"Content-Type": "text/csv"} if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def answers(port, test_csv):
    """Of all vectors of a file, in calls of some thousand."""
    rows = [line.split(",", 1)[1] for line in test_csv.read_text().splitlines() if not line.startswith("#")]
    found = []
    for begin in range(0, len(rows), MARGINS):
        status, body = call(port, "POST", "/invocations", "\n".join(rows[begin:begin + MARGINS]))
        if status != 200:
            sys.exit("the container answers %d: %s" % (status, body))
        # Of two classes the second.
        found += [float(line.split(",")[-1]) for line in body.split()]
    return numpy.array(found)


def bound(framework, folder, fold, train):
    """The artifact that serves what the framework has fitted."""
    if isinstance(framework, Xgboost):
        return framework.fit(folder, fold / "train.csv", fold / "features")
    file = framework.fit(folder, train[:, 1:], train[:, 0])
    numpy.savetxt(folder / "margins.csv", framework.margins(train[:MARGINS, 1:]), delimiter=",", fmt="%.17g")
    with open(fold / "train.csv") as whole, open(folder / "vectors.csv", "w") as first:
        lines = [line for _, line in zip(range(MARGINS + 1), whole)]
        header = sum(line.startswith("#") for line in lines)
        first.writelines(lines[:MARGINS + header])
    java(framework.container, "bind", file, "--vectors", folder / "vectors.csv", "--features", fold / "features", "--margins",
         folder / "margins.csv", "--tolerance", TOLERANCE, *getattr(framework, "stated", ()), "--output", folder / "bound")
    return folder / "bound"


def judged(labels, probabilities):
    return (sklearn.metrics.roc_auc_score(labels, probabilities), sklearn.metrics.log_loss(labels, probabilities),
            sklearn.metrics.brier_score_loss(labels, probabilities))


def installed():
    for framework in Xgboost, Lightgbm, RandomForest, Catboost, Torch, Tensorflow:
        try:
            yield framework()
        except ImportError as missing:
            print("%s is left out: %s" % (framework.name, missing), file=sys.stderr)


def main():
    subprocess.run([ROOT / "scripts/build"], check=True)
    shutil.rmtree(WORK, ignore_errors=True)
    frameworks = list(installed())
    of_all, differences, labels = ({one.name: [] for one in frameworks} for _ in range(3))
    for fold, train, test in vectors(WORK):
        for framework in frameworks:
            folder = fold / framework.container / type(framework).__name__
            folder.mkdir(parents=True)
            artifact = bound(framework, folder, fold, train)
            with serving(framework.container, artifact, folder) as port:
                answered = answers(port, fold / "test.csv")
            of_all[framework.name].append(answered)
            labels[framework.name].append(test[:, 0])
            if not isinstance(framework, Xgboost):
                differences[framework.name].append(numpy.abs(answered - framework.probabilities(test[:, 1:])).max())
            print("%s, %s: ROC AUC %.4f" % (fold.name, framework.name, judged(test[:, 0], answered)[0]), file=sys.stderr, flush=True)
    print("| | ROC AUC | log loss | Brier | largest difference to the framework's own probability |")
    print("|---|---:|---:|---:|---:|")
    for name, answered in of_all.items():
        difference = "%.1g" % max(differences[name]) if differences[name] else ""
        print("| %s | %.4f | %.4f | %.4f | %s |" % (
            name, *judged(numpy.concatenate(labels[name]), numpy.concatenate(answered)), difference))


if __name__ == "__main__":
    main()
