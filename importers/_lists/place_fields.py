"""Knows what a list of places can say of a place, and how Japanese lists title the columns that say it.

Knows no file and no value: what stands under a title is judged in `_place_guess`.

The titles come from 自治体標準オープンデータセット and 推奨データセット, the children's cafeteria standard of
Tokyo, Google's My Maps, 国土数値情報 避難施設 (P20, 2012) and lists of 社会福祉協議会; the first of each is
our own template's.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: A canonical name that keeps a further column under its own title: "extra:駐車場".
EXTRA = "extra:"
#: What each field is titled, the best first. In the order in which columns are given out: what is told apart
#: most surely comes first. A title that stands twice goes where what stands under it fits.
_TITLES = """
municipality_code: 市区町村コード 全国地方公共団体コード 都道府県コード又は市区町村コード 団体コード P20_001
id: 管理番号 ID 施設ID 団体ID 整理番号 登録番号 事業所番号 施設番号 NO No. 番号 通番 連番 整番
name: 名称 施設名 施設名称 事業所名 事業所名称 サロン名 サロン名称 居場所名 居場所の名称 通いの場名
    通いの場の名称 拠点名 店名 店舗名 食堂名 教室名 活動名 活動名称 場の名称 グループ名 サークル名 クラブ名
    施設・団体名 団体名 団体名称 name facility_name place_name P20_002
kana: ふりがな フリガナ 名称_カナ 名称(カナ) 名称カナ 名称_かな 施設名カナ 施設名_カナ 事業所名カナ 団体名カナ
    カナ かな よみがな よみ 読み仮名 kana
kind: 種類 種別 施設種別 活動種別 分類 区分 カテゴリ カテゴリー ジャンル 施設分類 kind type category P20_004
    folder
lat: 緯度 lat latitude 北緯 lat_wgs84 y y座標
lon: 経度 lon lng long longitude 東経 lon_wgs84 x x座標
position: 緯度・経度 緯度経度 緯度,経度 座標 位置情報 位置 wkt latlng latlon coordinates
precision: 位置の精度 位置の公開範囲 precision
address: 住所 所在地 所在地_連結表記 所在地_連結標記 住所地 所在 施設住所 施設所在地 会場住所 開催場所住所
    開催場所の住所 活動場所住所 address addr add1 住所1 P20_003 開催場所 開催地 活動場所 実施場所
    会場 場所
address_more: 番地以下 所在地_番地以下 住所2 町名番地 番地 add2
building: 建物名・部屋 建物名等 方書 建物名 建物 ビル名 会場名 会場名称 開催会場 設置場所 開催場所 活動場所
    実施場所 会場 場所 building
phone: 電話番号 電話 TEL Tel. 代表電話 代表電話番号 連絡先電話番号 問い合わせ先電話番号 問合せ先電話番号
    電話番号1 phone phonenumber telephone 連絡先 問い合わせ先 問合せ先 お問い合わせ先 お問合せ先 お問い合わせ
    問い合わせ
fax: ファクス FAX FAX番号 ファクス番号 ファックス ファックス番号 連絡先FAX番号
email: 公開用メールアドレス 代表メールアドレス メールアドレス 連絡先メールアドレス メール Eメール email
    e-mail mail
url: ウェブサイト URL ホームページ ホームページURL HP ホームページアドレス サイト リンク website web link
organization: 運営団体 運営団体名 運営主体 運営主体名 運営者 運営 運営法人 主催 主催者 主催団体 主催団体名
    実施主体 実施団体 実施団体名 設置者 設置者名 設置主体 法人名 法人の名称 団体名 団体 organization operator
    owner
hours: 開催日時 日時 活動日時 実施日時 開催日・時間 開催日時・頻度 利用日時 利用可能日時特記事項 opening_hours
weekdays: 曜日 開催曜日 活動曜日 利用可能曜日 開館曜日 開所曜日 営業曜日 実施曜日 開催日 活動日 実施日 定例日
    開所日 営業日
opens: 開始時刻 開始時間 利用開始時間 開催開始時間 開館時刻 開始 opens open 開店時間
closes: 終了時刻 終了時間 利用終了時間 開催終了時間 閉館時刻 終了 closes close 閉店時間
times: 時間帯 時間 開催時間 活動時間 利用時間 開館時間 開所時間 営業時間 実施時間
hours_note: 日時の補足 開催日時特記事項 開館日時特記事項 日時備考
frequency: 開催頻度 頻度 回数 開催回数 実施頻度
fee: 参加費 料金 利用料 利用料金 費用 会費 参加料 参加費用 利用者負担 fee price charge
capacity: 定員 収容定員 受入定員 利用定員 収容人数 募集人数 席数 capacity
target: 対象 対象者 参加対象 参加対象者 対象年齢 受入年齢 利用対象 参加条件 target
description: 内容 活動内容 主な活動内容 説明 紹介 紹介文 概要 事業内容 サービス内容 特徴 PR description desc
district: 地区 圏域 日常生活圏域 小学校区 校区 学区 中学校区 地域
access: アクセス アクセス方法 最寄駅 最寄り駅 交通 交通手段
booking: 予約 予約方法 申込方法 申し込み方法 申込み方法 申込 申込み 申し込み
formality: 位置づけ 公的・準公的・インフォーマル
assured_date: 確認日 最終確認日 更新日 最終更新日 情報更新日 調査日 updated updated_at
note: 備考 メモ 特記事項 その他 補足 備考欄 memo note remarks
"""
#: Titles of official lists that say nothing of the above, yet are made for the public.
PUBLIC_EXTRAS = frozenset({"対応している災害の種別", "駐車場", "駐車場情報", "バリアフリー", "持ち物"})
#: Titles that may stand over the names of places, which a person has to confirm.
_WEAK_NAME = re.compile(
    r"(?!.*(氏|者|人|員|町|村|市|区|県|字|目|駅|会場|場所|担当|代表|建物|主催|運営|ビル|種類|分類|法人))"
    r".+(名|名称)|名前|title"
)


@dataclass(frozen=True, slots=True)
class PlaceField:
    """One thing a list says. `titles`: the best first; the very first is what our own pages call it."""

    key: str
    titles: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.titles[0]

    def rank(self, title: str) -> int | None:
        """How well a title says it, 0 the best; None where it doesn't."""
        return _RANKS[self.key].get(title_key(title))


def title_key(title: str) -> str:
    """A title fit for comparing: NFKC, lower case, without blanks, marks and what stands in brackets."""
    plain = re.sub(r"[\s_※*:.。]+", "", unicodedata.normalize("NFKC", title)).casefold()
    return re.sub(r"[(\[〔【<].*?[)\]〕】>]", "", plain) or plain


def field_title(key: str) -> str:
    """What a canonical name is called on our pages."""
    return key.removeprefix(EXTRA) if key.startswith(EXTRA) else BY_KEY[key].title


def is_known(title: str) -> bool:
    """True for a title that says for certain what stands under it."""
    return title_key(title) in _ALL_TITLES


def can_name(title: str) -> bool:
    """True for a title that says, for certain or perhaps, that names of places stand under it."""
    return BY_KEY["name"].rank(title) is not None or may_name(title)


def may_name(title: str) -> bool:
    """True for a title that may stand over the names of places, though it doesn't say so for certain."""
    return _WEAK_NAME.fullmatch(title_key(title)) is not None


def _parsed(text: str) -> tuple[PlaceField, ...]:
    entries = (line.partition(":") for line in text.replace("\n    ", " ").strip().splitlines())
    return tuple(PlaceField(key, tuple(titles.split())) for key, _, titles in entries)


FIELDS = _parsed(_TITLES)
BY_KEY = {field.key: field for field in FIELDS}
_RANKS = {
    field.key: {title_key(title): rank for rank, title in reversed(list(enumerate(field.titles)))}
    for field in FIELDS
}
_ALL_TITLES = frozenset(title for ranks in _RANKS.values() for title in ranks)
