"""boto3 and the AWS CLI against local S3. PythonClientsTest starts it, with the address and the
folder of its server in the environment. Skipped where there is neither of the two clients."""

import hashlib
import importlib.util
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ADDRESS = os.environ["S3_ADDRESS"]
ROOT = pathlib.Path(os.environ["S3_ROOT"])


@unittest.skipUnless(importlib.util.find_spec("boto3"), "skipped: boto3 is not installed")
class Boto3Test(unittest.TestCase):
    def setUp(self):
        import boto3

        self.s3 = boto3.client(
            "s3",
            endpoint_url=ADDRESS,
            aws_access_key_id="local",
            aws_secret_access_key="local",
            region_name="eu-west-1",
        )

    def test_an_object_goes_there_and_back(self):
        s3 = self.s3
        s3.create_bucket(
            Bucket="orders", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        key = "2026/a b+c&d=ü€𝄞.json"
        put = s3.put_object(
            Bucket="orders",
            Key=key,
            Body=b"{}",
            ContentType="application/json",
            Metadata={"shop": "one"},
        )
        got = s3.get_object(Bucket="orders", Key=key, ChecksumMode="ENABLED")
        self.assertEqual(b"{}", got["Body"].read())
        self.assertEqual("application/json", got["ContentType"])
        self.assertEqual({"shop": "one"}, got["Metadata"])
        self.assertEqual(put["ChecksumCRC32"], got["ChecksumCRC32"])
        self.assertEqual(b"{}", (ROOT / "orders" / key).read_bytes())
        listed = s3.list_objects_v2(Bucket="orders", Prefix="2026/")["Contents"]
        self.assertEqual([key], [each["Key"] for each in listed])
        ranged = s3.get_object(Bucket="orders", Key=key, Range="bytes=1-")
        self.assertEqual(b"}", ranged["Body"].read())
        s3.delete_object(Bucket="orders", Key=key)
        with self.assertRaises(s3.exceptions.NoSuchKey):
            s3.get_object(Bucket="orders", Key=key)
        s3.delete_bucket(Bucket="orders")
        self.assertFalse((ROOT / "orders").exists())

    def test_each_way_of_sending_a_body(self):
        s3 = self.s3
        s3.create_bucket(
            Bucket="bodies", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        for size in (0, 1, 65_536, 3 << 20):
            body = os.urandom(size)
            for algorithm in ("CRC32", "SHA1", "SHA256"):
                s3.put_object(Bucket="bodies", Key="x", Body=body, ChecksumAlgorithm=algorithm)
                got = s3.get_object(Bucket="bodies", Key="x", ChecksumMode="ENABLED")
                self.assertEqual(body, got["Body"].read())
                self.assertIn(f"Checksum{algorithm}", got)
                self.assertEqual(f'"{hashlib.md5(body).hexdigest()}"', got["ETag"])

    def test_presigned_addresses(self):
        import urllib.request

        s3 = self.s3
        s3.create_bucket(
            Bucket="signed", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        put = s3.generate_presigned_url("put_object", {"Bucket": "signed", "Key": "a"})
        request = urllib.request.Request(put, data=b"abc", method="PUT")
        self.assertEqual(200, urllib.request.urlopen(request).status)
        get = s3.generate_presigned_url("get_object", {"Bucket": "signed", "Key": "a"})
        self.assertEqual(b"abc", urllib.request.urlopen(get).read())

    def test_a_bucket_in_the_name_of_the_host(self):
        import boto3
        from botocore.config import Config

        port = ADDRESS.rsplit(":", 1)[1]
        s3 = boto3.client(
            "s3",
            endpoint_url=f"http://localhost:{port}",
            aws_access_key_id="local",
            aws_secret_access_key="local",
            region_name="eu-west-1",
            config=Config(s3={"addressing_style": "virtual"}),
        )

        def to_loopback(request, **_):
            request.headers["Host"] = request.url.split("/")[2]
            request.url = request.url.replace("hosted.localhost", "127.0.0.1")

        s3.meta.events.register("before-send.s3", to_loopback)
        s3.create_bucket(
            Bucket="hosted", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        s3.put_object(Bucket="hosted", Key="a/b", Body=b"abc")
        self.assertEqual(b"abc", s3.get_object(Bucket="hosted", Key="a/b")["Body"].read())
        self.assertEqual(b"abc", (ROOT / "hosted/a/b").read_bytes())

    def test_what_is_not_there_is_refused_by_name(self):
        from botocore.exceptions import ClientError

        s3 = self.s3
        s3.create_bucket(
            Bucket="plain", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        for call, name in (
            (lambda: s3.get_bucket_acl(Bucket="plain"), "acl"),
            (lambda: s3.get_bucket_versioning(Bucket="plain"), "versioning"),
            (lambda: s3.list_object_versions(Bucket="plain"), "versions"),
            (lambda: s3.put_object(Bucket="plain", Key="a", Tagging="a=b"), "tagging"),
        ):
            with self.assertRaises(ClientError) as refused:
                call()
            self.assertEqual("NotImplemented", refused.exception.response["Error"]["Code"])
            self.assertIn(name, refused.exception.response["Error"]["Message"])


@unittest.skipUnless(shutil.which("aws"), "skipped: the AWS CLI is not installed")
class CommandLineTest(unittest.TestCase):
    def aws(self, *arguments):
        environment = dict(
            os.environ,
            AWS_ENDPOINT_URL=ADDRESS,
            AWS_ACCESS_KEY_ID="local",
            AWS_SECRET_ACCESS_KEY="local",
            AWS_DEFAULT_REGION="eu-west-1",
            AWS_CONFIG_FILE=os.devnull,
            AWS_MAX_ATTEMPTS="1",
            AWS_PAGER="",
        )
        result = subprocess.run(
            # Older ones do not read AWS_ENDPOINT_URL.
            ["aws", "--endpoint-url", ADDRESS, "s3", *map(str, arguments)],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(0, result.returncode, result.stdout + result.stderr)
        return result.stdout

    def test_copy_list_synchronise_and_remove(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "small").write_bytes(b"small")
            (folder / "sub").mkdir()
            (folder / "sub" / "large").write_bytes(os.urandom(30 << 20))
            self.aws("mb", "s3://models")
            self.aws("cp", folder / "small", "s3://models/one/small")
            self.aws("sync", folder, "s3://models/all")
            self.assertIn("small", self.aws("ls", "s3://models/all/"))
            self.assertIn("PRE all/", self.aws("ls", "s3://models"))
            self.assertIn("models", self.aws("ls"))
            stored = ROOT / "models/all/sub/large"
            self.assertEqual((folder / "sub" / "large").read_bytes(), stored.read_bytes())
            self.aws("cp", "s3://models/all/sub/large", "s3://models/copied/large")
            copied = ROOT / "models/copied/large"
            self.assertEqual(stored.read_bytes(), copied.read_bytes())
            self.aws("cp", "s3://models/copied/large", folder / "back")
            self.assertEqual(stored.read_bytes(), (folder / "back").read_bytes())
            self.assertEqual("", self.aws("sync", folder / "sub", "s3://models/all/sub"))
            self.aws("mv", "s3://models/one/small", "s3://models/two/small")
            self.assertFalse((ROOT / "models/one").exists())
            self.aws("rm", "--recursive", "s3://models/all")
            self.assertEqual(["copied", "two"], sorted(p.name for p in stored.parents[2].iterdir()))
            self.aws("rb", "--force", "s3://models")
            self.assertFalse((ROOT / "models").exists())
            self.assertEqual([], list((ROOT / ".s3/under-way").iterdir()))
            self.assertEqual([], list((ROOT / ".s3/uploads").iterdir()))


if __name__ == "__main__":
    unittest.main()
