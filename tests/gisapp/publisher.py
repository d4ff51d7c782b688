"""Knows a small server of one's own that stands in for a publisher of official files. Knows no test."""

from __future__ import annotations

import contextlib
import io
import re
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SETTLED = "Wed, 01 Apr 2020 00:00:00 GMT"


@dataclass
class Document:
    """A file as it is served now. `ranges`: whether parts are given out; `knows_if_range`: and rightly so.

    `shift`: how far beside what was asked for a part begins. `most`: bytes that a part has at most.
    """

    data: bytes
    etag: str | None = '"1"'
    modified: str | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    knows_if_range: bool = True
    tells_length: bool = True
    shift: int = 0
    most: int = 10**9


@dataclass
class Publisher:
    """What is served by path, and what was asked. `cuts`: after how many bytes the next answers break off."""

    url: str = ""
    documents: dict[str, Document] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    #: Answers given before those of the documents: status and headers.
    first: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    held: threading.Event | None = None

    @property
    def paths(self) -> list[str]:
        """What was asked, without the headers."""
        return [path for path, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    """Answers as the publisher says."""

    publisher: Publisher

    def do_GET(self) -> None:
        publisher = self.publisher
        publisher.asked.append((self.path, dict(self.headers)))
        if publisher.held:
            publisher.held.wait(10)
        document = publisher.documents.get(self.path)
        if publisher.first:
            self.answer(*publisher.first.pop(0), b"")
        elif document is None:
            self.answer(404, {}, b"")
        else:
            self.give(document)

    def give(self, document: Document) -> None:
        """The document, or what is left of it."""
        marks = {"ETag": document.etag, "Last-Modified": document.modified}
        headers = {**document.headers, **{name: mark for name, mark in marks.items() if mark}}
        start, size = self.wanted(document), len(document.data)
        if start is None:
            self.answer(document.status, headers, document.data, tells_length=document.tells_length)
        elif start >= size:
            self.answer(416, {"Content-Range": f"bytes */{size}"}, b"")
        else:
            end = min(start + document.most, size)
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
            self.answer(206, headers, document.data[start:end])

    def wanted(self, document: Document) -> int | None:
        """The first byte of a part that may be given out; None for the whole."""
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = self.headers.get("If-Range") in (document.etag, document.modified)
        if not asked or not document.ranges or not (same or not document.knows_if_range):
            return None
        return max(int(asked[1]) + document.shift, 0)

    def answer(self, status: int, headers: dict[str, str], body: bytes, *, tells_length: bool = True) -> None:
        """Sends as much as the next cut allows."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if tells_length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cuts = self.publisher.cuts
        sent = body[: cuts.pop(0) if cuts else len(body)]
        self.publisher.sent.append(len(sent))
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def handle(self) -> None:
        """Doesn't mind who hangs up."""
        with contextlib.suppress(OSError):
            super().handle()


@contextlib.contextmanager
def publishing() -> Iterator[Publisher]:
    """A publisher on this machine for as long as the block lasts."""
    state = Publisher()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Its", (Handler,), {"publisher": state}))
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        if state.held:
            state.held.set()
        server.shutdown()
        server.server_close()
        thread.join()


def zipped(**members: bytes) -> bytes:
    """A ZIP of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@dataclass
class Time:
    """A clock that only sleeping moves."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
