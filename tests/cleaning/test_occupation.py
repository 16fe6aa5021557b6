import pandas as pd
import pytest

from analysis.cleaning.occupation import (
    LEVELS,
    PCS_LEVELS,
    communication_occupation,
    executive,
    executive_from_pcs,
    ict_occupation,
    isco_major_group,
    knowledge_occupation,
    professional_or_manager,
)
from analysis.cleaning.tables import code_list
from analysis.errors import StudyError


def test_isco_is_complete() -> None:
    # Totals published by the ILO: 10 major, 43 sub-major, 130 minor and 436 unit groups.
    groups, detail = code_list("isco08").index, code_list("isco08_detail").index
    assert groups.str.len().value_counts().to_dict() == {2: 43, 1: 10}
    assert detail.str.len().value_counts().to_dict() == {4: 436, 3: 130}


def test_each_isco_group_has_its_parent() -> None:
    codes = {*code_list("isco08").index, *code_list("isco08_detail").index}
    assert {code[:-1] for code in codes if len(code) > 1} <= codes


@pytest.mark.parametrize(
    ("code", "group"),
    [
        (110, "armed_forces"),
        ("0110", "armed_forces"),
        (310.0, "armed_forces"),
        (1120, "managers"),
        (2300, "professionals"),
        (2000, "professionals"),
        (3130, "technicians"),
        ("4110", "clerical"),
        (5246, "services_sales"),
        (6210, "skilled_agriculture"),
        (7231, "craft"),
        (8160, "plant_machine"),
        (9629, "elementary"),
    ],
)
def test_isco_major_group(code: object, group: str) -> None:
    assert isco_major_group(pd.Series([code]), missing={}).tolist() == [group]


@pytest.mark.parametrize("code", [0, 1, 25, 243, 9999, "110", "2500.0", 2512.5, -1])
def test_a_code_outside_of_isco_is_refused(code: object) -> None:
    with pytest.raises(StudyError, match="in 2 row"):
        isco_major_group(pd.Series([code, code, 2512], dtype=object), missing={})


def test_groups_of_major_groups() -> None:
    groups = pd.Series(LEVELS)
    assert (knowledge_occupation(groups) == "yes").tolist() == [True] * 3 + [False] * 7
    assert (professional_or_manager(groups) == "yes").tolist() == [True] * 2 + [False] * 8
    assert (executive(groups) == "yes").tolist() == [True] + [False] * 9


@pytest.mark.parametrize("code", [1330, 2500, 2511, 2529, 3500, 3512, 3522])
def test_ict(code: int) -> None:
    assert ict_occupation(pd.Series([code]), missing={}).tolist() == ["yes"]


@pytest.mark.parametrize("code", [1324, 1340, 2434, 2300, 3435, 7422, 110])
def test_not_ict(code: int) -> None:
    assert ict_occupation(pd.Series([code]), missing={}).tolist() == ["no"]


@pytest.mark.parametrize("code", [1000, 1300, 2000, 3000])
def test_a_code_too_coarse_to_tell_is_refused(code: int) -> None:
    with pytest.raises(StudyError, match=rf"{code} in 1 row"):
        ict_occupation(pd.Series([code]), missing={})


def test_communication() -> None:
    codes = pd.Series([1222, 2431, 2642, 2656, 1221, 2434, 2652, 3521, None])
    told = communication_occupation(codes, missing={None: "no_answer"})
    assert told.tolist() == ["yes"] * 4 + ["no"] * 4 + ["no_answer"]


def test_each_decision_on_communication_names_a_unit_group_and_a_reason() -> None:
    decisions, isco = code_list("communication_occupations"), code_list("isco08_detail")
    assert decisions["title_en"].equals(isco["title_en"].reindex(decisions.index))
    assert set(decisions["counted_in"]) == {"yes", "no"}
    assert decisions["reason"].all()


def test_pcs() -> None:
    pcs = pd.Series(PCS_LEVELS)
    assert executive_from_pcs(pcs).tolist() == ["no", "yes", "no", "no", "no"] + ["not_asked"] * 3
