"""A run of the workflow on this machine: local-aws is started, what the jobs read is put into its S3, the execution is
followed state by state, and the endpoint serves at the end.

The execution is named by the content of the definition, the input, the objects that are put and the programs. So the
same content a second time makes nothing while the endpoint serves it, and a run that failed or was stopped goes on
where it ended.
"""

import glob
import hashlib
import html
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# A run for many markets has an input of its own.
TRAINING, MARKETS = "training", "markets"
IMAGES = {"tandem-features": "feature-container", "tandem-model": "model-container", "tandem-evaluation": "evaluation"}
# Those that local-aws has when nothing else is said.
REGION, ACCOUNT = "eu-west-1", "111122223333"
POLL_SECONDS = 0.2
WORK = os.path.join(ROOT, "target/workflow")
S3_URI = re.compile(r"s3://([^/]+)/(.+)")
JOB_NAMES = "TrainingJobName", "TransformJobName", "ProcessingJobName"


class Refused(Exception):
    """What the service refuses, with its code."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Service:
    """The port of local-aws, by the wire: a new machine has no client of AWS."""

    def __init__(self, address):
        self.address = address

    def states(self, operation, **request):
        return self.ask("AWSStepFunctions", operation, request)

    def ask(self, target, operation, request):
        call = urllib.request.Request(
            self.address + "/", json.dumps(request).encode(), {
                "X-Amz-Target": target + "." + operation, "Content-Type": "application/x-amz-json-1.1"})
        try:
            with urllib.request.urlopen(call) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                told = json.load(refused)
            raise Refused(told["__type"].split("#")[-1], told.get("message", "")) from None

    def endpoint(self, name):
        """Status and configuration; none of one that is not there."""
        try:
            found = self.ask("SageMaker", "DescribeEndpoint", {"EndpointName": name})
            return found["EndpointStatus"], found["EndpointConfigName"]
        except Refused:
            return None, None

    def wait_until_settled(self, name):
        """An endpoint of an earlier run comes back with the program, and an update of it goes on."""
        while self.endpoint(name)[0] in ("Creating", "Updating"):
            time.sleep(POLL_SECONDS)

    def execution(self, arn):
        """What DescribeExecution says; none of one that is not there."""
        try:
            return self.states("DescribeExecution", executionArn=arn)
        except Refused as refused:
            if refused.code != "ExecutionDoesNotExist":
                raise
            return None

    def said(self, group, job):
        """The lines of a job's containers."""
        told = self.ask("Logs_20140328", "FilterLogEvents", {"logGroupName": group, "logStreamNamePrefix": job + "/"})
        return [message.partition("| ")[2] for message in (event["message"] for event in told["events"])
                if message.startswith("algo-")]

    def put(self, bucket, key, file):
        """Returns the MD5 of the content, which S3 has as the object's ETag."""
        self.call("PUT", "/" + bucket)
        with open(file, "rb") as content:
            body = content.read()
        md5 = hashlib.md5(body).hexdigest()
        place = "/%s/%s" % (bucket, urllib.request.quote(key))
        if self.call("HEAD", place) != '"%s"' % md5:
            self.call("PUT", place, body)
        return md5

    def call(self, method, path, body=None):
        """The ETag of the answer; none of what is not there, and of a bucket that is there."""
        call = urllib.request.Request(self.address + path, body, method=method)
        try:
            with urllib.request.urlopen(call) as answer:
                return answer.headers["ETag"]
        except urllib.error.HTTPError as refused:
            refused.close()
            if (method, refused.code) not in (("HEAD", 404), ("PUT", 409)):
                raise SystemExit("scripts/workflow: %s %s was refused: %d" % (method, path, refused.code)) from None
            return None


class Program:
    """local-aws, as a process of its own."""

    def __init__(self, s3, state, port):
        os.makedirs(s3, exist_ok=True)
        java = subprocess.run([os.path.join(ROOT, "scripts/jdk")], cwd=ROOT, check=True, encoding="utf-8",
                              stdout=subprocess.PIPE).stdout.strip()
        images = [word for name, jar in IMAGES.items()
                  for word in ("--image", "%s=%s" % (name, jar_of(jar)))]
        self.process = subprocess.Popen(
            [os.path.join(java, "bin/java"), "@local-aws/jvm.options", "-jar", jar_of("local-aws"),
             "--s3", os.path.abspath(s3), "--state", os.path.abspath(state), "--port", str(port), *images],
            cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True)
        try:
            self.address = self.listening()
        except BaseException:
            self.end()
            raise
        # What it says later is for the person: a message that waits for an answer among it.
        threading.Thread(target=self.tell, daemon=True).start()

    def listening(self):
        said = []
        for line in self.process.stderr:
            said.append(line.strip())
            if "AWS_ENDPOINT_URL=" in line:
                return line.split("AWS_ENDPOINT_URL=")[1].strip()
        raise SystemExit("scripts/workflow: local-aws did not start: %s" % "; ".join(said[-3:]))

    def tell(self):
        for line in self.process.stderr:
            sys.stderr.write(line)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Progress:
    """Shows each state when it ends: seconds, and the job that it has run."""

    def __init__(self):
        # By the event that a chain of events has entered a state with: branches run side by side.
        self.entered = {}
        self.open = {}
        self.jobs = {}
        self.rows = []

    def take(self, event):
        before = self.entered.get(event.get("previousEventId"))
        entered, exited = (event.get("state%sEventDetails" % which) for which in ("Entered", "Exited"))
        self.entered[event["id"]] = event if entered else before
        if entered:
            self.open.setdefault(entered["name"], []).append(event)
        elif exited:
            self.ended(exited["name"], event, before)
        elif before and "taskScheduledEventDetails" in event:
            request = json.loads(event["taskScheduledEventDetails"]["parameters"])
            self.jobs[before["id"]] = next((request[name] for name in JOB_NAMES if name in request), "")

    def ended(self, state, event, before):
        events = self.open[state]
        # A Map or Parallel ends behind a state of its last branch, and is not entered twice at a time.
        began = before if before in events else events[-1]
        events.remove(began)
        seconds = event["timestamp"] - began["timestamp"]
        job = self.jobs.get(began["id"], "")
        known = any(row[0] == state for row in self.rows)
        self.rows.append((state, job, seconds))
        # Those that only decide take no time, and are no news; nor is the next of many waits.
        if job or seconds >= 1 and not known:
            print("%6.1f s  %-22s %s" % (seconds, state, job), flush=True)


def run(arguments):
    """Returns the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    arguments.s3 = arguments.s3 or os.path.join(WORK, "s3")
    arguments.state = arguments.state or os.path.join(WORK, "state")
    try:
        with open(arguments.input, encoding="utf-8") as file:
            order = json.load(file)
    except (OSError, ValueError) as problem:
        raise SystemExit("scripts/workflow: --input %s: %s" % (arguments.input, problem)) from None
    machine = MARKETS if "markets" in order else TRAINING
    with open(os.path.join(ROOT, "workflow", machine + ".asl.json"), encoding="utf-8") as file:
        definition = file.read()
    if arguments.stop_after and '"%s": {' % arguments.stop_after not in definition:
        raise SystemExit("scripts/workflow: --stop-after %s: there is no such state" % arguments.stop_after)
    puts = [put(text) for text in arguments.put]
    build()
    program = Program(arguments.s3, arguments.state, arguments.port)
    try:
        service = Service(program.address)
        made_of = [service.put(bucket, key, file) for file, bucket, key in puts]
        machine = state_machine(service, "tandem-" + machine, definition)
        name = name_of(arguments.name or "run", definition, order, made_of)
        service.wait_until_settled(order.get("endpoint", ""))
        execution = begin(service, machine, name, order)
        name = execution.split(":")[-1]
        print("run %s: %s/" % (name, program.address), flush=True)
        progress = Progress()
        ended = follow(service, execution, progress, arguments.stop_after)
        page = write_page(arguments.state, name, progress, ended)
        return finish(program, arguments, ended, page)
    except Refused as refused:
        raise SystemExit("scripts/workflow: %s: %s" % (refused.code, refused)) from None
    finally:
        program.end()


def build():
    """It says what it does, and ends Maven when it is ended."""
    program = subprocess.Popen([os.path.join(ROOT, "scripts/build")], cwd=ROOT)
    try:
        status = program.wait()
    except BaseException:
        program.terminate()
        program.wait()
        raise
    if status:
        raise SystemExit("scripts/build failed, and has said why")


def name_of(begin, definition, order, objects):
    """
    objects: what stands for the content of each
    """
    content = [definition, json.dumps(order, sort_keys=True), *objects, *map(digest_of, IMAGES.values())]
    return "%s-%s" % (begin, hashlib.sha256("\n".join(content).encode()).hexdigest()[:10])


def jar_of(program):
    return os.path.join(ROOT, program, "target/app", program + ".jar")


def digest_of(program):
    """Of its jar and of the libraries beside it."""
    digest = hashlib.sha256()
    for jar in sorted(glob.glob(os.path.join(os.path.dirname(jar_of(program)), "*.jar"))):
        with open(jar, "rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()


def put(text):
    """FILE=S3URI as file, bucket and key."""
    file, _, uri = text.partition("=")
    if not os.path.isfile(file):
        raise SystemExit("scripts/workflow: --put %s: there is no such file" % text)
    return file, *S3_URI.fullmatch(uri).groups()


def state_machine(service, name, definition):
    try:
        return service.states("CreateStateMachine", name=name, definition=definition,
                              roleArn="arn:aws:iam::%s:role/tandem-workflow" % ACCOUNT)["stateMachineArn"]
    except Refused as refused:
        if refused.code != "StateMachineAlreadyExists":
            raise
    machine = "arn:aws:states:%s:%s:stateMachine:%s" % (REGION, ACCOUNT, name)
    service.states("UpdateStateMachine", stateMachineArn=machine, definition=definition)
    return machine


def execution_arn(machine, name):
    return "%s:%s" % (machine.replace(":stateMachine:", ":execution:"), name)


def begin(service, machine, name, order):
    """Starts it, or goes on where an earlier one of the same content has ended; the execution."""
    attempt = 1
    while True:
        execution = execution_arn(machine, name + ("-%d" % attempt if attempt > 1 else ""))
        found = service.execution(execution)
        if found is None:
            service.states("StartExecution", stateMachineArn=machine, name=execution.split(":")[-1],
                           input=json.dumps(order))
            return execution
        if found["status"] in ("RUNNING", "PENDING_REDRIVE"):
            return execution
        if found["status"] == "SUCCEEDED" and is_served(service, order, json.loads(found["output"])):
            print("nothing has changed since the run that is shown")
            return execution
        # What a Fail state has ended, a redrive would only end again. Its errors have names without a dot.
        if found["status"] in ("ABORTED", "TIMED_OUT") or "." in found.get("error", ""):
            print("an earlier run of the same content has ended as %s: it goes on there" % found["status"].lower())
            service.states("RedriveExecution", executionArn=execution)
            return execution
        attempt += 1


def is_served(service, order, made):
    """Whether no later run has taken its place; those for many markets leave the endpoint as it is."""
    return "config" not in made or service.endpoint(order["endpoint"])[1] == made["config"]


def follow(service, execution, progress, stop_after=None):
    """Until it ends; what DescribeExecution says then."""
    token = None
    seen = 0
    while True:
        found = service.states("DescribeExecution", executionArn=execution)
        while True:
            page = service.states("GetExecutionHistory", executionArn=execution, maxResults=1000,
                                  **({"nextToken": token} if token else {}))
            for event in page["events"]:
                if event["id"] > seen:
                    seen = event["id"]
                    progress.take(event)
                    if stop_after and event.get("stateExitedEventDetails", {}).get("name") == stop_after:
                        service.states("StopExecution", executionArn=execution, cause="stopped after " + stop_after)
                        stop_after = None
            if "nextToken" not in page:
                break
            token = page["nextToken"]
        if found["status"] not in ("RUNNING", "PENDING_REDRIVE"):
            return found
        time.sleep(POLL_SECONDS)


def write_page(folder, name, progress, ended):
    """The states of a run and what each took, for a browser."""
    rows = "".join("<tr><td>%s<td>%s<td>%.1f s" % (html.escape(state), html.escape(job), seconds)
                   for state, job, seconds in progress.rows)
    said = "<p>%s: %s" % (html.escape(ended.get("error", "")), html.escape(ended.get("cause", ""))) \
        if ended.get("cause") else ""
    page = os.path.join(folder, "runs", name + ".html")
    os.makedirs(os.path.dirname(page), exist_ok=True)
    with open(page, "w", encoding="utf-8") as file:
        file.write("<!DOCTYPE html><html lang=en><meta charset=utf-8><title>%s</title><style>"
                   ":root{color-scheme:light dark}body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto}"
                   "td{padding:.2em 1em}</style>"
                   "<h1>%s: %s</h1>%s<table><tr><th>State<th>Job<th>Took%s</table></html>\n"
                   % (name, name, ended["status"].lower(), said, rows))
    return page


def finish(program, arguments, ended, page):
    print("\n%s (%s)" % (ended["status"].lower(), page))
    if ended["status"] != "SUCCEEDED":
        print("%s: %s" % (ended.get("error", ""), ended.get("cause", "")))
        return 0 if arguments.stop_after and ended["status"] == "ABORTED" else 1
    made = json.loads(ended["output"])
    if "markets" in made:
        for market in made["markets"]:
            print("%(market)s: %(outcome)s" % market)
        return 0
    print("report: %s" % in_folder(arguments.s3, made["report"]))
    print("endpoint %s serves %s (%s)" % (made["endpoint"], made["config"], made["verdict"]["sentence"]))
    print("the answer to the order: %s" % made["answer"])
    print("\ncurl -H 'Content-Type: application/json' --data @order.json %s/endpoints/%s/invocations"
          % (program.address, made["endpoint"]))
    if not arguments.once:
        print("\nserving until Ctrl-C", flush=True)
        program.process.wait()
    return 0


def in_folder(folder, uri):
    return os.path.join(folder, *S3_URI.fullmatch(uri).groups())


if __name__ == "__main__":
    sys.exit("use scripts/workflow run")
