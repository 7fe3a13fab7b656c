"""What is said of the gap between customers and money kept, and of the shortcut from totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import _, ngettext
from localization.numbers import format_interval, format_percent

if TYPE_CHECKING:
    from view import View

NARROW = 0.005


def gap(view: View, row: pd.Series | None, measure: str) -> str:
    """Say how far customers and money kept lie apart, and how few of the lost explain it (from `retention_gap`)."""
    if row is None or pd.isna(row["rate"]):
        return ""
    if pd.isna(row["adjusted"]):
        if measure == "profit":
            return _("The period before made no profit in all, so there is no share of it to keep.")
        return _("The period before had no sales in all, so there is no share of them to keep.")
    texts = {"customers": format_percent(row["rate"]), "money": format_percent(row["adjusted"])}
    if row["lost"] == 0:
        return _("Everybody bought again, so customers and money were kept alike.")
    if row["gap"] < NARROW:
        return _of_smaller(row["gap"], measure).format(**texts)
    few = int(row["customers"])
    text = (
        ngettext(
            "{customers} of customers stayed, with {money} of the profit: {n} customer explains {share} of the gap.",
            "{customers} of customers stayed, with {money} of the profit: {n} customers explain {share} of the gap.",
            few,
        )
        if measure == "profit"
        else ngettext(
            "{customers} of customers stayed, with {money} of the sales: {n} customer explains {share} of the gap.",
            "{customers} of customers stayed, with {money} of the sales: {n} customers explain {share} of the gap.",
            few,
        )
    )
    return text.format(n=view.count(few), share=format_percent(0.8), **texts)


def _of_smaller(by: float, measure: str) -> str:
    if by > -NARROW:
        return (
            _(
                "{customers} of customers stayed, with {money} of the profit: those who did not buy "
                "again were of average size."
            )
            if measure == "profit"
            else _(
                "{customers} of customers stayed, with {money} of the sales: those who did not buy "
                "again were of average size."
            )
        )
    return (
        _(
            "{customers} of customers stayed, with {money} of the profit: those who did not buy "
            "again were smaller than average."
        )
        if measure == "profit"
        else _(
            "{customers} of customers stayed, with {money} of the sales: those who did not buy again "
            "were smaller than average."
        )
    )


def shortcut(view: View, row: pd.Series) -> str:
    """Compare the strict rate with the shortcut from totals, and say why that can pass 100 %."""
    if pd.isna(row["rate"]):
        return ""
    texts = {
        "shortcut": format_percent(row["shortcut"]),
        "rate": format_percent(row["rate"]),
        "end": view.count(row["end"]),
        "new": view.count(row["new"]),
        "start": view.count(row["start"]),
        "retained": view.count(row["retained"]),
    }
    text = _(
        "For comparison only: from totals, ({end} − {new}) ÷ {start} gives {shortcut}. The strict rate follows each "
        "customer: {retained} of {start} stayed, {rate}."
    ).format(**texts)
    if not row["won_back"]:
        agree = _("The two agree, because nobody was won back.")
        return f"{text} {agree}"
    why = ngettext(
        "The shortcut counts {n} customer won back as if never away; when they outnumber those who "
        "did not buy again, it passes 100 %.",
        "The shortcut counts {n} customers won back as if never away; when they outnumber those who "
        "did not buy again, it passes 100 %.",
        int(row["won_back"]),
    )
    return f"{text} {why.format(n=view.count(row['won_back']))}"


def since_last_year(view: View, row: pd.Series | None, then: str) -> str:
    """Say what became of the customers of the same period last year (a row of `like_for_like`)."""
    if row is None:
        return _("There is no complete period a year before in the data, so nothing can be compared like for like.")
    return _(
        "Of the {start} customers of {then}, {retained} bought in {period} too: {rate} ({interval}). Their sales then "
        "were {before}, now {now}."
    ).format(
        start=view.count(row["start"]),
        then=then,
        retained=view.count(row["retained"]),
        period=view.period_name(row["period"]),
        rate=format_percent(row["rate"]),
        interval=format_interval(row["low"], row["high"]),
        before=view.money(row["kept_revenue"]),
        now=view.money(row["revenue_now"]),
    )
