#!/usr/bin/env python3
"""Makes synthetic orders with a known risk structure: JSON Lines in time order.

    python3 generate.py --orders 20000 --seed 7 --out orders.jsonl.gz

Nothing here is taken from real people or real orders; README.md says how the orders come about. The same arguments give the same
lines on every machine and Python version from 3.9 on: all draws come from random.Random(seed).random() and getrandbits(), and all
arithmetic is +, -, *, / on integers and doubles.
"""

import argparse
import gzip
import json
import os
import sys
import unicodedata
from collections import deque
from datetime import date
from heapq import heappop, heappush
from random import Random

import risk
import world
from history import DAY, History, Placed, Velocity
from world import Table

EPOCH = date(1970, 1, 1).toordinal()
START = (date(2024, 1, 1).toordinal() - EPOCH) * DAY
DAYS = 540
# Orders before START fill the histories and are not written.
WARM_UP_DAYS = 180
LATE_FROM = START + int(0.8 * DAYS) * DAY     # new goods, a new operating system, a new payment method
DRIFT_FROM = START + int(0.7 * DAYS) * DAY    # with --drift

NEW_SHARE, GUEST_SHARE = 0.22, 0.15
RING_SHARE, AGAIN_SHARE = 0.004, 0.03
ODD_SHARE = 0.03
VOUCHERS = Table({("WELCOME10", 10): 40, ("SPRING15", 15): 30, ("VIP20", 20): 15, ("SALE5", 5): 15})
DESKTOP_CHANNELS = Table({"web": 95, "marketplace": 3.5, "call_center": 1.5})
MOBILE_CHANNELS = Table({"mobile_web": 57, "app": 38, "marketplace": 3, "call_center": 1.5, "store": 0.5})
ENTRIES = Table({"direct": 31, "organic_search": 22, "paid_search": 16, "price_comparison": 8, "affiliate": 5, "social": 5, "email": 7,
                 "display": 2, "app_push": 3, "other": 1})
DRIFTED_ENTRIES = Table({"direct": 24, "organic_search": 17, "paid_search": 14, "price_comparison": 8, "affiliate": 4, "social": 21,
                         "email": 7, "display": 2, "app_push": 2, "other": 1})
METHODS = Table({"invoice": 56, "instalments": 14, "direct_debit": 14, "card": 6, "wallet": 5, "bank_redirect": 1.5, "prepayment": 1.5,
                 "bank_transfer": 1, "cash_on_delivery": 0.6, "gift_card": 0.4})
AT_ONCE = Table({"card": 45, "wallet": 30, "prepayment": 15, "bank_redirect": 10})
DEFERRED = frozenset(("invoice", "instalments", "direct_debit", "other"))
DECLINED = Table({0: 92, 1: 6, 2: 1.5, 3: 0.5})
RING_DECLINED = Table({0: 45, 1: 30, 2: 15, 3: 10})
IP_TYPES = Table({"residential": 57, "mobile": 37, "hosting": 1.2, "proxy": 1.0, "tor": 0.3, "unknown": 3.5})
SPEEDS = Table({"standard": 84, "expedited": 11, "overnight": 4, "same_day": 1})
DELIVERIES = Table({"home": 74, "parcel_locker": 11, "pickup_point": 9, "post_office": 2, "workplace": 3, "store": 1})
GROUPS = Table({None: 70, "standard": 22, "plus": 8})
INSTALMENTS = Table({3: 50, 6: 30, 12: 20})
WEEKDAYS = (1.08, 1.0, 0.97, 0.98, 0.94, 0.95, 1.08)
MONTHS = (0.95, 0.88, 0.95, 0.97, 0.98, 0.96, 0.93, 0.92, 1.0, 1.04, 1.3, 1.22)

NULLABLE = ("discount", "category", "brand", "size", "colour", "is_digital", "seller_id", "return_rate")

# One cart in 66 is three to eight times as long; what that does to the mean number of lines.
LONG_SHARE = 0.015
LONG_CARTS = 1 + LONG_SHARE * 4.5

# exp of a bell-shaped draw: a heavy tail with median 1, by table so that a draw costs one look-up.
HEAVY = tuple(risk.exp(x / 256) for x in range(-2048, 2048))
NICKNAMES = world.words("blumenkind nachteule sunny seeigel kapitaen moonwalk pixelmaus lavendel wolkig tiger fuchsbau kaffee")

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def is_written(placed):
    """An order that was cancelled is never shipped and has no outcome."""
    return placed.time >= START and placed.cancelled_at is None


def without_missing(block):
    return {name: value for name, value in block.items() if value is not None} if None in block.values() else block


class Dates:
    """Times as texts, and the summer time of the European Union."""

    def __init__(self):
        self.days = {}
        self.summers = {}
        self.clock = ["T%02d:%02d:%02d" % (second // 3600, second // 60 % 60, second % 60) for second in range(DAY)]
        self.zones = {0: "Z", 3600: "+01:00", 7200: "+02:00"}

    def day(self, number):
        text = self.days.get(number)
        if text is None:
            text = self.days[number] = date.fromordinal(EPOCH + number).isoformat()
        return text

    def stamp(self, time, offset=0):
        day, second = divmod(time + offset, DAY)
        return (self.days.get(day) or self.day(day)) + self.clock[second] + self.zones[offset]

    @staticmethod
    def seconds(text):
        """The time of a stamp that ends in Z, in whole seconds."""
        day = date.fromisoformat(text[:10]).toordinal() - EPOCH
        return day * DAY + int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])

    def is_summer(self, time):
        year = int(self.day(time // DAY)[:4])
        if year not in self.summers:
            self.summers[year] = tuple((self.last_sunday(year, month) - EPOCH) * DAY + 3600 for month in (3, 10))
        begin, end = self.summers[year]
        return begin <= time < end

    @staticmethod
    def last_sunday(year, month):
        last = date(year, month, 31)
        return last.toordinal() - (last.weekday() + 1) % 7


class Person:
    """A simulated customer; without user_id a guest."""

    __slots__ = ("number", "market", "shop", "user_id", "first", "last", "local", "domain", "verified", "phone", "home", "other", "devices",
                 "ip", "ip_country", "ip_type", "bank", "created", "changed", "newsletter", "group", "history", "limit", "late", "method",
                 "email_since", "ring", "gone")


class Simulation:

    def __init__(self, orders, seed, lines_mean=2.6, lines=None, drift=False, warm_up=True):
        random = Random(seed)
        self.draw, self.bits = random.random, random.getrandbits
        self.orders, self.lines, self.drift = orders, lines, drift
        self.more_lines = 1 - 1 / max(1, lines_mean / LONG_CARTS)
        self.begin = START - (WARM_UP_DAYS * DAY if warm_up else 0)
        self.dates = Dates()
        self.goods = world.catalogue()
        self.velocity = Velocity()
        self.customers = {}       # (market, shop) -> customers who may come back
        self.guests = {}          # the same -> latest guests
        self.scheduled = []       # orders that follow from earlier ones: (time, number, person)
        self.people = self.placed = self.plans = 0
        self.locals = {}

    # Draws

    def chance(self, share):
        return self.draw() < share

    def pick(self, values):
        return values[int(self.draw() * len(values))]

    def between(self, low, high):
        """A whole number, both ends included."""
        return low + int(self.draw() * (high - low + 1))

    def token(self, prefix):
        return "%s%010x" % (prefix, self.bits(40))

    def heavy(self, spread):
        """A positive number with median 1 and a long tail."""
        bell = self.draw() + self.draw() + self.draw() + self.draw() - 2    # deviation 0.577
        return HEAVY[2048 + int(bell * 443 * spread)]

    # Time

    def arrivals(self):
        """The times of orders that do not follow from others, for ever."""
        rate = self.orders / (DAYS * (1 + AGAIN_SHARE + 3 * RING_SHARE))
        due = 0.0
        day = self.begin // DAY
        while True:
            month = int(self.dates.day(day)[5:7])
            due += rate * WEEKDAYS[(day + 3) % 7] * MONTHS[month - 1] * (0.5 if day * DAY < START else 1)
            count = int(due)
            due -= count
            offset = 7200 if self.dates.is_summer(day * DAY + 43200) else 3600
            yield from sorted(day * DAY - offset + world.HOURS.at(self.draw()) * 3600 + int(self.draw() * 3600) for _ in range(count))
            day += 1

    def run(self):
        """Pairs of a Placed order and its record, in time order, those that are not to be written included."""
        written = 0
        arrivals = self.arrivals()
        arrival = next(arrivals)
        while written < self.orders:
            if self.scheduled and self.scheduled[0][0] <= arrival:
                time, _, person = heappop(self.scheduled)
            else:
                time, person = arrival, None
                arrival = next(arrivals)
            placed, record = self.place(time, person)
            written += is_written(placed)
            yield placed, record

    # People

    def drifted(self, time):
        return self.drift and time >= DRIFT_FROM

    def buyer(self, time):
        market, shop = world.MARKETS.at(self.draw()), world.SHOPS.at(self.draw())
        known = self.customers.setdefault((market.code, shop.name), [])
        guests = self.guests.setdefault((market.code, shop.name), deque(maxlen=200))
        new_share = NEW_SHARE * (1.5 if self.drifted(time) else 1)
        kind = self.draw()
        while kind >= new_share + GUEST_SHARE and known:
            index = int(max(self.draw(), self.draw()) * len(known))    # rather one who joined lately
            person = known[index]
            if person.gone:
                known[index] = known[-1]
                known.pop()
                continue
            person.history.advance(time - shop.history_delay)
            if person.history.dunning(time) < 3:
                return person
            kind = GUEST_SHARE    # refused: somebody new instead
        if kind < GUEST_SHARE:
            if guests and self.chance(0.12):
                return self.pick(guests)
            person = self.person(market, shop, time, guest=True)
            guests.append(person)
            return person
        person = self.person(market, shop, time, guest=False)
        known.append(person)
        return person

    def person(self, market, shop, time, guest, ring=None):
        self.people += 1
        person = Person()
        person.number, person.market, person.shop, person.ring = self.people, market, shop, ring
        people = market.people
        person.first, person.last = self.pick(people.first_names), self.pick(people.last_names)
        if self.chance(ODD_SHARE):
            person.first, person.last = self.pick(world.ODD_NAMES)
        self.contact(person, time)
        person.home = self.address(market)
        person.other = ring.other if ring else (self.other_address(person, time) if self.chance(0.22) else None)
        person.devices = ring.devices if ring else [self.device(time) for _ in range(1 + self.chance(0.25))]
        self.network(person)
        person.bank = self.token("b-") if self.chance(0.7) else None
        person.late = 0.05 + 0.75 * self.draw() * self.draw() * self.draw()
        person.method = METHODS.at(self.draw())
        person.user_id = None
        person.gone = False
        if not guest:
            self.account(person, time)
        return person

    def contact(self, person, time):
        plain = self.plain(person.first), self.plain(person.last)
        names = (plain[0] + "." + plain[1], plain[0][:1] + plain[1], plain[0], plain[1]) if self.chance(0.72) else NICKNAMES
        name = self.pick(names)
        digits = str(self.between(1, 9999)) if self.chance(0.7 if person.ring else 0.34) else ""
        person.local = name + digits + "." + self.letters(person.number)
        person.domain = self.pick(world.DISPOSABLE) if self.chance(0.45 if person.ring else 0.009) else world.EMAIL_DOMAINS.at(self.draw())
        person.verified = None if self.chance(0.3) else self.chance(0.85)
        person.phone = self.fill(person.market.phone) if self.chance(0.72) else None
        person.email_since = time // DAY - (0 if self.chance(0.5) else int(400 * self.draw() * self.draw()))

    def account(self, person, time):
        person.user_id = "c-%08d" % person.number
        age = 0 if self.chance(0.7) else int(60 * DAY * self.draw() * self.draw())
        if time < START and self.begin < START and self.chance(0.6):
            age = int(1500 * DAY * self.draw() * self.draw())
        person.created = time - age - self.between(60, 1800)
        person.changed = person.created if self.chance(0.6) else time - int((time - person.created) * self.draw())
        person.newsletter, person.group = self.chance(0.4), GROUPS.at(self.draw())
        person.history = History()
        person.email_since = min(person.email_since, person.created // DAY)
        person.limit = 50 * int(6 + 8 * self.heavy(0.7)) * {"PLN": 4, "SEK": 10}.get(person.market.currency, 1)

    def network(self, person):
        ring = person.ring
        if ring:
            person.ip, person.ip_country, person.ip_type = ring.ip, ring.ip_country, ring.ip_type
            return
        if self.chance(0.15):
            person.ip = self.pick(("192.0.2.%d", "198.51.100.%d", "203.0.113.%d")) % self.between(1, 254)
        else:
            person.ip = "2001:db8:%x:%x::%x" % (self.bits(16), self.bits(16), self.between(1, 65535))
        person.ip_country = person.market.country if self.chance(0.965) else self.pick(("DE", "FR", "NL", "GB", "US", "PL", "IT"))
        person.ip_type = IP_TYPES.at(self.draw())

    def ring(self, market, shop, time):
        """What the members of a ring share: device, network, delivery address."""
        shared = self.person(market, shop, time, guest=True)
        shared.other = self.other_address(shared, time)
        shared.devices = shared.devices[:1]
        shared.ip_type = self.pick(("residential", "mobile", "proxy", "hosting", "tor"))
        return shared

    def plain(self, name):
        text = self.locals.get(name)
        if text is None:
            text = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if "a" <= c <= "z" or "0" <= c <= "9") or "kontakt"
            self.locals[name] = text
        return text

    @staticmethod
    def letters(number):
        text = ""
        while number:
            number, digit = divmod(number, 26)
            text += "abcdefghijklmnopqrstuvwxyz"[digit]
        return text

    def fill(self, pattern):
        """Digits for # and letters for A."""
        return "".join(
            str(int(self.draw() * 10)) if c == "#" else chr(65 + int(self.draw() * 26)) if c == "A" else c for c in pattern)

    def address(self, market):
        street, number = self.pick(market.people.streets), self.between(1, 1 + int(120 * self.draw()))
        line = "%d %s" % (number, street) if market.number_first else "%s %d" % (street, number)
        return line, self.fill(market.postal), self.pick(market.people.cities)

    def other_address(self, person, time):
        """(line, postal, city), delivery type, recipient's last name, day of first use."""
        kind = DELIVERIES.at(self.draw())
        line, postal, city = self.address(person.market)
        if kind == "parcel_locker":
            line = "Packstation %d" % self.between(101, 899)
        last = person.last if self.chance(0.75) else self.pick(person.market.people.last_names)
        return (line, postal, city), kind, last, time // DAY

    def device(self, time):
        kind = world.LATE_DEVICE if time >= LATE_FROM and self.chance(0.05) else world.DEVICES.at(self.draw())
        return kind, self.token("t-"), time - (0 if self.chance(0.3) else int(500 * DAY * self.draw() * self.draw()))

    # One order

    def place(self, time, person):
        if person is None:
            person = self.buyer(time)
            if self.chance(RING_SHARE):
                self.plan_ring(person, time)
        if person.ring is None and self.chance(AGAIN_SHARE):
            self.schedule(time + int(600 + 20 * 3600 * self.draw() * self.draw()), person)
        self.placed += 1
        order, keys, hour, units = self.order(time, person)
        shown = risk.log_odds(risk.drivers(order, hour))
        defaulted = self.chance(risk.logistic(shown + self.pick((-risk.HIDDEN, 0, 0, risk.HIDDEN))))
        placed = self.fate(time, person, order, units, defaulted)
        self.velocity.note(keys.values(), time, person.number)
        if person.user_id:
            person.history.place(placed)
            self.leave(person, defaulted)
        return placed, {"order": order, "outcome": self.outcome(placed, order, defaulted, shown)}

    def schedule(self, time, person):
        self.plans += 1
        heappush(self.scheduled, (time, self.plans, person))

    def plan_ring(self, person, time):
        shared = self.ring(person.market, person.shop, time)
        for _ in range(self.between(2, 6)):
            time += self.between(300, 14400)
            member = self.person(person.market, person.shop, time, guest=self.chance(0.4), ring=shared)
            self.schedule(time, member)

    def leave(self, person, defaulted):
        """Some customers never come back; most who did not pay are not let in again."""
        if self.chance(0.1) or defaulted and self.chance(0.7):
            person.gone = True

    def order(self, time, person):
        """The order, the values that are counted over time, the local hour, the number of pieces."""
        market, shop = person.market, person.shop
        odd = self.draw() if self.chance(ODD_SHARE) else 1    # what is odd depends on where between 0 and 1 it lies
        offset = 3600 * (market.hours_east + self.dates.is_summer(time))
        lines, money, assortment = self.cart(time, person, odd)
        device, channel = self.session(time, person, offset)
        history = self.history(time, person)
        method = self.method(time, person, money["amount"], history)
        declined = (RING_DECLINED if person.ring else DECLINED).at(self.draw())
        shipping, address = self.shipping(time, person)
        keys = self.keys(person, device, address)
        order = {
            "schema_version": "1.0",
            "event": self.event(time, person, offset, channel, declined, odd),
            "market": {"code": market.code, "shop_id": "%s-%s" % (shop.name, market.country.lower()), "assortment": assortment,
                       "locale": market.locale},
            "account": self.account_block(person),
            "email": self.email(person, odd),
            "phone": None if person.phone is None else {"number": person.phone, "type": "mobile"},
            "billing": self.billing(person, odd),
            "shipping": shipping,
            "address_checks": self.checks(person, shipping),
            "payment": self.payment(person, method, money["amount"], declined),
            "credit_card": self.card(time, market) if method == "card" else None,
            "order": money,
            "shopping_cart": lines,
            "customer_history": history,
            "velocity": self.counters(time, person, keys),
            "device": device,
            "bureau": self.bureau(time, person),
            "extensions": {"campaign": "late summer", "nested": {"list": [1, 2.5, None, "x"]}} if odd < 0.3 else None,
        }
        units = sum(line["quantity"] for line in lines)
        if shop.nulls:
            for line in lines:
                line.update({name: None for name in NULLABLE if name not in line})
        else:
            order = {name: without_missing(block) if type(block) is dict else block for name, block in order.items() if block is not None}
        return order, keys, (time + offset) // 3600 % 24, units

    def event(self, time, person, offset, channel, declined, odd):
        stamp = self.dates.stamp(time, 0 if person.shop.utc else offset)
        if odd < 0.2:
            stamp = "%s.%03d%s" % (stamp[:19], self.between(0, 999), stamp[19:])
        zone = person.market.zone
        if person.market.code != "CH-FR":    # which has no default zone of its own
            zone = "Mars/Olympus_Mons" if 0.2 <= odd < 0.3 else "  " if 0.3 <= odd < 0.35 else None if self.chance(0.09) else zone
        return {
            "transaction_id": "%d%09d" % (10 + self.placed % 7, self.placed), "type": "purchase", "time": stamp, "time_zone": zone,
            "channel": channel, "attempt": None if "attempt" in person.shop.absent else 1 + declined + self.chance(0.03),
        }

    def account_block(self, person):
        if person.user_id is None:
            return {"is_guest": True}
        return {
            "user_id": person.user_id, "is_guest": False, "is_new_customer": None if self.chance(0.1) else not person.history.shipped,
            "created_at": self.dates.stamp(person.created), "last_changed_at": self.dates.stamp(person.changed),
            "birth_date": None, "newsletter": person.newsletter, "customer_group": person.group,
        }

    def email(self, person, odd):
        """Addresses end in reserved domains, so that they are nobody's; `domain` says which kind they stand for."""
        if 0.50 <= odd < 0.53:
            return None
        reserved = person.domain if person.domain in world.RESERVED_DOMAINS else "example.org"
        return {
            "address": None if self.chance(0.01) else person.local + "@" + reserved, "domain": person.domain,
            "verified": person.verified, "first_seen": self.dates.day(person.email_since),
        }

    def billing(self, person, odd):
        line, postal, city = person.home
        return {
            "first_name": person.first, "last_name": person.last, "company": "Hof & Söhne KG" if self.chance(0.01) else None,
            "address": line, "address_2": "c/o 🌻 3. Stock" if 0.53 <= odd < 0.6 else None, "postal": postal, "city": city,
            "country": person.market.country,
        }

    def shipping(self, time, person):
        """The block, and the address as it is counted."""
        other = person.other
        if other is None or person.ring is None and self.chance(0.45):
            if self.chance(0.93):
                return {"same_as_billing": True, "delivery_type": "home", "delivery_speed": SPEEDS.at(self.draw())}, person.home
            line, postal, city = person.home
            return {"last_name": person.last, "address": line, "postal": postal, "city": city, "country": person.market.country,
                    "delivery_type": "home", "delivery_speed": SPEEDS.at(self.draw())}, person.home
        (line, postal, city), kind, last, since = other
        return {
            "same_as_billing": False, "first_name": person.first if last == person.last else None, "last_name": last, "address": line,
            "postal": postal, "city": city, "country": person.market.country if person.number % 50 else self.pick(("DE", "BE", "AT", "FR")),
            "delivery_type": kind, "delivery_speed": SPEEDS.at(self.draw()),
            "first_used": self.dates.day(min(since, time // DAY)) if self.chance(0.8) else None,
        }, other[0]

    def checks(self, person, shipping):
        if "address_checks" in person.shop.absent or self.chance(0.06):
            return None
        known = not self.chance(0.07 if person.ring else 0.012)
        billing = {"postal_known": known, "city_known": True, "postal_city_match": known and not self.chance(0.02)}
        if shipping.get("same_as_billing") is False:
            return {"billing": billing,
                    "shipping": {"postal_known": True, "city_known": True, "postal_city_match": not self.chance(0.03)}}
        return {"billing": billing}

    def history(self, time, person):
        if person.user_id is None:
            return None
        growth = 1 + 0.1 * min(10, len(person.history.delays))
        limit = int(person.limit * growth) // 50 * 50
        return person.history.block(time - person.shop.history_delay, self.dates.stamp, limit)

    def keys(self, person, device, address):
        keys = {"email": "e" + person.local, "shipping_address": address}
        if person.user_id:
            keys["account"] = person.number
        if person.phone:
            keys["phone"] = person.phone
        if device:
            keys["device"], keys["ip"] = device["tracking_token"], device["ip_address"]
        if person.bank:
            keys["bank_account"] = person.bank
        return keys

    def counters(self, time, person, keys):
        if "velocity" in person.shop.absent or self.chance(0.03):
            return None
        return {name: self.velocity.window(key, time, *COUNTED[name]) for name, key in keys.items()}

    def session(self, time, person, offset):
        """The device and the channel of the order. Who calls or comes by has no device."""
        (kind, system, browser, agent), token, since = self.pick(person.devices)
        channel = (DESKTOP_CHANNELS if kind == "desktop" else MOBILE_CHANNELS).at(self.draw())
        if channel in ("call_center", "store") or self.chance(0.02):
            return None, channel
        drifted = self.drifted(time)
        age = None if drifted and channel == "app" or self.chance(0.04) else int(3000 * self.heavy(1.6)) / 10
        locale = person.market.locale
        entry = (DRIFTED_ENTRIES if drifted else ENTRIES).at(self.draw())
        return {
            "ip_address": person.ip, "ip_country": None if self.chance(0.03) else person.ip_country, "ip_type": person.ip_type,
            "user_agent": agent, "accept_language": None if self.chance(0.1) else locale + "," + locale[:2] + ";q=0.9", "type": kind,
            "os": system, "browser": browser, "session_id": self.token("s-"), "session_age": age,
            "pages_viewed": None if age is None else 1 + int(age / (10 + 40 * self.draw())),
            "cookie_age_days": None if "cookie_age" in person.shop.absent else max(0, time - since) // DAY, "tracking_token": token,
            "time_zone_offset": offset // 60 if self.chance(0.97) else 0, "entry_channel": None if self.chance(0.06) else entry,
        }, channel

    def bureau(self, time, person):
        """Says something about paying late, nothing about this order."""
        if "bureau" in person.shop.absent or person.user_id is None or not self.chance(0.2):
            return None
        hit = self.chance(0.85)
        return {"provider": "bureau-a", "hit": hit, "score": int(620 - 260 * person.late - 120 * self.draw()) if hit else None,
                "retrieved_at": self.dates.stamp(time - self.between(1, 30))}

    # Cart and money, in cents until written

    def cart(self, time, person, odd):
        """The lines, the block `order`, the assortment."""
        assortment = "electronics" if person.ring and self.chance(0.6) else person.shop.assortments.at(self.draw())
        wanted = self.lines or self.cart_length()
        lines, cents = [], []
        while len(lines) < wanted:
            article = self.article(time, assortment)
            list_price, price = article.offers[person.market.currency][self.sale(person)]
            quantity = self.quantity(person, article, price, odd)
            variants = 2 if article.sizes and len(lines) + 1 < wanted and self.chance(0.16) else 1
            size = int(self.draw() * 40)
            for variant in range(variants):
                cents.append(price * quantity)
                lines.append(self.line(article, list_price, price, quantity, size + variant))
        return lines, self.money(person, lines, cents, odd), assortment

    def cart_length(self):
        length = 1
        while length < 250 and self.draw() < self.more_lines:
            length += 1
        return length * self.between(3, 8) if self.chance(LONG_SHARE) else length

    def article(self, time, assortment):
        if time >= LATE_FROM and self.chance(0.025):
            assortment = "late"
        elif self.drifted(time) and self.chance(0.12):
            assortment = "electronics"
        return self.goods[assortment].at(self.draw())

    def sale(self, person):
        number = self.draw()
        if person.shop.name == "outlet":
            return 1 if number < 0.5 else 2
        return 0 if number < 0.7 else 1 if number < 0.92 else 2

    def quantity(self, person, article, price, odd):
        if 0.6 <= odd < 0.63 and price < 5000:
            return self.between(50, 400)
        if person.ring and self.chance(0.25):
            return self.between(2, 4)
        return 1 if article.sizes or self.chance(0.85) else self.between(2, 4)

    def line(self, article, list_price, price, quantity, variant):
        sizes, colours = article.sizes, article.colours
        line = {
            "item_id": article.item_id, "sku": "%s-%02d" % (article.item_id, variant % 40), "price": price / 100,
            "list_price": list_price / 100, "quantity": quantity, "is_on_sale": price < list_price, **article.fields,
        }
        if sizes:
            line["size"] = sizes[variant % len(sizes)]
        if colours:
            line["colour"] = colours[variant % len(colours)]
        return line

    def money(self, person, lines, cents, odd):
        market = person.market
        subtotal = sum(cents)
        discount, code = 0, None
        free = 0.35 <= odd < 0.42
        if free or self.chance(0.17):
            code, percent = ("THANKYOU", 100) if free else VOUCHERS.at(self.draw())
            code = None if self.chance(0.05) else code
            parts = [value * percent // 100 for value in cents]
            discount = sum(parts)
            if self.chance(0.7):
                for line, part in zip(lines, parts):
                    line["discount"] = part / 100
        shipping = 0 if free or subtotal - discount >= market.free_from else market.shipping
        amount = subtotal - discount + shipping + (1 if 0.42 <= odd < 0.5 else 0)    # shops round differently
        return {
            "amount": amount / 100, "currency": market.currency, "subtotal": subtotal / 100, "shipping_amount": shipping / 100,
            "tax_amount": amount * market.tax_percent // (100 + market.tax_percent) / 100,
            "discount_amount": discount / 100 if discount else None, "discount_code": code,
            "is_gift": None if "gift" in person.shop.absent else self.chance(0.03),
        }

    def method(self, time, person, amount, history):
        if amount == 0:
            return "gift_card"
        if time >= LATE_FROM and self.chance(0.02):
            return "other"
        method = person.method if self.chance(0.7) else METHODS.at(self.draw())
        if person.ring and self.chance(0.7):
            method = "invoice"
        if method in DEFERRED and history and history["open_amount"] + amount > history["credit_limit"] and self.chance(0.7):
            return AT_ONCE.at(self.draw())
        return "invoice" if method == "instalments" and amount < 80 * world.PER_EURO[person.market.currency] else method

    def payment(self, person, method, amount, declined):
        block = {
            "method": method, "term_days": None, "amount_deferred": None, "instalments": None, "methods_declined": declined,
            "holder_name_matches": None, "processor": "later-pay" if method == "other" else None,
        }
        if method in DEFERRED:
            block["term_days"] = self.pick(person.market.terms) if method == "invoice" else 7 if method == "direct_debit" else 30
            block["amount_deferred"] = amount
        if method == "instalments":
            count = INSTALMENTS.at(self.draw())
            block["term_days"] = 30 * count
            rate = int(amount * 100 / count) / 100
            block["instalments"] = {"count": count, "rate_amount": rate, "interest_rate": 0 if count == 3 else 9.9}
        if method in ("direct_debit", "instalments", "card", "bank_transfer"):
            block["holder_name_matches"] = None if self.chance(0.15) else not self.chance(0.25 if person.ring else 0.04)
            if method == "direct_debit":
                block["account_token"] = person.bank
        return block

    def card(self, time, market):
        return {"brand": self.pick(("visa", "mastercard", "mastercard", "amex")), "country": market.country,
                "expires": "%d-%02d" % (int(self.dates.day(time // DAY)[:4]) + self.between(1, 4), self.between(1, 12)),
                "was_3d_secure_successful": True}

    # What becomes of it

    def fate(self, time, person, order, units, defaulted):
        """Drawn after the order is complete, so that nothing of it can stand in the order."""
        payment = order["payment"]
        placed = Placed()
        placed.number, placed.time, placed.buyer, placed.units = self.placed, time, person.number, units
        placed.amount, placed.method = round(100 * order["order"]["amount"]), payment["method"]
        placed.deferred = round(100 * (payment.get("amount_deferred") or 0))
        placed.shipped_at = time + self.between(4 * 3600, 60 * 3600)
        placed.cancelled_at = time + self.between(600, 4 * 3600) if self.chance(0.018) else None
        placed.returned = min(units, sum(self.draw() < (line.get("return_rate") or 0) for line in order["shopping_cart"]))
        placed.returned_at = placed.shipped_at + self.between(5, 25) * DAY
        placed.due = placed.shipped_at + (payment.get("term_days") or 0) * DAY
        placed.paid_at = placed.written_off_at = None
        if placed.deferred and defaulted:
            placed.written_off_at = placed.due + self.between(120, 180) * DAY
        elif placed.deferred:
            placed.paid_at = self.paid_at(person, placed)
        return placed

    def paid_at(self, person, placed):
        if self.chance(person.late):
            return placed.due + self.between(2, 3 + int(82 * self.draw())) * DAY
        if placed.method == "direct_debit":
            return placed.due
        return placed.shipped_at + int((placed.due - placed.shipped_at) * (0.05 + 0.95 * self.draw()))

    def outcome(self, placed, order, defaulted, shown):
        if defaulted:
            late = 90 + int(120 * self.draw() * self.draw()) if placed.deferred else 0    # else reported as fraud
            lost = int(placed.amount * (1 if self.chance(0.7) else self.draw())) / 100
        else:
            late = max(0, placed.paid_at - placed.due) // DAY if placed.deferred else 0
            lost = 0
        observed = placed.due // DAY + 90 + self.between(1, 20)
        return {"defaulted": defaulted, "days_past_due": late, "amount_lost": lost, "observed_at": self.dates.day(observed),
                "true_probability": round(risk.true_probability(shown), 6)}


# Block of `velocity` -> the windows written.
COUNTED = {
    "email": ("1h", "24h", "30d"), "account": ("24h", "30d"), "phone": ("24h",), "device": ("1h", "24h", "accounts_30d"),
    "ip": ("1h", "24h"), "shipping_address": ("3d", "accounts_30d"), "bank_account": ("3d",),
}


# The command

def records(*arguments, **options):
    """The training records, in time order."""
    return (record for placed, record in Simulation(*arguments, **options).run() if is_written(placed))


def area_under_curve(pairs):
    """ROC AUC of (probability, defaulted); ties count half. None if all outcomes are the same."""
    by_probability = {}
    for probability, defaulted in pairs:
        by_probability.setdefault(probability, [0, 0])[defaulted] += 1
    below = area = positives = 0
    for _, (good, bad) in sorted(by_probability.items()):
        area += bad * (below + good / 2)
        below += good
        positives += bad
    return area / (below * positives) if below and positives else None


def write(path, lines, level):
    """JSON Lines to the file, gzip without time and name if it ends in .gz, or to standard output."""
    if path is None:
        for line in lines:
            sys.stdout.buffer.write(line)
    elif path.endswith(".gz"):
        with open(path, "wb") as raw, gzip.GzipFile("", "wb", level, raw, mtime=0) as file:
            for line in lines:
                file.write(line)
    else:
        with open(path, "wb") as file:
            for line in lines:
                file.write(line)


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def mean(text):
    number = float(text)
    if not 1 <= number <= 250:
        raise argparse.ArgumentTypeError("from 1 to 250")
    return number


def options(arguments):
    parser = argparse.ArgumentParser(description="Makes synthetic orders with a known risk structure, JSON Lines in time order.")
    parser.add_argument("--orders", type=positive, required=True, help="how many")
    parser.add_argument("--seed", type=int, required=True, help="other orders for another number")
    parser.add_argument("--out", help="file, compressed if it ends in .gz; standard output without")
    parser.add_argument("--level", type=int, choices=range(1, 10), default=3, help="of gzip (default 3)")
    parser.add_argument("--bare", action="store_true", help="orders alone instead of training records")
    parser.add_argument("--drift", action="store_true", help="from 70 %% of the time on, other channels, baskets, customers and gaps")
    cart = parser.add_mutually_exclusive_group()
    cart.add_argument("--lines-mean", type=mean, default=2.6, help="lines per cart (default 2.6)")
    cart.add_argument("--lines", type=positive, help="exactly so many lines in every cart, at most 2000")
    chosen = parser.parse_args(arguments)
    if chosen.lines and chosen.lines > 2000:
        parser.error("--lines: at most 2000")
    return chosen


def main(arguments=None):
    chosen = options(arguments)
    pairs = []

    def lines():
        for record in records(chosen.orders, chosen.seed, chosen.lines_mean, chosen.lines, chosen.drift):
            pairs.append((record["outcome"]["true_probability"], record["outcome"]["defaulted"]))
            yield encode(record["order"] if chosen.bare else record).encode("utf-8") + b"\n"

    write(chosen.out, lines(), chosen.level)
    area = area_under_curve(pairs)
    print("%d orders, defaulted %.2f %%, expected %.2f %%, ROC AUC of the true probability %s" % (
        len(pairs), 100 * sum(bad for _, bad in pairs) / len(pairs), 100 * sum(p for p, _ in pairs) / len(pairs),
        "unknown" if area is None else "%.3f" % area), file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads any more, as with | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
