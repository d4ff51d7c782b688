"""Knows how a record of a free list of places becomes an asset row, and what the blank list asks for.

Knows no particular layer. The same row serves the standard facility lists, whose fields are a part of these.
"""

from importers._lists.place_fields import BY_KEY
from importers._lists.place_record import EXAMPLE as EXAMPLE
from importers._lists.place_text import precision_words as precision_words
from importers._record import Record
from layers._asset import openings, point_of, source_key
from layers._layer import AssetRow, Phone, Source

#: What is kept under its own word, since an asset has no field for it.
ATTRIBUTES = {
    "種別": ("kind",),
    "対象": ("target", "ages"),
    "開催頻度": ("frequency",),
    "予約": ("booking",),
    "アクセス": ("access",),
    "地区": ("district",),
    "位置づけ": ("formality",),
    "ファクス": ("fax",),
    "備考": ("note",),
}
#: The columns of the blank list, in its order: canonical names of `importers.place_list`.
TEMPLATE_FIELDS = (
    "id", "name", "kana", "kind", "formality", "organization", "address", "building", "lat", "lon",
    "precision", "phone", "fax", "url", "email", "description", "target", "frequency", "weekdays", "opens",
    "closes", "hours_note", "fee", "capacity", "booking", "assured_date", "note",
)  # fmt: skip


def column_title(field: str) -> str:
    """What a column of the blank list is called; read back without a question."""
    return BY_KEY[field].title


def own_list(title: str) -> Source:
    """The source of a list that the municipality publishes itself."""
    return Source(publisher="", title=title, url="", licence="提供元に確認")


def listed_row(record: Record) -> AssetRow:
    """A row of a list of places, or of a standard facility list."""
    fields = record.fields
    lon, lat = point_of(record)
    phone, extension = fields.get("phone"), fields.get("extension")
    return AssetRow(
        source_key=_key(record),
        name=fields["name"],
        kana=fields.get("kana"),
        description=fields.get("description") or fields.get("kind"),
        organization=fields.get("organization"),
        address=fields.get("address"),
        building=fields.get("building"),
        lon=lon,
        lat=lat,
        srid=record.srid or 6668,
        precision=fields.get("precision") or "exact",
        phones=(Phone(f"{phone}（内線{extension}）" if extension else phone),) if phone else (),
        openings=openings(fields.get("weekdays"), fields.get("opens"), fields.get("closes")),
        hours_note=fields.get("hours_note"),
        fee=fields.get("fee"),
        capacity=fields.get("capacity"),
        url=fields.get("url"),
        email=fields.get("email"),
        assured_date=fields.get("assured_date"),
        attributes=_attributes(record),
    )


def _key(record: Record) -> str:
    """The list's own number and the name (lists are numbered anew when sorted), else the name.

    Twins are told apart by their address later: what moves to another address stays the same place.
    """
    return source_key(record.fields.get("id"), record.fields["name"])


def _attributes(record: Record) -> dict[str, str]:
    """What the row's own fields don't hold, blank ones absent."""
    found = {}
    for title, names in ATTRIBUTES.items():
        value = next((record.fields[name] for name in names if record.fields.get(name)), None)
        if value:
            found[title] = value
    return found | {title: text for title, text in (record.fields.get("extra") or {}).items() if text}
