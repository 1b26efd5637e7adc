"""What the jobs of spark-features cost beside the feature container on the same records, and what a second worker brings:

    python3 benchmarks/spark.py --orders 200000 --rounds 3
    python3 benchmarks/spark.py --orders 3000000 --workers

The first prints processor time, user and system, of the whole process: Spark's is local[2]. The second prints how long
jobs take on a cluster of one worker and on one of two, and how long their tasks took of it; a worker is kept to one
core, as if it were its machine, and shares it with the master and the driver. Orders are those of
examples/deferred-payment, of 2.9 KB, the same 200 000 as often as needed. scripts/build goes before; JAVA_HOME is a JDK
that runs Spark, 17 to 23.
"""

import argparse
import glob
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from systems import EXAMPLE, ROOT, WORK, jvm

FILE = 200_000
DEFINITION = os.path.join(EXAMPLE, "features.json")
MODULE = os.path.join(ROOT, "spark-features")
JAR = os.path.join(MODULE, "target", "app", "spark-features.jar")
JAVA = os.path.join(os.environ.get("JAVA_HOME") or "/usr", "bin", "java")


class Records:
    """Files of the folder `records`, which all take the room of one."""

    def __init__(self, folder, orders):
        self.folder, self.work = os.path.join(folder, "records"), folder
        os.makedirs(self.folder)
        self.files = [os.path.join(self.folder, "records-%02d.jsonl" % number) for number in range(max(1, orders // FILE))]
        subprocess.run([sys.executable, os.path.join(EXAMPLE, "generate.py"), "--orders", str(min(orders, FILE)), "--seed", "7",
                        "--out", self.files[0]], check=True, stdout=subprocess.DEVNULL)
        for file in self.files[1:]:
            os.link(self.files[0], file)

    def output(self):
        """Where nothing is yet: one program writes a file, the other a folder."""
        shutil.rmtree(os.path.join(self.work, "output"), ignore_errors=True)
        os.makedirs(os.path.join(self.work, "output"))
        return os.path.join(self.work, "output", "written")


def processor_seconds(command, **options):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit("status %d of %s" % (process.returncode, " ".join(command)[-1000:]))
    return used.ru_utime + used.ru_stime


def spark(master, settings=()):
    """The command of a driver, without a job: that of scripts/spark, whose look for what must be built would count."""
    with open(os.path.join(MODULE, "target", "spark.classpath"), encoding="utf-8") as file:
        jars = file.read().strip()
    return [JAVA, "@" + os.path.join(MODULE, "jvm.options"), "-Xmx2g", "-Dspark.master=" + master, "-Dspark.ui.enabled=false",
            "-Dlog4j2.configurationFile=" + os.path.join(MODULE, "log4j2.properties"), "-Dspark.jars=" + JAR,
            *("-D" + setting for setting in settings), "-cp", JAR + os.pathsep + jars, "io.tandem.sparkfeatures.SparkFeatures"]


def jobs(features):
    """By name: the arguments of both programs, without what they read and write; the container has no Parquet."""
    learn, turn = ["fit", "--definition=" + DEFINITION], ["extract", "--features=" + features, "--format"]
    return {
        "fit": (learn, learn),
        "extract, training": ([*turn, "training"], [*turn, "training"]),
        "extract, parquet, beside the container's training": ([*turn, "parquet"], [*turn, "training"])}


def costs(records, features, rounds):
    on_loopback = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "127.0.0.1"}
    for name, (job, command) in jobs(features).items():
        taken = [], []
        for _ in range(rounds):
            taken[0].append(processor_seconds(
                jvm("feature-container", *command, "--output", records.output(), *records.files)))
            taken[1].append(processor_seconds(
                [*spark("local[2]"), *job, "--input=" + records.folder, "--output=" + records.output()], env=on_loopback))
        print("%s: container %s, Spark %s, times %.2f" % (
            name, *("%.1f s (%.1f-%.1f)" % (statistics.median(one), min(one), max(one)) for one in taken),
            statistics.median(taken[1]) / statistics.median(taken[0])), flush=True)


class Cluster:

    def __init__(self, folder, workers):
        self.home, self.processes = os.path.join(folder, "home"), []
        self.environment = {**os.environ, "SPARK_HOME": self.home, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "127.0.0.1",
                            "SPARK_SCALA_VERSION": "2.13", "JAVA_HOME": os.path.dirname(os.path.dirname(os.path.realpath(JAVA)))}
        shutil.rmtree(self.home, ignore_errors=True)
        os.makedirs(os.path.join(self.home, "jars"))
        with open(os.path.join(MODULE, "target", "spark.classpath"), encoding="utf-8") as file:
            for jar in file.read().strip().split(os.pathsep):
                os.symlink(jar, os.path.join(self.home, "jars", os.path.basename(jar)))
        try:
            self.start(workers)
        except BaseException:
            self.close()
            raise

    def start(self, workers):
        self.master = self.daemon("master.Master", r"Starting Spark master at (spark://\S+)")
        for number in range(workers):
            worker = {number}
            self.daemon("worker.Worker", r"(Successfully registered with master)", "--cores", "1", "--memory", "3g",
                        "--work-dir", os.path.join(self.home, "work-%d" % number), self.master,
                        preexec_fn=lambda: os.sched_setaffinity(0, worker))

    def daemon(self, main, ready, *arguments, **options):
        """What it says once it is ready."""
        log = os.path.join(self.home, "log-%d" % len(self.processes))
        with open(log, "wb") as said:
            process = subprocess.Popen(
                [JAVA, "@" + os.path.join(MODULE, "jvm.options"), "-Xmx256m", "-cp", os.path.join(self.home, "jars", "*"),
                 "org.apache.spark.deploy." + main, "--host", "127.0.0.1", "--port", "0", "--webui-port", "0", *arguments],
                stdout=said, stderr=subprocess.STDOUT, cwd=self.home, env=self.environment, **options)
        self.processes.append(process)
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            with open(log, encoding="utf-8") as said:
                found = re.search(ready, said.read())
            if found:
                return found.group(1)
            time.sleep(0.1)
        with open(log, encoding="utf-8") as said:
            sys.exit("%s did not start: %s" % (main, said.read()))

    def seconds(self, arguments):
        """Of a job, and of the time from its first task to its last."""
        events = os.path.join(self.home, "events")
        shutil.rmtree(events, ignore_errors=True)
        os.makedirs(events)
        settings = ["spark.driver.host=127.0.0.1", "spark.driver.bindAddress=127.0.0.1", "spark.executor.memory=2g",
                    "spark.executor.extraClassPath=" + JAR, "spark.eventLog.enabled=true", "spark.eventLog.compress=false",
                    "spark.eventLog.dir=file:" + events]
        begin = time.monotonic()
        ended = subprocess.run([*spark(self.master, settings), *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               encoding="utf-8", env=self.environment)
        seconds = time.monotonic() - begin
        if ended.returncode:
            sys.exit(ended.stdout)
        times = []
        for path in glob.glob(events + "/**", recursive=True):
            if os.path.isfile(path):
                with open(path, encoding="utf-8") as file:
                    tasks = (json.loads(line)["Task Info"] for line in file if '"Event":"SparkListenerTaskEnd"' in line)
                    times += [(task["Launch Time"], task["Finish Time"]) for task in tasks]
        return seconds, (max(end for _, end in times) - min(begin for begin, _ in times)) / 1000

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait()


def workers(records, features, rounds):
    for name, (job, _) in jobs(features).items():
        taken = {1: [], 2: []}
        for _ in range(rounds):
            for count, seconds in taken.items():
                cluster = Cluster(records.work, count)
                try:
                    seconds.append(cluster.seconds([*job, "--input=" + records.folder, "--output=" + records.output()]))
                finally:
                    cluster.close()
        for count, seconds in taken.items():
            print("%s, %d: %s" % (name, count, "; ".join("%.1f s, its tasks %.1f s" % one for one in seconds)))
        whole, tasks = ([statistics.median(one[part] for one in taken[count]) for count in (1, 2)] for part in (0, 1))
        print("%s: times %.2f, of its tasks %.2f" % (name, whole[0] / whole[1], tasks[0] / tasks[1]), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=FILE, help="200 000, or a multiple of it, or fewer")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--workers", action="store_true", help="a cluster of one worker beside one of two")
    arguments = parser.parse_args()
    os.makedirs(WORK, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        records, features = Records(folder, arguments.orders), os.path.join(folder, "features")
        subprocess.run(jvm("feature-container", "fit", "--definition", DEFINITION, "--output", features, records.files[0]), check=True,
                       stdout=subprocess.DEVNULL)
        (workers if arguments.workers else costs)(records, features, arguments.rounds)


if __name__ == "__main__":
    main()
