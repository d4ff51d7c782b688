"""Holds proposals to their way to the map: what is public meanwhile, who decides, what two people lose (nothing)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.accounts.rights import Role
from gisapp.assets.approval import approve, send_back
from gisapp.assets.catalogue import find_assets
from gisapp.assets.history import restore, versions
from gisapp.assets.proposals import Author, ConflictError, proposal, save, waiting, withdraw
from gisapp.assets.snapshots import form_of, snapshot_of
from gisapp.assets.writing import StaleError, read, write
from gisapp.errors import NotFoundError, UserError
from tests.assets import CITY, CODE, EAST, WEST, author, form, typed, where


def names(engine: Engine) -> list[str]:
    """What the public finds of the category."""
    with engine.connect() as connection:
        return [each["name"] for each in find_assets(connection, CODE) if each["layer"] == "ibasho"]


def on_the_map(engine: Engine, **said: object) -> tuple[int, Author, Author]:
    """An approved ibasho, who wrote it and who approved it."""
    writer, approver = author(engine), author(engine, Role.APPROVER)
    with engine.begin() as connection:
        saved = save(connection, writer, CODE, typed(form(**said)))
        asset = approve(connection, saved.id, approver, CITY, version=1)
    return asset, writer, approver


def test_a_new_place_is_on_the_map_when_somebody_else_has_approved_it(town: Engine) -> None:
    writer, approver = author(town), author(town, Role.APPROVER)
    with town.begin() as connection:
        saved = save(connection, writer, CODE, typed(form("見本の茶の間"), reason="新しくできた"))
    assert names(town) == []
    with town.begin() as connection:
        asset = approve(connection, saved.id, approver, CITY, version=1)
    assert names(town) == ["見本の茶の間"]
    with town.connect() as connection:
        found = next(each for each in find_assets(connection, CODE) if each["layer"] == "ibasho")
        pin = connection.execute(
            sa.text("select name from pin where service_id = :id"), {"id": asset}
        ).scalar_one()
        history = versions(connection, asset)
    assert (found["lon"], found["lat"], found["source_as_of"]) == (*EAST, None)
    assert found["district"] == "東小学校区"
    assert pin == "見本の茶の間"
    assert [(each.version, each.reason) for each in history] == [(1, "新しくできた")]
    assert history[0].actor == f"{writer.name}（承認 {approver.name}）"


def test_nobody_approves_their_own(town: Engine) -> None:
    writer = author(town, Role.APPROVER)
    with town.begin() as connection:
        saved = save(connection, writer, CODE, typed(form()))
    with town.begin() as connection, pytest.raises(UserError, match="自分の提案") as refused:
        approve(connection, saved.id, writer, CITY, version=1)
    assert refused.value.code == "AST-013"
    assert names(town) == []


def test_the_last_approved_version_stays_public_while_an_edit_waits(town: Engine) -> None:
    asset, writer, approver = on_the_map(town)
    with town.begin() as connection:
        now = read(connection, asset)
        edit = {**form_of(now.content), "name": "新しい名前"}
        saved = save(connection, writer, CODE, typed(edit, service_id=asset, base_version=now.version))
    assert names(town) == ["見本の茶の間"]
    with town.begin() as connection:
        approve(connection, saved.id, approver, CITY, version=1)
    assert names(town) == ["新しい名前"]


def test_a_proposal_comes_back_with_a_reason_and_goes_again(town: Engine) -> None:
    writer, approver = author(town), author(town, Role.APPROVER)
    sent = typed(form())
    with town.begin() as connection:
        saved = save(connection, writer, CODE, sent)
        with pytest.raises(UserError, match="理由"):
            send_back(connection, saved.id, approver, version=1, reason="  ")
        send_back(connection, saved.id, approver, version=1, reason="電話を確かめてください")
        returned = proposal(connection, saved.id)
        assert (returned.state, returned.returned_reason) == ("returned", "電話を確かめてください")
        better = form(phones=[{"number": "000-000-0001", "purpose": "代表"}])
        save(connection, writer, CODE, typed(better, key=sent.key, version=returned.version))
        again = proposal(connection, saved.id)
        assert (again.state, again.content["phones"][0]["number"]) == ("submitted", "000-000-0001")
        withdraw(connection, saved.id, writer)
        assert proposal(connection, saved.id).state == "withdrawn"
        with pytest.raises(UserError, match="取り下げました"):
            approve(connection, saved.id, approver, CITY, version=again.version + 1)


def test_h11_approval_is_bound_to_what_was_read(town: Engine) -> None:
    writer, approver = author(town), author(town, Role.APPROVER)
    sent = typed(form())
    with town.begin() as connection:
        saved = save(connection, writer, CODE, sent)
        save(connection, writer, CODE, typed(form("別の名前"), key=sent.key, version=1))
    with town.begin() as connection, pytest.raises(UserError, match="書き直されました"):
        approve(connection, saved.id, approver, CITY, version=1)
    assert names(town) == []


def test_h4_sent_twice_is_kept_once(town: Engine) -> None:
    writer = author(town)
    sent = typed(form())
    with town.begin() as connection:
        first, second = (save(connection, writer, CODE, sent) for _ in range(2))
        assert first == second
        assert len(waiting(connection, CODE)) == 1


def test_nobody_writes_on_the_proposal_of_somebody_else(town: Engine) -> None:
    writer, other = author(town), author(town, Role.HELPER)
    sent = typed(form())
    with town.begin() as connection:
        saved = save(connection, writer, CODE, sent)
    with town.begin() as connection, pytest.raises(NotFoundError):
        save(connection, other, CODE, typed(form("上書き"), key=sent.key, version=1))
    with town.begin() as connection, pytest.raises(NotFoundError):
        withdraw(connection, saved.id, other)


def test_h1_changes_of_different_fields_go_together(town: Engine) -> None:
    asset, writer, approver = on_the_map(town)
    with town.begin() as connection:
        now = read(connection, asset)
        mine, theirs = form_of(now.content) | {"fee": "100円"}, form_of(now.content) | {"rooms": "和室"}
        write(
            connection,
            asset,
            snapshot_of(connection, now.content, theirs, CITY),
            base_version=now.version,
            actor="ほかの人",
            reason="",
        )
        saved = save(connection, writer, CODE, typed(mine, service_id=asset, base_version=now.version))
        assert saved.joined == ("rooms",)
        approve(connection, saved.id, approver, CITY, version=1)
        both = form_of(read(connection, asset).content)
    assert (both["fee"], both["rooms"]) == ("100円", "和室")


def test_h2_the_same_field_is_a_conflict_that_keeps_both(town: Engine) -> None:
    asset, writer, _ = on_the_map(town)
    with town.begin() as connection:
        now = read(connection, asset)
        mine, theirs = form_of(now.content) | {"fee": "100円"}, form_of(now.content) | {"fee": "無料"}
        snapshot = snapshot_of(connection, now.content, theirs, CITY)
        write(connection, asset, snapshot, base_version=now.version, actor="ほかの人", reason="")
        with pytest.raises(ConflictError) as conflict:
            save(connection, writer, CODE, typed(mine, service_id=asset, base_version=now.version))
        assert conflict.value.merged.both == ("fee",)
        assert (conflict.value.mine["fee"], conflict.value.theirs["fee"]) == ("100円", "無料")
        again = typed(mine, service_id=asset, base_version=conflict.value.now_version)
        assert save(connection, writer, CODE, again).state == "submitted"


def test_an_edit_that_waits_while_the_asset_changes_is_no_silent_loss(town: Engine) -> None:
    asset, writer, approver = on_the_map(town)
    with town.begin() as connection:
        now = read(connection, asset)
        mine = form_of(now.content) | {"fee": "100円"}
        saved = save(connection, writer, CODE, typed(mine, service_id=asset, base_version=now.version))
        theirs = form_of(now.content) | {"fee": "無料"}
        snapshot = snapshot_of(connection, now.content, theirs, CITY)
        write(connection, asset, snapshot, base_version=now.version, actor="ほかの人", reason="")
    with town.begin() as connection, pytest.raises(ConflictError):
        approve(connection, saved.id, approver, CITY, version=1)


def test_any_version_comes_back(town: Engine) -> None:
    asset, *_ = on_the_map(town, phones=[{"number": "1", "purpose": "代表"}])
    with town.begin() as connection:
        first = read(connection, asset)
        gone = form_of(first.content) | {
            "status": "inactive",
            "phones": [],
            "where": where(lon=WEST[0], lat=WEST[1]),
        }
        snapshot = snapshot_of(connection, first.content, gone, CITY)
        write(connection, asset, snapshot, base_version=first.version, actor="だれか", reason="閉じた")
    assert names(town) == []
    with town.begin() as connection:
        with pytest.raises(StaleError):
            restore(connection, asset, first.version, base_version=first.version, actor="だれか", reason="")
        restore(
            connection, asset, first.version, base_version=first.version + 1, actor="だれか", reason="間違い"
        )
        back = read(connection, asset)
        assert form_of(back.content) == form_of(first.content)
        history = versions(connection, asset)
    assert names(town) == ["見本の茶の間"]
    assert [each.version for each in history] == [3, 2, 1]
    assert history[0].fields == ("where", "phones", "status")


def test_f20_what_was_done_stays_written(town: Engine) -> None:
    on_the_map(town)
    for statement in (
        "update change set actor = 'x'",
        "delete from change",
        "truncate change",
        "delete from audit",
    ):
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), town.begin() as connection:
            connection.execute(sa.text(statement))


def test_f3_a_proposal_of_another_place_is_not_there(town: Engine) -> None:
    one, writer, _ = on_the_map(town)
    other, *_ = on_the_map(town, name="見本の食堂")
    sent = []
    with town.begin() as connection:
        for asset in (one, other):
            now = read(connection, asset)
            change = typed(
                {**form_of(now.content), "fee": "100円"}, service_id=asset, base_version=now.version
            )
            save(connection, writer, CODE, change)
            sent.append(change)
    mixed = typed(
        {**sent[1].form, "fee": "無料"}, key=sent[0].key, service_id=other, base_version=sent[1].base_version
    )
    with town.begin() as connection, pytest.raises(NotFoundError):
        save(connection, writer, CODE, mixed)
    with town.connect() as connection:
        assert {row["content"]["fee"] for row in waiting(connection, CODE)} == {"100円"}  # type: ignore[index]
