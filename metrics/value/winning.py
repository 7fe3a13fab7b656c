"""Does winning customers pay: what they have brought and will bring, beside what winning them cost?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, Entry
from metrics.intervals import Z_95, grouped, ratio
from metrics.value.to_come import Months  # noqa: TC001 - the values of the option are read of it

if TYPE_CHECKING:
    from datetime import date

PAID = ("paid_back", "will_pay_back", "not_paid_back")
# Words by which files say that a cost was that of winning a customer.
WINNING = (
    *("acquisition", "winning", "marketing", "advertising", "جذب", "جذب مشتری", "بازاریابی", "تبلیغات"),
    *("اكتساب", "اكتساب عملاء", "تسويق", "إعلان"),
)


def value_of_winning(
    customer_value: ir.Table,
    purchase_days: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    by: tuple[str, ...] = (),
    months: Months = 12,
    costs: ir.Table | None = None,
) -> ir.Table:
    """What have customers brought and what will they, for each unit that winning them cost?

    Counted are customers with a purchase whose cost of winning is known. Profit so far is what they brought up to the
    last complete day, not discounted; profit to come is the forecast's, discounted. Both are said apart: what was
    earned is known, what is to come is not. The interval is of the whole ratio: the profit to come times what came for
    each unit of profit that was forecast in the test of these customers, within its 95 % limits, and always holds the
    forecast itself.

    Parameters
    ----------
    customer_value
        The forecast that publishing keeps, with the `by` columns.
    purchase_days
        As `booking.purchase_days` returns it.
    customers
        With acquisition_cost.
    complete_up_to
        Last day that the data cover in full.
    by
        Attributes to break down by, such as the channel through which they were won.
    months
        12, 24 or 36.
    costs
        What was spent on each customer: customer_key, incurred_on, amount, kind. Where any of it, up to the last
        complete day, was spent on winning (the kind is one of WINNING), it is the cost of winning them, and what the
        list of customers says is not; None where no costs were loaded.

    Returns
    -------
    One row per (by), the largest spending first: customers (of known cost), winning_cost (Σ) and acquisition_cost (for
    each), profit_so_far and profit_to_come (currency, Σ), earned_to_cost (profit so far ÷ cost: what is known),
    worth_to_cost (so far and to come ÷ cost) with worth_to_cost_low and _high, again_to_cost (the same, were the last
    twelve months to come again: the naive answer), paid_back (customers whose own profit so far covers their cost),
    will_pay_back (of the others, those whose profit so far and to come does), tested (customers known when the test
    began), predicted and came (their profit in the test), bias (predicted ÷ came − 1). Ratios are null without a cost,
    and where no profit is known.

    Source: metrics reference C8; C3 keeps past profit and profit to come apart.

    """
    each = _each(customer_value, purchase_days, customers, complete_up_to, by, months, costs)
    states = {name: (_.paid == name).sum().fill_null(0) for name in ("paid_back", "will_pay_back")}
    summed = grouped(each, by).agg(
        customers=_.count(),
        winning_cost=_.cost.sum(),
        profit_so_far=_.so_far.sum(),
        profit_to_come=_.to_come.sum(),
        again=_.again.sum(),
        **states,
        tested=_.predicted.count(),
        predicted=_.predicted.sum(),
        came=_.came.sum(),
        squares_came=(_.came * _.came).sum(),
        squares=(_.predicted * _.predicted).sum(),
        products=(_.predicted * _.came).sum(),
    )
    undefined = ibis.null("float64")
    met = ratio(_.came, ibis.ifelse(_.predicted > 0, _.predicted, undefined))
    missed = _.squares_came - 2 * _.met * _.products + _.met * _.met * _.squares
    spread = Z_95 * ibis.greatest(missed, 0.0).sqrt() / _.predicted.nullif(0.0)
    tested = summed.mutate(met=met).mutate(spread=spread)
    is_sure = _.met.notnull() & (_.profit_to_come > 0)
    low = _.profit_to_come * ibis.greatest(ibis.least(_.met - _.spread, 1.0), 0.0)
    high = _.profit_to_come * ibis.greatest(_.met + _.spread, 1.0)
    cost = ibis.ifelse(_.winning_cost > 0, _.winning_cost, undefined)
    return tested.select(
        *by,
        "customers",
        "winning_cost",
        acquisition_cost=ratio(_.winning_cost, _.customers),
        profit_so_far=_.profit_so_far,
        profit_to_come=_.profit_to_come,
        earned_to_cost=ratio(_.profit_so_far, cost),
        worth_to_cost=ratio(_.profit_so_far + _.profit_to_come, cost),
        worth_to_cost_low=ibis.ifelse(is_sure, ratio(_.profit_so_far + low, cost), undefined),
        worth_to_cost_high=ibis.ifelse(is_sure, ratio(_.profit_so_far + high, cost), undefined),
        again_to_cost=ratio(_.profit_so_far + _.again, cost),
        paid_back=_.paid_back,
        will_pay_back=_.will_pay_back,
        tested=_.tested,
        predicted=_.predicted,
        came=_.came,
        bias=ratio(_.predicted, ibis.ifelse(_.came > 0, _.came, undefined)) - 1,
    ).order_by([ibis.desc("winning_cost", nulls_first=False), *by])


def winning_members(
    customer_value: ir.Table,
    purchase_days: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    months: Months = 12,
    paid: str = "",
    costs: ir.Table | None = None,
) -> ir.Table:
    """Which customers have paid back what winning them cost, which will, and which will not?

    Parameters
    ----------
    customer_value, purchase_days, customers, complete_up_to, months, costs
        As for `value_of_winning`.
    paid
        One of PAID; empty lists everybody.

    Returns
    -------
    One row per customer of `value_of_winning`, the most still owed first: customer_key, acquisition_cost,
    profit_so_far, profit_to_come (currency), owed (cost less profit so far; below zero where it is paid back), paid
    (paid_back, will_pay_back or not_paid_back; null where no profit is known).

    Source: metrics reference C8.

    """
    each = _each(customer_value, purchase_days, customers, complete_up_to, (), months, costs)
    found = each.select(
        "customer_key",
        acquisition_cost=_.cost,
        profit_so_far=_.so_far,
        profit_to_come=_.to_come,
        owed=_.cost - _.so_far,
        paid=_.paid,
    )
    chosen = found.filter(_.paid == paid) if paid else found
    return chosen.order_by([ibis.desc("owed", nulls_first=False), "customer_key"])


def _each(
    customer_value: ir.Table,
    purchase_days: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    by: tuple[str, ...],
    months: Months,
    costs: ir.Table | None,
) -> ir.Table:
    """Return each customer of known cost: cost, so_far, to_come, again, paid, predicted and came (profit)."""
    end = ibis.date(complete_up_to.isoformat())
    earned = purchase_days.filter(_.day <= end)
    earned = earned.group_by(earned_key="customer_key").agg(so_far=_.profit.sum().cast("float64"))
    spent = _spent_on(customers, costs, end)
    known = customer_value.select(
        "customer_key",
        *by,
        to_come=_[f"profit_{months}"],
        again=_[f"again_profit_{months}"],
        predicted=_.predicted_profit,
        came=_.came_profit,
    )
    joined = known.inner_join(spent, known.customer_key == spent.cost_key).drop("cost_key")
    whole = joined.inner_join(earned, joined.customer_key == earned.earned_key).drop("earned_key")
    return whole.mutate(
        paid=ibis.cases(
            (_.so_far >= _.cost, "paid_back"),
            (_.so_far + _.to_come >= _.cost, "will_pay_back"),
            (_.so_far.isnull() | _.to_come.isnull(), ibis.null("string")),
            else_="not_paid_back",
        )
    )


def _spent_on(customers: ir.Table, costs: ir.Table | None, end: ir.DateValue) -> ir.Table:
    """Return what winning each customer cost, where it is known: cost_key, cost."""
    listed = customers.select(cost_key="customer_key", cost=_.acquisition_cost.cast("float64"))
    if costs is not None:
        on_winning = costs.filter(_.kind.strip().lower().isin(WINNING) & (_.incurred_on <= end))
        booked = on_winning.group_by("customer_key").agg(booked=_.amount.sum().cast("float64"))
        joined = listed.left_join(booked, listed.cost_key == booked.customer_key).drop("customer_key")
        listed = joined.mutate(cost=_.booked.coalesce(_.cost)).drop("booked")
    return listed.filter(_.cost.notnull())


_SO_FAR = N_("What they brought up to the last complete day, less the cost of the lines (currency)")
_TO_COME = N_("Profit to come, discounted by 10 % a year (currency); empty where costs are not known")
_SOURCE = "Gupta and Lehmann 2003, Customers as Assets"
_READS = ("customer_value", "purchase_days", "customers", "costs")

ENTRIES = (
    Entry(
        value_of_winning,
        title=N_("What winning customers brings"),
        definition=N_(
            "What customers of known cost have brought and are to bring, for each unit that winning them cost (booked "
            "costs of winning, else what the list of customers says): what was earned stands apart from what is to "
            "come, and beside both stands the naive answer, the last twelve months once more."
        ),
        formula="earned_to_cost = profit_so_far ÷ winning_cost; worth_to_cost = (profit_so_far + profit_to_come) ÷ winning_cost",  # noqa: E501
        source=_SOURCE,
        reads=_READS,
        columns={
            "customers": N_("Customers with a purchase whose cost of winning is known"),
            "winning_cost": N_("What winning them cost in all (currency)"),
            "acquisition_cost": N_("Mean cost of winning one of them (currency)"),
            "profit_so_far": _SO_FAR,
            "profit_to_come": _TO_COME,
            "earned_to_cost": N_("Profit so far as a multiple of the cost; empty without a cost"),
            "worth_to_cost": N_("Profit so far and to come as a multiple of the cost; empty without a cost"),
            "worth_to_cost_low": N_("Lower end of it: by as much less as the test of the profit fell short"),
            "worth_to_cost_high": N_("Upper end of it: by as much more as the test of the profit fell short"),
            "again_to_cost": N_("The same, were the last twelve months to come once more"),
            "paid_back": N_("Customers whose own profit so far covers what winning them cost"),
            "will_pay_back": N_("Of the others, customers whose profit so far and to come does"),
            "tested": N_("Customers who were known when the test began"),
            "predicted": N_("Profit that the same way of forecasting said in the test (currency)"),
            "came": N_("Profit that came in the test (currency)"),
            "bias": N_("What was forecast in the test, over what came, minus one; empty where nothing came"),
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        winning_members,
        title=N_("Customers by what winning them still owes"),
        definition=N_("Who has paid back what winning them cost, who is to by the forecast, and who is not."),
        formula="owed = acquisition_cost − profit_so_far",
        source=_SOURCE,
        reads=_READS,
        columns={
            "customer_key": CUSTOMER_KEY,
            "acquisition_cost": N_("What winning the customer cost (currency)"),
            "profit_so_far": _SO_FAR,
            "profit_to_come": _TO_COME,
            "owed": N_("Cost of winning less profit so far; below zero where it is paid back (currency)"),
            "paid": N_("`paid_back`, `will_pay_back` or `not_paid_back`; empty where no profit is known"),
        },
        by="beside",
        has_grain=False,
    ),
)
