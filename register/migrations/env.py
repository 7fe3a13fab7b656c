"""How Alembic runs the migrations: on the connection that opens the register."""

from alembic import context

from register.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
context.run_migrations()
