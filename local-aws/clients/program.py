"""The packaged program on a free port, for the tests beside this file."""

import gzip
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ACCOUNT = "111122223333"
REGION = "eu-west-1"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/tandem-features:0.1.0"
LONGEST = 300
JARS = {"tandem-features": "feature-container", "tandem-model": "model-container"}


def start_command(folder):
    """README.md's own, in another folder."""
    images = " ".join(f"--image {name}={jar}/target/app/{jar}.jar" for name, jar in JARS.items())
    return (f'mkdir -p {folder}/s3\n"$(scripts/jdk)/bin/java" @local-aws/jvm.options'
            f" -jar local-aws/target/app/local-aws.jar --s3 {folder}/s3 --state {folder}/state {images}")


class Program:
    """
    A context manager. `address` is for AWS_ENDPOINT_URL, `s3` is the folder of its buckets. It can be killed, and
    started again on its folders.
    """

    def __init__(self, command=start_command, options=""):
        self.command = command
        self.options = options

    def __enter__(self):
        subprocess.run(["scripts/build"], cwd=ROOT, check=True)
        self.folder = tempfile.mkdtemp()
        self.s3 = os.path.join(self.folder, "s3")
        try:
            self.start()
            return self
        except BaseException:
            self.__exit__()
            raise

    def start(self):
        command = self.command(self.folder).rstrip().replace('"$(scripts/jdk)', 'exec "$(scripts/jdk)')
        log = os.path.join(self.folder, "log")
        with open(log, "w", encoding="utf-8") as said:
            self.process = subprocess.Popen(
                ["bash", "-c", f"set -e\n{command} --port 0 {self.options}"], cwd=ROOT, stderr=said)
        self.address = self.listening(log)

    def kill(self):
        """As kill -9: it can do nothing about it."""
        self.process.kill()
        self.process.wait()

    def listening(self, log):
        while self.process.poll() is None:
            with open(log, encoding="utf-8") as said:
                found = re.search("AWS_ENDPOINT_URL=(.*)\n", said.read())
            if found:
                return found[1]
            time.sleep(0.05)
        with open(log, encoding="utf-8") as said:
            raise AssertionError("it ended before it listened: " + said.read()[-2000:])

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(LONGEST)
        finally:
            self.process.kill()
            self.process.wait()
            shutil.rmtree(self.folder)

    def put_orders(self, count):
        """The example's definition and first orders, where its training job finds them; the model of no job."""
        definition, training = (os.path.join(self.s3, "tandem-orders", name) for name in ("definition", "training"))
        os.makedirs(definition)
        os.makedirs(training)
        shutil.copy(os.path.join(ROOT, "examples/online-retail/features.json"), definition)
        with gzip.open(os.path.join(ROOT, "examples/online-retail/train.jsonl.gz")) as orders:
            with gzip.open(os.path.join(training, "train.jsonl.gz"), "wb") as first:
                for _ in range(count):
                    first.write(orders.readline())
