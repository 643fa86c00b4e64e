"""Which business a zone has open, what corners report, what they are told, and which screens show a hall's calls."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nothing is closed, told or shown yet."""
    op.create_table(
        "businesses",
        sa.Column("zone_id", sa.String(length=32), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=True),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("by_id", sa.String(length=32), nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_businesses_zone_id")),
        sa.PrimaryKeyConstraint("zone_id", "skill", name=op.f("pk_businesses")),
    )
    _corner_states()
    _corner_notices()
    op.create_table(
        "hall_displays",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("zone_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("opened_by", sa.String(length=32), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_hall_displays_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_displays")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_hall_displays_secret_hash")),
    )


def _corner_states() -> None:
    op.create_table(
        "corner_states",
        sa.Column("corner_id", sa.String(length=32), nullable=False),
        sa.Column("camera", sa.String(length=16), nullable=False),
        sa.Column("microphone", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("reported_at", INSTANT, nullable=True),
        sa.Column("printer", sa.String(length=16), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("told_by", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["corner_id"], ["corners.id"], name=op.f("fk_corner_states_corner_id")),
        sa.PrimaryKeyConstraint("corner_id", name=op.f("pk_corner_states")),
    )


def _corner_notices() -> None:
    op.create_table(
        "corner_notices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("zone_id", sa.String(length=32), nullable=False),
        sa.Column("corner_id", sa.String(length=32), nullable=True),
        sa.Column("ticket_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("dismissed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_corner_notices_zone_id")),
        sa.ForeignKeyConstraint(["corner_id"], ["corners.id"], name=op.f("fk_corner_notices_corner_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_corner_notices_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corner_notices")),
    )
    op.create_index(op.f("ix_corner_notices_corner_id"), "corner_notices", ["corner_id"])
    op.create_index("ix_corner_notices_zone_id_sent_at", "corner_notices", ["zone_id", "sent_at"])
