"""Ratings with their reasons, follow-ups, and calls to those whose case is closed."""

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
