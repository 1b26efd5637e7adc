"""The requests of this folder and of the repository's root by the real AWS CLI, which checks each before it looks for the
service, which is not there."""

import os
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CALLS = {
    "sagemaker-pipeline-model.json": ("sagemaker", "create-model"),
    "sagemaker-multi-model.json": ("sagemaker", "create-model"),
    "deploy/evaluation-job.json": ("sagemaker", "create-processing-job"),
    **{folder + "/endpoint-config.json": ("sagemaker", "create-endpoint-config")
       for folder in ("deploy", "deploy/multi-model")},
    **{folder + "/scalable-target.json": ("application-autoscaling", "register-scalable-target")
       for folder in ("deploy", "deploy/multi-model")},
    **{folder + "/scaling-policy.json": ("application-autoscaling", "put-scaling-policy")
       for folder in ("deploy", "deploy/multi-model")}}


class RequestsTest(unittest.TestCase):

    def call(self, service, operation, text):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(text)
            file.flush()
            return subprocess.run(
                ["aws", service, operation, "--cli-input-json", "file://" + file.name, "--region", "eu-west-1",
                 "--endpoint-url", "http://127.0.0.1:9"], stderr=subprocess.PIPE, encoding="utf-8",
                env={**os.environ, "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
                     "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true"}).stderr

    def test_each_file_is_one_of_the_service(self):
        for file, call in CALLS.items():
            with self.subTest(file), open(os.path.join(ROOT, file), encoding="utf-8") as opened:
                request = opened.read()
                self.assertIn("Could not connect", self.call(*call, request))
        self.assertRegex(self.call(*call, request.replace("PolicyType", "PolicyKind")), 'Unknown parameter.*"PolicyKind"')

    def test_each_file_has_its_call(self):
        found = {os.path.relpath(os.path.join(folder, file), ROOT)
                 for folder, _, files in os.walk(os.path.join(ROOT, "deploy")) for file in files
                 if file.endswith(".json")}
        self.assertEqual(found, {file for file in CALLS if file.startswith("deploy/")})


if __name__ == "__main__":
    unittest.main()
