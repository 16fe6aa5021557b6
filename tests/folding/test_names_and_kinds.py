"""Names of columns and kinds of answers that engines take each in their way: alike, or refused."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.errors import StudyError
from analysis.files import table_text
from analysis.folding.cells import Design
from analysis.folding.collapse import collapse
from analysis.folding.engines import collapse_files

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = [
    *("q1.a", "it's", 'q"q', "a b", "é", "a`b", "$", "^x$", "a\\b", "select", "self", "exprs"),
    *("weighs", "known", "least", "column 0", "key 0", "N", "Weight", "index", "level_0", "0"),
]
WAYS = ["pandas", "polars", "arrow", "duckdb", "spark"]
FILES = ["pandas", "polars", "duckdb", "spark"]


def opened(way: str, table: pa.Table, request: pytest.FixtureRequest) -> Any:
    if way == "spark":
        return request.getfixturevalue("spark").createDataFrame(table)
    if way == "duckdb":
        import duckdb  # noqa: PLC0415 - as in test_cells.py

        return duckdb.from_arrow(table)
    ways: dict[str, Callable[[pa.Table], Any]] = {
        "pandas": lambda known: known.to_pandas(integer_object_nulls=True),
        "polars": pl.from_arrow,
        "arrow": lambda known: known,
    }
    return ways[way](table)


def folded(way: str, table: pa.Table, request: pytest.FixtureRequest) -> list[list[Any]]:
    names = [name for name in table.column_names if name not in {"w.1", "st.1"}]
    design = Design("w.1", "st.1" if "st.1" in table.column_names else None)
    cells = collapse(opened(way, table, request), names, design)
    assert [*cells.columns[-len(names) - 3 : -3]] == names
    return cells.astype(object).where(cells.notna(), None).to_numpy().tolist()


def in_file(
    engine: str, table: pa.Table, by: list[str], folder: Path, request: pytest.FixtureRequest
) -> pd.DataFrame:
    if engine == "spark":
        request.getfixturevalue("spark")
    pq.write_table(table, folder / "people.parquet")
    return collapse_files([str(folder / "people.parquet")], by, Design("w.1"), engine=engine)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_names_are_taken_letter_for_letter(
    way: str, name: str, request: pytest.FixtureRequest
) -> None:
    table = pa.table(
        [["a", "b", "a"], ["s", "s", "t"], [1.0, 2.0, 3.0]], names=[name, "st.1", "w.1"]
    )
    assert folded(way, table, request) == [
        ["s", "a", 1, 1, 1],
        ["s", "b", 1, 2, 4],
        ["t", "a", 1, 3, 9],
    ]


@pytest.mark.parametrize("engine", FILES)
def test_names_of_files_are_taken_letter_for_letter(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    columns = {name: [str(place), "x"] for place, name in enumerate(NAMES)}
    table = pa.table(columns | {"w.1": [1.0, 2.0]})
    cells = in_file(engine, table, NAMES, tmp_path, request)
    assert cells.iloc[0, : len(NAMES)].tolist() == [*map(str, range(len(NAMES)))]
    assert cells["weight"].tolist() == [1, 2]


@pytest.mark.parametrize("engine", FILES)
@pytest.mark.parametrize("name", ["Q1", "q1"])
def test_names_that_differ_by_their_capitals_are_two(
    engine: str, name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    table = pa.table([["a", "b"], ["c", "d"], [1.0, 2.0]], names=["Q1", "q1", "w.1"])
    cells = in_file(engine, table, [name], tmp_path, request)
    assert cells[name].tolist() == {"Q1": ["a", "b"], "q1": ["c", "d"]}[name]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("answers", "levels"),
    [
        ([dt.date(2016, 1, 31), dt.date(1066, 10, 14)], ["1066-10-14", "2016-01-31"]),
        ([Decimal("1.50"), Decimal("2.00")], ["1.50", "2.00"]),
        ([-0.0, 0.0, 0.1, 1e15, float("nan")], ["0", "0.1", "1000000000000000", None]),
        ([2**60 + 1, 2**60, -5], ["-5", str(2**60), str(2**60 + 1)]),
        (["", "a", None], ["a", None]),
        (["a\nb", " ", '"'], [" ", '"', "a\nb"]),
        ([None, None], [None]),
    ],
    ids=["dates", "decimals", "fractions", "long integers", "empty", "odd text", "nothing"],
)
def test_answers_are_written_alike(
    way: str, answers: list[Any], levels: list[str | None], request: pytest.FixtureRequest
) -> None:
    known = pa.array(answers) if any(x is not None for x in answers) else pa.nulls(2, pa.string())
    table = pa.table({"q": known, "w.1": [1.0] * len(answers)})
    assert [row[0] for row in folded(way, table, request)] == levels


NO_LEVELS = {
    "moments": pa.array([dt.datetime(2016, 1, 1, 23, 30)], pa.timestamp("us")),
    "moments of a zone": pa.array([dt.datetime(2016, 1, 1)], pa.timestamp("us", "Europe/Paris")),
    "durations": pa.array([dt.timedelta(1)]),
    "times": pa.array([dt.time(1)]),
    "lists": pa.array([["a"]]),
    "records": pa.array([{"a": 1}]),
    "bytes": pa.array([b"a"]),
}


@pytest.mark.parametrize("way", [*WAYS[:-1], "file: pandas", "file: polars", "file: duckdb"])
@pytest.mark.parametrize("kind", NO_LEVELS)
def test_what_can_t_be_a_level_is_refused_alike(
    way: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    table = pa.table({"asked_at": NO_LEVELS[kind], "w.1": [1.0]})
    with pytest.raises(StudyError, match="'asked_at' can't be a variable of cells") as error:
        if way.startswith("file"):
            in_file(way.split()[1], table, ["asked_at"], tmp_path, request)
        else:
            folded(way, table, request)
    assert error.value.hint


def test_a_whole_number_that_lost_digits_as_a_fraction_is_refused() -> None:
    """So pandas holds long integers beside a missing one; two people would become one level."""
    people = pd.DataFrame({"id": [2**60, 2**60 + 1, None], "w.1": 1.0})
    with pytest.raises(StudyError, match=r"'id' can't be a variable(.|\n)*got: float"):
        collapse(people, ["id"], Design("w.1"))


def test_a_variable_without_a_name_is_refused() -> None:
    with pytest.raises(StudyError, match="can't be called nothing"):
        collapse(pd.DataFrame({"": ["a"], "w": 1.0}), [""], Design("w"))


LIGHT = """
import sys
for name in ("polars", "pyarrow", "svy", "duckdb"):
    sys.modules[name] = None
import pandas as pd
from pathlib import Path
from analysis.folding.cells import Cells, Design
from analysis.folding.collapse import collapse, expand
from analysis.folding.own_cells import read_own_cells, write_own_cells
people = pd.DataFrame({"q": ["yes", None, "no"], "rooms": [1, 2, None], "w": [1.0, 2.0, 3.0]})
cells = Cells(collapse(people, ["q", "rooms"], Design("w")), Design("w"), "toy", "toys")
write_own_cells(cells, Path("cells.csv"))
print(len(read_own_cells(Path("cells.csv")).only(["q"]).frame), len(expand(cells.frame)))
"""


def test_pandas_is_all_that_folding_a_frame_of_its_own_needs(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", LIGHT], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["3", "3"]


THREE = pa.array([1.0, 2.0, 3.0])
MOMENT = dt.datetime(2016, 1, 1, 9)
HUGE = pa.array([2**64 - 1, None, 2**63], pa.uint64())
NO_VARIABLE = "'q' can't be a variable of cells. | "
NO_WEIGHT = "The weight 'w' can't be used. | "


def three(**columns: Any) -> pa.Table:
    return pa.table({"w": THREE} | columns)


# Each on every engine: columns, variables, stratum; the cells counted by hand, or the refusal.
TABLE: dict[str, tuple[pa.Table, list[str], str | None, str]] = {
    "a zone": (
        three(q=pa.array([MOMENT] * 3, pa.timestamp("us", "Asia/Tokyo"))), ["q"], None,
        f"{NO_VARIABLE}a column of type timestamp[us, tz=Asia/Tokyo]",
    ),
    "nanoseconds": (
        three(q=pa.array([MOMENT] * 3, pa.timestamp("ns"))), ["q"], None,
        f"{NO_VARIABLE}a column of type timestamp[ns]",
    ),
    "durations": (
        three(q=pa.array([dt.timedelta(1)] * 3)), ["q"], None,
        f"{NO_VARIABLE}a column of type duration[us]",
    ),
    "times": (
        three(q=pa.array([dt.time(1)] * 3)), ["q"], None,
        f"{NO_VARIABLE}a column of type time64[us]",
    ),
    "lists": (
        three(q=pa.array([["a"]] * 3)), ["q"], None,
        f"{NO_VARIABLE}a column of type list<element: string>",
    ),
    "bytes": (three(q=pa.array([b"a"] * 3)), ["q"], None, f"{NO_VARIABLE}a column of type binary"),
    "halves": (
        three(q=pa.array([1.0, 0.5, 2.0], pa.float16())), ["q"], None,
        f"{NO_VARIABLE}a column of type halffloat",
    ),
    "odd columns beside": (
        three(
            q=["a", "b", "a"], at=pa.array([MOMENT] * 3, pa.timestamp("ns")),
            time=pa.array([dt.time(1)] * 3), took=pa.array([dt.timedelta(1)] * 3),
            huge=HUGE, several=pa.array([["a"]] * 3), raw=pa.array([b"a"] * 3),
        ), ["q"], None, "q,n,weight,weight_sq\na,2,4,10\nb,1,2,4\n",
    ),
    "truth": (
        three(q=[True, None, True], s=[True, None, False]), ["q"], "s",
        "stratum,q,n,weight,weight_sq\nfalse,true,1,3,9\ntrue,true,1,1,1\n,,1,2,4\n",
    ),
    "a zero below zero": (
        three(q=[-0.0, 0.0, 0.5], s=[-0.0, 0.0, 0.5]), ["q"], "s",
        "stratum,q,n,weight,weight_sq\n0,0,2,3,5\n0.5,0.5,1,3,9\n",
    ),
    "dots and stars": (
        three(**{"a.b": ["a", "b", "a"], "*": ["c", "d", "c"]}), ["a.b", "*"], None,
        "a.b,*,n,weight,weight_sq\na,c,2,4,10\nb,d,1,2,4\n",
    ),
    "capitals": (
        three(Q=["a", "b", "a"], q=["c", "d", "c"]), ["q", "Q"], None,
        "q,Q,n,weight,weight_sq\nc,a,2,4,10\nd,b,1,2,4\n",
    ),
    "words of ours": (
        three(known=["a", "b", "a"], least=["c", "d", "c"]), ["known", "least"], None,
        "known,least,n,weight,weight_sq\na,c,2,4,10\nb,d,1,2,4\n",
    ),
    "a variable called n": (three(n=["a"] * 3), ["n"], None, "A variable can't be called n. | n"),
    "whole numbers from 2^63": (
        three(q=HUGE, s=HUGE), ["q"], "s",
        f"stratum,q,n,weight,weight_sq\n{2**63},{2**63},1,3,9\n"
        f"{2**64 - 1},{2**64 - 1},1,1,1\n,,1,2,4\n",
    ),
    "decimals": (
        pa.table({"w": [Decimal("1.5"), Decimal("2.0")], "q": [Decimal("1.50"), None]}), ["q"],
        None, "q,n,weight,weight_sq\n1.50,1,1.5,2.25\n,1,2,4\n",
    ),
    "a decimal weight that is missing": (
        pa.table({"w": [Decimal("1.5"), None], "q": ["a", "a"]}), ["q"], None,
        f"{NO_WEIGHT}1 of 2 rows with none, an infinite or a negative one",
    ),
    "weights too large": (
        pa.table({"w": [1e154, 0.0, 2e100], "q": ["a", "a", "b"]}), ["q"], None,
        f"{NO_WEIGHT}cells whose squared weights add up to between 4e+200 and 1e+308",
    ),
    "weights too small": (
        pa.table({"w": [1.0, 1e-160], "q": ["a", "b"]}), ["q"], None,
        f"{NO_WEIGHT}cells whose squared weights add up to between 1e-320 and 1",
    ),
    "a weight of truth": (
        pa.table({"w": [True, False], "q": ["a", "a"]}), ["q"], None,
        f"{NO_WEIGHT}a column of type Boolean",
    ),
    "a weight of text": (
        pa.table({"w": ["1", "2"], "q": ["a", "a"]}), ["q"], None,
        f"{NO_WEIGHT}a column of type String",
    ),
    "empty and missing": (
        three(q=["", None, "a"], s=["", None, "a"]), ["q"], "s",
        "stratum,q,n,weight,weight_sq\na,a,1,3,9\n,,2,3,5\n",
    ),
}  # fmt: skip


def outcome(name: str, path: Path, engine: dict[str, str]) -> str:
    table, by, stratum, _ = TABLE[name]
    pq.write_table(table, path)
    try:
        return table_text(collapse_files([str(path)], by, Design("w", stratum), **engine))
    except StudyError as problem:
        return f"{problem.title} | {problem.got.partition(' (in ')[0]}"


def test_odd_names_and_answers_come_out_alike_on_every_engine(
    tmp_path: Path, engine: dict[str, str]
) -> None:
    found = {name: outcome(name, tmp_path / "people.parquet", engine) for name in TABLE}
    assert found == {name: expected for name, (*_, expected) in TABLE.items()}


def test_a_column_called_star_is_that_column_in_a_relation_of_duckdb_too(
    request: pytest.FixtureRequest,
) -> None:
    table = pa.table({"w.1": [1.0, 2.0], 'a"b': ["a", "b"], "*": ["c", "d"]})
    assert folded("duckdb", table, request) == [["a", "c", 1, 1, 1], ["b", "d", 1, 2, 4]]
