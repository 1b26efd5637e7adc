#!/usr/bin/env python3
"""Makes many orders and events for the job `history`, a stream without end in constant memory: three lines in four are events.

    python3 benchmarks/history_events.py --lines 10000000 --folder /data/history

writes records.jsonl, events.jsonl and history.json. A customer places ten orders on average, one IP address
has half a percent of all orders, as that of a telephone company, and one event in fifty becomes known late.
"""

import argparse
import os
import shutil
from datetime import datetime, timedelta, timezone
from random import Random

BEGIN = datetime(2025, 1, 1, tzinfo=timezone.utc)
SECONDS = 540 * 86400
HERE = os.path.dirname(os.path.abspath(__file__))

# A record of 1.1 KB: what the history reads, and as much again that it does not.
RECORD = (
    '{"order":{"schema_version":"1.0","event":{"transaction_id":"%d","type":"purchase","time":"%s","time_zone":"Europe/Berlin",'
    '"channel":"web","attempt":1},"market":{"code":"DE","shop_id":"main-de","assortment":"fashion","locale":"de-DE"},'
    '"account":{"user_id":"c-%d","is_guest":false,"newsletter":true},"email":{"address":"customer.%d@example.org",'
    '"domain":"example.org","verified":true},"phone":{"number":"+4930231%d","type":"mobile"},"billing":{"first_name":"Mara",'
    '"last_name":"Lindner","address":"Ahornweg %d","postal":"%05d","city":"Neuental","country":"DE"},'
    '"shipping":{"same_as_billing":true,"delivery_type":"home","delivery_speed":"standard"},"payment":{"method":"invoice",'
    '"term_days":14,"amount_deferred":%d.%02d,"methods_declined":0},"order":{"amount":%d.%02d,"currency":"EUR",'
    '"discount_amount":null},"shopping_cart":[{"item_id":"SH%d","price":%d.%02d,"quantity":1,"category":"shoes/sneakers"}],'
    '"customer_history":{"credit_limit":500},"device":{"ip_address":"%s","ip_country":"DE","ip_type":"mobile",'
    '"tracking_token":"t-%d","type":"mobile","os":"android","browser":"chrome","session_age":120.5,"entry_channel":"direct"}},'
    '"outcome":{"defaulted":%s}}\n')
EVENT = '{"kind":"%s","order":"%d","time":"%s"%s}\n'


def stamps():
    """Times as texts, by their seconds: a day's text is made once."""
    days = [(BEGIN + timedelta(days=day)).strftime("%Y-%m-%dT") for day in range(SECONDS // 86400 + 200)]
    clock = ["%02d:%02d:%02dZ" % (second // 3600, second // 60 % 60, second % 60) for second in range(86400)]
    return lambda second: days[second // 86400] + clock[second % 86400]


def write(orders, records, events):
    draw, at = Random(1).random, stamps()
    customers = max(1, orders // 10)
    for number in range(orders):
        time = int(number * SECONDS / orders)
        who = int(draw() * customers)
        cents = 1000 + int(draw() * draw() * 30000)
        money = cents // 100, cents % 100
        ip = "192.0.2.1" if draw() < 0.005 else "198.51.%d.%d" % (who >> 8 & 255, who & 255)
        records.write(RECORD % (number, at(time), who, who, 1000 + who, who % 200, who % 100000, *money, *money, number % 5000, *money,
                                ip, who, "true" if draw() < 0.03 else "false"))
        shipped = time + 3600 * (4 + int(56 * draw()))
        known = ',"known_at":"%s"' % at(shipped + 86400) if draw() < 0.02 else ""
        events.write(EVENT % ("shipped", number, at(shipped), ',"due":"%s"' % at(shipped + 14 * 86400) + known))
        paid = shipped + int(86400 * 30 * draw())
        if paid - shipped < 22 * 86400:
            events.write(EVENT % ("returned", number, at(shipped + 6 * 86400), ',"items":1'))
        else:
            events.write(EVENT % ("reminded", number, at(shipped + 21 * 86400), ',"level":1'))
        events.write(EVENT % ("paid", number, at(paid), ""))


def main():
    parser = argparse.ArgumentParser(description="Makes many orders and events for the job `history`.")
    parser.add_argument("--lines", type=int, required=True, help="of both files together: a quarter are records")
    parser.add_argument("--folder", required=True)
    chosen = parser.parse_args()
    os.makedirs(chosen.folder, exist_ok=True)
    shutil.copy(os.path.join(HERE, "..", "examples", "deferred-payment", "history.json"), chosen.folder)
    with open(os.path.join(chosen.folder, "records.jsonl"), "w", encoding="ascii") as records, \
            open(os.path.join(chosen.folder, "events.jsonl"), "w", encoding="ascii") as events:
        write(chosen.lines // 4, records, events)


if __name__ == "__main__":
    main()
