"""Knows population cells and their counts by age and sex in three states. Knows no area and no asset."""

from __future__ import annotations

from geoalchemy2 import WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Enum,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from gisapp.models.base import Base, Id, MunicipalityCode, RunId
from gisapp.models.place import multipolygon

COUNT_STATES = ("known", "suppressed", "missing")


class PopulationCell(Base):
    """A mesh cell or small area of one census year.

    `unit_key` names the cell that holds the people of this one: itself, or the receiver of a suppressed cell.
    """

    __tablename__ = "population_cell"
    id: Mapped[Id]
    municipality_code: Mapped[MunicipalityCode]
    layer: Mapped[str]
    year: Mapped[int] = mapped_column(SmallInteger)
    key: Mapped[str]
    unit_key: Mapped[str]
    name: Mapped[str | None]
    households: Mapped[int | None]
    geom: Mapped[WKBElement] = mapped_column(multipolygon())
    geom_3857: Mapped[WKBElement] = mapped_column(
        multipolygon(3857),
        Computed("st_transform(geom, 3857)", persisted=True),
    )
    run_id: Mapped[RunId]
    __table_args__ = (
        UniqueConstraint("municipality_code", "layer", "year", "key"),
        Index("ix_population_cell_unit", "municipality_code", "layer", "year", "unit_key"),
        Index("ix_population_cell_geom_3857", "geom_3857", postgresql_using="gist"),
    )


class PopulationCount(Base):
    """People of one sex ('t', 'm', 'f') and age bracket in one cell; `age_to` null means "and over"."""

    __tablename__ = "population_count"
    id: Mapped[Id]
    cell_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("population_cell.id", ondelete="CASCADE"))
    sex: Mapped[str] = mapped_column(Text)
    age_from: Mapped[int] = mapped_column(SmallInteger)
    age_to: Mapped[int | None] = mapped_column(SmallInteger)
    people: Mapped[int | None]
    state: Mapped[str] = mapped_column(Enum(*COUNT_STATES, name="count_state"))
    __table_args__ = (
        CheckConstraint("(state = 'known') = (people is not null)", name="known_has_people"),
        CheckConstraint("people >= 0", name="people_not_negative"),
        Index(
            "uq_population_count_bracket",
            "cell_id",
            "sex",
            "age_from",
            text("coalesce(age_to, 999::smallint)"),
            unique=True,
        ),
    )
