"""The known risk structure: the probability of default as a function of what stands in the order, and nothing else.

Every driver reads the order as written; what is missing there contributes nothing. So `true_probability` is what a perfect model
of the order would answer, and its ROC AUC is the best that any model can reach in the long run.
"""

from world import DISPOSABLE, PER_EURO, RESALE

INTERCEPT = -4.52

# A circumstance that no field shows: it moves the log-odds by -HIDDEN, 0 or HIDDEN, with probabilities 1/4, 1/2, 1/4.
HIDDEN = 0.6

# Name of the driver -> what one unit adds to the log-odds.
DRIVERS = {
    "first_order": 0.55,           # guest, new customer, or no shipped order yet
    "established": -0.55,          # five shipped orders or more
    "amount": 0.12,                # order amount in hundreds of euro, at most 8
    "exposure": 0.45,              # (open + deferred) / credit limit, at most 2
    "night": 0.50,                 # local hour 0 to 5
    "disposable_email": 1.10,      # domain of throw-away addresses
    "email_digits": 0.80,          # share of digits before the @
    "resale_share": 0.45,          # share of the cart's value in easily resold categories
    "first_order_resale": 0.40,    # first_order x resale_share: worse together than apart
    "try_on": -0.35,               # an article in two or more sizes or colours
    "methods_declined": 0.55,      # methods refused in this checkout, at most 3
    "address_differs": 0.50,       # same_as_billing is false
    "late_rate": 2.60,             # (paid late + 1) / (paid + 5) - 0.2
    "dunning_level": 0.60,         # reminder stage now, at most 3
    "device_orders_24h": 0.25,     # earlier orders from this device in 24 hours, at most 3
    "accounts_per_device": 0.25,   # accounts on this device in 30 days beyond the first, at most 3
    "instalments": 0.40,           # paid in instalments
    "paid_at_once": -1.30,         # card, wallet, transfer, ...: only a chargeback can fail
    "ip_anonymous": 0.55,          # IP address of a hosting company, a proxy, Tor
    "ip_country_differs": 0.35,    # the IP address lies in another country than the billing address
    "holder_mismatch": 0.60,       # account or card holder is not the buyer
    "price_comparison": 0.25,      # the session began at a price comparison site
}
COEFFICIENTS = tuple(DRIVERS.values())

AT_ONCE = frozenset(("card", "wallet", "bank_transfer", "bank_redirect", "prepayment", "cash_on_delivery", "gift_card"))
ANONYMOUS = frozenset(("hosting", "proxy", "tor"))
NOTHING = {}


def drivers(order, hour):
    """The values of all drivers, in the order of DRIVERS. The hour is local, by the rule for `local` of the order format."""
    account, history = order.get("account") or NOTHING, order.get("customer_history") or NOTHING
    payment, device = order["payment"], order.get("device") or NOTHING
    seen = ((order.get("velocity") or NOTHING).get("device")) or NOTHING
    amount, limit = order["order"]["amount"], history.get("credit_limit")
    first = 1 if account.get("is_guest") or account.get("is_new_customer") or history.get("orders_total") == 0 else 0
    resale, try_on = basket(order["shopping_cart"])
    email = order.get("email") or NOTHING
    method, paid = payment["method"], history.get("invoices_paid")
    country, billed = device.get("ip_country"), (order.get("billing") or NOTHING).get("country")
    return (
        first,
        1 if (history.get("orders_total") or 0) >= 5 else 0,
        min(amount / PER_EURO[order["order"]["currency"]] / 100, 8),
        min((history.get("open_amount") or 0) + (payment.get("amount_deferred") or 0), 2 * limit) / limit if limit else 0,
        1 if hour <= 5 else 0,
        1 if email.get("domain") in DISPOSABLE else 0,
        digit_share(email.get("address")),
        resale,
        first * resale,
        try_on,
        min(payment.get("methods_declined") or 0, 3),
        1 if (order.get("shipping") or NOTHING).get("same_as_billing") is False else 0,
        0 if paid is None else (history["invoices_paid_late"] + 1) / (paid + 5) - 0.2,
        min(history.get("dunning_level") or 0, 3),
        min(seen.get("24h") or 0, 3),
        min(max((seen.get("accounts_30d") or 0) - 1, 0), 3),
        1 if method == "instalments" else 0,
        1 if method in AT_ONCE else 0,
        1 if device.get("ip_type") in ANONYMOUS else 0,
        1 if country and billed and country != billed else 0,
        1 if payment.get("holder_name_matches") is False else 0,
        1 if device.get("entry_channel") == "price_comparison" else 0,
    )


def basket(lines):
    """Share of the value in easily resold categories; 1 if an article comes in several variants, else 0."""
    total = resale = try_on = 0
    variants = {}
    for line in lines:
        value = line["price"] * line["quantity"] - (line.get("discount") or 0)
        total += value
        category = line.get("category")
        if category and category.split("/", 1)[0] in RESALE:
            resale += value
        sku = line.get("sku")
        if sku and variants.setdefault(line["item_id"], sku) != sku:
            try_on = 1
    return resale / total if total > 0 else 0, try_on


def digit_share(address):
    local = address.rpartition("@")[0] if address else ""
    return sum(map(local.count, "0123456789")) / len(local) if local else 0


def log_odds(values):
    total = INTERCEPT
    for coefficient, value in zip(COEFFICIENTS, values):
        total += coefficient * value
    return total


def exp(x):
    """e to the power of x by multiplications alone, so that all machines agree on every bit; off by less than a millionth."""
    y = x / 1024
    y = 1 + y * (1 + y * (0.5 + y / 6))
    for _ in range(10):
        y *= y
    return y


def logistic(x):
    return 1 / (1 + exp(-x))


def true_probability(log_odds_shown):
    """The mean over the hidden circumstance."""
    return (logistic(log_odds_shown - HIDDEN) + 2 * logistic(log_odds_shown) + logistic(log_odds_shown + HIDDEN)) / 4
