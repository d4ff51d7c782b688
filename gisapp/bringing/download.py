"""Knows how one file is fetched whole: continued where it was cut, and never made of two editions.

Knows no layer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import requests

from gisapp.bringing.arrived import head_of, official_name, require_sound
from gisapp.bringing.line import CutError, Line, host_of
from gisapp.bringing.part import Part, continues, mark_of, total_of, wish
from gisapp.errors import UserError
from importers._files.limits import MAX_FILE_BYTES

#: How often a file is tried in one run, and the longest that a server may make us wait in between.
TRIES = 5
LONGEST_WAIT_S = 60.0
_CHUNK_BYTES = 16_384
_GONE = (404, 410)
_LATER = (408, 425, 429, 500, 502, 503, 504)

#: Told the bytes so far, and of how many (None where the server doesn't say).
Told = Callable[[int, int | None], None]


def download(line: Line, part: Part, told: Told, *, largest: int = MAX_FILE_BYTES) -> str:
    """Fetches the rest of a file into its part and returns the file's official name.

    Raises UnreachableError, and UserError NET-503 (isn't there), NET-504 (refused), NET-505 (server in
    trouble), NET-506 (a web page came), NET-507 (led elsewhere), NET-508 (too large), NET-509 (cut again and
    again; the part stays for the next run), NET-510 (broken).
    """
    cut = CutError()
    for turn in range(TRIES):
        if cut.wait_s > LONGEST_WAIT_S:
            break
        if turn:
            line.manner.sleep(max(cut.wait_s, line.manner.every_s * 2**turn))
        try:
            name = _try(line, part, told, largest)
        except CutError as error:
            cut = error
        else:
            _accept(part, name)
            return name
    raise _gave_up(host_of(part.url), cut)


def _try(line: Line, part: Part, told: Told, largest: int) -> str:
    size, mark = part.held()
    with line.get(part.url, wish(size, mark)) as answer:
        if answer.status_code == 200:
            size = 0
            part.begin(mark_of(answer))
        elif answer.status_code != 206 or not continues(answer, size, mark):
            if answer.status_code in (206, 416, *_GONE):
                part.forget()
            raise _refusal(answer)
        total = total_of(answer)
        for done in _write(answer, part.path, size):
            size = done
            if max(size, total or 0) > largest:
                part.forget()
                raise _too_large(largest)
            told(size, total)
        if total is not None and size != total:
            raise CutError
        return official_name(answer.headers, answer.url, head_of(part.path))


def _write(answer: requests.Response, path: Path, size: int) -> Iterator[int]:
    """Joins the answer's bytes on; yields how many there are, first before any is written."""
    yield size
    with path.open("ab") as file:
        try:
            for piece in answer.iter_content(_CHUNK_BYTES):
                file.write(piece)
                size += len(piece)
                yield size
        except requests.RequestException as error:
            raise CutError from error


def _refusal(answer: requests.Response) -> Exception:
    """Why an answer holds no bytes that can be used: CutError where another try may bring some."""
    status, host = answer.status_code, host_of(answer.url)
    if status in (206, 416):
        return CutError()
    if status in _LATER:
        return CutError(wait_s=_seconds(answer.headers.get("Retry-After", "")), status=status)
    if status in _GONE:
        message = f"{host} に、このファイルはありません（{status}）。"
        return UserError("NET-503", message, "配布元のページで、新しい版のアドレスを確かめてください。")
    return UserError(
        "NET-504",
        f"{host} が、ファイルを渡しませんでした（{status}）。",
        "登録や同意が要らないか、庁内の機器が止めていないかを、配布元のページを開いて確かめてください。",
    )


def _accept(part: Part, name: str) -> None:
    try:
        require_sound(part.path, name)
    except UserError:
        part.forget()
        raise


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() else 0.0


def _too_large(largest: int) -> UserError:
    message = f"ファイルが大きすぎます（{largest // 1_000_000:,}MBまで）。"
    return UserError("NET-508", message, "配布元のページで、範囲の狭いものを選んでください。")


def _gave_up(host: str, cut: CutError) -> UserError:
    if cut.status:
        message = f"{host} が混んでいるか、不調です（{cut.status}）。"
        return UserError("NET-505", message, "時間をおいて、同じコマンドをもう一度実行してください。")
    message = f"{host} からの通信が、途中で何度も切れました。"
    remedy = "届いた分は残してあります。同じコマンドをもう一度実行すると、続きから取得します。"
    return UserError("NET-509", message, remedy)
