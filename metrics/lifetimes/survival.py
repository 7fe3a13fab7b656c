"""How long do customers stay? Lifetimes with those still here counted as what they are: not ended yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.entry import AT_RISK, CUSTOMER_KEY, DAY, KAPLAN_MEIER, Entry
from metrics.intervals import grouped, ratio
from metrics.lifetimes.product_limit import LEAST_AT_RISK, counts_per_day, product_limit

if TYPE_CHECKING:
    from datetime import date

CURVE = (
    "at_risk",
    "events",
    "survival",
    "low",
    "high",
    "restricted_mean",
    "restricted_low",
    "restricted_high",
)
SILENT = "silent"
# A product of fractions may miss the half by a rounding.
HALF = 0.5 + 1e-9


def lifetimes(
    gaps: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    inactive_after_days: int,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """When did each customer's time begin, and when did it end or was last seen going on?

    Time begins with the first purchase, or on the day of joining where that lies before the data begin. It ends on
    the day on which silence first reaches `inactive_after_days`: the last purchase plus so many days, never the last
    purchase itself, which nobody could have known to be the last. A customer who came back later was lost all the
    same. Everybody else was still here at the end of the data.

    Who joined before the data begin is under observation only from their first purchase in the data on (delayed
    entry). Who was first seen in the first `inactive_after_days` days, without a day of joining, may have been a
    customer long before: is_early.

    Returns
    -------
    One row per customer: customer_key, the `by` columns, started_on, entry, time (days since then), event, lost_on
    (null while here), is_early.

    Source: metrics reference B5, A9.

    """
    until = ibis.literal(complete_up_to)
    seen = gaps.filter(_.day <= until)
    latest = until - ibis.interval(days=inactive_after_days)
    # The end of the silence is not looked at beyond the data: one that has not lasted long enough by then is open.
    is_end = ((_.gap_days > inactive_after_days) | _.gap_days.isnull()) & (_.day <= latest)
    each = seen.group_by("customer_key").agg(first_day=_.day.min(), last_day=_.day.min(where=is_end))
    if "joined_on" in customers.columns:
        joined = customers.select("customer_key", "joined_on").filter(_.joined_on.notnull())
        each = each.left_join(joined, "customer_key").drop("customer_key_right")
    else:
        each = each.mutate(joined_on=ibis.null("date"))
    begun = each.mutate(data_begin=_.first_day.min().over(ibis.window()), until=until)
    started = begun.mutate(
        started_on=ibis.ifelse((_.joined_on < _.data_begin).fill_null(False), _.joined_on, _.first_day),
        lost_on=_.last_day + ibis.interval(days=inactive_after_days),
    )
    spells = started.select(
        "customer_key",
        "started_on",
        entry=started.first_day.delta(started.started_on, unit="day").cast("int32"),
        time=started.lost_on.coalesce(started.until).delta(started.started_on, unit="day").cast("int32"),
        event=_.last_day.notnull(),
        lost_on=_.lost_on,
        is_early=_.joined_on.isnull() & (started.first_day.delta(started.data_begin, unit="day") < inactive_after_days),
    )
    return with_attributes(spells, customers, by)


def survival(
    gaps: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    inactive_after_days: int,
    by: tuple[str, ...] = (),
    *,
    keep_early: bool = False,
    least_at_risk: int = LEAST_AT_RISK,
) -> ir.Table:
    """Which share of the customers is still here so many days after their start?

    Kaplan and Meier's estimate: customers who are still here count for as long as they were seen. The curve stops
    where fewer than ten customers have been followed that long.

    Parameters
    ----------
    gaps, customers, complete_up_to, inactive_after_days
        As for `lifetimes`.
    by
        Attributes of the customers to break down by.
    keep_early
        Count those first seen in the first `inactive_after_days` days too, as if they had begun then.
    least_at_risk
        The curve is empty where fewer are at risk.

    Returns
    -------
    One row per `by` and day at which anybody's time ended (one with a null day where there is no curve): day (since
    the start), at_risk, events (lost on that day), survival, low, high (95 %, log-log Greenwood), restricted_mean,
    restricted_low, restricted_high (mean days as a customer up to that day), median_days (null while more than half
    are here), customers, lost (in all), left_out (early ones).

    Source: Kaplan and Meier 1958; metrics reference B5.

    """
    spells = lifetimes(gaps, customers, complete_up_to, inactive_after_days, by)
    return curve_of(spells, by, keep_early=keep_early, least_at_risk=least_at_risk)


def curve_of(
    spells: ir.Table, by: tuple[str, ...], *, keep_early: bool = False, least_at_risk: int = LEAST_AT_RISK
) -> ir.Table:
    """Return the survival curve of spells as `lifetimes` returns them, with what it was drawn from."""
    counted = spells if keep_early else spells.filter(~_.is_early)
    curve = product_limit(counts_per_day(counted, by), by, least_at_risk)
    is_counted = ibis.literal(True) if keep_early else ~_.is_early
    sizes = grouped(spells, by).agg(
        customers=is_counted.sum() if not keep_early else _.count(),
        lost=(_.event & is_counted).sum().fill_null(0),
        left_out=ibis.literal(0, "int64") if keep_early else _.is_early.sum().fill_null(0),
    )
    whole = ibis.window(group_by=list(by)) if by else ibis.window()
    drawn = curve.select(*by, "day", *CURVE).mutate(median_days=_.day.min(where=_.survival <= HALF).over(whole))
    keys: list[object] = list(by) or [ibis.literal(True)]
    joined = sizes.left_join(drawn, keys)
    return joined.select(*by, "day", *CURVE, "median_days", "customers", "lost", "left_out").order_by([*by, "day"])


def survival_members(
    gaps: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    inactive_after_days: int,
    *,
    is_lost: bool | None = None,
    keep_early: bool = False,
) -> ir.Table:
    """Who is behind the survival curve: the lost, and those still here.

    Parameters
    ----------
    gaps, customers, complete_up_to, inactive_after_days, keep_early
        As for `survival`.
    is_lost
        List only the lost, or only the others.

    Returns
    -------
    One row per customer counted by the curve: customer_key, started_on, lost_on (null while here), days (as a
    customer), is_lost.

    """
    spells = lifetimes(gaps, customers, complete_up_to, inactive_after_days)
    counted = spells if keep_early else spells.filter(~_.is_early)
    wanted = counted if is_lost is None else counted.filter(_.event == is_lost)
    return wanted.select("customer_key", "started_on", "lost_on", days=_.time, is_lost=_.event).order_by("customer_key")


def reasons_over_time(
    gaps: ir.Table,
    customers: ir.Table,
    departures: ir.Table,
    departure_causes: ir.Table,
    complete_up_to: date,
    inactive_after_days: int,
    by: tuple[str, ...] = (),
    *,
    keep_early: bool = False,
    least_at_risk: int = LEAST_AT_RISK,
) -> ir.Table:
    """Which share of the customers has left for each cause by each day of their time?

    Aalen and Johansen's estimate: a customer who left for one cause cannot leave for another any more, so the shares
    and those still here add up to all. A recorded departure ends a customer's time on its day, for its causes in
    equal parts; without one, silence does, for the cause `silent`.

    Parameters
    ----------
    gaps, customers, complete_up_to, inactive_after_days, by, keep_early, least_at_risk
        As for `survival`.
    departures, departure_causes
        Recorded departures, and one row per cause of each.

    Returns
    -------
    One row per (by, cause) and day on which somebody left for it: cause, day, at_risk, departed (shared evenly among
    the causes of a departure), incidence (share who have left for it by that day).

    Source: Aalen and Johansen 1978; metrics reference B7.

    """
    spells = lifetimes(gaps, customers, complete_up_to, inactive_after_days, by)
    counted = spells if keep_early else spells.filter(~_.is_early)
    known = counted.select("customer_key", "started_on", "entry")
    dated = (
        departures.select("departure_id", "customer_key", "left_on")
        .filter(_.left_on <= ibis.literal(complete_up_to))
        .join(known, "customer_key")
    )
    # A record from before the customer's time tells of an earlier one.
    recorded = (
        dated.mutate(left_after=dated.left_on.delta(dated.started_on, unit="day").cast("int32"))
        .filter(_.left_after > _.entry)
        .group_by("customer_key")
        .agg(left_after=_.left_after.min(), departure_id=_.departure_id.argmin(_.left_after))
    )
    ended = counted.left_join(recorded, "customer_key").drop("customer_key_right")
    ended = ended.mutate(time=_.left_after.coalesce(_.time), event=_.event | _.left_after.notnull())
    named = departure_causes.select("departure_id", "cause").distinct()
    named = named.mutate(weight=1.0 / _.count().over(ibis.window(group_by="departure_id")).cast("float64"))
    caused = ended.filter(_.event).left_join(named, "departure_id")
    each = caused.group_by(*by, cause=_.cause.fill_null(SILENT), day=_.time).agg(departed=_.weight.fill_null(1.0).sum())
    return incidence(counts_per_day(ended, by), each, by, least_at_risk)


def incidence(counts: ir.Table, departed: ir.Table, by: tuple[str, ...] = (), least_at_risk: int = 1) -> ir.Table:
    """Return Aalen and Johansen's estimate from the counts of each day and the departed of each cause on it.

    Parameters
    ----------
    counts
        As `counts_per_day` returns them; events of all causes.
    departed
        The `by` columns, cause, day, departed.
    by, least_at_risk
        As for `product_limit`.

    """
    in_order = ibis.window(group_by=list(by), order_by="day")
    steps = product_limit(counts, by, least_at_risk).select(*by, "day", "at_risk", "survival")
    before = steps.mutate(before=_.survival.lag().over(in_order).fill_null(1.0))
    keys = [*by, "day"]
    both = departed.join(before, keys)
    so_far = ibis.cumulative_window(group_by=[*by, "cause"], order_by="day")
    return (
        both.mutate(incidence=(_.before * ratio(_.departed, _.at_risk)).sum().over(so_far))
        .select(*by, "cause", "day", "at_risk", "departed", "incidence")
        .order_by([*by, "cause", "day"])
    )


SURVIVAL_COLUMNS = {
    "day": DAY,
    "at_risk": AT_RISK,
    "events": N_("Customers lost on that day of their time"),
    "survival": N_("Share of the customers who are still here (0 to 1)"),
    "low": N_("Lower 95 % limit of the share (log-log, Greenwood)"),
    "high": N_("Upper 95 % limit of the share (log-log, Greenwood)"),
    "restricted_mean": N_("Mean days as a customer, up to that day"),
    "restricted_low": N_("Lower 95 % limit of the mean days"),
    "restricted_high": N_("Upper 95 % limit of the mean days"),
    "median_days": N_("Days after which half of the customers are lost; empty while more are here"),
    "customers": N_("Customers counted"),
    "lost": N_("Of these, the lost"),
    "left_out": N_("Customers left out, because they may have begun before the data do"),
}

ENTRIES = (
    Entry(
        survival,
        title=N_("Survival of customers"),
        definition=N_(
            "The share of the customers who are still here so many days after their first purchase. A customer is "
            "lost on the day on which silence reaches the set number of days, never earlier; those still here count "
            "for as long as they were seen; those who began before the data count from when they were seen."
        ),
        formula="survival = Π (1 − events ÷ at_risk) over the days up to then; restricted_mean = area under it",
        source=KAPLAN_MEIER,
        reads=("gaps", "customers"),
        columns=SURVIVAL_COLUMNS,
        by="optional",
        has_grain=False,
    ),
    Entry(
        survival_members,
        title=N_("Customers behind the survival curve"),
        definition=N_("When each customer counted by the survival curve began, and when they were lost, if they were."),
        formula="lost_on = last purchase + inactive_after_days; days = (lost_on, else complete_up_to) − started_on",
        source=KAPLAN_MEIER,
        reads=("gaps", "customers"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "started_on": N_("Day of the first purchase, or of joining where that lies before the data"),
            "lost_on": N_("Day on which silence reached the set number of days; empty while here"),
            "days": N_("Days as a customer"),
            "is_lost": N_("Whether the customer was lost"),
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        reasons_over_time,
        title=N_("Causes of leaving over the lifetime"),
        definition=N_(
            "The share of the customers who have left for each cause so many days after their start. Who left for one "
            "cause cannot leave for another any more, so the shares and those still here add up to all."
        ),
        formula="incidence = Σ survival before the day × departed ÷ at_risk, over the days up to then",
        source="Aalen and Johansen 1978, An Empirical Transition Matrix for Non-homogeneous Markov Chains",
        reads=("gaps", "customers", "departures", "departure_causes"),
        columns={
            "cause": N_("Cause of leaving; silent where no departure was recorded"),
            "day": DAY,
            "at_risk": AT_RISK,
            "departed": N_("Customers who left for it on that day, shared evenly among the causes of a departure"),
            "incidence": N_("Share of the customers who have left for it by that day (0 to 1)"),
        },
        by="optional",
        has_grain=False,
    ),
)
