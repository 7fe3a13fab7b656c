"""The last day on which the reading of a calendar was written in the trail."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day; nothing was written of any reading before."""
    op.add_column("calendars", sa.Column("read_on", sa.Date(), nullable=True))
