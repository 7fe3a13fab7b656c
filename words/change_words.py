"""What is said of a change: real or chance, by how many points, out of what, and how sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import N_, _
from localization.numbers import format_change, format_interval
from words.texts import of

if TYPE_CHECKING:
    from view import View

LENSES = {
    "customers": N_("Customers kept"),
    "sales": N_("Sales kept"),
    "profit": N_("Profit kept"),
    "gross": N_("Sales kept, growth left out"),
    "net": N_("Sales kept, growth included"),
}


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
