"""Reads the template: the part of YAML that it is written in, since Python's own library has no reader.

Blocks of mappings and lists, plain and quoted texts, flow lists, folded texts (>-), lines of comment, and tags.
A tag becomes its long form: !Ref is {"Ref": ...}, !Sub is {"Fn::Sub": ...}. Anything else is refused.
"""

import json
import re

KEY = re.compile(r"""([^\s"'\[{!].*?):(?:\s+(.*))?$""")
LONG = {"Ref": "Ref", "Condition": "Condition"}


class Unreadable(Exception):
    """The text is not of the part of YAML that is read here."""


def read(file):
    with open(file, encoding="utf-8") as opened:
        return parse(opened.read())


def parse(text):
    # A quoted text goes on in the next line after a backslash.
    text = re.sub(r"\\\n\s*", "", text)
    lines = []
    for line in text.split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            lines.append((len(line) - len(line.lstrip()), line.strip()))
    value, rest = block(lines, 0)
    if rest != len(lines):
        raise Unreadable("cannot read: " + lines[rest][1])
    return value


def block(lines, at):
    """The value that begins at a line, and the line after it."""
    indent = lines[at][0]
    if lines[at][1].startswith("- "):
        return sequence(lines, at, indent)
    if not KEY.match(lines[at][1]):
        return scalar(lines[at][1]), at + 1
    found = {}
    while at < len(lines) and lines[at][0] == indent and not lines[at][1].startswith("- "):
        keyed = KEY.match(lines[at][1])
        if not keyed:
            raise Unreadable("no key: " + lines[at][1])
        key, rest = keyed.groups()
        if key in found:
            raise Unreadable("twice: " + key)
        found[key], at = value_of(lines, at, indent, rest)
    return found, at


def sequence(lines, at, indent):
    found = []
    while at < len(lines) and lines[at][0] == indent and lines[at][1].startswith("- "):
        rest = lines[at][1][2:].strip()
        if rest.startswith("!") and " " not in rest:
            value, at = value_of(lines, at, indent, rest)
        else:
            # What follows the hyphen is a block that begins where it stands.
            inner = indent + 2
            lines[at] = (inner, rest)
            value, at = block(lines, at)
        found.append(value)
    return found, at


def value_of(lines, at, indent, rest):
    """What stands after a key or a hyphen: on its line, or in the lines below."""
    if rest in (">-", "|"):
        words = []
        at += 1
        while at < len(lines) and lines[at][0] > indent:
            words.append(lines[at][1])
            at += 1
        return ("\n" if rest == "|" else " ").join(words), at
    tag = re.fullmatch(r"!(\w+)", rest or "")
    if rest is None or tag:
        below = at + 1
        deeper = below < len(lines) and (lines[below][0] > indent
                                         or lines[below][0] == indent and lines[below][1].startswith("- "))
        if not deeper:
            raise Unreadable("nothing follows: " + lines[at][1])
        value, at = block(lines, below)
        return (tagged(tag[1], value) if tag else value), at
    return scalar(rest), at + 1


def scalar(text):
    tag = re.match(r"!(\w+)\s+(.*)$", text)
    if tag:
        return tagged(tag[1], scalar(tag[2]))
    if text.startswith("["):
        return [scalar(part) for part in flow(text)]
    if text.startswith('"'):
        return json.loads(text)
    if re.match(r"[{&*|>'%@`]", text):
        raise Unreadable("cannot read: " + text)
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return {"true": True, "false": False}.get(text, text)


def flow(text):
    """The elements of a list in brackets."""
    if not text.endswith("]"):
        raise Unreadable("not closed: " + text)
    parts, depth, quoted = [""], 0, False
    for character in text[1:-1]:
        quoted ^= character == '"'
        depth += 0 if quoted else (character == "[") - (character == "]")
        if character == "," and depth == 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def tagged(tag, value):
    if tag == "GetAtt":
        value = value.split(".", 1)
    return {LONG.get(tag, "Fn::" + tag): value}
