"""Every public metric by its name: what it means, and its value from a data set's tables.

The one text behind the definitions on screen, the command line and docs/metrics.md.
"""

from __future__ import annotations

from collections.abc import Hashable
from difflib import get_close_matches
from functools import lru_cache
from inspect import Parameter, signature
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from localization import N_, _
from metrics import actions, causes, cohorts, lifetimes, own_prices, periods, real_terms, service, value, warning
from metrics.activity import ENTRIES, dated, told, with_attributes
from metrics.causes.departures import departure_values
from metrics.errors import MissingData, UnknownMetric, UnsuitableOption
from metrics.value.charges import customer_charges

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from metrics.entry import By, Entry

GLOSSARY: Mapping[str, Entry] = MappingProxyType(
    {
        entry.name: entry
        for entries in (
            ENTRIES,
            real_terms.ENTRIES,
            own_prices.ENTRIES,
            *(topic.ENTRIES for topic in (periods, cohorts, lifetimes, value, causes, service, warning, actions)),
        )
        for entry in entries
    }
)

_NO_ATTRIBUTES = frozenset({"customer_key", "customer_id", "upload_id", "source_row"})
# Columns of other tables that are worth a breakdown without being attributes of the customer.
_OF_TABLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "departures": frozenset({"period", "source", "competitor", "category"}),
        "complaints": frozenset({"topic", "agent"}),
    }
)
_WITH_ATTRIBUTES = frozenset({"activity", "purchase_days", "departures", "customer_value", "customer_rfm"}) | {
    *("complaints", "surveys", "customer_risk", "customer_charges"),
}
# What happened to customers on a day, and is looked at by the period of that day.
_DATED: Mapping[str, str] = MappingProxyType(
    {"complaints": "opened_at", "surveys": "answered_on", "wallets": "known_on"}
)
_FORECAST = frozenset({"customer_value", "customer_rfm", "customer_risk", "risk_tested", "club_pairs"})
# What some metrics read of the customers that few files tell.
_OF_CUSTOMERS: Mapping[str, str] = MappingProxyType(
    {"club_effect": "club_joined_on", "referral_rate": "referred_by", "referral_kept": "referred_by"}
    | dict.fromkeys(("share_of_wallet", "wallet_members"), "wallet")
    | dict.fromkeys(("value_of_winning", "winning_members"), "acquisition_cost")
)
# What people wrote down in the product; it is put beside the tables of a version.
_WRITTEN = frozenset({"assigned"})
# Sums that a metric can do without, but need not do again where they are kept.
_KEPT = frozenset({"flows", "totals", "kept", "firsts", "seconds"})


class Tables(Protocol):
    """What a metric reads, by the names of its parameters; a dict will do, and so will `store.Tables`.

    Tables that can be hashed promise that equal ones lead to the same expressions.

    Tables: activity, periods, days, purchase_days, customers, and where they were loaded departures and
    departure_causes; `grain` where departures were not valued yet. Besides, if known: flows and totals
    (see `metrics.rollups`) of everybody over all periods, all_periods
    (where `periods` are only those that a reader chose), complete_up_to (a date), attributes (names of the customers'
    columns that hold values) and knows_profit.
    """

    def __getitem__(self, name: str, /) -> Any:
        """Return what stands under this name; KeyError if there is nothing."""


def entry_of(name: str) -> Entry:
    """Return the glossary's entry of a metric; UnknownMetric, with the nearest names, if there is none."""
    if name in GLOSSARY:
        return GLOSSARY[name]
    near = get_close_matches(name, GLOSSARY, n=3, cutoff=0.5)
    if near:
        raise UnknownMetric(
            _("There is no metric “{name}”. Did you mean {near}?").format(name=name, near=", ".join(near))
        )
    raise UnknownMetric(
        _("There is no metric “{name}”; there is: {known}.").format(name=name, known=", ".join(GLOSSARY))
    )


def evaluate(name: str, tables: Tables, *, by: tuple[str, ...] = (), **options: Any) -> ir.Table:
    """Compute a public metric from a data set's tables.

    Parameters
    ----------
    name
        A name in the glossary.
    tables
        What the metric's parameters stand for.
    by
        Attributes to break the result down by; for a list of customers, attributes to show beside them.
    options
        Further options of the metric's function.

    Raises
    ------
    UnknownMetric
        When no public metric has this name.
    MissingData
        When a table, a column or the costs were not loaded.
    UnsuitableOption
        When the metric does not take an option, cannot be broken down, or lacks an option it needs.

    """
    entry = entry_of(name)
    parameters = signature(entry.function).parameters
    _check_options(entry, parameters, options)
    _check_by(entry, tables, by)
    _check_columns(entry, tables)
    if _measure(parameters, options) == "profit" and _found(tables, "knows_profit") is False:
        raise MissingData(
            _("{metric} by profit needs the cost of the orders, which was not loaded; measure revenue instead.").format(
                metric=name
            )
        )
    for shared in ("complete_up_to", "grain", "calendar"):
        if shared in parameters and shared not in options:
            found = _found(tables, shared)
            options[shared] = _or_default(parameters[shared], found) or _required(entry, tables, shared)
    chosen = tuple(sorted(options.items()))
    # What is kept with a version is as of its last complete day, by its own calendar.
    is_own = all(options.get(own) == _found(tables, own) for own in ("complete_up_to", "calendar") if own in options)
    if isinstance(tables, Hashable):
        return _expression(name, tables, by, chosen, is_own=is_own)
    return _expression.__wrapped__(name, tables, by, chosen, is_own=is_own)


@lru_cache(maxsize=256)
def _expression(
    name: str, tables: Tables, by: tuple[str, ...], options: tuple[tuple[str, Any], ...], *, is_own: bool
) -> ir.Table:
    """Build a metric's expression, once for tables that are equal; that takes longer than most queries run."""
    entry = GLOSSARY[name]
    parameters = signature(entry.function).parameters
    grouped = by if entry.by in {"optional", "needed"} else ()
    arguments = {table: _table(entry, tables, table, grouped) for table in entry.reads}
    if "by" in parameters:
        arguments["by"] = grouped
    if "all_periods" in parameters:
        arguments["all_periods"] = _found(tables, "all_periods")
        # Who was there in the last of the chosen periods leaves after it.
        if (every := _found(tables, "all_departures")) is not None and "departures" in arguments:
            arguments["departures"] = every
    if "flows" in parameters:
        arguments["flows"] = None if grouped else _found(tables, "flows")
    for kept in {"firsts", "seconds"} & {*parameters}:
        arguments[kept] = _found(tables, kept)
    if "kept" in parameters:
        arguments["kept"] = _found(tables, "follow_ups") if is_own else None
        chosen = _found(tables, "chosen")
        arguments["customers"] = arguments["customers"] if chosen is None else chosen
    if "totals" in parameters and (totals := _totals(tables, grouped, dict(options).get("attribute"))) is not None:
        arguments["totals"] = with_attributes(totals, tables["customers"], grouped)
    result = entry.function(**arguments, **dict(options))
    return with_attributes(result, tables["customers"], by) if entry.by == "beside" else result


def _totals(tables: Tables, by: tuple[str, ...], attribute: str | None) -> ir.Table | None:
    """Return customers' sums that are kept already, or those by line where the lines say what is asked for."""
    by_line, asked = _found(tables, "by_line"), by or ((attribute,) if attribute else ())
    totals = by_line(asked) if by_line is not None and asked else None
    return _found(tables, "totals") if totals is None else totals


def _table(entry: Entry, tables: Tables, name: str, by: tuple[str, ...]) -> ir.Table | None:
    if signature(entry.function).parameters[name].default is None and _found(tables, name) is None:
        return None
    if name == "customer_charges" and _found(tables, name) is None:
        people = _required(entry, tables, "customers")
        table = customer_charges(people, _found(tables, "contracts"), _found(tables, "complete_up_to"))
    else:
        table = _required(entry, tables, name)
    if name == "contacts":
        table = told(table)
    if name in _DATED:
        table = dated(table, _DATED[name], _required(entry, tables, "days"), _found(tables, "grain") or "month")
    if name == "departures" and "lost_revenue" not in table.columns:
        bought, days = (_required(entry, tables, other) for other in ("purchase_days", "days"))
        table = departure_values(table, bought, days, _found(tables, "grain") or "month")
    if name in _WITH_ATTRIBUTES and by:
        table = with_attributes(table, tables["customers"], by)
    return table


def _required(entry: Entry, tables: Tables, name: str) -> Any:
    """Return what a parameter stands for; MissingData if it was not loaded."""
    found = _found(tables, name)
    if found is None and name in _FORECAST:
        raise MissingData(
            _(
                "{metric} reads what is forecast at publishing, and this version holds no forecast: its purchases span "
                "less than two weeks, or it was published before there was one. Publish the data set again."
            ).format(metric=entry.name)
        )
    if found is None and name in _WRITTEN:
        raise MissingData(
            _("{metric} reads who was treated and who was held out, which people wrote down and no file holds.").format(
                metric=entry.name
            )
        )
    if found is None:
        loadable = dict.fromkeys(("renewal_risk", "renewal_tested"), "contracts")
        loadable |= {"departures": "departures", "departure_causes": "departures", "customers": "customers"}
        loadable |= {"day_prices": "prices"} | {name: name for name in ("contracts", "contacts", *_DATED)}
        raise MissingData(
            _("{metric} reads the table “{table}”, which was not loaded into this data set.").format(
                metric=entry.name, table=loadable.get(name, "orders")
            )
        )
    return found


def _found(tables: Tables, name: str) -> Any:
    try:
        return tables[name]
    except KeyError:
        return None


def _or_default(parameter: Parameter, found: Any) -> Any:
    """Return what stands for a parameter, else its default, else nothing."""
    return parameter.default if found is None and parameter.default is not Parameter.empty else found


def _measure(parameters: Any, options: dict[str, Any]) -> object:
    return options.get("measure", parameters["measure"].default) if "measure" in parameters else None


def _check_options(entry: Entry, parameters: Any, options: dict[str, Any]) -> None:
    own = [name for name in parameters if name not in {*entry.reads, *_KEPT, "by", "grain", "all_periods"}]
    for option in options:
        if option not in own:
            raise UnsuitableOption(
                _("{metric} has no option “{option}”; it has: {known}.").format(
                    metric=entry.name, option=option, known=", ".join(own) or "–"
                )
            )
    for name in own:
        is_needed = parameters[name].default is Parameter.empty and name != "complete_up_to"
        if is_needed and name not in options:
            raise UnsuitableOption(_("{metric} needs the option “{option}”.").format(metric=entry.name, option=name))


def _check_columns(entry: Entry, tables: Tables) -> None:
    """Refuse to count what no customer has a value for: it would be none of all."""
    column, filled = _OF_CUSTOMERS.get(entry.name), _found(tables, "filled")
    if column == "wallet" and _found(tables, "wallets") is not None:
        return
    if column is not None and filled is not None and column not in filled:
        raise MissingData(
            _("{metric} reads “{column}” of the customers, which no file tells; load one with such a column.").format(
                metric=entry.name, column=column
            )
        )


def _check_by(entry: Entry, tables: Tables, by: tuple[str, ...]) -> None:
    if entry.by == "needed" and not by:
        raise UnsuitableOption(
            _("{metric} needs at least one attribute to break down by; there is: {known}.").format(
                metric=entry.name, known=_listed(_attributes(tables))
            )
        )
    if entry.by == "none" and by:
        raise UnsuitableOption(_("{metric} cannot be broken down.").format(metric=entry.name))
    for name in by:
        if name in entry.columns and not (entry.by == "beside" and name == "customer_id"):
            raise UnsuitableOption(
                _("“{name}” is already a column of {metric}; rename the attribute to break down by it.").format(
                    name=name, metric=entry.name
                )
            )
        known = _attributes(tables)
        own = frozenset[str]().union(*(_OF_TABLES.get(table, frozenset()) for table in entry.reads))
        if name not in {*known, *own, "customer_id"}:
            raise MissingData(
                _("No customer has a value for “{name}”; the customers' attributes are: {known}.").format(
                    name=name, known=_listed(known)
                )
            )


def _attributes(tables: Tables) -> tuple[str, ...]:
    filled = _found(tables, "attributes")
    if filled is not None:
        return tuple(filled)
    customers = _found(tables, "customers")
    return () if customers is None else tuple(name for name in customers.columns if name not in _NO_ATTRIBUTES)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or _("none")


def as_markdown() -> str:
    """Write the whole glossary as a page, in the language in use."""
    parts = ["# " + _("What every number means"), "", _(_PREFACE), ""]
    for entry in GLOSSARY.values():
        parts += [f"## {_(entry.title)}", "", f"`{entry.name}`", "", _(entry.definition), ""]
        formula, source, reads = _("Formula"), _("Source"), _("Reads")
        parts += [f"* {formula}: {entry.formula}", f"* {source}: {_(entry.source)}"]
        parts += [f"* {reads}: {', '.join(entry.reads)}", f"* {_(_BREAKDOWNS[entry.by])}", ""]
        column, meaning_of_it = _("Column"), _("Meaning")
        parts += [f"| {column} | {meaning_of_it} |", "|---|---|"]
        parts += [f"| {name} | {_(meaning)} |" for name, meaning in entry.columns.items()]
        parts.append("")
    return "\n".join(parts)


_PREFACE = N_(
    "A customer is active in a period with at least one purchase. Only complete periods enter a rate. A number that "
    "is not defined is empty, never 0. Money is in the currency of the data set, net of returns."
)
_BREAKDOWNS: Mapping[By, str] = MappingProxyType(
    {
        "none": N_("Not broken down"),
        "optional": N_("Can be broken down by any attribute of the customers"),
        "needed": N_("Broken down by at least one attribute of the customers"),
        "beside": N_("A list of customers; their attributes can be shown beside them"),
    }
)
