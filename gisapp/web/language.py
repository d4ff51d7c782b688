"""Knows the languages of the pages for everybody: which one is asked for, and its texts. Knows no text.

Texts stand in Japanese in templates and scripts, which is also their key; `translations/<language>.po` holds
the others. A text that isn't there stays Japanese. What only staff see is in Japanese alone.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, Response, g, request
from flask_babel import Babel, Domain, get_locale, gettext
from markupsafe import Markup
from werkzeug.urls import iri_to_uri

from gisapp.config import ROOT
from gisapp.web.ruby import named, with_readings

FOLDER = ROOT / "translations"
JAPANESE, EASY, ENGLISH = "ja", "ja@easy", "en"
EASY_KEY, ENGLISH_KEY = "easy", "en"
#: By what stands in the address: the locale, the value of the attribute `lang`, and its own name for itself.
LANGUAGES = {
    "ja": (JAPANESE, "ja", "日本語"),
    EASY_KEY: (EASY, "ja", "やさしい日本語"),
    ENGLISH_KEY: (ENGLISH, "en", "English"),
}
#: The blueprints whose pages residents read. All others are in Japanese, whatever was chosen.
ROOMS = frozenset({"about", "public", "share", "places", "guide", "mine", "reports"})
PARAMETER = COOKIE = "lang"
#: Pages of those rooms that only staff see.
STAFF = frozenset({"reports.reports_page", "reports.answer"})
A_YEAR_S = 365 * 24 * 3600
SCRIPTS = "static/js/"


class _Texts(Domain):
    """Reads the .po files themselves: nothing has to be compiled before the site can start."""

    def get_translations(self) -> Any:
        return _catalogue(FOLDER / f"{get_locale()}.po")[0]


@functools.cache
def _catalogue(path: Path) -> tuple[Any, dict[str, str]]:
    """The texts of a language, and those of them that scripts use. Empty for Japanese, which needs none."""
    if not path.exists():
        return Translations(), {}
    with path.open("rb") as file:
        catalogue = read_po(file)
    packed = io.BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    of_scripts = {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and any(place.startswith(SCRIPTS) for place, _ in message.locations)
    }
    return Translations(packed), of_scripts


@functools.cache
def offered() -> dict[str, str]:
    """The languages whose texts are there, with their own names; Japanese needs none."""
    return {
        key: name
        for key, (locale, _, name) in LANGUAGES.items()
        if locale == JAPANESE or (FOLDER / f"{locale}.po").exists()
    }


def chosen() -> str:
    """The key in LANGUAGES: of the address, else what was chosen before, else Japanese.

    The browser's own languages aren't asked: a page that is sent to somebody reads as it was sent.
    """
    if "language" not in g:
        wanted = (request.args.get(PARAMETER), request.cookies.get(COOKIE)) if _is_told() else ()
        g.language = next((key for key in wanted if key in offered()), "ja")
    found: str = g.language
    return found


def _is_told() -> bool:
    """Whether the page is one of those in several languages; the pages of failures are."""
    return request.endpoint is None or (request.blueprint in ROOMS and request.endpoint not in STAFF)


def _locale() -> str:
    return LANGUAGES[chosen()][0]


def _in_ours(text: str) -> Markup:
    """Says that a text is Japanese where it wasn't translated: a message with words of the reader in it."""
    return Markup(' lang="ja"') if chosen() == ENGLISH_KEY and gettext(text) == text else Markup("")


def _named(asset: Mapping[str, Any]) -> str:
    """The name of a place; in easy Japanese with its reading above, where it has one."""
    if chosen() != EASY_KEY or not asset["kana"]:
        return str(asset["name"])
    return named(asset["name"], asset["kana"])


def _address_in(language: str) -> str:
    """The address of this page in another language."""
    values = {**request.args.to_dict(flat=False), PARAMETER: [language]}
    return f"{iri_to_uri(request.path)}?{urlencode(values, doseq=True)}"


def register(app: Flask) -> None:
    """Hands `_` to the templates, the texts of scripts to the pages, and keeps what was chosen."""
    texts = _Texts()
    Babel(app, default_locale=JAPANESE, locale_selector=_locale)
    app.jinja_env.policies["ext.i18n.trimmed"] = True

    @app.before_request
    def our_texts() -> None:
        texts.as_default()

    @app.context_processor
    def language() -> dict[str, Any]:
        key = chosen()
        return {
            "language": key,
            "html_lang": LANGUAGES[key][1],
            "languages": offered() if _is_told() and len(offered()) > 1 else {},
            "address_in": _address_in,
            "in_ours": _in_ours,
            "named": _named,
            "script_texts": _catalogue(FOLDER / f"{_locale()}.po")[1],
        }

    @app.after_request
    def show_readings(response: Response) -> Response:
        if chosen() == EASY_KEY and response.mimetype == "text/html":
            response.set_data(with_readings(response.get_data(as_text=True)))
        return response

    @app.after_request
    def keep(response: Response) -> Response:
        asked = request.args.get(PARAMETER)
        if asked in offered() and asked != request.cookies.get(COOKIE):
            response.set_cookie(
                COOKIE, asked, max_age=A_YEAR_S, secure=request.is_secure, httponly=True, samesite="Lax"
            )
        return response
