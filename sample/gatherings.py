"""Knows the demo city's 居場所, children's cafeterias and child-rearing places: names, hours, gaps.

Knows neither where they stand nor how they're written. All names are made up, no number can be dialled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice

import numpy as np

from sample.model import City, District, Place, Spot
from sample.names import WORDS, Name, endless

Spots = Sequence[tuple[Spot, int]]

COUNCIL = "見本市社会福祉協議会"
_WEEKS = ("月", "火", "水", "木", "金", "土", "月;水;金", "火;木", "月;火;水;木;金", "水;土", "日")
_NOTES = ("第1・第3週", "祝日は休み", None, "8月は休み")
#: kind | name ({w}: a word) | reading | opens | closes | what it is | who runs it ({d}: the district)
_IBASHO = """
サロン|ふれあいサロン{w}|フレアイサロン{w}|10:00|12:00|お茶とおしゃべりの集まりです。|{d}地区社会福祉協議会
茶の間|{w}の茶の間|{w}ノチャノマ|10:00|15:00|だれでも立ち寄れる地域の茶の間です。|NPO法人みほんの縁側
体操の会|{w}健康体操の会|{w}ケンコウタイソウノカイ|9:30|11:00|いすに座ってできる体操です。|{d}老人クラブ
サロン|いきいきサロン{w}|イキイキサロン{w}|13:30|15:30|歌や手芸を楽しむサロンです。|見本市社会福祉協議会
認知症カフェ|オレンジカフェ{w}|オレンジカフェ{w}|13:00|15:00|認知症の人と家族のカフェです。|社会福祉法人みほん福祉会
多世代|みんなのひろば{w}|ミンナノヒロバ{w}|10:00|16:00|子どもからお年寄りまで集うひろばです。|{d}町会連合会
茶の間|ご近所カフェ{w}|ゴキンジョカフェ{w}|11:00|14:00|自治会館で開くご近所のカフェです。|{d}自治会
体操の会|{w}ラジオ体操会①|{w}ラジオタイソウカイ1|6:20|6:50|公園でのラジオ体操です。|{d}町会
当事者の会|ひきこもりの居場所 {w}|ヒキコモリノイバショ {w}|13:00|17:00|予約なしで過ごせます。|みほん若者の会
"""
#: 種別 | name (word, district) | reading (word, district's) | opens | closes | days | places | ages
_KOSODATE = """
地域子育て支援拠点|子育てひろば{w}|コソダテヒロバ{w}|9:30|15:30|月;火;水;木;金||0歳から3歳まで
認可保育所|{w}保育園|{w}ホイクエン|7:00|18:00|月;火;水;木;金;土|90|6か月から
児童館|{d}児童館|{k}ジドウカン|9:00|17:00|火;水;木;金;土;日||0歳から18歳まで
認可保育所|見本市立{d}保育園|ミホンシリツ{k}ホイクエン|7:30|18:30|月;火;水;木;金;土|110|1歳クラスから
小規模保育事業|{w}ちいさなほいくえん|{w}チイサナホイクエン|7:30|18:30|月;火;水;木;金;土|19|3か月から
私立幼稚園|{w}幼稚園|{w}ヨウチエン|9:00|14:00|月;火;水;木;金|160|3歳クラスから
認定こども園|{w}こども園|{w}コドモエン|7:30|18:30|月;火;水;木;金;土|140|6か月から
"""
#: name | reading | day | opens | closes | when
_KODOMO = """
{w}こども食堂|{w}コドモショクドウ|土|11:30|13:30|第2土曜日
みんなの食卓{w}|ミンナノショクタク{w}|金|17:00|19:00|毎週
{w}ごはん|{w}ゴハン|水|17:30|19:00|第1・第3水曜日
こども食堂 {w}|コドモショクドウ {w}|日|12:00|14:00|第4日曜日
"""


def _forms(text: str) -> Iterator[list[str]]:
    return cycle([line.split("|") for line in text.strip().splitlines()])


def phones(first: int) -> Iterator[str]:
    """Numbers that no telephone has: 000-0000-0001 and so on."""
    return (f"000-{n // 10000:04d}-{n % 10000:04d}" for n in range(first, 10**8))


def words(start: int) -> Iterator[Name]:
    """Friendly words with their reading, from a place in the list on."""
    return islice(endless(WORDS), start, None)


def ibasho(rng: np.random.Generator, city: City, spots: Spots) -> list[Place]:
    """Gatherings of the neighbourhood; some without a phone or hours, every twentieth without coordinates."""
    rows = zip(spots, _forms(_IBASHO), words(0), phones(1), strict=False)
    return [
        _ibasho(n, spot, city.districts[d - 1], (*form, phone, _WEEKS[int(rng.integers(len(_WEEKS)))]), word)
        for n, ((spot, d), form, word, phone) in enumerate(rows, start=1)
    ]


def _ibasho(number: int, spot: Spot, here: District, form: tuple[str, ...], word: Name) -> Place:
    kind, name, kana, opens, closes, what, runs, phone, days = form
    known = number % 6 != 4
    return Place(
        kind="ibasho",
        number=number,
        name=name.format(w=word[0]),
        kana=kana.format(w=word[1]),
        spot=spot,
        district=here.number,
        organization=runs.format(d=here.base),
        phone=None if number % 5 == 2 else phone,
        days=days if known else None,
        opens=opens if known else None,
        closes=closes if known else None,
        note=_NOTES[number % 4] if known else None,
        located=number % 20 != 13,
        extra={"kind": kind, "what": what},
    )


def kosodate(_: np.random.Generator, city: City, spots: Spots) -> list[Place]:
    """Hubs, children's halls, nurseries and kindergartens."""
    found: list[Place] = []
    rows = zip(spots, _forms(_KOSODATE), words(3), phones(1001), strict=False)
    for number, ((spot, district), form, word, phone) in enumerate(rows, start=1):
        here = city.districts[district - 1]
        title = form[1].format(w=word[0], d=here.base)
        again = sum(place.name.startswith(title) for place in found)
        suffix = f"第{again + 1}" if again else ""
        found.append(_kosodate(number, spot, here, (*form, phone, title + suffix), word))
    return found


def _kosodate(number: int, spot: Spot, here: District, form: tuple[str, ...], word: Name) -> Place:
    kind, name, kana, opens, closes, days, places, ages, phone, title = form
    return Place(
        kind="kosodate",
        number=number,
        name=title,
        kana=kana.format(w=word[1], k=here.kana.removesuffix("ショウガッコウ")),
        spot=spot,
        district=here.number,
        organization="見本市" if "{d}" in name else "社会福祉法人みほん保育会",
        phone=None if number % 9 == 5 else phone,
        days=days,
        opens=opens,
        closes=closes,
        note="祝日及び12/29～1/3は休み",
        capacity=int(places) + number % 3 * 5 if places else None,
        extra={
            "kind": kind,
            "ages": ages,
            "since": f"{1972 + number * 11 % 49}",
            "spare": "有無"[number % 2],
        },
    )


def kodomo(_: np.random.Generator, city: City, spots: Spots) -> list[Place]:
    """Children's cafeterias; of some the list gives nothing but the name."""
    rows = zip(spots, _forms(_KODOMO), words(11), phones(2001), strict=False)
    return [
        _kodomo(n, spot, city.districts[d - 1], (*form, phone), word)
        for n, ((spot, d), form, word, phone) in enumerate(rows, start=1)
    ]


def _kodomo(number: int, spot: Spot, here: District, form: tuple[str, ...], word: Name) -> Place:
    name, kana, day, opens, closes, when, phone = form
    bare = Place("kodomo", number, name.format(w=word[0]), kana.format(w=word[1]), spot, here.number)
    if number % 5 == 3:
        return replace(bare, located=False, addressed=False)
    return replace(
        bare,
        organization=f"{word[0]}こども食堂実行委員会",
        phone=phone if number % 4 else None,
        days=day,
        opens=opens,
        closes=closes,
        note=when,
        capacity=20 + number % 4 * 10,
        extra={"fee": "100" if number % 3 else "0", "adult": "300", "school": here.name},
    )
