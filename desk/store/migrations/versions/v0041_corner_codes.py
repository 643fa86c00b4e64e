"""Codes that a corner shows in its own picture."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No meeting so far showed one."""
    op.create_table(
        "corner_codes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("corner_id", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_corner_codes_session_id")),
        sa.ForeignKeyConstraint(["corner_id"], ["corners.id"], name=op.f("fk_corner_codes_corner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corner_codes")),
        sa.UniqueConstraint("session_id", "slot", name=op.f("uq_corner_codes_session_id_slot")),
    )
