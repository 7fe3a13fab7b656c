"""Write the sample data: three years of an invented recruitment agency with employers and job seekers.

`python -m sample_data.generate` rewrites the files, byte for byte the same each time. What happens on
purpose is in `behaviour.Story` and in README.md; tests/sample_data looks for it in the files.
"""

from __future__ import annotations

import csv
import gzip
import io
from typing import TYPE_CHECKING, Final

from sample_data import FILES
from sample_data.behaviour import CHANNELS, GIANT, PRODUCTS, SEGMENTS, Product, Segment, Story
from sample_data.population import LAST, PRICE_RISE, Customer, Draw, Population, day_of
from sample_data.prices import PRICES, index_of_prices
from sample_data.service import COMPLAINTS, CONTACTS, SURVEYS, Service
from sample_data.ties import Ties
from sample_data.wallets import WALLETS, Wallets
from sample_data.words import COMPETITORS, EMPTY, JOINING, NEW_COMPETITOR, REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable

SEED: Final = 20220401
# Apart from the other, so that what is told of service changes nobody's orders.
SEED_OF_SERVICE: Final = 20231120
SEED_OF_CLUB: Final = 20230901
SEED_OF_REFERRALS: Final = 20220701
SEED_OF_WALLETS: Final = 20230515
Row = tuple[object, ...]


class Books:
    """What the agency wrote down: orders, customers and farewells."""

    def __init__(self, draw: Draw, customers: list[Customer]) -> None:
        self.draw = draw
        self.customers = customers

    # Lines

    def lines(self) -> list[Row]:
        """Every order line, by date, with returns and with sales to nobody in particular."""
        orders = [(day, c.number, campaign) for c in self.customers for day, campaign in c.orders]
        walk_ins = [(int(self.draw.random.random() * (LAST + 1)), -1, False) for _ in range(Story.walk_in_orders)]
        rows: list[tuple[int, Row]] = []
        for number, (day, who, campaign) in enumerate(sorted(orders + walk_ins), start=1):
            rows += self._order(f"O{number:06d}", day, self.customers[who] if who >= 0 else None, campaign=campaign)
        credit_notes = 0
        written: list[Row] = []
        for day, row in sorted(rows, key=lambda dated: dated[0]):
            order_id = row[0]
            if not order_id:
                credit_notes += 1
                order_id = f"CN{credit_notes:05d}"
            written.append((order_id, row[1], day_of(day).isoformat(), *row[2:]))
        return written

    def _order(self, order_id: str, day: int, customer: Customer | None, *, campaign: bool) -> list[tuple[int, Row]]:
        segment = customer.segment if customer else SEGMENTS[3]
        products = PRODUCTS[segment.role]
        channel = self.draw.weighted(CHANNELS[segment.role])
        if campaign:
            channel = "Win-back campaign"
        status = "cancelled" if self.draw.chance(0.018) else "completed"
        customer_id = customer.customer_id if customer else ""
        rows: list[tuple[int, Row]] = []
        for _ in range(1 + int(self.draw.random.poisson(0.45))):
            product = self.draw.pick(products, [p.weights.get(segment.name, 0.0) for p in products])
            quantity, revenue, cost = self._amounts(product, day, customer, segment)
            line = (product.name, product.category, channel)
            money = (f"{revenue:.2f}", f"{cost:.2f}")
            rows.append((day, (order_id, customer_id, *line, quantity, *money, status)))
            if status == "completed" and customer and self.draw.chance(0.022):
                undone = (f"{-revenue:.2f}", f"{-cost:.2f}")
                rows.append((day, (order_id, customer_id, *line, -quantity, *undone, status)))
            elif status == "completed" and customer and self.draw.chance(0.09 if customer.is_giant else 0.014):
                later = day + 3 + int(self.draw.random.random() * 38)
                back = round(revenue * (0.3 + 0.4 * self.draw.random.random()), 2)
                if later <= LAST:  # the work was done, so no cost comes back
                    rows.append((later, ("", customer_id, *line, 0, f"{-back:.2f}", "0.00", status)))
        return rows

    def _amounts(
        self, product: Product, day: int, customer: Customer | None, segment: Segment
    ) -> tuple[int, float, float]:
        quantity = self.draw.pick(product.quantities)
        before_rise = product.price * segment.price_level * (customer.scale if customer else 1.0)
        before_rise *= float(self.draw.random.lognormal(0, 0.06)) * quantity
        revenue = round(before_rise * (1 + Story.price_rise_share if day >= PRICE_RISE else 1.0), 2)
        share = product.cost_share.get(segment.name, product.cost_share["all"])
        if customer and customer.is_giant:
            share = GIANT.cost_share
            before_rise = revenue
        cost = before_rise * share * (1 + 0.02 * day / 365) * float(self.draw.random.lognormal(0, 0.05))
        return quantity, revenue, round(cost, 2)

    # People and farewells

    def people(self) -> Iterable[Row]:
        """One row per customer."""
        for customer in self.customers:
            segment = customer.segment
            channel = self.draw.weighted(segment.won_through)
            spent = segment.acquisition_cost * float(self.draw.random.lognormal(0, 0.5))
            cost = "" if self.draw.chance(0.03) else f"{0.0 if channel == 'Referral' else spent:.2f}"
            joined = day_of(customer.joined).isoformat()
            about = (customer.name, segment.name, segment.role, customer.region, channel)
            yield (customer.customer_id, *about, joined, cost)

    def farewells(self) -> list[Row]:
        """One row per departure that somebody noticed."""
        rows: list[tuple[int, Row]] = []
        for customer in self.customers:
            farewells = ((customer.left, customer.cause), (customer.left_again, customer.cause_again))
            for left, cause in farewells:
                if left > LAST or not customer.orders:
                    continue
                is_planted = cause in {"support", "price", "competitor (new)"}
                if self.draw.chance(0.12 if is_planted else 0.35):  # left without a word
                    continue
                rows.append((left, self._farewell(customer, left, cause)))
        return [row for _, row in sorted(rows, key=lambda dated: dated[0])]

    def _farewell(self, customer: Customer, left: int, cause: str) -> Row:
        competitor = ""
        if cause.startswith("competitor"):
            competitor = NEW_COMPETITOR if cause.endswith("(new)") else self.draw.pick(COMPETITORS)
            competitor = "" if self.draw.chance(0.15) else competitor
            cause = "competitor"
        reason = self._reason(cause, customer)
        source = self.draw.weighted({"said": 0.86, "guessed": 0.14}) if any(map(str.isalpha, reason)) else "observed"
        return (customer.customer_id, day_of(left).isoformat(), reason, competitor, source)

    def _reason(self, cause: str, customer: Customer) -> str:
        """What they say: mostly why, sometimes nothing, sometimes two things, seldom spelled alike."""
        draw = self.draw.random.random()
        if draw < 0.10:
            return self.draw.pick(EMPTY)
        if draw < 0.15:
            cause = "unknown"
        elif draw < 0.18:
            cause = "unclassified"
        text = self._sentence(cause, customer)
        if 0.18 <= draw < 0.24:
            other = self.draw.weighted({"price": 1.0, "support": 1.0, "quality": 1.0, "delivery": 0.7})
            if other != cause:
                text += JOINING[customer.language] + self._sentence(other, customer)
        return self._spelled(text, customer.language)

    def _sentence(self, cause: str, customer: Customer) -> str:
        if cause == "need_ended":
            cause = f"need_ended ({'employers' if customer.segment.role == 'employer' else 'job seekers'})"
        return self.draw.pick(REASONS[cause][customer.language])

    def _spelled(self, text: str, language: str) -> str:
        if language == "fa":
            if self.draw.chance(0.25):
                text = text.replace("ی", "ي").replace("ک", "ك")
            if self.draw.chance(0.35):
                text = text.replace("\u200c", " ")
        elif language == "ar" and self.draw.chance(0.3):
            text = text.replace("أ", "ا").replace("إ", "ا").replace("ى", "ي")
        elif language == "en" and self.draw.chance(0.3):
            text = text.upper() if self.draw.chance(0.2) else text.lower()
        return text + self.draw.pick(("", "", "", "", ".", "!", " ", "..."))


ORDERS: Final = "order_id,customer_id,ordered_on,product,category,channel,quantity,revenue,cost,status"
CUSTOMERS: Final = "customer_id,name,segment,role,region,channel,joined_on,acquisition_cost,referred_by,club_joined_on"
DEPARTURES: Final = "customer_id,left_on,reason,competitor,source"


def generate(seed: int = SEED) -> dict[str, bytes]:
    """Return the content of each file, uncompressed, by table."""
    draw = Draw(seed)
    books = Books(draw, Population(draw).customers)
    service = Service(Draw(SEED_OF_SERVICE), books.customers)
    ties = Ties(Draw(SEED_OF_CLUB), Draw(SEED_OF_REFERRALS), books.customers)
    lines = books.lines()
    return {
        "orders": _csv(ORDERS, lines),
        "customers": _csv(CUSTOMERS, ties.beside(books.people())),
        "departures": _csv(DEPARTURES, books.farewells()),
        "contacts": _csv(CONTACTS, service.contacts()),
        "complaints": _csv(COMPLAINTS, service.complaints()),
        "surveys": _csv(SURVEYS, service.surveys()),
        "prices": _csv(PRICES, index_of_prices()),
        "wallets": _csv(WALLETS, Wallets(Draw(SEED_OF_WALLETS), books.customers, lines).rows()),
    }


def _csv(header: str, rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue().encode()


if __name__ == "__main__":
    for table, content in generate().items():
        FILES[table].write_bytes(gzip.compress(content, mtime=0))
        rows = content.count(b"\n") - 1
        print(f"{FILES[table].name}: {rows:,} rows")
