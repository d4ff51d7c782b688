"""Knows the options that make up a planner's question, the same for every command. Knows no formula."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from gisapp.errors import UserError
from gisapp.planning.question import DECAYS, METHODS, SUPPLIES, TARGETS

Command = TypeVar("Command", bound=Callable[..., Any])
#: Short words for systems of districts; any other word is the system's own key.
SYSTEMS = {"elementary": "elementary_district", "junior": "junior_high_district"}
#: By parameter of the question: the option, its value, its words on the help page.
OPTIONS = {
    "categories": ("--category", "種類", "場所の種類（レイヤー名をコンマで区切る）。既定は ibasho,cafe。"),
    "formality": ("--formality", "区分", "formal（公的・準公的だけ）か informal（インフォーマルだけ）。"),
    "target": ("--target", "人", f"{'、'.join(TARGETS)}、または 70-84、80+ のような年齢。既定は 65+。"),
    "sex": ("--sex", "性別", "t（男女）、m（男性）、f（女性）。既定は t。"),
    "within_m": ("--within", "m", "届くとみなす距離（m）。既定は 800。"),
    "system": ("--by", "区域", "elementary（小学校区）、junior（中学校区）、mesh（ます目）か、レイヤー名。"),
    "aging_from": ("--aging-from", "％", "高齢化率がこれ以上の区域に限った答えも示します（例 30）。"),
    "year": ("--year", "年", "人口の年（例 2040）。既定は最新の調査。"),
    "distance": ("--distance", "測り方", "straight（直線距離）か walk（歩ける道）。既定は straight。"),
    "detour": ("--detour", "倍率", "直線距離に掛ける道のりの倍率（1〜3）。既定は 1。"),
    "speed_km_h": ("--speed", "時速", "歩く速さ（2〜6 km）。65歳以上の既定は 3.6。"),
    "nearest": ("--nearest", "番目", "何番目に近い場所までの距離を測るか（1〜5）。既定は 1。"),
    "method": ("--method", "計算", f"行きやすさの計算。{'、'.join(METHODS)}。既定は e2sfca。"),
    "decay": ("--decay", "形", f"遠さの重み。{'、'.join(DECAYS)}。既定は step。"),
    "supply": ("--supply", "大きさ", f"場所の大きさ。{'、'.join(SUPPLIES)}。既定は count（か所の数）。"),
    "w": ("--weights", "重み", "順位の重み（例 uncovered_people:5,aging_rate:3）。"),
    "scenario": ("--scenario", "記号", "保存したシナリオの記号。その変更をしたときの答えを計算します。"),
}


def question_options(command: Command) -> Command:
    """Adds the options to a command; they come in as keywords, named as the question's parameters."""
    for parameter, (option, metavar, words) in reversed(OPTIONS.items()):
        names = (option, "--system") if parameter == "system" else (option,)
        command = click.option(*names, parameter, metavar=metavar, help=words)(command)
    return command


def question_values(given: dict[str, Any]) -> dict[str, list[str]]:
    """The parameters that were given, as lists of text; short words for systems written out."""
    values = {name: [given[name]] for name in OPTIONS if given[name]}
    if "system" in values:
        values["system"] = [SYSTEMS.get(each, each) for each in values["system"]]
    return values


def write_file(path: Path, body: bytes) -> None:
    """Writes a result. Raises UserError where that can't be."""
    try:
        path.write_bytes(body)
    except OSError as error:
        message = f"ファイル「{path.name}」を書けません。"
        raise UserError("CLI-005", message, "フォルダーがあり、書き込めることを確かめてください。") from error
