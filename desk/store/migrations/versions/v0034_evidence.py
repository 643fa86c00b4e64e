"""Devices' keys, what corners signed of their meetings, and draws of what is reviewed."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STANDING = sa.text("retired_at IS NULL")


def upgrade() -> None:
    """No corner has a key yet: the browser that serves it makes one at its next report."""
    op.create_table(
        "device_keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("corner_id", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("public", sa.String(length=256), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("missed_at", INSTANT, nullable=True),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["corner_id"], ["corners.id"], name=op.f("fk_device_keys_corner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_keys")),
    )
    op.create_index(op.f("ix_device_keys_corner_id"), "device_keys", ["corner_id"])
    op.create_index(
        "uq_device_keys_standing",
        "device_keys",
        ["corner_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "corner_statements",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("corner_id", sa.String(length=32), nullable=False),
        sa.Column("gathered_at", INSTANT, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("covers", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("signed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_corner_statements_session_id")),
        sa.ForeignKeyConstraint(["corner_id"], ["corners.id"], name=op.f("fk_corner_statements_corner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corner_statements")),
        sa.UniqueConstraint("session_id", name=op.f("uq_corner_statements_session_id")),
    )
    op.create_index("ix_visits_corner_id_began_at", "visits", ["corner_id", "began_at"])
    _draws()


def _draws() -> None:
    op.create_table(
        "draws",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("seed_day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("announced_by", sa.String(length=32), nullable=False),
        sa.Column("announced_at", INSTANT, nullable=False),
        sa.Column("seal_position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", INSTANT, nullable=True),
        sa.Column("pool", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
    )
    op.create_index(op.f("ix_draws_announced_at"), "draws", ["announced_at"])
    op.create_table(
        "drawn",
        sa.Column("draw_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("reviewer_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_drawn_draw_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_drawn_session_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["staff.id"], name=op.f("fk_drawn_reviewer_id")),
        sa.PrimaryKeyConstraint("draw_id", "place", name=op.f("pk_drawn")),
    )
