"""The definition as the checks walk through it."""

import json
from typing import NamedTuple

# Where a state may go on in the scope that it belongs to.
SCOPES = {"Parallel": "Branches", "Map": "ItemProcessor"}
EXPRESSION_START, EXPRESSION_END = "{%", "%}"


class State(NamedTuple):
    """One state of a scope: the whole machine, a branch of a Parallel or the processor of a Map."""

    name: str
    fields: dict
    scope: dict


def read(file):
    with open(file, encoding="utf-8") as opened:
        return json.load(opened)


def scopes(machine):
    """The machine and all machines in it, the outer ones first."""
    yield machine
    for fields in machine.get("States", {}).values():
        inner = fields.get(SCOPES.get(fields.get("Type")), [])
        for scope in inner if isinstance(inner, list) else [inner]:
            yield from scopes(scope)


def states(machine):
    for scope in scopes(machine):
        for name, fields in scope.get("States", {}).items():
            yield State(name, fields, scope)


def tasks(machine):
    return (state for state in states(machine) if state.fields.get("Type") == "Task")


def is_expression(value):
    return isinstance(value, str) and value.startswith(EXPRESSION_START) and value.endswith(EXPRESSION_END)


def integration(state):
    """Service, action and pattern of a task's resource, such as sagemaker, createTrainingJob and sync."""
    name = str(state.fields.get("Resource")).removeprefix("arn:aws:states:::")
    service, _, action = name.rpartition(":")
    action, _, pattern = action.partition(".")
    return service, action, pattern
