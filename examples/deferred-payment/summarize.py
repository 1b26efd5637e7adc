#!/usr/bin/env python3
"""Looks at generated records as one looks at new data: missing fields, drivers with their default rates, calibration.

    python3 summarize.py orders.jsonl.gz
"""

import gzip
import json
import sys
from collections import Counter

import risk
import world
from generate import Dates, area_under_curve

DATES = Dates()
ZONES = {market.code: market for market in world.MARKETS.values}
PATHS = (
    "event.time_zone", "event.attempt", "account.user_id", "account.is_new_customer", "account.created_at", "email.address", "email.domain",
    "email.verified", "phone.number", "billing.company", "shipping.same_as_billing", "shipping.address", "shipping.first_used",
    "address_checks.billing", "address_checks.shipping", "payment.term_days", "payment.amount_deferred", "payment.instalments",
    "payment.holder_name_matches", "credit_card", "order.discount_amount", "order.discount_code", "customer_history",
    "customer_history.last_order_at", "customer_history.median_days_to_pay", "velocity", "velocity.device", "device", "device.ip_country",
    "device.session_age", "device.entry_channel", "bureau", "extensions")


def read(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def local_hour(order):
    """As the order format says: in the zone of the order, which is the market's, else by the offset as written."""
    text = order["event"]["time"]
    hour = int(text[11:13])
    if not text.endswith("Z"):
        return hour
    time = DATES.seconds(text)
    return (hour + ZONES[order["market"]["code"]].hours_east + DATES.is_summer(time)) % 24


def is_missing(order, path):
    value = order
    for name in path.split("."):
        value = (value or {}).get(name)
    return value is None or isinstance(value, str) and not value.strip()


def band(value):
    """Ranges, for drivers that are not 0 or 1."""
    if value <= 0:
        return "0" if value == 0 else "below 0"
    for bound in (0.1, 0.25, 0.5):
        if value < bound:
            return "to %g" % bound
    return "from %g" % int(value) if value >= 1 else "to 1"


def table(title, counts):
    print("\n%-24s %8s %8s %8s" % (title, "orders", "rate %", "lift"))
    total = sum(n for n, _ in counts.values())
    base = sum(bad for _, bad in counts.values()) / total
    for value, (n, bad) in sorted(counts.items(), key=lambda item: str(item[0])):
        print("  %-22s %8d %8.2f %8.2f" % (value, n, 100 * bad / n, bad / n / base if base else 0))


def main(path):
    groups, missing, pairs = {}, Counter(), []

    def count(title, value, defaulted):
        cell = groups.setdefault(title, {}).setdefault(value, [0, 0])
        cell[0] += 1
        cell[1] += defaulted

    for record in read(path):
        order, outcome = record["order"], record["outcome"]
        defaulted, probability = outcome["defaulted"], outcome["true_probability"]
        pairs.append((probability, defaulted))
        missing.update(name for name in PATHS if is_missing(order, name))
        for name, value in zip(risk.DRIVERS, risk.drivers(order, local_hour(order))):
            count(name, band(value), defaulted)
        count("market", order["market"]["code"], defaulted)
        count("shop", order["market"]["shop_id"].split("-")[0], defaulted)
        count("method", order["payment"]["method"], defaulted)
        count("lines", "%2d" % min(len(order["shopping_cart"]), 10), defaulted)
        count("quarter", order["event"]["time"][:4] + " Q%d" % ((int(order["event"]["time"][5:7]) + 2) // 3), defaulted)
        count("entry_channel", (order.get("device") or {}).get("entry_channel"), defaulted)
        count("probability to", "%.2f" % next(bound for bound in (0.01, 0.02, 0.04, 0.08, 0.16, 1) if probability <= bound), defaulted)
    for title, counts in groups.items():
        table(title, counts)
    print("\nmissing %")
    for name in PATHS:
        print("  %-36s %5.1f" % (name, 100 * missing[name] / len(pairs)))
    print("\n%d orders, defaulted %.2f %%, expected %.2f %%, ROC AUC of the true probability %.3f" % (
        len(pairs), 100 * sum(bad for _, bad in pairs) / len(pairs), 100 * sum(p for p, _ in pairs) / len(pairs), area_under_curve(pairs)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
