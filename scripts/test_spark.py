"""scripts/spark from training records to an endpoint that serves what it made: python3 -m unittest discover -s scripts"""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EXAMPLE = os.path.join(ROOT, "examples", "german-credit")
PATIENCE_SECONDS = 300
sys.dont_write_bytecode = True


def run(*command, **environment):
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", cwd=ROOT,
                         env={**os.environ, **environment}, timeout=PATIENCE_SECONDS)
    if ran.returncode:
        raise AssertionError("%s: %s" % (" ".join(command), ran.stdout))
    return ran.stdout.strip()


class SparkTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.records = os.path.join(EXAMPLE, "records.jsonl.gz")
        cls.made = cls.train_data("made", cls.records)
        cls.java = os.path.join(run("scripts/jdk"), "bin", "java")
        cls.model = cls.train()
        with gzip.open(cls.records, "rt", encoding="utf-8") as lines:
            cls.applications = [json.loads(line)["application"] for line, _ in zip(lines, range(20))]

    @classmethod
    def path(cls, *names):
        return os.path.join(cls.folder, *names)

    @classmethod
    def train_data(cls, name, records):
        run("scripts/spark", "train-data", "--definition", os.path.join(EXAMPLE, "features.json"), "--input", records, "--output",
            cls.path(name), "--partitions", "3")
        return cls.path(name)

    @classmethod
    def train(cls):
        """A training job's folder, whose channels are what Spark wrote, with all that stands beside it."""
        job = cls.path("job")
        os.makedirs(os.path.join(job, "model"))
        os.makedirs(os.path.join(job, "input", "config"))
        shutil.copytree(os.path.join(cls.made, "vectors"), os.path.join(job, "input", "data", "train"))
        shutil.copytree(os.path.join(cls.made, "features"), os.path.join(job, "input", "data", "features"))
        with open(os.path.join(job, "input", "config", "hyperparameters.json"), "w", encoding="utf-8") as file:
            json.dump({"objective": "binary:logistic", "num_round": "20", "max_depth": "3"}, file)
        run(cls.java, "-jar", "model-container/target/app/model-container.jar", "train", SAGEMAKER_BASE_DIR=job)
        return os.path.join(job, "model")

    def endpoint(self, name, features):
        """The address of an endpoint with both containers, until the test ends."""
        models = self.path(name, "tandem-models")
        os.makedirs(os.path.join(models, "features"))
        os.makedirs(os.path.join(models, "model"))
        shutil.copy(os.path.join(features, "model.tar.gz"), os.path.join(models, "features"))
        with tarfile.open(os.path.join(models, "model", "model.tar.gz"), "w:gz") as archive:
            archive.add(self.model, ".")
        process = subprocess.Popen(
            [self.java, "-jar", "local-sagemaker/target/app/local-sagemaker.jar", "endpoint", "--model", "sagemaker-pipeline-model.json",
             "--image", "tandem-features=feature-container/target/app/feature-container.jar",
             "--image", "tandem-model=model-container/target/app/model-container.jar", "--s3", self.path(name), "--port", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", cwd=ROOT)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        said = []
        for line in process.stdout:
            said.append(line)
            found = re.search(r"listening on (http://[0-9.:]+)", line)
            if found:
                return found.group(1) + "/invocations"
        raise AssertionError("the endpoint did not start: " + "".join(said))

    def call(self, address, body):
        request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def test_a_model_of_its_vectors_is_served_with_its_features(self):
        address = self.endpoint("own", os.path.join(self.made, "features"))

        answers = [self.call(address, application) for application in self.applications]

        self.assertEqual({200}, {status for status, _ in answers}, answers)
        risks = {answer["predictions"][0]["probability"] for _, answer in answers}
        self.assertTrue(len(risks) > 10 and all(0 < risk < 1 for risk in risks), risks)

    def test_a_feature_set_of_other_records_is_refused_by_that_model(self):
        with gzip.open(self.records) as lines, open(self.path("fewer.jsonl"), "wb") as fewer:
            fewer.writelines(line for line, _ in zip(lines, range(300)))
        others = self.train_data("others", self.path("fewer.jsonl"))
        address = self.endpoint("foreign", os.path.join(others, "features"))

        status, answer = self.call(address, self.applications[0])

        self.assertEqual(424, status, answer)
        self.assertIn("schema_mismatch", answer)


if __name__ == "__main__":
    unittest.main()
