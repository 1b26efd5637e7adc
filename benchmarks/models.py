"""What scripts/bench measures of many models in one container: fifty forests, fifty feature sets, and fifty pairs of them."""

import concurrent.futures
import json
import os
import random
import shutil
import statistics
import threading
import time

import loads
import systems
from systems import CORES, Failed, MANY, WORK, call, run, say

COUNT = 50
TURNS = 3
QUIET_RATE = 50
BUSY_RATE = 500
FLOOD = 3
# A flood starts this much before what it is beside, and ends as much after.
FLOOD_MARGIN = 3
BATCH_BYTES = 6_000_000
# Each forest of other orders, with another seed; few orders and columns, so that training takes a second or two, and so many
# leaves that a forest is as large as that of all orders.
SAMPLE = 3000
TRAINING = {"tree_method": "hist", "max_bin": "64", "colsample_bytree": "0.1", "min_child_weight": "0.1"}
# By name: the program, what it is sent, settings of its own.
KINDS = {"models": ("model-container", systems.MANY_ROWS, {}),
         "feature sets": ("feature-container", systems.MANY_ORDERS, {}),
         "pairs": ("order-container", systems.MANY_ORDERS, systems.PREDICTIONS)}


def forest(number):
    return os.path.join(WORK, "many", "jobs", str(number), "model")


def train_all():
    """The forests, as many at a time as there are cores."""
    job = os.path.join(WORK, "job", "input")
    with open(os.path.join(job, "data/train/train.csv")) as file:
        head, *rows = file
    with open(os.path.join(job, "config/hyperparameters.json")) as file:
        hyperparameters = {**json.load(file), **TRAINING}

    def train(number):
        own = os.path.join(os.path.dirname(forest(number)), "input")
        for folder in ("config", "data/train"):
            os.makedirs(os.path.join(own, folder))
        os.makedirs(forest(number))
        shutil.copytree(os.path.join(job, "data/features"), os.path.join(own, "data/features"))
        with open(os.path.join(own, "config/hyperparameters.json"), "w") as file:
            json.dump({**hyperparameters, "seed": str(number)}, file)
        with open(os.path.join(own, "data/train/train.csv"), "w") as file:
            file.writelines([head, *random.Random(number).sample(rows, SAMPLE)])
        # One thread each.
        run(*systems.jvm("model-container", "train"),
            env={**os.environ, "SAGEMAKER_BASE_DIR": os.path.dirname(forest(number)), "OMP_NUM_THREADS": "1"})

    shutil.rmtree(os.path.join(WORK, "many"), ignore_errors=True)
    with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
        try:
            list(pool.map(train, range(COUNT)))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def container(name):
    """In multi-model mode, with the folders of so many models that are not loaded yet."""
    program, sent, settings = KINDS[name]
    base = os.path.join(WORK, "many", program)
    shutil.rmtree(base, ignore_errors=True)
    features = os.path.join(WORK, "features", "model")
    for number in range(COUNT):
        artifact = os.path.join(base, "models", str(number), "model")
        if name == "pairs":
            shutil.copytree(features, os.path.join(artifact, "features"))
            shutil.copytree(forest(number), os.path.join(artifact, "model"))
        else:
            shutil.copytree(forest(number) if name == "models" else features, artifact)
    return systems.container("many " + name, sent, program, os.path.join("many", program), SAGEMAKER_MULTI_MODEL="true", **settings)


def path(number):
    return "/models/%d/invoke" % number


def load(system, program, number):
    """Milliseconds."""
    folder = os.path.join(WORK, "many", program, "models", str(number), "model")
    begin = time.perf_counter()
    status, body = call(system.port, "POST", "/models", json.dumps({"model_name": str(number), "url": folder}), timeout=60)
    if status != 200:
        raise Failed("model %d is answered %d: %s" % (number, status, body.decode()))
    return 1e3 * (time.perf_counter() - begin)


def unload(system, number):
    status, _ = call(system.port, "DELETE", "/models/%d" % number, timeout=60)
    if status != 200:
        raise Failed("unloading model %d is answered %d" % (number, status))


def called(weights):
    """A thousand calls, of the models by their weights, the same in each run. Each has an order or a row of its own."""
    return random.Random(7).choices([path(number) for number in range(COUNT)], weights, k=MANY)


def callings():
    """Of one, of all alike, of all as Zipf's law says."""
    return {"one": [path(0)] * MANY, "uniform": called([1] * COUNT), "zipf": called([1 / (1 + number) for number in range(COUNT)])}


def load_all(system, program):
    return [load(system, program, number) for number in range(COUNT)]


def unload_all(system, count=None):
    """The memory then, given back behind the last answer."""
    for number in range(count or COUNT):
        unload(system, number)
    time.sleep(1)
    return system.pss_mib()


def coming_and_going(system, program, figure):
    """Memory and times: empty, then all loaded, all unloaded, and again. The first load of a process is another, since it also
    loads and compiles code; so it comes before."""
    figure["pss_empty"] = system.pss_mib()
    figure["first_ms"] = load(system, program, 0)
    figure["pss_first"] = unload_all(system, 1)
    figure.update(load_ms=[], all_seconds=[], pss_all=[], pss_unloaded=[])
    for _ in range(TURNS):
        begin = time.monotonic()
        figure["load_ms"] += load_all(system, program)
        figure["all_seconds"].append(time.monotonic() - begin)
        figure["pss_all"].append(system.pss_mib())
        figure["pss_unloaded"].append(unload_all(system))


def shares(system, seconds, rounds, figure):
    """Answers a second of one, of fifty alike and of fifty as Zipf's law says, in turns."""
    loads.closed_loop(system, 2 * seconds, paths=callings()["uniform"])
    for _ in range(rounds):
        for name, paths in callings().items():
            figure.setdefault(name, []).append(loads.closed_loop(system, seconds, paths=paths)["per_second"])


def beside(neighbour, measured):
    """What is measured while a neighbour is at work, which works until it is told to end, and what the neighbour says of its
    work."""
    ended, said, failed = threading.Event(), [], []

    def work():
        try:
            said.append(neighbour(ended))
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    # Until it is at work: a JVM of its own starts meanwhile.
    time.sleep(1)
    try:
        result = measured()
    finally:
        ended.set()
        thread.join()
    if failed:
        raise Failed("the neighbour: %s" % failed[0])
    return result, said[0]


def flood(system, program, seconds, highest):
    """Requests a second that are sent."""
    def work(ended):
        sent = []
        while not ended.is_set():
            sent.append(loads.open_loop(system, int(FLOOD * highest), seconds + FLOOD_MARGIN, path(0), seconds + FLOOD_MARGIN))
        return statistics.median(one["sent_per_second"] for one in sent)

    return work


def batches(system, program, seconds, highest):
    """MB a second that are answered."""
    body = rows()

    def work(ended):
        rates = []
        while not ended.is_set():
            rates.append(loads.send(system, body, CORES * len(body), CORES, path(0), system.content_type))
        return statistics.median(rates)

    return work


def come_and_go(system, program, seconds, highest):
    """Models a second that are unloaded and loaded again."""
    def work(ended):
        count, begin = 0, time.monotonic()
        while not ended.is_set():
            # Not the one that is flooded, nor the quiet one.
            number = 2 + count % (COUNT - 2)
            unload(system, number)
            load(system, program, number)
            count += 1
        return count / (time.monotonic() - begin)

    return work


# By name: the rate of the model that is measured, and who is beside it.
NEIGHBOURS = {"flood": (QUIET_RATE, flood), "batches": (QUIET_RATE, batches), "loads": (BUSY_RATE, come_and_go)}


def neighbours(parts, system, program, seconds, figure):
    """A model alone, then while another is flooded or sent batches, or others are unloaded and loaded without pause; in turns."""
    highest, quiet = statistics.median(figure["one"]), path(1)
    for turn in range(TURNS):
        alone = {}
        for name, (rate, neighbour) in NEIGHBOURS.items():
            with parts.part("many models, %s beside, turn %d of %d" % (name, turn + 1, TURNS)):
                if rate not in alone:
                    alone[rate] = loads.open_loop(system, rate, seconds, quiet)
                with loads.pinging(system) as pings:
                    loaded, work = beside(neighbour(system, program, seconds, highest),
                                          lambda rate=rate: loads.open_loop(system, rate, seconds, quiet))
                figure.setdefault(name, []).append({"alone": alone[rate], "beside": loaded, "neighbour": work, **pings})
                say("%s: p99 %.1f ms alone, %.1f beside, %d not answered" % (
                    name, alone[rate]["p99"], loaded["p99"], loads.unanswered(loaded)))


def rows():
    """A batch of CSV rows."""
    with open(os.path.join(WORK, systems.MANY_ROWS[0]), "rb") as file:
        some = file.read()
    return some * (BATCH_BYTES // len(some))


def measure(parts, figures, rounds, seconds, long):
    """long: seconds of what is measured beside a neighbour."""
    with parts.part("many models, training"):
        train_all()
    for name, (program, _, _) in KINDS.items():
        with parts.part("many " + name):
            system = container(name)
            try:
                figure = figures.setdefault(name, {})
                coming_and_going(system, program, figure)
                load_all(system, program)
                shares(system, seconds, rounds, figure)
                figure["pss_called"] = system.pss_mib()
                if name == "models":
                    neighbours(parts, system, program, long, figure)
                figure["pss_end"] = unload_all(system)
            finally:
                system.stop()
