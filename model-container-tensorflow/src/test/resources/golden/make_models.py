"""Makes the SavedModels of this folder and what TensorFlow itself answers: python make_models.py FOLDER

Made with TensorFlow 2.21.0 (tensorflow_cpu), Keras 3.15.1 and NumPy 2.4.6. rows.csv holds the rows; the answers
(NAME.txt) are the bits of floats, or of doubles, of a row in a line.
"""
import os
import shutil
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

COLUMNS = 6
folder = sys.argv[1]
random = np.random.default_rng(7)
rows = np.concatenate([np.zeros((1, COLUMNS)), random.normal(0, 2, (19, COLUMNS)).round(3)]).astype(np.float32)
np.savetxt(os.path.join(folder, "rows.csv"), rows, delimiter=",", fmt="%s")
keras.utils.set_random_seed(7)


def path(name):
    return os.path.join(folder, name)


def answers(name, numbers):
    numbers = np.asarray(numbers).reshape(len(rows), -1)
    bits = numbers.view({4: np.uint32, 8: np.uint64}[numbers.itemsize])
    with open(path(name + ".txt"), "w") as out:
        for row in bits:
            out.write(",".join(f"{number:0{2 * numbers.itemsize}x}" for number in row) + "\n")


def slim(name):
    """Without what TensorFlow's library does not read."""
    os.remove(os.path.join(path(name), "fingerprint.pb"))
    shutil.rmtree(os.path.join(path(name), "assets"))


def save(name, module, signatures, answer):
    tf.saved_model.save(module, path(name), signatures=signatures)
    slim(name)
    if answer is not None:
        answers(name, answer)


def spec(width=COLUMNS, dtype=tf.float32, name="x"):
    return tf.TensorSpec([None, width], dtype, name=name)


# As Keras 3 exports a network that normalises its inputs.
normalization = keras.layers.Normalization()
normalization.adapt(rows)
network = keras.Sequential(
    [
        keras.Input((COLUMNS,)),
        normalization,
        keras.layers.Dense(8, "relu"),
        keras.layers.BatchNormalization(),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(1, "sigmoid"),
    ]
)
network.export(path("keras"), verbose=False)
slim("keras")
answers("keras", network(rows))

# A column an input, in another order than the columns have.
names = ["amount", "age", "items"]
inputs = {name: keras.Input((1,), name=name) for name in names}
joined = keras.layers.Concatenate()([inputs["items"], inputs["age"], inputs["amount"]])
named = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.Dense(4, "tanh")(joined)))
named.export(path("named-columns"), verbose=False)
slim("named-columns")
answers("named-columns", named({name: rows[:, i : i + 1] for i, name in enumerate(names)}))


class Linear(tf.Module):
    def __init__(self, outputs=3, dtype=tf.float32):
        super().__init__()
        self.dtype = dtype
        self.weights = tf.Variable(tf.cast(random.normal(0, 1, (COLUMNS, outputs)), dtype))

    def scores(self, x):
        return tf.matmul(x, self.weights)


classes = Linear()
save(
    "three-classes",
    classes,
    tf.function(lambda x: {"probabilities": tf.nn.softmax(classes.scores(x))}, input_signature=[spec()]),
    tf.nn.softmax(classes.scores(rows)),
)

# A text beside the numbers, as a classifier of TensorFlow's older estimators has it.
save(
    "label-beside",
    classes,
    tf.function(
        lambda x: {
            "scores": tf.nn.softmax(classes.scores(x)),
            "classes": tf.as_string(tf.argmax(classes.scores(x), 1)),
        },
        input_signature=[spec()],
    ),
    tf.nn.softmax(classes.scores(rows)),
)

doubles = Linear(1, tf.float64)
save(
    "doubles",
    doubles,
    tf.function(lambda x: {"y": doubles.scores(x)}, input_signature=[spec(dtype=tf.float64)]),
    doubles.scores(rows.astype(np.float64)),
)

# A loop, a branch and a table, none of which reaches out.
table = tf.lookup.StaticHashTable(
    tf.lookup.KeyValueTensorInitializer(tf.constant([0, 1], tf.int64), tf.constant([0.5, 2.0])), 1.0
)
control = Linear(1)
control.table = table


def controlled(x):
    y = control.scores(x)
    _, y = tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * 0.5), [tf.constant(0), y])
    y = tf.cond(tf.constant(True) & (tf.shape(x)[1] > 3), lambda: y + 1.0, lambda: y)
    return {"y": y * table.lookup(tf.constant(1, tf.int64))}


save(
    "control-flow", control, tf.function(controlled, input_signature=[spec()]), controlled(tf.constant(rows))["y"]
)

# Constants in place of variables; one signature of another name; one number a row, without a second dimension.
frozen = tf.Module()
weights = tf.constant(random.normal(0, 1, COLUMNS).astype(np.float32))
risk = tf.function(lambda x: {"risk": tf.linalg.matvec(x, weights)}, input_signature=[spec()])
save("only-signature", frozen, {"risk": risk}, tf.linalg.matvec(tf.constant(rows), weights))

# The width is not stated.
save(
    "any-width",
    frozen,
    tf.function(lambda x: {"y": tf.reduce_sum(x, 1)}, input_signature=[spec(None)]),
    tf.reduce_sum(rows, 1),
)

# For one row at a time.
single = tf.function(
    lambda x: {"y": tf.reshape(tf.reduce_sum(x), [1, 1])},
    input_signature=[tf.TensorSpec([1, COLUMNS], tf.float32, name="x")],
)
save("one-row", frozen, single, [single(row[None])["y"] for row in rows])

# What cannot be served.
save("two-signatures", frozen, {"risk": risk, "other": risk}, None)
save(
    "two-outputs",
    frozen,
    tf.function(lambda x: {"a": x, "b": 2.0 * x}, input_signature=[spec()]),
    None,
)
save(
    "text-input",
    frozen,
    tf.function(
        lambda x: {"y": tf.strings.to_number(x)}, input_signature=[tf.TensorSpec([None, 1], tf.string, name="x")]
    ),
    None,
)
save(
    "mixes-rows",
    frozen,
    tf.function(lambda x: {"y": x[:, :1] - tf.reduce_mean(x)}, input_signature=[spec()]),
    None,
)
save(
    "one-number-for-all",
    frozen,
    tf.function(lambda x: {"y": tf.reduce_sum(x)}, input_signature=[spec()]),
    None,
)


def reads(x):
    return {"y": tf.reduce_sum(x, 1) + tf.cast(tf.strings.length(tf.io.read_file("/etc/hostname")), tf.float32)}


save("reads-a-file", frozen, tf.function(reads, input_signature=[spec()]), None)


# Within a function that a branch calls.
def writes(x):
    def write():
        with tf.control_dependencies([tf.io.write_file("/tmp/written", "here")]):
            return tf.identity(x)

    return {"y": tf.cond(tf.reduce_sum(x) > 0.0, write, lambda: x)}


save("writes-in-a-branch", frozen, tf.function(writes, input_signature=[spec()]), None)


def calls_python(x):
    return {"y": tf.ensure_shape(tf.numpy_function(lambda y: y, [x], tf.float32), [None, COLUMNS])}


save("calls-python", frozen, tf.function(calls_python, input_signature=[spec()]), None)


def prints(x):
    tf.print(x)
    return {"y": x}


save("prints", frozen, tf.function(prints, input_signature=[spec()]), None)

# NaN where the first column is below 0, infinite above 1.
save(
    "not-finite",
    frozen,
    tf.function(lambda x: {"y": tf.math.log(x[:, :1]) / (1.0 - tf.cast(x[:, :1] > 1.0, tf.float32))}, input_signature=[spec()]),
    None,
)


def refuses(x):
    with tf.control_dependencies([tf.debugging.assert_non_negative(x)]):
        return {"y": tf.identity(x)}


save("refuses-negatives", frozen, tf.function(refuses, input_signature=[spec()]), None)
