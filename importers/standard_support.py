"""Knows 支援制度（給付金）情報 of the national standard: what help there is, for whom and until when.

Knows nothing of the map layer that shows it. A programme has no place: no record has a geometry.

Fields of a record (geometry: None; text None where blank):
    municipality_code   six digits, None where the publisher isn't one
    id                  支援制度ID, 制度番号              name           タイトル（制度名）
    subtitle            サブタイトル                      kind           支援制度種別: 個人, 事業者 or 自治体
    target              対象者                            purpose        用途・対象物
    summary             概要                              content        内容
    apply_how           利用・申請方法                    apply_url      電子申請URL
    opens, closes       受付開始日, 受付終了日 (datetime.date; the last day is included)
    shown_until         公開終了日                        period_note    受付備考, 募集時期
    organization        実施組織・支援機関, else 地方公共団体の名称
    contact             お問い合わせ先, 連絡先名称        phone, email
    url                 詳細参照先 (the first address in it), else URL
    law                 根拠法令                          keywords       tuple

Source: デジタル庁 自治体標準オープンデータセット, データセット定義書B (2023-12-06,
https://www.digital.go.jp/resources/open_data/municipal-standard-data-set-test); the earlier 支援制度情報.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers._lists.standard import CODES, day, items, parsed, read_list, web
from importers._lists.standard_text import first_link, parse_id
from importers._record import Delivery, Format, Problem, Record
from importers._tables.rows import Cells
from importers._tables.table import has_header

_NAME = "タイトル(制度名)"
_SUBTITLES = ("サブタイトル(通称等)", "サブタイトル(通称名)", "サブタイトル(通称)", "サブタイトル")
_IDS = ("支援制度ID", "制度ID", "制度番号", "ID", "NO")
_KINDS = {"1": "個人", "2": "事業者", "3": "自治体"}


def _wanted(columns: frozenset[str]) -> bool:
    return _NAME in columns and not columns.isdisjoint({"対象者", "概要", "制度概要", "内容"})


def _fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    kind = text("支援制度種別")
    return {
        "municipality_code": cells.code("全国地方公共団体コード", *CODES),
        "id": parsed(cells, parse_id, "表計算ソフトで桁が失われた番号です。", *_IDS),
        "name": text(_NAME),
        "subtitle": text(*_SUBTITLES),
        "kind": _KINDS.get(kind or "", kind),
        "target": text("対象者"),
        "purpose": text("用途・対象物", "用途・対象費"),
        "summary": text("制度概要", "概要"),
        "content": text("内容", "支援内容"),
        "opens": day(cells, "受付開始日"),
        "closes": day(cells, "受付終了日"),
        "shown_until": day(cells, "公開終了日"),
        "period_note": text("受付備考", "募集時期"),
        "law": text("根拠法令"),
        "keywords": items(text("キーワード")),
    } | _contact(cells)


def _contact(cells: Cells) -> dict[str, Any]:
    text = cells.text
    return {
        "organization": text("実施組織・支援機関", "制度所管組織名", "地方公共団体の名称", "地方公共団体名"),
        "contact": text("お問い合わせ先", "問い合わせ先", "連絡先名称"),
        "phone": cells.phone("連絡先電話番号", "電話番号"),
        "email": text("連絡先メールアドレス", "メールアドレス"),
        "apply_how": text("利用・申請方法"),
        "apply_url": web(cells, "電子申請URL", "申請方法URL"),
        "url": first_link(text("詳細参照先") or "") or web(cells, "URL"),
    }


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    return read_list(delivery, _wanted, _fields, titles="タイトル（制度名）・対象者・概要")


FORMAT = Format(
    key="standard_support",
    title="支援制度（給付金）情報（自治体標準オープンデータセット）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
)
