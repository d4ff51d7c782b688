"""Every edition of every 国土数値情報 format in every container gives the same fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from importers import ksj_a27, ksj_a32, ksj_n03, ksj_p02, ksj_p04, ksj_p14, ksj_p29
from importers._files.kind import admitted
from importers._record import Format
from tests.importers.build import delivery, read
from tests.importers.ksj_build import CONTAINERS, JGD2000, JGD2011, SPOT, containers, gml

FORMATS = (ksj_a27, ksj_a32, ksj_n03, ksj_p02, ksj_p04, ksj_p14, ksj_p29)
AREA_TAGS = ("administrativeAreaCode", "establishmentBody", "name", "address")
CODED_TAGS = ("administrativeAreaCode", "establishmentBody", "schoolCode", "name", "address")
SCHOOL_CODE = "B113220100001"


@dataclass(frozen=True)
class Case:
    """An edition: file stem, columns with the values of a row, GML elements, what the record must hold."""

    form: Format
    stem: str
    row: dict[str, str]
    tags: tuple[str, ...]
    fields: dict[str, Any]
    as_of: date
    points: bool = False
    epsg: int = 4612
    order: tuple[str, ...] = field(default=())

    def xml(self) -> bytes:
        """The row as GML; `order`: its columns in the order of the elements, where that is another."""
        values = [[self.row[column] for column in self.order or self.row]]
        srs = JGD2000 if self.epsg == 4612 else JGD2011
        return gml(self.stem[:3], self.tags, values, points=self.points, srs=srs)


def columns(prefix: str, first: int, *values: str) -> dict[str, str]:
    return {f"{prefix}_{at:03d}": value for at, value in enumerate(values, first)}


def district(**given: Any) -> dict[str, Any]:
    known = {
        "municipality_code": "132012", "founder": "八王子市立", "name": "見本第一小学校",
        "address": "八王子市見本町1-1", "school_code": None, "choice": None, "shared_with": (),
    }  # fmt: skip
    return known | given


def school(**given: Any) -> dict[str, Any]:
    known = {
        "municipality_code": "132012", "school_code": None, "kind": "小学校", "name": "見本第一小学校",
        "address": "見本町1-1", "operator": "市区町村", "status": None, "campus": None, "note": None,
    }  # fmt: skip
    return known | given


OLD_AREA = ("13201", "八王子市立", "見本第一小学校", "八王子市見本町1-1")
NEW_AREA = ("13201", "八王子市立", SCHOOL_CODE, "見本第一小学校", "八王子市見本町1-1")
P29_TAGS = ("aac", "pfc", "pfs", "sc", "name", "address", "admin")
P29_NEW = ("13201", SCHOOL_CODE, "16001", "見本第一小学校", "見本町1-1", "3", "1", "1", "分校を含む")
P29_NEW_TAGS = ("aac", "code", "class", "name", "address", "admin", "state", "campus", "note")
P14_OLD = (
    "東京都",
    "八王子市",
    "見本町1-1",
    "19",
    "19008",
    "児童館",
    "見本児童館",
    "3",
    "40",
    "原典",
    "資料",
)
P14_OLD_TAGS = tuple(f"element{at}" for at in range(11))
P14_NEW = ("東京都", "八王子市", "13201", "見本町1-1", "05", "0513", "051302", "見本児童館", "3", "3")
P14_NEW_TAGS = tuple(f"element{at}" for at in range(10))
P04_OLD = ("1", "見本病院", "東京都八王子市見本町1-1", "内科 外科", "小児科", "-", "4")
P04_NEW = (*P04_OLD, "60", "1", "9")
WELFARE = {
    "prefecture": "東京都", "city": "八王子市", "name": "見本児童館", "address": "見本町1-1",
    "operator": "市区町村",
}  # fmt: skip
HOSPITAL = {
    "kind": "病院", "name": "見本病院", "address": "東京都八王子市見本町1-1",
    "departments": ("内科", "外科", "小児科"), "founder": "医療法人",
}  # fmt: skip
CITY = {
    "prefecture": "東京都",
    "county": None,
    "name": "八王子市",
    "ward": None,
    "municipality_code": "132012",
}
OLD_CITY = {"N03_001": "東京都", "N03_002": "", "N03_003": "", "N03_004": "八王子市", "N03_007": "13201"}
CITY_TAGS = ("prefectureName", "subPrefectureName", "countyName", "cityName", "administrativeAreaCode")
OLDEST_TAGS = (
    "formationDate", "disappearanceDate", "prefectureName", "subprefectureName", "countyName", "cityName",
    "administrativeAreaCode",
)  # fmt: skip

CASES = [
    Case(ksj_a27.FORMAT, "A27-10_13", columns("A27", 5, *OLD_AREA), AREA_TAGS, district(), date(2010, 4, 1)),
    Case(ksj_a27.FORMAT, "A27-16_13", columns("A27", 5, *OLD_AREA), AREA_TAGS, district(), date(2016, 4, 1)),
    *(
        Case(ksj_a27.FORMAT, f"A27-{year}_13", columns("A27", 1, *NEW_AREA), CODED_TAGS,
             district(school_code=SCHOOL_CODE), date(2000 + year, 4, 1), epsg=6668)
        for year in (21, 23)
    ),
    *(
        Case(ksj_a32.FORMAT, f"A32-{year}_13", columns("A32", 6, *OLD_AREA, "A32-13_13201.pdf"),
             (*AREA_TAGS, "file"), district(), date(2000 + year, 4, 1))
        for year in (13, 16)
    ),
    *(
        Case(ksj_a32.FORMAT, f"A32-{year}_13", columns("A32", 1, *NEW_AREA), CODED_TAGS,
             district(school_code=SCHOOL_CODE), date(2000 + year, 4, 1), epsg=6668)
        for year in (21, 23)
    ),
    Case(ksj_n03.FORMAT, "N03-150101_13",
         OLD_CITY | {"N03_005": "19170901", "N03_006": "99999999"}, OLDEST_TAGS, CITY, date(2015, 1, 1),
         order=("N03_005", "N03_006", "N03_001", "N03_002", "N03_003", "N03_004", "N03_007")),
    Case(ksj_n03.FORMAT, "N03-20190101_13", OLD_CITY, CITY_TAGS, CITY, date(2019, 1, 1), epsg=6668),
    Case(ksj_n03.FORMAT, "N03-20260101_13",
         OLD_CITY | {"N03_005": ""}, (*CITY_TAGS[:4], "wardName", CITY_TAGS[4]), CITY, date(2026, 1, 1),
         epsg=6668, order=("N03_001", "N03_002", "N03_003", "N03_004", "N03_005", "N03_007")),
    Case(ksj_p29.FORMAT, "P29-13_13",
         columns("P29", 1, "13201", "16", "16001", "16001", "見本第一小学校", "見本町1-1", "3"), P29_TAGS,
         school(), date(2013, 4, 1), points=True),
    *(
        Case(ksj_p29.FORMAT, f"P29-{year}_13", columns("P29", 1, *P29_NEW), P29_NEW_TAGS,
             school(school_code=SCHOOL_CODE, status="開校中", campus="1", note="分校を含む"),
             date(2000 + year, 4, 1), points=True, epsg=6668)
        for year in (21, 23)
    ),
    Case(ksj_p29.FORMAT, "A27P-16_13", columns("A27", 1, *OLD_AREA), AREA_TAGS,
         school(operator="八王子市立", address="八王子市見本町1-1"), date(2016, 4, 1), points=True),
    Case(ksj_p29.FORMAT, "A32P-16_13", columns("A32", 1, *OLD_AREA, "A32-13_13201.pdf"), (*AREA_TAGS, "file"),
         school(kind="中学校", operator="八王子市立", address="八王子市見本町1-1"), date(2016, 4, 1), points=True),
    *(
        Case(ksj_p14.FORMAT, f"P14-{year}_13", columns("P14", 1, *P14_OLD), P14_OLD_TAGS,
             WELFARE | {"municipality_code": None, "group": "児童福祉施設", "kind": "児童館", "capacity": 40,
                        "position": None}, date(2000 + year, 4, 1), points=True)
        for year in (11, 15)
    ),
    *(
        Case(ksj_p14.FORMAT, f"P14-{year}_13", columns("P14", 1, *P14_NEW), P14_NEW_TAGS,
             WELFARE | {"municipality_code": "132012", "group": "児童福祉施設等", "kind": "児童センター",
                        "capacity": None, "position": "町丁目"}, date(2000 + year, 4, 1), points=True, epsg=6668)
        for year in (21, 23)
    ),
    *(
        Case(ksj_p04.FORMAT, f"P04-{year}_13", columns("P04", 1, *P04_OLD),
             tuple(f"element{at}" for at in range(7)), HOSPITAL | {"beds": None, "roles": ()},
             date(2000 + year, 4, 1), points=True)
        for year in (10, 14)
    ),
    Case(ksj_p04.FORMAT, "P04-20_13", columns("P04", 1, *P04_NEW), tuple(f"element{at}" for at in range(10)),
         HOSPITAL | {"beds": 60, "roles": ("救急告示病院",)}, date(2020, 4, 1), points=True, epsg=6668),
    Case(ksj_p02.FORMAT, "P02-06_13",
         columns("P02", 1, "13201", "3", "3003", "見本図書館", "八王子市見本町1-1", "3", "原典"),
         ("administrativeAreaCode", "publicFacilityLargeClassification", "publicFacilitySmallClassification",
          "name", "address", "administrativeCode", "sourceName"),
         {"municipality_code": "132012", "name": "見本図書館", "address": "八王子市見本町1-1",
          "group": "建物", "kind": "図書館", "operator": "市区町村"}, date(2006, 4, 1), points=True),
]  # fmt: skip


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_an_edition_in_a_container(case: Case, container: str) -> None:
    made = containers(case.stem, [case.row] * 2, case.xml(), points=case.points, epsg=case.epsg)
    files = admitted(delivery(*made[container]))
    assert [module.FORMAT.key for module in FORMATS if module.FORMAT.recognises(files)] == [case.form.key]
    assert case.form.as_of(files) == case.as_of
    records, problems = read(case.form, *made[container])
    assert {problem.code for problem in problems} <= {"IMP-109"}  # without .cpg the encoding is told
    assert [record.line for record in records] == ([1] if "gml" in container else [1, 2])
    assert records[0].fields == case.fields
    assert records[0].srid == case.epsg
    assert records[0].geometry is not None
    assert records[0].geometry.covers(records[0].geometry.representative_point())
    assert records[0].geometry.centroid.coords[0] == pytest.approx(SPOT)
