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
