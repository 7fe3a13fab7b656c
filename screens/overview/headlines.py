"""The headline cards of the overview, and how they compare with another period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import _, ngettext
from localization.numbers import format_change, format_interval, format_percent
from metrics.intervals import newcombe
from ui import change_words
from ui.cards import Card
from ui.frame_cache import remembered
from ui.texts import of

if TYPE_CHECKING:
    from ui.view import View


@remembered
def headlines(view: View, kept: pd.DataFrame, steps: pd.DataFrame, apart: int = 1) -> list[Card]:
    """Return the five cards: the lost first, then customers, sales and profit kept, and the won back, with changes.

    Parameters
    ----------
    view
        What the page looks at.
    kept, steps
        `retention` and `bridge`, the open period included.
    apart
        Periods between the two that are compared.

    """
    complete = kept[kept["is_complete"]]
    if complete.empty:
        return []
    last, before = now_and_then(kept, apart)
    return [
        Card(
            _("Lost"),
            ngettext("{n} customer", "{n} customers", int(last["lost"])).format(n=view.count(last["lost"])),
            None if before is None else format_change(last["lost"] - before["lost"], decimals=0),
            good="down",
            note=_("{sales} of sales").format(sales=view.money(last["lost_revenue"])),
            help=_(
                "Customers of the period before who did not buy again; the arrow says how many more or fewer than in "
                "the period before, or a year before."
            ),
            trend=list(complete["lost"]),
            opens="lost" if last["lost"] else "",
            door=ngettext("Show the {n} lost", "Show the {n} lost", int(last["lost"])).format(
                n=view.count(last["lost"])
            ),
        ),
        Card(
            _("Customers kept"),
            format_percent(last["rate"]),
            _points(last, before, "rate"),
            note=_joined(of(view.count(last["retained"]), view.count(last["start"])), _trust(last, before)),
            help=_("Customers of the period before who bought again; the range is the 95 % Wilson interval."),
            trend=list(complete["rate"]),
            opens="kept" if last["retained"] else "",
            door=ngettext("Show the {n} kept", "Show the {n} kept", int(last["retained"])).format(
                n=view.count(last["retained"])
            ),
            lens="customers" if last["start"] else "",
        ),
        Card(
            _("Sales kept"),
            format_percent(last["sales_adjusted"]),
            _points(last, before, "sales_adjusted"),
            note=of(view.money(last["kept_revenue"]), view.money(last["start_revenue"])),
            help=_(
                "Sales-adjusted retention: customers weigh by what they bought in the period before. Open the "
                "definition to see its interval and whether the change is real."
            ),
            trend=list(complete["sales_adjusted"]),
            opens="gap_sales" if last["lost"] and last["start_revenue"] > 0 else "",
            door=_("Who explains the gap"),
            lens="sales" if pd.notna(last["sales_adjusted"]) else "",
        ),
        Card(
            _("Profit kept"),
            format_percent(last["profit_adjusted"]),
            _points(last, before, "profit_adjusted"),
            note=_profit_note(view, last),
            help=_(
                "Profit-adjusted retention: customers weigh by the profit they brought in the period before. It may "
                "pass 100 % when those who left were making losses. Open the definition to see its interval and "
                "whether the change is real."
            ),
            trend=list(complete["profit_adjusted"]),
            opens="gap_profit" if view.info.knows_profit and last["lost"] and last["start_profit"] > 0 else "",
            door=_("Who explains the gap"),
            lens="profit" if pd.notna(last["profit_adjusted"]) else "",
        ),
        _won_back(view, steps, apart),
    ]


def now_and_then(rows: pd.DataFrame, apart: int) -> tuple[pd.Series, pd.Series | None]:
    """Return the row of the last complete period, and of the one so many before it; None where there is none."""
    complete = rows[rows["is_complete"]]
    return complete.iloc[-1], complete.iloc[-1 - apart] if len(complete) > apart else None


def _won_back(view: View, steps: pd.DataFrame, apart: int) -> Card:
    """Return the card of the customers won back, which opens them (from `bridge`)."""
    last, before = now_and_then(steps, apart)
    n = int(last["won_back"])
    share = _("of the {n} active").format(n=view.count(last["end"]))
    return Card(
        _("Won back"),
        ngettext("{n} customer", "{n} customers", n).format(n=view.count(n)),
        None if before is None else format_change(last["won_back"] - before["won_back"], decimals=0),
        note=share,
        help=_(
            "Customers of this period who had bought before, but not in the period before it. They never count as "
            "kept. What they bring stands under “Money”."
        ),
        trend=list(steps.loc[steps["is_complete"], "won_back"]),
        opens="won_back" if n else "",
        door=ngettext("Show the {n} won back", "Show the {n} won back", n).format(n=view.count(n)),
    )


@remembered
def compared(view: View, kept: pd.DataFrame, apart: int) -> str:
    """Say how the share of customers kept differs from that of the same period last year, and whether that is real."""
    if kept[kept["is_complete"]].empty:
        return ""
    last, before = now_and_then(kept, apart)
    if before is None:
        return _("There is no period a year before to compare with.")
    change = _points(last, before, "rate")
    if change is None:
        return ""
    return _("A year before, in {then}, it was {rate} of the customers ({count}): {change}, {verdict}.").format(
        then=view.period_name(before["period"]),
        rate=format_percent(before["rate"]),
        count=of(view.count(before["retained"]), view.count(before["start"])),
        change=change,
        verdict=_verdict(last, before),
    )


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _trust(last: pd.Series, before: pd.Series | None) -> str:
    """Return the interval of the share of customers kept and whether its change is real."""
    interval = "" if pd.isna(last["low"]) else format_interval(last["low"], last["high"])
    return interval if before is None else _joined(interval, _verdict(last, before))


def _verdict(last: pd.Series, before: pd.Series) -> str:
    """Say whether the change of the share of customers kept is real; nothing where there was nobody to keep."""
    change = newcombe(*(int(row[name]) for row in (last, before) for name in ("retained", "start")))
    if change is None:
        return ""
    low, high = change
    return _("a real change") if low > 0 or high < 0 else _("could be chance")


def _profit_note(view: View, last: pd.Series) -> str:
    if not view.info.knows_profit:
        return _("load costs to see it")
    if last["start"] and not last["start_profit"] > 0:
        loss = view.money(last["start_profit"])
        return _("The period before made no profit in all ({amount}), so no share of it can be kept.").format(
            amount=loss
        )
    return of(view.money(last["kept_profit"]), view.money(last["start_profit"]))


def _points(last: pd.Series, before: pd.Series | None, name: str) -> str | None:
    """Return the change in percentage points; None when either end is undefined."""
    if before is None or pd.isna(last[name]) or pd.isna(before[name]):
        return None
    return change_words.points(float(last[name] - before[name]))
