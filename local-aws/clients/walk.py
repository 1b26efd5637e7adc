"""Every operation of SageMaker that is there, once, in an order that a user might take."""

import json
import os
import subprocess
import time

from program import ACCOUNT, IMAGE, LONGEST, REGION

ROLE = f"arn:aws:iam::{ACCOUNT}:role/tandem"
ENDED = "Completed", "Failed", "Stopped"


class Cli:
    """The AWS CLI with the methods of a client of boto3."""

    def __init__(self, service, address, environment=None):
        self.command = ["aws", service, "--endpoint-url", address, "--output", "json"]
        self.environment = environment or {**os.environ, **cli_environment()}

    def __getattr__(self, operation):
        def call(**request):
            name = operation.replace("_", "-")
            done = subprocess.run(
                [*self.command, name, "--cli-input-json", json.dumps(request)], stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, encoding="utf-8", env=self.environment)
            if done.returncode:
                raise AssertionError(f"{name}: {done.stderr}")
            return json.loads(done.stdout or "{}")
        return call


def cli_environment():
    return {"AWS_PAGER": "", "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION}


class Walk:
    """
    :param client: of SageMaker, by boto3 or the CLI
    :param prefix: of all names
    :param lasts: whether what is made takes its time, as where it is really run
    :param left_out: operations that the other side lacks
    """

    def __init__(self, client, prefix, lasts=True, left_out=()):
        self.client = client
        self.prefix = prefix
        self.lasts = lasts
        self.left_out = left_out
        self.answers = {}

    def call(self, operation, **request):
        if operation in self.left_out:
            return {}
        answer = getattr(self.client, operation)(**request)
        answer.pop("ResponseMetadata", None)
        self.answers[operation] = answer
        return answer

    def until(self, operation, status, ended, **request):
        deadline = time.monotonic() + LONGEST
        while True:
            answer = self.call(operation, **request)
            if not self.lasts or answer[status] in ended:
                return answer
            if time.monotonic() > deadline:
                raise AssertionError(f"{operation} still answers {answer}")
            time.sleep(0.1)

    def all(self):
        self.jobs()
        self.stops()
        self.registry()
        self.endpoints()
        self.tags()
        self.deletions()
        return self.answers

    def training_job(self, name):
        return {
            "TrainingJobName": name, "RoleArn": ROLE,
            "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
            "InputDataConfig": [
                {"ChannelName": channel, "DataSource": {
                    "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://tandem-orders/" + prefix}}}
                for channel, prefix in (("definition", "definition/"), ("train", "training/"))],
            "OutputDataConfig": {"S3OutputPath": "s3://tandem-orders/jobs/"},
            "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600}}

    def transform_job(self, name):
        return {
            "TransformJobName": name, "ModelName": self.prefix + "model",
            "TransformInput": {
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://tandem-orders/training/"}},
                "ContentType": "application/jsonlines", "CompressionType": "Gzip", "SplitType": "Line"},
            "TransformOutput": {
                "S3OutputPath": "s3://tandem-orders/" + name, "AssembleWith": "Line",
                "Accept": "application/vnd.tandem.training-vectors+csv"},
            "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1}}

    def processing_job(self, name):
        return {
            "ProcessingJobName": name, "RoleArn": ROLE,
            "AppSpecification": {"ImageUri": IMAGE, "ContainerArguments": ["--help"]},
            "ProcessingResources": {
                "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 10}}}

    def jobs(self):
        training, transform, processing = (self.prefix + kind for kind in ("training", "transform", "processing"))
        self.call("create_training_job", **self.training_job(training))
        self.until("describe_training_job", "TrainingJobStatus", ENDED, TrainingJobName=training)
        self.call("list_training_jobs")
        self.model_data = f"s3://tandem-orders/jobs/{training}/output/model.tar.gz"
        self.call("create_model", ModelName=self.prefix + "model", ExecutionRoleArn=ROLE, PrimaryContainer={
            "Image": IMAGE, "ModelDataUrl": self.model_data, "Environment": {"TANDEM_LABEL_FIRST": "true"}})
        self.call("describe_model", ModelName=self.prefix + "model")
        self.call("list_models")
        self.call("create_transform_job", **self.transform_job(transform))
        self.until("describe_transform_job", "TransformJobStatus", ENDED, TransformJobName=transform)
        self.call("list_transform_jobs")
        self.call("create_processing_job", **self.processing_job(processing))
        self.until("describe_processing_job", "ProcessingJobStatus", ENDED, ProcessingJobName=processing)
        self.call("list_processing_jobs")

    def stops(self):
        """Jobs that are stopped at once; those that would be quick serve, which does not end."""
        name = self.prefix + "stopped"
        serving = self.training_job(name)
        serving["AlgorithmSpecification"]["ContainerArguments"] = ["serve"]
        self.call("create_training_job", **serving, Environment={"SAGEMAKER_MULTI_MODEL": "true"})
        self.call("stop_training_job", TrainingJobName=name)
        self.stop_transform(name, 5)
        serving = self.processing_job(name)
        serving["AppSpecification"]["ContainerArguments"] = ["serve"]
        self.call("create_processing_job", **serving, Environment={"SAGEMAKER_MULTI_MODEL": "true"})
        self.call("stop_processing_job", ProcessingJobName=name)

    def stop_transform(self, name, tries):
        """It may end by itself before the client has asked, on a machine that is busy."""
        self.call("create_transform_job", **self.transform_job(name))
        try:
            self.call("stop_transform_job", TransformJobName=name)
        except Exception as ended:
            if tries == 1 or "in status Completed" not in str(ended):
                raise
            self.stop_transform(name + "-again", tries - 1)

    def registry(self):
        group = self.prefix + "group"
        self.call("create_model_package_group", ModelPackageGroupName=group)
        self.call("describe_model_package_group", ModelPackageGroupName=group)
        self.call("list_model_package_groups")
        self.package = self.call(
            "create_model_package", ModelPackageGroupName=group, ModelApprovalStatus="PendingManualApproval",
            InferenceSpecification={
                "Containers": [{"Image": IMAGE, "ModelDataUrl": self.model_data}],
                "SupportedContentTypes": ["application/json"], "SupportedResponseMIMETypes": ["text/csv"]})
        arn = self.package["ModelPackageArn"]
        self.call("update_model_package", ModelPackageArn=arn, ModelApprovalStatus="Approved")
        self.call("describe_model_package", ModelPackageName=arn)
        self.call("list_model_packages", ModelPackageGroupName=group)

    def endpoints(self):
        endpoint = self.prefix + "endpoint"
        for config in endpoint, endpoint + "-2":
            self.call("create_endpoint_config", EndpointConfigName=config, ProductionVariants=[
                {"VariantName": "AllTraffic", "ModelName": self.prefix + "model", "InstanceType": "ml.m5.large",
                 "InitialInstanceCount": 1}])
        self.call("describe_endpoint_config", EndpointConfigName=endpoint)
        self.call("list_endpoint_configs")
        self.endpoint_arn = self.call(
            "create_endpoint", EndpointName=endpoint, EndpointConfigName=endpoint)["EndpointArn"]
        self.in_service()
        self.call("update_endpoint", EndpointName=endpoint, EndpointConfigName=endpoint + "-2")
        self.in_service()
        self.call("update_endpoint_weights_and_capacities", EndpointName=endpoint, DesiredWeightsAndCapacities=[
            {"VariantName": "AllTraffic", "DesiredWeight": 1, "DesiredInstanceCount": 2}])
        self.in_service()
        self.call("list_endpoints")

    def in_service(self):
        self.until("describe_endpoint", "EndpointStatus", ("InService", "Failed"),
                   EndpointName=self.prefix + "endpoint")

    def tags(self):
        self.call("add_tags", ResourceArn=self.endpoint_arn, Tags=[{"Key": "team", "Value": "risk"}])
        self.call("list_tags", ResourceArn=self.endpoint_arn)
        self.call("delete_tags", ResourceArn=self.endpoint_arn, TagKeys=["team"])

    def deletions(self):
        self.call("delete_endpoint", EndpointName=self.prefix + "endpoint")
        self.call("delete_endpoint_config", EndpointConfigName=self.prefix + "endpoint")
        self.call("delete_model_package", ModelPackageName=self.package["ModelPackageArn"])
        self.call("delete_model_package_group", ModelPackageGroupName=self.prefix + "group")
        self.call("delete_model", ModelName=self.prefix + "model")
