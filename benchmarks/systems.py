"""What scripts/bench measures: the artifacts, and the processes that answer on a port."""

import functools
import gzip
import http.client
import itertools
import json
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EXAMPLE = os.path.join(ROOT, "examples", "deferred-payment")
ODD_ORDERS = os.path.join(ROOT, "shared-features", "src", "test", "resources", "deferred-payment", "order-features.expected.jsonl")
PEERS = os.path.join(ROOT, "benchmarks", "peers")
WORK = os.path.join(ROOT, "target", "bench")
ORDERS = 20_000
CORES = os.cpu_count() or 1
TICKS = os.sysconf("SC_CLK_TCK")
CLASSES = os.path.join(ROOT, "benchmarks", "target", "app", "benchmarks.jar")
PYTHON = "/usr/bin/python3"
ORDER = "order.json", "application/json"
ROW = "row.csv", "text/csv"
# A thousand others, one a line.
MANY = 1000
MANY_ORDERS = "orders.jsonl", "application/json"
MANY_ROWS = "rows.csv", "text/csv"
PATIENCE_SECONDS = 60
STOP_SECONDS = 30
# Of the order container: answers as the pipeline's.
PREDICTIONS = {"SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT": "application/json", "SAGEMAKER_INFERENCE_OUTPUT": "probability"}


class Failed(Exception):
    """What could not be measured, and why, in words."""


def run(*command, **options):
    """What it prints. Failed has the last lines of what it says of a failure."""
    try:
        ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    except OSError as error:
        raise Failed("%s: %s" % (os.path.basename(command[0]), error.strerror)) from error
    if ran.returncode:
        said = (ran.stderr.strip() or ran.stdout.strip() or "status %d" % ran.returncode).splitlines()[-5:]
        raise Failed("%s: %s" % (os.path.basename(command[0]), "; ".join(said)))
    return ran.stdout


def aloud(script):
    """Runs one of the scripts, which says itself what it does, and lets it clean up when this ends before it."""
    ran = subprocess.Popen([os.path.join(ROOT, "scripts", script)], stdout=sys.stderr)
    try:
        status = ran.wait()
    except BaseException:
        ran.terminate()
        ran.wait()
        raise
    if status:
        raise Failed("scripts/%s failed, and has said why" % script)


def say(text):
    print("scripts/bench: " + text, file=sys.stderr, flush=True)


@functools.cache
def java():
    return os.path.join(run(os.path.join(ROOT, "scripts", "jdk")).strip(), "bin", "java")


def own_options():
    """The file of the image's options, without those of its own layout."""
    path = os.path.join(WORK, "jvm.options")
    if not os.path.exists(path):
        with open(os.path.join(ROOT, "docker", "jvm.options")) as options, open(path, "w") as own:
            own.writelines(line for line in options if "/opt/tandem" not in line)
    return path


def jar(name):
    return os.path.join(ROOT, name, "target", "app", name + ".jar")


def jvm(name, *arguments):
    return [java(), "@" + own_options(), "-jar", jar(name), *arguments]


def artifacts():
    """Features fitted on synthetic orders, and a model of them."""
    features, job = os.path.join(WORK, "features", "model"), os.path.join(WORK, "job")
    say("making %d orders, fitting the features, training the model" % ORDERS)
    shutil.rmtree(WORK, ignore_errors=True)
    for folder in ("model", "input/config", "input/data/train", "input/data/features"):
        os.makedirs(os.path.join(job, folder))
    orders = os.path.join(WORK, "orders.jsonl.gz")
    run(sys.executable, os.path.join(EXAMPLE, "generate.py"), "--orders", str(ORDERS), "--seed", "7", "--out", orders)
    run(*jvm("feature-container", "fit", "--definition", os.path.join(EXAMPLE, "features.json"), "--output", features, orders))
    run(*jvm("feature-container", "extract", "--features", features, "--format", "training", "--output",
             os.path.join(job, "input/data/train/train.csv"), orders))
    shutil.copy(os.path.join(features, "schema.json"), os.path.join(job, "input/data/features"))
    with open(os.path.join(job, "input/config/hyperparameters.json"), "w") as file:
        json.dump({"objective": "binary:logistic", "num_round": "300", "max_depth": "6", "eta": "0.1"}, file)
    run(*jvm("model-container", "train"), env={**os.environ, "SAGEMAKER_BASE_DIR": job})
    shutil.copytree(os.path.join(job, "model"), os.path.join(WORK, "model", "model"))
    for name in ("features", "model"):
        shutil.copytree(os.path.join(WORK, name, "model"), os.path.join(WORK, "order", "model", name))
        folder = os.path.join(WORK, "s3", "tandem-models", name)
        os.makedirs(folder)
        run("tar", "-czf", os.path.join(folder, "model.tar.gz"), "-C", os.path.join(WORK, name, "model"), ".")
    shutil.copy(os.path.join(WORK, "model", "model", "xgboost-model"), os.path.join(WORK, "model.ubj"))
    with open(os.path.join(EXAMPLE, "order.json")) as file, open(os.path.join(WORK, "order.json"), "w") as line:
        line.write(json.dumps(json.load(file), ensure_ascii=False, separators=(",", ":")))
    with gzip.open(orders, "rt", encoding="utf-8") as lines, open(os.path.join(WORK, MANY_ORDERS[0]), "w", encoding="utf-8") as file:
        for line in itertools.islice(lines, MANY):
            file.write(json.dumps(json.loads(line)["order"], ensure_ascii=False, separators=(",", ":")) + "\n")
    for one, row in ((ORDER, ROW), (MANY_ORDERS, MANY_ROWS)):
        run(*jvm("feature-container", "extract", "--features", features, "--format", "csv", "--output",
                 os.path.join(WORK, row[0]), os.path.join(WORK, one[0])))


def features_of_the_peer():
    """The features again, fitted by scikit-learn."""
    run(PYTHON, os.path.join(PEERS, "fit_sklearn.py"), os.path.join(WORK, "orders.jsonl.gz"), os.path.join(WORK, "features.joblib"))


def model_as(program, folder, file):
    """The model again in another form, with the same trees."""
    os.makedirs(os.path.join(WORK, folder, "model"))
    run(PYTHON, os.path.join(PEERS, program), os.path.join(WORK, "model.ubj"), os.path.join(WORK, folder, "model", file))


def call(port, method, path, body=None, content_type=None, timeout=10):
    """Status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, {"Content-Type": content_type} if content_type else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def await_ready(port, is_over=lambda: False):
    """False when it is over before. An endpoint of the platform has no /ping: its 404 will do."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and not is_over():
        try:
            if call(port, "GET", "/ping")[0] < 500:
                return True
        except (OSError, http.client.HTTPException):
            pass
        # Asked every 2 ms, Docker's proxy and this script took 50 ms of a start for themselves.
        time.sleep(0.01)
    return False


def pss_mib(pids):
    total = 0
    for pid in pids:
        with open("/proc/%d/smaps_rollup" % pid) as file:
            total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    return total / 1024


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        with open("/proc/%d/stat" % pid) as file:
            fields = file.read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


class System:
    """Processes that answer on a port; started with it. What it is sent: a file and its media type."""

    running = []

    def __init__(self, name, sent, commands, port, environment=None):
        self.name, self.port, self.content_type = name, port, sent[1]
        self.body = os.path.join(WORK, sent[0])
        self.log = open(os.path.join(WORK, name.replace(" ", "-").replace(",", "") + ".log"), "a")
        self.processes = []
        System.running.append(self)
        begin = time.monotonic()
        try:
            for command in commands:
                self.processes.append(subprocess.Popen(
                    command, stdout=self.log, stderr=self.log, env={**os.environ, **(environment or {})}, start_new_session=True))
            if not await_ready(port, self.is_over):
                raise Failed("it did not start; see %s" % self.log.name)
        except OSError as error:
            self.stop()
            raise Failed("it did not start: %s" % error) from error
        except BaseException:
            self.stop()
            raise
        self.start_seconds = time.monotonic() - begin

    def is_over(self):
        return any(process.poll() is not None for process in self.processes)

    def answer(self, body=None):
        """To what it is sent under load, or to another body."""
        if body is None:
            with open(self.body, "rb") as file:
                body = file.read()
        status, body = call(self.port, "POST", "/invocations", body, self.content_type)
        if status != 200:
            raise Failed("%s answers %d" % (self.name, status))
        return body.decode()

    def pids(self):
        """Those it started and their descendants."""
        parents = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/stat" % pid) as file:
                    parents.setdefault(int(file.read().rsplit(")", 1)[1].split()[1]), []).append(int(pid))
            except OSError:
                pass
        pids, found = [process.pid for process in self.processes], []
        while pids:
            found.append(pids.pop())
            pids += parents.get(found[-1], [])
        return found

    def cpu_seconds(self):
        return cpu_seconds(self.pids())

    def pss_mib(self):
        return pss_mib(self.pids())

    def pss_alone_mib(self):
        """Without what it has started itself."""
        return pss_mib([self.processes[0].pid])

    def stop(self):
        """Leaves none of its processes behind. May be called again."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                say("%s did not stop in %d s and is killed" % (self.name, STOP_SECONDS))
            # What it started and left is of its session.
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        self.log.close()
        if self in System.running:
            System.running.remove(self)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def echo(sent):
    port = free_port()
    return System("echo, " + sent[0].split(".")[0], sent,
                  [[java(), "@" + own_options(), "-cp", CLASSES, "io.tandem.benchmarks.Echo", str(port)]], port)


def container(name, sent, program, folder, **environment):
    port = free_port()
    return System(name, sent, [jvm(program, "serve")], port,
                  {"SAGEMAKER_BASE_DIR": os.path.join(WORK, folder), "SAGEMAKER_BIND_TO_PORT": str(port), **environment})


def features(**environment):
    return container("features", ORDER, "feature-container", "features", **environment)


def model():
    return container("model", ROW, "model-container", "model")


def reasons():
    """The model, which says of every row why."""
    return container("reasons", ROW, "model-container", "model", SAGEMAKER_INFERENCE_OUTPUT="probability,reasons")


def model_of_json():
    return container("model, JSON", ROW, "model-container", "json")


def onnx():
    return container("model, ONNX", ROW, "model-container", "onnx")


def order():
    """Both halves in one process."""
    return container("order", ORDER, "order-container", "order", **PREDICTIONS)


def pipeline():
    port = free_port()
    images = (("features", "feature-container"), ("model", "model-container"))
    return System("pipeline", ORDER, [[
        java(), "-jar", jar("local-sagemaker"), "endpoint", "--model", os.path.join(ROOT, "sagemaker-pipeline-model.json"),
        "--s3", os.path.join(WORK, "s3"), "--port", str(port),
        *(option for name, program in images for option in ("--image", "tandem-%s=%s" % (name, jar(program))))]], port)


def python(name, sent, app, **environment):
    """nginx, gunicorn with 2 x cores + 1 workers, as its documentation says, and Flask."""
    port, socket_file, configuration = free_port(), os.path.join(WORK, app + ".sock"), os.path.join(WORK, app + ".conf")
    with open(configuration, "w") as file:
        file.write("daemon off; worker_processes auto; pid %s.pid; error_log stderr;\n"
                   "events { worker_connections 2048; }\n"
                   "http { access_log off; client_max_body_size 20m; keepalive_requests 1000000;\n"
                   "  server { listen 127.0.0.1:%d; location / { proxy_pass http://unix:%s; } } }\n"
                   % (configuration, port, socket_file))
    return System(name, sent, [
        [PYTHON, "-m", "gunicorn", "--workers", str(2 * CORES + 1), "--bind", "unix:" + socket_file, "--chdir", PEERS,
         app + ":app"],
        ["nginx", "-c", configuration]], port, {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", **environment})


def python_features():
    return python("python features", ORDER, "sklearn_app", FEATURES=os.path.join(WORK, "features.joblib"))


def python_model():
    return python("python model", ROW, "xgboost_app", MODEL=os.path.join(WORK, "model.ubj"))


def differing_columns(ours, theirs):
    return [column for column, (our, their) in enumerate(itertools.zip_longest(ours, theirs, fillvalue=math.inf))
            if our == our and abs(our - their) > 1e-5 * max(1, abs(our)) or (our == our) != (their == their)]


def check(by_name):
    """The same orders, usual and odd, and the same rows must have the same answers, or their speed is no comparison. Of
    the systems that are there."""
    if {"features", "python features"} <= by_name.keys():
        check_features(by_name)
    answers = {name: float(by_name[name].answer()) for name in ("model", "model, ONNX", "python model") if name in by_name}
    for name in {"pipeline", "order"} & by_name.keys():
        answers[name] = json.loads(by_name[name].answer())["predictions"][0]["probability"]
    exact = {answers[name] for name in ("model", "pipeline", "order") if name in answers}
    if len(exact) > 1 or (answers and max(answers.values()) - min(answers.values()) > 1e-6):
        raise Failed("other answers: %s" % answers)
    say("all answers are the same: %s" % answers)


def check_features(by_name):
    with open(ODD_ORDERS, encoding="utf-8") as file:
        odd = [json.loads(line) for line in file]
    orders = {"the example": None, **{one["case"]: json.dumps(one["order"]).encode() for one in odd}}
    for case, order in orders.items():
        vectors = [[float(field or "nan") for field in by_name[name].answer(order).split(",")]
                   for name in ("features", "python features")]
        differing = differing_columns(*vectors)
        if differing:
            raise Failed("other features of the order %r in columns %s" % (case, differing))
    say("all features are the same: %d orders, %d columns" % (len(orders), len(vectors[0])))
