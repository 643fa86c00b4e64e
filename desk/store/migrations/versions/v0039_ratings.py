"""Ratings with their reasons and words, and follow-ups of bad ratings and of closed cases."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

PENDING = "state IN ('open','contacted')"
UNWARNED = "state IN ('open','contacted') AND warned_at IS NULL"
COUNTS = "state <> 'dropped'"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """What was rated before has no reasons. Cases that were closed before are not followed up."""
    _ratings()
    _follow_ups()


def _ratings() -> None:
    op.add_column("ratings", sa.Column("zone_id", sa.String(length=32), nullable=False, server_default=""))
    op.add_column("ratings", sa.Column("reasons", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("ratings", sa.Column("comment", sa.LargeBinary(), nullable=True))
    op.add_column("ratings", sa.Column("language", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("ratings", sa.Column("script", sa.String(length=8), nullable=False, server_default=""))
    op.add_column("ratings", sa.Column("told", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("ratings", sa.Column("changed_at", INSTANT, nullable=True))
    connection = op.get_bind()
    ratings = sa.table("ratings", *map(sa.column, ("visit_id", "zone_id", "given_at", "changed_at")))
    visits = sa.table("visits", sa.column("id"), sa.column("zone_id"))
    zone = sa.select(visits.c.zone_id).where(visits.c.id == ratings.c.visit_id).scalar_subquery()
    connection.execute(sa.update(ratings).values(zone_id=zone, changed_at=ratings.c.given_at))
    with op.batch_alter_table("ratings") as table:
        for name in ("zone_id", "reasons", "language", "script", "told"):
            table.alter_column(name, server_default=None)
        table.alter_column("changed_at", nullable=False)
    op.create_index(op.f("ix_ratings_zone_id_given_at"), "ratings", ["zone_id", "given_at"])


def _follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("zone_id", sa.String(length=32), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("warned_at", INSTANT, nullable=True),
        sa.Column("means", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("script", sa.String(length=8), nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_follow_ups_case_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_follow_ups_visit_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_follow_ups_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    op.create_index(op.f("ix_follow_ups_visit_id"), "follow_ups", ["visit_id"])
    op.create_index(op.f("ix_follow_ups_opened_at"), "follow_ups", ["opened_at"])
    op.create_index(op.f("ix_follow_ups_zone_id_opened_at"), "follow_ups", ["zone_id", "opened_at"])
    for name, columns, where in (
        ("ix_follow_ups_due", ["due_at"], PENDING),
        ("ix_follow_ups_due_in_zone", ["zone_id", "due_at"], PENDING),
        ("ix_follow_ups_unwarned", ["due_at"], UNWARNED),
    ):
        op.create_index(name, "follow_ups", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_index(
        "uq_follow_ups_case",
        "follow_ups",
        ["case_id", "kind"],
        unique=True,
        sqlite_where=sa.text(COUNTS),
        postgresql_where=sa.text(COUNTS),
    )
