"""Knows the text of the two e-Stat tables: mesh T001100 and small areas T001082 (both census 2020).

Knows no zip and no boundary.
"""

from __future__ import annotations

import numpy as np

from sample import mesh
from sample.model import CITY, CODE5, City, Town
from sample.noise import Ints
from sample.people import AGED


def _words(text: str) -> list[str]:
    return text.split()


_AGE_TITLES = _words(
    "０～１４歳 １５歳以上 １５～６４歳 １８歳以上 ２０歳以上 ６５歳以上 ７５歳以上 ８５歳以上 ９５歳以上"
)
_HOME_TITLES = _words(
    "１人 ２人 ３人 ４人 ５人 ６人 ７人以上 親族のみの 核家族 核家族以外の ６歳未満世帯員のいる"
    " ６５歳以上世帯員のいる 世帯主の年齢が２０～２９歳の１人 高齢単身 高齢夫婦"
)
MESH_TITLES = (
    ["　人口（総数）", "　人口（総数）　男", "　人口（総数）　女"]
    + [f"　{ages}人口　{sex}" for ages in _AGE_TITLES for sex in ("総数", "男", "女")]
    + [f"　外国人人口　{sex}" for sex in ("総数", "男", "女")]
    + ["　世帯総数", "　一般世帯数"]
    + [f"　{title}世帯数　一般世帯数" for title in _HOME_TITLES]
)
_FIVES = _words(
    "０～４ ５～９ １０～１４ １５～１９ ２０～２４ ２５～２９ ３０～３４ ３５～３９ ４０～４４ ４５～４９"
    " ５０～５４ ５５～５９ ６０～６４ ６５～６９ ７０～７４"
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
    joins = _joins(towns)
    counts = {town.key_code: town_figures(town.ages) for town in towns}
    shown = {key: figures for key, figures in counts.items() if key not in joins}
    for key, target in joins.items():
        shown[target] = shown.get(target, 0) + counts[key]
    head = ["KEY_CODE", "HYOSYO", "CITYNAME", "NAME", "HTKSYORI", "HTKSAKI", "GASSAN"]
    rows = [head + [f"T001082{n:03d}" for n in range(1, 61)], [""] * 7 + TOWN_TITLES]
    rows.append(
        [CODE5, "1", CITY, "", "0", "", "", *_cells(sum(shown.values(), np.zeros(60, dtype=np.int64)))]
    )
    above = ""
    for town in towns:
        if town.chome and town.key_code[:9] != above:
            above = town.key_code[:9]
            rows.append(_row(above, "3", town.base, joins, _under(above, shown)))
        level = "4" if town.chome else "2"
        rows.append(_row(town.key_code, level, town.name, joins, shown.get(town.key_code)))
    return _text(rows)


def town_figures(ages: Ints) -> Ints:
    """The 60 columns of the small-area table for counts (2 sexes, 20 groups)."""
    both = np.stack([ages.sum(axis=0), ages[0], ages[1]])
    broad = [both[:, :3], both[:, 3:AGED], both[:, AGED:], both[:, 15:]]
    columns = [both.sum(axis=1, keepdims=True), both[:, :15], *(b.sum(axis=1, keepdims=True) for b in broad)]
    return np.concatenate(columns, axis=1).ravel()


def _joins(towns: list[Town]) -> dict[str, str]:
    """{key of a hidden town: key of what takes in its people}.

    As in the real table: another 丁目 of the same name, or the name as a whole if none of its 丁目 is shown
    but they're enough together, or else the nearest town.
    """
    shown = [t for t in towns if t.population >= FEWEST]
    found = {}
    for town in towns:
        if not 0 < town.population < FEWEST:
            continue
        kin = [t for t in towns if t.base == town.base]
        if town.chome and not any(t in shown for t in kin) and sum(t.population for t in kin) >= FEWEST:
            found[town.key_code] = town.key_code[:9]
            continue
        near = [t for t in kin if t in shown] or shown
        best = min(near, key=lambda t: (town.geometry.distance(t.geometry), t.key_code))
        found[town.key_code] = best.key_code
    return found


def _cells(values: Ints) -> list[str]:
    return [str(v) if v else "-" for v in values.tolist()]


def _under(above: str, shown: dict[str, Ints]) -> Ints | None:
    """The level-3 row over its 丁目: the sum of what is shown, None if nothing is."""
    parts = [figures for key, figures in shown.items() if key.startswith(above)]
    return np.asarray(np.sum(parts, axis=0)) if parts else None


def _row(key: str, level: str, name: str, joins: dict[str, str], figures: Ints | None) -> list[str]:
    """One row; HTKSAKI and GASSAN name towns by their key without the municipality (four digits or six)."""
    target = joins.get(key, "")
    given = sorted(source[5:] for source, into in joins.items() if into == key)
    kind = "2" if target else "1" if given else "0"
    values = ["X"] * 60 if figures is None else _cells(figures)
    return [key, level, CITY, name, kind, target[5:], ";".join(given), *values]
