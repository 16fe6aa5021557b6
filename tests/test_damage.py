"""Damaged inputs: what is recorded is the corpus of today, and a sample of it holds."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from damage.cases import FAULTS, Case, outcome, right_answer
from damage.corpus import SEED, cases, found
from damage.toy import TOY

RECORDED = Path(__file__).parent / "reference" / "damage.csv"
REAL = "real survey files"
SAMPLE, LEAST = 60, 600


@pytest.fixture(scope="module")
def corpus() -> list[Case]:
    """Make every case, those of the survey files too where they are."""
    return [*cases(SEED)]


@pytest.fixture(scope="module")
def recorded() -> pd.DataFrame:
    return pd.read_csv(RECORDED).set_index("group")


def test_what_is_recorded_is_the_corpus_of_today(
    corpus: list[Case], recorded: pd.DataFrame
) -> None:
    made = Counter(case.subject.group for case in corpus if case.subject.group != REAL)
    assert recorded["cases"].drop(REAL, errors="ignore").to_dict() == made, "run `make damage`"
    assert made.total() >= LEAST


def test_nothing_wrong_is_recorded(recorded: pd.DataFrame) -> None:
    assert recorded[[*FAULTS]].to_numpy().sum() == 0
    assert (recorded["cases"] == recorded.drop(columns="cases").sum(axis="columns")).all()


def test_a_sample_of_the_corpus_holds(corpus: list[Case]) -> None:
    sample = random.Random(SEED).sample(corpus, SAMPLE)
    wrong = {
        (case.subject.group, case.subject.name, case.kind): (came, told)
        for case, came, told in found(sample, workers=2)
        if came in FAULTS
    }
    assert wrong == {}


@pytest.mark.parametrize("word", ["named", "partial", "traceback", "crash", "right", "silent"])
def test_each_outcome_is_told_from_the_others(word: str) -> None:
    case = Case(TOY, "whatever", word.encode())
    assert outcome(case, right_answer(TOY))[0] == word


def test_what_nobody_could_tell_is_plausible() -> None:
    assert outcome(Case(TOY, "whatever", b"other", tellable=False), "right")[0] == "plausible"
