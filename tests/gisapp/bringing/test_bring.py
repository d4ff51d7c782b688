"""Holds how files are brought into a folder: each on its own, recorded, passed by when there already."""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from gisapp.bringing.bring import Brought, bring
from gisapp.bringing.line import Line, Manner, open_line
from gisapp.bringing.manifest import NAME, entries
from gisapp.bringing.official import Official
from gisapp.errors import UserError
from gisapp.ingest.folder import files_in
from layers import all_layers
from layers._layer import Download
from tests.gisapp.publisher import Document, Publisher, Time, publishing, zipped

LAYER = dataclasses.replace(all_layers()["city_area"], key="one", title="見本")
PAGE = "https://official.invalid/page"
ONE, TWO = zipped(a=b"one"), zipped(a=b"two")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own proxies are nobody's business here."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A publisher of two files."""
    with publishing() as state:
        state.documents = {"/one.zip": Document(ONE), "/two.zip": Document(TWO)}
        yield state


@pytest.fixture
def line() -> Iterator[Line]:
    """A line that waits in no real time."""
    time = Time()
    with open_line(frozenset(), Manner(1.0, (0.5, 0.3), time.clock, time.sleep)) as opened:
        yield opened


def official(url: str, *, key: str = "one", template: str = "") -> Official:
    download = Download(template or url, PAGE, "CC BY 4.0", date(2023, 4, 1))
    return Official(dataclasses.replace(LAYER, key=key), "見本", url, download)


def run(files: Sequence[Official], folder: Path, line: Line, *, again: bool = False) -> Brought:
    return bring(files, folder, line=line, progress=lambda *_: None, again=again)


def codes(brought: Brought) -> list[str]:
    return [missed.error.code for missed in brought.missed]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_and_where_it_came_from(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    brought = run([official(f"{publisher.url}/one.zip")], tmp_path, line)
    assert not brought.missed
    assert (tmp_path / "one" / "one.zip").read_bytes() == ONE
    (told,) = json.loads((tmp_path / "one" / NAME).read_text(encoding="utf-8"))["files"]
    assert datetime.fromisoformat(told.pop("retrieved_at")).tzinfo
    assert told == {
        "name": "one.zip", "url": f"{publisher.url}/one.zip", "page": PAGE, "licence": "CC BY 4.0",
        "as_of": "2023-04-01", "sha256": hashlib.sha256(ONE).hexdigest(), "bytes": len(ONE),
    }  # fmt: skip
    assert names(tmp_path) == [".lock", NAME, "one.zip"]


def test_an_import_of_the_folder_takes_the_files_alone(
    publisher: Publisher, line: Line, tmp_path: Path
) -> None:
    publisher.cuts = [5, *[0] * 4]
    files = [official(f"{publisher.url}/{name}", key=name[:3]) for name in ("one.zip", "two.zip")]
    assert codes(run(files, tmp_path, line)) == ["NET-509"]
    assert [file.name for file in files_in([str(tmp_path)])] == ["two.zip"]


def test_a_second_run_asks_for_nothing(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    files = [official(f"{publisher.url}/one.zip")]
    first = run(files, tmp_path, line)
    second = run(files, tmp_path, line)
    assert len(publisher.asked) == 1
    assert [(kept.entry, kept.already) for kept in second.kept] == [(first.kept[0].entry, True)]


@pytest.mark.parametrize("harm", ["cut", "changed", "gone", "unrecorded", "record broken"])
def test_what_is_no_longer_as_it_came_is_fetched_again(
    publisher: Publisher, line: Line, tmp_path: Path, harm: str
) -> None:
    files = [official(f"{publisher.url}/one.zip")]
    run(files, tmp_path, line)
    path, told = tmp_path / "one" / "one.zip", tmp_path / "one" / NAME
    match harm:
        case "cut":
            path.write_bytes(ONE[:-1])
        case "changed":
            path.write_bytes(bytes([ONE[0] ^ 1]) + ONE[1:])
        case "gone":
            path.unlink()
        case "unrecorded":
            told.unlink()
        case "record broken":
            told.write_text('{"files": [{"url": 1}]}')
    assert not run(files, tmp_path, line).kept[0].already
    assert path.read_bytes() == ONE
    assert len(publisher.asked) == 2


def test_again_brings_the_new_edition_and_the_old_one_goes(
    publisher: Publisher, line: Line, tmp_path: Path
) -> None:
    files = [official(f"{publisher.url}/latest")]
    publisher.first = [(302, {"Location": "/one.zip"})]
    run(files, tmp_path, line)
    publisher.first = [(302, {"Location": "/two.zip"})]
    assert run(files, tmp_path, line).kept[0].already
    assert not run(files, tmp_path, line, again=True).kept[0].already
    assert names(tmp_path) == [".lock", NAME, "two.zip"]


def test_again_that_fails_leaves_what_is_there(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    files = [official(f"{publisher.url}/one.zip")]
    run(files, tmp_path, line)
    publisher.documents["/one.zip"] = Document(b"<html>")
    assert codes(run(files, tmp_path, line, again=True)) == ["NET-506"]
    assert (tmp_path / "one" / "one.zip").read_bytes() == ONE
    assert run(files, tmp_path, line).kept[0].already


def test_two_addresses_with_one_name_are_two_files(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    for path, data in (("/a/x.zip", ONE), ("/b/x.zip", TWO)):
        publisher.documents[path] = Document(data)
    files = [official(f"{publisher.url}/{folder}/x.zip") for folder in "ab"]
    for _ in range(2):
        kept = run(files, tmp_path, line).kept
        assert [(tmp_path / "one" / each.entry.name).read_bytes() for each in kept] == [ONE, TWO]
    assert kept[0].entry.name == "x.zip"
    assert kept[1].entry.name.startswith("x_")


def test_one_that_is_missing_holds_up_nobody(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    files = [official(f"{publisher.url}/{name}") for name in ("none.zip", "one.zip")]
    brought = run(files, tmp_path, line)
    assert codes(brought) == ["NET-503"]
    assert [kept.entry.name for kept in brought.kept] == ["one.zip"]


def test_a_mesh_of_open_sea_is_no_failure(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    template = f"{publisher.url}/{{mesh}}.zip"
    publisher.documents["/5339.zip"] = Document(ONE)
    files = [official(template.format(mesh=mesh), template=template) for mesh in ("5338", "5339")]
    brought = run(files, tmp_path, line)
    assert not brought.missed
    assert [each.url for each in brought.absent] == [f"{publisher.url}/5338.zip"]
    alone = run(files[:1], tmp_path / "other", line)
    assert codes(alone) == ["NET-503"]


def test_no_network_is_one_sentence_and_each_host_is_tried_once(
    publisher: Publisher, line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = [f"http://{host}.invalid/{name}" for host in "ab" for name in ("1.zip", "2.zip")]
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    asked: list[str] = []
    get = line.get
    monkeypatch.setattr(line, "get", lambda url, headers: asked.append(url) or get(url, headers))  # type: ignore[func-returns-value]
    brought = run([official(url) for url in [*urls, f"{publisher.url}/one.zip"]], tmp_path, line)
    assert asked == [urls[0], urls[2], f"{publisher.url}/one.zip"]
    assert [missed.official.url for missed in brought.missed] == urls
    assert len({str(missed.error) for missed in brought.missed}) == 1
    message = str(brought.missed[0].error)
    assert "[NET-501]" in message
    assert "a.invalid（プロキシー" in message
    assert "b.invalid（プロキシー" in message
    assert len(brought.kept) == 1


def test_a_run_that_is_stopped_keeps_what_is_whole(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    files = [official(f"{publisher.url}/{name}.zip") for name in ("one", "two")]

    def stop(official: Official, *_: object) -> None:
        if official.url.endswith("two.zip"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(files, tmp_path, line=line, progress=stop)
    assert [kept.already for kept in run(files, tmp_path, line).kept] == [True, False]


def test_two_runs_do_not_write_into_one_folder(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(UserError) as caught:
            run([official(f"{publisher.url}/one.zip")], tmp_path, line)
    assert caught.value.code == "NET-512"
    assert run([official(f"{publisher.url}/one.zip")], tmp_path, line).kept


def test_a_record_names_nothing_outside_its_folder(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    files = [official(f"{publisher.url}/one.zip")]
    run(files, tmp_path / "in", line)
    outside = tmp_path / "outside.zip"
    outside.write_bytes(ONE)
    path = tmp_path / "in" / "one" / NAME
    path.write_text(
        path.read_text(encoding="utf-8").replace('"one.zip"', '"../../outside.zip"'), encoding="utf-8"
    )
    assert entries(tmp_path / "in" / "one") == {}
    run(files, tmp_path / "in", line, again=True)
    assert outside.exists()


def test_progress_says_which_file_and_how_far(publisher: Publisher, line: Line, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None, tuple[int, int]]] = []
    files = [official(f"{publisher.url}/{name}.zip") for name in ("one", "two")]
    bring(files, tmp_path, line=line, progress=lambda official, *told: seen.append((official.titles, *told)))
    assert seen[0] == ("見本", 0, None, (0, 2))
    assert seen[-1] == ("見本", len(TWO), len(TWO), (1, 2))
