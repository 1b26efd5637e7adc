"""All checks of the workflow, one line each."""

import os
from typing import NamedTuple

from checks import definition, form, parity, permissions, requests, template, tools

TRAINING, MARKETS, TEMPLATE = "training.asl.json", "markets.asl.json", "template.yaml"


class Line(NamedTuple):
    """What one check has found. Skipped when its tool is missing, which is no failure."""

    name: str
    problems: list
    said: str
    skipped: bool = False

    def text(self):
        state = "skipped" if self.skipped else "FAILED" if self.problems else "ok"
        return "\n".join(["%-13s %-7s %s" % (self.name, state, self.said)]
                         + ["  " + problem for problem in self.problems]).rstrip()


def lines(root, folder, environment=None):
    """
    folder: that of the definitions and the template
    """
    own = list(own_lines(root, folder))
    yield from own
    if own[0].name != "reading":
        yield from lines_of_tools(root, folder, environment)


def own_lines(root, folder):
    """Without what other people's programs find: in a moment."""
    try:
        machines = {file: definition.read(os.path.join(folder, file)) for file in (TRAINING, MARKETS)}
        resources = template.read(os.path.join(folder, TEMPLATE))
    except (OSError, ValueError, template.Unreadable) as problem:
        yield Line("reading", [str(problem)], "")
        return
    yield Line("form", of_all(machines, lambda file, machine: form.problems(machine)), ", ".join(
        "%s: %d states" % (file, len(list(definition.states(machine)))) for file, machine in machines.items()))
    bodies = requests.Requests(root)
    problems = of_all(machines, lambda file, machine: bodies.check(machine))
    yield Line("requests", problems, "%d constants against the services' models, %d expressions not; not looked at: %s"
               % (bodies.constants, bodies.expressions, "; ".join(dict.fromkeys(bodies.notes)) or "none"))
    yield Line("permissions", of_all(machines, lambda file, machine: permissions.problems(machine, resources, file)),
               ", ".join("%s: %d actions" % (file, len({action for action, _ in permissions.needed(machine)}))
                         for file, machine in machines.items()))
    absent = parity.missing_files(root)
    yield Line("parity", of_all(machines, lambda file, machine: parity.problems(machine, root, file == TRAINING)),
               "%d requests of deploy/ and examples/%s" % (
                   len(parity.PAIRS) - len(absent), "; not there: " + ", ".join(absent) if absent else ""))


def lines_of_tools(root, folder, environment):
    validator, lint = tools.asl_validator(root, environment), tools.cfn_lint(environment)
    if validator:
        yield Line("asl-validator", [problem for file in (TRAINING, MARKETS)
                                     for problem in tools.validate(validator, os.path.join(folder, file))], "")
    else:
        yield Line("asl-validator", [], "not installed (npm install --no-save asl-validator@4.0.0)", True)
    if lint:
        yield Line("cfn-lint", tools.lint(lint, os.path.join(folder, TEMPLATE)),
                   "the template, alone and with the definitions in it")
    else:
        yield Line("cfn-lint", [], "not installed (pip install cfn-lint)", True)


def of_all(machines, check):
    """The problems of each machine, those of the second with its file."""
    return [problem if file == TRAINING else "%s: %s" % (file, problem)
            for file, machine in machines.items() for problem in check(file, machine)]
