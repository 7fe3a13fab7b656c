"""What the page of what to do next says: how much can be moved, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import register
from localization import _, ngettext
from screens.actions import next_lists
from ui import clock
from ui.cards import Card

if TYPE_CHECKING:
    import pandas as pd

    from view import Total, View


def headlines(view: View, to_lose: Total, fixes: pd.DataFrame, losers: pd.DataFrame) -> list[Card]:
    """Return the cards: what each list is about in money, and what is under way."""
    found = []
    if to_lose.rows:
        found.append(
            Card(
                _("To call"),
                view.count(to_lose.rows),
                note=_("{money} can be expected to be lost").format(money=view.money(to_lose.amount)),
                help=_("Customers with a loss to expect: the chance that they buy nothing, times what they brought."),
                meaning="lost",
            )
        )
    if len(fixes):
        found.append(
            Card(
                _("To fix"),
                view.money(fixes["money"].sum())
                if fixes["money"].notna().any()
                else view.count(fixes["departed"].sum()),
                note=_("of customers who left over what is yours to change"),
                help=_("What those who left had brought in the twelve months before, by causes that you can change."),
                meaning="lost",
            )
        )
    if len(losers):
        found.append(
            Card(
                _("Losing on"),
                view.count(len(losers)),
                note=_("{money} of profit in {period}").format(
                    money=view.money(losers["profit"].sum()), period=view.span_name
                ),
                help=_("Customers whose sales do not cover the cost of what they bought."),
                meaning="lost",
            )
        )
    found.append(under_way(view))
    return found


def under_way(view: View) -> Card:
    """Return the card of what was taken on: open actions, and how many of them are late."""
    counted = register.counts(view.dataset, clock.today())
    late = ngettext("{n} is overdue", "{n} are overdue", counted["overdue"]).format(n=view.count(counted["overdue"]))
    return Card(
        _("Taken on"),
        view.count(counted["open"]),
        note=_("{late}, {done} done").format(late=late, done=view.count(counted["done"])),
        help=_("Actions that are open; whose day has passed are overdue."),
    )


def answer(
    view: View, calls: pd.DataFrame, to_lose: Total, fixes: pd.DataFrame, losers: pd.DataFrame, split: str
) -> str:
    """Say what moves most money: whom to call first, what to fix first, who costs most.

    `calls` are the first to be called, `to_lose` all of them.
    """
    said = []
    if len(calls):
        first = calls.iloc[0]
        said.append(
            _("Call {customer} first: {money} can be expected to be lost, of {all} among all who are listed.").format(
                customer=next_lists.called(first),
                money=view.money(first["expected_loss"]),
                all=view.money(to_lose.amount),
            )
        )
    if len(fixes) and fixes["money"].notna().any():
        first = fixes.iloc[0]
        text = _("Of what drives customers away and is yours to change, {cause} costs most: {money} a year.")
        cause = next_lists.named(first["cause"], split, first["group"])
        said.append(text.format(cause=cause, money=view.money(first["money"])))
    if len(losers):
        text = ngettext(
            "{n} customer costs {money} more than they bring.",
            "{n} customers cost {money} more than they bring.",
            len(losers),
        )
        said.append(text.format(n=view.count(len(losers)), money=view.money(-losers["profit"].sum())))
    return " ".join(said) or _(
        "Nothing stands out: nobody is likely to leave, nobody left over what you can change, and nobody costs more "
        "than they bring."
    )
