"""How scripts/bench loads a system."""

import contextlib
import gzip
import http.client
import json
import os
import socket
import threading
import time

from systems import CLASSES, CORES, EXAMPLE, Failed, PYTHON, WORK, call, java, run, say

INVOCATIONS = "/invocations"
CONNECTIONS = 32
HELD_MS = 20
HALVINGS = 5
IDLE_CONNECTIONS = 5000
SLOW_CONNECTIONS = 1000
CALL_BYTES = 6_000_000


def closed_loop(system, seconds, headers="", paths=(), path=INVOCATIONS):
    """Answers a second, the largest latency in ms, and the CPU of one answer in ms. Headers are lines of wrk's Lua; paths are
    called by turns, in place of the system's own, and each line of the system's file is a body then."""
    script = os.path.join(WORK, "wrk.lua")
    with open(script, "w") as file:
        file.write('wrk.method = "POST"; wrk.headers["Content-Type"] = "%s"; %s\n'
                   'local body = io.open("%s", "rb"); wrk.body = body:read("*a")\n'
                   "%s"
                   "function done(summary, latency) io.write(string.format('%%d %%d %%d %%f\\n', summary.requests,\n"
                   "  summary.duration, summary.errors.connect + summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.timeout,\n"
                   "  latency.max)) end\n"
                   % (system.content_type, headers, system.body, by_turns(paths, system.body)))
    before = system.cpu_seconds()
    printed = run("wrk", "-t1", "-c%d" % CONNECTIONS, "-d%ds" % seconds, "-s", script,
                  "http://127.0.0.1:%d%s" % (system.port, path))
    requests, micros, errors, longest = printed.strip().splitlines()[-1].split()
    if int(requests) == 0:
        raise Failed("no request was answered")
    if int(errors) > 0:
        raise Failed("%s of %s requests failed" % (errors, requests))
    cpu = system.cpu_seconds() - before
    return {"per_second": int(requests) / (int(micros) / 1e6), "max_ms": float(longest) / 1e3,
            "cpu_ms": 1e3 * cpu / int(requests)}


def by_turns(paths, bodies):
    """Of wrk's Lua: the requests, made once."""
    if not paths:
        return ""
    return ("local made, turn, bodies = {}, 0, {}\n"
            "for line in io.lines(\"%s\") do bodies[#bodies + 1] = line end\n"
            "function init()\n"
            "  for i, path in ipairs({%s}) do made[i] = wrk.format(nil, path, nil, bodies[(i - 1) %% #bodies + 1]) end\n"
            "end\n"
            "function request() turn = turn %% #made + 1; return made[turn] end\n"
            % (bodies, ", ".join('"%s"' % path for path in paths)))


def churn(system, seconds):
    """The closed loop with a new connection for every request."""
    return closed_loop(system, seconds, 'wrk.headers["Connection"] = "close"')


def open_loop(system, rate, seconds, path=INVOCATIONS, most=None):
    """As io.tandem.benchmarks.OpenLoop prints it, and the cores that were busy. A rate that cannot be sent ends after so many
    seconds at most."""
    cpu, begin = system.cpu_seconds(), time.monotonic()
    result = json.loads(run(java(), "-XX:+UseSerialGC", "-cp", CLASSES, "io.tandem.benchmarks.OpenLoop", str(system.port),
                            path, system.body, system.content_type, str(rate), str(seconds), *([str(most)] if most else [])))
    result["cores"] = (system.cpu_seconds() - cpu) / (time.monotonic() - begin)
    return result


def unanswered(result):
    return result["refused"] + result["failed"] + result["lost"]


def highest_rate(system, below, seconds):
    """The open loop at the highest rate that is held, by halving; None when no rate is."""
    held, low, high = None, 0, below
    for _ in range(HALVINGS):
        rate = int((low + high) / 2)
        result = open_loop(system, rate, seconds)
        say("%s at %d/s: p99.9 %.1f ms, %d not answered" % (system.name, rate, result["p999"], unanswered(result)))
        if unanswered(result) == 0 and result["p999"] <= HELD_MS:
            held, low = result, rate
        else:
            high = rate
    return held


@contextlib.contextmanager
def pinging(system):
    """A /ping every 50 ms meanwhile; ping_max in ms, and ping_failed, are there behind it."""
    pings, ended, figure = [], threading.Event(), {}

    def ping():
        while not ended.wait(0.05):
            begin = time.monotonic()
            try:
                answered = call(system.port, "GET", "/ping")[0] == 200
            except (OSError, http.client.HTTPException):
                answered = False
            pings.append(1e3 * (time.monotonic() - begin) if answered else None)

    thread = threading.Thread(target=ping)
    thread.start()
    try:
        yield figure
    finally:
        ended.set()
        thread.join()
    answered = [one for one in pings if one is not None]
    figure.update(ping_max=max(answered, default=None), ping_failed=len(pings) - len(answered))


def overload(system, rate, seconds):
    """The open loop at a rate beyond the highest, with pings beside; then a quarter of it."""
    with pinging(system) as pings:
        result = open_loop(system, rate, seconds)
    return {**result, **pings, "after": open_loop(system, rate // 4, 2)}


def one_by_one(system, count):
    """The latencies of requests on one connection, in ms, in their order."""
    with open(system.body, "rb") as file:
        body = file.read()
    request = (b"POST /invocations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
               % (system.content_type.encode(), len(body))) + body
    latencies = []
    with socket.create_connection(("127.0.0.1", system.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(count):
            begin = time.perf_counter()
            connection.sendall(request)
            answer = connection.recv(65536)
            latencies.append(1e3 * (time.perf_counter() - begin))
            if not answer.startswith(b"HTTP/1.1 200"):
                raise Failed("one of the first %d requests failed" % count)
    return latencies


def first_hundred(system):
    """p99 in ms of the first 100 requests, and of as many once it is warm."""
    first = sorted(one_by_one(system, 100))[98]
    closed_loop(system, 3)
    warm = sorted(sorted(one_by_one(system, 100))[98] for _ in range(9))[4]
    return {"first_p99": first, "warm_p99": warm}


def batch_bodies():
    """Bodies of order lines by name: calls of 6 MB, of half of that, with 200 lines per order, and one of 100 MB."""
    with gzip.open(os.path.join(WORK, "orders.jsonl.gz"), "rt", encoding="utf-8") as lines:
        orders = [json.dumps(json.loads(line)["order"], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                  for line in lines]
    long = run(PYTHON, os.path.join(EXAMPLE, "generate.py"), "--orders", "150", "--seed", "7", "--bare", "--lines", "200")
    return {"6 MB": body(orders, CALL_BYTES), "3 MB": body(orders, CALL_BYTES // 2),
            "6 MB, 200 lines per order": body([line.encode() + b"\n" for line in long.splitlines()], CALL_BYTES),
            "100 MB": body(orders, 100_000_000)}


def body(lines, size):
    taken, length, number = [], 0, 0
    while length + len(lines[number % len(lines)]) <= size:
        taken.append(lines[number % len(lines)])
        length += len(taken[-1])
        number += 1
    return b"".join(taken)


def batch(system, sent, total, callers=CORES):
    """MB a second of calls by so many callers, and the memory after them."""
    return {"mb_per_second": send(system, sent, total, callers, INVOCATIONS, "application/jsonlines"), "pss_mib": system.pss_mib()}


def send(system, sent, total, callers, path, content_type):
    """MB a second of calls by so many callers."""
    left, lock, failed = [max(callers, total // len(sent))], threading.Lock(), []
    count = left[0]

    def work():
        try:
            connection = http.client.HTTPConnection("127.0.0.1", system.port, timeout=100)
            while not failed:
                with lock:
                    if left[0] == 0:
                        break
                    left[0] -= 1
                connection.request("POST", path, sent, {"Content-Type": content_type})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    failed.append("status %d" % answer.status)
            connection.close()
        except (OSError, http.client.HTTPException) as error:
            failed.append("%s: %s" % (type(error).__name__, error))

    threads = [threading.Thread(target=work, daemon=True) for _ in range(callers)]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise Failed("calls of a batch were answered by " + ", ".join(sorted(set(failed))))
    return count * len(sent) / 1e6 / (time.monotonic() - begin)


def many_connections(system, seconds, result):
    """Into the result: the open loop at 1000/s alone, beside idle connections, and beside requests whose bodies do not come
    to their end."""
    with open(system.body, "rb") as file:
        sent = file.read()
    half = (b"POST /invocations HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            % (system.content_type.encode(), len(sent))) + sent[:len(sent) // 2]
    connections = []

    def connect(request, count):
        for number in range(count):
            try:
                connections.append(socket.create_connection(("127.0.0.1", system.port), timeout=10))
                connections[-1].sendall(request)
                if request is not half:
                    connections[-1].recv(1024)
            except OSError as error:
                raise Failed("connection %d of %d: %s" % (number + 1, count, error)) from error

    try:
        result["alone"], result["pss_alone"] = open_loop(system, 1000, seconds), system.pss_mib()
        connect(b"GET /ping HTTP/1.1\r\nHost: a\r\n\r\n", IDLE_CONNECTIONS)
        result["idle"], result["pss_idle"] = open_loop(system, 1000, seconds), system.pss_mib()
        connect(half, SLOW_CONNECTIONS)
        result["slow"], result["pss_slow"] = open_loop(system, 1000, seconds), system.pss_mib()
    finally:
        for connection in connections:
            connection.close()
