"""Start, memory, size and stop of the images, in scripts/bench, beside a bare JVM in the same rounds."""

import os
import subprocess
import time
from datetime import datetime

from systems import Failed, ORDER, ROOT, ROW, System, WORK, aloud, await_ready, cpu_seconds, free_port, pss_mib, run, say
import loads

# By name: the image, the folder of the artifact, what it is sent.
ROWS = {"features": ("features", "features", ORDER), "model": ("model", "model", ROW), "model, JSON": ("model", "json", ROW),
        "model, ONNX": ("model", "onnx", ROW), "order": ("order", "order", ORDER)}


class Container:
    """One of an image; what System is to processes, as far as loads need it."""

    def __init__(self, name, version):
        image, folder, sent = ROWS[name]
        self.name, self.port, self.content_type = name, free_port(), sent[1]
        self.body = os.path.join(WORK, sent[0])
        # Known before it runs, so that it is removed whatever happens.
        self.id = "tandem-bench-%d-%d" % (os.getpid(), self.port)
        System.running.append(self)
        begin = time.time()
        try:
            docker("run", "--detach", "--name", self.id, "--publish", "127.0.0.1:%d:8080" % self.port, "--volume",
                   os.path.join(WORK, folder, "model") + ":/opt/ml/model:ro", "tandem-%s:%s" % (image, version), "serve")
            if not await_ready(self.port):
                raise Failed("it did not start; it says: " + docker("logs", "--tail", "3", self.id))
            ready = time.time()
            started = datetime.fromisoformat(docker("inspect", "--format", "{{.State.StartedAt}}", self.id)[:26] + "+00:00")
        except BaseException:
            self.remove()
            raise
        self.run_seconds, self.process_seconds = ready - begin, ready - started.timestamp()

    def pids(self):
        return [int(docker("inspect", "--format", "{{.State.Pid}}", self.id))]

    def pss_mib(self):
        return pss_mib(self.pids())

    def cpu_seconds(self):
        return cpu_seconds(self.pids())

    def stop(self):
        """Seconds from SIGTERM to its end."""
        try:
            begin = time.monotonic()
            docker("kill", "--signal", "TERM", self.id)
            docker("wait", self.id)
            return time.monotonic() - begin
        finally:
            self.remove()

    def remove(self):
        docker("rm", "--force", self.id)
        if self in System.running:
            System.running.remove(self)


def docker(*arguments):
    return run("docker", *arguments).strip()


def build():
    """The version of the images; None where no Docker engine can be had."""
    ran = subprocess.run([os.path.join(ROOT, "scripts", "docker-engine")], stdout=subprocess.PIPE, text=True)
    if ran.returncode != 0:
        say("no Docker engine: nothing is measured of the images")
        return None
    os.environ["DOCKER_HOST"] = ran.stdout.strip()
    aloud("build-images")
    return run(os.path.join(ROOT, "scripts", "version")).strip()


def measure(version, rounds, parts, figures):
    """Into the figures, by name: lists of seconds, a figure for the rest."""
    with parts.part("folders that a container may read"):
        # Containers run as any user.
        run("chmod", "-R", "a+rX", *(os.path.join(WORK, folder) for _, folder, _ in ROWS.values()))
    bare = figures["bare JVM"] = {"run": []}
    for name in ROWS:
        figures[name] = {"run": [], "process": [], "stop": []}
    for number in range(rounds):
        of = "image, start %d of %d" % (number + 1, rounds)
        with parts.part("bare JVM, " + of):
            begin = time.time()
            docker("run", "--rm", "--publish", "127.0.0.1:%d:8080" % free_port(), "--entrypoint",
                   "/opt/tandem/runtime/bin/java", "tandem-features:" + version, "-Xshare:auto", "-XX:+UseSerialGC", "-version")
            bare["run"].append(time.time() - begin)
        for name in ROWS:
            with parts.part("%s, %s" % (name, of)):
                start_and_stop(name, version, figures[name])
    for name in ROWS:
        with parts.part(name + ", image, under load"):
            load(name, version, figures[name])


def start_and_stop(name, version, figure):
    container = Container(name, version)
    figure["run"].append(container.run_seconds)
    figure["process"].append(container.process_seconds)
    figure["stop"].append(container.stop())


def load(name, version, figure):
    figure["size"] = docker("image", "ls", "--format", "{{.Size}}", "tandem-%s:%s" % (ROWS[name][0], version))
    container = Container(name, version)
    try:
        figure["pss_ready"] = container.pss_mib()
        figure.update(loads.first_hundred(container))
        loads.closed_loop(container, 5)
        figure["pss_mib"] = container.pss_mib()
    finally:
        container.stop()
