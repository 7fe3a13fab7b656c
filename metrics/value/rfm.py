"""How lately, how often and for how much each customer bought: scores, named groups, and who moved between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, Entry
from metrics.intervals import grouped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LOOK_BACK_DAYS = 365
APART_DAYS = 91
SCORES = 5

# From the best to the worst: by the score of recency (5 to 4, 3, 2 to 1) and of frequency (5 to 4, 3 to 2, 1).
GROUPS: Mapping[str, str] = {
    "champions": N_("Champions"),
    "loyal": N_("Loyal"),
    "promising": N_("Promising"),
    "recent": N_("New or rare, lately here"),
    "attention": N_("Need attention"),
    "at_risk": N_("Once frequent, now silent"),
    "once": N_("Seldom here"),
    "slipping": N_("Slipping away"),
    "asleep": N_("Asleep"),
}
_OF = {
    ("high", "high"): "champions",
    ("middle", "high"): "loyal",
    ("low", "high"): "at_risk",
    ("high", "middle"): "promising",
    ("middle", "middle"): "attention",
    ("low", "middle"): "slipping",
    ("high", "low"): "recent",
    ("middle", "low"): "once",
    ("low", "low"): "asleep",
}


def customer_rfm(
    purchase_days: ir.Table,
    complete_up_to: date,
    recency_cuts: tuple[float, ...] = (),
    frequency_cuts: tuple[float, ...] = (),
    money_cuts: tuple[float, ...] = (),
) -> ir.Table:
    """Score each customer at the end of the data and a quarter (91 days) before.

    Scored is whoever bought in the 365 days up to the moment. A score counts who is strictly worse: 1 + ⌊5 · worse ÷
    customers⌋, so equal values have equal scores, and a scale on which many are equal skips levels. With cut points of
    the firm's own a score is told by them alone, and does not depend on other customers.

    Parameters
    ----------
    purchase_days
        As `booking.purchase_days` returns it.
    complete_up_to
        Last day that the data cover in full.
    recency_cuts
        Four rising numbers of days since the last purchase: 5 up to the first, 1 beyond the last.
    frequency_cuts, money_cuts
        Four rising numbers of days with a purchase, and of sales: 5 from the last on, 1 below the first.

    Returns
    -------
    One row per customer scored at either moment: customer_key; recency_days (since the last purchase day), frequency
    (purchase days), revenue of the 365 days, recency_score, frequency_score, money_score (5 is best) and standing, one
    of GROUPS, at the end; the same with the suffix _before for the moment before. Null where not scored then.

    Source: Miglautsch 2000; metrics reference D4.

    """
    cuts = (recency_cuts, frequency_cuts, money_cuts)
    now = _scored(purchase_days, complete_up_to, 0, cuts)
    before = _scored(purchase_days, complete_up_to, APART_DAYS, cuts)
    earlier = before.rename({name + "_before": name for name in before.columns})
    joined = now.outer_join(earlier, now.customer_key == earlier.customer_key_before)
    return joined.mutate(customer_key=ibis.coalesce(_.customer_key, _.customer_key_before)).drop("customer_key_before")


def _scored(
    purchase_days: ir.Table, complete_up_to: date, days_before: int, cuts: tuple[tuple[float, ...], ...]
) -> ir.Table:
    end = ibis.date(complete_up_to.isoformat())
    dated = purchase_days.mutate(ago=-_.day.delta(end, unit="day") - days_before)
    lately = dated.filter((_.ago >= 0) & (_.ago < LOOK_BACK_DAYS))
    people = lately.group_by("customer_key").agg(
        recency_days=_.ago.min(), frequency=_.count(), revenue=_.revenue.sum().cast("decimal(18, 4)")
    )
    counted = people.mutate(scored=_.count().over(ibis.window()))

    def score(worst_first: object) -> ir.Value:
        worse = ibis.rank().over(ibis.window(order_by=worst_first))
        return ((worse * SCORES) / _.scored).floor().cast("int32") + 1

    recent, often, much = cuts
    oldest_first = ibis.desc("recency_days")
    scores = counted.mutate(
        recency_score=_by_cuts(_.recency_days, recent, low_is_best=True) if recent else score(oldest_first),
        frequency_score=_by_cuts(_.frequency, often) if often else score("frequency"),
        money_score=_by_cuts(_.revenue, much) if much else score("revenue"),
    ).drop("scored")
    recency = _level(_.recency_score, middle=3)
    frequency = _level(_.frequency_score, middle=2)
    return (
        scores.mutate(recency_level=recency, frequency_level=frequency)
        .mutate(
            standing=ibis.cases(
                *(((_.recency_level == one) & (_.frequency_level == other), name) for (one, other), name in _OF.items())
            )
        )
        .drop("recency_level", "frequency_level")
    )


def _by_cuts(value: ir.Deferred, cuts: tuple[float, ...], *, low_is_best: bool = False) -> ir.Value:
    """Score a value by four rising cut points: one more for each that is reached, or not passed where low is best."""
    number = value.cast("float64")
    steps = [ibis.ifelse(number <= cut if low_is_best else number >= cut, 1, 0) for cut in cuts]
    return (sum(steps[1:], steps[0]) + 1).cast("int32")


def _level(score: ir.Value, middle: int) -> ir.Value:
    return ibis.cases((score >= 4, "high"), (score >= middle, "middle"), else_="low")


def rfm_map(customer_rfm: ir.Table, by: tuple[str, ...] = ()) -> ir.Table:
    """How many customers stand where, by how lately and how often they bought, and what did they bring?

    Returns
    -------
    One row per (by, recency_score, frequency_score) with a customer, the best first: customers, revenue (of the 365
    days, currency), and the cut points of the cell: recency_from, recency_to (days since the last purchase day),
    frequency_from, frequency_to (purchase days).

    """
    scored = customer_rfm.filter(_.recency_score.notnull())
    cells = [*by, "recency_score", "frequency_score", "standing"]
    return (
        scored.group_by(cells)
        .agg(
            customers=_.count(),
            revenue=_.revenue.sum(),
            recency_from=_.recency_days.min(),
            recency_to=_.recency_days.max(),
            frequency_from=_.frequency.min(),
            frequency_to=_.frequency.max(),
        )
        .order_by([*by, ibis.desc("recency_score"), ibis.desc("frequency_score")])
    )


def rfm_moves(customer_rfm: ir.Table, by: tuple[str, ...] = ()) -> ir.Table:
    """Who moved from which group to which since a quarter before?

    Returns
    -------
    One row per (by, standing_before, standing) with a customer, the most customers first: customers, revenue_before (of
    the 365 days up to the moment before), revenue (of the 365 days up to the end, both currency). `none` stands for who
    had not bought in the 365 days.

    """
    moved = _with_none(customer_rfm)
    return (
        grouped(moved, (*by, "standing_before", "standing"))
        .agg(
            customers=_.count(),
            revenue_before=_.revenue_before.sum().fill_null(0),
            revenue=_.revenue.sum().fill_null(0),
        )
        .order_by([ibis.desc("customers"), *by, "standing_before", "standing"])
    )


def rfm_members(
    customer_rfm: ir.Table,
    standing: str = "",
    standing_before: str = "",
    recency_score: int | None = None,
    frequency_score: int | None = None,
) -> ir.Table:
    """Which customers stand in a group or a cell, or moved from one group to another?

    Parameters
    ----------
    customer_rfm
        Scores as publishing keeps them.
    standing, standing_before
        Codes of GROUPS, or none; empty takes all.
    recency_score, frequency_score
        Scores of a cell of the map; None takes all.

    Returns
    -------
    One row per customer, the largest sales first: customer_key, standing, standing_before, recency_days, frequency,
    revenue (of the 365 days up to the end; null for who bought nothing in them), recency_score, frequency_score,
    money_score.

    """
    chosen = _with_none(customer_rfm)
    for name, wanted in (("standing", standing), ("standing_before", standing_before)):
        if wanted:
            chosen = chosen.filter(_[name] == wanted)
    for name, score in (("recency_score", recency_score), ("frequency_score", frequency_score)):
        if score is not None:
            chosen = chosen.filter(_[name] == score)
    return chosen.select(
        "customer_key",
        "standing",
        "standing_before",
        "recency_days",
        "frequency",
        "revenue",
        "recency_score",
        "frequency_score",
        "money_score",
    ).order_by([ibis.desc("revenue", nulls_first=False), "customer_key"])


def _with_none(customer_rfm: ir.Table) -> ir.Table:
    return customer_rfm.mutate(
        standing=_.standing.fill_null("none"), standing_before=_.standing_before.fill_null("none")
    )


_SOURCE = "Miglautsch 2000, Thoughts on RFM scoring"
_REVENUE = N_("Sales of the 365 days up to the last complete day (currency)")
_RECENCY_SCORE = N_("Score of how lately they bought, 5 is latest; who is equal has an equal score")
_FREQUENCY_SCORE = N_("Score of how often they bought in 365 days, 5 is most often")
_GROUP = N_("Group of recency and frequency; “none” without a purchase in the 365 days")
_GROUP_BEFORE = N_("Group 91 days before")
_FORMULA = "score = 1 + ⌊5 · customers strictly worse ÷ customers⌋"

ENTRIES = (
    Entry(
        rfm_map,
        title=N_("Recency and frequency"),
        definition=N_(
            "Customers who bought in the last 365 days by how lately and how often they did; equal customers are never "
            "split between two scores."
        ),
        formula=_FORMULA,
        source=_SOURCE,
        reads=("customer_rfm",),
        columns={
            "recency_score": _RECENCY_SCORE,
            "frequency_score": _FREQUENCY_SCORE,
            "standing": _GROUP,
            "customers": N_("Customers in the cell"),
            "revenue": _REVENUE,
            "recency_from": N_("Fewest days since the last purchase in the cell"),
            "recency_to": N_("Most days since the last purchase in the cell"),
            "frequency_from": N_("Fewest days with a purchase in the cell"),
            "frequency_to": N_("Most days with a purchase in the cell"),
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        rfm_moves,
        title=N_("Moves between groups"),
        definition=N_("From which group of recency and frequency to which customers moved in the last 91 days."),
        formula=_FORMULA,
        source=_SOURCE,
        reads=("customer_rfm",),
        columns={
            "standing_before": _GROUP_BEFORE,
            "standing": _GROUP,
            "customers": N_("Customers who moved so"),
            "revenue_before": N_("Sales of the 365 days up to the day 91 days before (currency)"),
            "revenue": _REVENUE,
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        rfm_members,
        title=N_("Customers of a group"),
        definition=N_("The customers of a group, of a cell of the map, or of a move between groups."),
        formula=_FORMULA,
        source=_SOURCE,
        reads=("customer_rfm",),
        columns={
            "customer_key": CUSTOMER_KEY,
            "standing": _GROUP,
            "standing_before": _GROUP_BEFORE,
            "recency_days": N_("Days since the last purchase"),
            "frequency": N_("Days with a purchase in the 365 days"),
            "revenue": _REVENUE,
            "recency_score": _RECENCY_SCORE,
            "frequency_score": _FREQUENCY_SCORE,
            "money_score": N_("Score of the sales, 5 is most"),
        },
        by="beside",
        has_grain=False,
    ),
)
