"""Knows what a file really is, by its first bytes and its structure.

Knows no format by its columns and no ending of a name.
"""

from __future__ import annotations

import re

from importers._faults import refuse
from importers._files.zip import is_zip, workbook_kind
from importers._record import File, FormatError

_CONTROLS = frozenset(range(9)) | frozenset(range(14, 32))
_HEAD = 65_536
#: What is read, and how it is said.
AS_READ = {
    "zip": "ZIPファイル",
    "xlsx": "Excelのブック（.xlsx）",
    "sqlite": "GeoPackage（SQLite）のデータベース",
    "pbf": "OpenStreetMapのデータ（.osm.pbf）",
    "shape": "シェープファイルの図形",
    "dbf": "シェープファイルの属性（.dbf）",
    "xml": "XMLのファイル",
    "json": "JSONのファイル",
    "text": "文字のファイル（CSVなど）",
}
#: Marks at the start of files that are never read.
_MARKS = (
    (b"%PDF", "PDFファイル"),
    (b"\x89PNG", "画像ファイル"),
    (b"\xff\xd8\xff", "画像ファイル"),
    (b"GIF8", "画像ファイル"),
    (b"II*\x00", "画像ファイル"),
    (b"MM\x00*", "画像ファイル"),
    (b"RIFF", "画像か音声のファイル"),
    (b"{\\rtf", "文書ファイル（RTF）"),
    (b"MZ\x90\x00", "プログラム（実行ファイル）"),
    (b"\x7fELF", "プログラム（実行ファイル）"),
)
_PACKED = (
    (b"7z\xbc\xaf\x27\x1c", "7zファイル"),
    (b"Rar!", "RARファイル"),
    (b"\x1f\x8b", "gzipファイル"),
    (b"BZh91AY&SY", "bzip2ファイル"),
    (b"\xfd7zXZ", "xzファイル"),
    (b"\x28\xb5\x2f\xfd", "zstdファイル"),
    (b"MSCF", "CABファイル"),
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|script)", re.IGNORECASE)
_ANEW = "配布元のページから元のファイルを取り直してください。"
_PLAIN_ZIP = "中のファイルを取り出し、そのまま選ぶか、通常のZIPで圧縮し直してください。"


def real_kind(data: bytes) -> str | None:
    """In words, what a file is that we don't read at all; None where it may be text, JSON, ZIP or XLSX."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if data.startswith(_OLE2[:4]):
        return "古い形式の表計算ファイル（.xls）かパスワード付きのファイル"
    if _HTML.match(start):
        return "ウェブページ（HTML）"
    if start.startswith(b"<?xml"):
        return "XMLのファイル"
    return packed_kind(data) or next((kind for mark, kind in _MARKS if data.startswith(mark)), None)


def packed_kind(data: bytes) -> str | None:
    """In words, how a file is packed where it is no ordinary ZIP; None where it isn't packed."""
    if re.match(rb"..-lh[0-9a-z]-", data, re.DOTALL):
        return "LZHファイル"
    if data[257:262] == b"ustar":
        return "tarファイル"
    return next((kind for mark, kind in _PACKED if data.startswith(mark)), None)


def structure(file: File) -> str:
    """The kind among those that are read. Raises FormatError IMP-112, IMP-114, IMP-119, IMP-126, IMP-141."""
    data = file.data
    if is_zip(data):
        return _zip_structure(file)
    packed = packed_kind(data)
    if packed:
        raise refuse("IMP-112", f"中身が{packed}です。", _PLAIN_ZIP, file=file.name)
    if data.startswith(_OLE2):
        raise _old_office(file)
    if data.startswith(b"SQLite format 3\x00"):
        return "sqlite"
    if data[4:15] == b"\x0a\x09OSMHeader":
        return "pbf"
    if data.startswith(b"\x00\x00\x27\x0a"):
        return "shape"
    return "dbf" if _is_dbf(data) else _text_structure(file)


def _zip_structure(file: File) -> str:
    """ZIP or workbook. Raises FormatError IMP-119 (macros), IMP-141 (another program's document)."""
    kind = workbook_kind(file.data)
    if kind == "macro":
        remedy = "表計算ソフトで開き、マクロなしのブック（.xlsx）として保存し直してください。"
        raise refuse("IMP-119", "マクロの入ったブック（.xlsm）です。", remedy, file=file.name)
    if kind in ("zip", "xlsx"):
        return kind
    remedy = "表だけを「Excelブック（.xlsx）」かCSVとして保存し直してください。"
    raise refuse("IMP-141", f"ファイルの中身が{kind}です。", remedy, file=file.name)


def _old_office(file: File) -> FormatError:
    """OLE2 is the old Excel and Word, and the wrapper of a new workbook with a password."""
    if "EncryptedPackage".encode("utf-16-le") in file.data:
        remedy = "表計算ソフトで開き、パスワードを外して保存し直してください。"
        return refuse("IMP-126", "ブックにパスワードがかかっています。", remedy, file=file.name)
    word = "WordDocument".encode("utf-16-le") in file.data
    kind = "古い形式のWord文書（.doc）" if word else "古い形式のExcelのブック（.xls）"
    remedy = "表計算ソフトで開き、「Excelブック（.xlsx）」かCSVとして保存し直してください。"
    return refuse("IMP-141", f"ファイルの中身が{kind}です。", remedy, file=file.name)


def _text_structure(file: File) -> str:
    head = as_text(file.data[:_HEAD])
    told = real_kind(head)
    if told and not head.startswith(b"<?xml"):
        raise refuse("IMP-141", f"ファイルの中身が{told}です。", _ANEW, file=file.name)
    # A zero byte that slipped into a cell is cleaned away; kinds that we don't know are full of controls.
    if head.count(0) * 10 > len(head) or (0 in head and len(_CONTROLS & set(head)) > 4):
        raise refuse("IMP-141", "種類の分からないファイルです。", _ANEW, file=file.name)
    if head.startswith(b"<"):
        return "xml"
    return "json" if re.match(rb'\{\s*("|\}|\Z)|\[\s*([\[{"\d-]|\]|\Z)', head) else "text"


def as_text(head: bytes) -> bytes:
    """The head as UTF-8 without its mark and leading blanks; other encodings keep their ASCII."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[: len(head) // 2 * 2].decode("utf-16", errors="replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()


def _is_dbf(data: bytes) -> bool:
    """dBASE III to 7 and FoxPro: a version, a sound date, a header that ends where it says."""
    if len(data) < 33 or data[0] not in (0x03, 0x04, 0x30, 0x31, 0x43, 0x83, 0x8B, 0xF5):
        return False
    end = int.from_bytes(data[8:10], "little")
    return 33 <= end <= len(data) and data[2] <= 12 and data[3] <= 31
