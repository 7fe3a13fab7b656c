"""What is said of the gap between customers and money kept, of changes, and of the shortcut from totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import N_, _, ngettext
from localization.numbers import format_change, format_interval, format_percent
from ui.texts import of

if TYPE_CHECKING:
    from ui.view import View

LENSES = {
    "customers": N_("Customers kept"),
    "sales": N_("Sales kept"),
    "profit": N_("Profit kept"),
    "gross": N_("Gross revenue retention"),
    "net": N_("Net revenue retention"),
}
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
        return _("Nobody left, so customers and money were kept alike.")
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
            _("{customers} of customers stayed, with {money} of the profit: those who left were of average size.")
            if measure == "profit"
            else _("{customers} of customers stayed, with {money} of the sales: those who left were of average size.")
        )
    return (
        _("{customers} of customers stayed, with {money} of the profit: those who left were smaller than average.")
        if measure == "profit"
        else _("{customers} of customers stayed, with {money} of the sales: those who left were smaller than average.")
    )


def verdict(change: pd.Series | None, against: str) -> str:
    """Say whether a change is real or could be chance (a row of `retention_change`); why, when it cannot be said."""
    if change is None or pd.isna(change["rate"]):
        return ""
    if pd.isna(change["rate_before"]):
        return _("nothing to compare with")
    if pd.isna(change["is_real"]):
        return _("no verdict: too few customers weigh too much")
    if change["is_real"]:
        return _("a real change since {period}").format(period=against)
    return _("could be chance")


def change_text(change: pd.Series) -> str:
    """Write a change in percentage points with its 95 % interval."""
    if pd.isna(change["rate_change"]):
        return "–"
    text = points(change["rate_change"])
    if pd.isna(change["change_low"]):
        return text
    return _("{points} (95 %: {low} to {high})").format(
        points=text, low=points(change["change_low"]), high=points(change["change_high"])
    )


def points(share: float) -> str:
    """Write a difference of two shares in percentage points, signed."""
    return _("{change} points").format(change=format_change(share * 100, decimals=1))


def fraction(view: View, change: pd.Series) -> str:
    """Write numerator and denominator of a rate of `retention_change`."""
    write = view.count if change["lens"] == "customers" else view.money
    return of(write(change["part"]), write(change["whole"]))


def interval(change: pd.Series) -> str:
    """Write the 95 % interval of a rate; say so where there is none."""
    if pd.isna(change["low"]):
        return _("no interval: everybody was kept, or nobody")
    return format_interval(change["low"], change["high"])


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
        "The shortcut counts {n} customer won back as if never away; with more won back than lost it passes 100 %.",
        "The shortcut counts {n} customers won back as if never away; with more won back than lost it passes 100 %.",
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
