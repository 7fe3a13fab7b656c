"""Which data set a name stands for; what is there already is of the one that has its name when first asked."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "datasets",
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("first_event", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("identity"),
    )
    op.create_index("datasets_by_name", "datasets", ["name"], unique=True)
