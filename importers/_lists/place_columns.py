"""Knows how a proposal and a person's answer become the one mapping of columns, and what is told about it.

Knows no file format and no row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from importers._faults import ask, note, refuse
from importers._lists.place_fields import BY_KEY, EXTRA, field_title
from importers._lists.place_guess import Guess
from importers._record import FormatError, Problem
from importers._tables.personal import count_mobiles
from importers._tables.text import clean_header

_CHOOSE = "取り込みの画面で、それぞれの列が何を表すかを選んでください。"


@dataclass(frozen=True, slots=True)
class Columns:
    """Canonical name → title. `chosen`: a person has said so."""

    titles: Mapping[str, str]
    chosen: bool

    def of(self, key: str) -> tuple[str, ...]:
        """The title of a field, if it has one: fit to be handed on as titles to look under."""
        return (self.titles[key],) if key in self.titles else ()


def chosen_titles(choices: Mapping[str, str], file: str) -> dict[str, str] | None:
    """What a person has answered: canonical name → title ('' leaves the field blank); None without an answer.

    Raises FormatError MAP-502 where the answer can't be read.
    """
    if "columns" not in choices:
        return None
    try:
        given = json.loads(choices["columns"])
    except (ValueError, RecursionError) as error:
        raise _unusable(file, "列の対応を読み取れません。") from error
    if not isinstance(given, dict) or not all(isinstance(title, str) for title in given.values()):
        raise _unusable(file, "列の対応を読み取れません。")
    unknown = [key for key in given if key not in BY_KEY and not key.removeprefix(EXTRA).strip()]
    unknown += [key for key in given if key not in BY_KEY and not key.startswith(EXTRA)]
    if unknown:
        raise _unusable(file, "列の対応に、知らない項目があります。", "、".join(unknown))
    return {key: clean_header(title) for key, title in given.items()}


def settled(found: Guess, values: Mapping[str, object], choices: Mapping[str, str], *, file: str) -> Columns:
    """The proposal, a person's answer going before it. Raises FormatError MAP-502."""
    given = chosen_titles(choices, file)
    if given is None:
        return Columns(found.columns, chosen=False)
    missing = [title for title in given.values() if title and title not in values]
    if missing:
        raise _unusable(file, "列の対応で選ばれた列がファイルにありません。", "、".join(missing))
    kept = {key: title for key, title in found.columns.items() if title not in given.values()}
    return Columns({key: title for key, title in (kept | given).items() if title}, chosen=True)


def question(file: str, titles: Mapping[str, object]) -> Problem:
    """MAP-501: which column holds the names?"""
    message = "場所の名称がどの列にあるか、はっきりしません。"
    return ask("MAP-501", message, _CHOOSE, choice="columns", file=file, value="、".join(titles)[:200])


def told(found: Guess, columns: Columns, values: Mapping[str, list[str]], *, file: str) -> Iterator[Problem]:
    """What a person should know about the columns, a note for each kind of thing."""
    used = set(columns.titles.values())
    if columns.chosen:
        listed = "、".join(f"{field_title(key)}←{title}" for key, title in columns.titles.items())
        yield _note(
            "MAP-503",
            "列の対応は、人が選んだものを使いました。",
            "違うときは選び直してください。",
            file,
            listed,
        )
    left = [title for title in values if title not in used and title not in found.personal and values[title]]
    if left:
        yield _note(
            "MAP-504", f"対応する項目のない列（{len(left)}列）は取り込みませんでした。", _CHOOSE, file, left
        )
    hidden = [title for title in found.personal if title not in used]
    if hidden:
        remedy = "公開してよいと確かめた列だけ、取り込みの画面で項目を選んでください。"
        yield _note("MAP-505", "個人情報らしい列があるため、取り込みませんでした。", remedy, file, hidden)
    shown = [title for title in found.personal if title in used]
    if shown:
        remedy = "本人の同意があるかを確かめ、なければ対応を外して取り込み直してください。"
        yield _note("MAP-506", "個人情報らしい列を、人が選んだとおりに取り込みました。", remedy, file, shown)
    phone = columns.titles.get("phone")
    mobiles = count_mobiles(values[phone]) if phone and phone not in found.personal else 0
    if mobiles:
        remedy = "公開してよい番号か確かめ、よくなければ消してから取り込み直してください。"
        yield _note("MAP-512", f"電話番号の列に携帯電話の番号が{mobiles}件あります。", remedy, file, None)


def _note(code: str, message: str, remedy: str, file: str, value: list[str] | str | None) -> Problem:
    return note(
        code, message, remedy, file=file, value="、".join(value) if isinstance(value, list) else value
    )


def _unusable(file: str, message: str, value: str | None = None) -> FormatError:
    return refuse("MAP-502", message, _CHOOSE, file=file, value=value)
