"""Pages of a material, what is shown of them, papers promised by a day, and sealed bags with what came out of them."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

OPEN = "state IN ('offered','given')"
GIVEN = "state = 'given'"


def upgrade() -> None:
    """The one still that a material had becomes its first page."""
    _pages()
    op.add_column("materials", sa.Column("wanted", sa.String(length=32), nullable=False, server_default=""))
    _move_pictures()
    op.drop_index(op.f("ix_materials_sha256"), "materials")
    with op.batch_alter_table("materials") as materials:
        materials.alter_column("wanted", server_default=None)
        materials.drop_column("picture")
        materials.drop_column("sha256")
    _promises()
    _bags()


def _pages() -> None:
    op.create_table(
        "material_pages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("material_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=48), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=True),
        sa.Column("despite", sa.String(length=16), nullable=True),
        sa.Column("origin", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["material_id"], ["materials.id"], name=op.f("fk_material_pages_material_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_pages")),
    )
    op.create_index(op.f("ix_material_pages_material_id"), "material_pages", ["material_id"])
    op.create_index(op.f("ix_material_pages_sha256"), "material_pages", ["sha256"])
    op.create_table(
        "material_views",
        sa.Column("page_id", sa.String(length=32), nullable=False),
        sa.Column("leaf", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["material_pages.id"], name=op.f("fk_material_views_page_id")),
        sa.PrimaryKeyConstraint("page_id", "leaf", name=op.f("pk_material_views")),
    )
    op.create_index(op.f("ix_material_views_sha256"), "material_views", ["sha256"])


def _move_pictures() -> None:
    connection = op.get_bind()
    time = sa.DateTime(timezone=True)
    kept = sa.table("materials", sa.column("id"), sa.column("moved_at", time), sa.column("picture", sa.JSON()))
    of_page = ("id", "material_id", "place", "sha256", "media_type", "size", "width", "height", "leaves", "source")
    pages = sa.table("material_pages", *map(sa.column, (*of_page, "by")), sa.column("kept_at", time))
    rows = [
        dict(picture)
        | {"id": secrets.token_hex(16), "material_id": material_id, "place": 0, "leaves": 1}
        | {"source": "still", "by": "", "kept_at": moved_at}
        for material_id, moved_at, picture in connection.execute(sa.select(kept)).all()
        if picture
    ]
    if rows:
        connection.execute(sa.insert(pages), rows)


def _promises() -> None:
    op.create_table(
        "promises",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by", sa.String(length=32), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("strokes_sha256", sa.String(length=64), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_promises_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index(op.f("ix_promises_case_id"), "promises", ["case_id"])
    op.create_index(op.f("ix_promises_strokes_sha256"), "promises", ["strokes_sha256"])
    op.create_index(
        "ix_promises_due", "promises", ["due_at"], sqlite_where=sa.text(GIVEN), postgresql_where=sa.text(GIVEN)
    )
    op.create_index(
        "uq_promises_open",
        "promises",
        ["case_id", "code"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )


def _bags() -> None:
    op.create_table(
        "bags",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed_by", sa.String(length=32), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_bags_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bags")),
        sa.UniqueConstraint("number", name=op.f("uq_bags_number")),
    )
    op.create_index(op.f("ix_bags_case_id"), "bags", ["case_id"])
    op.create_index(op.f("ix_bags_sha256"), "bags", ["sha256"])
    op.create_table(
        "arrivals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("bag_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("page_id", sa.String(length=32), nullable=True),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bag_id"], ["bags.id"], name=op.f("fk_arrivals_bag_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
    )
    op.create_index(op.f("ix_arrivals_bag_id"), "arrivals", ["bag_id"])
    op.create_index(op.f("ix_arrivals_sha256"), "arrivals", ["sha256"])
