"""Several receipts of consent a visit, each with its purpose."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NEW = ("number", "purpose", "sha256", "agreed")
STANDING = sa.text("withdrawn_at IS NULL")
NOTICES = sa.table("notices", *map(sa.column, ("id", "version")), sa.column("definition", sa.JSON()))
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def upgrade() -> None:
    """What was agreed to before was the base notice, every statement of it: nobody came on without."""
    known = _receipts()
    if op.get_bind().dialect.name == "sqlite":
        _remake(known)
    else:
        _alter(known)
    op.create_index(
        "uq_consents_standing",
        "consents",
        ["visit_id", "purpose"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_index(op.f("ix_consents_visit_id"), "consents", ["visit_id"])
    op.add_column("notices", sa.Column("purpose", sa.String(length=32), nullable=False, server_default="visit"))


def _receipts() -> list[dict[str, Any]]:
    """Every receipt as it stands, with what is new of it."""
    connection = op.get_bind()
    statements = {
        (row.id, row.version): [part["key"] for part in row.definition["statements"]]
        for row in connection.execute(sa.select(NOTICES))
    }
    before = sa.table("consents", *(column for column in _columns() if column.name not in NEW))
    return [
        dict(row)
        | {
            "number": _number(row["id"]),
            "purpose": "visit",
            "sha256": hashlib.sha256(row["text"].encode()).hexdigest(),
            "agreed": statements.get((row["notice_id"], row["notice_version"]), []),
        }
        for row in connection.execute(sa.select(before)).mappings()
    ]


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=4), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("agreed", sa.JSON(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
    ]


def _remake(known: Iterable[Mapping[str, Any]]) -> None:
    """SQLite drops no constraint. The table is emptied, dropped and made anew under its own name, so that sessions go
    on referring to it; that they refer to nothing for a moment is judged at the commit (sqlite.org/foreignkeys.html,
    4.2), and putting the rows back settles it."""
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute("DELETE FROM consents")
    op.drop_table("consents")
    made = op.create_table(
        "consents",
        *_columns(),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_consents_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint("number", name=op.f("uq_consents_number")),
    )
    for row in known:
        op.get_bind().execute(sa.insert(made).values(**row))


def _alter(known: Iterable[Mapping[str, Any]]) -> None:
    table = sa.table("consents", *_columns())
    for column in (column for column in _columns() if column.name in NEW):
        column.nullable = True
        op.add_column("consents", column)
    for row in known:
        new = {name: row[name] for name in NEW}
        op.get_bind().execute(sa.update(table).where(table.c.id == row["id"]).values(**new))
    for name in NEW:
        op.alter_column("consents", name, nullable=False)
    op.drop_constraint("uq_consents_visit_id", "consents")
    op.create_unique_constraint(op.f("uq_consents_number"), "consents", ["number"])


def _number(consent_id: str) -> str:
    bits = int.from_bytes(hashlib.sha256(consent_id.encode()).digest()[:8], "big") >> 14
    digits = "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(10)))
    return f"{digits[:5]}-{digits[5:]}"
