"""Holds passwords to their rules: long ones of any kind are good, guessable ones are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.accounts.passwords import COMMON, LONGEST_PASSWORD, SHORTEST_PASSWORD, require_good
from gisapp.accounts.rights import Person, Role
from gisapp.errors import UserError

WHO = Person(1, "見本 花子", "hanako.mihon@example.jp", Role.PLANNER, None)
PLACES = ("見本市", "見本県")


def good(password: str) -> bool:
    """Whether it may be used."""
    try:
        require_good(password, WHO, PLACES)
    except UserError:
        return False
    return True


@pytest.mark.parametrize(
    "password",
    ["", "とても長い合言葉です", "x" * (LONGEST_PASSWORD + 1), "aaaaaaaaaaaaaaaa", "abababababababab"],
)
def test_f14_short_long_and_monotonous_ones_are_refused(password: str) -> None:
    assert not good(password)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password!2026",
        "PASSWORD12345678",
        "qwertyuiop1234",
        "123456789012",
        "見本市社会福祉協議会",
        "見本市社会福祉協議会2026",
        "見本県見本市社協2026!!",
        "shakyoshakyo2026",
        "管理者パスワード12345",
        "地域包括支援センター0001",
    ],
)
def test_f14_common_words_and_names_of_the_place_are_refused(password: str) -> None:
    assert not good(password)


@pytest.mark.parametrize(
    "password", ["hanako.mihon@example.jp", "見本 花子の長い合言葉2026", "xxHANAKO.MIHONxx77"]
)
def test_f14_who_one_is_is_no_password(password: str) -> None:
    assert not good(password)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "とても長い合言葉です2026",
        "雨の日は図書館で将棋をさす",
        "        間があいていてもよい",
        "u8#kQ2!vX9zL",
        "見本市の猫は夜中に川をわたる",
    ],
)
def test_f14_long_ones_of_any_kind_are_good(password: str) -> None:
    assert good(password)


@given(
    st.lists(
        st.sampled_from(sorted({*COMMON, *PLACES, "2026", "1999", "!", "-", " "})), min_size=1, max_size=8
    )
)
def test_f14_no_row_of_common_words_is_good(words: list[str]) -> None:
    # Words that run into each other can make others: a sign keeps them apart.
    assert not good("-".join(words))


@given(st.text(st.sampled_from("あいうえおかきくけこさしすせそ猫犬鳥川山"), max_size=SHORTEST_PASSWORD - 1))
def test_f14_nothing_is_good_that_is_too_short(password: str) -> None:
    assert not good(password)
