"""Knows the blank list that a city or a 社会福祉協議会 fills in when it has no list of a layer's places yet.

Knows no database. What its columns are called comes from `layers`, so that the filled list is read back
without a question.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from layers._layer import FORMALITIES, Layer
from layers._listed import EXAMPLE, TEMPLATE_FIELDS, column_title, precision_words

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows that have drop-downs; more can be filled in without them.
_ROWS = 1_000
_BRAND, _PALE, _RULE = "FF0A5C63", "FFF1EEE6", "FFD7D3CA"
KINDS = (
    "サロン・茶の間", "体操・健康づくり", "カフェ", "食堂・会食", "子育てひろば", "学習支援", "趣味・学び",
    "相談窓口", "見守り・訪問", "買い物・移動の手伝い", "その他",
)  # fmt: skip
_WEEKDAYS = ("月", "火", "水", "木", "金", "土", "日", "平日", "毎日", "月・水・金", "火・木")


@dataclass(frozen=True, slots=True)
class Help:
    """How one column is filled in, with an example, and how wide it is (characters)."""

    how: str
    example: str
    width: int = 16


HELP = {
    "id": Help("空けておいて構いません。名簿の番号があれば書きます。", EXAMPLE, 10),
    "name": Help("必ず書きます。看板やちらしにある呼び名です。", "見本サロン", 24),
    "kana": Help("ひらがなかカタカナで書きます。", "みほんさろん", 20),
    "kind": Help("選ぶか、近い言葉を書きます。", KINDS[0], 18),
    "formality": Help(
        "市の事業は公的、委託や補助は準公的、住民の自主的な活動はインフォーマルです。", FORMALITIES[2], 16
    ),
    "organization": Help("団体の名前です。個人の名前は書きません。", "見本町会", 20),
    "address": Help(
        "番地まで書くと、地図の位置が自動で決まります。自宅のときは町丁目までにします。", "見本町1-1", 28
    ),
    "building": Help("建物の名前や部屋です。", "見本会館 和室", 20),
    "lat": Help("分かるときだけ書きます（20〜46）。空ければ住所から求めます。", "", 12),
    "lon": Help("分かるときだけ書きます（122〜154）。空ければ住所から求めます。", "", 12),
    "precision": Help(
        "自宅などで正確な位置を出せないときに選びます。空欄は「正確な位置」です。", precision_words()[0], 16
    ),
    "phone": Help("公開してよい番号だけを書きます。個人の携帯電話は書きません。", "000-000-0000", 16),
    "fax": Help("公開してよい番号だけを書きます。", "", 16),
    "url": Help("https:// から始まる住所です。", "", 24),
    "email": Help("公開してよいものだけを書きます。個人のものは書きません。", "", 24),
    "description": Help("何をする場所かを一、二文で書きます。", "お茶を飲みながら話す集まりです。", 36),
    "target": Help("だれが来てよいかを書きます。", "どなたでも", 16),
    "frequency": Help("毎週でないときは必ず書きます（月2回、第1・3など）。", "毎週", 12),
    "weekdays": Help("選ぶか、「月・水」「第2・4火曜日」のように書きます。", "火", 14),
    "opens": Help("24時間で書きます。", "10:00", 10),
    "closes": Help("24時間で書きます。", "12:00", 10),
    "hours_note": Help("休みの日など、上に書ききれないことを書きます。", "8月は休みます。", 24),
    "fee": Help("「無料」「100円」のように書きます。", "100円", 12),
    "capacity": Help("人数を数字で書きます。", "20", 8),
    "booking": Help("要るか要らないか、申し込み方を書きます。", "いりません", 16),
    "assured_date": Help("この内容を確かめた日です。2026-04-01 のように書きます。", "2026-04-01", 14),
    "note": Help("ほかに伝えたいことを書きます。個人の情報は書きません。", "", 24),
}
_RULES = (
    "「記入」のシートに、1か所を1行で書きます。",
    f"2行目（管理番号が「{EXAMPLE}」の行）は書き方の見本です。取り込むときに読み飛ばすので、残しても消しても構いません。",
    "1行目の見出しの文字は変えないでください。列の順番を変えたり、使わない列を消したりするのは構いません。",
    "分からない欄は空けておきます。空欄は「なし」ではなく「まだ確かめていない」として扱います。",
    "個人の名前、個人の電話番号とメールアドレス、生年月日は書かないでください。取り込んだ内容は公開されます。",
    "自宅を開いている場所は、運営する人の同意を得てから載せ、「位置の精度」で正確な位置を出さないものを選びます。",
    "できあがったら、保存してそのまま取り込みます。",
)


def template_xlsx(layer: Layer) -> bytes:
    """The blank workbook of an asset layer: a sheet to fill in, a sheet that says how."""
    book = Workbook()
    book.properties.title = f"{layer.title} 記入用紙"
    book.properties.creator = "地域資源マップ"
    entry = book.active
    assert isinstance(entry, Worksheet)
    entry.title = "記入"
    _fill_entry(entry)
    _fill_guide(book.create_sheet("書き方"), layer)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_entry(sheet: Worksheet) -> None:
    sheet.append([column_title(field) for field in TEMPLATE_FIELDS])
    sheet.append([HELP[field].example or None for field in TEMPLATE_FIELDS])
    for at, field in enumerate(TEMPLATE_FIELDS, 1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = HELP[field].width
        # As text, so that numbers keep their zeros and days stay as they were written.
        sheet.column_dimensions[letter].number_format = "@"
        sheet.cell(2, at).number_format = "@"
        rule = _rule(field)
        if rule is not None:
            rule.add(f"{letter}2:{letter}{_ROWS + 1}")
            sheet.add_data_validation(rule)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), PatternFill("solid", fgColor=_BRAND)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    for cell in sheet[2]:
        cell.font, cell.fill = Font(italic=True, color="FF5F6368"), PatternFill("solid", fgColor=_PALE)
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _rule(field: str) -> DataValidation | None:
    """The drop-down or the check of a column. Only where other words would be lost are they refused."""
    offered = {
        "kind": (KINDS, False),
        "weekdays": (_WEEKDAYS, False),
        "formality": (FORMALITIES, True),
        "precision": (precision_words(), True),
    }
    if field not in offered:
        return None
    words, strict = offered[field]
    rule = DataValidation(type="list", formula1='"' + ",".join(words) + '"', allow_blank=True)
    rule.showErrorMessage = strict
    rule.errorTitle, rule.error = "選び直してください", "一覧の中から選んでください。"
    rule.promptTitle, rule.prompt = column_title(field), HELP[field].how
    rule.showInputMessage = True
    return rule


def _fill_guide(sheet: Worksheet, layer: Layer) -> None:
    sheet.append([f"{layer.title}の一覧の書き方"])
    sheet["A1"].font = Font(bold=True, size=14)
    for number, rule in enumerate(_RULES, 1):
        sheet.append([f"{number}. {rule}"])
    sheet.append([])
    sheet.append(["欄", "書き方", "例"])
    head = sheet.max_row
    for field in TEMPLATE_FIELDS:
        sheet.append([f"「{column_title(field)}」", HELP[field].how, HELP[field].example or None])
    for cell in sheet[head]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=_RULE)
    for row in sheet.iter_rows(min_row=head, max_col=3):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for letter, width in (("A", 24), ("B", 70), ("C", 28)):
        sheet.column_dimensions[letter].width = width
