"""Imports that can be looked at first, followed, cancelled and taken back; walking networks; town names."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

STATES = (
    "waiting", "reading", "ready", "publishing", "published", "refused", "failed", "cancelled", "undone",
)  # fmt: skip
#: The asset's own words on what a file said, and whether a person has changed it since.
SERVICE_COLUMNS = (
    sa.Column("source_digest", sa.Text(), nullable=True),
    sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
)


def upgrade() -> None:
    _runs()
    _changes()
    for column in SERVICE_COLUMNS:
        op.add_column("service", column)
    op.add_column("population_cell", sa.Column("name", sa.Text(), nullable=True))
    _lighter()
    _gazetteer()
    _network()
    op.create_table(
        "column_mapping",
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "layer", "fingerprint", name=op.f("pk_column_mapping")),
    )
    op.create_table(
        "admin_session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_admin_session")),
    )
    _as_it_stands(SchemaManager.get_schema())


def _as_it_stands(script: str) -> None:
    """Runs a script of several statements, in which no sign stands for a parameter."""
    op.get_bind().connection.driver_connection.execute(script)  # type: ignore[union-attr]


def _runs() -> None:
    op.add_column("import_run", sa.Column("kind", sa.Text(), server_default="import", nullable=False))
    op.add_column("import_run", sa.Column("status", sa.Text(), server_default="published", nullable=False))
    op.create_check_constraint(op.f("ck_import_run_kind"), "import_run", "kind in ('import', 'undo')")
    listed = ", ".join(f"'{state}'" for state in STATES)
    op.create_check_constraint(op.f("ck_import_run_status"), "import_run", f"status in ({listed})")
    for column in (
        sa.Column("municipality_code", sa.Text(), nullable=True),
        sa.Column("layer", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("asked", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Text(), server_default="", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changes", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("preview", postgresql.JSONB(), nullable=True),
        sa.Column("crs", sa.Text(), server_default="", nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
    ):
        op.add_column("import_run", column)
    op.create_foreign_key(op.f("fk_import_run_undoes"), "import_run", "import_run", ["undoes"], ["id"])
    # A run exists from the moment that somebody asks for it: what it published is known only later.
    op.alter_column("import_run", "source_id", nullable=True)
    op.alter_column("import_run", "published_at", nullable=True, server_default=None)
    for name in ("rows_read", "rows_published", "rows_outside", "problems"):
        op.alter_column("import_run", name, server_default="0")
    op.alter_column("import_run", "edition", server_default="")
    op.create_index("ix_import_run_municipality_code_layer", "import_run", ["municipality_code", "layer"])
    op.add_column("import_problem", sa.Column("choice", sa.Text(), nullable=True))
    op.add_column(
        "import_problem",
        sa.Column("options", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
    )
    op.execute(
        "update import_run r set municipality_code = s.municipality_code, layer = s.layer,"
        " finished_at = r.published_at from source s where s.id = r.source_id"
    )


def _changes() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_change_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.CheckConstraint(
            "entity in ('area', 'asset', 'cell', 'town', 'edge')", name=op.f("ck_change_entity")
        ),
        sa.CheckConstraint("action in ('new', 'changed', 'gone')", name=op.f("ck_change_action")),
        sa.CheckConstraint("(action = 'new') = (before is null)", name=op.f("ck_change_before")),
    )
    op.create_index("ix_change_run_id", "change", ["run_id"], postgresql_using="brin")
    op.create_index("ix_change_entity_entity_id", "change", ["entity", "entity_id"])


def _lighter() -> None:
    """What nothing reads and every published row pays for: tiles are cut from pins, runs found by changes."""
    op.drop_index("ix_location_geom", table_name="location")
    op.drop_index(op.f("ix_service_run_id"), table_name="service")
    op.drop_constraint(op.f("fk_pin_municipality_code"), "pin")


def _heavier() -> None:
    op.create_foreign_key(
        op.f("fk_pin_municipality_code"), "pin", "municipality", ["municipality_code"], ["code"]
    )
    op.create_index(op.f("ix_service_run_id"), "service", ["run_id"])
    op.create_index("ix_location_geom", "location", ["geom"], postgresql_using="gist")


def _gazetteer() -> None:
    op.add_column(
        "gazetteer_town", sa.Column("layer", sa.Text(), server_default="town_gazetteer", nullable=False)
    )
    op.add_column("gazetteer_town", sa.Column("block", sa.Text(), nullable=True))
    op.create_table(
        "geocode_cache",
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("matched", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("method", "query", name=op.f("pk_geocode_cache")),
    )


def _network() -> None:
    op.create_table(
        "walk_edge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("length_m", sa.Float(), nullable=False),
        sa.Column("geom", Geometry("LINESTRING", srid=6668, spatial_index=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length_m >= 0", name=op.f("ck_walk_edge_length_not_negative")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_walk_edge_municipality_code")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_walk_edge_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_edge")),
        sa.UniqueConstraint(
            "municipality_code", "layer", "source", "target", "number",
            name=op.f("uq_walk_edge_municipality_code_layer_source_target_number"),
        ),
    )  # fmt: skip
    op.create_index("ix_walk_edge_geom", "walk_edge", ["geom"], postgresql_using="gist")
    op.create_index(op.f("ix_walk_edge_run_id"), "walk_edge", ["run_id"])


def downgrade() -> None:
    _drop_queue()
    _heavier()
    for table in ("admin_session", "column_mapping", "walk_edge", "geocode_cache", "change"):
        op.drop_table(table)
    op.execute("delete from gazetteer_town where layer <> 'town_gazetteer'")
    for table, names in {
        "gazetteer_town": ("block", "layer"),
        "population_cell": ("name",),
        "service": tuple(column.name for column in SERVICE_COLUMNS),
        "import_problem": ("options", "choice"),
    }.items():
        for name in names:
            op.drop_column(table, name)
    op.drop_index("ix_import_run_municipality_code_layer", table_name="import_run")
    op.drop_constraint(op.f("fk_import_run_undoes"), "import_run")
    op.execute("delete from import_run where status <> 'published' or kind <> 'import'")
    for name in ("kind", "status"):
        op.drop_constraint(op.f(f"ck_import_run_{name}"), "import_run")
    for name in ("undoes", "crs", "preview", "changes", "done", "step", "finished_at", "started_at", "asked",
                 "actor", "layer", "municipality_code", "status", "kind"):  # fmt: skip
        op.drop_column("import_run", name)
    for name in ("edition", "rows_read", "rows_published", "rows_outside", "problems"):
        op.alter_column("import_run", name, server_default=None)
    op.alter_column("import_run", "published_at", nullable=False, server_default=sa.text("now()"))
    op.alter_column("import_run", "source_id", nullable=False)


def _drop_queue() -> None:
    """The library brings its schema up, and leaves taking it away to whoever wants that."""
    for kind in ("table", "function", "type"):
        _as_it_stands(DROP.format(kind=kind, **FOUND[kind]))


#: Where the queue's own things stand, and how each is named in full.
FOUND = {
    "table": {"catalogue": "pg_class", "prefix": "rel", "full": "regclass", "where": "relkind = 'r'"},
    "function": {"catalogue": "pg_proc", "prefix": "pro", "full": "regprocedure", "where": "true"},
    "type": {"catalogue": "pg_type", "prefix": "typ", "full": "regtype", "where": "typtype in ('e', 'c')"},
}
DROP = """
do $$
declare each record;
begin
    for each in select oid::{full} as name from {catalogue}
                where {prefix}name like 'procrastinate%' and {where}
                      and {prefix}namespace = 'public'::regnamespace
    loop execute format('drop {kind} if exists %s cascade', each.name); end loop;
end $$
"""
