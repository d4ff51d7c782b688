"""Holds which language a page is told in: only one whose texts are there, and only where residents read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from gisapp.web import language
from tests.texts import JAPANESE

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
    assert ('<html lang="en"' in page) == ("en" in offered)


@pytest.mark.usefixtures("english")
def test_texts_are_told_and_remembered(client: FlaskClient) -> None:
    first = client.get("/list?lang=en")
    assert '<option value="">All</option>' in first.text
    assert '<html lang="en"' in first.text
    assert "See the list" in first.text  # for the scripts
    assert "lang=en" in first.headers["Set-Cookie"]
    assert '<html lang="en"' in client.get("/list").text
    assert '<html lang="ja"' in client.get("/list?lang=ja").text


@pytest.mark.usefixtures("english")
def test_what_staff_see_stays_japanese(client: FlaskClient) -> None:
    client.get("/list?lang=en")
    for path in ("/gaps", "/account/login"):
        assert '<html lang="ja"' in client.get(path).text


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("wanted", ["xx", "", "en'", "../en", "easy"])
def test_a_language_that_is_none_is_japanese(client: FlaskClient, wanted: str) -> None:
    answer = client.get("/list", query_string={"lang": wanted})
    assert '<html lang="ja"' in answer.text
    assert "Set-Cookie" not in answer.headers


#: What residents open; `data` is a place of the town.
PAGES = (
    "/", "/embed", "/list", "/list?for=old&when=mo", "/list?q=どこにもない", "/share", "/guide", "/guide?about=money",
    "/guide?q=なにか", "/my", "/my/list", "/my/list?ids={data}&size=large", "/places/{data}", "/help", "/accessibility",
    "/privacy", "/sources", "/report", "/report?place={data}", "/report/thanks", "/nothing", "/places/0",
)  # fmt: skip


class Foreign(HTMLParser):
    """Collects what is in Japanese letters though nothing says that it is Japanese."""

    VOID = frozenset({"meta", "link", "img", "input", "br", "hr", "base", "circle", "path", "rect"})
    SAID = ("alt", "title", "placeholder", "aria-label", "data-label", "content")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        language = values.get("lang") or (self.open[-1][1] if self.open else "")
        if tag not in self.VOID:
            self.open.append((tag, language))
        for name in self.SAID:
            if language != "ja" and not self._hidden() and JAPANESE.search(values.get(name) or ""):
                self.found.append(f"{name}: {values[name]}")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1] != "ja" and not self._hidden() and JAPANESE.search(data):
            self.found.append(data.strip())

    def _hidden(self) -> bool:
        return any(tag in ("script", "style", "title", "textarea") for tag, _ in self.open)


@pytest.mark.parametrize("path", PAGES)
def test_in_english_only_what_places_say_is_japanese(client: FlaskClient, path: str) -> None:
    asset = client.get("/api/assets").get_json()["assets"][0]["id"]
    client.get("/list?lang=en")
    page = client.get(path.format(data=asset)).text
    assert '<html lang="en"' in page
    reader = Foreign()
    reader.feed(page)
    # The municipality's own name, each language's name for itself, and what the reader wrote.
    named = ("見本市", "日本語", "やさしい", "なにか")
    assert [text for text in reader.found if not any(name in text for name in named)] == []


@pytest.mark.parametrize("path", PAGES)
def test_k12_easy_japanese_shows_readings_and_no_marks(client: FlaskClient, path: str) -> None:
    asset = client.get("/api/assets").get_json()["assets"][0]["id"]
    client.get("/list?lang=easy")
    page = client.get(path.format(data=asset)).text
    assert "<rt>" in page
    assert "《" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
