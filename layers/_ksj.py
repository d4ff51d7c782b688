"""Knows what layers of 国土数値情報 share: where a prefecture's file lies, and how areas and addresses read.

Knows no particular layer. Source: https://nlftp.mlit.go.jp/ksj/index.html.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from importers._record import Record
from layers._area import school_district
from layers._layer import AreaRow, Download

SITE = "https://nlftp.mlit.go.jp/ksj/gml"
PUBLISHER = "国土交通省"


def page_of(edition: str) -> str:
    """The page of a product on which its attributes, terms and files stand ('A27-2023')."""
    return f"{SITE}/datalist/KsjTmplt-{edition}.html"


def prefecture_zip(edition: str, *, page: str, licence: str, as_of: date | None) -> Download:
    """The ZIP of one prefecture ('A27-23' → …/A27/A27-23/A27-23_13_GML.zip)."""
    url = f"{SITE}/data/{edition[:3]}/{edition}/{edition}_{{prefecture}}_GML.zip"
    return Download(url=url, page=page_of(page), licence=licence, as_of=as_of)


def official_district(record: Record, *, ending: str) -> AreaRow:
    """One polygon of a school's district, with what its edition says of choice and shared parts."""
    row = school_district(record, ending=ending)
    fields = record.fields
    more = {
        "school_code": fields.get("school_code"),
        "choice": fields.get("choice"),
        "shared_with": fields.get("shared_with"),
    }
    return replace(row, attributes={**row.attributes, **known(more)})


def known(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that say something."""
    return {key: value for key, value in attributes.items() if value}


def full_address(*parts: str | None) -> str | None:
    """Prefecture, city and the rest as one address, each once: 東京都 + 八王子市 + 八王子市元本郷町."""
    text = ""
    for part in reversed([part for part in parts if part]):
        text = text if part in text else part + text
    return text or None
