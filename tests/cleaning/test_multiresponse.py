import pandas as pd
import pytest

from analysis.cleaning.multiresponse import multi_response
from analysis.errors import StudyError

ANSWERS = pd.DataFrame(
    {"q3a": [1, 2, 9, None], "q3b": [2, 1, 1, None]}, index=["Ana", "Bo", "Cy", "Di"]
)
OPTIONS = {"q3a": "friends", "q3b": "adverts"}
CODES = {1: "yes", 2: "no"}
ASKED = pd.Series([True, True, True, False], index=ANSWERS.index)


def test_one_column_an_option_and_the_base_declared() -> None:
    tidy = multi_response(ANSWERS, OPTIONS, CODES, base=ASKED, missing={9: "refused"})
    assert tidy["friends"].tolist() == ["yes", "no", "refused", "not_asked"]
    assert tidy["adverts"].tolist() == ["no", "yes", "yes", "not_asked"]
    assert tidy.index.equals(ANSWERS.index)


def test_the_base_has_no_default() -> None:
    with pytest.raises(TypeError, match="base"):
        multi_response(ANSWERS, OPTIONS, CODES, missing={9: "refused"})  # type: ignore[call-arg]


def test_an_empty_cell_within_the_base_is_unknown_unless_mapped() -> None:
    everybody = pd.Series(True, index=ANSWERS.index)
    with pytest.raises(StudyError, match="empty cell"):
        multi_response(ANSWERS, OPTIONS, CODES, base=everybody, missing={9: "refused"})


def test_an_answer_outside_of_the_base_contradicts_it() -> None:
    too_small = pd.Series([True, False, False, False], index=ANSWERS.index)
    with pytest.raises(StudyError, match=r"2 row\(s\) outside of it chose"):
        multi_response(ANSWERS, {"q3b": "adverts"}, CODES, base=too_small, missing={})


@pytest.mark.parametrize(
    "base",
    [
        ASKED.iloc[:2],
        ASKED.reset_index(drop=True),
        pd.Series(["yes", "yes", "yes", "no"], index=ANSWERS.index),
        pd.Series([True, True, None, False], index=ANSWERS.index, dtype="boolean"),
    ],
    ids=["too short", "another index", "text", "with a gap"],
)
def test_a_base_that_does_not_tell_of_each_person_is_refused(base: pd.Series) -> None:
    with pytest.raises(StudyError, match="isn't declared for each person"):
        multi_response(ANSWERS, OPTIONS, CODES, base=base, missing={9: "refused"})


def test_an_absent_column_is_refused() -> None:
    with pytest.raises(StudyError, match="no column q3z"):
        multi_response(ANSWERS, {"q3z": "other"}, CODES, base=ASKED, missing={})


@pytest.mark.parametrize("kind", ["boolean", "bool[pyarrow]"])
def test_a_base_of_any_type_of_truth_serves(kind: str) -> None:
    """``study collapse`` gives a cleaning function pandas' nullable types."""
    answers = ANSWERS.astype({"q3a": "Int64", "q3b": "Int64"})
    tidy = multi_response(answers, OPTIONS, CODES, base=ASKED.astype(kind), missing={9: "refused"})
    plain = multi_response(ANSWERS, OPTIONS, CODES, base=ASKED, missing={9: "refused"})
    pd.testing.assert_frame_equal(tidy, plain)
