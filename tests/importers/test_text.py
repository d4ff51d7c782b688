import pytest

from importers._record import FormatError
from importers._tables.text import clean, clean_header, csv_rows, decode, search_key
from tests.importers.build import assert_plain


def refusal(data: bytes) -> FormatError:
    with pytest.raises(FormatError) as caught:
        decode(data, "一覧.csv")
    assert caught.value.problem.code == "IMP-142"
    assert_plain(caught.value.problem)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_encodings_that_are_read(encoding: str) -> None:
    text = "名称,住所\r\n髙﨑①㈱保育園,八王子市～－\r\n"
    assert decode(text.encode(encoding), "一覧.csv") == text


def test_two_marks_at_the_start_are_dropped() -> None:
    assert decode(b"\xef\xbb\xbf\xef\xbb\xbf" + "！名称".encode(), "a.csv") == "！名称"


def test_a_broken_byte_is_named_with_its_line() -> None:
    data = "名称\n八王子市役所\n".encode() + b"\xff\xff\xff\n"
    assert refusal(data).problem.line == 3
    assert refusal(data).problem.value == "ff ff ff 0a"


def test_mixed_encodings_are_refused_with_the_line() -> None:
    utf8_first = "名称\n第一小学校\n第二小学校\n".encode() + "第三小学校の分校\n".encode("cp932")
    assert refusal(utf8_first).problem.line == 4
    sjis_first = "名称\n第一小学校\n".encode("cp932") + "小学校\n".encode()
    assert "混ざって" in refusal(sjis_first).problem.message


def test_physical_lines_with_line_breaks_in_cells() -> None:
    text = 'a,b\n1,"二行の\n値"\n\n2,x\n'
    assert list(csv_rows(text, "a.csv")) == [(1, ["a", "b"]), (2, ["1", "二行の\n値"]), (5, ["2", "x"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_tabs_and_every_line_end(end: str) -> None:
    assert list(csv_rows(f"a\tb,c{end}1\t2{end}", "a.txt")) == [(1, ["a", "b,c"]), (2, ["1", "2"])]


def test_an_open_quote_is_refused_with_its_line() -> None:
    with pytest.raises(FormatError) as caught:
        list(csv_rows('a,b\n1,"開いたまま\n2,3\n', "a.csv"))
    assert (caught.value.problem.code, caught.value.problem.line) == ("IMP-144", 2)


def test_headers_and_keys() -> None:
    assert clean_header("\ufeff 開始\n時間　") == "開始時間"
    assert clean_header("建物名等（方書）") == "建物名等(方書)"
    assert search_key("ﾊﾁｵｳｼﾞ　１丁目") == "ハチオウジ1丁目"


def test_clean_keeps_the_raw_text() -> None:
    assert clean("　髙橋　さん ") == "髙橋　さん"
    assert clean("a\x00b\u202ec\ud800") == "abc"
    assert clean("葛\U000e0100") == "葛\U000e0100"
    assert clean(" 　") is None
