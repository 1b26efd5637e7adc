"""Tests of events.py and of the files that it made: python3 -m unittest, in this folder."""

import gzip
import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import events    # noqa: E402
from generate import encode    # noqa: E402


def committed(name):
    with gzip.open(os.path.join(HERE, name + ".jsonl.gz"), "rt", encoding="utf-8") as file:
        return file.read().splitlines()


class EventsTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.world = events.World(2000, 1)

    def test_the_files_are_what_the_script_makes(self):
        for name, made in (("events", self.world.events()), ("other-orders", self.world.other_orders()),
                           ("expected", self.world.expected())):
            self.assertEqual([encode(line) for line in made], committed(name), name)

    def test_every_record_of_the_sample_has_its_blocks(self):
        records = [json.loads(line)["order"]["event"]["transaction_id"] for line in committed("sample")]
        self.assertEqual(records, [json.loads(line)["order"] for line in committed("expected")])

    def test_there_is_something_of_everything(self):
        lines = [json.loads(line) for line in committed("events")]
        self.assertEqual({"cancelled", "paid", "reminded", "returned", "shipped", "written_off"}, {line["kind"] for line in lines})
        self.assertGreater(sum("known_at" in line for line in lines), 100)
        self.assertGreater(len(lines) - len({encode(line) for line in lines}), 50)
        self.assertGreater(sum(line["order"] == "of nobody" for line in lines), 5)
        others = [json.loads(line)["order"]["event"] for line in committed("other-orders")]
        self.assertGreater(sum("known_at" in event for event in others), 5)


if __name__ == "__main__":
    unittest.main()
