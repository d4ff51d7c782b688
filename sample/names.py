"""Knows invented names: towns with their reading, and the words places are named with.

Knows no place, no person and no number; every name is generic or made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

Name = tuple[str, str]


def _names(text: str) -> tuple[Name, ...]:
    pairs = (word.split("/") for word in text.split())
    return tuple((kanji, kana) for kanji, kana in pairs)


#: Town names by zone. The first of "suburb" carries 髙, which only Microsoft's Shift JIS (cp932) knows.
TOWNS: dict[str, tuple[Name, ...]] = {
    "centre": _names(
        "駅前/エキマエ 本町/ホンチョウ 栄町/サカエチョウ 旭町/アサヒチョウ 元町/モトマチ"
        " 幸町/サイワイチョウ 大通/オオドオリ 寿町/コトブキチョウ 錦町/ニシキチョウ 末広町/スエヒロチョウ"
        " 中町/ナカマチ 常盤町/トキワチョウ 新町/シンマチ 日の出町/ヒノデチョウ 弥生町/ヤヨイチョウ"
        " 若松町/ワカマツチョウ 緑町/ミドリチョウ 城下/シロシタ"
    ),
    "west": _names(
        "西口町/ニシグチチョウ 曙町/アケボノチョウ 千歳町/チトセチョウ 平和町/ヘイワチョウ"
        " 桜町/サクラチョウ 西本町/ニシホンチョウ 泉町/イズミチョウ 松ケ枝町/マツガエチョウ"
    ),
    "danchi": _names("見本台/ミホンダイ 柏台/カシワダイ 団地前/ダンチマエ"),
    "newtown": _names(
        "緑が丘/ミドリガオカ 丘の上/オカノウエ あおぞら台/アオゾラダイ ひばり野/ヒバリノ 星見台/ホシミダイ"
        " 若葉台/ワカバダイ"
    ),
    "coast": _names(
        "潮見/シオミ 浜町/ハマチョウ 汐入/シオイリ 磯前/イソマエ 網場/アバ 松浜/マツハマ 白砂/シラスナ"
    ),
    "harbour": _names("臨海町/リンカイチョウ 新港町/シンミナトチョウ 埠頭/フトウ"),
    "hill": _names(
        "奥山/オクヤマ 沢入/サワイリ 峠下/トウゲシタ 杉沢/スギサワ 炭窯/スミガマ 栗林/クリバヤシ"
        " 滝の入/タキノイリ 岩沢/イワサワ 石神/イシガミ 大平/オオダイラ 狐塚/キツネヅカ 一の瀬/イチノセ"
        " 日向/ヒナタ 日陰/ヒカゲ 尾根/オネ 木戸沢/キドサワ 上沢/カミサワ 下沢/シモサワ 水口/ミナクチ"
        " 鹿野/シカノ 笹平/ササダイラ 朴木/ホオノキ"
    ),
    "suburb": _names(
        "髙見/タカミ 川端/カワバタ 河原/カワラ 舟渡/フナド 堤下/ツツミシタ 水車/スイシャ 中島/ナカジマ"
        " 柳瀬/ヤナセ 宮前/ミヤマエ 寺前/テラマエ 大門/ダイモン 馬場/ババ 弓場/ユバ 五反田/ゴタンダ"
        " 八反/ハッタン 三ツ木/ミツギ 一本松/イッポンマツ 榎/エノキ 欅通/ケヤキドオリ 椎木/シイノキ"
        " 下宿/シモジュク 上宿/カミジュク 横道/ヨコミチ 追分/オイワケ 鍛冶屋敷/カジヤシキ 谷戸/ヤト"
        " 根岸/ネギシ 向原/ムカイハラ 東原/ヒガシハラ 南原/ミナミハラ 北原/キタハラ 新田/シンデン"
        " 中新田/ナカシンデン 下新田/シモシンデン 神明/シンメイ 天神前/テンジンマエ 稲荷下/イナリシタ"
        " 蓮沼/ハスヌマ 葦原/アシハラ 竹の下/タケノシタ 梅里/ウメサト 桃園/モモゾノ 茶畑/チャバタケ"
        " 桑原/クワバラ 境橋/サカイバシ 石橋/イシバシ 土橋/ドバシ 井戸尻/イドジリ 清水/シミズ"
        " 丸山/マルヤマ 台下/ダイシタ 原宿/ハラジュク 半田/ハンダ 六地蔵/ロクジゾウ 庚申塚/コウシンヅカ"
        " 関場/セキバ 砂田/スナダ 深田/フカダ 大曲/オオマガリ 瀬戸際/セトギワ"
    ),
}
_AFFIXES = _names(
    "東/ヒガシ 西/ニシ 南/ミナミ 北/キタ 上/カミ 下/シモ 新/シン 奥/オク 元/モト 大/オオ 小/コ 中/ナカ"
)

WORDS = _names(
    "ひだまり/ヒダマリ こもれび/コモレビ たんぽぽ/タンポポ ひまわり/ヒマワリ そよかぜ/ソヨカゼ"
    " にじいろ/ニジイロ ほほえみ/ホホエミ すみれ/スミレ つくし/ツクシ わかば/ワカバ あおぞら/アオゾラ"
    " なごみ/ナゴミ いこい/イコイ せせらぎ/セセラギ ゆうやけ/ユウヤケ しらかば/シラカバ どんぐり/ドングリ"
    " くるみ/クルミ みつば/ミツバ れんげ/レンゲ なのはな/ナノハナ しおかぜ/シオカゼ みなも/ミナモ"
    " やすらぎ/ヤスラギ ともしび/トモシビ ふたば/フタバ もみじ/モミジ かがやき/カガヤキ はるかぜ/ハルカゼ"
    " ゆりかご/ユリカゴ あさがお/アサガオ こだま/コダマ まんまる/マンマル ぽかぽか/ポカポカ"
    " おひさま/オヒサマ つばめ/ツバメ めだか/メダカ きんもくせい/キンモクセイ こでまり/コデマリ"
    " すずらん/スズラン かけはし/カケハシ まどか/マドカ てまり/テマリ さざなみ/サザナミ わたぐも/ワタグモ"
)
CHOME = ("", "一丁目", "二丁目", "三丁目", "四丁目", "五丁目", "六丁目", "七丁目")


def endless(names: tuple[Name, ...]) -> Iterator[Name]:
    """The names in order, then again with 東, 西, … before them, then with a number behind."""
    yield from names
    for affix, reading in _AFFIXES:
        yield from ((affix + kanji, reading + kana) for kanji, kana in names)
    for number in count(2):
        yield from ((f"{kanji}第{number}", f"{kana}ダイ{number}") for kanji, kana in names)
