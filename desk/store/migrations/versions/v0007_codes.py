"""Failures in a row, and where codes went."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has failed yet. Codes from before have no device and no address; what was tracked is asked for again."""
    op.create_table(
        "throttles",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttles")),
    )
    _deliveries()
    with op.batch_alter_table("challenges") as batch:
        batch.add_column(sa.Column("device", sa.String(length=32), nullable=False, server_default=""))
        batch.add_column(sa.Column("origin_index", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("challenges") as batch:
        batch.alter_column("device", existing_type=sa.String(length=32), server_default=None)
        batch.alter_column("origin_index", existing_type=sa.String(length=64), server_default=None)
    op.create_index("ix_challenges_device", "challenges", ["device", "issued_at"], unique=False)
    op.create_index("ix_challenges_origin", "challenges", ["origin_index", "issued_at"], unique=False)
    # Grants last half an hour: none is worth carrying over, and what was asked for stands in none of them.
    op.execute(sa.text("DELETE FROM track_grants"))
    with op.batch_alter_table("track_grants") as batch:
        batch.alter_column("receipt_id", existing_type=sa.String(length=32), nullable=True)
        batch.add_column(sa.Column("asked", sa.String(length=64), nullable=False))


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("use", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parcel", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "next_at"], unique=False)
    op.create_index("ix_deliveries_subject", "deliveries", ["subject", "use", "queued_at"], unique=False)
    op.create_table(
        "reports",
        sa.Column("gateway", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("gateway", "id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_seen_at"), "reports", ["seen_at"], unique=False)
