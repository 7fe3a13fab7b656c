"""How the money of one period became the money of the next, and from whom it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_KEY, HSU, IS_COMPLETE, PERIOD, Entry
from metrics.intervals import share_of_base
from metrics.periods.retention import beside, later_periods

if TYPE_CHECKING:
    from datetime import date

Measure = Literal["revenue", "profit"]
STEPS = ("lost", "shrunk", "grown", "won_back", "new")
SUM = "decimal(38, 4)"


def revenue_bridge(
    activity: ir.Table,
    periods: ir.Table,
    by: tuple[str, ...] = (),
    *,
    measure: Measure = "revenue",
    include_open: bool = False,
) -> ir.Table:
    """How the sales, or the profit, of one period became those of the next.

    start − lost − shrunk + grown + won back + new = end, to the last digit. Lost is what the customers who
    left brought in the period before; shrunk and grown are the changes of those who stayed, each customer on
    one side only; won back and new is what those customers bring now. A customer whose returns exceed their
    purchases brings less than nothing, so a step may be below zero.

    Parameters
    ----------
    activity, periods, by, include_open
        As for `retention.bridge`.
    measure
        Sales or profit.

    Returns
    -------
    One row per (by, period), every complete period after the first: period (first day), start, lost, shrunk,
    grown, won_back, new, end (currency); kept, what those who stayed bring now (currency); kept_share,
    won_back_share and new_share of end (null when end is nothing or less), is_complete.

    Source: J. Hsu, growth accounting; metrics reference A4.

    """
    stayed = (_.previous == _.period - 1).fill_null(False)
    returned = (_.previous < _.period - 1).fill_null(False)
    change = _[measure] - _[f"previous_{measure}"]
    each = activity.group_by([*by, "period"]).agg(
        end=_[measure].sum(),
        losing=_[measure].sum(where=_.next.isnull() | (_.next > _.period + 1)),
        grown=change.sum(where=stayed & (change > 0)),
        change=change.sum(where=stayed),
        kept=_[measure].sum(where=stayed),
        won_back=_[measure].sum(where=returned),
        new=_[measure].sum(where=_.previous.isnull()),
    )
    now = each.drop("losing")
    before = each.select(*by, period=_.period + 1, start=_.end, lost=_.losing)
    spine = later_periods(each, periods, by, include_open=include_open)
    joined = beside(beside(spine, now, by, "period"), before, by, "period")
    amounts = ("start", "lost", "grown", "change", "won_back", "new", "kept", "end")
    return (
        joined.mutate(**{name: _[name].fill_null(0).cast(SUM) for name in amounts})
        .select(
            *by,
            period=_.starts_on,
            start=_.start,
            lost=_.lost,
            shrunk=_.grown - _.change,
            grown=_.grown,
            won_back=_.won_back,
            new=_.new,
            end=_.end,
            kept=_.kept,
            kept_share=share_of_base(_.kept, _.end),
            won_back_share=share_of_base(_.won_back, _.end),
            new_share=share_of_base(_.new, _.end),
            is_complete=_.is_complete,
        )
        .order_by([*by, "period"])
    )


def revenue_bridge_members(
    activity: ir.Table,
    periods: ir.Table,
    period: date,
    *,
    measure: Measure = "revenue",
    step: Literal["lost", "shrunk", "grown", "won_back", "new"] | None = None,
) -> ir.Table:
    """Who is behind each step of the money bridge of one period, and with how much.

    Parameters
    ----------
    activity, periods, measure
        As for `revenue_bridge`.
    period
        First day of the period.
    step
        List only those of this step; by default everybody, with those whose amount stayed the same.

    Returns
    -------
    One row per customer: customer_key, step (lost, shrunk, grown, won_back, new, same), before and now
    (currency, of the period before and of this one; null where the customer was not active), money_change
    (currency: now − before), so that the changes of a step sum to it. The largest change of each step first.

    """
    this = periods.filter(_.starts_on == ibis.date(period.isoformat())).select(this="period")
    here = activity.join(this, activity.period == this.this)
    stayed = _.previous == _.period - 1
    nothing = ibis.null("decimal(18, 4)")
    change = _[measure] - _[f"previous_{measure}"]
    listed = here.select(
        "customer_key",
        step=ibis.cases(
            (_.previous.isnull(), "new"),
            (~stayed, "won_back"),
            (change > 0, "grown"),
            (change < 0, "shrunk"),
            else_="same",
        ),
        before=ibis.ifelse(stayed.fill_null(False), _[f"previous_{measure}"], nothing),
        now=_[measure],
    )
    gone = (
        activity.join(this, activity.period == this.this - 1)
        .filter(_.next.isnull() | (_.next > _.period + 1))
        .select("customer_key", step=ibis.literal("lost"), before=_[measure], now=nothing)
    )
    members = gone if step == "lost" else listed.union(gone) if step is None else listed.filter(_.step == step)
    changed = members.mutate(money_change=_.now.fill_null(0) - _.before.fill_null(0))
    return changed.order_by(_.step, _.money_change.abs().desc(nulls_first=False), _.customer_key)


ENTRIES = (
    Entry(
        revenue_bridge,
        title=N_("Money bridge"),
        definition=N_(
            "How the sales, or the profit, of one period became those of the next: what those had brought who did not "
            "buy again, what those who stayed bought less and more, and what the won back and the new brought."
        ),
        formula="start − lost − shrunk + grown + won_back + new = end; won_back_share = won_back ÷ end",
        source=HSU,
        reads=("activity", "periods"),
        columns={
            "period": PERIOD,
            "start": N_("Sales, or profit, of the period before (currency)"),
            "lost": N_("Of that, what customers brought who did not buy in this period (currency)"),
            "shrunk": N_("What customers who stayed brought less than in the period before (currency)"),
            "grown": N_("What customers who stayed brought more than in the period before (currency)"),
            "won_back": N_("What customers brought who are active again after a period without a purchase (currency)"),
            "new": N_("What customers brought whose first purchase ever is in this period (currency)"),
            "end": N_("Sales, or profit, of this period (currency)"),
            "kept": N_("Of that, what customers brought who were active in the period before too (currency)"),
            "kept_share": N_("Share of this period's amount that the kept brought; empty when it is nothing or less"),
            "won_back_share": N_(
                "Share of this period's amount that the won back brought; empty when it is nothing or less"
            ),
            "new_share": N_("Share of this period's amount that the new brought; empty when it is nothing or less"),
            "is_complete": IS_COMPLETE,
        },
        by="optional",
    ),
    Entry(
        revenue_bridge_members,
        title=N_("Customers behind the money bridge"),
        definition=N_("The customers of each step of the money bridge of one period, and by how much they moved it."),
        formula="money_change = now − before; the changes of a step sum to it",
        source=N_("The list behind the money bridge"),
        reads=("activity", "periods"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "step": N_(
                "`lost` (did not buy again), `shrunk`, `grown`, `won_back`, `new`; `same` when the amount did not "
                "change"
            ),
            "before": N_("Sales, or profit, of the period before (currency); empty when not active then"),
            "now": N_("Sales, or profit, of this period (currency); empty without a purchase in it"),
            "money_change": N_("What the customer adds to the step (currency)"),
        },
        by="beside",
    ),
)
