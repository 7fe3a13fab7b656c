"""What the top customers page says first: how much the best few make, who of them loses money, who left the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import N_, _, ngettext
from localization.numbers import format_percent
from ui.cards import Card
from ui.frame_cache import remembered
from ui.texts import of, period_before

if TYPE_CHECKING:
    from ui.view import View

MEASURES = {"sales": N_("Sales"), "profit": N_("Profit")}
COLUMN_OF = {"sales": "revenue", "profit": "profit"}
SHARES = ("10", "20", "30")
LEFT = ("lost", "declined", "displaced")


def measures(view: View) -> list[str]:
    """Return what the list can be ordered by: profit only where costs are known."""
    return list(MEASURES) if view.info.knows_profit else ["sales"]


@remembered
def moves(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of the list with one code for each: stayed, entered, lost, declined, displaced."""
    return changes.assign(move=changes["fate"].where(changes["fate"].notna(), changes["change"]))


def compares(changes: pd.DataFrame) -> bool:
    """Tell whether there was a list to compare with: without a period before, everybody just entered."""
    return bool((changes["change"] != "entered").any())


@remembered
def best_few(
    view: View, curve: pd.DataFrame, listed: pd.DataFrame, changes: pd.DataFrame, measure: str, share: float
) -> str:
    """Say how much the top list makes, how many on it lose money, and who is no longer on it."""
    if curve.empty or listed.empty:
        return _("Nobody bought anything in these periods.")
    return " ".join(text for text in (_made(view, curve, listed, measure, share), _left(view, changes)) if text)


def _made(view: View, curve: pd.DataFrame, listed: pd.DataFrame, measure: str, share: float) -> str:
    cut = curve[curve["is_cut"]].iloc[0]
    number = int(cut["rank"])
    texts = {
        "n": view.count(number),
        "percent": format_percent(share),
        "share": format_percent(cut["value_share"]),
        "value": view.money(cut["value"]),
    }
    if pd.isna(cut["value_share"]):
        made = ngettext(
            "{n} customer, the best {percent}, makes a profit of {value}; all customers together make none",
            "{n} customers, the best {percent}, make a profit of {value}; all customers together make none",
            number,
        )
    elif measure == "profit":
        made = ngettext(
            "{n} customer, the best {percent}, makes {share} of the profit",
            "{n} customers, the best {percent}, make {share} of the profit",
            number,
        )
    else:
        made = ngettext(
            "{n} customer, the best {percent}, makes {share} of sales",
            "{n} customers, the best {percent}, make {share} of sales",
            number,
        )
    losing = loss_makers(listed)
    lose = ngettext("; {n} of them loses money.", "; {n} of them lose money.", losing) if losing else "."
    return made.format(**texts) + lose.format(n=view.count(losing))


def _left(view: View, changes: pd.DataFrame) -> str:
    if not compares(changes):
        return ""
    gone = changes[changes["change"] == "left"]
    period = changes["period"].iloc[0]
    names = {"period": view.period_name(period), "before": period_before(view, period)}
    number, lost = int(gone["customers"].sum()), _count_of(changes, "lost")
    if not number:
        return _("Everybody on the list of {before} is still on that of {period}.").format(**names)
    left = ngettext(
        "From {before} to {period} {n} customer left the list",
        "From {before} to {period} {n} customers left the list",
        number,
    ).format(n=view.count(number), **names)
    if not lost:
        return left + ngettext(", and still buys.", ", and all of them still buy.", number)
    if lost == number:
        return left + ngettext(" and is lost.", ", all of them lost.", number)
    return left + ngettext(", {n} of them lost.", ", {n} of them lost.", lost).format(n=view.count(lost))


@remembered
def headlines(view: View, curve: pd.DataFrame, listed: pd.DataFrame, changes: pd.DataFrame, measure: str) -> list[Card]:
    """Return the cards: who left and who loses money first, then how much hangs on how few."""
    if curve.empty or listed.empty:
        return []
    cut = curve[curve["is_cut"]].iloc[0]
    found = []
    if compares(changes):
        gone, lost = int(changes.loc[changes["change"] == "left", "customers"].sum()), _count_of(changes, "lost")
        found.append(
            Card(
                _("Left the list"),
                _customers(view, gone),
                note=_("{n} of them lost").format(n=view.count(lost)),
                help=_("On the list of the period before the last complete one, and no longer on its own."),
            )
        )
    if view.info.knows_profit:
        found.append(
            Card(
                _("Lose money"),
                _customers(view, loss_makers(listed)),
                note=_("though on the list") if loss_makers(listed) else "",
                help=_("Customers on the list whose orders cost more than they bring."),
            )
        )
    found.append(
        Card(
            _("Share of sales") if measure == "sales" else _("Share of profit"),
            format_percent(cut["value_share"]),
            note=_("{value} by {customers}").format(
                value=view.money(cut["value"]), customers=of(view.count(cut["rank"]), view.count(cut["customers"]))
            ),
        )
    )
    reached = curve[curve["reaches_80"]]
    if len(reached):
        few = reached.iloc[0]
        found.append(
            Card(
                _("Make 80 % of sales") if measure == "sales" else _("Make 80 % of profit"),
                _customers(view, int(few["rank"])),
                note=_("{share} of all customers").format(share=format_percent(few["customer_share"])),
                help=_("The fewest customers who together bring 80 % of the total."),
            )
        )
    return found


@remembered
def for_80(view: View, curve: pd.DataFrame, measure: str) -> str:
    """Say how few customers bring 80 % of the total; why not, when the total is not above zero."""
    reached = curve[curve["reaches_80"]]
    if reached.empty:
        return _("There is no total above zero to take a share of.")
    few = reached.iloc[0]
    texts = {"n": view.count(few["rank"]), "share": format_percent(few["customer_share"])}
    if measure == "profit":
        return ngettext(
            "80 % of the profit comes from {n} customer, {share} of all.",
            "80 % of the profit comes from {n} customers, {share} of all.",
            int(few["rank"]),
        ).format(**texts)
    return ngettext(
        "80 % of sales come from {n} customer, {share} of all.",
        "80 % of sales come from {n} customers, {share} of all.",
        int(few["rank"]),
    ).format(**texts)


@remembered
def ties(view: View, listed: pd.DataFrame) -> str:
    """Name the customers outside the list with exactly the value of its last; empty when there is none."""
    outside = int(listed["tied_outside"].max()) if len(listed) else 0
    if not outside:
        return ""
    value = view.money(listed.loc[listed["tied_at_cut"], "value"].iloc[0], compact=False)
    return ngettext(
        "{n} customer outside the list brought exactly as much as the last one on it, {value}; who bought later, then "
        "the customer number, decided.",
        "{n} customers outside the list brought exactly as much as the last one on it, {value}; who bought later, then "
        "the customer number, decided.",
        outside,
    ).format(n=view.count(outside), value=value)


def loss_makers(listed: pd.DataFrame) -> int:
    """Return how many of the whole list lose money; 0 where costs are not known."""
    return int(listed["loss_makers"].fillna(0).max()) if len(listed) else 0


def question_of_changes(view: View, changes: pd.DataFrame) -> str:
    """Return the question that the picture of changes answers."""
    if not len(changes):
        return _("Who came onto the list, and who left it?")
    return _("Who came onto the list of {period}, and who left it?").format(
        period=view.period_name(changes["period"].iloc[0])
    )


def meaning_of_changes(view: View, changes: pd.DataFrame) -> str:
    """Say which two lists are compared, and what the kinds of leaving mean."""
    period = changes["period"].iloc[0]
    return _(
        "The list of {period} alone, against that of {before} alone. Lost: bought nothing. Declined: below the old "
        "list's last. Displaced: bought as much as before, but others more. Click a bar to see its customers."
    ).format(period=view.period_name(period), before=period_before(view, period))


def _count_of(changes: pd.DataFrame, fate: str) -> int:
    return int(changes.loc[changes["fate"] == fate, "customers"].sum())


def _customers(view: View, number: int) -> str:
    return ngettext("{n} customer", "{n} customers", number).format(n=view.count(number))
