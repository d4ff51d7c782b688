"""Knows ages in official tables: what a title means, how a figure is written, what brackets add up to.

Knows no format and no layout. Four states of a figure stay apart: a number; `-`, which is nobody (0); `x`,
`*` or 秘匿, which is hidden (None); `…`, `***` or a blank, which is missing (the bracket is absent).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from importers._tables import values as _values

#: (sex 't' | 'm' | 'f', from age, to age or None for "and over"): how a count is named.
Bracket = tuple[str, int, int | None]
Counts = Mapping[Bracket, int | None]
Ages = tuple[int, int | None]

EVERYBODY: Ages = (0, None)
#: People of unknown age: counted in the total, in no bracket. Never leaves the importers.
UNKNOWN_AGE: Ages = (-1, -1)
#: The groups that the analysis asks for.
GROUPS: tuple[Ages, ...] = ((0, 14), (15, 64), (65, None), (75, None))
_OLDEST = 130
_HIDDEN = frozenset({"x", "*", "秘匿", "秘", "χ"})
_NONE = frozenset("-―‐–—−─ー")
_MISSING = frozenset({"", "...", "…", "・・・", "***", "不明", "n/a"})
_SEX_WORDS = (("男女計", "t"), ("男女合計", "t"), ("男性", "m"), ("女性", "f"), ("男", "m"), ("女", "f"))
_GROUP_WORDS: dict[str, Ages] = {
    "年少人口": (0, 14), "生産年齢人口": (15, 64), "前期高齢者": (65, 74), "後期高齢者": (75, None),
    "老年人口": (65, None), "高齢者人口": (65, None), "高齢人口": (65, None),
}  # fmt: skip
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], Ages]], ...] = (
    (r"(\d{1,3})歳?以上~?(\d{1,3})歳?未満", lambda m: (int(m[1]), int(m[2]) - 1)),
    (r"(\d{1,3})歳?(?:から|[~〜\-‐–—−ー―])(\d{1,3})", lambda m: (int(m[1]), int(m[2]))),
    (r"(\d{1,3})歳?(?:以上|~|〜|\+)", lambda m: (int(m[1]), None)),
    (r"(\d{1,3})歳?未満", lambda m: (0, int(m[1]) - 1)),
    (r"(\d{1,3})歳", lambda m: (int(m[1]), int(m[1]))),
)  # fmt: skip
_NO_PEOPLE = re.compile("世帯|外国人|日本人|率|割合|比|平均|構成|増減|面積|密度|指数|%")
_TOTAL = re.compile(r"(総人口|全人口|人口|総数|総計|合計|計|人数|数)*人?")


def plain(text: str) -> str:
    """A title or a cell for comparing: NFKC, lower case, without blanks and line breaks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def read_figure(cell: str) -> int | None:
    """People in a cell that isn't missing: digits, 0 for `-`, None where hidden. Raises ValueError else."""
    if cell.isascii() and cell.isdecimal() and len(cell) < 10:
        return int(cell)
    text = plain(cell)
    if text in _HIDDEN:
        return None
    return 0 if text in _NONE else _values.parse_count(cell)


def is_missing(cell: str) -> bool:
    """True where a cell tells nothing: a blank, `…` or `***`."""
    return plain(cell) in _MISSING


def sex_of(title: str) -> str | None:
    """The sex that a plain title names, None where it names none ('男女別' is none)."""
    text = title.replace("男女別", "")
    return next((sex for word, sex in _SEX_WORDS if word in text), None)


def ages_of(title: str) -> Ages | None:
    """The ages that a plain title names; None for a total and for whatever counts no people."""
    if _NO_PEOPLE.search(title):
        return None
    if "不詳" in title or "不明" in title:
        return UNKNOWN_AGE
    for pattern, ages in _PATTERNS:
        if match := re.search(rf"(?<!\d){pattern}", title):
            low, high = ages(match)
            return (low, high) if low <= (_OLDEST if high is None else min(high, _OLDEST)) else None
    return next((ages for word, ages in _GROUP_WORDS.items() if word in title), None)


def is_total(title: str) -> bool:
    """True for a plain title of everybody (人口, 総数, 男, 女性の人口, 計)."""
    if not title or _NO_PEOPLE.search(title):
        return False
    bare = re.sub(r"男女|男性|女性|男|女|の|\(|\)|、|・|_", "", title)
    return _TOTAL.fullmatch(bare) is not None


@functools.lru_cache(maxsize=512)
def tiles(found: frozenset[Ages], ages: Ages) -> tuple[Ages, ...] | None:
    """The finest of the brackets found that exactly cover these ages in order; None where none do."""
    low, high = ages
    if high is not None and low > high:
        return ()
    for each in sorted((a for a in found if a[0] == low), key=lambda a: 999 if a[1] is None else a[1]):
        if each[1] is None:
            return (each,) if high is None else None
        if high is not None and each[1] > high:
            return None
        rest = tiles(found, (each[1] + 1, high))
        if rest is not None:
            return (each, *rest)
    return None


def with_groups(counts: Counts) -> dict[Bracket, int | None]:
    """The counts and, where finer ones add up to them, both sexes, everybody and the GROUPS.

    A sum with a hidden part is hidden. People of unknown age count in the total only.
    """
    full = dict(counts)
    for ages in {bracket[1:] for bracket in counts}:
        if ("t", *ages) not in full and {("m", *ages), ("f", *ages)} <= full.keys():
            full["t", *ages] = _sum([full["m", *ages], full["f", *ages]])
    for sex in sorted({bracket[0] for bracket in full}):
        found = frozenset(bracket[1:] for bracket in full if bracket[0] == sex and bracket[1] >= 0)
        for ages in (*GROUPS, EVERYBODY):
            parts = tiles(found, ages) if ages not in found else None
            if parts:
                unknown = [full[sex, *UNKNOWN_AGE]] if (sex, *UNKNOWN_AGE) in full else []
                extra = unknown if ages == EVERYBODY else []
                full[sex, *ages] = _sum([full[sex, *part] for part in parts] + extra)
    return full


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def faults(counts: Counts) -> Iterator[str]:
    """What can't be true of these counts, in words: parts that exceed or miss their whole.

    Hidden and missing figures are passed over.
    """
    for ages in {bracket[1:] for bracket in counts}:
        male, female, both = (counts.get((sex, *ages)) for sex in "mft")
        if male is not None and female is not None and both is not None and male + female != both:
            yield f"{_words(ages)}の男{male:,}人と女{female:,}人の合計が、{both:,}人と合いません。"
    for sex in sorted({bracket[0] for bracket in counts}):
        yield from _age_faults({bracket[1:]: counts[bracket] for bracket in counts if bracket[0] == sex})


def _age_faults(found: Mapping[Ages, int | None]) -> Iterator[str]:
    for whole, parts in _sums(frozenset(found)):
        total, summed = found[whole], _sum([found[part] for part in parts])
        if total is None or summed is None:
            continue
        unknown = (found.get(UNKNOWN_AGE) or 0) if whole == EVERYBODY else 0
        if summed + unknown != total:
            yield f"{_words(whole)}の{total:,}人が、年齢別の合計{summed + unknown:,}人と合いません。"
    for inner, outer in _within(frozenset(found)):
        less, more = found[inner], found[outer]
        if less is not None and more is not None and less > more:
            yield f"{_words(inner)}の{less:,}人が、{_words(outer)}の{more:,}人より多くなっています。"


@functools.lru_cache(maxsize=64)
def _sums(found: frozenset[Ages]) -> tuple[tuple[Ages, tuple[Ages, ...]], ...]:
    """Each bracket that finer ones add up to, with those."""
    known = [ages for ages in sorted(found, key=str) if ages != UNKNOWN_AGE]
    pairs = ((ages, tiles(frozenset(known) - {ages}, ages)) for ages in known)
    return tuple((ages, parts) for ages, parts in pairs if parts and len(parts) > 1)


@functools.lru_cache(maxsize=64)
def _within(found: frozenset[Ages]) -> tuple[tuple[Ages, Ages], ...]:
    """Pairs of a bracket and a wider one that holds it."""
    known = [ages for ages in sorted(found, key=str) if ages != UNKNOWN_AGE]
    return tuple((a, b) for a in known for b in known if a != b and b[0] <= a[0] and _end(a) <= _end(b))


def _end(ages: Ages) -> int:
    return 999 if ages[1] is None else ages[1]


def _words(ages: Ages) -> str:
    if ages in (EVERYBODY, UNKNOWN_AGE):
        return "総数" if ages == EVERYBODY else "年齢不詳"
    return f"{ages[0]}歳以上" if ages[1] is None else f"{ages[0]}〜{ages[1]}歳"
