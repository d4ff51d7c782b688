"""Knows how a page becomes a PDF on the server: fonts within, tagged, without a browser. Knows no page."""

from __future__ import annotations

import re
import threading

from gisapp.errors import UserError

FONT = "BIZ UDPGothic"
#: One at a time: a sheet takes a processor for about a second.
_TURN = threading.Lock()
_VARIABLE = re.compile(r"var\(--[a-z-]+, (#[0-9a-f]{3,6})\)")
#: A halo is drawn over the letters by whoever doesn't know paint-order.
_HALO = re.compile(r' stroke="[^"]*" stroke-width="[^"]*" stroke-linejoin="round" paint-order="stroke"')


def pdf_of(html: str) -> bytes:
    """A tagged PDF (PDF/UA-1) of a whole page that needs nothing from elsewhere.

    Raises UserError (KRT-001) where the machine lacks what draws letters.
    """
    try:
        from weasyprint import HTML
    except OSError as error:
        raise UserError(
            "KRT-001",
            "PDF を作る部品が、このコンピューターに入っていません。",
            "管理者に、scripts/setup.sh run をもう一度動かすよう頼んでください。",
            status=503,
        ) from error
    with _TURN:
        made: bytes = HTML(string=for_paper(html), url_fetcher=_nothing).write_pdf(pdf_variant="pdf/ua-1")
    return made


def for_paper(html: str) -> str:
    """Drawings as whoever makes the PDF can read them: plain colours, their font named, no halos."""
    plain = _HALO.sub("", _VARIABLE.sub(r"\1", html))
    return plain.replace("<svg ", f'<svg font-family="{FONT}" ')


def _nothing(url: str) -> dict[str, object]:
    """No page may make the server fetch anything."""
    raise ValueError(f"not fetched: {url[:60]}")
