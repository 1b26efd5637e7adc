"""scripts/workbench with stubs of the build and of Java: python3 -m unittest discover -s scripts"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
# Writes down what it is called with, and makes what the programs would make.
JAVA = """#!/usr/bin/env python3
import json, os, sys
arguments = [argument for argument in sys.argv[1:] if not argument.startswith(("-XX:", "--sun-misc-"))]
base = os.environ.get("SAGEMAKER_BASE_DIR", "")
with open(os.environ["CALLS"], "a") as calls:
    calls.write(json.dumps([os.getcwd(), base, *arguments]) + "\\n")
program, command = os.path.basename(arguments[1]), arguments[2] if len(arguments) > 2 else ""
if command == os.environ.get("FAILS_AT", "none"):
    sys.exit("it failed")
if command == "fit":
    output = arguments[arguments.index("--output") + 1]
    os.makedirs(output)
    open(output + "/schema.json", "w").close()
if command == "extract":
    open(arguments[arguments.index("--output") + 1], "w").close()
if command == "train":
    os.makedirs(base + "/model")
    with open(base + "/input/config/hyperparameters.json") as given, open(base + "/model/xgboost-model", "w") as made:
        made.write(given.read())
sys.exit(7 if program == "workbench.jar" else 0)
"""


def write(name, text, executable=False):
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    if executable:
        os.chmod(name, 0o755)


class WorkbenchTest(unittest.TestCase):

    def setUp(self):
        self.outside = self.enterContext(tempfile.TemporaryDirectory())
        self.root = os.path.join(os.path.realpath(self.outside), "a folder")
        self.calls = os.path.join(self.outside, "calls")
        for name in "features.json", "train.jsonl.gz", "validation.jsonl.gz", "later.jsonl.gz":
            write(self.path("examples/online-retail", name), name)
        for pair in "", "-old":
            write(self.path("examples/online-retail/hyperparameters%s.json" % pair), "hyperparameters" + pair)
        for name in "feature-container", "model-container":
            write(self.path(name, "target/app/%s.jar" % name), name)
        write(self.path("scripts/build"), "#!/bin/sh\nexit ${BUILD_STATUS:-0}\n", True)
        write(self.path("scripts/jdk"), '#!/bin/sh\necho "%s"\n' % os.path.join(self.outside, "jdk"), True)
        write(os.path.join(self.outside, "jdk/bin/java"), JAVA, True)
        shutil.copy(os.path.join(ROOT, "scripts/workbench"), self.path("scripts"))

    def path(self, *names):
        return os.path.join(self.root, *names)

    def run_it(self, *arguments, **more):
        """The run, and the calls of Java in it: folder, base, arguments."""
        open(self.calls, "w", encoding="utf-8").close()
        ran = subprocess.run([self.path("scripts/workbench"), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                             cwd=self.outside, env={**os.environ, "CALLS": self.calls, **more})
        with open(self.calls, encoding="utf-8") as calls:
            return ran, [json.loads(line) for line in calls]

    def commands(self, calls):
        return [call[4] if os.path.basename(call[3]) != "workbench.jar" else "workbench" for call in calls]

    def test_without_arguments_it_makes_both_pairs_once_and_opens_them(self):
        ran, calls = self.run_it()

        self.assertEqual(7, ran.returncode, ran.stderr)
        self.assertEqual(["fit", "extract", "extract", "train", "train", "workbench"], self.commands(calls))
        self.assertEqual(["a folder/target/workbench/new", "--other", "a folder/target/workbench/old", "--orders",
                          "a folder/examples/online-retail/later.jsonl.gz", "--threshold", "0.2"], calls[-1][4:])
        self.assertEqual(os.path.realpath(self.outside), calls[-1][0])
        for pair, hyperparameters in ("new", "hyperparameters"), ("old", "hyperparameters-old"):
            with open(self.path("target/workbench", pair, "model/xgboost-model"), encoding="utf-8") as model:
                self.assertEqual(hyperparameters, model.read())
            self.assertTrue(os.path.exists(self.path("target/workbench", pair, "features/schema.json")))

        self.assertEqual(["workbench"], self.commands(self.run_it()[1]))

    def test_other_files_make_other_pairs(self):
        self.run_it()
        write(self.path("examples/online-retail/features.json"), "others")

        self.assertEqual(6, len(self.run_it()[1]))

    def test_what_failed_is_named_and_made_anew(self):
        ran, calls = self.run_it(FAILS_AT="train")

        self.assertEqual(1, ran.returncode)
        self.assertIn("scripts/workbench: model-container train failed; its last words are in target/workbench/log", ran.stderr)
        self.assertEqual("train", self.commands(calls)[-1])
        self.assertEqual(6, len(self.run_it()[1]))

    def test_arguments_are_passed_on_where_they_were_given(self):
        ran, calls = self.run_it("a pair", "--port", "0")

        self.assertEqual(7, ran.returncode)
        self.assertEqual([[os.path.realpath(self.outside), "", "-jar", self.path("workbench/target/app/workbench.jar"),
                           "a pair", "--port", "0"]], calls)

    def test_options_alone_are_those_of_the_bundled_pairs(self):
        ran, calls = self.run_it("--threshold=0.5", "--orders", "mine.jsonl")

        self.assertEqual(7, ran.returncode, ran.stderr)
        self.assertEqual(["a folder/target/workbench/new", "--other", "a folder/target/workbench/old", "--threshold=0.5",
                          "--orders", "mine.jsonl"], calls[-1][4:])

    def test_help_makes_no_pairs(self):
        self.assertEqual(["workbench"], self.commands(self.run_it("--help")[1]))

    def test_a_build_that_fails_is_the_end(self):
        ran, calls = self.run_it(BUILD_STATUS="3")

        self.assertEqual((1, []), (ran.returncode, calls))


if __name__ == "__main__":
    unittest.main()
