"""The ledger's chain and seals: each entry gets a position without gaps and a hash, and the store changes none.

Entries of old stores are chained in the order of their numbers; where a number was lost (PostgreSQL spends one on a
unit that fails), those after it move down. The chain begins here: it proves nothing of what was done before.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

from desk.model import chain
from desk.model.chain import Entry, Head, Link

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PAGE = 1_000
FACTS = ("at", "tag", "subject", "actor", "zone_id", "visit_id", "case_id", "data")
KEPT = ("ledger", "ledger_seals")
"""Tables whose rows are never changed nor deleted."""

old = sa.table(
    "ledger",
    sa.column("seq", BIG),
    sa.column("at", INSTANT),
    sa.column("data", sa.JSON()),
    *(sa.column(name) for name in (*FACTS[1:-1], "hash")),
)


def upgrade() -> None:
    """Two tables more, the ledger's rows chained, and the triggers that keep them."""
    _create_tables()
    postgres = op.get_bind().dialect.name == "postgresql"
    head = _widen() if postgres else _rebuild()
    heads = sa.table("ledger_head", sa.column("id"), sa.column("position"), sa.column("hash"))
    op.execute(heads.insert().values(id=1, position=head.position, hash=head.hash))
    for table in KEPT:
        _guard_postgres(table) if postgres else _guard_sqlite(table)


def _create_tables() -> None:
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "ledger_seals",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("prints", sa.Text(), nullable=False),
        sa.Column("sealed_at", INSTANT, nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_ledger_seals")),
    )


def _widen() -> Head:
    """PostgreSQL: the table stays; positions only ever move down, so no two rows meet."""
    op.add_column("ledger", sa.Column("hash", sa.String(length=64), nullable=True))
    change = (
        sa.update(old)
        .where(old.c.seq == sa.bindparam("was"))
        .values(seq=sa.bindparam("position"), hash=sa.bindparam("hashed"))
    )
    head = Head()
    for page in _pages():
        links = _chained(head, page)
        head = Head(position=links[-1].entry.position, hash=links[-1].hash)
        pairs = zip(page, links, strict=True)
        values = [{"was": row.seq, "position": link.entry.position, "hashed": link.hash} for row, link in pairs]
        op.get_bind().execute(change, values)
    op.alter_column("ledger", "hash", nullable=False)
    op.execute("ALTER TABLE ledger ALTER COLUMN seq DROP DEFAULT")
    op.execute("DROP SEQUENCE IF EXISTS ledger_seq_seq")
    return head


def _rebuild() -> Head:
    """SQLite: a new table takes the place of the old, without numbers of the engine's own."""
    new = _create_new()
    head = Head()
    for page in _pages():
        links = _chained(head, page)
        head = Head(position=links[-1].entry.position, hash=links[-1].hash)
        rows = [
            {name: getattr(link.entry, name) for name in FACTS} | {"seq": link.entry.position, "hash": link.hash}
            for link in links
        ]
        op.get_bind().execute(new.insert(), rows)
    op.drop_table("ledger")
    op.rename_table("ledger_chained", "ledger")
    for name in ("case_id", "subject", "visit_id"):
        op.create_index(op.f(f"ix_ledger_{name}"), "ledger", [name], unique=False)
    return head


def _create_new() -> sa.Table:
    return op.create_table(
        "ledger_chained",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("tag", sa.String(length=48), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("zone_id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger")),
    )


def _pages() -> Iterator[list[sa.Row[Any]]]:
    """The old rows in order, some at a time."""
    after = -1
    facts = [old.c[name] for name in ("seq", *FACTS)]
    while True:
        query = sa.select(*facts).where(old.c.seq > after).order_by(old.c.seq).limit(PAGE)
        rows = list(op.get_bind().execute(query).all())
        if not rows:
            return
        after = rows[-1].seq
        yield rows


def _chained(head: Head, rows: list[sa.Row[Any]]) -> list[Link]:
    entries = [
        Entry(
            position=position,
            at=row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at,
            **{name: getattr(row, name) for name in FACTS[1:]},
        )
        for position, row in enumerate(rows, start=head.position + 1)
    ]
    return list(chain.extend(head, entries))


def _guard_sqlite(table: str) -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _guard_postgres(table: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
