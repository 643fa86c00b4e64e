"""Keyed bigrams by which sealed names are found; the names that are kept already are indexed."""

import json

import sqlalchemy as sa
from alembic import op

from i18n.scripts import Scripts
from identity import names
from identity.vault import Place, Vault

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, filled from the names that are sealed."""
    op.create_table(
        "name_grams",
        sa.Column("gram", sa.String(length=16), nullable=False),
        sa.Column("applicant_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["applicant_id"], ["applicants.id"], name=op.f("fk_name_grams_applicant_id")),
        sa.PrimaryKeyConstraint("gram", "applicant_id", name=op.f("pk_name_grams")),
    )
    op.create_index(op.f("ix_name_grams_applicant_id"), "name_grams", ["applicant_id"], unique=False)
    _index_what_is_known(op.get_bind(), _vault())


def _vault() -> Vault | None:
    config = op.get_context().config
    return config.attributes.get("vault") if config else None


def _index_what_is_known(connection: sa.Connection, vault: Vault | None) -> None:
    rows = connection.execute(sa.text("SELECT id, names FROM applicants")).all()
    if not rows:
        return
    if vault is None:
        raise RuntimeError("names cannot be indexed without the keys of this store")
    fold = Scripts().fold
    table = sa.table("name_grams", sa.column("gram"), sa.column("applicant_id"))
    for row in rows:
        if not row.names:
            continue
        spelt = json.loads(vault.open_text(bytes(row.names), Place(table="applicants", column="names", row=row.id)))
        found = {
            vault.index("applicants.names", piece).hex()[:16] for piece in names.pieces(fold, (n[0] for n in spelt))
        }
        for gram in sorted(found):
            connection.execute(table.insert().values(gram=gram, applicant_id=row.id))
