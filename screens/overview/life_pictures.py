"""Pictures of money and life cycle: rows labelled for the reader, then drawn; and the lists behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

import charts.lifecycle
from localization import N_, _
from localization.numbers import format_money, format_percent
from screens.overview.life_findings import STATES
from ui.drawing import at_least, show
from ui.people import people
from words import season_marks
from words.texts import each, of, why_open

if TYPE_CHECKING:
    from view import View

MONEY_STEPS = {
    "start": (N_("Start"), 1),
    "lost": (N_("Did not buy again"), -1),
    "shrunk": (N_("Shrunk"), -1),
    "grown": (N_("Grown"), 1),
    "won_back": (N_("Won back"), 1),
    "new": (N_("New"), 1),
    "end": (N_("End"), 1),
}
WIDTH_OF_BRIDGE = 720  # pixels that seven amounts with their units take
SOURCES = {"kept": N_("Kept"), "won_back": N_("Won back"), "new": N_("New")}


def money_bridge(view: View, step: pd.Series, *, key: str) -> dict[str, Any] | None:
    """Draw one period of the money bridge as a waterfall; returns the picked step."""
    rows, level = [], 0.0
    for name, (label, sign) in MONEY_STEPS.items():
        amount = float(step[name]) * sign
        whole = name in {"start", "end"}
        begin, finish = (0.0, amount) if whole else (level, level + amount)
        level = finish
        rows.append(
            {
                "step": name,
                "step_label": _(label),
                "from_value": begin,
                "to_value": finish,
                # The axis names the currency; seven amounts with theirs would touch.
                "value_label": format_money(amount, compact=True, change=not whole),
                "customers_label": "",
            }
        )
    frame = pd.DataFrame(rows)
    frame["customers_label"] = _("click to see them")
    alt = _(
        "Bridge of money: {start} at the start, {lost} of those who did not buy again, {won_back} "
        "won back, {new} new, {end} at the end."
    )
    amounts = {name: view.money(float(step[name]) * sign) for name, (_label, sign) in MONEY_STEPS.items()}
    with at_least(WIDTH_OF_BRIDGE, key=key):
        return show(
            view,
            charts.lifecycle.money_bridge,
            frame,
            key=key,
            select="step",
            alt=alt.format(**amounts),
            currency=view.currency,
        )


def sources(view: View, steps: pd.DataFrame, *, key: str) -> dict[str, Any] | None:
    """Draw from whom the money of each period came; returns the picked part of a bar."""
    parts = [
        _bars(view, steps, name, label, steps[name].astype(float), steps[f"{name}_share"], view.money)
        for name, label in SOURCES.items()
    ]
    return show(
        view,
        charts.lifecycle.sources,
        _over_time(view, parts, steps["period"]),
        key=key,
        select="part",
        alt=_("Money of each period from customers kept, won back and new."),
        currency=view.currency,
    )


def states(view: View, rows: pd.DataFrame, measure: str, *, key: str) -> dict[str, Any] | None:
    """Draw customers, or sales, by state of life over time; returns the picked part of a bar."""
    parts = []
    for name, label in STATES.items():
        of_state = rows[rows["state"] == name]
        counts = measure == "customers"
        value = of_state["customers" if counts else "revenue"].astype(float)
        share = of_state["customer_share" if counts else "revenue_share"]
        write: Any = view.count if counts else view.money
        if name == "lost":
            value = -(value if measure == "customers" else of_state["revenue_before"].astype(float))
        parts.append(_bars(view, of_state, name, label, value, share, write))
    return show(
        view,
        charts.lifecycle.states,
        _over_time(view, parts, rows["period"].drop_duplicates().sort_values()),
        key=key,
        select="part",
        alt=_("Customers of each period by state of life, those who did not buy again below zero."),
        unit=_("Customers") if measure == "customers" else view.currency,
    )


def _over_time(view: View, parts: list[pd.DataFrame], starts: pd.Series) -> pd.DataFrame:
    drawn = pd.concat(parts, ignore_index=True)
    return drawn.assign(occasion_label=season_marks.labels(view, starts, drawn["order"]))


def _bars(
    view: View, steps: pd.DataFrame, name: str, label: str, value: pd.Series, share: pd.Series, write: Any
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period": steps["period"].dt.strftime("%Y-%m-%d"),
            "period_label": each(steps["period"], view.period_name),
            "order": range(len(steps)),
            "part": name,
            "value": value,
            "is_complete": steps["is_complete"],
            "part_label": _(label),
            "value_label": each(value.abs() if name == "lost" else value, write),
            "share_label": each(share, format_percent),
            "state_label": [
                _("complete") if complete else why_open(view, period)
                for period, complete in zip(steps["period"], steps["is_complete"], strict=True)
            ],
        }
    )


def rates(view: View, lines: dict[str, pd.DataFrame], target: float | None, *, key: str, alt: str) -> None:
    """Draw up to two rates over time.

    Parameters
    ----------
    view
        What the page looks at.
    lines
        By their label: period, rate, low, high, part, whole, written (the last two texts for the tooltip).
    target
        A rate to draw across, if one is set.
    key
        Name of the picture on its page.
    alt
        The finding in words.

    """
    parts = []
    for code, (label, frame) in zip(("first", "second"), lines.items(), strict=False):
        parts.append(
            pd.DataFrame(
                {
                    "period_label": each(frame["period"], view.period_name),
                    "order": range(len(frame)),
                    "line": code,
                    "line_label": label,
                    "rate": frame["rate"].astype("float64"),
                    "low": frame["low"].astype("float64"),
                    "high": frame["high"].astype("float64"),
                    "target": float("nan") if target is None else target,
                    "rate_label": each(frame["rate"], format_percent),
                    "count_label": [of(a, b) for a, b in zip(frame["part"], frame["whole"], strict=True)],
                }
            )
        )
    starts = max((frame["period"] for frame in lines.values()), key=len)
    show(view, charts.lifecycle.rates, _over_time(view, parts, starts), key=key, alt=alt)


def people_of_step(view: View, period: pd.Timestamp, step: str, measure: str, *, key: str) -> None:
    """Show the customers behind one step of the money bridge."""
    asked: dict[str, Any] = {"period": period.date(), "measure": measure}
    name = view.period_name(period)
    if step in {"start", "end"}:
        members = view.people("revenue_bridge_members", last_order=True, **asked)
        column = "before" if step == "start" else "now"
        members = members[members[column].notna()]
    elif step == "kept":
        members = view.people("revenue_bridge_members", last_order=True, **asked)
        members = members[members["before"].notna() & members["now"].notna()]
    else:
        members = view.people("revenue_bridge_members", last_order=True, step=step, **asked)
    headings = {
        "start": _("customers with a purchase in the period before {period}"),
        "end": _("customers in {period}"),
        "kept": _("kept in {period}"),
        "lost": _("did not buy again in {period}; the money is that of the period before"),
        "shrunk": _("kept who brought less in {period} than before"),
        "grown": _("kept who brought more in {period} than before"),
        "won_back": _("won back in {period}"),
        "new": _("new in {period}"),
    }
    people(
        view,
        members.drop(columns=["step", "money_change"]),
        heading=headings[step].format(period=name),
        name=f"{step}-{period.date()}",
        key=key,
        definition="revenue_bridge_members",
        about=period,
    )


def people_of_state(view: View, period: pd.Timestamp, state: str, tolerance: float, *, key: str) -> None:
    """Show the customers in one state of life in one period."""
    members = view.people("lifecycle_members", last_order=True, period=period.date(), state=state, tolerance=tolerance)
    headings = {
        "lost": _("did not buy again in {period}; the money is that of the period before"),
        "shrinking": _("shrinking in {period}"),
        "steady": _("steady in {period}"),
        "growing": _("growing in {period}"),
        "won_back": _("won back in {period}"),
        "new": _("new in {period}"),
    }
    people(
        view,
        members.drop(columns="state"),
        heading=headings[state].format(period=view.period_name(period)),
        name=f"{state}-{period.date()}",
        key=key,
        definition="lifecycle_members",
        about=period,
    )


def people_who_explain(view: View, period: pd.Timestamp, measure: str, *, key: str) -> None:
    """Show the few lost customers who explain the gap between customers and money kept."""
    members = view.people("gap_members", last_order=True, period=period.date(), measure=measure)
    people(
        view,
        members,
        heading=_(
            "did not buy again and explain {share} of the gap in {period}; the money is that of the period before"
        ).format(share=format_percent(0.8), period=view.period_name(period)),
        name=f"gap-{measure}-{period.date()}",
        key=key,
        definition="gap_members",
        about=period,
    )
