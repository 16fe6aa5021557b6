"""The job search supplement of the New York Fed: item numbers by year, bases, and R's digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import synthetic
from analysis.errors import StudyError
from analysis.folding.cells import Cells, read_cells
from analysis.folding.collapse import expand
from analysis.inference.estimates import compare_answers, share
from analysis.sources import catalogue, corrections
from analysis.surveys import sce
from analysis.surveys.harmonise import harmonise
from helpers import digits_of_r

SOURCE = catalogue.source("sce_job_search")
HERE = Path(__file__).parents[1] / "reference"
TABLES = ("sce_job_search", "sce_job_search_begun", "sce_job_search_contacts")
LATELY = {"job_begun": "since_2010"}
UNASKED = {"contacted_unasked": "yes"}
ONLY_UNASKED = {"only_contacted_unasked": "yes"}


def recorded() -> pd.Series:
    return pd.read_csv(HERE / "sce.csv", index_col=["name", "part"])["value"]


def person(year: int, **answers: float) -> pd.DataFrame:
    """Clean a file of one person, who gave these answers and no other."""
    raw = synthetic.raw(SOURCE, people=6).iloc[:1]
    empty = raw.assign(**{name: np.nan for name in raw if name.endswith(")")})
    given = {f"{name} ({year})": value for name, value in answers.items()}
    return sce.clean(empty.assign(sheet=year, **given), SOURCE)


def jobs(year: int, *ticked: int) -> pd.DataFrame:
    """Clean the answers of an employee on how the job was found: the items ticked."""
    items = range(1, 18)
    columns = {f"JH1_{i}_rc": float(i in ticked) for i in items}
    there = {name for v in SOURCE.variables for name in (v.column, *v.also)}
    return person(year, **{n: x for n, x in columns.items() if f"{n} ({year})" in there})


@pytest.mark.parametrize(
    ("year", "item", "variable"),
    [
        (2013, 14, "found_not_remembered"),
        (2014, 14, "found_returned"),
        (2013, 15, "found_within_company"),
        (2014, 15, "found_family_business"),
        (2013, 16, "found_returned"),
        (2014, 13, "found_within_company"),
        (2013, 17, "found_family_business"),
        (2014, 17, "found_not_remembered"),
    ],
)
def test_an_item_number_is_the_question_of_its_year(year, item, variable):
    """By the two codebooks, sheets "Codebook 2013" and "Codebook 2014" of the file."""
    people = jobs(year, item)
    found = {name for name in people if name.startswith("found_") and people[name].eq("yes").all()}
    assert found == {variable}


@pytest.mark.parametrize(("year", "friends"), [(2013, 5), (2014, 4)])
def test_methods_of_2014_are_numbered_one_less(year, friends):
    people = person(
        year,
        L5=1.0,
        **{f"JS6_{i}_rc": float(i == friends) for i in range(1, 13)},
        **({"JS6_13_rc": 0.0} if year == 2013 else {}),
    )
    methods = {n for n in people if n.startswith("method_") and people[n].eq("yes").all()}
    assert methods == {"method_friends", "method_ties"}


def test_who_does_not_remember_said_no_to_no_way_and_who_ticked_none_gave_no_answer():
    forgotten, silent = jobs(2014, 17), jobs(2014)
    assert forgotten["found_any_tie"].tolist() == ["dont_know"]
    assert silent["found_any_tie"].tolist() == ["no_answer"]
    assert jobs(2014, 5, 8)[["found_any_tie", "found_online"]].eq("yes").all(axis=None)


@pytest.mark.parametrize(
    ("contacts", "unasked", "expected"),
    [
        (0, np.nan, ["no", "not_asked", "no", "not_asked"]),
        (2, 0, ["yes", "no", "no", "no"]),
        (2, 1, ["yes", "yes", "yes", "no"]),
        (2, 2, ["yes", "yes", "yes", "yes"]),
    ],
)
def test_contacts_are_counted_and_those_all_unasked_are_told_apart(contacts, unasked, expected):
    offer = np.nan if contacts == 0 else 3
    people = person(2013, JS15=contacts, JS16=unasked, JS18=offer)
    names = ["contacted_by_employer", "contacted_unasked", "contacted_unasked_everyone"]
    assert people[[*names, "only_contacted_unasked"]].iloc[0].tolist() == expected


def test_who_has_no_weight_is_in_no_sheet_and_out(monkeypatch):
    monkeypatch.setattr(corrections, "corrections", tuple)
    raw = synthetic.raw(SOURCE)
    kept = raw["sheet"].isin([2013, 2014])
    assert not kept.all()
    assert len(harmonise(SOURCE, raw)) == kept.sum()


def test_a_code_that_is_no_occupation_is_refused_and_those_of_the_survey_s_own_are_no_answer():
    assert person(2014, EC2a=999)["soc_group"].tolist() == ["no_answer"]
    assert person(2014, EC2a=151)["management_or_professional"].tolist() == ["yes"]
    with pytest.raises(StudyError, match="120"):
        person(2014, EC2a=120)


@pytest.mark.parametrize(
    ("month", "period"),
    [
        (198506, "before_2000"),
        (199912, "before_2000"),
        (200001, "2000_2009"),
        (200912, "2000_2009"),
        (201001, "since_2010"),
        (np.nan, "not_asked"),
    ],
)
def test_a_job_is_of_the_period_in_which_it_was_begun(month, period):
    assert person(2014, L9=month)["job_begun"].tolist() == [period]


def test_a_month_that_is_none_is_refused():
    with pytest.raises(StudyError, match="999999"):
        person(2013, L9=999999)


def ours() -> dict[tuple[str, str], float]:
    """The digits of R, from the committed cells."""
    cells, begun, contacts = (read_cells(table) for table in TABLES)
    rows = {
        "any_tie": share(cells, "found_any_tie"),
        "online": share(cells, "found_online"),
        "contacted": share(cells, "found_contacted_by_employer"),
        "online_lately": share(begun, "found_online", where=LATELY),
    }
    for base in (UNASKED, ONLY_UNASKED):
        of = "_of_" + next(iter(base))
        rows[f"offer{of}"] = share(contacts, "offer_from_contacts", level="offer", where=base)
        rows[f"offer_or_pending{of}"] = not_refused(contacts, base)
    parts = ["estimate", "se", "low", "high", "n"]
    digits = {(name, part): row[part].iloc[0] for name, row in rows.items() for part in parts}
    ties, online = {"found_any_tie": ["yes"]}, {"found_online": ["yes"]}
    ratios = {"": compare_answers(cells, ties, online)}
    ratios["_lately"] = compare_answers(begun, ties, online, where=LATELY)
    ends = ["estimate", "low", "high"]
    for when, ratio in ratios.items():
        digits |= {(f"ties_over_online{when}", end): ratio[end].iloc[0] for end in ends}
    estimate, se = difference(expand(cells.frame))
    return digits | {
        ("ties_minus_online", "estimate"): estimate,
        ("ties_minus_online", "se"): se,
    }


def not_refused(contacts: Cells, base: dict[str, str]) -> pd.DataFrame:
    """Turn the share without any offer round: that of an offer, or of one that is pending."""
    none = share(contacts, "offer_from_contacts", level="no_offer", where=base)
    turned = {"estimate": 1 - none["estimate"], "low": 1 - none["high"], "high": 1 - none["low"]}
    return none.assign(**turned)


def difference(people: pd.DataFrame) -> tuple[float, float]:
    """Compute by the textbook's formula a difference of two shares of the same people."""
    asked = people["found_any_tie"] != "not_asked"
    yes = people[["found_any_tie", "found_online"]] == "yes"
    gap = (yes["found_any_tie"].astype(int) - yes["found_online"].astype(int)).where(asked, 0)
    weight = people["weight"].where(asked, 0)
    mean = (weight * gap).sum() / weight.sum()
    z = weight * (gap - mean) / weight.sum()
    return mean, np.sqrt(len(people) / (len(people) - 1) * (z**2).sum())


def test_cells_give_the_digits_of_r():
    mine = pd.Series(ours())
    theirs = recorded()
    assert {*mine.index} == {*theirs.index}
    np.testing.assert_allclose(mine[theirs.index], theirs, rtol=1e-8)


def test_the_figures_of_the_specification_come_back():
    """Those found before the survey was in the study: percent, standard error, people asked."""
    found = recorded().unstack()  # noqa: PD010 - a series has no pivot
    percent = (100 * found[["estimate", "se"]]).round(1)
    assert percent.loc["any_tie"].tolist() == [41.5, 1.7]
    assert percent.loc["online", "estimate"] == 21.6
    assert percent.loc["ties_minus_online"].tolist() == [19.9, 2.7]
    assert percent.loc["contacted", "estimate"] == 9.2
    assert found.loc["any_tie", "n"] == 1541


@pytest.mark.needs_r
def test_r_says_the_same_today(needs_r, tmp_path):
    for table in TABLES:
        expand(read_cells(table).frame).to_csv(tmp_path / f"{table}.csv", index=False)
    live = digits_of_r(HERE / "sce.R", tmp_path, by=["name", "part"])
    assert list(live.index) == list(recorded().index)
    np.testing.assert_allclose(live, recorded(), rtol=1e-8)
