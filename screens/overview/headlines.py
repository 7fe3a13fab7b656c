"""The headline cards of the overview, and how they compare with another period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import N_, _
from localization.numbers import format_change, format_percent
from ui.cards import Card, Verdict
from words import change_words
from words.texts import of

if TYPE_CHECKING:
    from view import View

DOORS = {"sales": "gap_sales", "profit": "gap_profit"}
HELP = {
    "sales": N_("Sales-adjusted retention: customers weigh by what they bought in the period before."),
    "profit": N_(
        "Profit-adjusted retention: customers weigh by the profit they brought in the period before. It may pass 100 % "
        "when those who did not buy again were making losses."
    ),
}


def headlines(view: View, kept: pd.DataFrame, changes: dict[str, pd.Series], apart: int = 1) -> list[Card]:
    """Return the four cards: who did not buy again first, then customers, sales and profit kept.

    Parameters
    ----------
    view
        What the page looks at.
    kept
        `retention`, the open period included.
    changes
        Rows of `retention_change` of the last complete period, by lens: what was compared, and whether it is real.
    apart
        Periods between the two that are compared.

    """
    complete = kept[kept["is_complete"]]
    if complete.empty:
        return []
    last, before = now_and_then(kept, apart)
    n = int(last["lost"])
    money = {"sales": ("sales_adjusted", "revenue"), "profit": ("profit_adjusted", "profit")}
    return [
        Card(
            _("Did not buy again"),
            view.count(n),
            None if before is None else format_change(n - before["lost"], decimals=0),
            verdict=verdict(changes.get("customers")),
            meaning="lost",
            note=_("{sales} of sales").format(sales=view.money(last["lost_revenue"])),
            help=_(
                "Customers of the period before who did not buy again; the arrow says how many more or fewer than in "
                "the period that is compared. The colour is that of the share kept."
            ),
            trend=list(complete["lost"]),
            opens="lost" if n else "",
            door=_("Who?"),
        ),
        Card(
            _("Customers kept"),
            format_percent(last["rate"]),
            _change(changes.get("customers")),
            verdict=verdict(changes.get("customers")),
            meaning="kept",
            note=of(view.count(last["retained"]), view.count(last["start"])),
            help=_("Customers of the period before who bought again."),
            trend=list(complete["rate"]),
            opens="kept" if last["retained"] else "",
            door=_("Who?"),
            lens="customers" if last["start"] else "",
        ),
        *(
            Card(
                _("Sales kept") if lens == "sales" else _("Profit kept"),
                format_percent(last[rate]),
                _change(changes.get(lens)),
                verdict=verdict(changes.get(lens)),
                meaning="kept",
                note=_sales_note(view, last) if lens == "sales" else _profit_note(view, last),
                help=_(HELP[lens]),
                trend=list(complete[rate]),
                opens=DOORS[lens] if n and last[f"start_{column}"] > 0 and pd.notna(last[rate]) else "",
                door=_("Who explains the gap?"),
                lens=lens if pd.notna(last[rate]) else "",
            )
            for lens, (rate, column) in money.items()
        ),
    ]


def now_and_then(rows: pd.DataFrame, apart: int) -> tuple[pd.Series, pd.Series | None]:
    """Return the row of the last complete period, and of the one so many before it; None where there is none."""
    complete = rows[rows["is_complete"]]
    return complete.iloc[-1], complete.iloc[-1 - apart] if len(complete) > apart else None


def verdict(change: pd.Series | None) -> Verdict:
    """Say whether a rate got better or worse; a change that could be chance, or is not known, is neither."""
    if change is None or pd.isna(change["is_real"]) or not change["is_real"]:
        return "unclear"
    return "better" if change["rate_change"] > 0 else "worse"


def _change(change: pd.Series | None) -> str | None:
    """Write a change in percentage points, and that it could be chance; None when either end is undefined."""
    if change is None or pd.isna(change["rate_change"]):
        return None
    text = change_words.points(float(change["rate_change"]))
    return text if verdict(change) != "unclear" else f"{text} · {change_words.verdict(change, '')}"


def _sales_note(view: View, last: pd.Series) -> str:
    return of(view.money(last["kept_revenue"]), view.money(last["start_revenue"]))


def _profit_note(view: View, last: pd.Series) -> str:
    if not view.info.knows_profit:
        return _("load costs to see it")
    if last["start"] and not last["start_profit"] > 0:
        loss = view.money(last["start_profit"])
        return _("The period before made no profit in all ({amount}), so no share of it can be kept.").format(
            amount=loss
        )
    return of(view.money(last["kept_profit"]), view.money(last["start_profit"]))
