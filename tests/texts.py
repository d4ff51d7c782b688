"""Knows every text that residents read, from templates, scripts and the product's own words.

`python -m tests.texts` brings translations/*.po up to date: new texts come without a translation, which a test
then asks for; texts that nobody says any more go. It translates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from gisapp.assets.calendar import CLOSED_ON, DAYS
from gisapp.assets.fields import CHECKED_HOW
from gisapp.assets.personal import HINTS
from gisapp.assets.reports import GONE, WRONG
from gisapp.assets.search import HAS, PART_WORDS, WHEN, WHOM
from gisapp.assets.worries import WORRIES
from gisapp.config import ROOT
from gisapp.web.context import PRODUCT_NAME
from gisapp.web.errors import TITLES
from gisapp.web.language import EASY, ENGLISH, FOLDER
from gisapp.web.modules import imports, modules_of
from layers import all_layers
from layers._layer import Ramp

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
TEMPLATES = (
    "base.html", "error.html", "_figures_note.html", "public/*.html", "share/*.html", "places/*.html",
    "guide/*.html", "mine/*.html", "about/*.html", "reports/report.html", "reports/thanks.html",
)  # fmt: skip
NO_TEXT = {"・", "小"}  # between names, and of a school's short name on the map
MODULES = (
    "assets/reports", "web/api", "web/asked", "web/context", "web/errors", "web/mine", "web/place_words",
    "web/places", "web/reports", "web/words",
)  # fmt: skip
#: Calls whose texts are said, and which of their arguments are texts.
SAYERS = {"gettext": None, "UserError": (2, 3), "NotFoundError": (1, 2)}
#: What residents' pages start; the modules that these import are found from here.
SCRIPTS = ("map_page", "map_view", "list_page", "my_page", "my_list", "picked_page", "print_button")
COMMENT = re.compile(r"^\s*(?://|/\*\*|\*).*$|(?<=[\s;{])// .*$", re.MULTILINE)
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
JINJA = "jinja2.ext:babel_extract"


def texts() -> dict[str, set[str]]:
    """Every text, and the files that say it."""
    found: dict[str, set[str]] = {}
    for text, place in (*_of_templates(), *_of_modules(), *_of_scripts(), *_of_words()):
        found.setdefault(text, set()).add(place)
    return found


def scripts() -> set[str]:
    """The names of all modules that residents' pages load, at once or later."""
    found = set(modules_of(*SCRIPTS))
    later = {name for each in found for name in imports(each, later=True)}
    return found | set(modules_of(*sorted(later)))


def catalogue(locale: str) -> Catalog:
    """A language's texts as they stand in translations/; empty where there is none yet."""
    path = FOLDER / f"{locale}.po"
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)


def _of_templates() -> Iterator[tuple[str, str]]:
    folder = ROOT / "templates"
    for path in sorted(path for pattern in TEMPLATES for path in folder.glob(pattern)):
        with path.open("rb") as file:
            for _, message, _, _ in extract(JINJA, file, options={"trimmed": "true"}):
                yield str(message), str(path.relative_to(ROOT))


def _of_modules() -> Iterator[tuple[str, str]]:
    for name in MODULES:
        path = ROOT / "gisapp" / f"{name}.py"
        with path.open("rb") as file:
            for _, message, _, _ in extract("python", file, keywords=SAYERS):
                for text in (message,) if isinstance(message, str) else message:
                    if text:
                        yield text, str(path.relative_to(ROOT))


def _of_scripts() -> Iterator[tuple[str, str]]:
    """Every literal in Japanese: what isn't said through `t` would stay Japanese, so nothing is left out."""
    for name in sorted(scripts()):
        for literal in LITERAL.findall(COMMENT.sub("", _script(name).read_text())):
            if JAPANESE.search(literal) and literal not in NO_TEXT:
                yield literal, f"static/js/{name}.js"


def _of_words() -> Iterator[tuple[str, str]]:
    """What is said by name: kinds of places, choices, days, reasons."""
    layers = all_layers().values()
    groups = {
        "layers": [layer.title for layer in layers],
        "layers/": [w for layer in layers if isinstance(layer.style, Ramp) for w in layer.style.words],
        "gisapp/assets": [
            *WHOM.values(), *HAS.values(), *WHEN.values(), *PART_WORDS.values(), *DAYS.values(), *CLOSED_ON,
            *CHECKED_HOW, *HINTS.values(), WRONG, GONE, "町丁目", "校区", "時間は未確認", "子ども", "子育て",
        ],
        "gisapp/assets/worries.py": [worry.words for worry in WORRIES],
        "gisapp/web/errors.py": [*TITLES.values(), PRODUCT_NAME],
    }  # fmt: skip
    for place, words in groups.items():
        for word in words:
            # What scripts are told by the server stands among their texts, too.
            yield word, place
            if place != "gisapp/web/errors.py":
                yield word, "static/js/"


def _script(name: str) -> Path:
    return ROOT / "static" / "js" / f"{name}.js"


def update(locale: str) -> None:
    """Writes the language's file anew: the texts of now, with the translations that are there."""
    known, renewed = catalogue(locale), Catalog()
    for text, places in sorted(texts().items(), key=lambda item: (sorted(item[1])[0], item[0])):
        message = known.get(text)
        said = message.string if message else ""
        flags = ["python-format"] if re.search(r"%\(\w+\)s", text) else []
        renewed.add(text, said, [(place, None) for place in sorted(places)], flags)  # type: ignore[list-item]
    with (FOLDER / f"{locale}.po").open("wb") as file:
        file.write(f"# 住民向けの文（{locale}）。python -m tests.texts で新しい文を足します。\n\n".encode())
        write_po(file, renewed, width=0, omit_header=True)


if __name__ == "__main__":
    for each in (ENGLISH, EASY):
        update(each)
