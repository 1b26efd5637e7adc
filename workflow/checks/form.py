"""The form of the definition: fields, transitions, expressions. A closed subset, that of what runs it locally."""

import re

from checks.definition import EXPRESSION_END, EXPRESSION_START, is_expression, scopes, states

COMMON = {"Type", "Comment"}
STEP = COMMON | {"Assign", "Output", "Next", "End"}
HANDLED = {"Retry", "Catch"}
FIELDS = {
    "Task": STEP | HANDLED | {"Resource", "Arguments", "TimeoutSeconds"},
    "Parallel": STEP | HANDLED | {"Branches", "Arguments"},
    "Map": STEP | HANDLED | {"Items", "ItemSelector", "ItemProcessor", "MaxConcurrency"},
    "Pass": STEP,
    "Wait": STEP | {"Seconds"},
    "Choice": COMMON | {"Assign", "Output", "Choices", "Default"},
    "Succeed": COMMON | {"Output"},
    "Fail": COMMON | {"Error", "Cause"}}
REQUIRED = {"Task": {"Resource"}, "Parallel": {"Branches"}, "Map": {"ItemProcessor"}, "Wait": {"Seconds"},
            "Choice": {"Choices", "Default"}}
ENDS = {"Succeed", "Fail"}
MACHINE = {"Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds"}
SCOPE = {"Comment", "StartAt", "States", "ProcessorConfig"}
CHOICE = {"Comment", "Condition", "Next", "Assign", "Output"}
RETRY = {"Comment", "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds",
         "JitterStrategy"}
CATCH = {"Comment", "ErrorEquals", "Next", "Assign", "Output"}
JSONPATH = {"InputPath", "OutputPath", "ResultPath", "Parameters", "ResultSelector", "ItemsPath", "Result", "Variable",
            "SecondsPath", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "CausePath", "ErrorPath",
            "MaxConcurrencyPath"}
# All actions of a service where none is named; the other checks look at them.
INTEGRATIONS = {
    "sagemaker": {"createTrainingJob.sync", "createTransformJob.sync", "createProcessingJob.sync", "createModel",
                  "createEndpointConfig", "createEndpoint", "updateEndpoint"},
    "aws-sdk:sagemaker": set(),
    "aws-sdk:applicationautoscaling": set(),
    "aws-sdk:s3": {"getObject", "putObject", "copyObject", "listObjectsV2"},
    "aws-sdk:sagemakerruntime": {"invokeEndpoint"},
    "emr-serverless": {"startJobRun.sync"},
    "sns": {"publish.waitForTaskToken"}}
# JSONata's own that are used here or may be, and those that Step Functions adds.
FUNCTIONS = set("""
    string length substring substringBefore substringAfter uppercase lowercase trim pad contains split join match
    replace number abs floor ceil round sum max min average count append sort reverse distinct zip boolean not exists
    map filter single reduce keys lookup spread merge each error assert type now millis
    parse partition range hash random uuid states
    """.split())
PAIRS = {")": "(", "]": "[", "}": "{"}


def problems(machine):
    found = []
    found += unknown("the machine", machine, MACHINE)
    if machine.get("QueryLanguage") != "JSONata":
        found.append("the machine: QueryLanguage is not JSONata")
    for scope in scopes(machine):
        if scope is not machine:
            found += unknown("the machine of %s" % scope.get("StartAt"), scope, SCOPE)
        if scope.get("ProcessorConfig", {}).get("Mode", "INLINE") != "INLINE":
            found.append("the machine of %s: only inline maps are run locally" % scope.get("StartAt"))
        found += transitions(scope)
    names = [state.name for state in states(machine)]
    twice = {name for name in names if names.count(name) > 1}
    found += ["%s: two states have this name" % name for name in sorted(twice)]
    for state in states(machine):
        found += ["%s: %s" % (state.name, problem) for problem in of_state(state)]
    return found + variables(machine)


def of_state(state):
    fields, kind = state.fields, state.fields.get("Type")
    if kind not in FIELDS:
        return ["Type %s is not known" % kind]
    found = [problem.removeprefix(": ") for problem in unknown("", fields, FIELDS[kind])]
    found += ["%s is missing" % field for field in sorted(REQUIRED.get(kind, set()) - fields.keys())]
    if len(state.name) > 80:
        found.append("a name may have 80 characters")
    if "Next" in FIELDS[kind] and ("Next" in fields) == (fields.get("End") is True):
        found.append("either Next or End is needed")
    for field, known in (("Choices", CHOICE), ("Retry", RETRY), ("Catch", CATCH)):
        for number, each in enumerate(fields.get(field, []) if isinstance(fields.get(field, []), list) else []):
            found += unknown("%s %d" % (field, number + 1), each, known)
    for field in HANDLED:
        found += all_errors_last(field, fields.get(field, []))
    for number, choice in enumerate(fields.get("Choices", [])):
        if not is_expression(choice.get("Condition")):
            found.append("Choices %d: Condition is no expression" % (number + 1))
    if kind == "Task":
        found += resource(str(fields.get("Resource")))
    inner = {"States", "Branches", "ItemProcessor"}
    for place, text in texts({key: value for key, value in fields.items() if key not in inner}):
        found += ["%s: %s" % (place, problem) for problem in expression(text)]
    return found


def unknown(where, fields, known):
    return ["%s: %s is %s" % (where, field, "of JSONPath, and the machine is of JSONata" if field in JSONPATH
                              else "not known") for field in fields if field not in known]


def all_errors_last(field, handlers):
    for number, handler in enumerate(handlers):
        errors = handler.get("ErrorEquals", [])
        if "States.ALL" in errors and (errors != ["States.ALL"] or number + 1 < len(handlers)):
            return ["%s: States.ALL stands alone and last" % field]
        if not errors:
            return ["%s %d: ErrorEquals is missing" % (field, number + 1)]
    return []


def resource(arn):
    if not arn.startswith("arn:aws:states:::"):
        return ["Resource %s is no integration" % arn]
    service, _, action = arn.removeprefix("arn:aws:states:::").rpartition(":")
    if service not in INTEGRATIONS or INTEGRATIONS[service] and action not in INTEGRATIONS[service]:
        return ["Resource %s is none of those that run locally" % arn]
    if not INTEGRATIONS[service] and not re.fullmatch("[a-z][A-Za-z0-9]*", action):
        return ["Resource %s names no action" % arn]
    return []


def nexts(fields):
    """Where a state may go on, each with how."""
    if "Next" in fields:
        yield "Next", fields["Next"]
    if "Default" in fields:
        yield "Default", fields["Default"]
    for field in "Choices", "Catch":
        for each in fields.get(field, []):
            yield field, each.get("Next")


def transitions(scope):
    named, start = scope.get("States", {}), scope.get("StartAt")
    if start not in named:
        return ["StartAt: there is no state %s" % start]
    found = ["%s: %s goes to %s, which is not there" % (name, how, target)
             for name, fields in named.items() for how, target in nexts(fields) if target not in named]
    reached = closure({start}, lambda name: {target for _, target in nexts(named[name]) if target in named})
    found += ["%s: no way leads to it" % name for name in named if name not in reached]
    before = {name: {other for other in named if any(target == name for _, target in nexts(named[other]))}
              for name in named}
    ends = {name for name, fields in named.items() if fields.get("Type") in ENDS or fields.get("End") is True}
    ending = closure(ends, lambda name: before[name])
    return found + ["%s: no way leads from it to an end" % name for name in named if name not in ending]


def closure(begin, step):
    seen, todo = set(begin), list(begin)
    while todo:
        for name in step(todo.pop()) - seen:
            seen.add(name)
            todo.append(name)
    return seen


def texts(value, place=""):
    """All texts in a value, each with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, place + "." * bool(place) + key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, "%s[%d]" % (place, index))


def expression(text):
    begun, ended = EXPRESSION_START in text, EXPRESSION_END in text
    if not begun and not ended:
        return []
    if not is_expression(text) or text.count(EXPRESSION_START) > 1 or text.count(EXPRESSION_END) > 1:
        return ["an expression is a whole text from {% to %}"]
    open_brackets = []
    code, whole = code_of(text)
    if not whole:
        return ["a text in the expression is not closed"]
    for character in code:
        if character in PAIRS.values():
            open_brackets.append(character)
        elif character in PAIRS and (not open_brackets or open_brackets.pop() != PAIRS[character]):
            return ["%s closes nothing" % character]
    found = ["%s is not closed" % open_brackets[-1]] if open_brackets else []
    return found + ["$states has no %s" % name for name in re.findall(r"\$states\.(\w+)", code)
                    if name not in {"input", "result", "errorOutput", "context"}]


def code_of(text):
    """An expression without what stands in its texts and regular expressions, and whether all of these end."""
    code, rest = "", text[len(EXPRESSION_START):-len(EXPRESSION_END)]
    while rest:
        # A slash after a value divides.
        if rest[0] in "'\"`" or rest[0] == "/" and (code.rstrip()[-1:] or "(") in "(,=:[?&|!~<>+*%{;":
            literal = re.match(r"{0}(\\.|[^\\{0}])*{0}".format(rest[0]), rest, re.DOTALL)
            if not literal:
                return code, False
            code, rest = code + "''", rest[literal.end():]
        else:
            code, rest = code + rest[0], rest[1:]
    return code, True


def variables(machine):
    """A variable that nothing assigns is nothing, and an expression of nothing fails a run."""
    assigned, used = set(), {}
    for state in states(machine):
        for handler in [state.fields, *state.fields.get("Catch", []), *state.fields.get("Choices", [])]:
            assigned |= set(handler.get("Assign", {}))
        inner = {"States", "Branches", "ItemProcessor"}
        for _, text in texts({key: value for key, value in state.fields.items() if key not in inner}):
            if is_expression(text):
                code = code_of(text)[0]
                own = set(re.findall(r"\$(\w+)\s*:=", code))
                for parameters in re.findall(r"function\s*\(([^)]*)\)", code):
                    own |= set(re.findall(r"\$(\w+)", parameters))
                for name in set(re.findall(r"\$(\w+)", code)) - own - FUNCTIONS:
                    used.setdefault(name, state.name)
    return ["%s: no state assigns $%s" % (used[name], name) for name in sorted(used.keys() - assigned)]
