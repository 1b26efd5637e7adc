#!/usr/bin/env python3
"""Makes the events behind the orders of generate.py, and the blocks that a job has to compute of them.

    python3 events.py --orders 2000 --seed 1 --folder .

writes, beside the records that `generate.py --orders 2000 --seed 1` makes:

    events.jsonl.gz          what happened to the orders, as the shop came to know it: some late, some twice, a few of no order
    other-orders.jsonl.gz    orders that count and are no records: cancelled ones, and those of the half year before
    expected.jsonl.gz        customer_history and velocity of each record, as of its order

The blocks are computed by history.py, which knows the future of every order and shares no code with the job, and by looking
through all orders.
"""

import argparse
import json
import os
from collections import defaultdict
from copy import copy
from heapq import heappush
from random import Random

from generate import Simulation, encode, is_written, positive, write
from history import CANCEL, DAY, DUNNING, PAY, RETURN, SHIP, WRITE_OFF, History, dunning_level

KINDS = {CANCEL: "cancelled", SHIP: "shipped", RETURN: "returned", PAY: "paid", WRITE_OFF: "written_off"}
WINDOWS = {"1h": 3600, "24h": DAY, "3d": 3 * DAY, "7d": 7 * DAY, "30d": 30 * DAY}
COUNTED = {
    "email": ("1h", "24h", "30d"), "account": ("24h", "30d"), "phone": ("24h",), "device": ("1h", "24h", "accounts_30d"),
    "ip": ("1h", "24h"), "shipping_address": ("3d", "accounts_30d"), "bank_account": ("3d",),
}
LATE_SHARE, TWICE_SHARE, UNKNOWN_SHARE = 0.05, 0.02, 0.002


class Told(History):
    """What the shop had been told strictly before a moment."""

    def place_told(self, placed, known):
        for (time, kind), moment in zip(placed.events(), known):
            heappush(self.waiting, (moment, kind, placed.number, placed))

    def advance(self, now):
        super().advance(now - 0.0005)    # times are whole milliseconds

    def settle(self, placed, time, kind):
        # Reminders go out as long as the shop does not know better; days are those of the payment itself.
        self.dunning_max = max(self.dunning_max, dunning_level((time - placed.due) // DAY))
        super().settle(placed, placed.paid_at if kind == PAY else placed.written_off_at, kind)


def fold(text):
    return " ".join(text.split()).lower()


def value(block, name):
    found = (block or {}).get(name)
    return None if found is None or type(found) is str and not found.strip() else found


def keys(order):
    """What orders are counted by, as history.json has it."""
    found = {
        "email": value(order.get("email"), "address"), "account": value(order.get("account"), "user_id"),
        "phone": value(order.get("phone"), "number"), "device": value(order.get("device"), "tracking_token"),
        "ip": value(order.get("device"), "ip_address"), "bank_account": value(order.get("payment"), "account_token"),
    }
    if found["email"]:
        found["email"] = fold(found["email"])
    shipping, billing = order.get("shipping"), order.get("billing")
    block = shipping if value(shipping, "address") else billing if value(shipping, "same_as_billing") else None
    if value(block, "address") and value(block, "postal"):
        found["shipping_address"] = fold(block["address"]) + "|" + fold(block["postal"])
    return {name: key for name, key in found.items() if key is not None}


class World:
    """All orders of a simulation, each with what became of it and when the shop knew."""

    def __init__(self, orders, seed):
        simulation = Simulation(orders, seed)
        self.stamp = simulation.dates.stamp
        self.draws = Random(seed + 1)
        self.placed = [self.told(placed, record) for placed, record in simulation.run()]

    def told(self, placed, record):
        stamp = record["order"]["event"]["time"]
        placed = copy(placed)    # the simulation goes on with its own
        placed.time += int(stamp[20:23]) / 1000 if stamp[19] == "." else 0
        late = not is_written(placed) and self.chance(LATE_SHARE)
        known = placed.time + (int(2 * DAY * self.draws.random()) if late else 0)
        moments = []
        for time, kind in placed.events():
            moment = max(known, time + (int(3 * DAY * self.draws.random()) if self.chance(LATE_SHARE) else 0))
            moments.append(max(moments + [moment]))
        return placed, record["order"], known, moments

    def chance(self, share):
        return self.draws.random() < share

    def at(self, time):
        """As Java writes it: no fraction, or one of three digits."""
        whole, part = divmod(round(time * 1000), 1000)
        return self.stamp(whole) if part == 0 else "%s.%03dZ" % (self.stamp(whole)[:19], part)

    # What is written

    def events(self):
        lines = []
        for placed, order, _, moments in self.placed:
            number = order["event"]["transaction_id"]
            settled = None
            for (time, kind), moment in zip(placed.events(), moments):
                more = {"due": self.at(placed.due)} if kind == SHIP and placed.deferred else {}
                if kind == RETURN:
                    more["items"] = placed.returned
                lines.append((moment, self.event(KINDS[kind], number, time, moment, more)))
                settled = moment if kind in (PAY, WRITE_OFF) else settled
            for level, days in enumerate(DUNNING, 1):
                if settled is not None and settled >= placed.due + days * DAY:
                    time = placed.due + days * DAY - 1
                    lines.append((time, self.event("reminded", number, time, time, {"level": level})))
        for moment, line in sorted(lines, key=lambda pair: (pair[0], pair[1]["order"], pair[1]["kind"])):
            yield line
            if self.chance(TWICE_SHARE):
                yield line
            if self.chance(UNKNOWN_SHARE):
                yield dict(line, order="of nobody")

    def event(self, kind, order, time, moment, more):
        line = {"kind": kind, "order": order, "time": self.at(time), **more}
        if moment != time:
            line["known_at"] = self.at(moment)
        return line

    def other_orders(self):
        """Without the fields that no history reads."""
        for placed, order, known, _ in self.placed:
            if not is_written(placed):
                kept = {name: order[name] for name in ("account", "email", "phone", "billing", "shipping", "payment", "order", "device")
                        if order.get(name) is not None}
                kept["event"] = dict(order["event"])
                if known != placed.time:
                    kept["event"]["known_at"] = self.at(known)
                kept["shopping_cart"] = [{"quantity": line["quantity"]} for line in order["shopping_cart"]]
                yield {"order": kept}

    # What is expected

    def expected(self):
        """For each record, in their order."""
        histories = defaultdict(Told)
        counted = defaultdict(list)
        for placed, order, known, moments in self.placed:
            user = value(order.get("account"), "user_id")
            if user is not None:
                histories[user].place_told(placed, moments)
            for name, key in keys(order).items():
                counted[name, key].append((known, placed.time, user))
        for placed, order, *_ in self.placed:
            if is_written(placed):
                user = value(order.get("account"), "user_id")
                blocks = {"order": order["event"]["transaction_id"]}
                if user is not None:
                    block = histories[user].block(placed.time, self.at, None)
                    blocks["customer_history"] = {name: found for name, found in block.items() if found is not None}
                velocity = {name: self.window(counted[name, key], placed.time, COUNTED[name]) for name, key in keys(order).items()}
                if velocity:
                    blocks["velocity"] = velocity
                yield blocks

    @staticmethod
    def window(entries, now, names):
        earlier = [(time, user) for known, time, user in entries if known < now]
        counts = {}
        for name in names:
            since = now - WINDOWS[name.replace("accounts_", "")]
            users = [user for time, user in earlier if time >= since]
            counts[name] = len(set(users) - {None}) if name.startswith("accounts_") else len(users)
        return counts


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Makes the events behind the orders of generate.py, and the blocks to expect.")
    parser.add_argument("--orders", type=positive, required=True, help="as of generate.py")
    parser.add_argument("--seed", type=int, required=True, help="as of generate.py")
    parser.add_argument("--folder", default=".", help="where the files go")
    parser.add_argument("--level", type=int, choices=range(1, 10), default=9, help="of gzip (default 9)")
    chosen = parser.parse_args(arguments)
    world = World(chosen.orders, chosen.seed)
    for name, lines in (("events", world.events()), ("other-orders", world.other_orders()), ("expected", world.expected())):
        write(os.path.join(chosen.folder, name + ".jsonl.gz"), (encode(line).encode("utf-8") + b"\n" for line in lines), chosen.level)


if __name__ == "__main__":
    main()
