"""Estimates made once a build: the same answer in every language, no question more."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design
from analysis.inference import kept as module
from analysis.inference.estimates import share
from analysis.inference.kept import kept
from analysis.words.i18n import BUILD


def cells(weight: float = 2.0, source: str = "pew_2018") -> Cells:
    frame = pd.DataFrame(
        {
            "on_linkedin": pd.Categorical(["yes", "no"]),
            "n": [40, 60],
            "weight": [40 * weight, 60.0],
            "weight_sq": [40 * weight**2, 60.0],
        }
    )
    return Cells(frame, Design("weight"), source=source, universe="a town")


@pytest.fixture
def counted(monkeypatch):
    """An estimate that counts how often it is made, in an empty memory."""
    monkeypatch.setattr(module, "_KEPT", {})
    made = []

    @kept
    def estimate(cells: Cells, outcome: str, *, where: object = None) -> pd.DataFrame:
        made.append((outcome, where))
        return pd.DataFrame({"estimate": [float(len(made))]})

    return estimate, made


def test_outside_a_build_nothing_is_kept(counted):
    estimate, made = counted
    for _again in range(2):
        estimate(cells(), "on_linkedin")
    assert len(made) == 2


def test_in_a_build_the_same_question_is_answered_once(counted, monkeypatch):
    estimate, made = counted
    monkeypatch.setenv(BUILD, "1")
    first = estimate(cells(), "on_linkedin", where={"sex": ("men",)})
    first["estimate"] = 99.0
    monkeypatch.setenv("STUDY_LANG", "fr")
    assert estimate(cells(), "on_linkedin", where={"sex": ["men"]})["estimate"].tolist() == [1.0]
    assert len(made) == 1


@pytest.mark.parametrize(
    ("other", "outcome", "where"),
    [
        (cells(), "on_any_network", None),
        (cells(), "on_linkedin", {"sex": ("men",)}),
        (cells(weight=2.000001), "on_linkedin", None),
        (cells(source="pew_2021"), "on_linkedin", None),
        (cells().with_column("sex", pd.Series(["men", "men"])), "on_linkedin", None),
    ],
    ids=["outcome", "base", "weights", "source", "variables"],
)
def test_another_question_is_another_estimate(counted, monkeypatch, other, outcome, where):
    estimate, made = counted
    monkeypatch.setenv(BUILD, "1")
    estimate(cells(), "on_linkedin")
    estimate(other, outcome, where=where)
    assert len(made) == 2
    monkeypatch.setenv("STUDY_LANG", "fr")
    module._KEPT.popitem()
    with pytest.raises(StudyError, match="asks for an estimate that the first one lacks"):
        estimate(other, outcome, where=where)


def test_estimates_of_the_study_are_kept(monkeypatch):
    monkeypatch.setattr(module, "_KEPT", {})
    monkeypatch.setenv(BUILD, "1")
    found = share(cells(), "on_linkedin")
    assert [table.equals(found) for table in module._KEPT.values()] == [True]
