"""The settings of a data set in the reader's words, and what a change of them was."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from localization import N_, _
from localization.dates import format_date, month_names
from localization.numbers import format_number

if TYPE_CHECKING:
    import store

CALENDAR_NAMES = {"gregorian": N_("Gregorian"), "jalali": N_("Jalali (Persian)"), "hijri": N_("Hijri (Umm al-Qura)")}
WEEK_STARTS = {
    "": N_("as the calendar has it"),
    "saturday": N_("Saturday"),
    "sunday": N_("Sunday"),
    "monday": N_("Monday"),
}


PRICES = {"table": N_("a price index that is loaded"), "basket": N_("the firm’s own orders")}

CUT_LABELS = {
    "recency_cuts": N_("Cut points of recency (days since the last purchase)"),
    "frequency_cuts": N_("Cut points of frequency (days with a purchase in a year)"),
    "money_cuts": N_("Cut points of money (sales of a year)"),
}


def difference(before: store.Settings, after: store.Settings) -> str:
    """Write what changed, for the note of the version: "currency: GBP → EUR"."""
    names = {
        "currency": _("Currency"),
        "calendar": _("Calendar"),
        "week_start": _("Weeks start on"),
        "fiscal_year_start": _("Fiscal year starts in"),
        "complete_up_to": _("Complete up to"),
        "inactive_after_days": _("Lost after so many days without a purchase"),
        "contract_grace_days": _("Days of grace after a contract's end"),
        "margin": _("Profit margin where the cost is missing"),
        "keep_versions": _("Versions to keep"),
        "time_zone": _("Time zone"),
        "prices_from": _("Equal prices by"),
        **{name: _(label) for name, label in CUT_LABELS.items()},
    }

    def shown(settings: store.Settings, name: str) -> str:
        value = getattr(settings, name)
        if name == "complete_up_to":
            return format_date(value, settings.calendar) if value else _("as proposed")
        if name == "fiscal_year_start":
            return month_names(settings.calendar)[settings.fiscal_year_start - 1]
        if name in CUT_LABELS:
            return cuts_in_words(value) or _("about a fifth each")
        texts = {**CALENDAR_NAMES, **PRICES, **{day: text for day, text in WEEK_STARTS.items() if day}}
        return _(texts[value]) if value in texts else str(value or "–")

    changed = [f.name for f in fields(before) if getattr(before, f.name) != getattr(after, f.name)]
    return "; ".join(f"{names[name]}: {shown(before, name)} → {shown(after, name)}" for name in changed)


def cuts_in_words(cuts: tuple[float, ...]) -> str:
    """Write cut points in the reader's digits, as they are typed."""
    return ", ".join(format_number(cut) for cut in cuts)
