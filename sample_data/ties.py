"""Who joined the agency's club, and who was referred by whom: told from what its customers did anyway.

Orders, customers and departures are made before, by a seed of their own; here they are read and never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from sample_data.population import LAST, Customer, Draw, day_number, day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Row = tuple[object, ...]


@dataclass(frozen=True)
class Planted:
    """What is planted in the club and in the referrals."""

    # In these months members were invited, by how often they had ordered in the half year before, and by nothing else.
    months: tuple[date, ...] = tuple(date(2023 + number // 12, number % 12 + 1, 1) for number in range(8, 20))
    # At least so many days with orders, and how likely the invitation is in each month.
    invited: tuple[tuple[int, float], ...] = ((6, 0.11), (4, 0.07), (2, 0.02), (1, 0.005))
    share_referred: float = 0.55  # of the customers whose channel is a referral
    share_referred_besides: float = 0.07  # of all others
    selves: int = 4
    backwards: int = 5
    circles: int = 3


PLANTED: Final = Planted()
BEFORE_DAYS: Final = 180


class Ties:
    """Draws who joined the club and who was referred, of customers whose orders are known."""

    def __init__(self, draw: Draw, draw_referrals: Draw, customers: list[Customer]) -> None:
        self.draw = draw
        self.draw_referrals = draw_referrals
        self.customers = customers

    def beside(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Put beside each customer's row who referred them and when they joined the club."""
        known = [*rows]
        referred = self._referred({str(row[0]): str(row[5]) for row in known})
        for customer, row in zip(self.customers, known, strict=True):
            joined = self._joined(customer)
            day = "" if joined is None else day_of(joined).isoformat()
            yield (*row, referred.get(customer.customer_id, ""), day)

    # The club

    def _joined(self, customer: Customer) -> int | None:
        """Return the day of joining: whoever orders often is likelier invited, whatever they do afterwards."""
        days = sorted({day for day, _campaign in customer.orders})
        for month in PLANTED.months:
            first = day_number(month)
            before = sum(first - BEFORE_DAYS <= day < first for day in days)
            likely = next((share for least, share in PLANTED.invited if before >= least), 0.0)
            if self.draw.chance(likely):
                return first + int(self.draw.random.random() * 28)
        return None

    # Referrals

    def _referred(self, channel: Mapping[str, str]) -> dict[str, str]:
        """Return who referred each customer who says so; a few say what cannot be."""
        bought = [customer for customer in self.customers if customer.orders]
        first = {customer.customer_id: min(day for day, _campaign in customer.orders) for customer in bought}
        found: dict[str, str] = {}
        for customer in bought:
            is_one = channel[customer.customer_id] == "Referral"
            if customer.joined < 0 or not self.draw_referrals.chance(
                PLANTED.share_referred if is_one else PLANTED.share_referred_besides
            ):
                continue
            day = first[customer.customer_id]
            friends = [
                other.customer_id
                for other in bought
                if other.segment.role == customer.segment.role
                and first[other.customer_id] < day - 20
                and min(other.left, LAST) > day
            ]
            if friends:
                found[customer.customer_id] = self.draw_referrals.pick(friends)
        return found | self._impossible(found, first)

    def _impossible(self, found: Mapping[str, str], first: Mapping[str, int]) -> dict[str, str]:
        """Return a few who referred themselves, whose friend came later than they, or who referred each other."""
        free = [
            one for one in sorted(first) if one not in found and one not in found.values() and 100 < first[one] < 600
        ]
        drawn = [self.draw_referrals.pick(free) for _ in range(200)]
        some = list(dict.fromkeys(drawn))[: PLANTED.selves + PLANTED.backwards + 2 * PLANTED.circles]
        wrong = {one: one for one in some[: PLANTED.selves]}
        late = max(sorted(first), key=lambda one: first[one])
        wrong |= dict.fromkeys(some[PLANTED.selves : PLANTED.selves + PLANTED.backwards], late)
        pairs = some[PLANTED.selves + PLANTED.backwards :]
        for one, other in zip(pairs[::2], pairs[1::2], strict=True):
            wrong |= {one: other, other: one}
        return wrong
