from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.cleaning.missing import (
    KINDS,
    YES_NO,
    answered,
    flag,
    missing_tags,
    recode,
    regroup,
    tagged,
)
from analysis.errors import StudyError


def answers(*values: object) -> pd.Series:
    return pd.Series(values, name="q1", dtype=object)


def test_recode_always_carries_every_level_then_the_four_kinds() -> None:
    recoded = recode(answers(2), {1: "yes", 2: "no"}, levels=YES_NO, missing={})
    assert recoded.cat.categories.tolist() == ["yes", "no", *KINDS]
    assert recoded.tolist() == ["no"]


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([1, 2, None], dtype="float64"),
        pd.Series([1, 2, None], dtype="Int64"),
        pd.Series([1, 2, None], dtype=object),
        pd.Series([1, 2, None], dtype="category"),
    ],
    ids=lambda values: str(values.dtype),
)
def test_recode_reads_every_way_a_file_writes_numbers_and_gaps(values: pd.Series) -> None:
    recoded = recode(values, {1: "yes", 2: "no"}, levels=YES_NO, missing={None: "not_asked"})
    assert recoded.tolist() == ["yes", "no", "not_asked"]


def test_recode_reads_text() -> None:
    recoded = recode(
        pd.Series(["Oui", "NSP", None]), {"Oui": "yes"}, levels=YES_NO, missing=dict(NSP_AND_GAP)
    )
    assert recoded.tolist() == ["yes", "dont_know", "refused"]


NSP_AND_GAP = (("NSP", "dont_know"), (None, "refused"))


def test_an_unknown_code_is_named_with_its_count() -> None:
    with pytest.raises(StudyError) as error:
        recode(answers(1, 9, 9, "x"), {1: "yes"}, levels=YES_NO, missing={})
    assert error.value.title == "Unknown code in 'q1'."
    assert error.value.got == "9 in 2 row(s); 'x' in 1 row(s)"
    assert "codebook" in error.value.hint


def test_an_empty_cell_must_be_mapped() -> None:
    with pytest.raises(StudyError, match=r"empty cell \(None\) in 2 row"):
        recode(answers(1, None, np.nan), {1: "yes"}, levels=YES_NO, missing={8: "refused"})


def test_an_error_about_a_long_code_list_stays_short() -> None:
    with pytest.raises(StudyError, match="500 known codes, such as 0, 1, 2") as error:
        recode(answers(-1), dict.fromkeys(range(500), "yes"), levels=YES_NO, missing={})
    assert len(error.value.expected) < 100


@pytest.mark.parametrize(
    ("codes", "levels", "missing", "message"),
    [
        ({1: "maybe"}, YES_NO, {}, "outside of its levels"),
        ({1: "yes"}, YES_NO, {2: "lost"}, "outside of its levels"),
        ({1: "yes"}, YES_NO, {1: "refused"}, "ambiguous"),
        ({1: "yes"}, ("yes", "yes"), {}, "repeat themselves"),
        ({1: "yes"}, ("yes", "refused"), {}, "repeat themselves"),
    ],
)
def test_a_mapping_that_contradicts_itself_is_refused(
    codes: dict, levels: tuple, missing: dict, message: str
) -> None:
    with pytest.raises(StudyError, match=message):
        recode(answers(1), codes, levels=levels, missing=missing)


def test_recode_of_no_rows() -> None:
    assert recode(answers(), {1: "yes"}, levels=YES_NO, missing={}).empty


def test_regroup_and_flag_leave_the_kinds_alone() -> None:
    colours = pd.Series(["red", *KINDS])
    assert flag(colours, {"red"}, levels=("red", "blue")).tolist() == ["yes", *KINDS]
    assert regroup(colours, {"red": "not_asked"}, levels=YES_NO).tolist() == ["not_asked", *KINDS]


def test_flag_refuses_a_level_it_was_not_told_of() -> None:
    with pytest.raises(StudyError, match="'green' in 1 row"):
        flag(pd.Series(["green"]), {"red"}, levels=("red", "blue"))


def test_answered_is_false_for_each_kind() -> None:
    assert answered(pd.Series(["yes", *KINDS])).tolist() == [True, False, False, False, False]


def bits(*patterns: int) -> pd.Series:
    return pd.Series(np.array(patterns, dtype="uint64").view("float64"))


def test_missing_tags_reads_the_letter_in_bits_32_to_39() -> None:
    # The first three patterns are those of the General Social Survey's R file.
    tagged = bits(0x7FF00069000007A2, 0x7FF0006E000007A2, 0x7FF00064000007A2)
    assert missing_tags(tagged).tolist() == [".i", ".n", ".d"]


def test_missing_tags_of_a_plain_nan_and_of_r_na_is_a_dot() -> None:
    assert missing_tags(bits(0x7FF8000000000000, 0x7FF00000000007A2)).tolist() == [".", "."]


def test_missing_tags_keeps_numbers_that_recode_can_map() -> None:
    values = pd.concat([pd.Series([1.0, 2.0]), bits(0x7FF00069000007A2)])
    recoded = recode(
        missing_tags(values), {1: "yes", 2: "no"}, levels=YES_NO, missing={".i": "not_asked"}
    )
    assert recoded.tolist() == ["yes", "no", "not_asked"]
    assert recoded.index.tolist() == [0, 1, 0]


def test_missing_tags_refuses_a_type_that_has_lost_them() -> None:
    with pytest.raises(StudyError, match="object"):
        missing_tags(answers(1, None))


def test_missing_tags_refuses_letters_that_may_be_answers() -> None:
    with pytest.raises(StudyError, match="object"):
        missing_tags(answers("a", "b", None))


@pytest.fixture
def stata(tmp_path: Path) -> Path:
    """Write a Stata file with two kinds of missing values, and an empty cell of none."""
    path = tmp_path / "survey.dta"
    frame = pd.DataFrame({"q1": answers(1.0, "a", "d", None)})
    pyreadstat.write_dta(frame, str(path), missing_user_values={"q1": ["a", "d"]})
    return path


def test_missing_tags_shows_those_of_stata_by_the_readers_that_keep_them(stata: Path) -> None:
    kept = pyreadstat.read_dta(stata, user_missing=True)[0]["q1"]
    also = pd.read_stata(stata, convert_missing=True)["q1"]
    assert missing_tags(kept).tolist() == [1, ".a", ".d", "."]
    assert missing_tags(also).tolist() == [1, ".a", ".d", "."]


def test_missing_tags_refuses_those_of_stata_that_the_reader_dropped(stata: Path) -> None:
    for lost in (pyreadstat.read_dta(stata)[0]["q1"], pd.read_stata(stata)["q1"]):
        with pytest.raises(StudyError, match="3 empty cells without a trace") as refused:
            missing_tags(lost)
        assert "user_missing=True" in refused.value.hint
        assert missing_tags(lost, kept=True).tolist() == [1, ".", ".", "."]


def test_a_column_without_an_empty_cell_has_no_tag_to_lose() -> None:
    assert missing_tags(pd.Series([1.0, 2.0])).tolist() == [1, 2]


def test_tagged_gives_the_bits_of_r_and_refuses_other_text() -> None:
    given = tagged(answers("i", None, 2)).to_numpy().view("uint64")
    assert given.tolist() == [0x7FF00069000007A2, 0x7FF00000000007A2, 0x4000000000000000]
    with pytest.raises(StudyError, match="'Lyon', neither a number"):
        tagged(answers(1, "Lyon"))


def test_codes_of_text_given_as_numbers_are_told_to_need_quotes() -> None:
    with pytest.raises(StudyError, match="in quotes, such as '2'"):
        recode(answers("2", "2"), {1: "yes", 2: "no"}, levels=YES_NO, missing={})
