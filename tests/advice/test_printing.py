"""What the command prints: a short answer, every line on demand, no bare code, no word too much."""

from __future__ import annotations

import re
from itertools import product

import pytest
from click.testing import CliRunner

from analysis.advice.choices import CHOICES, Case
from analysis.advice.printing import WIDTH, told
from analysis.advice.readings import every_answer, read
from analysis.advice.telling import QUESTIONS, in_words, row_words, sentence
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
    for case in (ENGINEER, Case("secondary", "craft", "F", "18-29", "looking")):
        lines = told(read(case)).split("\n")
        assert len(lines) <= 84
        assert max(map(len, lines)) <= WIDTH
    assert len(told(read(Case("bachelor", "nurses", "Q", "30-49"))).split("\n")) <= 60


@pytest.mark.parametrize("case", EVERY[:: len(EVERY) // 40])
def test_questions_are_answered_in_order_without_bare_codes(case):
    text = told(read(case), everything=True)
    places = [text.index(question) for question in QUESTIONS.values()]
    assert places == sorted(places)
    for choice, code in case.made().items():
        assert choice_label(choice, code) in joined(text)
    assert not [word for word in text.split() if "_" in word]
    assert not re.search(r"\b(dosage|score|balance|points? up|nan%?|None)\b", text)


def test_no_sentence_without_its_line():
    """Each item of the short answer is the sentence of a line, a list, or what is said to all."""
    found = read(ENGINEER)
    items = [joined(item) for item in told(found).replace("\n\n", "\n   - ").split("\n   - ")]
    sentences = {
        joined(sentence(one))
        for part in ("people", "recruiters", "outcomes")
        for one in found.brief(part)
    }
    assert sentences <= set(items)
    others = [item for item in items if item not in sentences]
    # The case, 4 questions, giving, two trials, what no trial compares, the count.
    assert len(others) == 10 + len(found.hires)
    assert others[-1].startswith(f"{found.own} of the {len(found.answers)} lines of evidence")


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
    assert "62\N{NARROW NO-BREAK SPACE}%" in answer.output
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
