"""Holds changes of many places at once: looked at first, made once, taken back as far as nobody has gone on."""

from __future__ import annotations

import re

import sqlalchemy as sa
from flask.testing import FlaskClient

from gisapp.accounts.rights import Role
from gisapp.assets.snapshots import form_of, snapshot_of
from gisapp.assets.writing import create, read, write
from tests.accounts import OURS
from tests.assets import CITY, CODE, EAST, WEST, district_keys, form, office
from tests.gisapp.web.conftest import words
from tests.gisapp.web.field.conftest import Town


def places(our_town: Town, count: int = 3, at: tuple[float, float] = EAST) -> list[int]:
    with our_town.engine.begin() as connection:
        return [
            create(
                connection,
                CODE,
                snapshot_of(connection, {}, form(f"見本{i}", at=at), CITY),
                actor="",
                reason="",
            )
            for i in range(count)
        ]


def previewed(client: FlaskClient, **said: object) -> dict[str, str]:
    """The hidden inputs of the form that makes the change."""
    answer = client.post("/bulk/preview", data={"which": "some", **said}, headers=OURS)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200, words(page)
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', page))


def fees(our_town: Town, *numbers: int) -> list[str | None]:
    statement = sa.text("select formality from service where id = any(:ids) order by id")
    with our_town.engine.connect() as connection:
        return list(connection.execute(statement, {"ids": list(numbers)}).scalars())


FORMALITY = {"what": "formality", "new-formality": "準公的"}


def test_many_places_are_changed_once_and_taken_back(our_town: Town) -> None:
    one, two, three = places(our_town)
    client = our_town.enter(Role.APPROVER)
    sent = previewed(client, id=[one, two], **FORMALITY)
    assert fees(our_town, one, two, three) == [None] * 3  # only looked at
    for _ in range(2):  # a double tap
        answer = client.post("/bulk", data=sent, headers=OURS)
        assert answer.status_code == 303
    assert fees(our_town, one, two, three) == ["準公的", "準公的", None]
    with our_town.engine.connect() as connection:
        assert [read(connection, number).version for number in (one, two, three)] == [2, 2, 1]
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "2件は、変えたままです" in page
    undo = f"/bulk/{sent['key']}/undo"
    assert client.post(undo, headers=OURS).status_code == 303
    assert fees(our_town, one, two, three) == [None] * 3
    assert "2件を元に戻しました" in client.get(f"/bulk/{sent['key']}").get_data(as_text=True)


def test_h7_what_was_changed_since_stays_and_is_listed(our_town: Town) -> None:
    one, two, _ = places(our_town)
    client = our_town.enter(Role.APPROVER)
    sent = previewed(client, id=[one, two], **FORMALITY)
    client.post("/bulk", data=sent, headers=OURS)
    with our_town.engine.begin() as connection:
        now = read(connection, two)
        whole = snapshot_of(connection, now.content, {**form_of(now.content), "fee": "100円"}, CITY)
        write(connection, two, whole, base_version=now.version, actor="ほかの人", reason="")
    client.post(f"/bulk/{sent['key']}/undo", headers=OURS)
    assert fees(our_town, one, two) == [None, "準公的"]
    page = words(client.get(f"/bulk/{sent['key']}").get_data(as_text=True))
    assert "そのあと、ほかの人が変えた場所（1件）" in page


def test_h4_what_changed_between_looking_and_making_is_left_out_and_told(our_town: Town) -> None:
    one, two, _ = places(our_town)
    client = our_town.enter(Role.APPROVER)
    sent = previewed(client, id=[one, two], **FORMALITY)
    with our_town.engine.begin() as connection:
        connection.execute(sa.text("update service set fee = '1' where id = :id"), {"id": one})
    answer = client.post("/bulk", data=sent, headers=OURS)
    assert fees(our_town, one, two) == [None, "準公的"]
    page = words(client.get(answer.headers["Location"]).get_data(as_text=True))
    assert "変えなかった場所（1件）" in page


def test_f1_only_places_of_the_territory_are_listed_and_changed(our_town: Town) -> None:
    (mine,), (others,) = places(our_town, 1, EAST), places(our_town, 1, WEST)
    east, _ = district_keys(our_town.engine)
    client = our_town.enter(Role.APPROVER, office_id=office(our_town.engine, "東", (east,)))
    assert f'value="{others}"' not in client.get("/bulk").get_data(as_text=True)
    sent = previewed(client, which="all", **FORMALITY)
    assert str(others) not in [pair.split(".")[0] for pair in sent["versions"].split(",")]
    client.post("/bulk", data={**sent, "versions": f"{mine}.1,{others}.1"}, headers=OURS)
    assert fees(our_town, mine, others) == ["準公的", None]


def test_what_is_missing_is_told(our_town: Town) -> None:
    (one,) = places(our_town, 1)
    client = our_town.enter(Role.APPROVER)
    for said, code in (
        (FORMALITY, "AST-033"), ({"id": one}, "AST-034"), ({"id": one, "what": "formality", "new-formality": "x"}, "AST-034"),
        ({"id": one, "what": "assured", "new-assured": "2999-01-01", "how": "電話"}, "AST-034"),
    ):  # fmt: skip
        answer = client.post("/bulk/preview", data=said, headers=OURS)
        assert answer.status_code == 400
        assert code in answer.get_data(as_text=True)
    assert client.post("/bulk", data={"key": "x", "versions": "x"}, headers=OURS).status_code == 400
    assert client.get("/bulk/x").status_code == 404


def test_others_change_nothing_at_once(our_town: Town) -> None:
    for role in (Role.CSW, Role.COUNCIL, Role.HELPER, Role.PLANNER):
        assert our_town.enter(role).get("/bulk").status_code == 403
