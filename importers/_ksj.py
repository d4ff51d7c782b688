"""Knows what the 国土数値情報 formats share: dates in file names, area codes, the editions of school areas.

Knows neither the elementary nor the junior high school format by name: each hands in its prefix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from importers._codes import municipality_code
from importers._faults import leave_out, refuse
from importers._geometry import AREAS
from importers._record import Delivery, Problem, Record
from importers._vector import Feature, features, look

_CODE = re.compile(r"\d{5}", re.ASCII)
_SCHOOL_CODE = re.compile(r"[A-Z]?\d[0-9A-Z]{9,13}", re.ASCII)


def as_of_january(prefix: str) -> Callable[[Delivery], date | None]:
    """1 January of the year in the name (N03-19), or the full date (N03-20190101, N03-190101)."""
    return lambda delivery: _date_in_name(delivery, prefix, month=1)


def as_of_april(prefix: str) -> Callable[[Delivery], date | None]:
    """1 April, when the school year starts, of the year in the name (A27-16 → 2016-04-01)."""
    return lambda delivery: _date_in_name(delivery, prefix, month=4)


def _date_in_name(delivery: Delivery, prefix: str, *, month: int) -> date | None:
    match = re.search(rf"{prefix}P?-(\d{{8}}|\d{{6}}|\d{{4}}|\d{{2}})(?!\d)", delivery.name, re.IGNORECASE)
    if not match:
        return None
    digits = match[1] if len(match[1]) in (4, 8) else "20" + match[1]
    try:
        if len(digits) == 4:
            return date(int(digits), month, 1)
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def ksj_code(value: Any) -> str | None:
    """Six digits for the five of a 国土数値情報 column; None where it is blank or no code."""
    try:
        return municipality_code(str(value), digits=5) if value is not None else None
    except ValueError:
        return None


def recognises_schools(prefix: str) -> Callable[[Delivery], bool]:
    """True for a file of areas with columns of that prefix (A27_…); school points alone are no districts."""

    def recognises(delivery: Delivery) -> bool:
        seen = look(delivery)
        if seen is None or (seen.pointed and not seen.areal):
            return False
        return any(re.fullmatch(rf"{prefix}_\d{{3}}(_\w+)?", key) for key in seen.keys)

    return recognises


def read_districts(delivery: Delivery, *, prefix: str, school: str) -> Iterator[Record | Problem]:
    """School districts of any edition; fields municipality_code, founder, name, address.

    Editions put the same four facts into different columns (A27: 005–008 until 2016, 001, 002, 004, 005 from
    2021 with the school code in 003; A32: 001–, 006–). So the column of the code is found by its content, and
    the others follow it in order. Raises FormatError KSJ-401 for a file of school points.
    """
    seen = look(delivery)
    if seen and seen.pointed and not seen.areal:
        raise refuse(
            "KSJ-401",
            f"{school}の位置（点）のファイルです。校区（面）ではありません。",
            f"国土数値情報の{prefix}のうち、名前に「P」の付かない校区（面）のファイルを選んでください。",
            file=delivery.name,
        )
    read = list(features(delivery, kinds=AREAS, stems=rf"{prefix.casefold()}-"))
    columns = _columns([item for item in read if isinstance(item, Feature)], prefix, file=delivery.name)
    for item in read:
        yield _district(item, columns) if isinstance(item, Feature) else item


def _columns(items: list[Feature], prefix: str, *, file: str) -> Mapping[str, str]:
    """Which column holds code, founder, name and address, judged by the values of the first rows."""
    sample = items[:50]
    if not sample:
        return {}
    keys = sorted({key for item in sample for key in item.properties if key.startswith(prefix + "_")})
    code = next((key for key in keys if _mostly(_CODE, sample, key)), None)
    if code is None:
        remedy = f"国土数値情報の{prefix}のファイルをそのまま取り込んでください。"
        raise refuse("KSJ-402", "行政区域コードの列が見つかりません。", remedy, file=file)
    rest = [key for key in keys[keys.index(code) + 1 :] if not _mostly(_SCHOOL_CODE, sample, key)]
    found = dict(zip(("founder", "name", "address"), rest, strict=False)) | {"municipality_code": code}
    # City portals publish the same data with the last two columns renamed.
    plain = {key: key for key in ("name", "address") if any(key in item.properties for item in sample)}
    return found | plain


def _mostly(pattern: re.Pattern[str], sample: list[Feature], key: str) -> bool:
    fits = sum(bool(pattern.fullmatch(str(item.properties.get(key) or ""))) for item in sample)
    return fits * 2 > len(sample)


def _district(item: Feature, columns: Mapping[str, str]) -> Record | Problem:
    fields = {field: item.properties.get(columns.get(field, "")) for field in ("founder", "name", "address")}
    if fields["name"] is None:
        remedy = "学校名を入れて取り込み直してください。"
        return leave_out("VAL-304", "学校の名称が空欄です。", remedy, file=item.file, line=item.line)
    code = item.properties.get(columns["municipality_code"])
    return Record(
        item.file, item.line, {"municipality_code": ksj_code(code)} | fields, item.geometry, item.srid
    )
