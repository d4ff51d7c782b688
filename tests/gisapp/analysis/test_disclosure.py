"""Small counts: cases worked by hand, and an attacker who tries every table that fits what is shown."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.analysis.disclosure import LARGEST_HIDDEN, hidden, hidden_parts, hidden_table, small


def test_g6_one_to_nine_is_small_once_rounded():
    assert small([0, 0.4, 0.6, 9.4, 9.6, 10, np.nan]).tolist() == [
        False,
        False,
        True,
        True,
        False,
        False,
        False,
    ]
    assert small(5)
    assert not small(10)


@pytest.mark.parametrize(
    ("counts", "secret"),
    [
        ([0, 5, 40, 30], [1, 3]),
        ([0, 5, 8, 30], [1, 2]),
        ([10, 20], []),
        ([3], [0]),
        ([3, 0], [0]),
        ([], []),
        # two small ones that everybody could work out from their sum take a third along
        ([1, 1, 40, 30], [0, 1, 3]),
        ([1, 8, 40, 30], [0, 1, 3]),
        ([2, 8, 40, 30], [0, 1]),
        ([5, np.nan, 40, 40], [0, 2]),
    ],
)
def test_which_cells_of_a_column_are_hidden(counts, secret):
    assert np.flatnonzero(hidden(counts)).tolist() == secret


def test_g7_parts_of_one_district_are_hidden_together():
    reached, not_reached = [160, 396, 250, 240], [160, 4, 250, 360]
    # not reached in the second: 4, and with it the smallest of the others
    assert hidden_parts([reached, not_reached]).tolist() == [True, True, False, False]
    assert hidden_parts([not_reached, reached]).tolist() == [True, True, False, False]
    assert not hidden_parts([[0, 20], [30, 0]]).any()


def test_where_the_whole_is_small_so_are_its_parts():
    # 8 people in the first: hidden, and 40 with it, whose parts may not be shown then; by parts it is 8 and 12
    assert hidden_parts([[8, 40, 12, 90], [0, 0, 100, 90]]).tolist() == [True, True, True, False]


def test_three_parts_are_hidden_together_too():
    near, further, nowhere = [100, 200, 300], [3, 50, 60], [80, 70, 90]
    assert hidden_parts([near, further, nowhere]).tolist() == [True, True, False]


columns = st.lists(st.integers(0, 30), min_size=1, max_size=4)


@given(columns)
def test_g7_g8_nobody_can_work_a_small_count_out_from_the_total(counts):
    """Of all ways to fill the hidden cells (never with 0) up to what the total leaves, many differ in each cell."""
    secret = hidden(counts)
    if not secret.any() or small(sum(counts)):
        return
    cells = [count for count, hide in zip(counts, secret, strict=True) if hide]
    left = sum(cells)
    first = [way for way in product(range(1, left), repeat=len(cells) - 1) if sum(way) < left]
    ways = [(*way, left - sum(way)) for way in first]
    assert tuple(cells) in ways
    for number in range(len(cells)):
        assert len({way[number] for way in ways}) >= LARGEST_HIDDEN + 2 - len(cells)


@given(columns)
def test_every_small_count_is_hidden_and_not_more_than_one_other(counts):
    secret = hidden(counts)
    assert secret[small(counts)].all()
    assert secret.sum() <= small(counts).sum() + 1
    assert not secret[np.array(counts) == 0].any()


def test_no_hidden_count_of_a_table_stands_alone_in_a_sum_that_is_shown():
    counts = [[5, 40, 30], [50, 60, 70], [80, 90, 20]]
    secret = hidden_table(counts, [[0, 1, 2]])
    # 5 takes 50 of its column and 30 of its row; 50 takes 60, 30 takes 20; 60 takes 40 and 20 takes 80
    assert secret.tolist() == [[True, True, True], [True, True, False], [True, False, True]]


def test_a_table_without_small_counts_hides_nothing_and_zero_is_no_secret():
    assert not hidden_table([[0, 10], [30, 0]], [[0, 1]]).any()


@given(
    st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=2, max_size=5),
    st.sampled_from([[[0, 1], [2, 3]], [[0, 1, 2, 3]], [[0, 2], [1, 3]]]),
)
def test_what_is_hidden_of_a_sum_is_never_one_count_nor_a_small_sum(table, groups):
    counts = np.array(table)
    secret = hidden_table(counts, groups)
    assert secret[(counts >= 1) & (counts <= LARGEST_HIDDEN)].all()
    sums = [(counts[:, k], secret[:, k]) for k in range(4)]
    sums += [(counts[row][group], secret[row][group]) for row in range(len(counts)) for group in groups]
    for shown, dark in sums:
        spare = (~dark & (shown > LARGEST_HIDDEN)).any()
        if dark.any() and spare:
            assert dark.sum() > 1
            assert shown[dark].sum() > LARGEST_HIDDEN
