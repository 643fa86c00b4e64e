"""What figures of the past are read by, and why somebody left before they were served."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

DUTIES = sa.text("tag IN ('duty.closed','duty.opened','duty.paused','duty.resumed')")


def upgrade() -> None:
    """Nobody was asked until now."""
    op.add_column("tickets", sa.Column("left", sa.String(length=24), nullable=False, server_default=""))
    op.create_index("ix_tickets_taken_at", "tickets", ["taken_at"])
    op.create_index("ix_visits_began_at", "visits", ["began_at"])
    op.create_index("ix_ledger_duties", "ledger", ["at"], sqlite_where=DUTIES, postgresql_where=DUTIES)
