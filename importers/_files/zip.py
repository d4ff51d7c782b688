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
from importers._files.limits import MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FREE_BYTES
from importers._files.names import shown_text
from importers._files.zip_directory import AmbiguousError, CutOffError, check_directory, check_members
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
#: What a member's name tells of a document of another program.
_DOCUMENTS = (
    ("word/", "Word文書（.docx）"),
    ("ppt/", "PowerPointの資料（.pptx）"),
    ("META-INF/manifest.xml", "OpenDocumentの文書（.ods、.odt）"),
)
_NESTED = (".zip", ".7z", ".rar", ".lzh", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".tar", ".cab")
#: Flags: encrypted, strongly encrypted, header masked. Method of WinZip's AES. PKWARE's field for Unix.
_ENCRYPTED, _AES, _UNIX_FIELD = 0x1 | 0x40 | 0x2000, 99, 0x000D
_ZIP_REMEDY = "配布元の元のファイルか、通常のZIPで圧縮し直したファイルを取り込んでください。"


def is_zip(data: bytes) -> bool:
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def is_xlsx(data: bytes) -> bool:
    """True for a ZIP that holds a workbook. Never raises."""
    return is_zip(data) and workbook_kind(data) in ("xlsx", "macro")


def workbook_kind(data: bytes) -> str:
    """What a ZIP is: "zip", "xlsx", "macro" (a workbook with macros), or another document in words."""
    try:
        check_directory(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (*DAMAGE, AmbiguousError, CutOffError):
        return "zip"
    if any(name.startswith("xl/") for name in names):
        return "macro" if any(name.casefold().endswith("vbaproject.bin") for name in names) else "xlsx"
    return next((kind for folder, kind in _DOCUMENTS if any(n.startswith(folder) for n in names)), "zip")


def safe_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """An open ZIP that is plain, and whose entries were checked: sizes, ratio, names, links, encryption.

    Raises FormatError IMP-112 (packed by another method), IMP-120 (not to be opened safely), IMP-121 (names
    that point elsewhere), IMP-122 (encrypted), IMP-123 (damaged).
    """
    try:
        check_directory(data)
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        check_members(data, entries)
    except AmbiguousError as error:
        raise bomb(name, str(error)) from error
    except (*DAMAGE, CutOffError) as error:
        raise broken(name) from error
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise bomb(name, f"展開すると{MAX_UNPACKED_BYTES // 1_000_000}MBを超えます。")
    if len({entry.orig_filename for entry in entries}) < len(entries):
        raise bomb(name, "同じ名前のファイルが二つ入っています。")
    for entry in entries:
        _check_entry(entry, name)
    return archive


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & _ENCRYPTED or entry.compress_type == _AES:
        remedy = "パスワードなしの、通常のZIPにしてください。"
        raise refuse("IMP-122", "ZIPにパスワードがかかっています。", remedy, file=name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refuse("IMP-112", "ZIPが特別な方式で圧縮されています。", _ZIP_REMEDY, file=name)
    if entry.file_size > RATIO_FREE_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise bomb(name, f"圧縮のしかたが不自然です（展開すると{MAX_RATIO}倍を超えます）。")
    own = member_name(entry)
    if own.casefold().endswith(_NESTED):
        raise bomb(name, "ZIPの中に、別の圧縮ファイルが入っています。", shown_text(own))
    if _is_link(entry) or _leads_out(own) or "\x00" in entry.orig_filename:
        message = "ZIPの中に、ほかの場所を指す名前のファイルがあります。"
        raise refuse("IMP-121", message, _ZIP_REMEDY, file=name, value=shown_text(own)[:60])


def _is_link(entry: zipfile.ZipInfo) -> bool:
    """A link or a device: by its Unix mode, or by what PKWARE's Unix field adds to its 12 bytes."""
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return True
    at, extra = 0, entry.extra
    while at + 4 <= len(extra):
        field, size = struct.unpack_from("<HH", extra, at)
        if field == _UNIX_FIELD and size > 12:
            return True
        at += 4 + size
    return False


def _leads_out(own: str) -> bool:
    climbs = ".." in own.split("/") or own.startswith("/") or re.match(r"[A-Za-z]:", own)
    return bool(climbs) or "\\" in own


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


def bomb(name: str, reason: str, value: str | None = None) -> FormatError:
    return refuse("IMP-120", f"ZIPを安全に開けません。{reason}", _ZIP_REMEDY, file=name, value=value)
