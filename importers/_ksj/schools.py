"""Knows what the school areas of 国土数値情報 (A27, A32) share: editions, choice areas, areas in common.

Knows neither format by name: each hands in its prefix. No area is dropped for overlapping another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import shapely

from importers._faults import leave_out, refuse
from importers._ksj.shared import code_text, is_gml, ksj_code, ksj_features, plain, seen
from importers._maps.geometry import AREAS
from importers._maps.vector import Feature
from importers._record import Delivery, Problem, Record

#: The names of the files with school points, which stand beside the areas in some ZIP files.
POINT_STEMS = r"a(27|32)p-|.*public(elementary|juniorhigh)school(?!area)"
AREA_STEMS = rf"(?!{POINT_STEMS})"
_CODE = re.compile(r"\d{4,5}", re.ASCII)
_SCHOOL_CODE = re.compile(r"[A-Z]?\d[0-9A-Z]{9,13}", re.ASCII)
#: Words of an area whose children may go to more than one school, or to another one.
_CHOICE = re.compile(
    r"(選択|調整)(?=区|地区|地域|学区|通学|制|校|可|[）)]|$)|(自由|共通|許可)(通学|学)?区|特認|隣接校"
)
_SAMPLE = 50


def recognises_schools(prefix: str) -> Callable[[Delivery], bool]:
    """True for a file of areas with columns of that prefix (A27_…); school points alone are no districts."""

    def recognises(delivery: Delivery) -> bool:
        look = seen(delivery)
        if look is None:
            return is_gml(delivery, dataset=prefix, stems=AREA_STEMS)
        if look.pointed and not look.areal:
            return False
        return any(re.fullmatch(rf"{prefix}_\d{{3}}(_\w+)?", key) for key in look.keys)

    return recognises


def read_districts(delivery: Delivery, *, prefix: str, school: str) -> Iterator[Record | Problem]:
    """School districts of any edition, with the fields that `importers.ksj_a27` documents.

    Editions put the same facts into different columns. So the column of the code is found by its content, and
    the others follow it in order. Raises FormatError KSJ-401 for a file of school points, KSJ-402 where no
    column holds codes, and what `ksj_features` raises.
    """
    look = seen(delivery)
    if look and look.pointed and not look.areal:
        raise refuse(
            "KSJ-401",
            f"{school}の位置（点）のファイルです。校区（面）ではありません。",
            f"国土数値情報の{prefix}のうち、名前に「P」の付かない校区（面）のファイルを選んでください。",
            file=delivery.name,
        )
    read = list(ksj_features(delivery, dataset=prefix, kinds=AREAS, stems=AREA_STEMS))
    items = [item for item in read if isinstance(item, Feature)]
    columns = _columns(items, prefix, file=delivery.name)
    found = [_district(item, columns) if isinstance(item, Feature) else item for item in read]
    shared = _shared([item for item in found if isinstance(item, Record)])
    for item in found:
        if isinstance(item, Record):
            fields = {**item.fields, "shared_with": shared.get(_school(item), ())}
            yield Record(item.file, item.line, fields, item.geometry, item.srid)
        else:
            yield item


def _columns(items: Sequence[Feature], prefix: str, *, file: str) -> Mapping[str, str]:
    """Which column holds code, founder, school code, name and address, judged by the first rows."""
    sample = items[:_SAMPLE]
    if not sample:
        return {}
    keys = sorted({key for item in sample for key in item.properties if key.startswith(prefix + "_")})
    code = next((key for key in keys if _mostly(_CODE, sample, key)), None)
    if code is None:
        remedy = f"国土数値情報の{prefix}のファイルをそのまま取り込んでください。"
        raise refuse("KSJ-402", "行政区域コードの列が見つかりません。", remedy, file=file)
    rest = keys[keys.index(code) + 1 :]
    school = next((key for key in rest if _mostly(_SCHOOL_CODE, sample, key)), "")
    texts = [key for key in rest if key != school]
    found = dict(zip(("founder", "name", "address"), texts, strict=False))
    # City portals publish the same data with the last two columns renamed.
    named = {key: key for key in ("name", "address") if any(key in item.properties for item in sample)}
    return found | named | {"municipality_code": code, "school_code": school}


def _mostly(pattern: re.Pattern[str], sample: Sequence[Feature], key: str) -> bool:
    fits = sum(bool(pattern.fullmatch(code_text(item.properties.get(key)) or "")) for item in sample)
    return fits * 2 > len(sample)


def _district(item: Feature, columns: Mapping[str, str]) -> Record | Problem:
    given = {field: item.properties.get(column) for field, column in columns.items()}
    fields: dict[str, Any] = {
        "municipality_code": ksj_code(given.get("municipality_code")),
        "founder": plain(given.get("founder")),
        "name": plain(given.get("name")),
        "address": plain(given.get("address")),
        "school_code": code_text(given.get("school_code")),
    }
    if fields["name"] is None:
        remedy = "学校名を入れて取り込み直してください。"
        return leave_out("VAL-304", "学校の名称が空欄です。", remedy, file=item.file, line=item.line)
    told = (fields["name"], fields["founder"], fields["address"])
    fields["choice"] = next((text for text in told if text and _CHOICE.search(text)), None)
    return Record(item.file, item.line, fields, item.geometry, item.srid)


def _school(record: Record) -> tuple[str, str | None]:
    return record.fields["name"], record.fields["address"]


def _shared(records: Sequence[Record]) -> dict[tuple[str, str | None], tuple[str, ...]]:
    """By school: the other schools whose areas hold the middle of a part of its area, or have theirs in it.

    Neighbours whose borders were drawn a little over one another share no middle, so they don't count.
    """
    found: dict[tuple[str, str | None], set[str]] = {}
    shapes = [record.geometry for record in records if record.geometry is not None]
    parts, owners = shapely.get_parts(shapes, return_index=True)
    tree = shapely.STRtree(shapes)
    for part, other in zip(*tree.query(shapely.point_on_surface(parts), predicate="within"), strict=True):
        one, two = _school(records[owners[part]]), _school(records[other])
        if one != two:
            found.setdefault(one, set()).add(two[0])
            found.setdefault(two, set()).add(one[0])
    return {school: tuple(sorted(names)) for school, names in found.items()}
