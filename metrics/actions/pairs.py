"""What happened to customers from the day on which something began for them, beside customers like them.

It began on the day on which they joined the club, or were called without anybody being held out. The days before it are
the past of everybody, so that nobody is a member before they were one (no immortal time); the day itself is the first
day after.
"""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from metrics.activity import with_attributes
from metrics.intervals import Z_95, grouped, ratio

Measure = Literal["orders", "revenue", "profit"]
SPAN_DAYS = 180
# The span before and the one after are each cut into so many steps.
STEPS = 3
STARTS = {"customer_key": "int32", "started_on": "date"}
PAIRS = {"customer_key": "int32", "started_on": "date", "other_key": "int32", "distance": "float64"}
# What pairs have in common, and in what they are near; as `candidates` names it.
EXACT = ("origin", "cohort", "segment")
NEAR = ("bought", "bought_lately", "spent")


def judged(
    purchase_days: ir.Table, starts: ir.Table, complete_up_to: ir.DateScalar, span_days: int = SPAN_DAYS
) -> ir.Table:
    """Whose span after the start is complete, and whose span before it was watched: customer_key, started_on, origin.

    The origin, the first day of the month of the start, is the day on which pairs are made: from what was known then.
    """
    whole = starts.filter(_.started_on.notnull()).group_by("customer_key").agg(started_on=_.started_on.min())
    dated = whole.mutate(origin=_.started_on.truncate("M").cast("date"), until=complete_up_to)
    firsts = purchase_days.group_by("customer_key").agg(first_day=_.day.min())
    known = dated.join(firsts, "customer_key").cross_join(purchase_days.agg(watched_from=_.day.min()))
    is_over = _.until.delta(_.started_on, unit="day") >= span_days - 1
    is_watched = _.origin.delta(_.watched_from, unit="day") >= span_days
    return known.filter(is_over & is_watched & (_.first_day < _.origin)).select("customer_key", "started_on", "origin")


def candidates(
    purchase_days: ir.Table,
    customers: ir.Table,
    starts: ir.Table,
    complete_up_to: ir.DateScalar,
    span_days: int = SPAN_DAYS,
) -> ir.Table:
    """Who could be compared with whom, and what was known of them when the month of the start began?

    For every month in which it began for somebody: those for whom it did, and all for whom it did not begin before the
    span after was over; both had bought before. Only months, cohorts and segments that hold somebody for whom it
    began are listed.

    Parameters
    ----------
    purchase_days, customers
        What was bought; attributes, of which the segment is read.
    starts
        customer_key, started_on.
    complete_up_to
        Last day that the data cover in full.
    span_days
        Days before and after the start that are compared.

    Returns
    -------
    One row per origin and customer: origin, customer_key, is_member, cohort (month of the first purchase, so that the
    tenure is equal to within a month), segment, bought (days with a purchase in the span before the origin),
    bought_lately (in its last third: those on the rise have others on the rise beside them), spent (in all of it,
    currency).

    """
    firsts = purchase_days.group_by("customer_key").agg(first_day=_.day.min())
    named = customers.select(
        "customer_key", segment=_.segment.fill_null("") if "segment" in customers.columns else ibis.literal("")
    )
    known = firsts.join(named, "customer_key").mutate(cohort=_.first_day.truncate("M").cast("date"))
    members = judged(purchase_days, starts, complete_up_to, span_days)
    theirs = known.join(members.select("customer_key", "origin"), "customer_key")
    theirs = theirs.mutate(is_member=ibis.literal(True))
    cells = theirs.select(*EXACT).distinct()
    begins = starts.group_by("customer_key").agg(started_on=_.started_on.min())
    others = known.left_join(begins, "customer_key").drop("customer_key_right").join(cells, ["cohort", "segment"])
    # A month and the span after it: whoever begins within has nothing to be compared with.
    wait = _.started_on.delta(_.origin, unit="day")
    others = others.filter(_.first_day < _.origin).filter(_.started_on.isnull() | (wait >= 31 + span_days))
    columns = ("customer_key", "origin", "cohort", "segment", "first_day", "is_member")
    everybody = theirs.select(*columns).union(others.mutate(is_member=ibis.literal(False)).select(*columns))
    keys = ["customer_key", "origin"]
    near = everybody.select(*keys).join(purchase_days.select("customer_key", "day", "revenue"), "customer_key")
    ago = near.origin.delta(near.day, unit="day")
    near = near.mutate(ago=ago).filter((_.ago >= 1) & (_.ago <= span_days))
    sums = near.group_by(keys).agg(
        bought=_.count(),
        bought_lately=(_.ago <= span_days // STEPS).sum().fill_null(0),
        spent=_.revenue.sum().cast("float64"),
    )
    joined = everybody.left_join(sums, keys)
    joined = joined.drop(*(name for name in joined.columns if name.endswith("_right")))
    return joined.select(
        "origin",
        "customer_key",
        "is_member",
        "cohort",
        "segment",
        **{name: _[name].fill_null(0) for name in NEAR},
    )


def steps_of(pairs: ir.Table, purchase_days: ir.Table, measure: Measure, span_days: int) -> ir.Table:
    """What each of a pair bought in every step before and after the start: customer_key, step, own, other.

    Steps are numbered −3, −2, −1 before the start and 0, 1, 2 after it.
    """
    whole = pairs.filter(_.other_key.notnull())
    sides = whole.select("customer_key", "started_on", who="customer_key", is_other=ibis.literal(False)).union(
        whole.select("customer_key", "started_on", who="other_key", is_other=ibis.literal(True))
    )
    days = purchase_days.select(who="customer_key", day="day", worth=worth_of(purchase_days, measure))
    near = sides.join(days, "who").mutate(after=_.day.delta(_.started_on, unit="day"))
    near = near.filter((_.after >= -span_days) & (_.after < span_days))
    # Counted from the first step on: halves of whole numbers are cut off towards zero on some engines.
    step = ((near.after + span_days) * STEPS // span_days).cast("int32") - STEPS
    sums = (
        near.mutate(step=step)
        .group_by("customer_key", "step")
        .agg(own=_.worth.sum(where=~_.is_other), other=_.worth.sum(where=_.is_other))
    )
    listed = ibis.array(list(range(-STEPS, STEPS))).cast("array<int32>").unnest().name("step").as_table()
    every = whole.select("customer_key").cross_join(listed)
    joined = every.left_join(sums, ["customer_key", "step"])
    joined = joined.drop(*(name for name in joined.columns if name.endswith("_right")))
    return joined.mutate(own=_.own.fill_null(0.0), other=_.other.fill_null(0.0))


def worth_of(purchase_days: ir.Table, measure: Measure) -> ir.Value:
    """Return what a purchase day counts for: itself, its sales or its profit."""
    if measure == "orders":
        return ibis.literal(1).cast("float64")
    return purchase_days[measure].cast("float64")


def before_and_after(steps: ir.Table) -> ir.Table:
    """Sum the steps of each pair: own_before, own_after, other_before, other_after."""
    is_after = _.step >= 0
    return steps.group_by("customer_key").agg(
        **{
            f"{side}_{when}": _[side].sum(where=is_it)
            for side in ("own", "other")
            for when, is_it in (("before", ~is_after), ("after", is_after))
        }
    )


# What is said of each way of comparing.
COMPARED = (
    *("members", "members_before", "members_after", "others", "others_before", "others_after"),
    *("effect", "effect_low", "effect_high", "is_real"),
)


def summed_up(
    pairs: ir.Table, way: str, change: ir.Value, by: tuple[str, ...] = (), step: ir.Value | None = None
) -> ir.Table:
    """Take the mean of the pairs' changes, with its 95 % interval: one row per `by` (and step).

    Parameters
    ----------
    pairs
        `by`, own_before, own_after, other_before, other_after; with a step, own and other of that step as the `after`.
    way
        How they are compared.
    change
        What is held to be the effect in each pair.
    by
        Columns to keep apart.
    step
        The column of the step, where each is looked at alone.

    """
    keys = (*by, "step") if step is not None else by
    counted = grouped(pairs.mutate(change=change), keys).agg(
        members=_.count(),
        **{
            f"{name}s_{when}": _[f"{side}_{when}"].mean()
            for name, side in (("member", "own"), ("other", "other"))
            for when in ("before", "after")
        },
        effect=_.change.mean(),
        spread=_.change.var(how="sample"),
    )
    half = (ratio(_.spread, _.members)).sqrt() * Z_95
    known = counted.filter(_.members > 0).mutate(others=_.members, half=half)
    return _finished(known, way, by, has_step=step is not None)


def apart(people: ir.Table, way: str, by: tuple[str, ...] = ()) -> ir.Table:
    """Hold members against everybody else, as they are: the difference of two means with its 95 % interval (Welch).

    Parameters
    ----------
    people
        `by`, is_member, after.
    way
        How that is called.
    by
        Columns to keep apart.

    """
    counted = grouped(people, by).agg(
        members=_.is_member.sum().fill_null(0),
        others=(~_.is_member).sum().fill_null(0),
        members_after=_.after.mean(where=_.is_member),
        others_after=_.after.mean(where=~_.is_member),
        own_spread=_.after.var(where=_.is_member, how="sample"),
        other_spread=_.after.var(where=~_.is_member, how="sample"),
    )
    unknown = ibis.null("float64")
    half = (ratio(_.own_spread, _.members) + ratio(_.other_spread, _.others)).sqrt() * Z_95
    known = counted.filter(_.members > 0).mutate(
        members_before=unknown, others_before=unknown, effect=_.members_after - _.others_after, half=half
    )
    return _finished(known, way, by)


def _finished(known: ir.Table, way: str, by: tuple[str, ...], *, has_step: bool = False) -> ir.Table:
    limits = known.mutate(effect_low=_.effect - _.half, effect_high=_.effect + _.half)
    said = limits.mutate(
        is_real=(_.effect_low > 0) | (_.effect_high < 0),
        way=ibis.literal(way),
        third=_.step.cast("int32") if has_step else ibis.null("int32"),
    )
    whole = said.select(*by, "way", "third", **{name: said[name] for name in COMPARED})
    return whole.mutate(members=_.members.cast("int64"), others=_.others.cast("int64"))


def of_pairs(
    pairs: ir.Table,
    purchase_days: ir.Table,
    customers: ir.Table,
    measure: Measure,
    span_days: int,
    by: tuple[str, ...] = (),
) -> tuple[ir.Table, ir.Table]:
    """Return what pairs bought by step, and before and after; each with the members' attributes beside it."""
    steps = steps_of(pairs, purchase_days, measure, span_days)
    return with_attributes(steps, customers, by), with_attributes(before_and_after(steps), customers, by)


def effect_without_lot(
    pairs: ir.Table,
    purchase_days: ir.Table,
    *,
    measure: Measure = "orders",
    span_days: int = SPAN_DAYS,
) -> ir.Table:
    """What changed for the customers of an action of which nobody was held out, beside customers like them?

    No proof: whoever was chosen may have been unlike the others in what nobody wrote down. Customers at risk have often
    just had a bad time, and better ones follow by themselves (regression to the mean): that is what the row `untreated`
    shows, and only what is left of the change beyond it (`did`) can be due to the action.

    Parameters
    ----------
    pairs
        Columns of PAIRS: each treated customer, the day of the action, and who is like them.
    purchase_days
        What was bought.
    measure
        orders (purchase days), revenue or profit, of each customer in the span.
    span_days
        Days before and after that are compared.

    Returns
    -------
    One row per way (and for the way `step` per third): way, third, members, members_before, members_after, others,
    others_before, others_after (means for each customer), effect, effect_low, effect_high (95 %), is_real. Ways:
    before_after (members_after − members_before), untreated (others_after − others_before), matched (members_after −
    others_after), did (before_after less untreated), step (members less others in each third of the span before the
    start, −3 to −1, and after it, 0 to 2: as long as they lie apart before, the comparison is not to be trusted).

    Source: metrics reference I3, G4.

    """
    steps = steps_of(pairs, purchase_days, measure, span_days)
    sums = before_and_after(steps)
    ways = [
        summed_up(sums, "before_after", _.own_after - _.own_before),
        summed_up(sums, "untreated", _.other_after - _.other_before),
        *compared_in_pairs(steps, sums),
    ]
    whole = ways[0]
    for way in ways[1:]:
        whole = whole.union(way)
    return in_order(whole, ())


def compared_in_pairs(steps: ir.Table, sums: ir.Table, by: tuple[str, ...] = ()) -> tuple[ir.Table, ...]:
    """Return the rows matched, did and step."""
    after = _.own_after - _.other_after
    unknown = ibis.null("float64")
    each = steps.mutate(own_before=unknown, other_before=unknown, own_after=_.own, other_after=_.other)
    return (
        summed_up(sums, "matched", after, by),
        summed_up(sums, "did", after - (_.own_before - _.other_before), by),
        summed_up(each, "step", after, by, step=_.step),
    )


WAYS = ("naive", "before_after", "untreated", "matched", "did", "step")


def in_order(whole: ir.Table, by: tuple[str, ...]) -> ir.Table:
    """Put the ways in the order in which they are read."""
    place = ibis.cases(*((_.way == way, number) for number, way in enumerate(WAYS)), else_=len(WAYS))
    return whole.order_by([*by, place, "third"])
