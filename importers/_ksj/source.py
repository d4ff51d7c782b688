"""Knows how a GML file of 国土数値情報 becomes checked features like those of any other map file.

Knows no data set and no XML. A missing or unknown srsName is asked for, and so is an axis order that can't be
right: GML puts north first; what is in Japan only the other way round wasn't written so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from shapely.geometry.base import BaseGeometry

from importers._faults import leave_out, refuse
from importers._files.parts import Part
from importers._ksj.gml import GmlFeature, GmlFile, numbered, read_gml
from importers._maps.crs import said_by_name
from importers._maps.geometry import KINDS, build
from importers._maps.source import Said, Source
from importers._maps.vector import Feature, checked
from importers._record import Delivery, Problem

#: How 国土数値情報 writes its systems: "JGD2000 / (B, L)", "TD / (B, L)", "fguuid:jgd2011.bl".
_SYSTEMS = (("jgd2011", 6668), ("jgd2000", 4612), ("td/", 4301), ("tokyo", 4301), ("wgs84", 4326))
_REMEDY = "元のファイルをもう一度ダウンロードするか、シェープファイル・GeoJSONを取り込んでください。"


def gml_features(
    part: Part,
    delivery: Delivery,
    *,
    dataset: str,
    kinds: frozenset[str],
    tags: Mapping[str, str],
) -> Iterator[Feature | Problem]:
    """The features of one of `kinds`, counted from 1, with numbered columns; a Problem for every unsound one.

    Raises FormatError IMP-142, IMP-170, 171, 173 (no such features), 176, and what `checked` raises.
    """
    read = read_gml(part)
    wanted = _wanted(read, kinds, file=part.file)
    rows = [
        (columns, item.shape) for columns, item in zip(numbered(wanted, dataset, tags), wanted, strict=True)
    ]
    source = Source(part.file, rows, said_by_srs(read.srs_names))
    built = [_built(item, kinds) for item in wanted]
    frame, results, told = checked(source, built, delivery.choices)
    yield from (*frame.problems, *told)
    for line, ((columns, _), result) in enumerate(zip(rows, results, strict=True), 1):
        if isinstance(result, Problem):
            yield result.at(file=part.file, line=line)
        else:
            yield Feature(part.file, line, columns, result, frame.srid)


def said_by_srs(names: Sequence[str]) -> Said:
    """What the srsName attributes of a file say together; nothing where there are none."""
    said = {one.srid: one for one in map(_said, names)}
    if len(said) == 1:
        return next(iter(said.values()))
    return Said(None, "、".join(names)[:60]) if said else Said()


def _said(name: str) -> Said:
    bare = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", name)).casefold()
    for mark, srid in _SYSTEMS:
        if mark in bare and bare.strip("()").endswith(("bl", "blh")):
            return Said(srid, name)
    return said_by_name(name)


def _wanted(read: GmlFile, kinds: frozenset[str], *, file: str) -> list[GmlFeature]:
    """The features of the classes that have such shapes: schools and their areas may stand in one file."""
    others = {item.kind for item in read.features if item.shape and item.shape["type"] not in kinds}
    others -= {item.kind for item in read.features if item.shape and item.shape["type"] in kinds}
    found = [item for item in read.features if item.kind not in others]
    if found:
        return found
    words = "・".join(sorted({KINDS[kind] for kind in kinds}))
    raise refuse("IMP-173", f"このGMLには{words}のデータがありません。", _REMEDY, file=file)


def _built(item: GmlFeature, kinds: frozenset[str]) -> BaseGeometry | Problem:
    if item.shape is None:
        message = "図形の参照先（xlink:href）がファイルの中にありません。"
        return leave_out("IMP-174", message, _REMEDY)
    return build(item.shape, kinds=kinds)
