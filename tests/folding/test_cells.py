import math
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import dask.dataframe
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import paths
from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design, read_cells, standard_design, write_cells
from analysis.folding.collapse import collapse, collapse_part, combine, expand, whole
from analysis.folding.locks import write_locks
from analysis.sources.catalogue import catalogue, source
from helpers import written

DESIGN = Design(weight="w", stratum="region", psu="town", singleton="center")
PEOPLE = pd.DataFrame(
    {
        "region": [2, 1, 1, 1, 2, 1],
        "town": [1, 1, 1, 2, 1, 1],
        "member": ["no", "yes", None, "yes", "no", "yes"],
        "w": [3.0, 1.0, 2.0, 0.5, 1.0, 4.0],
    }
)
# Counted by hand: 1 + 4 and 1 + 16 in town 1 of region 1, 3 + 1 and 9 + 1 in that of region 2.
FOLDED = """stratum,psu,member,n,weight,weight_sq
1,1,yes,2,5,17
1,1,,1,2,4
1,2,yes,1,0.5,0.25
2,1,no,2,4,10
"""


Engine = Callable[[pd.DataFrame], Any]


def to_duckdb(frame: pd.DataFrame) -> Any:
    # At the top, hypothesis would hold on to its types, and duckdb complain of it at exit.
    import duckdb  # noqa: PLC0415

    return duckdb.from_arrow(to_arrow(frame))


def to_dask(frame: pd.DataFrame) -> dask.dataframe.DataFrame:
    return dask.dataframe.from_pandas(frame, npartitions=2)


def to_arrow(frame: pd.DataFrame) -> pa.Table:
    return pl.from_pandas(frame, nan_to_null=False).to_arrow()


LOCAL: dict[str, Engine] = {
    "pandas": lambda frame: frame,
    "polars": lambda frame: pl.from_pandas(frame, nan_to_null=False),
    "polars-lazy": lambda frame: pl.from_pandas(frame, nan_to_null=False).lazy(),
    "arrow": to_arrow,
    "duckdb": to_duckdb,
}


# narwhals announces that its support of Dask moves to a package of its own, narwhals-dask.
dask_moves = pytest.mark.filterwarnings("ignore:Dask support is moving:FutureWarning")


@pytest.fixture(params=[*LOCAL, pytest.param("dask", marks=dask_moves), "spark"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "spark":
        session = request.getfixturevalue("spark")
        return lambda frame: session.createDataFrame(to_arrow(frame))
    return to_dask if request.param == "dask" else LOCAL[request.param]


def test_every_engine_folds_to_the_bytes_counted_by_hand(engine: Engine, tmp_path: Path) -> None:
    folded = collapse(engine(PEOPLE), ["member"], DESIGN)
    assert type(folded) is pd.DataFrame
    assert folded["n"].sum() == len(PEOPLE)
    assert written(folded, tmp_path) == FOLDED


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_every_engine_refuses_weights_that_are_none(engine: Engine, bad: float) -> None:
    people = engine(PEOPLE.assign(w=[1, bad, 1, bad, 1, 1]))
    with pytest.raises(StudyError, match="The weight 'w' can't be used") as error:
        collapse(people, ["member"], DESIGN)
    assert error.value.got.startswith("2 of 6 rows")
    assert error.value.hint


def test_every_engine_counts_volunteers_once_each(engine: Engine) -> None:
    folded = collapse(engine(PEOPLE), ["member"], Design(weight=None))
    assert folded["n"].tolist() == [2, 3, 1]
    assert folded["weight"].tolist() == folded["weight_sq"].tolist() == [2, 3, 1]


def test_a_null_that_is_no_nan_is_missing_too(engine: Engine) -> None:
    weights = pd.array([1.0, None, 1, 1, 1, 1], dtype="Float64")
    with pytest.raises(StudyError, match="1 of 6 rows"):
        collapse(engine(PEOPLE.assign(w=weights)), ["member"], DESIGN)


# pandas turns integers into fractions beside a missing one, and others don't.
LEVELS = {
    "whole": (pd.Series([1, 10, None, 2, 1]), ["1", "10", None, "2", "1"]),
    "nullable": (pd.array([1, 10, None, 2, 1], dtype="Int64"), ["1", "10", None, "2", "1"]),
    "fraction": (pd.Series([0.5, 1, None, 2.25, 0.5]), ["0.5", "1", None, "2.25", "0.5"]),
    "truth": (
        pd.Series([True, False, True, True, False]),
        ["true", "false", "true", "true", "false"],
    ),
    "truth or not": (
        pd.array([True, False, None, True, False], dtype="boolean"),
        ["true", "false", None, "true", "false"],
    ),
    "text": (pd.Series(["01", "é", None, "NA", "1.0"]), ["01", "é", None, "NA", "1.0"]),
    "ordered": (
        pd.Categorical(["low", "high", None, "low", "high"], ["low", "mid", "high"], ordered=True),
        ["low", "high", None, "low", "high"],
    ),
    "numbered": (pd.Categorical([3, 1, None, 3, 2]), ["3", "1", None, "3", "2"]),
}


@pytest.mark.parametrize("kind", LEVELS)
def test_every_engine_writes_levels_alike_and_sorts_them_as_text(engine: Engine, kind: str) -> None:
    levels, text = LEVELS[kind]
    folded = collapse(engine(pd.DataFrame({"level": levels, "w": 1.0})), ["level"], Design("w"))
    counted = Counter(text)
    known = sorted(level for level in counted if level)
    assert folded["level"].dtype == "str"
    assert folded["level"].dropna().tolist() == known
    assert folded["n"].tolist() == [counted[level] for level in known] + [1] * (None in counted)


NOT_A_NUMBER = pl.DataFrame({"level": [math.nan, None, 1.0, 2.0], "w": 1.0})


def one_level_is_missing(folded: pd.DataFrame) -> None:
    assert folded["level"].fillna("none").tolist() == ["1", "2", "none"]
    assert folded["n"].tolist() == [1, 1, 2]


def test_no_answer_and_not_a_number_are_one_level() -> None:
    import duckdb  # noqa: PLC0415 - as in to_duckdb

    arrow = NOT_A_NUMBER.to_arrow()
    for people in (NOT_A_NUMBER, NOT_A_NUMBER.lazy(), arrow, duckdb.from_arrow(arrow)):
        one_level_is_missing(collapse(people, ["level"], Design("w")))


def test_no_answer_and_not_a_number_are_one_level_for_spark(spark: Any) -> None:
    people = spark.createDataFrame(NOT_A_NUMBER.to_arrow())
    one_level_is_missing(collapse(people, ["level"], Design("w")))


def test_text_beside_all_kinds_of_missing_loses_nobody() -> None:
    levels = pd.Series(["a", None, math.nan, pd.NA, "a", "1"], dtype=object)
    folded = collapse(pd.DataFrame({"level": levels, "w": 1.0}), ["level"], Design("w"))
    assert folded["level"].fillna("none").tolist() == ["1", "a", "none"]
    assert folded["n"].tolist() == [1, 2, 3]


def test_every_engine_keeps_each_digit_of_a_long_psu_beside_a_missing_one(
    engine: Engine, tmp_path: Path
) -> None:
    ids = pd.array([2**60 + 1, 2**60, None], dtype="Int64")
    people = pd.DataFrame({"level": ["a"] * 3, "town": ids, "region": [1.0, 1.0, None], "w": 1.0})
    folded = collapse(engine(people), ["level"], Design("w", stratum="region", psu="town"))
    assert written(folded, tmp_path).splitlines()[1:] == [
        "1,1152921504606846976,a,1,1,1",
        "1,1152921504606846977,a,1,1,1",
        ",,a,1,1,1",
    ]


def test_a_weight_that_is_text_is_refused(engine: Engine) -> None:
    people = PEOPLE.assign(w=["1", "2", "3", "4", "5", "6"])
    with pytest.raises(StudyError, match=r"'w' can't be used(.|\n)*expected: a column of numbers"):
        collapse(engine(people), ["member"], DESIGN)


@pytest.mark.parametrize("name", ["stratum", "psu", "n", "weight", "weight_sq"])
def test_a_variable_named_as_a_column_of_cells_is_refused(name: str) -> None:
    with pytest.raises(StudyError, match=f"A variable can't be called {name}"):
        collapse(PEOPLE.assign(**{name: "a"}), ["member", name], DESIGN)


LEVEL = st.sampled_from(["a", "b", None])
PEOPLE_OF_PARTS = st.lists(
    st.tuples(LEVEL, LEVEL, st.just(0.0) | st.floats(1e-9, 100)), min_size=1, max_size=40
)


@given(PEOPLE_OF_PARTS, st.lists(st.integers(0, 40), max_size=4))
def test_cells_of_parts_add_up_to_those_of_the_whole(
    people: list[tuple[str | None, str | None, float]], cuts: list[int]
) -> None:
    frame = pd.DataFrame(people, columns=["psu", "level", "w"])
    design = Design("w", psu="psu")
    edges = [0, *sorted(cuts), len(frame)]
    parts = [frame.iloc[start:end] for start, end in pairwise(edges)]
    tables = [collapse_part(part, ["level"], design) for part in parts if len(part)]
    together = collapse_part(frame, ["level"], design)
    pd.testing.assert_frame_equal(combine(tables), together, rtol=1e-12, check_dtype=False)


def test_parts_folded_by_other_variables_are_refused() -> None:
    people = PEOPLE.assign(sex="men")
    parts = [collapse(people, by, DESIGN) for by in (["member", "sex"], ["sex", "member"])]
    with pytest.raises(StudyError, match="not folded by the same variables"):
        combine(parts)


def test_no_part_is_nobody() -> None:
    with pytest.raises(StudyError, match="nobody in the frame"):
        combine([])


@pytest.mark.parametrize("kind", ["int64", "Int64", "float32"])
def test_weights_of_any_kind_of_number_fold_to_the_same(engine: Engine, kind: str) -> None:
    weights = pd.Series([3, 1, 2, 4, 1, 4], dtype=kind)
    folded = collapse(engine(PEOPLE.assign(w=weights)), ["member"], Design("w"))
    pd.testing.assert_frame_equal(
        folded[["n", "weight", "weight_sq"]],
        pd.DataFrame({"n": [2, 3, 1], "weight": [4.0, 9, 2], "weight_sq": [10.0, 33, 4]}),
    )


def test_a_weight_of_zero_is_kept() -> None:
    folded = collapse(PEOPLE.assign(w=[0.0] * 5 + [1.0]), ["member"], DESIGN)
    assert folded["n"].sum() == len(PEOPLE)


def test_weights_that_are_all_zero_are_refused_of_a_whole_and_kept_in_a_part(
    engine: Engine,
) -> None:
    people = PEOPLE.assign(w=0.0)
    with pytest.raises(StudyError, match="got: 6 rows, none above zero"):
        collapse(engine(people), ["member"], DESIGN)
    part = collapse_part(engine(people), ["member"], DESIGN)
    assert (part["n"].sum(), part["weight"].sum()) == (6, 0)
    rest = collapse(engine(PEOPLE), ["member"], DESIGN)
    assert whole(combine([part, rest]), DESIGN)["n"].sum() == 12


@pytest.mark.parametrize("absent", ["region", "town", "member", "w"])
def test_a_missing_column_is_named(absent: str) -> None:
    with pytest.raises(StudyError, match=f"The frame has no column {absent}") as error:
        collapse(PEOPLE.drop(columns=absent), ["member"], DESIGN)
    assert error.value.expected == "region, town, member, w"
    assert absent not in error.value.got.split(", ")


def test_nobody_is_refused(engine: Engine) -> None:
    with pytest.raises(StudyError, match="nobody in the frame"):
        collapse(engine(PEOPLE.head(0)), ["member"], DESIGN)


def test_the_order_of_people_does_not_show(tmp_path: Path) -> None:
    shuffled = PEOPLE.sample(frac=1, random_state=1)
    assert not shuffled.index.equals(PEOPLE.index)
    assert written(collapse(shuffled, ["member"], DESIGN), tmp_path) == FOLDED


def test_the_people_are_left_as_they_were() -> None:
    before = PEOPLE.copy(deep=True)
    collapse(PEOPLE, ["member"], DESIGN)
    pd.testing.assert_frame_equal(PEOPLE, before)


def toy(frame: pd.DataFrame, design: Design = DESIGN) -> Cells:
    return Cells(frame, design, source="toy", universe="toys")


def test_fewer_variables_are_what_folding_by_them_gives() -> None:
    design = Design(weight="weight", stratum="stratum", psu="psu")
    people = PEOPLE.assign(sex=["men", "women"] * 3)
    wide = toy(collapse(people, ["sex", "member"], DESIGN), design)
    assert wide.variables == ["sex", "member"]
    narrow = collapse(people, ["member"], DESIGN)
    pd.testing.assert_frame_equal(wide.only(["member"]).frame, narrow)
    with pytest.raises(StudyError, match=r"have no age(.|\n)*expected: sex, member"):
        wide.only(["age", "member"])


def test_an_added_column_becomes_a_variable() -> None:
    before = toy(collapse(PEOPLE, ["member"], Design("w")), Design("weight"))
    after = before.with_column("known", before.frame["member"].notna())
    assert (before.variables, after.variables) == (["member"], ["member", "known"])


PERSON = st.tuples(st.sampled_from("abc"), st.floats(0.01, 100))


@given(st.lists(PERSON, min_size=1, max_size=30))
def test_unfolding_keeps_n_and_both_sums_of_every_cell(people: list[tuple[str, float]]) -> None:
    cells = collapse(pd.DataFrame(people, columns=["level", "w"]), ["level"], Design("w"))
    rows = expand(cells)
    assert len(rows) == len(people)
    assert (rows["weight"] > 0).all()
    again = collapse(rows, ["level"], Design("weight"))
    pd.testing.assert_frame_equal(again, cells, rtol=1e-9)


def rounded(number: float) -> float:
    return float(f"{number:.10g}")


@given(st.floats(0.01, 100))
def test_one_person_gets_the_weight_back_after_rounding_to_ten_digits(weight: float) -> None:
    """Rounding puts noise in the variance, which must not reach a cell of one person."""
    kept = rounded(weight)
    cells = pd.DataFrame({"n": [1], "weight": [kept], "weight_sq": [rounded(weight**2)]})
    assert expand(cells)["weight"].tolist() == [kept]


@given(st.floats(0.01, 100), st.integers(2, 50))
def test_equal_weights_unfold_after_rounding(weight: float, n: int) -> None:
    total, square = rounded(n * weight), rounded(n * weight**2)
    rows = expand(pd.DataFrame({"n": [n], "weight": [total], "weight_sq": [square]}))
    assert rows["weight"].sum() == pytest.approx(total, rel=1e-12)
    assert (rows["weight"] ** 2).sum() == pytest.approx(square, rel=2e-9)


# Two weights that add up to 2 have squares that add up to 2 at least (equal) and to 4 at most.
@pytest.mark.parametrize("square", [1.99, 4.01])
def test_sums_that_no_positive_weights_have_are_refused(square: float) -> None:
    cells = pd.DataFrame({"n": [2, 2], "weight": [2.0, 2.0], "weight_sq": [3.0, square]})
    with pytest.raises(StudyError, match="can't come from positive weights") as error:
        expand(cells)
    assert error.value.got == "1 cells outside, the first at row 1"


@pytest.mark.parametrize("square", [2.0, 4.0])
def test_sums_at_the_limits_are_those_of_some_weights(square: float) -> None:
    rows = expand(pd.DataFrame({"n": [2], "weight": [2.0], "weight_sq": [square]}))
    assert rows["weight"].tolist() == {2.0: [1, 1], 4.0: [2, 0]}[square]


@pytest.mark.parametrize("square", [1.99, 4.01])
def test_sums_of_small_weights_are_held_to_the_same_rule(square: float) -> None:
    """Weights may be shares of a country: the least of them must not pass for rounding."""
    one = 1e-9
    cells = pd.DataFrame({"n": [2], "weight": [2 * one], "weight_sq": [square * one**2]})
    with pytest.raises(StudyError, match="can't come from positive weights"):
        expand(cells)


def test_weights_whose_squares_have_hardly_a_digit_left_are_not_refused() -> None:
    """Below 1e-308 numbers lose their digits, and a variance of nothing may come out negative."""
    total, square = 6.430733703e-159, 2.067716e-317
    assert square / 2 < (total / 2) ** 2
    rows = expand(pd.DataFrame({"n": [2], "weight": [total], "weight_sq": [square]}))
    assert rows["weight"].tolist() == [total / 2, total / 2]


def test_unfolding_serves_any_index_and_leaves_the_cells_alone() -> None:
    cells = pd.DataFrame({"a": ["x", "y"], "n": [1, 2], "weight": [3.0, 2], "weight_sq": [9.0, 2]})
    cells.index = pd.Index([5, 4])
    before = cells.copy(deep=True)
    rows = expand(cells)
    assert rows.to_dict("list") == {"a": ["x", "y", "y"], "weight": [3, 1, 1]}
    pd.testing.assert_frame_equal(cells, before)


def test_ten_significant_digits_are_written(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": [1], "weight": [1 / 3], "weight_sq": [2 / 3e-9]})
    assert written(frame, tmp_path) == "n,weight,weight_sq\n1,0.3333333333,666666666.7\n"


class Unwritable:
    def __str__(self) -> str:
        raise OSError("no space left on the disk")


def test_a_failed_write_leaves_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    path.write_text("former\n", "utf-8")
    half_way = pd.DataFrame({"a": ["x"] * 5000 + [Unwritable()]})
    with pytest.raises(OSError, match="no space left"):
        write_cells(half_way, path)
    assert path.read_text("utf-8") == "former\n"


TABLE = "gss_panel_2020_trades"
HEADER = (
    "stratum,psu,on_linkedin,employed,self_employed,ict_occupation,communication_occupation,"
    "n,weight,weight_sq\n"
)
FIRST = "3201,1,no,yes,no,no,no,5,3.827974046,3.205428034\n"
SECOND = "3201,2,yes,not_asked,no,no,no,1,2,4\n"


def put(folder: Path, content: str) -> Path:
    """Write a table with its lock, as a fold would: what lies behind the lock is reached."""
    path = folder / f"{TABLE}.csv"
    path.write_text(content, "utf-8")
    write_locks([TABLE], "gss_panel_2020", folder)
    return path


def test_cells_are_read_with_the_design_and_universe_of_their_source(tmp_path: Path) -> None:
    put(tmp_path, HEADER + FIRST + SECOND)
    cells = read_cells(TABLE, tmp_path)
    assert cells.design == Design("weight", "stratum", "psu", "center")
    assert (cells.source, cells.universe) == (
        "gss_panel_2020",
        catalogue()["gss_panel_2020"].universe,
    )
    assert cells.variables == [*catalogue()["gss_panel_2020"].cells[TABLE]]
    assert cells.frame["n"].tolist() == [5, 1]
    assert cells.frame["employed"].tolist() == ["yes", "not_asked"]
    assert cells.frame["employed"].cat.categories[:2].tolist() == ["yes", "no"]


def test_absent_cells_are_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=f"{TABLE}.csv are not there") as error:
        read_cells(TABLE, tmp_path)
    assert "study build" in error.value.hint


# Tables that were folded so, their lock with them, and are impossible all the same.
IMPOSSIBLE = {
    "header only": (HEADER, "holds no cell"),
    "missing column": (
        HEADER.replace("psu,", "") + FIRST.replace("3201,1,", "3201,"),
        "has no column psu",
    ),
    "unknown level": (HEADER + FIRST.replace("yes", "maybe"), r"'employed' holds(.|\n)*maybe \(1"),
    "empty level": (HEADER + FIRST.replace("yes", ""), "'employed' holds values"),
    "negative weight": (
        HEADER + FIRST + SECOND.replace(",2,4", ",-2,4"),
        "counts can't be(.|\n)*1 rows, the first on line 3",
    ),
    "negative n": (HEADER + FIRST.replace(",5,", ",-5,"), "counts can't be(.|\n)*line 2"),
    "nobody": (HEADER + FIRST.replace(",5,", ",0,"), "counts can't be"),
    "weights of zero": (HEADER + SECOND.replace(",2,4", ",0,0"), "not all of them 0(.|\n)*line 2"),
    "one cell twice": (HEADER + FIRST + FIRST, "has cells twice(.|\n)*1 rows too many(.|\n)*"),
    "more people than rows of the file": (
        HEADER + FIRST.replace(",5,", ",5216,"),
        "more people than its survey(.|\n)*5215 at most(.|\n)*5216",
    ),
    "squares too small": (
        HEADER + FIRST.replace("3.205428034", "2.930676"),
        "squared weights can't be(.|\n)*1 rows, the first on line 2: n 5, weight 3.827974046, "
        "weight_sq 2.930676",
    ),
    "squares too large": (
        HEADER + FIRST.replace("3.205428034", "14.66"),
        "squared weights can't be",
    ),
    "weight and squares exchanged": (
        HEADER.replace("weight,weight_sq", "weight_sq,weight") + FIRST + SECOND,
        "squared weights can't be",
    ),
    "one person's square": (HEADER + SECOND.replace(",2,4", ",2,4.00001"), "squared weights"),
    "weight zero, its square kept": (
        HEADER + FIRST + SECOND.replace(",2,4", ",0,4"),
        "squared weights can't be(.|\n)*line 3",
    ),
    "PSU of none": (HEADER + FIRST + SECOND.replace("3201,2,", "3201,,"), "a psu that can't be"),
    "part of a PSU": (HEADER + FIRST.replace("3201,1,", "3201,1.5,"), "a psu that can't be"),
    "PSU beyond numbers": (HEADER + FIRST.replace("3201,1,", "3201,1e20,"), "a psu that can't be"),
    "part of a stratum": (HEADER + FIRST.replace("3201,", "3201.5,"), "a stratum that can't be"),
}


@pytest.mark.parametrize(("content", "told"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_impossible_cells_are_refused_even_under_their_lock(
    content: str, told: str, tmp_path: Path
) -> None:
    put(tmp_path, content)
    with pytest.raises(StudyError, match=told) as error:
        read_cells(TABLE, tmp_path)
    assert error.value.expected
    assert error.value.hint


# Each leaves a table that could be somebody's, or none at all.
CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "header only": lambda whole: whole[: len(HEADER)],
    "cut at a line": lambda whole: whole[: len(HEADER + FIRST)],
    "cut in a row": lambda whole: whole[:-20],
    "all rows twice": lambda whole: whole + whole[len(HEADER) :],
    "one digit": lambda whole: whole.replace(b"3.8279", b"3.8278"),
    "two headers exchanged": lambda whole: whole.replace(b"weight,weight_sq", b"weight_sq,weight"),
    "one person more": lambda whole: whole.replace(b",no,5,", b",no,6,"),
    "part of a person": lambda whole: whole.replace(b",5,", b",5.5,"),
    "text for a number": lambda whole: whole.replace(b",2,4", b",two,4"),
    "an infinite weight": lambda whole: whole.replace(b",2,4", b",inf,4"),
    "merge conflict": lambda whole: whole + b"<<<<<<< HEAD\n",
    "NUL byte": lambda whole: whole + b"\0",
    "not UTF-8": lambda whole: whole.replace(b"not_asked", b"\xe9"),
    "CRLF": lambda whole: whole.replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_cells_changed_since_they_were_folded_are_refused(
    change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = put(tmp_path, HEADER + FIRST + SECOND)
    changed = change(path.read_bytes())
    path.write_bytes(changed)
    with pytest.raises(StudyError, match=f"{TABLE}.csv is not the table that was folded") as error:
        read_cells(TABLE, tmp_path)
    assert error.value.expected.startswith("2 cells of 6 people who weigh 5.827974046, sha256 ")
    assert error.value.got
    assert "git checkout" in error.value.hint
    assert "study build" in error.value.hint
    assert path.read_bytes() == changed


def test_a_refusal_says_what_of_the_cells_differs(tmp_path: Path) -> None:
    path = put(tmp_path, HEADER + FIRST + SECOND)
    path.write_text(HEADER + FIRST, "utf-8")
    with pytest.raises(StudyError) as error:
        read_cells(TABLE, tmp_path)
    assert error.value.got.startswith("1 cells of 5 people who weigh 3.827974046, sha256 ")


LOCKS: dict[str, tuple[Callable[[str], str] | None, str]] = {
    "gone": (None, "lock of the cells, locks/gss_panel_2020.csv, can't be read"),
    "empty": (lambda _: "", "can't be read"),
    "no lock": (lambda _: "<html>", "locks no table"),
    "without the table": (lambda lock: lock.splitlines()[0], f"locks no table called {TABLE}.csv"),
    "another count": (lambda lock: lock.replace(",2,6,", ",2,7,"), "contradicts"),
    "another weight": (lambda lock: lock.replace(",5.827", ",5.828"), "contradicts"),
    "another checksum": (
        lambda lock: re.sub("[0-9a-f]{64}", "0" * 64, lock),
        "is not the table that was folded",
    ),
}


@pytest.mark.parametrize(("change", "told"), LOCKS.values(), ids=LOCKS)
def test_cells_whose_lock_was_changed_are_refused(
    change: Callable[[str], str] | None, told: str, tmp_path: Path
) -> None:
    put(tmp_path, HEADER + FIRST + SECOND)
    lock = paths.lock_of_cells("gss_panel_2020", tmp_path)
    if change:
        lock.write_text(change(lock.read_text("utf-8")), "utf-8")
    else:
        lock.unlink()
    with pytest.raises(StudyError, match=told) as error:
        read_cells(TABLE, tmp_path)
    assert "git checkout" in error.value.hint


def test_anybody_s_cells_are_refused_when_no_weights_have_their_squares() -> None:
    rows = pd.DataFrame({"a": ["x"], "n": [2], "weight": [3.0], "weight_sq": [4.4]})
    with pytest.raises(StudyError, match="squared weights can't be"):
        Cells(rows, Design("weight"), "mine", "people")
    possible = rows.assign(weight_sq=4.5)
    assert Cells(possible, Design("weight"), "mine", "people").frame["weight_sq"].tolist() == [4.5]


def test_published_figures_have_no_design() -> None:
    with pytest.raises(StudyError, match="insee_focus30_2015 is no survey file"):
        standard_design(source("insee_focus30_2015"))


COMMITTED = [table for record in catalogue().values() for table in record.cells]
CELLS_PER_PERSON = 0.8
"""Cells nearly as many as people would publish the survey's answers one by one."""


@pytest.mark.parametrize("table", COMMITTED)
def test_committed_cells_read_back_and_are_not_the_people(table: str, tmp_path: Path) -> None:
    cells = read_cells(table)
    assert len(cells.frame) < CELLS_PER_PERSON * cells.frame["n"].sum()
    assert not cells.frame.duplicated([*cells.design.clusters, *cells.variables]).any()
    people = expand(cells.frame)
    assert np.isfinite(people["weight"]).all()
    assert (people["weight"] >= 0).all()
    assert written(cells.frame, tmp_path) == (paths.CELLS / f"{table}.csv").read_text("utf-8")


def test_a_table_is_read_once_and_each_reader_has_a_frame_of_its_own() -> None:
    first, second = read_cells("pew_2018"), read_cells("pew_2018")
    assert first.bases is second.bases
    assert first.keys is second.keys
    first.frame.loc[:, "weight"] = 1.0
    first.frame["on_linkedin"] = "no"
    pd.testing.assert_frame_equal(second.frame, read_cells("pew_2018").frame)
    assert set(second.frame["on_linkedin"]) > {"no"}


def test_a_table_whose_lock_changed_is_read_again(tmp_path: Path) -> None:
    put(tmp_path, HEADER + FIRST + SECOND)
    read_cells(TABLE, tmp_path)
    lock = paths.lock_of_cells("gss_panel_2020", tmp_path)
    lock.write_text("file,sha256,rows,people,weight\n", "utf-8")
    with pytest.raises(StudyError, match="locks no table called"):
        read_cells(TABLE, tmp_path)
