"""boto3 and the AWS CLI, of whichever version, against the packaged program: each operation, error and waiter once.

Debian's older ones:  PATH=/usr/bin:$PATH /usr/bin/python3 -m unittest discover -s local-aws/clients
"""

import base64
import gzip
import importlib.util
import json
import os
import re
import shutil
import time
import unittest
import urllib.error
import urllib.request

from program import ACCOUNT, LONGEST, REGION, ROOT, Program
from walk import Cli, Walk

ORDERS = 200
MODELS = os.path.join(ROOT, "local-aws-model/src/main/resources/io/tandem/localawsmodel")


def operations(service="sagemaker"):
    """Of the model, as boto3 calls them."""
    with open(os.path.join(MODELS, service + ".json"), encoding="utf-8") as model:
        return {re.sub(r"(?<=.)([A-Z])", r"_\1", name).lower() for name in json.load(model)["operations"]}


class WalkTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.program = cls.enterClassContext(Program())
        cls.program.put_orders(ORDERS)

    def client(self, service, **config):
        import boto3
        import botocore.config

        client = boto3.client(
            service, endpoint_url=self.program.address, region_name=config.pop("region", REGION),
            aws_access_key_id="local", aws_secret_access_key="local",
            config=botocore.config.Config(retries={"max_attempts": 0}, **config))
        self.addCleanup(client.close)
        return client

    def walked(self, client, prefix):
        answers = Walk(client, prefix).all()

        self.assertEqual(operations(), answers.keys())
        for operation, status, expected in (
                ("describe_training_job", "TrainingJobStatus", "Completed"),
                ("describe_transform_job", "TransformJobStatus", "Completed"),
                ("describe_processing_job", "ProcessingJobStatus", "Completed"),
                ("describe_endpoint", "EndpointStatus", "InService")):
            self.assertEqual(expected, answers[operation][status], answers[operation])
        self.assertEqual([{"Key": "team", "Value": "risk"}], answers["list_tags"]["Tags"])

    @unittest.skipUnless(importlib.util.find_spec("boto3"), "skipped: boto3 is not installed")
    def test_boto3_calls_every_operation(self):
        self.walked(self.client("sagemaker"), "boto3-")

    @unittest.skipUnless(shutil.which("aws"), "skipped: the AWS CLI is not installed")
    def test_the_cli_calls_every_operation(self):
        self.walked(Cli("sagemaker", self.program.address), "cli-")


@unittest.skipUnless(importlib.util.find_spec("boto3"), "skipped: boto3 is not installed")
class OtherServicesTest(WalkTest):
    """Every operation that the client knows: one of 2022 lacks some."""
    test_boto3_calls_every_operation = None
    test_the_cli_calls_every_operation = None

    def called(self, service, calls, apart=frozenset()):
        client = self.client(service)
        self.assertEqual(operations(service), {name for name, _ in calls} | apart)
        answers = {}
        for name, request in calls:
            if hasattr(client, name):
                answers[name] = getattr(client, name)(**(request(answers) if callable(request) else request))
        return answers

    def test_auto_scaling(self):
        sagemaker = self.client("sagemaker")
        walk = Walk(sagemaker, "scaled-")
        walk.jobs()
        walk.endpoints()
        variant = {"ServiceNamespace": "sagemaker", "ResourceId": "endpoint/scaled-endpoint/variant/AllTraffic",
                   "ScalableDimension": "sagemaker:variant:DesiredInstanceCount"}
        policy = {**variant, "PolicyName": "calls"}
        answers = self.called("application-autoscaling", [
            ("register_scalable_target", {**variant, "MinCapacity": 3, "MaxCapacity": 8}),
            ("describe_scalable_targets", {"ServiceNamespace": "sagemaker"}),
            ("put_scaling_policy", {
                **policy, "PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": {
                    "TargetValue": 6000.0, "PredefinedMetricSpecification": {
                        "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}}),
            ("describe_scaling_policies", {"ServiceNamespace": "sagemaker"}),
            ("delete_scaling_policy", policy),
            ("deregister_scalable_target", variant)])

        self.assertEqual(8, answers["describe_scalable_targets"]["ScalableTargets"][0]["MaxCapacity"])
        self.assertEqual("calls", answers["describe_scaling_policies"]["ScalingPolicies"][0]["PolicyName"])
        sagemaker.delete_endpoint(EndpointName="scaled-endpoint")

    def served(self, name, **config):
        """An endpoint of the features, and their model."""
        sagemaker = self.client("sagemaker")
        walk = Walk(sagemaker, name + "-")
        walk.jobs()
        sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[
            {"VariantName": "AllTraffic", "ModelName": name + "-model", "InstanceType": "ml.m5.large",
             "InitialInstanceCount": 1}], **config)
        sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)
        answer = walk.until("describe_endpoint", "EndpointStatus", ("InService", "Failed"), EndpointName=name)
        self.assertEqual("InService", answer["EndpointStatus"], answer)
        return sagemaker

    def order(self):
        with gzip.open(os.path.join(self.program.s3, "tandem-orders/training/train.jsonl.gz")) as orders:
            return orders.readline()

    def objects(self, prefix, count):
        """Of the bucket, as they come: key and content."""
        s3 = self.client("s3")
        deadline = time.monotonic() + LONGEST
        while True:
            found = s3.list_objects_v2(Bucket="tandem-orders", Prefix=prefix).get("Contents", [])
            if len(found) == count:
                return {each["Key"]: s3.get_object(Bucket="tandem-orders", Key=each["Key"])["Body"].read()
                        for each in found}
            self.assertLess(time.monotonic(), deadline, found)
            time.sleep(0.05)

    def test_asynchronous_calls(self):
        topics = {which + "Topic": f"arn:aws:sns:{REGION}:{ACCOUNT}:{which}" for which in ("Success", "Error")}
        known = self.client("sagemaker").meta.service_model.shape_for("AsyncInferenceOutputConfig").members
        failures = {"S3FailurePath": "s3://tandem-orders/failures"} if "S3FailurePath" in known else {}
        sagemaker = self.served("async", AsyncInferenceConfig={"OutputConfig": {
            "S3OutputPath": "s3://tandem-orders/answers", "NotificationConfig": topics, **failures}})
        runtime = self.client("sagemaker-runtime")
        self.client("s3").put_object(Bucket="tandem-orders", Key="asked", Body=self.order())

        accepted = runtime.invoke_endpoint_async(
            EndpointName="async", InputLocation="s3://tandem-orders/asked", ContentType="application/json",
            InferenceId="order-1")
        runtime.invoke_endpoint_async(EndpointName="async", InputLocation="s3://tandem-orders/none")

        self.assertEqual("order-1", accepted["InferenceId"])
        (key, answer), = self.objects("answers/", 1).items()
        self.assertEqual("s3://tandem-orders/" + key, accepted["OutputLocation"])
        real = self.served("real")
        self.assertEqual(answer, runtime.invoke_endpoint(
            EndpointName="real", Body=self.order(), ContentType="application/json")["Body"].read())
        for failure in self.objects("failures/", len(failures)).values():
            self.assertIn(b"there is no object", failure)
        for topic in "Success", "Error":
            self.assertEqual(1, len(os.listdir(os.path.join(self.program.folder, "state/topics/sns-" + topic))))
        sagemaker.delete_endpoint(EndpointName="async")
        real.delete_endpoint(EndpointName="real")

    def test_data_capture(self):
        sagemaker = self.served("captured", DataCaptureConfig={
            "EnableCapture": True, "InitialSamplingPercentage": 100,
            "DestinationS3Uri": "s3://tandem-orders/captured",
            "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
            "CaptureContentTypeHeader": {"JsonContentTypes": ["application/json"]}})
        asked = self.order()

        answer = self.client("sagemaker-runtime").invoke_endpoint(
            EndpointName="captured", Body=asked, ContentType="application/json")
        sagemaker.delete_endpoint(EndpointName="captured")

        (lines,) = self.objects("captured/captured/AllTraffic/", 1).values()
        captured = json.loads(lines)["captureData"]
        self.assertEqual(("JSON", asked.decode()), (
            captured["endpointInput"]["encoding"], captured["endpointInput"]["data"]))
        output = captured["endpointOutput"]
        self.assertEqual(answer["ContentType"], output["observedContentType"])
        data = output["data"].encode()
        self.assertEqual(answer["Body"].read(), base64.b64decode(data) if output["encoding"] == "BASE64" else data)

    def machine(self, name, **state):
        return {"name": name, "roleArn": f"arn:aws:iam::{ACCOUNT}:role/tandem", "definition": json.dumps(
            {"QueryLanguage": "JSONata", "StartAt": "Only", "States": {"Only": state}})}

    def test_step_functions(self):
        states = self.client("stepfunctions")
        prefix = f"arn:aws:states:{REGION}:{ACCOUNT}:"
        passing = {"stateMachineArn": prefix + "stateMachine:passing"}
        waiting = {"stateMachineArn": prefix + "stateMachine:waiting"}
        first = {"executionArn": prefix + "execution:passing:first"}
        stopped = {"executionArn": prefix + "execution:waiting:stopped"}
        states.create_state_machine(**self.machine("waiting", Type="Wait", Seconds=100_000, End=True))
        states.start_execution(**waiting, name="stopped")
        tag = {"resourceArn": passing["stateMachineArn"]}
        unknown = {"taskToken": "none"}
        for name, request in (("send_task_success", {**unknown, "output": "{}"}), ("send_task_failure", unknown),
                              ("send_task_heartbeat", unknown)):
            with self.assertRaises(states.exceptions.InvalidToken):
                getattr(states, name)(**request)
        asking = {"send_task_success", "send_task_failure", "send_task_heartbeat"}
        calls = [
            ("validate_state_machine_definition", {
                "definition": self.machine("", Type="Succeed")["definition"]}),
            ("create_state_machine", self.machine("passing", Type="Pass", End=True)),
            ("describe_state_machine", passing),
            ("update_state_machine", {
                **passing, "definition": self.machine("", Type="Succeed")["definition"]}),
            ("list_state_machines", {}),
            ("tag_resource", {**tag, "tags": [{"key": "team", "value": "risk"}]}),
            ("list_tags_for_resource", tag),
            ("untag_resource", {**tag, "tagKeys": ["team"]}),
            ("start_execution", {**passing, "name": "first", "input": '{"order": 1}'}),
            ("describe_execution", first),
            ("describe_state_machine_for_execution", first),
            ("list_executions", passing),
            ("get_execution_history", first),
            ("stop_execution", stopped),
            ("redrive_execution", lambda _: self.ended(states, stopped)),
            ("delete_state_machine", waiting)]
        answers = self.called("stepfunctions", calls, asking)

        self.assertEqual([{"key": "team", "value": "risk"}], answers["list_tags_for_resource"]["tags"])
        self.assertIn("ExecutionStarted", [each["type"] for each in answers["get_execution_history"]["events"]])

    def ended(self, states, execution):
        """The execution, when it has ended."""
        deadline = time.monotonic() + LONGEST
        while states.describe_execution(**execution)["status"] == "RUNNING":
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        return execution


@unittest.skipUnless(importlib.util.find_spec("boto3"), "skipped: boto3 is not installed")
class ErrorsAndWaitersTest(WalkTest):
    test_boto3_calls_every_operation = None
    test_the_cli_calls_every_operation = None

    def setUp(self):
        self.sagemaker = self.client("sagemaker", parameter_validation=False)

    def refused(self, code, operation, **request):
        import botocore.exceptions

        with self.assertRaises(botocore.exceptions.ClientError) as refusal:
            getattr(self.sagemaker, operation)(**request)
        self.assertEqual(code, refusal.exception.response["Error"]["Code"])
        return refusal.exception.response["Error"]["Message"]

    def test_each_error(self):
        walk = Walk(self.sagemaker, "errors-")
        processing = walk.processing_job("errors-twice")
        self.sagemaker.create_processing_job(**processing)
        self.refused("ResourceInUse", "create_processing_job", **processing)
        self.refused("ResourceNotFound", "describe_training_job", TrainingJobName="none")
        self.sagemaker.create_model_package_group(ModelPackageGroupName="errors-group")
        self.sagemaker.create_model_package(ModelPackageGroupName="errors-group")
        self.refused("ConflictException", "delete_model_package_group", ModelPackageGroupName="errors-group")
        self.assertIn("Could not find endpoint", self.refused(
            "ValidationException", "describe_endpoint", EndpointName="none"))
        self.assertIn("failed to satisfy constraint", self.refused(
            "ValidationException", "describe_endpoint", EndpointName="no name"))
        self.assertIn("is not supported here", self.refused("UnknownOperationException", "list_notebook_instances"))
        self.sagemaker = self.client("sagemaker", region="us-east-1")
        self.refused("InvalidSignatureException", "list_models")

    def test_what_no_client_would_send(self):
        request = urllib.request.Request(
            self.program.address, b"[", {"X-Amz-Target": "SageMaker.ListModels"}, method="POST")
        with self.assertRaises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(request)
        self.addCleanup(refusal.exception.close)
        self.assertEqual("SerializationException", json.load(refusal.exception)["__type"])

    def test_each_error_of_the_runtime(self):
        self.sagemaker = self.client("sagemaker-runtime")
        self.refused("ValidationError", "invoke_endpoint", EndpointName="none", Body=b"")
        if hasattr(self.sagemaker, "invoke_endpoint_with_response_stream"):
            self.refused(
                "UnknownOperationException", "invoke_endpoint_with_response_stream", EndpointName="none", Body=b"")

    def test_each_waiter(self):
        walk = Walk(self.sagemaker, "waiters-")
        walk.jobs()
        walk.endpoints()
        for waiter, request in (
                ("training_job_completed_or_stopped", {"TrainingJobName": "waiters-training"}),
                ("transform_job_completed_or_stopped", {"TransformJobName": "waiters-transform"}),
                ("processing_job_completed_or_stopped", {"ProcessingJobName": "waiters-processing"}),
                ("endpoint_in_service", {"EndpointName": "waiters-endpoint"})):
            self.sagemaker.get_waiter(waiter).wait(**request)
        self.sagemaker.delete_endpoint(EndpointName="waiters-endpoint")
        self.sagemaker.get_waiter("endpoint_deleted").wait(
            EndpointName="waiters-endpoint", WaiterConfig={"Delay": 1})

    def test_who_calls(self):
        self.assertEqual(ACCOUNT, self.client("sts").get_caller_identity()["Account"])


if __name__ == "__main__":
    unittest.main()
