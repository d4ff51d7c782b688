"""The first schema: place, people, asset, provenance, and the two public views."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

#: What the public may see, and nothing else: current areas, and assets with coarsened points.
PUBLIC_VIEWS = (
    """
    create view public_area as
    select id, municipality_code, system, key, name, edition, valid_from, geom, geom_3857, geom_3857_mid,
           geom_3857_far, label, run_id
    from area
    where valid_to is null
    """,
    """
    create view public_asset as
    select s.id, s.municipality_code, s.layer, s.name, s.kana, s.description, s.fee, s.hours_note, s.capacity,
           s.url, s.assured_date, s.pillars, s.fields, s.target_groups, s.formality, s.run_id,
           s.valid_to, l.precision, l.position_method, l.geom, l.address, l.building
    from service s
    join service_at_location sl on sl.service_id = s.id
    join location l on l.id = sl.location_id
    where s.status = 'active' and (s.valid_to is null or s.valid_to > current_date)
          and l.precision <> 'hidden'
    """,
)


def upgrade() -> None:
    op.create_table(
        "municipality",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefecture", sa.Text(), nullable=False),
        sa.Column("plane_srid", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("data_version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column(
            "retrieved_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint(
            "municipality_code", "layer", "digest", name=op.f("uq_source_municipality_code_layer_digest")
        ),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "published_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_published", sa.Integer(), nullable=False),
        sa.Column("rows_outside", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_import_run_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_source_id"), "import_run", ["source_id"], unique=False)
    op.create_table(
        "location",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("building", sa.Text(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum("exact", "町丁目", "校区", "hidden", name="location_precision"),
            nullable=False,
        ),
        sa.Column("position_method", sa.Text(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=6668, spatial_index=False), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_location_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    op.create_index("ix_location_geom", "location", ["geom"], unique=False, postgresql_using="gist")
    op.create_table(
        "organization",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_organization_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("municipality_code", "name", name=op.f("uq_organization_municipality_code_name")),
    )
    op.create_table(
        "area",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "attributes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=6668, spatial_index=False), nullable=False),
        sa.Column(
            "geom_3857",
            Geometry("MULTIPOLYGON", srid=3857, spatial_index=False),
            sa.Computed("st_transform(geom, 3857)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "geom_3857_mid",
            Geometry(srid=3857, spatial_index=False),
            sa.Computed("st_simplify(st_transform(geom, 3857), 30, true)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "geom_3857_far",
            Geometry(srid=3857, spatial_index=False),
            sa.Computed("st_simplify(st_transform(geom, 3857), 300, true)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "label",
            Geometry("POINT", srid=6668, spatial_index=False),
            sa.Computed("st_pointonsurface(geom)", persisted=True),
            nullable=False,
        ),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_area_municipality_code")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_area_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint(
            "municipality_code",
            "system",
            "edition",
            "key",
            name=op.f("uq_area_municipality_code_system_edition_key"),
        ),
    )
    op.create_index("ix_area_geom", "area", ["geom"], unique=False, postgresql_using="gist")
    op.create_index("ix_area_geom_3857", "area", ["geom_3857"], unique=False, postgresql_using="gist")
    op.create_index(op.f("ix_area_run_id"), "area", ["run_id"], unique=False)
    op.create_table(
        "gazetteer_town",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("geom", Geometry("POINT", srid=6668, spatial_index=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_gazetteer_town_municipality_code")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_gazetteer_town_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gazetteer_town")),
    )
    op.create_index(
        "ix_gazetteer_town_municipality_code_search_key",
        "gazetteer_town",
        ["municipality_code", "search_key"],
        unique=False,
    )
    op.create_index(op.f("ix_gazetteer_town_run_id"), "gazetteer_town", ["run_id"], unique=False)
    op.create_table(
        "import_problem",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_problem_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problem")),
    )
    op.create_index("ix_import_problem_run_id", "import_problem", ["run_id"], unique=False)
    op.create_table(
        "population_cell",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("unit_key", sa.Text(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=6668, spatial_index=False), nullable=False),
        sa.Column(
            "geom_3857",
            Geometry("MULTIPOLYGON", srid=3857, spatial_index=False),
            sa.Computed("st_transform(geom, 3857)", persisted=True),
            nullable=False,
        ),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_population_cell_municipality_code")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_population_cell_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_cell")),
        sa.UniqueConstraint(
            "municipality_code",
            "layer",
            "year",
            "key",
            name=op.f("uq_population_cell_municipality_code_layer_year_key"),
        ),
    )
    op.create_index(
        "ix_population_cell_unit", "population_cell", ["municipality_code", "layer", "year", "unit_key"]
    )
    op.create_index(
        "ix_population_cell_geom_3857",
        "population_cell",
        ["geom_3857"],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index(op.f("ix_population_cell_run_id"), "population_cell", ["run_id"], unique=False)
    op.create_table(
        "service",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kana", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("pillars", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "target_groups", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("formality", sa.Text(), nullable=True),
        sa.Column("fee", sa.Text(), nullable=True),
        sa.Column("hours_note", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("active", "inactive", "defunct", "temporarily closed", name="service_status"),
            server_default=sa.text("'active'"),
            nullable=False,
        ),
        sa.Column("assured_date", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "attributes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_service_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_service_organization_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_service_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint(
            "municipality_code",
            "layer",
            "source_key",
            name=op.f("uq_service_municipality_code_layer_source_key"),
        ),
    )
    op.create_index(op.f("ix_service_run_id"), "service", ["run_id"], unique=False)
    op.create_table(
        "phone",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_phone_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
    )
    op.create_index(op.f("ix_phone_service_id"), "phone", ["service_id"], unique=False)
    op.create_table(
        "population_count",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cell_id", sa.BigInteger(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("age_from", sa.SmallInteger(), nullable=False),
        sa.Column("age_to", sa.SmallInteger(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("state", sa.Enum("known", "suppressed", "missing", name="count_state"), nullable=False),
        sa.CheckConstraint(
            "(state = 'known') = (people is not null)", name=op.f("ck_population_count_known_has_people")
        ),
        sa.CheckConstraint("people >= 0", name=op.f("ck_population_count_people_not_negative")),
        sa.ForeignKeyConstraint(
            ["cell_id"], ["population_cell.id"], name=op.f("fk_population_count_cell_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_count")),
    )
    op.create_index(
        "uq_population_count_bracket",
        "population_count",
        ["cell_id", "sex", "age_from", sa.literal_column("coalesce(age_to, 999::smallint)")],
        unique=True,
    )
    op.create_table(
        "schedule",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("byday", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_schedule_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    op.create_index(op.f("ix_schedule_service_id"), "schedule", ["service_id"], unique=False)
    op.create_table(
        "service_at_location",
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_service_at_location_location_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_at_location_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service_id", "location_id", name=op.f("pk_service_at_location")),
    )
    op.create_index(
        op.f("ix_service_at_location_location_id"), "service_at_location", ["location_id"], unique=False
    )

    op.create_table(
        "pin",
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "precision",
            postgresql.ENUM(
                "exact", "町丁目", "校区", "hidden", name="location_precision", create_type=False
            ),
            nullable=False,
        ),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("geom_3857", Geometry("POINT", srid=3857, spatial_index=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_pin_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_pin_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_pin")),
    )
    op.create_index("ix_pin_municipality_code_layer", "pin", ["municipality_code", "layer"])
    op.create_index("ix_pin_geom_3857", "pin", ["geom_3857"], postgresql_using="gist")
    for view in PUBLIC_VIEWS:
        op.execute(view)


def downgrade() -> None:
    op.execute("drop view public_asset")
    op.execute("drop view public_area")
    op.drop_table("pin")
    op.drop_index(op.f("ix_service_at_location_location_id"), table_name="service_at_location")
    op.drop_table("service_at_location")
    op.drop_index(op.f("ix_schedule_service_id"), table_name="schedule")
    op.drop_table("schedule")
    op.drop_index("uq_population_count_bracket", table_name="population_count")
    op.drop_table("population_count")
    op.drop_index(op.f("ix_phone_service_id"), table_name="phone")
    op.drop_table("phone")
    op.drop_index(op.f("ix_service_run_id"), table_name="service")
    op.drop_table("service")
    op.drop_index(op.f("ix_population_cell_run_id"), table_name="population_cell")
    op.drop_index("ix_population_cell_unit", table_name="population_cell")
    op.drop_index("ix_population_cell_geom_3857", table_name="population_cell", postgresql_using="gist")
    op.drop_table("population_cell")
    op.drop_index("ix_import_problem_run_id", table_name="import_problem")
    op.drop_table("import_problem")
    op.drop_index(op.f("ix_gazetteer_town_run_id"), table_name="gazetteer_town")
    op.drop_index("ix_gazetteer_town_municipality_code_search_key", table_name="gazetteer_town")
    op.drop_table("gazetteer_town")
    op.drop_index(op.f("ix_area_run_id"), table_name="area")
    op.drop_index("ix_area_geom_3857", table_name="area", postgresql_using="gist")
    op.drop_index("ix_area_geom", table_name="area", postgresql_using="gist")
    op.drop_table("area")
    op.drop_table("organization")
    op.drop_index("ix_location_geom", table_name="location", postgresql_using="gist")
    op.drop_table("location")
    op.drop_index(op.f("ix_import_run_source_id"), table_name="import_run")
    op.drop_table("import_run")
    op.drop_table("source")
    op.drop_table("municipality")
    for name in ("count_state", "service_status", "location_precision"):
        op.execute(f"drop type {name}")
