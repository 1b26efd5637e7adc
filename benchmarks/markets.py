"""How long a run of the workflow of many markets takes, for one market and for a dozen: python3 benchmarks/markets.py

Each market has the orders of examples/online-retail. scripts/build goes before.
"""

import glob
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from systems import ROOT

EXAMPLE = os.path.join(ROOT, "examples/online-retail")
OBJECTS = {
    "definition/features.json": "features.json", "definition/evaluation.json": "gates.json",
    "training/train.jsonl.gz": "train.jsonl.gz", "training/validation.jsonl.gz": "validation.jsonl.gz",
    "later/later.jsonl.gz": "later.jsonl.gz"}
ROUNDS = 3
MANY = 12


class Runs:

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(EXAMPLE, "evaluation.json"), encoding="utf-8") as file:
            self.write("gates.json", {**json.load(file), "gates": []})
        with open(os.path.join(ROOT, "workflow/demo-input.json"), encoding="utf-8") as file:
            self.order = json.load(file)

    def write(self, name, content):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            json.dump(content, file)

    def seconds(self, name, order, put):
        self.write("input.json", order)
        begin = time.monotonic()
        ended = subprocess.run(
            [os.path.join(ROOT, "scripts/workflow"), "run", "--once", "--port", "0", "--name", name,
             *("--%s=%s" % (kept, os.path.join(self.folder, kept)) for kept in ("s3", "state")),
             "--input", os.path.join(self.folder, "input.json"),
             *(word for uri, file in put.items() for word in ("--put", "%s=s3://%s" % (file, uri)))],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=600)
        if ended.returncode:
            sys.exit(ended.stdout)
        return time.monotonic() - begin

    def features(self):
        """The feature set that all markets share, from a run for one endpoint."""
        self.seconds("features", self.order, {
            "tandem-orders/" + key: os.path.join(self.folder if name == "gates.json" else EXAMPLE, name)
            for key, name in OBJECTS.items()})
        return glob.glob(os.path.join(self.folder, "s3/tandem-models/runs/*/*-features/output/model.tar.gz"))[0]

    def markets(self, name, features, count):
        order = dict(self.order)
        records = {member: order.pop(member) for member in ("records", "train", "validation", "later")}
        order.update(features="s3://tandem-models/shared/features.tar.gz", publish="s3://tandem-models/models/",
                     markets=[{"market": "m%d" % number, **records} for number in range(count)])
        return self.seconds(name, order, {"tandem-models/shared/features.tar.gz": features})


def main():
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(folder)
        features = runs.features()
        taken = {count: [runs.markets("r%d-%d" % (count, number), features, count) for number in range(ROUNDS)]
                 for count in (1, MANY)}
    for count, seconds in taken.items():
        print("%2d: %.1f s (%.1f-%.1f)" % (count, statistics.median(seconds), min(seconds), max(seconds)))
    print("times: %.1f" % (statistics.median(taken[MANY]) / statistics.median(taken[1])))


if __name__ == "__main__":
    main()
