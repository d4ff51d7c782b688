"""Knows how the demo city is loaded: its official-format files are written, then imported like real ones.

Knows no format.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.engine import Engine

from gisapp.ingest.folder import Wish, import_all
from gisapp.ingest.job import Outcome
from gisapp.ingest.rows import Progress
from gisapp.reading.sandbox import in_process
from importers._record import File
from layers._layer import Source

CODE = "990019"
SOURCE = Source(
    publisher="見本市（架空）",
    title="見本データ（架空）",
    url="",
    licence="CC0 1.0",
)
#: The invented lists stand for this day; the invented census for its own.
LISTS_AS_OF = date(2026, 4, 1)


def load_demo(engine: Engine, data_dir: Path, progress: Progress) -> list[Outcome]:
    """Writes the demo city's files and loads them; what is already loaded stays as it is."""
    # Only this command needs the generator and what it writes XLSX with.
    from sample.write import write_city

    progress("見本市のファイルを作っています", 0)
    files = [File(path.name, path.read_bytes()) for path in write_city(data_dir / "sample")]
    wish = Wish(municipality=CODE, source=SOURCE, as_of=LISTS_AS_OF, actor="見本市の読み込み")
    loaded = import_all(engine, files, data_dir, wish, reader=in_process(), progress=progress)
    if loaded.left_out:
        raise RuntimeError("the demo city's own files were refused: " + "; ".join(map(str, loaded.left_out)))
    return loaded.outcomes
