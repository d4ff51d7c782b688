"""Holds how one file is fetched: whole or not at all, continued where it was cut, never led to a stranger."""

from __future__ import annotations

import gzip
import random
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gisapp.bringing.download import TRIES, download
from gisapp.bringing.line import CutError, Line, Manner, UnreachableError, open_line
from gisapp.bringing.part import Part
from gisapp.errors import UserError
from tests.gisapp.publisher import SETTLED, Document, Publisher, Time, publishing, zipped

DATA = zipped(見本=random.Random(1).randbytes(200_000))
OTHER = zipped(見本=random.Random(2).randbytes(150_000))
HALF = len(DATA) // 2
PATH = "/ksj/A27-23_13_GML.zip"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own proxies are nobody's business here."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A publisher of one file."""
    with publishing() as state:
        state.documents[PATH] = Document(DATA)
        yield state


@pytest.fixture
def time() -> Time:
    """The time that passes between requests."""
    return Time()


@pytest.fixture
def line(time: Time) -> Iterator[Line]:
    """A line that waits in no real time."""
    with open_line(frozenset({"localhost"}), manner(time)) as opened:
        yield opened


def manner(time: Time) -> Manner:
    return Manner(1.0, (0.5, 0.3), time.clock, time.sleep)


def part_of(folder: Path, url: str) -> Part:
    return Part(folder / ".a.part", url)


def fetch(line: Line, url: str, folder: Path) -> tuple[str, bytes]:
    part = part_of(folder, url)
    name = download(line, part, lambda *_: None)
    return name, part.path.read_bytes()


def refused(line: Line, url: str, folder: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        fetch(line, url, folder)
    return caught.value


def test_a_file_comes_whole_under_its_official_name(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    part = part_of(tmp_path, publisher.url + PATH)
    assert download(line, part, lambda *told: seen.append(told)) == "A27-23_13_GML.zip"
    assert part.path.read_bytes() == DATA
    assert seen[-1] == (len(DATA), len(DATA))


def test_the_request_says_who_asks_and_wants_the_bytes_as_they_are(
    publisher: Publisher, line: Line, tmp_path: Path
) -> None:
    fetch(line, publisher.url + PATH, tmp_path)
    headers = publisher.asked[0][1]
    assert headers["User-Agent"].startswith("gisapp/")
    assert headers["Accept-Encoding"] == "identity"
    assert "Range" not in headers


def test_a_cut_at_half_is_continued_where_it_was(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    publisher.cuts = [HALF]
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == DATA
    begun = int(publisher.asked[1][1]["Range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < begun <= HALF
    assert publisher.asked[1][1]["If-Range"] == '"1"'
    assert publisher.sent == [HALF, len(DATA) - begun]


def test_the_next_run_continues_what_the_last_one_left(
    publisher: Publisher, line: Line, tmp_path: Path
) -> None:
    publisher.cuts = [HALF, *[0] * (TRIES - 1)]
    assert refused(line, publisher.url + PATH, tmp_path).code == "NET-509"
    before = len(publisher.asked)
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == DATA
    assert "Range" in publisher.asked[before][1]


def test_a_stopped_run_leaves_its_part(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    part = part_of(tmp_path, publisher.url + PATH)

    def stop(done: int, _: int | None) -> None:
        if done > HALF:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(line, part, stop)
    assert HALF < part.held()[0] < len(DATA)
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == DATA
    assert publisher.sent[1] < HALF


@pytest.mark.parametrize("knows_if_range", [True, False])
def test_two_editions_are_never_joined(
    publisher: Publisher, line: Line, tmp_path: Path, knows_if_range: bool
) -> None:
    publisher.cuts = [HALF, *[0] * (TRIES - 1)]
    refused(line, publisher.url + PATH, tmp_path)
    publisher.documents[PATH] = Document(OTHER, etag='"2"', knows_if_range=knows_if_range)
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == OTHER


def test_a_shorter_edition_is_begun_anew(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    publisher.cuts = [HALF, *[0] * (TRIES - 1)]
    refused(line, publisher.url + PATH, tmp_path)
    small = zipped(a=b"small")
    publisher.documents[PATH] = Document(small, etag='"2"', knows_if_range=False)
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == small
    assert 416 in {416 if sent == 0 else 0 for sent in publisher.sent}


JUST_NOW = "just now"


@pytest.mark.parametrize(
    ("etag", "modified", "mark"),
    [
        ('"1"', SETTLED, '"1"'),
        ('W/"1"', SETTLED, SETTLED),
        (None, SETTLED, SETTLED),
        ('W/"1"', None, None),
        (None, None, None),
        (None, JUST_NOW, None),
        (None, "昨日".encode().decode("latin-1"), None),
    ],
)
def test_only_what_tells_editions_apart_is_continued(
    publisher: Publisher, line: Line, tmp_path: Path, etag: str | None, modified: str | None, mark: str | None
) -> None:
    now = format_datetime(datetime.now(UTC), usegmt=True)
    publisher.documents[PATH] = Document(DATA, etag=etag, modified=now if modified == JUST_NOW else modified)
    publisher.cuts = [HALF]
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == DATA
    assert publisher.asked[1][1].get("If-Range") == mark


def test_a_server_without_ranges_sends_all_again(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    publisher.documents[PATH].ranges = False
    publisher.cuts = [HALF]
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == DATA
    assert publisher.sent == [HALF, len(DATA)]


@pytest.mark.parametrize("shift", [-100, 100])
def test_a_part_that_begins_elsewhere_is_not_joined_on(
    publisher: Publisher, line: Line, tmp_path: Path, shift: int
) -> None:
    publisher.documents[PATH].shift = shift
    publisher.cuts = [HALF]
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == DATA
    assert publisher.sent[-1] == len(DATA)
    assert len(publisher.asked) == 3


def test_a_part_that_ends_early_is_continued(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    publisher.documents[PATH].most = 60_000
    publisher.cuts = [HALF]
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == DATA
    assert publisher.sent[:2] == [HALF, 60_000]


@pytest.mark.parametrize("memo", [b"", b"{", b"[]", b'{"url": 1}', b'{"url": "x", "mark": "y"}', b"\xff"])
def test_a_damaged_note_begins_anew(publisher: Publisher, line: Line, tmp_path: Path, memo: bytes) -> None:
    (tmp_path / ".a.part").write_bytes(b"something else")
    (tmp_path / ".a.json").write_bytes(memo)
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == DATA


@pytest.mark.parametrize(
    ("status", "code", "asked"),
    [(404, "NET-503", 1), (410, "NET-503", 1), (401, "NET-504", 1), (403, "NET-504", 1), (451, "NET-504", 1),
     (204, "NET-504", 1), (304, "NET-504", 1), (206, "NET-509", TRIES),
     (429, "NET-505", TRIES), (500, "NET-505", TRIES), (503, "NET-505", TRIES)],
)  # fmt: skip
def test_another_status_is_told_and_asked_again_where_that_helps(
    publisher: Publisher, line: Line, tmp_path: Path, status: int, code: str, asked: int
) -> None:
    publisher.first = [(status, {})] * TRIES
    assert refused(line, publisher.url + PATH, tmp_path).code == code
    assert len(publisher.asked) == asked
    assert not (tmp_path / ".a.part").exists()


def test_trouble_on_the_other_side_costs_nothing_of_what_has_come(
    publisher: Publisher, line: Line, tmp_path: Path
) -> None:
    publisher.cuts = [HALF, 0, 0, 0, 0]
    refused(line, publisher.url + PATH, tmp_path)
    held = part_of(tmp_path, publisher.url + PATH).held()
    publisher.first = [(503, {})] * TRIES
    refused(line, publisher.url + PATH, tmp_path)
    assert part_of(tmp_path, publisher.url + PATH).held() == held
    assert held[0]


def test_a_busy_server_is_given_the_time_it_asks_for(
    publisher: Publisher, line: Line, time: Time, tmp_path: Path
) -> None:
    publisher.first = [(503, {"Retry-After": "30"})]
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == DATA
    assert time.now >= 30


@pytest.mark.parametrize("after", ["3600", "Wed, 01 Apr 2099 00:00:00 GMT", "²"])
def test_nobody_waits_for_an_hour(
    publisher: Publisher, line: Line, time: Time, tmp_path: Path, after: str
) -> None:
    publisher.first = [(503, {"Retry-After": after})] * TRIES
    assert refused(line, publisher.url + PATH, tmp_path).code == "NET-505"
    assert time.now < 300


def test_requests_to_one_host_keep_their_distance(
    publisher: Publisher, line: Line, time: Time, tmp_path: Path
) -> None:
    for name in "abc":
        download(line, Part(tmp_path / f".{name}.part", publisher.url + PATH), lambda *_: None)
    assert time.slept == [1.0, 1.0]


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><html></html>",
        b"\xef\xbb\xbf\r\n <HTML lang=ja>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html>',
    ],
)
def test_a_page_in_place_of_the_file_is_told_and_not_kept(
    publisher: Publisher, line: Line, tmp_path: Path, page: bytes
) -> None:
    for path in (PATH, "/content/jigyosho_150.csv"):
        publisher.documents[path] = Document(page, headers={"Content-Type": "text/html"})
        assert refused(line, publisher.url + path, tmp_path).code == "NET-506"
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (PATH, b""),
        (PATH, DATA[:-30]),
        (PATH, b'{"error": 1}'),
        ("/13.xlsx", b"abc"),
        ("/kanto-latest.osm.pbf", DATA),
    ],
)
def test_a_broken_file_is_told_and_not_kept(
    publisher: Publisher, line: Line, tmp_path: Path, path: str, data: bytes
) -> None:
    publisher.documents[path] = Document(data, tells_length=False)
    assert refused(line, publisher.url + path, tmp_path).code == "NET-510"
    assert not list(tmp_path.iterdir())


def test_a_table_and_an_extract_are_taken_for_what_they_are(
    publisher: Publisher, line: Line, tmp_path: Path
) -> None:
    for path, data in (
        ("/a.csv", "見本,1\n".encode("cp932")),
        ("/k.osm.pbf", b"\0\0\0\x0d\x0a\x09OSMHeader\x18"),
    ):
        publisher.documents[path] = Document(data)
        assert fetch(line, publisher.url + path, tmp_path) == (path[1:], data)


def test_what_is_packed_on_the_way_is_unpacked_and_never_continued(
    publisher: Publisher, line: Line, tmp_path: Path
) -> None:
    publisher.documents[PATH] = Document(gzip.compress(DATA), headers={"Content-Encoding": "gzip"})
    publisher.cuts = [1000]
    assert fetch(line, publisher.url + PATH, tmp_path)[1] == DATA
    assert "Range" not in publisher.asked[1][1]


@pytest.mark.parametrize("tells_length", [True, False])
def test_a_file_above_the_cap_is_refused(
    publisher: Publisher, line: Line, tmp_path: Path, tells_length: bool
) -> None:
    publisher.documents[PATH].tells_length = tells_length
    with pytest.raises(UserError) as caught:
        download(line, part_of(tmp_path, publisher.url + PATH), lambda *_: None, largest=len(DATA) - 1)
    assert caught.value.code == "NET-508"
    assert not list(tmp_path.iterdir())


def test_silence_ends_the_wait(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    publisher.held = threading.Event()
    assert refused(line, publisher.url + PATH, tmp_path).code == "NET-509"


def test_a_redirect_on_the_same_host_is_followed(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    publisher.first = [(302, {"Location": "/ksj/../moved/kanto-261101.zip"})]
    publisher.documents["/moved/kanto-261101.zip"] = Document(DATA)
    assert fetch(line, publisher.url + "/latest", tmp_path) == ("kanto-261101.zip", DATA)


def test_a_redirect_to_a_listed_host_is_followed(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    publisher.first = [(307, {"Location": publisher.url.replace("127.0.0.1", "localhost") + PATH})]
    assert fetch(line, publisher.url + "/latest", tmp_path)[1] == DATA


@pytest.mark.parametrize(
    "target",
    ["http://elsewhere.invalid/a.zip", "//elsewhere.invalid/a.zip", "file:///etc/passwd", "ftp://127.0.0.1/a",
     "http://127.0.0.1@elsewhere.invalid/a", "http://[x/a"],
)  # fmt: skip
def test_a_redirect_to_a_stranger_is_refused(
    publisher: Publisher, line: Line, tmp_path: Path, target: str
) -> None:
    publisher.first = [(302, {"Location": target})]
    error = refused(line, publisher.url + PATH, tmp_path)
    assert error.code == "NET-507"
    assert len(publisher.asked) == 1


def test_redirects_end(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    publisher.first = [(302, {"Location": PATH})] * 99
    assert refused(line, publisher.url + PATH, tmp_path).code == "NET-507"
    assert len(publisher.asked) < 10


class Downgrade(requests.adapters.BaseAdapter):
    """A server with TLS that leads to one without."""

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 302, request, str(request.url)
        answer.headers["Location"] = str(request.url).replace("https:", "http:")
        answer.raw = None
        return answer

    def close(self) -> None:
        """Holds nothing."""


def test_a_redirect_off_tls_is_refused(time: Time) -> None:
    with requests.Session() as session:
        session.mount("https://", Downgrade())
        with pytest.raises(UserError) as caught:
            Line(session, frozenset(), manner(time)).get("https://official.invalid/a.zip", {})
    assert caught.value.code == "NET-507"


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def test_a_refused_connection_is_no_network(line: Line) -> None:
    with pytest.raises(UnreachableError) as caught:
        line.get(f"http://127.0.0.1:{closed_port()}/a.zip", {})
    assert caught.value.code == "NET-501"
    assert "断られました" in caught.value.message


def test_a_name_that_nobody_knows_is_no_network(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UnreachableError) as caught:
        line.get("http://official.invalid/a.zip", {})
    assert "名前" in caught.value.message


def test_an_answer_that_never_comes_to_the_door_is_no_network(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*_: object, **__: object) -> None:
        raise requests.exceptions.ConnectTimeout

    monkeypatch.setattr(requests.Session, "get", dead)
    with pytest.raises(UnreachableError) as caught:
        line.get("http://official.invalid/a.zip", {})
    assert "応答がありません" in caught.value.message


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:{port}", "http://", "socks9://127.0.0.1:{port}"])
def test_a_proxy_that_is_away_is_no_network(line: Line, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("http_proxy", proxy.format(port=closed_port()))
    with pytest.raises(UnreachableError) as caught:
        line.get("http://official.invalid/a.zip", {})
    assert "プロキシー" in caught.value.message


def test_the_proxy_of_the_environment_is_used(
    publisher: Publisher, line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", publisher.url)
    publisher.documents["http://official.invalid/a.zip"] = Document(DATA)
    assert fetch(line, "http://official.invalid/a.zip", tmp_path) == ("a.zip", DATA)


def test_a_line_that_nobody_vouches_for_is_told(publisher: Publisher, line: Line) -> None:
    with pytest.raises(UnreachableError) as caught:
        line.get(publisher.url.replace("http:", "https:") + PATH, {})
    assert caught.value.code == "NET-502"
    assert "REQUESTS_CA_BUNDLE" in caught.value.remedy


def test_a_connection_that_breaks_at_the_door_is_tried_again(line: Line) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=lambda: server.accept()[0].close())
        thread.start()
        with pytest.raises(CutError):
            line.get(f"http://127.0.0.1:{server.getsockname()[1]}/a", {})
        thread.join()


@pytest.fixture(scope="module")
def shared() -> Iterator[Publisher]:
    """One server for all of a property's examples."""
    with publishing() as state:
        yield state


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(1, 120_000),
    cuts=st.lists(st.integers(0, 120_000), max_size=12),
    renewed=st.one_of(st.none(), st.integers(0, 3)),
    ranges=st.booleans(),
    marked=st.booleans(),
)
def test_a_download_cut_anywhere_ends_byte_equal(
    shared: Publisher, tmp_path_factory: pytest.TempPathFactory, size: int, cuts: list[int],
    renewed: int | None, ranges: bool, marked: bool,
) -> None:  # fmt: skip
    data = random.Random(size).randbytes(size)
    shared.documents["/a.bin"] = Document(data, etag='"1"' if marked else None, ranges=ranges)
    shared.cuts = list(cuts)
    folder, time, codes = tmp_path_factory.mktemp("cut"), Time(), set[str]()
    with open_line(frozenset(), manner(time)) as line:
        for run in range(len(cuts) + 1):
            if run == renewed:
                data = random.Random(size + 1).randbytes(size)
                shared.documents["/a.bin"] = Document(data, etag='"2"' if marked else None, ranges=ranges)
            try:
                name, came = fetch(line, f"{shared.url}/a.bin", folder)
            except UserError as error:
                codes.add(error.code)
            else:
                assert (name, came) == ("a.bin", data)
                break
        else:
            pytest.fail("never ended")
    assert codes <= {"NET-509"}
