#!/usr/bin/env python3
"""Turns the Statlog "German Credit Data" into training records, one JSON object per line.

    python3 convert.py OUTPUT_FOLDER

reads german.data.gz beside this file and writes records.jsonl.gz. README.md says what the records hold.
"""

import gzip
import hashlib
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "german.data.gz")
SHA256 = "c9bb2f3e6f5e0f65dcb957be3f425f36d18742871dc1da38ea9fe0b6bd0af73d"

# The donor's code list, in words.
CHECKING = {"A11": "below 0", "A12": "0 to 200", "A13": "200 or more", "A14": "none"}
RECORD = {"A30": "no credits taken or all paid back", "A31": "all credits at this bank paid back",
          "A32": "existing credits paid back so far", "A33": "delay in the past", "A34": "critical account"}
PURPOSE = {"A40": "new car", "A41": "used car", "A42": "furniture", "A43": "radio or television",
           "A44": "domestic appliances", "A45": "repairs", "A46": "education", "A47": "vacation",
           "A48": "retraining", "A49": "business", "A410": "other"}
SAVINGS = {"A61": "below 100", "A62": "100 to 500", "A63": "500 to 1000", "A64": "1000 or more",
           "A65": "unknown or none"}
EMPLOYED = {"A71": "unemployed", "A72": "less than 1 year", "A73": "1 to 4 years", "A74": "4 to 7 years",
            "A75": "7 years or more"}
PERSONAL_STATUS = {"A91": "male, divorced or separated", "A92": "female, divorced, separated or married",
                   "A93": "male, single", "A94": "male, married or widowed", "A95": "female, single"}
OTHER_DEBTORS = {"A101": "none", "A102": "co-applicant", "A103": "guarantor"}
PROPERTY = {"A121": "real estate", "A122": "building society savings or life insurance", "A123": "car or other",
            "A124": "unknown or none"}
OTHER_PLANS = {"A141": "bank", "A142": "stores", "A143": "none"}
HOUSING = {"A151": "rent", "A152": "own", "A153": "free"}
JOB = {"A171": "unemployed or unskilled, non-resident", "A172": "unskilled, resident", "A173": "skilled",
       "A174": "highly qualified or self-employed"}
TELEPHONE = {"A191": False, "A192": True}
FOREIGN_WORKER = {"A201": True, "A202": False}
BAD = {"1": False, "2": True}


def read_source(path):
    """The bytes of the source, which must be those that this conversion was written for."""
    with open(path, "rb") as file:
        content = file.read()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise ValueError("%s has the sha256 %s, expected %s" % (path, found, SHA256))
    return gzip.decompress(content)


def record(number, line):
    """The training record of one line; number is its place in the source, from 1, for it has no other name."""
    (checking, duration, history, purpose, amount, savings, employed, instalment, personal_status, other_debtors,
     resident, property_, age, other_plans, housing, credits, job, dependants, telephone, foreign_worker,
     label) = line.split()
    return {
        "application": {
            "application_id": str(number),
            "credit": {
                "amount": int(amount),
                "currency": "DEM",
                "duration_months": int(duration),
                "instalment_percent_of_income": int(instalment),
                "purpose": PURPOSE[purpose],
            },
            "accounts": {"checking": CHECKING[checking], "savings": SAVINGS[savings]},
            "credit_history": {
                "record": RECORD[history],
                "credits_at_this_bank": int(credits),
                "other_instalment_plans": OTHER_PLANS[other_plans],
            },
            "security": {"other_debtors": OTHER_DEBTORS[other_debtors], "property": PROPERTY[property_]},
            "employment": {"since": EMPLOYED[employed], "job": JOB[job]},
            "residence": {"housing": HOUSING[housing], "since": int(resident)},
            "telephone": TELEPHONE[telephone],
            "person": {
                "age": int(age),
                "personal_status": PERSONAL_STATUS[personal_status],
                "dependants": int(dependants),
                "foreign_worker": FOREIGN_WORKER[foreign_worker],
            },
        },
        "outcome": {"bad": BAD[label]},
    }


def records(source):
    return [record(number, line) for number, line in enumerate(source.decode("ascii").splitlines(), 1)]


def write(path, lines):
    """Gzip without time and file name, so that the same records give the same bytes."""
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        for line in lines:
            file.write(json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n")


def main(target):
    made = records(read_source(SOURCE))
    os.makedirs(target, exist_ok=True)
    write(os.path.join(target, "records.jsonl.gz"), made)
    print("%d records, %d of them bad" % (len(made), sum(line["outcome"]["bad"] for line in made)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
