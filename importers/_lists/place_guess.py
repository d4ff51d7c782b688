"""Knows how to propose which column of a list says what: by its title, and by what stands under it.

Knows no file. It only proposes: a person's answer always goes before, and columns that look personal are left
out until a person says that they are for the public.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from importers._lists.place_fields import EXTRA, FIELDS, PUBLIC_EXTRAS, may_name, title_key
from importers._lists.place_text import parse_position
from importers._maps.place import in_japan
from importers._tables.personal import count_mobiles, personal_text, personal_title
from importers._tables.values import parse_degrees

#: How many values of a column are looked at to tell what it holds.
_JUDGED = 1_000
BY_TITLE, BY_CONTENT = "列の名前から", "中の値から"
_ADDRESS = re.compile(r"[都道府県市区郡町村字目].*[0-9一二三四五六七八九十]|番地")
_PHONE = re.compile(r"(?<![0-9-])0[0-9]{1,4}(-|\()[0-9]{1,4}(-|\))[0-9]{3,4}(?![0-9-])|\A0[0-9]{9,10}\Z")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
#: Titles under which both a building and an address may stand, or both a number and words.
_OPEN = {
    "address": frozenset({"開催場所", "開催地", "活動場所", "実施場所", "会場", "場所"}),
    "phone": frozenset(
        {"連絡先", "問い合わせ先", "問合せ先", "お問い合わせ先", "お問合せ先", "お問い合わせ", "問い合わせ"}
    ),
    "lat": frozenset({"y", "y座標"}),
    "lon": frozenset({"x", "x座標"}),
    "position": frozenset({"座標", "位置", "位置情報"}),
}  # fmt: skip


@dataclass(slots=True)
class Guess:
    """A proposal. `columns`: canonical name → title; `why` in words for each; `personal`: title → why.

    `sure`: nobody has to be asked, since a title says for certain where the names are.
    """

    columns: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    personal: dict[str, str] = field(default_factory=dict)
    sure: bool = True

    def take(self, key: str, title: str, why: str) -> None:
        self.columns[key] = title
        self.why[key] = why


def guess(values: Mapping[str, Sequence[str]], *, shaped: bool) -> Guess:
    """The proposal for columns (title → its values without the blank ones); their order doesn't matter.

    `shaped`: the file has shapes of its own, so that no column has to say where a place is.
    """
    found = Guess()
    found.personal = {title: why for title in values if (why := _personal(title, values[title]))}
    free = sorted(set(values) - set(found.personal))
    for each in FIELDS:
        ranked = sorted((rank, title) for title in free if (rank := each.rank(title)) is not None)
        fitting = (title for _, title in ranked if _fits(each.key, title, values[title]))
        title = next(fitting, None)
        if title is not None:
            found.take(each.key, title, BY_TITLE)
            free.remove(title)
    _take_weak_name(found, free, values)
    _take_by_content(found, free, values, shaped=shaped)
    for title in free:
        if title in PUBLIC_EXTRAS and title not in found.columns.values():
            found.take(EXTRA + title, title, BY_TITLE)
    return found


def share(values: Sequence[str], test: Callable[[str], object]) -> float:
    """The part of the first values that pass; 0 where there is none."""
    judged = values[:_JUDGED]
    return sum(1 for value in judged if test(value)) / len(judged) if judged else 0.0


def _personal(title: str, values: Sequence[str]) -> str | None:
    by_title = personal_title(title)
    if by_title or any(each.key == "url" and each.rank(title) is not None for each in FIELDS):
        return by_title
    if any(each.key == "phone" and each.rank(title) is not None for each in FIELDS):
        mostly = count_mobiles(values) * 2 >= len(values) > 0
        return "半分以上が携帯電話の番号です。" if mostly else None
    if title_key(title) in ("公開用メールアドレス", "代表メールアドレス"):
        return None
    return personal_text(values)


def _fits(key: str, title: str, values: Sequence[str]) -> bool:
    """Whether what stands under a title that leaves it open is what the field means."""
    return title_key(title) not in _OPEN.get(key, ()) or share(values, _TESTS[key]) >= 0.5


def _take_weak_name(found: Guess, free: list[str], values: Mapping[str, Sequence[str]]) -> None:
    """A title that may stand over names is proposed, and a person is asked."""
    if "name" in found.columns:
        return
    found.sure = False
    title = next((title for title in free if may_name(title) and values[title]), None)
    if title is not None:
        found.take("name", title, BY_TITLE)
        free.remove(title)


def _take_by_content(
    found: Guess, free: list[str], values: Mapping[str, Sequence[str]], *, shaped: bool
) -> None:
    for key in (
        ("phone", "url", "address") if shaped else ("lat", "lon", "position", "phone", "url", "address")
    ):
        alike = [
            title for title in free if key not in found.columns and share(values[title], _TESTS[key]) >= 0.8
        ]
        # Two columns that look alike can't be told apart by their content.
        if len(alike) == 1 and len(values[alike[0]]) >= 2:
            found.take(key, alike[0], BY_CONTENT)
            free.remove(alike[0])
    if ("lat" in found.columns) != ("lon" in found.columns):
        for key in ("lat", "lon"):
            title = found.columns.get(key)
            if title and found.why[key] == BY_CONTENT:
                del found.columns[key], found.why[key]
                free.append(title)


def _degrees(text: str) -> float | None:
    try:
        value = parse_degrees(text)
    except ValueError:
        return None
    return value if value != int(value) else None


def _is_lat(text: str) -> bool:
    value = _degrees(text)
    return value is not None and in_japan(139, value)


def _is_lon(text: str) -> bool:
    value = _degrees(text)
    return value is not None and in_japan(value, 35)


def _narrow(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.search(unicodedata.normalize("NFKC", text)) is not None


_TESTS: Mapping[str, Callable[[str], object]] = {
    "address": _narrow(_ADDRESS),
    "phone": _narrow(_PHONE),
    "url": _URL.fullmatch,
    "lat": _is_lat,
    "lon": _is_lon,
    "position": parse_position,
}
