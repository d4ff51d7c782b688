"""Knows ZIP files that are made to harm or to mislead, byte by byte. Knows no reader."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tests.importers.build import zipped

SOUND = {"町.csv": "名称,住所\n見本,見本市\n".encode()}


@dataclass(frozen=True)
class Member:
    """A member as its two headers tell it. `told` is the size that is said, where it isn't the real one."""

    name: bytes = b"a.csv"
    data: bytes = b"a,b\n1,2\n"
    method: int = 0
    flags: int = 0
    told: int | None = None
    extra: bytes = b""
    mode: int = 0

    def header(self, at: int | None = None) -> bytes:
        """The member's own header, or (`at`: where that lies) its entry in the directory."""
        size = len(self.data) if self.told is None else self.told
        packed = len(self.packed)
        crc = zlib.crc32(self.data)
        common = struct.pack(
            "<HHHIIIIHH", 20, self.flags, self.method, 0, crc, packed, size, len(self.name), len(self.extra)
        )
        if at is None:
            return b"PK\x03\x04" + common + self.name + self.extra
        place = struct.pack("<HHHII", 0, 0, 0, self.mode << 16, at)
        return b"PK\x01\x02" + struct.pack("<H", 0x314) + common + place + self.name + self.extra

    @property
    def packed(self) -> bytes:
        if self.method != 8:
            return self.data
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(self.data) + packer.flush()


def archive(members: Iterable[Member], comment: bytes = b"") -> bytes:
    """A ZIP with these members, whatever they say."""
    body, directory, count = b"", b"", 0
    pieces, entries = [], []
    at = 0
    for member in members:
        piece = member.header() + member.packed
        entries.append(member.header(at))
        pieces.append(piece)
        at += len(piece)
        count += 1
    body, directory = b"".join(pieces), b"".join(entries)
    return body + directory + end(count, len(directory), len(body), comment)


def end(count: int, size: int, offset: int, comment: bytes = b"") -> bytes:
    few = min(count, 0xFFFF)
    return b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, few, few, size, offset, len(comment)) + comment


def overlapping(count: int, kernel: int) -> bytes:
    """Each member holds all that follow and one kernel: kilobytes that unpack to terabytes' worth of kernels."""
    heart = bytes(kernel)
    tail, headers = heart, []
    for number in reversed(range(count)):
        member = Member(name=b"%05d.csv" % number, data=tail)
        headers.insert(0, member)
        tail = member.header() + tail
    directory, at = b"", 0
    for member in headers:
        directory += member.header(at)
        at += len(member.header())
    return tail + directory + end(count, len(directory), len(tail))


def with_wide_end(data: bytes, *, count: int, size: int, offset: int, at: int | None = None) -> bytes:
    """The same ZIP with a ZIP64 end record that says this."""
    stop = data.rindex(b"PK\x05\x06")
    record = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, stop if at is None else at, 1)
    return data[:stop] + record + locator + data[stop:]


def many(count: int) -> bytes:
    return archive(Member(name=b"%06d.csv" % number, data=b"") for number in range(count))


def bombs() -> dict[str, Callable[[], bytes]]:
    """ZIP files that must be refused as unsafe (IMP-120) without being unpacked, made when they are asked for."""
    sound = zipped(SOUND)
    stop = sound.rindex(b"PK\x05\x06")
    (count,) = struct.unpack_from("<H", sound, stop + 8)
    size, offset = _directory(sound)
    hidden = Member(name=b"hidden.csv").header() + Member().data
    return {
        "packed a thousandfold": lambda: zipped({"a.csv": bytes(12_000_000)}),
        "half a gigabyte in pieces": lambda: archive(
            Member(b"%d.csv" % n, bytes(4_900_000), method=8) for n in range(110)
        ),
        "overlapping": lambda: overlapping(900, 200_000),
        "one member a thousand times": _shared,
        "a hundred thousand members": lambda: many(100_000),
        "sixty thousand members": lambda: many(60_000),
        "more members than told": _undertold,
        "fewer members than told": lambda: _recounted(sound, 3),
        "a ZIP in a ZIP": lambda: zipped({"町.zip": sound}),
        "a ZIP in a ZIP by another ending": lambda: zipped({"町.LZH": b"x"}),
        "something behind the end": lambda: sound + b"\n\n" + b"x" * 100,
        "two ZIPs in a row": lambda: sound + zipped({"b.csv": b"1"}),
        "two ends, one in the other's comment": lambda: _with_comment(sound, end(count, size, offset)),
        "a member that no list names": lambda: hidden + _moved(sound, len(hidden)),
        "a list elsewhere": lambda: _recounted(sound, count, offset=offset + 1),
        "wide end that says more members": lambda: with_wide_end(
            sound, count=count + 1, size=size, offset=offset
        ),
        "wide end that lies elsewhere": lambda: with_wide_end(
            sound, count=count, size=size, offset=offset, at=3
        ),
        "wide end that is missing": lambda: _recounted(sound, 0xFFFF),
        "the same name twice": lambda: archive([Member(), Member(data=b"c,d\n")]),
        "a header that says another size": _other_size,
        "a header that says another method": _other_method,
        "in several volumes": lambda: sound[: stop + 4] + struct.pack("<HH", 1, 0) + sound[stop + 8 :],
    }


def elsewhere() -> dict[str, bytes]:
    """ZIP files with members that point somewhere else (IMP-121)."""
    names = {
        "up": b"../a.csv", "up in the middle": b"a/../../a.csv", "root": b"/etc/a.csv", "drive": b"C:a.csv",
        "backslash": b"a\\a.csv", "share": b"\\\\server\\a.csv", "NUL": b"a.csv\x00.png", "up at the end": b"a/..",
    }  # fmt: skip
    modes = {"link": stat.S_IFLNK, "disk": stat.S_IFBLK, "terminal": stat.S_IFCHR, "pipe": stat.S_IFIFO, "socket": stat.S_IFSOCK}  # fmt: skip
    hard = struct.pack("<HH", 0x000D, 12 + 11) + bytes(12) + b"/etc/passwd"
    return {
        **{name: archive([Member(name=own)]) for name, own in names.items()},
        **{name: archive([Member(data=b"/etc/passwd", mode=mode | 0o777)]) for name, mode in modes.items()},
        "hard link": archive([Member(extra=hard)]),
    }


def packed_otherwise() -> dict[str, bytes]:
    """Files that are packed in no ordinary way (IMP-112)."""
    return {
        "deflate64": archive([Member(method=9)]),
        "bzip2 inside": zipped_by(zipfile.ZIP_BZIP2),
        "lzma inside": zipped_by(zipfile.ZIP_LZMA),
        "zstd inside": archive([Member(method=93)]),
        "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(100),
        "rar": b"Rar!\x1a\x07\x01\x00" + bytes(100),
        "lzh": b"\x24\x00-lh5-" + bytes(100),
        "gzip": b"\x1f\x8b\x08" + bytes(100),
        "bzip2": b"BZh91AY&SY" + bytes(100),
        "xz": b"\xfd7zXZ\x00" + bytes(100),
        "tar": b"a.csv" + bytes(252) + b"ustar\x0000" + bytes(250),
        "cab": b"MSCF" + bytes(100),
    }


def locked() -> dict[str, bytes]:
    """ZIP files with a password (IMP-122)."""
    return {
        "ordinary password": archive([Member(flags=1)]),
        "strong password": archive([Member(flags=1 | 0x40)]),
        "AES": archive([Member(method=99, flags=1)]),
    }


def zipped_by(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        made.writestr("a.csv", b"a,b\n" * 100)
    return out.getvalue()


def lying_size() -> bytes:
    """A member of 50 MB that says it has 10 bytes."""
    return archive([Member(data=bytes(50_000_000), method=8, told=10)])


def _directory(data: bytes) -> tuple[int, int]:
    size, offset = struct.unpack_from("<II", data, data.rindex(b"PK\x05\x06") + 12)
    return size, offset


def _undertold() -> bytes:
    data = many(20_000)
    return data[: data.rindex(b"PK\x05\x06")] + end(10, *_directory(data))


def _recounted(data: bytes, count: int, *, offset: int | None = None) -> bytes:
    size, real = _directory(data)
    return data[: data.rindex(b"PK\x05\x06")] + end(count, size, real if offset is None else offset)


def _with_comment(data: bytes, comment: bytes) -> bytes:
    size, offset = _directory(data)
    return data[: data.rindex(b"PK\x05\x06")] + end(1, size, offset, comment)


def _moved(data: bytes, by: int) -> bytes:
    """The same ZIP as if something stood before it."""
    size, offset = _directory(data)
    entry = bytearray(data[offset : offset + size])
    struct.pack_into("<I", entry, 42, by)
    return data[:offset] + bytes(entry) + end(1, size, offset + by)


def _shared() -> bytes:
    member = Member(data=bytes(100_000), method=8)
    entries = b"".join(replace(member, name=b"%05d" % n).header(0) for n in range(900))
    body = replace(member, name=b"00000").header() + member.packed
    return body + entries + end(900, len(entries), len(body))


def _other_size() -> bytes:
    """Its own header says 8 bytes, the list says 80."""
    member = Member()
    body, entry = member.header() + member.data, replace(member, told=80).header(0)
    return body + entry + end(1, len(entry), len(body))


def _other_method() -> bytes:
    member = Member()
    body, entry = member.header() + member.data, replace(member, method=8).header(0)
    return body + entry + end(1, len(entry), len(body))
