"""Who is silent beyond their own rhythm? For buyers whose gaps differ too much for one window."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.entry import CUSTOMER_KEY, Entry
from metrics.intervals import ratio
from metrics.lifetimes.silence import silences

if TYPE_CHECKING:
    from datetime import date

# The regularities, spreads, paces and shares of leavers among which the likeliest is chosen.
REGULARITIES = (1, 2, 3, 4, 6)
SHAPES = (1.25, 2.0, 3.0, 5.0, 8.0, 13.0)
PACES = (0.4, 0.6, 0.8, 1.0, 1.3, 1.8)
LEAVING = (0.02, 0.05, 0.1, 0.2, 0.35)
SAMPLE = 1500
# With fewer buyers who came back there is nothing to learn from, and these are taken.
LEAST_TO_LEARN = 200
PRIOR = {"regularity": 1, "shape": 2.0, "leaving": 0.1}
MOST_REGULAR = 10
LAPSED, HIGH, WATCH = 0.05, 0.10, 0.25


def rhythms(gaps: ir.Table, complete_up_to: date) -> ir.Table:
    """What is known of each customer's rhythm: ended gaps, and the silence since the last purchase.

    Returns
    -------
    One row per customer: customer_key, last_day, ended (number of ended gaps), total (their days), logs (sum of their
    logarithms), usual_days (median of them; null without any), silent_days.

    """
    each = silences(gaps, complete_up_to)
    return each.group_by("customer_key").agg(
        last_day=_.day.max(),
        ended=_.event.sum().fill_null(0).cast("int64"),
        total=_.time.sum(where=_.event).fill_null(0).cast("float64"),
        logs=ibis.greatest(_.time, 1).cast("float64").ln().sum(where=_.event).fill_null(0.0),
        usual_days=_.time.cast("float64").quantile(0.5, where=_.event),
        silent_days=_.time.max(where=~_.event),
    )


def silence_probability(customers: ir.Table) -> ir.Table:
    """Put beside each customer how likely so long a silence is, were they still buying, and whether they are.

    A gap is Gamma-distributed, the customer's own pace too among all customers, and after every purchase a share
    leaves. The more gaps of a customer are known, the more their own rhythm counts.

    Parameters
    ----------
    customers
        ended, total, logs, silent_days of `rhythms`, and the model: regularity (k, a whole number up to ten), shape
        (A0), pace (B0), leaving (π).

    Returns
    -------
    The table with p_silence, p_alive and log_likelihood (of the customer's gaps under the model).

    Source: a one-dropout-rate relative of (M)BG/CNBD-k, Platzer and Reutterer 2016; metrics reference F1.

    """
    known = customers.mutate(
        k=_.regularity.cast("float64"),
        a=_["shape"] + _.regularity * _.ended,
        b=_.pace + _.total,
        s=_.silent_days.cast("float64"),
    ).mutate(x=_.s / (_.s + _.b))
    series: ir.FloatingValue = ibis.literal(1.0)
    for j in range(MOST_REGULAR - 2, -1, -1):
        series = ibis.ifelse(_.k > j + 1, 1.0 + (_.a + float(j)) * _.x / float(j + 1) * series, 1.0)
    likely = known.mutate(p_silence=ibis.least((_.a * (1.0 - _.x).ln()).exp() * series, 1.0))
    staying = (1.0 - _.leaving) * _.p_silence
    return likely.mutate(
        p_alive=staying / (_.leaving + staying),
        log_likelihood=(_.k - 1.0) * _.logs
        - _.ended * _log_gamma(_.k)
        + _log_gamma(_.a)
        - _log_gamma(_["shape"])
        + _["shape"] * _.pace.ln()
        - _.a * _.b.ln()
        + _.ended * (1.0 - _.leaving).ln()
        + (_.leaving + staying).ln(),
    ).drop("k", "a", "b", "s", "x")


def rhythm_model(gaps: ir.Table, complete_up_to: date) -> ir.Table:
    """How do the customers of this data set buy: how regularly, how differently, and how many leave after a purchase?

    The likeliest of 750 models, on up to 1,500 customers chosen by their number, the silence since the last purchase
    included; below 200 customers with a second purchase nothing is learnt and a cautious model is taken (is_prior).

    Returns
    -------
    One row: regularity (k; 1 is random, 6 like clockwork), shape (A0), pace (B0, days), leaving (share of customers
    who leave after each purchase), customers (learnt from), is_prior.

    Source: metrics reference F1.

    """
    each = rhythms(gaps, complete_up_to)
    shuffled = (_.customer_key.cast("int64") * 48271) % 2147483647
    sample = each.order_by(shuffled, _.customer_key).limit(SAMPLE)
    about = each.agg(
        usual=_.usual_days.median(), returned=(_.ended > 0).sum().fill_null(0), buyers=ibis.least(_.count(), SAMPLE)
    )
    grid = _listed("regularity", REGULARITIES, "int64")
    for name, values in (("shape", SHAPES), ("speed", PACES), ("leaving", LEAVING)):
        grid = grid.cross_join(_listed(name, values, "float64"))
    usual = _.usual.fill_null(30.0)
    models = grid.cross_join(about.mutate(usual=usual)).mutate(
        pace=_.usual * _.speed * _["shape"] / _.regularity.cast("float64")
    )
    tried = silence_probability(
        sample.cross_join(models.filter(_.returned >= LEAST_TO_LEARN).drop("speed", "usual", "returned"))
    )
    keys = ("regularity", "shape", "pace", "leaving", "buyers")
    best = tried.group_by(*keys).agg(fit=_.log_likelihood.sum()).order_by(_.fit.desc(), *keys).limit(1)
    learnt = best.select(
        "regularity", "shape", "pace", "leaving", customers=_.buyers.cast("int64"), is_prior=ibis.literal(False)
    )
    prior = about.filter(_.returned < LEAST_TO_LEARN).select(
        regularity=ibis.literal(PRIOR["regularity"], "int64"),
        shape=ibis.literal(PRIOR["shape"], "float64"),
        pace=2.0 * usual,
        leaving=ibis.literal(PRIOR["leaving"], "float64"),
        customers=_.buyers.cast("int64"),
        is_prior=ibis.literal(True),
    )
    return learnt.union(prior)


def rhythm_levels(gaps: ir.Table, customers: ir.Table, complete_up_to: date, by: tuple[str, ...] = ()) -> ir.Table:
    """How many customers are silent beyond their own rhythm, and how far?

    Returns
    -------
    One row per `by` and level that occurs (lapsed, high, watch, none): level, customers, is_prior.

    Source: metrics reference F1.

    """
    each = with_attributes(_levels(gaps, complete_up_to), customers, by)
    return each.group_by(*by, "level").agg(customers=_.count(), is_prior=_.is_prior.any()).order_by([*by, "level"])


def rhythm_members(gaps: ir.Table, complete_up_to: date, level: str = "lapsed") -> ir.Table:
    """Who is silent beyond their own rhythm?

    So long a silence happens to one in twenty who still buy (lapsed), one in ten (high) or one in four (watch): the
    probabilities put customers in order; among thousands, hundreds reach them by chance.

    Parameters
    ----------
    gaps, complete_up_to
        As for `return_curve`.
    level
        lapsed (p < 0.05), high (p < 0.10), watch (p < 0.25), or none.

    Returns
    -------
    One row per customer of the level, the least likely first: customer_key, last_day, silent_days, usual_days (the
    customer's median gap), times_usual, p_silence, p_alive.

    Source: metrics reference F1.

    """
    return (
        _levels(gaps, complete_up_to)
        .filter(_.level == level)
        .select(
            "customer_key",
            "last_day",
            "silent_days",
            "usual_days",
            times_usual=ratio(_.silent_days, _.usual_days),
            p_silence=_.p_silence,
            p_alive=_.p_alive,
        )
        .order_by("p_silence", "customer_key")
    )


def _levels(gaps: ir.Table, complete_up_to: date) -> ir.Table:
    model = rhythm_model(gaps, complete_up_to).drop("customers")
    each = silence_probability(rhythms(gaps, complete_up_to).cross_join(model))
    p = each.p_silence
    return each.mutate(level=ibis.cases((p < LAPSED, "lapsed"), (p < HIGH, "high"), (p < WATCH, "watch"), else_="none"))


def _log_gamma(x: ir.FloatingValue) -> ir.FloatingValue:
    """Stirling's series, after eight steps up; right to twelve digits for every x above zero, on every engine."""
    up = x + 8.0
    steps = x
    for j in range(1, 8):
        steps = steps * (x + float(j))
    inverse = 1.0 / up
    series = inverse / 12.0 - inverse.pow(3) / 360.0 + inverse.pow(5) / 1260.0 - inverse.pow(7) / 1680.0
    return (up - 0.5) * up.ln() - up + 0.5 * math.log(2.0 * math.pi) + series - steps.ln()


def _listed(name: str, values: tuple[float, ...], kind: str) -> ir.Table:
    return ibis.array(list(values)).cast(f"array<{kind}>").unnest().name(name).as_table()


PLATZER = (
    "Platzer and Reutterer 2016, Ticking Away the Moments: Timing Regularity Helps to Better Predict Customer Activity"
)
IS_PRIOR = N_("Whether too few customers came back to learn from, so that a cautious model was taken")

ENTRIES = (
    Entry(
        rhythm_levels,
        title=N_("Silent beyond their own rhythm, in numbers"),
        definition=N_(
            "Customers who have been silent for longer than their own gaps between purchases make likely, counted by "
            "how late they are: very late if fewer than one in twenty who still buy wait so long, late if fewer than "
            "one in ten, a little late if fewer than one in four."
        ),
        formula="p_silence = P(gap > silent_days | still buying); lapsed < 0.05 ≤ high < 0.10 ≤ watch < 0.25 ≤ none",
        source=PLATZER,
        reads=("gaps", "customers"),
        columns={
            "level": N_("`lapsed` (very late), `high` (late), `watch` (a little late) or `none`"),
            "customers": N_("Customers of the level"),
            "is_prior": IS_PRIOR,
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        rhythm_members,
        title=N_("Silent beyond their own rhythm"),
        definition=N_(
            "Customers by how unlikely their present silence is, were they still buying in their own rhythm."
        ),
        formula="p_silence = P(gap > silent_days | still buying); times_usual = silent_days ÷ usual_days",
        source=PLATZER,
        reads=("gaps",),
        columns={
            "customer_key": CUSTOMER_KEY,
            "last_day": N_("Day of the last purchase"),
            "silent_days": N_("Days from the last purchase to the end of the data"),
            "usual_days": N_("The customer's median gap between purchases, in days; empty after one purchase"),
            "times_usual": N_("Days silent, in usual gaps"),
            "p_silence": N_("Probability of so long a silence, were the customer still buying (0 to 1)"),
            "p_alive": N_("Probability that the customer still buys (0 to 1)"),
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        rhythm_model,
        title=N_("How customers buy"),
        definition=N_(
            "How regularly the customers buy, how much they differ in it, and how many stop after each purchase; taken "
            "is the likeliest of 750 models."
        ),
        formula="gap ~ Gamma(regularity, λ); λ ~ Gamma(shape, pace); after each purchase the share leaving is gone",
        source=PLATZER,
        reads=("gaps",),
        columns={
            "regularity": N_("1 buys at random, 6 like clockwork"),
            "shape": N_("How alike the customers' paces are; large is alike"),
            "pace": N_("Days that, with the shape, say how fast they buy"),
            "leaving": N_("Share of the customers who stop buying after each purchase (0 to 1)"),
            "customers": N_("Customers learnt from"),
            "is_prior": IS_PRIOR,
        },
        has_grain=False,
    ),
)
