"""Every number of the product: Ibis tables in, an Ibis table out. Pure: no files, no screen, no clock.

Each metric of the glossary stands here under its own name: `metrics.retention(activity, periods)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from metrics.actions.follow_up import follow_ups
from metrics.actions.occasions import occasions, touches
from metrics.actions.pairs import effect_without_lot
from metrics.activity import activity, coarser_activity, with_attributes
from metrics.booking import book, count_numbers, count_orders, mixed_orders, purchase_days
from metrics.causes.departures import departure_money, departure_values
from metrics.cohorts.differences import difference_of_shares
from metrics.cohorts.trend import trend_of_shares
from metrics.entry import Entry
from metrics.errors import MetricError, MissingData, UnknownMetric, UnsuitableOption
from metrics.glossary import GLOSSARY, entry_of, evaluate
from metrics.intervals import poisson, ratio, wilson
from metrics.lifetimes.log_rank import overall_log_rank
from metrics.lifetimes.silence import purchase_gaps
from metrics.product_list import find_products, with_products
from metrics.rollups import customer_totals, flows, lifetime_totals, totals_by_line
from metrics.service.issues import second_complaints
from metrics.value.charges import customer_charges
from metrics.value.contract_history import contract_history, cover_lengths
from metrics.value.history import buying_history
from metrics.value.rfm import customer_rfm
from metrics.warning.first_days import first_purchases
from metrics.warning.landmark import departed, known_purchase_days, landmark
from metrics.warning.renewal import renewal_landmark
from metrics.warning.signals import customer_signals, risk_in_real_terms, signs_at

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

# Engines fold nested selects themselves; Ibis takes a third of the time of writing a query to do it before them.
ibis.options.sql.fuse_selects = False

__all__ = [  # noqa: PLE0604 - the names of the metrics are those of the glossary
    "GLOSSARY",
    "Entry",
    "MetricError",
    "MissingData",
    "UnknownMetric",
    "UnsuitableOption",
    "activity",
    "book",
    "buying_history",
    "count_numbers",
    "count_orders",
    "coarser_activity",
    "contract_history",
    "cover_lengths",
    "customer_charges",
    "customer_rfm",
    "customer_signals",
    "customer_totals",
    "departed",
    "departure_money",
    "departure_values",
    "difference_of_shares",
    "effect_without_lot",
    "entry_of",
    "evaluate",
    "find_products",
    "first_purchases",
    "flows",
    "follow_ups",
    "known_purchase_days",
    "landmark",
    "lifetime_totals",
    "mixed_orders",
    "occasions",
    "overall_log_rank",
    "poisson",
    "purchase_days",
    "purchase_gaps",
    "ratio",
    "renewal_landmark",
    "risk_in_real_terms",
    "second_complaints",
    "signs_at",
    "totals_by_line",
    "touches",
    "trend_of_shares",
    "wilson",
    "with_products",
    "with_attributes",
    *GLOSSARY,
]


def __getattr__(name: str) -> Callable[..., ir.Table]:
    """Return the function of a metric by its name in the glossary."""
    if name in GLOSSARY:
        return GLOSSARY[name].function
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
