"""Knows how it is said why an address has no place on the map, and what to do about it.

Knows no table.
"""

from __future__ import annotations

from typing import Any

from gisapp.assets.address_parts import Address
from gisapp.assets.gazetteer import Found, Why
from importers._faults import note
from importers._record import Problem
from layers._layer import AssetRow

_POINT = "緯度・経度を入れて取り込み直してください。"
_SAID = {
    Why.UNKNOWN: (
        "ADR-602",
        "住所の町名が、町丁目の表に見つかりません。",
        f"町名を確かめるか、{_POINT}",
    ),
    Why.AMBIGUOUS: (
        "ADR-603",
        "住所の最初の数が丁目なのか番地なのか、決められません。",
        f"「三丁目9番」のように丁目を書くか、位置参照情報（街区）を取り込むか、{_POINT}",
    ),
    Why.TWINS: (
        "ADR-604",
        "同じ名前の町が市内の離れたところに二つ以上あり、どれか決められません。",
        f"区や字の名前まで書くか、{_POINT}",
    ),
    Why.NO_CHOME: (
        "ADR-605",
        "住所に書かれた丁目が、町丁目の表にありません。",
        f"丁目を確かめるか、{_POINT}",
    ),
    Why.SEVERAL: (
        "ADR-606",
        "住所の欄に、二つ以上の場所が書かれています。",
        f"住所を一つにするか、{_POINT}",
    ),
    Why.NO_TABLE: (
        "ADR-609",
        "町丁目の表がまだないため、住所から位置を求められません。",
        f"町丁目の位置（位置参照情報など）を先に取り込むか、{_POINT}",
    ),
}


def explain(found: Found | Why, row: AssetRow, address: Address, answer: Any) -> Problem:
    """The note on a row that has an address and no place. `answer`: what a service said, None if nothing."""
    code, message, remedy = _SAID[found if isinstance(found, Why) else Why.UNKNOWN]
    if address.other:
        code, message = "ADR-601", f"住所が、この市区町村の外（{address.other}）のようです。"
        remedy = f"市内の場所なら住所を直してください。市外の場所なら、{_POINT}"
    elif answer and answer.matched:
        code = "ADR-608"
        message = f"{answer.method}の答え（{answer.matched}）が住所と合わないため、使いませんでした。"
    kept = f"位置なしで登録し、要位置確認に入れました。{remedy}"
    return note(code, message, kept, field="住所", value=f"{row.name} {row.address}")
