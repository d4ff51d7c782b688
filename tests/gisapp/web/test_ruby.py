"""Holds how readings are shown: above the letters, and left out where there is no room for them."""

from __future__ import annotations

import pytest

from gisapp.web.ruby import named, with_readings, without_readings

KANJI = "<ruby>漢字<rp>（</rp><rt>かんじ</rt><rp>）</rp></ruby>"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>漢字《かんじ》です</p>", f"<p><span>{KANJI}です</span></p>"),
        ("<p>その漢字《かんじ》</p>", f"<p><span>その{KANJI}</span></p>"),
        (
            "<p>｜読み上《よみあ》げる</p>",
            "<p><span><ruby>読み上<rp>（</rp><rt>よみあ</rt><rp>）</rp></ruby>げる</span></p>",
        ),
        ('<a title="漢字《かんじ》">漢字《かんじ》</a>', f'<a title="漢字"><span>{KANJI}</span></a>'),
        (
            "<title>漢字《かんじ》</title><p>漢字《かんじ》</p>",
            f"<title>漢字</title><p><span>{KANJI}</span></p>",
        ),
        ("<option>漢字《かんじ》</option>", "<option>漢字</option>"),
        ('<script>"漢字《かんじ》"</script>', '<script>"漢字《かんじ》"</script>'),
        (
            "<textarea>漢字《かんじ》</textarea>漢字《かんじ》",
            f"<textarea>漢字</textarea><span>{KANJI}</span>",
        ),
        ("<p>《かんじ》 A《あ》</p>", "<p>《かんじ》 A《あ》</p>"),
        ("", ""),
    ],
)
def test_readings_stand_above_what_is_read(page: str, shown: str) -> None:
    assert with_readings(page) == shown


def test_letters_alone() -> None:
    assert without_readings("｜取り込《とりこ》む、漢字《かんじ》。") == "取り込む、漢字。"


def test_names_have_their_reading_in_hiragana() -> None:
    assert (
        named("茶の間<A>", "チャノマ")
        == "<ruby>茶の間&lt;A&gt;<rp>（</rp><rt>ちゃのま</rt><rp>）</rp></ruby>"
    )
    assert named("ひろば", "ヒロバ") == "ひろば"
