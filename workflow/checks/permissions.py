"""The actions that the states need, derived from the definition, against those that the template's role allows.

Both ways: a missing one fails a run, one in excess is a permission that nobody asked for.
"""

from typing import NamedTuple

from checks.definition import integration, tasks

EVENTS = "DescribeRule", "PutRule", "PutTargets"
SCALING = "application-autoscaling"
# Step Functions' names of the services where IAM has others.
IAM_NAMES = {"aws-sdk:sagemaker": "sagemaker", "aws-sdk:sagemakerruntime": "sagemaker", "aws-sdk:s3": "s3",
             "aws-sdk:applicationautoscaling": SCALING}
# What the resource of an action looks like, where it is not all: a part of its ARN.
RESOURCES = {
    "sagemaker": {"TrainingJob": ":training-job/", "TransformJob": ":transform-job/",
                  "ProcessingJob": ":processing-job/",
                  "ModelPackageGroup": ":model-package-group/", "ModelPackage": ":model-package/",
                  "EndpointConfig": ":endpoint-config/", "EndpointWeightsAndCapacities": ":endpoint/",
                  "Endpoint": ":endpoint/", "Model": ":model/"},
    SCALING: {"": ":scalable-target/"}}
# Calls of S3 by the actions that IAM asks for, each with what is read or written here.
S3_ACTIONS = {"listObjectsV2": {("s3:ListBucket", ":s3:::")}, "getObject": {("s3:GetObject", "/verdict.json")},
              "putObject": {("s3:PutObject", "/markets.json")},
              "copyObject": {("s3:GetObject", "/model.tar.gz"), ("s3:PutObject", "/${PublishPrefix}")}}
# Makes a job and passes it a role. A transform job has that of its model.
PASSES_ROLE = {"createTrainingJob", "createProcessingJob", "createModel"}
# With logging, a machine sets up the delivery of its log.
LOGGING = ["CreateLogDelivery", "DeleteLogDelivery", "DescribeLogGroups", "DescribeResourcePolicies", "GetLogDelivery",
           "ListLogDeliveries", "PutResourcePolicy", "UpdateLogDelivery"]
ROLE_OF_SCALING = "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
# What a call makes its service ask of the caller besides.
BESIDES = {
    ("sagemaker", "UpdateEndpoint"): {("cloudwatch:DescribeAlarms", "")},
    (SCALING, "RegisterScalableTarget"): {
        ("iam:CreateServiceLinkedRole", ROLE_OF_SCALING), ("sagemaker:DescribeEndpoint", ":endpoint/"),
        ("sagemaker:DescribeEndpointConfig", ":endpoint-config/"),
        ("sagemaker:UpdateEndpointWeightsAndCapacities", ":endpoint/")},
    (SCALING, "PutScalingPolicy"): {
        ("cloudwatch:DescribeAlarms", ""), ("cloudwatch:PutMetricAlarm", ":alarm:TargetTracking-"),
        ("cloudwatch:DeleteAlarms", ":alarm:TargetTracking-")},
    (SCALING, "DeregisterScalableTarget"): {("cloudwatch:DeleteAlarms", ":alarm:TargetTracking-")},
    # The call that makes an endpoint serve a configuration is asked for both.
    ("sagemaker", "CreateEndpoint"): {("sagemaker:CreateEndpoint", ":endpoint-config/")},
    ("sagemaker", "CreateModelPackage"): {("sagemaker:CreateModelPackage", ":model-package-group/")}}


class Allowed(NamedTuple):
    """An action on a resource, and for which service a role may be passed."""

    action: str
    resource: str
    passed_to: str


def needed(machine):
    """Pairs of an action and a part of the ARN of its resource."""
    found = set()
    for state in tasks(machine):
        found |= of_task(*integration(state))
    return found


def of_task(service, action, pattern):
    iam = IAM_NAMES.get(service, service)
    operation = action[:1].upper() + action[1:]
    if iam == "s3":
        return S3_ACTIONS.get(action, {("s3:" + operation, "")})
    if service == "emr-serverless":
        return cluster_job()
    if service == "sns":
        return {("sns:Publish", "ApprovalTopicArn")}
    found = {("%s:%s" % (iam, operation), resource(iam, operation))} | BESIDES.get((iam, operation), set())
    if pattern == "sync":
        found |= waited_for(operation.removeprefix("Create"))
    if action in PASSES_ROLE:
        found.add(("iam:PassRole", "sagemaker.amazonaws.com"))
    return found


def resource(iam, operation):
    return next((part for kind, part in RESOURCES.get(iam, {}).items() if operation.endswith(kind)), "")


def waited_for(job):
    part = RESOURCES["sagemaker"][job]
    rule = "rule/StepFunctionsGetEventsForSageMaker%ssRule" % job
    return ({("sagemaker:%s%s" % (verb, job), part) for verb in ("Describe", "Stop")}
            | {("sagemaker:AddTags", part), ("sagemaker:ListTags", part)}
            | {("events:" + action, rule) for action in EVENTS})


def cluster_job():
    return ({("emr-serverless:StartJobRun", "/applications/"), ("iam:PassRole", "emr-serverless.amazonaws.com")}
            | {("emr-serverless:" + action, "/jobruns/") for action in ("GetJobRun", "CancelJobRun")}
            | {("events:" + action, "rule/StepFunctionsGetEventsForEMRServerlessJobRule") for action in EVENTS})


def problems(machine, template, file):
    """
    file: that of the definition, by which the template names it
    """
    machines = [each["Properties"] for each in template["Resources"].values()
                if each["Type"] == "AWS::StepFunctions::StateMachine"]
    found = [each for each in machines if each["DefinitionS3Location"] == file]
    if len(found) != 1:
        return ["the template has %d machines of %s" % (len(found), file)]
    wanted = needed(machine)
    if "LoggingConfiguration" in found[0]:
        wanted |= {("logs:" + action, "") for action in LOGGING}
    role = template["Resources"][found[0]["RoleArn"]["Fn::GetAtt"][0]]["Properties"]
    return compared(wanted, list(allowed(role, template)))


def compared(wanted, allows):
    missing = [(action, part) for action, part in sorted(wanted)
               if not any(each.action == action and matches(each, part) for each in allows)]
    excess = sorted({each.action for each in allows} - {action for action, _ in wanted})
    # A statement's resource stands for nothing when none of its actions is about it.
    idle = sorted({each.resource for each in allows if each.action not in excess and not any(
        other.resource == each.resource and other.action == action and matches(other, part)
        for other in allows for action, part in wanted)})
    return (["%s is needed%s and not allowed" % (action, " on %s" % part if part else "") for action, part in missing]
            + ["%s is allowed and nothing needs it" % action for action in excess]
            + ["no action is needed on %s" % each for each in idle])


def matches(each, part):
    if each.action == "iam:PassRole":
        return each.passed_to == part
    return part in each.resource


def allowed(role, template):
    shared = [template["Resources"][each["Ref"]]["Properties"] for each in role.get("ManagedPolicyArns", [])]
    for policy in [*role.get("Policies", []), *shared]:
        for statement in statements(policy["PolicyDocument"]["Statement"]):
            if statement.get("Effect") != "Allow":
                continue
            passed_to = statement.get("Condition", {}).get("StringEquals", {}).get("iam:PassedToService", "")
            for action in as_list(statement["Action"]):
                for arn in as_list(statement["Resource"]):
                    yield Allowed(action, arn if isinstance(arn, str) else address(arn), passed_to)


def statements(listed):
    """Those under conditions too: whoever sets their parameter gets them."""
    for each in listed:
        if "Fn::If" in each:
            yield from statements(each["Fn::If"][1:])
        elif "Ref" not in each:
            yield each


def address(value):
    return value["Fn::Sub"] if "Fn::Sub" in value else str(value)


def as_list(value):
    return value if isinstance(value, list) else [value]
