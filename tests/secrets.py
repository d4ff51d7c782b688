"""Knows places that mustn't be found, with everything about them that would find them. Knows no page."""

from __future__ import annotations

import base64
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.accounts.rights import Role
from gisapp.assets.approval import approve
from gisapp.assets.history import restore
from gisapp.assets.proposals import save
from gisapp.assets.snapshots import form_of
from gisapp.assets.writing import read
from importers._record import File
from tests.assets import CITY, CODE, author, form, office, typed, where
from tests.gisapp.ingest.files import load, square

#: Two towns: one to hide in, and one of a few houses. West, south, name, households.
TOWNS = ((141.5, 35.2, "東町一丁目", 120), (141.52, 35.2, "谷町", 4))


@dataclass(frozen=True)
class Secret:
    """A place: its name (public), the precision agreed on, and what nobody may find."""

    name: str
    precision: str
    lon: float
    lat: float
    address: str
    building: str
    phone: str
    mail: str
    url: str
    photo: str

    def words(self) -> tuple[str, ...]:
        """What would give it away, as text."""
        plain = self.phone.replace("-", "")
        return (self.address, self.building, self.phone, plain, self.mail, self.url, self.photo)

    def traces(self) -> tuple[bytes, ...]:
        """What would give it away in any bytes."""
        texts = [
            *self.words(),
            *(f"{value:.{digits}f}" for value in (self.lon, self.lat) for digits in (4, 5, 7)),
        ]
        doubles = [struct.pack(order, value) for value in (self.lon, self.lat) for order in ("<d", ">d")]
        found = [text.encode() for text in texts]
        found += [json.dumps(text)[1:-1].encode() for text in self.words()]
        found += (
            doubles
            + [each.hex().encode() for each in doubles]
            + [each.hex().upper().encode() for each in doubles]
        )
        found += [base64.b64encode(struct.pack("<dd", self.lon, self.lat))[2:18]]
        return tuple(dict.fromkeys(found))


def secret(name: str, precision: str, number: int, lon: float, lat: float) -> Secret:
    """A place whose every detail is its own."""
    return Secret(
        name, precision, lon, lat,
        address=f"東町一丁目{900 + number}番{70 + number}号",
        building=f"ひみつ荘{number}号室",
        phone=f"090-{5550 + number}-{7770 + number}",
        mail=f"himitsu{number}@secret.example",
        url=f"https://secret{number}.example/himitsu",
        photo=f"himitsu-{number}.jpg",
    )  # fmt: skip


BORN_COARSE = [
    secret("町丁目の茶の間", "町丁目", 1, 141.5071231, 35.2131237),
    secret("谷町の茶の間", "町丁目", 2, 141.5271239, 35.2171233),
    secret("校区の茶の間", "校区", 3, 141.5111238, 35.2031239),
    secret("出さない茶の間", "hidden", 4, 141.5151236, 35.2071238),
]
ONCE_EXACT = [
    secret("引いた茶の間", "町丁目", 5, 141.5031237, 35.2171236),
    secret("消えた茶の間", "hidden", 6, 141.5331239, 35.2051231),
    secret("戻した茶の間", "校区", 7, 141.5371234, 35.2151239),
]
IN_A_LIST = [
    secret("一覧の町丁目", "町丁目", 8, 141.5131234, 35.2011238),
    secret("一覧の校区", "校区", 9, 141.5171238, 35.2191234),
    secret("一覧の非公開", "hidden", 10, 141.5351237, 35.2011236),
]
LISTED_AS = {"町丁目": "町丁目まで", "校区": "小学校区まで", "hidden": "公開しない"}
EVERY = [*BORN_COARSE, *ONCE_EXACT, *IN_A_LIST]


def hide_them(engine: Engine, folder: Path) -> int:
    """Puts all of them into the town, with people around them; the number of the office that is asked instead."""
    people_around(engine)
    asked = office(engine)
    _list(engine, folder)
    for each in BORN_COARSE:
        approved(engine, told(each, each.precision, asked))
    for each in ONCE_EXACT:
        asset = approved(engine, told(each, "exact", asked))
        approved(engine, told(each, each.precision, asked), asset)
        if each.name == "戻した茶の間":
            with engine.begin() as connection:
                restore(connection, asset, 1, base_version=2, actor="試験", reason="まちがい")
    return asked


def told(each: Secret, precision: str, asked: int) -> dict[str, Any]:
    """What its own people type of a place."""
    place = where(
        lon=each.lon, lat=each.lat, address=each.address, building=each.building, precision=precision
    )
    return form(
        each.name,
        None,
        where=place,
        phones=[{"number": each.phone, "purpose": "代表"}],
        email=each.mail,
        url=each.url,
        photos=[each.photo],
        office_id=asked,
        consent={"by": "世話人", "on": "2026-04-01", "how": "訪問"},
    )


def approved(engine: Engine, said: dict[str, Any], asset: int | None = None) -> int:
    """Puts it on the map, or changes it there; its number."""
    writer, approver = author(engine), author(engine, Role.APPROVER)
    with engine.begin() as connection:
        version = None
        if asset is not None:
            now = read(connection, asset)
            version, said = now.version, {**form_of(now.content), **said}
        sent = typed(said, service_id=asset, base_version=version)
        saved = save(connection, writer, CODE, sent)
        return approve(connection, saved.id, approver, CITY, version=1)


def _list(engine: Engine, folder: Path) -> None:
    """As a city hands it in: with the places of those who agreed only to their town."""
    head = "名称,住所,緯度,経度,位置の公開範囲,電話番号,メールアドレス,URL,建物名等(方書)\n"
    rows = [
        f"{each.name},{each.address},{each.lat},{each.lon},{LISTED_AS[each.precision]},{each.phone},"
        f"{each.mail},{each.url},{each.building}"
        for each in IN_A_LIST
    ]
    load(engine, folder, "ibasho", File("居場所.csv", (head + "\n".join(rows) + "\n").encode()))


def people_around(engine: Engine) -> None:
    cell = sa.text(
        "insert into population_cell"
        " (municipality_code, layer, year, key, unit_key, name, households, geom, run_id)"
        " select :code, 'population_small_area', 2020, :name, :name, :name, :households,"
        " ST_Multi(ST_SetSRID(ST_GeomFromGeoJSON(:shape), 6668)), max(id) from import_run returning id"
    )
    count = sa.text(
        "insert into population_count (cell_id, sex, age_from, age_to, people, state)"
        " values (:cell, :sex, :low, :high, :people, 'known')"
    )
    brackets = ((0, None, 300), (0, 14, 40), (15, 64, 160), (65, None, 100), (75, None, 50))
    with engine.begin() as connection:
        for west, south, name, households in TOWNS:
            shape = {"type": "Polygon", "coordinates": square(west, south)}
            values = {"code": CODE, "name": name, "households": households, "shape": json.dumps(shape)}
            number = connection.execute(cell, values).scalar_one()
            for low, high, people in brackets:
                for sex, share in (("t", 2), ("m", 1), ("f", 1)):
                    told = {"cell": number, "sex": sex, "low": low, "high": high, "people": people * share}
                    connection.execute(count, told)
