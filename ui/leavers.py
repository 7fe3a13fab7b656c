"""Departures as a list for people: the costliest first, each with its causes in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from metrics.people import CONTACTS
from view.frame_cache import remembered
from words.result_words import cause_label

if TYPE_CHECKING:
    import pandas as pd

LISTED = (
    *("customer_key", "name", "customer_id", "cause", "reason", "competitor", "left_on", "lost_revenue", "lost_profit"),
    "lost_charge",
    *("segment", "owner", *CONTACTS),
)


@remembered
def one_row_each(mentions: pd.DataFrame) -> pd.DataFrame:
    """Put the causes of a departure into one row, in the reader's words."""
    departure = ["customer_key", "left_on"]
    causes = (
        mentions.sort_values("cause")
        .groupby(departure)["cause"]
        .agg(lambda codes: _list_of([cause_label(code) for code in dict.fromkeys(codes)]))
    )
    once = mentions.drop_duplicates(departure).drop(columns="cause")
    return costliest_first(once.merge(causes.rename("cause"), on=departure))


def _list_of(names: list[str]) -> str:
    return " · ".join(names)


@remembered
def costliest_first(members: pd.DataFrame) -> pd.DataFrame:
    """Order departures by what they cost, with their cause in words and the columns that a list of them shows."""
    by = ["lost_revenue", "lost_charge", "left_on", "customer_key"]
    ordered = members.sort_values(by, ascending=[False, False, False, True])
    named = ordered.assign(cause=ordered["cause"].map(cause_label))
    has_charges = named["lost_charge"].notna().any()
    return named[[name for name in LISTED if name in named.columns and (name != "lost_charge" or has_charges)]]
