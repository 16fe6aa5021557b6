"""The words of an answer: which figures stand together, what is not known, whom a line is about."""

from __future__ import annotations

from math import nan

import pandas as pd
import pytest

from analysis.advice.choices import Case, chosen
from analysis.advice.hires import all_hires, cases_of
from analysis.advice.printing import told
from analysis.advice.readings import read, row_of
from analysis.advice.sentences import HEADINGS, limit
from analysis.advice.telling import group_words, in_words, people_headline
from analysis.errors import StudyError

NURSE = Case(occupation="nurses", sector="J")
MANAGER = Case(occupation="managers", situation="looking")


def row(section, line, case):
    return next(found for one in read(case).of(section) if (found := row_of(one))["line"] == line)


def words_of(*where):
    return in_words(pd.DataFrame([row(*where)])).iloc[0]


def test_a_printed_share_stands_against_that_of_all_without_a_sampling_error():
    """Insee Focus 30: 37 % of executives of firms took part in a network, 11 % of all."""
    where = ("people", "professional_network_by_occupation", MANAGER)
    assert row(*where)["difference"] == pytest.approx(0.37 - 0.11)
    words = words_of(*where)
    assert words["said"] == "More: 37% against 11% of all; no sampling error is known"
    assert words["difference"] == "–"


def test_a_figure_that_is_not_known_is_a_dash_and_its_sentence_a_word():
    known = dict(row("people", "search_by_occupation", MANAGER))
    words = in_words(pd.DataFrame([known | {"estimate": nan, "word": "not known"}])).iloc[0]
    assert (words["figure"], words["said"]) == ("–", "Not known")


def test_a_printed_share_of_whom_nobody_is_left_to_be_compared():
    words = words_of("people", "search_by_occupation", MANAGER)
    assert words["said"] == "59%; nobody to be compared with"


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ({"tertiary": "no", "bachelor_or_more": "no"}, "No diploma of higher education"),
        ({"bachelor_or_more": "no"}, "No diploma of higher education"),
        ({"tertiary": "yes", "bachelor_or_more": "no"}, "Two-year degree"),
        ({"tertiary": "yes", "bachelor_or_more": "yes"}, "Bachelor's degree or more"),
    ],
)
def test_diplomas_are_told_in_one_piece(group, words):
    assert group_words(tuple((name, (level,)) for name, level in group.items())) == [words]


def test_words_of_standing_are_told_with_the_lines_that_say_them():
    headline = people_headline(read(NURSE))
    assert "More: LinkedIn, United States (trade)." in headline
    assert "No clear difference: networks, France (trade)." in headline


def test_one_word_of_all_lines_is_told_alone():
    assert people_headline(read(Case("bachelor", age="18-29"))) == "More than others."


def test_who_says_nothing_is_told_that_nothing_is_known():
    assert people_headline(read(Case())) == "Not known."


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (NURSE, "2 of the 10 lines of evidence are about your own group."),
        (Case(), "Not known"),
    ],
)
def test_lines_about_oneself_are_counted_and_none_is_not_known(case, words):
    assert f"{HEADINGS['own']}\n   - {words}\n" in told(read(case))


def test_what_weakens_a_line_is_told_with_it():
    said = limit(row("recruiters", "firms_in_france", NURSE))
    assert "(your own group). Firms with ten persons or more" in said


def test_nurses_are_among_the_intermediate_occupations_of_the_french_survey():
    found = row("recruiters", "profiles_by_occupation", NURSE)
    assert found["group"] == (("insee_references_ofer_internet_2015", ("intermediate",)),)
    assert found["estimate"] == 0.19


def test_the_unemployed_are_not_named_to_who_types_a_word_for_employees():
    with pytest.raises(StudyError) as error:
        chosen("situation", "employe")
    assert "Did you mean:" in str(error.value)
    assert "nemployed" not in str(error.value)


def test_choices_that_were_not_made_stand_empty_where_a_list_does_without_them():
    cases = [case for one in all_hires() for case in cases_of(one)]
    unsaid = [case for one in all_hires() for case in cases_of(one, unsaid=True)]
    assert not any("" in case.values() for case in cases)
    assert any("" in case.values() for case in unsaid)
