"""Holds under which name a file arrives: its official one, safe to write on any disk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.bringing.arrived import official_name

ESTAT = "https://www.e-stat.go.jp/gis/statmap-search/data?statsId=T001141&code=5339&downloadType=2"


@pytest.mark.parametrize(
    ("told", "url", "head", "name"),
    [
        ("attachment; filename=tblT001141H5339.zip", ESTAT, b"PK", "tblT001141H5339.zip"),
        ('attachment; filename="見本 1.csv"'.encode().decode("latin-1"), ESTAT, b"", "見本 1.csv"),
        ('attachment; filename="見本.csv"'.encode("cp932").decode("latin-1"), ESTAT, b"", "見本.csv"),
        ("attachment; filename*=UTF-8''%E8%A6%8B%E6%9C%AC.csv", ESTAT, b"", "見本.csv"),
        ("", ESTAT, b"PK", "T001141_5339_2.zip"),
        ("", "https://a/b/N03-20260101_13_GML.zip", b"PK", "N03-20260101_13_GML.zip"),
        ("", "https://a/%E8%A6%8B%E6%9C%AC.csv?x=1", b"", "見本.csv"),
        ("", "https://a/", b"PK", "download.zip"),
        ('attachment; filename="../../.ssh/keys.zip"', ESTAT, b"PK", "keys.zip"),
        ('attachment; filename="..\\..\\a:b?.zip"', ESTAT, b"PK", "a_b_.zip"),
        ('attachment; filename=".hidden.zip"', ESTAT, b"PK", "hidden.zip"),
        ('attachment; filename=".."', ESTAT, b"PK", "T001141_5339_2.zip"),
        ('attachment; filename="a\x00\x1bb.zip"', ESTAT, b"PK", "ab.zip"),
        ("attachment; filename=" + "a" * 500 + ".zip", ESTAT, b"PK", "a" * 120 + ".zip"),
        ("attachment; filename*=bogus''%ff", "https://a/b.zip", b"PK", None),
    ],
)
def test_official_names_are_kept_and_safe(told: str, url: str, head: bytes, name: str | None) -> None:
    found = official_name({"Content-Disposition": told} if told else {}, url, head)
    assert name in (found, None)
    assert found.strip(". ")
    assert "/" not in found


@given(told=st.text(), tail=st.text())
def test_any_name_can_be_written(told: str, tail: str) -> None:
    name = official_name({"Content-Disposition": f"attachment; filename={told}"}, f"https://a/{tail}", b"")
    assert name
    assert len(name.encode()) < 250 or len(name) <= 131
    assert not name.startswith(".")
    assert not {"/", "\\", "\0", "\n"} & set(name)
