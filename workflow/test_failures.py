"""Runs of the workflow that do not go through, on this machine with few orders: input that is missing or wrong, jobs that
fail, runs that are stopped, and kill -9 of the program. What is tried is derived from the definition: a new state or a
new member of the input is covered by itself."""

import collections
import concurrent.futures
import contextlib
import copy
import gzip
import http.client
import json
import os
import re
import signal
import tempfile
import threading
import time
import unittest
import urllib.parse

import local_run
from checks import definition

ROOT = local_run.ROOT
EXAMPLE = os.path.join(ROOT, "examples/online-retail")
# Long enough for both outcomes to be there.
ORDERS = {"train.jsonl.gz": 600, "validation.jsonl.gz": 200, "later.jsonl.gz": 300}
LONGEST = 300
LOOK_SECONDS = 0.02
WITH = {
    "cluster": {"application": "a", "role": "r", "jar": "s3://tandem-orders/spark.jar"},
    "scaling": {"minimum": 1, "maximum": 2, "invocations": 600},
    "made": {"features": "s3://tandem-orders/f.tar.gz", "vectors": "s3://tandem-orders/vectors/"}}
# In CI less than what is promised, on a machine that does other things, too.
CALLS_A_SECOND = int(os.environ.get("TANDEM_CALLS_A_SECOND", "50"))
UPDATES = int(os.environ.get("TANDEM_UPDATES", "1"))
CALLERS = 8
# Beside each is a process that ends it when the program is gone.
CONTAINER = re.compile(r"java\0.*(-container|evaluation)\.jar")
JOBS = {"TrainingJob": "training", "TransformJob": "transform", "ProcessingJob": "processing"}
with open(os.path.join(ROOT, "workflow/training.asl.json"), encoding="utf-8") as asl:
    DEFINITION = asl.read()
MACHINE = json.loads(DEFINITION)
ALL_STATES = {state.name for state in definition.states(MACHINE)}


def job_states():
    """The states that run a job of SageMaker, and how they call it: the name's expression without its end."""
    found = {}
    for state in definition.tasks(MACHINE):
        if re.search(r"sagemaker:create\w+Job\.sync$", state.fields["Resource"]):
            [name] = [value for key, value in state.fields["Arguments"].items() if key.endswith("JobName")]
            found[state.name] = re.search(r"\$run & '(-[a-z]+)'", name)[1]
    return found


def input_with(*members):
    with open(os.path.join(ROOT, "workflow/demo-input.json"), encoding="utf-8") as file:
        order = json.load(file)
    order["hyperparameters"]["num_round"] = "3"
    order.update({member: copy.deepcopy(WITH[member]) for member in members})
    return order


def place(order, path):
    """The object that holds the member, and the member's name."""
    *way, last = path.split(".")
    for step in way:
        order = order[step]
    return order, last


class FailuresTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        local_run.build()
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.s3 = os.path.join(cls.folder, "s3")
        cls.orders()
        cls.start_program()
        cls.addClassCleanup(lambda: cls.program.end())
        cls.runs = 0

    @classmethod
    def orders(cls):
        for name, count in ORDERS.items():
            target = os.path.join(cls.s3, "tandem-orders", "later" if name.startswith("later") else "training", name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with gzip.open(os.path.join(EXAMPLE, name)) as orders, gzip.open(target, "wb") as first:
                first.writelines(next(orders) for _ in range(count))
        os.makedirs(os.path.join(cls.s3, "tandem-orders/definition"))
        with open(os.path.join(EXAMPLE, "evaluation.json"), encoding="utf-8") as file:
            evaluation = {**json.load(file), "gates": [], "bootstrap_rounds": 40}
        for name, text in (("evaluation.json", json.dumps(evaluation)), ("features.json", None)):
            with open(os.path.join(cls.s3, "tandem-orders/definition", name), "w", encoding="utf-8") as file:
                if text is None:
                    with open(os.path.join(EXAMPLE, name), encoding="utf-8") as example:
                        text = example.read()
                file.write(text)

    @classmethod
    def start_program(cls):
        with open(os.path.join(cls.folder, "log"), "a", encoding="utf-8") as log, contextlib.redirect_stderr(log):
            cls.program = local_run.Program(cls.s3, os.path.join(cls.folder, "state"), 0)
        cls.service = local_run.Service(cls.program.address)
        cls.machine = local_run.state_machine(cls.service, "tandem-training", DEFINITION)

    # --- runs

    def begin(self, order, name=None, machine=None):
        type(self).runs += 1
        name = name or "run-%d" % self.runs
        return self.service.states("StartExecution", stateMachineArn=machine or self.machine, name=name,
                                   input=json.dumps(order))["executionArn"]

    def until(self, what, seconds=LONGEST):
        """The first true answer."""
        end = time.monotonic() + seconds
        while True:
            found = what()
            if found:
                return found
            self.assertLess(time.monotonic(), end, "waited in vain")
            time.sleep(LOOK_SECONDS)

    def ended(self, execution):
        def over():
            found = self.service.execution(execution)
            return found["status"] not in ("RUNNING", "PENDING_REDRIVE") and found
        return self.until(over)

    def refused(self, order):
        """Error and cause of a run that ends before its first job."""
        ended = self.ended(self.begin(order))
        self.assertEqual("FAILED", ended["status"])
        self.assertEqual(self.jobs(ended["name"]), {})
        return ended["error"], ended["cause"]

    def jobs(self, run):
        """Statuses of the jobs of a run, by their names."""
        found = {}
        for kind, word in JOBS.items():
            answer = self.service.ask("SageMaker", "List%ss" % kind, {"NameContains": run + "-", "MaxResults": 100})
            found.update({each[kind + "Name"]: each[kind + "Status"] for each in answer[kind + "Summaries"]
                          if each[kind + "Name"].startswith(run + "-")})
        return found

    def served(self, order):
        """An endpoint serves; that of an earlier test does."""
        if self.service.endpoint(order["endpoint"])[0] is None:
            self.assertEqual("SUCCEEDED", self.ended(self.begin(order))["status"])
        return self.service.endpoint(order["endpoint"])[1]

    # --- input

    def test_each_member_that_is_missing_is_named(self):
        paths = re.findall(r"'([a-z.]+)'", MACHINE["States"]["Names"]["Assign"]["lacking"])
        paths.remove(".")
        self.assertGreater(len(paths), 25)
        for optional in None, *WITH:
            order = input_with(*[optional] * bool(optional))
            given = [path for path in paths if self.remove(order, path)]
            self.assertGreater(len(given), 2)
            error, cause = self.refused(order)
            self.assertEqual("InputMissing", error)
            named = cause.removeprefix("the input lacks ").split(", ")
            # What is made already needs no more than it says.
            self.assertEqual(set(given) - set(named),
                             {"definition", "records"} if optional == "made" else set(), optional)
            self.assertEqual(set(named) - set(given), set(), optional)

    @staticmethod
    def remove(order, path):
        """Whether it was there."""
        try:
            holder, name = place(order, path)
            del holder[name]
            return True
        except KeyError:
            return False

    def test_each_member_that_is_wrong_is_named(self):
        said = re.findall(r"\? '(([a-z.]+) (?:is not|are not) [^']*)'", MACHINE["States"]["Names"]["Assign"]["wrong"])
        self.assertGreater(len(said), 20)
        for made in "vectors", "model":
            for value in "", "\u00a7/", -7.5, ["x"]:
                order = input_with("scaling", "made")
                order["made"] = {"features": "", made: ""}
                expected = [text for text, path in said if self.put(order, path, value)]
                with self.subTest(made, value=value):
                    self.assertEqual(("InputWrong", "; ".join(expected)), self.refused(order))
        order = input_with("scaling")
        order["scaling"]["minimum"] = 3
        self.assertEqual(("InputWrong", "scaling.minimum is above scaling.maximum"), self.refused(order))

    @staticmethod
    def put(order, path, value):
        """Whether there was something in its place."""
        holder, name = place(order, path)
        if name in holder:
            holder[name] = value
            return True
        return False

    def test_each_object_that_is_missing_is_named(self):
        for member, value in (("definition", "s3://tandem-orders/none"), ("later", "s3://tandem-orders/none/"),
                              ("evaluation", "s3://tandem-orders/none"), ("train", "none"), ("validation", "none"),
                              ("made.features", "s3://tandem-orders/none")):
            with self.subTest(member):
                order = input_with(*["made"] * member.startswith("made"))
                holder, name = place(order, member)
                holder[name] = value
                error, cause = self.refused(order)
                self.assertEqual("InputMissing", error)
                self.assertRegex(cause, r"^there is no object at s3://tandem-orders/\S*none")

    def test_a_name_that_is_too_long_is_cut(self):
        execution = self.begin(input_with(), "a_" * 40)
        [name] = self.until(lambda: self.jobs("a-a"))
        self.service.states("StopExecution", executionArn=execution)
        self.assertEqual("ABORTED", self.ended(execution)["status"])
        self.assertRegex(name, r"\Aa-[a-z0-9-]+-[0-9a-f]{8}-features\Z")
        self.assertLessEqual(len(name), 63)

    def test_an_endpoint_that_is_being_updated_is_said(self):
        order = input_with()
        config = self.service.ask("SageMaker", "DescribeEndpointConfig", {"EndpointConfigName": self.served(order)})
        self.service.ask("SageMaker", "CreateEndpointConfig", {
            "EndpointConfigName": "another", "ProductionVariants": config["ProductionVariants"]})
        self.service.ask("SageMaker", "UpdateEndpoint", {
            "EndpointName": order["endpoint"], "EndpointConfigName": "another"})
        error, cause = self.refused(order)
        self.assertEqual(("EndpointBusy", "endpoint tandem-pipeline is Updating, not InService: run again when it is,"
                                          " or delete it"), (error, cause))
        self.until(lambda: self.service.endpoint(order["endpoint"])[0] == "InService")

    # --- an update under load

    def test_no_call_fails_while_a_run_updates_the_endpoint(self):
        order = input_with()
        self.served(order)
        order["hyperparameters"]["num_round"] = "9"
        address = urllib.parse.urlsplit(self.program.address).netloc
        body = json.dumps(order["order"])
        answers, slowest = collections.Counter(), [0.0]
        over = threading.Event()

        def call_all_the_time():
            with contextlib.closing(http.client.HTTPConnection(address, timeout=60)) as connection:
                due = time.monotonic()
                while not over.is_set():
                    # As many as it should, also when it was held up.
                    due += CALLERS / CALLS_A_SECOND
                    over.wait(max(0, due - time.monotonic()))
                    begin = time.monotonic()
                    connection.request("POST", "/endpoints/%s/invocations" % order["endpoint"], body,
                                       {"Content-Type": "application/json"})
                    answer = connection.getresponse()
                    answers[answer.status, answer.read()] += 1
                    slowest[0] = max(slowest[0], time.monotonic() - begin)

        begin = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(CALLERS) as callers:
            calling = [callers.submit(call_all_the_time) for _ in range(CALLERS)]
            try:
                for _ in range(UPDATES):
                    execution = self.begin(order)
                    self.assertEqual("SUCCEEDED", self.ended(execution)["status"])
            finally:
                over.set()
            for caller in calling:
                caller.result()
        seconds = time.monotonic() - begin
        print("%d calls in %.0f s, the slowest %.0f ms" % (sum(answers.values()), seconds, 1000 * slowest[0]))
        self.assertEqual({200}, {status for status, _ in answers})
        self.assertGreater(len(answers), 1, "the endpoint was not updated while it was called")
        self.assertGreater(sum(answers.values()), 0.8 * CALLS_A_SECOND * seconds)

    # --- jobs that fail, runs that are stopped

    def processes(self):
        """The containers that the program has started."""
        found = set()
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                with open("/proc/%s/stat" % pid) as stat, open("/proc/%s/cmdline" % pid) as command:
                    state, parent = stat.read().rpartition(")")[2].split()[:2]
                    if int(parent) == self.program.process.pid and state != "Z" and CONTAINER.search(command.read()):
                        found.add(int(pid))
        return found

    def jobs_by_state(self, run):
        """Statuses of the jobs of each state, by the ending that it gives to their names."""
        found = {}
        for name, status in self.jobs(run).items():
            found.setdefault(re.match("-[a-z]+", name.removeprefix(run))[0], []).append(status)
        return found

    def in_progress(self, run):
        return {ending for ending, statuses in self.jobs_by_state(run).items() if "InProgress" in statuses}

    def left_alone(self, order, config, serving):
        self.assertEqual(("InService", config), self.service.endpoint(order["endpoint"]))
        self.until(lambda: self.processes() == serving)

    def test_calls_that_are_throttled_wait_for_their_turn(self):
        machine = copy.deepcopy(MACHINE)
        throttled = set()
        for state in definition.tasks(machine):
            if re.search(r":sagemaker:create(Model|EndpointConfig|\w+Job)(\.sync)?$", state.fields["Resource"]):
                state.fields["Arguments"]["Tags"] = [{"Key": "tandem:throttle", "Value": "2"}]
                throttled.add(state.name)
        order = input_with()
        self.served(order)
        arn = local_run.state_machine(self.service, "throttled", json.dumps(machine))

        execution = self.begin(order, machine=arn)

        ended = self.ended(execution)
        self.assertEqual("SUCCEEDED", ended["status"], ended)
        entered = throttled & self.entered(execution)
        self.assertLess({"FitFeatures", "VectorsModel", "EndpointConfig"}, entered)
        refusals = [details for event in self.events(execution) for details in event.values()
                    if isinstance(details, dict) and details.get("error") == "SageMaker.AmazonSageMakerException"]
        self.assertEqual(2 * len(entered), len(refusals), refusals)
        for refusal in refusals:
            self.assertRegex(refusal["cause"], "Rate exceeded .*Error Code: ThrottlingException")
        for ending, statuses in self.jobs_by_state(execution.split(":")[-1]).items():
            self.assertEqual(["Completed"], statuses, ending)

    def test_each_job_that_fails_says_why_and_a_redrive_repeats_no_other(self):
        order = input_with()
        config = self.served(order)
        serving = self.processes()
        execution = self.begin(order)
        run = execution.split(":")[-1]
        to_fail = set(job_states().values())
        while to_fail:
            began = self.until(lambda: self.processes() - serving and self.in_progress(run) & to_fail)
            # A pipeline has two containers, and two jobs run at once.
            for pid in self.processes() - serving:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            ended = self.ended(execution)
            self.assertEqual(("FAILED", "States.TaskFailed"), (ended["status"], ended.get("error")), ended)
            self.assertRegex(ended["cause"], '"FailureReason":"[^"]{10,}"')
            self.left_alone(order, config, serving)
            self.assertEqual(set(), self.in_progress(run))
            to_fail -= began
            self.service.states("RedriveExecution", executionArn=execution)
        self.assertEqual("SUCCEEDED", self.ended(execution)["status"])
        jobs = self.jobs_by_state(run)
        self.assertEqual(set(job_states().values()), jobs.keys())
        for ending, statuses in jobs.items():
            self.assertEqual(1, statuses.count("Completed"), ending)
            self.assertIn("Failed", statuses, ending)
        self.assertEqual(run, self.service.endpoint(order["endpoint"])[1].split("-serving")[0])

    def events(self, execution):
        """All of an execution."""
        found, token = [], {}
        while True:
            page = self.service.states("GetExecutionHistory", executionArn=execution, maxResults=1000, **token)
            found += page["events"]
            if "nextToken" not in page:
                return found
            token = {"nextToken": page["nextToken"]}

    def entered(self, execution):
        return {event["stateEnteredEventDetails"]["name"] for event in self.events(execution)
                if "stateEnteredEventDetails" in event}

    def through_states(self, order, interrupt, states):
        """
        Interrupts a run in each of some states, as soon as its entry is in the history, and goes on.

        interrupt: gets the execution
        """
        execution = self.begin(order)
        seen = set()
        while True:
            def news():
                status = self.service.execution(execution)["status"]
                return self.entered(execution) & states - seen or status == "SUCCEEDED" and "over"
            new = self.until(news)
            if new == "over":
                break
            seen |= new
            # Those that it has passed by now are over.
            interrupt(execution)
            if self.ended(execution)["status"] == "SUCCEEDED":
                break
            self.service.states("RedriveExecution", executionArn=execution)
        run = execution.split(":")[-1]
        self.assertEqual("SUCCEEDED", self.ended(execution)["status"])
        self.assertEqual(run, self.service.endpoint(order["endpoint"])[1].split("-serving")[0])
        for ending, statuses in self.jobs_by_state(run).items():
            self.assertEqual(1, statuses.count("Completed"), (ending, statuses))
        return run

    def test_a_run_that_is_stopped_in_each_state_leaves_nothing_and_goes_on(self):
        order = input_with()
        self.served(order)
        serving = self.processes()
        stops = []

        def stop(execution):
            with contextlib.suppress(local_run.Refused):
                self.service.states("StopExecution", executionArn=execution)
            stops.append(self.ended(execution)["status"])
            self.assertEqual(set(), self.in_progress(execution.split(":")[-1]))
            if self.service.endpoint(order["endpoint"])[0] == "InService":
                self.until(lambda: len(self.processes()) == len(serving))

        self.through_states(order, stop, ALL_STATES)
        # In each job, and in some of what takes no time.
        self.assertGreater(stops.count("ABORTED"), len(job_states()) + 5)

    def test_a_run_whose_program_is_killed_in_each_state_goes_on(self):
        order = input_with()
        self.served(order)
        kills = []

        def kill(execution):
            self.program.process.kill()
            self.program.process.wait()
            self.start_program()
            self.service.wait_until_settled(order["endpoint"])
            kills.append(self.service.execution(execution)["status"])

        self.through_states(order, kill, ALL_STATES if os.environ.get("TANDEM_KILLS") == "all" else set(job_states()))
        self.assertGreater(kills.count("FAILED"), 3)


if __name__ == "__main__":
    unittest.main()
