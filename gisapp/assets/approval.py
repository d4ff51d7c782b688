"""Knows how a proposal is decided: put on the map, or returned with a reason. Knows no page.

Nobody approves their own; an approval is bound to what was read of the proposal and, where two people changed
the same, of the asset.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from gisapp.assets.fields import Form
from gisapp.assets.merging import merge
from gisapp.assets.placing import Whereabouts
from gisapp.assets.proposals import Author, Proposal, base_form, decide, merged, opened
from gisapp.assets.snapshots import form_of, snapshot_of
from gisapp.assets.writing import Asset, create, read, write
from gisapp.db.engine import query
from gisapp.errors import UserError


@dataclass(frozen=True, slots=True)
class Settled:
    """What an approver decided where two people changed the same fields: which are `left` as they are now.

    `asset_version` is the version of the asset that they compared with.
    """

    asset_version: int
    left: frozenset[str] = frozenset()


def send_back(
    connection: Connection, proposal_id: int, approver: Author, *, version: int, reason: str
) -> None:
    """Returns a proposal with a reason. Raises UserError (AST-010, AST-011, AST-012)."""
    _submitted(connection, proposal_id, version)
    if not reason.strip():
        raise UserError(
            "AST-012", "戻す理由が書かれていません。", "何を直せばよいかを書いてください。", unchanged=True
        )
    decide(connection, proposal_id, "returned", approver, reason=reason.strip())


def approve(
    connection: Connection,
    proposal_id: int,
    approver: Author,
    city: Whereabouts,
    *,
    version: int,
    settled: Settled | None = None,
) -> int:
    """Puts a submitted proposal on the map; the asset's number.

    Raises UserError AST-010 (not waiting any more), AST-011 (changed since it was read), AST-013 (one's own),
    and ConflictError where the asset itself was changed in the same fields since and nobody has `settled` it.
    """
    found = _submitted(connection, proposal_id, version)
    if found.author_id == approver.id:
        raise UserError(
            "AST-013",
            "自分の提案は、自分では承認できません。",
            "ほかの承認者に頼んでください。",
            status=403,
            unchanged=True,
        )
    actor, reason = f"{found.author}（承認 {approver.name}）", found.reason
    if found.service_id is None:
        content = snapshot_of(connection, {}, _owned(found), city)
        service_id = create(
            connection,
            found.municipality_code,
            content,
            actor=actor,
            reason=reason,
            location_id=_shared_location(connection, found),
        )
    else:
        service_id = found.service_id
        now = read(connection, service_id)
        form = _settled(connection, found, now, settled)
        content = snapshot_of(connection, now.content, form, city)
        write(connection, service_id, content, base_version=now.version, actor=actor, reason=reason)
    decide(connection, proposal_id, "approved", approver, service_id=service_id)
    return service_id


def _owned(found: Proposal) -> Form:
    """A new asset belongs to its author's office where the form names none."""
    return {**found.content, "office_id": found.content.get("office_id") or found.office_id}


def _shared_location(connection: Connection, found: Proposal) -> int | None:
    """The location of the asset that a new one stands beside, if that is still where it was said to be."""
    where = found.content["where"]
    row = where["beside"] and connection.execute(query("asset_read"), {"id": where["beside"]}).one_or_none()
    if not row or row.municipality_code != found.municipality_code:
        return None
    there = {**form_of(row.content)["where"], "service_area": where["service_area"]}
    same = there == {**where, "beside": None}
    return int(row.content["location"]["id"]) if same else None


def _submitted(connection: Connection, proposal_id: int, version: int) -> Proposal:
    found = opened(connection, proposal_id, ("submitted",))
    if found.version != version:
        raise UserError(
            "AST-011",
            "あなたが読んだあとで、提案が書き直されました。",
            "新しい内容を読んでから、もう一度決めてください。",
            status=409,
            unchanged=True,
        )
    return found


def _settled(connection: Connection, found: Proposal, now: Asset, settled: Settled | None) -> Form:
    if found.base_version == now.version:
        return found.content
    if settled is None or settled.asset_version != now.version:
        return merged(connection, now, found.content, found.base_version).form
    base = base_form(connection, now.id, found.base_version)
    both = merge(base, found.content, form_of(now.content))
    chosen = {key: found.content[key] for key in both.both if key not in settled.left}
    return {**both.form, **chosen}
