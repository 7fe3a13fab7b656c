"""The tables of the register, as the newest migration leaves them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class Moment(TypeDecorator[datetime]):
    """A moment, kept in UTC: SQLite knows no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Write a moment as UTC without its zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read a moment as UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


METADATA = MetaData()

# What is to be done for one customer or several, by whom and until when. `revision` counts its changes. With
# `horizon_days` it is an experiment: whoever is held out is left alone, and the answer is due that many days later.
ACTIONS = Table(
    "actions",
    METADATA,
    Column("action_id", Integer, primary_key=True, autoincrement=True),
    Column("dataset", String(100), nullable=False),
    Column("title", Text, nullable=False),
    Column("cause", String(100), nullable=False, default=""),
    Column("remedy", Text, nullable=False, default=""),
    Column("owner", String(200), nullable=False, default=""),
    Column("due_on", Date),
    Column("note", Text, nullable=False, default=""),
    Column("state", String(20), nullable=False),
    Column("origin", String(100), nullable=False, default=""),  # the metric that listed the customers
    Column("version", Integer),  # of the data that they were listed from
    Column("starts_on", Date, nullable=False),
    Column("horizon_days", Integer),
    Column("lot", String(40), nullable=False, default=""),  # what the lots were drawn by
    Column("outcome", String(20), nullable=False, default=""),  # what is compared at the horizon
    Column("held_out_share", Float, nullable=False, default=0.0),
    Column("expected_kept", Float),  # of those who are left alone, as foreseen before the start
    Column("cost_per_customer", Float),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", String(200), nullable=False),
    Column("closed_at", Moment),
    Column("revision", Integer, nullable=False, default=1),
    Index("actions_by_state", "dataset", "state", "due_on"),
    Index("actions_by_owner", "dataset", "owner", "state"),
    Index("actions_by_horizon", "dataset", "horizon_days"),
    sqlite_autoincrement=True,
)

# Whom an action is for. Whoever is held out has no task: nothing is to be done for them.
MEMBERS = Table(
    "members",
    METADATA,
    Column("action_id", Integer, ForeignKey("actions.action_id", ondelete="CASCADE"), primary_key=True),
    Column("customer_id", String(400), primary_key=True),
    Column("dataset", String(100), nullable=False),  # of the action, so that a customer is found without it
    Column("place", Integer, nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("arm", String(20), nullable=False),
    Column("stratum", String(100), nullable=False, default=""),
    Column("state", String(20), nullable=False),
    Column("result", String(40), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("done_at", Moment),
    Column("done_by", String(200), nullable=False, default=""),
    Column("revision", Integer, nullable=False, default=1),
    Index("members_by_customer", "dataset", "customer_id"),
    Index("members_by_state", "action_id", "state"),
    Index("members_by_done", "dataset", "state", "done_at", "customer_id"),
)

NOTES = Table(
    "notes",
    METADATA,
    Column("note_id", Integer, primary_key=True, autoincrement=True),
    Column("dataset", String(100), nullable=False),
    Column("customer_id", String(400), nullable=False),
    Column("text", Text, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("written_by", String(200), nullable=False),
    Index("notes_by_customer", "dataset", "customer_id"),
)

# What the firm itself does about a cause, in place of the words that come with the product.
REMEDIES = Table(
    "remedies",
    METADATA,
    Column("dataset", String(100), primary_key=True),
    Column("cause", String(100), primary_key=True),
    Column("text", Text, nullable=False),
    Column("revision", Integer, nullable=False, default=1),
)

# Who did what, when; nothing is ever changed or taken out of it.
EVENTS = Table(
    "events",
    METADATA,
    Column("event_id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", String(200), nullable=False),
    Column("role", String(40), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("dataset", String(100), nullable=False, default=""),
    Column("subject", String(400), nullable=False, default=""),
    Column("detail", JSON, nullable=False, default=dict),
    Index("events_by_moment", "at"),
    Index("events_by_subject", "dataset", "kind", "subject"),
    sqlite_autoincrement=True,
)

# Which data set a name stands for (`register.datasets`): rows of one that has no name now stand under its identity.
DATASETS = Table(
    "datasets",
    METADATA,
    Column("identity", String(64), primary_key=True),
    Column("name", String(100)),
    Column("last_name", String(100), nullable=False),
    Column("first_event", Integer, nullable=False, default=0),  # the last event before it had a name
    Index("datasets_by_name", "name", unique=True),
)

# Alerts that were sent: none is sent twice for one period.
SENT = Table(
    "sent",
    METADATA,
    Column("dataset", String(100), primary_key=True),
    Column("alert", String(200), primary_key=True),
    Column("period", String(40), primary_key=True),
    Column("sent_at", Moment, nullable=False),
)

# Addresses under which somebody's calendar program reads the follow-ups of a data set: of the secret in one only a hash
# is kept, and with it what a provider said of the person (`claims`), by which their rights are looked up each time.
CALENDARS = Table(
    "calendars",
    METADATA,
    Column("secret_hash", String(64), primary_key=True),
    Column("dataset", String(100), nullable=False),
    Column("account", String(400), nullable=False, default=""),
    Column("claims", JSON, nullable=False, default=dict),
    Column("owner", String(200), nullable=False, default=""),  # only the customers of this person; empty: all
    Column("lang", String(10), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("read_on", Date),  # the last day, in UTC, on which a reading of it was written in the trail
    Index("calendars_by_account", "dataset", "account", unique=True),
)
