"""How a gradebook of an older version is brought up to date (alembic)."""
