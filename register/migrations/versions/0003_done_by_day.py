"""Whom somebody did something for on which day is read from an index alone."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index anew, with the state and the customer in it."""
    op.drop_index("members_by_done", "members", if_exists=True)
    op.create_index("members_by_done", "members", ["dataset", "state", "done_at", "customer_id"], unique=False)
