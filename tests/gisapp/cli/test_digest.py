"""Holds the weekly letter: one to each who has something to do in their own territory, and no other."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.accounts.rights import Role
from gisapp.assets.approval import send_back
from gisapp.assets.proposals import save
from gisapp.assets.snapshots import snapshot_of
from gisapp.assets.writing import create
from gisapp.cli.main import gisapp
from gisapp.errors import UserError
from tests.accounts import email_of
from tests.assets import CITY, CODE, EAST, WEST, author, district_keys, form, typed
from tests.gisapp.mail_server import mail_server

Run = Callable[..., str]


@pytest.fixture
def run(
    town: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs `gisapp digest`; what it printed."""
    monkeypatch.setenv("DATABASE_URL", town.url.render_as_string(hide_password=False))
    monkeypatch.setenv("GISAPP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GISAPP_URL", "https://map.city.example.jp/")
    monkeypatch.delenv("GISAPP_SMTP_URL", raising=False)

    def digest(*arguments: str, smtp: str | None = None) -> str:
        if smtp:
            monkeypatch.setenv("GISAPP_SMTP_URL", smtp)
        gisapp.main(["digest", *arguments], standalone_mode=False)
        return capsys.readouterr().out

    return digest


def change(town: Engine, statement: str, **values: Any) -> None:
    with town.begin() as connection:
        connection.execute(sa.text(statement), values)


def settle(town: Engine, role: Role, *districts: str) -> None:
    """The districts that the test's person of a role acts in."""
    statement = "update account set districts = :districts where email = :email"
    change(town, statement, districts=list(districts), email=email_of(role))


def place(town: Engine, name: str, at: tuple[float, float]) -> int:
    with town.begin() as connection:
        content = snapshot_of(connection, {}, form(name, at=at), CITY)
        return create(connection, CODE, content, actor="見本", reason="")


def letters(folder: Path) -> dict[str, str]:
    """The letters that became files, by who they are for."""
    found = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in (folder / "mail").iterdir()
    ]
    return {str(each["To"]): each.get_content() for each in found}  # type: ignore[attr-defined]


def test_each_gets_what_is_theirs(town: Engine, run: Run, tmp_path: Path) -> None:
    east, west = district_keys(town)
    csw, approver = author(town, Role.CSW), author(town, Role.APPROVER)
    author(town, Role.HELPER)
    author(town, Role.PLANNER)
    settle(town, Role.CSW, east)
    settle(town, Role.APPROVER, west)
    place(town, "東の茶の間", EAST)
    for n in range(12):
        place(town, f"西の茶の間{n:02}", (WEST[0] + n / 10_000, WEST[1]))
    with town.begin() as connection:
        save(connection, csw, CODE, typed(form("西の新しい場所", at=WEST)))
        save(connection, csw, CODE, typed(form("東の新しい場所", at=EAST)))
        back = save(connection, csw, CODE, typed(form("戻る場所", at=EAST)))
        send_back(connection, back.id, approver, version=1, reason="電話が違います")
    change(
        town,
        "insert into report (key, municipality_code, service_id, kind)"
        " select gen_random_uuid(), municipality_code, id, '違っています' from service where name = '東の茶の間'",
    )
    run()
    found = letters(tmp_path)
    assert set(found) == {email_of(Role.CSW), email_of(Role.APPROVER)}
    to_csw, to_approver = found[email_of(Role.CSW)], found[email_of(Role.APPROVER)]
    assert "・東の茶の間（まだ確かめていません、東小学校区）" in to_csw
    assert "西の茶の間" not in to_csw
    assert "戻る場所（理由: 電話が違います）" in to_csw
    assert "違っています: 東の茶の間" in to_csw
    assert "承認を待っている" not in to_csw
    assert "https://map.city.example.jp/field/round" in to_csw
    assert "・西の新しい場所（" in to_approver
    assert "東の新しい場所" not in to_approver
    assert "東の茶の間" not in to_approver
    assert to_approver.count("・西の茶の間") + to_approver.count("・西事務所") == 10
    assert "（ほか " in to_approver


def test_once_a_week_and_only_with_something_to_tell(town: Engine, run: Run, tmp_path: Path) -> None:
    author(town, Role.CSW)
    place(town, "東の茶の間", EAST)
    run()
    run()
    assert len(list((tmp_path / "mail").iterdir())) == 1
    change(town, "update account set digest_at = now() - interval '6 days 1 hour'")
    run()
    assert len(list((tmp_path / "mail").iterdir())) == 2
    change(town, "update account set digest_at = null")
    change(town, "update service set assured_date = current_date")
    run()
    assert len(list((tmp_path / "mail").iterdir())) == 2


def test_preview_sends_nothing(town: Engine, run: Run, tmp_path: Path) -> None:
    author(town, Role.CSW)
    place(town, "東の茶の間", EAST)
    assert "東の茶の間" in run("--preview")
    assert not (tmp_path / "mail").exists()
    with town.connect() as connection:
        assert connection.execute(sa.text("select digest_at from account")).scalars().all() == [None]


def test_whoever_is_stopped_gets_nothing(town: Engine, run: Run, tmp_path: Path) -> None:
    author(town, Role.CSW)
    place(town, "東の茶の間", EAST)
    change(town, "update account set active = false")
    run()
    assert not (tmp_path / "mail").exists()


def test_a_wrong_address_stops_nobody_else(
    town: Engine, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    author(town, Role.CSW)
    author(town, Role.APPROVER)
    place(town, "東の茶の間", EAST)
    with mail_server() as server:
        server.unknown.add(email_of(Role.CSW))
        address = f"smtp://127.0.0.1:{server.port}?from=chiiki@city.example.jp"
        with pytest.raises(UserError, match="MAIL-003"):
            run(smtp=address)
        told = capsys.readouterr().err
        assert f"[MAIL-001] 「{email_of(Role.CSW)}」" in told
        assert "番号 550" in told
        assert [str(each["To"]) for each in server.letters] == [email_of(Role.APPROVER)]
        assert server.letters[0]["From"] == "chiiki@city.example.jp"
        assert "東の茶の間" in server.letters[0].get_content()
        server.unknown.clear()
        run(smtp=address)
        assert [str(each["To"]) for each in server.letters] == [email_of(Role.APPROVER), email_of(Role.CSW)]
    assert not (tmp_path / "mail").exists()
