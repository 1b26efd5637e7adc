"""scripts/deploy with the real AWS CLI against a stub of AWS on this machine: python3 -m unittest discover -s deploy

The CLI checks each request against its model of the service before it sends it, so the requests are tested too.
"""

import copy
import itertools
import json
import os
import runpy
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

from stub_aws import READING, StubAws

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT = os.path.join(ROOT, "scripts", "deploy")
MODEL, CONFIG, TARGET, POLICY = (
    "sagemaker-pipeline-model.json", "endpoint-config.json", "scalable-target.json", "scaling-policy.json")
FILLED_IN = {"111122223333": "123456789012", "eu-west-1": "eu-central-1", "s3://tandem-models/": "s3://shop-models/"}
ENDPOINT = "tandem-pipeline"
RESOURCE = "endpoint/tandem-pipeline/variant/main"
CREATION = ["CreateModel", "CreateEndpointConfig", "CreateEndpoint", "RegisterScalableTarget", "PutScalingPolicy"]

# What AWS holds after a first deployment, which most tests begin with: scripts/deploy is run for it once.
deployed_once = {}


class DeployTest(unittest.TestCase):
    """A stub, and a folder with the files as they are in the repository, account, region and bucket filled in."""

    @classmethod
    def setUpClass(cls):
        if not shutil.which("aws"):
            raise AssertionError("the AWS CLI is missing (Debian: apt-get install --no-install-recommends awscli)")

    def setUp(self):
        self.stub = self.enterContext(StubAws())
        self.addCleanup(lambda: self.assertEqual([], self.stub.faults))
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        for file in CONFIG, TARGET, POLICY:
            shutil.copy(os.path.join(ROOT, "deploy", file), self.folder)
        text = read(os.path.join(ROOT, MODEL))
        for example, own in FILLED_IN.items():
            text = text.replace(example, own)
        self.write(MODEL, text)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def edit(self, name, change):
        request = json.loads(read(self.path(name)))
        change(request)
        self.write(name, json.dumps(request))

    def set_output(self, output):
        """Another model."""
        self.edit(MODEL, lambda model: model["Containers"][1]["Environment"].update(SAGEMAKER_INFERENCE_OUTPUT=output))

    def set_variant(self, **values):
        self.edit(CONFIG, lambda config: config["ProductionVariants"][0].update(values))

    def environment(self, **more):
        """Nothing of this user's AWS configuration, and no proxies. The home folder may hold aliases and log-ins."""
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith("AWS_") and not name.lower().endswith("_proxy")}
        return {**kept, "HOME": self.folder, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1", "AWS_ENDPOINT_URL": self.stub.url,
                "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", **more}

    def command(self, *arguments):
        return [sys.executable, SCRIPT, "--poll", "0.01", "--model", self.path(MODEL), "--settings", self.folder,
                *arguments]

    def ended(self, *arguments, **environment):
        return subprocess.run(self.command(*arguments), env=self.environment(**environment), cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=300)

    def deploy(self, *arguments, **environment):
        """Succeeds; what it printed."""
        ended = self.ended(*arguments, **environment)
        self.assertEqual((0, ""), (ended.returncode, ended.stderr))
        return ended.stdout

    def fails(self, *arguments, status=1, **environment):
        """Fails with one line; that line."""
        ended = self.ended(*arguments, **environment)
        self.assertEqual(status, ended.returncode, ended.stdout + ended.stderr)
        self.assertRegex(ended.stderr, r"\Ascripts/deploy: .+\n\Z")
        return ended.stderr

    def changes(self):
        """The operations that changed something since the last call of this; self.requests has their requests."""
        changes = [call for call in self.stub.calls if not call[0].startswith(READING)]
        self.stub.calls.clear()
        self.requests = dict(changes)
        return [operation for operation, _ in changes]

    def serving(self, endpoint=ENDPOINT):
        self.assertEqual("InService", self.stub.state["endpoints"][endpoint]["status"])
        return self.stub.state["endpoints"][endpoint]["config"]

    def scaled(self):
        return [*self.stub.state["targets"], *self.stub.state["policies"]]

    def deployed(self):
        """AWS as after a first deployment; the name of the configuration that is in service."""
        if not deployed_once:
            self.deploy()
            deployed_once.update(self.stub.state)
        self.stub.state = copy.deepcopy(deployed_once)
        self.stub.calls.clear()
        return self.serving()

    def history(self):
        [tags] = self.stub.state["tags"].values()
        return tags["tandem:deployed"].split()


class FirstDeploymentTest(DeployTest):

    def test_creates_what_the_files_say_as_the_dry_run_has_shown(self):
        shown = calls_in(self.deploy("--dry-run"))
        self.assertEqual([], self.changes())
        self.stub.looks = 1

        said = self.deploy()

        deployed_once.update(copy.deepcopy(self.stub.state))
        self.assertEqual(CREATION, self.changes())
        self.assertEqual([("create-model", self.requests["CreateModel"]),
                          ("create-endpoint-config", self.requests["CreateEndpointConfig"]),
                          ("create-endpoint", self.requests["CreateEndpoint"]),
                          ("register-scalable-target", self.requests["RegisterScalableTarget"]),
                          ("put-scaling-policy", self.requests["PutScalingPolicy"])], shown)
        model, config = self.requests["CreateModel"], self.requests["CreateEndpointConfig"]
        self.assertRegex(model["ModelName"], r"\Atandem-pipeline-[0-9a-f]{10}\Z")
        self.assertEqual({**json.loads(read(self.path(MODEL))), "ModelName": model["ModelName"]}, model)
        self.assertNotRegex(json.dumps(model), "111122223333|eu-west-1|tandem-models")
        expected = json.loads(read(self.path(CONFIG)))
        expected["EndpointConfigName"] = config["EndpointConfigName"]
        expected["ProductionVariants"][0]["ModelName"] = model["ModelName"]
        self.assertRegex(config["EndpointConfigName"], r"\Atandem-pipeline-[0-9a-f]{10}\Z")
        self.assertEqual(expected, config)
        self.assertEqual({"EndpointName": ENDPOINT, "EndpointConfigName": config["EndpointConfigName"],
                          "Tags": [{"Key": "tandem:deployed", "Value": config["EndpointConfigName"]}]},
                         self.requests["CreateEndpoint"])
        self.assertEqual(json.loads(read(self.path(TARGET))), self.requests["RegisterScalableTarget"])
        self.assertEqual(json.loads(read(self.path(POLICY))), self.requests["PutScalingPolicy"])
        self.assertRegex(said, r"(?m)^ \d:\d\d endpoint tandem-pipeline is Creating$")
        self.assertIn("endpoint tandem-pipeline is in service with %s\n" % self.serving(), said)

        invocation = said.splitlines()[-1]
        subprocess.run(invocation, shell=True, check=True, env=self.environment(), cwd=self.folder,
                       stdout=subprocess.DEVNULL)
        with open(os.path.join(ROOT, "examples/online-retail/order.json"), "rb") as order:
            self.assertEqual([("/endpoints/tandem-pipeline/invocations", "application/json", order.read())],
                             self.stub.invocations)
        self.assertEqual('{"predictions":[{"probability":0.5}]}', read(self.path("answer.json")))

    def test_that_fails_says_why_and_what_is_left_to_do(self):
        self.stub.failure = "The model container did not pass the ping\nhealth check."
        delete = "aws sagemaker delete-endpoint --region eu-central-1 --endpoint-name tandem-pipeline; then run again"

        for begun in CREATION[:3], []:
            line = self.fails()
            self.assertIn("has failed: The model container did not pass the ping health check. SageMaker", line)
            self.assertIn(delete, line)
            self.assertEqual(begun, self.changes())

    def test_that_was_refused_goes_on_where_it_ended(self):
        for begun in CREATION[:1], CREATION[:2], CREATION[1:3]:
            self.stub.refusals = {begun[-1]: ("AccessDeniedException", "User: me is not authorized")}
            line = self.fails()
            self.assertRegex(line, r" create-[a-z-]+ was refused: .*\(AccessDeniedException\).*User: me is not")
            self.assertEqual(begun, self.changes())

    def test_that_was_interrupted_or_refused_goes_on_where_it_ended(self):
        shop = "--endpoint", "shop"
        self.stub.looks = 10 ** 6
        run = subprocess.Popen(self.command(*shop), env=self.environment(), cwd=self.folder, encoding="utf-8",
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        with run:
            self.addCleanup(run.kill)
            while "is Creating" not in (line := run.stdout.readline()):
                self.assertTrue(line, "ended without waiting")
            # As the terminal does, to the CLI too.
            os.killpg(run.pid, signal.SIGINT)
            said = run.communicate(timeout=300)[1]
        self.assertEqual(130, run.returncode)
        self.assertRegex(said, r"\Ascripts/deploy: interrupted; .*\n\Z")
        self.assertEqual(CREATION[:3], self.changes())

        self.stub.state["endpoints"]["shop"]["looks"] = 1
        for begun in CREATION[3:4], CREATION[3:5]:
            self.stub.refusals = {begun[-1]: ("LimitExceededException", "Not so much")}
            self.assertIn("Not so much", self.fails(*shop))
            self.assertEqual(begun, self.changes())

        self.stub.refusals = {}
        self.deploy(*shop)
        self.assertEqual(["PutScalingPolicy"], self.changes())
        self.assertEqual(["endpoint/shop/variant/main"] * 2, self.scaled())


class UpdateTest(DeployTest):

    def test_second_run_changes_nothing(self):
        config = self.deployed()

        said = self.deploy()

        self.assertEqual([], self.changes())
        self.assertIn("endpoint tandem-pipeline serves %s\n" % config, said)
        self.assertIn("nothing to change", said)

    def test_another_model_and_back_the_second_time_no_further(self):
        first = self.deployed()
        self.set_output("raw_score")
        self.stub.looks = 1

        said = self.deploy()

        second = self.serving()
        self.assertNotEqual(first, second)
        self.assertEqual(["CreateModel", "CreateEndpointConfig", "AddTags", "UpdateEndpoint"], self.changes())
        self.assertEqual({"EndpointName": ENDPOINT, "EndpointConfigName": second, "RetainAllVariantProperties": True,
                          "ExcludeRetainedVariantProperties": [{"VariantPropertyType": "DesiredWeight"},
                                                               {"VariantPropertyType": "DataCaptureConfig"}]},
                         self.requests["UpdateEndpoint"])
        self.assertEqual([second, first], self.history())
        self.assertEqual({first, second}, set(self.stub.state["configs"]))
        self.assertIn("endpoint tandem-pipeline is Updating\n", said)

        self.stub.looks = 0
        said = self.deploy("--rollback")
        self.assertIn("back from %s to %s\n" % (second, first), said)
        self.assertEqual(["UpdateEndpoint"], self.changes())
        self.assertEqual(first, self.serving())

        said = self.deploy("--rollback")
        self.assertIn("the last deployment, %s, is not in service, its predecessor %s is\n" % (second, first), said)
        self.assertIn("nothing to change", said)
        self.assertEqual([], self.changes())

    def test_another_instance_type_needs_auto_scaling_to_let_go(self):
        self.deployed()
        self.set_variant(InstanceType="ml.c6i.xlarge")
        operations = ["CreateEndpointConfig", "DeregisterScalableTarget", "AddTags", "UpdateEndpoint",
                      "RegisterScalableTarget", "PutScalingPolicy"]
        shown = calls_in(self.deploy("--dry-run"))
        self.assertEqual([], self.changes())

        self.deploy()

        self.assertEqual(operations, self.changes())
        self.assertEqual([self.requests[operation] for operation in operations], [request for _, request in shown])
        self.assertEqual([RESOURCE, RESOURCE], self.scaled())

    def test_other_limits_of_auto_scaling(self):
        self.deployed()
        self.edit(TARGET, lambda target: target.update(MaxCapacity=20))
        self.edit(POLICY, lambda policy: policy["TargetTrackingScalingPolicyConfiguration"].update(TargetValue=900))

        self.deploy()

        self.assertEqual(["RegisterScalableTarget", "PutScalingPolicy"], self.changes())
        self.assertEqual(20, self.stub.state["targets"][RESOURCE]["MaxCapacity"])

    def test_that_fails_says_why_and_rollback_gives_auto_scaling_back(self):
        first = self.deployed()
        files = {name: read(self.path(name)) for name in (CONFIG, TARGET)}
        for name, text in files.items():
            self.write(name, text.replace("main", "blue"))
        self.stub.failure = "InsufficientInstanceCapacity"

        line = self.fails()
        self.assertRegex(line, "tandem-pipeline-[0-9a-f]{10} did not come into service, endpoint tandem-pipeline still"
                               " serves %s: InsufficientInstanceCapacity; see the log group" % first)
        self.assertEqual(["CreateEndpointConfig", "DeregisterScalableTarget", "AddTags", "UpdateEndpoint"],
                         self.changes())
        # SageMaker retains nothing when a variant is new.
        self.assertNotIn("RetainAllVariantProperties", self.requests["UpdateEndpoint"])

        for name, text in files.items():
            self.write(name, text)
        said = self.deploy("--rollback")
        self.assertIn("is not in service, its predecessor %s is\n" % first, said)
        self.assertEqual(["RegisterScalableTarget", "PutScalingPolicy"], self.changes())
        self.assertEqual(first, self.serving())

    def test_endpoint_in_transition_is_waited_for_no_longer_than_told(self):
        self.deployed()
        endpoint = self.stub.state["endpoints"][ENDPOINT]
        for status in "Updating", "Deleting":
            endpoint.update(status=status, looks=10 ** 6)
            self.assertRegex(self.fails("--timeout", "0"), r"endpoint tandem-pipeline is still %s after \d+ s" % status)
        self.assertIn("a run would wait", self.deploy("--dry-run", "--timeout", "0"))
        endpoint.update(status="UpdateRollbackFailed", reason="both went wrong")
        self.assertIn("is UpdateRollbackFailed, not InService: both went wrong", self.fails())
        self.assertEqual([], self.changes())

    def test_refused_reading_is_no_absence(self):
        self.stub.refusals = {"DescribeEndpoint": ("AccessDeniedException", "Could not find a policy that allows this")}

        self.assertIn("describe-endpoint was refused: An error occurred (AccessDeniedException)", self.fails())
        self.assertEqual([], self.changes())


class RollbackTest(DeployTest):

    def test_with_nothing_to_go_back_to(self):
        self.assertIn("there is no endpoint tandem-pipeline in eu-central-1", self.fails("--rollback"))
        first = self.deployed()
        self.assertIn("%s is the first configuration of tandem-pipeline" % first, self.fails("--rollback"))
        [tags] = self.stub.state["tags"].values()
        tags["tandem:deployed"] = first + " deleted"
        self.assertIn("the endpoint configuration deleted is gone", self.fails("--rollback"))
        self.stub.state["tags"].clear()
        self.assertIn("which scripts/deploy has not deployed", self.fails("--rollback"))
        self.assertEqual([], self.changes())

    def test_history_has_only_what_was_in_service_before(self):
        after = script()["deployed_history"]
        for history, current, expected in (
                ([], "by-hand", "new by-hand"),
                (["a"], "a", "new a"),
                (["failed", "a"], "a", "new a"),
                (["rolled-back", "b", "a"], "b", "new b a"),
                (["d", "c", "b", "a"], "d", "new d c b")):
            with self.subTest(history=history, current=current):
                self.assertEqual(expected.split(), after(history, current, "new"))
        # The longest value of a tag.
        self.assertLessEqual(len(" ".join(after(["x" * 63] * 9, "x" * 63, "x" * 63))), 256)


class WrongInputTest(DeployTest):

    def test_files_of_the_example_are_only_shown(self):
        shutil.copy(os.path.join(ROOT, MODEL), self.folder)
        both = "still has the account 111122223333 and the bucket tandem-models of the example"
        self.assertIn(both, self.fails())
        self.assertIn(both, self.fails("--dry-run", "--rollback"))
        for left in FILLED_IN:
            if left != "eu-west-1":
                self.write(MODEL, read(self.path(MODEL)).replace(FILLED_IN[left], left))

        # Not even to the proxy.
        said = self.deploy("--dry-run", http_proxy=self.stub.url, no_proxy="example.org", AWS_ACCESS_KEY_ID="")

        self.assertEqual(["create-model", "create-endpoint-config", "create-endpoint", "register-scalable-target",
                          "put-scaling-policy"], [operation for operation, _ in calls_in(said)])
        self.assertEqual([], self.stub.calls)

    def test_that_is_wrong_before_aws_is_asked(self):
        def model(**values):
            return lambda: self.edit(MODEL, lambda request: request.update(values))

        def image(image):
            return lambda: self.edit(MODEL, lambda request: request["Containers"][0].update(Image=image))

        for expected, spoil, *arguments in (
                ("still has the account 111122223333 of", model(ExecutionRoleArn="arn:aws:iam::111122223333:role/a")),
                ("still has the bucket tandem-models of", model(Tags=[{"Key": "a", "Value": "s3://tandem-models/"}])),
                ("ExecutionRoleArn is not", model(ExecutionRoleArn="tandem")),
                ("an Image is not ACCOUNT", image("tandem-features:0.1.0")),
                ("not all have one region", image("123456789012.dkr.ecr.eu-west-2.amazonaws.com/a:1")),
                ("neither Containers nor PrimaryContainer", model(Containers=[])),
                ("ModelName must be letters", model(ModelName="tandem_pipeline")),
                ("ModelName must be .* at most 52", model(ModelName="x" * 53)),
                ("model.json is not JSON: .* line 1", lambda: self.write(MODEL, "{,")),
                ("model.json is not a JSON object", lambda: self.write(MODEL, "[]")),
                ("scaling-policy.json: No such file", lambda: os.remove(self.path(POLICY))),
                ("no variant has the ModelName of .*, tandem-pipeline", lambda: self.set_variant(ModelName="other")),
                ("ResourceId is not endpoint/NAME/variant/VARIANT", lambda: self.set_variant(VariantName="blue")),
                ("shop_de is no name of an endpoint", lambda: None, "--endpoint", "shop_de"),
                ("is no name of an endpoint", lambda: None, "--endpoint", "x" * 64)):
            with self.subTest(expected):
                self.setUp()
                spoil()
                self.assertRegex(self.fails(*arguments), expected)
                self.assertEqual([], self.stub.calls)

    def test_arguments(self):
        for arguments in ("--poll", "-1"), ("--timeout", "nan"), ("--poll", "soon"), ("--unknown",), ("word",):
            with self.subTest(arguments):
                ended = self.ended(*arguments)
                self.assertEqual(2, ended.returncode)
                self.assertRegex(ended.stderr, r"\ndeploy: error: .+\n\Z")
                self.assertEqual([], self.stub.calls)

    def test_no_value_anywhere_in_the_files_ends_in_a_traceback(self):
        files = script()
        for name in MODEL, CONFIG, TARGET, POLICY:
            whole = read(self.path(name))
            values = None, True, 5, "", "x", [], [5], {}, {"a": []}
            for place, value in itertools.product(places(json.loads(whole)), values):
                request = {"": json.loads(whole)}
                at = request
                for step in place[:-1]:
                    at = at[step]
                at[place[-1]] = value
                self.write(name, json.dumps(request[""]))
                with self.subTest(file=name, place=place, value=value):
                    try:
                        files["Files"](self.path(MODEL), self.folder, None)
                    except files["Stop"]:
                        pass
            self.write(name, whole)

    def test_request_that_is_not_of_the_service_is_refused_by_the_cli(self):
        for name, *arguments in (self.path(MODEL),), (os.path.join(ROOT, MODEL), "--dry-run"):
            self.write(MODEL, read(name).replace('"Environment"', '"Envronment"'))
            self.assertRegex(self.fails(*arguments), 'create-model was refused: .*Containers.0.: "Envronment"')
        self.assertEqual([], self.changes())

    def test_account_of_the_credentials_is_another(self):
        self.write(MODEL, read(self.path(MODEL)).replace("123456789012", "210987654321"))

        self.assertIn("the credentials are for account 123456789012, the model's role is in 210987654321", self.fails())
        self.assertEqual(["GetCallerIdentity"], [operation for operation, _ in self.stub.calls])

    def test_no_credentials_no_cli_nobody_answers(self):
        line = self.fails(AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
        self.assertIn("no AWS credentials: run aws configure", line)
        self.assertIn("the AWS CLI is missing", self.fails(PATH=self.folder))
        line = self.fails(AWS_ENDPOINT_URL="http://127.0.0.1:9")
        self.assertIn("get-caller-identity was refused: Could not connect to the endpoint URL", line)


class MultiModelTest(DeployTest):

    def setUp(self):
        super().setUp()
        for file in CONFIG, TARGET, POLICY:
            shutil.copy(os.path.join(ROOT, "deploy", "multi-model", file), self.folder)
        text = read(os.path.join(ROOT, "sagemaker-multi-model.json"))
        for example, own in FILLED_IN.items():
            text = text.replace(example, own)
        self.write(MODEL, text)

    def test_is_deployed_as_the_pipeline_is_and_called_with_a_target_model(self):
        said = self.deploy()

        self.assertEqual(CREATION, self.changes())
        model = self.requests["CreateModel"]
        self.assertRegex(model["ModelName"], r"\Atandem-multi-model-[0-9a-f]{10}\Z")
        self.assertEqual({**json.loads(read(self.path(MODEL))), "ModelName": model["ModelName"]}, model)
        self.assertEqual(["SingleModel", "MultiModel"], [container["Mode"] for container in model["Containers"]])
        self.assertEqual("s3://shop-models/models/", model["Containers"][1]["ModelDataUrl"])
        self.serving("tandem-multi-model")
        invocation = said.splitlines()[-1].replace("KEY.tar.gz", "eu/churn-7.tar.gz")
        self.assertIn(" --target-model eu/churn-7.tar.gz ", invocation)
        subprocess.run(invocation, shell=True, check=True, env=self.environment(), cwd=self.folder,
                       stdout=subprocess.DEVNULL)
        [(path, _, _)] = self.stub.invocations
        self.assertEqual("/endpoints/tandem-multi-model/invocations", path)
        self.deploy()
        self.assertEqual([], self.changes())

    def test_second_container_of_many_models_and_prefix_without_slash_are_refused(self):
        def container(index, **values):
            return lambda: self.edit(MODEL, lambda request: request["Containers"][index].update(values))

        slash = ("the ModelDataUrl of the container with Mode MultiModel is not s3://bucket/prefix/ with a slash at its"
                 " end")
        for expected, spoil in (
                ("2 containers have the Mode MultiModel; SageMaker allows one in a pipeline",
                 container(0, Mode="MultiModel", ModelDataUrl="s3://shop-models/features/")),
                (slash, container(1, ModelDataUrl="s3://shop-models/models")),
                (slash, container(1, ModelDataUrl=None))):
            with self.subTest(expected):
                self.setUp()
                spoil()
                for arguments in (), ("--dry-run",):
                    self.assertIn("model.json: %s\n" % expected, self.fails(*arguments))
                self.assertEqual([], self.stub.calls)


class EvaluationJobTest(unittest.TestCase):
    """The CLI checks a request before it looks for the service, which is not there."""

    def create(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(text)
            file.flush()
            return subprocess.run(
                ["aws", "sagemaker", "create-processing-job", "--cli-input-json", "file://" + file.name, "--region",
                 "eu-west-1", "--endpoint-url", "http://127.0.0.1:9"],
                stderr=subprocess.PIPE, encoding="utf-8",
                env={**os.environ, "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_MAX_ATTEMPTS": "1",
                     "AWS_EC2_METADATA_DISABLED": "true"}).stderr

    def test_request_is_one_of_the_service(self):
        request = read(os.path.join(ROOT, "deploy", "evaluation-job.json"))

        self.assertIn("Could not connect", self.create(request))
        self.assertRegex(self.create(request.replace("LocalPath", "LocalFolder")), 'Unknown parameter.*"LocalFolder"')


def read(file):
    with open(file, encoding="utf-8") as opened:
        return opened.read()


def script():
    """What scripts/deploy defines."""
    return runpy.run_path(SCRIPT)


def calls_in(said):
    """The calls that a dry run has shown: operation and request."""
    words = [shlex.split(call) for call in said.split("\n\n") if "--cli-input-json" in call]
    return [(call[call.index("aws") + 2], json.loads(call[-1])) for call in words]


def places(value, path=("",)):
    """The paths of all values in a JSON value."""
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from places(inner, (*path, step))


if __name__ == "__main__":
    unittest.main()
