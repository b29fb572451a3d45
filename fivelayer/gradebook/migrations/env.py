"""What alembic runs: the steps, on the connection that the gradebook hands over."""

from alembic import context

from fivelayer.gradebook.tables import VERSION_TABLE, Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
# No transaction of alembic's own: all steps are kept together, or none.
context.run_migrations()
