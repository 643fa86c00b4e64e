"""What cases are found by: their places, marks of names and of what was recorded; and what was carried away.

Cases that there are get their places here, and are due: the web process writes what they are found by.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Four tables, one of them filled."""
    op.create_table(
        "case_exports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_exports_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_exports")),
    )
    op.create_index(op.f("ix_case_exports_staff_id"), "case_exports", ["staff_id"], unique=False)
    _marks("case_names")
    _places()
    _marks("case_words")
    _place_what_is_known(op.get_bind())


def _marks(name: str) -> None:
    op.create_table(
        name,
        sa.Column("mark", BIG, autoincrement=False, nullable=False),
        sa.Column("place", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("mark", "place", name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f(f"ix_{name}_place"), name, ["place"], unique=False)


def _places() -> None:
    op.create_table(
        "case_places",
        sa.Column("place", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("zone_id", sa.String(length=32), nullable=False),
        sa.Column("item_code", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Boolean(), nullable=False),
        sa.Column("forgotten", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_places_case_id")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_case_places")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_places_case_id")),
    )
    op.create_index(op.f("ix_case_places_opened_at"), "case_places", ["opened_at"], unique=False)
    op.create_index("ix_case_places_zone_id", "case_places", ["zone_id", "place"], unique=False)
    op.create_index("ix_case_places_item_code", "case_places", ["item_code", "place"], unique=False)
    op.create_index(
        "ix_case_places_due",
        "case_places",
        ["place"],
        unique=False,
        sqlite_where=sa.text("due"),
        postgresql_where=sa.text("due"),
    )


def _place_what_is_known(connection: sa.Connection) -> None:
    connection.execute(
        sa.text(
            "INSERT INTO case_places (place, case_id, zone_id, item_code, opened_at, due, forgotten) "
            "SELECT CAST(substr(c.number, 3) AS BIGINT), c.id, c.zone_id, c.item_code, c.opened_at, true, "
            "EXISTS (SELECT 1 FROM keepings k "
            "WHERE k.visit_id = c.visit_id AND k.kind = 'identity' AND k.erased_at IS NOT NULL) FROM cases c"
        )
    )
