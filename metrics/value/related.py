"""What do buyers of one thing buy next, more often than others do?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.association import ADJUSTED_P, DIFFERENCE_HIGH, DIFFERENCE_LOW, P_VALUE, chances, compared
from metrics.chance import benjamini_hochberg
from metrics.entry import Entry

if TYPE_CHECKING:
    from datetime import date

What = Literal["product", "category"]
WITHIN_DAYS = 180
# Of fewer customers nothing is said of what they buy next.
LEAST = 30
# Each of so many things, those with most buyers, is held against each other.
MOST_ITEMS = 40
REAL = 0.05


def related_products(
    orders: ir.Table,
    complete_up_to: date,
    what: What = "product",
    within_days: int = WITHIN_DAYS,
    least: int = LEAST,
) -> ir.Table:
    """What do buyers of A buy next, more often than others do?

    Of the customers who had not bought B up to the day of their first A, that day included, the share that bought their
    first B in so many days after it. Held against those who began with something else: who bought neither A nor B on
    the day of their first purchase and no A in as many days after it, and the share of these that bought B in those
    days. Only whoever can be followed for all the days is counted, on either side. It is an association: whoever buys A
    may be another kind of customer, and an offer of B need not do what A seems to do.

    Parameters
    ----------
    orders
        Booked order lines.
    complete_up_to
        Last day that the data cover in full.
    what
        product or category.
    within_days
        Days after the first A in which B must come.
    least
        Pairs with fewer buyers of A who had not bought B are not judged.

    Returns
    -------
    One row per pair, by how many more customers bought B than would have without A: item (A), next_item (B), customers
    (who bought A first), bought_next (of these), next_share with share_low and share_high (95 %, Wilson),
    began_otherwise (the others), usual_share (of these), difference with difference_low and difference_high (Newcombe),
    ratio, p_value (Fisher), adjusted_p (Benjamini and Hochberg, over all pairs), is_related (adjusted_p below 5 % and
    the share larger than usual). The 40 things with most buyers are looked at.

    Source: Benjamini and Hochberg 1995; Newcombe 1998; metrics reference G8.

    """
    last = ibis.date(complete_up_to.isoformat())
    bought = orders.filter(_.kind == "purchase", _.customer_key.notnull(), _[what].notnull(), _.ordered_on <= last)
    named = bought.select("customer_key", "ordered_on", item=bought[what].cast("string"))
    firsts = named.group_by(["customer_key", "item"]).agg(first=_.ordered_on.min())
    most = firsts.group_by("item").agg(buyers=_.count()).order_by([ibis.desc("buyers"), "item"]).limit(MOST_ITEMS)
    anything = orders.filter(_.kind == "purchase", _.customer_key.notnull(), _.ordered_on <= last)
    begins = anything.group_by("customer_key").agg(begins=_.ordered_on.min())
    known = (
        firsts.semi_join(most, "item")
        .join(begins, "customer_key")
        .select("customer_key", "item", own=_.first, start=_.begins)
        .mutate(age=_.own.delta(_.start, unit="day"), left=-_.own.delta(last, unit="day"))
        .mutate(room=_.left + _.age)
    )
    followed = known.room >= within_days  # who can be followed from their first purchase on
    singles = known.group_by("item").agg(
        bought_item=(known.left >= within_days).sum().fill_null(0),
        early=(followed & (known.age <= within_days)).sum().fill_null(0),
        at_once=(followed & (known.age == 0)).sum().fill_null(0),
        soon=(followed & (known.age > 0) & (known.age <= within_days)).sum().fill_null(0),
    )
    other = known.select("customer_key", next_item="item", next_age="age")
    pairs = known.join(other, "customer_key").filter(_.item != _.next_item)
    is_after, is_mature = pairs.next_age - pairs.age, pairs.left >= within_days
    is_early = (pairs.room >= within_days) & (pairs.age <= within_days)
    both = pairs.group_by(["item", "next_item"]).agg(
        had=(is_mature & (is_after <= 0)).sum().fill_null(0),
        left=(is_mature & (is_after > 0) & (is_after <= within_days)).sum().fill_null(0),
        early_at_once=(is_early & (pairs.next_age == 0)).sum().fill_null(0),
        early_soon=(is_early & (pairs.next_age > 0) & (pairs.next_age <= within_days)).sum().fill_null(0),
    )
    everybody = begins.agg(everybody=(begins.begins.delta(last, unit="day") <= -within_days).sum().fill_null(0))
    of_next = singles.select(next_item="item", at_once="at_once", soon="soon")
    whole = (
        singles.drop("at_once", "soon")
        .cross_join(of_next)
        .filter(_.item != _.next_item)
        .cross_join(everybody)
        .left_join(both, ["item", "next_item"])
        .drop("item_right", "next_item_right")
        .mutate(**{name: _[name].fill_null(0) for name in ("had", "left", "early_at_once", "early_soon")})
    )
    counted = whole.select(
        "item",
        "next_item",
        "left",
        customers=_.bought_item - _.had,
        other_customers=_.everybody - _.early - _.at_once + _.early_at_once,
        other_left=_.soon - _.early_soon,
    ).filter(_.customers >= least)
    tested = benjamini_hochberg(chances(counted, ("item", "next_item")))
    found = compared(tested)
    judged = found.mutate(
        bought_next=_.left,
        next_share=_.rate,
        share_low=_.low,
        share_high=_.high,
        began_otherwise=_.other_customers,
        usual_share=_.other_rate,
        is_related=((_.adjusted_p < REAL) & (_["difference"] > 0)).fill_null(False),
        more=_["difference"] * _.customers,
    )
    columns = (
        *("item", "next_item", "customers", "bought_next", "next_share", "share_low", "share_high", "began_otherwise"),
        *("usual_share", "difference", "difference_low", "difference_high", "ratio", "p_value", "adjusted_p"),
        "is_related",
    )
    return judged.order_by([ibis.desc("more"), "item", "next_item"]).select(*columns)


ENTRIES = (
    Entry(
        related_products,
        title=N_("What buyers buy next"),
        definition=N_(
            "Of the customers who bought one thing and had not bought another, the share that bought the other in the "
            "days after; beside customers who began with something else. An association, not an effect."
        ),
        formula="next_share = first B in (0, 180] days after the first A ÷ first A without B until then; adjusted_p = Benjamini–Hochberg over all pairs",  # noqa: E501
        source="Benjamini and Hochberg 1995; Newcombe 1998",
        reads=("orders",),
        columns={
            "item": N_("What they bought (A)"),
            "next_item": N_("What they bought next or not (B)"),
            "customers": N_("Customers who bought A and had not bought B until then"),
            "bought_next": N_("How many of these bought B in the days after"),
            "next_share": N_("Their share (0 to 1)"),
            "share_low": N_("From here on the true share lies, 19 times in 20 (0 to 1; Wilson)"),
            "share_high": N_("Up to here the true share lies, 19 times in 20 (0 to 1; Wilson)"),
            "began_otherwise": N_("Customers who began with something else"),
            "usual_share": N_("Share of these who bought B in as many days (0 to 1)"),
            "difference": N_("Share of the buyers of A, less that of the others (−1 to 1)"),
            "difference_low": DIFFERENCE_LOW,
            "difference_high": DIFFERENCE_HIGH,
            "ratio": N_("How many times as large a share of the buyers of A bought B; 1 is no difference"),
            "p_value": P_VALUE,
            "adjusted_p": ADJUSTED_P,
            "is_related": N_("Whether buyers of A buy B more often than others, by more than chance"),
        },
        has_grain=False,
    ),
)
