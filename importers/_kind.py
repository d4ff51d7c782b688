"""Knows what a file really is, by its first bytes and its structure, and which kinds are read at all.

Knows no format by its columns. A file's ending is only ever compared with its content, never trusted.
"""

from __future__ import annotations

import re
from dataclasses import replace

from importers import _json_shape
from importers._faults import refuse
from importers._limits import (
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_JSON_BYTES,
    MAX_LINE_BYTES,
    MAX_PROPERTIES,
)
from importers._names import shown_name
from importers._record import Delivery, File, FormatError
from importers._zip import is_zip, safe_archive, workbook_kind

_HEAD = 65_536
#: What is read, and how it is said.
_READ = {
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
_ENDINGS = {
    **dict.fromkeys(("csv", "tsv", "txt", "prj", "cpg"), "text"),
    **dict.fromkeys(("json", "geojson"), "json"),
    **dict.fromkeys(("kml", "gml", "xml", "osm", "graphml"), "xml"),
    **dict.fromkeys(("zip", "kmz"), "zip"),
    **dict.fromkeys(("shp", "shx"), "shape"),
    "dbf": "dbf",
    "gpkg": "sqlite",
    "pbf": "pbf",
    "xlsx": "xlsx",
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
    (b"MZ", "プログラム（実行ファイル）"),
    (b"\x7fELF", "プログラム（実行ファイル）"),
)
_PACKED = (
    (b"7z\xbc\xaf\x27\x1c", "7zファイル"),
    (b"Rar!", "RARファイル"),
    (b"\x1f\x8b", "gzipファイル"),
    (b"BZh", "bzip2ファイル"),
    (b"\xfd7zXZ", "xzファイル"),
    (b"\x28\xb5\x2f\xfd", "zstdファイル"),
    (b"MSCF", "CABファイル"),
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|script)", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
#: Root elements of the XML that some format reads: KML, GML of 国土数値情報 and others, OSM, GraphML.
_ROOTS = frozenset({"kml", "Dataset", "FeatureCollection", "GI", "osm", "graphml"})
_LEADS_ELSEWHERE = re.compile(
    rb"<(\w+:)?(OGR\w+|VRTDataset|GDAL\w+|WFS_Capabilities|WMS_Capabilities|WMT_MS_Capabilities|Capabilities)\b"
    rb'|"gdal_streamed_alg"|"rel"\s*:\s*"(conformance|service-desc|service-doc)"'
    rb"|\A\s*(/vsi\w+/|(WFS|OAPIF|PG|MEM|GDALG|WMS|MVT|STACIT|CSV|GeoJSON|HTTP|FTP|FILE):\S+\s*\Z)"
    rb"|\A\s*(https?|ftp|file)://\S+\s*\Z",
    re.IGNORECASE,
)
_ANEW = "配布元のページから元のファイルを取り直してください。"
_PLAIN_ZIP = "中のファイルを取り出し、そのまま選ぶか、通常のZIPで圧縮し直してください。"


def admitted(delivery: Delivery) -> Delivery:
    """The delivery with names fit to be shown, after every file was found to be of a kind that is read.

    Raises FormatError: IMP-112 (packed, but no ordinary ZIP), IMP-113 (beyond a cap of `_limits`), IMP-114 (a
    document that only leads elsewhere), IMP-119 (macros), IMP-140 (empty), IMP-141 (another kind of file),
    IMP-144 to IMP-148 (a workbook that isn't read) and the ZIP refusals IMP-120 to IMP-123.
    """
    files = tuple(replace(file, name=shown_name(file.name)) for file in delivery.files)
    if len(files) > MAX_FILES:
        raise beyond(f"ファイルが{len(files):,}個あり、上限の{MAX_FILES:,}個を超えています。", None)
    for file in files:
        _admit(file)
    return replace(delivery, files=files)


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
    if data[2:5] == b"-lh":
        return "LZHファイル"
    if data[257:262] == b"ustar":
        return "tarファイル"
    return next((kind for mark, kind in _PACKED if data.startswith(mark)), None)


def _admit(file: File) -> None:
    if not file.data:
        raise refuse(
            "IMP-140", "ファイルが空です（0バイト）。", "ファイルを選び直してください。", file=file.name
        )
    if len(file.data) > MAX_FILE_BYTES:
        raise beyond(f"{MAX_FILE_BYTES // 1_000_000}MBを超えています。", file.name)
    kind = _structure(file)
    if kind == "zip":
        safe_archive(file.data, file.name).close()
    if kind in ("json", "xml", "text"):
        _admit_text(file, kind)
    ending = file.name.rpartition(".")[2].casefold() if "." in file.name else ""
    wanted = _ENDINGS.get(ending, kind)
    if kind != wanted:
        message = f"ファイル名の終わりは「.{ending}」ですが、中身は{_READ[kind]}です。"
        remedy = f"中身が正しければ名前の終わりを直し、違えば{_ANEW}"
        raise refuse("IMP-141", message, remedy, file=file.name)


def _structure(file: File) -> str:
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
    head = _as_text(file.data[:_HEAD])
    told = real_kind(head)
    if told and not head.startswith(b"<?xml"):
        raise refuse("IMP-141", f"ファイルの中身が{told}です。", _ANEW, file=file.name)
    if b"\x00" in head:
        raise refuse("IMP-141", "種類の分からないファイルです。", _ANEW, file=file.name)
    if head.startswith(b"<"):
        return "xml"
    return "json" if re.match(rb'\{\s*("|\}|\Z)|\[\s*([\[{"\d-]|\]|\Z)', head) else "text"


def _as_text(head: bytes) -> bytes:
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


def _admit_text(file: File, kind: str) -> None:
    head = _as_text(file.data[:_HEAD])
    if _LEADS_ELSEWHERE.search(head):
        message = "ほかのファイルやウェブの場所を読みに行かせる文書です。データそのものが入っていません。"
        raise refuse("IMP-114", message, _ANEW, file=file.name)
    if kind == "xml":
        root = _ROOT.search(re.sub(rb"<!--.*?-->", b"", head, flags=re.DOTALL))
        if root is None or root[1].decode() not in _ROOTS:
            raise refuse("IMP-141", "読み取れる形式のXMLではありません。", _ANEW, file=file.name)
    if kind == "json":
        _measure_json(file)
    if kind == "text":
        _measure_lines(file)
        _measure_columns(head, file.name)


def _measure_json(file: File) -> None:
    if len(file.data) > MAX_JSON_BYTES:
        raise beyond(f"JSONは{MAX_JSON_BYTES // 1_000_000}MBまでです。", file.name)
    try:
        file.data.decode()
        depth, members = _json_shape.measure(file.data)
    except UnicodeDecodeError:
        depth, members = _json_shape.measure(file.data.decode("cp932", errors="replace").encode())
    if depth > MAX_DEPTH:
        raise beyond(f"JSONの入れ子が{depth:,}段あり、上限の{MAX_DEPTH}段を超えています。", file.name)
    if members > MAX_PROPERTIES:
        raise beyond(f"1件に項目が{members:,}個あり、上限の{MAX_PROPERTIES:,}個を超えています。", file.name)


def _measure_columns(head: bytes, name: str) -> None:
    columns = max(len(re.findall(rb"[,;\t]", line)) for line in re.split(rb"[\r\n]", head))
    if columns > MAX_COLUMNS:
        raise beyond(f"列が{MAX_COLUMNS:,}を超えています。", name)


def _measure_lines(file: File) -> None:
    """Steps from line end to line end, a cap at a time, so that a long file costs next to nothing."""
    data, at = file.data, 0
    while len(data) - at > MAX_LINE_BYTES:
        limit = at + MAX_LINE_BYTES
        end = max(data.rfind(b"\n", at, limit), data.rfind(b"\r", at, limit))
        if end < 0:
            raise beyond(f"1行が{MAX_LINE_BYTES // 1_000_000}MBを超えています。", file.name)
        at = end + 1


def beyond(reason: str, name: str | None, *, line: int | None = None) -> FormatError:
    """The refusal of what lies above one of the caps of `_limits`."""
    remedy = "必要な範囲だけに分けたファイルにしてください。"
    return refuse("IMP-113", f"大きすぎて読めません。{reason}", remedy, file=name, line=line)
