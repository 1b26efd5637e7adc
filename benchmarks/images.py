"""Start, memory, size and stop of the images, in scripts/bench, beside a bare JVM in the same rounds."""

import os
import subprocess
import sys
import time
from datetime import datetime

from systems import ORDER, ROOT, ROW, WORK, await_ready, cpu_seconds, free_port, pss_mib, run, say
import loads

# The folder of the model, the image and what it is sent; an engine of its own starts in a time of its own.
SENT = {"features": ("features", "features", ORDER), "model": ("model", "model", ROW), "model, ONNX": ("onnx", "model", ROW)}


class Container:
    """One of an image; what System is to processes, as far as loads need it."""

    def __init__(self, name, version):
        folder, image, sent = SENT[name]
        self.name, self.port, self.content_type = name, free_port(), sent[1]
        self.body = os.path.join(WORK, sent[0])
        begin = time.time()
        self.id = docker("run", "--detach", "--publish", "127.0.0.1:%d:8080" % self.port, "--volume",
                         os.path.join(WORK, folder, "model") + ":/opt/ml/model:ro", "tandem-%s:%s" % (image, version), "serve")
        if not await_ready(self.port):
            docker("rm", "--force", self.id)
            sys.exit("scripts/bench: the image of %s did not start" % name)
        ready = time.time()
        started = datetime.fromisoformat(docker("inspect", "--format", "{{.State.StartedAt}}", self.id)[:26] + "+00:00")
        self.run_seconds, self.process_seconds = ready - begin, ready - started.timestamp()

    def pids(self):
        return [int(docker("inspect", "--format", "{{.State.Pid}}", self.id))]

    def pss_mib(self):
        return pss_mib(self.pids())

    def cpu_seconds(self):
        return cpu_seconds(self.pids())

    def stop(self):
        """Seconds from SIGTERM to its end."""
        begin = time.monotonic()
        docker("kill", "--signal", "TERM", self.id)
        docker("wait", self.id)
        seconds = time.monotonic() - begin
        docker("rm", "--force", self.id)
        return seconds


def docker(*arguments):
    return run("docker", *arguments).strip()


def build():
    """The version of the images; None where no Docker engine can be had."""
    ran = subprocess.run([os.path.join(ROOT, "scripts", "docker-engine")], stdout=subprocess.PIPE, text=True)
    if ran.returncode != 0:
        say("no Docker engine: nothing is measured of the images")
        return None
    os.environ["DOCKER_HOST"] = ran.stdout.strip()
    say("building the images")
    run(os.path.join(ROOT, "scripts", "build-images"))
    return run(os.path.join(ROOT, "scripts", "version")).strip()


def measure(version, rounds):
    """By image: lists of seconds, a figure for the rest."""
    for folder, _, _ in SENT.values():
        # Containers run as any user.
        run("chmod", "-R", "a+rX", os.path.join(WORK, folder))
    figures = {name: {"run": [], "process": [], "stop": []} for name in SENT}
    bare = []
    for number in range(rounds):
        say("starts of the images, round %d of %d" % (number + 1, rounds))
        begin = time.time()
        docker("run", "--rm", "--publish", "127.0.0.1:%d:8080" % free_port(), "--entrypoint",
               "/opt/tandem/runtime/bin/java", "tandem-features:" + version, "-Xshare:auto", "-XX:+UseSerialGC", "-version")
        bare.append(time.time() - begin)
        for name, figure in figures.items():
            container = Container(name, version)
            figure["run"].append(container.run_seconds)
            figure["process"].append(container.process_seconds)
            figure["stop"].append(container.stop())
    for name, figure in figures.items():
        container = Container(name, version)
        try:
            figure["pss_ready"] = container.pss_mib()
            figure.update(loads.first_hundred(container))
            loads.closed_loop(container, 5)
            figure["pss_mib"] = container.pss_mib()
        finally:
            container.stop()
        figure["size"] = docker("image", "ls", "--format", "{{.Size}}", "tandem-%s:%s" % (SENT[name][1], version))
    return {"bare JVM": {"run": bare}, **figures}
