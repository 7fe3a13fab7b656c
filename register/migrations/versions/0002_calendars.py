"""Addresses under which calendars are read; whom somebody did something for is found by the day."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their table, and the index."""
    op.create_table(
        "calendars",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("dataset", sa.String(length=100), nullable=False),
        sa.Column("account", sa.String(length=400), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("secret_hash"),
    )
    op.create_index("calendars_by_account", "calendars", ["dataset", "account"], unique=True)
    op.create_index("members_by_done", "members", ["dataset", "done_at"], unique=False)
