"""Knows what has come of a file so far, and which bytes of an answer may be joined on (RFC 9110).

Knows no layer. Beside the .part file lies what tells its edition from the next (ETag or Last-Modified);
without that, and where the server answers with something else, the file is begun anew.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import requests

#: A file written this long before the answer can't change within the second that its date is rounded to.
_SETTLED_S = 60


@dataclass(frozen=True, slots=True)
class Part:
    """A file on its way: what has come lies at `path`."""

    path: Path
    url: str

    @property
    def _memo(self) -> Path:
        return self.path.with_suffix(".json")

    def held(self) -> tuple[int, str]:
        """How many bytes there are, and the mark of their edition; (0, "") where nothing can be joined on."""
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError, TypeError):
            memo: Any = json.loads(self._memo.read_bytes())
            size = self.path.stat().st_size
            if size and memo["url"] == self.url and isinstance(memo["mark"], str):
                return size, memo["mark"]
        return 0, ""

    def forget(self) -> None:
        """Removes what has come, the mark last written first, so that it never stands by other bytes."""
        self._memo.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def begin(self, mark: str | None) -> None:
        """Empties the part for an edition; a mark of None can't be continued."""
        self.forget()
        self._memo.write_text(json.dumps({"url": self.url, "mark": mark}), encoding="utf-8")


def wish(size: int, mark: str) -> dict[str, str]:
    """The headers that ask for the rest, if it is still the same edition."""
    return {"Range": f"bytes={size}-", "If-Range": mark} if size else {}


def continues(answer: requests.Response, size: int, mark: str) -> bool:
    """Whether a 206 holds exactly the bytes that were asked for, of the edition that is held."""
    told = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    # The mark may be left out, as the one who asks has it; a server that doesn't know If-Range tells another.
    same = answer.headers.get("ETag" if mark.startswith('"') else "Last-Modified", mark) == mark
    return bool(size and told and int(told[1]) == size and same and not packed(answer))


def total_of(answer: requests.Response) -> int | None:
    """How many bytes the whole file has; None where the server doesn't say."""
    if packed(answer):
        return None
    if answer.status_code == 206:
        told = re.search(r"/(\d+)$", answer.headers.get("Content-Range", ""))
        return int(told[1]) if told else None
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdigit() else None


def mark_of(answer: requests.Response) -> str | None:
    """What tells this edition from the next byte for byte: a strong ETag or a date that has settled."""
    headers = answer.headers
    if packed(answer):
        return None
    if headers.get("ETag", "").startswith('"'):
        return headers["ETag"]
    with contextlib.suppress(KeyError, ValueError, TypeError):
        age = parsedate_to_datetime(headers["Date"]) - parsedate_to_datetime(headers["Last-Modified"])
        if age.total_seconds() > _SETTLED_S:
            return headers["Last-Modified"]
    return None


def packed(answer: requests.Response) -> bool:
    """Whether the bytes on the line aren't those of the file."""
    return answer.headers.get("Content-Encoding", "identity") != "identity"
