"""What is said of a public metric, and what columns that many of them share mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from localization import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis.expr.types as ir

By = Literal["none", "optional", "needed", "beside"]


@dataclass(frozen=True)
class Entry:
    """One public metric.

    `title`, `definition` and the meanings in `columns` are sentences to be translated; `formula` is written
    with names of columns. `reads` are the function's tables. `by` says whether the result can be broken down by
    attributes (optional, needed, none) or lists customers and can show attributes beside each of them. Without
    `has_grain` the result is the same for weeks, months, quarters and years.
    """

    function: Callable[..., ir.Table]
    title: str
    definition: str
    formula: str
    source: str
    reads: tuple[str, ...]
    columns: Mapping[str, str]
    by: By = "none"
    has_grain: bool = True

    @property
    def name(self) -> str:
        """Name of the metric: that of its function."""
        return self.function.__name__


CUSTOMER_KEY = N_("Number of the customer inside this data set")
CUSTOMER_ID = N_("The customer's number or code, as it was loaded")
LOW = N_("From here on the true rate lies, 19 times in 20 (0 to 1; lower end of the 95 % Wilson interval)")
HIGH = N_("Up to here the true rate lies, 19 times in 20 (0 to 1; upper end of the 95 % Wilson interval)")
PERIOD = N_("First day of the period")
IS_COMPLETE = N_("Whether the period is complete")
START = N_("Customers active in the period before")
RETAINED = N_("Customers active in the period before and in this one")
RATE = N_("Share of the customers of the period before who are active in this one (0 to 1)")
COHORT = N_("First day of the period of the first purchase")
AGE = N_("Periods since the first purchase")
TOP = N_("Pareto's rule of 80 and 20; ties are named, never split silently")
VALUE = N_("Value by which the list is ordered: sales or profit (currency)")

HSU = "J. Hsu, Diligence at Social Capital, part 1: accounting for user growth"
KAPLAN_MEIER = "Kaplan and Meier 1958, Nonparametric Estimation from Incomplete Observations"
DAY = N_("Days since the start")
AT_RISK = N_("Customers whose time had lasted that long and who were under observation then")
