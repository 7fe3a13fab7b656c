"""What those who left give as their reason, after a complaint of each topic and without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.association import chances, compared
from metrics.causes.departures import LOST_PROFIT, LOST_REVENUE, STATED
from metrics.chance import benjamini_hochberg
from metrics.entry import CUSTOMER_KEY, HIGH, LOW, Entry
from metrics.service.replies import known_by

if TYPE_CHECKING:
    from datetime import date


def issue_causes(
    complaints: ir.Table,
    departures: ir.Table,
    departure_causes: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    *,
    all_periods: ir.Table | None = None,
) -> ir.Table:
    """Do those who left after complaining of a topic name other causes than those who left without?

    As in `issue_costs`, a complaint counts that came in the period before the one in which the customer left. Of a
    departure whose period before lies outside of the complaints that are known, nobody can say whether there was one:
    it is in neither group. A customer who left twice counts at each departure; one with several causes under each.

    Parameters
    ----------
    complaints
        Those of each customer, with the period in which they came.
    departures, departure_causes
        departure_id, customer_key, period; departure_id, cause.
    periods
        Those in which customers complained, or did not.
    complete_up_to
        Last day that the data cover in full.
    all_periods
        Every period of the grain, where `periods` are chosen ones.

    Returns
    -------
    One row per topic and cause that occurs, the topic after which most left first: topic (empty: none was given),
    cause, departures (of those who had complained of it), mentions (of these, those that name the cause), share with
    low and high, other_departures and other_mentions (of those who had not), other_share, difference with its interval,
    is_real, p_value, adjusted_p (for the number of topics and causes).

    Source: metrics reference E10, E6, E9.

    """
    left, told = _left(complaints, departures, periods, complete_up_to, all_periods)
    named = left.inner_join(_causes(departure_causes), "departure_id").select("departure_id", "cause")
    everybody = left.agg(all_departures=_.count())
    by_cause = named.group_by("cause").agg(all_mentions=_.count())
    sizes = told.group_by("topic").agg(customers=_.count())
    of_topic = told.inner_join(named, "departure_id").group_by("topic", "cause").agg(left=_.count())
    cells = sizes.cross_join(by_cause).cross_join(everybody).left_join(of_topic, ["topic", "cause"])
    cells = cells.drop("topic_right", "cause_right").mutate(left=_["left"].fill_null(0))
    cells = cells.mutate(other_customers=_.all_departures - _.customers, other_left=_.all_mentions - _["left"])
    keys = ["topic", "cause"]
    tested = benjamini_hochberg(chances(cells, keys).select(*keys, "p_value"))
    joined = compared(cells).left_join(tested, keys).drop("topic_right", "cause_right")
    return joined.order_by([ibis.desc("customers"), "topic", ibis.desc("left"), "cause"]).select(
        "topic",
        "cause",
        departures=_.customers,
        mentions=_["left"],
        share=_.rate,
        low=_.low,
        high=_.high,
        other_departures=_.other_customers,
        other_mentions=_.other_left,
        other_share=_.other_rate,
        difference=_["difference"],
        difference_low=_.difference_low,
        difference_high=_.difference_high,
        is_real=_.is_real,
        p_value=_.p_value,
        adjusted_p=_.adjusted_p,
    )


def issue_cause_members(
    complaints: ir.Table,
    departures: ir.Table,
    departure_causes: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    *,
    all_periods: ir.Table | None = None,
    topic: str,
    cause: str | None = None,
    has_complained: bool = True,
) -> ir.Table:
    """Who is behind a number of `issue_causes`?

    Parameters
    ----------
    complaints, departures, departure_causes, periods, complete_up_to, all_periods
        As for `issue_causes`.
    topic
        The topic of the row; the empty text stands for none given.
    cause
        Only those who name this one.
    has_complained
        Those who had complained of the topic; else those who had not.

    Returns
    -------
    One row per departure, who had brought most first: customer_key, left_on, reason as it was loaded, lost_revenue,
    lost_profit (twelve months before leaving, currency; null where unknown).

    """
    left, told = _left(complaints, departures, periods, complete_up_to, all_periods)
    of_it = told.filter(_.topic == topic)
    members = left.semi_join(of_it, "departure_id") if has_complained else left.anti_join(of_it, "departure_id")
    if cause is not None:
        members = members.semi_join(_causes(departure_causes).filter(_.cause == cause), "departure_id")
    words = [name for name in ("reason",) if name in members.columns]
    money = ("lost_revenue", "lost_profit")
    ordered = members.order_by(ibis.desc("lost_revenue", nulls_first=False), ibis.desc("left_on"), "customer_key")
    return ordered.select("customer_key", "left_on", *words, *money)


def _left(
    complaints: ir.Table,
    departures: ir.Table,
    periods: ir.Table,
    complete_up_to: date,
    all_periods: ir.Table | None,
) -> tuple[ir.Table, ir.Table]:
    """Departures of which it is known what was complained of in the period before, and the topics of each."""
    known = known_by(complaints, complete_up_to).select("customer_key", "period", "topic")
    span = known.agg(first=_.period.min(), last=_.period.max())
    judged = (periods if all_periods is None else all_periods).filter(_.is_complete)
    dated = departures.semi_join(judged, "period").mutate(before=_.period - 1).cross_join(span)
    left = dated.filter((_.before >= _["first"]) & (_.before <= _["last"])).drop("first", "last")
    left = left.semi_join(periods.select(before="period"), "before")
    told = left.select("departure_id", "customer_key", "before").inner_join(
        known.distinct().rename(before="period"), ["customer_key", "before"]
    )
    return left, told.select("departure_id", "topic").distinct()


def _causes(departure_causes: ir.Table) -> ir.Table:
    return departure_causes.select("departure_id", "cause").distinct()


TESTED = "Fisher 1935; Newcombe 1998; Benjamini and Hochberg 1995"
READS = ("complaints", "departures", "departure_causes", "periods")

ENTRIES = (
    Entry(
        issue_causes,
        title=N_("Complaints, and the causes stated on leaving"),
        definition=N_(
            "For every topic of complaints: of the customers who left in the period after they complained of it, how "
            "many named each cause, beside those who left without having complained of it. A departure with several "
            "causes counts under each; one before or after the time of which complaints are known, under none."
        ),
        formula="difference = mentions ÷ departures − other_mentions ÷ other_departures; adjusted_p = Benjamini–Hochberg over topics and causes",  # noqa: E501
        source=TESTED,
        reads=READS,
        columns={
            "topic": N_("Topic of the complaint; empty where none was given"),
            "cause": N_("The cause by its code; `unknown`, `unclassified` and `no_answer` are causes of their own"),
            "departures": N_("Departures in the period after a complaint of the topic"),
            "mentions": N_("Those of them that name the cause"),
            "share": N_("Share of them that name the cause (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "other_departures": N_("Departures without such a complaint"),
            "other_mentions": N_("Those of the others that name the cause"),
            "other_share": N_("Share of the others that name the cause (0 to 1)"),
            "difference": N_("Share that names the cause after a complaint, less that of the others (−1 to 1)"),
            "difference_low": N_("From here on the true difference lies, 19 times in 20 (Newcombe)"),
            "difference_high": N_("Up to here the true difference lies, 19 times in 20 (Newcombe)"),
            "is_real": N_("Whether the interval of the difference leaves zero out"),
            "p_value": N_("Probability of so large a difference by chance alone (0 to 1)"),
            "adjusted_p": N_(
                "The same, adjusted for how many were looked at (Benjamini–Hochberg); below 0.05 it is called real"
            ),
        },
    ),
    Entry(
        issue_cause_members,
        title=N_("Customers who left after a complaint, and why"),
        definition=N_(
            "Who left in the period after a complaint of the topic, or without one, what they said, and what they "
            "brought in the year before."
        ),
        formula="one row for each departure",
        source=STATED,
        reads=READS,
        columns={
            "customer_key": CUSTOMER_KEY,
            "left_on": N_("Day the customer left"),
            "reason": N_("Why they left, in their own words"),
            "lost_revenue": LOST_REVENUE,
            "lost_profit": LOST_PROFIT,
        },
        by="beside",
    ),
)
