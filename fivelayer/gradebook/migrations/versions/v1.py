"""Version 1, the first: made whole from the tables themselves, so there is nothing to step through."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """Nothing comes before it."""
