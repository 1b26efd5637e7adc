"""scripts/deploy with the real AWS CLI against a stub of AWS on this machine: python3 -m unittest discover -s deploy

The CLI checks each request against its model of the service before it sends it, so the shapes are tested too.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

from stub_aws import ACCOUNT, StubAws

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT = os.path.join(ROOT, "scripts", "deploy")
MODEL = "sagemaker-pipeline-model.json"
CREATION = ["CreateModel", "CreateEndpointConfig", "CreateEndpoint", "RegisterScalableTarget", "PutScalingPolicy"]
# What a CLI command is called that makes such a call.
COMMANDS = ["create-model", "create-endpoint-config", "create-endpoint", "register-scalable-target",
            "put-scaling-policy"]
UPDATE = ["CreateModel", "CreateEndpointConfig", "AddTags", "UpdateEndpoint"]
ENDPOINT = "tandem-pipeline"
HISTORY = "tandem:deployed"


class DeployTest(unittest.TestCase):
    first = None

    def setUp(self):
        if shutil.which("aws") is None:
            self.fail("the AWS CLI (aws) is missing; Debian: apt-get install --no-install-recommends awscli")
        self.stub = StubAws()
        self.stub.__enter__()
        self.addCleanup(self.stub.__exit__)
        self.addCleanup(lambda: self.assertEqual([], self.stub.faults))
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        for file in (MODEL, "deploy/endpoint-config.json", "deploy/scalable-target.json", "deploy/scaling-policy.json"):
            shutil.copy(os.path.join(ROOT, file), self.folder)
        self.edit(MODEL, lambda text: text.replace("111122223333", ACCOUNT).replace("eu-west-1", "eu-central-1")
                  .replace("tandem-models", "shop-models"))

    def environment(self, **more):
        kept = {key: value for key, value in os.environ.items()
                if not key.startswith("AWS_") and not key.lower().endswith("_proxy")}
        return {**kept, "AWS_ENDPOINT_URL": self.stub.url, "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none",
                "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1", **more}

    def command(self, *arguments):
        return [sys.executable, SCRIPT, "--poll", "0.01", "--model", os.path.join(self.folder, MODEL),
                "--settings", self.folder, *arguments]

    def edit(self, name, change):
        path = os.path.join(self.folder, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(change(text))

    def change_model(self):
        self.edit(MODEL, lambda text: text.replace('"probability"', '"predicted_label"'))

    def change_instance_type(self):
        self.edit("endpoint-config.json", lambda text: text.replace("ml.m6i.large", "ml.c6i.xlarge"))

    def ended(self, *arguments, **environment):
        return subprocess.run(self.command(*arguments), env=self.environment(**environment), cwd=self.folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              encoding="utf-8", timeout=300)

    def deploy(self, *arguments):
        """Succeeds; what it printed."""
        ended = self.ended(*arguments)
        self.assertEqual((0, ""), (ended.returncode, ended.stderr))
        return ended.stdout

    def fails(self, *arguments, **environment):
        """Fails with one line; that line."""
        ended = self.ended(*arguments, **environment)
        self.assertEqual(1, ended.returncode, ended.stdout + ended.stderr)
        self.assertRegex(ended.stderr, r"\Ascripts/deploy: .+\n\Z")
        return ended.stderr

    def deployed(self):
        """A first deployment, made once for all tests; its configuration."""
        if DeployTest.first is None:
            self.deploy()
            DeployTest.first = self.stub.state()
            self.changes()
        self.stub.restore(DeployTest.first)
        return self.serving()

    def changes(self):
        """The names of the changing calls since the last time."""
        names = [operation for operation, _ in self.stub.changes()]
        self.stub.calls.clear()
        return names

    def serving(self):
        return self.stub.endpoints[ENDPOINT]["config"]

    def history(self):
        return next(tags[HISTORY] for arn, tags in self.stub.tags.items() if arn.endswith("endpoint/" + ENDPOINT)).split()

    # --- deploying

    def test_the_first_deployment_makes_all_and_says_how_to_call_it(self):
        said = self.deploy()

        made = dict(self.stub.changes())
        self.assertEqual(CREATION, self.changes())
        self.assertRegex(made["CreateModel"]["ModelName"], r"^tandem-pipeline-[0-9a-f]{10}$")
        self.assertEqual(["shop-models"], sorted({container["ModelDataUrl"].split("/")[2]
                                                  for container in made["CreateModel"]["Containers"]}))
        variant = made["CreateEndpointConfig"]["ProductionVariants"][0]
        self.assertEqual(made["CreateModel"]["ModelName"], variant["ModelName"])
        self.assertEqual([self.serving()], self.history())
        self.assertEqual("endpoint/tandem-pipeline/variant/main", made["PutScalingPolicy"]["ResourceId"])
        command = shlex.split(said.split("call it:\n")[1])
        subprocess.run(command, check=True, cwd=self.folder, env=self.environment(), stdout=subprocess.DEVNULL)
        path, content_type, body = self.stub.invocations.pop()
        self.assertEqual(("/endpoints/tandem-pipeline/invocations", "application/json"), (path, content_type))
        self.assertIn("shopping_cart", json.loads(body))

    def test_the_same_files_again_change_nothing(self):
        self.deployed()

        self.assertIn("nothing to change: endpoint tandem-pipeline serves what the files say", self.deploy())

        self.assertEqual([], self.changes())

    def test_another_name_is_another_endpoint(self):
        self.deployed()

        self.deploy("--endpoint", "shadow")

        self.assertEqual(CREATION[2:], self.changes())
        self.assertEqual({"endpoint/tandem-pipeline/variant/main", "endpoint/shadow/variant/main"},
                         set(self.stub.targets))

    def test_an_update_keeps_instances_and_can_be_rolled_back(self):
        first = self.deployed()
        self.change_model()

        self.deploy()

        second = self.serving()
        self.assertNotEqual(first, second)
        self.assertEqual([second, first], self.history())
        update = dict(self.stub.changes())["UpdateEndpoint"]
        self.assertIs(True, update["RetainAllVariantProperties"])
        self.assertNotIn("DesiredInstanceCount", str(update["ExcludeRetainedVariantProperties"]))
        self.assertEqual(UPDATE, self.changes())

        self.assertIn("back from %s to %s" % (second, first), self.deploy("--rollback"))
        self.assertEqual(["UpdateEndpoint"], self.changes())
        self.assertEqual(first, self.serving())
        self.assertIn("the last deployment, %s, is not in service, its predecessor %s is" % (second, first),
                      self.deploy("--rollback"))
        self.assertEqual([], self.changes())

        # The files still say the second: it comes back without being made again.
        self.deploy()
        self.assertEqual(["AddTags", "UpdateEndpoint"], self.changes())
        self.assertEqual((second, [second, first]), (self.serving(), self.history()))

    def test_a_first_deployment_has_nothing_to_go_back_to(self):
        first = self.deployed()
        self.assertIn("%s is the first configuration of tandem-pipeline: nothing to go back to" % first,
                      self.fails("--rollback"))
        self.assertIn("there is no endpoint other in eu-central-1", self.fails("--rollback", "--endpoint", "other"))
        self.assertEqual([], self.changes())

    def test_auto_scaling_gives_way_to_another_instance_type(self):
        self.deployed()
        self.change_instance_type()

        self.deploy()

        self.assertEqual(["CreateEndpointConfig", "DeregisterScalableTarget", "AddTags", "UpdateEndpoint",
                          "RegisterScalableTarget", "PutScalingPolicy"], self.changes())

    # --- dry run

    def test_a_dry_run_shows_the_calls_of_the_run_and_makes_none(self):
        said = self.deploy("--dry-run")
        self.assertEqual([], self.changes())
        self.assertIn("dry run: 5 changing calls shown, none made", said)

        self.deploy()

        self.assertEqual([request for _, request in self.stub.changes()], requests_in(said))

    def test_the_files_as_they_are_can_be_shown_only(self):
        for file in MODEL, "endpoint-config.json", "scalable-target.json", "scaling-policy.json":
            shutil.copy(os.path.join(ROOT, file if file == MODEL else "deploy/" + file), self.folder)

        self.assertIn("still has the account 111122223333 and the bucket tandem-models of the example: fill in account,"
                      " region and bucket", self.fails())
        # All five requests pass the CLI's validation.
        said = self.deploy("--dry-run")

        self.assertEqual(COMMANDS, re.findall(r"^aws [a-z-]+ ([a-z-]+) --region eu-west-1 ", said, re.MULTILINE))
        self.assertEqual([], self.stub.calls)

    def test_a_request_that_the_service_does_not_know_is_refused_by_the_cli(self):
        self.edit(MODEL, lambda text: text.replace('"Environment"', '"Envronment"', 1))

        for arguments in ("--dry-run",), ():
            self.assertRegex(self.fails(*arguments), 'create-model was refused: .*"Envronment"')
        self.assertEqual([], self.changes())

    # --- what goes wrong at AWS

    def test_a_failed_update_says_why_and_is_run_again(self):
        first = self.deployed()
        self.change_model()
        self.stub.fails.append("The model container did not pass the ping health check.")

        line = self.fails()

        self.assertRegex(line, r"tandem-pipeline-\w+ did not come into service, endpoint tandem-pipeline still serves %s: The"
                               r" model container did not pass the ping health check" % first)
        self.changes()
        self.deploy()
        self.assertEqual(["AddTags", "UpdateEndpoint"], self.changes())
        self.assertEqual([self.serving(), first], self.history())

    def test_a_failed_creation_says_why_and_what_to_do(self):
        self.stub.fails.append("Cannot pull the image")

        line = self.fails()

        self.assertIn("endpoint tandem-pipeline has failed: Cannot pull the image. SageMaker allows nothing but to delete"
                      " it: aws sagemaker delete-endpoint --region eu-central-1 --endpoint-name tandem-pipeline", line)

    def test_an_interrupted_run_is_gone_on_with(self):
        self.stub.looks = 10 ** 6
        run = subprocess.Popen(self.command(), env=self.environment(), cwd=self.folder, encoding="utf-8",
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        with run:
            self.addCleanup(run.kill)
            while "is Creating" not in (line := run.stdout.readline()):
                self.assertTrue(line, "ended without waiting")
            # As the terminal does, to the CLI too.
            os.killpg(run.pid, signal.SIGINT)
            said = run.communicate(timeout=60)[1]
        self.assertEqual((130, "scripts/deploy: interrupted; what has begun goes on at AWS: run again\n"),
                         (run.returncode, said))
        self.changes()
        self.assertIn("endpoint tandem-pipeline is still Creating after 0 s; AWS goes on with it: run again to wait on",
                      self.fails("--timeout", "0"))

        self.stub.endpoints[ENDPOINT]["looks"] = 1
        self.deploy()

        self.assertEqual(CREATION[3:], self.changes())

    def test_a_refused_call_is_passed_on_and_gone_on_from(self):
        self.stub.refuses = {"CreateEndpoint": (
            "AccessDeniedException", "User: arn:aws:iam::1:user/me is not authorized to perform: sagemaker:CreateEndpoint")}
        self.assertRegex(self.fails(), r"create-endpoint was refused: An error occurred \(AccessDeniedException\) when"
                                       " calling the CreateEndpoint operation.*: User: arn:aws:iam::1:user/me is not")
        self.assertEqual(CREATION[:3], self.changes())
        self.stub.refuses = {"PutScalingPolicy": ("ThrottlingException", "Rate exceeded")}
        self.assertIn("(ThrottlingException)", self.fails())
        self.assertEqual(CREATION[2:], self.changes())
        self.stub.refuses = {}

        self.deploy()

        self.assertEqual(["PutScalingPolicy"], self.changes())

    def test_what_may_not_be_read_is_not_taken_for_absent(self):
        self.stub.refuses = {"DescribeEndpoint": ("AccessDeniedException", "Could not find a policy that allows this")}

        self.assertIn("describe-endpoint was refused: An error occurred (AccessDeniedException)", self.fails())
        self.assertEqual([], self.changes())

    def test_an_endpoint_in_an_unknown_state_is_left_alone(self):
        self.deployed()
        self.stub.endpoints[ENDPOINT].update(status="UpdateRollbackFailed", reason="both went wrong")

        self.assertIn("endpoint tandem-pipeline is UpdateRollbackFailed, not InService: both went wrong", self.fails())
        self.assertEqual([], self.changes())

    # --- what is wrong before anything is changed

    def test_another_account(self):
        self.edit(MODEL, lambda text: text.replace(ACCOUNT, "999999999999"))
        self.assertIn("the credentials are for account %s, the model's role is in 999999999999" % ACCOUNT, self.fails())
        self.assertEqual([], self.changes())

    def test_wrong_files_are_one_line_and_call_nothing(self):
        for said, file, change in (
                ("is not JSON: .* line 1", MODEL, lambda text: "{,"),
                ("is not a JSON object", MODEL, lambda text: "[]"),
                ("neither Containers nor PrimaryContainer says what to run", MODEL,
                 lambda text: text.replace('"Containers"', '"Other"')),
                ("an Image is not ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG, or not all have one region", MODEL,
                 lambda text: text.replace("eu-central-1", "eu-west-2", 1)),
                ("an Image is not ACCOUNT.dkr", MODEL, lambda text: text.replace(ACCOUNT + ".dkr", "dkr", 1)),
                ("ExecutionRoleArn is not arn:aws:iam::ACCOUNT:role/NAME", MODEL, lambda text: text.replace(":role/", ":")),
                ("ModelName must be letters, digits and hyphens, at most 52", MODEL,
                 lambda text: text.replace("tandem-pipeline", "tandem_pipeline")),
                ("no variant has the ModelName of", "endpoint-config.json",
                 lambda text: text.replace('"ModelName": "tandem-pipeline"', '"ModelName": "other"')),
                ("ResourceId is not endpoint/NAME/variant/VARIANT with a variant of", "scalable-target.json",
                 lambda text: text.replace("variant/main", "variant/blue"))):
            with self.subTest(said):
                with open(os.path.join(self.folder, file), encoding="utf-8") as opened:
                    right = opened.read()
                self.edit(file, change)
                self.assertRegex(self.fails(), said)
                self.assertEqual([], self.stub.calls)
                self.edit(file, lambda _: right)
        self.assertIn("is no name of an endpoint: letters, digits and hyphens", self.fails("--endpoint", "a_b"))
        os.remove(os.path.join(self.folder, "scaling-policy.json"))
        self.assertIn("scaling-policy.json: No such file or directory", self.fails())

    def test_nobody_to_call(self):
        self.assertIn("no AWS credentials: run aws configure, or set AWS_PROFILE",
                      self.fails(AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY=""))
        self.assertIn("the AWS CLI is missing (Debian: apt-get install awscli)", self.fails(PATH=self.folder))
        self.assertIn("get-caller-identity was refused: Could not connect to the endpoint URL",
                      self.fails(AWS_ENDPOINT_URL="http://127.0.0.1:1"))


def requests_in(dry_run):
    """The requests of the calls that a dry run printed, as commands of the shell."""
    commands = dry_run[dry_run.index("aws "):dry_run.index("dry run:")].split("\n\n")
    return [json.loads(shlex.split(command)[-1]) for command in commands if command.startswith("aws ")]


if __name__ == "__main__":
    unittest.main()
