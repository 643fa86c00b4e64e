"""Media nodes that stand alone, and which of them each visit's room is on."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Two tables more; where media are in the web process, both stay empty."""
    op.create_table(
        "media_nodes",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("legs", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_media_nodes")),
    )
    op.create_table(
        "rooms",
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("node", sa.String(length=32), nullable=False),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_rooms_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_rooms")),
    )
    op.create_index(op.f("ix_rooms_node"), "rooms", ["node"], unique=False)
