"""Offices and territories, proposals, versions, true places, reports, notes, and a record that stays."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

NOW = sa.text("now()")
NOTHING = sa.text("'{}'")
TEXTS = postgresql.ARRAY(sa.Text())
STAMP = sa.DateTime(timezone=True)
ROLES = "role in ('管理者', '計画担当', '承認者', 'CSW', '地区協議会', '協力者')"
OLD_ROLES = "role in ('管理者', '計画担当')"
KINDS = "kind in ('import', 'undo', 'hand')"
OLD_KINDS = "kind in ('import', 'undo')"
SERVICE_COLUMNS: tuple[sa.Column[Any], ...] = (
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("listed_in", sa.Text(), nullable=True),
    sa.Column("office_id", sa.BigInteger(), nullable=True),
    sa.Column("hub_id", sa.BigInteger(), nullable=True),
    sa.Column("informant", sa.Text(), nullable=True),
    sa.Column("checked_how", sa.Text(), nullable=True),
    sa.Column("booking", sa.Text(), nullable=True),
    sa.Column("accessibility", TEXTS, server_default=NOTHING, nullable=False),
    sa.Column("languages", TEXTS, server_default=NOTHING, nullable=False),
    sa.Column("rooms", sa.Text(), nullable=True),
    sa.Column("staff", sa.Text(), nullable=True),
    sa.Column("planned_on", sa.Date(), nullable=True),
    sa.Column("closed_on", TEXTS, server_default=NOTHING, nullable=False),
    sa.Column("service_area", TEXTS, server_default=NOTHING, nullable=False),
    sa.Column("photos", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
    sa.Column("visibility", postgresql.JSONB(), server_default=NOTHING, nullable=False),
    sa.Column("consent", postgresql.JSONB(), server_default=NOTHING, nullable=False),
)
#: Optional fields that may be kept from the public, one by one.
GUARDED = (
    "kana", "description", "fee", "hours_note", "capacity", "url", "email", "booking", "rooms", "staff",
)  # fmt: skip
GUARDED_LISTS = ("accessibility", "languages")


#: A place that is shown only coarsely by agreement keeps these to itself: contact goes through the office.
KEPT_WITH_THE_PLACE = ("phones", "email", "url", "photos")


def _open(name: str) -> str:
    said = f"coalesce(s.visibility ->> '{name}', '公開') = '公開'"
    kept = " and not exists (select from true_place t where t.service_id = s.id)"
    return said + (kept if name in KEPT_WITH_THE_PLACE else "")


GUARDED_COLUMNS = ", ".join(
    [f"case when {_open(name)} then s.{name} end as {name}" for name in GUARDED]
    + [f"case when {_open(name)} then s.{name} else '{{}}' end as {name}" for name in GUARDED_LISTS]
    + [f"case when {_open('photos')} then s.photos else '[]' end as photos"]
)
VIEWS = {
    "public_asset": f"""
    select s.id, s.municipality_code, s.layer, s.name, {GUARDED_COLUMNS}, s.assured_date, s.pillars,
           s.fields, s.target_groups, s.formality, s.run_id, s.valid_to, s.closed_on, s.service_area,
           s.hub_id, s.office_id, l.id as location_id, l.precision, l.position_method, l.geom,
           case when {_open("address")} then l.address end as address,
           case when {_open("address")} then l.building end as building,
           s.informant is not null as told, s.checked_how
    from service s
    join service_at_location sl on sl.service_id = s.id
    join location l on l.id = sl.location_id
    where s.status = 'active' and (s.valid_to is null or s.valid_to > current_date)
          and (s.planned_on is null or s.planned_on <= current_date) and l.precision <> 'hidden'
    """,
    "public_phone": f"""
    select p.id, p.service_id, p.number, p.purpose
    from phone p
    join service s on s.id = p.service_id and s.status = 'active' and {_open("phones")}
    join service_at_location sl on sl.service_id = s.id
    join location l on l.id = sl.location_id and l.precision <> 'hidden'
    where (s.valid_to is null or s.valid_to > current_date)
          and (s.planned_on is null or s.planned_on <= current_date)
    """,
    "public_schedule": f"""
    select h.id, h.service_id, h.byday, h.weeks, h.opens_at, h.closes_at
    from schedule h
    join service s on s.id = h.service_id and s.status = 'active' and {_open("schedules")}
    join service_at_location sl on sl.service_id = s.id
    join location l on l.id = sl.location_id and l.precision <> 'hidden'
    where (s.valid_to is null or s.valid_to > current_date)
          and (s.planned_on is null or s.planned_on <= current_date)
    """,
    # One asset whole, as it is kept in `change.before` and put back from there.
    "asset_snapshot": """
    select s.id, jsonb_build_object(
        'service', to_jsonb(s), 'location', to_jsonb(place), 'place', to_jsonb(truth), 'organization', o.name,
        'phones', coalesce((
            select jsonb_agg(jsonb_build_object('number', p.number, 'purpose', p.purpose) order by p.id)
            from phone p where p.service_id = s.id
        ), '[]'),
        'schedules', coalesce((
            select jsonb_agg(jsonb_build_object('byday', h.byday, 'weeks', h.weeks, 'opens_at', h.opens_at,
                                                'closes_at', h.closes_at) order by h.id)
            from schedule h where h.service_id = s.id
        ), '[]')
    ) as content
    from service s
    left join organization o on o.id = s.organization_id
    left join lateral (
        select l.id, l.municipality_code, l.address, l.building, l.precision, l.position_method, l.district,
               cast(l.geom as text) as geom
        from service_at_location sl join location l on l.id = sl.location_id
        where sl.service_id = s.id
        limit 1
    ) place on true
    left join lateral (
        select t.address, t.building, cast(t.geom as text) as geom from true_place t where t.service_id = s.id
    ) truth on true
    """,
    # Where an asset lies for those who decide who may do what with it.
    "asset_territory": """
    select s.id, s.municipality_code, s.office_id, coalesce(lies.districts, s.service_area) as districts
    from service s
    left join service_at_location sl on sl.service_id = s.id
    left join location l on l.id = sl.location_id
    left join true_place t on t.service_id = s.id
    left join lateral (
        select array_agg(distinct a.key) as districts
        from area a
        where a.municipality_code = s.municipality_code and a.system = 'elementary_district'
              and a.valid_to is null and ST_Covers(a.geom, coalesce(t.geom, l.geom))
    ) lies on true
    """,
}
OLD_PUBLIC_ASSET = """
    select s.id, s.municipality_code, s.layer, s.name, s.kana, s.description, s.fee, s.hours_note, s.capacity,
           s.url, s.assured_date, s.pillars, s.fields, s.target_groups, s.formality, s.run_id,
           s.valid_to, l.precision, l.position_method, l.geom, l.address, l.building
    from service s
    join service_at_location sl on sl.service_id = s.id
    join location l on l.id = sl.location_id
    where s.status = 'active' and (s.valid_to is null or s.valid_to > current_date)
          and l.precision <> 'hidden'
"""
#: Versions grow by one with every change, whoever makes it: no writer can forget it.
GROW = """
create function grow_version() returns trigger language plpgsql as $$
begin
    new.version := old.version + 1;
    return new;
end $$
"""
#: What was done stays written, also for whoever holds the program's own rights.
STAYS = """
create function stays_as_written() returns trigger language plpgsql as $$
begin
    raise exception '% is a record that is only added to', tg_table_name;
end $$
"""
RECORDS = ("change", "audit")


def upgrade() -> None:
    _offices()
    for column in SERVICE_COLUMNS:
        op.add_column("service", column)
    op.execute("update service set listed_in = layer")
    op.alter_column("service", "listed_in", nullable=False)
    op.drop_constraint(op.f("uq_service_municipality_code_layer_source_key"), "service")
    op.create_unique_constraint(
        op.f("uq_service_municipality_code_listed_in_source_key"),
        "service",
        ["municipality_code", "listed_in", "source_key"],
    )
    op.create_foreign_key(op.f("fk_service_office_id"), "service", "office", ["office_id"], ["id"])
    op.create_foreign_key(
        op.f("fk_service_hub_id"), "service", "service", ["hub_id"], ["id"], ondelete="SET NULL"
    )
    op.create_check_constraint(
        op.f("ck_service_closed_on"), "service", "closed_on <@ array['祝日', '年末年始', 'お盆']"
    )
    op.add_column(
        "schedule",
        sa.Column("weeks", postgresql.ARRAY(sa.SmallInteger()), server_default=NOTHING, nullable=False),
    )
    op.add_column("location", sa.Column("district", sa.Text(), nullable=True))
    op.drop_constraint(op.f("ck_import_run_kind"), "import_run")
    op.create_check_constraint(op.f("ck_import_run_kind"), "import_run", KINDS)
    op.create_table(
        "true_place",
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("building", sa.Text(), nullable=True),
        sa.Column("geom", Geometry("POINT", srid=6668, spatial_index=False), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_true_place_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_true_place")),
    )
    _proposals()
    _reports()
    _notes()
    _audit()
    op.execute("drop view public_asset")
    for name, select in VIEWS.items():
        op.execute(f"create view {name} as {select}")
    op.execute(GROW)
    op.execute(
        "create trigger grow_version before update on service for each row"
        " when (old.* is distinct from new.*) execute function grow_version()"
    )
    op.execute(STAYS)
    for table in RECORDS:
        op.execute(
            f"create trigger stays_as_written before update or delete or truncate on {table}"
            " for each statement execute function stays_as_written()"
        )


def _offices() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("districts", TEXTS, server_default=NOTHING, nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_office_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("municipality_code", "name", name=op.f("uq_office_municipality_code_name")),
    )
    op.add_column("account", sa.Column("office_id", sa.BigInteger(), nullable=True))
    op.add_column("account", sa.Column("districts", TEXTS, server_default=NOTHING, nullable=False))
    op.add_column("account", sa.Column("digest_at", STAMP, nullable=True))
    op.create_foreign_key(op.f("fk_account_office_id"), "account", "office", ["office_id"], ["id"])
    op.drop_constraint(op.f("ck_account_role"), "account")
    op.create_check_constraint(op.f("ck_account_role"), "account", ROLES)


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", postgresql.UUID(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=True),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("returned_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", STAMP, server_default=NOW, nullable=False),
        sa.Column("updated_at", STAMP, server_default=NOW, nullable=False),
        sa.Column("decided_at", STAMP, nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'submitted', 'returned', 'approved', 'withdrawn')",
            name=op.f("ck_proposal_state"),
        ),
        sa.CheckConstraint(
            "(service_id is null) = (base_version is null) or state = 'approved'",
            name=op.f("ck_proposal_base"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_proposal_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_proposal_service_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_proposal_author_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_proposal_decided_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_proposal_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("key", name=op.f("uq_proposal_key")),
    )
    op.create_index("ix_proposal_municipality_code_state", "proposal", ["municipality_code", "state"])
    op.create_index(op.f("ix_proposal_service_id"), "proposal", ["service_id"])


def _reports() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", postgresql.UUID(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("created_at", STAMP, server_default=NOW, nullable=False),
        sa.Column("decided_at", STAMP, nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind in ('違っています', 'なくなりました', '新しい場所')", name=op.f("ck_report_kind")
        ),
        sa.CheckConstraint("state in ('open', 'done', 'dropped')", name=op.f("ck_report_state")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_report_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_report_service_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_report_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("key", name=op.f("uq_report_key")),
    )
    op.create_index("ix_report_municipality_code_state", "report", ["municipality_code", "state"])


def _notes() -> None:
    op.create_table(
        "hearing_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", STAMP, server_default=NOW, nullable=False),
        sa.Column("removed_at", STAMP, nullable=True),
        sa.CheckConstraint("kind in ('困りごと', '願い', '強み')", name=op.f("ck_hearing_note_kind")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_hearing_note_municipality_code")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_hearing_note_author_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_hearing_note_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_note")),
    )
    op.create_index(
        "ix_hearing_note_municipality_code_district", "hearing_note", ["municipality_code", "district"]
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", STAMP, server_default=NOW, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), server_default=NOTHING, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])


def downgrade() -> None:
    for table in RECORDS:
        op.execute(f"drop trigger stays_as_written on {table}")
    op.execute("drop function stays_as_written()")
    op.execute("drop trigger grow_version on service")
    op.execute("drop function grow_version()")
    for name in reversed(VIEWS):
        op.execute(f"drop view {name}")
    op.execute(f"create view public_asset as {OLD_PUBLIC_ASSET}")
    op.execute("delete from service where run_id in (select id from import_run where kind = 'hand')")
    op.execute("delete from import_run where kind = 'hand'")
    for table in ("audit", "hearing_note", "report", "proposal", "true_place"):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_import_run_kind"), "import_run")
    op.create_check_constraint(op.f("ck_import_run_kind"), "import_run", OLD_KINDS)
    op.drop_column("location", "district")
    op.drop_column("schedule", "weeks")
    op.drop_constraint(op.f("uq_service_municipality_code_listed_in_source_key"), "service")
    op.execute("update service set layer = listed_in")
    op.create_unique_constraint(
        op.f("uq_service_municipality_code_layer_source_key"),
        "service",
        ["municipality_code", "layer", "source_key"],
    )
    for column in reversed(SERVICE_COLUMNS):
        op.drop_column("service", column.name)
    op.execute("delete from account where role not in ('管理者', '計画担当')")
    op.drop_constraint(op.f("ck_account_role"), "account")
    op.create_check_constraint(op.f("ck_account_role"), "account", OLD_ROLES)
    for name in ("digest_at", "districts", "office_id"):
        op.drop_column("account", name)
    op.drop_table("office")
