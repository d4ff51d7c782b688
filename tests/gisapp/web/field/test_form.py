"""Holds the form of a place: what it takes, keeps and refuses, and what of it whom concerns."""

from __future__ import annotations

import io
import re
from typing import Any

import sqlalchemy as sa
from PIL import Image
from sqlalchemy.engine import Engine
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from gisapp.accounts.rights import Role
from gisapp.assets.approval import approve, send_back
from gisapp.assets.proposals import proposal, save
from gisapp.assets.snapshots import form_of, snapshot_of
from gisapp.assets.writing import read, write
from gisapp.web.field.flat import flat
from tests.accounts import OURS
from tests.assets import CITY, CODE, WEST, author, district_keys, form, office, typed, where
from tests.gisapp.web.conftest import words
from tests.gisapp.web.field.conftest import Town, send

FOUR = {
    "name": "見本の茶の間",
    "layer": "ibasho",
    "position": "35.2123456, 141.5123456",
    "informant": "世話人",
}
WESTERN = "35.2123456, 141.5323456"
AGREED = {"by": "代表の方", "on": "2026-11-01", "how": "訪問"}


def number(answer: TestResponse) -> int:
    """The proposal that a form has become."""
    assert answer.status_code == 303, words(answer.get_data(as_text=True))
    return int(answer.headers["Location"].split("?")[0].rsplit("/", 1)[-1])


def content(engine: Engine, proposal_id: int) -> dict[str, Any]:
    with engine.connect() as connection:
        return proposal(connection, proposal_id).content


def state(engine: Engine, proposal_id: int) -> str:
    with engine.connect() as connection:
        return proposal(connection, proposal_id).state


def approved(engine: Engine, proposal_id: int) -> int:
    """The asset that a proposal becomes."""
    with engine.begin() as connection:
        return approve(connection, proposal_id, author(engine, Role.APPROVER), CITY, version=1)


def on_the_map(engine: Engine, **said: Any) -> int:
    """The number of an approved ibasho."""
    with engine.begin() as connection:
        saved = save(connection, author(engine, Role.PLANNER), CODE, typed(form(**said)))
    return approved(engine, saved.id)


def change(engine: Engine, service_id: int, **said: Any) -> None:
    """Somebody else changes fields of an asset."""
    with engine.begin() as connection:
        now = read(connection, service_id)
        changed = snapshot_of(connection, now.content, {**form_of(now.content), **said}, CITY)
        write(connection, service_id, changed, base_version=now.version, actor="ほかの人", reason="")


def unseen_inputs(html: str) -> MultiDict[str, str]:
    """What a page sends that its reader doesn't see."""
    return MultiDict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))


def test_four_fields_are_enough(our_town: Town) -> None:
    csw = our_town.enter(Role.CSW)
    assert "承認に出す" in csw.get("/places/new").get_data(as_text=True)
    found = content(our_town.engine, number(send(csw, "/places/new", **FOUR)))
    assert found == form(where=where(lat=35.2123456, lon=141.5123456), at=None)


def test_it_can_be_sent_twice_and_is_kept_once(our_town: Town) -> None:
    csw = our_town.enter(Role.CSW)
    key = "7b0cfd7e-9c0d-4f35-8b59-0f4a3f9f7d11"
    first, second = (number(send(csw, "/places/new", **{**FOUR, "key": key})) for _ in range(2))
    assert first == second


def test_a_draft_may_lack_anything_and_is_gone_on_with(our_town: Town) -> None:
    csw = our_town.enter(Role.CSW)
    draft = number(send(csw, "/places/new", name="見本", do="draft"))
    assert state(our_town.engine, draft) == "draft"
    path = f"/places/new?proposal={draft}"
    again = {**unseen_inputs(csw.get(path).get_data(as_text=True)), **FOUR, "do": "submit"}
    assert number(csw.post(path, data=again, headers=OURS)) == draft
    assert state(our_town.engine, draft) == "submitted"
    assert "見本の茶の間" in csw.get("/field").get_data(as_text=True)


def test_what_is_wrong_is_told_and_what_was_typed_stays(our_town: Town) -> None:
    csw = our_town.enter(Role.CSW)
    answer = send(csw, "/places/new", **{**FOUR, "position": "99", "fee": "500円"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert all(text in page for text in ("ADM-020", 'value="99"', 'value="500円"'))
    with our_town.engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from proposal")).scalar_one() == 0


def test_a_new_place_lies_in_ones_territory(our_town: Town) -> None:
    east, _ = district_keys(our_town.engine)
    csw = our_town.enter(Role.CSW, districts=(east,))
    answer = send(csw, "/places/new", **{**FOUR, "position": WESTERN})
    assert answer.status_code == 400
    assert "AST-027" in answer.get_data(as_text=True)
    number(send(csw, "/places/new", **FOUR))


def test_a_place_of_another_territory_is_not_changed(our_town: Town) -> None:
    _, west = district_keys(our_town.engine)
    asset = on_the_map(our_town.engine)
    csw = our_town.enter(Role.CSW, districts=(west,))
    path = f"/places/{asset}/edit"
    assert csw.get(path).status_code in (403, 404)
    assert send(csw, path, **FOUR, base_version="1").status_code in (403, 404)


def test_what_is_not_touched_is_no_change(our_town: Town) -> None:
    engine = our_town.engine
    hours = [{"byday": "TH", "weeks": [2, 4], "opens_at": "10:00", "closes_at": "12:00"}]
    asset = on_the_map(engine, schedules=hours, phones=[{"number": "042-000-0000", "purpose": "予約"}])
    with engine.connect() as connection:
        known = form_of(read(connection, asset).content)
    csw = our_town.enter(Role.CSW)
    saved = number(send(csw, f"/places/{asset}/edit", **{**flat(known), "fee": "500円", "base_version": "1"}))
    assert content(engine, saved) == {**known, "fee": "500円"}
    page = words(csw.get(f"/proposals/{saved}").get_data(as_text=True))
    assert "500円" in page
    assert "世話人" not in page


def test_what_another_has_changed_meanwhile_is_joined_and_told(our_town: Town) -> None:
    asset = on_the_map(our_town.engine)
    change(our_town.engine, asset, fee="500円")
    csw = our_town.enter(Role.CSW)
    said = {**flat(form()), "kana": "みほん", "base_version": "1"}
    answer = send(csw, f"/places/{asset}/edit", **said)
    told = "ほかの人が直した「費用」も入っています"
    assert told in csw.get(answer.headers["Location"]).get_data(as_text=True)
    assert content(our_town.engine, number(answer))["fee"] == "500円"


def test_two_change_the_same_and_choose_field_by_field(our_town: Town) -> None:
    asset = on_the_map(our_town.engine)
    change(our_town.engine, asset, fee="500円", kana="かれら", url="https://example.jp/")
    mine = {**flat(form()), "fee": "ただ", "kana": "わたし", "staff": "世話人", "base_version": "1"}
    csw = our_town.enter(Role.CSW)
    answer = send(csw, f"/places/{asset}/edit", **mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert all(text in page for text in ("500円", "ただ", "かれら", "わたし"))
    again = {**unseen_inputs(page), "take-fee": "mine", "take-kana": "theirs", "do": "submit"}
    found = content(our_town.engine, number(csw.post(f"/places/{asset}/edit", data=again, headers=OURS)))
    said = [found[key] for key in ("fee", "kana", "staff", "url")]
    assert said == ["ただ", "かれら", "世話人", "https://example.jp/"]


def test_two_tabs_change_the_same_draft(our_town: Town) -> None:
    csw = our_town.enter(Role.CSW)
    draft = number(send(csw, "/places/new", **{**FOUR, "do": "draft"}))
    path = f"/places/new?proposal={draft}"
    opened = {**unseen_inputs(csw.get(path).get_data(as_text=True)), **FOUR, "do": "draft"}
    number(csw.post(path, data={**opened, "fee": "500円"}, headers=OURS))
    answer = csw.post(path, data={**opened, "fee": "ただ"}, headers=OURS)
    assert answer.status_code == 409
    again = {**unseen_inputs(answer.get_data(as_text=True)), "take-fee": "theirs", "do": "submit"}
    number(csw.post(path, data=again, headers=OURS))
    assert content(our_town.engine, draft)["fee"] == "500円"


def test_what_only_the_office_sees_is_neither_shown_nor_changed(our_town: Town) -> None:
    engine, number_of_office = our_town.engine, office(our_town.engine)
    place = where(lat=35.2123456, lon=141.5123456, precision="校区", address="見本町1-2-3")
    said = {"fee": "ひみつの費用", "visibility": {"fee": "事務所"}, "office_id": number_of_office}
    asset = on_the_map(engine, **said, where=place, consent=AGREED)
    csw = our_town.enter(Role.CSW)
    page = csw.get(f"/places/{asset}/edit").get_data(as_text=True)
    assert not any(secret in page for secret in ("ひみつの費用", "35.2123456", "見本町1-2-3"))
    sent = {
        **flat(form(consent=AGREED)),
        "fee": "ただ",
        "visibility-fee": "公開",
        "base_version": "1",
        "kana": "みほん",
    }
    saved = number(send(csw, f"/places/{asset}/edit", **sent))
    found = content(engine, saved)
    assert (found["fee"], found["kana"]) == ("ひみつの費用", "みほん")
    assert found["where"]["address"] == "見本町1-2-3"
    assert "ひみつの費用" not in csw.get(f"/proposals/{saved}").get_data(as_text=True)
    colleague = our_town.enter(Role.CSW, office_id=number_of_office)
    assert "ひみつの費用" in colleague.get(f"/places/{asset}/edit").get_data(as_text=True)


def test_a_conflict_shows_nothing_that_has_become_the_offices(our_town: Town) -> None:
    engine = our_town.engine
    asset = on_the_map(engine, office_id=office(engine))
    change(engine, asset, fee="ひみつの費用", kana="かれら", visibility={"fee": "事務所"})
    csw = our_town.enter(Role.CSW)
    mine = {**flat(form()), "fee": "ただ", "kana": "わたし", "base_version": "1"}
    page = send(csw, f"/places/{asset}/edit", **mine).get_data(as_text=True)
    assert "ひみつの費用" not in page
    again = {**unseen_inputs(page), "take-kana": "mine", "do": "submit"}
    found = content(engine, number(csw.post(f"/places/{asset}/edit", data=again, headers=OURS)))
    assert (found["fee"], found["kana"]) == ("ひみつの費用", "わたし")


def test_a_helper_learns_nothing_of_a_place_that_is_not_public(our_town: Town) -> None:
    helper = our_town.enter(Role.HELPER)
    place = where(lat=35.2123456, lon=141.5123456, precision="hidden")
    asset = on_the_map(our_town.engine, where=place, consent=AGREED)
    assert helper.get(f"/places/{asset}/edit").status_code == 404
    known = on_the_map(our_town.engine, informant="見本の話し手")
    assert "見本の話し手" not in helper.get(f"/places/{known}/edit").get_data(as_text=True)


def test_f2_the_proposal_of_somebody_else_is_not_there(our_town: Town) -> None:
    csw = our_town.enter(Role.CSW)
    saved = number(send(csw, "/places/new", **FOUR))
    path = f"/proposals/{saved}"
    assert "承認待ち" in csw.get(path).get_data(as_text=True)
    helper = our_town.enter(Role.HELPER)
    assert helper.get(path).status_code == 404
    assert helper.post(f"{path}/withdraw", headers=OURS).status_code == 404
    assert our_town.enter(Role.APPROVER).get(path).headers["Location"] == f"/review/{saved}"
    with our_town.engine.begin() as connection:
        approver = author(our_town.engine, Role.APPROVER)
        send_back(connection, saved, approver, version=1, reason="電話を足して")
    for page in (path, f"/places/new?proposal={saved}", "/field"):
        assert "電話を足して" in csw.get(page).get_data(as_text=True)
    assert csw.post(f"{path}/withdraw", headers=OURS).status_code == 303
    assert state(our_town.engine, saved) == "withdrawn"
    assert csw.get(f"/places/new?proposal={saved}").status_code == 404


def beside(our_town: Town, asset: int, **said: str) -> int:
    """Another service that was entered from one's page, and approved."""
    csw = our_town.enter(Role.CSW)
    page = csw.get(f"/places/new?at={asset}").get_data(as_text=True)
    assert "35.2123456, 141.5123456" in page
    sent = {**unseen_inputs(page), **FOUR, "name": "見本の食堂", "do": "submit", **said}
    return approved(our_town.engine, number(csw.post("/places/new", data=sent, headers=OURS)))


def locations(engine: Engine, *assets: int) -> set[int]:
    statement = sa.text("select location_id from service_at_location where service_id = any(:ids)")
    with engine.connect() as connection:
        return set(connection.execute(statement, {"ids": list(assets)}).scalars())


def test_several_services_share_a_location(our_town: Town) -> None:
    asset = on_the_map(our_town.engine)
    assert len(locations(our_town.engine, asset, beside(our_town, asset))) == 1


def test_a_service_that_is_somewhere_else_after_all_has_a_location_of_its_own(our_town: Town) -> None:
    asset = on_the_map(our_town.engine)
    second = beside(our_town, asset, position=WESTERN)
    assert len(locations(our_town.engine, asset, second)) == 2
    with our_town.engine.connect() as connection:
        moved = form_of(read(connection, second).content)["where"]
    assert (moved["lon"], moved["lat"]) == WEST


def picture(size: tuple[int, int] = (40, 20)) -> bytes:
    """A photo that was taken sideways somewhere."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (35.0, 12.0, 44.0)}
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def with_photo(data: bytes, alt: str = "入口") -> dict[str, Any]:
    return {**FOUR, "photo": (io.BytesIO(data), "IMG.jpg"), "photo-alt": alt}


def test_a_photo_loses_where_it_was_taken_and_is_shown_to_whom_it_concerns(our_town: Town) -> None:
    csw = our_town.enter(Role.CSW)
    saved = number(send(csw, "/places/new", **with_photo(picture((4000, 2000)))))
    (photo,) = content(our_town.engine, saved)["photos"]
    path = f"/photos/{photo['file']}.jpg"
    kept = Image.open(io.BytesIO(csw.get(path).data))
    assert (kept.size, photo["alt"], len(kept.getexif())) == ((800, 1600), "入口", 0)
    stranger, council = our_town.app.test_client(), our_town.enter(Role.COUNCIL)
    assert [each.get(path).status_code for each in (stranger, council)] == [404, 404]
    assert our_town.enter(Role.APPROVER).get(path).status_code == 200
    asset = approved(our_town.engine, saved)
    assert stranger.get(path).status_code == 200
    change(our_town.engine, asset, visibility={"photos": "関係者"})
    assert [each.get(path).status_code for each in (stranger, council)] == [404, 200]
    assert stranger.get("/photos/..%2Fsecret.jpg").status_code == 404


def test_what_is_no_photo_is_refused_and_the_rest_stays(our_town: Town) -> None:
    csw = our_town.enter(Role.CSW)
    bad = [b"<svg onload=alert(1)>", picture()[:100]]
    for sent in [*map(with_photo, bad), with_photo(picture(), alt="")]:
        answer = send(csw, "/places/new", **sent)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 400
        assert "AST-029" in page
        assert FOUR["name"] in page
