"""What the top customers page says first: how much the best few made, who of them makes a loss, who left the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from localization import _, ngettext
from localization.numbers import format_number, format_percent
from ui.cards import Card
from view.frame_cache import remembered
from words.texts import of, span_words

if TYPE_CHECKING:
    from view import View

COLUMN_OF = {"sales": "revenue", "profit": "profit"}
# A first customer beyond this share is a risk of its own; so few of equal size are said with a decimal.
TOO_MUCH, LEAST_ROUNDED = 0.2, 10


@dataclass(frozen=True)
class Compared:
    """Which two lists are compared: that of so many periods `together`, and that of as many before, by their names."""

    together: int
    now: str
    before: str


def compared(view: View) -> Compared:
    """Return the list of the periods that are looked at and that of as many before; of fewer where data begin later."""
    complete = view.periods[view.periods["is_complete"]]
    if view.lens.until is not None:
        complete = complete[complete["starts_on"] <= pd.Timestamp(view.lens.until)]
    since = complete["starts_on"].min() if view.lens.since is None else pd.Timestamp(view.lens.since)
    together = max(min(int((complete["starts_on"] >= since).sum()), len(complete) // 2), 1)
    names = list(complete["name"])
    return Compared(together, _span(names[-together:]), _span(names[-2 * together : -together]))


def _span(names: list[str]) -> str:
    if not names:
        return "–"
    return names[0] if len(names) == 1 else _("{first} to {last}").format(first=names[0], last=names[-1])


def measures(view: View) -> list[str]:
    """Return what the list can be ordered by: profit only where costs are known."""
    return ["sales", "profit"] if view.info.knows_profit else ["sales"]


@remembered
def moves(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of the list with one code for each: stayed, entered, lost, declined, displaced."""
    return changes.assign(move=changes["fate"].where(changes["fate"].notna(), changes["change"]))


def compares(changes: pd.DataFrame) -> bool:
    """Tell whether there was a list to compare with: without a period before, everybody just entered."""
    return bool((changes["change"] != "entered").any())


@remembered
def best_few(view: View, curve: pd.DataFrame, measure: str, share: float) -> str:
    """Say how much the top list made in the periods that are looked at."""
    if curve.empty:
        return _("Nobody bought anything in {period}.").format(period=span_words(view))
    cut = curve[curve["is_cut"]].iloc[0]
    number = int(cut["rank"])
    texts = {
        "period": span_words(view),
        "percent": format_percent(share),
        "share": format_percent(cut["value_share"]),
        "value": view.money(cut["value"]),
    }
    if pd.isna(cut["value_share"]):
        return _(
            "In {period} the best {percent} of the customers made a profit of {value}; all customers together made "
            "none."
        ).format(**texts)
    if measure == "profit":
        said = ngettext(
            "In {period} the best {percent}, one customer, made {share} of the profit.",
            "In {period} the best {percent} of the customers made {share} of the profit.",
            number,
        )
    else:
        said = ngettext(
            "In {period} the best {percent}, one customer, made {share} of sales.",
            "In {period} the best {percent} of the customers made {share} of sales.",
            number,
        )
    return said.format(**texts)


@remembered
def headlines(
    view: View, curve: pd.DataFrame, listed: pd.DataFrame, changes: pd.DataFrame, lists: Compared, measure: str
) -> list[Card]:
    """Return the cards: who left and who loses money first, then how much hangs on how few."""
    if curve.empty or listed.empty:
        return []
    cut = curve[curve["is_cut"]].iloc[0]
    found = []
    if compares(changes):
        left, silent = int(changes.loc[changes["change"] == "left", "customers"].sum()), _count_of(changes, "lost")
        found.append(
            Card(
                _("Left the list"),
                _customers(view, left),
                meaning="lost",
                note=ngettext("{n} did not buy again", "{n} did not buy again", silent).format(n=view.count(silent)),
                help=_("On the list of {before}, and not on that of {now}.").format(before=lists.before, now=lists.now),
            )
        )
    if view.info.knows_profit:
        found.append(
            Card(
                _("Make a loss"),
                _customers(view, loss_makers(listed)),
                note=_("though on the list") if loss_makers(listed) else "",
                help=_("Customers on the list whose orders of these periods cost more than they brought."),
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
    """Return how many of the whole list make a loss; 0 where costs are not known."""
    return int(listed["loss_makers"].fillna(0).max()) if len(listed) else 0


def question_of_changes(lists: Compared) -> str:
    """Return the question that the picture of changes answers."""
    return _("Who came onto the list of {period}?").format(period=lists.now)


def meaning_of_changes(lists: Compared) -> str:
    """Say which two lists are compared, and what the kinds of leaving mean."""
    return _(
        "The list of {now} against that of {before}. Three bars left the list: who did not buy again, who bought too "
        "little for the old list, and who bought enough for it and was overtaken. Click a bar to see its customers."
    ).format(now=lists.now, before=lists.before)


@remembered
def hangs_on_few(view: View, risk: pd.DataFrame, measure: str) -> str:
    """Say how much hangs on the first customer and the first five, and how much of it may be gone already."""
    if risk.empty or pd.isna(risk["hhi"].iloc[0]):
        return ""
    row = risk.iloc[0]
    texts = {
        "first": format_percent(row["first_share"]),
        "five": format_percent(row["five_share"]),
        "n": format_number(
            row["effective_customers"], decimals=0 if row["effective_customers"] >= LEAST_ROUNDED else 1
        ),
    }
    if measure == "profit":
        said = _("The first customer makes {first} of the profit, the first five {five}; as with {n} of equal size.")
    else:
        said = _("The first customer makes {first} of sales, the first five {five}; as with {n} of equal size.")
    said = said.format(**texts)
    if row["first_share"] > TOO_MUCH:
        said += " " + _("More than a fifth hangs on one customer.")
    if pd.isna(row["risk_share"]):
        return said
    gone = _("By the forecast {money} of it, {share}, came from customers who may never buy again.")
    return f"{said} {gone.format(money=view.money(row['may_be_gone']), share=format_percent(row['risk_share']))}"


@remembered
def lasts(view: View, kept: pd.DataFrame) -> str:
    """Say how much of the list of before is on the list of now, and at which prices that was compared."""
    if kept.empty or pd.isna(kept["list_retention"].iloc[0]):
        return ""
    row = kept.iloc[0]
    said = _("Of the {n} customers on the list before, {share} are on it now; of both lists together {both}.").format(
        n=view.count(row["list_before"]),
        share=format_percent(row["list_retention"], decimals=0),
        both=format_percent(row["jaccard"], decimals=0),
    )
    if not view.priced:
        return said
    return f"{said} " + _("Both are compared at prices of {month}.").format(month=view.priced)


def question_of_the_few(view: View) -> str:
    """Return the question that the curve answers."""
    return _("How much hung on how few in {period}?").format(period=span_words(view))


def _count_of(changes: pd.DataFrame, fate: str) -> int:
    return int(changes.loc[changes["fate"] == fate, "customers"].sum())


def _customers(view: View, number: int) -> str:
    return ngettext("{n} customer", "{n} customers", number).format(n=view.count(number))
