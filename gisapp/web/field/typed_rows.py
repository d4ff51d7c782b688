"""Knows fields of several rows as they are typed: telephones, weekly hours, photos. Knows no page.

A row that comes back as it was shown is taken as it was, whatever an import once brought.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from gisapp.assets.calendar import DAYS
from gisapp.assets.choices import Choices
from gisapp.assets.fields import Field
from gisapp.errors import UserError
from gisapp.web.field.flat import ROWS, WEEKS, Sent, one, row_numbers
from gisapp.web.field.typed_values import line, plain
from importers._tables.values import clean_phone

Row = dict[str, Any]
#: A number of a line in Japan, an extension after it, or one of the short ones (#7119, 189).
_PHONE = re.compile(r"0[0-9()-]{8,14}(?: ?内線 ?[0-9]{1,6})?|#?[0-9]{3,5}")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?")
MIDNIGHT = "24:00"


def read(sent: Sent, field: Field, before: list[Row], choices: Choices) -> list[Row]:
    """The rows that aren't empty. Raises UserError with the number of the row."""
    found: list[Row] = []
    for count, at in enumerate(row_numbers(sent, field.key), 1):
        row = _texts(sent, field, at)
        if not any(row.values()) or one(sent, f"{field.key}-{at}-drop"):
            continue
        if row in (known := [_shown(field, each) for each in before]):
            found.append(before[known.index(row)])
            continue
        try:
            found.append(READERS[field.kind](row, choices))
        except UserError as error:
            raise UserError(error.code, f"{count}番目: {error.message}", error.remedy) from error
    return found


def _texts(sent: Sent, field: Field, at: int) -> Row:
    name = f"{field.key}-{at}-"
    row: Row = {part: plain(one(sent, name + part)) for part in ROWS[field.kind]}
    if field.kind == "schedules":
        row["byday"] = ",".join(sent.get(f"{name}byday", ()))
        row["weeks"] = list(sent.get(f"{name}weeks", ()))
    return row


def _shown(field: Field, row: Row) -> Row:
    """A row as the page shows it, and sends it back untouched."""
    if field.kind == "schedules":
        times = {name: row[name] or "" for name in ("opens_at", "closes_at")}
        return {"byday": row["byday"], "weeks": [str(week) for week in row["weeks"]], **times}
    return {part: plain(row[part] or "") for part in ROWS[field.kind]}


def _phone(row: Row, _: Choices) -> Row:
    number = clean_phone(unicodedata.normalize("NFKC", line(row["number"])))
    digits = re.sub(r"[^0-9]", "", number.partition("内線")[0])
    if not _PHONE.fullmatch(number) or (number[0] == "0" and len(digits) not in (10, 11)):
        raise UserError(
            "AST-023", "電話番号を読めません。", "042-000-0000 のように、市外局番から入れてください。"
        )
    if not row["purpose"]:
        raise UserError(
            "AST-023", "何の電話かがありません。", "「予約」「問い合わせ」のように書いてください。"
        )
    return {"number": number, "purpose": line(row["purpose"], 50)}


def _hours(row: Row, _: Choices) -> Row:
    days = row["byday"].split(",")
    if not row["byday"] or not set(days) <= set(DAYS):
        raise UserError("AST-025", "曜日が選ばれていません。", "一つ以上選んでください。")
    if not set(row["weeks"]) <= {str(week) for week in WEEKS}:
        raise UserError("AST-022", "選べない週が選ばれています。", "一覧から選び直してください。")
    opens, closes = _time(row["opens_at"]), _time(row["closes_at"])
    if opens and closes and opens >= closes:
        raise UserError("AST-025", "終わる時刻が始まる時刻より前です。", "時刻を確かめてください。")
    return {
        "byday": ",".join(day for day in DAYS if day in days),
        "weeks": [week for week in WEEKS if str(week) in row["weeks"]],
        "opens_at": opens,
        "closes_at": closes,
    }


def _time(text: str) -> str | None:
    plain_text = unicodedata.normalize("NFKC", text)
    if not plain_text or plain_text == MIDNIGHT:
        return plain_text or None
    match = _TIME.fullmatch(plain_text)
    if not match:
        raise UserError("AST-025", "時刻を読めません。", "10:00 のように入れてください。")
    return f"{int(match[1]):02}:{match[2]}"


def _photo(row: Row, choices: Choices) -> Row:
    if row["file"] not in choices.photos:
        raise UserError("AST-029", "その写真はありません。", "写真を選び直してください。")
    if not row["alt"]:
        raise UserError("AST-029", "何の写真かがありません。", "見えない人にも分かるように書いてください。")
    return {"file": row["file"], "alt": line(row["alt"])}


READERS: dict[str, Callable[[Row, Choices], Row]] = {
    "phones": _phone,
    "schedules": _hours,
    "photos": _photo,
}
