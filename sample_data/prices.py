"""How prices rose in the three years: the index of consumer prices where most customers are, invented like them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sample_data import FIRST_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

PRICES: Final = "month,index"
MONTHS: Final = 36
# A month: 12.7 % a year at first, 26.8 % from the second year on.
RISES: Final = (1.01, 1.02)


def index_of_prices() -> Iterator[tuple[str, str]]:
    """One row per month, the first one at 100."""
    level = 100.0
    for number in range(MONTHS):
        months = FIRST_DAY.month - 1 + number
        yield f"{FIRST_DAY.year + months // 12}-{months % 12 + 1:02}-01", f"{level:.2f}"
        level *= RISES[0] if number < 12 else RISES[1]
