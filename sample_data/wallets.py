"""What employers spend with all agencies together: told from what they bought of this one anyway.

Orders, customers and departures are made before, by a seed of their own; here they are read and never changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from sample_data.population import Customer, Draw, day_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Row = tuple[object, ...]

WALLETS: Final = "customer_id,known_on,spend,source"


@dataclass(frozen=True)
class Planted:
    """What is planted in the wallets: half of Mid-market's goes to others, though it buys here as before."""

    asked: tuple[date, ...] = (date(2023, 5, 15), date(2023, 11, 13), date(2024, 5, 13), date(2024, 11, 11))
    # Of who ordered in the year before, how many answer, and our share of what they spend in each wave.
    answer: float = 0.45
    shares: Mapping[str, Sequence[float]] = field(
        default_factory=lambda: {
            "Enterprise": (0.44, 0.44, 0.44, 0.44),
            "Mid-market": (0.62, 0.60, 0.42, 0.31),
            "Small business": (0.74, 0.74, 0.74, 0.74),
        }
    )
    wrong: float = 0.02  # name less than they spend here alone


PLANTED: Final = Planted()
YEAR: Final = 365


class Wallets:
    """Draws what employers say that they spend, of customers whose orders are known."""

    def __init__(self, draw: Draw, customers: list[Customer], lines: Iterable[Row]) -> None:
        self.draw = draw
        self.employers = [one for one in customers if one.segment.role == "employer" and one.orders]
        self.bought: dict[str, list[tuple[int, float]]] = {}
        for line in lines:
            customer_id, day, revenue, status = str(line[1]), date.fromisoformat(str(line[2])), line[-3], line[-1]
            if status != "cancelled":
                self.bought.setdefault(customer_id, []).append((day_number(day), float(str(revenue))))

    def rows(self) -> Iterator[Row]:
        """One row per employer who answers, wave by wave."""
        for wave, day in enumerate(PLANTED.asked):
            for customer in self.employers:
                ours = self._year(customer, day_number(day))
                if ours <= 0 or not self.draw.chance(PLANTED.answer):
                    continue
                share = PLANTED.shares[customer.segment.name][wave] * float(self.draw.random.lognormal(0, 0.12))
                spend = ours * 0.6 if self.draw.chance(PLANTED.wrong) else ours / min(share, 0.98)
                # Few know it to the euro.
                source = "survey" if self.draw.chance(0.85) else "estimate"
                yield (customer.customer_id, day.isoformat(), f"{max(round(spend, -2), 100):.0f}", source)

    def _year(self, customer: Customer, day: int) -> float:
        return sum(money for on, money in self.bought.get(customer.customer_id, []) if day - YEAR < on <= day)
