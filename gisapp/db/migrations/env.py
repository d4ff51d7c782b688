"""Knows how Alembic reaches the database: over the connection it is handed. Knows no setting."""

from alembic import context

from gisapp.models import Base

POSTGIS_OWN = {"spatial_ref_sys"}


def ours(obj: object, name: str | None, type_: str, reflected: bool, compare_to: object) -> bool:  # noqa: ARG001
    """PostGIS brings a table of its own that isn't ours to compare."""
    return not (type_ == "table" and name in POSTGIS_OWN)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=ours,
)
with context.begin_transaction():
    context.run_migrations()
