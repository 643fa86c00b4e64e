"""Turns stand in lines, at a place that tells the order; staff are routed by spoken language and zone too."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SPEECH = {"zh-Hant-HK": "yue", "zh-Hant-MO": "yue", "zh-Hans-CN": "cmn", "pt-MO": "pt", "en-HK": "en"}
SPEECHES = ["yue", "cmn", "pt", "en"]
RETURNING, ORDINARY = 0, 2
HEAD_START = timedelta(days=1)
IN_LINE = "state IN ('transferred','waiting')"


def upgrade() -> None:
    """Who was to be first stays first; everybody is taken to speak what they read."""
    op.add_column("zones", sa.Column("rules", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    with op.batch_alter_table("zones") as zones:
        zones.alter_column("rules", server_default=None)
    _staff()
    op.drop_index("ix_tickets_waiting", table_name="tickets")
    with op.batch_alter_table("tickets") as tickets:
        tickets.alter_column("visit_id", existing_type=sa.String(length=32), nullable=True)
        tickets.add_column(sa.Column("source", sa.String(length=16), nullable=False, server_default="corner"))
        tickets.add_column(sa.Column("speech", sa.String(length=8), nullable=True))
        tickets.add_column(sa.Column("line", sa.String(length=128), nullable=True))
        tickets.add_column(sa.Column("reason", sa.String(length=16), nullable=False, server_default=""))
        tickets.add_column(sa.Column("stands_at", sa.DateTime(timezone=True), nullable=True))
        tickets.add_column(sa.Column("clerk_id", sa.String(length=32), nullable=True))
        tickets.add_column(sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True))
        tickets.add_column(sa.Column("announced", sa.Integer(), nullable=False, server_default="0"))
        tickets.create_foreign_key(op.f("fk_tickets_clerk_id"), "staff", ["clerk_id"], ["id"])
    _fill()
    with op.batch_alter_table("tickets") as tickets:
        tickets.alter_column("speech", existing_type=sa.String(length=8), nullable=False)
        tickets.alter_column("line", existing_type=sa.String(length=128), nullable=False)
        tickets.alter_column("stands_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.create_index(
        "ix_tickets_line",
        "tickets",
        ["line", "stands_at", "id"],
        sqlite_where=sa.text(IN_LINE),
        postgresql_where=sa.text(IN_LINE),
    )


def _staff() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("speaks", sa.JSON(), nullable=True))
        staff.add_column(sa.Column("serves", sa.JSON(), nullable=True))
        staff.add_column(sa.Column("most_a_day", sa.Integer(), nullable=False, server_default="0"))
    table = sa.table("staff", sa.column("speaks", sa.JSON), sa.column("serves", sa.JSON))
    op.execute(sa.update(table).values(speaks=SPEECHES, serves=[]))
    with op.batch_alter_table("staff") as staff:
        staff.alter_column("speaks", existing_type=sa.JSON(), nullable=False)
        staff.alter_column("serves", existing_type=sa.JSON(), nullable=False)


def _fill() -> None:
    table = sa.table(
        "tickets",
        *(sa.column(name, sa.String) for name in ("id", "zone_id", "skill", "language", "speech", "line", "reason")),
        sa.column("priority", sa.Integer),
        sa.column("taken_at", sa.DateTime(timezone=True)),
        sa.column("stands_at", sa.DateTime(timezone=True)),
    )
    bind = op.get_bind()
    for row in bind.execute(sa.select(table)).all():
        speech, first = SPEECH.get(row.language, "yue"), row.priority == RETURNING
        told = {
            "speech": speech,
            "line": f"{row.zone_id}/{row.skill}/{speech}",
            "reason": "broken" if first else "",
            "priority": RETURNING if first else ORDINARY + 1,
            "stands_at": row.taken_at - HEAD_START if first else row.taken_at,
        }
        bind.execute(sa.update(table).where(table.c.id == row.id).values(**told))
