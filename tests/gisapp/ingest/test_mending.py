"""Holds that rows which were left out come back as a file, through the walled-off child, and can be handed in again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from gisapp.ingest.job import Job
from gisapp.ingest.mending import keep, left_out
from gisapp.ingest.pipeline import import_files, preview_files
from gisapp.reading.sandbox import sandboxed
from importers._record import Delivery, File
from layers import all_layers
from tests.gisapp.ingest.files import city_file, load

LIST = '名称,住所,電話番号\n見本の家,見本市1,000-000-0001\n,見本市2,000-000-0002\n"=見本の庭",見本市3,000-000-0003\n'


@pytest.mark.parametrize(
    "file", [File("サロン.csv", LIST.encode()), File("サロン.csv", LIST.encode("cp932"))]
)
def test_rows_that_were_left_out_can_be_mended(engine: Engine, tmp_path: Path, file: File) -> None:
    load(engine, tmp_path, "city_area", city_file())
    job = Job(all_layers()["ibasho"], [Delivery((file,))])
    with sandboxed() as reader:
        seen = preview_files(engine, job, tmp_path, lambda *_: None, reader)
        assert [problem.line for problem in seen.problems if problem.severity == "row"] == [3]
        (given,) = left_out(reader, job, seen.problems)
        assert given.data.startswith(b"\xef\xbb\xbf")
        text = given.data.decode("utf-8-sig")
        assert text.splitlines()[0] == "名称,住所,電話番号,取り込めなかった理由"
        assert "000-000-0002" in text
        assert "000-000-0001" not in text
        mended = File(given.name, text.replace("\r\n,見本市2", "\r\n見本の森,見本市2").encode("utf-8-sig"))
        done = import_files(
            engine, Job(all_layers()["ibasho"], [Delivery((mended,))]), tmp_path, lambda *_: None, reader
        )
    assert (done.published, [p for p in done.problems if p.severity == "row"]) == (1, [])
    assert keep([given], tmp_path / "rejected" / "1") == [{"name": given.name, "number": "0"}]


def test_nothing_left_out_gives_no_file(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, "city_area", city_file())
    job = Job(all_layers()["ibasho"], [Delivery((File("サロン.csv", "名称\n見本の家\n".encode()),))])
    with sandboxed() as reader:
        assert (
            left_out(reader, job, preview_files(engine, job, tmp_path, lambda *_: None, reader).problems)
            == []
        )
