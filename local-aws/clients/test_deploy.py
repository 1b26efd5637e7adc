"""The calls of deploy/README.md by the AWS CLI on the packaged program: an endpoint of many models, a model that is
published, an update and the way back."""

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

from program import ROOT, Program
from walk import Cli, Walk

ACCOUNT, REGION = "123456789012", "eu-central-1"
ORDERS = 2000
ENDPOINT = "tandem-multi-model"
ORDER = os.path.join(ROOT, "examples/online-retail/order.json")


@unittest.skipUnless(shutil.which("aws"), "skipped: the AWS CLI is not installed")
class DeployTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.program = cls.enterClassContext(Program(options=f"--account {ACCOUNT} --region {REGION}"))
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.environment = {**os.environ, "AWS_ENDPOINT_URL": cls.program.address, "AWS_PAGER": "",
                           "AWS_CONFIG_FILE": os.devnull, "AWS_ACCESS_KEY_ID": "local",
                           "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": REGION}
        cls.program.put_orders(ORDERS)
        cls.train()

    @classmethod
    def train(cls):
        """By the requests of the example: features, vectors, a model of few trees."""
        walk = Walk(Cli("sagemaker", cls.program.address, cls.environment), "")
        models = os.path.join(cls.program.s3, "shop-models")
        os.makedirs(os.path.join(models, "features"))
        os.makedirs(os.path.join(models, "model"))
        run = cls.job(walk, "training", "online-retail/features-training-job.json")
        shutil.copy(os.path.join(models, f"jobs/{run}/output/model.tar.gz"), os.path.join(models, "features"))
        walk.call("create_model", **request("online-retail/training-vectors-model.json"))
        cls.job(walk, "transform", "online-retail/training-vectors-job.json")
        job = "online-retail/model-training-job.json"
        hyperparameters = {**request("online-retail/hyperparameters.json"), "num_round": "3"}
        channels = request(job)["InputDataConfig"][:2]
        run = cls.job(walk, "training", job, HyperParameters=hyperparameters, InputDataConfig=channels)
        shutil.copy(os.path.join(models, f"jobs/{run}/output/model.tar.gz"), os.path.join(models, "model"))

    @staticmethod
    def job(walk, kind, file, **other):
        asked = {**request(file), **other}
        name = kind.capitalize() + "JobName"
        walk.call(f"create_{kind}_job", **asked)
        ended = walk.until(f"describe_{kind}_job", kind.capitalize() + "JobStatus",
                           ("Completed", "Failed", "Stopped"), **{name: asked[name]})
        assert ended[kind.capitalize() + "JobStatus"] == "Completed", ended
        return asked[name]

    def aws(self, *words):
        return self.bash(shlex.join(("aws", *words)))

    def bash(self, commands):
        ended = subprocess.run(["bash", "-ec", commands], env=self.environment, cwd=self.folder, encoding="utf-8",
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        self.assertEqual(0, ended.returncode, ended.stdout)
        return ended.stdout

    def test_the_calls_of_the_readme(self):
        """In a folder of their own, as they write files."""
        asked = ["aws", "s3api", "put-object", "--bucket=b", "--key=k", "--if-none-match=*", "--generate-cli-skeleton"]
        if subprocess.run(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
            self.skipTest("skipped: this AWS CLI cannot write only where nothing is, as scripts/publish-model does")
        for name in "sagemaker-multi-model.json", "deploy", "scripts":
            os.symlink(os.path.join(ROOT, name), os.path.join(self.folder, name))
        create, publish = blocks("Many models on one endpoint")
        self.bash(publish.replace("job/model.tar.gz", os.path.join(self.program.s3, "shop-models/model/model.tar.gz")))
        self.bash(create)
        self.aws("sagemaker-runtime", "invoke-endpoint", "--endpoint-name", ENDPOINT, "--target-model",
                 "eu/churn-7.tar.gz", "--content-type", "application/json", "--body", "fileb://" + ORDER, "answer.json")
        self.assertRegex(read(os.path.join(self.folder, "answer.json")), r'"probability":0\.\d+')
        self.assertIn("/variant/main", self.aws("application-autoscaling", "describe-scaling-policies",
                                                "--service-namespace", "sagemaker"))

        other = json.loads(read(os.path.join(self.folder, "shop-endpoint-config.json")))
        other["EndpointConfigName"] = "shop-7-serving"
        self.aws("sagemaker", "create-endpoint-config", "--cli-input-json", json.dumps(other))
        self.aws("sagemaker", "update-endpoint", "--endpoint-name", ENDPOINT, "--endpoint-config-name", "shop-7-serving")
        self.assertEqual("shop-7-serving", self.serves())

        [back] = blocks("Roll back")
        self.assertIn("shop-7-serving", self.bash(
            back.replace("--endpoint-name shop", "--endpoint-name " + ENDPOINT).replace("shop-6-serving", ENDPOINT)))
        self.assertEqual(ENDPOINT, self.serves())

    def serves(self):
        self.aws("sagemaker", "wait", "endpoint-in-service", "--endpoint-name", ENDPOINT)
        return json.loads(self.aws("sagemaker", "describe-endpoint", "--endpoint-name", ENDPOINT))["EndpointConfigName"]


def blocks(title):
    """The calls below a title of deploy/README.md."""
    section = read(os.path.join(ROOT, "deploy/README.md")).split(f"\n## {title}\n")[1].split("\n## ")[0]
    return re.findall("```\n(.*?)```", section, re.S)


def filled_in(text):
    filled = {"111122223333": ACCOUNT, "eu-west-1": REGION, "s3://tandem-models/": "s3://shop-models/"}
    for example, own in filled.items():
        text = text.replace(example, own)
    return text


def request(file):
    return json.loads(filled_in(read(os.path.join(ROOT, "examples", file))))


def read(file):
    with open(file, encoding="utf-8") as opened:
        return opened.read()


if __name__ == "__main__":
    unittest.main()
