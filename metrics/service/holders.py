"""Who holds the relationship: customers known by one person alone, and what happened when such a person left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
from ibis import _

from localization import N_
from metrics.activity import with_attributes
from metrics.association import COMPARED, P_VALUE, chances, compared
from metrics.entry import CUSTOMER_KEY, HIGH, LOW, Entry
from metrics.intervals import ratio, wilson

if TYPE_CHECKING:
    from datetime import date

YEAR_DAYS, LEAST_CONTACTS = 365, 3
# Without a contact for so long, an agent has left; what their customers did is looked at for so long.
GONE_DAYS, AFTER_DAYS = 60, 180
MOST_CHANGES = 12


def single_threaded(
    contacts: ir.Table,
    customers: ir.Table,
    complete_up_to: date,
    *,
    purchase_days: ir.Table | None = None,
    by: tuple[str, ...] = (),
) -> ir.Table:
    """How many customers know one of us alone?

    Counted are customers with at least three contacts in the last 365 days whose agent is named: with fewer, one agent
    is no wonder.

    Parameters
    ----------
    contacts
        customer_key, contacted_on, agent.
    customers
        Their attributes.
    complete_up_to
        Last day that the data cover in full.
    purchase_days
        What they bought, where orders were loaded.
    by
        Attributes of the customers to break down by.

    Returns
    -------
    One row per `by`: customers (counted), alone (known by one agent), rate, low, high, alone_revenue, alone_profit (of
    the last twelve months, currency; null where not known).

    Source: metrics reference G10.

    """
    held = with_attributes(_held(contacts, complete_up_to, purchase_days), customers, by)
    counted = (held.group_by(list(by)) if by else held).agg(
        customers=_.count(),
        alone=(_.agents == 1).sum().fill_null(0),
        alone_revenue=_.year_revenue.sum(where=_.agents == 1),
        alone_profit=_.year_profit.sum(where=_.agents == 1),
    )
    low, high = wilson(_.alone, _.customers)
    named = counted.mutate(rate=ratio(_.alone, _.customers), low=low, high=high)
    columns = ("customers", "alone", "rate", "low", "high", "alone_revenue", "alone_profit")
    return named.select(*by, *columns).order_by([ibis.desc("alone"), *by])


def agent_holdings(contacts: ir.Table, complete_up_to: date, *, purchase_days: ir.Table | None = None) -> ir.Table:
    """What would leave with each agent: the customers whom nobody else of us knows, and what they bring?

    Parameters
    ----------
    contacts, complete_up_to, purchase_days
        As for `single_threaded`.

    Returns
    -------
    One row per agent, what they hold alone first: agent, customers (with three contacts or more in 365 days, one at
    least with the agent), alone, alone_revenue, alone_profit, last_contact_on.

    Source: metrics reference G10.

    """
    held = _held(contacts, complete_up_to, purchase_days)
    pairs = _recent(contacts, complete_up_to).group_by("customer_key", "agent").agg(last=_.contacted_on.max())
    joined = pairs.inner_join(held.drop("agent"), "customer_key")
    counted = joined.group_by("agent").agg(
        customers=_.count(),
        alone=(_.agents == 1).sum().fill_null(0),
        alone_revenue=_.year_revenue.sum(where=_.agents == 1),
        alone_profit=_.year_profit.sum(where=_.agents == 1),
        last_contact_on=_["last"].max(),
    )
    return counted.order_by(
        _.alone_profit.desc(nulls_first=False),
        _.alone_revenue.desc(nulls_first=False),
        ibis.desc("alone"),
        ibis.desc("customers"),
        "agent",
    )


def holder_members(
    contacts: ir.Table,
    complete_up_to: date,
    *,
    purchase_days: ir.Table | None = None,
    agent: str | None = None,
    is_alone: bool = True,
) -> ir.Table:
    """Whom does one of us know alone?

    Parameters
    ----------
    contacts, complete_up_to, purchase_days
        As for `single_threaded`.
    agent
        Only those who had contact with this one.
    is_alone
        Only those whom one agent alone knows; else all with three contacts or more.

    Returns
    -------
    One row per customer, what they bring first: customer_key, agent (with most contacts), contacts, agents, top_share,
    last_contact_on, year_revenue, year_profit.

    """
    held = _held(contacts, complete_up_to, purchase_days)
    if is_alone:
        held = held.filter(_.agents == 1)
    if agent is not None:
        with_agent = _recent(contacts, complete_up_to).filter(_.agent == agent).select("customer_key").distinct()
        held = held.semi_join(with_agent, "customer_key")
    columns = ("agent", "contacts", "agents", "top_share", "last_contact_on", "year_revenue", "year_profit")
    return held.select("customer_key", *columns).order_by(
        _.year_profit.desc(nulls_first=False), _.year_revenue.desc(nulls_first=False), "customer_key"
    )


def agent_changes(
    contacts: ir.Table,
    complete_up_to: date,
    *,
    purchase_days: ir.Table | None = None,
    departures: ir.Table | None = None,
) -> ir.Table:
    """What happened to the customers of an agent who left?

    An agent without any contact in the last 60 days has left, on the day of their last one. Theirs are the customers
    with at least three contacts with them in the 365 days before, more than with anybody else. They are held against
    the customers whom those held who are still here, as of the same day. Only who still bought in the 180 days before
    counts (without orders: who had not left), and is lost without a purchase in the 180 days after (without orders:
    with a departure). A customer who was given to somebody else while their agent stayed is no change here: that they
    were spoken to again says that they had stayed.

    Parameters
    ----------
    contacts, complete_up_to, purchase_days
        As for `single_threaded`.
    departures
        Where they were loaded; read where there are no orders.

    Returns
    -------
    One row per agent who left, at most the last twelve, the latest first: agent, changed_on, customers, left, rate,
    low, high, other_customers, other_left, other_rate, difference with its interval, is_real, ratio with its interval,
    p_value.

    Source: metrics reference G10.

    """
    judged = _judged(contacts, complete_up_to, purchase_days, departures)
    counts = {
        "customers": (_.is_theirs).sum().fill_null(0),
        "left": (_.is_theirs & _.is_gone).sum().fill_null(0),
        "other_customers": (~_.is_theirs).sum().fill_null(0),
        "other_left": (~_.is_theirs & _.is_gone).sum().fill_null(0),
    }
    counted = judged.group_by("gone_agent", "changed_on").agg(**counts).filter(_.customers > 0)
    tested = compared(chances(counted, ("gone_agent",)))
    others = ("other_customers", "other_left", "other_rate")
    rest = [name for name in COMPARED if name not in {"rate", "low", "high", "other_rate"}]
    return tested.order_by(ibis.desc("changed_on"), "gone_agent").select(
        "changed_on", "customers", "left", "rate", "low", "high", *others, *rest, "p_value", agent=_.gone_agent
    )


def change_members(
    contacts: ir.Table,
    complete_up_to: date,
    *,
    purchase_days: ir.Table | None = None,
    departures: ir.Table | None = None,
    agent: str | None = None,
    has_left: bool | None = None,
) -> ir.Table:
    """Whose agent left, and did they stay?

    Parameters
    ----------
    contacts, complete_up_to, purchase_days, departures
        As for `agent_changes`.
    agent
        Only the customers of this one.
    has_left
        Only those who left, or only those who stayed.

    Returns
    -------
    One row per customer of an agent who left: customer_key, agent, changed_on, contacts (with the agent in the year
    before), has_left.

    """
    theirs = _judged(contacts, complete_up_to, purchase_days, departures).filter(_.is_theirs)
    for name, value in (("gone_agent", agent), ("is_gone", has_left)):
        if value is not None:
            theirs = theirs.filter(_[name] == value)
    return theirs.order_by(ibis.desc("changed_on"), "gone_agent", "customer_key").select(
        "customer_key", "changed_on", "contacts", agent=_.gone_agent, has_left=_.is_gone
    )


def _recent(contacts: ir.Table, complete_up_to: date) -> ir.Table:
    """Contacts of the last 365 days whose agent is named."""
    end = ibis.literal(complete_up_to)
    since = (end - ibis.interval(days=YEAR_DAYS)).cast("date")
    return contacts.filter((_.agent != "") & (_.contacted_on > since) & (_.contacted_on <= end))


def _held(contacts: ir.Table, complete_up_to: date, purchase_days: ir.Table | None) -> ir.Table:
    """Customers with enough contacts: by whom most, by how many, and what they brought in twelve months."""
    pairs = (
        _recent(contacts, complete_up_to)
        .group_by("customer_key", "agent")
        .agg(times=_.count(), last=_.contacted_on.max())
    )
    many = pairs.group_by("customer_key").agg(all_times=_.times.sum()).filter(_.all_times >= LEAST_CONTACTS)
    each = _with_most(pairs.semi_join(many, "customer_key"), ("customer_key",))
    if purchase_days is None:
        nothing = ibis.null("decimal(18, 4)")
        return each.mutate(year_revenue=nothing, year_profit=nothing)
    end = ibis.literal(complete_up_to)
    year = purchase_days.filter((_.day <= end) & (_.day > (end - ibis.interval(months=12)).cast("date")))
    money = (
        year.semi_join(many, "customer_key")
        .group_by("customer_key")
        .agg(year_revenue=_.revenue.sum(), year_profit=_.profit.sum())
    )
    return each.left_join(money, "customer_key").drop("customer_key_right")


def _with_most(pairs: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """Sum (customer, agent) pairs by customer: contacts, agents, the agent with most of them and their share."""
    whole = ibis.window(group_by=list(keys))
    in_order = ibis.window(group_by=list(keys), order_by=[ibis.desc("times"), ibis.desc("last"), "agent"])
    ranked = pairs.mutate(
        contacts=_.times.sum().over(whole),
        agents=_.count().over(whole),
        last_contact_on=_["last"].max().over(whole),
        place=ibis.row_number().over(in_order),
    )
    return ranked.filter(_.place == 0).mutate(top_share=ratio(_.times, _.contacts)).drop("place", "last")


def _judged(
    contacts: ir.Table, complete_up_to: date, purchase_days: ir.Table | None, departures: ir.Table | None
) -> ir.Table:
    """Customers at the day on which an agent left, that agent's own and those of agents who are still here.

    Columns: gone_agent, changed_on, customer_key, contacts (with their agent), is_theirs, is_gone.
    """
    end = ibis.literal(complete_up_to)
    named = contacts.filter((_.agent != "") & (_.contacted_on <= end))
    last = named.group_by("agent").agg(changed_on=_.contacted_on.max())
    gone = last.filter(_.changed_on <= (end - ibis.interval(days=AFTER_DAYS)).cast("date"))
    gone = gone.order_by(ibis.desc("changed_on"), "agent").limit(MOST_CHANGES).rename(gone_agent="agent")
    here = last.filter(_.changed_on > (end - ibis.interval(days=GONE_DAYS)).cast("date"))
    since = (_.changed_on - ibis.interval(days=YEAR_DAYS)).cast("date")
    near = named.cross_join(gone).filter((_.contacted_on > since) & (_.contacted_on <= _.changed_on))
    pairs = near.group_by("gone_agent", "changed_on", "customer_key", "agent").agg(
        times=_.count(), last=_.contacted_on.max()
    )
    # Whoever had most of them had enough of them, or nobody had.
    held = _with_most(pairs.filter(_.times >= LEAST_CONTACTS), ("gone_agent", "changed_on", "customer_key"))
    mine = held.mutate(is_theirs=_.agent == _.gone_agent)
    staying = here.select(here_agent="agent")
    marked = mine.left_join(staying, mine.agent == staying.here_agent)
    counted = marked.filter(_.is_theirs | _.here_agent.notnull()).select(
        "gone_agent", "changed_on", "customer_key", "is_theirs", contacts=_.times
    )
    keys = ["gone_agent", "customer_key"]
    after = (_.changed_on + ibis.interval(days=AFTER_DAYS)).cast("date")
    if purchase_days is not None:
        before = (_.changed_on - ibis.interval(days=AFTER_DAYS)).cast("date")
        bought = counted.select(*keys, "changed_on").inner_join(
            purchase_days.select("customer_key", "day"), "customer_key"
        )
        bought = bought.filter((_.day > before) & (_.day <= after))
        signs = bought.group_by(keys).agg(was_there=(_.day <= _.changed_on).any(), is_kept=(_.day > _.changed_on).any())
        known = counted.inner_join(signs.filter(_.was_there), keys)
        return known.mutate(is_gone=~_.is_kept).drop("was_there", "is_kept")
    if departures is None:
        return counted.mutate(is_gone=ibis.literal(False))
    left = counted.select(*keys, "changed_on").inner_join(departures.select("customer_key", "left_on"), "customer_key")
    signs = left.group_by(keys).agg(
        had_left=(_.left_on <= _.changed_on).any(), leaves=((_.left_on > _.changed_on) & (_.left_on <= after)).any()
    )
    joined = counted.left_join(signs, keys)
    joined = joined.drop(*(name for name in joined.columns if name.endswith("_right")))
    known = joined.filter(~_.had_left.fill_null(False))
    return known.mutate(is_gone=_.leaves.fill_null(False)).drop("had_left", "leaves")


HOLDERS = "Own definition; see Newcombe 1998 for the interval of a difference"
AGENT = N_("Who of ours")
ALONE = N_("Those of them whom one agent alone knows")
HELD = N_("Customers with three contacts or more in the last 365 days")
ALONE_REVENUE = N_("Sales of those known by one alone, in the last twelve months (currency)")
ALONE_PROFIT = N_(
    "Profit from those known by one alone, in the last twelve months (currency); empty where costs are not known"
)
LAST_CONTACT = N_("Day of the last contact")
CHANGED = N_("Day of the agent's last contact with anybody")

ENTRIES = (
    Entry(
        single_threaded,
        title=N_("Customers whom one of us alone knows"),
        definition=N_(
            "Customers with three contacts or more in the last 365 days, and how many of them had all of these with "
            "one and the same person of ours. If that person leaves, nobody knows them."
        ),
        formula="rate = alone ÷ customers",
        source=HOLDERS,
        reads=("contacts", "customers", "purchase_days"),
        columns={
            "customers": HELD,
            "alone": ALONE,
            "rate": N_("Share of them whom one agent alone knows (0 to 1)"),
            "low": LOW,
            "high": HIGH,
            "alone_revenue": ALONE_REVENUE,
            "alone_profit": ALONE_PROFIT,
        },
        by="optional",
        has_grain=False,
    ),
    Entry(
        agent_holdings,
        title=N_("What would leave with each agent"),
        definition=N_("For each of us: how many customers nobody else knows, and what these brought in twelve months."),
        formula="alone = customers whose contacts of 365 days, three or more, were all with the agent",
        source=HOLDERS,
        reads=("contacts", "purchase_days"),
        columns={
            "agent": AGENT,
            "customers": HELD,
            "alone": ALONE,
            "alone_revenue": ALONE_REVENUE,
            "alone_profit": ALONE_PROFIT,
            "last_contact_on": LAST_CONTACT,
        },
        has_grain=False,
    ),
    Entry(
        holder_members,
        title=N_("Whom one of us alone knows"),
        definition=N_("Customers with their contacts of the last 365 days, and who had them."),
        formula="top_share = contacts with the agent ÷ contacts",
        source=HOLDERS,
        reads=("contacts", "purchase_days"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "agent": AGENT,
            "contacts": N_("Contacts in the last 365 days"),
            "agents": N_("How many of us had them"),
            "top_share": N_("Share of the contacts that the one with most had (0 to 1)"),
            "last_contact_on": LAST_CONTACT,
            "year_revenue": N_("Sales of the last twelve months (currency)"),
            "year_profit": N_("Profit of the last twelve months (currency); empty where costs are not known"),
        },
        by="beside",
        has_grain=False,
    ),
    Entry(
        agent_changes,
        title=N_("What happened when an agent left"),
        definition=N_(
            "Customers held by an agent who has left, and how many of them bought nothing in the 180 days after that "
            "(without orders: left in them), beside the customers of those who are still here, as of the same day."
        ),
        formula="difference = rate − other_rate",
        source=HOLDERS,
        reads=("contacts", "purchase_days", "departures"),
        columns={
            "agent": AGENT,
            "changed_on": CHANGED,
            "customers": N_("Customers whom the agent held"),
            "left": N_("Those of them who left"),
            "other_customers": N_("Customers of those who are still here"),
            "other_left": N_("Those of them who left"),
            **COMPARED,
            "p_value": P_VALUE,
        },
        has_grain=False,
    ),
    Entry(
        change_members,
        title=N_("Customers whose agent left"),
        definition=N_("Customers held by an agent who has left, and whether they stayed."),
        formula="has_left = nothing bought in the 180 days after changed_on",
        source=HOLDERS,
        reads=("contacts", "purchase_days", "departures"),
        columns={
            "customer_key": CUSTOMER_KEY,
            "changed_on": CHANGED,
            "contacts": N_("Contacts with the agent in the year before"),
            "agent": AGENT,
            "has_left": N_("Whether they left in the 180 days after"),
        },
        by="beside",
        has_grain=False,
    ),
)
