"""What scripts/bench measures of many models in one container: fifty copies of the model, and of the feature set."""

import json
import os
import random
import shutil
import statistics
import threading
import time

import loads
import systems
from systems import CORES, Failed, WORK, call, say

COUNT = 50
QUIET_RATE = 50
BUSY_RATE = 500
FLOOD = 3
BATCH_BYTES = 6_000_000
PING_MS = 2000


def container(name, sent, program, artifact):
    """In multi-model mode, with the folders of so many models that are not loaded yet."""
    base = os.path.join(WORK, "many", program)
    shutil.rmtree(base, ignore_errors=True)
    for number in range(COUNT):
        shutil.copytree(os.path.join(WORK, artifact, "model"), os.path.join(base, "models", str(number), "model"))
    return systems.container(name, sent, program, os.path.join("many", program), SAGEMAKER_MULTI_MODEL="true")


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


def zipf():
    """A thousand calls whose models are as often called as Zipf's law says, the same in each run."""
    return random.Random(7).choices([path(number) for number in range(COUNT)], [1 / (1 + number) for number in range(COUNT)], k=1000)


def uniform():
    return random.Random(7).choices([path(number) for number in range(COUNT)], k=1000)


def coming_and_going(system, program, figure):
    """Memory and times: empty, all loaded, all unloaded. The first load of a process is another, so it comes before."""
    figure["pss_empty"] = system.pss_mib()
    figure["first_ms"] = load(system, program, 0)
    unload(system, 0)
    begin = time.monotonic()
    figure["load_ms"] = [load(system, program, number) for number in range(COUNT)]
    figure["all_seconds"] = time.monotonic() - begin
    figure["pss_all"] = system.pss_mib()
    for number in range(COUNT):
        unload(system, number)
    figure["pss_unloaded"] = system.pss_mib()


def shares(system, seconds, rounds, figure):
    """Answers a second of one, of fifty alike and of fifty as Zipf's law says, in turns."""
    for name, paths in (("one", [path(0)]), ("uniform", uniform()), ("zipf", zipf())):
        loads.closed_loop(system, seconds, paths=paths)
        figure[name] = []
    for _ in range(rounds):
        for name, paths in (("one", [path(0)]), ("uniform", uniform()), ("zipf", zipf())):
            figure[name].append(loads.closed_loop(system, seconds, paths=paths)["per_second"])


def beside(neighbour, measured):
    """What is measured while a neighbour is at work, which works until it is told to end."""
    ended, failed = threading.Event(), []

    def work():
        try:
            neighbour(ended)
        except (Failed, OSError) as error:
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
    return result


def neighbours(system, program, batch, seconds, rates, figure):
    """One model alone, and while others are flooded, sent batches, or loaded and unloaded without pause."""
    quiet, flooded = path(1), path(0)
    highest = statistics.median(rates)

    def flood(ended):
        while not ended.is_set():
            sent = loads.open_loop(system, int(FLOOD * highest), 3 * seconds, flooded)
            figure["flood_sent"] = sent["sent_per_second"]

    def batches(ended):
        while not ended.is_set():
            loads.batch(system, batch, CORES * len(batch), CORES, flooded, system.content_type)

    def come_and_go(ended):
        number = 2
        while not ended.is_set():
            unload(system, number)
            load(system, program, number)
            number = 2 + (number - 1) % (COUNT - 2)

    for name, rate, neighbour in (("flood", QUIET_RATE, flood), ("batches", QUIET_RATE, batches), ("loads", BUSY_RATE, come_and_go)):
        alone = loads.open_loop(system, rate, seconds, quiet)
        pings, stop = [], threading.Event()

        def ping():
            while not stop.wait(0.05):
                begin = time.monotonic()
                try:
                    answered = call(system.port, "GET", "/ping")[0] == 200
                except OSError:
                    answered = False
                # One that is not answered counts as long as the platform waits for it.
                pings.append(1e3 * (time.monotonic() - begin) if answered else PING_MS)

        pinging = threading.Thread(target=ping)
        pinging.start()
        try:
            loaded = beside(neighbour, lambda rate=rate: loads.open_loop(system, rate, seconds, quiet))
        finally:
            stop.set()
            pinging.join()
        figure[name] = {"alone": alone, "beside": loaded, "ping_max": max(pings, default=None)}
        say("%s: p99 %.1f ms alone, %.1f beside, %d not answered" % (name, alone["p99"], loaded["p99"], loads.unanswered(loaded)))


def rows():
    """A batch of CSV rows."""
    with open(os.path.join(WORK, "row.csv"), "rb") as file:
        row = file.read().rstrip(b"\n") + b"\n"
    return row * (BATCH_BYTES // len(row))


def measure(parts, figures, rounds, seconds):
    for name, sent, program, artifact in (("models", systems.ROW, "model-container", "model"),
                                          ("feature sets", systems.ORDER, "feature-container", "features")):
        with parts.part("many " + name):
            system = container("many " + name, sent, program, artifact)
            try:
                figure = figures.setdefault(name, {})
                coming_and_going(system, program, figure)
                for number in range(COUNT):
                    load(system, program, number)
                shares(system, seconds, rounds, figure)
                if name == "models":
                    neighbours(system, program, rows(), seconds, figure["one"], figure)
            finally:
                system.stop()
