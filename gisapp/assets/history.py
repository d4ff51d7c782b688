"""Knows what was done to one asset, by whom and why, and how it gets back to one of its versions.

Knows no page and nobody's rights.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from gisapp.assets.fields import PRECISIONS, Form
from gisapp.assets.merging import changed
from gisapp.assets.snapshots import form_of
from gisapp.assets.writing import Content, at_version, read, write
from gisapp.db.engine import query


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an asset: who made it, when and why, what it says, and which fields it changed.

    `actor` None: it has been so since before anybody wrote such things down.
    """

    version: int
    at: datetime | None
    actor: str | None
    reason: str
    imported: bool
    form: Form
    fields: tuple[str, ...]


def versions(connection: Connection, service_id: int) -> list[Version]:
    """Every version of an asset, the newest first. Raises NotFoundError."""
    now = read(connection, service_id)
    rows = connection.execute(query("asset_history"), {"id": service_id}).all()
    found: list[Version] = []
    number, form = now.version, form_of(now.content)
    for row in rows:
        before = row.before and form_of(row.before)
        fields = changed(before, form) if before else ()
        found.append(Version(number, row.at, row.actor, row.reason, row.run_id is not None, form, fields))
        if before is None:
            return found
        number, form = row.before["service"]["version"], before
    found.append(Version(number, None, None, "", True, form, ()))
    return found


def gone(connection: Connection, code: str, most: int = 200) -> list[dict[str, object]]:
    """The municipality's assets that are there no more, those last closed first, as plain values."""
    values = {"code": code, "most": most}
    return [dict(row) for row in connection.execute(query("asset_gone"), values).mappings()]


def restore(
    connection: Connection, service_id: int, version: int, *, base_version: int, actor: str, reason: str
) -> int:
    """Makes an asset what it was in one of its versions; the number of the new version.

    It is shown no nearer than it is now: what has been agreed on since holds.

    Raises StaleError where it was changed since `base_version`, NotFoundError.
    """
    asset = read(connection, service_id)
    before = at_version(connection, asset, version)
    before = _no_nearer(before, asset.content)
    why = f"{version}版に戻す: {reason}" if reason else f"{version}版に戻す"
    return write(connection, service_id, before, base_version=base_version, actor=actor, reason=why)


def _no_nearer(before: Content, now: Content) -> Content:
    """The earlier version; if it showed its place nearer than is agreed on now, place and agreement stay."""
    order = list(PRECISIONS)
    agreed = form_of(now)["where"]["precision"]
    if order.index(form_of(before)["where"]["precision"]) >= order.index(agreed):
        return before
    kept = {name: now["service"][name] for name in ("visibility", "consent", "service_area")}
    return {
        **before,
        "service": {**before["service"], **kept},
        "location": now["location"],
        "place": now["place"],
    }
