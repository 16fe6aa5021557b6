from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import paths
from analysis.errors import StudyError
from analysis.folding.cells import read_cells
from analysis.sources import corrections
from analysis.sources.catalogue import catalogue
from analysis.surveys import harmonise

SOURCE = catalogue()["gss_panel_2020"]


def missing(letter: str) -> float:
    """Return a NaN tagged with a letter, as R writes it: the letter in bits 32 to 39."""
    bits = 0x7FF0_0000_0000_07A2 | ord(letter) << 32
    return np.array([bits], dtype="uint64").view("float64")[0]


NOT_ASKED, DONT_KNOW, NO_ANSWER = map(missing, "idn")

# One person a column: a member; a user who isn't one; not on the internet; ballot A; silent.
ANSWERS = {
    "samptype": [2016, 2016, 2016, 2016, 2016],
    "linkedin_1a": [1, 2, NOT_ASKED, NOT_ASKED, NO_ANSWER],
    "intuse_1a": [1, 1, 2, NOT_ASKED, DONT_KNOW],
    "degree_1a": [4, 2, 0, 1, NO_ANSWER],
    "wrkstat_1a": [1, 2, 5, 7, NO_ANSWER],
    "wrkslf_1a": [2, 1, NOT_ASKED, DONT_KNOW, NO_ANSWER],
    "isco08_1a": [2512, 1120, NOT_ASKED, 5223, NO_ANSWER],
    "indus10_1a": [7380, 770, NOT_ASKED, 8680, NO_ANSWER],
    "age_1a": [29, 30, 89, 50, NO_ANSWER],
    "sex_1a": [1, 2, 2, 1, 2],
    "vstrat_1a": [3201, 3201, 3201, 3202, 3202],
    "vpsu_1a": [1, 1, 2, 1, 2],
    "wtssall_1a": [0.5, 1.0, 1.5, 2.0, 2.5],
}


@pytest.fixture(autouse=True)
def _no_corrections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Corrections are about the real file."""
    monkeypatch.setattr(corrections, "corrections", tuple)


@pytest.fixture
def raw() -> pd.DataFrame:
    people = pd.DataFrame(ANSWERS, dtype="float64")
    of_2018 = people.head(1).assign(samptype=2018.0, linkedin_1a=missing("x"), degree_1a=77.0)
    return pd.concat([of_2018, people], ignore_index=True)


def test_only_those_first_interviewed_in_2016_are_kept(raw: pd.DataFrame) -> None:
    """The codes of the person of 2018 would be refused: nothing of them is read."""
    people = harmonise.harmonise(SOURCE, raw)
    assert len(people) == 5
    assert people["weight"].tolist() == ANSWERS["wtssall_1a"]
    assert people["stratum"].tolist() == ANSWERS["vstrat_1a"]
    assert people["psu"].tolist() == ANSWERS["vpsu_1a"]


CLEANED = {
    "on_linkedin": ["yes", "no", "not_asked", "not_asked", "no_answer"],
    "internet_user": ["yes", "yes", "no", "not_asked", "dont_know"],
    "on_linkedin_adults": ["yes", "no", "no", "not_asked", "no_answer"],
    "education": [
        *("master_or_more", "short_tertiary", "below_upper_secondary", "upper_secondary"),
        "no_answer",
    ],
    "tertiary": ["yes", "yes", "no", "no", "no_answer"],
    "bachelor_or_more": ["yes", "no", "no", "no", "no_answer"],
    "employment": ["employed", "employed", "retired", "at_home", "no_answer"],
    "employed": ["yes", "yes", "no", "no", "no_answer"],
    "self_employed": ["no", "yes", "not_asked", "dont_know", "no_answer"],
    "occupation": ["professionals", "managers", "not_asked", "services_sales", "no_answer"],
    "professional_or_manager": ["yes", "yes", "not_asked", "no", "no_answer"],
    "executive": ["no", "yes", "not_asked", "no", "no_answer"],
    "knowledge_occupation": ["yes", "yes", "not_asked", "no", "no_answer"],
    "ict_occupation": ["yes", "no", "not_asked", "no", "no_answer"],
    "communication_occupation": ["no", "no", "not_asked", "no", "no_answer"],
    "sector": ["J", "F", "not_asked", "I", "no_answer"],
    "knowledge_activity": ["yes", "no", "not_asked", "no", "no_answer"],
    "knowledge_services": ["yes", "no", "not_asked", "no", "no_answer"],
    "knowledge_market": ["yes", "no", "not_asked", "no", "no_answer"],
    "knowledge_business": ["yes", "no", "not_asked", "no", "no_answer"],
    "information_finance_professions": ["yes", "no", "not_asked", "no", "no_answer"],
    "age_group": ["18-29", "30-49", "65+", "50-64", "no_answer"],
    "sex": ["men", "women", "women", "men", "women"],
}


@pytest.mark.parametrize("variable", CLEANED)
def test_each_answer_and_each_kind_of_missing_is_kept_apart(
    variable: str, raw: pd.DataFrame
) -> None:
    people = harmonise.harmonise(SOURCE, raw)
    assert people[variable].tolist() == CLEANED[variable]
    assert isinstance(people[variable].dtype, pd.CategoricalDtype)


def test_every_variable_of_the_cells_is_covered_above() -> None:
    assert {name for table in SOURCE.cells.values() for name in table} <= {*CLEANED}


NEEDED = ["samptype", "vstrat_1a", "wtssall_1a", "linkedin_1a", "isco08_1a", "age_1a"]


@pytest.mark.parametrize("column", NEEDED)
def test_a_missing_column_is_named(column: str, raw: pd.DataFrame) -> None:
    with pytest.raises(StudyError, match=f"gss_panel_2020 has no column '{column}'") as error:
        harmonise.harmonise(SOURCE, raw.drop(columns=column))
    assert error.value.expected == column
    assert "study fetch" in error.value.hint


@pytest.mark.parametrize(
    ("column", "code", "told"),
    [
        ("linkedin_1a", 3.0, r"3\.0 in 2 row\(s\)"),
        ("degree_1a", 9.0, r"9\.0 in 2 row\(s\)"),
        ("isco08_1a", 9999.0, r"9999\.0 in 2 row\(s\)"),
        ("indus10_1a", 1.0, r"1\.0 in 2 row\(s\)"),
        ("age_1a", 17.0, r"17\.0 in 2 row\(s\)"),
        ("intuse_1a", missing("x"), r"'\.x' in 2 row\(s\)"),
        ("sex_1a", np.nan, r"'\.' in 2 row\(s\)"),
    ],
)
def test_an_unknown_code_is_counted(column: str, code: float, told: str, raw: pd.DataFrame) -> None:
    codes = raw[column].to_numpy(copy=True)  # pandas would drop the tag of a NaN
    codes[[2, 3]] = code
    raw[column] = codes
    with pytest.raises(StudyError, match=rf"Unknown code in '{column}'(.|\n)*{told}") as error:
        harmonise.harmonise(SOURCE, raw)
    assert "codebook" in error.value.hint


def test_the_file_is_left_as_it_was(raw: pd.DataFrame) -> None:
    before = {name: raw[name].to_numpy().view("uint64").tolist() for name in raw}
    harmonise.harmonise(SOURCE, raw)
    assert {name: raw[name].to_numpy().view("uint64").tolist() for name in raw} == before


def test_a_survey_that_is_not_there_is_to_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STUDY_MIRROR", raising=False)
    monkeypatch.setattr(paths, "RAW", tmp_path)
    with pytest.raises(StudyError, match="gss_panel_2020 is not on this machine") as error:
        harmonise.read(SOURCE)
    assert "study fetch gss_panel_2020" in error.value.hint
    assert "STUDY_MIRROR" in error.value.expected


def test_a_survey_cut_short_leaves_the_cells_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_MIRROR", str(tmp_path / "mirror"))
    file = tmp_path / "mirror" / SOURCE.id / SOURCE.files[0].path
    file.parent.mkdir(parents=True)
    file.write_bytes(b"half a file")
    folder = tmp_path / "cells"
    folder.mkdir()
    former = [folder / f"{table}.csv" for table in SOURCE.cells]
    for path in former:
        path.write_text("former", "utf-8")
    with pytest.raises(StudyError, match="its size differs"):
        harmonise.make_cells(SOURCE, harmonise.read(SOURCE), folder)
    assert sorted(folder.iterdir()) == sorted(former)
    assert {path.read_text("utf-8") for path in former} == {"former"}


@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_a_bad_weight_leaves_the_cells_as_they_were(
    bad: float, raw: pd.DataFrame, tmp_path: Path
) -> None:
    raw.loc[4, "wtssall_1a"] = bad
    with pytest.raises(StudyError, match="1 of 5 rows"):
        harmonise.make_cells(SOURCE, raw, tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_every_table_of_cells_is_made_and_reads_back(raw: pd.DataFrame, tmp_path: Path) -> None:
    harmonise.make_cells(SOURCE, raw, tmp_path)
    for table, variables in SOURCE.cells.items():
        cells = read_cells(table, tmp_path)
        assert cells.variables == variables
        assert cells.frame["n"].sum() == 5
        assert cells.frame["weight"].sum() == pytest.approx(7.5)
