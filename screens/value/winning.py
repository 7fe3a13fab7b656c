"""Does winning customers pay, by the channel through which they came?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from localization import _, ngettext
from localization.numbers import format_number, format_percent
from metrics import MetricError
from metrics.value.winning import PAID
from ui import links, questions
from ui.people import people
from ui.tables import grid, numbers
from view.frame_cache import remembered
from words.result_words import spoken
from words.texts import attribute_label, plain, unmarked, value_label

if TYPE_CHECKING:
    from view import View

CHANNEL = "channel"
COLUMNS = (
    *("customers", "acquisition_cost", "earned_to_cost", "worth_to_cost", "worth_to_cost_low", "worth_to_cost_high"),
    *("again_to_cost", "bias", "paid_back", "will_pay_back"),
)


def section(view: View, by: str, months: int) -> None:
    """Show what was earned and is to come for each unit of cost, once the reader opens it."""
    title = _("Does winning customers pay?")
    box = st.expander(title, key="winning_box", on_change="rerun", icon=":material/payments:")
    if not box.open:
        return
    questions.note(title)
    with box:
        if not view.info.knows_profit:
            st.text(_("What winning customers brings needs the cost of the orders, which was not loaded."))
            return
        by = CHANNEL if CHANNEL in view.info.attributes else by
        try:
            whole = view.fetch("value_of_winning", months=months)
            found = view.fetch("value_of_winning", by=(by,), months=months) if by else whole
        except MetricError as error:
            st.text(str(error))
            return
        if whole.empty or not whole["customers"].iloc[0]:
            st.text(_("Of none of the chosen customers the cost of winning is known."))
            return
        st.text(said(view, whole.iloc[0], months))
        st.text(tested(view, whole.iloc[0]))
        picked = _table(view, found, by) if by else None
        numbers(view, found, definition="value_of_winning", key="winning", by=(by,) if by else (), months=months)
        _who(view, by, picked, months)


def said(view: View, row: pd.Series, months: int) -> str:
    """Say what was earned for each unit of cost, what is to come of it, and what the naive answer is."""
    if pd.isna(row["earned_to_cost"]):
        return _("Winning these customers cost nothing, so there is nothing to set their profit against.")
    text = ngettext(
        "Winning {n} customer of known cost cost {cost}. For each unit of it they have brought {earned} so far, and "
        "with what is to come in {months} months {worth}; were the last twelve months to come again, {again}.",
        "Winning {n} customers of known cost cost {cost}. For each unit of it they have brought {earned} so far, and "
        "with what is to come in {months} months {worth}; were the last twelve months to come again, {again}.",
        int(row["customers"]),
    )
    worth = _times(row["worth_to_cost"])
    if not pd.isna(row["worth_to_cost_low"]):
        worth = _("{rate} ({low} to {high})").format(
            rate=worth, low=_times(row["worth_to_cost_low"]), high=_times(row["worth_to_cost_high"])
        )
    return text.format(
        n=view.count(row["customers"]),
        cost=view.money(row["winning_cost"]),
        earned=_times(row["earned_to_cost"]),
        months=format_number(months),
        worth=worth,
        again=_times(row["again_to_cost"]),
    )


def tested(view: View, row: pd.Series) -> str:
    """Say by how much the forecast of these customers' profit missed when it was tested."""
    if not row["tested"] or pd.isna(row["bias"]):
        return _("What is to come could not be tested on these customers’ past.")
    if row["bias"] > 0:
        text = _(
            "In the test {predicted} of their profit were forecast and {came} came: {share} too much was forecast."
        )
    else:
        text = _(
            "In the test {predicted} of their profit were forecast and {came} came: {share} too little was forecast."
        )
    return text.format(
        predicted=view.money(row["predicted"]),
        came=view.money(row["came"]),
        share=format_percent(abs(row["bias"]), decimals=0),
    )


def _times(value: float) -> str:
    return "–" if pd.isna(value) else format_number(value, decimals=1)


def _table(view: View, found: pd.DataFrame, by: str) -> str | None:
    st.caption(
        unmarked(
            _("By {attribute}. Click a row to see who has paid back what winning them cost.").format(
                attribute=plain(attribute_label(by))
            )
        )
    )
    picked = grid(view, _shown(found, by), key="winning_grid", picked_by=by)
    return str(found[by].iloc[picked[0]]) if picked else None


@remembered
def _shown(found: pd.DataFrame, by: str) -> pd.DataFrame:
    return found[[by, *COLUMNS]]


def _who(view: View, by: str, value: str | None, months: int) -> None:
    """List who has paid back, will or will not: of the picked row alone, else of everybody."""
    names = spoken("paid")
    paid = links.pick(
        st.segmented_control,
        _("Which customers"),
        "paid",
        list(PAID),
        "not_paid_back",
        format_func=lambda name: names.get(name, name),
        label_visibility="collapsed",
        required=True,
    )
    chosen = view if value is None else view.among(by, (value,))
    members = chosen.people("winning_members", paid=paid, months=months, last_order=True)
    heading = _("customers: {state}").format(state=names.get(paid, paid))
    if value is not None:
        heading = _("customers of {segment}: {state}").format(
            segment=plain(value_label(value)), state=names.get(paid, paid)
        )
    ordered = members.sort_values(["owed", "customer_key"], ascending=[False, True], ignore_index=True)
    people(chosen, ordered, heading=heading, name="winning", key="people_of_winning", definition="winning_members")
