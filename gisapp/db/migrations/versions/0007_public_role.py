"""The role that pages for everybody read as, the views that it reads, how large a rough place is drawn."""

import sqlalchemy as sa
from alembic import op

from gisapp.db.engine import PUBLIC_ROLE

revision = "0007"
down_revision = "0006"

VIEWS = {
    # Whom to ask about a place that isn't shown as a point.
    "public_office": """
    select id, municipality_code, name, phone from office where active
    """,
    # Runs without who asked for them, what they were asked with and which rows they looked at.
    "public_run": """
    select id, kind, status, source_id, municipality_code, layer, edition, rows_read, rows_outside, problems,
           crs, published_at
    from import_run
    """,
    # What is wrong in a list of places quotes its rows, also of places that nobody is to see.
    "public_problem": """
    select p.id, p.run_id, p.severity, p.code, p.line, p.field, p.value, p.message, p.remedy
    from import_problem p
    join import_run r on r.id = p.run_id
    where not exists (
        select from service s where s.municipality_code = r.municipality_code and s.listed_in = r.layer
    )
    """,
}
#: What `pin` is filled from. A place known or shown only roughly is as large as what it stands for: a circle
#: of the same area as its town or district; 250 m where neither is loaded.
PINS = """
    select a.id, a.municipality_code, a.layer, a.name, a.precision, a.valid_to,
           ST_Transform(a.geom, 3857) as geom_3857,
           case when a.precision <> 'exact' then coalesce((
               select cast(least(greatest(sqrt(ST_Area(cast(e.geom as geography)) / pi()), 150), 3000)
                           as smallint)
               from (
                   select c.geom from population_cell c
                   where a.precision = '町丁目' and c.municipality_code = a.municipality_code
                         and c.name is not null and ST_Covers(c.geom_3857, ST_Transform(a.geom, 3857))
                   union all
                   select d.geom from public_area d
                   where a.precision = '校区' and d.municipality_code = a.municipality_code
                         and d.system = 'elementary_district' and ST_Covers(d.geom, a.geom)
               ) e
               order by ST_Area(e.geom)
               limit 1
           ), 250) end as radius_m
    from public_asset a
    where a.geom is not null
"""
READABLE = (
    "public_area", "public_asset", "public_phone", "public_schedule", "public_office", "public_run",
    "public_problem", "pin", "municipality", "source", "population_cell", "population_count",
    "gazetteer_town", "walk_edge",
)  # fmt: skip
#: Roles belong to the whole server: another database of it may have made this one, or be making it right now.
MAKE_ROLE = f"""
do $$
begin
    if not exists (select from pg_roles where rolname = '{PUBLIC_ROLE}') then
        create role {PUBLIC_ROLE} nologin;
        execute format('grant {PUBLIC_ROLE} to %I', current_user);
    end if;
exception when duplicate_object or unique_violation then
    null;
end $$
"""
DROP_ROLE = f"""
do $$
begin
    drop role {PUBLIC_ROLE};
exception when dependent_objects_still_exist or insufficient_privilege or undefined_object then
    null;
end $$
"""


def upgrade() -> None:
    op.execute(MAKE_ROLE)
    op.add_column("pin", sa.Column("radius_m", sa.SmallInteger(), nullable=True))
    for name, select in VIEWS.items():
        op.execute(f"create view {name} as {select}")
    op.execute(f"create view pin_now as {PINS}")
    op.execute("update pin p set radius_m = n.radius_m from pin_now n where n.id = p.service_id")
    op.execute(f"grant usage on schema public to {PUBLIC_ROLE}")
    op.execute(f"grant select on {', '.join(READABLE)} to {PUBLIC_ROLE}")


def downgrade() -> None:
    op.execute(f"revoke select on {', '.join(READABLE)} from {PUBLIC_ROLE}")
    op.execute(f"revoke usage on schema public from {PUBLIC_ROLE}")
    for name in (*VIEWS, "pin_now"):
        op.execute(f"drop view {name}")
    op.drop_column("pin", "radius_m")
    op.execute(DROP_ROLE)
