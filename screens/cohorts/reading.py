"""How the cells of the cohorts page are read: which share, who counts as kept, in what an age is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from localization import _
from localization.numbers import format_number
from words.texts import age_later, age_name, of

if TYPE_CHECKING:
    import pandas as pd

    from view import View

MEANS = {"pooled": "rate", "simple": "simple_rate", "median": "median_rate"}


@dataclass(frozen=True)
class Reading:
    """How a cell is read.

    `part`, `whole` and `rate` are the columns of the share, `definition`, `least_orders` and `width` say who counts as
    kept, `bucket_days` in how many days an age is counted (0: in periods), `mean` how cohorts are taken together.
    """

    measure: str
    part: str
    whole: str
    rate: str
    definition: str = "exact"
    least_orders: int = 1
    width: int = 1
    bucket_days: int = 0
    mean: str = "pooled"

    @property
    def is_money(self) -> bool:
        """Whether sales or profit are read, not customers."""
        return self.measure != "customers"

    @property
    def is_on_or_after(self) -> bool:
        """Whether a customer counts as kept who came back at that age or at any later one."""
        return self.definition == "on_or_after"

    @property
    def asks_more(self) -> bool:
        """Whether a customer may have bought and still not count as kept: not every time, or not often enough."""
        return self.definition == "streak" or self.least_orders > 1

    @property
    def is_plain(self) -> bool:
        """Whether the table as it opens holds the numbers, money included."""
        is_common = self.definition in {"exact", "on_or_after"} and self.least_orders == 1
        return is_common and not self.bucket_days and self.mean == "pooled"

    def count(self, view: View, row: pd.Series) -> str:
        """Return the part and the whole in words: "96 of 417"."""
        show = view.money if self.is_money else view.count
        return of(show(row[self.part]), show(row[self.whole]))

    def age(self, view: View, age: int) -> str:
        """Name an age: "month 3", "months 3 to 5", "days 31 to 60"."""
        if self.bucket_days and age:
            further = self.width - 1 if self.definition == "bracket" else 0
            first, last = (age - 1) * self.bucket_days + 1, (age + further) * self.bucket_days
            return _("days {first} to {last}").format(first=format_number(first), last=format_number(last))
        if self.bucket_days:
            return _("the first day")
        if self.definition == "bracket" and age and self.width > 1:
            return _("{first} to {last}").format(
                first=age_name(view.lens.grain, age), last=age_name(view.lens.grain, age + self.width - 1)
            )
        return age_name(view.lens.grain, age)

    def later(self, view: View, age: int) -> str:
        """Say an age as time since the first purchase, as the beginning of a sentence."""
        if self.bucket_days and self.definition == "streak":
            return _("In every step up to {age} after the first purchase").format(age=self.age(view, age))
        if self.bucket_days:
            return _("In {age} after the first purchase").format(age=self.age(view, age))
        if self.definition == "streak":
            return _("In every period up to {age}").format(age=self.age(view, age))
        if self.definition == "bracket":
            return _("From {age}").format(age=self.age(view, age))
        return age_later(view.lens.grain, age)

    @property
    def options(self) -> dict[str, Any]:
        """What the metrics of a table by definition are asked with."""
        chosen = {"kept_if": self.definition, "least_orders": self.least_orders, "width": self.width}
        return chosen | ({"bucket_days": self.bucket_days} if self.bucket_days else {})

    @property
    def table(self) -> str:
        """Name of the metric that gives the cells."""
        if self.is_plain:
            return "cohort_retention"
        return "day_retention" if self.bucket_days else "defined_retention"

    @property
    def table_options(self) -> dict[str, Any]:
        """What that metric is asked with."""
        if self.bucket_days:
            return self.options
        return {"include_open": True, **({} if self.is_plain else self.options)}

    @property
    def means(self) -> str:
        """Name of the metric that gives the mean of all cohorts."""
        if self.is_plain:
            return "pooled_retention"
        return "day_averages" if self.bucket_days else "cohort_averages"

    @property
    def means_options(self) -> dict[str, Any]:
        """What that metric is asked with."""
        return {} if self.is_plain else self.options

    def cells(self, view: View) -> pd.DataFrame:
        """Fetch the cells of every cohort."""
        return view.fetch(self.table, by=view.by, **self.table_options)

    def averages(self, view: View) -> pd.DataFrame:
        """Fetch the mean of the cohorts at each age; a mean of shares has no interval and is of no whole."""
        found = view.fetch(self.means, by=view.by, **self.means_options)
        if self.is_plain or self.mean == "pooled":
            return found
        return found.assign(rate=found[MEANS[self.mean]], low=float("nan"), high=float("nan"))

    def people(self, view: View, cohort: object, age: int) -> pd.DataFrame:
        """Fetch the customers behind a cell, or with no cohort behind the mean of an age."""
        metric = "day_members" if self.bucket_days else "cohort_members"
        return view.people(metric, within_range=cohort is None, cohort=cohort, age=age, **self.options)


EXACT = Reading("customers", "retained", "customers", "rate")
ON_OR_AFTER = Reading("customers", "retained_on_or_after", "customers", "on_or_after_rate", "on_or_after")
REVENUE = Reading("revenue", "revenue", "first_revenue", "revenue_rate")
PROFIT = Reading("profit", "profit", "first_profit", "profit_rate")


def reading(
    measure: str,
    definition: str,
    *,
    least_orders: int = 1,
    width: int = 2,
    bucket_days: int = 0,
    mean: str = "pooled",
) -> Reading:
    """Return how cells are read; money has one definition."""
    if measure != "customers":
        return REVENUE if measure == "revenue" else PROFIT
    plain = least_orders == 1 and mean == "pooled" and not bucket_days
    if plain and definition in {"exact", "on_or_after"}:
        return ON_OR_AFTER if definition == "on_or_after" else EXACT
    wide = width if definition == "bracket" else 1
    return Reading("customers", "retained", "customers", "rate", definition, least_orders, wide, bucket_days, mean)
