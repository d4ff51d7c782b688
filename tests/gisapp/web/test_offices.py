"""Holds the pages about offices and the record of what was done."""

from __future__ import annotations

from gisapp.accounts.rights import Role
from tests.gisapp.ingest.files import CODE
from tests.gisapp.web.conftest import Office, words


def made(office: Office, **form: str) -> str:
    answer = office.post(
        "/offices", **{"municipality": CODE, "name": "東はちまる", "phone": "000-111-2222", **form}
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return office.client.get(answer.headers["Location"]).get_data(as_text=True)


def test_an_office_is_made_and_changed(office: Office) -> None:
    page = made(office)
    assert "「東はちまる」を保存しました" in page
    assert "全域" in page
    answer = office.post("/offices/1", name="東はちまるサポート", phone="000-111-3333", active="yes")
    assert answer.status_code == 303
    page = words(office.client.get("/offices").get_data(as_text=True))
    assert "東はちまるサポート" in page
    assert "000-111-3333" in page


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(office: Office) -> None:
    answer = office.post("/offices", municipality=CODE, name="東はちまる", phone="だれか", address="東1")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'id="phone-wrong"' in page
    assert 'value="東1"' in page
    assert "事務所はまだありません" in page
    made(office)
    assert office.post("/offices/1", name="", active="yes").status_code == 400
    assert office.client.get("/offices/99").status_code == 404


def test_a_csw_is_invited_to_an_office(office: Office) -> None:
    made(office)
    form = {"email": "csw@example.jp", "name": "見本 次郎", "role": str(Role.CSW)}
    assert "事務所が選ばれていません" in office.post("/people", **form).get_data(as_text=True)
    page = office.post("/people", **form, office="1").get_data(as_text=True)
    assert "招待のリンクができました" in page
    assert "見本市・東はちまる" in words(page)


def test_the_record_says_who_did_what(office: Office) -> None:
    made(office)
    office.post("/people", email="csw@example.jp", name="見本 次郎", role=str(Role.CSW), office="1")
    page = words(office.client.get("/audit").get_data(as_text=True))
    for said in ("ログイン", "事務所を作る", "東はちまる", "利用者を招く", "見本 次郎", "見本 さくら"):
        assert said in page
    assert page.index("利用者を招く") < page.index("事務所を作る")  # the newest first
    assert "記録はまだありません" in words(office.client.get("/audit?before=1").get_data(as_text=True))
