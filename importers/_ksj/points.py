"""Knows how a 国土数値情報 file of points is read: of which edition it is, a record for each point.

Knows no data set: each hands in its editions, and for each the columns by which it is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from importers._faults import leave_out, refuse
from importers._ksj.shared import code_text, is_gml, ksj_features, seen
from importers._maps.geometry import POINTS
from importers._maps.vector import Feature
from importers._record import Delivery, Problem, Record

_SAMPLE = 50


def in_words(value: Any, words: Mapping[str, str], *, width: int = 0) -> str | None:
    """What a code stands for; None where it is blank or not listed."""
    return words.get(code_text(value, width=width) or "")


def dataset_of_points(delivery: Delivery, stems: Mapping[str, str]) -> str | None:
    """Which data set's points these are, of those in `stems`; None for areas and anything else. Never raises.

    Told by the columns (P29_001, …); GML by what it says it is, and by the file name that `stems` gives.
    """
    look = seen(delivery)
    if look is None:
        return next((own for own, stem in stems.items() if is_gml(delivery, dataset=own, stems=stem)), None)
    if not look.pointed:
        return None
    prefixes = {key[:3] for key in look.keys if re.fullmatch(r"[A-Z]\d\d_\d{3}", key)}
    return next((own for own in stems if own in prefixes), None)


def recognises_points(dataset: str) -> Callable[[Delivery], bool]:
    """The `recognises` of a format of one data set."""
    return lambda delivery: dataset_of_points(delivery, {dataset: ""}) is not None


def read_points(
    delivery: Delivery, *, dataset: str, editions: Sequence[Edition], stems: str = ""
) -> Iterator[Record | Problem]:
    """A record for each point, with the fields of its edition; VAL-304 leaves out one without a name.

    Raises FormatError IMP-175 where the columns are of no known edition, and what `ksj_features` raises.
    """
    read = list(ksj_features(delivery, dataset=dataset, kinds=POINTS, stems=stems))
    sample = [item.properties for item in read if isinstance(item, Feature)][:_SAMPLE]
    edition = next((edition for edition in editions if edition.fits(sample)), None)
    if edition is None and sample:
        message = f"国土数値情報の{dataset}ですが、列の並びが、読める年度版のどれとも合いません。"
        remedy = "年度版を確かめ、配布元のファイルをそのまま取り込んでください。"
        raise refuse("IMP-175", message, remedy, file=delivery.name, value="、".join(sorted(sample[0])))
    for item in read:
        if isinstance(item, Problem):
            yield item
        elif edition:
            yield _record(item, edition)


def _record(item: Feature, edition: Edition) -> Record | Problem:
    fields = edition.fields(item.properties)
    if fields["name"] is None:
        remedy = "元のデータでその行を確かめてください。"
        return leave_out("VAL-304", "施設の名称が空欄です。", remedy, file=item.file, line=item.line)
    return Record(item.file, item.line, fields, item.geometry, item.srid)


@dataclass(frozen=True, slots=True)
class Edition:
    """Columns that tell an edition, with patterns that their values fit, and how they become fields."""

    columns: Mapping[str, str]
    fields: Callable[[Mapping[str, Any]], dict[str, Any]]

    def fits(self, sample: Sequence[Mapping[str, Any]]) -> bool:
        """Whether more than half of the rows that say something fit, in every column."""
        return bool(sample) and all(self._fits(sample, *item) for item in self.columns.items())

    @staticmethod
    def _fits(sample: Sequence[Mapping[str, Any]], column: str, pattern: str) -> bool:
        given = [text for row in sample if (text := code_text(row.get(column)))]
        return sum(bool(re.fullmatch(pattern, text)) for text in given) * 2 > len(given)
