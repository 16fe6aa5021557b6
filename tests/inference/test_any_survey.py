"""Estimates on anybody's variables and levels: whatever the names, and refused in words alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design
from analysis.folding.collapse import collapse
from analysis.inference.estimates import compare, compare_answers, composition, share
from analysis.inference.models import independence, logit
from analysis.inference.negative_control import ratio_of_ratios

CLUSTERED = Design("w w", "st.1", "psu", "center")
DESIGNS = {
    "weights only": Design("w w"),
    "strata": Design("w w", "st.1"),
    "clustered": CLUSTERED,
}
PLAIN = ["a", "b", "c", "yes", "no"]


def survey(names: list[str], levels: list[str], design: Design) -> Cells:
    """Fold the same 900 people under any three names, with any five levels."""
    draw = np.random.default_rng(7)
    columns = {name: np.array(levels, object)[draw.integers(0, 5, 900)] for name in names}
    people = pd.DataFrame(columns).assign(**{"w w": draw.uniform(1, 2, 900)})
    people["st.1"], people["psu"] = draw.integers(0, 3, 900), draw.integers(0, 30, 900)
    cells = collapse(people, names, design)
    return Cells(cells, design, "toy", "toys", dict.fromkeys(names, levels))


def digits(names: list[str], levels: list[str], design: Design) -> np.ndarray:
    cells, (one, two, three) = survey(names, levels, design), names
    first, second, third, fourth, _fifth = levels
    both: Any = {"focus": third, "reference": fourth}
    tables = [
        share(cells, one, level=first, by=[two, three]),
        composition(cells, two, by=three),
        compare(cells, one, two, level=second, **both),
        compare_answers(cells, {one: [first]}, {two: [second, third]}),
        logit(cells, one, {two: first, three: fourth}, level=second),
        ratio_of_ratios(
            cells.with_column("x", cells.frame[one].isin([first]).map({True: "yes", False: "no"})),
            *("x", three, two),
            **both,
        ),
        independence(cells, one, three, level=third).rename(columns={"statistic": "estimate"}),
    ]
    columns = ["estimate", "se", "low", "high"]
    return np.concatenate(
        [table.reindex(columns=columns).to_numpy(float).ravel() for table in tables]
    )


@pytest.fixture(scope="module")
def plain() -> dict[str, np.ndarray]:
    return {kind: digits(["p", "q", "r"], PLAIN, design) for kind, design in DESIGNS.items()}


ODD_LEVELS = {
    "of signs": ["a.b", 'it\'s "q"', " & ", "yes", "(19,39]"],
    "of svy": ["__By__", "_intercept_", "x y_z", "yes", "<1>_a"],
    "of numbers": ["1", "-1", "1.0", "yes", "nan"],
}
ODD_NAMES = [
    ["q1.a", "it's", 'q"q'],
    ["outcome", "in_base", "est"],
    ["level", "factor", "measure"],
    ["cell", "twin", "person"],
    ["weighs", "share", "said_yes"],
    ["one", "other", "term"],
    ["self", "frame", "cells"],
    ["<0>", "<1>", "<2>"],
    ["q", "q_a", "q_a_b"],
    ["É", "é", "E"],
]


@pytest.mark.parametrize("names", ODD_NAMES, ids=lambda names: names[0])
@pytest.mark.parametrize("levels", ODD_LEVELS.values(), ids=ODD_LEVELS)
@pytest.mark.parametrize("kind", DESIGNS)
def test_no_name_changes_a_digit(
    names: list[str], levels: list[str], kind: str, plain: dict[str, np.ndarray]
) -> None:
    found = digits(names, levels, DESIGNS[kind])
    np.testing.assert_allclose(found, plain[kind], rtol=1e-9, equal_nan=True)


@pytest.mark.parametrize("name", ["estimate", "n_effective", "base", "source", "flags", "unit"])
def test_groups_named_as_a_column_of_the_table_are_refused(name: str) -> None:
    cells = survey(["q", name, "r"], PLAIN, DESIGNS["weights only"])
    for ask in (lambda: share(cells, "q", by=name), lambda: composition(cells, name)):
        with pytest.raises(StudyError, match=f"can be called {name}(.|\n)*rename"):
            ask()
    assert len(share(cells, name)) == 1
    assert len(compare(cells, "q", name, measure="ratio")) > 1


# People and questions that leave nothing to tell.

ANSWERS = {"q": ["yes", "no", "refused", None] * 30, "q2": (["yes"] * 3 + ["no"] * 2) * 24}
GROUPS = {"g": ["a", "b", "c"] * 40, "h": ["x"] * 60 + ["y"] * 60}
PEOPLE = pd.DataFrame(ANSWERS | GROUPS).assign(weight=1.0 + np.arange(120) % 7)
LEVELS = {"q": ("yes", "no"), "q2": ("yes", "no"), "g": ("a", "b", "c"), "h": ("x", "y")}
WEIGHTS = Design("weight")

Ask = Callable[[Cells], Any]
TWO = {"focus": "a", "reference": "b"}
COMPARISONS: dict[str, Ask] = {
    "compare": lambda cells: compare(cells, "q", "g", **TWO),
    "compare_answers": lambda cells: compare_answers(cells, {"q": ["yes"]}, {"q2": ["yes"]}),
    "ratio_of_ratios": lambda cells: ratio_of_ratios(cells, "q", "q2", "g", **TWO),
    "logit": lambda cells: logit(cells, "q", {"g": "a"}),
    "independence": lambda cells: independence(cells, "q", "g"),
}
SHARES: dict[str, Ask] = {
    "share": lambda cells: share(cells, "q"),
    "by": lambda cells: share(cells, "q", by="g"),
    "composition": lambda cells: composition(cells, "q", by="g"),
}


def cells_of(people: pd.DataFrame, design: Design = WEIGHTS) -> Cells:
    return Cells(collapse(people, [*LEVELS], design), design, "toy", "toys", LEVELS)


def places(strata: int, psus: int) -> dict[str, Any]:
    return {"stratum": np.arange(120) % strata, "psu": np.arange(120) // strata % psus}


NOBODY: dict[str, Callable[[], Cells]] = {
    "everybody said yes": lambda: cells_of(PEOPLE.assign(q="yes", q2="yes")),
    "nobody said yes": lambda: cells_of(PEOPLE.assign(q="no", q2="no")),
    "nobody was asked": lambda: cells_of(PEOPLE.assign(q="not_asked")),
    "every answer is empty": lambda: cells_of(PEOPLE.assign(q=None)),
    "one person weighs": lambda: cells_of(PEOPLE.assign(weight=[1.0] + [0.0] * 119)),
    "one person": lambda: cells_of(PEOPLE.head(1)),
    "one PSU a stratum, with a rule": lambda: cells_of(
        PEOPLE.assign(**places(5, 1)), Design("weight", "stratum", "psu", "center")
    ),
    "one PSU": lambda: cells_of(PEOPLE.assign(psu=1), Design("weight", psu="psu")),
    "one PSU a stratum, without a rule": lambda: cells_of(
        PEOPLE.assign(**places(5, 1)), Design("weight", "stratum", "psu")
    ),
    "a stratum of one": lambda: cells_of(
        PEOPLE.assign(stratum=[1] + [2] * 119), Design("weight", "stratum")
    ),
    "a person without a stratum": lambda: cells_of(
        PEOPLE.assign(stratum=[None, *["1", "2"] * 59, "1"]), Design("weight", "stratum")
    ),
}


@pytest.mark.parametrize("ask", COMPARISONS.values(), ids=COMPARISONS)
@pytest.mark.parametrize("case", NOBODY)
def test_comparisons_that_nobody_can_make_are_refused(case: str, ask: Ask) -> None:
    with pytest.raises(StudyError) as error:
        ask(NOBODY[case]())
    assert error.value.expected


@pytest.mark.parametrize("ask", SHARES.values(), ids=SHARES)
@pytest.mark.parametrize("case", [*NOBODY][2:])
def test_shares_of_too_few_have_no_interval_and_a_flag_or_are_refused(case: str, ask: Ask) -> None:
    try:
        table = ask(NOBODY[case]())
    except StudyError as problem:
        assert problem.expected
        return
    assert table["estimate"].between(0, 1).all()
    assert table[["low", "high"]].isna().all(axis=None)
    assert all("few PSUs" in flags for flags in table["flags"])


def test_a_group_whose_people_weigh_nothing_has_no_row_and_is_compared_with_nobody() -> None:
    cells = cells_of(PEOPLE.assign(weight=PEOPLE["weight"].where(PEOPLE["g"] != "a", 0.0)))
    assert share(cells, "q2", by="g")["g"].tolist() == ["b", "c"]
    assert share(cells, "q2")["n"].tolist() == [80]
    for ask in ("compare", "ratio_of_ratios", "logit"):
        with pytest.raises(StudyError):
            COMPARISONS[ask](cells)
    with pytest.raises(StudyError, match="nothing to compare"):
        independence(cells, "q2", "g", where={"g": ["a", "b"]})


def test_an_empty_answer_is_in_no_base_and_one_refused_was_asked() -> None:
    cells = cells_of(PEOPLE)
    assert share(cells, "q")["n"].tolist() == [90]
    assert share(cells, "q", base="answered")["n"].tolist() == [60]
    assert (
        share(cells, "q")["estimate"].item() < share(cells, "q", base="answered")["estimate"].item()
    )


def test_a_share_that_the_design_fixes_has_no_effective_size_beyond_its_people() -> None:
    """Each stratum is a group: the error is 0 up to rounding."""
    people = pd.DataFrame({"g": ["a"] * 7 + ["b"] * 11 + ["c"] * 5})
    people["w"] = people["g"].map({"a": 44.21, "b": 15.1, "c": 20.36})
    people["region"] = people["g"]
    design = Design("w", "region")
    cells = Cells(collapse(people, ["g"], design), design, "toy", "toys")
    assert composition(cells, "g")["n_effective"].between(1, 23).all()


CELLS = cells_of(PEOPLE)
QUESTIONS: dict[str, tuple[Callable[[], Any], str]] = {
    "by itself": (lambda: share(CELLS, "q", by="q"), "can't be its own group"),
    "composition by itself": (lambda: composition(CELLS, "g", by="g"), "can't be its own group"),
    "compared by itself": (lambda: compare(CELLS, "q", "q"), "can't be its own group"),
    "explained by itself": (lambda: logit(CELLS, "q", {"q": "no"}), "can't be its own group"),
    "independent of itself": (lambda: independence(CELLS, "g", "g", level="a"), "its own group"),
    "controlled by itself": (lambda: ratio_of_ratios(CELLS, "q", "q", "g", **TWO), "its own group"),
    "one group twice": (
        lambda: compare(CELLS, "q", "g", focus="a", reference="a"),
        "compared with itself",
    ),
    "one answer twice": (
        lambda: compare_answers(CELLS, {"q": ["yes"]}, {"q": ["yes"]}),
        "The two shares are one",
    ),
    "no answer": (lambda: compare_answers(CELLS, {"q": ["yes"]}, {}), "has no answer"),
    "no level": (lambda: share(CELLS, "q", where={"g": []}), "Nobody is in the base"),
    "an unknown variable": (lambda: share(CELLS, "q", where={"z": "a"}), "have no z"),
    "an unknown composition": (lambda: composition(CELLS, "z"), "have no z"),
    "an unknown level": (lambda: share(CELLS, "q", where={"g": "z"}), "'g' has no level z"),
    "a level left unnamed": (lambda: share(CELLS, "g"), r"no level yes(.|\n)*expected: a, b, c"),
    "an unknown base": (lambda: share(CELLS, "q", base="all"), "No base is called all"),  # type: ignore[arg-type]
    "no factor": (lambda: logit(CELLS, "q", {}), r"reference(.|\n)*got: no factor"),
    "a reference that nobody has": (
        lambda: logit(CELLS, "q", {"g": "a"}, where={"g": ["b", "c"]}),
        r"Nobody has the reference(.|\n)*g = a",
    ),
    "a factor that follows from another": (
        lambda: logit(cells_of(PEOPLE.assign(h=PEOPLE["g"].map({"a": "x", "b": "y", "c": "y"}))),
                      "q", {"g": "a", "h": "x"}),
        "no solution to rely on",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "told"), QUESTIONS.values(), ids=QUESTIONS)
def test_questions_without_an_answer_are_refused_in_words(
    ask: Callable[[], Any], told: str
) -> None:
    with pytest.raises(StudyError, match=told) as error:
        ask()
    assert error.value.expected


def test_answers_of_one_person_drawn_in_a_stratum_are_not_two_people() -> None:
    """`ratio_of_ratios` stacks two questions: the same numbers as where each person is a PSU."""
    people = PEOPLE.assign(stratum=np.arange(120) % 4, psu=np.arange(120))
    one, other = (
        ratio_of_ratios(cells_of(people, design), "q", "q2", "g", **TWO)
        for design in (Design("weight", "stratum"), Design("weight", "stratum", "psu"))
    )
    numbers = ["estimate", "se", "low", "high", "p"]
    np.testing.assert_allclose(one[numbers].astype(float), other[numbers].astype(float), rtol=1e-9)


def test_a_group_named_twice_is_one() -> None:
    pd.testing.assert_frame_equal(share(CELLS, "q", by=["g", "g"]), share(CELLS, "q", by="g"))


@pytest.mark.parametrize("scale", [1e-150, 1e150])
def test_weights_of_any_size_give_the_same_numbers(scale: float) -> None:
    scaled = cells_of(PEOPLE.assign(weight=PEOPLE["weight"] * scale))
    for ask in COMPARISONS.values():
        columns = ["estimate", "se", "p"] if "estimate" in ask(CELLS) else ["statistic", "p"]
        mine, theirs = (ask(cells)[columns].astype(float) for cells in (scaled, CELLS))
        np.testing.assert_allclose(mine, theirs, rtol=1e-9)


def test_weights_whose_sums_cannot_be_squared_are_refused() -> None:
    scaled = cells_of(PEOPLE.assign(weight=PEOPLE["weight"] * 1e152))
    with pytest.raises(StudyError, match="These weights give no number"):
        share(scaled, "q", by="g")


def test_a_term_that_has_no_value_is_told_by_the_name_that_people_know() -> None:
    people = PEOPLE.assign(q=np.where(PEOPLE["g"] == "b", "yes", PEOPLE["q2"]))
    with pytest.raises(StudyError, match=r"no solution(.|\n)*'g_b'"):
        logit(cells_of(people), "q", {"g": "a"})
