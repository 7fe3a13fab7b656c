"""Whether an action kept customers: who was treated against who was held out by lot."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.chance import two_sided
from metrics.cohorts.differences import newcombe
from metrics.entry import Entry
from metrics.intervals import Z_95, grouped, ratio

if TYPE_CHECKING:
    from datetime import date

# Who is in which arm, as people wrote it down: `customer_key` is empty where the version does not know the customer,
# `cost` is what the action costs for each treated customer.
ASSIGNED: MappingProxyType[str, str] = MappingProxyType(
    {
        "experiment": "string",
        "customer_key": "int32",
        "arm": "string",
        "assigned_on": "date",
        "horizon_days": "int32",
        "cost": "float64",
    }
)
TREATED, HELD_OUT = "treated", "held_out"
WORKED, HARMED, BY_CHANCE, NOT_DUE, ONE_ARM = "worked", "harmed", "chance", "not_due", "one_arm"
SELDOM = 0.05


def experiment_effect(
    assigned: ir.Table,
    purchase_days: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    *,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """Did an action keep more customers than would have stayed anyway?

    Everybody who was assigned counts in the arm of the lot, whether the action reached them or not (intention to
    treat). Kept is who has a purchase day after the day of the assignment and up to `horizon_days` after it. Nothing
    but the number of customers is said before the last day of that span is complete: who looks earlier, and again and
    again, finds an effect where there is none.

    Parameters
    ----------
    assigned
        One row per experiment and customer, with the columns of ASSIGNED.
    purchase_days
        One row per customer and purchase day.
    customers
        Their attributes.
    complete_up_to
        Last day that the data cover in full.
    by
        Attributes of the customers to break down by.

    Returns
    -------
    One row per `by` and experiment: experiment, due_on (the day when the answer is due), is_due, customers (treated),
    other_customers (held out), unknown (of both, customers whom the data do not know: not kept), retained,
    other_retained, rate, other_rate, difference with difference_low and difference_high (95 %, Newcombe), p_value (of
    the pooled z-test), profit_each and other_profit_each (profit for each customer, currency, the first less the cost
    of the action; null where costs are not known), profit_difference with profit_low and profit_high (95 %, Welch), and
    verdict: worked or harmed (the interval leaves zero out and p is below 0.05), chance, not_due, one_arm (nobody to
    compare with).

    Source: metrics reference I3, I4; Newcombe 1998, Statistics in Medicine 17, method 10.

    """
    people = with_attributes(_outcomes(assigned, purchase_days), customers, by)
    is_treated, is_held_out = people.arm == TREATED, people.arm == HELD_OUT
    spread = {
        f"{name}_variance": _.net.var(where=is_one, how="sample")
        for name, is_one in (("own", is_treated), ("other", is_held_out))
    }
    counted = grouped(people, (*by, "experiment")).agg(
        due_on=_.due_on.max(),
        customers=is_treated.sum().fill_null(0),
        other_customers=is_held_out.sum().fill_null(0),
        unknown=_.customer_key.isnull().sum(),
        retained=(is_treated & _.is_kept).sum().fill_null(0),
        other_retained=(is_held_out & _.is_kept).sum().fill_null(0),
        profit_each=_.net.mean(where=is_treated),
        other_profit_each=_.net.mean(where=is_held_out),
        knows_profit=~_.is_unknown.any(),
        **spread,
    )
    judged = _judged(counted, complete_up_to)
    return judged.select(*by, *EFFECT).order_by([*by, "experiment"])


EFFECT = (
    *("experiment", "due_on", "is_due", "customers", "other_customers", "unknown", "retained", "other_retained"),
    *("rate", "other_rate", "difference", "difference_low", "difference_high", "p_value"),
    *("profit_each", "other_profit_each", "profit_difference", "profit_low", "profit_high", "verdict"),
)


def _outcomes(assigned: ir.Table, purchase_days: ir.Table) -> ir.Table:
    """Put beside each assignment what came of it: due_on, is_kept, net (profit less cost), is_unknown (the profit)."""
    due = (_.assigned_on + _.horizon_days.as_interval("D")).cast("date")
    written = assigned.mutate(due_on=due)
    spans = written.filter(_.customer_key.notnull()).select("customer_key", "assigned_on", "due_on").distinct()
    bought = purchase_days.select("customer_key", "day", "profit")
    within = spans.inner_join(bought, "customer_key").filter((_.day > _.assigned_on) & (_.day <= _.due_on))
    keys = ["customer_key", "assigned_on", "due_on"]
    came = within.group_by(keys).agg(
        profit=_.profit.sum().cast("float64"), is_unknown=(_.profit.count() < _.count()), days=_.count()
    )
    joined = written.left_join(came, keys)
    joined = joined.drop(*(name for name in joined.columns if name.endswith("_right")))
    spent = ibis.ifelse(_.arm == TREATED, _.cost.fill_null(0.0), 0.0)
    return joined.mutate(
        is_kept=_.days.notnull(), net=_.profit.fill_null(0.0) - spent, is_unknown=_.is_unknown.fill_null(False)
    )


def _judged(counted: ir.Table, complete_up_to: date) -> ir.Table:
    """Say of the counts of both arms what they show; nothing of what is not due yet."""
    both = (_.customers > 0) & (_.other_customers > 0)
    known = counted.mutate(is_due=_.due_on <= ibis.literal(complete_up_to))
    shares = known.mutate(
        rate=ratio(_.retained, _.customers), other_rate=ratio(_.other_retained, _.other_customers), **newcombe(known)
    )
    n, m = _.customers.cast("float64"), _.other_customers.cast("float64")
    tested = shares.mutate(p_value=two_sided(z_of_shares(shares)))
    half = (ratio(_.own_variance, n) + ratio(_.other_variance, m)).sqrt() * Z_95
    undefined = ibis.null("float64")
    tested = tested.mutate(profit_difference=_.profit_each - _.other_profit_each, half=half)
    tested = tested.mutate(profit_low=_.profit_difference - _.half, profit_high=_.profit_difference + _.half)
    is_sure = (_.is_real & (_.p_value < SELDOM)).fill_null(False)
    verdict = ibis.cases(
        (~_.is_due, NOT_DUE),
        (~both, ONE_ARM),
        (is_sure & (_["difference"] > 0), WORKED),
        (is_sure, HARMED),
        else_=BY_CHANCE,
    )
    of_money = [name for name in EFFECT if name.startswith(("profit", "other_profit"))]
    shown = {
        name: ibis.ifelse(_.is_due & _.knows_profit if name in of_money else _.is_due, tested[name], undefined)
        for name in EFFECT
        if name in {"rate", "other_rate", "difference", "difference_low", "difference_high", "p_value", *of_money}
    }
    kept = {name: ibis.ifelse(_.is_due, tested[name], ibis.null("int64")) for name in ("retained", "other_retained")}
    return tested.mutate(verdict=verdict).mutate(**shown, **kept)


def z_of_shares(table: ir.Table) -> ir.FloatingValue:
    """Return how far apart two shares lie, in units of chance; null without a share, or where all or none are kept."""
    part, whole, other_part, other_whole = (
        table[name].cast("float64") for name in ("retained", "customers", "other_retained", "other_customers")
    )
    pooled = ratio(part + other_part, whole + other_whole)
    one = ibis.literal(1.0)
    variance = pooled * (1.0 - pooled) * (ratio(one, whole) + ratio(one, other_whole))
    apart = ratio(part, whole) - ratio(other_part, other_whole)
    return apart / ibis.ifelse(variance > 0, variance, ibis.null("float64")).sqrt()


ENTRIES = (
    Entry(
        experiment_effect,
        title=N_("Effect of an action"),
        definition=N_(
            "Customers of an action against those who were held out of it by lot: how many of each bought again within "
            "the time set beforehand, and whether the difference could be chance. Everybody counts as the lot fell, "
            "reached or not, and nothing is said before the time is over."
        ),
        formula="difference = retained ÷ customers − other_retained ÷ other_customers",
        source="Newcombe 1998, Interval estimation for the difference between independent proportions (method 10)",
        reads=("assigned", "purchase_days", "customers"),
        columns={
            "experiment": N_("The action"),
            "due_on": N_("Day on which the answer is due: the last one that counts"),
            "is_due": N_("Whether the data cover that day"),
            "customers": N_("Customers of the action, reached or not"),
            "other_customers": N_("Customers who were held out by lot"),
            "unknown": N_("Of both, customers whom this version of the data does not know; they count as not kept"),
            "retained": N_(
                "Of the treated, who bought after the assignment, within the horizon; empty until it is due"
            ),
            "other_retained": N_("Of those held out, who did; empty until it is due"),
            "rate": N_("Share of the treated who bought again (0 to 1); empty until it is due"),
            "other_rate": N_("Share of those held out who bought again (0 to 1); empty until it is due"),
            "difference": N_("What the action changed in the share kept (−1 to 1)"),
            "difference_low": N_("From here on the true difference lies, 19 times in 20 (Newcombe)"),
            "difference_high": N_("Up to here the true difference lies, 19 times in 20 (Newcombe)"),
            "p_value": N_("Probability of so large a difference by chance alone (0 to 1)"),
            "profit_each": N_("Profit within the horizon for each treated customer, the cost of the action taken off"),
            "other_profit_each": N_("Profit within the horizon for each customer held out (currency)"),
            "profit_difference": N_("What the action brought for each customer, its cost taken off (currency)"),
            "profit_low": N_("From here on what it brought lies, 19 times in 20 (currency)"),
            "profit_high": N_("Up to here what it brought lies, 19 times in 20 (currency)"),
            "verdict": N_(
                "`worked` or `harmed` where chance is a poor explanation, else `chance`; `not_due` before the time is "
                "over, `one_arm` where there is nobody to compare with"
            ),
        },
        by="optional",
        has_grain=False,
    ),
)
