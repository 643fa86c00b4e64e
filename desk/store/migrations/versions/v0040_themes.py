"""Several items in one visit, each with a case of its own; what somebody wants who did not find their item."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every visit has had one case at most: none becomes another's."""
    with op.batch_alter_table("cases") as cases:
        cases.drop_constraint(op.f("uq_cases_visit_id"), type_="unique")
        cases.create_unique_constraint(op.f("uq_cases_visit_id_item_code"), ["visit_id", "item_code"])
    op.create_table(
        "wishes",
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("script", sa.String(length=8), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_wishes_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_wishes")),
    )
