"""What is said of the money bridge, the life cycle and the second purchase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import N_, _, ngettext
from localization.numbers import format_number, format_percent, isolate
from words.texts import of, period_before

if TYPE_CHECKING:
    from view import View

MEASURES = {"revenue": N_("Sales"), "profit": N_("Profit")}
STATES = {
    "lost": N_("Did not buy again"),
    "shrinking": N_("Shrinking"),
    "steady": N_("Steady"),
    "growing": N_("Growing"),
    "won_back": N_("Won back"),
    "new": N_("New"),
}


def money_moved(view: View, step: pd.Series, counts: pd.Series, measure: str) -> str:
    """Say from whom the money of one period came, and how much the lost took along.

    Parameters
    ----------
    view
        What the page looks at.
    step
        A row of `revenue_bridge`.
    counts
        The same period's row of `bridge`.
    measure
        revenue or profit.

    """
    texts = {
        "period": view.period_name(step["period"]),
        "before": period_before(view, step["period"]),
        "end": view.money(step["end"]),
        "lost": view.money(step["lost"]),
    }
    if step["end"] <= 0:
        if measure == "profit":
            return _("{period} brought no profit ({end}), so nobody's share of it can be told.").format(**texts)
        return _("{period} brought no sales ({end}), so nobody's share of them can be told.").format(**texts)
    shares = {
        "kept": format_percent(step["kept_share"]),
        "won_back": format_percent(step["won_back_share"]),
        "new": format_percent(step["new_share"]),
        "won_back_money": view.money(step["won_back"]),
        "n": view.count(counts["won_back"]),
    }
    text = (
        _(
            "Of the {end} of profit in {period}, {won_back} ({won_back_money}) came from customers won back ({n}), "
            "{new} from new ones and {kept} from those kept; those who did not buy again had brought "
            "{lost} in {before}."
        )
        if measure == "profit"
        else _(
            "Of the {end} of sales in {period}, {won_back} ({won_back_money}) came from customers won back ({n}), "
            "{new} from new ones and {kept} from those kept; those who did not buy again had brought "
            "{lost} in {before}."
        )
    )
    return text.format(**shares, **texts)


def states_now(view: View, states: pd.DataFrame, counts: pd.Series) -> str:
    """Say how many customers are in each state in one period (rows of `lifecycle`), and the quick ratio."""
    number = {str(state): int(n) for state, n in zip(states["state"], states["customers"], strict=True)}
    text = _(
        "In {period}, of the {kept} customers kept {growing} grew, {steady} stayed steady and {shrinking} shrank. "
        "New: {new}; won back: {won_back}; did not buy again: {lost}."
    ).format(
        period=view.period_name(counts["period"]),
        kept=view.count(counts["retained"]),
        **{name: view.count(count) for name, count in number.items()},
    )
    if pd.isna(counts["quick_ratio"]):
        nobody = _("Everybody bought again, so there is no quick ratio.")
        return f"{text} {nobody}"
    quick = _("Quick ratio: {n} customers won, new or back, for each one who did not buy again.")
    return f"{text} {quick.format(n=format_number(counts['quick_ratio'], decimals=2))}"


def plus_or_minus(share: float) -> str:
    """Write a tolerance with its sign, which stays before the number in every language: ±10 %."""
    return isolate(f"±{format_percent(share)}")


def meaning_of_steady(tolerance: float) -> str:
    """Say what the states mean."""
    return _(
        "Steady: sales within {share} of those of the period before; growing and shrinking: beyond. Click a bar to "
        "see its customers."
    ).format(share=plus_or_minus(tolerance))


def second_purchase(view: View, repeat: pd.Series, within_days: int) -> str:
    """Say how many buyers bought a second time, and how many of the mature ones did so soon."""
    rate = _("{rate} of the buyers bought on a second day ({count}) between {first} and {last}.").format(
        rate=format_percent(repeat["rate"]),
        count=of(view.count(repeat["repeaters"]), view.count(repeat["customers"])),
        first=view.day(repeat["from_day"]),
        last=view.day(repeat["to_day"]),
    )
    if not repeat["mature"]:
        late = ngettext(
            "No first purchase is as old as {n} day, so nothing can be said of the second.",
            "No first purchase is as old as {n} days, so nothing can be said of the second.",
            within_days,
        )
        return f"{rate} {late.format(n=format_number(within_days))}"
    soon = ngettext(
        "Of those whose first purchase is at least {n} day old, {rate} bought again within that time ({count}).",
        "Of those whose first purchase is at least {n} days old, {rate} bought again within that time ({count}).",
        within_days,
    ).format(
        n=format_number(within_days),
        rate=format_percent(repeat["conversion"]),
        count=of(view.count(repeat["converted"]), view.count(repeat["mature"])),
    )
    return f"{rate} {soon}"
