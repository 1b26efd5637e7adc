"""The commands of README.md, as they stand there, against the packaged program:
python3 -m unittest discover -s local-aws/clients"""

import os
import re
import shutil
import subprocess
import unittest

from program import LONGEST, ROOT, Program

README = os.path.join(ROOT, "local-aws/README.md")


def blocks():
    """The commands of each block, in their order."""
    with open(README, encoding="utf-8") as readme:
        return re.findall(r"^```\n(.*?)^```$", readme.read(), re.M | re.S)


@unittest.skipUnless(shutil.which("aws"), "skipped: the AWS CLI is not installed")
class ReadmeTest(unittest.TestCase):

    def test_a_new_user_trains_deploys_invokes_and_scores_a_batch(self):
        start, settings, commands = blocks()[:3]
        with Program(lambda folder: start.replace("target/aws", folder)) as program:
            settings, count = re.subn(r"http://127\.0\.0\.1:4566", program.address, settings)
            self.assertEqual(1, count)
            # README.md says that the CLI of 2022 needs the option.
            shell = """set -euo pipefail
                       aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }
                       export AWS_PAGER= AWS_CONFIG_FILE=/dev/null
                    """ + settings + commands
            done = subprocess.run(
                ["bash", "-c", shell], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                timeout=LONGEST)

            self.assertEqual(0, done.returncode, done.stdout)
            self.assertRegex(done.stdout, r"\n(-?\d[^,\n]*,){48}-?\d")
            vectors = os.path.join(program.s3, "tandem-orders/training-vectors")
            self.assertTrue(os.listdir(vectors), done.stdout)


if __name__ == "__main__":
    unittest.main()
