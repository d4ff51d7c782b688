"""Knows the record that lies beside fetched files: where each came from, when, and its SHA-256.

Knows no network. The record's name begins with a dot, so that an import of the folder passes it by.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

NAME = ".manifest.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as it came. `as_of` and `retrieved_at` are ISO 8601; `as_of` None where nobody says."""

    name: str
    url: str
    page: str
    licence: str
    as_of: str | None
    retrieved_at: str
    sha256: str
    bytes: int


def entries(folder: Path) -> dict[str, Entry]:
    """What the folder's record says, by address; nothing where there is none or it can't be read."""
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        listed: Any = json.loads((folder / NAME).read_bytes())
        found = [Entry(**row) for row in listed["files"]]
        return {entry.url: entry for entry in found if Path(entry.name).name == entry.name}
    return {}


def whole(folder: Path, entry: Entry) -> bool:
    """Whether the file is still there, byte for byte as it came."""
    path = folder / entry.name
    with contextlib.suppress(OSError):
        return path.stat().st_size == entry.bytes and sha256_of(path) == entry.sha256
    return False


def record(folder: Path, entry: Entry) -> None:
    """Adds an entry, in place of an older one of the same address. An older file of another name goes."""
    known = entries(folder)
    older = known.get(entry.url)
    known[entry.url] = entry
    if older and older.name not in {each.name for each in known.values()}:
        (folder / older.name).unlink(missing_ok=True)
    text = json.dumps({"files": [asdict(each) for each in known.values()]}, ensure_ascii=False, indent=2)
    half = folder / f"{NAME}.new"
    half.write_text(text + "\n", encoding="utf-8")
    half.replace(folder / NAME)


def free_name(folder: Path, name: str, url: str) -> str:
    """The official name, with the address's mark before its ending where another address has it already."""
    taken = {each.name for each in entries(folder).values() if each.url != url}
    if name not in taken:
        return name
    stem, dot, ending = name.partition(".")
    return f"{stem}_{key_of(url)}{dot}{ending}"


def key_of(url: str) -> str:
    """A short name for an address."""
    return hashlib.sha256(url.encode()).hexdigest()[:12]


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
