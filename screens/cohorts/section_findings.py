"""What is said of the money that cohorts bring, of payback, and of products that bring their buyers back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from localization import _
from localization.numbers import format_percent
from words.texts import age_name, of, value_label

if TYPE_CHECKING:
    from view import View

LEAST_BUYERS = 30
LEAST_TO_RANK = 10


def value_so_far(view: View, value: pd.DataFrame, pooled: pd.DataFrame, measure: str, age: int) -> str:
    """Say what a customer has brought up to an age, over all cohorts; of which cohort most, and of which least."""
    column = f"{measure}_per_customer"
    told = pooled[(pooled["age"] == age) & pooled[column].notna()].sort_values("customers", ascending=False)
    if told.empty:
        return _("No period is complete yet, so nothing can be said of what a cohort brought.")
    if view.by:
        return _by_value(view, told, column, measure, age)
    row = told.iloc[0]
    text = (
        _(
            "Up to {age}, each customer won has brought {money} of profit, counting those who no longer buy ({n} "
            "customers)."
        )
        if measure == "profit"
        else _(
            "Up to {age}, each customer won has brought {money} of sales, counting those who no longer buy ({n} "
            "customers)."
        )
    ).format(age=age_name(view.lens.grain, age), money=view.money(row[column]), n=view.count(row["customers"]))
    ends = most_and_least(value, measure, age)
    if ends is None:
        return text
    most, least = (
        _("{cohort} with {money}").format(cohort=view.period_name(end["cohort"]), money=view.money(end[column]))
        for end in ends
    )
    ends_told = _("Most: {most}; least: {least}.")
    return f"{text} {ends_told.format(most=most, least=least)}"


def _by_value(view: View, told: pd.DataFrame, column: str, measure: str, age: int) -> str:
    """Say which value of the reader's breakdown has brought most for each customer, and which least."""
    enough = told[told["customers"] >= LEAST_TO_RANK]
    ranked = (told if enough.empty else enough).sort_values(column, ascending=False, kind="stable")
    most, least = (
        _("{value} with {money} ({n} customers)").format(
            value=value_label(row[view.lens.by]), money=view.money(row[column]), n=view.count(row["customers"])
        )
        for _place, row in ranked.iloc[[0, -1]].iterrows()
    )
    text = (
        _("Up to {age}, most profit for each customer won: {most}; least: {least}.")
        if measure == "profit"
        else _("Up to {age}, most sales for each customer won: {most}; least: {least}.")
    )
    return text.format(age=age_name(view.lens.grain, age), most=most, least=least)


def most_and_least(value: pd.DataFrame, measure: str, age: int) -> tuple[pd.Series, pd.Series] | None:
    """Return the cohorts that have brought most and least up to an age; tiny ones are not ranked where others are."""
    column = f"{measure}_per_customer"
    reached = value[(value["age"] == age) & value[column].notna()]
    enough = reached[reached["customers"] >= LEAST_TO_RANK]
    ranked = (reached if len(enough) < 2 else enough).sort_values([column, "cohort"])
    return (ranked.iloc[-1], ranked.iloc[0]) if len(ranked) > 1 else None


def cost_of_winning(view: View, paid: pd.DataFrame) -> str:
    """Say what winning a customer cost, and when all cohorts together have paid it back (from `pooled_payback`)."""
    row = paid.iloc[0]
    cost, n = view.money(row["acquisition_cost"]), view.count(row["customers"])
    if pd.isna(row["payback_age"]):
        return _("Winning one cost {cost} ({n} customers of known cost); up to {age} it is not paid back.").format(
            cost=cost, n=n, age=age_name(view.lens.grain, int(row["last_age"]))
        )
    return _(
        "Winning one cost {cost} ({n} customers of known cost); over all cohorts it is paid back by {age}."
    ).format(cost=cost, n=n, age=age_name(view.lens.grain, int(row["payback_age"])))


def paid_back(view: View, paid: pd.DataFrame) -> str:
    """Say how many cohorts have paid back what winning them cost, and how long half of those took."""
    if paid.empty:
        return _("Payback needs what winning each customer cost, a column of the customers' file that was not loaded.")
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
        best=value_label(best["item"]),
        rate=format_percent(best["rate"]),
        count=of(view.count(best["rebought"]), view.count(best["buyers"])),
        any_rate=format_percent(best["buyer_rate"]),
        moved=value_label(moved["item"]),
        switched_rate=format_percent(moved["switched_rate"]),
        switched=of(view.count(moved["switched"]), view.count(moved["buyers"])),
    )
