"""The blank list: what is filled in comes back, without a question, byte for byte through the product's own reader."""

from __future__ import annotations

import io
from datetime import date, time

import openpyxl
import pytest

from gisapp.publish.template import HELP, KINDS, template_xlsx
from importers import place_list
from importers._record import Delivery, File, Problem, Record
from layers import all_layers, ibasho
from layers._layer import AssetRow, Layer, Opening, Phone
from layers._listed import TEMPLATE_FIELDS, column_title

ASSETS = [layer for layer in all_layers().values() if layer.kind == "asset"]
FILLED: dict[str, object] = {
    "id": "A-01", "name": "見本茶の間", "kana": "みほんちゃのま", "kind": KINDS[0], "formality": "インフォーマル",
    "organization": "見本町会", "address": "見本町2-2", "building": "見本会館", "precision": "町丁目まで",
    "phone": "０００-000-0002", "fax": "000-000-0003", "url": "https://a.example.jp", "email": "info@example.jp",
    "description": "お茶の会です。", "target": "どなたでも", "frequency": "毎週", "weekdays": "水・金", "opens": time(13),
    "closes": "15:00", "hours_note": "8月は休みます。", "fee": "無料", "capacity": 20, "booking": "いりません",
    "assured_date": date(2026, 4, 1), "note": "駐車場はありません。",
}  # fmt: skip


def filled(*rows: dict[str, object], without: tuple[str, ...] = (), layer: Layer = ibasho.LAYER) -> Delivery:
    """The blank list with these rows written into it by another program, some columns deleted."""
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(layer)))
    sheet = book["記入"]
    for line, row in enumerate(rows, 3):
        for at, field in enumerate(TEMPLATE_FIELDS, 1):
            sheet.cell(line, at).value = row.get(field)
    for field in without:
        titles = [cell.value for cell in sheet[1]]
        sheet.delete_cols(titles.index(column_title(field)) + 1)
    out = io.BytesIO()
    book.save(out)
    return Delivery((File("居場所一覧.xlsx", out.getvalue()),))


def read(files: Delivery) -> tuple[list[Record], list[Problem]]:
    out = list(place_list.FORMAT.read(files))
    return [x for x in out if isinstance(x, Record)], [x for x in out if isinstance(x, Problem)]


@pytest.mark.parametrize("layer", ASSETS, ids=lambda layer: layer.key)
def test_every_asset_layer_has_a_blank_list(layer: Layer) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(layer)))
    assert book.sheetnames == ["記入", "書き方"]
    assert layer.title in book["書き方"]["A1"].value
    assert [cell.value for cell in book["記入"][1]] == [column_title(field) for field in TEMPLATE_FIELDS]
    assert set(HELP) == set(TEMPLATE_FIELDS)


def test_what_is_filled_in_comes_back() -> None:
    files = filled(FILLED)
    assert place_list.FORMAT.recognises(files)
    assert ibasho.accepts(files)
    records, problems = read(files)
    assert [(problem.code, problem.severity, problem.line) for problem in problems] == [
        ("MAP-509", "note", 2)
    ]
    (record,) = records
    assert ibasho.LAYER.to_row
    assert ibasho.LAYER.to_row(record) == AssetRow(
        "A-01|見本茶の間", "見本茶の間", kana="みほんちゃのま", description="お茶の会です。", organization="見本町会",
        address="見本町2-2", building="見本会館", precision="町丁目", phones=(Phone("000-000-0002"),),
        openings=(Opening((2, 4), time(13), time(15)),), hours_note="8月は休みます。", fee="無料", capacity=20,
        url="https://a.example.jp", email="info@example.jp", assured_date=date(2026, 4, 1),
        attributes={
            "種別": KINDS[0], "対象": "どなたでも", "開催頻度": "毎週", "予約": "いりません", "位置づけ": "インフォーマル",
            "ファクス": "000-000-0003", "備考": "駐車場はありません。",
        },
    )  # fmt: skip


def test_nothing_has_to_be_asked_or_mapped() -> None:
    seen = place_list.propose(filled(FILLED))
    assert seen.sure
    assert (seen.unmapped, seen.personal) == ((), {})
    assert tuple(seen.mapping[field] for field in TEMPLATE_FIELDS) == seen.columns


def test_a_bare_name_is_enough_and_columns_may_go() -> None:
    files = filled(
        {"name": "見本広場"},
        {"name": "見本荘", "address": "見本町3-3"},
        without=("lat", "lon", "fee", "kana"),
    )
    records, problems = read(files)
    assert [(record.line, record.fields["name"]) for record in records] == [(3, "見本広場"), (4, "見本荘")]
    assert {problem.code for problem in problems} == {"MAP-509"}


def test_the_example_alone_is_no_place() -> None:
    records, problems = read(filled())
    assert (records, [problem.code for problem in problems]) == ([], ["MAP-509"])


def test_lists_are_offered_and_only_a_wrong_precision_is_stopped() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template_xlsx(ibasho.LAYER)))["記入"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    strict = {rule.promptTitle: bool(rule.showErrorMessage) for rule in rules.values()}
    assert strict == {"種類": False, "曜日": False, "位置づけ": True, "位置の精度": True}
    # Excel takes no longer list than this, and reads it as damage.
    assert all(len(rule.formula1) <= 257 for rule in rules.values())
    assert sheet.freeze_panes == "C2"
