"""Knows what the demo city's places are called, when they open and what their lists leave out.

Knows neither where they stand nor how they're written. All names are made up, all numbers can't be dialled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice

import numpy as np

from sample.model import City, Place, Spot
from sample.names import WORDS, Name, endless

Spots = Sequence[tuple[Spot, int]]
Dress = Callable[[np.random.Generator, City, Spots], list[Place]]

COUNCIL = "見本市社会福祉協議会"
_WEEKS = ("月", "火", "水", "木", "金", "土", "月;水;金", "火;木", "月;火;水;木;金", "水;土", "日")
#: (kind, name with {} for a word or the district's name, reading, opens, closes, what it is, who runs it).
_IBASHO = (
    (
        "サロン",
        "ふれあいサロン{w}",
        "フレアイサロン{w}",
        "10:00",
        "12:00",
        "お茶とおしゃべりの集まりです。",
        "{d}地区社会福祉協議会",
    ),
    (
        "茶の間",
        "{w}の茶の間",
        "{w}ノチャノマ",
        "10:00",
        "15:00",
        "だれでも立ち寄れる地域の茶の間です。",
        "NPO法人みほんの縁側",
    ),
    (
        "体操の会",
        "{w}健康体操の会",
        "{w}ケンコウタイソウノカイ",
        "9:30",
        "11:00",
        "いすに座ってできる体操です。",
        "{d}老人クラブ",
    ),
    (
        "サロン",
        "いきいきサロン{w}",
        "イキイキサロン{w}",
        "13:30",
        "15:30",
        "歌や手芸を楽しむサロンです。",
        COUNCIL,
    ),
    (
        "認知症カフェ",
        "オレンジカフェ{w}",
        "オレンジカフェ{w}",
        "13:00",
        "15:00",
        "認知症の人と家族、地域の人のカフェです。",
        "社会福祉法人みほん福祉会",
    ),
    (
        "多世代",
        "みんなのひろば{w}",
        "ミンナノヒロバ{w}",
        "10:00",
        "16:00",
        "子どもからお年寄りまで集えるひろばです。",
        "{d}町会連合会",
    ),
    (
        "茶の間",
        "ご近所カフェ{w}",
        "ゴキンジョカフェ{w}",
        "11:00",
        "14:00",
        "自治会館で開くご近所のカフェです。",
        "{d}自治会",
    ),
    (
        "体操の会",
        "{w}ラジオ体操会①",
        "{w}ラジオタイソウカイ1",
        "6:20",
        "6:50",
        "公園でのラジオ体操です。",
        "{d}町会",
    ),
    (
        "当事者の会",
        "ひきこもりの居場所 {w}",
        "ヒキコモリノイバショ {w}",
        "13:00",
        "17:00",
        "予約なしで過ごせる居場所です。",
        COUNCIL,
    ),
)
#: (種別, name, reading, opens, closes, days, capacity, ages).
_KOSODATE = (
    (
        "地域子育て支援拠点",
        "子育てひろば{w}",
        "コソダテヒロバ{w}",
        "9:30",
        "15:30",
        "月;火;水;木;金",
        None,
        "0歳から3歳まで",
    ),
    ("認可保育所", "{w}保育園", "{w}ホイクエン", "7:00", "18:00", "月;火;水;木;金;土", 90, "6か月から"),
    ("児童館", "{d}児童館", "{k}ジドウカン", "9:00", "17:00", "火;水;木;金;土;日", None, "0歳から18歳まで"),
    (
        "認可保育所",
        "見本市立{d}保育園",
        "ミホンシリツ{k}ホイクエン",
        "7:30",
        "18:30",
        "月;火;水;木;金;土",
        110,
        "1歳クラスから",
    ),
    (
        "小規模保育事業",
        "{w}ちいさなほいくえん",
        "{w}チイサナホイクエン",
        "7:30",
        "18:30",
        "月;火;水;木;金;土",
        19,
        "3か月から",
    ),
    ("私立幼稚園", "{w}幼稚園", "{w}ヨウチエン", "9:00", "14:00", "月;火;水;木;金", 160, "3歳クラスから"),
    ("認定こども園", "{w}こども園", "{w}コドモエン", "7:30", "18:30", "月;火;水;木;金;土", 140, "6か月から"),
)


def phones(first: int) -> Iterator[str]:
    """Numbers that no telephone has: 000-0000-0001 and so on."""
    number = first
    while True:
        yield f"000-{number // 10000:04d}-{number % 10000:04d}"
        number += 1


def _words(start: int) -> Iterator[Name]:
    yield from islice(endless(WORDS), start, None)


def ibasho(rng: np.random.Generator, city: City, spots: Spots) -> list[Place]:
    """Gatherings of the neighbourhood; some without a phone or hours, every twentieth without coordinates."""
    found = []
    rows = zip(spots, cycle(_IBASHO), _words(0), phones(1), strict=False)
    for number, ((spot, district), row, word, phone) in enumerate(rows, start=1):
        kind, name, kana, opens, closes, what, runs = row
        base = city.districts[district - 1].base
        known = number % 6 != 4
        place = Place(
            kind="ibasho",
            number=number,
            name=name.format(w=word[0]),
            kana=kana.format(w=word[1]),
            spot=spot,
            district=district,
            organization=runs.format(d=base),
            phone=None if number % 5 == 2 else phone,
            days=_WEEKS[int(rng.integers(len(_WEEKS)))] if known else None,
            opens=opens if known else None,
            closes=closes if known else None,
            note=("第1・第3週", "祝日は休み", None, "8月は休み")[number % 4] if known else None,
            located=number % 20 != 13,
            extra={"kind": kind, "what": what},
        )
        found.append(place)
    return found


def kosodate(_: np.random.Generator, city: City, spots: Spots) -> list[Place]:
    """Hubs, children's halls, nurseries and kindergartens."""
    found: list[Place] = []
    taken: set[str] = set()
    rows = zip(spots, cycle(_KOSODATE), _words(3), phones(1001), strict=False)
    for number, ((spot, district), row, word, phone) in enumerate(rows, start=1):
        kind, name, kana, opens, closes, days, capacity, ages = row
        here = city.districts[district - 1]
        title = name.format(w=word[0], d=here.base)
        if title in taken:
            name, kana = name.replace("{d}", "{d}第二"), kana.replace("{k}", "{k}ダイニ")
            title = name.format(w=word[0], d=here.base)
        taken.add(title)
        short = here.kana.removesuffix("ショウガッコウ")
        place = Place(
            kind="kosodate",
            number=number,
            name=title,
            kana=kana.format(w=word[1], k=short),
            spot=spot,
            district=district,
            organization="見本市" if "{d}" in name else "社会福祉法人みほん保育会",
            phone=None if number % 9 == 5 else phone,
            days=days,
            opens=opens,
            closes=closes,
            note="祝日及び12/29～1/3は休み",
            capacity=capacity and capacity + number % 4 * 10 * (capacity > 30),
            extra={
                "kind": kind,
                "ages": ages,
                "since": f"{1972 + number * 11 % 49}",
                "spare": "有無"[number % 2],
            },
        )
        found.append(place)
    return found


def kodomo(_: np.random.Generator, city: City, spots: Spots) -> list[Place]:
    """Children's cafeterias; some lists give nothing but the name."""
    found = []
    names = ("{w}こども食堂", "みんなの食卓{w}", "{w}ごはん", "こども食堂 {w}")
    kana = ("{w}コドモショクドウ", "ミンナノショクタク{w}", "{w}ゴハン", "コドモショクドウ {w}")
    rows = zip(spots, _words(11), phones(2001), strict=False)
    for number, ((spot, district), word, phone) in enumerate(rows, start=1):
        known = number % 5 != 3
        place = Place(
            kind="kodomo",
            number=number,
            name=names[number % 4].format(w=word[0]),
            kana=kana[number % 4].format(w=word[1]),
            spot=spot,
            district=district,
            organization=f"{word[0]}こども食堂実行委員会" if known else None,
            phone=phone if known and number % 4 else None,
            days=("土", "金", "水", "日")[number % 4] if known else None,
            opens=("11:30", "17:00", "17:30", "12:00")[number % 4] if known else None,
            closes=("13:30", "19:00", "19:00", "14:00")[number % 4] if known else None,
            note=("第2土曜日", "毎週", "第1・第3水曜日", "第4日曜日")[number % 4] if known else None,
            capacity=20 + number % 4 * 10 if known else None,
            located=known,
            addressed=known,
            extra={
                "fee": "100" if number % 3 else "0",
                "adult": "300",
                "school": city.districts[district - 1].name,
            },
        )
        found.append(place)
    return found


def cafe(_: np.random.Generator, __: City, spots: Spots) -> list[Place]:
    """Cafés as a volunteer map has them: every seventh without a name."""
    forms = (
        ("喫茶 {}", "キッサ {}"),
        ("カフェ{}", "カフェ{}"),
        ("珈琲 {}", "コーヒー {}"),
        ("{} COFFEE", "{} コーヒー"),
    )
    return [
        Place(
            "cafe", n, "" if n % 7 == 0 else form[0].format(word[0]), form[1].format(word[1]), spot, district
        )
        for n, ((spot, district), form, word) in enumerate(
            zip(spots, cycle(forms), _words(2), strict=False), start=1
        )
    ]


def outside_cafes(_: np.random.Generator, spots: Sequence[Spot]) -> list[Place]:
    """Cafés beyond the border: neighbours' assets that our residents use."""
    rows = zip(spots, _words(40), strict=False)
    return [
        Place("cafe", 9000 + n, f"茶房 {word[0]}", f"サボウ {word[1]}", spot, None)
        for n, (spot, word) in enumerate(rows, start=1)
    ]


def day(_: np.random.Generator, __: City, spots: Spots) -> list[Place]:
    """Day services for older people."""
    found = []
    rows = zip(spots, _words(7), phones(3001), strict=False)
    for number, ((spot, district), word, phone) in enumerate(rows, start=1):
        small = number % 3 == 0
        place = Place(
            kind="day",
            number=number,
            name=f"デイサービス{'ホーム' if small else 'センター'}{word[0]}",
            kana=f"デイサービス{'ホーム' if small else 'センター'}{word[1]}",
            spot=spot,
            district=district,
            phone=phone,
            days=("平日", "平日;土曜日;祝日", "平日;土曜日", "平日;土曜日;日曜日;祝日")[number % 4],
            capacity=10 + number % 3 * 4 if small else 20 + number % 5 * 5,
        )
        found.append(place)
    return found


def desk(_: np.random.Generator, city: City, spots: Spots) -> list[Place]:
    """Consultation offices of the social workers; the list gives one of them an address only."""
    found = []
    hosts = ("事務所内", "地域福祉センター内", "市民センター内", "公民館内")
    for number, (spot, district) in enumerate(spots, start=1):
        base = city.districts[district - 1].base
        extra = {"host": f"{base}{hosts[number % 4]}", "since": str(2017 + number * 2 % 8)}
        name, kana = f"まるごとサポート{base}", "マルゴトサポート"
        located = number % 5 != 3
        found.append(Place("desk", number, name, kana, spot, district, COUNCIL, located=located, extra=extra))
    return _unique(found)


def office(_: np.random.Generator, city: City, spots: Spots) -> list[Place]:
    """Branch offices of the city."""
    return _unique(
        [
            Place("office", n, f"{city.districts[d - 1].base}事務所", "ジムショ", spot, d, "見本市")
            for n, (spot, d) in enumerate(spots, start=1)
        ]
    )


def park(_: np.random.Generator, __: City, spots: Spots) -> list[Place]:
    """Parks as evacuation areas."""
    extra = {"type": "広域避難場所"}
    rows = zip(spots, _words(21), strict=False)
    return [
        Place("shelter", 800 + n, f"{word[0]}公園", f"{word[1]}コウエン", spot, district, extra=extra)
        for n, ((spot, district), word) in enumerate(rows, start=1)
    ]


def _unique(places: list[Place]) -> list[Place]:
    """The same places; a name that comes twice gets the town's name behind it."""
    names = [place.name for place in places]
    return [
        replace(p, name=f"{p.name}（{p.spot.town}）") if names.index(p.name) != i else p
        for i, p in enumerate(places)
    ]


DRESS: dict[str, Dress] = {
    "ibasho": ibasho,
    "kosodate": kosodate,
    "kodomo": kodomo,
    "cafe": cafe,
    "day": day,
    "desk": desk,
    "office": office,
    "park": park,
}
