"""Knows how Alembic reaches the database: over the connection it is handed. Knows no setting."""

from alembic import context

from gisapp.db.migrate import not_ours
from gisapp.models import Base


def ours(obj: object, name: str | None, type_: str, reflected: bool, compare_to: object) -> bool:  # noqa: ARG001
    """What is compared with the models."""
    return not (type_ == "table" and not_ours(name))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=ours,
)
with context.begin_transaction():
    context.run_migrations()
