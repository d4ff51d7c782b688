"""Holds how letters leave: encrypted or not at all, with words that no header can be made of."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from gisapp.config import Config, MailSetting, from_environment
from gisapp.errors import UserError
from gisapp.mail import Letter, send
from tests.gisapp.mail_server import mail_server

LETTER = Letter("hanako@example.jp", "「見本」は\nBcc: all@example.jp", "本文です。\n.\n終わり")


def config(folder: Path, mail: MailSetting | None = None) -> Config:
    return Config("127.0.0.1", 5000, None, folder, None, 1, 1, mail=mail)


def server(port: int, *, user: str = "", host: str = "127.0.0.1") -> MailSetting:
    return MailSetting(host, port, user, "秘密" if user else "", "map@example.jp", tls=False)


def test_a_letter_arrives_as_it_was_written(tmp_path: Path) -> None:
    with mail_server() as found:
        assert send(config(tmp_path, server(found.port)), LETTER) is None
        (letter,) = found.letters
    assert letter["Subject"] == "「見本」は Bcc: all@example.jp"
    assert letter["Bcc"] is None
    assert letter.get_content().splitlines() == LETTER.text.splitlines()


def test_without_a_server_it_becomes_a_file_of_ones_own(tmp_path: Path) -> None:
    path = send(config(tmp_path), LETTER)
    assert path is not None
    assert path.parent == tmp_path / "mail"
    assert path.stat().st_mode & 0o077 == 0
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert letter["To"] == LETTER.to


def test_no_password_goes_out_unencrypted(tmp_path: Path) -> None:
    with mail_server() as found:
        with pytest.raises(UserError, match="MAIL-002"):
            send(config(tmp_path, server(found.port, user="map")), LETTER)
        assert found.letters == []


def test_nobody_answers(tmp_path: Path) -> None:
    with mail_server() as found:
        port = found.port
    with pytest.raises(UserError, match="MAIL-001"):
        send(config(tmp_path, server(port)), LETTER)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", None),
        (
            "smtp://map:p%40ss@mail.example.jp:2525?from=map@example.jp",
            MailSetting("mail.example.jp", 2525, "map", "p@ss", "map@example.jp", tls=False),
        ),
        (
            "smtps://mail.example.jp?from=map@example.jp",
            MailSetting("mail.example.jp", 465, "", "", "map@example.jp", tls=True),
        ),
    ],
)
def test_settings(url: str, expected: MailSetting | None) -> None:
    assert from_environment({"GISAPP_SMTP_URL": url}).mail == expected


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.jp",
        "http://mail.example.jp?from=a@b.jp",
        "smtp://?from=a@b.jp",
        "smtp://mail.example.jp",
        "smtp://u:secretword@mail.example.jp:99999?from=a@b.jp",
    ],
)
def test_wrong_settings_are_told_without_the_password(url: str) -> None:
    with pytest.raises(UserError, match="CFG-007") as told:
        from_environment({"GISAPP_SMTP_URL": url})
    assert "secretword" not in str(told.value)


def test_months() -> None:
    assert from_environment({}).freshness.stale_months == 24
    assert from_environment({"GISAPP_DUE_MONTHS": "36"}).freshness.stale_months == 37
    with pytest.raises(UserError, match="CFG-006"):
        from_environment({"GISAPP_DUE_MONTHS": "12", "GISAPP_STALE_MONTHS": "12"})
