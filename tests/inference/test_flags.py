"""Flags and bases as the tables of data hold them."""

from __future__ import annotations

import io

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.inference.flags import REASONS, for_file, in_order
from analysis.words.bases import Base


@given(st.sets(st.sampled_from(list(REASONS))))
def test_reasons_have_one_order(reasons):
    found = in_order(frozenset(reasons))
    assert set(found) == reasons
    assert found == sorted(found, key=list(REASONS).index)


def test_a_table_of_data_holds_text_in_the_same_columns():
    frame = pd.DataFrame(
        {
            "base": [Base({"x": "asked"}), Base(note="firms"), None],
            "flags": [frozenset({"few PSUs", "small base"}), frozenset(), None],
            "estimate": [0.1, 0.2, 0.3],
        }
    )
    text = for_file(frame).to_csv(index=False, lineterminator="\n")
    expected = 'base,flag,estimate\nasked x,"small base, few PSUs",0.1\nfirms,,0.2\n,,0.3\n'
    assert text == expected
    assert isinstance(frame.loc[0, "base"], Base), "the frame given is left as it was"


def test_a_table_without_either_is_given_back_as_it_is():
    frame = pd.read_csv(io.StringIO("a,b\n1,2\n"))
    pd.testing.assert_frame_equal(for_file(frame), frame)
