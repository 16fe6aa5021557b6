"""Levels of anybody's variables: how they are written, ordered, declared and refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design
from analysis.folding.levels import as_text, declared


def cells(answers: Any, levels: dict[str, Any] | None = None) -> Cells:
    counts = {"n": 1, "weight": 1.0, "weight_sq": 1.0}
    frame = pd.DataFrame({"q": answers}).assign(**counts)
    return Cells(frame, Design("w"), "toy", "toys", levels or {})


@pytest.mark.parametrize(
    ("answers", "levels"),
    [
        (pd.Categorical(["low", "high"], ["low", "mid", "high"]), ("low", "mid", "high")),
        (pd.Categorical(["a", "refused"], ["b", "a", "refused"]), ("b", "a")),
        (["b", "a", None, "dont_know"], ("a", "b")),
        (["10", "9", "01"], ("01", "9", "10")),
        (["10", "9", "a"], ("10", "9", "a")),
        (["no", "refused"], ("yes", "no")),
        ([2, 10, None], ("2", "10")),
        ([True, False], ("false", "true")),
    ],
)
def test_levels_come_in_the_order_of_categories_of_numbers_or_of_the_alphabet(
    answers: Any, levels: tuple[str, ...]
) -> None:
    assert cells(answers).levels == {"q": levels}


def test_declared_levels_keep_their_order_and_those_that_nobody_has() -> None:
    assert cells(["b", "a"], {"q": ["c", "b", "a"]}).levels == {"q": ("c", "b", "a")}


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ({"q": ["a"]}, r"none of its levels(.|\n)*got: b \(1 cells\)"),
        ({"q": ["a", "b", "a"]}, "can't be these"),
        ({"q": ["a", "b", "refused"]}, r"none called dont_know, refused"),
        ({"r": ["a"]}, r"not there(.|\n)*expected: q"),
    ],
)
def test_levels_that_can_t_be_are_refused(levels: dict[str, Any], told: str) -> None:
    with pytest.raises(StudyError, match=told):
        cells(["b", "a"], levels)


def test_an_added_variable_declares_its_own_levels() -> None:
    before = cells(["b", "a"], {"q": ["b", "a"]})
    after = before.with_column("self", pd.Series(["x", "y"]))
    assert after.levels == {"q": ("b", "a"), "self": ("x", "y")}
    replaced = before.with_column("q", pd.Series(["z", None]))
    assert replaced.levels == {"q": ("z",)}
    assert after.only(["self"]).levels == {"self": ("x", "y")}


def test_other_levels_are_other_cells() -> None:
    assert cells(["b", "a"]).digest != cells(["b", "a"], {"q": ["b", "a"]}).digest


@pytest.mark.parametrize(
    "counts",
    [
        {"n": 0},
        {"n": 1.5},
        {"weight": -1.0},
        {"weight": 0.0},
        {"weight_sq": float("inf")},
        {"weight": None},
    ],
)
def test_counts_that_no_people_have_are_refused(counts: dict[str, Any]) -> None:
    frame = pd.DataFrame({"q": ["a"]}).assign(
        **({"n": 1, "weight": 1.0, "weight_sq": 1.0} | counts)
    )
    with pytest.raises(StudyError, match="counts can't be"):
        Cells(frame, Design("w"), "toy", "toys")


def test_the_design_of_the_file_serves_the_cells() -> None:
    frame = pd.DataFrame({"stratum": [1], "psu": [1], "n": 1, "weight": 1.0, "weight_sq": 1.0})
    design = Design("w", "region", "town", "center")
    assert Cells(frame, design, "toy", "toys").design == Design(
        "weight", "stratum", "psu", "center"
    )
    with pytest.raises(StudyError, match="no column psu"):
        Cells(frame.drop(columns="psu"), design, "toy", "toys")


@pytest.mark.parametrize(
    "answer",
    [
        dt.datetime(2016, 1, 1),
        pd.Timestamp("2016-01-01", tz="Europe/Paris"),
        dt.time(1),
        dt.timedelta(1),
        b"a",
        2.0**60,
    ],
)
def test_answers_that_engines_write_each_in_their_way_are_no_levels(answer: Any) -> None:
    with pytest.raises(StudyError, match=r"'q' can't be a variable(.|\n)*to do"):
        as_text(pd.Series([answer, None], name="q", dtype=object))


def test_empty_text_is_a_missing_answer_whatever_holds_it() -> None:
    for kind in ("str", object, "category", "string"):
        assert as_text(pd.Series(["", "a", None], dtype=kind)).fillna("none").tolist() == [
            "none",
            "a",
            "none",
        ]


def test_a_table_of_no_variable_has_no_levels() -> None:
    assert declared(pd.DataFrame({"a": ["x"]})[[]], {}) == {}
