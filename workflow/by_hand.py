"""The steps of scripts/demo by hand, with local-sagemaker and the requests of the repository: what a run of the workflow
is compared with, and how long each takes.

    python3 workflow/by_hand.py FOLDER    # in a folder that stands for S3; prints the seconds of each step
"""

import json
import os
import shutil
import subprocess
import sys
import time

from local_run import IMAGES, ROOT, build, jar_of

EXAMPLE = os.path.join(ROOT, "examples/online-retail")
SERVED = os.path.join(ROOT, "sagemaker-pipeline-model.json")
# Where deploy/evaluation-job.json looks for what was made before.
OLD = {"tandem-models/model": "tandem-models/old-model",
       "tandem-orders/later-predictions": "tandem-orders/later-predictions-old"}


class Steps:

    def __init__(self, s3):
        self.s3 = s3
        # Pairs of a step and what it took.
        self.seconds = []
        java = subprocess.run([os.path.join(ROOT, "scripts/jdk")], check=True, stdout=subprocess.PIPE, encoding="utf-8")
        self.java = os.path.join(java.stdout.strip(), "bin/java")

    def all(self):
        for name, key in (("features.json", "tandem-orders/definition"), ("evaluation.json", "tandem-models/evaluation"),
                          ("train.jsonl.gz", "tandem-orders/training"), ("validation.jsonl.gz", "tandem-orders/training"),
                          ("later.jsonl.gz", "tandem-orders/later")):
            self.copy(os.path.join(EXAMPLE, name), os.path.join(key, name))
        self.job("train", "features-training-job.json")
        self.publish("online-retail-features", "features")
        self.job("transform", "training-vectors-job.json", os.path.join(EXAMPLE, "training-vectors-model.json"))
        self.model("hyperparameters-old.json")
        for kept in "tandem-models/model", "tandem-orders/later-predictions":
            os.rename(os.path.join(self.s3, kept), os.path.join(self.s3, OLD[kept]))
        self.model("hyperparameters.json")
        self.job("process", "../../deploy/evaluation-job.json")
        self.endpoint()

    def model(self, hyperparameters):
        self.job("train", "model-training-job.json", HyperParameters=json_of(os.path.join(EXAMPLE, hyperparameters)))
        self.publish("online-retail-model", "model")
        self.job("transform", "later-orders-job.json", SERVED)

    def copy(self, file, key):
        place = os.path.join(self.s3, key)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        shutil.copyfile(file, place)

    def publish(self, job, name):
        self.copy(os.path.join(self.s3, "tandem-models/jobs", job, "output/model.tar.gz"),
                  "tandem-models/%s/model.tar.gz" % name)

    def command(self, command, *arguments):
        images = [word for name, program in IMAGES.items() for word in ("--image", "%s=%s" % (name, jar_of(program)))]
        return [self.java, "-jar", jar_of("local-sagemaker"), command, "--s3", self.s3, *images, *arguments]

    def job(self, command, request, model=None, **more):
        name = "%s %s" % (command, os.path.basename(request))
        file = os.path.join(self.s3, "request.json")
        with open(file, "w", encoding="utf-8") as opened:
            json.dump({**json_of(os.path.join(EXAMPLE, request)), **more}, opened)
        begin = time.monotonic()
        ended = subprocess.run(
            self.command(command, "--job", file, *(["--model", model] if model else [])), cwd=ROOT, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.took(name, begin)
        if ended.returncode:
            raise SystemExit("%s ended with %d: %s" % (name, ended.returncode, ended.stdout[-1000:]))

    def endpoint(self):
        """Until it could answer."""
        begin = time.monotonic()
        program = subprocess.Popen(self.command("endpoint", "--model", SERVED, "--port", "0"), cwd=ROOT,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        with program:
            listens = any("listening on http" in line for line in program.stdout)
            self.took("endpoint", begin)
            program.terminate()
            program.stdout.read()
        if not listens:
            raise SystemExit("the endpoint did not start")

    def took(self, step, begin):
        self.seconds.append((step, time.monotonic() - begin))


def json_of(file):
    with open(file, encoding="utf-8") as opened:
        return json.load(opened)


if __name__ == "__main__":
    build()
    steps = Steps(sys.argv[1])
    steps.all()
    for step, seconds in steps.seconds:
        print("%6.1f s  %s" % (seconds, step))
    print("%6.1f s  together" % sum(seconds for _, seconds in steps.seconds))
