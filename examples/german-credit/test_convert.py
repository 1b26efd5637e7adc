#!/usr/bin/env python3
"""Tests of convert.py and of the file that it made: python3 -m unittest, in this folder."""

import contextlib
import gzip
import io
import json
import os
import tempfile
import unittest
from collections import Counter

import convert

HERE = os.path.dirname(os.path.abspath(__file__))
LINE = "A12 48 A33 A410 5951 A65 A71 2 A95 A103 3 A122 22 A142 A153 1 A174 2 A191 A202 2"


class RecordTest(unittest.TestCase):

    def test_whole_record(self):
        self.assertEqual({
            "application": {
                "application_id": "7",
                "credit": {"amount": 5951, "currency": "DEM", "duration_months": 48, "instalment_percent_of_income": 2,
                           "purpose": "other"},
                "accounts": {"checking": "0 to 200", "savings": "unknown or none"},
                "credit_history": {"record": "delay in the past", "credits_at_this_bank": 1,
                                   "other_instalment_plans": "stores"},
                "security": {"other_debtors": "guarantor",
                             "property": "building society savings or life insurance"},
                "employment": {"since": "unemployed", "job": "highly qualified or self-employed"},
                "residence": {"housing": "free", "since": 3},
                "telephone": False,
                "person": {"age": 22, "personal_status": "female, single", "dependants": 2, "foreign_worker": False},
            },
            "outcome": {"bad": True},
        }, convert.record(7, LINE))

    def test_refuses_what_the_code_list_does_not_have(self):
        for code, other in ("A12", "A15"), ("A410", "A411"), (" 2", " 3"):
            changed = other.join(LINE.rsplit(code, 1))
            self.assertNotEqual(LINE, changed)
            with self.assertRaises(KeyError):
                convert.record(1, changed)

    def test_refuses_a_line_that_lacks_a_column(self):
        with self.assertRaises(ValueError):
            convert.record(1, LINE[:-2])

    def test_every_code_has_a_word_of_its_own(self):
        for words in (convert.CHECKING, convert.RECORD, convert.PURPOSE, convert.SAVINGS, convert.EMPLOYED,
                      convert.PERSONAL_STATUS, convert.OTHER_DEBTORS, convert.PROPERTY, convert.OTHER_PLANS,
                      convert.HOUSING, convert.JOB, convert.TELEPHONE, convert.FOREIGN_WORKER, convert.BAD):
            self.assertEqual(len(words), len(set(words.values())))


class SourceTest(unittest.TestCase):

    def test_refuses_another_source(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "german.data.gz")
            with gzip.open(path, "wt") as file:
                file.write(LINE)
            with self.assertRaisesRegex(ValueError, "expected " + convert.SHA256):
                convert.read_source(path)


class CommittedFilesTest(unittest.TestCase):
    """The files beside this one."""

    @classmethod
    def setUpClass(cls):
        with gzip.open(os.path.join(HERE, "records.jsonl.gz")) as file:
            cls.committed = file.read()
        cls.records = [json.loads(line) for line in cls.committed.splitlines()]
        with open(os.path.join(HERE, "features.json"), encoding="utf-8") as file:
            cls.definition = json.load(file)

    def test_conversion_gives_the_committed_records(self):
        contents = []
        with tempfile.TemporaryDirectory() as folder:
            for target in os.path.join(folder, "a"), os.path.join(folder, "b"):
                with contextlib.redirect_stdout(io.StringIO()):
                    convert.main(target)
                with open(os.path.join(target, "records.jsonl.gz"), "rb") as file:
                    contents.append(file.read())
        self.assertEqual(contents[0], contents[1])
        self.assertEqual(self.committed, gzip.decompress(contents[0]))

    def test_counts(self):
        self.assertEqual({False: 700, True: 300}, Counter(record["outcome"]["bad"] for record in self.records))

    def test_every_source_of_the_definition_is_in_the_records(self):
        for name, source in self.definition["sources"].items():
            for record in self.records:
                value = record["application"]
                for step in source["path"].split(".")[1:]:
                    self.assertIn(step, value, name)
                    value = value[step]

    def test_no_feature_reads_the_person(self):
        for source in self.definition["sources"].values():
            self.assertFalse(source["path"].startswith("$.person"), source)


if __name__ == "__main__":
    unittest.main()
