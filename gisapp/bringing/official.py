"""Knows which official files a municipality needs and under which addresses they are. Knows no network."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection

from gisapp.crs import STORAGE_SRID, transform
from gisapp.errors import UserError
from gisapp.ingest.city import load_city
from importers._people.mesh import mesh_polygon
from importers._tables.codes import is_code6
from layers._layer import Download, Layer

MESH = "{mesh}"
PREFECTURES = 47


@dataclass(frozen=True, slots=True)
class Official:
    """An official file at its address. `layer` is the first that it is for, in whose folder it is kept."""

    layer: Layer
    titles: str
    url: str
    download: Download

    @property
    def of_mesh(self) -> bool:
        """One of several, of which those that cover nothing but water don't exist."""
        return MESH in self.download.url


@dataclass(frozen=True, slots=True)
class Needed:
    """The files to fetch, and those of which nobody can say yet which ones are needed (`{mesh}` is open)."""

    files: tuple[Official, ...]
    waiting: tuple[Official, ...]


def needed(
    layers: Mapping[str, Layer], keys: Sequence[str], *, code: str, outline: BaseGeometry | None
) -> Needed:
    """The files of these layers (none named: of all) for a municipality, each address once.

    `outline`: what the files should cover, in degrees; None where it isn't known yet. A file that serves
    several layers belongs to the first of them, whichever layers are asked for.
    Raises UserError NET-511 for a code that is no real municipality's.
    """
    require_real(code)
    files: list[Official] = []
    waiting: list[Official] = []
    for template, (download, users) in _by_address(layers).items():
        if keys and not {user.key for user in users} & set(keys):
            continue
        open_one = MESH in template and outline is None
        titles = "・".join(user.title for user in users)
        for url in _addresses(template, code, outline):
            (waiting if open_one else files).append(Official(users[0], titles, url, download))
    return Needed(tuple(files), tuple(waiting))


def _by_address(layers: Mapping[str, Layer]) -> dict[str, tuple[Download, list[Layer]]]:
    """Each address once, with the layers that its files are for."""
    found: dict[str, tuple[Download, list[Layer]]] = {}
    for layer in layers.values():
        for download in layer.downloads:
            found.setdefault(download.url, (download, []))[1].append(layer)
    return found


def needs_outline(layers: Mapping[str, Layer], keys: Sequence[str]) -> bool:
    """Whether any of these layers (none named: of all) comes by mesh."""
    named = (layer for layer in layers.values() if not keys or layer.key in keys)
    return any(MESH in download.url for layer in named for download in layer.downloads)


def covered(connection: Connection, code: str) -> BaseGeometry | None:
    """The municipality's outline with its guard ring, in degrees (6668); None where it isn't loaded."""
    try:
        city = load_city(connection, code)
    except UserError:
        return None
    ring: BaseGeometry = transform(np.array([city.ring_m]), city.plane_srid, STORAGE_SRID)[0]
    return ring


def primary_meshes(outline: BaseGeometry) -> list[str]:
    """The primary meshes (about 80 km) that an outline in degrees touches, by code."""
    west, south, east, north = outline.bounds
    rows = range(math.floor(south * 1.5), math.floor(north * 1.5) + 1)
    columns = range(math.floor(west) - 100, math.floor(east) - 100 + 1)
    codes = [f"{row:02d}{column:02d}" for row in rows for column in columns]
    return [mesh for mesh in codes if shapely.intersects(outline, mesh_polygon(mesh))]


def require_real(code: str) -> None:
    """Raises UserError NET-511 for a code that is no real municipality's."""
    if is_code6(code) and 1 <= int(code[:2]) <= PREFECTURES and code[2:5] != "000":
        return
    if is_code6(code) and code[:2] == "99":
        message = f"{code} は架空の市区町村なので、公式のファイルがありません。"
        raise UserError("NET-511", message, "実在する市区町村のコードを指定してください。")
    raise UserError(
        "NET-511",
        f"「{code}」は市区町村のコードとして使えません。",
        "--municipality に全国地方公共団体コード（検査数字を含む6桁、例 132012）を指定してください。",
    )


def _addresses(template: str, code: str, outline: BaseGeometry | None) -> Iterator[str]:
    known = {"prefecture": code[:2], "code5": code[:5], "code6": code}
    meshes = primary_meshes(outline) if MESH in template and outline is not None else [MESH]
    for mesh in meshes:
        yield template.format(**known, mesh=mesh)
