"""Holds the published facts that ship with layers, as their source states them."""

from __future__ import annotations

from datetime import date

from gisapp.ingest.facts import fact_files
from importers._record import Delivery, Record
from importers.hachimaru_list import FORMAT
from layers.hachimaru import LAYER, to_row

HACHIOJI = "132012"


def test_nine_hachimaru_offices_as_of_december_2021() -> None:
    records = [
        item for item in FORMAT.read(Delivery(tuple(fact_files(LAYER, HACHIOJI)))) if isinstance(item, Record)
    ]
    rows = {row.name.removeprefix("はちまるサポート"): row for row in map(to_row, records)}
    assert {name: (row.address, row.building) for name, row in rows.items()} == {
        "石川": ("石川町481", "石川事務所内"),
        "川口": ("川口町908-1", "川口事務所内"),
        "恩方": ("下恩方町3395", "恩方事務所内"),
        "浅川": ("高尾町1652-1", "浅川市民センター内"),
        "大和田": ("大和田町5-9-1", "大和田市民センター内"),
        "台町": ("台町3-20-1", "台町市民センター内"),
        "由井": ("片倉町702-1", "由井市民センター内"),
        "由木": ("下柚木2-10-6", "由木中央市民センター内"),
        "由木東": ("鹿島111-1", "由木東事務所内"),
    }
    assert rows["石川"].valid_from == date(2014, 4, 1)
    assert LAYER.facts[HACHIOJI].source.as_of == date(2021, 12, 1)
    assert all(not row.phones and not row.openings and row.hours_note is None for row in rows.values())
