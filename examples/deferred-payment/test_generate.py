#!/usr/bin/env python3
"""Tests of generate.py and of the sample that it made: python3 -m unittest, in this folder."""

import contextlib
import gzip
import hashlib
import io
import ipaddress
import json
import os
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from statistics import median

import generate
import history
import risk
import summarize
import world
from history import DAY

try:
    import jsonschema
except ImportError:
    jsonschema = None
try:
    from zoneinfo import ZoneInfo
    ZoneInfo("Europe/Berlin")
except Exception:
    ZoneInfo = None

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, "sample.jsonl.gz")
SAMPLE_ORDERS, SAMPLE_SEED = 2000, 1
SHA256 = "43c145fa20a60b621b382f39e6c53223789ea799083866174b537a94f1974e44"


def lines(*arguments, **options):
    return [generate.encode(record).encode("utf-8") + b"\n" for record in generate.records(*arguments, **options)]


def placed_and_records(orders, seed, **options):
    """What happened, and the records as somebody else reads them."""
    return [(placed, json.loads(generate.encode(record))) for placed, record in generate.Simulation(orders, seed, **options).run()]


def orders(*arguments, **options):
    return [json.loads(line)["order"] for line in lines(*arguments, **options)]


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def seconds(text):
    return instant(text).timestamp() // 1


def filled(block, name):
    value = block.get(name)
    return {} if value is None else value


class SameBytesTest(unittest.TestCase):

    def test_a_seed_gives_these_bytes_on_every_machine(self):
        self.assertEqual(SHA256, hashlib.sha256(b"".join(lines(300, 1))).hexdigest())

    def test_another_seed_gives_other_orders(self):
        self.assertNotEqual(lines(20, 1), lines(20, 2))

    def test_the_sample_is_what_the_script_makes(self):
        with gzip.open(SAMPLE) as file:
            self.assertEqual(lines(SAMPLE_ORDERS, SAMPLE_SEED), list(file))
        self.assertLess(os.path.getsize(SAMPLE), 1000000)


class ValidTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.orders = orders(1500, 5) + orders(300, 6, drift=True) + orders(5, 7, lines=200)

    @unittest.skipIf(jsonschema is None, "python3-jsonschema is not installed")
    def test_every_order_fits_the_schema(self):
        with open(os.path.join(HERE, "order.schema.json"), encoding="utf-8") as file:
            schema = jsonschema.Draft202012Validator(json.load(file), format_checker=jsonschema.FormatChecker())
        for order in self.orders:
            self.assertEqual([], [error.message for error in schema.iter_errors(order)])

    def test_what_the_schema_cannot_say(self):
        for order in self.orders:
            money, cart = order["order"], order["shopping_cart"]
            values = [line["price"] * line["quantity"] for line in cart]
            for line, value in zip(cart, values):
                self.assertLessEqual(line.get("discount") or 0, value + 1e-9)
            gap = money["amount"] - (sum(values) - (money.get("discount_amount") or 0) + money["shipping_amount"])
            self.assertLessEqual(abs(gap), 0.01 * len(cart) + 1e-6)
            as_of = filled(order, "customer_history").get("as_of")
            if as_of:
                self.assertLessEqual(instant(as_of), instant(order["event"]["time"]))

    def test_orders_come_in_time_order_with_numbers_of_their_own(self):
        part = self.orders[:1500]
        times = [instant(order["event"]["time"]).replace(microsecond=0) for order in part]
        self.assertEqual(sorted(times), times)
        self.assertEqual(len(part), len({order["event"]["transaction_id"] for order in part}))

    def test_carts_have_exactly_the_lines_asked_for(self):
        for wanted in (1, 15, 80, 200):
            self.assertEqual({wanted}, {len(order["shopping_cart"]) for order in orders(12, 3, lines=wanted)})

    def test_carts_have_about_the_mean_asked_for(self):
        found = [len(order["shopping_cart"]) for order in orders(3000, 3, lines_mean=4.0)]
        self.assertAlmostEqual(4.0, sum(found) / len(found), delta=0.4)

    def test_nothing_in_them_can_reach_anybody(self):
        reserved = [ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]
        phones = tuple(market.phone.rstrip("#") for market in world.MARKETS.values)
        for order in self.orders:
            address = filled(order, "email").get("address")
            if address:
                self.assertIn(address.rpartition("@")[2], ("example.org", "example.com", "example.net"))
            ip = filled(order, "device").get("ip_address")
            if ip:
                found = ipaddress.ip_address(ip)
                self.assertTrue(any(found.version == net.version and found in net for net in reserved))
            phone = filled(order, "phone").get("number")
            if phone:
                self.assertTrue(phone.startswith(phones))

    def test_some_orders_are_odd(self):
        def share(condition):
            return sum(bool(condition(order)) for order in self.orders) / len(self.orders)

        self.assertGreater(share(lambda o: o["event"]["time"].endswith("Z")), 0.05)
        self.assertGreater(share(lambda o: "email" in o and o.get("bureau", 0) is None), 0.05)
        self.assertGreater(share(lambda o: not o["billing"]["last_name"].isascii()), 0.05)
        for rare in (lambda o: o["order"]["amount"] == 0, lambda o: o["event"].get("time_zone") == "Mars/Olympus_Mons",
                     lambda o: "." in o["event"]["time"], lambda o: o["payment"]["method"] == "other"):
            self.assertGreater(share(rare), 0)


class HistoryTest(unittest.TestCase):
    """Against the obvious computation: look through all earlier orders, every time."""

    @classmethod
    def setUpClass(cls):
        cls.pairs = placed_and_records(2000, 11)

    def test_history_is_what_had_happened_by_then(self):
        earlier = {}
        compared = unpaid = 0
        for placed, record in self.pairs:
            block = filled(record["order"], "customer_history")
            mine = earlier.setdefault(placed.buyer, [])
            if block:
                now = seconds(block["as_of"])
                self.assertLessEqual(now, placed.time)
                self.assertEqual(self.obvious(mine, now), {name: value for name, value in block.items() if value is not None
                                                           and name not in ("as_of", "credit_limit", "first_order_at", "last_order_at")})
                shipped = [order.time for order in mine if self.is_shipped(order, now)]
                self.assertEqual((min(shipped), max(shipped)) if shipped else (None, None), tuple(
                    None if block.get(name) is None else seconds(block[name]) for name in ("first_order_at", "last_order_at")))
                compared += bool(shipped)
                unpaid += block["overdue_amount"] > 0
            mine.append(placed)
        self.assertGreater(compared, 700)
        self.assertGreater(unpaid, 10)

    @staticmethod
    def is_shipped(order, now):
        return order.cancelled_at is None and order.shipped_at <= now

    def obvious(self, mine, now):
        shipped = [order for order in mine if self.is_shipped(order, now)]
        invoices = [order for order in shipped if order.deferred]
        paid = [order for order in invoices if order.paid_at is not None and order.paid_at <= now]
        lost = [order for order in invoices if order.written_off_at is not None and order.written_off_at <= now]
        unpaid = [order for order in invoices if order not in paid and order not in lost]
        overdue = [order for order in unpaid if order.due < now]
        worst = max([(now - order.due) // DAY for order in overdue], default=0)
        result = {
            "orders_total": len(shipped), "orders_30d": sum(now - order.time <= 30 * DAY for order in shipped),
            "orders_12m": sum(now - order.time <= 365 * DAY for order in shipped),
            "amount_total": sum(order.amount for order in shipped) / 100,
            "amount_max": max([order.amount for order in shipped], default=0) / 100,
            "items_total": sum(order.units for order in shipped),
            "items_returned": sum(order.returned for order in shipped if order.returned_at <= now),
            "orders_cancelled": sum(order.cancelled_at is not None and order.cancelled_at <= now for order in mine),
            "open_invoices": len(unpaid), "open_amount": sum(order.deferred for order in unpaid) / 100,
            "overdue_amount": sum(order.deferred for order in overdue) / 100, "overdue_max_days": worst,
            "dunning_level": history.dunning_level(worst),
            "dunning_level_max": max([history.dunning_level((ended - order.due) // DAY) for order in invoices
                                      for ended in [min(now, order.paid_at or now, order.written_off_at or now)]], default=0),
            "invoices_paid": len(paid), "invoices_paid_late": sum(order.paid_at > order.due for order in paid), "write_offs": len(lost),
        }
        if paid:
            result["median_days_to_pay"] = median((order.paid_at - order.shipped_at) // DAY for order in paid)
        if shipped:
            result["last_payment_method"] = max(shipped, key=lambda order: order.time).method
        return result

    def test_velocity_counts_the_orders_before(self):
        windows = {"1h": 3600, "24h": DAY, "3d": 3 * DAY, "7d": 7 * DAY, "30d": 30 * DAY}
        earlier = []
        counted = 0
        for placed, record in self.pairs:
            keys = self.keys(record["order"])
            for name, block in filled(record["order"], "velocity").items():
                if name in keys:
                    same = [(time, buyer) for time, buyer, others in earlier if others.get(name) == keys[name]]
                    for window, value in block.items():
                        if window == "accounts_30d":
                            expected = len({buyer for time, buyer in same if placed.time - time <= 30 * DAY})
                        else:
                            expected = sum(placed.time - time <= windows[window] for time, _ in same)
                        self.assertEqual(expected, value, (name, window))
                        counted += value > 0
            earlier.append((placed.time, placed.buyer, keys))
            earlier = earlier[-900:] if earlier[-900:][0][0] < placed.time - 31 * DAY else earlier
        self.assertGreater(counted, 150)

    @staticmethod
    def keys(order):
        billing, shipping, device = order["billing"], order["shipping"], filled(order, "device")
        address = billing if shipping.get("same_as_billing") else shipping
        keys = {"shipping_address": (address["address"], address["postal"]), "account": order["account"].get("user_id"),
                "phone": filled(order, "phone").get("number"), "device": device.get("tracking_token"), "ip": device.get("ip_address")}
        return {name: key for name, key in keys.items() if key is not None}


class RiskTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.records = [json.loads(line) for line in lines(6000, 21)]
        cls.pairs = [(record["outcome"]["true_probability"], record["outcome"]["defaulted"]) for record in cls.records]

    def test_the_base_rate_is_three_to_four_per_cent(self):
        rate = sum(defaulted for _, defaulted in self.pairs) / len(self.pairs)
        self.assertTrue(0.028 <= rate <= 0.043, rate)

    def test_the_true_probability_is_calibrated(self):
        ordered = sorted(self.pairs)
        for part in range(0, len(ordered), 1500):
            chunk = ordered[part:part + 1500]
            expected = sum(p for p, _ in chunk)
            deviation = sum(p * (1 - p) for p, _ in chunk) ** 0.5
            self.assertLess(abs(sum(bad for _, bad in chunk) - expected), 4 * deviation)

    def test_the_best_possible_area_under_the_curve_is_usual(self):
        area = generate.area_under_curve(self.pairs)
        self.assertTrue(0.74 <= area <= 0.81, area)

    def test_area_under_the_curve_of_known_pairs(self):
        self.assertEqual(0.875, generate.area_under_curve([(0.1, False), (0.4, True), (0.4, False), (0.8, True)]))
        self.assertIsNone(generate.area_under_curve([(0.1, True)]))

    def test_the_probability_follows_from_the_order_alone(self):
        for record in self.records[:2000]:
            order = record["order"]
            shown = risk.log_odds(risk.drivers(order, summarize.local_hour(order)))
            self.assertEqual(record["outcome"]["true_probability"], round(risk.true_probability(shown), 6))

    def test_who_somebody_is_and_where_he_lives_plays_no_part(self):
        for record in self.records[:500]:
            order = record["order"]
            before = risk.drivers(order, 12)
            for block in (order["billing"], order["shipping"]):
                block.update(first_name="Somebody", last_name="Else", address="Elsewhere 1", postal="0", city="Elsewhere")
            order["account"]["birth_date"] = "1980-01-01"
            order["market"].update(code="XX", locale="xx")
            self.assertEqual(before, risk.drivers(order, 12))

    @unittest.skipIf(ZoneInfo is None, "no time zone database")
    def test_local_hours_agree_with_the_time_zone_database(self):
        for record in self.records[:4000]:
            order = record["order"]
            zone = next(market.zone for market in world.MARKETS.values if market.code == order["market"]["code"])
            self.assertEqual(instant(order["event"]["time"]).astimezone(ZoneInfo(zone)).hour, summarize.local_hour(order))

    def test_exp_is_right(self):
        self.assertAlmostEqual(20.085536923187668, risk.exp(3), places=5)
        self.assertAlmostEqual(0.00033546262790251185, risk.exp(-8), places=9)

    def test_outcomes_are_consistent(self):
        for record in self.records:
            outcome, order = record["outcome"], record["order"]
            self.assertLessEqual(outcome["amount_lost"], order["order"]["amount"])
            if order["payment"].get("amount_deferred"):
                self.assertEqual(outcome["defaulted"], outcome["days_past_due"] >= 90)
            age = instant(outcome["observed_at"] + "T23:59:59Z") - instant(order["event"]["time"])
            self.assertGreaterEqual(age, timedelta(days=90 + (order["payment"].get("term_days") or 0)))


class DriftTest(unittest.TestCase):

    def test_with_drift_the_last_part_differs_and_the_first_does_not(self):
        begin = datetime.fromtimestamp(generate.DRIFT_FROM, timezone.utc)

        def shares(drift):
            found = orders(3000, 31, drift=drift)
            parts = [[o for o in found if (instant(o["event"]["time"]) >= begin) == late] for late in (False, True)]
            return [sum(filled(o, "device").get("entry_channel") == "social" for o in part) / len(part) for part in parts]

        (before, after), (steady_before, steady_after) = shares(True), shares(False)
        self.assertEqual(steady_before, before)
        self.assertGreater(after, 3 * before)
        self.assertLess(steady_after, 1.6 * steady_before)

    def test_new_goods_and_methods_come_late(self):
        begin = datetime.fromtimestamp(generate.LATE_FROM, timezone.utc)
        parts = {False: set(), True: set()}
        for order in orders(3000, 41):
            late = instant(order["event"]["time"]) >= begin
            parts[late].update(str(line.get("category")).split("/")[0] for line in order["shopping_cart"])
            parts[late].add(order["payment"]["method"])
        self.assertEqual({"outdoor", "other"}, parts[True] - parts[False])


class CommandTest(unittest.TestCase):

    def run_command(self, *arguments):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()) as said:
            path = os.path.join(folder, "orders.jsonl.gz")
            generate.main(["--orders", "50", "--seed", "1", "--out", path, *arguments])
            with gzip.open(path) as file:
                return list(file), said.getvalue()

    def test_it_writes_what_the_functions_give_and_says_how_hard_it_is(self):
        written, said = self.run_command()
        self.assertEqual(lines(50, 1), written)
        self.assertIn("ROC AUC of the true probability", said)

    def test_bare_orders_are_the_orders_of_the_records(self):
        written, _ = self.run_command("--bare")
        self.assertEqual(orders(50, 1), [json.loads(line) for line in written])

    def test_what_makes_no_sense_is_refused(self):
        for wrong in (["--orders", "0"], ["--lines", "2001"], ["--lines-mean", "0.5"], ["--lines", "3", "--lines-mean", "4"]):
            with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
                generate.options(["--orders", "5", "--seed", "1", *wrong])


if __name__ == "__main__":
    unittest.main()
