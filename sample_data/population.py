"""Who the agency's customers are, when they order, when they leave and why.

Days are counted from the first day of the data; customers who joined before it have a negative one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from sample_data import COMPLETE_UP_TO, FIRST_DAY
from sample_data.behaviour import CAUSES_OF_ROLE, CITIES, GIANT, SEGMENTS, Segment, Story
from sample_data.words import FIRMS, LANGUAGE_OF, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LAST: Final = (COMPLETE_UP_TO - FIRST_DAY).days
Thing = TypeVar("Thing")


def day_number(day: date) -> int:
    """Days since the first day of the data."""
    return (day - FIRST_DAY).days


def day_of(number: int) -> date:
    """Return the date of a day number."""
    return FIRST_DAY + timedelta(days=number)


PRICE_RISE, RIVAL_OPENS, CAMPAIGN = map(day_number, (Story.price_rise, Story.rival_opens, Story.campaign))
SUPPORT_FAILS = tuple(map(day_number, Story.support_fails))


@dataclass
class Customer:
    """One customer and what will become of them."""

    number: int
    segment: Segment
    region: str
    language: str
    joined: int
    gap: float  # mean days between orders
    scale: float  # how large their orders are
    left: int = LAST + 1
    cause: str = ""
    returned: int | None = None
    left_again: int = LAST + 1
    cause_again: str = ""
    name: str = ""
    customer_id: str = ""
    orders: list[tuple[int, bool]] = field(default_factory=list)  # (day, came back by the campaign)

    @property
    def is_giant(self) -> bool:
        return self.name == GIANT.name


class Draw:
    """Chance, from one seeded generator."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.Generator(np.random.PCG64(seed))

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return bool(self.random.random() < probability)

    def pick(self, things: Sequence[Thing], weights: Sequence[float] | None = None) -> Thing:
        """Draw one of the things, by weight."""
        if weights is None:
            return things[int(self.random.random() * len(things))]
        edges = np.cumsum(weights)
        return things[int(np.searchsorted(edges, self.random.random() * edges[-1], side="right"))]

    def weighted(self, weights: Mapping[Thing, float]) -> Thing:
        """Draw one key of a mapping from thing to weight."""
        return self.pick(tuple(weights), tuple(weights.values()))


class Population:
    """The customers and all that they will do."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.names_used: set[str] = set()
        self.customers = self._customers()
        for customer in self.customers:
            self._leaving(customer)
            self._ordering(customer)

    def _customers(self) -> list[Customer]:
        drawn = [self._customer(segment) for segment in SEGMENTS for _ in range(segment.customers)]
        drawn.sort(key=lambda customer: customer.joined)
        counts = {"employer": 0, "job_seeker": 0}
        first_big = next(c for c in drawn if c.segment.name == "Enterprise")
        first_big.joined, first_big.region, first_big.language = GIANT.joined, "Tehran", "en"
        first_big.gap, first_big.scale, first_big.name = GIANT.gap_days, GIANT.scale, GIANT.name
        for number, customer in enumerate(drawn):
            customer.number = number
            role = customer.segment.role
            counts[role] += 1
            customer.customer_id = f"{'E' if role == 'employer' else 'J'}{counts[role]:05d}"
        return drawn

    def _customer(self, segment: Segment) -> Customer:
        region = self.draw.weighted(CITIES)
        if self.draw.chance(segment.share_before):
            joined = -int(self.draw.random.random() * 1000) - 1
        else:
            joined = int(self.draw.random.random() ** 0.85 * LAST)
            while region == "Istanbul" and joined > RIVAL_OPENS and self.draw.chance(0.85):
                region = self.draw.weighted(CITIES)
        language = self.draw.pick(("en", "fa", "ar"), LANGUAGE_OF[region])
        customer = Customer(
            number=0,
            segment=segment,
            region=region,
            language=language,
            joined=joined,
            gap=float(segment.gap_days * self.draw.random.lognormal(0, 0.35)),
            scale=float(self.draw.random.lognormal(0, 0.25)),
        )
        customer.name = self._name(customer)
        return customer

    def _name(self, customer: Customer) -> str:
        is_firm = customer.segment.role == "employer"
        first, second = (FIRMS if is_firm else PEOPLE)[customer.language]
        name = f"{self.draw.pick(first)} {self.draw.pick(second)}"
        while is_firm and name in self.names_used:
            name = f"{self.draw.pick(first)} {self.draw.pick(second)} {self.draw.pick(second)}"
        self.names_used.add(name)
        return name

    # Leaving and coming back

    def _leaving(self, customer: Customer) -> None:
        """Decide when the customer leaves, and why: the first of what could drive them away."""
        if customer.is_giant:
            return
        segment = customer.segment
        candidates = [self._natural_end(customer)]
        if customer.joined <= SUPPORT_FAILS[0] and self.draw.chance(segment.support_loss):
            span = SUPPORT_FAILS[1] - SUPPORT_FAILS[0]
            candidates.append((SUPPORT_FAILS[0] + 5 + int(self.draw.random.random() * (span - 5)), "support"))
        if customer.joined <= PRICE_RISE and self.draw.chance(segment.price_loss):
            candidates.append((PRICE_RISE + 5 + int(self.draw.random.random() ** 1.4 * 160), "price"))
        if customer.region == "Istanbul" and customer.joined <= RIVAL_OPENS + 120 and self.draw.chance(0.88):
            begins = max(RIVAL_OPENS, customer.joined) + 7
            candidates.append((begins + int(min(self.draw.random.exponential(45), 160)), "competitor (new)"))
        customer.left, customer.cause = min(candidates)
        may_return = segment.role == "job_seeker" and customer.region != "Istanbul"
        may_return = may_return and customer.left < CAMPAIGN - 190
        if may_return and customer.cause != "moved_deceased" and self.draw.chance(Story.share_won_back):
            customer.returned = CAMPAIGN + int(min(self.draw.random.exponential(16), 75))
            customer.left_again = customer.returned + 20 + int(self.draw.random.exponential(170))
            customer.cause_again = self.draw.weighted(CAUSES_OF_ROLE[segment.role])

    def _natural_end(self, customer: Customer) -> tuple[int, str]:
        """Month after month some leave, fewer the longer they have been customers."""
        tendency = self.draw.random.gamma(2.0, 0.5) * customer.segment.hazard
        start = max(customer.joined, 0)
        day = start
        while day <= LAST:
            tenure_months = (day - customer.joined) / 30.4
            if self.draw.chance(tendency * (0.22 + 0.78 * float(np.exp(-tenure_months / 7)))):
                day += 3 + int(self.draw.random.random() * 27)
                return day, self.draw.weighted(CAUSES_OF_ROLE[customer.segment.role])
            day += 30
        return LAST + 1, ""

    # Ordering

    def _ordering(self, customer: Customer) -> None:
        first = customer.joined if customer.joined >= 0 else self.draw.random.random() * customer.gap
        self._orders_between(customer, first, customer.left)
        if customer.returned is not None and customer.returned <= LAST:
            customer.orders.append((customer.returned, True))
            self._orders_between(customer, customer.returned + self._gap(customer), customer.left_again)

    def _orders_between(self, customer: Customer, day: float, end: int) -> None:
        while day < min(end, LAST + 1):
            if not (customer.orders and self._stays_home(customer, int(day))):
                customer.orders.append((int(day), False))
            day += self._gap(customer)

    def _gap(self, customer: Customer) -> float:
        shape = customer.segment.regularity
        return 1 + float(self.draw.random.gamma(shape, customer.gap / shape))

    def _stays_home(self, customer: Customer, number: int) -> bool:
        """Around Nowruz (20 March to 5 April) and in August fewer people order."""
        day = day_of(number)
        if (day.month, day.day) >= (3, 20) and (day.month, day.day) <= (4, 5):
            return self.draw.chance(0.65 if customer.region in {"Tehran", "Isfahan"} else 0.3)
        return day.month == 8 and self.draw.chance(0.12)
