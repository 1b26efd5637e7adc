"""Other people's checks, where they are installed: npm's asl-validator and cfn-lint."""

import json
import os
import re
import shutil
import subprocess
import tempfile

DEFINITION_LINE = re.compile(r"DefinitionS3Location: (\S+)")


def asl_validator(root, environment=None):
    """The program, or nothing."""
    path = (environment or os.environ).get("PATH", os.defpath)
    own = os.path.join(root, "node_modules", ".bin", "asl-validator")
    return own if os.path.exists(own) else shutil.which("asl-validator", path=path)


def cfn_lint(environment=None):
    return shutil.which("cfn-lint", path=(environment or os.environ).get("PATH", os.defpath))


def validate(program, definition):
    return said(program, "--json-path", definition)


def lint(program, template):
    """The template as it is, and with the definitions in it: only so are their states looked at."""
    with open(template, encoding="utf-8") as opened:
        text = opened.read()

    def inline(line):
        with open(os.path.join(os.path.dirname(template), line[1]), encoding="utf-8") as opened:
            return "Definition: " + json.dumps(json.load(opened), ensure_ascii=True)

    with tempfile.TemporaryDirectory() as folder:
        whole = os.path.join(folder, "with-definitions.yaml")
        with open(whole, "w", encoding="utf-8") as file:
            file.write(DEFINITION_LINE.sub(inline, text))
        return said(program, template) + said(program, whole)


def said(program, *arguments):
    """What a program that failed had to say, in lines."""
    ended = subprocess.run([program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, encoding="utf-8", timeout=120)
    lines = [line.strip() for line in ended.stdout.splitlines() if line.strip()]
    return [] if ended.returncode == 0 else [line[:300] for line in lines] or ["it failed and said nothing"]
