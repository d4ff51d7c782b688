"""Every file an answer leaves as: complete, harmless, and with nothing in it that the page hides."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pyogrio
import pytest

from gisapp.planning.words import HIDDEN_NOTE
from gisapp.publish.cell import harmless
from gisapp.publish.gap_columns import columns, picked
from gisapp.publish.gap_files import gap_csv, gap_json
from gisapp.publish.gap_gpkg import gap_gpkg
from gisapp.publish.gap_html import COLUMNS, gap_html
from gisapp.publish.gap_words import HIDDEN, value, words
from gisapp.publish.gap_xlsx import gap_xlsx
from gisapp.publish.handout import Handout

Sheet = dict[str, dict[str, Any]]


class Cells(HTMLParser):
    """The rows of a page's tables as texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        if tag == "tr":
            self.rows.append([])
        self._open = self._open or tag in ("td", "th")
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self._open = self._open and tag not in ("td", "th")

    def handle_data(self, data):
        if self._open:
            self.rows[-1][-1] += data


def of_csv(given: Handout) -> Sheet:
    rows = list(csv.reader(io.StringIO(gap_csv(given).decode("utf-8-sig"))))
    return {row[1]: dict(zip(rows[0], row, strict=True)) for row in rows[1 : 2 + len(given.answer.rows)]}


def of_xlsx(given: Handout) -> Sheet:
    sheet = openpyxl.load_workbook(io.BytesIO(gap_xlsx(given)))["表"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return {row[1]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}


@pytest.fixture
def package(handed: Handout, tmp_path: Path) -> Path:
    path = tmp_path / "答え.gpkg"
    path.write_bytes(gap_gpkg(handed))
    return path


def test_csv_opens_in_excel_and_holds_every_figure(handed: Handout) -> None:
    assert gap_csv(handed).startswith(b"\xef\xbb\xbf")
    listed, found = columns(handed.answer), of_csv(handed)
    assert list(found) == [*(row["name"] for row in handed.answer.rows), "全体"]
    for row in [*handed.answer.rows, handed.answer.totals]:
        for column in listed:
            was = value(row, column)
            if was is not None:
                assert found[row["name"]][column.title] == str(was)


def test_csv_and_workbook_say_what_was_asked_how_sure_it_is_and_where_it_comes_from(handed: Handout) -> None:
    told = [row for row in csv.reader(io.StringIO(gap_csv(handed).decode("utf-8-sig"))) if len(row) == 2]
    book = openpyxl.load_workbook(io.BytesIO(gap_xlsx(handed)))
    listed = [[cell.value for cell in row] for row in book["問いと出典"].iter_rows(min_row=2)]
    for pairs in (told, listed):
        notes = dict(pairs)
        assert notes["注意"] == "架空のデータです"
        assert notes["問い"] == handed.answer.words
        assert notes["答え"] == handed.answer.sentence
        assert notes["人口の年"] == handed.answer.year["title"]
        assert notes["条件を変えたとき"] == handed.answer.sensitivity["words"]
        assert notes["計算の番号"] == handed.answer.run
        assert notes["もう一度開くとき"] == handed.address
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d（日本時間）", notes["計算した日時"])
        sources = [words for title, words in pairs if title == "出典"]
        assert len(sources) == len(handed.sources) > 1
        assert all("見本データ（架空）" in words for words in sources)


def test_the_limit_of_the_aging_rate_goes_into_every_table(handed: Handout) -> None:
    words = "高齢化率30％以上に限ると、1小学校区です。"
    answer = replace(handed.answer, focus={"words": words})
    given = replace(handed, answer=answer)
    told = ["あてはまる" if row["focus"] else "" for row in answer.rows]
    lines = list(csv.DictReader(io.StringIO(gap_csv(given).decode("utf-8-sig"))))
    assert [line["高齢化率の条件にあてはまる"] or "" for line in lines[: len(told)]] == told
    assert words in gap_csv(given).decode()
    assert words in gap_html(given)
    assert gap_json(given)["focus"] == {"words": words}


def test_a_projection_is_called_one_with_its_method(handed: Handout) -> None:
    year = {
        **handed.answer.year,
        "title": "2040年（推計）",
        "projected": True,
        "method": "増え方の割合で延ばしました。",
    }
    given = replace(handed, answer=replace(handed.answer, year=year))
    for text in (gap_csv(given).decode(), gap_html(given)):
        assert "2040年（推計）" in text
        assert "（推計）（推計）" not in text
        assert "増え方の割合で延ばしました。" in text


def test_the_workbook_can_be_worked_with(handed: Handout) -> None:
    book = openpyxl.load_workbook(io.BytesIO(gap_xlsx(handed)))
    assert book.sheetnames == ["表", "問いと出典", "列の説明"]
    sheet, listed = book["表"], columns(handed.answer)
    titles = [cell.value for cell in sheet[1]]
    assert titles == [column.title for column in listed]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.endswith(str(len(handed.answer.rows) + 1))
    formats = {titles[at]: sheet.cell(2, at + 1).number_format for at in range(len(titles))}
    assert formats["人口"] == "#,##0"
    assert formats["高齢化率（％）"] == "#,##0.0"
    people = sheet.cell(2, titles.index("人口") + 1)
    assert people.value == handed.answer.rows[0]["people"]
    assert sheet.conditional_formatting
    assert all(sheet.column_dimensions[cell.column_letter].width >= 10 for cell in sheet[1])
    meanings = {row[0].value: row[1].value for row in book["列の説明"].iter_rows(min_row=2)}
    assert meanings == {column.title: column.means for column in listed}


def test_no_name_runs_as_a_formula_in_any_table(handed: Handout) -> None:
    hostile = ["=1+1", "+81", "-5", "@x", "\tx", "＝1", "=cmd|'/c calc'!A1\x0b"]
    rows = [{**handed.answer.rows[0], "name": name, "id": handed.answer.rows[0]["id"]} for name in hostile]
    one = handed.shapes[:1].repeat(len(rows))
    given = replace(handed, answer=replace(handed.answer, rows=rows), shapes=one)
    assert [name for name in of_csv(given) if name != "全体"] == [harmless(name) for name in hostile]
    book = openpyxl.load_workbook(io.BytesIO(gap_xlsx(given)))
    names = [cell.value for cell in book["表"]["B"][1:-1]]
    assert all(name.startswith("'") for name in names)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_json_is_the_answer_as_it_is(handed: Handout) -> None:
    found = json.loads(json.dumps(gap_json(handed), allow_nan=False))
    answer = handed.answer
    assert found["districts"] == json.loads(json.dumps(answer.rows))
    assert found["totals"]["name"] == "全体"
    assert (found["words"], found["sentence"], found["run"]) == (answer.words, answer.sentence, answer.run)
    assert found["municipality"] == {"code": "990019", "name": "見本市", "sample": True}
    assert found["breaks"] == {
        "aging": list(answer.classes.aging_breaks),
        "service": list(answer.classes.covered_breaks),
    }
    for name in ("question", "equity", "confidence", "sensitivity", "year", "method", "sources", "columns"):
        assert found[name]


def test_geopackage_holds_districts_places_and_what_they_mean(handed: Handout, package: Path) -> None:
    layers = dict(pyogrio.list_layers(package).tolist())
    assert layers == {"districts": "MultiPolygon", "places": "Point", "column_list": None, "about": None}
    districts = pyogrio.read_dataframe(package, layer="districts")
    assert districts.crs.to_epsg() == 6668
    assert districts.geometry.is_valid.all()
    assert districts["name"].tolist() == [row["name"] for row in handed.answer.rows]
    assert districts["district_id"].tolist() == [row["id"] for row in handed.answer.rows]
    for column in columns(handed.answer):
        told = districts[column.name].tolist()
        for was, row in zip(told, handed.answer.rows, strict=True):
            wanted = value(row, column)
            assert (None if was != was else was) == wanted, (column.key, row["name"])
    places = pyogrio.read_dataframe(package, layer="places")
    assert places["name"].tolist() == [place["name"] for place in handed.places]
    about = pyogrio.read_dataframe(package, layer="about").set_index("title")["words"]
    assert about["問い"] == handed.answer.words
    assert len(about.loc[["出典"]]) == len(handed.sources)


def test_geopackage_opens_with_gdal_and_has_japanese_names(package: Path) -> None:
    if not (ogrinfo := shutil.which("ogrinfo")):
        pytest.skip("ogrinfo がありません（apt-get install gdal-bin で入ります）")
    command = [ogrinfo, "-ro", "-so", str(package), "districts"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert told.stderr == ""
    assert "Feature Count: 30" in told.stdout
    assert "JGD2011" in told.stdout
    with sqlite3.connect(package) as database:
        named = dict(
            database.execute(
                "select column_name, title from gpkg_data_columns where table_name = 'districts'"
            )
        )
        listed = dict(
            database.execute("select column_name, title from column_list where table_name = 'districts'")
        )
    assert named == listed
    assert named["aging_pct"] == "高齢化率（％）"


def test_g11_hidden_figures_are_in_no_file(handed: Handout, package: Path) -> None:
    hidden = [row for row in handed.answer.rows if row["note"] == HIDDEN_NOTE]
    exact = handed.answer.figures.measures
    ids = handed.answer.world.districts["id"].tolist()
    sheets = {"csv": of_csv(handed), "xlsx": of_xlsx(handed)}
    districts = pyogrio.read_dataframe(package, layer="districts").set_index("name")
    page = {row[0]: row[1:] for row in Cells(gap_html(handed)).rows}
    small = 0
    for row in hidden:
        secret = [
            column
            for column in columns(handed.answer)
            if column.digits is not None and value(row, column) is None
        ]
        assert secret
        for column in secret:
            for name, sheet in sheets.items():
                assert sheet[row["name"]][column.title] == HIDDEN, name
            assert (
                districts.loc[row["name"], column.name] is None
                or districts.loc[row["name"], column.name] != districts.loc[row["name"], column.name]
            )
        assert districts.loc[row["name"], "hidden"] == 1
        assert page[row["name"]][:-1] == [words(row, column) for column in picked(handed.answer, *COLUMNS)]
        known = exact.iloc[ids.index(row["id"])]
        counts = [known["people"], known["target_people"], known["covered_people"], known["uncovered_people"]]
        small += any(1 <= round(count) <= 9 for count in counts)
    assert small, "nothing in the demo city is small enough to be hidden"


def test_a_whole_figure_that_is_hidden_is_in_no_file(handed: Handout) -> None:
    totals = {**handed.answer.totals, "uncovered_people": None, "note": HIDDEN_NOTE}
    given = replace(handed, answer=replace(handed.answer, totals=totals))
    assert of_csv(given)["全体"]["届かない人"] == HIDDEN
    assert of_xlsx(given)["全体"]["届かない人"] == HIDDEN


def test_the_map_file_shows_the_same_as_the_table(handed: Handout) -> None:
    html = gap_html(handed)
    listed = picked(handed.answer, *COLUMNS)
    found = {row[0]: row[1:-1] for row in Cells(html).rows[1:]}
    assert found == {row["name"]: [words(row, column) for column in listed] for row in handed.answer.rows}
    assert handed.answer.sentence in html
    assert handed.answer.run in html
    assert "架空のデータ" in html
    assert 'data-district="' in html
    assert 'src="http' not in html
