"""Applicants apart from how and by whom they were recognised: an applicant is a person for life.

What an old store knows is kept: each applicant's account becomes a binding (its subject now sealed), each number that
a provider vouched for is held by its applicant, each visit keeps how it was recognised.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from desk.model.chance import new_id
from identity.vault import Place, Vault

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LIFELONG = ("hkid", "macao-bir", "home-return-permit", "residence-permit", "mainland-id")
INSTANT = sa.DateTime(timezone=True)
STANDING = "unbound_at IS NULL"
MAINLAND = "unbound_at IS NULL AND kind = 'mainland'"


def upgrade() -> None:
    """New tables, filled from the old columns, which then go."""
    _bindings()
    _holders()
    _recognitions()
    _assists()
    _step_ups()
    config = op.get_context().config
    _keep_what_is_known(op.get_bind(), config.attributes.get("vault") if config else None)
    with op.batch_alter_table("applicants") as applicants:
        applicants.drop_constraint(op.f("uq_applicants_provider_subject"), type_="unique")
        for name in ("provider", "subject", "assurance", "recognised_at"):
            applicants.drop_column(name)
    # A sign-in on its way lasts ten minutes: whoever is caught in one begins it again.
    op.execute(sa.text("DELETE FROM pending_sign_ins"))
    with op.batch_alter_table("pending_sign_ins") as pending:
        pending.add_column(sa.Column("purpose", sa.String(length=16), nullable=False))


def _bindings() -> None:
    op.create_table(
        "bindings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("applicant_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=True),
        sa.Column("subject_index", sa.String(length=64), nullable=True),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("bound_at", INSTANT, nullable=False),
        sa.Column("unbound_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["applicant_id"], ["applicants.id"], name=op.f("fk_bindings_applicant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bindings")),
    )
    op.create_index(op.f("ix_bindings_applicant_id"), "bindings", ["applicant_id"], unique=False)
    for name, column, where in (
        ("uq_bindings_subject_index", "subject_index", STANDING),
        ("uq_bindings_mainland", "applicant_id", MAINLAND),
    ):
        limit = sa.text(where)
        op.create_index(name, "bindings", [column], unique=True, sqlite_where=limit, postgresql_where=limit)


def _holders() -> None:
    op.create_table(
        "holders",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("applicant_id", sa.String(length=32), nullable=False),
        sa.Column("binding_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.String(length=64), nullable=False),
        sa.Column("masked", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.String(length=8), nullable=False),
        sa.Column("linked_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["applicant_id"], ["applicants.id"], name=op.f("fk_holders_applicant_id")),
        sa.ForeignKeyConstraint(["binding_id"], ["bindings.id"], name=op.f("fk_holders_binding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holders")),
        sa.UniqueConstraint("applicant_id", "kind", name=op.f("uq_holders_applicant_id_kind")),
        sa.UniqueConstraint("number_index", name=op.f("uq_holders_number_index")),
    )
    op.create_index(op.f("ix_holders_binding_id"), "holders", ["binding_id"], unique=False)


def _recognitions() -> None:
    op.create_table(
        "recognitions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("applicant_id", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("proofing", sa.String(length=32), nullable=False),
        sa.Column("factors", sa.JSON(), nullable=False),
        sa.Column("verified_at", INSTANT, nullable=False),
        sa.Column("proofed_at", INSTANT, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["applicant_id"], ["applicants.id"], name=op.f("fk_recognitions_applicant_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_recognitions_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognitions")),
    )
    op.create_index(op.f("ix_recognitions_applicant_id"), "recognitions", ["applicant_id"], unique=False)
    op.create_index(op.f("ix_recognitions_visit_id"), "recognitions", ["visit_id"], unique=False)


def _assists() -> None:
    op.create_table(
        "assists",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("corner_id", sa.String(length=32), nullable=False),
        sa.Column("zone_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("names", sa.LargeBinary(), nullable=True),
        sa.Column("masked", sa.String(length=32), nullable=False),
        sa.Column("first_id", sa.String(length=32), nullable=False),
        sa.Column("second_id", sa.String(length=32), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["corner_id"], ["corners.id"], name=op.f("fk_assists_corner_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_assists_visit_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_assists_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assists")),
    )
    op.create_index(op.f("ix_assists_visit_id"), "assists", ["visit_id"], unique=False)
    limit = sa.text("state IN ('asked','seen','alone')")
    op.create_index(
        "uq_assists_standing", "assists", ["visit_id"], unique=True, sqlite_where=limit, postgresql_where=limit
    )


def _step_ups() -> None:
    op.create_table(
        "step_ups",
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("problem", sa.String(length=32), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_step_ups_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_step_ups")),
    )


# ── What the old store knows ──────────────────────────────────────────────────────────────────────────────────


def _keep_what_is_known(connection: sa.Connection, vault: Vault | None) -> None:
    """Oldest applicant first. Raises RuntimeError when there are some and no vault to seal their subjects with."""
    known = connection.execute(sa.text("SELECT * FROM applicants ORDER BY id")).mappings().all()
    if known and vault is None:
        raise RuntimeError("applicants are kept here: this step needs the keys to seal their subjects")
    for applicant in known:
        assert vault is not None
        binding_id = _bind(connection, vault, applicant)
        _hold(connection, vault, applicant["id"], binding_id)
        _recognise(connection, applicant)


def _bind(connection: sa.Connection, vault: Vault, applicant: sa.RowMapping) -> str:
    binding_id = new_id()
    account = f"{applicant['provider']}:{applicant['subject']}"
    place = Place(table="bindings", column="subject", row=binding_id)
    _insert(
        connection,
        "bindings",
        id=binding_id,
        applicant_id=applicant["id"],
        kind="zone",
        provider=applicant["provider"],
        subject=vault.seal_text(applicant["subject"], place),
        subject_index=vault.index("bindings.subject", account).hex(),
        consent_id="",
        bound_at=applicant["recognised_at"],
        unbound_at=None,
    )
    return binding_id


def _hold(connection: sa.Connection, vault: Vault, applicant_id: str, binding_id: str) -> None:
    """Numbers that a provider vouched for, unless another applicant, or another number of the kind, came first."""
    query = "SELECT * FROM documents WHERE applicant_id = :id AND checked = 'provider' ORDER BY id"
    for document in connection.execute(sa.text(query), {"id": applicant_id}).mappings().all():
        taken = "SELECT 1 FROM holders WHERE number_index = :index OR (applicant_id = :id AND kind = :kind)"
        where = {"index": document["number_index"], "id": applicant_id, "kind": document["kind"]}
        if document["kind"] not in LIFELONG or connection.execute(sa.text(taken), where).first():
            continue
        number = vault.open_text(document["number"], Place(table="documents", column="number", row=document["id"]))
        holder_id = new_id()
        _insert(
            connection,
            "holders",
            id=holder_id,
            applicant_id=applicant_id,
            binding_id=binding_id,
            kind=document["kind"],
            number=vault.seal_text(number, Place(table="holders", column="number", row=holder_id)),
            number_index=document["number_index"],
            masked=document["masked"],
            edition="",
            linked_at=_bound_at(connection, binding_id),
        )


def _recognise(connection: sa.Connection, applicant: sa.RowMapping) -> None:
    """Each visit as it was recognised; the level is the applicant's newest, for no other was kept."""
    met = (
        "SELECT visits.id, MAX(ledger.at) AS at FROM visits LEFT JOIN ledger ON ledger.visit_id = visits.id"
        " AND ledger.tag = 'visit.recognised' WHERE visits.applicant_id = :id GROUP BY visits.id ORDER BY visits.id"
    )
    for visit in connection.execute(sa.text(met), {"id": applicant["id"]}).all():
        at = visit.at or applicant["recognised_at"]
        _insert(
            connection,
            "recognitions",
            id=new_id(),
            visit_id=visit.id,
            applicant_id=applicant["id"],
            method="provider",
            provider=applicant["provider"],
            level=applicant["assurance"],
            proofing="",
            factors=json.dumps([]),
            verified_at=at,
            proofed_at=None,
            recorded_at=at,
        )


def _bound_at(connection: sa.Connection, binding_id: str) -> object:
    return connection.execute(sa.text("SELECT bound_at FROM bindings WHERE id = :id"), {"id": binding_id}).scalar_one()


def _insert(connection: sa.Connection, table: str, **row: Any) -> None:
    connection.execute(sa.insert(sa.table(table, *map(sa.column, row))).values(**row))
