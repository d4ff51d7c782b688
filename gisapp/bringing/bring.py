"""Knows how official files are brought into a folder: one after the other, what is there already passed by.

Knows no layer by name and no format. A file that can't be had doesn't hold up the others.
"""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gisapp.bringing.download import download
from gisapp.bringing.line import Line, UnreachableError, host_of
from gisapp.bringing.manifest import Entry, entries, free_name, key_of, record, sha256_of, whole
from gisapp.bringing.official import Official
from gisapp.bringing.part import Part
from gisapp.errors import UserError

#: Told which file is under way, its bytes so far, of how many, and which of how many files it is.
Progress = Callable[[Official, int, int | None, tuple[int, int]], None]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is there, and whether it was before."""

    official: Official
    entry: Entry
    already: bool = False


@dataclass(frozen=True, slots=True)
class Missed:
    """A file that couldn't be had, and why."""

    official: Official
    error: UserError


@dataclass
class Brought:
    """What became of each file. `absent`: meshes for which the publisher has none (nobody lives there)."""

    kept: list[Kept] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)
    absent: list[Official] = field(default_factory=list)


def bring(
    files: Sequence[Official], folder: Path, *, line: Line, progress: Progress, again: bool = False
) -> Brought:
    """Fetches what isn't there yet into `folder`/<layer>/; `again`: also what is.

    Each file is recorded as soon as it is whole, so that a run that is stopped loses nothing. A host to which
    there is no way is not asked again. Raises UserError NET-512 while another run is at work in the folder.
    """
    brought = Brought()
    away: dict[str, UserError] = {}
    with _alone(folder):
        for number, official in enumerate(files):
            try:
                kept = _there(official, folder) if not again else None
                if kept is None and host_of(official.url) in away:
                    raise away[host_of(official.url)]
                told = _told(progress, official, (number, len(files)))
                brought.kept.append(kept or _fetch(official, folder, line, told))
            except UnreachableError as error:
                away[host_of(official.url)] = error
                brought.missed.append(Missed(official, error))
            except UserError as error:
                brought.missed.append(Missed(official, error))
    _sort_out_meshes(brought)
    _join_unreachable(brought)
    return brought


def _there(official: Official, folder: Path) -> Kept | None:
    place = folder / official.layer.key
    entry = entries(place).get(official.url)
    return Kept(official, entry, already=True) if entry and whole(place, entry) else None


def _fetch(official: Official, folder: Path, line: Line, told: Callable[[int, int | None], None]) -> Kept:
    place = folder / official.layer.key
    part = Part(folder / f".{key_of(official.url)}.part", official.url)
    told(0, None)
    name = free_name(place, download(line, part, told), official.url)
    entry = _entry(official, name, part.path)
    place.mkdir(exist_ok=True)
    part.path.replace(place / name)
    record(place, entry)
    part.forget()
    return Kept(official, entry)


def _entry(official: Official, name: str, path: Path) -> Entry:
    download = official.download
    return Entry(
        name=name,
        url=official.url,
        page=download.page,
        licence=download.licence,
        as_of=download.as_of.isoformat() if download.as_of else None,
        retrieved_at=datetime.now(UTC).isoformat(timespec="seconds"),
        sha256=sha256_of(path),
        bytes=path.stat().st_size,
    )


def _told(progress: Progress, official: Official, part: tuple[int, int]) -> Callable[[int, int | None], None]:
    return lambda done, total: progress(official, done, total, part)


def _sort_out_meshes(brought: Brought) -> None:
    """A mesh without a file is sea or wilderness where its neighbours have one, and no failure."""
    there = {kept.official.download.url for kept in brought.kept}
    for missed in list(brought.missed):
        official = missed.official
        if missed.error.code == "NET-503" and official.of_mesh and official.download.url in there:
            brought.missed.remove(missed)
            brought.absent.append(official)


def _join_unreachable(brought: Brought) -> None:
    """One sentence for all hosts to which there is no way."""
    apart = dict.fromkeys(missed.error.message for missed in brought.missed if missed.error.code == "NET-501")
    error = UserError(
        "NET-501",
        f"ネットワークにつながりません: {'、'.join(apart)}。",
        "回線とプロキシーの設定（HTTPS_PROXY、NO_PROXY）を確かめて、もう一度実行してください。"
        "つながらない場所では、下のファイルを別の機械で取得して持ち込み、gisapp import で取り込んでください。"
        "取得済みのファイルはそのままです。",
    )
    for number, missed in enumerate(brought.missed):
        if missed.error.code == "NET-501":
            brought.missed[number] = Missed(missed.official, error)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One run at a time writes into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = "このフォルダーへの取得が、ほかで進行中です。"
            raise UserError("NET-512", message, "終わるのを待ってから、もう一度実行してください。") from error
        yield
