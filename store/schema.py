"""The tables an analyst can load, declared once, as data.

Everything that needs to know a column — reading files, publishing, the quality report, the help on the
data page — reads it here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from localization import N_
from metrics.people import CONTACTS

__all__ = ["CONTACTS"]
Kind = Literal["text", "date", "timestamp", "money", "number", "integer", "flag"]

SQL_TYPES: MappingProxyType[Kind, str] = MappingProxyType(
    {
        "text": "VARCHAR",
        "date": "DATE",
        "timestamp": "TIMESTAMP",
        "money": "DECIMAL(18,4)",
        "number": "DOUBLE",
        "integer": "BIGINT",
        "flag": "BOOLEAN",
    }
)


@dataclass(frozen=True)
class Column:
    """One column of a loadable table; `meaning` is shown to the analyst.

    Where it `may_be_empty`, a file must have the column though not each of its rows a value.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    may_be_empty: bool = False

    @property
    def sql_type(self) -> str:
        """The column's type in DuckDB."""
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """One loadable table; rows with equal `key` replace each other when a file is loaded again.

    `span` names the columns of the first and the last day of what a row stands for; the last is not before the first.
    """

    name: str
    label: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    span: tuple[str, str] | None = None

    def column(self, name: str) -> Column:
        """Return the column of this name; raises KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns without which nothing can be loaded."""
        return tuple(column.name for column in self.columns if column.required)


_CUSTOMER = Column("customer_id", "text", N_("Who bought: the customer's number or code"), required=True)

_ATTRIBUTES = (
    Column("name", "text", N_("The customer's name")),
    Column("segment", "text", N_("Segment the customer belongs to")),
    Column("role", "text", N_("Side of a two-sided firm, such as employer or job seeker")),
    Column("region", "text", N_("Region, city or country of the customer")),
    Column("channel", "text", N_("Channel through which the customer was won")),
    Column("owner", "text", N_("Person who looks after the customer")),
)

ORDERS = Table(
    "orders",
    N_("Orders"),
    (
        _CUSTOMER,
        Column("ordered_on", "date", N_("Day of the order"), required=True),
        Column("revenue", "money", N_("Net sales of the line; a return is negative"), required=True),
        Column("order_id", "text", N_("Number of the order or invoice that the line belongs to")),
        Column("product", "text", N_("Product or service sold")),
        Column("category", "text", N_("Group of products")),
        Column("channel", "text", N_("Channel of the sale")),
        Column("quantity", "number", N_("Units sold")),
        Column("cost", "money", N_("Cost of the line")),
        Column("status", "text", N_("Status of the order; cancelled orders are left out")),
    ),
    key=("order_id",),
)

CUSTOMERS = Table(
    "customers",
    N_("Customers"),
    (
        _CUSTOMER,
        *_ATTRIBUTES,
        Column("joined_on", "date", N_("Day the customer joined")),
        Column("acquisition_cost", "money", N_("What winning the customer cost")),
        Column("referred_by", "text", N_("Customer who referred this one")),
        Column("club_joined_on", "date", N_("Day the customer joined the loyalty club")),
        Column("birthday", "date", N_("Day on which the customer was born")),
        Column("opted_out", "flag", N_("Whether the customer does not want to be contacted")),
        Column("wallet", "money", N_("What the customer spends on the category in a year, with everybody")),
        Column("supplier_rank", "number", N_("Our place among the customer's suppliers, 1 for the first")),
        Column("suppliers", "number", N_("How many suppliers the customer has, ourselves among them")),
        Column("tenure_months", "number", N_("How many months they have been, or were, a customer")),
        Column("monthly_charge", "money", N_("What the customer pays in a month, or paid when they left")),
    ),
    key=("customer_id",),
)

PRODUCTS = Table(
    "products",
    N_("Products"),
    (
        Column("product", "text", N_("Number, code or name of the product, as order lines have it"), required=True),
        Column("product_name", "text", N_("Name of the product, where lines hold its number")),
        Column("category", "text", N_("Group of products")),
        Column("unit_cost", "money", N_("What one unit costs us")),
    ),
    key=("product",),
)

DEPARTURES = Table(
    "departures",
    N_("Departures"),
    (
        _CUSTOMER,
        Column("left_on", "date", N_("Day the customer left"), required=True),
        Column("reason", "text", N_("Why they left, in their own words")),
        Column("category", "text", N_("Reason as a category, if the file has one")),
        Column("competitor", "text", N_("Competitor they went to")),
        Column("source", "text", N_("How the reason is known: said, observed or guessed")),
    ),
    key=("customer_id", "left_on"),
)

_OTHERS = (
    Table(
        "contracts",
        N_("Contracts"),
        (
            _CUSTOMER,
            Column("starts_on", "date", N_("First day of the contract"), required=True),
            Column(
                "ends_on",
                "date",
                N_("Last day of the contract; empty while it runs on"),
                required=True,
                may_be_empty=True,
            ),
            Column("contract_id", "text", N_("Number of the contract")),
            Column("product", "text", N_("Product or service under contract")),
            Column("amount", "money", N_("Amount of the contract")),
            Column("amount_period", "text", N_("What the amount is for: month, quarter, year; empty for the whole")),
            Column("cancelled_on", "date", N_("Day the contract was cancelled")),
        ),
        key=("customer_id", "contract_id", "starts_on"),
        span=("starts_on", "ends_on"),
    ),
    Table(
        "contacts",
        N_("Contacts"),
        (
            _CUSTOMER,
            Column("contacted_on", "date", N_("Day of the contact"), required=True),
            Column("direction", "text", N_("Inbound or outbound")),
            Column("channel", "text", N_("Channel of the contact")),
            Column("answered", "flag", N_("Whether the contact was answered")),
            Column("agent", "text", N_("Who of ours it was with")),
        ),
    ),
    Table(
        "complaints",
        N_("Complaints"),
        (
            _CUSTOMER,
            Column("opened_at", "timestamp", N_("When the complaint was opened"), required=True),
            Column("replied_at", "timestamp", N_("When it was first answered")),
            Column("closed_at", "timestamp", N_("When it was closed")),
            Column("topic", "text", N_("Topic of the complaint")),
            Column("detail", "text", N_("The complaint in words")),
            Column("agent", "text", N_("Who of ours it was with")),
            Column(
                "satisfaction", "number", N_("How content the customer was with the answer, on the scale beside it")
            ),
            Column("satisfaction_scale", "text", N_("The scale of the satisfaction, such as 1-5")),
        ),
    ),
    Table(
        "visits",
        N_("Visits"),
        (_CUSTOMER, Column("visited_on", "date", N_("Day of the visit or login"), required=True)),
    ),
    Table(
        "surveys",
        N_("Surveys"),
        (
            _CUSTOMER,
            Column("answered_on", "date", N_("Day of the answer"), required=True),
            Column("score", "number", N_("Score, on the scale beside it"), required=True),
            Column("scale", "text", N_("The scale of the score: 0-10 is that of NPS, 1-5 satisfaction")),
            Column("topic", "text", N_("What the score is for; empty for the firm as a whole")),
            Column("importance", "number", N_("How important the topic is to the customer, from 0 to 10")),
            Column("comment", "text", N_("Comment in words")),
        ),
    ),
    Table(
        "costs",
        N_("Costs"),
        (
            _CUSTOMER,
            Column("incurred_on", "date", N_("Day of the cost"), required=True),
            Column("amount", "money", N_("Amount of the cost"), required=True),
            Column("kind", "text", N_("Acquisition, service or retention")),
        ),
    ),
    Table(
        "wallets",
        N_("Wallets"),
        (
            _CUSTOMER,
            Column("known_on", "date", N_("Last day of the year in which it was spent"), required=True),
            Column("spend", "money", N_("What was spent in that year on what we sell, with everybody"), required=True),
            Column("source", "text", N_("How it is known: survey or estimate")),
        ),
        key=("customer_id", "known_on"),
    ),
    Table(
        "prices",
        N_("Price index"),
        (
            Column("month", "date", N_("First day of the month"), required=True),
            Column("index", "number", N_("Price index of the month"), required=True),
        ),
        key=("month",),
    ),
    Table(
        "holidays",
        N_("Holidays"),
        (
            Column("holiday_on", "date", N_("Day on which the firm is closed"), required=True),
            Column("occasion", "text", N_("What the holiday is")),
        ),
        key=("holiday_on",),
    ),
)

TABLES: MappingProxyType[str, Table] = MappingProxyType(
    {table.name: table for table in (ORDERS, CUSTOMERS, PRODUCTS, DEPARTURES, *_OTHERS)}
)

# An orders (or departures) file often carries what is really a property of the customer. These columns may
# be mapped there too. Words that differ from order to order stay with the lines as well, for their money: people are
# counted under the latest, and a segment taken at the end alone would explain the past with the future.
CARRIED_ATTRIBUTES: tuple[Column, ...] = _ATTRIBUTES


# What a file says of a row that the table does not keep: it goes into the row's own amounts and moments on the way.
WORKING_COLUMNS: MappingProxyType[str, tuple[Column, ...]] = MappingProxyType(
    {
        "orders": (
            Column("order_discount", "money", N_("Discount on the whole order, shared among its lines")),
            Column("order_refund", "money", N_("What was given back of the whole order, taken off its lines")),
            Column("document_kind", "text", N_("Kind of the document, such as invoice or credit note")),
        ),
        "contracts": (Column("status", "text", N_("State of the contract, such as active, on trial or cancelled")),),
        "complaints": (Column("reply_minutes", "number", N_("Minutes until the first answer")),),
    }
)


def working_names(table: str) -> frozenset[str]:
    """Name the columns of WORKING_COLUMNS that a file for the table may fill."""
    return frozenset(column.name for column in WORKING_COLUMNS.get(table, ()))


# Facts whose money is at the prices of one month carry this before their names, and what each day's prices are.
REAL = "real_"

# Settings that are cut points of scores.
CUTS = ("recency_cuts", "frequency_cuts", "money_cuts")
DAY_PRICES = "day_prices"
# Where prices of months come from: the table that was loaded, or what the firm's own orders tell.
LOADED, BASKET = PRICES_FROM = ("table", "basket")
# The index of the firm's own basket, where the settings ask for it.
BASKET_PRICES = "basket_prices"


def is_attribute_name(name: str) -> bool:
    """Whether a further column of a customers file may be kept as an attribute under this name.

    Letters of any alphabet, digits and underscores, all in lower case: nothing that a statement could mistake.
    """
    return (
        re.fullmatch(r"[^\W\d_]\w{0,62}", name) is not None
        and name == unicodedata.normalize("NFC", name).lower()
        and name not in RESERVED_NAMES
    )


# Names that the product gives to columns of its own.
RESERVED_NAMES = frozenset(
    {"customer_key", "upload_id", "source_row", "period", "cohort", "age", "previous", "next", "orders"}
    | {"revenue", "cost", "profit", "booked_on", "kind", "customers", "rate", "retained", "rank", "value"}
)


def loadable_columns(table: str) -> tuple[Column, ...]:
    """Every column that a file for `table` may fill: its own, working ones, then the customer's that can ride along."""
    own = TABLES[table].columns + WORKING_COLUMNS.get(table, ())
    if table not in {"orders", "departures"}:
        return own
    taken = {column.name for column in own}
    return own + tuple(column for column in CARRIED_ATTRIBUTES if column.name not in taken)
