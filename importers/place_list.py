"""Knows any list of places: CSV, XLSX, GeoJSON, shapefile, GeoPackage, KML, whatever its columns are called.

Knows nothing of the map layers that show them. It comes last, after the formats that know their files by
name: it proposes which column says what (`propose`), and goes by what a person answers.

Answers (`Delivery.choices`): "columns", JSON text {canonical name: column title}, goes before the proposal
('' leaves a field blank, "extra:駐車場" keeps a further column under that title); "table", the sheet or
layer; "swap", and for map files "crs" and "repair".

Fields of a record (geometry: point in degrees; None without a usable place; text None where blank):
    name, id, kana, kind         as written
    municipality_code            six digits; absent where no column says it
    address, building            address with 番地以下 joined
    lon, lat                     degrees, or None    precision  exact, 町丁目, 校区, hidden
    phone, fax, email, url       organization, description, note
    weekdays                     tuple of 0 (Monday) to 6, only where they are plainly weekly
    opens, closes                datetime.time       hours_note  words beyond these
    fee, capacity (int), target, district, access, booking, frequency, formality
    assured_date                 datetime.date       extra        {title: text} of columns kept as they are
Columns that look personal, and columns that say nothing of these, aren't read and are told in a note.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from importers._lists.place_columns import Columns, chosen_titles, question, settled, told
from importers._lists.place_fields import FIELDS, can_name
from importers._lists.place_guess import Guess, guess
from importers._lists.place_map import map_listing
from importers._lists.place_record import placed, records
from importers._lists.place_rows import Listing, is_table, peek_titles, table_listing
from importers._record import Delivery, Format, FormatError, Option, Problem, Proposal, Record

#: Columns of 国土数値情報 (but for the P series, which are places) and of the census.
_NO_LIST = re.compile(r"[A-OQ-Z]\d{2}[a-z]?_\d{3}.*|KEY_CODE|HYOSYO|HTKSYORI")
_SHOWN_ROWS, _SHOWN_POINTS = 10, 200
#: Every canonical name and what it is called on our pages, for the screen on which columns are chosen.
OPTIONS = tuple(Option(field.key, field.title) for field in FIELDS)


def propose(delivery: Delivery) -> Proposal:
    """The proposal for a delivery. Raises FormatError where it can't be read, or not without an answer."""
    listing = _listing(delivery)
    found, columns = _mapping(listing, listing.values(), delivery)
    used = set(columns.titles.values())
    points = (point for row in listing.rows if (point := placed(row, columns)))
    return Proposal(
        file=listing.file,
        columns=listing.columns,
        mapping=dict(columns.titles),
        why={key: _why(key, found, columns) for key in columns.titles},
        unmapped=tuple(title for title in listing.columns if title not in used),
        personal=found.personal,
        rows=tuple(tuple(map(row.cells.get, listing.columns)) for row in listing.rows[:_SHOWN_ROWS]),
        points=tuple(islice(points, _SHOWN_POINTS)),
        sure=found.sure or columns.chosen,
        fingerprint=_fingerprint(listing.columns),
    )


def _why(key: str, found: Guess, columns: Columns) -> str:
    by_a_person = columns.titles[key] != found.columns.get(key)
    return "人が選びました。" if by_a_person else f"{found.why[key]}選びました。"


def _fingerprint(titles: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(sorted(titles)).encode()).hexdigest()


def _listing(delivery: Delivery) -> Listing:
    return table_listing(delivery, _wanted(delivery)) if is_table(delivery) else map_listing(delivery)


def _wanted(delivery: Delivery) -> frozenset[str]:
    """The titles that a person has named: a header must hold them."""
    return frozenset(filter(None, (chosen_titles(delivery.choices, delivery.name) or {}).values()))


def _mapping(listing: Listing, values: Mapping[str, list[str]], delivery: Delivery) -> tuple[Guess, Columns]:
    found = guess(values, shaped=listing.shaped)
    return found, settled(found, values, delivery.choices, file=listing.file)


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    listing = _listing(delivery)
    values = listing.values()
    found, columns = _mapping(listing, values, delivery)
    asked = question(listing.file, values)
    if "name" not in columns.titles:
        raise FormatError(asked)
    if not found.sure and not columns.chosen:
        yield asked
    yield from listing.problems
    yield from told(found, columns, values, file=listing.file)
    yield from records(listing, columns, delivery.choices)


def _recognises(delivery: Delivery) -> bool:
    """True where some title can stand over names, or a person has said which does. Never raises.

    Files of areas and of counts, told by the columns of their publishers, are no lists of places.
    """
    try:
        given = chosen_titles(delivery.choices, delivery.name)
    except FormatError:
        return False
    if given and given.get("name"):
        return given["name"] in peek_titles(delivery, frozenset(filter(None, given.values())))
    titles = peek_titles(delivery)
    return any(map(can_name, titles)) and not any(map(_NO_LIST.fullmatch, titles))


FORMAT = Format(
    key="place_list",
    title="場所の一覧（形式自由）",
    extensions=("csv", "xlsx", "geojson", "json", "gpkg", "kml", "kmz", "zip", "shp"),
    recognises=_recognises,
    read=_read,
    propose=propose,
)
