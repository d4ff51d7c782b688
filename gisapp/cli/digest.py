"""Knows the command that sends the weekly letters. Knows no SQL and not what a letter says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from gisapp.accounts.rights import Act, Person, Role, ever_may
from gisapp.assets.digest import Part, Reader, is_time, letter_text, parts_for, people, sent
from gisapp.assets.round import Scope
from gisapp.cli.japanese import JapaneseCommand
from gisapp.cli.session import Session, session
from gisapp.errors import UserError
from gisapp.mail import Letter, send
from gisapp.publish.register import cities

JAPAN_TIME = ZoneInfo("Asia/Tokyo")
#: Whose work it is that letters tell of.
READERS = (Role.CSW, Role.APPROVER, Role.COUNCIL)
SUBJECT = "地域資源マップ: 今週のお知らせ"


@click.command(
    cls=JapaneseCommand,
    short_help="1週間のお知らせのメールを送ります。",
    help="""CSW・承認者・地区協議会の人に、1週間のお知らせのメールを送ります。

    そろそろ確かめる場所、承認を待っている提案、戻された提案、住民からの知らせを、受け持つ校区のものだけ書きます。
    知らせることのない人と、6日以内に受け取った人には送りません。メールサーバーの設定がなければ、ファイルにします。

    例: gisapp digest --preview
    """,
)
@click.option("--preview", is_flag=True, help="送らずに、送るはずの文を画面に出します。")
def digest(preview: bool) -> None:
    """Sends, prints or writes the letters; one that fails stops no other."""
    with session() as current:
        url = current.config.url or f"http://{current.config.host}:{current.config.port}"
        done, failed = 0, 0
        for row in _readers(current):
            parts = _parts(current, row)
            if not parts:
                continue
            text = letter_text(_reader(row), parts, url, _today())
            if preview:
                click.echo(f"宛先: {row['email']}\n{text}\n{'-' * 40}")
                done += 1
            elif _sent(current, row, text):
                done += 1
            else:
                failed += 1
    click.echo(f"{done}通{'を送ります' if preview else 'を送りました'}。", err=True)
    if failed:
        raise UserError(
            "MAIL-003", f"{failed}通を送れませんでした。", "上の宛先を確かめて、もう一度実行してください。"
        )


def _readers(current: Session) -> list[dict[str, Any]]:
    """Those whose week is over, each once for a city: whoever works for all of them gets the first one's."""
    with current.engine.connect() as connection:
        first = next((city.code for city in cities(connection)), None)
        found = people(connection)
    rows = [{**row, "municipality_code": row["municipality_code"] or first} for row in found]
    now = datetime.now(UTC)
    return [
        row
        for row in rows
        if row["role"] in READERS and row["municipality_code"] and is_time(row["digest_at"], now)
    ]


def _parts(current: Session, row: dict[str, Any]) -> list[Part]:
    with current.engine.connect() as connection:
        return parts_for(connection, _reader(row), _today(), current.config.freshness)


def _reader(row: dict[str, Any]) -> Reader:
    person = Person(
        row["id"],
        row["name"],
        row["email"],
        Role(row["role"]),
        row["municipality_code"],
        row["office_id"],
        frozenset(row["districts"]),
    )
    scope = Scope(
        row["municipality_code"],
        not person.acts_in_territory,
        person.office_id,
        tuple(sorted(person.territory)),
    )
    checks, approves = ever_may(person, Act.CHECK), ever_may(person, Act.APPROVE)
    return Reader(person.id, person.name, scope, checks, approves)


def _sent(current: Session, row: dict[str, Any], text: str) -> bool:
    """Whether the letter went out; what went wrong is told on the spot."""
    try:
        path = send(current.config, Letter(row["email"], SUBJECT, text))
    except UserError as error:
        click.echo(str(error), err=True)
        return False
    if path is not None:
        click.echo(path)
    with current.engine.begin() as connection:
        sent(connection, row["id"])
    return True


def _today() -> date:
    return datetime.now(JAPAN_TIME).date()
