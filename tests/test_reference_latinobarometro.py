"""Latinobarómetro 2018: the study's estimates against the digits recorded from R's survey."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.cleaning.missing import YES_NO
from analysis.folding.cells import Cells, read_cells
from analysis.folding.collapse import expand
from analysis.folding.scaling import scaled_to
from analysis.inference.estimates import compare, composition, share
from analysis.sources import catalogue, vocabulary
from analysis.surveys.harmonise import harmonise, read
from analysis.surveys.latinobarometro import populations
from helpers import digits_of_r

SCRIPT = Path(__file__).parent / "reference" / "latinobarometro_2018.R"
SOURCE = catalogue.source("latinobarometro_2018")
STUDIES, WORK = read_cells("latinobarometro_2018"), read_cells("latinobarometro_2018_work")
SITUATION = read_cells("latinobarometro_2018_situation")
CLOSE = {"rtol": 1e-8, "atol": 1e-8}
ENDS = {"": "estimate", "_low": "low", "_high": "high"}


def recorded() -> pd.Series:
    return pd.read_csv(SCRIPT.with_suffix(".csv"), index_col="name")["value"]


def run_r(tables: list[pd.DataFrame], folder: Path) -> pd.Series:
    inhabitants = pd.Series(populations(), name="population").rename_axis("stratum").reset_index()
    names = ("studies", "work", "situation", "populations")
    files = [folder / f"{name}.csv" for name in names]
    for table, path in zip([*tables, inhabitants], files, strict=True):
        table.to_csv(path, index=False)
    return digits_of_r(SCRIPT, *files)


def ratio(name: str, cells: Cells, variable: str) -> dict[str, float]:
    row = compare(cells, "on_linkedin", variable).set_index("measure").loc["ratio"]
    digits = {f"ratio_{name}{end}": row[column] for end, column in ENDS.items()}
    return digits | {f"se_log_ratio_{name}": row["se"] / row["estimate"]}


def among_members(name: str, cells: Cells, variable: str) -> dict[str, float]:
    row = composition(cells, variable, by="on_linkedin").iloc[0]
    return {f"{name}_among_members": row["estimate"], f"se_{name}_among_members": row["se"]}


def ours(scale: bool) -> dict[str, float]:
    studies, work, situation = (
        scaled_to(cells, populations()) if scale else cells for cells in (STUDIES, WORK, SITUATION)
    )
    everyone = share(studies, "on_linkedin").iloc[0]
    digits = {"members": everyone["estimate"], "se_members": everyone["se"], "df": everyone["df"]}
    digits |= among_members("higher_education", studies, "higher_education")
    digits |= among_members("graduates", studies, "tertiary")
    digits |= among_members("professionals_and_managers", work, "professional_or_manager")
    digits |= ratio("higher_education", studies, "higher_education")
    digits |= ratio("graduates", studies, "tertiary")
    digits |= ratio("professionals_and_managers", work, "professional_or_manager")
    digits |= ratio("business_owners", work, "business_owner")
    digits |= ratio("independent_professionals", work, "independent_professional")
    digits |= ratio("own_account", situation, "own_account_worker")
    return digits | ratio("self_employed", situation, "self_employed")


def named_as_in_r(digits: dict[str, float], scaled: bool) -> pd.Series:
    """Name the digits as the script does, which gives no interval by population, and says why."""
    if not scaled:
        return pd.Series(digits)
    kept = pd.Series(digits).filter(regex="^(?!df$|.*_(low|high)$)")
    return kept.rename(lambda name: re.sub("^((se_)?(log_)?(ratio_)?)", r"\1scaled_", name))


@pytest.mark.parametrize("scaled", [False, True], ids=["countries alike", "by population"])
def test_cells_give_the_digits_of_r(scaled):
    mine = named_as_in_r(ours(scaled), scaled)
    np.testing.assert_allclose(mine, recorded()[mine.index], **CLOSE)


def test_all_that_r_recorded_is_tested():
    mine = [named_as_in_r(ours(scaled), scaled) for scaled in (False, True)]
    assert {*pd.concat(mine).index} == {*recorded().index}


def test_the_recorded_digits_are_those_the_study_was_promised():
    """Digits of edition 2 of the claims; its graduates are all who went to higher education."""
    promised = {
        "members": 0.0231,
        "se_members": 0.0019,
        "higher_education_among_members": 0.632,
        "se_higher_education_among_members": 0.035,
    }
    for name, value in promised.items():
        assert recorded()[name] == pytest.approx(value, abs=5e-4 if value > 0.03 else 5e-5), name
    intervals = {
        "higher_education": (6.25, 4.85, 8.06),
        "professionals_and_managers": (4.35, 3.29, 5.74),
        "self_employed": (0.62, 0.50, 0.76),
    }
    for name, digits in intervals.items():
        found = [recorded()[f"ratio_{name}{end}"] for end in ENDS]
        assert found == pytest.approx(digits, abs=0.02), name


@pytest.mark.needs_r
def test_r_says_the_same_today(needs_r, tmp_path):
    live = run_r([expand(cells.frame) for cells in (STUDIES, WORK, SITUATION)], tmp_path)
    np.testing.assert_allclose(live, recorded()[live.index], **CLOSE)


@pytest.mark.needs_r
@pytest.mark.microdata
def test_cells_lose_nothing_of_the_survey_file(needs_r, tmp_path):
    if catalogue.locate(SOURCE, SOURCE.files[0]) is None:
        pytest.skip("the survey file is not on this machine (set STUDY_MIRROR)")
    live = run_r([harmonise(SOURCE, read(SOURCE))] * 3, tmp_path)
    np.testing.assert_allclose(live, recorded()[live.index], **CLOSE)


def test_scaling_moves_no_country():
    by_country = read_cells("latinobarometro_2018_country")
    before, after = (
        share(cells, "on_linkedin", by="country")[["estimate", "se"]]
        for cells in (by_country, scaled_to(by_country, populations()))
    )
    pd.testing.assert_frame_equal(before, after)


def test_work_types_are_those_of_people_at_work():
    assert {*SITUATION.frame.query("employed == 'yes'")["own_account_worker"]} == {*YES_NO}
    assert {*SITUATION.frame.query("employed == 'no'")["own_account_worker"]} == {"not_asked"}
    assert {*WORK.frame["work_type"]} == {*vocabulary.levels("work_type"), "not_asked"}
