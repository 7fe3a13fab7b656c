"""What the agency wrote down besides: contacts, complaints and surveys, told from what its customers did anyway.

Orders, customers and departures are made before, by a seed of their own; here they are read and never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from sample_data.population import LAST, PRICE_RISE, Customer, Draw, day_number, day_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = tuple[object, ...]
AGENTS: Final = ("Sara Karimi", "Omid Rahimi", "Nadia Haddad", "Jonas Weber", "Leyla Demir", "Karim Nasser")
DESK: Final = ("Mina", "Tarek", "Elif", "Paul")
TOPICS: Final = {"Late answer": 0.3, "Invoice": 0.25, "Quality": 0.3, "Price": 0.15}
WAVES: Final = tuple(
    day_number(day)
    for day in (date(2022, 11, 7), date(2023, 5, 8), date(2023, 11, 6), date(2024, 5, 6), date(2024, 11, 4))
)
# What customers are asked to score, how much it matters to them and how well the agency does, both of ten.
ASKED: Final = {"Quick answers": (8.6, 5.4), "Quality": (8.9, 7.6), "Price": (6.6, 6.1), "Easy ordering": (5.2, 8.1)}


@dataclass(frozen=True)
class Planted:
    """What is planted in contacts, complaints and surveys."""

    slow_region: str = "Dubai"
    agent: str = AGENTS[0]
    agent_leaves: date = date(2023, 11, 20)  # in the twentieth month
    price_topic_days: int = 120
    quiet: str = "Enterprise"  # the best customers, who leave without a word


PLANTED: Final = Planted()
AGENT_LEAVES: Final = day_number(PLANTED.agent_leaves)


class Service:
    """Draws contacts, complaints and answers of customers whose orders and leaving are known."""

    def __init__(self, draw: Draw, customers: list[Customer]) -> None:
        self.draw = draw
        self.customers = [customer for customer in customers if customer.orders]
        self.agent_of = {customer.number: self._agent(customer) for customer in self.customers}

    # Contacts

    def contacts(self) -> list[Row]:
        """Every six weeks somebody of ours speaks with an employer, seldom with a job seeker."""
        rows = [row for customer in self.customers for row in self._contacts_of(customer)]
        return [row for _, row in sorted(rows, key=lambda dated: (dated[0], str(dated[1])))]

    def _contacts_of(self, customer: Customer) -> Iterator[tuple[int, Row]]:
        is_employer = customer.segment.role == "employer"
        pace = 42.0 if is_employer else 240.0
        day = max(customer.joined, 0) + self.draw.random.random() * pace
        while day < min(customer.left, LAST + 1):
            agent = self.agent_of[customer.number]
            if agent == PLANTED.agent and day > AGENT_LEAVES:
                agent = AGENTS[1 + customer.number % (len(AGENTS) - 1)]
            elif self.draw.chance(0.05):
                agent = self.draw.pick(AGENTS[1:])
            direction = "outbound" if self.draw.chance(0.75) else "inbound"
            channel = self.draw.weighted({"phone": 0.55, "e-mail": 0.35, "meeting": 0.1})
            near_end = customer.left <= LAST and customer.left - day < 90
            answered = "yes" if direction == "inbound" or self.draw.chance(0.45 if near_end else 0.8) else "no"
            row = (customer.customer_id, day_of(int(day)).isoformat(), direction, channel, answered, agent)
            yield int(day), row
            day += 4 + float(self.draw.random.gamma(2.0, pace / 2))

    def _agent(self, customer: Customer) -> str:
        """Whose customer it is: among those of the agent who leaves are more who leave in the months after."""
        days = [day for day, _campaign in customer.orders]
        is_there = any(AGENT_LEAVES - 180 < day <= AGENT_LEAVES for day in days)
        is_gone = not any(AGENT_LEAVES < day <= AGENT_LEAVES + 180 for day in days)
        is_employer = customer.segment.role == "employer"
        if is_employer and self.draw.chance(0.44 if is_there and is_gone else 0.14):
            return PLANTED.agent
        return self.draw.pick(AGENTS[1:])

    # Complaints

    def complaints(self) -> list[Row]:
        """Complaints by the moment in which they came."""
        rows = [row for customer in self.customers for row in self._complaints_of(customer)]
        return sorted(rows, key=lambda row: (str(row[1]), str(row[0])))

    def _complaints_of(self, customer: Customer) -> Iterator[Row]:
        first, end = max(customer.joined, 0), min(customer.left, LAST)
        if end - first < 5:
            return
        is_quiet = self._is_quiet(customer)
        for _ in range(int(self.draw.random.poisson(0.45 * (end - first) / 365))):
            day = first + int(self.draw.random.random() * (end - first))
            if not is_quiet:
                yield from self._case(customer, day, self.draw.weighted(TOPICS), is_last=False)
        if first < PRICE_RISE < end and not is_quiet:
            likely = 0.62 if customer.cause == "price" and customer.left <= LAST else 0.06
            if self.draw.chance(likely):
                until = min(end, PRICE_RISE + PLANTED.price_topic_days)
                day = PRICE_RISE + int(self.draw.random.random() * (until - PRICE_RISE))
                yield from self._case(customer, day, "Price", is_last=customer.cause == "price")
        slow = customer.region == PLANTED.slow_region
        if customer.left <= LAST and not is_quiet and self.draw.chance(0.42 if slow else 0.14):
            day = max(first, customer.left - 4 - int(self.draw.random.random() * 60))
            yield from self._case(customer, day, self.draw.weighted(TOPICS), is_last=True)
        if not is_quiet:
            yield from self._about_the_website(customer, first, end)

    def _about_the_website(self, customer: Customer, first: int, end: int) -> Iterator[Row]:
        """Whoever orders seldom finds the website hard, and leaves more often anyway: it has nothing to do with it."""
        quarters: dict[tuple[int, int], list[int]] = {}
        for day, _campaign in customer.orders:
            on = day_of(day)
            quarters.setdefault((on.year, (on.month - 1) // 3), []).append(day)
        for days in quarters.values():
            day = days[0]
            if first <= day <= end and self.draw.chance(0.085 if len(days) == 1 else 0.012):
                yield self._row(customer, day, "Website", hours=2 + 5 * self.draw.random.random(), is_closed=True)

    def _case(self, customer: Customer, day: int, topic: str, *, is_last: bool) -> Iterator[Row]:
        slow = customer.region == PLANTED.slow_region
        draw = self.draw.random
        never = self.draw.chance(0.22 if is_last else 0.04)
        middle = (52.0 if is_last else 30.0) if slow else (13.0 if is_last else 6.0)
        hours = None if never else float(middle * draw.lognormal(0, 0.8))
        yield self._row(
            customer, day, topic, hours=hours, is_closed=not never and self.draw.chance(0.3 if is_last else 0.88)
        )
        if self.draw.chance(0.3 if is_last else 0.05):
            again = day + 2 + int(draw.random() * 24)
            if again <= min(customer.left, LAST):
                yield self._row(customer, again, topic, hours=None if never else float(middle * 1.3), is_closed=False)

    def _row(self, customer: Customer, day: int, topic: str, *, hours: float | None, is_closed: bool) -> Row:
        minute = 8 * 60 + int(self.draw.random.random() * 10 * 60)
        opened = datetime.combine(day_of(day), time()) + timedelta(minutes=minute)
        replied = None if hours is None else opened + timedelta(minutes=max(int(hours * 60), 1))
        closed = None
        if is_closed and replied is not None:
            closed = replied + timedelta(hours=1 + int(self.draw.random.exponential(40)))
        last = datetime.combine(day_of(LAST), time()) + timedelta(days=1)
        replied = None if replied is None or replied >= last else replied
        closed = None if closed is None or closed >= last else closed
        score = ""
        if closed is not None and self.draw.chance(0.4):
            score = str(min(5, max(1, round(4.4 - 0.02 * float(hours or 0) + float(self.draw.random.normal(0, 0.8))))))
        told = tuple(
            "" if moment is None else moment.strftime("%Y-%m-%d %H:%M") for moment in (opened, replied, closed)
        )
        agent = self.draw.pick(DESK)
        return (customer.customer_id, *told, topic, agent, score, "1-5" if score else "")

    def _is_quiet(self, customer: Customer) -> bool:
        """The best customers who leave say nothing before they do."""
        return customer.segment.name == PLANTED.quiet and customer.left <= LAST

    # Surveys

    def surveys(self) -> list[Row]:
        """Twice a year the customers of the time are asked; not half of them answer."""
        rows = [row for wave in WAVES for customer in self.customers for row in self._answers(customer, wave)]
        return sorted(rows, key=lambda row: (str(row[1]), str(row[0]), str(row[4])))

    def _answers(self, customer: Customer, wave: int) -> Iterator[Row]:
        if not any(wave - 120 < day <= wave for day, _campaign in customer.orders) or customer.left <= wave:
            return
        leaves_soon = customer.left - wave < 130
        if not self.draw.chance(0.24 if leaves_soon else 0.46):
            return
        normal = self.draw.random.normal
        day = day_of(min(wave + int(self.draw.random.random() * 14), customer.left - 1, LAST)).isoformat()
        dear = 0.9 if 0 < wave - PRICE_RISE < 200 else 0.0
        score = _of_ten(8.3 - (2.4 if leaves_soon else 0.0) - dear + float(normal(0, 1.7)))
        yield (customer.customer_id, day, score, "0-10", "", "")
        if not self.draw.chance(0.35):
            return
        for topic, (matters, done) in ASKED.items():
            good = _of_ten(done - (1.0 if topic == "Price" and dear else 0.0) + float(normal(0, 1.8)))
            yield (customer.customer_id, day, good, "0-10", topic, _of_ten(matters + float(normal(0, 1.3))))


def _of_ten(score: float) -> int:
    return min(10, max(0, round(score)))


CONTACTS: Final = "customer_id,contacted_on,direction,channel,answered,agent"
COMPLAINTS: Final = "customer_id,opened_at,replied_at,closed_at,topic,agent,satisfaction,satisfaction_scale"
SURVEYS: Final = "customer_id,answered_on,score,scale,topic,importance"
