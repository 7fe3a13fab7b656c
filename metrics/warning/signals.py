"""The five signs before a customer leaves, each held against the customer's own past.

Buys less, does not answer, complains more, comes by less often, buys smaller: each has a value, what was usual for this
customer, how likely so much of it is if nothing has changed, and a level. The probabilities put customers in order;
among ten thousand, hundreds reach them by chance. What a data set does not hold is not known, never "none".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from metrics.chance import binomial_lower, poisson_upper
from metrics.intervals import ratio
from metrics.lifetimes.rhythm import rhythms, silence_probability
from metrics.real_terms import in_real_terms
from metrics.warning.landmark import RECENT_DAYS, VISIT_DAYS, YEAR_DAYS, known_up_to, landmark

if TYPE_CHECKING:
    from metrics.warning.landmark import Day

# The columns of the levels, in the order in which reasons are given.
SIGNALS = ("buys_less", "buys_smaller", "complains", "no_answer", "visits_less")
LIKELY, SELDOM = 0.10, 0.05
LATE, VERY_LATE = 0.25, 0.10
# Of fewer purchase days, visits or baskets there is no own past to speak of.
LEAST_BASE, LEAST_VISITS, LEAST_BASKETS = 3, 4, 5
RECENT_BASKETS, MOST_BASKETS = 3, 12
SMALLER, MUCH_SMALLER, SURE = 0.7, 0.5, -1.64
# Of fewer customers the prices of all are not told from their own.
LEAST_PEERS = 30
LEAST_UNANSWERED = 3
LEAST_PRODUCTS = 4
MAD = 1.4826


def baskets_at(bought: ir.Table, as_of: Day) -> ir.Table:
    """Did the last three purchases of each customer get smaller, against those before, prices aside?

    A basket is what a customer bought on one day. Those of the last three purchase days are held against the up to
    twelve before them, of which there must be five. If the baskets of most customers grew, that is taken for dearer
    prices, and the recent baskets are made smaller by as much; a fall of all baskets is nobody's excuse.

    Returns
    -------
    One row per customer with eight purchase days: customer_key, recent_basket and base_basket (medians, currency),
    price_growth (median growth of everybody's baskets, 1 at least; 1 for fewer than thirty customers), basket_ratio
    (recent over base, prices aside), basket_z (how far below the own past, in its own spread).

    Source: metrics reference F5.

    """
    latest = ibis.window(group_by="customer_key", order_by="ago")
    known = known_up_to(bought, "day", as_of).filter(_.revenue > 0)
    placed = known.select("customer_key", basket=_.revenue.cast("float64"), place=ibis.row_number().over(latest))
    taken = placed.filter(_.place < RECENT_BASKETS + MOST_BASKETS).mutate(
        is_recent=_.place < RECENT_BASKETS, size=_.basket.ln()
    )
    medians = taken.group_by("customer_key").agg(
        recent=_.is_recent.sum(),
        base=(~_.is_recent).sum(),
        recent_basket=_.basket.quantile(0.5, where=_.is_recent),
        base_basket=_.basket.quantile(0.5, where=~_.is_recent),
        recent_size=_.size.mean(where=_.is_recent),
        base_size=_.size.quantile(0.5, where=~_.is_recent),
    )
    judged = medians.filter(_.base >= LEAST_BASKETS).mutate(growth=_.recent_basket / _.base_basket)
    spread = (
        taken.filter(~_.is_recent)
        .join(judged.select("customer_key", "base_size"), "customer_key")
        .group_by("customer_key")
        .agg(mad=(_.size - _.base_size).abs().quantile(0.5))
    )
    peers = judged.agg(peers=_.count(), usual=_.growth.quantile(0.5)).mutate(
        price_growth=ibis.ifelse(_.peers >= LEAST_PEERS, ibis.greatest(_.usual, 1.0), 1.0)
    )
    whole = judged.join(spread, "customer_key").cross_join(peers.select("price_growth"))
    # Where the own past does not vary, a tenth of the basket is taken for its spread.
    scale = ibis.ifelse(_.mad > 0, MAD * _.mad, 0.1) / float(RECENT_BASKETS) ** 0.5
    return whole.select(
        "customer_key",
        "recent_basket",
        "base_basket",
        "price_growth",
        basket_ratio=_.growth / _.price_growth,
        basket_z=(_.recent_size - _.price_growth.ln() - _.base_size) / scale,
    )


def risk_in_real_terms(customer_risk: ir.Table, bought: ir.Table, day_prices: ir.Table, as_of: Day) -> ir.Table:
    """Return the chances and signs that publishing keeps, with the money in them at the last known prices.

    Chances and signs hang on no prices and stay as they are. Baskets stand beside those alone who buy smaller: they
    say why. Prices are out of them, so there is no growth of prices any more.

    Parameters
    ----------
    customer_risk
        As publishing keeps it, of the day.
    bought
        Purchase days known on the day, as booked.
    day_prices
        As `real_terms.day_prices` returns it.
    as_of
        The day.

    """
    real = in_real_terms(known_up_to(bought, "day", as_of), day_prices)
    lately = real.filter(_.ago < YEAR_DAYS).group_by("customer_key")
    sums = lately.agg(revenue_365=_.revenue.sum().cast("float64"), profit_365=_.profit.sum().cast("float64"))
    smaller = customer_risk.filter(_.buys_smaller.isin(["watch", "high"]) & _.base_basket.notnull())
    baskets = baskets_at(real.drop("ago").semi_join(smaller, "customer_key"), as_of)
    kept = customer_risk.drop("revenue", "revenue_90", "base_revenue")
    joined = kept.drop("revenue_365", "profit_365", "recent_basket", "base_basket")
    for table in (sums, baskets.select("customer_key", "recent_basket", "base_basket")):
        joined = joined.left_join(table, "customer_key").drop("customer_key_right")
    return joined.mutate(revenue_365=_.revenue_365.fill_null(0.0), price_growth=ibis.literal(1.0)).select(kept.columns)


def signs_at(
    bought: ir.Table,
    gaps: ir.Table,
    rhythm: ir.Table,
    orders: ir.Table,
    contacts: ir.Table,
    complaints: ir.Table,
    visits: ir.Table,
    contracts: ir.Table,
    as_of: Day,
    sides: tuple[str, ...] = (),
) -> ir.Table:
    """What is known of each customer on a day, what is usual for them, and how likely so much of it is by chance?

    Parameters
    ----------
    bought, gaps
        Purchase days known on the day (`landmark.known_purchase_days`) and the gaps between them.
    rhythm
        How customers buy: the one row of `lifetimes.rhythm.rhythm_model`.
    orders, contacts, complaints, visits, contracts, as_of, sides
        As for `landmark.landmark`.

    Returns
    -------
    One row per customer who had bought by the day: the columns of `landmark`, those of `baskets_at` (null with fewer
    than eight baskets), and usual_days (median gap; null after one purchase), p_silence (of so long a silence), p_fewer
    (of so few purchase days in the last 90), p_unanswered (of so many contacts without an answer), yearly_complaints
    (of this customer, drawn towards that of all as if by one more year), p_complaints (of so many), p_visits (of so
    few).

    Source: metrics reference F1 to F5.

    """
    each = landmark(bought, orders, contacts, complaints, visits, contracts, as_of, sides)
    silent = silence_probability(rhythms(gaps, as_of).cross_join(rhythm.drop("customers", "is_prior"))).select(
        "customer_key", "usual_days", "p_silence"
    )
    for table in (silent, baskets_at(bought, as_of)):
        each = each.left_join(table, "customer_key").drop("customer_key_right")
    whole = ibis.window()
    years = _.complaint_years.max().over(whole)
    usual = ratio(_.complaints_before.sum().over(whole), years * _.customer_key.count().over(whole)).fill_null(0.0)
    # What the probabilities below name many times is a column here: a query that spells it out each time is ten times
    # as long, and takes as much longer to plan. The window keeps the two steps apart.
    known = each.mutate(
        yearly_complaints=(_.complaints_before + usual) / (years + 1.0),
        days_in_all=_.days_90 + _.base_days,
        recent_share=RECENT_DAYS / (RECENT_DAYS + _.base_span_days.cast("float64")),
        visits_in_all=_.visits_28 + _.visits_before,
        visit_share=VISIT_DAYS / (VISIT_DAYS + _.visit_span_days.cast("float64")),
    )
    undefined = ibis.null("float64")
    return known.mutate(
        p_fewer=ibis.ifelse(
            _.base_days >= LEAST_BASE, binomial_lower(_.days_90, _.days_in_all, _.recent_share), undefined
        ),
        p_unanswered=ibis.ifelse(_.sent > 0, (1.0 - _.answer_rate).pow(_.unanswered), undefined),
        p_complaints=poisson_upper(_.complaints_90, _.yearly_complaints * (RECENT_DAYS / 365.25)),
        p_visits=ibis.ifelse(
            _.visits_before >= LEAST_VISITS, binomial_lower(_.visits_28, _.visits_in_all, _.visit_share), undefined
        ),
    ).drop("days_in_all", "recent_share", "visits_in_all", "visit_share")


def customer_signals(signs: ir.Table) -> ir.Table:
    """Say of each customer how strong each of the five signs is, and count them.

    Parameters
    ----------
    signs
        As `signs_at` returns it.

    Returns
    -------
    Its rows and columns with the levels buys_less, buys_smaller, complains, no_answer, visits_less (none, watch or
    high; null where it cannot be known), signals (how many are watch or high), signals_high, signals_known (of five).

    Source: metrics reference F1 to F5.

    """
    is_late = (_.p_silence < VERY_LATE) | (_.p_fewer < SELDOM)
    is_smaller = (_.basket_ratio <= SMALLER) & (_.basket_z <= SURE)
    narrowed = (_.products_before >= LEAST_PRODUCTS) & (_.days_90 > 0) & (_.products_90 * 2 <= _.products_before)
    is_loud = (_.p_complaints < SELDOM) & (_.complaints_90 > 0)
    halved = _.visits_28 * 2 * _.visit_span_days <= _.visits_before * VISIT_DAYS
    ladders = {
        "buys_less": (is_late, (_.p_silence < LATE) | (_.p_fewer < LIKELY), _.p_silence.notnull()),
        "buys_smaller": (
            is_smaller & (_.basket_ratio <= MUCH_SMALLER),
            is_smaller | narrowed,
            _.basket_ratio.notnull() | (_.products_before >= LEAST_PRODUCTS),
        ),
        "complains": (
            is_loud | (_.complaints_90 >= 2) | (_.open_complaints > 0),
            (_.p_complaints < LIKELY) & (_.complaints_90 > 0),
            _.complaints_90.notnull(),
        ),
        "no_answer": (
            (_.p_unanswered < SELDOM) & (_.unanswered >= LEAST_UNANSWERED),
            _.p_unanswered < LIKELY,
            _.p_unanswered.notnull(),
        ),
        "visits_less": ((_.p_visits < SELDOM) & halved, _.p_visits < LIKELY, _.p_visits.notnull()),
    }
    levels = {
        name: ibis.cases(
            (high.fill_null(False), "high"),
            (watch.fill_null(False), "watch"),
            (is_known.fill_null(False), "none"),
            else_=ibis.null("string"),
        )
        for name, (high, watch, is_known) in ladders.items()
    }
    told = signs.mutate(**levels)
    counts = {
        "signals": [told[name].isin(["watch", "high"]) for name in SIGNALS],
        "signals_high": [told[name] == "high" for name in SIGNALS],
        "signals_known": [told[name].notnull() for name in SIGNALS],
    }
    return told.mutate(**{name: _sum(flags) for name, flags in counts.items()})


def _sum(flags: list[ir.BooleanValue]) -> ir.NumericValue:
    return sum((flag.fill_null(False).cast("int32") for flag in flags[1:]), flags[0].fill_null(False).cast("int32"))
