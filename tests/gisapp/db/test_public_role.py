"""Holds the role of pages for everybody: it reads the public views and tables, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.db.cluster import Cluster, running
from gisapp.db.engine import PUBLIC_ROLE, make_engine, require_usable
from gisapp.db.migrate import downgrade, upgrade
from gisapp.errors import UserError
from tests.assets import office
from tests.conftest import site

#: What everybody may read. A table that isn't named here is refused: see the tests.
OPEN = {
    "public_area", "public_asset", "public_phone", "public_schedule", "public_office", "public_run",
    "public_problem", "pin", "municipality", "source", "population_cell", "population_count",
    "gazetteer_town", "walk_edge", "finding", "finding_hours", "area_edition",
}  # fmt: skip
OF_POSTGIS = {"spatial_ref_sys", "geometry_columns", "geography_columns"}
RELATIONS = """
    select c.relname
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'v', 'm', 'p', 'f')
"""
#: Addresses that everybody reads and that keep nothing.
PAGES = (
    "/", "/list", "/list?q=事務所&district=1", "/sources", "/health", "/api/assets", "/api/assets?city=990019",
    "/tiles/990019/city_office/14/0/0.mvt", "/tiles/990019/city_office/3/0/0.mvt",
    "/tiles/990019/elementary_district/9/0/0.mvt", "/tiles/990019/population_mesh/14/0/0.mvt", "/nothing",
)  # fmt: skip
WITH_PEOPLE = ("/", "/list", "/map.svg", "/api/districts", "/api/districts?system=mesh", "/sources")


def as_public(engine: Engine) -> Engine:
    """The same database, read as everybody."""
    return make_engine(engine.url.render_as_string(hide_password=False), role=PUBLIC_ROLE)


@pytest.fixture
def reader(town: Engine) -> Iterator[Connection]:
    """Somebody who may see what everybody may."""
    public = as_public(town)
    with public.connect() as connection:
        yield connection
    public.dispose()


def refused(connection: Connection, statement: str) -> bool:
    """Whether there is no right to it; any other failure is one of the test."""
    with connection.begin_nested() as attempt:
        try:
            connection.execute(sa.text(statement))
        except sa.exc.ProgrammingError as error:
            attempt.rollback()
            if "permission denied" not in str(error):
                raise
            return True
    return False


def test_g1_every_table_that_is_not_named_is_refused(town: Engine, reader: Connection) -> None:
    with town.connect() as connection:
        everything = set(connection.execute(sa.text(RELATIONS)).scalars())
    assert {"service", "location", "phone", "true_place", "change", "account", "web_session"} <= everything
    assert everything >= OPEN
    let_in = {name for name in everything if not refused(reader, f'select * from "{name}" limit 1')}
    assert let_in == OPEN | OF_POSTGIS


def test_g1_a_table_that_comes_later_is_refused(town: Engine, reader: Connection) -> None:
    with town.begin() as connection:
        connection.execute(sa.text("create table later as select 1 as secret"))
        connection.execute(sa.text("create view later_view as select * from service"))
    assert refused(reader, "select * from later")
    assert refused(reader, "select * from later_view")


def test_the_role_never_writes(town: Engine) -> None:
    public = as_public(town)
    for statement in ("update municipality set name = ''", "delete from pin", "insert into todo values (1)"):
        with public.connect() as connection, pytest.raises(sa.exc.DBAPIError):
            connection.execute(sa.text(statement))
    public.dispose()


def test_an_office_shows_its_name_and_telephone_alone(town: Engine, reader: Connection) -> None:
    number = office(town)
    shown = reader.execute(sa.text("select * from public_office")).mappings().one()
    assert dict(shown) == {
        "id": number, "municipality_code": "990019", "name": "見本事務所", "phone": "000-111-2222",
        "districts": [],
    }  # fmt: skip


def test_what_is_wrong_in_a_list_of_places_is_not_for_everybody(town: Engine, reader: Connection) -> None:
    statement = sa.text(
        "insert into import_problem (run_id, severity, code, value, message, remedy)"
        " select id, 'note', 'VAL-1', '見本町9-9', '', '' from import_run where layer = :layer"
    )
    with town.begin() as connection:
        connection.execute(sa.text("delete from import_problem"))
        for layer in ("city_office", "elementary_district"):
            connection.execute(statement, {"layer": layer})
    told = reader.execute(
        sa.text("select r.layer from public_problem p join public_run r on r.id = p.run_id")
    )
    assert told.scalars().all() == ["elementary_district"]


def only_as_everybody(engine: Engine, addresses: tuple[str, ...]) -> None:
    """Asks for the addresses; the engine that sees everything must not be used."""
    with site(engine) as app:
        parts = app.extensions["gisapp"]

        def touched(*_: object) -> None:
            raise AssertionError("a page for everybody was read with all rights")

        sa.event.listen(parts.engine, "checkout", touched)
        for address in addresses:
            answer = app.test_client().get(address)
            assert answer.status_code in ({404} if address == "/nothing" else {200, 204}), address
        sa.event.remove(parts.engine, "checkout", touched)


def test_pages_for_everybody_are_read_as_everybody(town: Engine) -> None:
    only_as_everybody(town, PAGES)


def test_pages_with_people_are_read_as_everybody(demo_engine: Engine) -> None:
    only_as_everybody(demo_engine, WITH_PEOPLE)


def test_a_server_where_somebody_else_makes_roles_says_what_to_ask_for(engine: Engine) -> None:
    """As on a server of the city's: the database is ours, its roles are its administrator's."""
    with engine.begin() as connection:
        connection.execute(sa.text('create role "町の係" login'))
        connection.execute(sa.text('grant create, usage on schema public to "町の係"'))
    ours = make_engine(engine.url.set(username="町の係").render_as_string(hide_password=False))
    try:
        with pytest.raises(UserError, match=PUBLIC_ROLE) as caught:
            require_usable(ours)
        assert caught.value.code == "DB-014"
        asked = re.findall(r"「(CREATE ROLE|GRANT)([^」]*)」", caught.value.remedy)
        assert [first for first, _ in asked] == ["CREATE ROLE", "GRANT"]
        with engine.begin() as connection:
            connection.execute(sa.text("".join(asked[1])))
        require_usable(ours)
    finally:
        ours.dispose()
        with engine.begin() as connection:
            connection.execute(sa.text('drop owned by "町の係"'))
            connection.execute(sa.text('drop role "町の係"'))


def test_a_foreign_server_is_set_up_by_somebody_without_all_rights(engine: Engine) -> None:
    """An owner of one database, let into the role by the administrator, brings the schema up and reads."""
    with engine.begin() as connection:
        connection.execute(sa.text(f"create role town_owner login in role {PUBLIC_ROLE}"))
    downgrade(engine, "base")
    with engine.begin() as connection:
        connection.execute(sa.text("drop table alembic_version"))
        connection.execute(sa.text("grant create, usage on schema public to town_owner"))
    url = engine.url.set(username="town_owner").render_as_string(hide_password=False)
    ours, public = make_engine(url), make_engine(url, role=PUBLIC_ROLE)
    try:
        require_usable(ours)
        upgrade(ours)
        with public.connect() as connection:
            assert connection.execute(sa.text("select count(*) from public_asset")).scalar_one() == 0
            assert refused(connection, "select * from service")
        downgrade(ours, "0005")
    finally:
        ours.dispose()
        public.dispose()
        with engine.begin() as connection:
            connection.execute(sa.text("drop owned by town_owner cascade"))
            connection.execute(sa.text("drop role town_owner"))


def test_the_role_goes_with_the_last_database_that_has_it(work_folder: Path) -> None:
    with running(Cluster(work_folder / "roles", durable=False)) as own:
        engine = make_engine(own.url())
        has_it = sa.text(f"select count(*) from pg_roles where rolname = '{PUBLIC_ROLE}'")
        require_usable(engine)
        upgrade(engine)
        with engine.connect() as connection:
            assert connection.execute(has_it).scalar_one() == 1
        downgrade(engine, "0005")
        with engine.connect() as connection:
            assert connection.execute(has_it).scalar_one() == 0
        upgrade(engine)
        engine.dispose()
