"""Version 2: reasons and flags stand beside the marks; a person can ask that an answer be looked at again."""

import sqlalchemy as sa
from alembic import op

from fivelayer.gradebook import stored

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Add the column, fill it from the results, and add the table."""
    column = sa.Column("said", sa.Text(), nullable=False, server_default="{}")
    op.add_column("marking", column)
    marking = sa.table("marking", sa.column("id"), sa.column("said"), sa.column("whole"))
    connection = op.get_bind()
    for number in connection.execute(sa.select(marking.c.id)).scalars().all():
        own = marking.c.id == number
        whole = connection.execute(sa.select(marking.c.whole).where(own)).scalar_one()
        said = stored.said_by(stored.result(whole))
        connection.execute(sa.update(marking).where(own).values(said=said))
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("raised", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name="fk_flag_work_id"),
        sa.PrimaryKeyConstraint("id", name="pk_flag"),
    )
    op.create_index("ix_flag_work_id_rule", "flag", ["work_id", "rule"])
