"""kill -9 of the packaged program while it serves, trains, updates and is written to: nothing is left, and all that
was said to be there is there after the next start on the same folders."""

import http.client
import os
import time
import unittest
import urllib.parse

from program import Program, start_command
from replay import RawClient, read
from walk import ENDED, Walk

ORDERS = 200
# The watchdog waits 30 s between SIGTERM and SIGKILL.
GONE_AFTER = 60
HALF = 8 << 20


def with_own_temporary_folder(folder):
    """So that what the containers of this program work in can be told from what others do."""
    command = start_command(folder)
    own = f"{folder}/tmp"
    return f"mkdir -p {own}\n" + command.replace("jvm.options", f"jvm.options -Djava.io.tmpdir={own}")


def parents():
    """Of every process that runs, with when it began: an id may be used again."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
                fields = stat.read().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[0] != "Z":
            found[int(pid), fields[19]] = int(fields[1])
    return found


def below(pid):
    """All that a process has started, and what that has started."""
    running = parents()
    found = set()
    while True:
        more = {key for key, parent in running.items() if parent == pid or parent in {one for one, _ in found}}
        if more == found:
            return found
        found = more


def command(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as line:
            return line.read().replace(b"\0", b" ").decode(errors="replace")[:200]
    except (FileNotFoundError, ProcessLookupError):
        return str(pid)


@unittest.skipUnless(os.path.isdir("/proc/self"), "skipped: no /proc to find processes in")
class KillTest(unittest.TestCase):

    def setUp(self):
        self.program = self.enterContext(Program(with_own_temporary_folder))
        self.program.put_orders(ORDERS)
        self.client = RawClient(self.program)
        self.walk = Walk(self.client, "kill-")

    def kill(self):
        """Returns when nothing that it had started runs any more."""
        started = below(self.program.process.pid)
        self.assertTrue(started, "nothing ran")
        self.program.kill()
        self.until_gone(started)

    def until_gone(self, started, seconds=GONE_AFTER):
        deadline = time.monotonic() + seconds
        work = os.path.join(self.program.folder, "tmp")
        while True:
            left = [command(pid) for pid, _ in started & parents().keys()]
            left += [name for name in os.listdir(work) if name.startswith("local-sagemaker-")]
            if not left:
                return
            if time.monotonic() > deadline:
                raise AssertionError(f"still there after {seconds} s: {left}")
            time.sleep(0.1)

    def serve(self):
        """A trained model, an endpoint in service, and another configuration for it."""
        self.walk.call("create_training_job", **self.walk.training_job("kill-training"))
        trained = self.walk.until("describe_training_job", "TrainingJobStatus", ENDED, TrainingJobName="kill-training")
        self.assertEqual("Completed", trained["TrainingJobStatus"], trained)
        self.walk.call(
            "create_model", ModelName="kill-model", ExecutionRoleArn=trained["RoleArn"], PrimaryContainer={
                "Image": trained["AlgorithmSpecification"]["TrainingImage"],
                "ModelDataUrl": trained["ModelArtifacts"]["S3ModelArtifacts"]})
        for config in "kill-1", "kill-2":
            self.walk.call("create_endpoint_config", EndpointConfigName=config, ProductionVariants=[
                {"VariantName": "AllTraffic", "ModelName": "kill-model", "InstanceType": "ml.m5.large",
                 "InitialInstanceCount": 1}])
        self.walk.call("create_endpoint", EndpointName="kill-endpoint", EndpointConfigName="kill-1")
        self.walk.in_service()
        self.answer = self.invoke()

    def invoke(self):
        answer = self.client.replay.send({
            "service": "sagemaker", "path": "/endpoints/kill-endpoint/invocations",
            "headers": {"Content-Type": "application/json", "Accept": "text/csv"},
            "body_of_repository": "examples/online-retail/order.json"})
        self.assertEqual(200, answer.status, answer)
        return answer.body

    def serves_again(self, configs):
        self.walk.in_service()
        endpoint = self.walk.answers["describe_endpoint"]
        self.assertEqual("InService", endpoint["EndpointStatus"], endpoint)
        self.assertIn(endpoint["EndpointConfigName"], configs)
        self.assertEqual(self.answer, self.invoke())

    def long_job(self, name):
        """It serves, which does not end."""
        serving = self.walk.training_job(name)
        serving["AlgorithmSpecification"]["ContainerArguments"] = ["serve"]
        self.walk.call("create_training_job", **serving, Environment={"SAGEMAKER_MULTI_MODEL": "true"})
        self.walk.until("describe_training_job", "SecondaryStatus", ("Training", "Failed"), TrainingJobName=name)
        self.assertEqual("Training", self.walk.answers["describe_training_job"]["SecondaryStatus"])

    def half_written(self, key):
        """A connection of a put that has sent half of its bytes, which the program has."""
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.program.address).netloc, timeout=60)
        self.addCleanup(connection.close)
        connection.putrequest("PUT", f"/tandem-orders/{key}")
        connection.putheader("Content-Length", str(2 * HALF))
        connection.endheaders()
        connection.send(b"x" * HALF)
        deadline = time.monotonic() + GONE_AFTER
        under_way = os.path.join(self.program.s3, ".s3", "under-way")
        # Its last bytes may be in a buffer.
        while sum(os.path.getsize(os.path.join(under_way, name)) for name in os.listdir(under_way)) < HALF // 2:
            self.assertLess(time.monotonic(), deadline, "the bytes do not arrive")
            time.sleep(0.05)

    def listed(self):
        answer = self.client.replay.send({"service": "s3", "method": "GET", "path": "/tandem-orders?list-type=2"})
        self.assertEqual(200, answer.status, answer)
        return sorted(part.split("</Key>")[0] for part in answer.body.split("<Key>")[1:])

    def files(self):
        """All in the bucket's folder, hidden ones too."""
        root = os.path.join(self.program.s3, "tandem-orders")
        return sorted(os.path.relpath(os.path.join(folder, name), root)
                      for folder, _, names in os.walk(root) for name in names)

    def test_all_that_was_there_is_there_again(self):
        self.serve()
        before = {key: read(self.program.s3, "tandem-orders/" + key) for key in self.listed()}
        self.long_job("kill-long")
        self.half_written("definition/half")

        self.kill()
        self.program.start()

        self.assertEqual(sorted(before), self.listed())
        self.assertEqual(sorted(before), self.files())
        self.assertEqual([], os.listdir(os.path.join(self.program.s3, ".s3", "under-way")))
        for key, content in before.items():
            self.assertEqual(content, read(self.program.s3, "tandem-orders/" + key), key)
        job = self.client.describe_training_job(TrainingJobName="kill-long")
        self.assertEqual("Failed", job["TrainingJobStatus"], job)
        self.assertTrue(job["FailureReason"], job)
        self.serves_again(["kill-1"])

        self.client.update_endpoint(EndpointName="kill-endpoint", EndpointConfigName="kill-2")
        updating = self.client.describe_endpoint(EndpointName="kill-endpoint")
        self.assertEqual("Updating", updating["EndpointStatus"], updating)
        self.kill()
        self.program.start()

        self.serves_again(["kill-1", "kill-2"])
        # It is at rest: what the kill has cut can be asked for again.
        self.client.update_endpoint(EndpointName="kill-endpoint", EndpointConfigName="kill-2")
        self.serves_again(["kill-2"])

    def test_what_is_left_is_seen(self):
        with self.assertRaisesRegex(AssertionError, "still there after 1 s: .*local-aws.jar"):
            self.until_gone(below(os.getpid()), 1)


if __name__ == "__main__":
    unittest.main()
