"""The same calls on moto's server: what differs in the members and types of answers stands in moto.md, with why."""

import contextlib
import importlib.util
import io
import os
import re
import unittest

from program import REGION, Program
from walk import Walk

MOTO = "5.2.1"
TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "moto.md")
ORDERS = 200


def members(answer, path=""):
    """Each member with the type of its value; of a list, those of all elements."""
    if isinstance(answer, dict):
        return set().union(*(members(value, f"{path}.{name}".lstrip(".")) for name, value in answer.items()))
    if isinstance(answer, list):
        return set().union(*(members(each, path + "[]") for each in answer))
    return {f"{path}: {type(answer).__name__}"}


def explained():
    """Operation and difference of each row, as backticks set them off."""
    with open(TABLE, encoding="utf-8") as table:
        return set(re.findall(r"^\| `(\w+)` \| (.*?) \|", table.read(), re.M))


def moto_is_there():
    if not importlib.util.find_spec("moto") or not importlib.util.find_spec("flask"):
        return False
    import moto
    return moto.__version__ == MOTO


@unittest.skipUnless(moto_is_there(), f"skipped: the server of moto {MOTO} is not installed")
class MotoTest(unittest.TestCase):

    maxDiff = None

    def client(self, address):
        import boto3
        import botocore.config

        client = boto3.client(
            "sagemaker", endpoint_url=address, region_name=REGION, aws_access_key_id="local",
            aws_secret_access_key="local", config=botocore.config.Config(retries={"max_attempts": 0}))
        self.addCleanup(client.close)
        return client

    def of_moto(self):
        import moto.server
        from moto.sagemaker.responses import SageMakerResponse

        server = moto.server.ThreadedMotoServer("127.0.0.1", 0)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            server.start()
            try:
                host, port = server.get_host_and_port()
                client = self.client(f"http://{host}:{port}")
                lacking = {name for name in dir(client) if not hasattr(SageMakerResponse, name)}
                return Walk(client, "moto-", lasts=False, left_out=lacking).all()
            finally:
                server.stop()

    def of_us(self):
        with Program() as program:
            program.put_orders(ORDERS)
            return Walk(self.client(program.address), "moto-").all()

    def test_each_difference_is_explained(self):
        ours, theirs = self.of_us(), self.of_moto()
        found = {(operation, "moto has no such operation") for operation in ours.keys() - theirs.keys()}
        for operation in theirs:
            here, there = members(ours[operation]), members(theirs[operation])
            found |= {(operation, f"only here: `{each}`") for each in here - there}
            found |= {(operation, f"only moto: `{each}`") for each in there - here}

        self.assertEqual(sorted(explained()), sorted(found))


if __name__ == "__main__":
    unittest.main()
