"""C1, C2: in which encodings tables are read, and how the row and the bytes are named where they can't be."""

from __future__ import annotations

import pytest

from importers import place_list, standard_facility
from importers._files.encoding import decoded, line_at
from importers._record import FormatError, Problem
from importers._tables.text import decode
from tests.importers.build import assert_plain, delivery, read, refused

HEAD = "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度\r\n"
ROW = "990019,1,見本の里①㈱,見本市新町1-2～3,35.66,139.31\r\n"
TEXT = HEAD + ROW + "990019,2,みほんカフェ,見本市本町,35.67,139.32\r\n"


def refusal(data: bytes) -> Problem:
    with pytest.raises(FormatError) as caught:
        decode(data, "一覧.csv")
    problem = caught.value.problem
    assert problem.code == "IMP-142"
    assert_plain(problem)
    return problem


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-8", b"\xef\xbb\xbf\xef\xbb\xbf"),
        ("cp932", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("euc_jis_2004", b""),
    ],
)
def test_c1_every_encoding_gives_the_same_list(encoding: str, mark: bytes) -> None:
    text = TEXT.replace("～", "〜") if encoding.startswith("euc") else TEXT
    files = ("一覧.csv", mark + text.encode(encoding))
    assert standard_facility.FORMAT.recognises(delivery(files))
    records, problems = read(standard_facility.FORMAT, files)
    assert [record.fields["name"] for record in records] == ["見本の里①㈱", "みほんカフェ"]
    assert [(p.code, p.severity) for p in problems] == [("TAB-901", "note")] * encoding.startswith("euc")
    for problem in problems:
        assert_plain(problem)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_c1_the_header_never_begins_with_the_mark(encoding: str) -> None:
    records, _ = read(place_list.FORMAT, ("a.csv", "名称,住所\n見本,新町\n".encode(encoding)))
    assert records[0].fields["name"] == "見本"
    assert not decode("名称".encode(encoding), "a.csv").startswith("\ufeff")


def test_c1_old_and_rare_characters_survive_cp932() -> None:
    text = "髙﨑①㈱－～∥\r\n"
    assert decode(text.encode("cp932"), "a.csv") == text


def test_c1_half_width_katakana_is_not_taken_for_euc() -> None:
    data = "ﾅﾏｴ,ｼﾞｭｳｼｮ\r\nﾐﾎﾝﾉｻﾄ,ｼﾝﾏﾁ\r\nﾎﾝﾏﾁｾﾝﾀｰ,ﾎﾝﾏﾁ\r\n".encode("cp932")
    assert decoded(data, "a.csv").encoding == "cp932"


def test_c1_what_may_be_two_encodings_is_refused() -> None:
    data = "秋田\n".encode("euc_jp")
    assert data.decode("cp932") == "ｽｩﾅﾄ\n"
    assert "決められません" in refusal(data).message


def test_c1_euc_is_told_from_half_width_katakana_by_its_kana() -> None:
    found = decoded("なまえ\nてすとのいちらん\n".encode("euc_jp"), "a.csv")
    assert (found.encoding, found.text) == ("euc_jp", "なまえ\nてすとのいちらん\n")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_c2_an_invalid_byte_is_named_with_its_row(end: bytes) -> None:
    rows = ["名称,住所".encode()] + ["見本,新町".encode()] * 810 + [b"a\xff\xfe\xffb,c"]
    problem = refusal(end.join(rows) + end)
    assert (problem.line, problem.value) == (812, "ff fe ff 62")


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp"])
def test_c2_an_invalid_byte_in_other_encodings(encoding: str) -> None:
    rows = ["名称,住所,見本の一覧です".encode(encoding)] * 811 + [b"a\xff\xff"]
    problem = refusal(b"\n".join(rows))
    assert (problem.line, problem.value) == (812, "ff ff")


@pytest.mark.parametrize(
    ("first", "second"), [("utf-8", "cp932"), ("cp932", "utf-8"), ("utf-8", "euc_jp"), ("euc_jp", "utf-8")]
)
def test_c2_two_encodings_in_one_file(first: str, second: str) -> None:
    data = "名称,住所\n見本の里,新町\n".encode(first) + "見本の森の家,本町\n".encode(second)
    problem = refusal(data)
    assert problem.line == 3
    assert problem.value is not None
    assert len(bytes.fromhex(problem.value)) in (3, 4)


def test_c2_utf_16_that_is_cut_off() -> None:
    assert refusal("名称\n見本".encode("utf-16")[:-1]).line == 2


def test_c2_the_whole_file_is_refused_and_nothing_is_read() -> None:
    problem = refused(place_list.FORMAT, ("a.csv", TEXT.encode() + "見本の家\r\n".encode("cp932")))
    assert (problem.code, problem.line, problem.severity) == ("IMP-142", 4, "refuse")


def test_lines_are_counted_whichever_way_they_end() -> None:
    assert [line_at(b"a\r\nb\rc\nd", at) for at in (0, 3, 5, 7)] == [1, 2, 3, 4]


def test_text_that_was_lost_before_is_told() -> None:
    _, problems = read(place_list.FORMAT, ("a.csv", "名称,住所\n見\ufffd本\ufffd,新町\n".encode()))
    assert [(p.code, p.severity, p.line) for p in problems] == [("TAB-910", "note", 2)]
    assert "2個" in problems[0].message
    assert_plain(problems[0])
