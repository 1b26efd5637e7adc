#!/usr/bin/env python3
"""Tests of convert.py and of the files that it made: python3 -m unittest, in this folder."""

import contextlib
import csv
import gzip
import io
import json
import os
import random
import tempfile
import unittest
from datetime import datetime, timedelta
from decimal import Decimal

import convert
from convert import Label, Row

HERE = os.path.dirname(os.path.abspath(__file__))
START = datetime(2011, 3, 1, 9, 0)


def row(document, time, article="20725", quantity=1, price="1.00", customer="17850", country="United Kingdom"):
    return Row(document, article, "LUNCH BAG", quantity, time, Decimal(price), customer, country)


def after(days=0, minutes=0):
    return START + timedelta(days=days, minutes=minutes)


def slow_labels(rows):
    """The labels as the source defines them, 30 days included. The conversion's matching knows no such limit."""
    left = {i: line.quantity for i, line in enumerate(rows) if line.is_ordered}
    cancelled = set()
    for i, cancellation in enumerate(rows):
        if cancellation.is_cancelled:
            candidates = [
                j for j in range(i) if j in left
                and (rows[j].customer, rows[j].article) == (cancellation.customer, cancellation.article)
                and left[j] >= -cancellation.quantity
                and cancellation.time - rows[j].time <= timedelta(days=30)]
            if candidates:
                left[candidates[-1]] += cancellation.quantity
                cancelled.add(rows[candidates[-1]].document)
    return {line.document: Label(line.document in cancelled, True) for line in rows if line.is_ordered}


def convert_rows(rows):
    """Order number -> record."""
    return {record["order"]["event"]["transaction_id"]: record
            for _, record in convert.records(rows, slow_labels(rows))}


def history_of(document, rows):
    return convert_rows(rows)[document]["order"]["customer_history"]


def random_rows(seed):
    """Rows with few customers, articles and minutes, so that what is rare in the source happens often here."""
    choice = random.Random(seed)
    rows = []
    for number in range(150):
        time = after(days=choice.randrange(90), minutes=choice.randrange(3))
        cancels = choice.random() < 0.4
        customer = str(17850 + choice.randrange(4))
        for _ in range(choice.randrange(1, 4)):
            article = choice.choice(["20725", "85123A", "22423", "M", "POST", "D" if cancels else "C2"])
            quantity = choice.randrange(1, 5)
            price = choice.choice(["0.001", "0.85", "2.55", "0"])
            rows.append(row(("C%d" if cancels else "%d") % (536365 + number), time, article,
                            -quantity if cancels else quantity, price, customer))
            time += timedelta(minutes=choice.random() < 0.2)
    return sorted(rows, key=lambda line: line.time)


class HistoryTest(unittest.TestCase):

    def test_what_comes_later_changes_no_order(self):
        """The order made from all rows is, byte for byte, the order made from what was known at its moment."""
        compared = 0
        for seed in range(4):
            rows = random_rows(seed)
            for document, record in convert_rows(rows).items():
                time = min(line.time for line in rows if line.document == document)
                known = [line for line in rows if line.time < time or line.document == document]
                expected = convert_rows(known)[document]["order"]
                self.assertEqual(json.dumps(expected), json.dumps(record["order"]))
                compared += 1
        self.assertGreater(compared, 200)

    def test_equals_the_obvious_computation(self):
        for seed in range(4):
            rows = random_rows(seed)
            for document, record in convert_rows(rows).items():
                order = record["order"]
                customer = order["account"]["user_id"]
                time = min(line.time for line in rows if line.document == document)
                known = [line for line in rows if line.customer == customer and line.time < time]
                orders = {line.document for line in known if line.is_ordered and line.is_goods}
                totals = {d: sum(line.value for line in known if line.document == d)
                          for d in orders}
                cancelled_ever = {d for d, matches in convert.match_cancellations(known).items() if matches}
                history = order["customer_history"]
                self.assertEqual(len(totals), history["orders_total"])
                self.assertAlmostEqual(float(sum(totals.values())), history["amount_total"], delta=0.0051)
                self.assertAlmostEqual(float(max(totals.values(), default=0)), history.get("amount_max", 0),
                                       delta=0.0051)
                self.assertEqual(sum(line.quantity for line in known if line.document in orders and line.is_goods),
                                 history["items_total"])
                self.assertEqual(sum(-line.quantity for line in known if line.is_cancelled and line.is_goods),
                                 history["items_returned"])
                self.assertEqual(len(cancelled_ever & totals.keys()), history["orders_cancelled"])

    def test_new_customer(self):
        self.assertEqual(
            {"as_of": "2011-03-01T09:00:00+00:00", "orders_total": 0, "orders_30d": 0, "orders_12m": 0,
             "amount_total": 0, "items_total": 0, "items_returned": 0, "orders_cancelled": 0},
            history_of("1", [row("1", after())]))

    def test_returning_customer(self):
        rows = [row("1", after(), price="2.50", quantity=4), row("1", after(), article="POST", price="5.00"),
                row("2", after(days=40), price="1.25", quantity=2), row("C3", after(days=41), quantity=-3),
                row("9", after(days=42), customer="12346"), row("4", after(days=50))]
        self.assertEqual(
            {"as_of": "2011-04-20T09:00:00+01:00", "orders_total": 2, "orders_30d": 1, "orders_12m": 2,
             "amount_total": 17.5, "amount_max": 15, "items_total": 6, "items_returned": 3, "orders_cancelled": 1,
             "first_order_at": "2011-03-01T09:00:00+00:00", "last_order_at": "2011-04-10T09:00:00+01:00"},
            history_of("4", rows))

    def test_own_cancellation_stays_out(self):
        rows = [row("1", after()), row("C2", after(days=1), quantity=-1), row("3", after(days=2))]
        self.assertTrue(convert_rows(rows)["1"]["outcome"]["cancelled_30d"])
        self.assertEqual(0, history_of("1", rows)["items_returned"])
        self.assertEqual(1, history_of("3", rows)["items_returned"])
        self.assertEqual(1, history_of("3", rows)["orders_cancelled"])

    def test_cancellation_of_an_earlier_order_after_this_one_stays_out(self):
        rows = [row("1", after()), row("2", after(days=3), article="22423"), row("C3", after(days=4), quantity=-1)]
        self.assertTrue(convert_rows(rows)["1"]["outcome"]["cancelled_30d"])
        self.assertEqual(1, history_of("2", rows)["orders_total"])
        self.assertEqual(0, history_of("2", rows)["items_returned"])
        self.assertEqual(0, history_of("2", rows)["orders_cancelled"])

    def test_charges_and_credits_are_not_pieces(self):
        rows = [row("1", after(), quantity=5), row("1", after(), article="POST"),
                row("C2", after(days=1), article="POST", quantity=-1),
                row("C3", after(days=1), article="D", quantity=-1), row("4", after(days=2))]
        history = history_of("4", rows)
        self.assertEqual((5, 0, 1), tuple(history[name] for name in
                                          ("items_total", "items_returned", "orders_cancelled")))

    def test_same_minute_is_not_before(self):
        rows = [row("1", after()), row("C2", after(), quantity=-1), row("3", after())]
        self.assertEqual(0, history_of("1", rows)["orders_total"])
        self.assertEqual(0, history_of("3", rows)["orders_total"])
        self.assertEqual(0, history_of("3", rows)["items_returned"])

    def test_orders_without_a_record_count_later(self):
        rows = [row("1", after(), quantity=74215), row("2", after(days=1)), row("3", after(days=2))]
        labels = {"1": Label(False, True), "2": Label(False, False), "3": Label(False, True)}
        made = [record["order"] for _, record in convert.records(rows, labels)]
        self.assertEqual(["3"], [order["event"]["transaction_id"] for order in made])
        self.assertEqual(2, made[0]["customer_history"]["orders_total"])


class ArticleHistoryTest(unittest.TestCase):

    def lines_of(self, document, rows):
        return [tuple(item[name] for name in ("ordered_before", "cancelled_before", "bought_before"))
                for item in convert_rows(rows)[document]["order"]["shopping_cart"]]

    def test_equals_the_obvious_computation(self):
        some = 0
        for seed in range(4):
            rows = random_rows(seed)
            for document, record in convert_rows(rows).items():
                own = [line for line in rows if line.document == document and line.is_ordered and line.is_goods]
                time = min(line.time for line in rows if line.document == document)
                known = [line for line in rows if line.time < time]
                expected = [(
                    sum(other.article == line.article and other.is_ordered for other in known),
                    sum(other.article == line.article and other.is_cancelled for other in known),
                    sum(other.article == line.article and other.is_ordered and other.customer == line.customer
                        for other in known)) for line in own]
                self.assertEqual(expected, self.lines_of(document, rows))
                some += sum(cancelled > 0 and bought > 0 for _, cancelled, bought in expected)
        self.assertGreater(some, 100)

    def test_counts_lines_of_all_customers_and_those_of_this_one(self):
        rows = [row("1", after(), customer="12346"), row("2", after(days=1)), row("2", after(days=1), article="22423"),
                row("C3", after(days=2), customer="12346", quantity=-1), row("4", after(days=3))]
        self.assertEqual([(2, 1, 1)], self.lines_of("4", rows))

    def test_same_minute_is_not_before(self):
        rows = [row("1", after()), row("C2", after(), quantity=-1), row("3", after())]
        self.assertEqual([(0, 0, 0)], self.lines_of("3", rows))


class OutcomeTest(unittest.TestCase):

    def test_matching_agrees_with_the_definition(self):
        labels = [label.cancelled for seed in range(20) for label in slow_labels(random_rows(seed)).values()]
        self.assertGreater(sum(labels), 100)
        self.assertGreater(len(labels) - sum(labels), 100)
        for seed in range(20):
            rows = random_rows(seed)
            convert.check_labels(slow_labels(rows), rows, convert.match_cancellations(rows))

    def test_thirty_days_are_within_and_a_minute_more_is_not(self):
        for extra, expected in (0, True), (1, False):
            rows = [row("1", after()), row("C2", after(days=30, minutes=extra), quantity=-1)]
            self.assertEqual(expected, convert_rows(rows)["1"]["outcome"]["cancelled_30d"])

    def test_latest_line_that_is_large_enough_is_cancelled(self):
        rows = [row("1", after(), quantity=6), row("2", after(days=1), quantity=2),
                row("C3", after(days=2), quantity=-4), row("C4", after(days=3), quantity=-2),
                row("C5", after(days=4), quantity=-2)]
        self.assertEqual({"1": [(after(), after(days=2)), (after(), after(days=4))],
                          "2": [(after(days=1), after(days=3))]}, dict(convert.match_cancellations(rows)))

    def test_refuses_labels_of_other_lines(self):
        rows = [row("1", after())]
        for labels in {"1": Label(True, True)}, {}, {"1": Label(False, True), "2": Label(False, True)}:
            with self.assertRaises(ValueError):
                list(convert.records(rows, labels))

    def test_observed_at(self):
        self.assertEqual({"cancelled_30d": False, "observed_at": "2011-03-31"},
                         convert_rows([row("1", after())])["1"]["outcome"])

    def test_parts(self):
        for time, expected in (
                ("2011-06-15T23:59", "train"), ("2011-06-16T00:00", "validation"), ("2011-07-15T23:59", "validation"),
                ("2011-07-16T00:00", None), ("2011-08-14T23:59", None), ("2011-08-15T00:00", "later")):
            self.assertEqual(expected, convert.part(datetime.fromisoformat(time)))


class OrderTest(unittest.TestCase):

    def test_whole_order(self):
        rows = [row("1", after(), price="2.55", quantity=6), row("1", after(), article="M", price="4.00", quantity=1),
                row("1", after(minutes=1), article="POST", price="15.00", quantity=2)]
        order = convert_rows(rows)["1"]["order"]
        del order["customer_history"]
        self.assertEqual({
            "schema_version": "1.0",
            "event": {"transaction_id": "1", "time": "2011-03-01T09:00:00+00:00", "time_zone": "Europe/London"},
            "market": {"code": "GB"},
            "account": {"user_id": "17850"},
            "billing": {"country": "GB"},
            "payment": {"method": "other"},
            "order": {"amount": 49.3, "currency": "GBP", "subtotal": 19.3, "shipping_amount": 30},
            "shopping_cart": [{"item_id": "20725", "name": "LUNCH BAG", "price": 2.55, "quantity": 6,
                               "ordered_before": 0, "cancelled_before": 0, "bought_before": 0},
                              {"item_id": "M", "name": "LUNCH BAG", "price": 4, "quantity": 1,
                               "ordered_before": 0, "cancelled_before": 0, "bought_before": 0}],
        }, order)

    def test_charges_alone_are_no_order(self):
        rows = [row("1", after(), article="POST"), row("2", after(days=1))]
        self.assertEqual(["2"], list(convert_rows(rows)))
        self.assertEqual(0, history_of("2", rows)["orders_total"])

    def test_country(self):
        for country, code in ("EIRE", "IE"), ("RSA", "ZA"), ("Channel Islands", None), ("Unspecified", None):
            order = convert_rows([row("1", after(), country=country)])["1"]["order"]
            self.assertEqual(code, order.get("billing", {}).get("country"))
            self.assertNotIn("time_zone", order["event"])

    def test_summer_time(self):
        for time, offset in (("2011-03-26T20:00", "+00:00"), ("2011-03-27T10:00", "+01:00"),
                             ("2011-10-29T17:00", "+01:00"), ("2011-10-30T10:00", "+00:00")):
            self.assertEqual(time + ":00" + offset, convert.timestamp(datetime.fromisoformat(time)))

    def test_numbers(self):
        self.assertEqual("4", json.dumps(convert.number(Decimal("4.00"))))
        self.assertEqual("2.55", json.dumps(convert.number(Decimal("2.55"))))
        self.assertEqual("0", json.dumps(convert.money(Decimal("0.001"))))


class FilesTest(unittest.TestCase):

    def test_same_source_same_bytes(self):
        rows = [row("1", datetime(2011, 6, 1, 9)), row("2", datetime(2011, 7, 1, 9)),
                row("3", datetime(2011, 8, 1, 9)), row("4", datetime(2011, 9, 1, 9))]
        with tempfile.TemporaryDirectory() as folder:
            with gzip.open(os.path.join(folder, convert.LINES_FILE), "wt", encoding="utf-8", newline="") as file:
                out = csv.writer(file)
                out.writerow(["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice",
                              "CustomerID", "Country"])
                for line in rows:
                    out.writerow([line.document, line.article, line.name, line.quantity, line.time, line.price,
                                  line.customer + ".0", line.country])
                out.writerow(["5", "20725", "", 1, "2011-09-02 09:00:00", "1.00", "", "Unspecified"])
            with gzip.open(os.path.join(folder, convert.LABELS_FILE), "wt", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["invoice_no", "cancelled_30d", "followup_complete"]] +
                                           [[line.document, 0, 1] for line in rows])
            content = []
            for target in os.path.join(folder, "a"), os.path.join(folder, "b"):
                with contextlib.redirect_stdout(io.StringIO()):
                    convert.main(folder, target)
                content.append({})
                for name in os.listdir(target):
                    with open(os.path.join(target, name), "rb") as file:
                        content[-1][name] = file.read()
            self.assertEqual(content[0], content[1])
            orders = {name: [json.loads(line)["order"]["event"]["transaction_id"]
                             for line in gzip.decompress(data).splitlines()] for name, data in content[0].items()}
            self.assertEqual({"train.jsonl.gz": ["1"], "validation.jsonl.gz": ["2"], "later.jsonl.gz": ["4"]}, orders)


class CommittedFilesTest(unittest.TestCase):
    """The files beside this one."""

    @classmethod
    def setUpClass(cls):
        cls.parts = {}
        for part in "train", "validation", "later":
            with gzip.open(os.path.join(HERE, part + ".jsonl.gz"), "rt", encoding="utf-8") as file:
                cls.parts[part] = [json.loads(line) for line in file]
        cls.all = [record for records in cls.parts.values() for record in records]

    def test_counts(self):
        self.assertEqual(
            {"train": (8105, 1260), "validation": (1308, 187), "later": (5070, 743)},
            {part: (len(records), sum(record["outcome"]["cancelled_30d"] for record in records))
             for part, records in self.parts.items()})

    def test_order_numbers_are_unique(self):
        numbers = {record["order"]["event"]["transaction_id"] for record in self.all}
        self.assertEqual(len(self.all), len(numbers))

    def test_sorted_by_time_and_in_the_right_file(self):
        for part, records in self.parts.items():
            times = [local_time(record) for record in records]
            self.assertEqual(sorted(times), times)
            self.assertEqual({part}, {convert.part(time) for time in times})

    def test_outcomes_for_training_were_known_when_the_later_period_began(self):
        for part in "train", "validation":
            self.assertLess(max(record["outcome"]["observed_at"] for record in self.parts[part]), "2011-08-15")
        for record in self.all:
            self.assertEqual((local_time(record) + timedelta(days=30)).date().isoformat(),
                             record["outcome"]["observed_at"])

    def test_amounts(self):
        for record in self.all:
            order = record["order"]["order"]
            subtotal = sum(item["price"] * item["quantity"] for item in record["order"]["shopping_cart"])
            self.assertAlmostEqual(subtotal, order["subtotal"], delta=0.0051)
            self.assertAlmostEqual(order["subtotal"] + order["shipping_amount"], order["amount"], delta=0.0001)

    def test_histories_add_up(self):
        """Before the gap in July no order is left out, but one of a customer with no other: histories can be summed."""
        seen = {}
        for record in self.parts["train"] + self.parts["validation"]:
            order = record["order"]
            earlier = [other for other in seen.setdefault(order["account"]["user_id"], [])
                       if local_time(other) < local_time(record)]
            history = order["customer_history"]
            self.assertEqual(order["event"]["time"], history["as_of"])
            self.assertEqual(len(earlier), history["orders_total"])
            self.assertAlmostEqual(sum(other["order"]["order"]["amount"] for other in earlier), history["amount_total"],
                                   delta=0.02)
            self.assertEqual(sum(item["quantity"] for other in earlier for item in other["order"]["shopping_cart"]),
                             history["items_total"])
            self.assertEqual(earlier[-1]["order"]["event"]["time"] if earlier else None, history.get("last_order_at"))
            self.assertLessEqual(history["orders_cancelled"], history["orders_total"])
            seen[order["account"]["user_id"]].append(record)


def local_time(record):
    return datetime.fromisoformat(record["order"]["event"]["time"]).replace(tzinfo=None)


if __name__ == "__main__":
    unittest.main()
