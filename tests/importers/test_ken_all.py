"""Holds how the postal codes of 日本郵便 are read: both spellings of the file, towns over several lines, no towns."""

from __future__ import annotations

import pytest

from importers import ken_all
from layers import postal_code
from layers._layer import PostalRow
from tests.importers.build import delivery, read, refused, zipped


def line(code: str, town: str, city: str = "見本市", municipality: str = "99001") -> str:
    """A line as it is published; the reading of the town is the same for all."""
    cells = f'{municipality},"990  ","{code}","ミホンケン","ミホンシ","マチ","見本県","{city}","{town}",0,0,1,0,0,0'
    return f"{cells}\r\n"


SOUND = (
    line("9900000", "以下に掲載がない場合") + line("9900001", "新町") + line("9900002", "本町（１～３丁目）")
)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("packed", [False, True])
def test_both_files_are_read_as_they_are_published(encoding: str, packed: bool) -> None:
    data = SOUND.encode(encoding)
    file = ("ken_all.zip", zipped({"KEN_ALL.CSV": data})) if packed else ("KEN_ALL.CSV", data)
    assert ken_all.FORMAT.recognises(delivery(file))
    records, problems = read(ken_all.FORMAT, file)
    assert problems == []
    assert [(each.line, each.fields["code"], each.fields["name"]) for each in records] == [
        (2, "990-0001", "新町"), (3, "990-0002", "本町"),
    ]  # fmt: skip
    assert {each.fields["municipality_code"] for each in records} == {"990019"}


def test_a_town_goes_on_until_its_bracket_closes() -> None:
    text = (
        line("9900003", "大原（１～９、")
        + line("9900003", "１１番地、新町、")
        + line("9900003", "以上を除く）")
    )
    records, _ = read(ken_all.FORMAT, ("KEN_ALL.CSV", (text + line("9900004", "旭町")).encode("cp932")))
    assert [each.fields["name"] for each in records] == ["大原", "旭町"]


@pytest.mark.parametrize("town", ["以下に掲載がない場合", "見本市一円", "見本市の次に１～９番地がくる場合"])
def test_what_is_no_town_is_passed_over(town: str) -> None:
    records, problems = read(ken_all.FORMAT, ("KEN_ALL.CSV", (line("9900005", town) + SOUND).encode("cp932")))
    assert town not in {each.fields["name"] for each in records}
    assert problems == []


def test_several_towns_of_a_line_and_the_ward() -> None:
    text = line("0600042", "大通西（１～１９丁目）、北町", "札幌市中央区", "01101")
    records, _ = read(ken_all.FORMAT, ("KEN_ALL.CSV", text.encode("cp932")))
    assert [postal_code.to_row(each) for each in records] == [
        PostalRow("060-0042", "大通西", "中央区"),
    ]


def test_a_line_of_another_shape_is_left_out_and_told() -> None:
    text = SOUND + "99001,ちがう行\r\n" + line("9900006", "泉町")
    records, problems = read(ken_all.FORMAT, ("KEN_ALL.CSV", text.encode("cp932")))
    assert records[-1].fields["name"] == "泉町"
    assert [(each.code, each.line) for each in problems] == [("IMP-211", 4)]


@pytest.mark.parametrize("data", [b"", b"a,b\r\n1,2\r\n", "団体コード,郵便番号\r\n".encode("cp932")])
def test_other_tables_are_not_taken_for_it(data: bytes) -> None:
    files = ("a.csv", data)
    assert not ken_all.FORMAT.recognises(delivery(files))
    assert refused(ken_all.FORMAT, files).code in ("IMP-143", "IMP-140")
