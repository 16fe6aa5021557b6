import pandas as pd
import pytest

from analysis.cleaning.missing import KINDS
from analysis.errors import StudyError
from analysis.sources.vocabulary import LEVELS, as_levels, levels


@pytest.mark.parametrize("variable", LEVELS)
def test_levels_are_told_apart_from_each_other_and_from_missing_kinds(variable: str) -> None:
    names = [*levels(variable), *KINDS]
    assert len(names) == len({*names})


def test_a_question_that_is_not_listed_is_a_yes_or_no() -> None:
    assert levels("a_question_to_come") == ("yes", "no")


def test_text_reads_back_with_every_level_then_the_kinds() -> None:
    read = as_levels(pd.Series(["women", "not_asked"], index=[7, 3]), "sex")
    assert read.tolist() == ["women", "not_asked"]
    assert read.index.tolist() == [7, 3]
    assert read.cat.categories.tolist() == ["men", "women", "another_gender", *KINDS]


def test_values_outside_are_refused_with_their_counts() -> None:
    values = pd.Series(["yes", "Yes", "maybe", None, "Yes"])
    with pytest.raises(StudyError, match="'on_linkedin' holds values") as error:
        as_levels(values, "on_linkedin")
    assert {*error.value.got.split(", ")} == {"(empty) (1 rows)", "Yes (2 rows)", "maybe (1 rows)"}
    assert error.value.expected.startswith("yes, no, dont_know")
    assert error.value.hint
