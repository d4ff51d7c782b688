"""Knows how people by age and sex are drawn, with the whole city's share as an outline. Knows no figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gisapp.planning.profile.pyramid import Pyramid
from gisapp.publish.svg import BRAND, INK, MUTED, SURFACE, label, line, picture, tag

_WIDTH, _YEAR, _TOP, _MIDDLE = 460.0, 2.4, 26.0, 54.0
#: As many years the open ages are drawn.
_OPEN_YEARS = 15
_NAMES = {"m": "男性", "f": "女性", "t": "男女"}


def age_words(low: int, high: int | None) -> str:
    """0〜4歳, 85歳以上."""
    return f"{low}歳以上" if high is None else f"{low}〜{high}歳"


def pyramid_svg(pyramid: Pyramid, *, name: str, key: str = "pyramid") -> Markup:
    """Men to the left (filled), women to the right (open); both sexes alone to the right.

    A bar is as high as its ages are wide and as long as the people of one year of them, so that its area is
    their number, however wide the ages are; the open ones are drawn as 15 years. The broken line is what the
    district would have with the city's shares. A hidden number is written 非表示.
    """
    years = [_years(*ages) for ages in pyramid.ages]
    everybody = sum(each or 0 for counts in pyramid.people.values() for each in counts)
    own = {sex: _a_year(counts, years) for sex, counts in pyramid.people.items()}
    city = {
        sex: _a_year([everybody * share / 100 for share in shares], years)
        for sex, shares in pyramid.city.items()
    }
    longest = max(each or 0 for counts in (*own.values(), *city.values()) for each in counts)
    sides = _sides(tuple(own), longest)
    bands, y = [], _TOP + _YEAR * sum(years)
    for wide in years:
        y -= wide * _YEAR
        bands.append((y, wide * _YEAR))
    drawn: list[Markup] = []
    for at, (ages, (top, high)) in enumerate(zip(pyramid.ages, bands, strict=True)):
        words = f"{ages[0]}〜" if ages[1] is None else f"{ages[0]}–{ages[1]}"
        middle = sides[next(iter(own))].middle
        drawn.append(
            label(words, (middle, top + high / 2 + 4), size=10, anchor="middle", fill=MUTED, halo=None)
        )
        for sex, side in sides.items():
            words = f"{age_words(*ages)} {_NAMES[sex]}"
            drawn.append(_bar(side, words, pyramid.people[sex][at], own[sex][at], bands[at]))
    for sex, side in sides.items():
        drawn.append(_outline(side, [each or 0 for each in city[sex]], bands))
        drawn.append(
            label(_NAMES[sex], (side.start + 4 * side.way, 16), size=12, anchor=side.anchor, bold=True)
        )
    height = _TOP + _YEAR * sum(years) + 26
    base = height - 8
    drawn.append(line((4, base - 4), (34, base - 4), stroke=BRAND, width=1.6, dash="4 3"))
    drawn.append(label("市全体と同じ割合で住んでいるとしたとき", (40, base), size=11, fill=MUTED, halo=None))
    return picture(
        *drawn,
        size=(_WIDTH, height),
        key=key,
        title=f"{name}の年齢と性別",
        told="年齢ごとの人数を棒の広さで示した図です。同じ数字が表にあります。",
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """Where one sex's bars begin, which way they grow, and how long one person of a year is."""

    start: float
    way: int
    scale: float
    middle: float
    fill: str

    @property
    def anchor(self) -> str:
        return "end" if self.way < 0 else "start"


def _sides(sexes: tuple[str, ...], longest: float) -> dict[str, _Side]:
    if len(sexes) == 1:
        scale = 0.94 * (_WIDTH - _MIDDLE - 8) / max(longest, 0.1)
        return {sexes[0]: _Side(_MIDDLE, 1, scale, _MIDDLE / 2, SURFACE)}
    half = (_WIDTH - _MIDDLE) / 2
    scale = 0.94 * half / max(longest, 0.1)
    middle = _WIDTH / 2
    return {"m": _Side(half, -1, scale, middle, MUTED), "f": _Side(half + _MIDDLE, 1, scale, middle, SURFACE)}


def _years(low: int, high: int | None) -> int:
    return _OPEN_YEARS if high is None else high - low + 1


def _a_year(counts: Sequence[float | None], years: Sequence[int]) -> list[float | None]:
    """People of one year of each of the ages."""
    return [None if each is None else each / wide for each, wide in zip(counts, years, strict=True)]


def _bar(
    side: _Side, words: str, people: int | None, a_year: float | None, band: tuple[float, float]
) -> Markup:
    top, high = band
    if people is None or a_year is None:
        at = (side.start, top + high / 2 + 4)
        return label("非表示", at, size=9, anchor=side.anchor, fill=MUTED, halo=None)
    long = a_year * side.scale
    return tag(
        "rect",
        tag("title", f"{words} {people:,}人"),
        x=side.start - long if side.way < 0 else side.start,
        y=top + 0.8,
        width=long,
        height=high - 1.6,
        fill=side.fill,
        stroke=INK,
        stroke_width=0.9,
    )


def _outline(side: _Side, a_year: Sequence[float], bands: Sequence[tuple[float, float]]) -> Markup:
    """A staircase along the ends of the bars that the city's shares would have."""
    steps = [
        f"{side.start + side.way * each * side.scale:.1f} {y:.1f}"
        for each, (top, high) in zip(a_year, bands, strict=True)
        for y in (top + high, top)
    ]
    path = "M" + "L".join(steps)
    return tag("path", d=path, fill="none", stroke=BRAND, stroke_width=1.6, stroke_dasharray="4 3")
