"""Holds the history of a place to what is promised: nothing is lost, everything comes back, private stays private."""

from __future__ import annotations

from gisapp.accounts.rights import Role
from gisapp.assets.approval import approve
from gisapp.assets.proposals import save
from gisapp.assets.snapshots import form_of, snapshot_of
from gisapp.assets.writing import read, write
from tests.accounts import OURS
from tests.assets import CITY, CODE, author, form, office, typed
from tests.gisapp.web.conftest import words
from tests.gisapp.web.field.conftest import Town


def asset(our_town: Town, **said: object) -> int:
    """An asset on the map."""
    writer, approver = author(our_town.engine, Role.HELPER), author(our_town.engine, Role.ADMINISTRATOR)
    with our_town.engine.begin() as connection:
        saved = save(connection, writer, CODE, typed(form(**said), reason="はじめ"))  # type: ignore[arg-type]
        return approve(connection, saved.id, approver, CITY, version=1)


def change(our_town: Town, service_id: int, **said: object) -> int:
    """Changes it; the new version."""
    with our_town.engine.begin() as connection:
        now = read(connection, service_id)
        whole = snapshot_of(connection, now.content, {**form_of(now.content), **said}, CITY)
        return write(connection, service_id, whole, base_version=now.version, actor="だれか", reason="直した")


def test_who_changed_what_when_and_why(our_town: Town) -> None:
    number = asset(our_town, fee="100円")
    change(our_town, number, fee="無料")
    client = our_town.enter(Role.PLANNER)
    page = words(client.get(f"/places/{number}/history").get_data(as_text=True))
    for said in ("2版（いま）", "だれか", "直した", "100円", "無料", "1版", "はじめ"):
        assert said in page
    assert "この版に戻す" not in page
    data = {"version": 1, "base_version": 2, "reason": "x"}
    assert client.post(f"/places/{number}/restore", data=data, headers=OURS).status_code == 403


def test_a_closed_place_comes_back(our_town: Town) -> None:
    number = asset(our_town)
    change(our_town, number, status="inactive")
    stranger = our_town.app.test_client()
    assert "見本の茶の間" not in stranger.get("/list").get_data(as_text=True)
    client = our_town.enter(Role.APPROVER)
    assert f"/places/{number}/history" in client.get("/places/gone").get_data(as_text=True)
    data = {"version": 1, "base_version": 2, "reason": "間違い"}
    answer = client.post(f"/places/{number}/restore", data=data, headers=OURS)
    assert answer.status_code == 303
    page = words(client.get(answer.headers["Location"]).get_data(as_text=True))
    assert "1版の内容に戻しました" in page
    assert "1版に戻す: 間違い" in page
    assert "見本の茶の間" in stranger.get("/list").get_data(as_text=True)


def test_h3_what_somebody_else_changed_first_isnt_restored_over(our_town: Town) -> None:
    number = asset(our_town)
    change(our_town, number, fee="無料")
    change(our_town, number, rooms="和室")
    client = our_town.enter(Role.APPROVER)
    data = {"version": 1, "base_version": 2, "reason": "x"}
    answer = client.post(f"/places/{number}/restore", data=data, headers=OURS)
    assert answer.status_code == 409
    assert "ほかの人が先に更新しました" in answer.get_data(as_text=True)
    with our_town.engine.connect() as connection:
        assert read(connection, number).version == 3


def test_what_only_the_office_sees_isnt_in_the_history_of_others(our_town: Town) -> None:
    secret, mine = "000-999-8888", office(our_town.engine, "東")
    phones = [{"number": secret, "purpose": "代表"}]
    number = asset(our_town, phones=phones, visibility={"phones": "事務所"}, office_id=mine)
    change(our_town, number, phones=[])
    for role, office_id, sees in (
        (Role.PLANNER, None, False), (Role.COUNCIL, None, False), (Role.CSW, None, False), (Role.CSW, mine, True),
        (Role.APPROVER, None, True),
    ):  # fmt: skip
        page = (
            our_town.enter(role, office_id=office_id).get(f"/places/{number}/history").get_data(as_text=True)
        )
        assert (secret in page) == sees, role
        assert "2版" in page


def test_helpers_and_strangers_see_no_history(our_town: Town) -> None:
    number = asset(our_town)
    assert our_town.enter(Role.HELPER).get(f"/places/{number}/history").status_code == 403
    assert our_town.app.test_client().get(f"/places/{number}/history").status_code == 302
    assert our_town.enter(Role.APPROVER).get("/places/9999/history").status_code == 404
