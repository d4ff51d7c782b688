"""Knows the shapes of a GML file: points, curves that surfaces share, surfaces with holes, who names whom.

Knows no feature, and follows no reference out of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

HREF = "{http://www.w3.org/1999/xlink}href"
_GML = "{http://www.opengis.net/gml"
_IDS = (_GML + "/3.2}id", _GML + "}id")
_CURVES = frozenset({"Curve", "LineString", "OrientableCurve", "CompositeCurve"})
_SURFACES = frozenset({"Surface", "Polygon", "MultiSurface", "CompositeSurface"})
_SHAPES = _CURVES | _SURFACES | {"Point"}
_MEMBERS = frozenset({"featureMember", "featureMembers"})
#: Shapes that refer to one another could grow without bound; no prefecture comes near these.
_MAX_TRAIL, _MAX_POSITIONS = 8, 40_000_000
#: What can't be read becomes as many positions that are no numbers, else it would be told as too short.
_LEAST = 4
#: A stretch of a ring: its positions, or the id of the curve that holds them; and whether it runs backwards.
Stretch = tuple[np.ndarray | str, bool]
#: A polygon: its rings, the outer one first.
Patch = list[list[Stretch]]


class MissingReferenceError(LookupError):
    """A shape is named that the file doesn't hold, or that names itself."""


class TooManyPositionsError(Exception):
    """The shapes that features refer to hold more positions together than can be kept."""


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


class Shapes:
    """Every shape of a file by its id. Positions are handed out east before north, heights dropped.

    In the file the north coordinate comes first, as the axis order of every Japanese CRS in EPSG has it.
    """

    def __init__(self) -> None:
        self.srs_names: dict[str, None] = {}
        self._points: dict[str, np.ndarray] = {}
        self._curves: dict[str, list[Stretch]] = {}
        self._surfaces: dict[str, list[Patch | str]] = {}
        self._left = _MAX_POSITIONS

    def take(self, element: Element) -> bool:
        """Keeps a shape, or the name of the CRS; True where the element was one of GML's own."""
        name = local_name(element)
        own = next(filter(None, map(element.get, _IDS)), "")
        self._note_srs(element)
        if name == "Point":
            self._points[own] = _position(element)
        elif name in _CURVES:
            self._curves[own] = _stretches(element)
        elif name in _SURFACES:
            self._surfaces[own] = _patches(element)
        return name in _SHAPES or (element.tag.startswith(_GML) and name not in _MEMBERS)

    @staticmethod
    def inline(element: Element) -> Element | None:
        """The shape that stands inside a property of a feature; None where it holds none."""
        return next((child for child in element if local_name(child) in _SHAPES), None)

    def member(self, shape: Element | str) -> Mapping[str, Any]:
        """The GeoJSON-like member of a shape, or of a reference to one ('#sf1').

        Raises MissingReferenceError, TooManyPositionsError.
        """
        if not isinstance(shape, str):
            self._note_srs(shape)
            if local_name(shape) == "Point":
                return _point(_position(shape))
            return self._polygons(_patches(shape))
        own = shape[1:] if shape.startswith("#") else ""
        if own in self._points:
            return _point(self._points[own])
        return self._polygons([own])

    def _polygons(self, patches: list[Patch | str]) -> Mapping[str, Any]:
        polygons = [[self._run(ring, ()) for ring in patch] for patch in self._flat(patches, ())]
        if len(polygons) == 1:
            return {"type": "Polygon", "coordinates": polygons[0]}
        return {"type": "MultiPolygon", "coordinates": polygons}

    def _flat(self, patches: list[Patch | str], trail: tuple[str, ...]) -> list[Patch]:
        """The patches, with those of the surfaces that are only named."""
        flat: list[Patch] = []
        for patch in patches:
            if isinstance(patch, str):
                self._follow(patch, self._surfaces, trail)
                flat += self._flat(self._surfaces[patch], (*trail, patch))
            else:
                flat.append(patch)
        return flat

    def _run(self, stretches: list[Stretch], trail: tuple[str, ...]) -> np.ndarray:
        """Positions along a ring or curve; where a stretch begins at the end of the one before, once."""
        runs: list[np.ndarray] = []
        for source, backwards in stretches:
            if isinstance(source, str):
                self._follow(source, self._curves, trail)
                source = self._run(self._curves[source], (*trail, source))
            run = source[::-1] if backwards else source
            joins = bool(runs) and np.array_equal(runs[-1][-1:], run[:1])
            runs.append(run[1:] if joins else run)
            self._spend(len(run) + 1)
        return np.concatenate(runs) if runs else np.empty((0, 2))

    def _follow(self, own: str, known: Mapping[str, Any], trail: tuple[str, ...]) -> None:
        if own not in known or own in trail or len(trail) >= _MAX_TRAIL:
            raise MissingReferenceError(own)
        self._spend(1)

    def _spend(self, positions: int) -> None:
        self._left -= positions
        if self._left < 0:
            raise TooManyPositionsError

    def _note_srs(self, element: Element) -> None:
        self.srs_names |= dict.fromkeys(name for node in element.iter() if (name := node.get("srsName")))


def _point(position: np.ndarray) -> Mapping[str, Any]:
    return {"type": "Point", "coordinates": tuple(position.tolist())}


def _position(element: Element) -> np.ndarray:
    """The one position of a point; not a number where it has none or several."""
    runs = [_positions(node) for node in element.iter() if local_name(node) == "pos"]
    return runs[0][0] if len(runs) == 1 else np.full(2, np.nan)


def _positions(node: Element) -> np.ndarray:
    """The positions of a pos or posList; not a number where the text is no list of pairs."""
    try:
        values = np.array((node.text or "").split(), dtype=float)
        pairs = values.reshape(-1, int(node.get("srsDimension", "2")))[:, 1::-1]
    except ValueError:
        return np.full((_LEAST, 2), np.nan)
    return pairs if pairs.shape[1] == 2 and len(pairs) else np.full((_LEAST, 2), np.nan)


def _stretches(element: Element) -> list[Stretch]:
    """The stretches of a curve or ring in its direction: positions of its own, or curves that it names."""
    if local_name(element) in {"pos", "posList"}:
        return [(_positions(element), False)]
    if (href := element.get(HREF)) is not None:
        return [(href.removeprefix("#"), False)]
    found = [stretch for child in element for stretch in _stretches(child)]
    if element.get("orientation") != "-":
        return found
    return [(source, not backwards) for source, backwards in reversed(found)]


def _patches(element: Element) -> list[Patch | str]:
    """The polygons of a surface; a member that is only named stays a name."""
    found: list[Patch | str] = []
    for node in element.iter():
        name = local_name(node)
        if name in {"PolygonPatch", "Polygon"}:
            rings = [child for child in node if local_name(child) in {"exterior", "interior"}]
            rings.sort(key=lambda ring: local_name(ring) != "exterior")
            found.append([_stretches(ring) for ring in rings])
        elif name == "surfaceMember" and (href := node.get(HREF)) is not None:
            found.append(href.removeprefix("#"))
    return found
