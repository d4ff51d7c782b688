"""Knows how a folium map becomes one file that asks the network for nothing.

Knows nothing of districts, assets, or of what the map says.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import folium
from branca.element import CssLink, Figure, JavascriptLink
from folium.template import Template

#: Not a place on the network: a name under which the vendored file is found.
LEAFLET_JS, LEAFLET_CSS = "vendor:leaflet/leaflet.js", "vendor:leaflet/leaflet.css"
_SCHEME = "vendor:"
_CSS_URL = re.compile(r"url\(\s*['\"]?([^)'\"]+)['\"]?\s*\)")
_LOADING = (
    "src",
    "srcset",
    "href",
    "xlink:href",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "ping",
)
_FORBIDDEN_TAGS = ("link", "base", "iframe", "object", "embed", "form")
_ADDRESS = re.compile(r"[a-z]+://[^\s\"']*|[\"']//[^\s\"']+", re.IGNORECASE)
_IMAGES = {".png": "image/png", ".svg": "image/svg+xml", ".gif": "image/gif"}


class OnlineError(ValueError):
    """The page would ask for something that isn't inside the file."""


class OfflineMap(folium.Map):
    """A folium map that needs Leaflet and nothing else: no jQuery, no Bootstrap, no icon font, no tiles."""

    default_js = [("leaflet", LEAFLET_JS)]  # noqa: RUF012 - folium's own name and shape
    default_css = [("leaflet_css", LEAFLET_CSS)]  # noqa: RUF012
    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="map" id={{ this.get_name()|tojson }}></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }},
            {center: {{ this.location|tojson }}, ...{{ this.options|tojavascript }}});
        {% endmacro %}
        """
    )


def rendered(page: folium.Map) -> tuple[str, str, list[str], list[str]]:
    """A map's element, its script, and the names of the style sheets and scripts it needs.

    Raises OnlineError where something in the map links to a file we don't keep.
    """
    figure = page.get_root()
    assert isinstance(figure, Figure)
    for child in list(figure._children.values()):
        child.render()
    links = list(figure.header._children.values())
    urls = [link.url for link in links if isinstance(link, JavascriptLink | CssLink)]
    if strange := [url for url in urls if not url.startswith(_SCHEME)]:
        raise OnlineError(f"the map links to {strange[0]}")
    script = figure.script.render()
    if address := _ADDRESS.search(script):
        raise OnlineError(f"the map's script names {address[0]}")
    scripts = [link.url for link in links if isinstance(link, JavascriptLink)]
    styles = [link.url for link in links if isinstance(link, CssLink)]
    return figure.html.render(), script, styles, scripts


def inlined_css(name: str, vendor: Path) -> str:
    """A vendored style sheet whose pictures have become data: addresses."""
    path = _vendored(name, vendor)

    def picture(match: re.Match[str]) -> str:
        address = match[1]
        if address.startswith(("#", "data:")):
            return match[0]
        image = (path.parent / address).resolve()
        if image.suffix not in _IMAGES or not image.is_relative_to(vendor.resolve()) or not image.is_file():
            raise OnlineError(f"the style sheet asks for {address}")
        return f"url(data:{_IMAGES[image.suffix]};base64,{base64.b64encode(image.read_bytes()).decode()})"

    return _CSS_URL.sub(picture, path.read_text("utf-8")).replace("</", "<\\/")


def inlined_js(name: str, vendor: Path) -> str:
    """A vendored script, without the address of its source map and without what would end it early."""
    text = re.sub(
        r"^//# sourceMappingURL=.*$", "", _vendored(name, vendor).read_text("utf-8"), flags=re.MULTILINE
    )
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--").replace("\r\n", "\n")


def script_json(value: Any) -> str:
    """A value as JSON that can stand inside a script element: nothing in it ends the element or the line."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def _vendored(name: str, vendor: Path) -> Path:
    path = (vendor / name.removeprefix(_SCHEME)).resolve()
    if not path.is_relative_to(vendor.resolve()) or not path.is_file():
        raise OnlineError(f"{name} is not among the vendored files")
    return path


def content_policy(scripts: Iterable[str]) -> str:
    """A policy that runs these very scripts, draws pictures held in the page, and loads nothing."""
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{each}'" for each in hashes)
    return (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {allowed}; base-uri 'none'"
    )


def check_offline(html: str) -> str:
    """The page itself, once it is known to load nothing; raises OnlineError else."""
    reader = _Loads()
    reader.feed(html)
    reader.close()
    if reader.found:
        raise OnlineError(f"the page would load {reader.found[0]}")
    return html


class _Loads(HTMLParser):
    """Collects whatever a browser would fetch on opening the page or on a press of a link."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag in _FORBIDDEN_TAGS:
            self.found.append(tag)
        for name, value in attrs:
            if name in _LOADING and not (value or "").startswith(("#", "data:")):
                self.found.append(value or name)
            elif name == "style":
                self._read_css(value or "")
            elif name.startswith("on") or (name == "http-equiv" and (value or "").lower() == "refresh"):
                self.found.append(name)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._read_css(data)

    def _read_css(self, css: str) -> None:
        self.found += [url for url in _CSS_URL.findall(css) if not url.startswith(("#", "data:"))]
        self.found += ["@import"] if "@import" in css else []
