"""Actions with their customers, notes, remedies of the firm's own, events that are kept, alerts that were sent."""

import sqlalchemy as sa
from alembic import op

from register.keeping import guard

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "actions",
        sa.Column("action_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dataset", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=100), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=True),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("held_out_share", sa.Float(), nullable=False),
        sa.Column("expected_kept", sa.Float(), nullable=True),
        sa.Column("cost_per_customer", sa.Float(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("action_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("actions_by_horizon", "actions", ["dataset", "horizon_days"], unique=False)
    op.create_index("actions_by_owner", "actions", ["dataset", "owner", "state"], unique=False)
    op.create_index("actions_by_state", "actions", ["dataset", "state", "due_on"], unique=False)
    op.create_table(
        "events",
        sa.Column("event_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("dataset", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=400), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("events_by_moment", "events", ["at"], unique=False)
    op.create_index("events_by_subject", "events", ["dataset", "kind", "subject"], unique=False)
    op.create_table(
        "notes",
        sa.Column("note_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dataset", sa.String(length=100), nullable=False),
        sa.Column("customer_id", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("note_id"),
    )
    op.create_index("notes_by_customer", "notes", ["dataset", "customer_id"], unique=False)
    op.create_table(
        "remedies",
        sa.Column("dataset", sa.String(length=100), nullable=False),
        sa.Column("cause", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dataset", "cause"),
    )
    op.create_table(
        "sent",
        sa.Column("dataset", sa.String(length=100), nullable=False),
        sa.Column("alert", sa.String(length=200), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("dataset", "alert", "period"),
    )
    op.create_table(
        "members",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=400), nullable=False),
        sa.Column("dataset", sa.String(length=100), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("arm", sa.String(length=20), nullable=False),
        sa.Column("stratum", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_by", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.action_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("action_id", "customer_id"),
    )
    op.create_index("members_by_customer", "members", ["dataset", "customer_id"], unique=False)
    op.create_index("members_by_state", "members", ["action_id", "state"], unique=False)
    guard(op.get_bind())
