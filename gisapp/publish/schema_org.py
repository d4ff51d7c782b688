"""Knows how a place is told to search engines, in the words of schema.org. Knows no table and no page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gisapp.assets.calendar import opening_of
from gisapp.assets.lines import is_fax

DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip


def place_data(asset: Mapping[str, Any], url: str) -> dict[str, Any]:
    """A public asset as linked data; what isn't known, and a place shown only roughly, isn't said."""
    exact = asset["precision"] == "exact"
    lines = [phone for phone in asset["phones"] if not is_fax(phone)]
    faxes = [phone["number"] for phone in asset["phones"] if is_fax(phone)]
    said = {
        "name": asset["name"],
        "description": asset["description"],
        "url": url,
        "address": asset["address"] if exact else None,
        "telephone": lines[0]["number"] if lines else None,
        "faxNumber": faxes[0] if faxes else None,
        "email": asset["email"],
        "geo": {"@type": "GeoCoordinates", "latitude": asset["lat"], "longitude": asset["lon"]}
        if exact and asset["lat"] is not None
        else None,
        "contactPoint": [
            {"@type": "ContactPoint", "telephone": line["number"], "contactType": line["purpose"]}
            for line in lines[1:]
        ],
        "openingHoursSpecification": _hours(asset),
        "isAccessibleForFree": True if (asset["fee"] or "").startswith("無料") else None,
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": name, "value": True}
            for name in asset["accessibility"]
        ],
    }
    return {
        "@context": "https://schema.org",
        "@type": "CivicStructure",
        **{name: value for name, value in said.items() if value not in (None, [], "")},
    }


def _hours(asset: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of every week alone: schema.org has no word for the second Thursday."""
    openings = [opening_of(row) for row in asset["schedules"]]
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [DAYS[day] for day in opening.byday.split(",")],
            "opens": opening.opens,
            "closes": opening.closes,
        }
        for opening in openings
        if opening.opens and opening.closes and not opening.weeks
    ]
