"""The bodies of the requests against AWS's own models of its services, as far as they are constant."""

import difflib
import json
import os
import re

from checks.definition import integration, is_expression, tasks

MODELS = "local-aws-model/src/main/resources/io/tandem/localawsmodel"
# The models by the name that Step Functions has for the service; the others have no model here.
SERVICES = {"sagemaker": "sagemaker", "aws-sdk:sagemaker": "sagemaker",
            "aws-sdk:applicationautoscaling": "application-autoscaling", "aws-sdk:logs": "logs"}
NUMBERS = {"integer", "long", "float", "double"}


class Requests:
    def __init__(self, root):
        self.root = root
        self.models = {}
        self.problems = []
        self.notes = []
        self.constants = 0
        self.expressions = 0

    def check(self, machine):
        """The problems of this machine; the notes and counts are of all that have been checked."""
        self.problems = []
        for state in tasks(machine):
            self.of_state(state)
        return self.problems

    def model(self, service):
        name = SERVICES[service]
        if name not in self.models:
            with open(os.path.join(self.root, MODELS, name + ".json"), encoding="utf-8") as file:
                self.models[name] = json.load(file)
        return self.models[name]

    def of_state(self, state):
        service, action, _ = integration(state)
        if service not in SERVICES:
            self.notes.append("%s: no model of %s here" % (state.name, service))
            return
        model, operation = self.model(service), action[:1].upper() + action[1:]
        if operation not in model["operations"]:
            self.problems.append("%s: %s is no operation of %s%s" % (
                state.name, operation, SERVICES[service], nearest(operation, model["operations"])))
            return
        arguments = state.fields.get("Arguments", {})
        if is_expression(arguments):
            self.notes.append("%s: its Arguments are computed" % state.name)
            return
        self.value(model["shapes"], model["operations"][operation]["input"]["shape"], arguments, state.name)

    def value(self, shapes, name, value, place):
        shape = shapes[name]
        if is_expression(value):
            self.expressions += 1
            return
        check = {"structure": self.structure, "list": self.list, "map": self.map, "string": self.string,
                 "boolean": self.boolean}.get(shape["type"], self.number)
        check(shapes, shape, value, place)

    def structure(self, shapes, shape, value, place):
        if not isinstance(value, dict):
            self.problems.append("%s is no object" % place)
            return
        for member in sorted(value.keys() - shape["members"].keys()):
            self.problems.append("%s.%s is not known%s" % (place, member, nearest(member, shape["members"])))
        for member in shape.get("required", []):
            if member not in value:
                self.problems.append("%s.%s is missing" % (place, member))
        for member in value.keys() & shape["members"].keys():
            self.value(shapes, shape["members"][member]["shape"], value[member], place + "." + member)

    def list(self, shapes, shape, value, place):
        if not isinstance(value, list):
            self.problems.append("%s is no list" % place)
            return
        self.bounds(shape, len(value), place, "has %s elements")
        for index, each in enumerate(value):
            self.value(shapes, shape["member"]["shape"], each, "%s[%d]" % (place, index))

    def map(self, shapes, shape, value, place):
        if not isinstance(value, dict):
            self.problems.append("%s is no object" % place)
            return
        self.bounds(shape, len(value), place, "has %s entries")
        for key, each in value.items():
            self.value(shapes, shape["key"]["shape"], key, "the key %s of %s" % (key, place))
            self.value(shapes, shape["value"]["shape"], each, place + "." + key)

    def string(self, shapes, shape, value, place):
        self.constants += 1
        if not isinstance(value, str):
            self.problems.append("%s is no text" % place)
            return
        self.bounds(shape, len(value), place, "has %s characters")
        if "enum" in shape and value not in shape["enum"]:
            self.problems.append("%s is %s, none of the values it may have%s"
                                 % (place, value, nearest(value, shape["enum"])))
        # Python has no classes of Unicode, which only free texts have.
        if "pattern" in shape and r"\p{" not in shape["pattern"] and not re.fullmatch(shape["pattern"], value):
            self.problems.append("%s is %s, which does not match %s" % (place, value, shape["pattern"]))

    def boolean(self, shapes, shape, value, place):
        self.constants += 1
        if not isinstance(value, bool):
            self.problems.append("%s is neither true nor false" % place)

    def number(self, shapes, shape, value, place):
        self.constants += 1
        whole = shape["type"] in {"integer", "long"}
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            self.problems.append("%s is no %s" % (place, "whole number" if whole else "number"))
        elif shape["type"] in NUMBERS:
            self.bounds(shape, value, place, "is %s")

    def bounds(self, shape, size, place, sentence):
        if size < shape.get("min", size):
            self.problems.append(("%s " + sentence + ", fewer than %s") % (place, size, shape["min"]))
        if size > shape.get("max", size):
            self.problems.append(("%s " + sentence + ", more than %s") % (place, size, shape["max"]))


def nearest(word, known):
    near = difflib.get_close_matches(word, known, 1)
    return "; did you mean %s?" % near[0] if near else ""
