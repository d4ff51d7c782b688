"""Knows the layer 支援制度: benefits and help that one applies for, which have no place."""

from datetime import date, timedelta

from importers import standard_support
from importers._record import Record
from layers._asset import source_key
from layers._layer import AssetRow, Example, Layer, Phone, Pin, Source


def to_row(record: Record) -> AssetRow:
    """One programme, without address and point; `valid_to` is the first day on which nobody can apply."""
    fields = record.fields
    last = min((each for each in (fields.get("closes"), fields.get("shown_until")) if each), default=None)
    return AssetRow(
        source_key=source_key(fields.get("id"), fields["name"]),
        name=fields["name"],
        description=fields.get("summary") or fields.get("content"),
        organization=fields.get("organization"),
        phones=(Phone(fields["phone"], fields.get("contact") or "問い合わせ"),)
        if fields.get("phone")
        else (),
        hours_note=_period(record),
        url=fields.get("url") or fields.get("apply_url"),
        email=fields.get("email"),
        valid_from=fields.get("opens"),
        valid_to=last + timedelta(days=1) if last else None,
        attributes={key: value for key, value in _attributes(record) if value},
    )


def _period(record: Record) -> str | None:
    fields = record.fields
    opens, closes = fields.get("opens"), fields.get("closes")
    days = f"受付 {_day(opens)}〜{_day(closes)}" if opens or closes else None
    return "。".join(part for part in (days, fields.get("period_note")) if part) or None


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _attributes(record: Record) -> tuple[tuple[str, str | None], ...]:
    fields = record.fields
    content = fields.get("content") if fields.get("summary") else None
    contact = None if fields.get("phone") else fields.get("contact")
    return (
        ("通称", fields.get("subtitle")),
        ("対象者", fields.get("target")),
        ("対象となるもの", fields.get("purpose")),
        ("内容", content),
        ("申請方法", fields.get("apply_how")),
        ("電子申請", fields.get("apply_url")),
        ("問い合わせ先", contact),
        ("種別", fields.get("kind")),
        ("根拠法令", fields.get("law")),
    )


EXAMPLE = Example(
    Record(
        "990019_support_system.csv",
        2,
        {
            "id": "0000000001",
            "name": "見本給付金",
            "summary": "家計を助けます。",
            "target": "市内に住む人",
            "opens": date(2026, 4, 1),
            "closes": date(2027, 3, 31),
        },
    ),
    AssetRow(
        "0000000001|見本給付金",
        "見本給付金",
        description="家計を助けます。",
        hours_note="受付 2026年4月1日〜2027年3月31日",
        valid_from=date(2026, 4, 1),
        valid_to=date(2027, 4, 1),
        attributes={"対象者": "市内に住む人"},
    ),
)

LAYER = Layer(
    key="support_programme",
    title="支援制度",
    description="給付金、手当、助成などの制度です。場所はなく、一覧で見られます。",
    kind="asset",
    placeless=True,
    order=200,
    source=Source(
        publisher="",
        title="支援制度（給付金）情報（自治体標準オープンデータセット）",
        url="",
        licence="CC BY 4.0",
    ),
    formats=(standard_support.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="hexagon", colour="#4a4f55", glyph="制"),
    clip="none",
    pillars=("相談支援",),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="公的",
)
