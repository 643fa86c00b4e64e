"""How lines fare: the figures of open sessions, the summary kept of each session, and the tests made while waiting."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Three tables more; what was met before has no figures."""
    op.create_table(
        "line_tests",
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("trouble", sa.String(length=16), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_line_tests_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_line_tests")),
    )
    op.create_table(
        "lines",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("seat", sa.String(length=32), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_lines_session_id")),
        sa.PrimaryKeyConstraint("session_id", "seat", name=op.f("pk_lines")),
    )
    op.create_index(op.f("ix_lines_seen_at"), "lines", ["seen_at"], unique=False)
    op.create_table(
        "qualities",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("seat", sa.String(length=32), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("packets", BIG, nullable=False),
        sa.Column("lost", BIG, nullable=False),
        sa.Column("octets", BIG, nullable=False),
        sa.Column("frames", BIG, nullable=False),
        sa.Column("frozen", sa.Float(), nullable=False),
        sa.Column("key_frames_asked", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("jitters", sa.Float(), nullable=False),
        sa.Column("round_trips", sa.Float(), nullable=False),
        sa.Column("worst_round_trip", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_qualities_session_id")),
        sa.PrimaryKeyConstraint("session_id", "seat", "direction", "kind", name=op.f("pk_qualities")),
    )
