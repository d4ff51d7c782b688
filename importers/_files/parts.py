"""Knows how to look into the files of a delivery: loose files as they are, ZIP files member by member.

Knows no format. Nothing is ever written to disk and no member name is ever used as a path.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from importers._faults import refuse
from importers._files.names import shown_name
from importers._files.structure import real_kind
from importers._files.zip import DAMAGE, bomb, broken, is_xlsx, is_zip, member_name, safe_archive
from importers._record import Delivery, File, FormatError


@dataclass(frozen=True, slots=True)
class Part:
    """One readable piece of a delivery. `file` is the name the person handed in, `name` the piece's own name.

    `folder` is the folder inside a ZIP ('' outside): only ever compared, never used as a path.
    """

    file: str
    name: str
    size: int
    open: Callable[[], io.BufferedIOBase]
    folder: str = ""

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0].casefold()

    @property
    def suffix(self) -> str:
        return self.name.rpartition(".")[2].casefold()

    def head(self, size: int = 65_536) -> bytes:
        """The first `size` bytes; raises FormatError like `read`."""
        return self._take(size)

    def read(self) -> bytes:
        """All bytes; FormatError IMP-120, IMP-123 when a ZIP is damaged or its figures are false."""
        data = self._take(self.size + 1)
        if len(data) > self.size:
            raise bomb(self.file, "書かれている大きさより中身が大きくなっています。")
        return data

    def _take(self, size: int) -> bytes:
        try:
            with self.open() as stream:
                return stream.read(size)
        except DAMAGE as error:
            raise broken(self.file) from error


def parts(delivery: Delivery) -> list[Part]:
    """Every piece of a delivery in order, ZIP files opened (XLSX files are left whole).

    Raises FormatError IMP-120 (too large, too tightly packed), IMP-121 (member names that point elsewhere),
    IMP-122 (encrypted), IMP-123 (no ZIP that can be read), IMP-140 (an empty file).
    """
    found: list[Part] = []
    for file in delivery.files:
        if not file.data:
            raise refuse(
                "IMP-140", "ファイルが空です（0バイト）。", "ファイルを選び直してください。", file=file.name
            )
        found += _members(file) if is_zip(file.data) and not is_xlsx(file.data) else [_loose(file)]
    return found


def refuse_kind(data: bytes, name: str, *, wanted: str) -> FormatError | None:
    """The refusal of a file whose content isn't what its name says, else None."""
    kind = real_kind(data)
    if kind is None:
        return None
    return refuse(
        "IMP-141",
        f"ファイルの中身が{kind}です。{wanted}ではありません。",
        f"配布元のページから{wanted}を取り直してください。",
        file=name,
    )


def _members(file: File) -> list[Part]:
    archive = safe_archive(file.data, file.name)
    found = []
    for entry in archive.infolist():
        own = member_name(entry)
        folder, _, base = own.rpartition("/")
        if entry.is_dir() or own.startswith("__MACOSX/") or base.startswith("._") or base == ".DS_Store":
            continue
        found.append(Part(file.name, shown_name(base), entry.file_size, _opener(archive, entry), folder))
    return found


def _opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], io.BufferedIOBase]:
    return lambda: archive.open(entry)  # type: ignore[return-value]


def _loose(file: File) -> Part:
    return Part(file.name, file.name, len(file.data), lambda: io.BytesIO(file.data))
