"""Holds what is read of hours that people type, and what stays the words that they typed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.assets.calendar import CLOSED_ON, ORDER, Opening, hours_words
from gisapp.assets.calendar_text import TypedHours, read_hours

WORK = "MO,TU,WE,TH,FR"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第2・第4木曜 10-12時", [Opening("TH", (2, 4), "10:00", "12:00")]),
        ("毎週火・木 13:00〜15:30", [Opening("TU,TH", (), "13:00", "15:30")]),
        ("月〜金 9時半～17時", [Opening(WORK, (), "09:30", "17:00")]),
        ("毎月第1土曜日 午前10時から正午", [Opening("SA", (1,), "10:00", "12:00")]),
        ("第3日曜日", [Opening("SU", (3,))]),
        ("第５土曜　１０：００～１２：００", [Opening("SA", (5,), "10:00", "12:00")]),
        ("第二・四日曜日 午後2時から4時まで", [Opening("SU", (2, 4), "14:00", "16:00")]),
        ("第4、2水曜日13時~15時", [Opening("WE", (2, 4), "13:00", "15:00")]),
        ("最終金曜 10時から", [Opening("FR", (-1,), "10:00", None)]),
        ("木 12時まで", [Opening("TH", (), None, "12:00")]),
        ("毎週水曜日の10時から12時に開催", [Opening("WE", (), "10:00", "12:00")]),
        ("月曜から金曜まで 9時〜17時", [Opening(WORK, (), "09:00", "17:00")]),
        ("毎日 0:00–24:00", [Opening(",".join(ORDER), (), "00:00", "24:00")]),
        ("火 10-12時、13-15時", [Opening("TU", (), "10:00", "12:00"), Opening("TU", (), "13:00", "15:00")]),
        ("月・水 10:00〜15:00、土 10:00〜12:00", [Opening("MO,WE", (), "10:00", "15:00"), Opening("SA", (), "10:00", "12:00")]),
        ("第1土曜と第3日曜 10時〜12時", [Opening("SA", (1,), "10:00", "12:00"), Opening("SU", (3,), "10:00", "12:00")]),
        ("第2木曜日と第4木曜日の10時〜12時", [Opening("TH", (2,), "10:00", "12:00"), Opening("TH", (4,), "10:00", "12:00")]),
        ("木。第2火 10:00–12:00", [Opening("TH"), Opening("TU", (2,), "10:00", "12:00")]),
        ("火 10-12時。火 10-12時", [Opening("TU", (), "10:00", "12:00")]),
        ("金 22時〜翌2時", [Opening("FR", (), "22:00", "02:00")]),
        ("金 22:00–2:00", [Opening("FR", (), "22:00", "02:00")]),
        ("金 14:00–0:00", [Opening("FR", (), "14:00", "00:00")]),
        ("日 午前5時半〜6時半", [Opening("SU", (), "05:30", "06:30")]),
    ],
)  # fmt: skip
def test_what_people_type(text: str, expected: list[Opening]) -> None:
    assert read_hours(text) == TypedHours(tuple(expected), (), None)


@pytest.mark.parametrize(
    ("text", "byday", "closed_on"),
    [
        ("第2・第4木曜 10:00–12:00（祝日・年末年始は休み）", "TH", ("祝日", "年末年始")),
        ("木 10-12時。お盆と祝日はお休みです", "TH", ("祝日", "お盆")),
        ("祝日を除く月〜金 9-17時", WORK, ("祝日",)),
        ("月〜金（祝日、年末年始を除く）9:00-17:00", WORK, ("祝日", "年末年始")),
        ("平日 9:00-17:00", WORK, ("祝日",)),
        # a weekday that is off goes without saying where nothing is held on it
        ("月〜金 9-17時。土・日・祝日は休み", WORK, ("祝日",)),
        ("月〜金 9-17時、土日祝休", WORK, ("祝日",)),
        ("祝日は休み", None, ("祝日",)),
    ],
)
def test_days_off(text: str, byday: str | None, closed_on: tuple[str, ...]) -> None:
    read = read_hours(text)
    assert ([each.byday for each in read.openings], read.closed_on) == ([byday] if byday else [], closed_on)
    assert read.rest is None


@pytest.mark.parametrize(
    "text",
    [
        "隔週火曜 10-12時", "月2回", "月 2回", "月2回 第2・第4木曜", "火曜休み", "火曜 なし", "火曜と木曜以外", "第2週の木曜 10-12時",
        "毎月10日 10-12時", "奇数月の第1土曜", "毎週第2火曜", "毎月火曜", "1・3土曜", "第1〜3土曜", "木曜（第2・第4） 10-12時", "土〜月 10-12時",
        "第1土曜 10-12時（8月を除く）", "火 10-12時 隔週", "月〜金 9-17時（水曜は19時まで）", "第2火 10-12時（祝日の場合は翌日）",
        "年末年始（12月28日〜1月4日）は休み", "要相談", "日時: 毎週火曜", "土日祝 10-15時",
        # open or closed?
        "第3日曜、祝日は休み", "月〜金 9-17時、水曜、祝日は休み", "毎日 9-17時。水曜・祝日は休み", "日曜・祝日は休み",
    ],
)  # fmt: skip
def test_what_is_not_plain_stays_as_it_was_typed(text: str) -> None:
    assert read_hours(f" {text}\n") == TypedHours((), (), text)


@pytest.mark.parametrize(
    ("text", "opening", "rest"),
    [
        ("毎週火曜 10-12時（お茶代１００円）", Opening("TU", (), "10:00", "12:00"), "お茶代１００円"),
        ("火 10-12時（受付は9時半から）、前日までに予約", Opening("TU", (), "10:00", "12:00"), "受付は9時半から。前日までに予約"),
        ("月～金 9:00～17:00 電話 000-000-0000", Opening(WORK, (), "09:00", "17:00"), "電話 000-000-0000"),
        ("最後の土。雨の日は中止", Opening("SA", (-1,)), "雨の日は中止"),
        ("第3日曜 10時", Opening("SU", (3,)), "10時"),
        # 3時 may be the afternoon's
        ("水 1時半〜3時", Opening("WE"), "1時半〜3時"),
        ("水 10時〜3時", Opening("WE"), "10時〜3時"),
        ("水 13:00〜3:00", Opening("WE"), "13:00〜3:00"),
        ("水 2時から", Opening("WE"), "2時から"),
        ("土 午後6時〜12時", Opening("SA"), "午後6時〜12時"),
        ("土 10:00〜10:00", Opening("SA"), "10:00〜10:00"),
        ("土 25:00から", Opening("SA"), "25:00から"),
    ],
)  # fmt: skip
def test_the_part_that_is_not_understood_is_told(text: str, opening: Opening, rest: str) -> None:
    assert read_hours(text) == TypedHours((opening,), (), rest)


def test_nothing_typed_is_nothing_said_and_long_text_is_not_read() -> None:
    assert read_hours("　\n。") == TypedHours()
    assert read_hours("火 10-12時。" * 100).rest == ("火 10-12時。" * 100)


quarters = st.integers(0, 24 * 4)


def clock(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def plain_times(pair: tuple[int | None, int | None]) -> bool:
    """Times that can only be meant so: by day, or over midnight from an evening."""
    opens, closes = pair
    if opens is None or closes is None:
        return all(each is None or each >= 7 * 4 for each in pair) and opens != 24 * 4
    overnight = 17 * 4 <= opens < 24 * 4 and closes <= 10 * 4
    return overnight or (opens < closes and (opens < 4 or closes >= 7 * 4))


times = st.tuples(st.none() | quarters, st.none() | quarters).filter(plain_times)
canonical = st.builds(
    lambda days, weeks, pair: Opening(
        ",".join(day for day in ORDER if day in days),
        tuple(week for week in (1, 2, 3, 4, 5, -1) if week in weeks),
        *(None if each is None else clock(each) for each in pair),
    ),
    st.sets(st.sampled_from(ORDER), min_size=1),
    st.sets(st.sampled_from([1, 2, 3, 4, 5, -1])),
    times,
)


def row(opening: Opening) -> dict[str, Any]:
    """As the database has it."""
    opens, closes = (each and f"{each}:00" for each in (opening.opens, opening.closes))
    return {"byday": opening.byday, "weeks": list(opening.weeks), "opens_at": opens, "closes_at": closes}


@given(
    st.lists(canonical, unique=True, max_size=4),
    st.sets(st.sampled_from(CLOSED_ON)),
    st.sampled_from([None, "雨の日は中止", "お茶代100円"]),
)
def test_words_are_read_back_to_the_same_openings(
    openings: list[Opening], off: set[str], note: str | None
) -> None:
    closed_on = tuple(name for name in CLOSED_ON if name in off)
    words = hours_words([row(opening) for opening in openings], note, closed_on) or ""
    assert read_hours(words) == TypedHours(tuple(openings), closed_on, note)


@given(st.text(alphabet="月火日曜第24・、〜-（）() 。祝休みは毎週の10:時半午後翌除くa", max_size=60))
def test_any_text_is_read_or_kept(text: str) -> None:
    read = read_hours(text)
    for opening in read.openings:
        assert opening.byday
        assert set(opening.byday.split(",")) <= set(ORDER)
    if not read.openings and not read.closed_on:
        assert letters(read.rest or "") == letters(text)


def letters(text: str) -> str:
    """Without what parts sentences."""
    return "".join(text.replace("。", " ").split())
