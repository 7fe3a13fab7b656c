"""What is said of the money that cohorts bring, of payback, and of products that bring their buyers back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localization import _
from localization.numbers import format_percent
from ui.texts import age_name, of

if TYPE_CHECKING:
    import pandas as pd

    from ui.view import View

LEAST_BUYERS = 30


def value_so_far(view: View, value: pd.DataFrame) -> str:
    """Say what the oldest cohort has brought for each of its customers, up to its last complete age."""
    if value.empty:
        return _("No period is complete yet, so nothing can be said of what a cohort brought.")
    oldest = value[value["cohort"] == value["cohort"].min()]
    last = oldest[oldest["age"] == oldest["age"].max()].iloc[0]
    return _(
        "Each customer won in {cohort}, those who left included, has brought {money} of sales up to {age}."
    ).format(
        cohort=view.period_name(last["cohort"]),
        money=view.money(last["revenue_per_customer"]),
        age=age_name(view.lens.grain, int(last["age"])),
    )


def paid_back(view: View, paid: pd.DataFrame) -> str:
    """Say how many cohorts have paid back what winning them cost, and how long half of those took."""
    if paid.empty:
        return _("Payback needs what winning the customers cost (acquisition_cost), which was not loaded.")
    done = paid["payback_age"].dropna().astype(int).sort_values()
    if done.empty:
        return _("None of {n} cohorts has paid back yet what winning it cost.").format(n=view.count(len(paid)))
    middle = int(done.iloc[(len(done) - 1) // 2])
    return _(
        "Of {n} cohorts, {paid} have paid back what winning them cost, half of those by {age}; {others} have not yet."
    ).format(
        n=view.count(len(paid)),
        paid=view.count(len(done)),
        age=age_name(view.lens.grain, middle),
        others=view.count(len(paid) - len(done)),
    )


def of_products(view: View, found: pd.DataFrame) -> str:
    """Name the product that is bought again most, and the one that loses most buyers to others of the firm."""
    if found.empty:
        return _("Nothing can be said of products: no order names one, or fewer than two periods are complete.")
    enough = found[found["buyers"] >= LEAST_BUYERS]
    ranked = found if enough.empty else enough
    best = ranked.sort_values(["rate", "buyers"], ascending=False).iloc[0]
    moved = ranked.sort_values(["switched_rate", "buyers"], ascending=False).iloc[0]
    return _(
        "Bought again most in {period}: {best}, by {rate} of its buyers ({count}); {any_rate} of them bought anything. "
        "Most switched within the firm: {moved}, {switched_rate} of its buyers ({switched}) came back for something "
        "else."
    ).format(
        period=view.period_name(best["period"]),
        best=best["item"],
        rate=format_percent(best["rate"]),
        count=of(view.count(best["rebought"]), view.count(best["buyers"])),
        any_rate=format_percent(best["buyer_rate"]),
        moved=moved["item"],
        switched_rate=format_percent(moved["switched_rate"]),
        switched=of(view.count(moved["switched"]), view.count(moved["buyers"])),
    )
