"""What the data page says first, and what became of an uploaded file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import N_, _, ngettext
from localization.dates import format_date
from localization.numbers import format_number, format_percent
from store.schema import TABLES
from ui.cards import Card

if TYPE_CHECKING:
    from datetime import date

    from view import View

# Below this share of the lines nobody needs to be told in the first sentence.
WORTH_SAYING = 0.02
KINDS = {
    "purchase": (N_("Purchases"), N_("make a customer active")),
    "return": (N_("Returns"), N_("taken off the order they belong to")),
    "unmatched": (N_("Returns without a purchase before"), N_("in no number about customers")),
    "cancelled": (N_("Cancelled"), N_("left out of every number")),
    "anonymous": (N_("Without a customer"), N_("in no number about customers")),
}


def _held(view: View) -> str:
    """Name the tables with rows, and how many each has; empty where departures are all there is besides customers."""
    counts = {table.label: int(view.info.counts.get(f"{table.name}_rows", 0)) for table in TABLES.values()}
    few = {TABLES["customers"].label, TABLES["departures"].label}
    if not any(rows for label, rows in counts.items() if label not in few) and counts[TABLES["departures"].label]:
        return ""
    return " · ".join(f"{_(label)} {view.count(rows)}" for label, rows in counts.items() if rows)


def holds(view: View, days: tuple[date, date] | None, lines: pd.DataFrame) -> str:
    """Say what the data set holds, and the one thing of its quality that matters most."""
    counts = view.info.counts
    if not view.info.has("orders") and (held := _held(view)):
        return _(
            "This data set holds no orders, but these rows: {tables}. Load the orders to see what is kept."
        ).format(tables=held)
    if days is None:
        return _("This data set holds no order and no departure yet; load the orders first.")
    first, last = (format_date(day, view.calendar) for day in days)
    if not view.info.has("orders"):
        return ngettext(
            "This data set holds {n} departure from {first} to {last}; load the orders to see what is kept.",
            "This data set holds {n} departures from {first} to {last}; load the orders to see what is kept.",
            int(counts["departures_rows"]),
        ).format(n=view.count(counts["departures_rows"]), first=first, last=last)
    sentence = _("{lines} order lines of {customers} customers from {first} to {last}.").format(
        lines=view.count(counts["orders_rows"]), customers=view.count(counts["customers"]), first=first, last=last
    )
    return f"{sentence} {_worry(view, lines)}"


def _worry(view: View, lines: pd.DataFrame) -> str:
    anonymous = lines[lines["kind"] == "anonymous"]
    rejected = sum(upload.rejected for upload in view.info.uploads)
    if not anonymous.empty and anonymous["line_share"].iloc[0] >= WORTH_SAYING:
        return _(
            "{lines} of the lines, {sales} of the sales, belong to no known customer: "
            "they are in no number about customers."
        ).format(
            lines=format_percent(anonymous["line_share"].iloc[0]),
            sales=format_percent(anonymous["revenue_share"].iloc[0]),
        )
    if rejected:
        return ngettext(
            "{n} row could not be read and was set aside.", "{n} rows could not be read and were set aside.", rejected
        ).format(n=view.count(rejected))
    if not view.info.knows_profit:
        return _("Costs are known for {share} of the sales, too few to speak of profit.").format(
            share=format_percent(view.info.counts["cost_share"])
        )
    return _("Every row could be read.")


def headlines(view: View) -> list[Card]:
    """Return what a version holds in four cards."""
    counts = view.info.counts
    return [
        Card(_("Order lines"), view.count(counts["orders_rows"])),
        Card(_("Orders of known customers"), view.count(counts["orders"])),
        Card(_("Customers"), view.count(counts["customers"])),
        Card(
            _("Sales with a known cost"),
            format_percent(counts["cost_share"]),
            note=_("profit is shown") if view.info.knows_profit else _("too few to speak of profit"),
        ),
    ]


def described(lines: pd.DataFrame) -> pd.DataFrame:
    """Put into words what each kind of order line is and what becomes of it."""
    named = lines.assign(
        line_kind=[_(KINDS[kind][0]) for kind in lines["kind"]],
        consequence=[_(KINDS[kind][1]) for kind in lines["kind"]],
    )
    return named[["line_kind", "lines", "line_share", "revenue", "revenue_share", "consequence"]]


def uploads(view: View) -> pd.DataFrame:
    """List the files that a version was made from, the newest first."""
    return pd.DataFrame(
        [
            {
                "file_name": upload.file_name,
                "table": _(TABLES[upload.table].label),
                "rows_read": upload.rows_read,
                "accepted": upload.accepted,
                "rejected": upload.rejected,
                "skipped": upload.skipped,
                "loaded_on": view.day(upload.loaded_at),
            }
            for upload in reversed(view.info.uploads)
        ]
    )


def read(
    rows_read: int, accepted: int, rejected: int, skipped: int, anonymous: int, *, has_anonymous: bool
) -> list[Card]:
    """Return what became of the rows of a file."""
    cards = [
        Card(_("Accepted"), format_number(accepted), note=_share(accepted, rows_read)),
        Card(
            _("Set aside"),
            format_number(rejected),
            note=_("cannot be read; listed below") if rejected else _("every row can be read"),
        ),
        Card(
            _("Without a customer"),
            format_number(anonymous),
            note=_("accepted, in no number about customers") if anonymous else _("every row names one"),
        ),
        Card(
            _("Skipped"),
            format_number(skipped),
            note=_("blank, or left out by you") if skipped else _("no row was left out"),
        ),
    ]
    return cards if has_anonymous else [card for card in cards if card is not cards[2]]


def _share(part: int, whole: int) -> str:
    return _("{share} of {n} rows").format(
        share=format_percent(part / whole if whole else None), n=format_number(whole)
    )
