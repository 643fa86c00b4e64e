"""One person has one appointment for one item at a time: the store itself holds it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

STANDS = sa.text("state IN ('booked','early')")
LATER_ONES = """
    UPDATE appointments SET applicant_id = NULL
    WHERE state IN ('booked','early') AND EXISTS (
        SELECT 1 FROM appointments AS other
        WHERE other.applicant_id = appointments.applicant_id AND other.item_code = appointments.item_code
          AND other.state IN ('booked','early')
          AND (other.starts_at < appointments.starts_at
               OR (other.starts_at = appointments.starts_at AND other.id < appointments.id)))
"""


def upgrade() -> None:
    """Of several that somebody has for one item, the first stays theirs; the others are known by their slips alone."""
    op.execute(LATER_ONES)
    op.create_index(
        "uq_appointments_person",
        "appointments",
        ["applicant_id", "item_code"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
