"""Knows what people worry about in their own words, and which desks listen. Knows no table and no page.

A desk fits by what it says can be talked about there, else by whom it is for. A general desk, one for
everybody, is always named: it listens first and leads on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers import all_layers
from layers._layer import Layer, Pin

Asset = Mapping[str, Any]
#: What the layers of desks are for (社会福祉法106条の4第2項1号).
LISTENING = "相談支援"
EVERYBODY = "だれでも"


@dataclass(frozen=True, slots=True)
class Worry:
    """`words`: as people say it. `topics`: pieces of what desks say they talk about, and of what people type.

    `whom`: groups that desks are for, where no desk names the topic. `places`: large choices of the map
    (`Layer.choice`) that help as well.
    """

    key: str
    words: str
    topics: tuple[str, ...]
    whom: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


UNKNOWN = "unknown"
WORRIES = (
    Worry("memory", "もの忘れが心配", ("もの忘れ", "物忘れ", "ものわすれ", "認知症", "徘徊"), ("高齢",)),
    Worry("care", "家族の介護", ("介護", "ケアラー", "看病"), ("高齢",)),
    Worry("old", "高齢の暮らし", ("高齢", "年金", "見守り", "ひとり暮らし", "買い物"), ("高齢",)),
    Worry(
        "disability", "障害のこと",
        ("障害", "障がい", "日中通える", "福祉サービス", "障害者手帳", "発達"), ("障害",),
    ),
    Worry("work", "仕事のこと", ("仕事", "就労", "失業", "働"), ("困っている",)),
    Worry(
        "money", "お金・家賃・借金のこと",
        ("お金", "借金", "収入", "家賃", "税金", "公共料金", "生活費", "生活困窮"), ("困っている",),
    ),
    Worry(
        "child", "子育て・妊娠・出産",
        ("子育て", "妊娠", "出産", "妊産婦", "育児", "保育", "母子", "乳幼児"), ("子育て", "子ども"),
        ("子育て",),
    ),
    Worry(
        "school", "学校・子どもの居場所",
        ("学校", "不登校", "いじめ", "子どもの居場所", "勉強"), ("子ども", "子育て"),
        ("食堂", "居場所・カフェ"),
    ),
    Worry("withdrawn", "ひきこもり", ("ひきこもり", "引きこもり", "引き籠"), ("困っている",)),
    Worry(
        "home", "住まい・ごみ・近所のこと",
        ("住まい", "ごみ", "近所", "騒音", "立ち退き"), ("困っている",),
    ),
    Worry(
        "lonely", "話し相手・行く場所がほしい",
        ("話し相手", "孤独", "さびしい", "寂しい", "居場所"), (), ("居場所・カフェ",),
    ),
    Worry(UNKNOWN, "どこに相談したらよいか分からない", ("どこに相談", "分からない", "わからない"), ()),
)  # fmt: skip
BY_KEY = {worry.key: worry for worry in WORRIES}


@dataclass(frozen=True, slots=True)
class Desks:
    """Desks for a worry: those that fit, best first, and the general ones."""

    fitting: list[Asset]
    general: list[Asset]


def listening_layers() -> tuple[str, ...]:
    """The layers whose places are desks, those that residents see first before the others."""
    found = [layer for layer in all_layers().values() if _listens(layer)]
    return tuple(layer.key for layer in sorted(found, key=lambda layer: (not layer.shown, layer.order)))


def places_layers(worry: Worry) -> tuple[str, ...]:
    """The layers of places that do good without a talk, too."""
    return tuple(
        layer.key for layer in all_layers().values() if layer.choice and layer.choice in worry.places
    )


def _listens(layer: Layer) -> bool:
    """Squares are the family of 相談 on the map."""
    return LISTENING in layer.pillars and isinstance(layer.style, Pin) and layer.style.shape == "square"


def worry_in(text: str) -> Worry:
    """The worry that somebody's own words tell of; the one who knows nothing where they tell of none."""
    plain = _plain(text)
    return next(
        (each for each in WORRIES if any(_plain(topic) in plain for topic in each.topics)), BY_KEY[UNKNOWN]
    )


def desks_for(worry: Worry, desks: Sequence[Asset]) -> Desks:
    """Which of the desks (public assets, in their order) listen to the worry. Each stands once."""
    general = [desk for desk in desks if EVERYBODY in desk["target_groups"] or _names(desk, BY_KEY[UNKNOWN])]
    named = [desk for desk in desks if worry.key != UNKNOWN and _names(desk, worry)]
    meant = [desk for desk in desks if set(worry.whom) & set(desk["target_groups"])]
    fitting = named or meant
    return Desks(fitting, [desk for desk in general if desk not in fitting])


def _names(desk: Asset, worry: Worry) -> bool:
    said = _plain("".join(desk["topics"]))
    return any(_plain(topic) in said for topic in worry.topics)


def _plain(text: str) -> str:
    """One form of writing: hiragana, half width, no blanks."""
    folded = unicodedata.normalize("NFKC", text).lower()
    kana = (chr(ord(each) - 0x60) if "ァ" <= each <= "ヶ" else each for each in folded)
    return "".join(each for each in kana if not each.isspace())
