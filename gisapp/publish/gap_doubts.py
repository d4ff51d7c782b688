"""Knows how far an answer can be trusted, in words: what is known, what isn't, what had to be assumed.

Knows no page and no district by name.
"""

from __future__ import annotations

from gisapp.planning.gaps import Answer
from gisapp.publish.gap_border import border_words
from gisapp.publish.gap_words import HIDDEN


def doubts(answer: Answer, unit: str) -> list[tuple[str, str]]:
    """Title and sentence of everything that a reader has to know; what doesn't apply is left out.

    `unit`: what one district is called.
    """
    sure = answer.confidence
    outside = f"（うち市の外 {sure['outside']:,}か所）" if sure["outside"] else ""
    known = (
        f"知られている場所 {sure['known']:,}か所{outside}のうち、12か月以内に確かめた場所は "
        f"{sure['checked']:,}か所です。知られていない場所があるかもしれません。"
    )
    told = [
        (True, "数えた場所", known),
        (sure["unplaced"], "位置が分からない場所", f"{sure['unplaced']:,}か所は、数えていません。"),
        (
            sure["hidden_assets"],
            "公開していない場所",
            f"{sure['hidden_assets']:,}か所は、地図には出していませんが、計算には入れています。",
        ),
        (
            sure["filled_supply"],
            "大きさを補った場所",
            f"{sure['filled_supply']:,}か所は、定員や時間が分からないため、同じ種類の中央値としました。",
        ),
        (
            sure["border_districts"],
            "市の境に近い区域",
            f"{sure['border_districts']:,}{unit}あります。{border_words(answer)}"
            "実際より足りなく見えることがあります。",
        ),
        (sure["grain"], "人口の細かさ", sure["grain"]),
        (
            sure["suppressed_share"],
            "内訳が伏せられた人口",
            f"住む人の {sure['suppressed_share']:.1f}％は、人数が少ないため、統計で近くの区画と合わせて"
            "数えられています。",
        ),
        (
            sure["residual_people"] != 0,
            "どの区域にも入らない人",
            f"{_people(sure['residual_people'])}（{sure['residual_share']:.2f}％）です。",
        ),
        (
            sure["overlap_people"] != 0,
            "区域が重なる所に住む人",
            f"{_people(sure['overlap_people'])}です。重なる区域に等しく分けました。",
        ),
        (
            sure["edge_people"] != 0,
            "市の外に分けた人",
            f"境界をまたぐ区画から、面積の割合で{_people(sure['edge_people'])}を、市の外"
            "（隣の市区町村や海）に分けました。",
        ),
        (
            sure["off_network_people"] != 0,
            "道から遠い人",
            f"{_people(sure['off_network_people'])}は歩ける道から遠く、道のりを計算できないため、"
            "「届かない」としました。",
        ),
        (
            sure["approximate_ages"],
            "年齢の分け方",
            "統計の年齢の幅が広いため、対象の年齢の人数は、幅の中で等しく分けた概数です。",
        ),
    ]
    return [(title, words) for applies, title, words in told if applies]


def _people(count: int | None) -> str:
    """A number of people; None is a small one that isn't shown."""
    return f"ごく少数（{HIDDEN}）" if count is None else f"{count:,}人"
