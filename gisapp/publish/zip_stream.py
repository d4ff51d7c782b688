"""Knows how files are packed while they are being made: whoever waits gets each as soon as it is there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any


class _Taken(io.RawIOBase):
    """What was written since it was last taken; nothing in it can be gone back to."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def zip_stream(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bytes of a ZIP of these (name, content), a piece a file and one for its list at the end.

    The files are packed as they are: PDFs are small already.
    """
    taken = _Taken()
    with zipfile.ZipFile(taken, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files:
            packed.writestr(name, content)
            yield taken.take()
    yield taken.take()
