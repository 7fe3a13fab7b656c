"""Why a customer is on the list of whom to call, in words: each sign against the customer's own past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from localization import _
from localization.numbers import format_number, format_percent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SOON_DAYS = 60
RECENT_DAYS = 90
# Of a smaller basket than this part of the usual one the basket is the reason, else the products are.
SMALLER = 0.75


def why(row: Mapping[Any, Any], money: Callable[[float], str]) -> str:
    """Say why a customer is on the list: their signs, as `reasons` has them, else that it is for what is at stake."""
    if found := reasons(row, money):
        return " · ".join(found)
    silent, usual = (row[name] for name in ("silent_days", "usual_days"))
    if pd.isna(usual):
        return _("no sign; one purchase, days since: {n}").format(n=format_number(silent, decimals=0))
    return _("no sign; days of silence: {n}, usual {usual}").format(
        n=format_number(silent, decimals=0), usual=format_number(usual, decimals=0)
    )


def reasons(row: Mapping[Any, Any], money: Callable[[float], str]) -> list[str]:
    """Say which signs a customer shows, each with what is usual for them; and when their contract ends.

    Parameters
    ----------
    row
        Of `risk_members`.
    money
        Writes an amount.

    """

    def shows(name: str) -> bool:
        return row.get(name) in {"watch", "high"}

    def number(name: str, decimals: int = 0) -> str:
        return format_number(row[name], decimals=decimals)

    found = []
    if shows("complains") and not pd.isna(row["open_complaints"]) and row["open_complaints"] > 0:
        found.append(_("open complaints: {n}").format(n=number("open_complaints")))
    elif shows("complains"):
        found.append(
            _("complaints in 90 days: {n}, usual in a year {usual}").format(
                n=number("complaints_90"), usual=number("yearly_complaints", 1)
            )
        )
    if shows("buys_less"):
        found.append(_buys_less(row))
    if shows("buys_smaller"):
        found.append(_buys_smaller(row, money))
    if shows("no_answer"):
        found.append(
            _("contacts without an answer: {n}, usually answered {usual}").format(
                n=number("unanswered"), usual=format_percent(row["answer_rate"], decimals=0)
            )
        )
    if shows("visits_less"):
        found.append(
            _("days with a visit in 28: {n}, in the {days} before {usual}").format(
                n=number("visits_28"), days=number("visit_span_days"), usual=number("visits_before")
            )
        )
    if not pd.isna(row["ends_in_days"]) and row["ends_in_days"] <= SOON_DAYS:
        found.append(_("days to the end of the contract: {n}").format(n=number("ends_in_days")))
    return found


def _buys_less(row: Mapping[Any, Any]) -> str:
    usual = row["usual_days"]
    if pd.isna(usual):
        return _("days of silence: {n}, after one purchase").format(n=format_number(row["silent_days"], decimals=0))
    if row["silent_days"] > usual:
        return _("days of silence: {n}, usual {usual}").format(
            n=format_number(row["silent_days"], decimals=0), usual=format_number(usual, decimals=0)
        )
    pace = row["base_days"] * RECENT_DAYS / row["base_span_days"]
    return _("purchase days in 90: {n}, usual {usual}").format(
        n=format_number(row["days_90"], decimals=0), usual=format_number(pace, decimals=1)
    )


def _buys_smaller(row: Mapping[Any, Any], money: Callable[[float], str]) -> str:
    is_basket = not pd.isna(row["base_basket"])
    if is_basket and not pd.isna(row["products_90"]):
        is_basket = row["recent_basket"] < row["base_basket"] * row["price_growth"] * SMALLER
    if is_basket:
        return _("basket: {recent}, usual {usual}").format(
            recent=money(row["recent_basket"]), usual=money(row["base_basket"])
        )
    return _("different products in 90 days: {n}, before {usual}").format(
        n=format_number(row["products_90"], decimals=0), usual=format_number(row["products_before"], decimals=0)
    )
