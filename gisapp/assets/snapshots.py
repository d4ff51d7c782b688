"""Knows how a form becomes a snapshot of an asset and a snapshot a form. Knows no page and nobody's rights.

Where the place is agreed to be shown coarsely, the snapshot's location holds the town's or the district's
point, and only `place` where it really is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from gisapp.assets.coarse import Shown, Spot, district_of, location, shown_at
from gisapp.assets.fields import FIELDS, GUARDED, KEPT_WITH_THE_PLACE, Form, empty_form
from gisapp.assets.placing import Whereabouts, place
from gisapp.assets.writing import Content
from gisapp.crs import lon_lat
from layers._layer import AssetRow

BY_PERSON = "人が決めた位置"
ONLY_DISTRICT = "小学校区だけがわかっています"
_EMPTY: tuple[Any, ...] = (None, "", [])


def form_of(content: Content) -> Form:
    """What a snapshot says, as a form."""
    service, location = content["service"], content["location"]
    form = empty_form()
    for field in FIELDS:
        if field.column and service.get(field.column) not in _EMPTY:
            form[field.key] = service[field.column]
    form["organization"] = content.get("organization")
    form["phones"] = [_only(each, ("number", "purpose")) for each in content["phones"]]
    form["schedules"] = [_hours(each) for each in content["schedules"]]
    form["where"] = _where(location, content.get("place"), service.get("service_area") or [])
    return form


def snapshot_of(connection: Connection, base: Content, form: Form, city: Whereabouts) -> Content:
    """A snapshot with the words of a form; what no field names stays as in `base` ({} for a new asset)."""
    service = {**base.get("service", {}), **{f.column: form[f.key] for f in FIELDS if f.column}}
    where = form["where"]
    service["service_area"] = where["service_area"]
    service["visibility"] = _visibility(form)
    whole: Content = {
        **base,
        "service": service,
        "organization": form["organization"],
        "phones": form["phones"],
        "schedules": form["schedules"],
    }
    if base and form_of(base)["where"] == where:
        return whole
    shown = shown_place(connection, where, form["name"], city)
    return {**whole, "location": {**base.get("location", {}), **shown.location}, "place": shown.place}


def shown_place(connection: Connection, where: dict[str, Any], name: str, city: Whereabouts) -> Shown:
    """What may be seen of a place, by the precision agreed on; the same place always gives the same point."""
    point, method, known = _point(connection, where, name, city)
    if where["precision"] == "exact":
        found = location(where["address"], where["building"], known, method, point)
        return Shown({**found, "district": where["district"]}, None)
    return shown_at(connection, city.code, where, Spot(point, known))


def _point(
    connection: Connection, where: dict[str, Any], name: str, city: Whereabouts
) -> tuple[tuple[float, float] | None, str | None, str]:
    """The best point that is known, where it comes from, and how near it is."""
    if where["lat"] is not None and where["lon"] is not None:
        return (where["lon"], where["lat"]), BY_PERSON, "exact"
    if where["address"]:
        row = place(connection, [AssetRow("", name or "", address=where["address"])], city)[0]
        if row.row.lon is not None and row.row.lat is not None:
            return (row.row.lon, row.row.lat), row.method, row.row.precision
    district = district_of(connection, city.code, where["district"], None)
    if district:
        return district.point, ONLY_DISTRICT, "校区"
    return None, None, "exact"


def _where(location: dict[str, Any], truth: dict[str, Any] | None, area: list[str]) -> dict[str, Any]:
    real = truth or location
    exact = truth is not None or location["precision"] == "exact"
    lon, lat = lon_lat(real["geom"]) if real["geom"] and exact else (None, None)
    # A point that is only a town's or a district's, with nothing agreed on, isn't a choice of precision.
    precision = location["precision"] if truth is not None or location["precision"] == "hidden" else "exact"
    return {
        "lat": lat,
        "lon": lon,
        "address": real["address"],
        "building": real["building"],
        "district": None if lat is not None or real["address"] else location["district"],
        "service_area": area,
        "precision": precision,
        "beside": None,
    }


def _visibility(form: Form) -> dict[str, str]:
    """Who sees which field; of a place that isn't shown as a point the office keeps lines and pictures."""
    said = {key: who for key, who in form["visibility"].items() if key in GUARDED and who != "公開"}
    if form["where"]["precision"] == "exact":
        return said
    return {**dict.fromkeys(KEPT_WITH_THE_PLACE, "事務所"), **said}


def _hours(schedule: dict[str, Any]) -> dict[str, Any]:
    """Times as they are typed: 10:00."""
    times = {name: (schedule[name] or "")[:5] or None for name in ("opens_at", "closes_at")}
    return {"byday": schedule["byday"], "weeks": list(schedule.get("weeks") or []), **times}


def _only(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names}
