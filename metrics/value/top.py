"""The best customers: the top 20 % by sales and by profit, and how the list changes."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.entry import CUSTOMER_ID, CUSTOMER_KEY, TOP, VALUE, Entry
from metrics.intervals import ratio
from metrics.rollups import customer_totals
from metrics.value.segments import Measure, listed_of

if TYPE_CHECKING:
    from collections.abc import Mapping

MOMENTS = ("before", "now")
MEASURES = ("revenue", "profit")


def top_customers(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    measure: Measure = "revenue",
    share: float = 0.2,
    *,
    totals: ir.Table | None = None,
    top: int | None = None,
) -> ir.Table:
    """Who are the best customers by sales or by profit?

    Of n customers with a purchase in the given periods the first ⌈share · n⌉ are listed, ordered by value,
    then latest purchase, then customer_id. Customers whose value equals the last listed one's are
    marked on both sides of the cut: `tied_at_cut` says that the list could as well have held another.

    Parameters
    ----------
    activity, periods
        Facts of one grain and the periods to count.
    customers
        Gives each customer_key its customer_id.
    measure
        revenue or profit.
    share
        Share of the customers on the list.
    totals
        Each customer's sums over these periods, where they are kept already.
    top
        Return only so many of the list, the first.

    Returns
    -------
    One row per listed customer: rank, customer_key, customer_id, value, revenue, profit, orders, last_period
    (first day of the last active period), tied_at_cut, tied_outside (customers with exactly this value who are not
    listed), in_sales_list, in_profit_list (null where no profit is known), and of the whole list: listed (its
    length), loss_makers (how many of them have a profit below zero; null where no profit is known).

    Source: metrics reference D1.

    """
    people = customer_totals(activity, periods) if totals is None else totals
    lists = dict.fromkeys(MEASURES, _.count())
    ranked = _near_the_cut(people, customers, lists, share, ibis.desc("last_period"))
    rank, listed = _[f"{measure}_rank"], _[f"{measure}_listed"]
    members = ranked.filter(rank <= listed).mutate(
        listed=listed,
        loss_makers=ibis.ifelse(
            _.profit.count().over(ibis.window()) > 0, (_.profit < 0).sum().over(ibis.window()), ibis.null("int64")
        ),
    )
    starts = periods.select(last_period="period", last_starts_on="starts_on")
    tied_outside = ibis.ifelse(_[measure] == _[f"{measure}_cut"], _[f"{measure}_tied_outside"], 0)
    found = (
        members.join(starts, "last_period")
        .select(
            rank=rank,
            customer_key=_.customer_key,
            customer_id=_.customer_id,
            value=_[measure],
            revenue=_.revenue,
            profit=_.profit,
            orders=_.orders,
            last_period=_.last_starts_on,
            tied_at_cut=tied_outside > 0,
            tied_outside=tied_outside,
            in_sales_list=_.revenue_rank <= _.revenue_listed,
            in_profit_list=_.profit_rank <= _.profit_listed,
            listed=_.listed,
            loss_makers=_.loss_makers,
        )
        .order_by("rank")
    )
    return found if top is None else found.filter(_["rank"] <= top)


def pareto_share(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,  # noqa: ARG001 - every metric of the list reads the same tables
    measure: Measure = "revenue",
    share: float = 0.2,
    *,
    totals: ir.Table | None = None,
) -> ir.Table:
    """How much of the sales or profit the top list brings, and how few customers bring 80 %.

    Returns
    -------
    One row: customers, listed (⌈share · customers⌉), list_value, total, share (of the net total),
    share_of_positive (of the customers above zero alone), cut_value (of the last listed), tied_at_cut
    (customers with exactly that value left outside the list), customers_for_80.

    Source: metrics reference D1.

    """
    people = customer_totals(activity, periods) if totals is None else totals
    worth = people.select("customer_key", value=_[measure])
    best_first = [ibis.desc("value", nulls_first=False), "customer_key"]
    placed = worth.select(
        "value",
        place=ibis.row_number().over(ibis.window(order_by=best_first)) + 1,
        running=_.value.sum().over(ibis.window(order_by=best_first, preceding=None, following=0)),
    )
    whole = worth.agg(customers=_.count(), total=_.value.sum(), positive=_.value.sum(where=_.value > 0))
    with_length = placed.cross_join(whole.mutate(listed=listed_of(_.customers, share)))
    cut = with_length.agg(cut_value=_.value.max(where=_.place == _.listed))
    most = _.total.cast("float64") * 0.8
    return (
        with_length.cross_join(cut)
        .agg(
            customers=_.customers.max(),
            listed=_.listed.max(),
            list_value=_.value.sum(where=_.place <= _.listed),
            total=_.total.max(),
            positive=_.positive.max(),
            cut_value=_.cut_value.max(),
            tied_at_cut=((_.place > _.listed) & (_.value == _.cut_value)).sum().fill_null(0),
            customers_for_80=_.place.min(where=(_.total > 0) & (_.running.cast("float64") >= most)),
        )
        .mutate(
            share=ibis.ifelse(_.total > 0, ratio(_.list_value, _.total), ibis.null("float64")),
            share_of_positive=ratio(_.list_value, _.positive),
        )
    )


def list_changes(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    measure: Measure = "revenue",
    share: float = 0.2,
    together: int = 1,
) -> ir.Table:
    """Who entered, stayed in and left the top list since the period before.

    Compares the list of the last complete period with that of the one before; of so many periods `together`, the list
    of the last ones with that of as many before them. A leaver is *lost* (no purchase now), *declined* (now below the
    old list's cut) or *displaced* (still at or above it: the cut rose).

    Returns
    -------
    One row per customer on either list: customer_key, customer_id, change (stayed, entered, left), fate
    (lost, declined, displaced; null unless left), value_before, value_now, rank_before, rank_now.

    Source: metrics reference D6.

    """
    people = _now_and_before(activity, periods, measure, together).join(
        customers.select("customer_key", "customer_id"), "customer_key"
    )
    everyone = ibis.window()
    ranked = people.mutate(
        **{f"{moment}_rank": _place(moment, "customer_id") for moment in MOMENTS},
        **{f"{moment}_listed": listed_of(_[moment].count().over(everyone), share) for moment in MOMENTS},
    ).mutate(before_cut=_.before.max(where=_.before_rank == _.before_listed).over(everyone))
    return (
        _changed(ranked)
        .select(
            "customer_key",
            "customer_id",
            "change",
            "fate",
            value_before=_.before,
            value_now=_.now,
            rank_before=_.before_rank,
            rank_now=_.now_rank,
        )
        .order_by("change", ibis.desc("value_before", nulls_first=False), "customer_id")
    )


def list_stability(
    activity: ir.Table,
    periods: ir.Table,
    customers: ir.Table,
    measure: Measure = "revenue",
    share: float = 0.2,
    together: int = 1,
) -> ir.Table:
    """How many entered, stayed in and left the top list since the period before, and what they brought?

    Counts the customers of `list_changes`.

    Returns
    -------
    One row per change and fate that occurs: period (first day of the last complete one), change (stayed, entered,
    left), fate (lost, declined, displaced; null unless left), customers, value_before, value_now (currency).

    Source: metrics reference D6.

    """
    people = _now_and_before(activity, periods, measure, together)
    ranked = _near_the_cut(people, customers, {moment: _[moment].count() for moment in MOMENTS}, share)
    last = periods.filter(_.is_complete).agg(period=_.starts_on.max())
    return (
        _changed(ranked)
        .group_by(["change", "fate"])
        .agg(customers=_.count(), value_before=_.before.sum(), value_now=_.now.sum())
        .cross_join(last)
        .select("period", "change", "fate", "customers", "value_before", "value_now")
        .order_by(["change", "fate"])
    )


def _now_and_before(activity: ir.Table, periods: ir.Table, measure: Measure, together: int) -> ir.Table:
    """Put what each customer brought in the last complete periods (now) beside as many before them (before)."""
    last = periods.filter(_.is_complete).agg(last=_.period.max())
    recent = activity.cross_join(last).filter((_.period <= _.last) & (_.period > _.last - 2 * together))
    is_now = _.period > _.last - together
    if together == 1:
        # A customer has one row a period at most: the largest is the only one, and stays as narrow as it is stored.
        return recent.group_by("customer_key").agg(
            before=_[measure].max(where=~is_now), now=_[measure].max(where=is_now)
        )
    return recent.group_by("customer_key").agg(before=_[measure].sum(where=~is_now), now=_[measure].sum(where=is_now))


def _changed(ranked: ir.Table) -> ir.Table:
    """Keep who is on either list, and say how they moved and what became of those who left."""
    was, is_ = ((_[f"{moment}_rank"] <= _[f"{moment}_listed"]).fill_null(False) for moment in MOMENTS)
    return ranked.filter(was | is_).mutate(
        change=ibis.cases((was & is_, "stayed"), (is_, "entered"), else_="left"),
        fate=ibis.cases(
            (is_, ibis.null("string")),
            (_.now.isnull(), "lost"),
            (_.now < _.before_cut, "declined"),
            else_="displaced",
        ),
    )


def _near_the_cut(
    people: ir.Table, customers: ir.Table, sizes: Mapping[str, ir.Deferred], share: float, *then: ir.Value | str
) -> ir.Table:
    """Rank those who are on a list or tied at its cut; one list for each column of values.

    Ordering half a million customers is slow: who is far below every cut is left out first, and the order is settled
    among the rest.

    Parameters
    ----------
    people
        One row per customer: customer_key and the columns of values.
    customers
        Gives each customer_key its customer_id.
    sizes
        For each column of values, of how many customers the list takes its share.
    share
        Share of them on the list.
    then
        How ties are settled before customer_id settles them.

    Returns
    -------
    Of everybody at or above a cut, and few others: the columns of `people`, customer_id, and for each column c of
    values c_rank (null where the value is; exact on the list, beyond it only larger than the list is long), c_listed
    (length of the list), c_cut (value of the last listed), c_tied_outside (customers with exactly that value who are
    not listed).

    """
    lengths = people.agg(
        **{f"{name}_listed": listed_of(size, share) for name, size in sizes.items()},
        **{f"{name}_floor": _well_below_the_cut(name, size, share) for name, size in sizes.items()},
    )
    is_near = [(_[name].cast("float64") >= _[f"{name}_floor"]).fill_null(False) for name in sizes]
    near = people.cross_join(lengths).filter(reduce(or_, is_near))
    everyone = ibis.window()
    ranked = near.join(customers.select("customer_key", "customer_id"), "customer_key").mutate(
        **{f"{name}_rank": _place(name, *then, "customer_id") for name in sizes}
    )
    with_cuts = ranked.mutate(
        **{f"{name}_cut": _[name].min(where=_[f"{name}_rank"] <= _[f"{name}_listed"]).over(everyone) for name in sizes}
    )
    return with_cuts.mutate(
        **{
            f"{name}_tied_outside": (_[name] >= _[f"{name}_cut"]).sum().over(everyone) - _[f"{name}_listed"]
            for name in sizes
        }
    )


def _well_below_the_cut(name: str, size: ir.Deferred, share: float) -> ir.FloatingScalar:
    """Return a value that the last on the list surely reaches, and few beyond the list do.

    A quantile is found without sorting; it may lie between two values, so it is taken a hundredth of the list's
    length too low. Where that is less than one customer, or where some have no value, everybody is near.
    """
    value = _[name].cast("float64")
    is_exact = (value.count() > 200) & (value.count() == size)
    floor: ir.FloatingScalar = ibis.ifelse(is_exact, value.quantile(max(0.0, 1 - share * 1.01)), value.min())
    return floor


def _place(name: str, *then: ir.Value | str) -> ir.IntegerColumn:
    """Return the place by a column's value, the largest first, from 1; null where there is no value."""
    order = ibis.window(order_by=[ibis.desc(name, nulls_first=False), *then])
    place: ir.IntegerColumn = ibis.ifelse(_[name].notnull(), ibis.row_number().over(order) + 1, ibis.null("int64"))
    return place


ENTRIES = (
    Entry(
        top_customers,
        title=N_("Top customers"),
        definition=N_("The best fifth of the customers by sales or by profit, with the ties at the cut named."),
        formula="listed = ⌈0.2 × customers⌉, ordered by value, then latest purchase, then customer_id",
        source=TOP,
        reads=("activity", "periods", "customers"),
        columns={
            "rank": N_("Place in the list, best first"),
            "customer_key": CUSTOMER_KEY,
            "customer_id": CUSTOMER_ID,
            "value": VALUE,
            "revenue": N_("Sales, net of returns (currency)"),
            "profit": N_("Sales less cost (currency); empty where costs are not known"),
            "orders": N_("Orders with a purchase"),
            "last_period": N_("First day of the last active period"),
            "tied_at_cut": N_("Whether a customer outside the list has exactly the same value"),
            "tied_outside": N_("Customers outside the list with exactly the same value"),
            "in_sales_list": N_("Whether the customer is in the list by sales"),
            "in_profit_list": N_("Whether the customer is in the list by profit; empty where no profit is known"),
            "listed": N_("Customers in the list"),
            "loss_makers": N_("Customers in the list with profit below zero; empty where no profit is known"),
        },
        by="beside",
    ),
    Entry(
        pareto_share,
        title=N_("Pareto share"),
        definition=N_("How much of the sales or profit the top list brings, and how few customers bring 80 %."),
        formula="share = list_value ÷ total; share_of_positive = list_value ÷ Σ values above zero",
        source=TOP,
        reads=("activity", "periods", "customers"),
        columns={
            "customers": N_("Customers with a purchase"),
            "listed": N_("Customers in the list"),
            "list_value": N_("Sales or profit of the list (currency)"),
            "total": N_("Sales or profit of all customers (currency)"),
            "positive": N_("Sales or profit of the customers above zero (currency)"),
            "cut_value": N_("Value of the last customer listed (currency)"),
            "tied_at_cut": N_("Customers outside the list with exactly that value"),
            "customers_for_80": N_("Fewest customers who together bring 80 % of the total"),
            "share": N_("Share of the list in the total (0 to 1)"),
            "share_of_positive": N_("Share of the list in the values above zero (0 to 1)"),
        },
    ),
    Entry(
        list_changes,
        title=N_("Changes of the top list"),
        definition=N_(
            "Who came onto the list of the best customers, stayed on it or left it between the last two complete "
            "periods, and why those left the list who did."
        ),
        formula="lost = no purchase now; declined = value_now < cut before; displaced = value_now ≥ cut before",
        source=N_("Comparison of two top lists"),
        reads=("activity", "periods", "customers"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "customer_id": CUSTOMER_ID,
            "change": N_("`stayed`, `entered` or `left`, all of the list"),
            "fate": N_(
                "Of those who left the list: `lost` (bought nothing), `declined` or `displaced`; otherwise empty"
            ),
            "value_before": N_("Sales or profit in the period before (currency)"),
            "value_now": N_("Sales or profit in the last complete period (currency)"),
            "rank_before": N_("Place in the period before"),
            "rank_now": N_("Place in the last complete period"),
        },
        by="beside",
    ),
    Entry(
        list_stability,
        title=N_("Stability of the top list"),
        definition=N_(
            "How many came onto the list of the best customers, stayed on it and left it between the last two complete "
            "periods, and what they brought in both."
        ),
        formula="customers = customers of list_changes with this change and fate",
        source=N_("Comparison of two top lists"),
        reads=("activity", "periods", "customers"),
        columns={
            "period": N_("First day of the last complete period"),
            "change": N_("`stayed`, `entered` or `left`, all of the list"),
            "fate": N_(
                "Of those who left the list: `lost` (bought nothing), `declined` or `displaced`; otherwise empty"
            ),
            "customers": N_("Customers of whom this is true"),
            "value_before": N_("Their sales or profit in the period before (currency)"),
            "value_now": N_("Their sales or profit in the last complete period (currency)"),
        },
    ),
)
