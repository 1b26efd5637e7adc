#!/usr/bin/env python3
"""Turns the "Online Retail" order lines into training records, one JSON object per line.

    python3 convert.py SOURCE_FOLDER OUTPUT_FOLDER

reads online_retail.csv.gz and order_labels_30d.csv.gz and writes train.jsonl.gz, validation.jsonl.gz and
later.jsonl.gz. README.md says what the records hold and what they do not.

The outcome is `cancelled_30d`: a line of the order was cancelled within 30 days. It stands in for "never
paid", which the source does not know.
"""

import csv
import gzip
import json
import os
import re
import sys
from bisect import bisect_left
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

LINES_FILE = "online_retail.csv.gz"
LABELS_FILE = "order_labels_30d.csv.gz"

FOLLOW_UP = timedelta(days=30)
VALIDATION_FROM = datetime(2011, 6, 16)
LATER_FROM = datetime(2011, 8, 15)

# Charges make up order.shipping_amount and are never a cart line. Credits stand in cancellations only.
# Neither is a piece that can be ordered or sent back.
CHARGES = {"POST", "DOT", "C2", "BANK CHARGES"}
CREDITS = {"D", "CRUK"}

# The largest quantity of one cart line that the order schema admits.
QUANTITY_MAX = 10000

# The year's summer time in the United Kingdom, in local time. The source ends before the next one begins.
SUMMER_TIME = datetime(2011, 3, 27, 1), datetime(2011, 10, 30, 2)

COUNTRIES = {
    "Australia": "AU", "Austria": "AT", "Bahrain": "BH", "Belgium": "BE", "Brazil": "BR", "Canada": "CA",
    "Cyprus": "CY", "Czech Republic": "CZ", "Denmark": "DK", "EIRE": "IE", "Finland": "FI", "France": "FR",
    "Germany": "DE", "Greece": "GR", "Hong Kong": "HK", "Iceland": "IS", "Israel": "IL", "Italy": "IT",
    "Japan": "JP", "Lebanon": "LB", "Lithuania": "LT", "Malta": "MT", "Netherlands": "NL", "Norway": "NO",
    "Poland": "PL", "Portugal": "PT", "RSA": "ZA", "Saudi Arabia": "SA", "Singapore": "SG", "Spain": "ES",
    "Sweden": "SE", "Switzerland": "CH", "USA": "US", "United Arab Emirates": "AE", "United Kingdom": "GB",
}

# Without one code of their own (the Channel Islands have two, GG and JE), so that the order has no country.
NO_COUNTRIES = {"Channel Islands", "European Community", "Unspecified"}


class Row(NamedTuple):
    """One line of a document of a known customer, as the source has it."""
    document: str
    article: str
    name: str
    quantity: int
    time: datetime
    price: Decimal
    customer: str
    country: str

    @property
    def value(self):
        return self.price * self.quantity

    @property
    def is_goods(self):
        return self.article not in CHARGES and self.article not in CREDITS

    @property
    def is_ordered(self):
        return self.document.isdigit() and self.quantity > 0

    @property
    def is_cancelled(self):
        return self.document.startswith("C") and self.quantity < 0


class Label(NamedTuple):
    cancelled: bool
    complete: bool


class Event(NamedTuple):
    """What one document did to its customer's history in one minute."""
    time: datetime
    document: str
    amount: Decimal
    items: int
    items_returned: int


def read_rows(path):
    """The rows with a customer number, in the order of the source, which is the order of time."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [
            Row(line["InvoiceNo"], line["StockCode"], line["Description"].strip(), int(line["Quantity"]),
                datetime.strptime(line["InvoiceDate"], "%Y-%m-%d %H:%M:%S"), Decimal(line["UnitPrice"]),
                re.sub(r"\.0$", "", line["CustomerID"]), line["Country"])
            for line in csv.DictReader(file) if line["CustomerID"]
        ]


def read_labels(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return {line["invoice_no"]: Label(line["cancelled_30d"] == "1", line["followup_complete"] == "1")
                for line in csv.DictReader(file)}


def match_cancellations(rows):
    """Order number -> (time of the order's line, time of its cancellation), for every cancelled line.

    A cancellation names a customer and an article but no order. It is given to the latest earlier line of both
    whose quantity not yet cancelled is large enough. Each match looks back only, so what comes later cannot change it.
    """
    open_lines = defaultdict(list)
    matches = defaultdict(list)
    for row in rows:
        lines = open_lines[row.customer, row.article]
        if row.is_ordered:
            lines.append([row, row.quantity])
        elif row.is_cancelled:
            for line in reversed(lines):
                ordered, left = line
                if left >= -row.quantity:
                    line[1] = left + row.quantity
                    matches[ordered.document].append((ordered.time, row.time))
                    break
    return matches


def check_labels(labels, rows, matches):
    """Stops if the matching here and the one that made the labels disagree: outcome and history must mean the same."""
    orders = {row.document for row in rows if row.is_ordered}
    if orders != labels.keys():
        raise ValueError("%d orders are in the lines or in the labels only" % len(orders ^ labels.keys()))
    for document, label in labels.items():
        cancelled = any(after - before <= FOLLOW_UP for before, after in matches.get(document, ()))
        if cancelled != label.cancelled:
            raise ValueError("order %s: the label is %d, the lines say %d" % (document, label.cancelled, cancelled))


def history_events(rows):
    """Customer -> events. A document that was still being entered a minute later makes two."""
    sums = {}
    for row in rows:
        if row.is_ordered or row.is_cancelled:
            amount, items, returned = sums.get((row.customer, row.time, row.document), (Decimal(0), 0, 0))
            if row.is_ordered:
                amount += row.value
            if row.is_goods:
                items += max(0, row.quantity)
                returned += max(0, -row.quantity)
            sums[row.customer, row.time, row.document] = amount, items, returned
    events = defaultdict(list)
    for (customer, time, document), (amount, items, returned) in sums.items():
        events[customer].append(Event(time, document, amount, items, returned))
    return events


def history(time, events, matches):
    """`customer_history` of an order at `time`: everything from events strictly before that minute, nothing else.

    So it leaves out the order itself, another order of the same minute, and whatever was cancelled later.
    A document with charges only is no order; an order's charges count in its amount.
    """
    earlier = [event for event in events if event.time < time]
    orders = {event.document for event in earlier if event.items > 0}
    amounts = defaultdict(Decimal)
    first = {}
    for event in earlier:
        if event.document in orders:
            amounts[event.document] += event.amount
            first.setdefault(event.document, event.time)
    return without_missing({
        "as_of": timestamp(time),
        "orders_total": len(first),
        "orders_30d": sum(time - at <= timedelta(days=30) for at in first.values()),
        "orders_12m": sum(time - at <= timedelta(days=365) for at in first.values()),
        "amount_total": money(sum(amounts.values())),
        "amount_max": money(max(amounts.values())) if first else None,
        "items_total": sum(event.items for event in earlier),
        "items_returned": sum(event.items_returned for event in earlier),
        "orders_cancelled": sum(any(after < time for _, after in matches.get(document, ())) for document in first),
        "first_order_at": timestamp(min(first.values())) if first else None,
        "last_order_at": timestamp(max(first.values())) if first else None,
    })


class ArticleTimes(NamedTuple):
    """When goods were ordered and cancelled: the times of all such lines, ascending."""
    ordered: dict
    cancelled: dict
    bought: dict


def article_times(rows):
    """`ordered` and `cancelled` are of an article, `bought` is of a customer and an article."""
    times = ArticleTimes(defaultdict(list), defaultdict(list), defaultdict(list))
    for row in sorted(rows, key=lambda row: row.time):
        if row.is_goods and row.is_ordered:
            times.ordered[row.article].append(row.time)
            times.bought[row.customer, row.article].append(row.time)
        elif row.is_goods and row.is_cancelled:
            times.cancelled[row.article].append(row.time)
    return times


def article_history(time, row, times):
    """How many lines there were strictly before the minute of the order, as in `history`."""
    return {
        "ordered_before": bisect_left(times.ordered[row.article], time),
        "cancelled_before": bisect_left(times.cancelled[row.article], time),
        "bought_before": bisect_left(times.bought[row.customer, row.article], time),
    }


def order(rows, events, matches, times):
    """The order of one document, or None if it is not one that the order schema admits."""
    goods = [row for row in rows if row.is_goods]
    if not goods or max(row.quantity for row in goods) > QUANTITY_MAX:
        return None
    head = rows[0]
    subtotal = sum(row.value for row in goods)
    shipping = sum(row.value for row in rows if not row.is_goods)
    return without_missing({
        "schema_version": "1.0",
        "event": without_missing({
            "transaction_id": head.document,
            "time": timestamp(head.time),
            "time_zone": "Europe/London" if head.country == "United Kingdom" else None,
        }),
        "market": {"code": "GB"},
        "account": {"user_id": head.customer},
        "billing": None if head.country in NO_COUNTRIES else {"country": COUNTRIES[head.country]},
        "payment": {"method": "other"},
        "order": {
            "amount": money(subtotal + shipping),
            "currency": "GBP",
            "subtotal": money(subtotal),
            "shipping_amount": money(shipping),
        },
        "shopping_cart": [
            without_missing({"item_id": row.article, "name": row.name or None, "price": number(row.price),
                             "quantity": row.quantity, **article_history(head.time, row, times)})
            for row in goods
        ],
        "customer_history": history(head.time, events, matches),
    })


def records(rows, labels):
    """Pairs of the order's time and its record, sorted by time, of all orders with a complete follow-up.

    The other orders have no outcome yet; they still count in the histories of later ones.
    """
    matches = match_cancellations(rows)
    check_labels(labels, rows, matches)
    events = history_events(rows)
    times = article_times(rows)
    documents = defaultdict(list)
    for row in rows:
        if row.is_ordered:
            documents[row.document].append(row)
    for document, lines in sorted(documents.items(), key=lambda item: (item[1][0].time, item[0])):
        if labels[document].complete:
            result = order(lines, events[lines[0].customer], matches, times)
            if result is not None:
                time = lines[0].time
                outcome = {"cancelled_30d": labels[document].cancelled,
                           "observed_at": (time + FOLLOW_UP).date().isoformat()}
                yield time, {"order": result, "outcome": outcome}


def part(time):
    """The file for an order, or None for those whose outcome was not yet known when the later period began.

    The outcome of a cancelled order was known sooner, but to keep those alone would favour cancelled ones.
    """
    if time >= LATER_FROM:
        return "later"
    if (time + FOLLOW_UP).date() >= LATER_FROM.date():
        return None
    return "validation" if time >= VALIDATION_FROM else "train"


def without_missing(fields):
    return {name: value for name, value in fields.items() if value is not None}


def timestamp(time):
    """A time of the source, which is local time in the United Kingdom, with its offset."""
    begin, end = SUMMER_TIME
    return time.isoformat() + ("+01:00" if begin <= time < end else "+00:00")


def money(value):
    """A sum in pounds and pence. Two prices of a tenth of a penny make the rounding necessary."""
    return number(value.quantize(Decimal("0.01"))) if value else 0


def number(value):
    """A decimal as a JSON number that is spelled as briefly as it can be."""
    return int(value) if value == value.to_integral_value() else float(value)


def write(path, lines):
    """Gzip without time and file name, so that the same records give the same bytes."""
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        for line in lines:
            file.write(json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n")


def main(source, target):
    rows = read_rows(os.path.join(source, LINES_FILE))
    labels = read_labels(os.path.join(source, LABELS_FILE))
    parts = {"train": [], "validation": [], "later": [], None: []}
    for time, record in records(rows, labels):
        parts[part(time)].append(record)
    os.makedirs(target, exist_ok=True)
    for name, content in parts.items():
        if name is not None:
            write(os.path.join(target, name + ".jsonl.gz"), content)
        cancelled = sum(record["outcome"]["cancelled_30d"] for record in content)
        print("%-10s %6d orders, %5d of them cancelled_30d" % (name or "left out", len(content), cancelled))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
