"""Appointments, how many of each slot are taken, the hours of zones, and the calendars that they go by."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
AHEAD = "state IN ('booked','early')"


def upgrade() -> None:
    """Zones that are there have no hours yet: the next seeding brings them."""
    op.add_column("zones", sa.Column("openings", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    with op.batch_alter_table("zones") as zones:
        zones.alter_column("openings", server_default=None)
    op.create_table(
        "calendars",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", "year", name=op.f("pk_calendars")),
    )
    op.create_table(
        "slots",
        sa.Column("zone_id", sa.String(length=32), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_slots_zone_id")),
        sa.PrimaryKeyConstraint("zone_id", "skill", "starts_at", name=op.f("pk_slots")),
    )
    _appointments()


def _appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("zone_id", sa.String(length=32), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=False),
        sa.Column("item_code", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("applicant_id", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("booked_at", INSTANT, nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_appointments_ticket_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_appointments_visit_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_appointments_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_appointments_secret_hash")),
    )
    op.create_index(op.f("ix_appointments_visit_id"), "appointments", ["visit_id"])
    op.create_index(op.f("ix_appointments_applicant_id"), "appointments", ["applicant_id"])
    op.create_index("ix_appointments_zone_id_starts_at", "appointments", ["zone_id", "starts_at"])
    for name, column, unique in (
        ("ix_appointments_ahead", "starts_at", False),
        ("uq_appointments_standing", "ticket_id", True),
    ):
        where = sa.text(AHEAD)
        op.create_index(name, "appointments", [column], unique=unique, sqlite_where=where, postgresql_where=where)
