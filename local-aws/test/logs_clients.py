"""boto3 and the AWS CLI read the log of a job. LogsClientsTest starts it, with the address of its server
and the name of a job that has ended in the environment. Skipped where there is neither of the two clients."""

import importlib.util
import os
import shutil
import subprocess
import unittest

ADDRESS = os.environ["AWS_ADDRESS"]
JOB = os.environ["AWS_JOB"]
SAID = os.environ["AWS_SAID"].splitlines()
GROUP = "/aws/sagemaker/ProcessingJobs"


@unittest.skipUnless(importlib.util.find_spec("boto3"), "skipped: boto3 is not installed")
class Boto3Test(unittest.TestCase):
    def setUp(self):
        import boto3

        self.logs = boto3.client(
            "logs",
            endpoint_url=ADDRESS,
            aws_access_key_id="local",
            aws_secret_access_key="local",
            region_name="eu-west-1",
        )

    def test_the_loop_of_sagemakers_sdk_ends(self):
        """It asks until the token stays, as its function log_stream does."""
        streams = self.logs.describe_log_streams(
            logGroupName=GROUP, logStreamNamePrefix=JOB + "/", orderBy="LogStreamName", limit=10
        )["logStreams"]
        said = []
        arguments = {}
        while True:
            answer = self.logs.get_log_events(
                logGroupName=GROUP,
                logStreamName=streams[0]["logStreamName"],
                startTime=0,
                startFromHead=True,
                limit=2,
                **arguments,
            )
            said += [event["message"] for event in answer["events"]]
            if arguments.get("nextToken") == answer["nextForwardToken"]:
                break
            arguments["nextToken"] = answer["nextForwardToken"]
        for line in SAID:
            self.assertTrue(any(message.endswith("| " + line) for message in said), said)

    def test_groups_streams_and_events_by_paginators(self):
        groups = self.logs.get_paginator("describe_log_groups").paginate().build_full_result()
        self.assertEqual([GROUP], [group["logGroupName"] for group in groups["logGroups"]])
        # As aws logs tail asks.
        found = self.logs.get_paginator("filter_log_events").paginate(
            logGroupName=GROUP,
            filterPattern=f'"{SAID[0]}"',
            interleaved=True,
            startTime=0,
            PaginationConfig={"PageSize": 1},
        )
        self.assertGreater(len(found.build_full_result()["events"]), 0)

    def test_what_is_missing_is_an_error_of_the_model(self):
        with self.assertRaises(self.logs.exceptions.ResourceNotFoundException):
            self.logs.describe_log_streams(logGroupName="/aws/sagemaker/None")


@unittest.skipUnless(shutil.which("aws"), "skipped: the AWS CLI is not installed")
class CommandLineTest(unittest.TestCase):
    def aws(self, *arguments):
        environment = dict(
            os.environ,
            AWS_ACCESS_KEY_ID="local",
            AWS_SECRET_ACCESS_KEY="local",
            AWS_DEFAULT_REGION="eu-west-1",
            AWS_CONFIG_FILE=os.devnull,
            AWS_MAX_ATTEMPTS="1",
            AWS_PAGER="",
        )
        result = subprocess.run(
            ["aws", "--endpoint-url", ADDRESS, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(0, result.returncode, result.stdout + result.stderr)
        return result.stdout

    def test_get_log_events(self):
        stream = self.aws(
            "logs", "describe-log-streams", "--log-group-name", GROUP, "--query", "logStreams[0].logStreamName",
            "--output", "text").strip()
        events = self.aws("logs", "get-log-events", "--log-group-name", GROUP, "--log-stream-name", stream)
        self.assertIn(SAID[0], events)

    def test_tail(self):
        if self.aws("--version").startswith("aws-cli/1."):
            self.skipTest("this AWS CLI has no logs tail")
        self.assertIn(SAID[0], self.aws("logs", "tail", GROUP, "--since", "1h"))

    def test_filter_log_events(self):
        found = self.aws(
            "logs", "filter-log-events", "--log-group-name", GROUP, "--filter-pattern", f'"{SAID[-1]}"',
            "--query", "events[].message", "--output", "text")
        self.assertIn(SAID[-1], found)


if __name__ == "__main__":
    unittest.main()
