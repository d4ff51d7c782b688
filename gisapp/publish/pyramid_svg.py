"""Knows how people by age and sex are drawn, with the whole city's share as an outline. Knows no figure."""

from __future__ import annotations

from markupsafe import Markup

from gisapp.planning.profile.pyramid import Pyramid
from gisapp.publish.svg import BRAND, INK, MUTED, SURFACE, label, line, picture, tag

_WIDTH, _BAR, _TOP, _MIDDLE = 460.0, 15.0, 26.0, 54.0
_NAMES = {"m": "男性", "f": "女性", "t": "男女"}


def age_words(low: int, high: int | None) -> str:
    """0〜4歳, 85歳以上."""
    return f"{low}歳以上" if high is None else f"{low}〜{high}歳"


def pyramid_svg(pyramid: Pyramid, *, name: str, key: str = "pyramid") -> Markup:
    """Men to the left (filled), women to the right (open); both sexes alone to the right.

    The broken line is what the district would have with the city's shares. A hidden number is written 非表示.
    """
    sexes = list(pyramid.people)
    people = [each or 0 for counts in pyramid.people.values() for each in counts]
    city = {sex: [sum(people) * share / 100 for share in shares] for sex, shares in pyramid.city.items()}
    most = max([*people, *(each for shares in city.values() for each in shares), 1])
    height = _TOP + _BAR * len(pyramid.ages) + 26
    half = (_WIDTH - _MIDDLE) / 2 if len(sexes) == 2 else _WIDTH - _MIDDLE - 8
    drawn: list[Markup] = []
    for at, (low, high) in enumerate(pyramid.ages):
        y = _TOP + _BAR * (len(pyramid.ages) - 1 - at)
        middle = half + _MIDDLE / 2 if len(sexes) == 2 else _MIDDLE / 2
        words = f"{low}〜" if high is None else f"{low}–{high}"
        drawn.append(label(words, (middle, y + 11), size=10, anchor="middle", fill=MUTED, halo=None))
        for sex in sexes:
            drawn += _bar(sex, pyramid.people[sex][at], y, half / most * 0.94, half, (low, high))
    for sex in sexes:
        drawn += _outline(sex, city[sex], half / most * 0.94, half)
    for sex in sexes:
        x = half - 4 if sex == "m" else half + _MIDDLE + 4 if sex == "f" else _MIDDLE + 4
        drawn.append(label(_NAMES[sex], (x, 16), size=12, anchor="end" if sex == "m" else "start", bold=True))
    base = height - 8
    drawn.append(line((4, base - 4), (34, base - 4), stroke=BRAND, width=1.6, dash="4 3"))
    drawn.append(label("市全体の割合で住んでいるとしたとき", (40, base), size=11, fill=MUTED, halo=None))
    return picture(
        *drawn,
        size=(_WIDTH, height),
        key=key,
        title=f"{name}の年齢と性別",
        told="年齢ごとの人数を棒の長さで示した図です。同じ数字が表にあります。",
    )


def _bar(
    sex: str, people: int | None, y: float, scale: float, half: float, ages: tuple[int, int | None]
) -> list[Markup]:
    start = half if sex == "m" else half + _MIDDLE if sex == "f" else _MIDDLE
    if people is None:
        anchor = "end" if sex == "m" else "start"
        return [label("非表示", (start, y + 11), size=9, anchor=anchor, fill=MUTED, halo=None)]
    wide = people * scale
    title = tag("title", f"{age_words(*ages)} {_NAMES[sex]} {people:,}人")
    return [
        tag(
            "rect",
            title,
            x=start - wide if sex == "m" else start,
            y=y + 1.5,
            width=wide,
            height=_BAR - 3,
            fill=MUTED if sex == "m" else SURFACE,
            stroke=INK,
            stroke_width=0.9,
        )
    ]


def _outline(sex: str, shares: list[float], scale: float, half: float) -> list[Markup]:
    """A staircase along the ends of the bars that the city's shares would have."""
    start = half if sex == "m" else half + _MIDDLE if sex == "f" else _MIDDLE
    way = -1 if sex == "m" else 1
    steps = []
    for at, value in enumerate(shares):
        x = start + way * value * scale
        bottom = _TOP + _BAR * (len(shares) - at)
        steps += [f"{x:.1f} {bottom:.1f}", f"{x:.1f} {bottom - _BAR:.1f}"]
    return [
        tag(
            "path",
            d="M" + "L".join(steps),
            fill="none",
            stroke=BRAND,
            stroke_width=1.6,
            stroke_dasharray="4 3",
        )
    ]
