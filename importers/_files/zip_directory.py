"""Knows whether a ZIP says the same thing to every reader: one directory, at the end, that adds up.

Knows no member's content. A ZIP that can be read in two ways hides in one what it shows in the other, and one
whose parts overlap unpacks to far more than it holds. Source: PKWARE's APPNOTE.TXT 6.3.10, 4.3 and 4.4.
"""

from __future__ import annotations

import struct
import zipfile

from importers._files.limits import MAX_DIRECTORY_BYTES, MAX_MEMBERS

_END, _END_64, _LOCATOR, _ENTRY, _LOCAL = (
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
    b"PK\x01\x02",
    b"PK\x03\x04",
)
_LONGEST_COMMENT = 65_535
_FULL_2, _FULL_4 = 0xFFFF, 0xFFFFFFFF
_SIZES_FOLLOW = 0x8


class AmbiguousError(Exception):
    """The ZIP is no plain one; says why in Japanese."""


class CutOffError(Exception):
    """The end of the ZIP is missing or damaged."""


def check_directory(data: bytes) -> None:
    """Raises CutOffError, AmbiguousError. Costs no memory: what is counted is counted before it is read."""
    end = _the_end(data)
    disk, first_disk, here, count, size, offset = struct.unpack_from("<HHHHII", data, end + 4)
    stop = end
    if data[max(end - 20, 0) : end][:4] == _LOCATOR:
        stop, count, size, offset = _wide(data, end, (count, size, offset))
    elif count == _FULL_2 or size == _FULL_4 or offset == _FULL_4:
        raise AmbiguousError("ZIP64の記録が足りません。")
    if disk or first_disk or (here != count and here != _FULL_2):
        raise AmbiguousError("いくつかに分割されたZIPです。")
    if count > MAX_MEMBERS:
        raise AmbiguousError(f"ファイルの数が{count:,}件あり、上限の{MAX_MEMBERS:,}件を超えています。")
    if size > MAX_DIRECTORY_BYTES:
        raise AmbiguousError("ファイルの一覧が大きすぎます。")
    if offset + size != stop or _entries(data, offset, stop) != count:
        raise AmbiguousError("ファイルの一覧の位置か件数が、記録と合いません。")


def check_members(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Every member lies where the directory says, as it says, and none in another. Raises AmbiguousError."""
    reached = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        at = entry.header_offset
        if at < reached or (reached == 0 and at != 0):
            raise AmbiguousError("中のファイルどうしが重なっているか、一覧にない部分があります。")
        reached = at + _local_size(data, entry) + entry.compress_size
    if reached > len(data):
        raise AmbiguousError("中のファイルどうしが重なっています。")


def _the_end(data: bytes) -> int:
    """Where the one end record stands. Its comment must reach to the end of the file."""
    start = max(len(data) - _LONGEST_COMMENT - 22, 0)
    marks = []
    at = data.find(_END, start)
    while at >= 0 and at + 22 <= len(data):
        marks.append(at)
        at = data.find(_END, at + 1)
    ends = [at for at in marks if at + 22 + struct.unpack_from("<H", data, at + 20)[0] == len(data)]
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise AmbiguousError("終わりの印が二つあり、読み方が決まりません。")
    if any(at + 22 + struct.unpack_from("<H", data, at + 20)[0] < len(data) for at in marks):
        raise AmbiguousError("ZIPの終わりの後ろに、余計なデータが付いています。")
    raise CutOffError


def _wide(data: bytes, end: int, said: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """(where the directory stops, count, size, offset) by the ZIP64 record, which may not contradict."""
    (at,) = struct.unpack_from("<Q", data, end - 12)
    if at + 56 > end - 20 or data[at : at + 4] != _END_64:
        raise AmbiguousError("ZIP64の記録の位置が合いません。")
    length, *_, count, size, offset = struct.unpack_from("<QHHIIQQQQ", data, at + 4)
    pairs = zip(said, (count, size, offset), (_FULL_2, _FULL_4, _FULL_4), strict=True)
    if at + 12 + length != end - 20 or any(short not in (long, full) for short, long, full in pairs):
        raise AmbiguousError("ZIP64の記録が、ふつうの記録と食い違っています。")
    return at, count, size, offset


def _entries(data: bytes, at: int, stop: int) -> int:
    """How many entries the directory really has; -1 where it isn't one."""
    count = 0
    while at < stop:
        if data[at : at + 4] != _ENTRY or at + 46 > stop or count > MAX_MEMBERS:
            return -1
        at += 46 + sum(struct.unpack_from("<HHH", data, at + 28))
        count += 1
    return count if at == stop else -1


def _local_size(data: bytes, entry: zipfile.ZipInfo) -> int:
    """Bytes of a member's own header, which must say what the directory says of it."""
    at = entry.header_offset
    if data[at : at + 4] != _LOCAL or at + 30 > len(data):
        raise AmbiguousError("一覧の指す場所に、ファイルがありません。")
    flags, method, _, _, crc, packed, size, name, extra = struct.unpack_from("<HHHHIIIHH", data, at + 6)
    sizes = {(crc, packed, size), (entry.CRC, entry.compress_size, entry.file_size)}
    follow = flags & _SIZES_FOLLOW or _FULL_4 in (packed, size)
    if method != entry.compress_type or (len(sizes) > 1 and not follow):
        raise AmbiguousError("中のファイルの大きさや圧縮の記録が、一覧と食い違っています。")
    return int(30 + name + extra)
