"""Knows how to open a ZIP safely: counts, sizes, packing ratios, links and names are checked first.

Knows no format. Nothing is ever written to disk.
"""

from __future__ import annotations

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib

from importers._faults import refuse
from importers._record import FormatError

#: What reading a damaged ZIP may end in; RuntimeError also stands for methods that can't be unpacked here.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    RuntimeError,
    OSError,
    ValueError,
)
MAX_MEMBERS = 1_000
MAX_UNPACKED_BYTES = 500_000_000
#: Members smaller than this may pack as tightly as they like.
RATIO_FREE_BYTES = 5_000_000
MAX_RATIO = 100

_ZIP_REMEDY = "配布元の元のファイルか、通常のZIPで圧縮し直したファイルを取り込んでください。"


def is_zip(data: bytes) -> bool:
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def is_xlsx(data: bytes) -> bool:
    """True for a ZIP that holds a workbook. Never raises."""
    if not is_zip(data):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.startswith("xl/") for name in archive.namelist()[:MAX_MEMBERS])
    except DAMAGE:
        return False


def safe_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """An open ZIP whose entries were checked for count, size, ratio, overlap, encryption and links."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE as error:
        raise broken(name) from error
    entries = archive.infolist()
    if len(entries) > MAX_MEMBERS:
        raise bomb(name, f"ファイルの数が{len(entries)}件あり、上限の{MAX_MEMBERS}件を超えています。")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise bomb(name, f"展開すると{MAX_UNPACKED_BYTES // 1_000_000}MBを超えます。")
    if sum(entry.compress_size for entry in entries) > len(data):
        raise bomb(name, "中のファイルどうしが重なっています。")
    for entry in entries:
        _check_entry(entry, name)
    return archive


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & 0x1:
        raise refuse(
            "IMP-122", "ZIPにパスワードがかかっています。", "パスワードなしのZIPにしてください。", file=name
        )
    if entry.file_size > RATIO_FREE_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise bomb(name, f"圧縮のしかたが不自然です（展開すると{MAX_RATIO}倍を超えます）。")
    own = member_name(entry)
    mode = entry.external_attr >> 16
    odd_link = stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)
    climbs = ".." in re.split(r"[/\\]", own) or own.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", own)
    if odd_link or climbs or "\\" in own or "\x00" in entry.orig_filename:
        raise refuse(
            "IMP-121",
            "ZIPの中に、ほかの場所を指す名前のファイルがあります。",
            _ZIP_REMEDY,
            file=name,
            value=own[:60],
        )


def member_name(entry: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 where marked or valid, else cp932 as Windows writes it in Japan."""
    if entry.flag_bits & 0x800:
        return entry.filename
    raw = entry.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def broken(name: str) -> FormatError:
    return refuse(
        "IMP-123",
        "ZIPが壊れているか、途中で切れているか、読めない方式で圧縮されています。",
        _ZIP_REMEDY,
        file=name,
    )


def bomb(name: str, reason: str) -> FormatError:
    return refuse("IMP-120", f"ZIPを安全に開けません。{reason}", _ZIP_REMEDY, file=name)
