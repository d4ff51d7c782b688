"""Knows how a letter leaves: to the mail server that is set, else into a file. Knows no letter's words."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path

from gisapp.config import Config, MailSetting
from gisapp.errors import UserError

PATIENCE_S = 30
#: Whom letters are from while they only become files.
NOBODY = "noreply@localhost"
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to whom, in plain words."""

    to: str
    subject: str
    text: str


def send(config: Config, letter: Letter) -> Path | None:
    """Sends a letter; the file that it became where no mail server is set.

    Raises UserError MAIL-001 (the server didn't take it), MAIL-002 (it can't be reached in safety).
    """
    if config.mail is None:
        return _to_file(config.data_dir / "mail", _message(letter, NOBODY))
    _deliver(config.mail, _message(letter, config.mail.sender))
    return None


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, letter.to, " ".join(letter.subject.split())
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender.rsplit("@", 1)[-1])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, charset="utf-8", cte="base64")
    return message


def _deliver(server: MailSetting, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    opening: Callable[[], smtplib.SMTP] = (
        (lambda: smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_S, context=context))
        if server.tls
        else (lambda: smtplib.SMTP(server.host, server.port, timeout=PATIENCE_S))
    )
    try:
        with opening() as connection:
            if not server.tls:
                _make_safe(connection, server, context)
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise UserError(
            "MAIL-001",
            f"「{message['To']}」にメールを送れませんでした（{_reason(error)}）。",
            "宛先と、設定 GISAPP_SMTP_URL のメールサーバーを確かめてください。",
            status=502,
        ) from error


def _make_safe(connection: smtplib.SMTP, server: MailSetting, context: ssl.SSLContext) -> None:
    """Nothing goes over the network unencrypted; only to a server on this very machine it may."""
    connection.ehlo()
    if connection.has_extn("starttls"):
        connection.starttls(context=context)
        connection.ehlo()
    elif server.user or server.host not in _LOCAL:
        raise UserError(
            "MAIL-002",
            f"メールサーバー「{server.host}」は、暗号化した通信（STARTTLS）に応じません。",
            "smtps:// で始まる設定にするか、メールサーバーの管理者に相談してください。",
            status=502,
        )


def _reason(error: Exception) -> str:
    """The server's own number, which its manager understands."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "、".join(f"番号 {code}" for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"番号 {error.smtp_code}"
    return "つながりません"


def _to_file(folder: Path, message: EmailMessage) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}.eml"
    path = folder / name
    path.write_bytes(message.as_bytes())
    path.chmod(0o600)
    return path
