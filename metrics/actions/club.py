"""What the loyalty club changes, and what its members would have bought anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.actions.pairs import SPAN_DAYS, apart, compared_in_pairs, in_order, of_pairs, worth_of
from metrics.activity import with_attributes
from metrics.entry import Entry

if TYPE_CHECKING:
    from datetime import date

    from metrics.actions.pairs import Measure


def club_effect(
    purchase_days: ir.Table,
    customers: ir.Table,
    club_pairs: ir.Table,
    complete_up_to: date,
    *,
    measure: Measure = "orders",
    span_days: int = SPAN_DAYS,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """Do members of the club buy more because they are members?

    Three answers, always together. Naive: what members bought in the last `span_days` days, less what all others who
    had bought before did; it counts as the club's what its members would have bought anyway. Matched: each member
    beside a customer who had bought as much, as often and for as long when the month of joining began and did not join;
    what both bought in the days from the member's joining on. Difference in differences (did): the same less what
    they bought in as many days before. A member's time begins on the day of joining. Members count whose days after
    joining are complete and whose days before it were watched; who found nobody like them is left out.

    Parameters
    ----------
    purchase_days, customers
        What was bought; attributes, and the day on which each joined the club.
    club_pairs
        Each such member and who is like them, made when the data were published: customer_key, started_on, other_key.
    complete_up_to
        Last day that the data cover in full.
    measure
        orders (purchase days), revenue or profit, for each customer.
    span_days
        Days before and after joining that are compared.
    by
        Attributes of the members to break down by.

    Returns
    -------
    One row per `by` and way: way (naive, matched, did, step), third (of the way step: which of the days before the
    joining, −3 to −1, or after it, 0 to 2; else null), members, members_before, members_after, others, others_before,
    others_after (means for each customer), effect, effect_low, effect_high (95 %), is_real. By profit, the effect of
    `did` is what a member may cost in that time.

    Source: metrics reference G4, G12; Leenheer et al. 2007, Do loyalty programs really enhance behavioral loyalty?

    """
    steps, sums = of_pairs(club_pairs, purchase_days, customers, measure, span_days, by)
    whole = apart(_everybody(purchase_days, customers, complete_up_to, measure, span_days, by), "naive", by)
    for way in compared_in_pairs(steps, sums, by):
        whole = whole.union(way)
    return in_order(whole, by)


def _everybody(
    purchase_days: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    measure: Measure,
    span_days: int,
    by: tuple[str, ...],
) -> ir.Table:
    """What everybody bought in the last days who had bought before them: `by`, is_member, after.

    Who joined within these days is neither: of them, part of the days belongs to each side.
    """
    until = ibis.literal(complete_up_to)
    ago = until.delta(purchase_days.day, unit="day")
    known = purchase_days.mutate(ago=ago, worth=worth_of(purchase_days, measure)).filter(_.ago >= 0)
    is_recent = _.ago < span_days
    sums = known.group_by("customer_key").agg(
        after=_.worth.sum(where=is_recent).fill_null(0.0), had_bought=(~is_recent).any()
    )
    joined = sums.filter(_.had_bought).join(customers.select("customer_key", "club_joined_on"), "customer_key")
    since = -_.club_joined_on.delta(until, unit="day")
    told = joined.mutate(is_member=(since >= span_days - 1).fill_null(False), is_new=(since < span_days - 1))
    return with_attributes(told.filter(~_.is_new.fill_null(False)), customers, by)


LEENHEER = "Leenheer, van Heerde, Bijmolt and Smidts 2007, Do loyalty programs really enhance behavioral loyalty?"

ENTRIES = (
    Entry(
        club_effect,
        title=N_("What the club changes"),
        definition=N_(
            "Members of the club against others, in three ways: as they are (naive), each beside a customer who bought "
            "alike before (matched), and the change since joining beside the change of those (difference in "
            "differences). The naive one counts what members would have bought anyway."
        ),
        formula="did = (members_after − members_before) − (others_after − others_before)",
        source=LEENHEER,
        reads=("purchase_days", "customers", "club_pairs"),
        columns={
            "way": N_("`naive`, `matched`, `did` (difference in differences), or `step`: one third of the days alone"),
            "third": N_("Third of the days before joining (−3 to −1) or after it (0 to 2); empty for the whole"),
            "members": N_("Members compared"),
            "members_before": N_("What a member bought in the days before joining, on average"),
            "members_after": N_("What a member bought in the days from joining on, on average"),
            "others": N_("Customers they are compared with"),
            "others_before": N_("What one of these bought in the same days before, on average"),
            "others_after": N_("What one of these bought in the same days after, on average"),
            "effect": N_("What the club seems to change for each member, in purchase days or in money"),
            "effect_low": N_("From here on the true change lies, 19 times in 20"),
            "effect_high": N_("Up to here the true change lies, 19 times in 20"),
            "is_real": N_("Whether the limits leave zero out, so that chance alone is a poor explanation"),
        },
        by="optional",
        has_grain=False,
    ),
)
