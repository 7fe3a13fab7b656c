"""The best customers by what they pay in a month, where no order tells their sales."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from localization import _, ngettext
from localization.numbers import format_percent
from metrics.people import CONTACTS
from ui import links
from ui.cards import Card, cards, finding
from ui.people import Rest, people
from ui.tables import explain, numbers, titled
from ui.whale_curve import ask_share, for_80, pareto
from view.frame_cache import remembered
from words.texts import of, unmarked

if TYPE_CHECKING:
    import pandas as pd

    from view import View

LISTED = ("rank", "name", "customer_id", "segment", "monthly_charge", "tenure_months", "has_left", "owner")
FIRST = 1000


def section(view: View) -> None:
    """Show how much the few pay who pay most, who they are, and which of them have left."""
    answer = st.container()
    share = ask_share() / 100
    curve = view.fetch("charges_curve", share=share)
    if curve.empty:
        finding(_("What none of the chosen customers pays is known."))
        return
    listed = _top(view, share, FIRST)
    with answer:
        finding(_best_few(view, curve, listed, share))
        st.caption(
            unmarked(
                _(
                    "By monthly charges: of today, and of the last month of those who left. A file of orders would add "
                    "sales, profit and who came onto the list."
                )
            )
        )
        cards(_cards_of(view, curve, listed), key="headlines")
    with titled(_("How much hangs on how few?")):
        numbers(view, curve, definition="charges_curve", key="pareto", share=share)
    said = for_80(view, curve, "charges")
    pareto(view, curve, "charges", share, alt=said, key="pareto")
    st.caption(unmarked(said))
    titled(_("Who pays most?"))
    kinds = {"listed": _("On the list")}
    if int(listed["left"].fillna(0).max()):
        kinds["left"] = _("Of these, who left")
    whom = links.pick(
        st.segmented_control,
        _("Which customers"),
        "whom",
        list(kinds),
        "listed",
        format_func=kinds.__getitem__,
        label_visibility="collapsed",
        required=True,
    )
    shown = listed if whom == "listed" else _who_left(_top(view, share, None))
    count = int(listed["listed"].iloc[0]) if whom == "listed" else len(shown)
    rest = Rest(count, lambda: _columns(_top(view, share, None))) if whom == "listed" else None
    heading = _("customers on the list") if whom == "listed" else _("customers of the list who left")
    people(view, _columns(shown), heading=heading, name=f"top-charges-{whom}", key=f"charges_{whom}", rest=rest)
    explain(view, "top_charges", key="list", share=share)


def _top(view: View, share: float, first: int | None) -> pd.DataFrame:
    return _in_order(view.people("top_charges", share=share, top=first))


@remembered
def _in_order(listed: pd.DataFrame) -> pd.DataFrame:
    return listed.sort_values("rank", ignore_index=True)


@remembered
def _who_left(listed: pd.DataFrame) -> pd.DataFrame:
    return listed[listed["has_left"].fillna(False).astype(bool)]


@remembered
def _columns(listed: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in (*LISTED, *CONTACTS) if name in listed.columns]
    return listed[["customer_key", *(name for name in names if listed[name].notna().any())]]


def _best_few(view: View, curve: pd.DataFrame, listed: pd.DataFrame, share: float) -> str:
    cut = curve[curve["is_cut"]].iloc[0]
    said = _("The best {percent} of the customers pay {share} of the monthly charges.").format(
        percent=format_percent(share), share=format_percent(cut["value_share"])
    )
    if listed["left"].isna().all():
        return said
    left = int(listed["left"].iloc[0])
    if left == 0:
        return f"{said} " + _("None of them has left.")
    return f"{said} " + ngettext("{n} of them has left.", "{n} of them have left.", left).format(n=view.count(left))


def _cards_of(view: View, curve: pd.DataFrame, listed: pd.DataFrame) -> list[Card]:
    cut, on_list = curve[curve["is_cut"]].iloc[0], int(listed["listed"].iloc[0])
    found = [
        Card(_("On the list"), view.count(on_list), note=of(view.count(on_list), view.count(cut["customers"]))),
        Card(
            _("What they pay in a month"),
            view.money(cut["value"]),
            meaning="kept",
            note=_("{share} of all").format(share=format_percent(cut["value_share"])),
        ),
    ]
    if listed["left"].notna().any():
        left = int(listed["left"].iloc[0])
        found.append(
            Card(
                _("Left"),
                view.count(left),
                meaning="lost",
                note=_("{share} of the list").format(share=format_percent(left / on_list)),
            )
        )
    return found
