"""Holds how an answer is taken away: files with their headers, the printed report, a calculation made again."""

from __future__ import annotations

import html
import io
import json
import re
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from tests.conftest import site

ASKED = "categories=ibasho&within_m=500&target=75%2B"
FILES = {
    "csv": ("text/csv", "見本市_足りないところ.csv", b"\xef\xbb\xbf"),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "見本市_足りないところ.xlsx",
        b"PK",
    ),
    "gpkg": ("application/geopackage+sqlite3", "見本市_足りないところ.gpkg", b"SQLite format 3\x00"),
    "html": ("text/html", "見本市_足りないところの地図.html", b"<!DOCTYPE html>"),
}


def words(page: str) -> str:
    """A page as text."""
    return re.sub(
        r"\s+", " ", html.unescape(re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL))
    )


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_a_download_with_a_japanese_name_that_no_cache_keeps(
    client: FlaskClient, kind: str
) -> None:
    response = client.get(f"/gaps.{kind}?{ASKED}")
    mimetype, name, start = FILES[kind]
    assert response.status_code == 200
    assert response.mimetype == mimetype
    told = response.headers["Content-Disposition"]
    assert told.startswith("attachment; filename*=UTF-8''")
    assert unquote(told.split("''")[1]) == name
    assert response.headers["Cache-Control"] == "no-store"
    assert response.data.startswith(start)


def test_json_says_what_was_asked_and_under_which_number(client: FlaskClient) -> None:
    response = client.get(f"/gaps.json?{ASKED}")
    found = response.get_json()
    assert response.headers["Cache-Control"] == "no-store"
    assert found["question"]["target"] == "75+"
    assert found["question"]["within_m"] == 500
    assert len(found["districts"]) == found["totals"]["districts"] == 30
    assert found["address"].endswith(f"/gaps/runs/{found['run']}")


def test_all_files_and_the_report_tell_the_same(client: FlaskClient) -> None:
    answer = client.get(f"/gaps.json?{ASKED}").get_json()
    for kind in ("csv", "html", "report"):
        path = "/gaps/report" if kind == "report" else f"/gaps.{kind}"
        text = client.get(f"{path}?{ASKED}").data.decode("utf-8-sig")
        assert answer["sentence"] in text
        assert answer["run"] in text
        assert "架空のデータ" in text


@pytest.mark.parametrize(
    "path", ["/gaps.csv", "/gaps.json", "/gaps.xlsx", "/gaps.gpkg", "/gaps.html", "/gaps/report"]
)
@pytest.mark.parametrize(("asked", "status", "told"), [
    ("target=x", 400, "選べません"),
    ("within_m=abc", 400, "使えません"),
    ("city=000000", 404, "この地図にありません"),
    ("year=1900", 404, "1900年の人口"),
])  # fmt: skip
def test_what_cannot_be_asked_is_told_in_japanese(
    client: FlaskClient, path: str, asked: str, status: int, told: str
) -> None:
    response = client.get(f"{path}?{asked}")
    assert response.status_code == status
    assert told in response.text
    assert "Content-Disposition" not in response.headers


def test_a_program_is_told_in_json_why_there_is_no_answer(client: FlaskClient) -> None:
    response = client.get("/gaps.json?within_m=abc")
    assert (response.status_code, response.mimetype) == (400, "application/json")
    error = response.get_json()["error"]
    assert set(error) == {"code", "message", "remedy"}
    assert error["code"].startswith("ASK-")


def test_the_report_counts_households_and_tells_the_limit_of_the_aging_rate(client: FlaskClient) -> None:
    answer = client.get("/gaps.json?target=households&aging_from=25").get_json()
    text = words(client.get("/gaps/report?target=households&aging_from=25").text)
    assert f"{answer['totals']['uncovered_people']:,}世帯" in text
    assert "800m以内に場所がない世帯" in text
    assert answer["focus"]["words"] in text


def test_the_report_holds_question_answer_doubts_and_sources(client: FlaskClient) -> None:
    answer = client.get(f"/gaps.json?{ASKED}").get_json()
    page = client.get(f"/gaps/report?{ASKED}").text
    text = words(page)
    for told in (
        answer["words"],
        answer["sentence"],
        answer["sensitivity"]["words"],
        answer["equity"]["concentration_words"],
    ):
        assert told in text
    assert f"計算の番号 {answer['run']}" in text
    assert answer["address"] in text
    assert f"{answer['totals']['uncovered_people']:,}人" in text
    assert f"知られている場所 {answer['confidence']['known']:,}か所" in text
    assert all(each["words"] in text for each in answer["method"])
    assert all(source["title"] in text and source["licence"] in text for source in answer["sources"])
    assert re.search(r"令和\d+年\d+月\d+日\(\d{4}年\) 作成", text)
    assert page.count('role="img"') == 3


def test_the_report_lists_the_worst_first_and_everybody_in_the_annex(client: FlaskClient) -> None:
    rows = client.get(f"/gaps.json?{ASKED}").get_json()["districts"]
    tables = re.findall(
        r"<table class=\"report-table[^>]*>.*?</table>",
        client.get(f"/gaps/report?{ASKED}").text,
        flags=re.DOTALL,
    )
    names = [re.findall(r'<th scope="row">\s*([^<※]+?)\s*<', table.replace("</th>", "<")) for table in tables]
    assert names[0] == [row["name"] for row in rows if row["worst"]]
    assert names[-1] == [*(row["name"] for row in rows), "全体"]
    assert tables[-1].count("<thead>") == 1


def test_hidden_figures_are_hidden_in_the_report(client: FlaskClient) -> None:
    rows = client.get("/gaps.json").get_json()["districts"]
    hidden = [row for row in rows if "非表示" in row["note"]]
    assert hidden
    page = client.get("/gaps/report").text
    annex = page[page.index("report-annex") :]
    for row in hidden:
        (line,) = re.findall(
            rf'<tr[^>]*>(?:(?!</tr>).)*<th scope="row">{row["name"]}.*?</tr>', annex, flags=re.DOTALL
        )
        cells = re.findall(r"<td[^>]*>([^<]*)</td>", line[line.rindex("<tr") :])
        assert cells.count("非表示") == sum(
            row[name] is None
            for name in ("rank", "score", "stability", "people", "target_people", "aging_rate", "assets",
                         "uncovered_people", "covered_share", "nearest_mean_m", "access")
        )  # fmt: skip
        assert (
            f'data-district="{row["id"]}"'
            not in page[page.index("report-scatter") : page.index("report-trust")]
            or row["covered_share"] is not None
        )


def test_the_report_can_hold_the_next_places(client: FlaskClient) -> None:
    page = client.get(f"/gaps/report?{ASKED}&sites=1&count=2&hosts=points").text
    text = words(page)
    assert "次の場所の候補" in text
    assert "数字 いま 候補のとおりに開いたあと" in text
    assert "1番の候補: " in page
    assert "2番の候補: " in page
    assert "3番の候補: " not in page
    assert "次の場所の候補も入れる" not in text
    number = re.search(r"候補の計算の番号 ([0-9a-f]{12})", text)
    assert number
    again = client.get(f"/gaps/runs/{number[1]}")
    assert "同じ数字です。" in words(again.text)
    assert "sites=1" in again.text


def test_a_calculation_made_again_gives_the_same_figures(client: FlaskClient) -> None:
    answer = client.get(f"/gaps.json?{ASKED}").get_json()
    response = client.get(f"/gaps/runs/{answer['run']}")
    text = words(response.text)
    assert response.status_code == 200
    assert "同じ数字です。" in text
    assert answer["words"] in text
    assert answer["sentence"] in text
    assert "変わった数字" not in text
    assert "居場所・サロン" in text


@pytest.mark.parametrize("number", ["000000000000", "x", "ABCDEF012345", "1' or '1'='1"])
def test_a_number_that_nobody_gave_is_told(client: FlaskClient, number: str) -> None:
    response = client.get(f"/gaps/runs/{number}")
    assert response.status_code == 404
    assert "の記録はありません" in response.text


def test_changed_figures_are_shown_beside_the_old_ones(demo_engine: Engine) -> None:
    with site(demo_engine) as app:
        client = app.test_client()
        number = client.get("/gaps.json?categories=cafe&within_m=733").get_json()["run"]
        with demo_engine.begin() as connection:
            kept = connection.execute(
                sa.text("select figures from analysis_run where number = :n"), {"n": number}
            ).scalar_one()
            row = kept["districts"]["rows"][0]
            at = kept["districts"]["columns"].index("people")
            now, row[at] = row[at], 123456
            values = {"n": number, "f": json.dumps(kept, ensure_ascii=False)}
            connection.execute(
                sa.text(
                    "update analysis_run set figures = cast(:f as jsonb), figures_digest = 'x' where number = :n"
                ),
                values,
            )
        text = words(client.get(f"/gaps/runs/{number}").text)
    assert "数字が変わりました。" in text
    assert f"{row[0]} 人口 123,456 {now:,}" in text
    assert "同じ数字です。" not in text


def test_a_workbook_opens(client: FlaskClient) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/gaps.xlsx?{ASKED}").data))
    assert book["表"].max_row == 32
