"""Holds the pages of approvers: who sees what waits, what they decide, and what two people lose (nothing)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from gisapp.accounts.rights import Role
from gisapp.assets.approval import approve
from gisapp.assets.proposals import Author, proposal, save
from gisapp.assets.snapshots import form_of, snapshot_of
from gisapp.assets.writing import read, write
from tests.accounts import OURS
from tests.assets import CITY, CODE, EAST, WEST, author, district_keys, form, office, typed
from tests.gisapp.web.conftest import words
from tests.gisapp.web.field.conftest import Town


def sent(our_town: Town, **said: object) -> tuple[int, Author]:
    """A submitted proposal of a CSW for a new place."""
    writer = author(our_town.engine, Role.CSW)
    with our_town.engine.begin() as connection:
        return save(connection, writer, CODE, typed(form(**said))).id, writer  # type: ignore[arg-type]


def edited(our_town: Town, **said: object) -> tuple[int, int]:
    """A submitted change of an asset that is on the map: the proposal's and the asset's number."""
    first, writer = sent(our_town)
    administrator = author(our_town.engine, Role.ADMINISTRATOR)
    with our_town.engine.begin() as connection:
        asset = approve(connection, first, administrator, CITY, version=1)
        now = read(connection, asset)
        change = typed({**form_of(now.content), **said}, service_id=asset, base_version=now.version)
        return save(connection, writer, CODE, change).id, asset


def state(our_town: Town, proposal_id: int) -> tuple[str, str]:
    with our_town.engine.connect() as connection:
        found = proposal(connection, proposal_id)
    return found.state, found.returned_reason


def meanwhile(our_town: Town, asset: int, **said: object) -> None:
    """Somebody else changes the asset."""
    with our_town.engine.begin() as connection:
        now = read(connection, asset)
        whole = snapshot_of(connection, now.content, {**form_of(now.content), **said}, CITY)
        write(connection, asset, whole, base_version=now.version, actor="ほかの人", reason="")


def test_an_approver_sees_what_waits_in_their_territory_and_puts_it_on_the_map(our_town: Town) -> None:
    waits, _ = sent(our_town, name="東の茶の間")
    east, _ = district_keys(our_town.engine)
    client = our_town.enter(Role.APPROVER, office_id=office(our_town.engine, "東", (east,)))
    page = words(client.get("/review").get_data(as_text=True))
    assert "東の茶の間" in page
    assert "待っているもの（1件）" in page
    page = words(client.get(f"/review/{waits}").get_data(as_text=True))
    assert "35.2123456, 141.5123456" in page
    answer = client.post(f"/review/{waits}/approve", data={"version": 1}, headers=OURS)
    assert answer.status_code == 303
    assert "承認して、地図に載せました" in client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "東の茶の間" in our_town.app.test_client().get("/list").get_data(as_text=True)
    assert state(our_town, waits)[0] == "approved"


def test_f1_what_lies_elsewhere_is_not_even_there(our_town: Town) -> None:
    waits, _ = sent(our_town, name="西の茶の間", at=WEST)
    east, _ = district_keys(our_town.engine)
    client = our_town.enter(Role.APPROVER, office_id=office(our_town.engine, "東", (east,)))
    assert "西の茶の間" not in client.get("/review").get_data(as_text=True)
    assert client.get(f"/review/{waits}").status_code == 404
    for act in ("approve", "return"):
        answer = client.post(f"/review/{waits}/{act}", data={"version": 1, "reason": "x"}, headers=OURS)
        assert answer.status_code == 404
    assert state(our_town, waits)[0] == "submitted"


@pytest.mark.parametrize("role", [Role.CSW, Role.COUNCIL, Role.HELPER, Role.PLANNER])
def test_f5_nobody_else_decides(our_town: Town, role: Role) -> None:
    waits, _ = sent(our_town)
    client = our_town.enter(role)
    assert client.get("/review").status_code == 403
    assert client.post(f"/review/{waits}/approve", data={"version": 1}, headers=OURS).status_code == 403
    assert state(our_town, waits)[0] == "submitted"


def test_ones_own_waits_for_somebody_else(our_town: Town) -> None:
    client = our_town.enter(Role.APPROVER)
    me = author(our_town.engine, Role.APPROVER)
    with our_town.engine.begin() as connection:
        waits = save(connection, me, CODE, typed(form())).id
    assert "自分の提案（1件）" in words(client.get("/review").get_data(as_text=True))
    page = client.get(f"/review/{waits}").get_data(as_text=True)
    assert "ほかの承認者が決めるのを待っています" in page
    assert "承認して地図に載せる" not in page
    assert client.post(f"/review/{waits}/approve", data={"version": 1}, headers=OURS).status_code == 403
    assert state(our_town, waits)[0] == "submitted"


def test_it_comes_back_with_a_reason_only(our_town: Town) -> None:
    waits, _ = sent(our_town)
    client = our_town.enter(Role.APPROVER)
    answer = client.post(f"/review/{waits}/return", data={"version": 1, "reason": " "}, headers=OURS)
    assert answer.status_code == 400
    assert "AST-012" in answer.get_data(as_text=True)
    data = {"version": 1, "reason": "電話を確かめてください"}
    assert client.post(f"/review/{waits}/return", data=data, headers=OURS).status_code == 303
    assert state(our_town, waits) == ("returned", "電話を確かめてください")


def test_old_and_new_stand_side_by_side(our_town: Town) -> None:
    where = {**form(at=WEST)["where"]}
    waits, _ = edited(our_town, fee="100円", where=where)
    client = our_town.enter(Role.APPROVER)
    page = words(client.get(f"/review/{waits}").get_data(as_text=True))
    assert "100円" in page
    assert "1,821m 動きます" in page
    assert "変わらない項目" in page


def test_h1_what_others_changed_in_between_stays(our_town: Town) -> None:
    waits, asset = edited(our_town, fee="100円")
    meanwhile(our_town, asset, rooms="和室")
    client = our_town.enter(Role.APPROVER)
    assert "「貸せる部屋」を直しました" in words(client.get(f"/review/{waits}").get_data(as_text=True))
    assert client.post(f"/review/{waits}/approve", data={"version": 1}, headers=OURS).status_code == 303
    with our_town.engine.connect() as connection:
        now = form_of(read(connection, asset).content)
    assert (now["fee"], now["rooms"]) == ("100円", "和室")


@pytest.mark.parametrize(("choice", "kept"), [("now", "無料"), ("new", "100円")])
def test_h2_the_approver_chooses_where_two_changed_the_same(our_town: Town, choice: str, kept: str) -> None:
    waits, asset = edited(our_town, fee="100円", rooms="洋室")
    meanwhile(our_town, asset, fee="無料")
    client = our_town.enter(Role.APPROVER)
    refused = client.post(f"/review/{waits}/approve", data={"version": 1}, headers=OURS)
    assert refused.status_code == 409
    page = refused.get_data(as_text=True)
    assert "同じ項目を、ほかの人が先に直しました" in page
    with our_town.engine.connect() as connection:
        version = read(connection, asset).version
    data = {"version": 1, "asset_version": version, "take-fee": choice}
    assert client.post(f"/review/{waits}/approve", data=data, headers=OURS).status_code == 303
    with our_town.engine.connect() as connection:
        now = form_of(read(connection, asset).content)
    assert (now["fee"], now["rooms"]) == (kept, "洋室")


def test_h2_what_was_settled_counts_only_for_what_was_seen(our_town: Town) -> None:
    waits, asset = edited(our_town, fee="100円")
    meanwhile(our_town, asset, fee="無料")
    with our_town.engine.connect() as connection:
        version = read(connection, asset).version
    meanwhile(our_town, asset, fee="50円")
    client = our_town.enter(Role.APPROVER)
    data = {"version": 1, "asset_version": version, "take-fee": "new"}
    assert client.post(f"/review/{waits}/approve", data=data, headers=OURS).status_code == 409
    with our_town.engine.connect() as connection:
        assert form_of(read(connection, asset).content)["fee"] == "50円"


def test_f20_who_decided_is_kept(our_town: Town) -> None:
    waits, _ = sent(our_town, name="東の茶の間", at=EAST)
    client = our_town.enter(Role.APPROVER)
    client.post(f"/review/{waits}/approve", data={"version": 1}, headers=OURS)
    statement = sa.text("select thing from audit where act = '提案を承認する'")
    with our_town.engine.connect() as connection:
        assert connection.execute(statement).scalars().all() == ["東の茶の間"]


def test_g13_what_may_tell_who_somebody_is_is_marked_before_it_is_public(our_town: Town) -> None:
    waits, _ = sent(our_town, description="世話人は田中さん。電話は090-1234-5678です。")
    client = our_town.enter(Role.APPROVER)
    page = client.get(f"/review/{waits}").get_data(as_text=True)
    assert "個人のことが書かれているかもしれません" in page
    assert "090-1234-5678<span" in page
    plain, _ = sent(our_town, description="だれでもお茶を飲めます。")
    assert "個人のこと" not in client.get(f"/review/{plain}").get_data(as_text=True)
