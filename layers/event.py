"""Knows the layer イベント: what takes place on certain days, and where. It ends, so it is no supply."""

from datetime import date, time, timedelta
from typing import Any

from importers import standard_event
from importers._record import Record
from layers._asset import point_of, source_key
from layers._layer import AssetRow, Example, Layer, Phone, Pin, Source


def to_row(record: Record) -> AssetRow:
    """One event; `valid_to` is the first day without it, from which on it isn't shown any more.

    What comes again under one number (a monthly class) is told apart by its first day.
    """
    fields = record.fields
    lon, lat = point_of(record)
    return AssetRow(
        source_key=source_key(fields.get("id"), fields["name"], fields["starts"].isoformat()),
        name=fields["name"],
        kana=fields.get("kana"),
        description=fields.get("description"),
        organization=fields.get("organization"),
        address=fields.get("address"),
        building=" ".join(part for part in (fields.get("venue"), fields.get("building")) if part) or None,
        lon=lon,
        lat=lat,
        phones=_phones(record),
        hours_note=_when(record),
        fee=_fee(fields.get("fee"), fields.get("fee_note")),
        capacity=fields.get("capacity"),
        url=fields.get("url"),
        email=fields.get("email"),
        valid_from=fields["starts"],
        valid_to=fields["ends"] + timedelta(days=1),
        attributes={key: value for key, value in _attributes(record) if value},
    )


def _phones(record: Record) -> tuple[Phone, ...]:
    number, extension = record.fields.get("phone"), record.fields.get("extension")
    if not number:
        return ()
    shown = f"{number}（内線{extension}）" if extension else number
    return (Phone(shown, record.fields.get("contact") or "問い合わせ"),)


def _when(record: Record) -> str:
    """2026年11月23日〜25日 10:00–15:00, then what else the list says of it."""
    fields = record.fields
    days = _days(fields["starts"], fields["ends"])
    hours = "–".join(_clock(fields.get(name)) for name in ("opens", "closes")).strip("–")
    note = fields.get("hours_note")
    return f"{days} {hours}".strip() + (f"。{note}" if note else "")


def _days(starts: date, ends: date) -> str:
    first = f"{starts.year}年{starts.month}月{starts.day}日"
    if ends == starts:
        return first
    year = "" if ends.year == starts.year else f"{ends.year}年"
    month = "" if (ends.year, ends.month) == (starts.year, starts.month) else f"{ends.month}月"
    return f"{first}〜{year}{month}{ends.day}日"


def _clock(moment: time | None) -> str:
    return f"{moment.hour}:{moment.minute:02}" if moment else ""


def _fee(yen: int | None, note: str | None) -> str | None:
    amount = None if yen is None else (f"{yen:,}円" if yen else "無料")
    return "。".join(part for part in (amount, note) if part) or None


def _attributes(record: Record) -> tuple[tuple[str, Any], ...]:
    fields = record.fields
    apply_by = fields.get("apply_by")
    return (
        ("種類", fields.get("kind")),
        ("対象", fields.get("audience")),
        ("定員", fields.get("capacity_note")),
        ("申込方法", fields.get("apply_how")),
        ("申込締切", apply_by.isoformat() if apply_by else None),
        ("備考", fields.get("note")),
    )


EXAMPLE = Example(
    Record(
        "990019_event.csv",
        2,
        {
            "id": "7",
            "name": "見本まつり",
            "starts": date(2026, 11, 23),
            "ends": date(2026, 11, 25),
            "opens": time(10),
            "venue": "見本公園",
            "fee": 0,
        },
    ),
    AssetRow(
        "7|見本まつり|2026-11-23",
        "見本まつり",
        building="見本公園",
        hours_note="2026年11月23日〜25日 10:00",
        fee="無料",
        valid_from=date(2026, 11, 23),
        valid_to=date(2026, 11, 26),
    ),
)

LAYER = Layer(
    key="event",
    title="イベント",
    description="日を決めて行われる催しです。終わったものは地図に出ません。",
    kind="asset",
    order=190,
    source=Source(
        publisher="",
        title="イベント一覧（自治体標準オープンデータセット）",
        url="",
        licence="CC BY 4.0",
    ),
    formats=(standard_event.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="hexagon", colour="#8a5a00", glyph="催"),
    pillars=("地域づくり", "参加支援"),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="準公的",
)
