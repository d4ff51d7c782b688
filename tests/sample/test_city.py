"""The demo city: an exact partition, plausible figures, names that can't be mistaken for real ones."""

from itertools import combinations

import numpy as np
import pytest
import shapely

from sample.city import build
from sample.geo import to_degrees
from sample.model import City

CLASSES = (0.20, 0.25, 0.30, 0.35)


def total_area(shapes) -> float:
    return float(sum(shape.area for shape in shapes))


def test_numbers(city: City) -> None:
    assert (len(city.districts), len(city.juniors)) == (30, 12)
    assert 90 <= len(city.towns) <= 130
    assert 8 <= len(city.councils) <= 10
    assert 160e6 < city.outline.area < 180e6
    assert sum(town.population for town in city.towns) == 180_000


def test_outline_is_no_rectangle_and_lies_in_the_ocean(city: City) -> None:
    hull = shapely.minimum_rotated_rectangle(city.outline)
    assert city.outline.geom_type == "Polygon"
    assert city.outline.area < 0.85 * hull.area
    lon, lat = shapely.transform(city.outline, to_degrees).centroid.coords[0]
    assert lon == pytest.approx(141.60, abs=0.05)
    assert lat == pytest.approx(35.25, abs=0.05)


@pytest.mark.parametrize("system", ["districts", "juniors", "councils", "towns"])
def test_every_system_partitions_the_city(city: City, system: str) -> None:
    areas = getattr(city, system)
    shapes = [area.home if system == "districts" else area.geometry for area in areas]
    assert all(shape.is_valid and not shape.is_empty for shape in shapes)
    assert shapely.coverage_is_valid(shapes)
    assert total_area(shapes) == pytest.approx(city.outline.area, rel=1e-6)
    assert shapely.symmetric_difference(shapely.union_all(shapes), city.outline).area < 1e-3


def test_districts_overlap_in_the_choice_area_only(city: City) -> None:
    pairs = combinations(city.districts, 2)
    found = [(a.number, b.number, a.geometry.intersection(b.geometry)) for a, b in pairs]
    overlaps = [(first, second, shape) for first, second, shape in found if shape.area > 1e-3]
    assert [{first, second} for first, second, _ in overlaps] == [{city.choice.home, city.choice.other}]
    assert overlaps[0][2].symmetric_difference(city.choice.geometry).area < 1e-3
    assert 0.05e6 < city.choice.geometry.area < 1e6
    assert city.choice.geometry.geom_type == "Polygon"
    assert total_area(d.geometry for d in city.districts) == pytest.approx(
        city.outline.area + city.choice.geometry.area, rel=1e-6
    )


def test_no_slivers(city: City) -> None:
    for area in (*city.districts, *city.towns, *city.juniors):
        for part in shapely.get_parts(area.geometry):
            assert part.area > 20_000
            assert 4 * np.pi * part.area / part.length**2 > 0.05


def test_groups_hold_every_district_once(city: City) -> None:
    numbers = [district.number for district in city.districts]
    for groups in (city.juniors, city.councils):
        assert sorted(n for group in groups for n in group.members) == numbers
    assert all(2 <= len(council.members) <= 4 for council in city.councils)
    both = {city.choice.home, city.choice.other}
    assert any(both <= set(junior.members) for junior in city.juniors)


def test_exclaves(city: City) -> None:
    assert any(len(shapely.get_parts(district.home)) > 1 for district in city.districts)
    assert sum(len(shapely.get_parts(town.geometry)) > 1 for town in city.towns) >= 2


def test_all_five_aging_classes_and_a_plausible_whole(city: City) -> None:
    rates = [district.aging_rate for district in city.districts]
    assert set(np.digitize(rates, CLASSES).tolist()) == {0, 1, 2, 3, 4}
    aged = sum(district.aged for district in city.districts)
    assert 0.28 <= aged / 180_000 <= 0.30
    by_zone = {d.zone: d.aging_rate for d in city.districts}
    assert by_zone["danchi"] > 0.4
    assert min(rates) < 0.18
    assert min(d.population for d in city.districts) > 300


def test_people_lie_in_their_town_and_district(city: City) -> None:
    points = shapely.points(city.residents.x, city.residents.y)
    for areas, index in ((city.towns, city.residents.town), (city.districts, city.residents.district)):
        shapes = np.array([getattr(area, "home", area.geometry) for area in areas], dtype=object)
        shapely.prepare(shapes)
        assert shapely.contains_properly(shapes[index], points).all()


def test_households_hold_everybody(city: City) -> None:
    people = city.residents.ages.sum(axis=(1, 2))
    at_least = city.residents.homes @ np.arange(1, 8)
    assert (people == at_least).all()


def test_names_are_unique_and_one_needs_cp932(city: City) -> None:
    for named in (city.districts, city.juniors, city.councils, city.towns):
        names = [area.name for area in named]
        assert len(set(names)) == len(names)
    assert any("髙" in district.name for district in city.districts)
    with pytest.raises(UnicodeEncodeError):
        "髙".encode("shift_jis")


def test_places_stand_in_their_town_and_district(city: City) -> None:
    towns = {town.name: town.geometry for town in city.towns}
    for place in city.places:
        point = shapely.Point(place.spot.x, place.spot.y)
        if place.district is None:
            assert 0 < city.outline.distance(point) < 1000
        else:
            assert towns[place.spot.town].covers(point)


def test_ibasho_are_uneven(city: City) -> None:
    count = {district.number: 0 for district in city.districts}
    for place in city.places:
        if place.kind == "ibasho":
            count[place.district or 0] += 1
    oldest = sorted(city.districts, key=lambda d: -d.aging_rate)[:8]
    assert sum(count[d.number] == 0 for d in oldest) >= 4
    assert max(count.values()) >= 3


def test_no_phone_can_be_dialled(city: City) -> None:
    phones = [place.phone for place in city.places if place.phone]
    assert phones
    assert all(phone.startswith("000-0") for phone in phones)


@pytest.mark.parametrize("seed", [1, 7])
def test_other_seeds_hold_together(seed: int) -> None:
    city = build(seed)
    assert len(city.districts) == 30
    assert shapely.coverage_is_valid([district.home for district in city.districts])
    assert sum(town.population for town in city.towns) == 180_000
    assert city.outline != build(seed + 1).outline


def test_scale_multiplies_areas_and_people() -> None:
    city = build(3, scale=2)
    assert 56 <= len(city.districts) <= 60
    assert sum(town.population for town in city.towns) == 360_000
    assert sum(place.kind == "ibasho" for place in city.places) == 80
