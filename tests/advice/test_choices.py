"""What people type: words of two languages, examples, ages, near misses, errors."""

from __future__ import annotations

import pytest

from analysis.advice.choices import CHOICES, Case, asked_for, chosen, plain
from analysis.errors import StudyError
from analysis.words import i18n
from analysis.words.choices import choice_label, examples_of, option_label


@pytest.mark.parametrize(
    ("choice", "text", "code"),
    [
        ("age", "35", "30-49"), ("age", "18", "18-29"), ("age", "29 ans", "18-29"),
        ("age", "65+", "65+"), ("age", "103 years", "65+"), ("age", "50-64", "50-64"),
        ("age", "Aged 50 to 64", "50-64"),
        ("occupation", "Nurse", "nurses"), ("occupation", "cook", "services_sales"),
        ("occupation", "skilled_agriculture", "skilled_agriculture"),
        ("diploma", "CAP", "vocational"), ("diploma", "bac", "secondary"),
        ("diploma", "Maîtrise", "bachelor"), ("diploma", "maitrise", "bachelor"),
        ("diploma", "master's", "master"), ("diploma", "bac+2", "short"),
        ("sector", "j", "J"), ("sector", "software", "J"), ("sector", "restaurant", "I"),
        ("situation", "unemployed", "looking"), ("situation", "at work", "at_work"),
    ],
)  # fmt: skip
def test_words_are_understood(choice, text, code):
    assert chosen(choice, text) == code


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("choice", CHOICES)
def test_every_word_shown_is_understood(choice, language):
    for code in CHOICES[choice]:
        with i18n.spoken(language):
            shown = (code, choice_label(choice, code), *examples_of(choice, code))
        for phrase in shown:
            assert chosen(choice, phrase) == code, phrase


@pytest.mark.parametrize(
    ("choice", "text", "near"),
    [
        ("occupation", "nurs", "Nurses and social workers (nurse, midwife"),
        ("diploma", "bachelr", "Bachelor's level (bachelor's degree, three"),
        ("sector", "insurrance", "Finance and insurance (bank, insurance)"),
    ],
)
def test_near_misses_are_asked_back(choice, text, near):
    with pytest.raises(StudyError) as error:
        chosen(choice, text)
    assert "Did you mean:" in str(error.value)
    assert near in str(error.value)
    assert "You can answer" not in str(error.value)


def test_words_that_mean_several_things_are_asked_back():
    with pytest.raises(StudyError) as error:
        chosen("occupation", "operator")
    assert str(error.value).split("\n")[1:] == [
        "Did you mean:",
        f"  {option_label('occupation', 'clerical')}",
        f"  {option_label('occupation', 'plant_machine')}",
    ]


def test_words_that_mean_nothing_get_all_that_may_be_chosen():
    with pytest.raises(StudyError) as error:
        chosen("sector", "zzz")
    lines = str(error.value).split("\n")
    assert lines[0] == "“zzz” is not one of the answers for: Sector."
    assert lines[2:] == [f"  {code}: {option_label('sector', code)}" for code in CHOICES["sector"]]
    with pytest.raises(StudyError, match="or your age in years"):
        chosen("age", "old")


@pytest.mark.parametrize("age", ["17", "12 ans", "0", "-5", "400"])
def test_ages_of_which_nothing_is_known(age):
    with pytest.raises(StudyError, match="aged 18 or more: nothing is known for"):
        chosen("age", age)


def test_nothing_said_is_nothing_known():
    with pytest.raises(StudyError, match="--diploma, --occupation, --sector, --age, --situation"):
        asked_for({"age": " ", "sector": ""})
    assert asked_for({"age": "21", "sector": ""}) == Case(age="18-29")


def test_codes_are_checked():
    with pytest.raises(StudyError, match="There is no diploma 'PhD'"):
        Case(diploma="PhD")


def test_accents_and_signs_don_t_matter():
    assert plain("  Maîtrise, BAC+5 ") == "maitrise bac 5"
