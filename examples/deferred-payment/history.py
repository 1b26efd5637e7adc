"""What a shop knows about a customer at a moment: paid and unpaid invoices, earlier orders, counters.

Nothing is entered before it happens: a shipment, a return, a payment wait in a queue until the moment that is asked about.
"""

from bisect import bisect_right, insort
from collections import deque
from heapq import heappop, heappush

DAY = 86400
CANCEL, SHIP, RETURN, PAY, WRITE_OFF = range(5)

# Days past due from which on an unpaid invoice has this stage.
DUNNING = (7, 21, 35)


class Placed:
    """An order that was placed, and all that will become of it (times in seconds UTC, None: never)."""

    __slots__ = ("number", "time", "buyer", "amount", "deferred", "method", "units", "returned", "cancelled_at", "shipped_at",
                 "returned_at", "due", "paid_at", "written_off_at")

    def events(self):
        if self.cancelled_at is not None:
            yield self.cancelled_at, CANCEL
            return
        yield self.shipped_at, SHIP
        if self.returned:
            yield self.returned_at, RETURN
        if self.paid_at is not None:
            yield self.paid_at, PAY
        if self.written_off_at is not None:
            yield self.written_off_at, WRITE_OFF


def dunning_level(days_overdue):
    return bisect_right(DUNNING, days_overdue)


class History:
    """The account of one customer."""

    __slots__ = ("waiting", "shipped", "amount_total", "amount_max", "items", "items_returned", "cancelled", "first", "last", "last_method",
                 "open", "late", "delays", "dunning_max", "write_offs")

    def __init__(self):
        self.waiting = []
        self.shipped = []
        self.amount_total = self.amount_max = self.items = self.items_returned = self.cancelled = 0
        self.first = self.last = self.last_method = None
        self.open = {}
        self.late = self.dunning_max = self.write_offs = 0
        self.delays = []

    def place(self, placed):
        for time, kind in placed.events():
            heappush(self.waiting, (time, kind, placed.number, placed))

    def advance(self, now):
        """Enters what happened up to now. `now` must not go back."""
        while self.waiting and self.waiting[0][0] <= now:
            time, kind, _, placed = heappop(self.waiting)
            if kind == SHIP:
                self.ship(placed)
            elif kind == CANCEL:
                self.cancelled += 1
            elif kind == RETURN:
                self.items_returned += placed.returned
            else:
                self.settle(placed, time, kind)

    def ship(self, placed):
        insort(self.shipped, placed.time)
        self.amount_total += placed.amount
        self.amount_max = max(self.amount_max, placed.amount)
        self.items += placed.units
        if self.last is None or placed.time > self.last:
            self.last, self.last_method = placed.time, placed.method
        self.first = self.shipped[0]
        if placed.deferred:
            self.open[placed.number] = placed

    def settle(self, placed, time, kind):
        del self.open[placed.number]
        self.dunning_max = max(self.dunning_max, dunning_level((time - placed.due) // DAY))
        if kind == WRITE_OFF:
            self.write_offs += 1
        else:
            insort(self.delays, (time - placed.shipped_at) // DAY)
            self.late += time > placed.due

    def dunning(self, now):
        return max((dunning_level((now - invoice.due) // DAY) for invoice in self.open.values()), default=0)

    def median_delay(self):
        delays, half = self.delays, len(self.delays) // 2
        if not delays:
            return None
        return delays[half] if len(delays) % 2 else (delays[half - 1] + delays[half]) / 2

    def block(self, now, stamp, credit_limit):
        """`customer_history` as of now. Amounts are kept in cents and written in major units."""
        self.advance(now)
        open_amount = overdue = overdue_days = 0
        for invoice in self.open.values():
            open_amount += invoice.deferred
            if invoice.due < now:
                overdue += invoice.deferred
                overdue_days = max(overdue_days, (now - invoice.due) // DAY)
        level = dunning_level(overdue_days)
        self.dunning_max = max(self.dunning_max, level)
        shipped = self.shipped
        return {
            "as_of": stamp(now),
            "orders_total": len(shipped),
            "orders_30d": len(shipped) - bisect_right(shipped, now - 30 * DAY - 1),
            "orders_12m": len(shipped) - bisect_right(shipped, now - 365 * DAY - 1),
            "amount_total": self.amount_total / 100, "amount_max": self.amount_max / 100,
            "items_total": self.items, "items_returned": self.items_returned, "orders_cancelled": self.cancelled,
            "first_order_at": None if self.first is None else stamp(self.first),
            "last_order_at": None if self.last is None else stamp(self.last),
            "open_invoices": len(self.open), "open_amount": open_amount / 100,
            "overdue_amount": overdue / 100, "overdue_max_days": overdue_days,
            "dunning_level": level, "dunning_level_max": self.dunning_max,
            "invoices_paid": len(self.delays), "invoices_paid_late": self.late, "median_days_to_pay": self.median_delay(),
            "write_offs": self.write_offs, "credit_limit": credit_limit, "last_payment_method": self.last_method,
        }


class Velocity:
    """Counts earlier orders with the same value, and the different accounts behind them, over at most 30 days."""

    WINDOWS = {"1h": 3600, "24h": DAY, "3d": 3 * DAY, "7d": 7 * DAY, "30d": 30 * DAY}

    def __init__(self):
        self.seen = {}
        self.swept = 0

    def window(self, key, now, *names):
        """The counts asked for; all are of orders before this one, as it is noted later."""
        entries = self.seen.get(key)
        if entries is None:
            return dict.fromkeys(names, 0)
        while entries and entries[0][0] < now - 30 * DAY:
            entries.popleft()
        return {name: len({who for _, who in entries}) if name == "accounts_30d" else self.count(entries, now - self.WINDOWS[name])
                for name in names}

    @staticmethod
    def count(entries, since):
        number = 0
        for time, _ in reversed(entries):
            if time < since:
                break
            number += 1
        return number

    def note(self, keys, now, account):
        for key in keys:
            entries = self.seen.get(key)
            if entries is None:
                entries = self.seen[key] = deque()
            entries.append((now, account))
        if now - self.swept > 30 * DAY:
            self.seen = {key: entries for key, entries in self.seen.items() if entries[-1][0] >= now - 30 * DAY}
            self.swept = now
