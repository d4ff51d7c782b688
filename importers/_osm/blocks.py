"""Knows the blocks of a .osm.pbf: whether the file is whole and of a kind we read, and which words they hold.

Knows no tag and no element. Nothing is unpacked beyond what a block may have.
Source: https://wiki.openstreetmap.org/wiki/PBF_Format, fileformat.proto and osmformat.proto.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime

from importers._faults import refuse
from importers._osm.wire import Message, read
from importers._record import FormatError

#: What reading a damaged block may end in.
DAMAGE = (ValueError, LookupError, OverflowError, zlib.error)
_MAX_HEADER_BYTES, _MAX_BLOB_BYTES = 64 * 1024, 32 * 1024 * 1024
_FEATURES = frozenset({"OsmSchema-V0.6", "DenseNodes"})
_CHUNK_BYTES = 4_000_000
#: Fields of a block packed by lzma, bzip2, lz4 or zstd.
_WAYS_OF_PACKING = frozenset({4, 5, 6, 7})
#: Blocks that are looked into for words; of a larger file, as many spread over it.
_LOOKED_INTO = 400


def is_pbf(head: bytes) -> bool:
    return head[4:15] == b"\x0a\x09OSMHeader"


def check(data: bytes, file: str) -> None:
    """Walks every block without unpacking it. Raises FormatError IMP-200 (cut off), IMP-201 (not for us)."""
    try:
        packed = [blob for _, blob in blobs(data)]
        needed = {"zlib以外の圧縮" for blob in packed if not _WAYS_OF_PACKING.isdisjoint(read(blob).parts)}
        features = [] if needed else _header(packed[0]).parts.get(4, [])
        needed |= {bytes(name).decode("ascii", errors="replace") for name in features}
    except DAMAGE as error:
        raise broken(file) from error
    if needed - _FEATURES:
        message = "ふつうの.osm.pbfにはない機能（変更の履歴、別の方式の圧縮など）が使われています。"
        remedy = "履歴のない、今の地図だけのファイル（名前が-latest.osm.pbfで終わるもの）を選んでください。"
        raise refuse("IMP-201", message, remedy, file=file, value="、".join(sorted(needed - _FEATURES)))


def broken(file: str) -> FormatError:
    message = "OpenStreetMapのファイル（.osm.pbf）が壊れているか、途中で切れています。"
    return refuse("IMP-200", message, "配布元からもう一度ダウンロードしてください。", file=file)


def day_of(head: bytes) -> date | None:
    """The day of the map, as the header at the start of a file tells it. Never raises."""
    try:
        stamp = _header(next(blobs(head))[1]).numbers[32]
        return datetime.fromtimestamp(stamp, UTC).date()
    except (*DAMAGE, StopIteration, OSError):
        return None


def holds(data: bytes, *groups: tuple[bytes, ...]) -> bool:
    """Whether one block at least has all words of one of these groups among its tags. Never raises."""
    wanted = [[b"\x0a" + bytes([len(word)]) + word for word in words] for words in groups]
    try:
        found = [blob for kind, blob in blobs(data) if kind == b"OSMData"]
        some = found[:: max(1, len(found) // _LOOKED_INTO)]
        tables = (bytes(read(unpacked(blob)).part(1)) for blob in some)
        return any(all(word in table for word in words) for table in tables for words in wanted)
    except DAMAGE:
        return False


def blobs(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """(kind, packed block) one after the other. Raises ValueError where the file ends too early."""
    view = memoryview(data)
    return ((kind, view[start:end]) for kind, start, end in _spans(data))


def chunks(data: bytes) -> Iterator[bytes]:
    """The file as several smaller ones, each with the header before some of the blocks."""
    ends = [end for _, _, end in _spans(data)]
    begin = ends[0]
    for end in ends:
        if end - begin >= _CHUNK_BYTES or end == ends[-1]:
            yield data[: ends[0]] + data[begin:end]
            begin = end


def _spans(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(kind, begin, end) of every packed block."""
    view, at = memoryview(data), 0
    while at < len(data):
        start = at + 4 + int.from_bytes(view[at : at + 4], "big")
        if start - at > _MAX_HEADER_BYTES:
            raise ValueError("a header too long")
        header = read(view[at + 4 : start])
        at = start + header.numbers.get(3, _MAX_BLOB_BYTES + 1)
        if at - start > _MAX_BLOB_BYTES or at > len(data):
            raise ValueError("a block beyond its file")
        yield bytes(header.part(1)), start, at


def unpacked(blob: memoryview) -> memoryview:
    """The content of a block. Raises ValueError where it is cut off, too large or packed in another way."""
    packed = read(blob)
    if 1 in packed.parts:
        return packed.part(1)
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(packed.part(3), _MAX_BLOB_BYTES)
    if not unpacker.eof:
        raise ValueError("a block that is cut off or too large")
    return memoryview(data)


def _header(blob: memoryview) -> Message:
    return read(unpacked(blob))
