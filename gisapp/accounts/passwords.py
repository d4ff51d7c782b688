"""Knows which passwords are good enough. Knows no page, no table and no hash.

Length counts, odd signs don't: what is refused is short, says who or where somebody is, or is tried first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from gisapp.accounts.rights import Person
from gisapp.errors import UserError

#: Long passwords are better than odd ones; no rule on signs.
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
#: What is left of a password without the words below must still be this long, of this many letters.
LEAST_OWN, LEAST_LETTERS = 5, 5
#: What is tried first at a Japanese town hall or council of social welfare.
_TRIED_FIRST = """
    1234567890 0123456789 0987654321 9876543210 123456789 987654321 12345678 87654321 1234567 123456
    654321 12345 54321 1234 4321 1q2w3e4r5t 1qaz2wsx3edc 1qaz2wsx qazwsxedc qwertyuiop qwerty asdfghjkl
    asdfgh zxcvbnm abcdefghijklmnopqrstuvwxyz abcdefghijkl abcdefgh abcdef abcd1234 abc123 abc password
    passw0rd p@ssw0rd p@ssword pass welcome letmein iloveyou administrator admin root kanrisha kanri user
    guest test login master secret default changeme system server internet windows google monkey dragon
    sunshine princess football baseball superman pokemon doraemon sakura himawari arigatou arigato
    konnichiwa ohayou aishiteru daisuki tanaka suzuki satou sato takahashi watanabe yamada hanako tarou
    taro nihon nippon japan tokyo osaka kyoto reiwa heisei showa shiyakusho yakusho yakuba chousha
    shichouson shakai fukushi kyougikai kyogikai shakaifukushikyougikai shakyou shakyo syakyou syakyo
    koureisha koureisya kaigo houkatsu shien center chiiki shigen chizu map gisapp gis ibasho cafe salon
    minsei iin kaigi パスワード ぱすわーど あいことば 合言葉 暗証番号 管理者 管理 担当者 担当 職員 利用者
    ログイン 市役所 区役所 町役場 村役場 役所 役場 庁舎 自治体 市町村 社会福祉協議会 社会福祉 福祉協議会
    福祉 協議会 社協 高齢者福祉課 高齢者 高齢 介護保険 介護 地域包括支援センター 包括支援 地域包括 支援
    センター 地域資源マップ 地域資源 地域 資源 マップ 地図 居場所 サロン カフェ 民生委員 令和 平成 昭和
    おはよう こんにちは ありがとう さくら ひまわり よろしくお願いします よろしく お願いします あいうえお
    かきくけこ いろはにほへと
"""
COMMON = frozenset(_TRIED_FIRST.split())
_YEAR = re.compile(r"(?:19|20)\d\d")


def require_good(password: str, person: Person, places: Iterable[str]) -> None:
    """Raises UserError (ACC-021) where a password is too short, too long, or easy to guess for strangers.

    `places` are names of this installation's municipalities and prefectures.
    """
    length, plain = len(password), _plain(password)
    if not SHORTEST_PASSWORD <= length <= LONGEST_PASSWORD:
        allowed = f"{SHORTEST_PASSWORD}文字以上{LONGEST_PASSWORD}文字以下"
        message = f"パスワードは{allowed}にしてください（いま{length}文字）。"
    elif len(set(plain)) < LEAST_LETTERS:
        message = "同じ文字ばかりのパスワードは使えません。"
    elif any(own and own in plain for own in _own(person)):
        message = "名前やメールアドレスを含むパスワードは使えません。"
    elif len(_rest(plain, places)) < LEAST_OWN:
        message = "よく使われる言葉や、自治体・職場の名前だけのパスワードは使えません。"
    else:
        return
    remedy = "ほかで使っていない、長めの言葉の組み合わせを入れてください。"
    raise UserError("ACC-021", message, remedy, unchanged=True)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _rest(plain: str, places: Iterable[str]) -> str:
    """What is left where all that strangers try first is taken away, and years and signs."""
    names = {_plain(place) for place in places}
    short = {name[:-1] for name in names if name[-1:] in tuple("市区町村都道府県") and len(name) > 2}
    for word in sorted(COMMON | names | short, key=lambda word: (-len(word), word)):
        plain = plain.replace(word, "")
    return "".join(letter for letter in _YEAR.sub("", plain) if letter.isalnum())


def _own(person: Person) -> tuple[str, ...]:
    email, name = _plain(person.email), _plain(person.name)
    mailbox = email.partition("@")[0]
    return (email, mailbox if len(mailbox) > 3 else "", name if len(name) > 2 else "")
