"""How much hangs on how few, and how lasting the list of the best is."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, TOP, Entry
from metrics.intervals import ratio
from metrics.rollups import customer_totals
from metrics.value.segments import Measure, listed_of
from metrics.value.top import list_stability, top_customers


def concentration_risk(
    activity: ir.Table,
    periods: ir.Table,
    customer_value: ir.Table | None = None,
    measure: Measure = "revenue",
    share: float = 0.2,
    *,
    totals: ir.Table | None = None,
) -> ir.Table:
    """On how few customers do sales or profit hang, and how much of it may be gone already?

    Shares are of the customers above zero alone: a loss is nobody's share. At risk is what each of them brought in the
    given periods times the chance that they have stopped buying (1 − P(alive) of the forecast).

    Parameters
    ----------
    activity, periods
        Facts of one grain and the periods to count.
    customer_value
        The forecast that publishing keeps, for the chance that each is still a customer.
    measure
        revenue or profit.
    share
        Share of all customers that the best few are.
    totals
        Each customer's sums over these periods, where they are kept already.

    Returns
    -------
    One row: customers (with a purchase), positive (how many are above zero), value (currency, theirs), first_share,
    five_share and few_share (of the first, the first five and the first ⌈share · customers⌉ of it, 0 to 1), hhi (Σ of
    the squared shares), effective_customers (1 ÷ hhi: as many customers of equal size would be as concentrated),
    may_be_gone (currency) and risk_share (of value; both null where the forecast does not say who is still a
    customer). Null where nobody is above zero.

    Source: metrics reference D5; Hirschman 1964.

    """
    people = customer_totals(activity, periods) if totals is None else totals
    worth = people.select("customer_key", own=_[measure].cast("float64"))
    counted = worth.agg(customers=_.count()).mutate(few=listed_of(_.customers, share))
    if customer_value is None:
        above = worth.filter(_.own > 0).mutate(gone=ibis.null("float64"))
    else:
        alive = customer_value.select(value_key="customer_key", alive="alive")
        joined = worth.left_join(alive, worth.customer_key == alive.value_key)
        above = joined.filter(_.own > 0).mutate(gone=_.own * (1.0 - _.alive)).drop("value_key", "alive")
    order = ibis.window(order_by=[ibis.desc("own"), "customer_key"])
    placed = above.mutate(place=ibis.row_number().over(order)).cross_join(counted)
    summed = placed.agg(
        customers=_.customers.max(),
        positive=_.count(),
        value=_.own.sum(),
        first=_.own.sum(where=_.place < 1),
        five=_.own.sum(where=_.place < 5),
        best=_.own.sum(where=_.place < _.few),
        squares=(_.own * _.own).sum(),
        may_be_gone=_.gone.sum(),
    )
    hhi = ratio(_.squares, _.value * _.value)
    return summed.select(
        "customers",
        "positive",
        "value",
        first_share=ratio(_["first"], _.value),
        five_share=ratio(_.five, _.value),
        few_share=ratio(_.best, _.value),
        hhi=hhi,
        effective_customers=1.0 / hhi,
        may_be_gone=_.may_be_gone,
        risk_share=ratio(_.may_be_gone, _.value),
    )


def list_kept(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    measure: Measure = "revenue",
    share: float = 0.2,
    together: int = 1,
) -> ir.Table:
    """How much of the list of the best is the list of before?

    Counts the customers of `list_changes`. In times of rising prices it is asked of money at equal prices.

    Returns
    -------
    One row: list_before and list_now (how long the two lists are), stayed (customers on both), list_retention
    (stayed ÷ list_before), jaccard (stayed ÷ customers on either list). Shares are null where there was no list before.

    Source: metrics reference D6.

    """
    moved = list_stability(activity, periods, customers, measure, share, together)
    counted = moved.agg(
        **{name: _.customers.sum(where=_.change == name).fill_null(0) for name in ("stayed", "entered", "left")}
    )
    return counted.select(
        list_before=_.stayed + _.left,
        list_now=_.stayed + _.entered,
        stayed=_.stayed,
        list_retention=ratio(_.stayed, _.stayed + _.left),
        jaccard=ibis.ifelse(
            _.stayed + _.left > 0, ratio(_.stayed, _.stayed + _.entered + _.left), ibis.null("float64")
        ),
    )


def top_outlook(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    customer_value: ir.Table,
    customer_risk: ir.Table | None = None,
    measure: Measure = "revenue",
    share: float = 0.2,
    *,
    totals: ir.Table | None = None,
    top: int | None = None,
) -> ir.Table:
    """What are the best to bring, and how likely do they buy nothing next?

    Returns
    -------
    One row per customer of `top_customers`: rank, customer_key, revenue_to_come (currency, in twelve months),
    alive_chance (0 to 1, that they have not left; null where the forecast does not say), chance (0 to 1, that they buy
    nothing in the days that the early warning looks ahead; null without one).

    Source: metrics reference D5 joined with C7 and F6.

    """
    listed = top_customers(activity, periods, customers, measure, share, totals=totals, top=top)
    worth = customer_value.select(value_key="customer_key", revenue_to_come="revenue_12", alive_chance="alive")
    found = listed.select("rank", "customer_key").left_join(worth, _.customer_key == worth.value_key).drop("value_key")
    if customer_risk is None:
        return found.mutate(chance=ibis.null("float64")).order_by("rank")
    risk = customer_risk.select(risk_key="customer_key", chance="chance")
    return found.left_join(risk, found.customer_key == risk.risk_key).drop("risk_key").order_by("rank")


_VALUE = N_("Sales or profit of the customers above zero (currency)")
_CHANCE = N_("Chance that they buy nothing in the days that the early warning looks ahead (0 to 1); empty without one")

ENTRIES = (
    Entry(
        concentration_risk,
        title=N_("Concentration risk"),
        definition=N_(
            "How much of the sales or profit comes from the first, the first five and the best fifth of the customers, "
            "as of how many customers of equal size that is, and how much of it comes from customers who may have left."
        ),
        formula="hhi = Σ share²; effective_customers = 1 ÷ hhi; may_be_gone = Σ value · (1 − alive)",
        source="Hirschman 1964, The Paternity of an Index",
        reads=("activity", "periods", "customer_value"),
        columns={
            "customers": N_("Customers with a purchase"),
            "positive": N_("Those of them above zero"),
            "value": _VALUE,
            "first_share": N_("Share of the first customer in it (0 to 1)"),
            "five_share": N_("Share of the first five customers in it (0 to 1)"),
            "few_share": N_("Share of the best few in it (0 to 1)"),
            "hhi": N_("Sum of the squared shares (Herfindahl and Hirschman; 1 is a single customer)"),
            "effective_customers": N_("As many customers of equal size would be as concentrated"),
            "may_be_gone": N_(
                "What came from customers times the chance that they have left (currency); empty without it"
            ),
            "risk_share": N_("Share of it that may be gone (0 to 1)"),
        },
    ),
    Entry(
        list_kept,
        title=N_("Retention of the top list"),
        definition=N_("How many of the best customers of before are among the best now."),
        formula="list_retention = stayed ÷ list_before; jaccard = stayed ÷ customers on either list",
        source=N_("Comparison of two top lists"),
        reads=("activity", "periods", "customers"),
        columns={
            "list_before": N_("Customers on the list before"),
            "list_now": N_("Customers on the list now"),
            "stayed": N_("Customers on both lists"),
            "list_retention": N_("Share of the list before that is on it now (0 to 1)"),
            "jaccard": N_("Share of both lists together that is on both (0 to 1; Jaccard)"),
        },
    ),
    Entry(
        top_outlook,
        title=N_("Outlook of the top list"),
        definition=N_("What each of the best customers is to bring, and how likely they buy nothing next."),
        formula="revenue_to_come of value_to_come; chance of the early warning",
        source=TOP,
        reads=("activity", "periods", "customers", "customer_value", "customer_risk"),
        columns={
            "rank": N_("Place in the list, best first"),
            "customer_key": CUSTOMER_KEY,
            "revenue_to_come": N_("Sales to come, discounted by 10 % a year (currency)"),
            "alive_chance": N_(
                "Chance that the customer has not stopped buying (0 to 1); empty where the forecast does not say"
            ),
            "chance": _CHANCE,
        },
        by="beside",
    ),
)
