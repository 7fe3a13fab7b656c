"""How profit, sales or charges build up from the best customer to the worst: on every page that asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import charts.customers
import charts.segments
from localization import N_, _, ngettext
from localization.numbers import format_percent
from ui import links
from ui.drawing import show
from view.frame_cache import remembered

if TYPE_CHECKING:
    from view import View


MEASURES = {"sales": N_("Sales"), "profit": N_("Profit"), "charges": N_("Monthly charges")}
SHARES = ("10", "20", "30")


def measure(view: View) -> str:
    """Return what a segment is judged by: profit, or sales where costs are not known."""
    return "profit" if view.info.knows_profit else "revenue"


def whale(view: View, curve: pd.DataFrame, *, alt: str, key: str) -> None:
    """Draw how profit builds up from the best customer to the worst; amounts where the total has no shares."""
    rows, in_money = _whale_rows(view, curve), bool(curve["value_share"].isna().all())
    show(
        view,
        charts.segments.whale,
        rows,
        key=key,
        alt=alt,
        measure=measure(view),
        in_money=in_money,
        currency=view.currency,
    )


@remembered
def _whale_rows(view: View, curve: pd.DataFrame) -> pd.DataFrame:
    in_money = bool(curve["value_share"].isna().all())
    field, written = ("value", view.money) if in_money else ("value_share", format_percent)
    peak = _("Peak: {value} with {n} customers") if curve["is_peak"].any() and not curve["is_peak"].iloc[-1] else ""
    points: list[dict[str, Any]] = [{"customer_share": 0.0, field: 0.0, "is_peak": False}]
    points += [
        {
            "customer_share": point["customer_share"],
            field: point[field],
            "is_peak": point["is_peak"],
            "peak_label": peak.format(value=written(point[field]), n=view.count(point["rank"]))
            if point["is_peak"]
            else None,
            "customer_share_label": format_percent(point["customer_share"]),
            "value_share_label": written(point[field]),
            "count_label": view.count(point["rank"]),
        }
        for point in curve.to_dict("records")
    ]
    return pd.DataFrame(points)


def ask_share() -> int:
    """Ask how many per cent of the customers the list holds."""
    percent = links.pick(
        st.segmented_control,
        _("Of all customers"),
        "share",
        SHARES,
        "20",
        format_func=lambda text: format_percent(int(text) / 100),
        required=True,
    )
    return int(percent)


def pareto(view: View, curve: pd.DataFrame, measure: str, share: float, *, alt: str, key: str) -> None:
    """Draw how the total builds up from the best customer on, with the end of the list marked."""
    if measure == "profit" and curve["value_share"].isna().all():  # no total to take a share of
        whale(view, curve, alt=alt, key=f"{key}_money")
        return
    rows = _pareto_rows(curve, measure, view)
    show(view, charts.customers.pareto, rows, key=key, alt=alt, share=share)


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
    if measure == "charges":
        return ngettext(
            "80 % of the monthly charges come from {n} customer, {share} of all.",
            "80 % of the monthly charges come from {n} customers, {share} of all.",
            int(few["rank"]),
        ).format(**texts)
    return ngettext(
        "80 % of sales come from {n} customer, {share} of all.",
        "80 % of sales come from {n} customers, {share} of all.",
        int(few["rank"]),
    ).format(**texts)


@remembered
def _pareto_rows(curve: pd.DataFrame, measure: str, view: View) -> pd.DataFrame:
    name = _(MEASURES[measure])
    points = [{"measure": measure, "customer_share": 0.0, "value_share": 0.0}]
    points += [
        {
            "measure": measure,
            "customer_share": point["customer_share"],
            "value_share": point["value_share"],
            "cut_label": f"{name} {format_percent(point['value_share'])}" if point["is_cut"] else None,
            "measure_label": name,
            "customer_share_label": format_percent(point["customer_share"]),
            "value_share_label": format_percent(point["value_share"]),
            "count_label": view.count(point["rank"]),
        }
        for point in curve.to_dict("records")
    ]
    return pd.DataFrame(points)
