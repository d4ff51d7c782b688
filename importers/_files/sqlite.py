"""Knows how to open a database file that somebody hands in, so that reading it can do nothing but read.

Knows no table of any format. The file is opened in memory, on no disk. Nothing in it is ever run: triggers
and views are left alone, virtual tables other than a spatial index are refused, and an authorizer lets
through plain reading only. Work, sizes and nesting are capped.

Source: https://www.sqlite.org/fileformat2.html and https://www.sqlite.org/security.html.
"""

from __future__ import annotations

import re
import sqlite3
import struct
from collections.abc import Iterator

from importers._faults import refuse
from importers._files.parts import Part
from importers._record import FormatError

MAGIC = b"SQLite format 3\x00"
#: The file is held twice in memory.
MAX_BYTES = 200_000_000
MAX_TABLES = 1_000
_MAX_THINGS = 20_000
_MAX_COLUMNS = 500
#: One cell: far above any real shape or text.
_MAX_VALUE_BYTES = 50_000_000
#: Steps of SQLite's machine, in thousands: some seconds of work, whoever wrote the file.
_MAX_STEPS, _STEP = 500_000, 1_000
_OWN_TRIGGERS = re.compile(
    r"(rtree_|gpkg_|fgt[iu]_|fgs[iu]_|trigger_(insert|delete)_feature_count_).*", re.I | re.S
)
_RTREE = re.compile(r"\s*create\s+virtual\s+table\s+[\"'\[`]?rtree_.*?\s+using\s+rtree\s*\(.*", re.I | re.S)
#: A row against a rule of its table is no damage; what we need of it is checked anyway.
_RULE_BROKEN = re.compile(r"NULL value in|CHECK constraint failed|non-\w+ value in")
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_REMEDY = "QGISなどで開き、必要なレイヤーだけを新しいGeoPackageかGeoJSONに書き出してから取り込んでください。"
_AGAIN = "配布元からもう一度ダウンロードしてください。"


class Database:
    """A checked database in memory, open inside a `with`. Every fault inside it becomes IMP-130.

    `whole`: walk every page first, since SQLite may read round a damaged one and leave out rows.
    """

    def __init__(self, part: Part, *, applications: frozenset[bytes], whole: bool) -> None:
        self.file = part.file
        self._whole = whole
        self._connection = _opened(part, applications)

    def __enter__(self) -> Database:
        try:
            _check_things(self)
            if self._whole:
                _check_pages(self)
            self._connection.set_authorizer(_authorized)
        except BaseException:
            self._connection.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, statement: str, *values: object) -> Iterator[tuple[object, ...]]:
        """The rows of a reading statement."""
        try:
            yield from self._connection.execute(statement, values)
        except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
            raise _damaged(self.file) from error

    def tables(self) -> frozenset[str]:
        """Names of the tables, views not among them: a view would run what the file's maker wrote into it."""
        return frozenset(
            str(row[0]) for row in self.rows("select name from sqlite_master where type = 'table'")
        )

    def titles(self, table: str) -> list[str]:
        """The columns of a table in order."""
        try:
            cursor = self._connection.execute(f"select * from {quoted(table)} limit 0")  # noqa: S608  quoted
        except sqlite3.Error as error:
            raise _damaged(self.file) from error
        return [column[0] for column in cursor.description]


def quoted(name: str) -> str:
    """A table's name fit for a statement."""
    return '"' + name.replace('"', '""') + '"'


def unsafe(file: str, reason: str, value: str | None = None) -> FormatError:
    """IMP-130: what keeps the file from being read."""
    return refuse("IMP-130", f"GeoPackageとして読めません。{reason}", _REMEDY, file=file, value=value)


def _damaged(file: str) -> FormatError:
    return refuse("IMP-130", "GeoPackageが壊れているか、読むのに時間がかかりすぎます。", _AGAIN, file=file)


def _opened(part: Part, applications: frozenset[bytes]) -> sqlite3.Connection:
    if part.size > MAX_BYTES:
        raise unsafe(part.file, f"大きすぎます（{MAX_BYTES // 1_000_000}MBまで）。")
    data = bytearray(part.read())
    _check_header(data, applications, part.file)
    # Write-ahead logging has no meaning in memory, and its mark would keep the database from opening.
    data[18:20] = b"\x01\x01"
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.deserialize(data)
        _harden(connection)
    except (sqlite3.Error, OverflowError) as error:
        connection.close()
        raise _damaged(part.file) from error
    return connection


def _check_header(data: bytearray, applications: frozenset[bytes], file: str) -> None:
    if len(data) < 100 or not data.startswith(MAGIC):
        raise unsafe(file, "中身がデータベースではありません。")
    if bytes(data[68:72]) not in applications:
        raise unsafe(file, "GeoPackageの印がない、ほかの用途のデータベースです。")
    page = struct.unpack(">H", data[16:18])[0]
    page = 65_536 if page == 1 else page
    pages = struct.unpack(">I", data[28:32])[0]
    # The count of pages is only kept by programs that leave the same mark in both places.
    counted = data[24:28] == data[92:96] and pages
    if page < 512 or page & (page - 1) or len(data) % page or (counted and len(data) < pages * page):
        size = f"{len(data):,}バイト"
        raise refuse("IMP-130", "GeoPackageが途中で切れています。", _AGAIN, file=file, value=size)


def _harden(connection: sqlite3.Connection) -> None:
    steps = iter(range(_MAX_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, _STEP)
    for limit, value in (
        (sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1_000_000),
        (sqlite3.SQLITE_LIMIT_COLUMN, _MAX_COLUMNS),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 2),
    ):
        connection.setlimit(limit, value)
    for pragma in ("trusted_schema=off", "query_only=on", "cell_size_check=on", "mmap_size=0"):
        connection.execute(f"pragma {pragma}")


def _authorized(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _check_things(database: Database) -> None:
    """Refuses what a map file has no need of, before anything but the list of tables is read."""
    listed = f"select type, name, rootpage, sql from sqlite_master limit {_MAX_THINGS + 1}"  # noqa: S608  a number
    things = list(database.rows(listed))
    if sum(kind == "table" for kind, *_ in things) > MAX_TABLES or len(things) > _MAX_THINGS:
        raise unsafe(database.file, f"表が多すぎます（{MAX_TABLES:,}個まで）。")
    for kind, name, root, sql in things:
        virtual = kind == "table" and (not root or "virtual" in str(sql)[:40].lower())
        if virtual and not _RTREE.fullmatch(str(sql)):
            raise unsafe(database.file, "仮想の表が入っています。", str(name))
        if kind == "trigger" and not _OWN_TRIGGERS.fullmatch(str(name)):
            raise unsafe(database.file, "自動で動く命令（トリガー）が入っています。", str(name))


def _check_pages(database: Database) -> None:
    found = [str(row[0]) for row in database.rows("pragma quick_check(20)")]
    if any(line != "ok" and not _RULE_BROKEN.match(line) for line in found):
        raise _damaged(database.file)
