"""By what a turn is taken up again, and by which channel a meeting goes."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ASIDE = sa.text("state IN ('missed','parked')")
AT_CORNER = sa.text("state <> 'closed' AND NOT away")


def upgrade() -> None:
    """Everybody with an open visit sits at its corner, and every meeting went by video."""
    op.add_column("sessions", sa.Column("channel", sa.String(length=8), nullable=False, server_default="video"))
    op.add_column("visits", sa.Column("away", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("uq_visits_open_corner", table_name="visits")
    op.create_index(
        "uq_visits_open_corner",
        "visits",
        ["corner_id"],
        unique=True,
        sqlite_where=AT_CORNER,
        postgresql_where=AT_CORNER,
    )
    op.create_index("ix_tickets_aside", "tickets", ["moved_at"], sqlite_where=ASIDE, postgresql_where=ASIDE)
    op.create_table(
        "chat_lines",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("script", sa.String(length=8), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_chat_lines_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_lines")),
    )
    op.create_index(op.f("ix_chat_lines_session_id"), "chat_lines", ["session_id"])
    op.create_table(
        "slips",
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("letters_index", sa.String(length=64), nullable=False),
        sa.Column("printed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_slips_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_slips")),
        sa.UniqueConstraint("letters_index", name=op.f("uq_slips_letters_index")),
    )
    op.create_table(
        "take_ups",
        sa.Column("corner_id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["corner_id"], ["corners.id"], name=op.f("fk_take_ups_corner_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_take_ups_ticket_id")),
        sa.PrimaryKeyConstraint("corner_id", name=op.f("pk_take_ups")),
    )
