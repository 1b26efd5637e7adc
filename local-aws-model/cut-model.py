#!/usr/bin/env python3
"""Cuts botocore's models of services to the operations that run locally: local-aws-model/cut-model.py

It writes the resources that the module reads. Documentation is left out, and what only clients need.
"""

import gzip
import json
import os
import sys

VERSION = "1.43.11"
RESOURCES = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "src/main/resources/io/tandem/localawsmodel")
# By the name that botocore has for the service.
API = {"sagemaker": "2017-07-24", "logs": "2014-03-28", "application-autoscaling": "2016-02-06",
       "stepfunctions": "2016-11-23"}
OPERATIONS = {
    "sagemaker": """
        CreateModel DescribeModel DeleteModel ListModels
        CreateEndpointConfig DescribeEndpointConfig DeleteEndpointConfig ListEndpointConfigs
        CreateEndpoint UpdateEndpoint DescribeEndpoint DeleteEndpoint ListEndpoints UpdateEndpointWeightsAndCapacities
        CreateTrainingJob DescribeTrainingJob StopTrainingJob ListTrainingJobs
        CreateTransformJob DescribeTransformJob StopTransformJob ListTransformJobs
        CreateProcessingJob DescribeProcessingJob StopProcessingJob ListProcessingJobs
        AddTags ListTags DeleteTags
        CreateModelPackageGroup DescribeModelPackageGroup DeleteModelPackageGroup ListModelPackageGroups
        CreateModelPackage DescribeModelPackage UpdateModelPackage DeleteModelPackage ListModelPackages
        """.split(),
    "logs": "DescribeLogGroups DescribeLogStreams GetLogEvents FilterLogEvents".split(),
    "application-autoscaling": """
        RegisterScalableTarget DescribeScalableTargets DeregisterScalableTarget
        PutScalingPolicy DescribeScalingPolicies DeleteScalingPolicy
        """.split(),
    "stepfunctions": """
        CreateStateMachine UpdateStateMachine DescribeStateMachine ListStateMachines DeleteStateMachine
        ValidateStateMachineDefinition DescribeStateMachineForExecution
        StartExecution DescribeExecution StopExecution ListExecutions RedriveExecution GetExecutionHistory
        SendTaskSuccess SendTaskFailure SendTaskHeartbeat
        TagResource UntagResource ListTagsForResource
        """.split()}
KEPT = {"type", "members", "required", "member", "key", "value", "enum", "min", "max", "pattern", "sensitive"}
# They say nothing about which values are right.
LEFT_OUT = {"documentation", "box", "exception", "fault"}
LEFT_OUT_OF_MEMBERS = {"documentation", "box", "idempotencyToken", "deprecated", "deprecatedMessage"}


def cut(model, names, version):
    """The operations of these names, their shapes, and the shapes that these need."""
    operations = {name: operation(model["operations"][name]) for name in names}
    shapes = {}
    wanted = [use["shape"] for name in names for use in uses_of_operation(operations[name])]
    while wanted:
        name = wanted.pop()
        if name not in shapes:
            shapes[name] = shape(name, model["shapes"][name])
            wanted += [use["shape"] for use in uses_of_shape(shapes[name])]
    metadata = {key: model["metadata"][key] for key in ("apiVersion", "protocol", "serviceId", "targetPrefix")}
    return {"metadata": {**metadata, "botocore": version}, "operations": operations, "shapes": shapes}


def operation(whole):
    part = {key: {"shape": whole[key]["shape"]} for key in ("input", "output") if key in whole}
    part["errors"] = [{"shape": error["shape"]} for error in whole.get("errors", [])]
    return part


def shape(name, whole):
    part = without(whole, LEFT_OUT, KEPT, name)
    if "members" in part:
        part["members"] = {
            member: without(use, LEFT_OUT_OF_MEMBERS, {"shape"}, f"{name}.{member}")
            for member, use in part["members"].items()}
    for key in "member", "key", "value":
        if key in part:
            part[key] = without(part[key], LEFT_OUT_OF_MEMBERS, {"shape"}, f"{name}.{key}")
    return part


def without(whole, left_out, kept, place):
    """A trait that nobody has thought of may be a constraint: it is not left out in silence."""
    unknown = whole.keys() - left_out - kept
    if unknown:
        sys.exit(f"cut-model.py: {place} has {', '.join(sorted(unknown))}, which the module does not check")
    return {key: value for key, value in whole.items() if key in kept}


def uses_of_operation(part):
    return [part[key] for key in ("input", "output") if key in part] + part["errors"]


def uses_of_shape(part):
    return list(part.get("members", {}).values()) + [part[key] for key in ("member", "key", "value") if key in part]


def text(model):
    return json.dumps(model, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n"


def resource(service):
    return os.path.join(RESOURCES, service + ".json")


def read_whole(service):
    """What the installed botocore has, and its version."""
    import botocore

    file = os.path.join(os.path.dirname(botocore.__file__), "data", service, API[service], "service-2.json.gz")
    with gzip.open(file, "rt", encoding="utf-8") as whole:
        return json.load(whole), botocore.__version__


def made(service):
    """What the resource of a service has to be."""
    whole, version = read_whole(service)
    if version != VERSION:
        sys.exit(f"cut-model.py: botocore {version} is installed, the models are of {VERSION}")
    return text(cut(whole, OPERATIONS[service], version))


def main():
    for service in API:
        content = made(service)
        with open(resource(service), "w", encoding="utf-8") as file:
            file.write(content)


if __name__ == "__main__":
    main()
