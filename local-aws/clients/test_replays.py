"""Clients that are not at hand, against the packaged program: a file of replays/ each, its steps in their order."""

import glob
import json
import os
import unittest

from program import Program
from replay import RawClient, Replay
from walk import ENDED, Walk

REPLAYS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "replays")
ORDERS = 200


def client(name):
    with open(os.path.join(REPLAYS, name), encoding="utf-8") as file:
        return json.load(file)


class ReplaysTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.program = cls.enterClassContext(Program())
        cls.program.put_orders(ORDERS)

    def test_terraform_creates_reads_updates_and_destroys(self):
        walk = Walk(RawClient(self.program), "terraform-")
        walk.call("create_training_job", **walk.training_job("for-terraform"))
        ended = walk.until("describe_training_job", "TrainingJobStatus", ENDED, TrainingJobName="for-terraform")
        artifact = ended["ModelArtifacts"]["S3ModelArtifacts"]
        Replay(client("terraform.json"), self.program, {"artifact": artifact}).run()

    def test_the_sagemaker_sdk_trains_deploys_and_transforms(self):
        Replay(client("sagemaker-sdk.json"), self.program, {}).run()

    def test_other_words_and_other_values_are_not_what_the_clients_wait_for(self):
        for step in (
                {"operation": "SageMaker.DescribeEndpoint", "request": {"EndpointName": "none"},
                 "fails": {"code": "ValidationException", "message": "Could not find endpoint configuration"}},
                {"operation": "SageMaker.DescribeModel", "request": {"ModelName": "none"},
                 "fails": {"code": "ResourceNotFound"}},
                {"operation": "SageMaker.DescribeModel", "request": {"ModelName": "none"},
                 "finds": {"ModelName": None}},
                {"operation": "SageMaker.ListModels", "request": {}, "fails": {"code": "ValidationException"}},
                {"operation": "SageMaker.ListModels", "request": {}, "pending": {"Models.99": {"matches": ""}},
                 "finds": {"Models": "none"}},
                {"service": "sts", "method": "POST", "path": "/", "form": {"Action": "GetCallerIdentity"},
                 "finds": {"GetCallerIdentityResult.Account": "999999999999"}}):
            with self.subTest(step), self.assertRaisesRegex(AssertionError, "would not be content"):
                Replay({"headers": {}, "steps": [step]}, self.program, {}).run()

    def test_each_client_names_its_source_and_has_a_test(self):
        names = sorted(os.path.basename(path) for path in glob.glob(os.path.join(REPLAYS, "*.json")))
        self.assertEqual(["sagemaker-sdk.json", "terraform.json"], names)
        for name in names:
            source = client(name)["source"]
            self.assertRegex(source["repository"], "^https://github.com/")
            self.assertRegex(source["commit"], "^[0-9a-f]{40}$")


if __name__ == "__main__":
    unittest.main()
