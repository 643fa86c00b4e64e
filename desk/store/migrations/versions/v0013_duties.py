"""What each clerk is on: open, paused, wrapping up; how turns come to them."""

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
