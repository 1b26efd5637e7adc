"""Calls written by hand after the sources of clients that are not at hand, sent as those send them.

A replay is a list of steps. A step is an `operation` of the JSON protocol with its `request`, or `service`, `method`
and `path`, with a `form`, a `body`, or the bytes of a file. The client is content when the answer has what it `finds`,
or when it `fails` with the code and the words it looks for. While an answer is as in `pending`, or fails with the
`pending_code`, it asks again. What it `keeps` of an answer is ${name} in later steps.
"""

import base64
import http.client
import json
import os
import re
import time
import urllib.parse
import xml.etree.ElementTree
import zlib

from program import LONGEST, REGION, ROOT

SERVICES = {"SageMaker": "sagemaker", "Logs_20140328": "logs"}


def filled_in(value, kept):
    if isinstance(value, dict):
        return {name: filled_in(each, kept) for name, each in value.items()}
    if isinstance(value, list):
        return [filled_in(each, kept) for each in value]
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda name: kept[name[1]], value)
    return value


def of_xml(element):
    """Elements as members, without their namespace; of several of one name, the last."""
    members = {child.tag.split("}")[-1]: of_xml(child) for child in element}
    return members or element.text or ""


class Answer:

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read().decode("utf-8")
        self.document = {}
        if self.body.startswith("{"):
            self.document = json.loads(self.body)
        elif self.body.startswith("<"):
            self.document = of_xml(xml.etree.ElementTree.fromstring(self.body))

    def __str__(self):
        return f"{self.status} {self.body[:2000]}"

    def succeeded(self):
        return 200 <= self.status < 300

    def error(self):
        """Of the query protocol it is a member, of the others all."""
        return self.document.get("Error", self.document)

    def code(self):
        return self.error().get("__type", self.error().get("Code", "")).split("#")[-1]

    def at(self, path):
        """A member by its path, None where there is none."""
        if path == "body":
            return self.body
        if path.startswith("headers."):
            return self.headers.get(path.removeprefix("headers."))
        found = self.document
        for name in path.split("."):
            if isinstance(found, list):
                found = found[int(name)] if int(name) < len(found) else None
            else:
                found = found.get(name) if isinstance(found, dict) else None
        return found

    def has(self, members):
        return self.succeeded() and all(matches(self.at(path), wanted) for path, wanted in members.items())

    def fails(self, wanted):
        # A 5xx would be asked again.
        return (self.status == wanted.get("status", 400)
                and self.code() == wanted.get("code", self.code())
                and wanted.get("message", "") in self.error().get("message", ""))


def matches(found, wanted):
    if not isinstance(wanted, dict):
        return found == wanted
    if "equals" in wanted:
        return found == wanted["equals"]
    if "one_of" in wanted:
        return found in wanted["one_of"]
    return found is not None and bool(re.search(wanted["matches"], str(found)))


class Replay:
    """
    :param client: its `headers` and `steps`
    :param kept: what steps may name from the start
    """

    def __init__(self, client, program, kept):
        self.headers = client["headers"]
        self.steps = client["steps"]
        self.program = program
        self.kept = dict(kept)

    def run(self):
        for number, step in enumerate(self.steps, 1):
            try:
                self.step(step)
            except AssertionError as e:
                what = step.get("operation") or f"{step['method']} {step['path']}"
                raise AssertionError(f"step {number}, {what}, {step.get('why', '')}: {e}") from None

    def step(self, step):
        deadline = time.monotonic() + LONGEST
        while True:
            sent = filled_in(step, self.kept)
            answer = self.send(sent)
            if answer.succeeded():
                self.kept.update({name: answer.at(path) for name, path in step.get("keeps", {}).items()})
            if "finds" in sent and answer.has(sent["finds"]):
                return
            if any(name in sent and answer.fails(sent[name]) for name in ("fails", "or_fails")):
                return
            pending = "pending" in sent and answer.has(sent["pending"])
            if not pending and (answer.succeeded() or answer.code() != sent.get("pending_code")):
                raise AssertionError(f"the client would not be content with {answer}")
            if time.monotonic() > deadline:
                raise AssertionError(f"it still answers {answer}")
            time.sleep(0.1)

    def send(self, step):
        headers = {**self.headers, **step.get("headers", {}), "X-Amz-Date": "20261130T101112Z"}
        method, path = step.get("method", "POST"), step.get("path", "/")
        body = "".join(step.get("body", [])).encode()
        service = step.get("service")
        if "operation" in step:
            service = SERVICES[step["operation"].split(".")[0]]
            headers["X-Amz-Target"] = step["operation"]
            headers["Content-Type"] = "application/x-amz-json-1.1"
            body = json.dumps(step["request"]).encode()
        elif "form" in step:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
            body = urllib.parse.urlencode(step["form"]).encode()
        elif "body_of" in step:
            body = read(self.program.s3, step["body_of"])
        elif "body_of_repository" in step:
            body = read(ROOT, step["body_of_repository"])
        if step.get("checksum") == "crc32":
            headers["x-amz-sdk-checksum-algorithm"] = "CRC32"
            headers["x-amz-checksum-crc32"] = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
        headers["Authorization"] = (
            f"AWS4-HMAC-SHA256 Credential=local/20261130/{step.get('region', REGION)}/{service}/aws4_request, "
            f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}")
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.program.address).netloc, timeout=60)
        try:
            connection.request(method, path, body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()


def read(folder, file):
    with open(os.path.join(folder, file), "rb") as opened:
        return opened.read()


class RawClient:
    """SageMaker with the methods of a client of boto3, where that is not installed."""

    def __init__(self, program):
        self.replay = Replay({"headers": {}, "steps": []}, program, {})

    def __getattr__(self, operation):
        def call(**request):
            name = "".join(word.capitalize() for word in operation.split("_"))
            answer = self.replay.send({"operation": "SageMaker." + name, "request": request})
            if not answer.succeeded():
                raise AssertionError(f"{name}: {answer}")
            return answer.document
        return call
