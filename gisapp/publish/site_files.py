"""Knows how a proposal leaves the site as JSON and as a CSV for Excel. Knows no formula and no page."""

from __future__ import annotations

import csv
import io
from typing import Any

from gisapp.planning.siting.proposal import Proposal
from gisapp.planning.siting.question import site_parameters
from gisapp.planning.words import HIDDEN_NOTE, unit_of
from gisapp.publish.cell import harmless
from gisapp.publish.handout import source_words
from gisapp.publish.register import City

#: Titles (`head` is what the group is counted in) and what stands under them.
COLUMNS = {
    "番号": "number",
    "場所": "name",
    "種類": "host",
    "所在地": "address",
    "区域": "district",
    "新たに届く{head}": "newly_people",
    "平均が短くなる距離（m）": "gained_m",
    "経度": "lon",
    "緯度": "lat",
    "理由": "why",
}
OF_DISTRICTS = {
    "区域": "name",
    "いま届く{head}の割合（％）": "before_share",
    "提案のあと（％）": "after_share",
    "新たに届く{head}": "newly_people",
}
#: What is None only because it must not be shown.
SECRET = {"newly_people", "before_share", "after_share"}


def site_json(proposal: Proposal, city: City, sources: list[dict[str, Any]]) -> dict[str, Any]:
    """The whole proposal as plain values; what is hidden is null."""
    names = (
        "words", "sentence", "sites", "before", "after", "districts", "proven", "gap", "bound", "proof_words",
        "candidates", "near_ties", "confidence", "year", "run",
    )  # fmt: skip
    return {
        "municipality": {"code": city.code, "name": city.name, "sample": city.is_sample},
        "question": site_parameters(proposal.asked),
        **{name: getattr(proposal, name) for name in names},
        "sources": sources,
    }


def site_csv(proposal: Proposal, city: City, sources: list[dict[str, Any]]) -> bytes:
    """A CSV that opens in Japanese Excel (UTF-8 with a byte order mark): sites, districts, notes.

    No cell can run as a formula; hidden figures are 非表示, unknown ones empty.
    """
    out = io.StringIO()
    writer, head = csv.writer(out), unit_of(proposal.asked.question)
    for columns, rows in ((COLUMNS, proposal.sites), (OF_DISTRICTS, proposal.districts)):
        writer.writerow([title.format(head=head) for title in columns])
        writer.writerows([[_cell(row, name) for name in columns.values()] for row in rows])
        writer.writerow([])
    writer.writerows([title, harmless(words)] for title, words in _notes(proposal, city, sources))
    return out.getvalue().encode("utf-8-sig")


def _cell(row: dict[str, Any], name: str) -> object:
    return "非表示" if name in SECRET and row[name] is None else harmless(row[name])


def _notes(proposal: Proposal, city: City, sources: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        ("市区町村", f"{city.prefecture}{city.name}"),
        *([("注意", "架空のデータです")] if city.is_sample else []),
        ("問い", proposal.words),
        ("提案", proposal.sentence),
        ("確かさ", proposal.proof_words),
        ("候補の数", f"{proposal.candidates:,}"),
        ("人口の年", proposal.year["title"]),
        *([("人口の推計の方法", proposal.year["method"])] if proposal.year["method"] else []),
        ("非表示", HIDDEN_NOTE),
        ("計算の番号", proposal.run),
        *(("出典", source_words(each)) for each in sources),
    ]
