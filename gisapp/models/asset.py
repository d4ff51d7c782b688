"""Knows community assets in the shape of HSDS 3: organization, service, location, phone, schedule.

Knows no area and no people.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Enum,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gisapp.models.base import Base, Id, MunicipalityCode
from gisapp.models.place import point

PRECISIONS = ("exact", "町丁目", "校区", "hidden")
STATUSES = ("active", "inactive", "defunct", "temporarily closed")
NO_TEXTS = text("'{}'")


class Organization(Base):
    """Who runs services."""

    __tablename__ = "organization"
    id: Mapped[Id]
    municipality_code: Mapped[MunicipalityCode]
    name: Mapped[str]
    __table_args__ = (UniqueConstraint("municipality_code", "name"),)


class Location(Base):
    """Where services happen. `geom` null: the place isn't known yet (要位置確認).

    A precision coarser than exact means that `geom` is the point of the town or district, never a nearer one.
    `position_method` says where the point comes from.
    """

    __tablename__ = "location"
    id: Mapped[Id]
    municipality_code: Mapped[MunicipalityCode]
    address: Mapped[str | None]
    building: Mapped[str | None]
    precision: Mapped[str] = mapped_column(Enum(*PRECISIONS, name="location_precision"))
    position_method: Mapped[str | None]
    #: Key of the elementary district, where that is all that is known or shown.
    district: Mapped[str | None]
    geom: Mapped[WKBElement | None] = mapped_column(point())


class Service(Base):
    """A community asset. `layer` is its category.

    `listed_in` is the layer whose list names it, also where a person has moved it to another category since;
    `source_key` finds it again in the next delivery of that list.
    """

    __tablename__ = "service"
    id: Mapped[Id]
    municipality_code: Mapped[MunicipalityCode]
    layer: Mapped[str]
    listed_in: Mapped[str]
    source_key: Mapped[str]
    organization_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("organization.id"))
    name: Mapped[str]
    kana: Mapped[str | None]
    description: Mapped[str | None]
    pillars: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=NO_TEXTS)
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=NO_TEXTS)
    target_groups: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=NO_TEXTS)
    formality: Mapped[str | None]
    fee: Mapped[str | None]
    hours_note: Mapped[str | None]
    capacity: Mapped[int | None] = mapped_column(Integer)
    url: Mapped[str | None]
    email: Mapped[str | None]
    status: Mapped[str] = mapped_column(
        Enum(*STATUSES, name="service_status"), server_default=text("'active'")
    )
    #: Last day somebody checked that this is true (HSDS assured_date).
    assured_date: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    #: Over all that the file said of it: the same again changes nothing.
    source_digest: Mapped[str | None]
    #: When a person changed it: an import leaves it as it is unless a person decides otherwise.
    edited_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: No index: what a run did to services is asked of `change`.
    run_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("import_run.id"))
    #: Grows by one with every change (a trigger counts): who changes it says which version they had read.
    version: Mapped[int] = mapped_column(server_default=text("1"))
    #: The office that looks after it, whoever works there.
    office_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("office.id"))
    #: Of a satellite: the desk that it belongs to.
    hub_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("service.id", ondelete="SET NULL"))
    #: Who says so, and how it was checked last (電話, 訪問, 紙, 本人).
    informant: Mapped[str | None]
    checked_how: Mapped[str | None]
    booking: Mapped[str | None]
    accessibility: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=NO_TEXTS)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=NO_TEXTS)
    #: What can be talked about there: words of `gisapp.assets.worries` and others.
    topics: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=NO_TEXTS)
    rooms: Mapped[str | None]
    staff: Mapped[str | None]
    #: Set while it is only planned: it counts in scenarios alone until that day.
    planned_on: Mapped[date | None]
    closed_on: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=NO_TEXTS)
    #: Keys of elementary districts, of a service that goes to people instead of having a place.
    service_area: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=NO_TEXTS)
    #: [{"file": sha256 of the picture, "alt": what it shows}]
    photos: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    #: {field: 公開 | 関係者 | 事務所}; a field that isn't named is public.
    visibility: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    #: With whom the precision was agreed: {"by": …, "on": …, "how": …}.
    consent: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    __table_args__ = (
        UniqueConstraint("municipality_code", "listed_in", "source_key"),
        CheckConstraint("closed_on <@ array['祝日', '年末年始', 'お盆']", name="closed_on"),
    )


class TruePlace(Base):
    """Where an asset really is, if its location shows only a town or a district. Never public."""

    __tablename__ = "true_place"
    service_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("service.id", ondelete="CASCADE"), primary_key=True
    )
    address: Mapped[str | None]
    building: Mapped[str | None]
    geom: Mapped[WKBElement | None] = mapped_column(point())


class ServiceAtLocation(Base):
    """A service happening at a location: one location can hold several services."""

    __tablename__ = "service_at_location"
    service_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("service.id", ondelete="CASCADE"), primary_key=True
    )
    location_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("location.id"), primary_key=True, index=True
    )


class Pin(Base):
    """A public asset flat, as tiles are cut from it: three joins a tile would cost ten times the tile.

    Written from `public_asset` whenever a layer is published, and gone with its service, which belongs to a
    municipality that is known; `geom_3857` only where the place is known. `radius_m`: how far round it a
    place that is shown only by its town or district may lie; null for an exact one.
    """

    __tablename__ = "pin"
    service_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("service.id", ondelete="CASCADE"), primary_key=True
    )
    municipality_code: Mapped[str]
    layer: Mapped[str]
    name: Mapped[str]
    precision: Mapped[str] = mapped_column(Enum(*PRECISIONS, name="location_precision", create_type=False))
    valid_to: Mapped[date | None]
    #: When somebody checked it; where nobody has, and it is `listed` officially, the list's day counts.
    assured_date: Mapped[date | None]
    listed: Mapped[bool] = mapped_column(server_default=text("true"))
    geom_3857: Mapped[WKBElement] = mapped_column(point(3857))
    radius_m: Mapped[int | None] = mapped_column(SmallInteger)
    #: Services of a layer at one site are drawn as one pin, the one with the lowest number.
    site: Mapped[str | None] = mapped_column(index=True)
    __table_args__ = (
        Index("ix_pin_municipality_code_layer", "municipality_code", "layer"),
        Index("ix_pin_geom_3857", "geom_3857", postgresql_using="gist"),
    )


class Phone(Base):
    """A telephone line of a service and what it is for."""

    __tablename__ = "phone"
    id: Mapped[Id]
    service_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[str]
    purpose: Mapped[str]


class Schedule(Base):
    """Hours of a service; `byday` as in RFC 5545 (MO,TU,…), times null where not known.

    `weeks`: which ones of a month (1 to 5, -1 the last); empty for every week.
    """

    __tablename__ = "schedule"
    id: Mapped[Id]
    service_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    byday: Mapped[str]
    weeks: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default=NO_TEXTS)
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]


class Finding(Base):
    """A public asset as residents search for it, written whenever it changes; keys as search_key() makes.

    `whom` and `has` are sums of bits, which `gisapp.assets.search` names.
    """

    __tablename__ = "finding"
    service_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("service.id", ondelete="CASCADE"), primary_key=True
    )
    municipality_code: Mapped[str]
    layer: Mapped[str]
    name: Mapped[str]
    key: Mapped[str]
    #: Of name and kana alone: what a word with a slip in it is compared with.
    name_key: Mapped[str]
    whom: Mapped[int]
    has: Mapped[int]
    #: On which weekdays it is ever open: 1 is Monday.
    days: Mapped[int]
    valid_to: Mapped[date | None]
    geom: Mapped[WKBElement | None] = mapped_column(point())
    topics: Mapped[list[str]] = mapped_column(ARRAY(Text))
    #: The same for services with one address in one building; null where that isn't known.
    site: Mapped[str | None] = mapped_column(index=True)
    #: Who runs it; not told of a place that is shown only roughly.
    organization: Mapped[str | None]
    __table_args__ = (
        Index("ix_finding_municipality_code_layer", "municipality_code", "layer"),
        Index("ix_finding_geom", "geom", postgresql_using="gist"),
        Index("ix_finding_key", "key", postgresql_using="gin", postgresql_ops={"key": "gin_trgm_ops"}),
        Index(
            "ix_finding_name_key", "name_key", postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
        ),
    )  # fmt: skip


class FindingHours(Base):
    """Hours of a finding as numbers: in `days` 1 is Monday; in `weeks` 1 is the first, 32 the last, 0 all.

    `opens`, `closes`: minutes from midnight, null where not known; `closes` beyond 1440 is the next day.
    """

    __tablename__ = "finding_hours"
    id: Mapped[Id]
    service_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("finding.service_id", ondelete="CASCADE"), index=True
    )
    days: Mapped[int] = mapped_column(SmallInteger)
    weeks: Mapped[int] = mapped_column(SmallInteger)
    opens: Mapped[int | None] = mapped_column(SmallInteger)
    closes: Mapped[int | None] = mapped_column(SmallInteger)
    #: Bits of the service's `closed_on`, in the order of gisapp.assets.calendar.CLOSED_ON.
    closed: Mapped[int]
