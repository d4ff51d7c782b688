"""Knows the text of the two e-Stat tables: mesh T001100 and small areas T001082 (both census 2020).

Knows no zip and no boundary.
"""

from __future__ import annotations

import numpy as np

from sample import mesh
from sample.model import CITY, CODE5, City, Town
from sample.noise import Ints
from sample.people import AGED

_AGE_TITLES = "０～１４歳 １５歳以上 １５～６４歳 １８歳以上 ２０歳以上 ６５歳以上 ７５歳以上 ８５歳以上 ９５歳以上".split()
_HOME_TITLES = (
    "世帯総数 一般世帯数 １人世帯数　一般世帯数 ２人世帯数　一般世帯数 ３人世帯数　一般世帯数 ４人世帯数　一般世帯数"
    " ５人世帯数　一般世帯数 ６人世帯数　一般世帯数 ７人以上世帯数　一般世帯数 親族のみの世帯数　一般世帯数"
    " 核家族世帯数　一般世帯数 核家族以外の世帯数　一般世帯数 ６歳未満世帯員のいる世帯数　一般世帯数"
    " ６５歳以上世帯員のいる世帯数　一般世帯数 世帯主の年齢が２０～２９歳の１人世帯数　一般世帯数"
    " 高齢単身世帯数　一般世帯数 高齢夫婦世帯数　一般世帯数"
).split(" ")
MESH_TITLES = (
    ["　人口（総数）", "　人口（総数）　男", "　人口（総数）　女"]
    + [f"　{ages}人口　{sex}" for ages in _AGE_TITLES for sex in ("総数", "男", "女")]
    + [f"　外国人人口　{sex}" for sex in ("総数", "男", "女")]
    + [f"　{title}" for title in _HOME_TITLES]
)
_FIVES = "０～４ ５～９ １０～１４ １５～１９ ２０～２４ ２５～２９ ３０～３４ ３５～３９".split() + (
    "４０～４４ ４５～４９ ５０～５４ ５５～５９ ６０～６４ ６５～６９ ７０～７４".split()
)
_BROAD = ("１５歳未満", "１５～６４歳", "６５歳以上", "７５歳以上")
TOWN_TITLES = [
    f"{sex}{title}"
    for sex, total in (
        ("総数", "、年齢「不詳」含む"),
        ("男", "の総数、年齢「不詳」含む"),
        ("女", "の総数、年齢「不詳」含む"),
    )
    for title in (total, *(f"{five}歳" for five in _FIVES), *_BROAD)
]
#: Towns with fewer people are hidden (an empty town is not: it says `-`).
FEWEST = 40


def mesh_tables(city: City) -> dict[str, bytes]:
    """One table for each first-order mesh: {its four digits: text in cp932}."""
    rows = mesh.hide(*mesh.cells(city.residents))
    head = [["KEY_CODE", "HTKSYORI", "HTKSAKI", "GASSAN", *(f"T001100{n:03d}" for n in range(1, 51))]]
    head.append(["", "", "", "", *MESH_TITLES])
    firsts = sorted({row[0][:4] for row in rows})
    return {first: _text(head + [r for r in rows if r[0].startswith(first)]) for first in firsts}


def _text(rows: list[list[str]]) -> bytes:
    return "".join(",".join(row) + "\r\n" for row in rows).encode("cp932")


def town_table(city: City) -> bytes:
    """The small-area table: the city (level 1), towns (2, or 3 with their 丁目 at 4)."""
    towns = sorted(city.towns, key=lambda town: town.key_code)
    counts = {town.key_code: town_figures(town.ages) for town in towns}
    joins = _joins(city, towns)
    for town, target in joins.items():
        counts[target] = counts[target] + counts[town]
    open_counts = {key: counts[key] for key in counts if key not in joins}
    head = ["KEY_CODE", "HYOSYO", "CITYNAME", "NAME", "HTKSYORI", "HTKSAKI", "GASSAN"]
    rows = [head + [f"T001082{n:03d}" for n in range(1, 61)], [""] * 7 + TOWN_TITLES]
    total = np.sum(list(open_counts.values()), axis=0)
    rows.append([CODE5, "1", CITY, "", "0", "", "", *_cells(total)])
    for town in towns:
        if town.chome and (town.key_code[:9] not in {row[0] for row in rows}):
            rows.append(_parent(town, open_counts))
        rows.append(_town(town, counts, joins))
    return _text(rows)


def town_figures(ages: Ints) -> Ints:
    """The 60 columns of the small-area table for counts (2 sexes, 20 groups)."""
    both = np.stack([ages.sum(axis=0), ages[0], ages[1]])
    broad = [both[:, :3], both[:, 3:AGED], both[:, AGED:], both[:, 15:]]
    columns = [both.sum(axis=1, keepdims=True), both[:, :15], *(b.sum(axis=1, keepdims=True) for b in broad)]
    return np.concatenate(columns, axis=1).ravel()


def _joins(city: City, towns: list[Town]) -> dict[str, str]:
    """{hidden town: the town that takes in its people}: of the same name if there is one, else the nearest."""
    hidden = [t for t in towns if 0 < t.population < FEWEST]
    open_towns = [t for t in towns if t.population >= FEWEST]
    found = {}
    for town in hidden:
        kin = [t for t in open_towns if t.base == town.base] or open_towns
        nearest = min(kin, key=lambda t: (town.geometry.distance(t.geometry), t.key_code))
        found[town.key_code] = nearest.key_code
    return found


def _cells(values: Ints) -> list[str]:
    return [str(v) if v else "-" for v in values.tolist()]


def _parent(town: Town, open_counts: dict[str, Ints]) -> list[str]:
    """The level-3 row over its 丁目: the sum of those that are shown, X if none is."""
    base = town.key_code[:9]
    parts = [count for key, count in open_counts.items() if key.startswith(base) and len(key) == 11]
    values = _cells(np.sum(parts, axis=0)) if parts else ["X"] * 60
    return [base, "3", CITY, town.base, "0", "", "", *values]


def _town(town: Town, counts: dict[str, Ints], joins: dict[str, str]) -> list[str]:
    key = town.key_code
    level = "4" if town.chome else "2"
    if key in joins:
        return [key, level, CITY, town.name, "2", _s_area(joins[key]), "", *["X"] * 60]
    given = [_s_area(t) for t, target in sorted(joins.items()) if target == key]
    kind = "1" if given else "0"
    return [key, level, CITY, town.name, kind, "", ";".join(given), *_cells(counts[key])]


def _s_area(key: str) -> str:
    return key[5:].ljust(6, "0")
