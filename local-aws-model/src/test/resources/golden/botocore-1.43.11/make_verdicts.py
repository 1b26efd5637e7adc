#!/usr/bin/env python3
"""Random requests, right and wrong, and what botocore's own validation says of them.

Writes <service>.jsonl beside itself. Botocore knows missing and unknown members, types, and lower bounds.
"""

import json
import os
import random

VERSION = "1.43.11"
FOLDER = os.path.dirname(os.path.abspath(__file__))
RESOURCES = os.path.join(FOLDER, "../../../../main/resources/io/tandem/localawsmodel")
SERVICES = "sagemaker", "logs", "application-autoscaling", "stepfunctions"
REQUESTS = 24
KINDS = {
    "missing required field": "missing", "unknown field": "unknown", "invalid type": "type",
    "invalid range": "low", "invalid length": "short"}
OTHERS = [1.5, "other", [], {}]


class Maker:
    """The same requests on every version of Python: of the generator only random() is used."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def some(self, likely):
        return self.random() < likely

    def one_of(self, values):
        return values[int(self.random() * len(values))]

    def value(self, shape, in_list=False):
        """Mostly right. Elements that are texts or numbers have no bounds broken: the service names their list."""
        if self.some(0.04):
            return self.one_of([other for other in OTHERS if not self.fits(other, shape)])
        return getattr(self, "make_" + shape.type_name)(shape, not in_list and self.some(0.2))

    @staticmethod
    def fits(other, shape):
        """What botocore or the service may read as the shape."""
        fitting = {"structure": dict, "map": dict, "list": list, "string": str, "float": float, "double": float,
                   "timestamp": float}
        return fitting.get(shape.type_name) is type(other)

    def make_structure(self, shape, _):
        required = shape.metadata.get("required", [])
        value = {}
        for name in sorted(shape.members):
            if self.some(0.93 if name in required else 0.25):
                value[name] = self.value(shape.members[name])
        if self.some(0.06):
            value["Unknown"] = 1
        return value

    def make_list(self, shape, broken):
        least = shape.metadata.get("min", 0)
        if broken:
            return []
        size = max(least, 1 + int(self.random() * min(2, shape.metadata.get("max", 2))))
        return [self.value(shape.member, shape.member.type_name != "structure") for _ in range(size)]

    def make_map(self, shape, _):
        return {self.make_string(shape.key, False): self.value(shape.value, True)}

    def make_string(self, shape, broken):
        if shape.enum:
            return shape.enum[0]
        least = shape.metadata.get("min", 0)
        return "a" * (least - 1 if broken and least else max(least, 1))

    def make_integer(self, shape, broken):
        least = shape.metadata.get("min", 1)
        return least - 1 if broken else least

    make_long = make_integer

    def make_float(self, shape, broken):
        return -0.5 if broken else 0.5

    make_double = make_float

    def make_boolean(self, _, __):
        return self.some(0.5)

    def make_timestamp(self, _, __):
        return 1795894379.976


def place(name, shape):
    """Botocore's .ProductionVariants[0].ModelName as the service writes it: productionVariants.1.member.modelName"""
    parts = []
    for part in name.replace("[", ".[").split(".")[1:]:
        if part.startswith("["):
            parts += [str(int(part[1:-1]) + 1), "member"]
            shape = shape.member
        elif shape.type_name == "map":
            parts += [part, "member"]
            shape = shape.value
        else:
            parts.append(part[0].lower() + part[1:])
            shape = shape.members[part]
    return ".".join(parts)


def problem(error, shape):
    reason, name, more = error
    path = place(name, shape)
    before = path + "." if path else ""
    if reason == "missing required field":
        member = more["required_name"]
        path = before + member[0].lower() + member[1:]
    elif reason == "unknown field":
        path = before + more["unknown_param"]
    return f"{KINDS[reason]} {path}"


def verdicts(name):
    """Of a service, one JSON object a line."""
    import botocore.session
    from botocore.validate import ParamValidator

    service = botocore.session.Session().get_service_model(name)
    for operation in sorted(operations(name)):
        shape = service.operation_model(operation).input_shape
        for number in range(REQUESTS):
            request = Maker(f"{operation} {number}").make_structure(shape, False)
            errors = ParamValidator().validate(request, shape)._errors
            yield json.dumps(
                {"operation": operation, "request": request,
                 "problems": sorted({problem(error, shape) for error in errors})},
                separators=(",", ":")) + "\n"


def operations(service):
    with open(os.path.join(RESOURCES, service + ".json"), encoding="utf-8") as model:
        return json.load(model)["operations"]


def file(service):
    return os.path.join(FOLDER, service + ".jsonl")


def main():
    for service in SERVICES:
        with open(file(service), "w", encoding="utf-8") as lines:
            lines.writelines(verdicts(service))


if __name__ == "__main__":
    main()
