"""Money in real terms: what amounts of different months are worth at the prices of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, Entry
from metrics.intervals import grouped, ratio

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

MONEY = ("revenue", "cost", "profit")
MONEY_KIND = "decimal(18, 4)"
TURNS = ("turned", "grew", "shrank")


def day_prices(days: ir.Table, prices: ir.Table) -> ir.Table:
    """By what is money of each day to be multiplied to be money of the last month whose prices are known?

    An index counts from the first day of its month on until the next one does, so a month may be one of any calendar.
    Days before the first one take the first, days after the last month the last: nothing is guessed.

    Parameters
    ----------
    days
        The calendar: date.
    prices
        month (its first day), index; not above zero, or empty, is no index. Without one there is no day either.

    Returns
    -------
    One row per date: date, factor (index of the last month ÷ index of the day's month), is_known (whether the day's
    month, 31 days from its first, has an index of its own).

    Source: metrics reference 0.4.

    """
    known = prices.filter((_["index"] > 0) & _.month.notnull()).select(month="month", level=_["index"].cast("float64"))
    ends = known.agg(
        first_month=_.month.min(),
        first_level=_.level.argmin(_.month),
        last_level=_.level.argmax(_.month),
    ).filter(_.first_month.notnull())
    beside = days.select("date").distinct().cross_join(known).filter(_.month <= _.date)
    latest = beside.group_by(dated="date").agg(level=_.level.argmax(_.month), since=_.month.max())
    every = days.select("date").distinct().cross_join(ends)
    joined = every.left_join(latest, every.date == latest.dated).drop("dated")
    return joined.select(
        "date",
        factor=_.last_level / ibis.coalesce(_.level, _.first_level),
        is_known=_.since.notnull() & (_.date.delta(_.since, unit="day") < 31).fill_null(False),
    ).order_by("date")


def in_real_terms(
    money: ir.Table, day_prices: ir.Table, day: str = "day", columns: Collection[str] = MONEY
) -> ir.Table:
    """Return a table with the money of its days at the prices of the last month that is known.

    Sales less cost stays the profit. Money of a day without a price stays as it is.
    """
    factors = day_prices.select(priced_on="date", factor="factor")
    joined = money.left_join(factors, money[day] == factors.priced_on)
    times = _.factor.fill_null(1.0)
    real = {name: (_[name].cast("float64") * times).cast(MONEY_KIND) for name in columns if name in money.columns}
    priced = joined.mutate(**real).drop("priced_on", "factor")
    if {*MONEY} <= set(columns) & set(money.columns):
        priced = priced.mutate(cost=(_.revenue - _.profit).cast(MONEY_KIND))
    return priced.select(money.columns)


def growth_in_real_terms(
    purchase_days: ir.Table,
    day_prices: ir.Table,
    complete_up_to: date,
    by: tuple[str, ...] = (),
    window_days: int = 365,
) -> ir.Table:
    """How much of the growth of sales is growth, and how much is prices?

    Two windows of equal length end on the last complete day; the sales of both are compared as they were booked, and
    at the prices of the last month whose prices are known. Customers are compared who bought in both. Where the data
    do not cover both windows there is no row.

    Parameters
    ----------
    purchase_days
        As `booking.purchase_days` returns it, as booked.
    day_prices
        As `day_prices` returns it; its first date is that of the data.
    complete_up_to
        Last day of the second window.
    by
        Attributes to break down by.
    window_days
        Days of a window.

    Returns
    -------
    One row per (by), the largest sales first: revenue_before and revenue (currency, as booked), growth (0 to 1),
    real_revenue_before and real_revenue (currency, at the last known prices), real_growth, price_rise (by how much the
    same money bought less, of these sales), customers (who bought in both), growing (whose sales rose as booked),
    growing_real (whose sales rose at equal prices), turned (grew as booked, and fell at equal prices). Growth is null
    where there was nothing before.

    Source: metrics reference 0.4.

    """
    each = _each(purchase_days, day_prices, complete_up_to, by, window_days)
    summed = grouped(each, by).agg(
        **{name: _[name].sum() for name in ("revenue_before", "revenue", "real_revenue_before", "real_revenue")},
        customers=_.turn.count(),
        growing=(_.turn.notnull() & (_.revenue > _.revenue_before)).sum().fill_null(0),
        growing_real=(_.turn.notnull() & (_.real_revenue > _.real_revenue_before)).sum().fill_null(0),
        turned=(_.turn == "turned").sum().fill_null(0),
    )
    rated = summed.filter(_.revenue.notnull()).mutate(
        growth=_grown(_.revenue, _.revenue_before), real_growth=_grown(_.real_revenue, _.real_revenue_before)
    )
    return rated.select(
        *by,
        "revenue_before",
        "revenue",
        "growth",
        "real_revenue_before",
        "real_revenue",
        "real_growth",
        price_rise=ratio(1 + _.growth, ibis.ifelse(_.real_growth > -1, 1 + _.real_growth, ibis.null("float64"))) - 1,
        customers=_.customers,
        growing=_.growing,
        growing_real=_.growing_real,
        turned=_.turned,
    ).order_by([ibis.desc("revenue", nulls_first=False), *by])


def growth_members(
    purchase_days: ir.Table,
    day_prices: ir.Table,
    complete_up_to: date,
    window_days: int = 365,
    turn: str = "",
) -> ir.Table:
    """Whose sales grew as booked, and fell at equal prices?

    Parameters
    ----------
    purchase_days, day_prices, complete_up_to, window_days
        As for `growth_in_real_terms`.
    turn
        turned (grew as booked, fell at equal prices), grew (at equal prices, too) or shrank (as booked); empty lists
        everybody.

    Returns
    -------
    One row per customer who bought in both windows, the most lost at equal prices first: customer_key, revenue_before,
    revenue (as booked), real_revenue_before, real_revenue (at the last known prices; all currency), turn.

    Source: metrics reference 0.4.

    """
    each = _each(purchase_days, day_prices, complete_up_to, (), window_days).filter(_.turn.notnull())
    chosen = each.filter(_.turn == turn) if turn else each
    return chosen.select(
        "customer_key", "revenue_before", "revenue", "real_revenue_before", "real_revenue", "turn"
    ).order_by([_.real_revenue - _.real_revenue_before, "customer_key"])


def _grown(now: ir.Deferred, before: ir.Deferred) -> ir.Deferred:
    return ratio(now, ibis.ifelse(before > 0, before, ibis.null("float64"))) - 1


def _each(
    purchase_days: ir.Table, day_prices: ir.Table, complete_up_to: date, by: tuple[str, ...], window_days: int
) -> ir.Table:
    """Return each customer's sales of both windows, as booked and real, and how they turned if they bought in both."""
    end = ibis.date(complete_up_to.isoformat())
    covered = day_prices.agg(first=_.date.min()).filter(_["first"].delta(end, unit="day") <= 1 - 2 * window_days)
    bought = purchase_days.filter((_.day <= end) & (_.day.delta(end, unit="day") > -2 * window_days))
    bought = bought.cross_join(covered).drop("first")
    factors = day_prices.select(priced_on="date", factor="factor")
    priced = bought.left_join(factors, bought.day == factors.priced_on).mutate(
        sold=_.revenue.cast("float64"),
        real=_.revenue.cast("float64") * _.factor.fill_null(1.0),
        is_now=_.day.delta(end, unit="day") > -window_days,
    )
    people = priced.group_by(["customer_key", *by]).agg(
        revenue_before=_.sold.sum(where=~_.is_now).fill_null(0.0),
        revenue=_.sold.sum(where=_.is_now).fill_null(0.0),
        real_revenue_before=_.real.sum(where=~_.is_now).fill_null(0.0),
        real_revenue=_.real.sum(where=_.is_now).fill_null(0.0),
        was=(~_.is_now).any(),
        stays=_.is_now.any(),
    )
    turn = ibis.cases(
        (~(_.was & _.stays), ibis.null("string")),
        (_.revenue <= _.revenue_before, "shrank"),
        (_.real_revenue <= _.real_revenue_before, "turned"),
        else_="grew",
    )
    return people.mutate(turn=turn).drop("was", "stays")


_BEFORE = N_("Sales of the 365 days before, as booked (currency)")
_NOW = N_("Sales of the last 365 days, as booked (currency)")
_REAL_BEFORE = N_("Sales of the 365 days before, at the last known prices (currency)")
_REAL_NOW = N_("Sales of the last 365 days, at the last known prices (currency)")
_SOURCE = N_("Deflation by a price index that the firm loads")

ENTRIES = (
    Entry(
        growth_in_real_terms,
        title=N_("Growth in real terms"),
        definition=N_(
            "Sales of the last 365 days against the 365 days before, as they were booked and at equal prices; and how "
            "many customers seem to grow only because prices rose."
        ),
        formula="real = Σ revenue · index of the last month ÷ index of the purchase’s; growth = now ÷ before − 1",
        source=_SOURCE,
        reads=("purchase_days", "day_prices"),
        columns={
            "revenue_before": _BEFORE,
            "revenue": _NOW,
            "growth": N_("Growth as booked (share); empty where there was nothing before"),
            "real_revenue_before": _REAL_BEFORE,
            "real_revenue": _REAL_NOW,
            "real_growth": N_("Growth at equal prices (share); empty where there was nothing before"),
            "price_rise": N_("Rise of the prices between the two, as it weighs on these sales (share)"),
            "customers": N_("Customers who bought in both"),
            "growing": N_("Those of them whose sales grew as booked"),
            "growing_real": N_("Those of them whose sales grew at equal prices"),
            "turned": N_("Those of them whose sales grew as booked and did not at equal prices"),
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        growth_members,
        title=N_("Customers by their growth in real terms"),
        definition=N_("Customers who bought in both of the last two years, by what their sales lost at equal prices."),
        formula="turned: revenue > revenue_before and real_revenue ≤ real_revenue_before",
        source=_SOURCE,
        reads=("purchase_days", "day_prices"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "revenue_before": _BEFORE,
            "revenue": _NOW,
            "real_revenue_before": _REAL_BEFORE,
            "real_revenue": _REAL_NOW,
            "turn": N_("`grew` at equal prices, `turned` (grew as booked alone) or `shrank` (as booked)"),
        },
        by="beside",
        has_grain=False,
    ),
)
