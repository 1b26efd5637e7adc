"""scripts/workflow run on this machine, with the orders of the example: what it makes, what a second run does, and a
model that is worse than the one that serves."""

import glob
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import unittest

from by_hand import Steps

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EXAMPLE = "examples/online-retail"
OBJECTS = {
    "features.json": "s3://tandem-orders/definition/features.json",
    "evaluation.json": "s3://tandem-orders/definition/evaluation.json",
    "train.jsonl.gz": "s3://tandem-orders/training/train.jsonl.gz",
    "validation.jsonl.gz": "s3://tandem-orders/training/validation.jsonl.gz",
    "later.jsonl.gz": "s3://tandem-orders/later/later.jsonl.gz"}
LONGEST = 600


class RunTest(unittest.TestCase):

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def run_workflow(self, change=lambda order: None, put=OBJECTS, *arguments):
        """Status and what it said. Objects are files of the example, or of other folders by their paths."""
        with open(os.path.join(ROOT, "workflow/demo-input.json"), encoding="utf-8") as file:
            order = json.load(file)
        change(order)
        given = os.path.join(self.folder, "input.json")
        with open(given, "w", encoding="utf-8") as file:
            json.dump(order, file)
        puts = [word for name, uri in put.items() for word in ("--put", "%s=%s" % (os.path.join(EXAMPLE, name), uri))]
        ended = subprocess.run(
            ["scripts/workflow", "run", "--input", given, "--s3", os.path.join(self.folder, "s3"), "--state",
             os.path.join(self.folder, "state"), "--port", "0", "--once", *puts, *arguments],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=LONGEST)
        return ended.returncode, ended.stdout

    def test_serves_what_the_steps_by_hand_make_and_a_worse_model_does_not_take_its_place(self):
        status, said = self.run_workflow()
        self.assertEqual(0, status, said)
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as readme:
            answer = re.search(r'^\{"predictions":.*\}$', readme.read(), re.M)[0]
        self.assertIn("the answer to the order: %s\n" % answer, said)
        serving = re.search("endpoint tandem-pipeline serves (.*) \\(", said)[1]

        status, again = self.run_workflow()
        self.assertEqual(0, status, again)
        self.assertIn("nothing has changed since the run that is shown\n", again)
        self.assertIn("serves %s (" % serving, again)

        def worse(order):
            with open(os.path.join(ROOT, EXAMPLE, "hyperparameters-old.json"), encoding="utf-8") as file:
                order["hyperparameters"] = json.load(file)

        status, refused = self.run_workflow(worse)
        self.assertEqual(1, status, refused)
        self.assertRegex(refused, r"\nGateNotHeld: failed \d of 4 gates; endpoint tandem-pipeline is left as it is")
        with open(os.path.join(self.folder, "state/endpoint/tandem-pipeline.json"), encoding="utf-8") as file:
            self.assertEqual(serving, json.load(file)["Description"]["EndpointConfigName"])

        self.markets()

    def markets(self):
        """One market that is broken stops no other: each has the feature set of the endpoint."""
        [features] = glob.glob(os.path.join(self.folder, "s3/tandem-models/runs/*/*-features/output/model.tar.gz"))[:1]
        gates = os.path.join(self.folder, "gates.json")
        with open(os.path.join(ROOT, EXAMPLE, "evaluation.json"), encoding="utf-8") as file:
            definition = {**json.load(file), "gates": [{"figure": "roc_auc", "at_least": 0.6}]}
        with open(gates, "w", encoding="utf-8") as file:
            json.dump(definition, file)

        def by_market(order):
            records = {name: order.pop(name) for name in ("records", "train", "validation", "later")}
            order["hyperparameters"]["num_round"] = "10"
            order.update(
                features="s3://tandem-models/shared/features.tar.gz", publish="s3://tandem-models/models/",
                evaluation="s3://tandem-orders/definition/gates.json",
                markets=[{"market": "gb", **records}, {"market": "fr", **records, "validation": "none.jsonl.gz"}])

        status, said = self.run_workflow(by_market, {
            **OBJECTS, features: "s3://tandem-models/shared/features.tar.gz",
            gates: "s3://tandem-orders/definition/gates.json"})
        self.assertEqual(1, status, said)
        self.assertRegex(said, "\nMarketsBroke: fr: ")
        published = os.path.join(self.folder, "s3/tandem-models/models")
        self.assertEqual(["gb"], os.listdir(published), said)

    def test_what_cannot_be_a_run_is_said_in_a_line(self):
        for put, arguments, expected in (
                ({"nothing.json": "s3://bucket/key"}, (), "nothing.json=s3://bucket/key: there is no such file"),
                ({}, ("--stop-after", "Nothing"), "--stop-after Nothing: there is no such state"),
                ({}, ("--input", "nothing.json"), "--input nothing.json: ")):
            with self.subTest(expected):
                status, said = self.run_workflow(lambda order: None, put, *arguments)
                self.assertEqual(1, status, said)
                self.assertRegex(said, r"\Ascripts/workflow: .*%s.*\n\Z" % re.escape(expected))

    def test_an_object_that_is_missing_is_said_before_the_first_job(self):
        status, said = self.run_workflow(put={name: uri for name, uri in OBJECTS.items() if name != "later.jsonl.gz"})

        self.assertEqual(1, status, said)
        self.assertIn("InputMissing: there is no object at s3://tandem-orders/later/later.jsonl.gz\n", said)
        self.assertNotIn("FitFeatures", said)

    def test_a_run_that_is_stopped_goes_on_where_it_was(self):
        def other(order):
            order["endpoint"] = "stopped"

        status, said = self.run_workflow(other, OBJECTS, "--stop-after", "Vectors")
        self.assertEqual(0, status, said)
        self.assertIn("aborted", said)
        self.assertNotIn("TrainModel", said)

        status, said = self.run_workflow(other)
        self.assertEqual(0, status, said)
        self.assertIn("ended as aborted: it goes on there\n", said)
        jobs = os.listdir(os.path.join(self.folder, "state/training-job"))
        self.assertEqual(1, sum("-features" in job for job in jobs), jobs)


class DemoTest(unittest.TestCase):
    """scripts/demo, and the same steps by hand."""

    def demo(self):
        ended = subprocess.run(["scripts/demo", "--once", "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, encoding="utf-8", timeout=LONGEST)
        self.assertEqual(0, ended.returncode, ended.stdout)
        return ended.stdout

    def test_makes_what_the_steps_by_hand_make(self):
        shutil.rmtree(os.path.join(ROOT, "target/demo"), ignore_errors=True)
        said = self.demo()
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as readme:
            answer = re.search(r'^\{"predictions":.*\}$', readme.read(), re.M)[0]
        self.assertIn("the answer:\n%s\n" % answer, said)
        self.assertRegex(said, r"\nFigure +Old +New +Difference +95 % interval +Says\nROC AUC +0\.\d{4} +0\.\d{4} ")
        self.assertIn("\nverdict: passed all 4 gates\nreport: target/demo/report/report.html\n", said)
        made = os.path.join(ROOT, "target/demo/s3")

        by_hand = Steps(self.enterContext(tempfile.TemporaryDirectory()))
        by_hand.all()
        for key in ("training-vectors/train.jsonl.gz.out", "training-vectors/validation.jsonl.gz.out",
                    "later-predictions/later.jsonl.gz.out", "later-predictions-old/later.jsonl.gz.out"):
            self.assertEqual(content(by_hand.s3, "tandem-orders", key), content(made, "tandem-orders", key), key)
        for key in "features", "model", "old-model":
            archive = "tandem-models/%s/model.tar.gz" % key
            self.assertEqual(unpacked(by_hand.s3, archive), unpacked(made, archive), key)
        report = "tandem-models/evaluation/report"
        self.assertEqual(content(by_hand.s3, report, "verdict.json"), content(ROOT, "target/demo/report/verdict.json"))
        expected, found = (json.loads(content(*where)) for where in (
            (by_hand.s3, report, "report.json"), (ROOT, "target/demo/report/report.json")))
        # Of the archives, which hold when they were made.
        sums = expected["data"]["sha256"], found["data"]["sha256"]
        for each in sums:
            self.assertTrue(each.pop("model") != each.pop("old_model"))
        self.assertEqual(expected, found)

        again = self.demo()
        self.assertIn("nothing has changed since the run that is shown\n", again)
        self.assertEqual(said.split("== how good is it?")[1].split("\ncurl")[0],
                         again.split("== how good is it?")[1].split("\ncurl")[0])
        self.assertIn("the answer:\n%s\n" % answer, again)


def content(*place):
    with open(os.path.join(*place), "rb") as file:
        return file.read()


def unpacked(*place):
    """Of an archive the files, by their names."""
    with tarfile.open(os.path.join(*place)) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}


if __name__ == "__main__":
    unittest.main()
