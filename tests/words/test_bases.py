"""Who is counted: an object that is written for tables, kept in values, and worded for readers."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.words import bases, i18n
from analysis.words.bases import Base, in_words

names = st.sampled_from(["on_linkedin", "employed", "sex"])
levels = st.one_of(st.just("yes"), st.lists(st.sampled_from(["yes", "no", "men"]), min_size=1))
plain = st.builds(
    Base,
    asked=st.dictionaries(names, st.sampled_from(["asked", "answered"])),
    where=st.dictionaries(names, levels),
    note=st.sampled_from(["", "unweighted", "asked employees, France", "a -> b; c = d or e"]),
)
some = st.builds(Base, st.just({"sex": "asked"}), before=st.none() | plain) | plain


@given(some)
def test_a_base_comes_back_from_a_file_of_values(base):
    assert Base.from_dict(base.to_dict()) == base


@given(some, some)
def test_bases_that_are_equal_are_one_key(one, other):
    assert Counter([one, other])[one] == 1 + (one == other)


def test_a_base_keeps_its_own_copy():
    where = {"year": ["2015"]}
    base = Base({"x": "asked"}, where)
    where["year"].append("2016")
    assert base.where == {"year": ("2015",)}
    assert base == Base({"x": "asked"}, {"year": "2015"})


@pytest.fixture
def dictionary(monkeypatch):
    """Put into French the sentences it is given."""
    french: dict[str, str] = {}
    monkeypatch.setattr(bases, "_", lambda text: french.get(text, text))
    return french


@pytest.mark.parametrize(
    "note",
    [
        "asked employees, France",
        "answered by firms -> 2015",
        "firms; asked sex",
        "a = b or c",
    ],
)
def test_words_of_a_published_base_are_one_sentence_whatever_they_begin_with(dictionary, note):
    dictionary[note] = "salariés interrogés, France"
    assert in_words(Base(note=note)) == "salariés interrogés, France"


def test_an_addition_is_translated_beside_the_variables(dictionary):
    dictionary["unweighted"] = "sans pondération"
    base = Base({"on_linkedin": "answered"}, {"employed": "yes"}, note="unweighted")
    assert in_words(base) == "who answered “LinkedIn members”; At work: Yes; sans pondération"


@pytest.mark.parametrize("both", [("yes", "no"), ("no", "yes")])
def test_a_group_against_all_the_others_leaves_nobody_out(both):
    base = Base({"on_linkedin": "asked"}, {"tertiary": both})
    assert in_words(base) == "asked about “LinkedIn members”"
    assert str(base) == f"asked on_linkedin; tertiary = {both[0]} or {both[1]}"


def test_a_change_tells_both_bases():
    first, last = (Base({"on_linkedin": "asked"}, {"year": year}) for year in ("2009", "2019"))
    change = Base(last.asked, last.where, before=first)
    told = "asked about “LinkedIn members”; Year: {}"
    assert in_words(change) == f"{told.format(2009)} → {told.format(2019)}"


def test_a_base_is_worded_in_french():
    base = Base({"on_linkedin": "answered"}, {"employed": "yes"}, note="executive hires, France")
    with i18n.spoken("fr"):
        words = in_words(base)
    assert words.endswith("embauches de cadres, France")
    assert "hires" not in words and "employed" not in words
