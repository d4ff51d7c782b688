"""Knows what is odd about a list of places: totals and notes among its rows, rows and ids that come twice,
texts too long to be stored, personal data in free text.

Knows no format and no file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from importers._faults import leave_out, note
from importers._record import Problem
from importers._tables.personal import personal_text

_TOTAL = re.compile(r"[(\[]?(合計|総計|小計|総合計|計|総数|再掲|うち再掲)[)\]]?")
_ASIDE = re.compile(r"[※*]|[(\[]?(注|備考|出典|資料)[)\]:.0-9 ]|(注|備考|出典|資料)$|合計|総計|小計|以上$")
#: Titles under which people write freely.
_FREE = re.compile(
    "備考|特記|説明|概要|内容|紹介|補足|メモ|その他|案内|条件|方法|頻度|note|remark|memo", re.IGNORECASE
)
#: Characters of a field. A key of the database is made of these three, and may have 2,704 bytes.
_LONGEST = {"name": 300, "id": 100, "address": 400}
_LISTED = 5


class _Row(Protocol):
    """A row of a table: its line and its cells by title."""

    @property
    def line(self) -> int:
        """As the publisher's own program counts."""

    @property
    def cells(self) -> Mapping[str, str]:
        """Blank ones are absent."""


def aside(cells: Mapping[str, str], name: str | None) -> Problem | None:
    """TAB-906 for a row of totals, a repetition (再掲) or a remark under the list; else None."""
    words = list(cells.values())
    first = unicodedata.normalize("NFKC", words[0]) if words else ""
    is_total = _TOTAL.fullmatch(first) or _TOTAL.fullmatch(unicodedata.normalize("NFKC", name or ""))
    if not is_total and not (len(words) == 1 and _ASIDE.match(first)):
        return None
    remedy = "場所の行なら、名称や住所を確かめて取り込み直してください。"
    message = "合計・再掲か注記の行のため、場所として取り込みませんでした。"
    return leave_out("TAB-906", message, remedy, value=words[0])


def too_long(fields: Mapping[str, Any]) -> Problem | None:
    """TAB-912 for a name, a number or an address that is far too long to be one; else None."""
    for key, most in _LONGEST.items():
        text = fields.get(key)
        if isinstance(text, str) and len(text) > most:
            message = "名称、番号か住所が長すぎます。この行は取り込みませんでした。"
            remedy = f"{most}文字までに直して取り込み直してください。列がずれていないかも確かめてください。"
            return leave_out("TAB-912", message, remedy, value=text[:60])
    return None


@dataclass(slots=True)
class Checks:
    """What has been seen of a list so far. `used`: titles whose text went into records."""

    file: str
    used: set[str] = field(default_factory=set)
    _rows: dict[int, _Row] = field(default_factory=dict)
    _ids: dict[str, int] = field(default_factory=dict)
    _numbered: int = 0
    _same: list[tuple[str, int, int]] = field(default_factory=list)

    def twin(
        self, row: _Row, cells: Mapping[str, str], fields: Mapping[str, Any], read: Callable[[Any], object]
    ) -> Problem | None:
        """TAB-909 where an earlier row says the very same; an id that comes again is kept in mind.

        `cells` are the row's, as a dict. `read` reads the fields of the earlier row once more: rows of JSON
        hold more than their cells.
        """
        earlier = self._rows.setdefault(hash(tuple(cells.items())), row)
        if earlier is not row and dict(earlier.cells) == dict(cells) and read(earlier) == fields:
            message = f"{earlier.line}行目とまったく同じ行です。一つだけ取り込みます。"
            return note("TAB-909", message, "別の場所なら、名称などで区別できるようにしてください。")
        own = fields.get("id")
        self._numbered += bool(own)
        if own and self._ids.setdefault(own, row.line) != row.line:
            self._same.append((own, self._ids[own], row.line))
        return None

    def told(self, rows: Iterable[_Row]) -> Iterator[Problem]:
        """Notes on ids that come twice (TAB-908) and on free text that looks personal (TAB-911)."""
        # Numbers that mostly come again are no numbers of places (a district's, a fiscal year's).
        if self._same and len(self._same) * 4 <= self._numbered:
            listed = (f"{own}（{first}行目と{line}行目）" for own, first, line in self._same[:_LISTED])
            message = f"同じ番号（ID）の行が{len(self._same):,}件あります。別の場所として取り込みます。"
            remedy = "同じ場所なら一つにまとめ、違う場所なら番号を分けてください。"
            yield note("TAB-908", message, remedy, file=self.file, value="、".join(listed))
        free: dict[str, list[tuple[int, str]]] = {
            title: [] for title in sorted(self.used) if _FREE.search(title)
        }
        for row in rows if free else ():
            for title in free:
                if title in row.cells:
                    free[title].append((row.line, row.cells[title]))
        for title, found in free.items():
            yield from self._personal(title, found)

    def _personal(self, title: str, found: list[tuple[int, str]]) -> Iterator[Problem]:
        if not personal_text(text for _, text in found):
            return
        lines = [(line, why) for line, text in found if (why := personal_text([text]))]
        whys = "".join(dict.fromkeys(why for _, why in lines))
        message = f"「{title}」の{len(lines):,}行に、個人情報かもしれない値があります。{whys}"
        remedy = "公開してよいか確かめ、よくなければ消してから取り込み直してください。"
        value = "、".join(f"{line}行目" for line, _ in lines[:_LISTED])
        yield note("TAB-911", message, remedy, file=self.file, field=title, value=value)
