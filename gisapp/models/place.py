"""Knows municipalities, areas of dated area systems, where addresses are, and where one can walk.

Knows no people and no asset.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    DateTime,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gisapp.models.base import Base, Id, MunicipalityCode, RunId


def multipolygon(srid: int = 6668) -> Geometry:
    """A column type of its own each time: GeoAlchemy2 writes the column's nullability into it."""
    return Geometry("MULTIPOLYGON", srid=srid, spatial_index=False)


def point(srid: int = 6668) -> Geometry:
    """As `multipolygon`, for points."""
    return Geometry("POINT", srid=srid, spatial_index=False)


class Municipality(Base):
    """A city that this installation holds. `plane_srid` is its plane rectangular zone (EPSG 6669–6687)."""

    __tablename__ = "municipality"
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str]
    prefecture: Mapped[str]
    plane_srid: Mapped[int]
    is_sample: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    #: Grows with every publication: part of each tile's address and ETag.
    data_version: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class Area(Base):
    """One area of a system (小学校区, 中学校区, …) in one edition; `valid_to` null: the current one."""

    __tablename__ = "area"
    id: Mapped[Id]
    municipality_code: Mapped[MunicipalityCode]
    system: Mapped[str]
    key: Mapped[str]
    name: Mapped[str]
    edition: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    geom: Mapped[WKBElement] = mapped_column(multipolygon())
    #: Tiles are cut from this copy, so that no request transforms.
    geom_3857: Mapped[WKBElement] = mapped_column(
        multipolygon(3857),
        Computed("st_transform(geom, 3857)", persisted=True),
    )
    #: For zooms where 30 m, and where 300 m, are less than a pixel.
    geom_3857_mid: Mapped[WKBElement] = mapped_column(
        Geometry(srid=3857, spatial_index=False),
        Computed("st_simplify(st_transform(geom, 3857), 30, true)", persisted=True),
    )
    geom_3857_far: Mapped[WKBElement] = mapped_column(
        Geometry(srid=3857, spatial_index=False),
        Computed("st_simplify(st_transform(geom, 3857), 300, true)", persisted=True),
    )
    #: One label a district: labels of polygons would repeat in every tile.
    label: Mapped[WKBElement] = mapped_column(point(), Computed("st_pointonsurface(geom)", persisted=True))
    run_id: Mapped[RunId]
    __table_args__ = (
        UniqueConstraint("municipality_code", "system", "edition", "key"),
        Index("ix_area_geom", "geom", postgresql_using="gist"),
        Index("ix_area_geom_3857", "geom_3857", postgresql_using="gist"),
    )


class GazetteerTown(Base):
    """A town, or a block of one, and its point; `search_key` is the name normalised for matching only."""

    __tablename__ = "gazetteer_town"
    id: Mapped[Id]
    municipality_code: Mapped[MunicipalityCode]
    name: Mapped[str]
    search_key: Mapped[str]
    layer: Mapped[str] = mapped_column(Text, server_default="town_gazetteer")
    block: Mapped[str | None]
    geom: Mapped[WKBElement] = mapped_column(point())
    run_id: Mapped[RunId]
    __table_args__ = (
        Index("ix_gazetteer_town_municipality_code_search_key", "municipality_code", "search_key"),
    )


class GeocodeAnswer(Base):
    """What an address service outside answered, so that it isn't asked twice; no point: it knew none."""

    __tablename__ = "geocode_cache"
    method: Mapped[str] = mapped_column(Text, primary_key=True)
    query: Mapped[str] = mapped_column(Text, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    matched: Mapped[str | None]
    level: Mapped[str | None]


class WalkEdge(Base):
    """A stretch that one can walk, between two nodes of a network; `number` tells parallel ones apart."""

    __tablename__ = "walk_edge"
    id: Mapped[Id]
    municipality_code: Mapped[MunicipalityCode]
    layer: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    number: Mapped[int] = mapped_column(SmallInteger)
    length_m: Mapped[float]
    geom: Mapped[WKBElement] = mapped_column(Geometry("LINESTRING", srid=6668, spatial_index=False))
    run_id: Mapped[RunId]
    __table_args__ = (
        CheckConstraint("length_m >= 0", name="length_not_negative"),
        UniqueConstraint("municipality_code", "layer", "source", "target", "number"),
        Index("ix_walk_edge_geom", "geom", postgresql_using="gist"),
    )
