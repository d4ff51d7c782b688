"""Holds how 位置参照情報 is read: both levels, in the zip as it is published, row by row."""

from __future__ import annotations

import pytest

from importers import isj, town_gazetteer
from importers._record import Problem, Record
from layers import address_block
from layers import town_gazetteer as town_layer
from tests.importers.build import assert_plain, delivery, read, refused, zipped

BLOCK = (
    '"都道府県名","市区町村名","大字・丁目名","小字・通称名","街区符号・地番","座標系番号","Ｘ座標","Ｙ座標",'
    '"緯度","経度","住居表示フラグ","代表フラグ","更新前履歴フラグ","更新後履歴フラグ"'
)
TOWN = (
    '"都道府県コード","都道府県名","市区町村コード","市区町村名","大字町丁目コード","大字町丁目名","緯度","経度",'
    '"原典資料コード","大字・字・丁目区分コード"'
)
ROW = (
    '"東京都","見本市","新町五丁目","","9","9","-35000.1","-40000.2","35.663000","139.352000","1","1","0","0"'
)
RURAL = '"東京都","見本市","岩根","下桶","126","9","-35001.0","-40000.0","35.664","139.353","0","0","1","0"'
WARD = '"北海道","札幌市中央区","大通西一丁目","","3","12","-1.0","-2.0","43.061000","141.355000","1","1","0","0"'
TOWN_ROW = '"13","東京都","13201","見本市","132010001000","石川町","35.675451","139.365690","0","1"'


def packed(*rows: str, name: str = "13201-21.0a/13201_2022.csv") -> bytes:
    text = "\r\n".join(rows) + "\r\n"
    return zipped(
        {name: text.encode("cp932"), "13201-21.0a/META.xml": b"<x/>", "13201-21.0a/readme.txt": b"x"}
    )


def test_blocks_as_they_are_published() -> None:
    files = ("13201-21.0a.zip", packed(BLOCK, ROW, RURAL, WARD))
    records, problems = read(isj.FORMAT, files)
    assert problems == []
    assert [record.line for record in records] == [2, 3, 4]
    first = records[0]
    assert first.fields == {
        "name": "新町五丁目", "ward": None, "block": "9", "municipality_code": None, "lon": 139.352, "lat": 35.663,
    }  # fmt: skip
    assert (first.srid, first.geometry.x, first.geometry.y) == (4612, 139.352, 35.663)  # type: ignore[union-attr]
    assert (records[1].fields["name"], records[1].fields["block"]) == ("岩根下桶", "126")
    assert records[2].fields["ward"] == "中央区"
    assert address_block.to_row(records[2]).name == "中央区大通西一丁目"


def test_towns_as_they_are_published() -> None:
    records, problems = read(isj.FORMAT, ("13201-16.0b.zip", packed(TOWN, TOWN_ROW)))
    assert problems == []
    assert records[0].fields == {
        "name": "石川町", "ward": None, "block": None, "municipality_code": "132012", "lon": 139.36569, "lat": 35.675451,
    }  # fmt: skip


def test_older_editions_have_fewer_columns() -> None:
    header = '"都道府県名","市区町村名","大字・丁目名","街区符号・地番","座標系番号","Ｘ座標","Ｙ座標","緯度","経度"'
    records, _ = read(
        isj.FORMAT, ("a.csv", f'{header}\n"県","市","新町","9","9","1","2","35.6","139.3"\n'.encode("cp932"))
    )
    assert (records[0].fields["name"], records[0].fields["block"]) == ("新町", "9")


def test_each_level_finds_its_layer() -> None:
    blocks, towns = delivery(("a.zip", packed(BLOCK, ROW))), delivery(("b.zip", packed(TOWN, TOWN_ROW)))
    assert isj.FORMAT.recognises(blocks)
    assert isj.FORMAT.recognises(towns)
    assert not town_gazetteer.FORMAT.recognises(towns)
    assert (address_block.accepts(blocks), town_layer.accepts(blocks)) == (True, False)
    assert (address_block.accepts(towns), town_layer.accepts(towns)) == (False, True)
    geolonia = delivery(("c.json", b'[{"town":"A","koaza":"","lat":35.6,"lng":139.3}]'))
    assert town_layer.accepts(geolonia)
    assert not isj.FORMAT.recognises(geolonia)


def test_deleted_blocks_are_left_out_and_counted() -> None:
    gone = ROW.replace('"0","0"', '"3","0"')
    records, problems = read(isj.FORMAT, ("a.zip", packed(BLOCK, ROW, gone)))
    assert len(records) == 1
    assert [(p.code, p.severity) for p in problems] == [("IMP-210", "note")]
    assert "1件" in problems[0].message


def test_a_header_glued_into_the_rows() -> None:
    """Files of a prefecture were put together in the middle of a row."""
    glued = '"東京都","見本市","新町' + BLOCK.removeprefix('"')
    records, problems = read(isj.FORMAT, ("a.zip", packed(BLOCK, ROW, BLOCK, glued, RURAL)))
    assert [record.line for record in records] == [2, 5]
    assert [(p.code, p.severity, p.line) for p in problems] == [("IMP-211", "row", 4)]
    assert_plain(problems[0])


@pytest.mark.parametrize("place", [("0", "0"), ("", ""), ("35.6", ""), ("139.3", "35.6"), ("x", "y")])
def test_a_row_without_a_usable_place_is_left_out(place: tuple[str, str]) -> None:
    bad = ROW.replace("35.663000", place[0]).replace("139.352000", place[1])
    records, problems = read(isj.FORMAT, ("a.zip", packed(BLOCK, ROW, RURAL, bad)))
    assert len(records) == 2
    assert [(p.code, p.severity, p.line) for p in problems] == [("GEO-208", "row", 4)]


def test_what_is_refused() -> None:
    assert refused(isj.FORMAT, ("a.csv", "名称,住所\nA,x\n".encode())).code == "IMP-143"
    assert refused(isj.FORMAT, ("a.zip", packed(BLOCK))).code == "IMP-146"
    assert refused(isj.FORMAT, ("a.zip", packed("x"))).code == "IMP-143"
    swapped = ROW.replace("35.663000", "139.352").replace('"139.352000"', '"35.663"')
    with pytest.raises(Exception, match="GEO-205"):
        list(isj.FORMAT.read(delivery(("a.zip", packed(BLOCK, swapped)))))


def test_reading_goes_row_by_row() -> None:
    """A prefecture has a million rows: the first comes before the last is looked at."""
    rows = [ROW] * 2_000
    items = iter(isj.FORMAT.read(delivery(("a.zip", packed(BLOCK, *rows)))))
    assert isinstance(next(items), Record)
    assert sum(isinstance(item, Problem) for item in items) == 0
