"""How the recording of a session stands, where it failed at least once."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table more; of what was met before nothing is said."""
    op.create_table(
        "recordings",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_recordings_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_recordings")),
    )
