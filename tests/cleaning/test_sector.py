import pandas as pd
import pytest

from analysis.cleaning.sector import (
    SECTIONS,
    information_finance_professions,
    knowledge_activity,
    nace_division,
    nace_section,
)
from analysis.cleaning.tables import code_list
from analysis.errors import StudyError

# Ranges of the Census 2010 list (first code, last code) and the NACE section that most of it is.
RANGES = {
    (170, 290): "A",
    (370, 490): "B",
    (570, 590): "D",
    (670, 680): "E",
    (690, 690): "D",
    (770, 770): "F",
    (1070, 3990): "C",
    (4070, 5790): "G",
    (6070, 6390): "H",
    (6470, 6780): "J",
    (6870, 6990): "K",
    (7070, 7070): "L",
    (7080, 7190): "N",
    (7270, 7570): "M",
    (7580, 7780): "N",
    (7790, 7790): "E",
    (7860, 7890): "P",
    (7970, 8470): "Q",
    (8560, 8590): "R",
    (8660, 8690): "I",
    (8770, 8780): "G",
    (8790, 9190): "S",
    (9290, 9290): "T",
    (9370, 9890): "O",
}
# Libraries and archives; computer systems design; repair of industrial machinery.
ELSEWHERE = {6770: "R", 7380: "J", 8870: "C"}


def test_the_census_list_is_complete() -> None:
    # 269 codes in the list of 2010, and 9890, which two surveys add for the armed forces.
    census = code_list("census_2010_industry")
    assert len(census) == 270
    assert census.index.is_unique
    assert census.index.str.fullmatch(r"\d{4}").all()
    assert census.drop(columns="note").ne("").all(axis=None)


def test_every_census_code_falls_in_the_section_of_its_range() -> None:
    codes = pd.Series([int(code) for code in code_list("census_2010_industry").index])
    sections = nace_section(nace_division(codes, missing={}))
    expected = [
        ELSEWHERE.get(code) or next(s for (low, high), s in RANGES.items() if low <= code <= high)
        for code in codes
    ]
    assert sections.tolist() == expected


def test_numbers_and_text_are_the_same_code() -> None:
    codes = pd.Series([770, "0770", 770.0], dtype=object)
    assert nace_division(codes, missing={}).tolist() == ["43"] * 3


@pytest.mark.parametrize("code", [8250, 77, "770", 9920, 0])
def test_a_code_outside_of_the_list_is_refused(code: object) -> None:
    with pytest.raises(StudyError, match="in 2 row"):
        nace_division(pd.Series([code, code, 770], dtype=object), missing={})


def test_nace_is_complete() -> None:
    divisions = code_list("nace_divisions")
    assert len(divisions) == 88
    assert divisions["section"].drop_duplicates().tolist() == [*SECTIONS]
    assert code_list("nace_sections").index.tolist() == [*SECTIONS]
    assert divisions.index.is_monotonic_increasing
    assert divisions["section"].is_monotonic_increasing


# As Eurostat writes the lists, ranges included.
KIA = "09 19 21 26 51 58-63 64-66 69-75 78-79 84-86 90-91 94 99"
KIABI = "09 19 21 26 51 58-63 64-66 69-75 78-79 90"
KIS_HIGH_TECH = "21 26 50-51 58-63 64-66 69-75 78 80 84-93"
# Manufacturing; then services: of high technology, of finance, others sold on a market.
MARKET_HIGH_TECH = "21 26 59-63 72 64-66 50-51 69-71 73-74 78 80"


def spelt_out(ranges: str) -> list[str]:
    """List the divisions of some ranges, such as 84-86."""
    ends = [part.split("-") for part in ranges.split()]
    return [d for d in code_list("nace_divisions").index if any(e[0] <= d <= e[-1] for e in ends)]


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ("kia", KIA),
        ("kiabi", KIABI),
        ("kis_high_tech", KIS_HIGH_TECH),
        ("market_high_tech", MARKET_HIGH_TECH),
    ],
)
def test_knowledge_classes(definition: str, expected: str) -> None:
    divisions = pd.Series(code_list("nace_divisions").index)
    intensive = divisions[knowledge_activity(divisions, definition) == "yes"]
    assert intensive.tolist() == spelt_out(expected)


def test_lists_of_the_market_are_parts_of_the_wider_ones() -> None:
    """What they leave out is what the State, schools, health and associations do."""
    divisions = code_list("nace_divisions")
    left_out = divisions[divisions["kia"] > divisions["kiabi"]]
    assert (divisions["kiabi"] <= divisions["kia"]).all()
    assert "".join(left_out["section"].drop_duplicates()) == "OPQRSU"
    other = divisions[divisions["kis"] > divisions["kis_market"]]
    assert (divisions["kis_market"] <= divisions["kis"]).all()
    assert "".join(other["section"].drop_duplicates()) == "JMOPQR"


@pytest.mark.parametrize(
    ("census", "kia"),
    [(7380, "yes"), (7860, "yes"), (8190, "yes"), (8470, "no"), (5380, "no"), (2190, "yes")],
    ids=["computer systems", "schools", "hospitals", "child care", "department stores", "drugs"],
)
def test_from_census_code_to_knowledge_activity(census: int, kia: str) -> None:
    divisions = nace_division(pd.Series([census]), missing={})
    assert knowledge_activity(divisions).tolist() == [kia]


def test_information_finance_and_professions_are_three_sections() -> None:
    flagged = information_finance_professions(pd.Series([*SECTIONS]))
    assert [*pd.Series([*SECTIONS])[flagged == "yes"]] == ["J", "K", "M"]
