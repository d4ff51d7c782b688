"""Knows what can be said of an asset, field by field: the one table behind form, comparison and history.

Knows no table, no page and nobody's rights. A form is a dict of JSON values by field; None or an empty
list is "not known". `FIELDS` stands in the order of the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gisapp.assets.calendar import CLOSED_ON
from layers import all_layers
from layers._layer import FIELDS as WELFARE_FIELDS
from layers._layer import FORMALITIES, PILLARS

Form = dict[str, Any]
AUDIENCES = ("公開", "関係者", "事務所")
PRECISIONS = {
    "exact": "点で示す",
    "町丁目": "町丁目だけを示す",
    "校区": "小学校区だけを示す",
    "hidden": "地図に出さない（分析では数えます）",
}
#: What a desk listens to, in the words that residents are led by (gisapp.assets.worries).
TOPICS = (
    "もの忘れ", "介護", "障害", "仕事", "お金", "住まい", "妊娠・出産", "子育て", "学校・不登校",
    "ひきこもり", "話し相手", "どこに相談したらよいか",
)  # fmt: skip
#: How somebody knows that it is still so.
CHECKED_HOW = ("電話", "訪問", "紙", "本人")
NEEDED = "main"
SECTIONS = {
    NEEDED: "これだけは",
    "who": "だれのため",
    "when": "いつ",
    "cost": "費用・予約",
    "contact": "連絡先",
    "access": "使いやすさ",
    "lend": "場所・人",
    "kind": "位置づけ",
    "privacy": "見せる範囲",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its section of the form, how it is typed, and where it stands in a snapshot (`column`).

    `kind`: text, long, choice, choices, number, date, phones, schedules, photos, where, hub, office,
    visibility or consent.
    `guarded`: it may be kept from the public on its own.
    """

    key: str
    title: str
    section: str
    kind: str = "text"
    options: tuple[str, ...] = ()
    help: str = ""
    required: bool = False
    guarded: bool = False
    column: str = ""


FIELDS = (
    Field("name", "名前", NEEDED, required=True, column="name"),
    Field("layer", "種類", NEEDED, "choice", required=True, column="layer"),
    Field("where", "場所", NEEDED, "where", required=True),
    Field("informant", "だれからの話か", NEEDED, required=True, column="informant",
          help="代表の方、参加している方、チラシなど。個人の名前は書かないでください。"),
    Field("kana", "よみがな", "who", guarded=True, column="kana"),
    Field("description", "どんなところか", "who", "long", guarded=True, column="description"),
    Field("target_groups", "だれのため", "who", "choices",
          ("だれでも", "高齢", "障害", "子ども", "子育て", "困っている"), column="target_groups"),
    Field("topics", "相談できること", "who", "choices", TOPICS, column="topics"),
    Field("schedules", "曜日と時間", "when", "schedules", guarded=True),
    Field("hours_note", "時間の補足", "when", guarded=True, column="hours_note"),
    Field("closed_on", "休み", "when", "choices", CLOSED_ON, column="closed_on"),
    Field("planned_on", "始まる予定の日", "when", "date", column="planned_on",
          help="まだ始まっていないときだけ。それまでは地図に出ず、シナリオで数えます。"),
    Field("fee", "費用", "cost", guarded=True, column="fee"),
    Field("booking", "予約", "cost", "choice", ("いらない", "できる", "必要"), guarded=True,
          column="booking"),
    Field("phones", "電話", "contact", "phones", guarded=True),
    Field("email", "メール", "contact", guarded=True, column="email"),
    Field("url", "ホームページ", "contact", guarded=True, column="url"),
    Field("organization", "運営している団体", "contact"),
    Field("accessibility", "設備", "access", "choices",
          ("車いすで入れる", "車いす用トイレ", "エレベーター", "授乳室", "キッズルーム", "駐車場",
           "オンライン"),
          guarded=True, column="accessibility"),
    Field("languages", "ことば", "access", "choices",
          ("やさしい日本語", "手話", "英語", "中国語", "韓国語", "ベトナム語", "ネパール語", "ポルトガル語",
           "スペイン語", "タガログ語"), guarded=True, column="languages"),
    Field("capacity", "定員", "lend", "number", guarded=True, column="capacity"),
    Field("rooms", "貸せる部屋", "lend", guarded=True, column="rooms"),
    Field("staff", "いる人の役割", "lend", guarded=True, column="staff",
          help="世話人、社会福祉士など。名前は書きません。"),
    Field("photos", "写真", "lend", "photos", guarded=True, column="photos"),
    Field("hub_id", "もとになる相談所", "kind", "hub", column="hub_id"),
    Field("pillars", "重層の柱", "kind", "choices", PILLARS, column="pillars"),
    Field("fields", "分野", "kind", "choices", WELFARE_FIELDS, column="fields"),
    Field("formality", "公的かどうか", "kind", "choice", FORMALITIES, column="formality"),
    Field("office_id", "受け持つ事務所", "kind", "office", column="office_id"),
    Field("visibility", "項目ごとの見せる範囲", "privacy", "visibility", column="visibility"),
    Field("consent", "見せ方の同意", "privacy", "consent", column="consent"),
    Field("status", "いまの状態", "privacy", "choice", ("active", "temporarily closed", "inactive"),
          column="status"),
)  # fmt: skip
BY_KEY = {field.key: field for field in FIELDS}
GUARDED = tuple(field.key for field in FIELDS if field.guarded)
STATUS_WORDS = {
    "active": "やっている",
    "temporarily closed": "休んでいる",
    "inactive": "なくなった",
    "defunct": "なくなった",
}
#: What a place that isn't shown as a point keeps to itself: contact goes through the office.
KEPT_WITH_THE_PLACE = ("phones", "email", "url", "photos")
#: The parts of `where`: degrees (6668); `district` and `service_area` are keys of elementary districts.
#: Of a new asset, `beside` is the number of one that is at the same place.
WHERE = ("lat", "lon", "address", "building", "district", "service_area", "precision", "beside")


def categories() -> dict[str, str]:
    """The categories that an asset may have: the keys and titles of the layers of places."""
    return {
        key: layer.title
        for key, layer in all_layers().items()
        if layer.kind == "asset" and layer.audience == "public"
    }


def empty_form() -> Form:
    """A form in which nothing is said yet."""
    lists = ("choices", "phones", "schedules", "photos")
    form: Form = {field.key: [] if field.kind in lists else None for field in FIELDS}
    where: Form = {**dict.fromkeys(WHERE), "service_area": [], "precision": "exact"}
    return {**form, "where": where, "visibility": {}, "consent": {}, "status": "active"}
