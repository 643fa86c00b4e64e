"""Legal holds, until when each kind of data is kept, and by which hash a material's picture is named."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KINDS = {"identity": 3650, "materials": 3650, "record": 3650, "recording": 1095}
UNFINISHED = 30
INDEXES = (
    ("confirmations", "strokes_sha256"),
    ("contacts", "phone_index"),
    ("receipts", "paper_sha256"),
    ("visits", "applicant_id"),
)


def upgrade() -> None:
    """Visits that ended before are given the usual periods, counted from the day they began."""
    op.create_table(
        "holds",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.String(length=32), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_holds_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_visit_id"), "holds", ["visit_id"])
    op.create_table(
        "keepings",
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_keepings_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "kind", name=op.f("pk_keepings")),
    )
    op.create_index(op.f("ix_keepings_erased_at"), "keepings", ["erased_at"])
    op.create_index(
        "ix_keepings_due",
        "keepings",
        ["due_at"],
        sqlite_where=sa.text("erased_at IS NULL"),
        postgresql_where=sa.text("erased_at IS NULL"),
    )
    op.add_column("materials", sa.Column("sha256", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_materials_sha256"), "materials", ["sha256"])
    for table, column in INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    _fill()


def _fill() -> None:
    connection = op.get_bind()
    time = sa.DateTime(timezone=True)
    visits = sa.table("visits", *map(sa.column, ("id", "state")), sa.column("began_at", time))
    cases = sa.table("cases", *map(sa.column, ("visit_id", "state")))
    keepings = sa.table("keepings", *map(sa.column, ("visit_id", "kind", "reason")), sa.column("due_at", time))
    materials = sa.table("materials", sa.column("id"), sa.column("sha256"), sa.column("picture", sa.JSON()))
    submitted = set(connection.execute(sa.select(cases.c.visit_id).where(cases.c.state == "submitted")).scalars())
    closed = connection.execute(sa.select(visits.c.id, visits.c.began_at).where(visits.c.state == "closed")).all()
    rows = [_row(visit_id, began_at, kind, visit_id in submitted) for visit_id, began_at in closed for kind in KINDS]
    if rows:
        connection.execute(sa.insert(keepings), rows)
    for material_id, picture in connection.execute(sa.select(materials.c.id, materials.c.picture)).all():
        if picture:
            statement = sa.update(materials).where(materials.c.id == material_id)
            connection.execute(statement.values(sha256=picture["sha256"]))


def _row(visit_id: str, began_at: datetime, kind: str, submitted: bool) -> dict[str, object]:
    days = KINDS[kind] if submitted else UNFINISHED
    aware = began_at.replace(tzinfo=UTC) if began_at.tzinfo is None else began_at
    reason = "run-out" if submitted else "unfinished"
    return {"visit_id": visit_id, "kind": kind, "due_at": aware + timedelta(days=days), "reason": reason}
