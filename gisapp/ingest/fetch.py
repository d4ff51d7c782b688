"""Knows how official files come in: from a path or an address, kept for good under their SHA-256.

Knows no format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import requests

from gisapp.errors import UserError
from importers._record import Delivery, File

LARGEST_BYTES = 500_000_000
#: Seconds to connect, and seconds of silence, before an address counts as unreachable.
PATIENCE_S = (10, 60)
SHAPEFILE_PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")


def fetch(place: str) -> File:
    """The file at a path or an http(s) address. Raises UserError where there is none."""
    if place.startswith(("https://", "http://")):
        return _download(place)
    path = Path(place)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UserError(
                "IMP-011", f"「{path.name}」が大きすぎます。", "500MB 以下に分けてください。", unchanged=True
            )
        return File(path.name, path.read_bytes())
    except OSError as error:
        raise UserError(
            "IMP-010",
            f"ファイル「{path.name}」を開けません。",
            "名前と、読み取れることを確かめてください。",
            unchanged=True,
        ) from error


def _download(url: str) -> File:
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1]) or "download"
    try:
        with requests.get(url, timeout=PATIENCE_S, stream=True) as answer:
            answer.raise_for_status()
            data = bytearray()
            for piece in answer.iter_content(1 << 16):
                data += piece
                if len(data) > LARGEST_BYTES:
                    raise UserError(
                        "IMP-011", f"「{name}」が大きすぎます。", "500MB 以下のものを選んでください。"
                    )
    except requests.RequestException as error:
        raise UserError(
            "IMP-012",
            f"「{name}」を取得できませんでした。",
            "ネットワークとアドレスを確かめるか、ファイルを手元に置いて指定してください。",
            unchanged=True,
        ) from error
    return File(name, bytes(data))


def keep(files: Sequence[File], folder: Path) -> str:
    """Keeps each file's bytes under its hash and returns the digest of the whole delivery."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        target = folder / sha256(file)
        if not target.exists():
            half = target.with_suffix(".part")
            half.write_bytes(file.data)
            half.rename(target)
    return hashlib.sha256("".join(sorted(sha256(file) for file in files)).encode()).hexdigest()


def sha256(file: File) -> str:
    """The hash that a file's bytes are kept under."""
    return hashlib.sha256(file.data).hexdigest()


def deliveries(files: Sequence[File]) -> list[Delivery]:
    """Files grouped into what is read in one go: the loose parts of one shapefile belong together."""
    groups: dict[str, list[File]] = {}
    for file in files:
        stem, dot, extension = file.name.rpartition(".")
        loose = f".{extension.lower()}" in SHAPEFILE_PARTS and dot
        groups.setdefault(f"shp:{stem}" if loose else file.name, []).append(file)
    return [Delivery(tuple(group)) for group in groups.values()]
