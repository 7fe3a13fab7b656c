"""A version's tables by the names that metrics give their parameters, seen through filters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import ibis
from ibis import _ as column

from metrics import customer_charges, departure_values, lifetime_totals, purchase_gaps, totals_by_line
from metrics.actions.occasions import Kept
from metrics.real_terms import in_real_terms
from metrics.warning.signals import risk_in_real_terms
from store.engine import data_type
from store.facts import OTHERS
from store.schema import DAY_PRICES, REAL, TABLES
from store.talks import SCHEMA as TALKS_SCHEMA
from store.talks import TALKS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from store.snapshot import Snapshot

# Without any row of the second there is nothing to say of the first; an empty table would pass for an answer.
LOADED_FROM: MappingProxyType[str, str] = MappingProxyType(
    {
        "orders": "orders",
        "activity": "orders",
        "purchase_days": "orders",
        "gaps": "orders",
        "contracts": "contracts",
        "flows": "orders",
        "totals": "orders",
        "departures": "departures",
        "all_departures": "departures",
        "departure_causes": "departures",
        "complaints": "complaints",
        "contacts": "contacts",
        "surveys": "surveys",
        "holidays": "holidays",
        "wallets": "wallets",
        "costs": "costs",
    }
)

# Made at publishing where the data allow it, and from nothing else: a version without them has nothing of the name.
KEPT_ALONE = frozenset({"customer_rfm", "customer_value", "customer_risk", "risk_tested", "club_pairs", "occasions"})
KEPT_ALONE |= {DAY_PRICES, "renewal_risk", "renewal_tested"}

# Columns of money, by which an amount at the prices of one month becomes one at those of another.
_MONEY = re.compile(
    r"(previous_|last_|lost_)?(revenue|cost|profit)(_before)?|((again|model)_)?(revenue|profit)_\d+"
    r"|predicted(_model|_again|_profit)?|came(_profit)?|(recent|base)_basket"
)

# The name under which groups by behaviour stand in where the customers have nothing to break down by.
BEHAVIOUR = "standing"

# The name under which customers are chosen by the signs that they show today, every one of the values.
SIGNS = "shows_signs"

Where = tuple[tuple[str, tuple[str, ...]], ...]


def grouped(snapshot: Snapshot) -> ir.Table:
    """Return the customers with every attribute as they are broken down by it; the others of many values are OTHERS."""
    largest = {
        name: column[name].isin(values).ifelse(column[name], ibis.ifelse(column[name].isnull(), None, OTHERS))
        for name, values in snapshot.info.largest_values
    }
    return snapshot.customers.mutate(**largest) if largest else snapshot.customers


def level_of(snapshot: Snapshot, prices_of: date | None) -> float | None:
    """Return the prices of a month over the last known ones; None for money as it was booked, or without prices."""
    known = snapshot.price_index
    if prices_of is None or not known:
        return None
    asked = [index for month, index in known if month <= prices_of] or [known[0][1]]
    return asked[-1] / known[-1][1]


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables a metric may ask for, of one grain, of the chosen customers and periods.

    Two of them are equal when expressions made from them are, be it on different versions.

    Parameters
    ----------
    snapshot
        The open version.
    grain
        week, month, quarter or year.
    where
        (attribute, values) pairs: only customers who carry one of the values of every pair.
    since, until
        First and last period, each by its first day; None leaves that end open.
    beside
        Names and columns of tables that do not stand in the version, such as who was assigned to an experiment; their
        rows are given to `Snapshot.fetch`.
    prices_of
        Month, by its first day, at whose prices all money is counted; None leaves it as it was booked.

    """

    snapshot: Snapshot
    grain: str = "month"
    where: Where = ()
    since: date | None = None
    until: date | None = None
    beside: tuple[tuple[str, ibis.Schema], ...] = ()
    prices_of: date | None = None

    def __eq__(self, other: object) -> bool:
        """Tell whether expressions made from the other are the same."""
        return isinstance(other, Tables) and self._key == other._key

    def __hash__(self) -> int:
        """Hash what expressions depend on."""
        return hash(self._key)

    @cached_property
    def _key(self) -> tuple[object, ...]:
        columns = tuple(self.snapshot.schemas.items())
        loaded = tuple(name in self for name in (*LOADED_FROM, *KEPT_ALONE))
        return (
            columns,
            self.snapshot.info.line_attributes,
            self.snapshot.info.largest_values,
            self._has_behaviour,
            self.snapshot.info.knows_charges and self.complete_up_to,
            loaded,
            self.grain,
            self.where,
            self.since,
            self.until,
            self.calendar,
            self.beside,
            self._at_prices,
        )

    def __getitem__(self, name: str) -> Any:
        """Return what a metric's parameter of this name stands for; KeyError if it was not loaded."""
        if name not in self:
            raise KeyError(name)
        schema = dict(self.beside).get(name)
        return getattr(self, name) if schema is None else self._of_chosen(ibis.table(schema, name=name))

    def __contains__(self, name: object) -> bool:
        """Tell whether there is something of this name, loaded, made from what was, or put beside it."""
        if name in dict(self.beside) or (name == "contacts" and TALKS in dict(self.beside)):
            return True
        if not isinstance(name, str) or name.startswith("_") or not hasattr(type(self), name):
            return False
        if name in KEPT_ALONE:
            return name in self.snapshot.schemas
        return name not in LOADED_FROM or self.snapshot.info.has(LOADED_FROM[name])

    @cached_property
    def activity(self) -> ir.Table:
        """Activity facts of the grain."""
        whole = self.snapshot.activity(self.grain)
        return self._of_chosen(whole if self._at_prices is None else self._kept(f"activity_{self.grain}"))

    @cached_property
    def purchase_days(self) -> ir.Table:
        """One row per customer and purchase day."""
        return self._of_chosen(self._kept("purchase_days"))

    @cached_property
    def day_prices(self) -> ir.Table:
        """By what money of each day is multiplied to be money of the last known prices."""
        return self.snapshot.table(DAY_PRICES)

    @property
    def flows(self) -> ir.Table | None:
        """Sums of everybody's activity in each period, as published; None where not kept, or some are left out."""
        name = f"flows_{self.grain}"
        is_kept = name in self.snapshot.schemas and self._at_prices is None
        return None if self.where or not is_kept else self.snapshot.table(name)

    @cached_property
    def totals(self) -> ir.Table | None:
        """Each chosen customer's sums over the whole history; None where periods are left out."""
        if self.since is not None or self.until is not None:
            return None
        is_kept = "customer_totals" in self.snapshot.schemas  # not in a version published before they were
        sums = self._kept("customer_totals") if is_kept else lifetime_totals(self.snapshot.purchase_days)
        dates = self.days.select("date", last_period=self.grain)
        return self._of_chosen(sums).left_join(dates, column.last_day == dates.date).drop("date")

    def by_line(self, names: tuple[str, ...]) -> ir.Table | None:
        """Each chosen customer's sums by what their lines say of some attributes; None where no line says anything.

        A line that says nothing counts under what is known of its customer.
        """
        own = [name for name in names if name in self.snapshot.info.line_attributes]
        if not own:
            return None
        of_customers = self.customers.select("customer_key", **{f"{name}_known": column[name] for name in own})
        lines = self.orders.left_join(of_customers, "customer_key").drop("customer_key_right")
        said = {name: ibis.coalesce(column[name], column[f"{name}_known"]).cast("string").fill_null("") for name in own}
        return totals_by_line(lines.mutate(**said), self.days, self.periods, tuple(own), self.grain)

    @property
    def firsts(self) -> ir.Table | None:
        """Each customer's first purchase, as published; None where not kept, or at other prices."""
        is_kept = "first_purchases" in self.snapshot.schemas and self._at_prices is None
        return self._of_chosen(self.snapshot.table("first_purchases")) if is_kept else None

    @property
    def seconds(self) -> ir.Table | None:
        """Complaints soon after another, as published; None where not kept."""
        is_kept = "second_complaints" in self.snapshot.schemas
        return self.snapshot.table("second_complaints") if is_kept else None

    @cached_property
    def gaps(self) -> ir.Table:
        """Days from each purchase day to the customer's next one."""
        if "gaps" in self.snapshot.schemas:
            return self._of_chosen(self.snapshot.table("gaps"))
        return purchase_gaps(self.purchase_days)  # a version published before gaps were stored

    @cached_property
    def customer_value(self) -> ir.Table:
        """What each customer is forecast to bring; see `store.forecasts`."""
        return self._of_chosen(self._kept("customer_value"))

    @cached_property
    def customer_rfm(self) -> ir.Table:
        """How lately, often and for how much each customer bought, now and a quarter before."""
        return self._of_chosen(self._kept("customer_rfm"))

    @cached_property
    def customer_risk(self) -> ir.Table:
        """How likely each customer buys nothing in the days to come, and which signs they show; `store.warnings`."""
        if self._at_prices is None or f"{REAL}customer_risk" in self.snapshot.schemas:
            return self._of_chosen(self._kept("customer_risk"))
        risk, bought = (self.snapshot.table(name) for name in ("customer_risk", "purchase_days"))
        until = ibis.date((self.complete_up_to or date.max).isoformat())  # of a version published before it was kept
        return self._of_chosen(self._scaled(risk_in_real_terms(risk, bought, self.day_prices, until)))

    @cached_property
    def risk_tested(self) -> ir.Table:
        """What was said of whom in the test of the warnings, and what came."""
        return self._of_chosen(self.snapshot.table("risk_tested"))

    @cached_property
    def renewal_risk(self) -> ir.Table:
        """How likely each customer under contract does not renew in the days to come; see `store.renewals`."""
        return self._of_chosen(self.snapshot.table("renewal_risk"))

    @cached_property
    def renewal_tested(self) -> ir.Table:
        """What was said of whom in the test of that, and what came."""
        return self._of_chosen(self.snapshot.table("renewal_tested"))

    @cached_property
    def club_pairs(self) -> ir.Table:
        """Members of the club and who is like them outside of it; see `store.club`."""
        return self._of_chosen(self.snapshot.table("club_pairs"))

    @cached_property
    def contracts(self) -> ir.Table:
        """Contracts as they were loaded."""
        return self._of_chosen(self.snapshot.table("contracts"))

    @cached_property
    def costs(self) -> ir.Table:
        """What was spent on each customer, as it was loaded."""
        return self._of_chosen(self._whole("costs"))

    @cached_property
    def customer_charges(self) -> ir.Table:
        """What each of the chosen customers pays in a month, and for how long they have been one."""
        contracts = self.contracts if "contracts" in self else None
        return customer_charges(self._of_chosen(self.customers), contracts, self.complete_up_to)

    @cached_property
    def complaints(self) -> ir.Table:
        """Complaints as they were loaded."""
        return self._of_chosen(self._whole("complaints"))

    @cached_property
    def contacts(self) -> ir.Table:
        """Contacts as they were loaded, and where they are put beside the version those that people wrote down."""
        loaded = self._of_chosen(self._whole("contacts"))
        if self._written is None:
            return loaded
        written = self._written.mutate(direction=ibis.null("string"))
        return loaded.select("customer_key", "contacted_on", "direction").union(written)

    @cached_property
    def _written(self) -> ir.Table | None:
        """Contacts that people wrote down: customer_key, contacted_on; None where none are put beside the version."""
        if TALKS not in dict(self.beside):
            return None
        return self._of_chosen(ibis.table(TALKS_SCHEMA, name=TALKS))

    @cached_property
    def follow_ups(self) -> Kept | None:
        """What is kept of follow-ups; None in a version that was published before it was."""
        if "occasions" not in self.snapshot.schemas:
            return None
        has_sales = "customer_rfm" in self and "revenue" in self.snapshot.schemas["customer_rfm"].names
        sales = self.customer_rfm.filter(column.revenue.notnull()).select("customer_key", "revenue")
        occasions, touches = (self._of_chosen(self.snapshot.table(name)) for name in ("occasions", "touches"))
        is_kept = "follow_ups" in self.snapshot.schemas and not self.where and self._at_prices is None
        listed = self.snapshot.table("follow_ups") if is_kept else None
        return Kept(occasions, touches, sales if has_sales else None, self._written, listed)

    @cached_property
    def surveys(self) -> ir.Table:
        """Answers to surveys as they were loaded."""
        return self._of_chosen(self._whole("surveys"))

    @cached_property
    def wallets(self) -> ir.Table:
        """What customers spent with everybody, as it was loaded."""
        return self._of_chosen(self.snapshot.table("wallets"))

    @cached_property
    def holidays(self) -> ir.Table:
        """Days on which the firm is closed."""
        return self.snapshot.table("holidays")

    @cached_property
    def orders(self) -> ir.Table:
        """Booked order lines."""
        lines = self.snapshot.orders
        if self._at_prices is not None:
            lines = self._scaled(in_real_terms(lines, self.day_prices, "booked_on"))
        return self._of_chosen(lines)

    @cached_property
    def customers(self) -> ir.Table:
        """All customers, whatever the filter: a name is needed wherever a key stands.

        Of an attribute with many values the largest stand for themselves, and all others are one. Where nothing else
        is known to break them down by, each has the group of their behaviour.
        """
        customers = grouped(self.snapshot)
        if not self._has_behaviour:
            return customers
        groups = self.snapshot.table("customer_rfm").select("customer_key", BEHAVIOUR)
        return customers.left_join(groups, "customer_key").drop("customer_key_right")

    @property
    def chosen(self) -> ir.Table:
        """Customers of the filter alone."""
        return self._of_chosen(self.customers)

    @cached_property
    def _has_behaviour(self) -> bool:
        """Tell whether groups by behaviour stand in for segments."""
        is_free = not self.snapshot.info.attributes and BEHAVIOUR not in self.snapshot.schemas["customers"]
        return is_free and "customer_rfm" in self.snapshot.schemas

    @cached_property
    def periods(self) -> ir.Table:
        """Periods of the grain between since and until."""
        periods = self.all_periods
        if self.since is not None:
            periods = periods.filter(column.starts_on >= ibis.date(self.since.isoformat()))
        if self.until is not None:
            periods = periods.filter(column.starts_on <= ibis.date(self.until.isoformat()))
        return periods

    @cached_property
    def all_periods(self) -> ir.Table:
        """Periods of the grain, whatever since and until."""
        return self.snapshot.periods(self.grain)

    @cached_property
    def days(self) -> ir.Table:
        """The calendar."""
        return self.snapshot.days

    @cached_property
    def months(self) -> ir.Table:
        """All months, whatever the grain."""
        return self.snapshot.periods("month")

    @cached_property
    def departures(self) -> ir.Table:
        """Departures within the chosen periods, each with its period and the money of the twelve months before."""
        every = self.all_departures
        return every if self.since is None and self.until is None else every.semi_join(self.periods, "period")

    @cached_property
    def all_departures(self) -> ir.Table:
        """Departures of whatever period: who was there in a chosen one may leave after the last of them."""
        has_money = f"{'' if self._at_prices is None else REAL}departure_money" in self.snapshot.schemas
        has_charges = self.snapshot.info.knows_charges
        valued = departure_values(
            self._of_chosen(self.snapshot.departures),
            self._kept("purchase_days"),
            self.days,
            self.grain,
            money=self._kept("departure_money") if has_money else None,
            charges=self.customer_charges if has_charges else None,
        )
        if self._at_prices is None or not has_charges:
            return valued
        # What they paid in their last month is money of the day on which they left.
        of_the_day = in_real_terms(valued, self.day_prices, "left_on", ("lost_charge",))
        return of_the_day.mutate(lost_charge=column.lost_charge.cast("float64") * self._at_prices)

    @cached_property
    def departure_causes(self) -> ir.Table:
        """Causes of departures."""
        return self.snapshot.departure_causes

    @property
    def complete_up_to(self) -> date | None:
        """Last day that the data cover in full."""
        return self.snapshot.info.complete_up_to

    @property
    def filled(self) -> tuple[str, ...]:
        """Columns of the customers that hold at least one value, whether or not they can be broken down by."""
        return self.snapshot.filled_attributes

    @property
    def calendar(self) -> str:
        """Calendar of the data set."""
        return self.snapshot.info.settings.calendar

    @property
    def knows_profit(self) -> bool:
        """Whether costs cover enough of the sales for profit to be computed."""
        return self.snapshot.info.knows_profit

    @property
    def attributes(self) -> tuple[str, ...]:
        """Columns of the customers that hold at least one value."""
        known = self.snapshot.filled_attributes
        return (*known, BEHAVIOUR) if self._has_behaviour else known

    @cached_property
    def _at_prices(self) -> float | None:
        """Prices of the month that was asked for, over the last ones; None where money stays as it was booked."""
        return level_of(self.snapshot, self.prices_of)

    def _kept(self, name: str) -> ir.Table:
        """Return a table of the version, its money at the prices that were asked for."""
        if self._at_prices is None or REAL + name not in self.snapshot.schemas:
            return self.snapshot.table(name)
        return self._scaled(self.snapshot.table(REAL + name))

    def _scaled(self, table: ir.Table) -> ir.Table:
        """Turn money at the last known prices into money at those that were asked for."""
        times = self._at_prices
        if times in {None, 1.0}:
            return table
        kinds = {name: kind for name, kind in table.schema().items() if _MONEY.fullmatch(name)}
        return table.mutate(**{name: (column[name].cast("float64") * times).cast(kind) for name, kind in kinds.items()})

    def _showing(self, signs: tuple[str, ...]) -> ir.Table:
        """Return the customers who show every one of the signs, a little or clearly, on the last complete day."""
        shown = self.snapshot.table("customer_risk")
        for sign in signs:
            shown = shown.filter(column[sign].isin(["watch", "high"]))
        return shown.select("customer_key")

    def _whole(self, name: str) -> ir.Table:
        """Return a table with every column that it is declared with; one that an older version lacks is empty."""
        table = self.snapshot.table(name)
        absent = [one for one in TABLES[name].columns if one.name not in {*table.columns, "customer_id"}]
        return table.mutate(**{one.name: ibis.null(data_type(one.sql_type)) for one in absent}) if absent else table

    def _of_chosen(self, table: ir.Table) -> ir.Table:
        if not self.where:
            return table
        chosen = self.customers
        for name, values in self.where:
            if name == SIGNS:
                chosen = chosen.semi_join(self._showing(values), "customer_key")
                continue
            chosen = chosen.filter(column[name].cast("string").fill_null("").isin(values))
        return table.semi_join(chosen, "customer_key")
