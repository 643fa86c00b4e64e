"""Devices' keys, and what evidence is sealed with."""

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
