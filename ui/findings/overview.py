"""What the overview says first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import _, ngettext
from localization.numbers import format_interval, format_percent
from ui.cards import Card
from ui.texts import of

if TYPE_CHECKING:
    from ui.view import View


def kept_and_lost(view: View, kept: pd.DataFrame) -> str:
    """Say what was kept and lost in the last complete period, in one sentence; or why nothing can be said."""
    complete = kept[kept["is_complete"]]
    if complete.empty:
        return _("Retention needs two complete periods; the data cover fewer. Choose a finer period or load more.")
    last = complete.iloc[-1]
    if last["start"] == 0:
        return _("Nobody was a customer in the period before {period}, so nothing could be kept or lost.").format(
            period=view.period_name(last["period"])
        )
    sentence = _("In {period} you kept {customers} of the customers of the period before and {sales} of their sales").format(
        period=view.period_name(last["period"]),
        customers=format_percent(last["rate"]),
        sales=format_percent(last["sales_adjusted"]),
    )
    if pd.notna(last["profit_adjusted"]):
        sentence += _(", with {profit} of their profit").format(profit=format_percent(last["profit_adjusted"]))
    lost = ngettext("; {n} customer left, worth {sales} of sales a period.", "; {n} customers left, worth {sales} of sales a period.", int(last["lost"]))
    return sentence + lost.format(n=view.count(last["lost"]), sales=view.money(last["lost_revenue"]))


def headlines(view: View, kept: pd.DataFrame) -> list[Card]:
    """Return the four cards: the lost first, then customers, sales and profit kept, each against the period before."""
    complete = kept[kept["is_complete"]]
    if complete.empty:
        return []
    last = complete.iloc[-1]
    before = complete.iloc[-2] if len(complete) > 1 else None
    return [
        Card(
            _("Lost"),
            ngettext("{n} customer", "{n} customers", int(last["lost"])).format(n=view.count(last["lost"])),
            None if before is None else _difference(view, last["lost"] - before["lost"]),
            good="down",
            note=_("{sales} of sales").format(sales=view.money(last["lost_revenue"])),
            trend=list(complete["lost"]),
        ),
        Card(
            _("Customers kept"),
            format_percent(last["rate"]),
            _points(last, before, "rate"),
            note=f"{of(view.count(last['retained']), view.count(last['start']))} · "
            f"{format_interval(last['low'], last['high'])}",
            help=_("Customers of the period before who bought again; the range is the 95 % Wilson interval."),
            trend=list(complete["rate"]),
        ),
        Card(
            _("Sales kept"),
            format_percent(last["sales_adjusted"]),
            _points(last, before, "sales_adjusted"),
            note=of(view.money(last["kept_revenue"]), view.money(last["start_revenue"])),
            help=_("Sales-adjusted retention: customers weigh by what they bought in the period before."),
            trend=list(complete["sales_adjusted"]),
        ),
        Card(
            _("Profit kept"),
            format_percent(last["profit_adjusted"]),
            _points(last, before, "profit_adjusted"),
            note=of(view.money(last["kept_profit"]), view.money(last["start_profit"]))
            if view.info.knows_profit
            else _("load costs to see it"),
            help=_(
                "Profit-adjusted retention: customers weigh by the profit they brought in the period before. It may "
                "pass 100 % when those who left were making losses."
            ),
            trend=list(complete["profit_adjusted"]),
        ),
    ]


def _difference(view: View, change: float) -> str:
    sign = "+" if change > 0 else "-" if change < 0 else ""
    return f"{sign}{view.count(abs(change))}"


def _points(last: pd.Series, before: pd.Series | None, name: str) -> str | None:
    """Return the change in percentage points; None when either end is undefined."""
    if before is None or pd.isna(last[name]) or pd.isna(before[name]):
        return None
    points = (last[name] - before[name]) * 100
    sign = "+" if points > 0 else "-" if points < 0 else ""
    from localization.numbers import localize_digits

    return localize_digits(_("{sign}{points} points").format(sign=sign, points=f"{abs(points):.1f}"))
