"""The best customers: the top 20 % by sales and by profit, and how the list changes."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from metrics.intervals import ratio
from metrics.segments import Measure, customer_totals

MEASURES = ("revenue", "profit")


def top_customers(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    measure: Measure = "revenue",
    share: float = 0.2,
) -> ir.Table:
    """Who are the best customers by sales or by profit?

    Of n customers with a purchase in the given periods the first ⌈share · n⌉ are listed, ordered by value,
    then latest purchase, then customer_id. Customers whose value equals the last listed one's are
    marked on both sides of the cut: `tied_at_cut` says that the list could as well have held another.

    Returns
    -------
    One row per listed customer: rank, customer_key, customer_id, value, revenue, profit, orders, last_period
    (first day of the last active period), tied_at_cut, in_sales_list, in_profit_list (null where no profit
    is known).

    Source: metrics reference D1.

    """
    ranked = _ranked(activity, periods, customers, share)
    starts = periods.select(last_period="period", last_starts_on="starts_on")
    listed = ranked.filter(_[f"{measure}_rank"] <= _.listed)
    return (
        listed.join(starts, "last_period")
        .select(
            rank=_[f"{measure}_rank"],
            customer_key=_.customer_key,
            customer_id=_.customer_id,
            value=_[measure],
            revenue=_.revenue,
            profit=_.profit,
            orders=_.orders,
            last_period=_.last_starts_on,
            tied_at_cut=_[f"{measure}_tied"] & (_[measure] == _[f"{measure}_cut"]),
            in_sales_list=_.revenue_rank <= _.listed,
            in_profit_list=_.profit_rank <= _.listed,
        )
        .order_by("rank")
    )


def pareto_share(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    measure: Measure = "revenue",
    share: float = 0.2,
) -> ir.Table:
    """How much of the sales or profit the top list brings, and how few customers bring 80 %.

    Returns
    -------
    One row: customers, listed (⌈share · customers⌉), list_value, total, share (of the net total),
    share_of_positive (of the customers above zero alone), cut_value (of the last listed), tied_at_cut
    (customers with exactly that value left outside the list), customers_for_80.

    Source: metrics reference D1.

    """
    ranked = _ranked(activity, periods, customers, share)
    rank, value = ranked[f"{measure}_rank"], ranked[measure]
    cumulated = ranked.mutate(
        place=rank,
        value=value,
        cut=_[f"{measure}_cut"],
        running=value.sum().over(ibis.window(order_by=rank, preceding=None, following=0)),
        whole=value.sum().over(ibis.window()),
    )
    return cumulated.agg(
        customers=_.count(),
        listed=_.listed.max(),
        list_value=_.value.sum(where=_.place <= _.listed),
        total=_.value.sum(),
        positive=_.value.sum(where=_.value > 0),
        cut_value=_.cut.max(),
        tied_at_cut=((_.place > _.listed) & (_.value == _.cut)).sum().fill_null(0),
        customers_for_80=_.place.min(where=(_.whole > 0) & (_.running >= _.whole * 0.8)),
    ).mutate(
        share=ibis.ifelse(_.total > 0, ratio(_.list_value, _.total), ibis.null("float64")),
        share_of_positive=ratio(_.list_value, _.positive),
    )


def list_changes(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    measure: Measure = "revenue",
    share: float = 0.2,
) -> ir.Table:
    """Who entered, stayed in and left the top list since the period before.

    Compares the list of the last complete period with that of the one before. A leaver is *lost* (no
    purchase now), *declined* (now below the old list's cut) or *displaced* (still at or above it: the cut rose).

    Returns
    -------
    One row per customer on either list: customer_key, customer_id, change (stayed, entered, left), fate
    (lost, declined, displaced; null unless left), value_before, value_now, rank_before, rank_now.

    Source: metrics reference D6.

    """
    complete = periods.filter(_.is_complete)
    last = complete.agg(last=_.period.max())
    now_periods = complete.cross_join(last).filter(_.period == _.last).drop("last")
    old_periods = complete.cross_join(last).filter(_.period == _.last - 1).drop("last")

    def listing(chosen: ir.Table, suffix: str) -> ir.Table:
        ranked = _ranked(activity, chosen, customers, share)
        return ranked.select(
            **{
                f"key_{suffix}": _.customer_key,
                f"id_{suffix}": _.customer_id,
                f"rank_{suffix}": _[f"{measure}_rank"],
                f"value_{suffix}": _[measure],
                f"is_{suffix}": _[f"{measure}_rank"] <= _.listed,
                f"cut_{suffix}": _[f"{measure}_cut"],
            }
        )

    now, before = listing(now_periods, "now"), listing(old_periods, "before")
    both = before.outer_join(now, before.key_before == now.key_now)
    was, is_ = _.is_before.fill_null(False), _.is_now.fill_null(False)
    return (
        both.filter(was | is_)
        .select(
            customer_key=ibis.coalesce(_.key_before, _.key_now),
            customer_id=ibis.coalesce(_.id_before, _.id_now),
            change=ibis.cases((was & is_, "stayed"), (is_, "entered"), else_="left"),
            fate=ibis.cases(
                (is_, ibis.null("string")),
                (_.key_now.isnull(), "lost"),
                (_.value_now < _.cut_before, "declined"),
                else_="displaced",
            ),
            value_before=_.value_before,
            value_now=_.value_now,
            rank_before=_.rank_before,
            rank_now=_.rank_now,
        )
        .order_by("change", ibis.desc("value_before", nulls_first=False), "customer_id")
    )


def _ranked(activity: ir.Table, periods: ir.Table, customers: ir.Table, share: float) -> ir.Table:
    """Rank every customer of the periods by sales and by profit, with the cut of both lists beside them."""
    totals = customer_totals(activity, periods)
    named = totals.join(customers.select("customer_key", "customer_id"), "customer_key")
    everyone = ibis.window()
    ranked = named.mutate(
        listed=(_.count().over(everyone) * share).ceil().cast("int64"),
        **{
            f"{measure}_rank": ibis.row_number().over(
                ibis.window(
                    order_by=[
                        ibis.desc(measure, nulls_first=False),
                        ibis.desc("last_period"),
                        "customer_id",
                    ]
                )
            )
            + 1
            for measure in MEASURES
        },
    )
    ranked = ranked.mutate(
        profit_rank=ibis.ifelse(_.profit.isnull(), ibis.null("int64"), _.profit_rank),
    ).mutate(
        **{
            f"{measure}_cut": _[measure].max(where=_[f"{measure}_rank"] == _.listed).over(everyone)
            for measure in MEASURES
        }
    )
    return ranked.mutate(
        **{
            f"{measure}_tied": ((_[measure] == _[f"{measure}_cut"]) & (_[f"{measure}_rank"] > _.listed))
            .any()
            .over(everyone)
            .fill_null(False)
            for measure in MEASURES
        }
    )
