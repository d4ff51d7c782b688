"""Knows how people are named in Japanese text: surnames, titles, given names. Knows nothing else of a text.

The surnames are the common ones (surnames.txt); anybody else is found by さん, 様 and the like alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_KANJI = "一-龠々髙﨑"
_TITLE = r"(?:さん|さま|様|氏|殿|くん|君|ちゃん)"
#: What only stands behind a surname: 田中宅, 田中先生.
_POST = r"(?:先生|会長|代表|部長|理事長|委員長|宅|家|夫妻|夫人)"
#: Whoever is meant by these isn't named.
_NOBODY = re.compile(
    r"(?:皆|客|奥|嫁|婿|娘|息子|孫|母|父|親|兄|姉|弟|妹|祖父|祖母|叔父|叔母|伯父|伯母|夫|妻|子|子供|坊|嬢|神|仏|王|殿|"
    r"赤|何|各位|他人|大家|旦那|親御|隣|近所|一人|本人|若者|高齢|同|多|無|有|模|仕|異|両|貴|外|ご主人|主人|"
    r"[一-龠々]{0,5}(?:者|員|長|師|士|生|方|人|主|屋|職|係|役|族|達|団体|会社|学校|病院|施設|農家|業|店|室|局|課))$"
)
_NOBODY_KANA = re.compile(
    r"(?:ボランティア|ヘルパー|スタッフ|リーダー|メンバー|オーナー|マスター|ママ|パパ|サポーター|ケアマネ|ケアマネージャー|"
    r"ケアマネジャー|ワーカー|コーディネーター|シニア|ドライバー|バス|タクシー|コンビニ|スーパー|おじい|おばあ|おじ|おば|"
    r"おにい|おねえ|おとう|おかあ|とう|かあ|にい|ねえ|じい|ばあ|あか|みな|たく|おまわり|おくさん?|おこ|むすこ|むすめ|"
    r"おや|たくさ|ちゃん|いちゃ|ばあちゃ|めちゃ)$"
)
_LAST_OF_A_NAME = (
    "子美恵江代枝雄夫男郎一二三介太也樹司治之彦人弘博明正信香奈菜里理乃音花華葉佳希紀幸和義昭勝清茂実豊隆孝進誠浩修健"
    "翔蓮陽輔吾平吉助蔵作造衛門久哉斗真馬生裕哲淳潤薫緑純忍翼律朗敏俊文武剛毅聡智恭子織穂帆沙紗莉梨結優愛咲桜凛"
)
_KANA_GIVEN = (
    "さくら|はなこ|はな|ひろし|けいこ|かずこ|よしこ|ひろこ|ゆうこ|ようこ|たろう|じろう|いちろう|まさこ|さちこ|みどり|"
    "ひろみ|あけみ|なおみ|きよし|たけし|まこと|あゆみ|めぐみ|かおり|ゆき|ゆうき|あおい|ひなた|さくらこ|とし子|トメ|キヨ|ハナ|ウメ"
)
#: What makes a place or a firm of a surname.
_NO_GIVEN = re.compile(
    r"(?:医院|病院|公園|薬局|商店|書店|工務店|歯科|内科|小児科|整骨院|眼科|工業|産業|建設|会館|団地|小学校|中学校|小|中|校区|地区|町|村|"
    r"市|区|県|駅|橋|川|山|丁目|通り|寺|神社|店|会|台|線|校|館|園|院|局|社|ビル|ホーム|カフェ|コーポ|クリニック|デイ|サロン|の|は|が|を|に|で|と|も|や|か|へ)"
)


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where somebody is named, title included; spans may overlap. The text is in one width (NFKC)."""
    for found in _titled().finditer(text):
        yield found.span()
    for pattern, nobody in (_ANY_KANJI, _NOBODY), (_ANY_KANA, _NOBODY_KANA):
        for found in pattern.finditer(text):
            if not nobody.search(found[1]):
                yield found.span()
    for found in _with_given().finditer(text):
        yield found.span()
    for found in _alone().finditer(text):
        yield found.span("name") if found["name"] else found.span()
    for found in _apart().finditer(text):
        if not _NO_GIVEN.match(found[1]) and not _NO_GIVEN.fullmatch(found[1][-2:]):
            yield found.span()


_ANY_KANJI = re.compile(
    rf"([{_KANJI}]{{1,7}}(?:[ ]?[ぁ-んァ-ヶ]{{1,3}}(?<![はがをにのでとも]))?)[ ]?{_TITLE}(?!ざ)"
)
_ANY_KANA = re.compile(
    rf"((?<![ァ-ヶー])[ァ-ヶー]{{2,8}}|(?<![ぁ-ん{_KANJI}])[ぁ-ん]{{1,4}}?)"
    r"[ ]?(?:さん|くん|君|ちゃん|氏|様)(?!ざ)"
)


@functools.cache
def _known() -> tuple[str, str]:
    """The surnames as alternatives of a pattern, the longest first: in kanji, and as they are read."""
    lines = (Path(__file__).parent / "surnames.txt").read_text(encoding="utf-8").splitlines()
    written, read = zip(*(line.split() for line in lines), strict=True)
    return _alternatives(written), _alternatives(read)


def _alternatives(listed: Iterable[str]) -> str:
    return "|".join(sorted(set(listed), key=lambda name: (-len(name), name)))


@functools.cache
def _titled() -> re.Pattern[str]:
    """田中さん, 田中花子様, たなかさん, タナカさん, 田中宅."""
    written, read = _known()
    katakana = read.translate({code: code + 0x60 for code in range(ord("ぁ"), ord("ん") + 1)})
    long_ones = "|".join(each for each in f"{read}|{katakana}".split("|") if len(each) > 2)
    return re.compile(
        rf"(?:{written})(?:[ ]?[{_KANJI}ァ-ヶ]{{0,4}}|[ ]?[ぁ-ん]{{2,4}}?)[ ]?{_TITLE}(?!ざ)"
        rf"|(?:{written})(?:[ ]?[{_KANJI}]{{2,3}})?の?(?:お宅|{_POST})(?![族庭事計{_KANJI}])"
        rf"|(?:{long_ones})[ ]?(?:{_TITLE}|宅|のお宅)"
    )


@functools.cache
def _with_given() -> re.Pattern[str]:
    """田中花子, 田中ハナ, 田中さくら: no blank between, an end that given names have."""
    written, _ = _known()
    return re.compile(
        rf"(?<![{_KANJI}])(?:{written})"
        rf"(?:[{_KANJI}]{{0,2}}[{_LAST_OF_A_NAME}](?![{_KANJI}0-9])|(?:{_KANA_GIVEN})(?![ァ-ヶー{_KANJI}]))"
    )


@functools.cache
def _apart() -> re.Pattern[str]:
    """田中 花子: a blank between."""
    written, _ = _known()
    return re.compile(
        rf"(?<![{_KANJI}])(?:{written})"
        rf"[ ]([{_KANJI}]{{1,3}}|[ぁ-ん]{{2,4}}|[ァ-ヶー]{{2,4}})(?![{_KANJI}ァ-ヶー])"
    )


@functools.cache
def _alone() -> re.Pattern[str]:
    """担当は田中, 田中と申します: a surname with nothing behind it."""
    written, _ = _known()
    role = r"(?:担当|世話人|代表|会長|店主|連絡先|名前|氏名)(?:者|の方)?(?:は|:|の|、)?[ ]?"
    return re.compile(
        rf"(?:{role}(?P<name>{written})(?![{_KANJI}])"
        rf"|(?<![{_KANJI}])(?:{written})(?=です(?:[。、\n]|$)|と申|といいます|まで連絡|に連絡))"
    )
