"""Knows which towns a postal code stands for; a helper layer for searching that is not drawn."""

from importers import ken_all
from importers._record import Record
from layers._layer import Example, Layer, PostalRow, Source


def to_row(record: Record) -> PostalRow:
    """A town with its code; where it is, the town gazetteer tells."""
    return PostalRow(record.fields["code"], record.fields["name"], record.fields["ward"])


EXAMPLES = (
    Example(
        Record("KEN_ALL.CSV", 1, {"code": "192-0065", "name": "新町", "ward": None}),
        PostalRow("192-0065", "新町"),
    ),
    Example(
        Record("utf_ken_all.csv", 2, {"code": "060-0042", "name": "大通西", "ward": "中央区"}),
        PostalRow("060-0042", "大通西", "中央区"),
    ),
)

LAYER = Layer(
    key="postal_code",
    title="郵便番号",
    description="郵便番号から町をさがすための表です。地図には描きません。町の位置の表を先に取り込んでください。",
    kind="gazetteer",
    order=16,
    source=Source(
        publisher="日本郵便株式会社",
        title="郵便番号データ",
        url="https://www.post.japanpost.jp/zipcode/download.html",
        licence="著作権を主張しない（日本郵便の説明による）",
    ),
    formats=(ken_all.FORMAT,),
    to_row=to_row,
    examples=EXAMPLES,
    audience="administrator",
)
