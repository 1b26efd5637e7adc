"""The 63 features of examples/deferred-payment in scikit-learn, as a data scientist would write them to serve them."""

import math
from collections import Counter, defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils import murmurhash3_32

NAN = math.nan
RESOLD = {"electronics", "gift_cards", "jewellery", "phones", "watches"}
ANONYMOUS = {"hosting", "proxy", "tor"}
ZONES = {
    "DE": "Europe/Berlin", "AT": "Europe/Vienna", "CH": "Europe/Zurich", "NL": "Europe/Amsterdam", "BE": "Europe/Brussels",
    "FR": "Europe/Paris", "IT": "Europe/Rome", "ES": "Europe/Madrid", "PL": "Europe/Warsaw", "SE": "Europe/Stockholm",
    "DK": "Europe/Copenhagen", "FI": "Europe/Helsinki", "NO": "Europe/Oslo", "GB": "Europe/London", "IE": "Europe/Dublin",
    "CZ": "Europe/Prague"}
EMAIL_CLASSES = {
    "free": {"gmail.com", "gmx.de", "gmx.net", "hotmail.com", "outlook.com", "web.de", "yahoo.com"},
    "provider": {"t-online.de", "freenet.de", "arcor.de", "orange.fr", "btinternet.com"},
    "disposable": {"mailinator.com", "guerrillamail.com", "10minutemail.com"},
    "education": {"edu", "ac.uk"}}
SECOND_LEVEL = {"ac", "co", "com", "edu", "gov", "net", "org"}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

ONE_HOT = {
    "method": ["invoice", "instalments", "direct_debit", "card", "wallet", "bank_transfer", "bank_redirect", "prepayment",
               "cash_on_delivery", "gift_card", "other"],
    "delivery_type": ["home", "parcel_locker", "pickup_point", "post_office", "store", "workplace"],
    "email_class": ["free", "provider", "disposable", "education", "other"],
    "device_type": ["desktop", "mobile", "tablet", "tv", "bot", "unknown"],
    "entry_channel": ["direct", "organic_search", "paid_search", "price_comparison", "affiliate", "social", "email", "display",
                      "app_push", "other"]}
LEARNED = {"top_category": 30, "os": 20}
HASHED = ["top_brand", "email_domain"]


def text(value):
    return value if isinstance(value, str) and value.strip() else None


def number(value):
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else NAN


def flag(value):
    return float(value) if isinstance(value, bool) else NAN


def negated(value):
    return 1 - value


def first(*values):
    """The first that is known."""
    return next((value for value in values if value == value), NAN)


def quotient(a, b):
    return a / b if b else NAN


def log1p(value):
    return math.log1p(value) if value >= 0 else NAN


def either(a, b):
    """Whether one of two holds; of one that is unknown, the other."""
    return first(max(a, b) if a == a and b == b else NAN, a, b)


def folded(value):
    return " ".join(value.split()).lower()


def differs(a, b):
    return NAN if a is None or b is None else float(folded(a) != folded(b))


def instant(value):
    try:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else None
    except (TypeError, ValueError):
        return None


def days_between(earlier, later):
    return (later - earlier).total_seconds() / 86400 if earlier and later and earlier <= later else NAN


def local_time(event, market):
    """In the zone of the event, else as it was written, else in that of the market."""
    moment = instant(event["time"])
    try:
        return moment.astimezone(ZoneInfo(event["time_zone"]))
    except (KeyError, TypeError, ValueError, OSError):
        if event["time"].endswith("Z"):
            return moment.astimezone(ZoneInfo(ZONES.get(market.split("-")[0], "UTC")))
        return moment


def address_parts(address):
    """What stands before and after the last at sign."""
    name, at, domain = (address or "").rpartition("@")
    return name or None, domain if at and domain else None


def registrable(domain):
    """By a rule of thumb, where ours has the Public Suffix List: it misses the likes of `github.io`."""
    labels = domain.split(".")
    if not all(labels) or labels[-1].isdigit():
        return None
    longer = len(labels) > 2 and labels[-2] in SECOND_LEVEL and len(labels[-1]) == 2
    return ".".join(labels[-3:] if longer else labels[-2:])


def email_class(domain):
    labels = domain.split(".")
    endings = {".".join(labels[i:]) for i in range(len(labels))}
    return next((name for name, members in EMAIL_CLASSES.items() if endings & members), "other")


def largest(sums):
    return min(sums, key=lambda name: (-sums[name], name)) if sums else None


def named_in(name, local_part):
    """Whether a name is in the address: it is only told of a name that is not too short."""
    if name is None or not local_part:
        return NAN
    found = folded(name) in folded(local_part)
    return float(found and len(name) >= 3)


def cart_features(cart):
    values, by_category, by_brand, variants = [], defaultdict(float), defaultdict(float), defaultdict(set)
    resold = digital = returned = known = 0.0
    for line in cart:
        value = max(0.0, line["price"] * line["quantity"] - first(number(line.get("discount")), 0.0))
        values.append(value)
        category, brand, rate = text(line.get("category")), text(line.get("brand")), number(line.get("return_rate"))
        main = category.split("/")[0].strip() if category else None
        if main:
            by_category[main] += value
            resold += value if main in RESOLD else 0.0
        if brand:
            by_brand[brand] += value
        digital += value if line.get("is_digital") is True else 0.0
        if rate == rate:
            returned += value * rate
            known += value
        if text(line.get("sku")):
            variants[line["item_id"]].add(line["sku"])
    units, total = sum(line["quantity"] for line in cart), sum(values)
    return {
        "cart_lines": len(cart), "cart_units": units, "price_max": max(line["price"] for line in cart),
        "price_mean": quotient(sum(line["price"] * line["quantity"] for line in cart), units),
        "top_line_share": quotient(max(values), total), "quantity_max": max(line["quantity"] for line in cart),
        "variants_max": max(map(len, variants.values()), default=0), "category_count": len(by_category),
        "resale_share": first(quotient(resold, total), 0.0), "digital_share": first(quotient(digital, total), 0.0),
        "expected_return_rate": quotient(returned, known),
        "top_category": largest(by_category), "top_brand": largest(by_brand)}


def raw_features(order):
    """The features of an order by name, before they are encoded."""
    part = lambda name: order.get(name) or {}
    event, account, email, billing, shipping = (part(name) for name in ("event", "account", "email", "billing", "shipping"))
    checks, payment, money, history = part("address_checks"), part("payment"), part("order"), part("customer_history")
    velocity, device = part("velocity"), part("device")
    billed, shipped = checks.get("billing") or {}, checks.get("shipping") or {}
    by_email, by_device, by_address = (velocity.get(name) or {} for name in ("email", "device", "shipping_address"))
    moment, local = instant(event["time"]), local_time(event, order["market"]["code"])
    hour = local.hour
    amount, discount = number(money["amount"]), number(money.get("discount_amount"))
    deferred, instalments = number(payment.get("amount_deferred")), number((payment.get("instalments") or {}).get("count"))
    address, domain = text(email.get("address")), text(email.get("domain"))
    mail_name, address_domain = address_parts(address)
    mail_domain = (domain or address_domain or "").strip().lower().removesuffix(".") or None
    same_as_billing, ships_to_billing = flag(shipping.get("same_as_billing")), shipping.get("same_as_billing") is True
    known = [negated(flag(one.get("postal_known"))) for one in (billed, shipped)]
    matches = [negated(flag(one.get("postal_city_match"))) for one in (billed, shipped)]
    orders, spent = number(history.get("orders_total")), number(history.get("amount_total"))
    late, paid = number(history.get("invoices_paid_late")), number(history.get("invoices_paid"))
    by_history = {name: number(history.get(name)) for name in (
        "items_returned", "items_total", "open_invoices", "open_amount", "credit_limit", "overdue_amount", "dunning_level",
        "dunning_level_max", "median_days_to_pay")}
    created, last = instant(account.get("created_at")), instant(history.get("last_order_at"))
    session, new = number(device.get("session_age")), flag(account.get("is_new_customer"))
    counters = [number(one) for one in (by_email.get("24h"), by_device.get("24h"), by_address.get("3d"),
                                        by_device.get("accounts_30d"))]
    declined, attempt, holder = (number(payment.get("methods_declined")), number(event.get("attempt")),
                                 flag(payment.get("holder_name_matches")))
    texts = [text(one) for one in (
        money.get("discount_code"), event.get("time_zone"), billing.get("address"), billing.get("postal"),
        shipping.get("address"), shipping.get("postal"), billing.get("country"), shipping.get("country"),
        billing.get("last_name"), shipping.get("last_name"), shipping.get("delivery_type"), domain, address,
        billing.get("first_name"), device.get("type"), device.get("os"), device.get("entry_channel"),
        device.get("ip_country"), device.get("ip_type"))]
    numbers = [discount, attempt, number(payment.get("term_days")), instalments, deferred, declined, holder, same_as_billing,
               *known, *matches, flag(account.get("is_guest")), session, new, orders, spent, *by_history.values(), late, paid,
               *counters]
    missing = texts.count(None) + sum(one != one for one in numbers) + [created, last].count(None)
    country, ip_type = text(billing.get("country")), text(device.get("ip_type"))
    return {
        "amount_log": log1p(amount), "amount_cents": math.floor(100 * amount + 0.5) % 100,
        "discount_ratio": first(quotient(discount, amount + discount), 0.0),
        "has_discount_code": float(texts[0] is not None),
        "hour_sin": math.sin(2 * math.pi * hour / 24), "hour_cos": math.cos(2 * math.pi * hour / 24),
        "night": float(hour <= 5), "weekday": WEEKDAYS[local.weekday()], "attempt": first(attempt, 1.0),
        **cart_features(order["shopping_cart"]),
        "method": text(payment.get("method")), "term_days": number(payment.get("term_days")),
        "instalment_count": first(instalments, 0.0), "deferred_share": quotient(deferred, amount),
        "methods_declined": first(declined, 0.0), "holder_mismatch": negated(holder),
        "addresses_differ": first(negated(same_as_billing), either(
            differs(billing.get("address"), shipping.get("address")), differs(billing.get("postal"), shipping.get("postal")))),
        "country_differs": 0.0 if ships_to_billing and texts[7] is None else differs(country, texts[7]),
        "recipient_differs": 0.0 if ships_to_billing and texts[9] is None else differs(texts[8], texts[9]),
        "delivery_type": texts[10], "postal_unknown": either(*known), "postal_city_mismatch": either(*matches),
        "email_class": email_class(mail_domain) if mail_domain else None,
        "email_domain": registrable(mail_domain) if mail_domain else None,
        "email_digit_share": quotient(sum("0" <= c <= "9" for c in mail_name), len(mail_name)) if mail_name else NAN,
        "email_has_name": either(named_in(texts[13], mail_name), named_in(texts[8], mail_name)),
        "guest": flag(account.get("is_guest")), "account_age_log": log1p(days_between(created, moment)),
        "device_type": texts[14], "os": texts[15], "entry_channel": texts[16], "session_log": log1p(session),
        "ip_country_differs": differs(texts[17], country),
        "ip_anonymous": NAN if ip_type is None else float(ip_type in ANONYMOUS),
        "new_customer": first(new, NAN if orders != orders else float(orders == 0)), "orders_log": log1p(orders),
        "recency": days_between(last, moment), "amount_vs_mean": quotient(amount, quotient(spent, orders)),
        "return_rate": (by_history["items_returned"] + 2) / (by_history["items_total"] + 4),
        "open_invoices": by_history["open_invoices"],
        "exposure_ratio": quotient(by_history["open_amount"] + first(deferred, 0.0), by_history["credit_limit"]),
        "overdue_log": log1p(by_history["overdue_amount"]), "dunning_level": by_history["dunning_level"],
        "dunning_max": by_history["dunning_level_max"], "late_rate": (late + 1) / (paid + 5),
        "days_to_pay": by_history["median_days_to_pay"], "vel_email_24h": counters[0], "vel_device_24h": counters[1],
        "vel_shipping_3d": counters[2], "accounts_per_device": counters[3], "missing_count": float(missing)}


class OrderTable(BaseEstimator, TransformerMixin):
    """Orders to a table with a column per feature: an array, as a data frame takes ten times as long for one order."""

    def fit(self, orders, outcomes=None):
        return self

    def transform(self, orders):
        return np.array([list(raw_features(order).values()) for order in orders], dtype=object)


class Categories(BaseEstimator, TransformerMixin):
    """A column per category; the last two say that it is another one, and that it is missing."""

    def __init__(self, values=None, top=None):
        self.values, self.top = values, top

    def fit(self, column, outcomes=None):
        counts = Counter(value for value in column[:, 0] if isinstance(value, str))
        values = self.values or sorted(sorted(counts, key=lambda value: (-counts[value], value))[:self.top])
        self.columns_ = {value: number for number, value in enumerate(values)}
        self.other_ = self.columns_.get("other", len(values))
        self.width_ = self.other_ + 2 if "other" not in self.columns_ else len(values) + 1
        return self

    def transform(self, column):
        encoded = np.zeros((len(column), self.width_), dtype=np.float32)
        for row, value in enumerate(column[:, 0]):
            encoded[row, self.columns_.get(value, self.other_) if isinstance(value, str) else self.width_ - 1] = 1
        return encoded


class Weekdays(BaseEstimator, TransformerMixin):
    def fit(self, column, outcomes=None):
        return self

    def transform(self, column):
        return (column == np.array(WEEKDAYS, dtype=object)).astype(np.float32)


class Buckets(BaseEstimator, TransformerMixin):
    """64 columns, one of which the text chooses by its hash."""

    def __init__(self, name):
        self.name = name

    def fit(self, column, outcomes=None):
        return self

    def transform(self, column):
        encoded = np.zeros((len(column), 64), dtype=np.float32)
        for row, value in enumerate(column[:, 0]):
            if isinstance(value, str):
                encoded[row, murmurhash3_32(self.name + "=" + value, positive=True) % 64] = 1
        return encoded


def encoder(name):
    if name == "weekday":
        return Weekdays()
    if name in ONE_HOT:
        return Categories(values=ONE_HOT[name])
    if name in LEARNED:
        return Categories(top=LEARNED[name])
    return Buckets(name) if name in HASHED else FunctionTransformer(np.asarray, kw_args={"dtype": np.float64})


def pipeline(names):
    """In the order of the names; neighbours that are numbers are one step."""
    steps = []
    for column, name in enumerate(names):
        step = encoder(name)
        if steps and isinstance(step, FunctionTransformer) and isinstance(steps[-1][1], FunctionTransformer):
            steps[-1][2].append(column)
        else:
            steps.append((name, step, [column]))
    return make_pipeline(OrderTable(), ColumnTransformer(steps))
