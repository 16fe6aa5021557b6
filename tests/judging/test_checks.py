from __future__ import annotations

import shutil

import pandas as pd
import pytest

from analysis import paths
from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design, write_cells
from analysis.folding.locks import write_locks
from analysis.judging.checks import (
    CHECKS,
    Checks,
    Figure,
    _recompute,
    against_published,
    not_recomputed,
    read_checks,
)
from analysis.sources.catalogue import catalogue


@pytest.fixture(scope="module")
def checked():
    return against_published()


@pytest.mark.parametrize(
    ("source", "cells"),
    [
        ("pew_2015", 201),
        ("pew_2018", 20),
        ("pew_2021", 4),
        ("npors_2024", 4),
        ("credoc_2007_2022", 13),
        ("stackoverflow_2016", 3),
        ("latinobarometro_2018", 15),
    ],
)
def test_the_respondent_files_give_back_what_was_published(checked, source, cells):
    figures = checked[checked["source"] == source]
    assert len(figures) == cells
    assert figures["ok"].all(), figures[~figures["ok"]].to_string()


def test_every_printed_base_is_given_back_to_the_person(checked):
    printed = checked.dropna(subset="n_published")
    assert len(printed) > 200
    assert (printed["n"] == printed["n_published"]).all()


@pytest.mark.parametrize(
    ("what", "digits"),
    [
        ("uses LinkedIn; all adults 18+; College grad+; 2018", 0.5006),
        ("uses LinkedIn; all adults 18+; Some college; 2018", 0.2205),
        ("uses LinkedIn; all adults 18+; College grad+; 2021", 0.5079),
        ("uses LinkedIn; all adults 18+; HS or less; 2021", 0.1000),
    ],
)
def test_linkedin_shares_are_the_recorded_digits(checked, what, digits):
    assert checked.set_index("what").loc[what, "recomputed"] == pytest.approx(digits, abs=5e-5)


def test_lines_left_out_have_a_reason():
    left_out = not_recomputed()
    assert len(left_out) == 6
    assert (left_out["why"].str.len() > 20).all()


def test_a_figure_that_does_not_come_back_is_seen(tmp_path):
    for path in paths.CELLS.glob("pew_2021*.csv"):
        shutil.copy(path, tmp_path)
    table = pd.read_csv(tmp_path / "pew_2021.csv")
    graduates = table["bachelor_or_more"].eq("yes") & table["on_linkedin"].eq("yes")
    for column, factor in (("weight", 1.1), ("weight_sq", 1.1**2)):
        table[column] = table[column].mask(graduates, table[column] * factor)
    write_cells(table, tmp_path / "pew_2021.csv")
    write_locks(catalogue()["pew_2021"].cells, "pew_2021", tmp_path)
    only = read_checks().model_copy(
        update={"shares": [b for b in read_checks().shares if b.source == "pew_2021"], "sizes": []}
    )
    changed = against_published(only, tmp_path).set_index("what")["ok"]
    assert not changed["uses LinkedIn; all adults 18+; College grad+; 2021"]
    assert changed["uses LinkedIn; all adults 18+; HS or less; 2021"]


def test_any_of_several_answers_counts_among_people_asked_for_all_of_them():
    answers = [
        ("yes", "no", 1),
        ("no", "yes", 2),
        ("no", "no", 4),
        ("yes", "not_asked", 8),
        ("not_asked", "yes", 16),
    ]
    names = ["used_close_ties", "used_acquaintances"]
    people = pd.DataFrame(answers, columns=[*names, "n"]).astype(dict.fromkeys(names, "category"))
    people["weight"], people["weight_sq"] = people["n"] * 0.5, people["n"] * 0.25
    toy = Cells(people, Design(weight="weight"), "pew_2015", "people of the test")
    share, n = _recompute("pew_2015", Figure(outcome=names), {}, lambda table: toy)
    assert (share, n) == (3 / 7, 7)


def test_a_published_line_that_nobody_declared_is_refused():
    block = next(b for b in read_checks().shares if b.source == "credoc_2007_2022")
    silent = block.model_copy(update={"left_out": []})
    with pytest.raises(StudyError, match="not accounted for"):
        against_published(Checks(shares=[silent], sizes=[]))


def test_a_figure_that_no_table_can_give_is_refused():
    block = next(b for b in read_checks().shares if b.source == "pew_2021")
    groups = {**block.groups, "high-school-or-less": {"income_group": ["under_30k"]}}
    with pytest.raises(StudyError, match="a table with on_linkedin_adults, income_group"):
        against_published(Checks(shares=[block.model_copy(update={"groups": groups})], sizes=[]))


def test_an_unknown_field_is_refused(tmp_path):
    path = tmp_path / "checks.yaml"
    path.write_text(CHECKS.read_text("utf-8").replace("tolerance:", "about:"), "utf-8")
    with pytest.raises(StudyError, match="tolerance"):
        read_checks(path)
