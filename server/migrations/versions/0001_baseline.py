"""The line from which tables are counted: none yet. The account log's tables come with sync."""

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to make; the revision itself is what readiness looks for."""


def downgrade() -> None:
    """Nothing to take away."""
