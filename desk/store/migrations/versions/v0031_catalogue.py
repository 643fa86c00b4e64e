"""Until when an item is in force; themes, and what one visit opened of them."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0021"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Items are in force until something newer is; no theme is known yet."""
    op.add_column("items", sa.Column("effective_until", INSTANT, nullable=True))
    op.create_index("ix_items_effective", "items", ["effective_from", "effective_until"])
    op.create_table(
        "themes",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_from", INSTANT, nullable=False),
        sa.Column("effective_until", INSTANT, nullable=True),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_themes")),
    )
    op.create_table(
        "theme_openings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("theme_code", sa.String(length=32), nullable=False),
        sa.Column("theme_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_theme_openings_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_openings")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_theme_openings_visit_id")),
    )
    op.create_table(
        "theme_steps",
        sa.Column("opening_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(length=32), nullable=False),
        sa.Column("item_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["opening_id"], ["theme_openings.id"], name=op.f("fk_theme_steps_opening_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_theme_steps_case_id")),
        sa.PrimaryKeyConstraint("opening_id", "position", name=op.f("pk_theme_steps")),
    )
    op.create_index(op.f("ix_theme_steps_case_id"), "theme_steps", ["case_id"])
