"""An appointment that staff booked for somebody is of no visit: it is its slip's."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every one of before is of the visit in which it was booked."""
    with op.batch_alter_table("appointments") as appointments:
        appointments.alter_column("visit_id", existing_type=sa.String(length=32), nullable=True)
