"""Holds photos to what is kept of them: the picture alone, upright and small; traps are refused unopened."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from gisapp.assets.photos import LONGEST_SIDE_PX, MOST_BYTES, keep, kept
from gisapp.errors import UserError


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side: int) -> bytes:
    """A PNG of few bytes that claims to be this many pixels wide and high."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"0" * 100))
        + chunk(b"IEND", b"")
    )


def png(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, "teal").save(out, "PNG")
    return out.getvalue()


def test_a_photo_is_kept_once_as_a_small_jpeg(tmp_path: Path) -> None:
    names = {keep(tmp_path, png((3200, 100))) for _ in range(2)}
    path = kept(tmp_path, names.pop())
    assert names == set()
    assert path is not None
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("JPEG", (LONGEST_SIDE_PX, 50))
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", bomb(11_000), bomb(60_000), png((9, 9))[:40], b"0" * (MOST_BYTES + 1)]
)
def test_what_is_no_photo_of_a_sensible_size_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UserError) as told:
        keep(tmp_path, data)
    assert told.value.code == "AST-029"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "../secret", "a" * 63, "A" * 64, "a" * 64])
def test_nothing_else_is_found_by_a_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"")
    assert kept(tmp_path, name) is None
