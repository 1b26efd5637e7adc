"""The bodies in the definition against the requests in the repository: by hand and in a run it is the same."""

import json
import os
import re
from typing import NamedTuple

from checks.definition import is_expression, states

RUNS_OWN = "each run names what it makes"
ADDRESS = "an address, which the input and the run say"
SIZE = "the input says it"
ANYWHERE = [
    (r"(^|\.)(TrainingJobName|TransformJobName|ProcessingJobName|ModelName|EndpointConfigName)", RUNS_OWN),
    (r"(^|\.)(S3Uri|S3OutputPath|ModelDataUrl)", ADDRESS),
    (r"(^|\.)(Image|TrainingImage|ImageUri|RoleArn|ExecutionRoleArn)", ADDRESS),
    (r"(^|\.)(InstanceType|VolumeSizeInGB|MaxRuntimeInSeconds|InitialInstanceCount)", SIZE)]


class Pair(NamedTuple):
    """A file, the states that send the same, and what may differ: a pattern of places, and why."""

    file: str
    states: tuple
    may_differ: tuple = ()


PAIRS = [
    Pair("examples/online-retail/features-training-job.json", ("FitFeatures",)),
    Pair("examples/online-retail/training-vectors-model.json", ("VectorsModel",)),
    Pair("examples/online-retail/training-vectors-job.json", ("Vectors",)),
    Pair("examples/online-retail/model-training-job.json", ("TrainModel",),
         ((r"HyperParameters", "by hand they come from a file of their own"),)),
    Pair("sagemaker-pipeline-model.json", ("PipelineModel",)),
    Pair("examples/online-retail/later-orders-job.json", ("NewPredictions", "OldPredictions"),
         ((r"Environment(\.SAGEMAKER_INFERENCE_OUTPUT)?", "the input says which keys the answers have"),)),
    Pair("deploy/evaluation-job.json", ("Report",),
         ((r"Environment(\.TANDEM_FAILED_GATE)?", "a failed gate is an answer to the workflow, an error to people"),
          (r"Environment\.TANDEM_FIRST_MODEL", "by hand there is an old model"))),
    Pair("deploy/endpoint-config.json", ("EndpointConfig",)),
    Pair("deploy/scalable-target.json", ("ScalableTarget",),
         ((r"ResourceId", RUNS_OWN), (r"MinCapacity|MaxCapacity", SIZE))),
    Pair("deploy/scaling-policy.json", ("ScalingPolicy",),
         ((r"ResourceId|PolicyName", RUNS_OWN),
          (r"TargetTrackingScalingPolicyConfiguration\.TargetValue", SIZE)))]
# The registry's containers are those of the model: the same archives in the same images.
REGISTERED = "Register", "InferenceSpecification", "PipelineModel"
REGISTERED_DIFFERS = ((r"Containers\[\d+\]\.Mode", "the registry has none, and SingleModel is what it means"),)


def problems(machine, root, whole=True):
    """
    whole: whether each file has its state in the machine
    """
    bodies = {state.name: state.fields.get("Arguments") for state in states(machine)}
    found = []
    for pair in PAIRS:
        file = os.path.join(root, pair.file)
        if os.path.exists(file):
            with open(file, encoding="utf-8") as opened:
                expected = json.load(opened)
            for state in pair.states if whole else sorted(bodies.keys() & set(pair.states)):
                found += ["%s and %s: %s" % (state, pair.file, problem)
                          for problem in differences(expected, bodies.get(state), pair.may_differ)]
    return found + (registered(bodies) if whole else [])


def missing_files(root):
    return [pair.file for pair in PAIRS if not os.path.exists(os.path.join(root, pair.file))]


def registered(bodies):
    state, member, model = REGISTERED
    if state not in bodies or model not in bodies:
        return ["%s and %s: one of them is not there" % (state, model)]
    expected = {"Containers": bodies[model].get("Containers")}
    found = {"Containers": bodies[state].get(member, {}).get("Containers")}
    return ["%s and %s: %s" % (state, model, problem)
            for problem in differences(expected, found, REGISTERED_DIFFERS, ())]


def differences(expected, found, may_differ, anywhere=tuple(ANYWHERE)):
    if found is None:
        return ["there is no such state"]
    places = flat(expected), flat(found)
    computed = {place for place, value in places[1].items() if is_expression(value)}
    problems_found = []
    for place in sorted(places[0].keys() | places[1].keys()):
        expected_value, value = places[0].get(place), places[1].get(place)
        if expected_value == value or any(re.fullmatch(pattern, place) for pattern, _ in may_differ):
            continue
        if expected_value is not None and is_expression(value) and any(
                re.search(pattern + "$", place) for pattern, _ in anywhere):
            continue
        if any(place.startswith(each + "[") for each in computed):
            continue
        if place in computed and place not in places[0]:
            problems_found += computed_list(at(expected, place), value, place)
        else:
            problems_found.append("%s is %s, not %s" % (place, shown(value), shown(expected_value)))
    return problems_found


def computed_list(expected, text, place):
    """Each element of the file's list stands in the expression, whatever its addresses are."""
    if not isinstance(expected, list):
        return ["%s is computed, and the file has no list there" % place]
    return ["%s lacks %s" % (place, json.dumps(element)) for element in expected
            if not re.search(literal(element), text)]


def literal(value):
    """A pattern of the value as JSONata writes it."""
    if isinstance(value, dict):
        members = (r"'%s': %s" % (re.escape(key), "[^{}]+?" if key == "S3Uri" else literal(inner))
                   for key, inner in value.items())
        return r"\{%s\}" % ", ".join(members)
    return "'%s'" % re.escape(value) if isinstance(value, str) else re.escape(json.dumps(value))


def flat(value, place=""):
    """All values that are no objects and lists, by their places; empty ones too."""
    if isinstance(value, dict) and value:
        return {inner: each for key, part in value.items()
                for inner, each in flat(part, place + "." * bool(place) + key).items()}
    if isinstance(value, list) and value:
        return {inner: each for index, part in enumerate(value)
                for inner, each in flat(part, "%s[%d]" % (place, index)).items()}
    return {place: value}


def at(value, place):
    for step in place.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def shown(value):
    return "not there" if value is None else json.dumps(value)
