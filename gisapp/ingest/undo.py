"""Knows how one import is taken back as a unit; what was changed since stays and is listed.

Knows no format and no file.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.assets.writing import PUT, begin_list
from gisapp.db.engine import query
from gisapp.errors import NotFoundError, UserError
from gisapp.ingest import runs
from gisapp.ingest.publish import ENTITY, move_on, rewrite_pins
from importers._record import Problem
from layers import all_layers

#: For each kind of thing, in this order: what came is taken away, then what was is put back.
STATEMENTS = {
    "area": ("undo_area_new", "undo_area_back", "publish_area_current"),
    "cell": ("undo_cell_new", "undo_cell_back", "undo_count_gone", "undo_count_back"),
    "town": ("undo_town_new", "undo_town_back"),
    "edge": ("undo_edge_new", "undo_edge_back"),
    "asset": ("undo_asset_new", "location_homeless", *PUT),
}


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking back did: how many things are as before, and the names of those that were kept."""

    run_id: int
    layer: str
    municipality: str
    back: int
    kept: tuple[str, ...]


def undo(engine: Engine, run_id: int, *, actor: str) -> Undone:
    """Takes a published import back in one transaction.

    Raises NotFoundError for an unknown number, UserError (IMP-310, IMP-311) for one that can't be taken back.
    """
    with engine.begin() as connection:
        run = connection.execute(query("undo_run"), {"run_id": run_id}).one_or_none()
        if run is None:
            raise NotFoundError(f"取り込み {run_id} はありません。", "番号を確かめてください。")
        _refuse_unless_published(connection, run)
        own = runs.begin(
            connection, "publishing", actor=actor, code=run.municipality_code, layer=run.layer, undoes=run_id
        )
        undone = _take_back(connection, run, own)
        connection.execute(
            sa.text("update import_run set status = 'undone' where id = :run_id"), {"run_id": run_id}
        )
        kept = [_kept(name) for name in undone.kept]
        runs.end(
            connection,
            own,
            runs.Ending("published", edition=run.edition, rows_published=undone.back, problems=kept),
        )
    return undone


def _refuse_unless_published(connection: Connection, run: sa.Row[tuple[object, ...]]) -> None:
    if run.kind != "import" or run.status != "published":
        message = f"取り込み {run.id} は、公開中の取り込みではないため、取り消せません。"
        raise UserError(
            "IMP-310", message, "「gisapp runs」で、公開中の番号を確かめてください。", unchanged=True
        )
    if run.layer != "city_area":
        return
    others = connection.execute(
        query("others_need_city"), {"code": run.municipality_code, "edition": run.edition}
    )
    if others.scalar_one():
        message = "ほかのデータがこの市区町村の区域を使っているため、取り消せません。"
        raise UserError(
            "IMP-311", message, "先に、ほかのデータの取り込みを取り消してください。", unchanged=True
        )


def _take_back(connection: Connection, run: sa.Row[tuple[object, ...]], own: int) -> Undone:
    begin_list(connection)
    connection.execute(query("undo_what"), {"undoes": run.id})
    connection.execute(sa.text("analyze todo"))
    kept = [row.name for row in connection.execute(query("undo_kept"))]
    count = sa.text("select count(*) from todo where not later")
    back = int(connection.execute(count).scalar_one())
    code, layer = str(run.municipality_code), all_layers()[str(run.layer)]
    for name in STATEMENTS[ENTITY[layer.kind]]:
        connection.execute(query(name), {"code": code, "layer": layer.key})
    if layer.kind == "asset":
        rewrite_pins(connection, code, layer.key)
    move_on(connection, code, layer.kind)
    return Undone(own, layer.key, code, back, tuple(kept))


def _kept(name: str) -> Problem:
    message = "あとから変えられているため、元に戻さず、そのままにしました。"
    return Problem("IMP-313", message, "必要なら、一件ずつ直してください。", "note", value=name)
