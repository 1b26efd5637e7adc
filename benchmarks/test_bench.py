"""scripts/bench with stubs in place of systems and loads: python3 -m unittest discover -s benchmarks"""

import contextlib
import http.server
import importlib.machinery
import importlib.util
import io
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest
from unittest import mock

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True


def load_bench():
    loader = importlib.machinery.SourceFileLoader("bench", os.path.join(ROOT, "scripts", "bench"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("bench", loader))
    loader.exec_module(module)
    return module


bench = load_bench()
systems, loads, models, images, plots = bench.systems, bench.loads, bench.models, bench.images, bench.plots
local_aws = bench.local_aws
OPENED = {"rate": 200, "p99": 1.0, "p999": 2.0, "max": 3.0, "refused": 0, "failed": 0, "lost": 0, "cores": 0.1, "planned": 10, "answered": 9,
          "since_sent_p99": 1.0, "refused_since_sent_p99": 0.5}


class StubSystem:
    """Of which every figure is 1."""
    started = []

    def __init__(self, name, calls):
        self.name, self.calls, self.start_seconds, self.stopped, self.port = name, calls, 1.0, False, 1
        StubSystem.started.append(self)

    def pss_mib(self):
        self.calls.one("memory of " + self.name)
        return 1.0

    def pss_alone_mib(self):
        return self.pss_mib()

    def pids(self):
        return [1, 2]

    def stop(self):
        self.stopped = True


class Calls:
    """Counts what the run calls, and lets one of the calls fail."""

    def __init__(self, failing=None, failure=None):
        self.names, self.failing, self.failure = [], failing, failure

    def one(self, name, answer=None):
        self.names.append(name)
        if len(self.names) - 1 == self.failing:
            raise self.failure
        return answer


class BenchTest(unittest.TestCase):

    def setUp(self):
        self.work = self.enterContext(tempfile.TemporaryDirectory())
        self.handlers = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
        self.addCleanup(lambda: [signal.signal(one, handler) for one, handler in self.handlers.items()])

    def run_bench(self, calls, quick=False):
        """Status, what it printed, what it said, results.json."""
        StubSystem.started = []
        starter = lambda name: lambda **_: calls.one("start of " + name, None) or StubSystem(name, calls)
        system = lambda name, answer: lambda *_, **__: calls.one(name, answer)

        def many_connections(_, __, result):
            for name in ("alone", "idle", "slow"):
                result[name], result["pss_" + name] = calls.one("connections, " + name, OPENED), 1.0

        def measure_images(version, rounds, parts, figures):
            figures.update({"bare JVM": {"run": [1.0]},
                            "model": {"run": [], "process": [1.0], "stop": [1.0], "first_p99": 1.0, "warm_p99": 1.0, "pss_ready": 1.0,
                                      "pss_mib": 1.0, "size": "80MB"}})
            with parts.part("image of the model"):
                figures["model"]["run"].append(calls.one("image", 1.0))

        @contextlib.contextmanager
        def pinging(_):
            yield {"ping_max": 3.0, "ping_failed": 0}

        def beside(neighbour, measured):
            return measured(), calls.one("neighbour", 31.0)

        patches = {
            bench: {"WORK": self.work, "install": system("install", None), "aloud": system("build", None),
                    "facts": system("facts", {"cores": 2, "cpu": "a", "jdk": "b", "commit": "c"}),
                    "UNDER_LOAD": {name: starter(name) for name in bench.UNDER_LOAD},
                    "STARTED": {name: starter(name) for name in bench.STARTED}},
            systems: {"artifacts": system("artifacts", None), "features_of_the_peer": system("peer", None),
                      "model_as": system("model as", None), "check": system("check", None), "features": starter("batch"),
                      "pipeline": starter("bare endpoint")},
            loads: {"closed_loop": system("closed", {"per_second": 1000.0, "max_ms": 1.0, "cpu_ms": 1.0}),
                    "churn": system("churn", {"per_second": 4242.0}), "open_loop": system("open", OPENED),
                    "highest_rate": system("highest", OPENED),
                    "overload": system("overload", {**OPENED, "ping_max": 3.0, "ping_failed": 0, "after": OPENED}),
                    "pinging": pinging,
                    "first_hundred": system("first", {"first_p99": 1.0, "warm_p99": 1.0}),
                    "batch_bodies": system("bodies", {"6 MB": b"", "3 MB": b""}),
                    "batch": system("batch", {"mb_per_second": 77.0, "pss_mib": 1.0}), "many_connections": many_connections},
            models: {"COUNT": 3, "train_all": system("training", None), "container": lambda name: starter("many " + name)(),
                     "call": system("load or unload", (200, b"")), "time": mock.Mock(sleep=lambda _: None, monotonic=time.monotonic,
                                                                                    perf_counter=time.perf_counter),
                     "rows": system("rows", b""), "beside": beside},
            images: {"build": system("images", "1"), "measure": measure_images},
            local_aws: {"program": lambda _: starter("local-aws")(), "deploy": system("deployment", None),
                        "described": system("describe", 3.0), "objects": system("objects", (400.0, 900.0))},
            plots: {"latency": system("latency plot", "<svg/>"), "bars": system("bars plot", "<svg/>")},
        }
        out, err = io.StringIO(), io.StringIO()
        with contextlib.ExitStack() as stack:
            for module, names in patches.items():
                for name, stub in names.items():
                    stack.enter_context(mock.patch.object(module, name, stub))
            stack.enter_context(contextlib.redirect_stdout(out))
            stack.enter_context(contextlib.redirect_stderr(err))
            status = bench.main(quick)
        with open(os.path.join(self.work, "results.json")) as file:
            return status, out.getvalue(), err.getvalue(), json.load(file)

    def test_all_is_well(self):
        status, out, err, results = self.run_bench(Calls())

        self.assertEqual(0, status, err)
        self.assertEqual([], results["failures"])
        self.assertNotIn("failed", out.replace("answered", ""))
        self.assertIn("4242 answers a second", out)
        self.assertEqual(len(bench.UNDER_LOAD), sum(line.startswith("| ") and "1 000" in line for line in out.splitlines()))

    def test_whatever_fails_leaves_the_rest(self):
        whole = Calls()
        self.run_bench(whole)
        kinds = [number for number, name in enumerate(whole.names) if name.startswith("start of many")]
        kinds.append(whole.names.index("start of features", kinds[-1]))
        self.assertGreater(len(whole.names), 150)
        failures = bench.Failed("13 of 100 requests failed"), ConnectionRefusedError("refused"), ZeroDivisionError("by 0")
        # One of each name in turn, and the last.
        last = {name: number for number, name in enumerate(whole.names)}
        first = {name: number for number, name in reversed(list(enumerate(whole.names)))}
        for number in sorted({*last.values(), *first.values()}):
            name, failure = whole.names[number], failures[number % 3]
            with self.subTest(name=name, number=number):
                calls = Calls(number, failure)
                status, out, err, results = self.run_bench(calls)

                self.assertEqual(1, status)
                self.assertTrue(all(system.stopped for system in StubSystem.started))
                self.assertEqual(1, len(results["failures"]), results["failures"])
                self.assertIn(str(failure), results["failures"][0]["why"])
                self.assertIn(str(failure), err.split("FAILED:\n")[1])
                if name not in ("build", "artifacts"):
                    self.assertIn("| features, process |", out)
                    self.assertIn("| MB a second", out)
                    self.assertTrue(results["start"]["model, JSON"]["seconds"])
                    # Nothing but what hangs on the failed one is left out: in a container of many, what follows.
                    hanging = next((end - number for begin, end in itertools.pairwise(kinds) if begin <= number < end), 40)
                    self.assertGreaterEqual(len(calls.names), len(whole.names) - max(40, hanging))

    def test_a_failed_figure_is_named_in_the_table(self):
        whole = Calls()
        self.run_bench(whole)
        for name, line in (("churn", "failed answers a second"), ("connections, alone", "failed ms; beside"),
                           ("memory of pipeline", "| pipeline |"), ("overload", "features at twice its highest rate: failed")):
            with self.subTest(name=name):
                _, out, _, _ = self.run_bench(Calls(whole.names.index(name), bench.Failed("x")))

                row = next((row for row in out.splitlines() if line in row), "")
                self.assertIn("failed", row, out)

    def test_a_system_that_does_not_start_is_a_row_of_the_table(self):
        whole = Calls()
        self.run_bench(whole)
        for name in bench.UNDER_LOAD:
            with self.subTest(name=name):
                status, out, _, _ = self.run_bench(Calls(whole.names.index("start of " + name), bench.Failed("x")))

                self.assertEqual(1, status)
                row = next(row for row in out.splitlines() if row.startswith("| %s |" % name))
                self.assertIn("| failed |", row)
                self.assertEqual(len(bench.UNDER_LOAD) - 1,
                                 sum(line.startswith("| ") and "1 000" in line for line in out.splitlines()))

    def test_everything_may_fail(self):
        calls = Calls()
        calls.one = lambda name, answer=None: answer if name in ("build", "artifacts") else (_ for _ in ()).throw(bench.Failed(name))

        status, out, err, results = self.run_bench(calls)

        self.assertEqual(1, status)
        self.assertIn("failed cores", out)
        self.assertIn("plot, latency: nothing was measured", err)
        self.assertGreater(len(results["failures"]), 20)

    def test_every_table_names_the_machine_and_the_commit(self):
        _, out, _, _ = self.run_bench(Calls())

        tables = [block for block in out.split("\n\n") if block.startswith("| ")]
        self.assertGreaterEqual(len(tables), 6)
        self.assertEqual(out.count("2 cores, a; b; commit c; medians, in brackets the extremes"), 8)

    def test_many_models_have_a_row_for_each_kind_with_its_range(self):
        _, out, _, results = self.run_bench(Calls())

        for kind in models.KINDS:
            row = next(row for row in out.splitlines() if row.startswith("| %s |" % kind) and row.count("|") == 13)
            self.assertIn("| 1.00 (1.00-1.00) | 1.00 (1.00-1.00) |", row)
            self.assertEqual(models.TURNS * 3, len(results["many"][kind]["load_ms"]))

    def test_neighbours_are_measured_in_turns_and_say_what_they_did(self):
        _, out, _, results = self.run_bench(Calls())

        rows = [row for row in out.splitlines() if row.startswith(("| at 50/s", "| at 500/s"))]
        self.assertEqual(3, len(rows))
        for row in rows:
            self.assertIn("31 (31-31)", row)
            self.assertIn("| 1.0 (1.0-1.0) | 1.0 (1.0-1.0) | 1.0 (1.0-1.0) | 3.0 (3.0-3.0) | 3.0 (3.0-3.0) | 0 | 3 (3-3) |", row)
        self.assertEqual({"flood": 3, "batches": 3, "loads": 3}, {name: len(results["many"]["models"][name]) for name in models.NEIGHBOURS})

    def test_a_turn_that_fails_leaves_the_others(self):
        whole = Calls()
        self.run_bench(whole)

        _, out, _, results = self.run_bench(Calls(whole.names.index("neighbour"), bench.Failed("the neighbour: x")))

        self.assertEqual({"flood": 2, "batches": 3, "loads": 3}, {name: len(results["many"]["models"][name]) for name in models.NEIGHBOURS})
        self.assertEqual("many models, flood beside, turn 1 of 3", results["failures"][0]["part"])
        self.assertNotIn("| failed", next(row for row in out.splitlines() if row.startswith("| at 50/s, one that is sent")))

    def test_the_order_container_stands_beside_the_echo_and_the_pipeline(self):
        _, out, _, _ = self.run_bench(Calls())

        for row in ("| answers a second, of the echo with the order | 1.00 (1.00-1.00) |",
                    "| times the two containers behind local-sagemaker | 1.00 (1.00-1.00) |",
                    "| p99.9 at 1000/s, ms, order | 2.0 (2.0-2.0) |", "| p99.9 at 1000/s, ms, pipeline | 2.0 (2.0-2.0) |",
                    "| start to ready, s, process | 1.00 (1.00-1.00) |", "| PSS, processes, order | 1 MiB in 2 |"):
            self.assertIn(row, out)

    def test_a_signal_ends_it_with_what_it_has(self):
        for number in signal.SIGINT, signal.SIGTERM:
            calls = Calls()
            one = calls.one
            calls.one = lambda name, answer=None: os.kill(os.getpid(), number) if name == "churn" else one(name, answer)

            status, out, _, results = self.run_bench(calls)

            self.assertEqual(128 + number, status)
            self.assertTrue(all(system.stopped for system in StubSystem.started))
            self.assertIn("alone", results["load"]["features"]["connections"])
            self.assertIn("failed answers a second", out)


class SystemTest(unittest.TestCase):
    """Real processes, which do not want to end."""

    STUBBORN = "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); " \
               "child = subprocess.Popen(['sleep', '300']); print(child.pid, flush=True); child.wait()"

    def setUp(self):
        work = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(mock.patch.object(systems, "WORK", work))
        self.enterContext(mock.patch.object(systems, "STOP_SECONDS", 0.1))
        self.enterContext(contextlib.redirect_stderr(io.StringIO()))
        self.log = os.path.join(work, "stub.log")

    def children(self, printed):
        """Whether those are there whose ids were printed."""
        with open(self.log) as file:
            pids = [int(pid) for pid in file.read().split()]
        self.assertEqual(printed, len(pids))
        return [pid for pid in pids if self.runs(pid)]

    def runs(self, pid):
        try:
            with open("/proc/%d/stat" % pid) as stat:
                return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
        except (FileNotFoundError, ProcessLookupError):
            return False

    def await_end(self, printed):
        """Nobody waits for the child of what was killed: it may be there for a moment."""
        deadline = time.monotonic() + 10
        while self.children(printed) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual([], self.children(printed))

    def test_what_ignores_the_signal_is_killed_with_its_children(self):
        def printed(*_):
            while not os.path.getsize(self.log):
                pass
            return True

        with mock.patch.object(systems, "await_ready", printed):
            system = systems.System("stub", systems.ORDER, [[sys.executable, "-c", self.STUBBORN]], 1)
        self.assertEqual(1, len(self.children(1)))

        system.stop()
        system.stop()

        self.await_end(1)
        self.assertEqual([], systems.System.running)

    def test_one_of_two_programs_that_is_missing_leaves_no_process(self):
        with self.assertRaisesRegex(systems.Failed, "did not start"):
            systems.System("stub", systems.ORDER, [["sleep", "300"], ["/no/such/program"]], 1)

        self.assertEqual([], systems.System.running)

    def test_a_program_that_ends_at_once_did_not_start(self):
        with self.assertRaisesRegex(systems.Failed, "did not start; see .*stub.log"):
            systems.System("stub", systems.ORDER, [["false"]], systems.free_port())

    def test_what_cannot_be_run_is_said(self):
        with self.assertRaisesRegex(systems.Failed, "^program: No such file"):
            systems.run("/no/such/program")
        with self.assertRaisesRegex(systems.Failed, "^sh: last words$"):
            systems.run("sh", "-c", "echo last words >&2; exit 3")

    def test_batch_callers_that_are_refused_are_a_failure(self):
        system = mock.Mock(port=systems.free_port())
        with self.assertRaisesRegex(systems.Failed, "ConnectionRefusedError"):
            loads.batch(system, b"x", 10)


class ManyTest(unittest.TestCase):

    def setUp(self):
        self.work = self.enterContext(tempfile.TemporaryDirectory())
        for module in models, systems, loads:
            self.enterContext(mock.patch.object(module, "WORK", self.work))
        self.enterContext(contextlib.redirect_stderr(io.StringIO()))

    def write(self, name, text):
        os.makedirs(os.path.dirname(os.path.join(self.work, name)), exist_ok=True)
        with open(os.path.join(self.work, name), "w") as file:
            file.write(text)

    def read(self, name):
        with open(os.path.join(self.work, name)) as file:
            return file.read()

    def test_each_forest_is_trained_on_rows_of_its_own_with_its_own_seed(self):
        self.write("job/input/data/train/train.csv", "#head\n" + "".join("%d\n" % row for row in range(40)))
        self.write("job/input/config/hyperparameters.json", '{"num_round": "300", "tree_method": "exact"}')
        self.write("job/input/data/features/schema.json", "{}")
        trained = []

        def run(*_, env):
            trained.append(env["SAGEMAKER_BASE_DIR"])

        with mock.patch.multiple(models, COUNT=3, SAMPLE=20, run=run), mock.patch.object(systems, "jvm", lambda *_: []):
            models.train_all()

        self.assertEqual({os.path.dirname(models.forest(number)) for number in range(3)}, set(trained))
        samples = [self.read("many/jobs/%d/input/data/train/train.csv" % number) for number in range(3)]
        self.assertEqual(3, len(set(samples)))
        for number, sample in enumerate(samples):
            self.assertEqual("#head", sample.splitlines()[0])
            self.assertEqual(20, len(set(sample.splitlines()[1:])))
            self.assertEqual({"num_round": "300", **models.TRAINING, "seed": str(number)},
                             json.loads(self.read("many/jobs/%d/input/config/hyperparameters.json" % number)))

    def test_a_pair_is_the_feature_set_beside_a_forest_of_its_own(self):
        self.write("features/model/features.json", "set")
        for number in range(2):
            self.write("many/jobs/%d/model/xgboost-model" % number, "forest %d" % number)
        started = mock.Mock()

        with mock.patch.object(models, "COUNT", 2), mock.patch.object(systems, "container", started):
            models.container("pairs")

        for number in range(2):
            base = "many/order-container/models/%d/model/" % number
            self.assertEqual(("set", "forest %d" % number),
                             (self.read(base + "features/features.json"), self.read(base + "model/xgboost-model")))
        self.assertEqual("true", started.call_args.kwargs["SAGEMAKER_MULTI_MODEL"])

    def test_each_call_has_a_body_of_its_own_and_the_most_called_model_is_the_first(self):
        callings = models.callings()

        self.assertEqual({systems.MANY}, {len(paths) for paths in callings.values()})
        self.assertEqual(1, len(set(callings["one"])))
        self.assertEqual(models.COUNT, len(set(callings["uniform"])))
        counts = [callings["zipf"].count(models.path(number)) for number in (0, 1, 9)]
        self.assertEqual(sorted(counts, reverse=True), counts)
        self.assertGreater(counts[0], 4 * counts[2])

    def test_a_neighbour_works_until_the_measuring_is_over_and_says_its_rate(self):
        measuring, over = threading.Event(), []

        def neighbour(ended):
            measuring.set()
            over.append(ended.wait(10))
            return 7.0

        with mock.patch.object(models, "time", mock.Mock()):
            self.assertEqual(("measured", 7.0), models.beside(neighbour, lambda: measuring.wait(10) and not over and "measured"))
        self.assertEqual([True], over)

    def test_a_neighbour_that_fails_is_a_failure(self):
        def neighbour(ended):
            raise models.Failed("status 503")

        with mock.patch.object(models, "time", mock.Mock()), self.assertRaisesRegex(models.Failed, "^the neighbour: status 503$"):
            models.beside(neighbour, lambda: None)

    def test_those_that_come_and_go_are_neither_the_quiet_nor_the_flooded_one(self):
        touched, ended = [], threading.Event()

        def unload(_, number):
            touched.append(number)
            if len(touched) == 5:
                ended.set()

        with mock.patch.multiple(models, COUNT=4, unload=unload, load=lambda *_: None):
            rate = models.come_and_go(None, "model-container", 1, 1)(ended)

        self.assertEqual([2, 3, 2, 3, 2], touched)
        self.assertGreater(rate, 0)

    @unittest.skipUnless(shutil.which("wrk"), "wrk is missing")
    def test_wrk_sends_each_path_with_its_body(self):
        seen = set()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                seen.add((self.path, self.headers["Content-Type"], self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.write("rows.csv", "1,2\n3,4\n5,6\n")
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            system = mock.Mock(port=server.server_port, content_type="text/csv", body=os.path.join(self.work, "rows.csv"),
                               cpu_seconds=lambda: 0.0)
            loads.closed_loop(system, 1, paths=["/a", "/b", "/a", "/b"])
            server.shutdown()

        self.assertEqual({("/a", "text/csv", b"1,2"), ("/b", "text/csv", b"3,4"), ("/a", "text/csv", b"5,6"), ("/b", "text/csv", b"1,2")},
                         seen)


class SignalTest(unittest.TestCase):

    def test_a_terminated_run_leaves_no_process(self):
        """The whole script, with a system that never gets ready."""
        with tempfile.TemporaryDirectory() as work:
            program = textwrap.dedent("""
                import importlib.util, importlib.machinery, os, sys
                sys.dont_write_bytecode = True
                loader = importlib.machinery.SourceFileLoader("bench", sys.argv[1])
                bench = importlib.util.module_from_spec(importlib.util.spec_from_loader("bench", loader))
                loader.exec_module(bench)
                systems = bench.systems
                bench.WORK = systems.WORK = sys.argv[2]
                bench.install = systems.artifacts = systems.features_of_the_peer = lambda: None
                bench.aloud = systems.model_as = lambda *_: None
                system = lambda: systems.System("stub", systems.ORDER, [["sh", "-c", "echo $$; echo; exec sleep 300"]], 1)
                bench.UNDER_LOAD = {"stub": system}
                systems.await_ready = lambda *_: print("starting", flush=True) or __import__("time").sleep(300)
                sys.exit(bench.main(True))
            """)
            with subprocess.Popen([sys.executable, "-c", program, os.path.join(ROOT, "scripts", "bench"), work],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
                self.assertEqual("starting\n", run.stdout.readline())
                log = os.path.join(work, "stub.log")
                while not os.path.getsize(log):
                    pass
                run.terminate()
                run.stdout.read()
                self.assertEqual(143, run.wait())
            with open(log) as file:
                self.assertFalse(os.path.exists("/proc/" + file.read().strip()))
            with open(os.path.join(work, "results.json")) as file:
                self.assertEqual([], [one for one in json.load(file)["failures"] if one["part"] == "stub, start"])


if __name__ == "__main__":
    unittest.main()
