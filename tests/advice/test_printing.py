"""What the command prints: a short answer, every line on demand, no bare code, no word too much."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest
from click.testing import CliRunner

from analysis.advice.choices import CHOICES, Case
from analysis.advice.effects import effects
from analysis.advice.hires import telling_networks
from analysis.advice.lines import LINES
from analysis.advice.printing import WIDTH, told
from analysis.advice.readings import Readings, every_answer, read, row_of
from analysis.advice.sentences import (
    HEADINGS,
    LIMITS,
    OTHERWISE,
    SECTION_LIMITS,
    TOLD,
    but,
    hires_limit,
    limit,
    networks_limit,
    networks_said,
    own_count,
    said,
    unknown,
)
from analysis.advice.telling import QUESTIONS, WORDS, hires_sentence, in_words, row_words
from analysis.cli import main
from analysis.words import i18n
from analysis.words.choices import choice_label

ENGINEER = Case("master", "professionals", "J", "18-29", "looking")
EVERY = [Case(*codes) for codes in product(*CHOICES.values())]


def run(*words):
    return CliRunner().invoke(main, ["advise", *words])


def joined(text):
    """Put a text on one line: where it is broken is nobody's concern."""
    return " ".join(text.split())


def test_short_answer_is_about_a_screen():
    nurse = Case("bachelor", "nurses", "Q", "30-49")
    for case in (ENGINEER, Case("secondary", "craft", "F", "18-29", "looking"), nurse):
        lines = told(read(case)).split("\n")
        assert len(lines) <= 75
        assert max(map(len, lines)) <= WIDTH


@pytest.mark.parametrize("case", EVERY[:: len(EVERY) // 40])
def test_questions_are_answered_in_order_without_bare_codes(case):
    text = told(read(case), everything=True)
    heads = [QUESTIONS[name] for name in ("people", "recruiters", "hires")]
    places = [text.index(head) for head in (*heads, *HEADINGS.values())]
    assert places == sorted(places)
    for choice, code in case.made().items():
        assert choice_label(choice, code) in joined(text)
    assert not [word for word in text.split() if "_" in word]
    assert not re.search(r"\b(dosage|score|balance|points? up|nan%?|None)\b", text)


@pytest.mark.parametrize(
    "case", [ENGINEER, Case("vocational", "craft", "F", "50-64"), Case(age="65+")]
)
def test_no_sentence_without_its_line(case):
    """Each item of the short answer is what a line or a list says, or what is said to all."""
    found = read(case)
    rows = [row_of(one) for one in found.answers if one.found]
    known = {f"{said(row)} {limit(row)}" for row in rows if row["section"] == "people"}
    known |= {f"{WORDS[row['word']]}. {said(row)} {limit(row)}" for row in rows}
    known |= {but(row) for row in rows} | {*effects(), *unknown(case), own_count(found)}
    known |= {f"{hires_sentence(one)} {hires_limit(one)}" for one in found.hires}
    (networks, *_others) = telling_networks(found.hires)
    known |= {f"{networks_said(networks)} {networks_limit(networks)}", OTHERWISE, "Not known"}
    known = {joined(one) for one in {*known, *SECTION_LIMITS.values()}}
    items = re.split(r"\n +- ", told(found).replace("\n\n", "\n   - "))
    items = [joined(item) for item in items]
    heads = ("Your case: ", "1. ", "2. ", "3. ", *HEADINGS.values())
    assert [one for one in items if one not in known and not one.startswith(heads)] == []


def test_what_leads_is_followed_by_what_says_otherwise():
    found = read(Case("vocational", "craft", "F", "18-29", "at_work"))
    first, others = found.first("people"), found.otherwise("people")
    assert (first.line.name, first.word) == ("linkedin_by_occupation", "fewer")
    assert [(one.line.name, one.word) for one in others] == [
        ("linkedin_by_diploma_and_age", "about as many"),
    ]
    assert read(Case(situation="at_work")).first("people") is None


def test_a_figure_of_ones_own_group_is_told_as_such():
    rows = {one.line.name: row_of(one) for one in read(Case("short", age="50-64")).of("people")}
    text = said(rows["linkedin_by_diploma_and_age"])
    assert text.startswith("Of 100 adults with your diploma and of your age, 40 (31 to 50) were on")
    assert "of the nearest known group" in said(rows["professional_use_by_diploma"])


@pytest.mark.parametrize(
    ("own", "lines", "text"),
    [
        (0, 0, ""),
        (0, 1, "The only line of evidence is not about your own group alone."),
        (1, 1, "The only line of evidence is about your own group."),
        (0, 3, "None of the 3 lines of evidence is about your own group alone."),
        (1, 3, "One of the 3 lines of evidence is about your own group."),
        (2, 3, "2 of the 3 lines of evidence are about your own group."),
    ],
)
def test_lines_about_oneself_are_counted_in_grammar(own, lines, text):
    (mine, *_rest) = read(Case(age="18-29")).answers
    other = replace(mine, found=None)
    answers = (mine,) * own + (other,) * (lines - own)
    assert own_count(Readings(Case(), answers, ())) == text


def test_every_line_has_its_sentence():
    assert {line.name for line in LINES} == set(TOLD)
    assert set(LIMITS) <= set(TOLD)


def test_everything_has_interval_n_base_source_and_grade():
    found = read(ENGINEER)
    text = joined(told(found, everything=True).partition("EVERY LINE")[2])
    for answer in found.answers:
        words = row_words(answer)
        if not answer.found:
            assert f"{words['measured']}: Not known" in text
            continue
        assert f"{words['measured']}: {words['figure']} answer: {words['word']};" in text
        assert f"base: {words['base']}; n: {words['n']}" in text
        assert f"source: {words['source']} (grade {words['grade']})" in text


def test_every_row_has_words():
    words = in_words(every_answer())
    assert not words.isna().any(axis=None)
    assert (words != "").all(axis=None)
    assert not words["about"].str.contains("_").any()


def test_too_few_people_is_said_of_small_bases_only():
    rows = every_answer()
    said = in_words(rows)["about"].str.contains("too few people")
    assert said.any()
    assert (said == rows["passed"].map(lambda why: "small base" in why)).all()


def test_command_answers_in_the_language_asked():
    answer = run("--diploma", "bachelor", "--age", "35", "--lang", "fr")
    assert answer.exit_code == 0
    assert "27\N{NARROW NO-BREAK SPACE}%" in answer.output
    assert i18n.language() == "en"
    assert run("--age", "35").output == told(read(Case(age="30-49"))) + "\n"


@pytest.mark.parametrize(
    ("words", "told_back"),
    [
        (["--sector", "zzz"], "K: Finance and insurance (bank, insurance)"),
        (["--occupation", "nurs"], "Did you mean:"),
        (["--age", "twelve"], "or your age in years"),
        ([], "Say something of yourself"),
    ],
)
def test_errors_speak_to_a_person(words, told_back):
    answer = run(*words)
    assert answer.exit_code == 1
    assert answer.stderr.startswith("Error: ")
    assert told_back in answer.stderr
    assert "Traceback" not in answer.output
    assert answer.stdout == ""
    with i18n.spoken("fr"):
        error = i18n.pair(i18n.tr("Error"), "")
    assert run(*words, "--lang", "fr").stderr.startswith(error)
