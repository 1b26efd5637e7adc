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
NAMES = ("ID,LIMIT_BAL,SEX,EDUCATION,MARRIAGE,AGE,PAY_0,PAY_2,PAY_3,PAY_4,PAY_5,PAY_6,BILL_AMT1,BILL_AMT2,BILL_AMT3,"
         "BILL_AMT4,BILL_AMT5,BILL_AMT6,PAY_AMT1,PAY_AMT2,PAY_AMT3,PAY_AMT4,PAY_AMT5,PAY_AMT6,DEFAULT")
VALUES = "9,5E+05,1,3,2,41,-2,-1,0,1,2,3,11,-12,13,14,15,1E+05,21,22,23,24,25,26,1"


def record(**changed):
    row = dict(zip(NAMES.split(","), VALUES.split(",")))
    row.update(changed)
    return convert.record(row)


class RecordTest(unittest.TestCase):

    def test_whole_record(self):
        self.assertEqual({
            "account": {
                "account_id": "9", "credit_limit": 500000, "currency": "TWD",
                "months": [
                    {"month": "2005-09", "status": -2, "bill": 11, "paid": 21},
                    {"month": "2005-08", "status": -1, "bill": -12, "paid": 22},
                    {"month": "2005-07", "status": 0, "bill": 13, "paid": 23},
                    {"month": "2005-06", "status": 1, "bill": 14, "paid": 24},
                    {"month": "2005-05", "status": 2, "bill": 15, "paid": 25},
                    {"month": "2005-04", "status": 3, "bill": 100000, "paid": 26},
                ],
                "holder": {"education": "high school", "sex": "male", "marital_status": "single", "age": 41},
            },
            "outcome": {"defaulted": True},
        }, record())
        self.assertEqual("500000", json.dumps(record()["account"]["credit_limit"]))

    def test_codes_without_a_meaning_are_missing(self):
        for code in "0", "5", "6":
            self.assertNotIn("education", record(EDUCATION=code)["account"]["holder"])
        self.assertNotIn("marital_status", record(MARRIAGE="0")["account"]["holder"])

    def test_refuses_codes_that_nobody_has_named(self):
        for changed in {"SEX": "0"}, {"EDUCATION": "7"}, {"MARRIAGE": "4"}, {"DEFAULT": "2"}:
            with self.assertRaises(KeyError):
                record(**changed)

    def test_refuses_parts_of_a_dollar(self):
        with self.assertRaises(ValueError):
            record(PAY_AMT3="1.5")


class SourceTest(unittest.TestCase):

    def test_refuses_another_source(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "uci_credit_default.csv.gz")
            with gzip.open(path, "wt") as file:
                file.write(NAMES + "\n" + VALUES + "\n")
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
        with tempfile.TemporaryDirectory() as folder:
            with contextlib.redirect_stdout(io.StringIO()):
                convert.main(folder)
            with gzip.open(os.path.join(folder, "records.jsonl.gz")) as file:
                self.assertEqual(self.committed, file.read())

    def test_counts(self):
        self.assertEqual({False: 23364, True: 6636}, Counter(record["outcome"]["defaulted"] for record in self.records))

    def test_account_numbers_are_unique(self):
        self.assertEqual(30000, len({record["account"]["account_id"] for record in self.records}))

    def test_every_account_has_the_six_months(self):
        months = ["2005-09", "2005-08", "2005-07", "2005-06", "2005-05", "2005-04"]
        for record in self.records:
            self.assertEqual(months, [month["month"] for month in record["account"]["months"]])

    def test_no_feature_reads_sex_age_or_marital_status(self):
        paths = {source["path"] for source in self.definition["sources"].values()}
        self.assertEqual(set(), paths & {"$.holder.sex", "$.holder.age", "$.holder.marital_status"})


if __name__ == "__main__":
    unittest.main()
