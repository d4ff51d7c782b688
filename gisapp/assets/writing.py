"""Knows how one asset is read whole, changed and made, with how it was before kept; the one writer.

Knows no form and nobody's rights. A snapshot is what `asset_snapshot` shows and `change.before` keeps:
{"service", "location", "place" (where it is, if not shown), "organization", "phones", "schedules"}.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from gisapp.assets.findings import rewrite_findings
from gisapp.db.engine import query
from gisapp.errors import NotFoundError, UserError
from layers import all_layers

#: Puts the snapshots listed in the temporary table `todo` in the place of what is.
PUT = (
    "put_service", "put_location", "put_phone_gone", "put_phone", "put_schedule_gone", "put_schedule",
    "put_truth_gone", "put_truth",
)  # fmt: skip
HAND_TITLE = "この地図に登録された場所"
HAND_LICENCE = "市区町村に確認"
#: Columns that change when somebody only looks whether it is still so.
_ABOUT_CHECKING = ("assured_date", "checked_how", "edited_at", "version", "organization_id")
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asset:
    """An asset as it is: which version, and its snapshot."""

    id: int
    version: int
    municipality_code: str
    layer: str
    name: str
    status: str
    content: Content


class StaleError(UserError):
    """Somebody else has changed the asset since; `now` is how it is."""

    def __init__(self, now: Asset) -> None:
        super().__init__(
            "AST-409",
            "ほかの人が先に更新しました。",
            "両方の内容を見くらべて、どちらにするかを選んでください。",
            status=409,
            unchanged=True,
        )
        self.now = now


def read(connection: Connection, service_id: int) -> Asset:
    """An asset of any status. Raises NotFoundError."""
    row = connection.execute(query("asset_read"), {"id": service_id}).one_or_none()
    if row is None:
        raise NotFoundError("その場所はありません。")
    return Asset(**row._mapping)


def at_version(connection: Connection, asset: Asset, version: int) -> Content:
    """How the asset was in one of its versions. Raises NotFoundError."""
    if version == asset.version:
        return asset.content
    row = connection.execute(query("asset_at"), {"id": asset.id, "version": version}).one_or_none()
    if row is None:
        raise NotFoundError("その版の記録はありません。")
    content: Content = row.content
    return content


def write(
    connection: Connection, service_id: int, content: Content, *, base_version: int, actor: str, reason: str
) -> int:
    """Makes an asset what a snapshot says; the number of its new version.

    Raises StaleError where it isn't the version that the snapshot was made from, NotFoundError.
    """
    locked = connection.execute(query("asset_lock"), {"id": service_id}).one_or_none()
    if locked is None:
        raise NotFoundError("その場所はありません。")
    if locked.version != base_version:
        raise StaleError(read(connection, service_id))
    kept = {"id": service_id, "actor": actor, "reason": reason, "action": _action(content)}
    connection.execute(query("edit_keep"), kept)
    now = read(connection, service_id).content
    content = _in_its_own_place(connection, service_id, content, now["location"])
    whole = _complete(connection, locked.municipality_code, content)
    if _said(content) == _said(now):
        # Checked and found true: the next list may still change it, for nobody has written it otherwise.
        whole["service"]["edited_at"] = now["service"]["edited_at"]
    _put(connection, service_id, whole)
    return base_version + 1


def write_all(
    connection: Connection, contents: dict[int, Content], base: dict[int, int], *, actor: str, reason: str
) -> list[int]:
    """Makes many assets of a municipality what their snapshots say; the numbers of those left out.

    As `write`, all of them in a few statements. `base`: the version that each snapshot was made from; what
    was changed since is left out. Where an asset is, and who runs it, stay as they are.
    """
    locked = connection.execute(query("assets_lock"), {"ids": sorted(contents)})
    fresh = [row.id for row in locked if row.version == base[row.id]]
    if fresh:
        closed = [number for number in fresh if _action(contents[number]) == "gone"]
        kept = {"ids": fresh, "closed": closed, "actor": actor, "reason": reason}
        connection.execute(query("edits_keep"), kept)
        now = {asset.id: asset.content for asset in read_all(connection, fresh)}
        moment = datetime.now(UTC).isoformat()
        whole = {number: _in_place(contents[number], now[number], moment) for number in fresh}
        begin_list(connection)
        listed = json.dumps(
            [{"id": number, "content": whole[number]} for number in fresh], ensure_ascii=False
        )
        connection.execute(query("edits_todo"), {"listed": listed})
        connection.execute(sa.text("analyze todo"))
        for name in (*PUT, "edits_pin_gone", "edits_pin", "edits_version"):
            connection.execute(query(name), {"ids": fresh} if name.startswith("edits") else {})
        rewrite_findings(connection, fresh)
    return sorted(set(contents) - set(fresh))


def read_all(connection: Connection, ids: Sequence[int]) -> list[Asset]:
    """These assets, of any status, in the order of their numbers; unknown numbers are left out."""
    rows = connection.execute(query("assets_read"), {"ids": list(ids)})
    return [Asset(**row._mapping) for row in rows]


def create(
    connection: Connection,
    code: str,
    content: Content,
    *,
    actor: str,
    reason: str,
    location_id: int | None = None,
) -> int:
    """A new asset of a municipality, at a place of its own or at one where something happens already."""
    service = content["service"]
    values = {
        "code": code,
        "layer": service["layer"],
        "name": service["name"],
        "source_key": f"hand:{uuid4()}",
        "run_id": _hand_run(connection, code, service["layer"]),
    }
    service_id: int = connection.execute(query("asset_new"), values).scalar_one()
    where = "asset_new_place" if location_id is None else "asset_at_place"
    connection.execute(query(where), {"code": code, "id": service_id, "location_id": location_id})
    born = read(connection, service_id).content
    whole = {
        **content,
        "service": {**born["service"], **service},
        "location": {**born["location"], **(content["location"] if location_id is None else {})},
    }
    connection.execute(query("edit_new"), {"actor": actor, "reason": reason, "id": service_id})
    _put(connection, service_id, _complete(connection, code, whole))
    return service_id


def begin_list(connection: Connection) -> None:
    """An empty list of what is to be put back or in place, for as long as the transaction lasts."""
    columns = "entity text, entity_id bigint, action text, content jsonb, later bool"
    connection.execute(sa.text(f"create temporary table if not exists todo ({columns}) on commit drop"))
    connection.execute(sa.text("truncate todo"))


def _put(connection: Connection, service_id: int, content: Content) -> None:
    begin_list(connection)
    listed = {"id": service_id, "content": json.dumps(content, ensure_ascii=False)}
    connection.execute(query("edit_todo"), listed)
    for name in (*PUT, "edit_pin_gone", "edit_pin", "edit_version"):
        connection.execute(query(name), {"id": service_id} if name.startswith("edit") else {})
    rewrite_findings(connection, [service_id])


def _complete(connection: Connection, code: str, content: Content) -> Content:
    """The snapshot with its organization's number, and the moment: imports leave it alone from now on."""
    name = content.get("organization")
    number = None
    if name:
        number = connection.execute(query("asset_organization"), {"code": code, "name": name}).scalar_one()
    moment = datetime.now(UTC).isoformat()
    return {**content, "service": {**content["service"], "organization_id": number, "edited_at": moment}}


def _in_place(content: Content, now: Content, moment: str) -> Content:
    """A snapshot that stays where the asset is, with whom; and the moment, unless it was only checked."""
    kept = {"organization_id": now["service"]["organization_id"], "edited_at": moment}
    whole = {**content, "location": now["location"], "service": {**content["service"], **kept}}
    if _said(content) == _said(now):
        whole["service"]["edited_at"] = now["service"]["edited_at"]
    return whole


def _said(content: Content) -> Content:
    """What a snapshot says of the asset, without when and how it was checked."""
    told = {name: value for name, value in content["service"].items() if name not in _ABOUT_CHECKING}
    return {**content, "service": told}


def _in_its_own_place(
    connection: Connection, service_id: int, content: Content, now: dict[str, Any]
) -> Content:
    """The snapshot, with a location of its own where it leaves one that it shares; `now`: where it is."""
    if {**now, "id": 0} == {**content["location"], "id": 0}:
        return {**content, "location": now}
    own = connection.execute(query("asset_moves_out"), {"id": service_id}).scalar_one_or_none()
    return {**content, "location": {**content["location"], "id": own or now["id"]}}


def _action(content: Content) -> str:
    return "changed" if content["service"]["status"] == "active" else "gone"


def _hand_run(connection: Connection, code: str, layer: str) -> int:
    values = {"code": code, "layer": layer}
    found = connection.execute(query("hand_run"), values).scalar_one_or_none()
    if found is None:
        known = {**values, "title": f"{HAND_TITLE}（{all_layers()[layer].title}）", "licence": HAND_LICENCE}
        # The source's row is locked from here: two who enter the first one at once make one run.
        source_id = connection.execute(query("hand_source"), known).scalar_one()
        found = connection.execute(query("hand_run"), values).scalar_one_or_none()
        if found is None:
            made = {**values, "source_id": source_id}
            found = connection.execute(query("hand_run_new"), made).scalar_one()
    return int(found)
