"""Holds which language a page is told in: only one whose texts are there, and only where residents read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from gisapp.web import language

TEXTS = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

#: templates/public/list.html:1
msgid "すべて"
msgstr "All"

#: static/js/list_panel.js:1
msgid "一覧のページで見る"
msgstr "See the list"
"""


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A folder with a few English texts in place of ours."""
    (tmp_path / "en.po").write_text(TEXTS, encoding="utf-8")
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    language.offered.cache_clear()
    yield
    language.offered.cache_clear()


def test_a_language_without_texts_is_not_offered(client: FlaskClient) -> None:
    offered = language.offered()
    page = client.get("/list?lang=en").get_data(as_text=True)
    assert ("lang=en" in page and "English" in page) == ("en" in offered)
    assert ('<html lang="en">' in page) == ("en" in offered)


@pytest.mark.usefixtures("english")
def test_texts_are_told_and_remembered(client: FlaskClient) -> None:
    first = client.get("/list?lang=en")
    assert '<option value="">All</option>' in first.text
    assert '<html lang="en">' in first.text
    assert "See the list" in first.text  # for the scripts
    assert "lang=en" in first.headers["Set-Cookie"]
    assert '<html lang="en">' in client.get("/list").text
    assert '<html lang="ja">' in client.get("/list?lang=ja").text


@pytest.mark.usefixtures("english")
def test_what_staff_see_stays_japanese(client: FlaskClient) -> None:
    client.get("/list?lang=en")
    for path in ("/gaps", "/account/login"):
        assert '<html lang="ja">' in client.get(path).text


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("wanted", ["xx", "", "en'", "../en", "easy"])
def test_a_language_that_is_none_is_japanese(client: FlaskClient, wanted: str) -> None:
    answer = client.get("/list", query_string={"lang": wanted})
    assert '<html lang="ja">' in answer.text
    assert "Set-Cookie" not in answer.headers
