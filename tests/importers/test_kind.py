"""What a file really is, before any format looks at it."""

from __future__ import annotations

import time
import unicodedata

import pytest

from importers._files import kind as _kind
from importers._files.kind import admitted
from importers._files.names import MAX_SHOWN, shown_name
from importers._record import FormatError, Problem
from importers._tables import xlsx_size as _xlsx_size
from importers._tables.xlsx import read_workbook
from tests.hostile import archives, documents
from tests.importers.build import assert_plain, cells, delivery, shape_set, xlsx, zipped

ELSEWHERE = documents.leading_elsewhere("/etc/passwd", "http://127.0.0.1:9/")
KINDS = documents.of_another_kind()


def refusal(name: str, data: bytes) -> Problem:
    with pytest.raises(FormatError) as caught:
        admitted(delivery((name, data)))
    assert_plain(caught.value.problem)
    return caught.value.problem


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"a,b\n1,2\n"),
        ("a.CSV", "名称\n見本\n".encode("cp932")),
        ("a.csv", "名称\n見本\n".encode("utf-16")),
        ("a.tsv", b"a\tb\n"),
        ("a.csv", b"{a},[b]\n"),
        ("a.csv", b'"<b>",c\n'),
        ("a.json", b'\xef\xbb\xbf [{"a":1}]'),
        ("a.geojson", b'{\n "type":"FeatureCollection"'),
        ("a.geojson", b"{"),
        ("a.kml", b"<?xml version='1.0'?>\n<!-- a --><kml:kml xmlns:kml='x'/>"),
        ("a.zip", zipped({"a.csv": b"1"})),
        ("a.kmz", zipped({"doc.kml": b"<kml/>"})),
        ("a.xlsx", xlsx(cells(1, "a"))),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(100)),
        ("a.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x01" + bytes(10)),
        ("一覧", b"a,b\n"),
        ("a.unheard", b"a,b\n"),
        *((f"a.{suffix}", data) for suffix, data in shape_set([({"A": "1"}, None)]).items()),
    ],
)
def test_what_is_read_is_let_through(name: str, data: bytes) -> None:
    files = delivery((name, data))
    assert admitted(files) == files


@pytest.mark.parametrize("name", list(KINDS))
def test_a20_another_kind_than_the_name_says_is_named(name: str) -> None:
    file, data, word = KINDS[name]
    problem = refusal(file, data)
    assert (problem.code, word in problem.message) == ("IMP-141", True), problem


@pytest.mark.parametrize("name", [name for name in archives.packed_otherwise() if "inside" not in name])
def test_a16_other_archives(name: str) -> None:
    for ending in ("zip", "csv"):
        problem = refusal(f"a.{ending}", archives.packed_otherwise()[name])
        assert (problem.code, "通常のZIP" in problem.remedy) == ("IMP-112", True)


@pytest.mark.parametrize("ending", documents.ENDINGS)
@pytest.mark.parametrize("name", list(ELSEWHERE))
def test_b1_b2_documents_that_lead_elsewhere(name: str, ending: str) -> None:
    assert refusal(f"a.{ending}", ELSEWHERE[name]).code == "IMP-114"


@pytest.mark.parametrize("name", list(documents.NAMES))
def test_a22_names_fit_to_be_shown(name: str) -> None:
    (file,) = admitted(delivery((documents.NAMES[name], b"a,b\n1,2\n"))).files
    assert 0 < len(file.name) <= MAX_SHOWN
    assert not {unicodedata.category(mark) for mark in file.name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not {"/", "\\"} & set(file.name)
    assert shown_name(file.name) == file.name
    assert file.name.endswith(".csv") or name in ("nothing", "invisible", "dots")


def test_a22_names_of_members_are_fit_to_be_shown_too() -> None:
    from importers._files.parts import parts

    data = zipped({"校区\u202e\n.csv": b"1"})
    assert [part.name for part in parts(delivery(("a.zip", data)))] == ["校区 .csv"]


def test_b13_more_than_any_official_file_has(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal("a.csv", b"a" * 2_100_000).code == "IMP-113"
    assert refusal("a.csv", b"a\n" * 9 + b"a," * 1_100_000 + b"\nb\n").code == "IMP-113"
    admitted(delivery(("a.csv", b"a,b\r" * 1_000_000)))
    with pytest.raises(FormatError) as caught:
        admitted(delivery(*[("a.csv", b"1")] * 1_001))
    assert caught.value.problem.code == "IMP-113"
    monkeypatch.setattr(_kind, "MAX_JSON_BYTES", 1_000)
    assert refusal("a.json", b'["' + b"a" * 1_000 + b'"]').code == "IMP-113"
    monkeypatch.setattr(_kind, "MAX_FILE_BYTES", 1_000)
    assert refusal("a.csv", b"a\n" * 501).code == "IMP-113"


def test_b13_a_line_of_200_mb_is_told_at_once() -> None:
    data = b"a" * 200_000_000
    began = time.process_time()
    assert refusal("a.csv", data).code == "IMP-113"
    assert time.process_time() - began < 1


def test_c12_macros_and_passwords() -> None:
    macros = zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"})
    assert refusal("一覧.xlsm", macros).code == "IMP-119"
    assert refusal("一覧.xlsx", macros).code == "IMP-119"
    locked = refusal("一覧.xlsx", documents.old_office("EncryptedPackage"))
    assert (locked.code, "パスワード" in locked.message) == ("IMP-126", True)


def workbook_refusal(data: bytes) -> Problem:
    with pytest.raises(FormatError) as caught:
        read_workbook(data, "一覧.xlsx")
    assert_plain(caught.value.problem)
    return caught.value.problem


def test_c12_a_workbook_of_too_many_sheets_or_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    many = zipped({"xl/workbook.xml": b"<a/>"} | {f"xl/worksheets/s{n}.xml": sheet for n in range(200)})
    assert workbook_refusal(many).code == "IMP-145"
    monkeypatch.setattr(_xlsx_size, "MAX_WORKBOOK_BYTES", 1_000)
    assert workbook_refusal(xlsx(cells(1, *("見本" * 100,) * 10))).code == "IMP-145"


def test_c12_a_small_workbook_that_unpacks_to_millions_of_cells() -> None:
    row = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 60_000))
    data = xlsx(row + '<row r="60000"><c r="CZ60000"><v>1</v></c></row>')
    assert workbook_refusal(data).code == "IMP-145"


def test_c12_links_to_other_workbooks_are_never_followed() -> None:
    rows = '<row r="1"><c r="A1"><f>[1]Sheet1!A1</f><v>5</v></c></row>'
    links = {
        "xl/externalLinks/externalLink1.xml": b'<externalLink xmlns:r="r"><externalBook r:id="rId1"/></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": b'<Relationships><Relationship Id="rId1" Target="http://127.0.0.1:9/a.xlsx" TargetMode="External"/></Relationships>',
    }
    import io
    import zipfile

    out = io.BytesIO(xlsx(rows))
    with zipfile.ZipFile(out, "a") as archive:
        for name, content in links.items():
            archive.writestr(name, content)
    (sheet,) = read_workbook(out.getvalue(), "一覧.xlsx").sheets
    assert sheet.rows == ((1, ["5"]),)


@pytest.mark.parametrize(
    "cell",
    [
        "<c r='B2'><f>SUM(A1)</f></c>",
        "<c r='B2'><f>SUM(A1)</f><v></v></c>",
        "<c r='B2'><f t='shared' si='0'/><v/></c>",
    ],
)
def test_c13_formulas_without_results(cell: str) -> None:
    problem = workbook_refusal(xlsx(cells(1, "a") + f"<row r='2'>{cell}</row>"))
    assert (problem.code, problem.value, "値で貼り付け" in problem.remedy) == ("IMP-125", "B2", True)


def test_c13_formulas_with_results_are_read() -> None:
    rows = (
        "<row r='1'><c r='A1'><f>1+1</f><v>2</v></c><c r='B1' t='str'><f>\"\"</f><v></v></c><c r='C1'/></row>"
        "<row r='2'><c r='A2' t='inlineStr'><is><t>見本</t></is></c></row>"
    )
    after = "</sheetData><extLst><ext><xm:f xmlns:xm='x'>Sheet1!A1</xm:f></ext></extLst><sheetData>"
    (sheet,) = read_workbook(xlsx(rows + after), "一覧.xlsx").sheets
    assert [row[0] for _, row in sheet.rows][:2] == ["2", "見本"]
