"""scripts/publish-model with the real AWS CLI against a stub of S3, and with folders."""

import io
import os
import shutil
import signal
import stat
import subprocess
import sys
import tarfile
import tempfile
import unittest

from stub_s3 import StubS3

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT = os.path.join(ROOT, "scripts", "publish-model")
KEY = "eu/churn-7.tar.gz"


class PublishModelTest(unittest.TestCase):

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.models = self.path("models")
        os.mkdir(self.models)
        self.archive = self.path("model.tar.gz")
        self.pack({"model.json": b"{}", "deep/trees": b"12345"})

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def pack(self, files, **member):
        self.pack_entries(*((name, content, member) for name, content in files.items()))

    def pack_entries(self, *entries):
        with tarfile.open(self.archive, "w:gz") as tar:
            for name, content, member in entries:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                for attribute, value in member.items():
                    setattr(info, attribute, value)
                tar.addfile(info, io.BytesIO(content))

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith("AWS_") and not name.lower().endswith("_proxy")}
        return {**kept, "HOME": self.folder, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1", "AWS_DEFAULT_REGION": "eu-central-1",
                "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", **more}

    def ended(self, prefix, key, **environment):
        return subprocess.run([sys.executable, SCRIPT, self.archive, prefix, key], cwd=self.folder,
                              env=self.environment(**environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              encoding="utf-8", timeout=300)

    def publish(self, prefix, key, **environment):
        ended = self.ended(prefix, key, **environment)
        self.assertEqual((0, "published: callers name it %s\n" % key, ""),
                         (ended.returncode, ended.stdout, ended.stderr))

    def fails(self, prefix, key, **environment):
        """Fails with one line; that line."""
        ended = self.ended(prefix, key, **environment)
        self.assertEqual((1, ""), (ended.returncode, ended.stdout))
        self.assertRegex(ended.stderr, r"\Ascripts/publish-model: .+\n\Z")
        return ended.stderr

    def bytes(self):
        with open(self.archive, "rb") as archive:
            return archive.read()

    def published(self):
        return sorted(os.path.relpath(os.path.join(folder, file), self.models)
                      for folder, _, files in os.walk(self.models) for file in files)


class FolderTest(PublishModelTest):

    def test_archive_lies_under_its_key_and_others_may_read_it(self):
        self.publish(self.models, KEY)

        self.assertEqual([KEY], self.published())
        published = os.path.join(self.models, KEY)
        with open(published, "rb") as archive:
            self.assertEqual(self.bytes(), archive.read())
        self.assertEqual(0o644, stat.S_IMODE(os.stat(published).st_mode))

    def test_nothing_is_overwritten(self):
        self.publish(self.models, KEY)
        first = self.bytes()
        self.pack({"model.json": b"another"})

        line = self.fails(self.models, KEY)

        self.assertIn("%s exists, and nothing is overwritten: choose a new key" % os.path.join(self.models, KEY), line)
        self.assertEqual([KEY], self.published())
        with open(os.path.join(self.models, KEY), "rb") as archive:
            self.assertEqual(first, archive.read())

    def test_folder_must_exist(self):
        self.assertIn("/none is not a folder, and not of the form s3://bucket/prefix/", self.fails(self.path("none"), KEY))

    def test_file_in_the_way_of_the_keys_folder(self):
        with open(os.path.join(self.models, "eu"), "w"):
            pass
        self.assertIn("churn-7.tar.gz", self.fails(self.models, KEY))

    def test_keys_that_are_none(self):
        for key in "../x.tar.gz", "/x.tar.gz", "a//x.tar.gz", "./x.tar.gz", "x.zip", "eu/":
            self.assertIn("is no key: expected a path below the prefix that ends with .tar.gz",
                          self.fails(self.models, key))
        for key in "", " x.tar.gz", "\u00fc.tar.gz", "x" * 1018 + ".tar.gz":
            self.assertIn("a key is 1 to 1024 printable ASCII characters", self.fails(self.models, key))
        self.assertEqual([], self.published())

    def test_archives_that_a_container_would_refuse(self):
        self.pack({"trap": b""}, type=tarfile.SYMTYPE, linkname="/etc/passwd")
        self.assertIn("trap in it is not a plain file or folder", self.fails(self.models, KEY))
        for name in "../out", "/out", "a/../../out":
            self.pack({name: b"x"})
            self.assertIn("%s in it leads out of the folder" % name, self.fails(self.models, KEY))
        self.pack({})
        self.assertIn("model.tar.gz holds no file", self.fails(self.models, KEY))
        self.assertEqual([], self.published())

    def test_names_that_are_there_twice(self):
        for first, second, fault in (
                ("a", "a", "a is in it twice"),
                ("a", "./a", "./a is in it twice"),
                ("a/b", "a", "a is in it twice"),
                ("a", "a/b", "a/b in it needs a folder where it has a file")):
            with self.subTest(first=first, second=second):
                self.pack_entries((first, b"1", {}), (second, b"2", {}))
                self.assertIn("model.tar.gz: %s\n" % fault, self.fails(self.models, KEY))
        self.pack_entries(("a", b"1", {}), ("a", b"", {"type": tarfile.DIRTYPE}))
        self.assertIn("a in it needs a folder where it has a file", self.fails(self.models, KEY))
        self.assertEqual([], self.published())

    def test_folder_may_be_named_twice(self):
        folder = "a", b"", {"type": tarfile.DIRTYPE}
        self.pack_entries(folder, ("a/b", b"1", {}), folder)
        self.publish(self.models, KEY)

    def test_archives_beyond_what_is_unpacked_elsewhere(self):
        self.pack({"f%d" % i: b"" for i in range(10_000)})
        self.publish(self.models, KEY)
        self.pack({"f%d" % i: b"" for i in range(10_001)})
        self.assertIn("model.tar.gz holds more than 10000 entries", self.fails(self.models, "a.tar.gz"))
        with tarfile.open(self.archive, "w:gz") as tar:
            info = tarfile.TarInfo("huge")
            info.size = 8 << 30
            # The header alone: the content need not be read to say no.
            tar.addfile(info)
        self.assertIn("model.tar.gz unpacks to more than 8 GiB", self.fails(self.models, "a.tar.gz"))
        self.pack({"n" * (64 << 10): b""})
        self.assertIn("model.tar.gz has a header of more than 64 KiB", self.fails(self.models, "a.tar.gz"))
        self.assertEqual([KEY], self.published())

    def test_signal_leaves_no_part_of_an_archive(self):
        whole = self.bytes()
        for number in signal.SIGTERM, signal.SIGINT:
            with self.subTest(number):
                os.remove(self.archive)
                os.mkfifo(self.archive)
                script = subprocess.Popen([sys.executable, SCRIPT, self.archive, self.models, KEY], cwd=self.folder,
                                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
                with script:
                    self.addCleanup(script.kill)
                    # It reads the archive once to check it, and once to copy it.
                    with open(self.archive, "wb") as archive:
                        archive.write(whole)
                    while not self.published() and script.poll() is None:
                        pass
                    self.assertIsNone(script.poll())
                    with open(self.archive, "wb") as archive:
                        archive.write(whole[:10])
                        archive.flush()
                        [part] = self.published()
                        self.assertRegex(part, r"\Aeu/\.publish-.*\.part\Z")
                        error = self.error_after(number, script)
                self.assertEqual((128 + number, "scripts/publish-model: interrupted; run again\n"),
                                 (script.returncode, error))
                self.assertEqual([], self.published())

    def error_after(self, number, script):
        """Python sees a signal that comes just before a read once the read ends, and this one waits for ever."""
        for _ in range(60):
            script.send_signal(number)
            try:
                return script.communicate(timeout=1)[1]
            except subprocess.TimeoutExpired:
                pass
        raise AssertionError("still running after 60 signals")

    def test_what_is_no_whole_archive(self):
        whole = self.bytes()
        for broken in b"", b"no archive", whole[:-10], whole[:40]:
            with open(self.archive, "wb") as archive:
                archive.write(broken)
            self.assertIn("model.tar.gz is not a whole tar.gz archive: ", self.fails(self.models, KEY))
        os.remove(self.archive)
        self.assertIn("model.tar.gz: No such file or directory", self.fails(self.models, KEY))
        self.assertEqual([], self.published())


class S3Test(PublishModelTest):
    PREFIX = "s3://shop-models/models/"

    @classmethod
    def setUpClass(cls):
        if not shutil.which("aws"):
            raise AssertionError("the AWS CLI is missing (Debian: apt-get install --no-install-recommends awscli)")

    def setUp(self):
        super().setUp()
        self.stub = self.enterContext(StubS3())
        self.addCleanup(lambda: self.assertEqual([], self.stub.faults))

    def environment(self, **more):
        return super().environment(**{"AWS_ENDPOINT_URL": self.stub.url, **more})

    def test_archive_lies_under_its_key(self):
        self.publish(self.PREFIX, KEY)
        self.publish("s3://shop-models/", "b.tar.gz")

        self.assertEqual({"shop-models/models/" + KEY: self.bytes(), "shop-models/b.tar.gz": self.bytes()},
                         self.stub.objects)

    def test_nothing_is_overwritten(self):
        self.publish(self.PREFIX, KEY)
        first = self.bytes()
        self.pack({"model.json": b"another"})

        line = self.fails(self.PREFIX, KEY)

        self.assertIn("s3://shop-models/models/%s exists, and nothing is overwritten: choose a new key" % KEY, line)
        self.assertEqual({"shop-models/models/" + KEY: first}, self.stub.objects)

    def test_prefix_ends_with_a_slash(self):
        for prefix in "s3://shop-models/models", "s3://shop-models", "s3://", "s3://S/":
            self.assertIn("%s is not of the form s3://bucket/prefix/" % prefix, self.fails(prefix, KEY))

    def test_prefix_and_key_are_one_key_of_s3(self):
        key = "k" * 1007 + ".tar.gz"
        self.publish("s3://shop-models/models/ab/", key)
        for longer in "s3://shop-models/models/abc/", "s3://shop-models/models/\u00fc\u00fc/":
            self.assertIn("prefix and key are longer than the 1024 bytes of a key of S3", self.fails(longer, key))
        self.assertEqual(["shop-models/models/ab/" + key], list(self.stub.objects))

    def test_refusals_are_told(self):
        self.stub.refusal = "AccessDenied", "User: me is not authorized"
        self.assertRegex(self.fails(self.PREFIX, KEY), r"put-object was refused: .*\(AccessDenied\).*User: me is not")
        self.stub.refusal = "ConditionalRequestConflict", "A conflicting operation is in progress"
        self.assertIn("is being written by another at this moment", self.fails(self.PREFIX, KEY))
        self.assertEqual({}, self.stub.objects)

    def test_no_credentials_no_cli(self):
        self.assertIn("no AWS credentials: run aws configure",
                      self.fails(self.PREFIX, KEY, AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY=""))
        self.assertIn("the AWS CLI is missing", self.fails(self.PREFIX, KEY, PATH=self.folder))


# A base for the others, without tests of its own.
del PublishModelTest


if __name__ == "__main__":
    unittest.main()
