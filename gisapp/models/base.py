"""Knows what all tables share: one metadata, short column types. Knows no table."""

from __future__ import annotations

from typing import Annotated, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Identity, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
RunId = Annotated[int, mapped_column(BigInteger, ForeignKey("import_run.id"), index=True)]
#: 全国地方公共団体コード, six digits with the check digit.
MunicipalityCode = Annotated[str, mapped_column(Text, ForeignKey("municipality.code"))]


class Base(DeclarativeBase):
    """The one metadata that the migrations are checked against."""

    metadata = MetaData(naming_convention=NAMING)
    #: One text type everywhere, so that a parameter never stands between two.
    type_annotation_map: ClassVar = {str: Text}
