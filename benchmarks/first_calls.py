"""What the first calls take after /ping has said 200: medians of some starts, in ms.

python3 benchmarks/first_calls.py FOLDER ROW COMMAND...

FOLDER has the artifact in its folder model, ROW is a file of CSV, COMMAND starts the container. scripts/build goes before.
"""

import os
import statistics
import sys

from loads import one_by_one
from systems import WORK, System, free_port

STARTS = 11
CALLS = 1000
# One call alone, later the middle of as many before it.
SHOWN = {1: 1, 2: 1, 3: 1, 10: 3, 100: 20, 1000: 200}


def main(folder, row, *command):
    os.makedirs(WORK, exist_ok=True)
    starts, calls = [], []
    for _ in range(STARTS):
        port = free_port()
        system = System("first calls", (os.path.abspath(row), "text/csv"), [command], port,
                        {"SAGEMAKER_BASE_DIR": os.path.abspath(folder), "SAGEMAKER_BIND_TO_PORT": str(port)})
        try:
            starts.append(system.start_seconds)
            calls.append(one_by_one(system, CALLS))
        finally:
            system.stop()
    print("ready after %.2f s" % statistics.median(starts))
    for number, last in SHOWN.items():
        print("call %4d: %.2f" % (number, statistics.median(statistics.median(one[number - last:number]) for one in calls)))


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
