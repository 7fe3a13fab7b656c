"""Small pieces of text that pictures, cards and findings share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localization import _
from localization.numbers import format_number

if TYPE_CHECKING:
    import pandas as pd

    from ui.view import View


def of(part: str, whole: str) -> str:
    """Return "425 of 935": a rate never travels without what it is a share of."""
    return _("{part} of {whole}").format(part=part, whole=whole)


def signed(number: int) -> str:
    """Return a number with its sign, zero without one."""
    return f"+{format_number(number)}" if number > 0 else format_number(number)


def closes_on(view: View, period: pd.Timestamp) -> str:
    """Say until when an open period stays open."""
    row = view.periods.loc[view.periods["starts_on"] == period, "ends_on"]
    return _("open until {day}").format(day=view.day(row.iloc[0] if len(row) else None))


def value_label(value: str) -> str:
    """Return an attribute's value for the reader; customers without one have a name too."""
    return value or _("not stated")


def attribute_label(name: str) -> str:
    """Return a customers' column's name for the reader: ours translated, the analyst's own as it is."""
    known = {
        "": _("nothing"),
        "segment": _("Segment"),
        "role": _("Side"),
        "region": _("Region"),
        "channel": _("Channel"),
        "owner": _("Owner"),
    }
    return known.get(name, name.replace("_", " ").capitalize())
