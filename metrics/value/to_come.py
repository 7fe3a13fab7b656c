"""What customers will bring: the forecast that publishing keeps, by segment, with its test on the data's own past."""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, Entry
from metrics.intervals import Z_95, grouped, ratio

Months = Literal[12, 24, 36]
TENTHS = 10
TOP_SHARE = 0.2
METHODS = ("model", "again")


def value_to_come(customer_value: ir.Table, by: tuple[str, ...] = (), months: Months = 12) -> ir.Table:
    """What will the customers of today bring in the months to come?

    Everybody with a purchase up to the last complete day is counted, or without orders everybody with a contract that
    has begun; nobody who comes later is. Money to come is
    discounted, money of the last 365 days and of the test is not. The interval is the forecast times what came for
    each unit that was forecast in the test, within its 95 % limits over customers, and always holds the forecast
    itself. What the test says of a segment rests on its customers alone.

    Parameters
    ----------
    customer_value
        The forecast that publishing keeps: one row per customer.
    by
        Attributes to break down by.
    months
        12, 24 or 36.

    Returns
    -------
    One row per (by), the largest sales to come first: customers, alive (how many of them are expected not to have left;
    null where the forecast does not say), last_revenue and last_profit (of the last 365 days), revenue_to_come with
    worth_low and worth_high, profit_to_come (null where costs are not known), best (how many customers are the best
    20 % by sales to come), best_share (their share of these), tested (customers known when the test began), predicted,
    came (sales in the test), bias (predicted ÷ came − 1; null where nothing came).

    """
    worth = _[f"revenue_{months}"]
    best_first = ibis.window(group_by=list(by), order_by=[ibis.desc(worth, nulls_first=False), "customer_key"])
    placed = customer_value.mutate(
        place=ibis.row_number().over(best_first),
        few=(_.count().over(ibis.window(group_by=list(by))) * TOP_SHARE).ceil(),
    )
    summed = grouped(placed, by).agg(
        customers=_.count(),
        best=(_.place < _.few).sum(),
        best_revenue=worth.sum(where=_.place < _.few),
        alive=_.alive.sum(),
        last_revenue=_.last_revenue.sum(),
        last_profit=_.last_profit.sum(),
        revenue_to_come=worth.sum(),
        profit_to_come=_[f"profit_{months}"].sum(),
        tested=_.predicted.count(),
        predicted=_.predicted.sum(),
        came=_.came.sum(),
        squares_came=(_.came * _.came).sum(),
        squares=(_.predicted * _.predicted).sum(),
        products=(_.predicted * _.came).sum(),
    )
    met = ratio(_.came, ibis.ifelse(_.predicted > 0, _.predicted, ibis.null("float64")))
    missed = _.squares_came - 2 * _.met * _.products + _.met * _.met * _.squares
    spread = Z_95 * ibis.greatest(missed, 0.0).sqrt() / _.predicted.nullif(0.0)
    undefined = ibis.null("float64")
    limits = summed.mutate(met=met).mutate(spread=spread)
    return limits.select(
        *by,
        "customers",
        "alive",
        "last_revenue",
        "last_profit",
        "revenue_to_come",
        # `greatest` and `least` skip nulls on some engines, so an undefined end is kept null by hand.
        worth_low=ibis.ifelse(
            _.met.notnull(), _.revenue_to_come * ibis.greatest(ibis.least(_.met - _.spread, 1.0), 0.0), undefined
        ),
        worth_high=ibis.ifelse(_.met.notnull(), _.revenue_to_come * ibis.greatest(_.met + _.spread, 1.0), undefined),
        profit_to_come=_.profit_to_come,
        best=_.best,
        best_share=ratio(_.best_revenue, ibis.ifelse(_.revenue_to_come > 0, _.revenue_to_come, ibis.null("float64"))),
        tested=_.tested,
        predicted=_.predicted,
        came=_.came,
        bias=ratio(_.predicted, ibis.ifelse(_.came > 0, _.came, ibis.null("float64"))) - 1,
    ).order_by([ibis.desc("revenue_to_come", nulls_first=False), *by])


def value_members(
    customer_value: ir.Table, months: Months = 12, tenth: int | None = None, top: int | None = None
) -> ir.Table:
    """Which customers bring it, the largest first?

    Parameters
    ----------
    customer_value
        The forecast that publishing keeps.
    months
        12, 24 or 36.
    tenth
        Only the customers who were in this tenth of the test (1 was forecast the most); None lists everybody.
    top
        Return only so many of the list, the first.

    Returns
    -------
    One row per customer: customer_key, revenue_to_come, profit_to_come (null where costs are not known), alive_chance (
    0 to 1, that they have not left; null where the forecast does not say), purchases_to_come (purchase days in twelve
    months), last_revenue (of the last 365 days), predicted and came (sales in the test; null for who came later).

    """
    chosen = customer_value
    if tenth is not None:
        chosen = customer_value.semi_join(_in_tenths(customer_value).filter(_.tenth == tenth), "customer_key")
    found = chosen.select(
        "customer_key",
        revenue_to_come=_[f"revenue_{months}"],
        profit_to_come=_[f"profit_{months}"],
        alive_chance=_.alive,
        purchases_to_come=_.purchases_12,
        last_revenue=_.last_revenue,
        predicted=_.predicted,
        came=_.came,
    ).order_by([ibis.desc("revenue_to_come", nulls_first=False), "customer_key"])
    return found if top is None else found.limit(top)


def forecast_test(customer_value: ir.Table) -> ir.Table:
    """How well did the forecast do on the data's own past, and how well did “the same again”?

    Both were made as of the test's beginning, of everybody who was a customer then, from nothing but what was known
    then; they are held against the sales that came up to the last complete day.

    Returns
    -------
    One row per method (model, again), a model only where there is one: method, customers, predicted, came, error (mean
    absolute error for each customer), bias (predicted ÷ came − 1), found (share of the real best 20 % who were among
    the forecast best 20 %), captured (what the forecast best 20 % brought, of what the real best 20 % did), is_used.

    """
    both = ibis.union(*(_of_method(customer_value, method) for method in METHODS))
    best = {
        f"is_{what}_best": ibis.row_number().over(
            ibis.window(group_by="method", order_by=[ibis.desc(what), "customer_key"])
        )
        < (_.customers * TOP_SHARE).ceil()
        for what in ("predicted", "came")
    }
    counted = both.mutate(customers=_.count().over(ibis.window(group_by="method"))).mutate(**best)
    found = counted.group_by("method").agg(
        customers=_.count(),
        predicted=_.predicted.sum(),
        came=_.came.sum(),
        error=(_.predicted - _.came).abs().mean(),
        both_best=(_.is_predicted_best & _.is_came_best).sum(),
        best=_.is_came_best.sum(),
        brought=_.came.sum(where=_.is_predicted_best),
        could=_.came.sum(where=_.is_came_best),
        is_used=(_.predicted == _.used).all(),
    )
    return found.select(
        "method",
        "customers",
        "predicted",
        "came",
        "error",
        bias=ratio(_.predicted, ibis.ifelse(_.came > 0, _.came, ibis.null("float64"))) - 1,
        found=ratio(_.both_best, _.best),
        captured=ratio(_.brought, ibis.ifelse(_.could > 0, _.could, ibis.null("float64"))),
        is_used=_.is_used,
    ).order_by(ibis.desc("method"))


def _of_method(customer_value: ir.Table, method: str) -> ir.Table:
    known = customer_value.filter(_.came.notnull() & _[f"predicted_{method}"].notnull())
    return known.select(
        "customer_key",
        "came",
        method=ibis.literal(method),
        predicted=_[f"predicted_{method}"],
        used=_.predicted,
    )


def forecast_by_tenth(customer_value: ir.Table) -> ir.Table:
    """What was forecast of each tenth of the customers in the test, and what came?

    Customers of an equal forecast share a tenth, so tenths may differ in size.

    Returns
    -------
    One row per tenth, 1 was forecast the most: tenth, customers, predicted, came, again (what “the same again” said),
    per_predicted, per_came, per_again (the same for each customer).

    """
    return (
        _in_tenths(customer_value)
        .group_by("tenth")
        .agg(customers=_.count(), predicted=_.predicted.sum(), came=_.came.sum(), again=_.predicted_again.sum())
        .mutate(
            per_predicted=ratio(_.predicted, _.customers),
            per_came=ratio(_.came, _.customers),
            per_again=ratio(_.again, _.customers),
        )
        .order_by("tenth")
    )


def _in_tenths(customer_value: ir.Table) -> ir.Table:
    known = customer_value.filter(_.predicted.notnull())
    place = ibis.rank().over(ibis.window(order_by=ibis.desc("predicted")))
    return known.mutate(place=place, all=_.count().over(ibis.window())).mutate(
        tenth=((_.place * TENTHS) / _.all).floor().cast("int64") + 1
    )


_LAST_REVENUE = N_("Sales of the last 365 days (currency)")
_LAST_PROFIT = N_("Profit of the last 365 days (currency); empty where costs are not known")
_REVENUE_TO_COME = N_("Sales to come, discounted by 10 % a year (currency)")
_PROFIT_TO_COME = N_("Profit to come, discounted by 10 % a year (currency); empty where costs are not known")
_PREDICTED = N_("Sales that the same way of forecasting said in the test (currency)")
_CAME = N_("Sales that came in the test (currency)")
_BIAS = N_("What was forecast in the test, over what came, minus one; empty where nothing came")
_SOURCE = "Fader, Hardie and Lee 2005, RFM and CLV; Batislam, Denizel and Filiztekin 2007"

ENTRIES = (
    Entry(
        value_to_come,
        title=N_("Value to come"),
        definition=N_(
            "What the customers of today are expected to bring: by a model of how often each one buys, whether they "
            "have stopped, and what they pay; without orders by how long contracts of their age go on and what they "
            "pay a month; or by the same again, where that missed by less on the data's own past."
        ),
        formula="Σ over weeks of (purchase days expected · amount · 1.10^(−days/365.25)); worth_low, worth_high = to come · (came ÷ predicted ± 1.96 standard errors)",  # noqa: E501
        source=_SOURCE,
        reads=("customer_value",),
        columns={
            "customers": N_("Customers with a purchase, or without orders a contract, up to the last complete day"),
            "alive": N_(
                "How many of them are expected not to have stopped buying; empty where the forecast does not say"
            ),
            "last_revenue": _LAST_REVENUE,
            "last_profit": _LAST_PROFIT,
            "revenue_to_come": _REVENUE_TO_COME,
            "worth_low": N_(
                "Lower end of the sales to come: by as much less as the test fell short, with its 95 % limit"
            ),
            "worth_high": N_(
                "Upper end of the sales to come: by as much more as the test fell short, with its 95 % limit"
            ),
            "profit_to_come": _PROFIT_TO_COME,
            "best": N_("Customers among the best 20 % by sales to come"),
            "best_share": N_("Share of the sales to come that is theirs (0 to 1)"),
            "tested": N_("Customers who were known when the test began"),
            "predicted": _PREDICTED,
            "came": _CAME,
            "bias": _BIAS,
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        value_members,
        title=N_("Customers by value to come"),
        definition=N_(
            "What each customer is expected to bring, how likely they are still one, and what the test said of them."
        ),
        formula="purchase days expected · amount expected of each, discounted by 10 % a year",
        source=_SOURCE,
        reads=("customer_value",),
        columns={
            "customer_key": CUSTOMER_KEY,
            "revenue_to_come": _REVENUE_TO_COME,
            "profit_to_come": _PROFIT_TO_COME,
            "alive_chance": N_(
                "Chance that the customer has not stopped buying (0 to 1); empty where the forecast does not say"
            ),
            "purchases_to_come": N_("Days with a purchase that are expected in twelve months"),
            "last_revenue": _LAST_REVENUE,
            "predicted": _PREDICTED,
            "came": _CAME,
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        forecast_test,
        title=N_("Test of the forecast"),
        definition=N_(
            "The same forecast made as of an earlier day from what was known then, against what has come since; beside "
            "it the simplest forecast there is, that everybody brings once more what they brought last."
        ),
        formula="error = mean of |predicted − came|; bias = Σ predicted ÷ Σ came − 1; captured = what the forecast best 20 % brought ÷ what the real best 20 % brought",  # noqa: E501
        source="Malthouse and Blattberg 2005, Can We Predict Customer Lifetime Value?",
        reads=("customer_value",),
        columns={
            "method": N_("Which forecast: the model, or the same again"),
            "customers": N_("Customers who were known when the test began"),
            "predicted": N_("Sales that were forecast (currency)"),
            "came": _CAME,
            "error": N_("What the forecast of a customer missed by, on average (currency)"),
            "bias": _BIAS,
            "found": N_("Share of the real best 20 % who were among the forecast best 20 % (0 to 1)"),
            "captured": N_(
                "What the forecast best 20 % brought, as a share of what the real best 20 % brought (0 to 1)"
            ),
            "is_used": N_("Whether the numbers on the page are by this forecast"),
        },
        has_grain=False,
    ),
    Entry(
        forecast_by_tenth,
        title=N_("Test of the forecast by tenth"),
        definition=N_(
            "Customers in order of what was forecast of them, in ten groups: what was forecast of each and what came."
        ),
        formula="tenth = 1 + ⌊10 · customers forecast more ÷ customers⌋",
        source="Malthouse and Blattberg 2005, Can We Predict Customer Lifetime Value?",
        reads=("customer_value",),
        columns={
            "tenth": N_("Tenth of the customers; 1 was forecast the most"),
            "customers": N_("Customers in it"),
            "predicted": N_("Sales that were forecast (currency)"),
            "came": _CAME,
            "again": N_("Sales that the same again would have forecast (currency)"),
            "per_predicted": N_("Sales that were forecast for each customer (currency)"),
            "per_came": N_("Sales that came for each customer (currency)"),
            "per_again": N_("Sales that the same again would have forecast for each customer (currency)"),
        },
        has_grain=False,
    ),
)
