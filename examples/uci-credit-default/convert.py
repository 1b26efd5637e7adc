#!/usr/bin/env python3
"""Turns the "Default of Credit Card Clients" table into training records, one JSON object per line.

    python3 convert.py OUTPUT_FOLDER

reads uci_credit_default.csv.gz beside this file and writes records.jsonl.gz. README.md says what the records hold.
"""

import csv
import gzip
import hashlib
import io
import json
import os
import sys
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "uci_credit_default.csv.gz")
SHA256 = "dea8dd087a13d4a98c268825820fe6755a0b439563088522aeeb61a04b4e5d9d"

# The columns of each month, the last month first. Those of the repayment status have no PAY_1.
MONTHS = [
    ("2005-09", "PAY_0", "BILL_AMT1", "PAY_AMT1"),
    ("2005-08", "PAY_2", "BILL_AMT2", "PAY_AMT2"),
    ("2005-07", "PAY_3", "BILL_AMT3", "PAY_AMT3"),
    ("2005-06", "PAY_4", "BILL_AMT4", "PAY_AMT4"),
    ("2005-05", "PAY_5", "BILL_AMT5", "PAY_AMT5"),
    ("2005-04", "PAY_6", "BILL_AMT6", "PAY_AMT6"),
]

SEX = {"1": "male", "2": "female"}
# The source says nothing of education 0, 5 and 6 and of marital status 0: such records lack the field.
EDUCATION = {"1": "graduate school", "2": "university", "3": "high school", "4": "other",
             "0": None, "5": None, "6": None}
MARITAL_STATUS = {"1": "married", "2": "single", "3": "other", "0": None}
DEFAULT = {"0": False, "1": True}


def read_source(path):
    """The bytes of the source, which must be those that this conversion was written for."""
    with open(path, "rb") as file:
        content = file.read()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise ValueError("%s has the sha256 %s, expected %s" % (path, found, SHA256))
    return gzip.decompress(content)


def record(row):
    """The training record of one row, which has its values by the names of the columns."""
    return {
        "account": {
            "account_id": row["ID"],
            "credit_limit": whole(row["LIMIT_BAL"]),
            "currency": "TWD",
            "months": [
                {"month": month, "status": int(row[status]), "bill": whole(row[bill]), "paid": whole(row[paid])}
                for month, status, bill, paid in MONTHS
            ],
            "holder": without_missing({
                "education": EDUCATION[row["EDUCATION"]],
                "sex": SEX[row["SEX"]],
                "marital_status": MARITAL_STATUS[row["MARRIAGE"]],
                "age": int(row["AGE"]),
            }),
        },
        "outcome": {"defaulted": DEFAULT[row["DEFAULT"]]},
    }


def records(source):
    return [record(row) for row in csv.DictReader(io.StringIO(source.decode("ascii"), newline=""))]


def whole(text):
    """A whole number; the source writes 100000 as 1E+05, and others like it."""
    value = Decimal(text)
    if value != int(value):
        raise ValueError("%s is no whole number" % text)
    return int(value)


def without_missing(fields):
    return {name: value for name, value in fields.items() if value is not None}


def write(path, lines):
    """Gzip without time and file name, so that the same records give the same bytes."""
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        for line in lines:
            file.write(json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n")


def main(target):
    made = records(read_source(SOURCE))
    os.makedirs(target, exist_ok=True)
    write(os.path.join(target, "records.jsonl.gz"), made)
    print("%d records, %d of them defaulted" % (len(made), sum(line["outcome"]["defaulted"] for line in made)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
