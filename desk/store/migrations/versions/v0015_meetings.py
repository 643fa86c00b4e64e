"""Who else sits in a meeting, where turns were sent with which note, and who is shown where."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STANDS = "state IN ('asked','joined')"
SITS = "state = 'joined'"


def upgrade() -> None:
    """Nobody sits in a meeting yet but the two who met."""
    _participants()
    op.create_table(
        "sendings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("clerk_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_sendings_ticket_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_sendings_visit_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_sendings_session_id")),
        sa.ForeignKeyConstraint(["clerk_id"], ["staff.id"], name=op.f("fk_sendings_clerk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sendings")),
        sa.UniqueConstraint("session_id", name=op.f("uq_sendings_session_id")),
    )
    op.create_index(op.f("ix_sendings_ticket_id"), "sendings", ["ticket_id"])
    op.create_index(op.f("ix_sendings_visit_id"), "sendings", ["visit_id"])
    op.create_table(
        "layouts",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=64), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_layouts_session_id")),
        sa.PrimaryKeyConstraint("session_id", "party", name=op.f("pk_layouts")),
    )


def _participants() -> None:
    op.create_table(
        "participants",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_participants_session_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_participants_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
    )
    op.create_index(op.f("ix_participants_session_id"), "participants", ["session_id"])
    op.create_index(op.f("ix_participants_staff_id"), "participants", ["staff_id", "asked_at"])
    for name, columns, where in (
        ("uq_participants_seat", ["session_id", "role"], STANDS),
        ("uq_participants_sitting", ["staff_id"], SITS),
    ):
        op.create_index(
            name, "participants", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
