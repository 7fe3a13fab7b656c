"""Referrals: who brings new customers, and whether those who were brought stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from localization import _, ngettext
from localization.numbers import format_change, format_number, format_percent
from metrics import MetricError
from metrics.actions.referral import KEPT_DAYS, REJECTED
from ui.tables import grid, numbers, titled
from words.texts import of

if TYPE_CHECKING:
    from view import View

Row = dict[str, Any]


def section(view: View) -> None:
    """Show who brings customers period by period, and whether those stay longer than others who came alike."""
    more = titled(_("Who brings customers, and do these stay?"))
    try:
        rates, kept = view.fetch("referral_rate"), view.fetch("referral_kept")
    except MetricError as error:
        st.text(str(error))
        return
    st.text(brought(view, rates))
    if text := stayed(view, kept):
        st.text(text)
    if text := rejected(view, rates):
        st.caption(text)
    with more:
        numbers(view, kept, definition="referral_kept", key="referral_kept")
    grid(view, kept, key="referral_ways")
    more = titled(_("How many did they bring, period by period?"))
    grid(view, rates.iloc[::-1], key="referral_rates")
    with more:
        numbers(view, rates, definition="referral_rate", key="referral_rate")


def brought(view: View, rates: pd.DataFrame) -> str:
    """Say how many brought how many in the last complete period."""
    if rates.empty:
        return _("No period is complete yet.")
    last = rates.iloc[-1]
    text = _(
        "In {period} {referrers} customers brought a new one ({rate}), and {referred} new customers were referred."
    )
    return text.format(
        period=view.period_name(last["period"]),
        referrers=of(view.count(last["referrers"]), view.count(last["active"])),
        rate=format_percent(last["rate"]),
        referred=of(view.count(last["referred"]), view.count(last["new"])),
    )


def stayed(view: View, kept: pd.DataFrame) -> str:
    """Say whether the referred bought again more often than others of the same month and channel."""
    rows: list[Row] = kept[kept["among"] == "alike"].to_dict("records")  # type: ignore[assignment]  # columns have names
    if not rows or pd.isna(rows[0]["difference"]):
        return ""
    row = rows[0]
    text = _(
        "Within {n} days {share} of {customers} referred customers bought again, of others of the same month and "
        "channel {other}: {points} points ({low} to {high}, 19 times in 20)."
    )
    facts = text.format(
        n=format_number(KEPT_DAYS),
        share=format_percent(row["rate"]),
        customers=view.count(row["customers"]),
        other=format_percent(row["other_rate"]),
        points=format_change(100 * row["difference"], decimals=1),
        low=format_change(100 * row["difference_low"], decimals=1),
        high=format_change(100 * row["difference_high"], decimals=1),
    )
    sure = _("Chance alone does not explain that; it is no proof either, for nobody drew lots.")
    verdict = sure if row["is_real"] else _("It could be chance.")
    return f"{facts} {verdict}"


def rejected(view: View, rates: pd.DataFrame) -> str:
    """Say how many referrals were not counted, and why that can be."""
    n = int(rates[list(REJECTED)].sum().sum())
    if not n:
        return ""
    text = ngettext(
        "{n} referral was not counted: the referrer is unknown, is the customer, was referred by them, or came no "
        "earlier.",
        "{n} referrals were not counted: the referrer is unknown, is the customer, was referred by them, or came no "
        "earlier.",
        n,
    )
    return text.format(n=view.count(n))
