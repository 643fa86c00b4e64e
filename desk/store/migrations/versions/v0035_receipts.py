"""How papers are sealed: what each was when it left us, and with which key."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Receipts issued so far bear no seal; their files are known by their hash all the same."""
    op.create_table(
        "seal_keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_keys")),
    )
    with op.batch_alter_table("receipts") as receipts:
        receipts.add_column(sa.Column("sealed_sha256", sa.String(length=64), nullable=False, server_default=""))
        receipts.add_column(sa.Column("signed_sha256", sa.String(length=64), nullable=False, server_default=""))
        receipts.add_column(sa.Column("seal_key", sa.String(length=32), nullable=False, server_default=""))
        receipts.add_column(sa.Column("seal_level", sa.String(length=8), nullable=False, server_default=""))
    op.execute("UPDATE receipts SET sealed_sha256 = paper_sha256")
    with op.batch_alter_table("receipts") as receipts:
        for name in ("sealed_sha256", "signed_sha256", "seal_key", "seal_level"):
            receipts.alter_column(name, server_default=None)
        receipts.create_index(op.f("ix_receipts_sealed_sha256"), ["sealed_sha256"])
        receipts.create_index(op.f("ix_receipts_signed_sha256"), ["signed_sha256"])
