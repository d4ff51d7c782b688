"""Knows what may be changed in a scenario, and says in Japanese what may not.

Knows no table of places and no page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.planning.question import categories
from gisapp.planning.values import number

#: One change: "kind" add, close, move, change or plan (what is planned opens), and what belongs to it.
Change = dict[str, Any]
MOST_CHANGES = 200
LONGEST_NAME = 100
#: A place farther off serves nobody here.
FARTHEST_M = 20_000
MOST_CAPACITY = 100_000
#: Hours in the longest month.
MOST_HOURS = 744
#: By kind: the fields that it has to have, and those that it may have.
FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "add": (("category", "name", "lon", "lat"), ("capacity", "hours_month")),
    "close": (("asset",), ()),
    "move": (("asset", "lon", "lat"), ()),
    "change": (("asset",), ("capacity", "hours_month")),
    "plan": ((), ()),
}


def validated(connection: Connection, code: str, changes: object) -> list[Change]:
    """The changes with every field checked, in order; numbers may be given as text.

    Raises UserError: ASK-031 for what is no change, ASK-032 an unknown category, ASK-033 a place far from the
    municipality, ASK-034 a number, ASK-035 an asset that isn't there, ASK-036 a name, ASK-038 too many.
    """
    if not isinstance(changes, Sequence) or isinstance(changes, str):
        raise _refused("ASK-031", "変更の一覧を読めません。", "画面からもう一度入れてください。")
    if len(changes) > MOST_CHANGES:
        message = f"変更が {len(changes):,} 件あります。"
        raise _refused("ASK-038", message, f"一つのシナリオの変更は {MOST_CHANGES} 件までです。")
    found = [_change(place, change) for place, change in enumerate(changes, start=1)]
    _require_near(connection, code, found)
    _require_assets(connection, code, found)
    return found


def named(text: object) -> str:
    """A name without blanks around it. Raises UserError (ASK-036): empty, too long, or unreadable."""
    # blanks of any width and line breaks are one blank
    name = " ".join(str(text or "").split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        remedy = f"1〜{LONGEST_NAME}文字で、改行などを入れずに書いてください。"
        raise _refused("ASK-036", "その名前は使えません。", remedy)
    return name


def _change(place: int, change: object) -> Change:
    kind = change.get("kind") if isinstance(change, Mapping) else None
    if not isinstance(change, Mapping) or not isinstance(kind, str) or kind not in FIELDS:
        message = f"{place}件目の変更の種類が分かりません。"
        raise _refused("ASK-031", message, "追加・閉鎖・移動・変更・予定のどれかを選んでください。")
    needed, possible = FIELDS[kind]
    found = {"kind": kind} | {name: READERS[name](change.get(name)) for name in needed}
    found |= {name: _optional(READERS[name], change.get(name)) for name in possible}
    if kind == "change" and all(found[name] is None for name in possible):
        message = f"{place}件目の変更に、定員も開所時間も入っていません。"
        raise _refused("ASK-034", message, "どちらかを入れてください。")
    return found


def _optional(reader: Callable[[object], Any], value: object) -> Any:
    return None if value is None or value == "" else reader(value)


def _category(value: object) -> str:
    if not isinstance(value, str) or value not in categories():
        message = f"場所の種類「{str(value)[:40]}」は選べません。"
        raise _refused("ASK-032", message, f"{'、'.join(categories())} から選んでください。")
    return value


def _number(value: object, what: str, most: float, least: float = 0) -> float:
    text = "" if isinstance(value, bool) else str(value)
    return number(text, least, most, what, code="ASK-034", unchanged=True)


def _asset(value: object) -> int:
    text = "" if isinstance(value, bool) else str(value)
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise _no_asset(value)
    return int(text)


READERS: dict[str, Callable[[object], Any]] = {
    "category": _category,
    "name": named,
    "lon": lambda value: _number(value, "経度", 180, -180),
    "lat": lambda value: _number(value, "緯度", 90, -90),
    "capacity": lambda value: int(_number(value, "定員", MOST_CAPACITY)),
    "hours_month": lambda value: _number(value, "月の開所時間", MOST_HOURS),
    "asset": _asset,
}


def _require_near(connection: Connection, code: str, changes: Sequence[Change]) -> None:
    placed = [change for change in changes if "lon" in change]
    values = {
        "code": code,
        "lons": [change["lon"] for change in placed],
        "lats": [change["lat"] for change in placed],
        "most_m": FARTHEST_M,
    }
    far = connection.execute(query("scenario_far"), values).scalars().first() if placed else None
    if far is not None:
        change = placed[far - 1]
        message = (
            f"位置（緯度 {change['lat']:.5f}、経度 {change['lon']:.5f}）が市区町村から離れすぎています。"
        )
        raise _refused("ASK-033", message, f"{FARTHEST_M // 1000}km 以内にしてください。")


def _require_assets(connection: Connection, code: str, changes: Sequence[Change]) -> None:
    ids = {change["asset"] for change in changes if "asset" in change}
    values = {"code": code, "layers": list(categories()), "ids": sorted(ids)}
    known = set(connection.execute(query("scenario_assets"), values).scalars()) if ids else set()
    for missing in sorted(ids - known):
        raise _no_asset(missing)


def _no_asset(asset: object) -> UserError:
    message = f"番号 {str(asset)[:20]} の場所がありません。"
    return _refused("ASK-035", message, "閉じた場所かもしれません。一覧から選び直してください。")


def _refused(code: str, message: str, remedy: str) -> UserError:
    return UserError(code, message, remedy, unchanged=True)
