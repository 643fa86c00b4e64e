"""What alembic runs for each command: the connection comes from `desk.store.schema`, the tables from `tables`."""

from alembic import context

from desk.store.tables import metadata


def run() -> None:
    """Runs the steps that alembic chose, on the connection handed in."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


run()
