"""Knows how the origin of an import is written down: publisher, licence, day, and each file's hash.

Knows no row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from gisapp.db.engine import query
from gisapp.ingest.fetch import sha256
from gisapp.ingest.job import Job
from layers._layer import Source


def record_source(connection: Connection, job: Job, digest: str) -> int:
    """The number of the source's row; the same delivery keeps its row."""
    source = job.source or job.layer.source
    if source is None:
        raise ValueError(f"layer {job.layer.key} names no source")
    files = [{"name": file.name, "sha256": sha256(file), "bytes": len(file.data)} for file in job.files]
    values = {
        "code": job.municipality,
        "layer": job.layer.key,
        "publisher": source.publisher or _own_name(connection, job.municipality),
        "title": source.title,
        "url": source.url,
        "licence": source.licence,
        "as_of": job.as_of,
        "files": json.dumps(files, ensure_ascii=False),
        "digest": digest,
    }
    return int(connection.execute(query("record_source"), values).scalar_one())


def with_words(source: Source, said: Mapping[str, str]) -> Source:
    """The source with what a person says of it: publisher, title, licence, url."""
    return Source(
        publisher=said.get("publisher", source.publisher),
        title=said.get("title", source.title),
        url=said.get("url", source.url),
        licence=said.get("licence", source.licence),
        as_of=source.as_of,
    )


def _own_name(connection: Connection, code: str | None) -> str:
    statement = sa.text("select name from municipality where code = :code")
    return str(connection.execute(statement, {"code": code}).scalar_one())
