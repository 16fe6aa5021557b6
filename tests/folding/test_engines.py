"""Someone's own files folded by each engine, on clusters that lose a worker on the way too."""

from __future__ import annotations

import re
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from distributed import LocalCluster

from analysis import paths
from analysis.cli import main
from analysis.errors import StudyError
from analysis.folding import engines
from analysis.folding.cells import Design, standard_design
from analysis.folding.collapse import collapse
from analysis.folding.engines import collapse_files
from analysis.folding.partitions import find_survey
from analysis.sources.catalogue import source
from analysis.surveys.harmonise import harmonise, read
from helpers import written

if TYPE_CHECKING:
    pass

BY = ["member", "diploma", "trade", "graduate"]
DESIGN = Design("w", stratum="region", psu="town")


def simulated(people: int = 20_000) -> pd.DataFrame:
    """Simulate a survey with a missing answer in each kind of column, strata and PSUs included."""
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "region": pd.array(rng.integers(1, 9, people), "Int64"),
            "town": rng.choice(["a", "b", "c", "d"], people),
            "member": rng.choice(["yes", "no", "dont_know"], people),
            "diploma": pd.Categorical(rng.choice(["master", "bachelor", "none"], people)),
            "trade": pd.array(rng.integers(1, 12, people), "Int64"),
            "graduate": pd.array(rng.random(people) < 0.4, "boolean"),
            "w": rng.gamma(4, 0.25, people),
        }
    )
    for column in frame.columns.drop("w"):
        frame.loc[rng.random(people) < 0.03, column] = None
    return frame


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return simulated()


@pytest.fixture(scope="module")
def files(people: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the survey as three Parquet files of several row groups, one of nobody, and as csv."""
    folder = tmp_path_factory.mktemp("files")
    edges = {"1": (0, 9_000), "2": (9_000, 9_000), "3": (9_000, 20_000)}
    for name, (start, end) in edges.items():
        part = people.iloc[start:end]
        part.to_parquet(folder / f"wave {name}.parquet", index=False, row_group_size=2_500)
        part.to_csv(folder / f"wave {name}.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def whole(people: pd.DataFrame) -> pd.DataFrame:
    cells = collapse(people, BY, DESIGN)
    assert cells["n"].sum() == len(people)
    return cells


def test_the_engines_agree(files: Path, whole: pd.DataFrame, engine: dict[str, str]) -> None:
    cells = collapse_files([str(files / "*.parquet")], BY, DESIGN, **engine)
    pd.testing.assert_frame_equal(cells, whole, rtol=1e-12, atol=0)


CSV = 'region,town,member,w\n1,01,yes,1.5\n1,1,,2\n1,01,yes,0.5\n,1,NA,1e0\n1,1,"",2\n'
# Counted by hand. Text is kept letter for letter, and an empty cell is no answer.
CSV_FOLDED = """stratum,psu,member,n,weight,weight_sq
1,01,yes,2,2,2.5
1,1,,2,4,8
,1,NA,1,1,1
"""


def test_csv_gives_the_same_levels_on_each_engine(tmp_path: Path, engine: dict[str, str]) -> None:
    (tmp_path / "people.csv").write_text(CSV, "utf-8")
    cells = collapse_files([str(tmp_path / "people.csv")], ["member"], DESIGN, **engine)
    assert written(cells, tmp_path) == CSV_FOLDED


def test_several_csv_files_are_the_cells_of_one_frame_of_text(
    files: Path, people: pd.DataFrame, tmp_path: Path, engine: dict[str, str]
) -> None:
    text = pd.read_csv(files / "wave 1.csv", dtype="str")
    text = pd.concat([text, pd.read_csv(files / "wave 3.csv", dtype="str")])
    expected = collapse(text.assign(w=pd.to_numeric(text["w"])), BY, DESIGN)
    cells = collapse_files([str(files / "*.csv")], BY, DESIGN, **engine)
    pd.testing.assert_frame_equal(cells, expected, rtol=1e-12, atol=0)
    assert cells["n"].sum() == len(people)


CLEAN = """
def clean(people):
    asked = people[people["member"] != "dont_know"]
    return asked.assign(knowledge=(asked["trade"] <= 3).map({True: "yes", False: "no"}))
"""
CLEAN_BY = ["member", "knowledge"]


def cleaning_file(folder: Path, text: str = CLEAN) -> str:
    (folder / "mine.py").write_text(text, "utf-8")
    return f"{folder / 'mine.py'}:clean"


@pytest.fixture(scope="module")
def whole_clean(people: pd.DataFrame) -> pd.DataFrame:
    names: dict[str, Any] = {}
    exec(CLEAN, names)
    return collapse(names["clean"](people), CLEAN_BY, DESIGN)


def test_cleaning_part_by_part_is_cleaning_the_whole(
    files: Path, whole_clean: pd.DataFrame, tmp_path: Path, engine: dict[str, str]
) -> None:
    cells = collapse_files(
        [str(files / "*.parquet")], CLEAN_BY, DESIGN, clean=cleaning_file(tmp_path), **engine
    )
    pd.testing.assert_frame_equal(cells, whole_clean, rtol=1e-12, atol=0)


def test_a_part_where_everyone_is_dropped_is_no_trouble(
    small: Path, tmp_path: Path, engine: dict[str, str]
) -> None:
    pd.read_parquet(small).assign(town=9).to_parquet(tmp_path / "other.parquet", index=False)
    clean = cleaning_file(tmp_path, "def clean(people): return people[people['town'] == 9]")
    files = [str(tmp_path / "*.parquet")]
    cells = collapse_files(files, ["town"], Design("w"), clean=clean, **engine)
    assert cells[["town", "n"]].to_numpy().tolist() == [["9", 3]]


def test_a_cleaning_function_sees_the_same_types_in_every_part(tmp_path: Path) -> None:
    for name, answers in {"whole": [1, 2], "missing": [1, None]}.items():
        table = pa.table({"code": answers, "w": [1.0, 1.0]})
        table = table.append_column("asked", pa.compute.equal(table["code"], 1))
        pq.write_table(table, tmp_path / f"{name}.parquet")
    text = "def clean(people): return people.assign(seen=str([*people.dtypes]))"
    clean = cleaning_file(tmp_path, text)
    cells = collapse_files([str(tmp_path / "*.parquet")], ["seen"], Design("w"), clean=clean)
    assert cells["n"].tolist() == [4]


def test_a_spark_that_is_open_is_left_open(small: Path, spark: Any) -> None:
    collapse_files([str(small)], ["member"], Design("w"), engine="spark")
    assert spark.range(3).count() == 3


def test_a_cleaning_file_that_was_mended_is_read_again(small: Path, tmp_path: Path) -> None:
    for level in ("before", "after"):
        clean = cleaning_file(tmp_path, f"def clean(people): return people.assign(l={level!r})")
        cells = collapse_files([str(small)], ["l"], Design("w"), engine="pandas", clean=clean)
        assert cells["l"].tolist() == [level]


def test_nobody_is_told_by_each_engine(
    small: Path, files: Path, tmp_path: Path, engine: dict[str, str]
) -> None:
    pd.read_parquet(small).head(0).to_parquet(tmp_path / "nobody.parquet", index=False)
    with pytest.raises(StudyError, match="nobody in the frame"):
        collapse_files([str(tmp_path / "nobody.parquet")], ["member"], Design("w"), **engine)
    clean = cleaning_file(tmp_path, "def clean(people): return people[people['region'] == 99]")
    with pytest.raises(StudyError, match="nobody in the frame"):
        collapse_files([str(files / "*.parquet")], BY, DESIGN, clean=clean, **engine)


def test_a_column_that_pandas_wrote_as_an_index_is_a_column(
    small: Path, tmp_path: Path, engine: dict[str, str]
) -> None:
    pd.read_parquet(small).set_index("member").to_parquet(tmp_path / "indexed.parquet")
    cells = collapse_files([str(tmp_path / "indexed.parquet")], ["member"], Design("w"), **engine)
    assert cells["n"].tolist() == [2, 1]


def test_files_given_twice_are_read_once(small: Path) -> None:
    patterns = [str(small), str(small.parent / "*.parquet")]
    assert collapse_files(patterns, ["member"], Design("w"))["n"].sum() == 3


def test_files_that_an_engine_passes_over_are_told(
    small: Path, tmp_path: Path, engine: dict[str, str]
) -> None:
    shutil.copy(small, tmp_path / "_hidden.parquet")
    patterns = [str(tmp_path / "*.parquet")]
    if engine["engine"] == "spark":
        with pytest.raises(StudyError, match=r"did not read all people(.|\n)*6 rows(.|\n)*got: 3"):
            collapse_files(patterns, ["member"], Design("w"), **engine)
    else:
        assert collapse_files(patterns, ["member"], Design("w"), **engine)["n"].sum() == 6


# The first process to clean anything dies at once, as when a machine is lost.
KILLED = """
import os, signal

def clean(people):
    try:
        os.close(os.open({marker!r}, os.O_CREAT | os.O_EXCL))
        os.kill(os.getpid(), signal.SIGKILL)
    except FileExistsError:
        return survived(people)
"""


@pytest.mark.parametrize("engine", ["dask", "spark"], indirect=True)
def test_a_worker_killed_in_the_middle_changes_nothing(
    files: Path, whole_clean: pd.DataFrame, tmp_path: Path, engine: dict[str, str]
) -> None:
    marker = tmp_path / "killed"
    text = KILLED.format(marker=str(marker)) + CLEAN.replace("clean", "survived")
    clean = cleaning_file(tmp_path, text)
    cells = collapse_files([str(files / "*.parquet")], CLEAN_BY, DESIGN, clean=clean, **engine)
    assert marker.exists()
    pd.testing.assert_frame_equal(cells, whole_clean, rtol=1e-12, atol=0)


@pytest.mark.parametrize("rows", [500, 6_000, 20_000])
def test_numbers_do_not_depend_on_the_number_of_parts(
    people: pd.DataFrame, whole: pd.DataFrame, tmp_path: Path, rows: int, dask_cluster: str
) -> None:
    people.to_parquet(tmp_path / "people.parquet", index=False, row_group_size=rows)
    cells = collapse_files(
        [str(tmp_path / "people.parquet")], BY, DESIGN, engine="dask", scheduler=dask_cluster
    )
    assert written(cells, tmp_path) == written(whole, tmp_path)


def test_polars_scans_some_files_after_others(
    files: Path, whole: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    fold = engines.collapse_part
    monkeypatch.setattr(engines, "collapse_part", lambda *args: asked.append(1) or fold(*args))
    monkeypatch.setattr(engines, "BATCH", 9_000)
    found = collapse_files([f"{files}/*.parquet"], BY, DESIGN, engine="polars")
    assert len(asked) == 2
    pd.testing.assert_frame_equal(found, whole, rtol=1e-12)


@pytest.mark.parametrize(
    ("most", "groups"),
    [(None, [[9, 0, 11]]), (9, [[9, 0], [11]]), (1, [[9, 0], [11]]), (20, [[9, 0, 11]])],
)
def test_files_are_grouped_by_their_people(
    most: int | None, groups: list[list[int]], tmp_path: Path
) -> None:
    for place, rows in enumerate((9, 0, 11)):
        pd.DataFrame({"w": [1.0] * rows}).to_parquet(tmp_path / f"{place}.parquet")
    survey = find_survey([f"{tmp_path}/*.parquet"])
    found = [[pq.read_metadata(path).num_rows for path in group] for group in survey.batches(most)]
    assert found == groups


def test_parts_larger_than_a_batch_are_read_in_batches(
    files: Path, whole: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    folding = engines.Fold._collapsed

    def counted(work: engines.Fold, batch: pd.DataFrame, part: engines.Part) -> pd.DataFrame:
        sizes.append(len(batch))
        return folding(work, batch, part)

    monkeypatch.setattr("analysis.folding.partitions.BATCH_ROWS", 1_000)
    monkeypatch.setattr(engines.Fold, "_collapsed", counted)
    cells = collapse_files([str(files / "*.parquet")], BY, DESIGN, engine="pandas")
    pd.testing.assert_frame_equal(cells, whole, rtol=1e-12, atol=0)
    assert max(sizes) == 1_000


def study(*words: object) -> Result:
    return CliRunner().invoke(main, ["collapse", *map(str, words)], env={"COLUMNS": "300"})


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "people.parquet"
    pd.DataFrame(
        {"town": [1, 1, 2], "member": ["yes", None, "yes"], "w": [1.0, 2.0, 0.5]}
    ).to_parquet(path, index=False)
    return path


def test_the_command_writes_cells_and_says_how_many(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "cells.csv"
    answer = study(small, "--by", "member", "--weight", "w", "--psu", "town", "--out", out)
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith(f"3 people in 3 cells: {out} (")
    assert out.read_text("utf-8") == (
        "psu,member,n,weight,weight_sq\n1,yes,1,1,1\n1,,1,2,4\n2,yes,1,0.5,0.25\n"
    )


def test_volunteers_have_no_weight_and_stand_for_themselves(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "cells.csv"
    answer = study(small, "--by", "member", "--volunteers", "--out", out)
    assert answer.output.startswith(f"3 people in 2 cells, sample only: {out} (")
    assert out.read_text("utf-8") == "member,n,weight,weight_sq\nyes,2,2,2\n,1,1,1\n"


@pytest.mark.parametrize("words", [[], ["--weight", "w", "--volunteers"]])
def test_a_weight_is_asked_for(small: Path, tmp_path: Path, words: list[str]) -> None:
    answer = study(small, "--by", "member", *words, "--out", tmp_path / "cells.csv")
    assert answer.exit_code == 2
    assert "Give --weight, or --volunteers" in answer.output
    assert not (tmp_path / "cells.csv").exists()


def test_a_place_where_nothing_can_be_written_is_told(small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    out = tmp_path / "file" / "cells.csv"
    answer = study(small, "--by", "member", "--weight", "w", "--out", out)
    assert answer.exit_code == 1
    assert f"can't be written to {out}" in answer.output


def test_dask_on_this_machine_is_started_and_stopped(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[LocalCluster] = []

    class Seen(LocalCluster):
        def __init__(self, **options: Any) -> None:
            made.append(self)
            super().__init__(**options)

    monkeypatch.setattr("distributed.LocalCluster", Seen)
    out = tmp_path / "cells.csv"
    answer = study(small, "--by", "member", "--weight", "w", "--engine", "dask", "--out", out)
    assert answer.exit_code == 0, answer.output
    assert [cluster.status.name for cluster in made] == ["closed"]


def test_the_command_reaches_a_cluster_by_its_address(
    small: Path, tmp_path: Path, dask_cluster: str
) -> None:
    out = tmp_path / "cells.csv"
    words = ["--engine", "dask", "--scheduler", dask_cluster, "--out", out]
    answer = study(small, "--by", "member", "--weight", "w", *words)
    assert answer.exit_code == 0, answer.output
    assert out.read_text("utf-8").count("\n") == 3


def told(answer: Result, out: Path) -> str:
    """Check that a refusal leaves the former file alone, and give its text."""
    assert answer.exit_code == 1
    assert isinstance(answer.exception, SystemExit)
    assert out.read_text("utf-8") == "former\n"
    assert not [*out.parent.glob("*.part")]
    return answer.output


@pytest.fixture
def out(tmp_path: Path) -> Path:
    path = tmp_path / "out" / "cells.csv"
    path.parent.mkdir()
    path.write_text("former\n", "utf-8")
    return path


def damaged(path: Path) -> Path:
    """Spoil the data of a Parquet file and leave its footer, which is read first, whole."""
    content = bytearray(path.read_bytes())
    footer = 8 + int.from_bytes(content[-8:-4], "little")
    content[4:-footer] = b"\xff" * (len(content) - 4 - footer)
    worse = path.with_name("worse.parquet")
    worse.write_bytes(content)
    return worse


def test_damaged_data_are_told_by_each_engine(
    files: Path, tmp_path: Path, out: Path, engine: dict[str, str]
) -> None:
    shutil.copy(files / "wave 1.parquet", tmp_path / "people.parquet")
    worse = damaged(tmp_path / "people.parquet")
    words = [f"--{option}={value}" for option, value in engine.items()]
    answer = study(worse, "--by", "town", "--by", "member", "--weight", "w", *words, "--out", out)
    assert "on these files failed" in told(answer, out)


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_weights_that_are_none_are_told_by_each_engine(
    tmp_path: Path, out: Path, engine: dict[str, str], bad: float
) -> None:
    weights = pa.array([1.0, bad, 1.0])
    table = pa.table({"member": ["yes", "no", None], "w": weights})
    pq.write_table(table, tmp_path / "people.parquet")
    words = [f"--{option}={value}" for option, value in engine.items()]
    answer = study(
        tmp_path / "people.parquet", "--by", "member", "--weight=w", *words, "--out", out
    )
    assert "got: 1 of 3 rows with none, an infinite or a negative one" in told(answer, out)


@pytest.mark.parametrize("engine", ["pandas", "dask", "spark"], indirect=True)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "def clean(people): return people.nothing",
            ["'clean' failed", "AttributeError", "group 0"],
        ),
        ("def clean(people): return len(people)", ["gave no frame", "got: int"]),
        ("def clean(people): return people.drop(columns='w')", ["has no column w"]),
    ],
)
def test_a_cleaning_function_that_fails_is_told(
    small: Path, tmp_path: Path, out: Path, engine: dict[str, str], text: str, words: list[str]
) -> None:
    options = [f"--{option}={value}" for option, value in engine.items()]
    clean = cleaning_file(tmp_path, text)
    answer = study(small, "--by=member", "--weight=w", "--clean", clean, *options, "--out", out)
    output = told(answer, out)
    assert all(word in output for word in words), output


NOT_THERE = {
    "no file": ("none.py:clean", "'.*none.py:clean' is not there"),
    "no function named": ("mine.py", "is not there"),
    "no such function": ("mine.py:other", "has no function 'other'(.|\n)*got: clean"),
    "no Python": ("people.parquet:clean", "is not there"),
    "broken": ("broken.py:clean", "broken.py can't be run(.|\n)*SyntaxError"),
}


@pytest.mark.parametrize(("clean", "words"), NOT_THERE.values(), ids=NOT_THERE)
def test_a_cleaning_function_that_is_not_there_is_told(
    small: Path, tmp_path: Path, clean: str, words: str
) -> None:
    cleaning_file(tmp_path)
    (tmp_path / "broken.py").write_text("def clean(", "utf-8")
    with pytest.raises(StudyError, match=words):
        collapse_files([str(small)], ["member"], Design("w"), clean=f"{tmp_path / clean}")


def refused(patterns: list[Path], **options: str) -> str:
    with pytest.raises(StudyError) as error:
        collapse_files([*map(str, patterns)], ["member"], Design("w"), **options)
    return str(error.value)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_an_extension_in_capitals_is_that_of_the_same_format(
    small: Path, tmp_path: Path, engine: dict[str, str], kind: str
) -> None:
    file = tmp_path / f"PEOPLE.{kind.upper()}"
    frame = pd.read_parquet(small)
    frame.to_parquet(file) if kind == "parquet" else frame.to_csv(file, index=False)
    cells = collapse_files([str(file)], ["member"], Design("w"), **engine)
    assert cells["n"].sum() == len(frame)


@pytest.mark.parametrize("text", ["diplôme,w\nBac,1\n", "member,w\nà moitié,1\n"])
def test_a_csv_in_another_encoding_is_told_as_such(
    tmp_path: Path, engine: dict[str, str], text: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(text.encode("cp1252"))
    with pytest.raises(StudyError, match="in another encoding") as error:
        collapse_files([str(file)], [text.partition(",")[0]], Design("w"), **engine)
    assert "again" not in error.value.hint
    assert "UTF-8" in error.value.expected


def test_bytes_of_zero_are_no_answer(tmp_path: Path, engine: dict[str, str]) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"member,w\nyes,1\nye\0s,1\n")
    with pytest.raises(StudyError, match=r"holds bytes of zero(.|\n)*'member'"):
        collapse_files([str(file)], ["member"], Design("w"), **engine)


def test_a_cleaning_function_in_another_encoding_is_told(small: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_bytes("# à moi".encode("cp1252"))
    with pytest.raises(StudyError, match=r"mine\.py can't be read(.|\n)*UTF-8"):
        collapse_files([str(small)], ["member"], Design("w"), clean=f"{tmp_path}/mine.py:clean")


def test_files_that_are_no_survey_are_told(small: Path, tmp_path: Path) -> None:
    assert "No file matches" in refused([tmp_path / "*.nothing"])
    assert "No file matches" in refused([tmp_path])
    (tmp_path / "people.csv").write_text("member,w\nyes,1\n", "utf-8")
    assert "got: .csv, .parquet" in refused([tmp_path / "people.*"])
    (tmp_path / "people.sav").write_bytes(b"")
    assert "got: .sav" in refused([tmp_path / "people.sav"])
    (tmp_path / "other.csv").write_text("member,age,w\nyes,30,1\n", "utf-8")
    text = refused([tmp_path / "people.csv", tmp_path / "other.csv"])
    assert "columns of other.csv are not those of people.csv" in text
    assert "got: age (text)" in text
    (tmp_path / "cut.parquet").write_bytes(small.read_bytes()[:-30])
    assert "cut.parquet can't be read" in refused([tmp_path / "cut.parquet"])
    (tmp_path / "empty.csv").write_text("", "utf-8")
    assert "empty.csv can't be read" in refused([tmp_path / "empty.csv"])
    (tmp_path / "twice.csv").write_text("member,w,w\nyes,1,2\n", "utf-8")
    assert "several columns of one name" in refused([tmp_path / "twice.csv"])
    (tmp_path / "ragged.csv").write_text("member,w\nyes,1\nno\n", "utf-8")
    assert "Expected 2 columns, got 1" in refused([tmp_path / "ragged.csv"])
    (tmp_path / "words.csv").write_text("member,w\nyes,1\nno,one\n", "utf-8")
    text = refused([tmp_path / "words.csv"])
    assert "got: text that is no number, such as 'one' (in words.csv)" in text
    (tmp_path / "commas.csv").write_text('member,w\nyes,1\nno,"1,5"\n', "utf-8")
    text = refused([tmp_path / "commas.csv"])
    assert "a point before their decimals" in text
    assert "such as '1,5'" in text
    (tmp_path / "weightless.csv").write_text("member,w\nyes,1\nno,\n", "utf-8")
    assert "1 of 2 rows with none" in refused([tmp_path / "weightless.csv"])
    (tmp_path / "semicolons.csv").write_text("member;w\nyes;1\n", "utf-8")
    assert "no column member, w" in refused([tmp_path / "semicolons.csv"])


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize(("engine", "scheme"), [("dask", "tcp"), ("spark", "spark")])
def test_a_cluster_that_does_not_answer_is_told(
    small: Path, request: pytest.FixtureRequest, engine: str, scheme: str
) -> None:
    if engine == "spark":
        request.getfixturevalue("spark")
    address = f"{scheme}://127.0.0.1:{unused_port()}"
    text = refused([small], engine=engine, scheduler=address)
    assert f"cluster answers at {address}" in text
    text = refused([small], engine=engine, scheduler="127.0.0.1:1")
    assert f"expected: {scheme}://host:port" in text


def test_a_server_that_is_no_dask_is_not_waited_for(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        text = refused([small], engine="dask", scheduler=address)
    assert f"No Dask cluster answers at {address}" in text
    assert "timed out" in text


@pytest.mark.parametrize("engine", ["polars", "duckdb", "pandas"])
def test_an_engine_of_this_machine_has_no_cluster(small: Path, engine: str) -> None:
    text = refused([small], engine=engine, scheduler="tcp://127.0.0.1:8786")
    assert f"The engine {engine} runs on this machine only" in text


def test_an_unknown_engine_is_told_with_the_known_ones(small: Path) -> None:
    assert "expected: polars, duckdb, pandas, dask, spark" in refused([small], engine="excel")


@pytest.mark.parametrize(
    ("engine", "module"), [("duckdb", "duckdb"), ("dask", "distributed"), ("spark", "pyspark.sql")]
)
def test_an_engine_that_is_not_installed_is_told_with_its_command(
    small: Path, monkeypatch: pytest.MonkeyPatch, engine: str, module: str
) -> None:
    monkeypatch.setitem(engines.sys.modules, module, None)
    assert f"pip install 'networks-and-jobs[{engine}]'" in refused([small], engine=engine)


def test_spark_without_java_is_told(
    small: Path, tmp_path: Path, spark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert "openjdk-17-jre-headless" in refused([small], engine="spark")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME")
    assert "openjdk-17-jre-headless" in refused([small], engine="spark")


GUIDE = (Path(__file__).parents[2] / "docs" / "outgrowing-one-machine.md").read_text("utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    for line in block.splitlines()
]
CLUSTERS = {
    "tcp://host:8786": "dask_cluster",
    "spark://host:7077": "spark",
    "engine spark": "spark",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_guide_work(
    command: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    people = pd.DataFrame({"q1": [1, 2, 8], "member": ["yes", "no", "no"], "tertiary": "yes"})
    people = people.assign(region=1, town=[1, 2, 2], w=[1.0, 2.0, 0.5])
    (tmp_path / "waves").mkdir()
    for name in ("people", "waves/1", "waves/2"):
        people.to_parquet(tmp_path / f"{name}.parquet", index=False)
    people.to_csv(tmp_path / "people.csv", index=False)
    cleaning = re.search(r"# mine.py\n(.*?)```", GUIDE, re.DOTALL)
    assert cleaning
    (tmp_path / "mine.py").write_text(cleaning[1], "utf-8")
    monkeypatch.chdir(tmp_path)
    if "spark" in command:
        request.getfixturevalue("spark")
        command = command.replace("spark://host:7077", "local[2,4]")
    if "tcp://" in command:
        command = command.replace("tcp://host:8786", request.getfixturevalue("dask_cluster"))
    answer = CliRunner().invoke(main, command.split()[1:])
    assert answer.exit_code == 0, answer.output
    everyone = 6 if "waves" in command else 3
    assert pd.read_csv("cells.csv")["n"].sum() == everyone


@pytest.mark.microdata
@pytest.mark.parametrize(
    ("name", "table"), [("gss_panel_2020", "gss_panel_2020_trades"), ("pew_2018", "pew_2018")]
)
def test_each_engine_gives_the_committed_cells(
    tmp_path: Path, engine: dict[str, str], name: str, table: str
) -> None:
    survey = source(name)
    people = harmonise(survey, read(survey))
    half = len(people) // 2
    for number, part in enumerate((people.iloc[:half], people.iloc[half:])):
        part.to_parquet(tmp_path / f"{number}.parquet", index=False)
    design = standard_design(survey)
    cells = collapse_files([str(tmp_path / "*.parquet")], survey.cells[table], design, **engine)
    assert written(cells, tmp_path) == (paths.CELLS / f"{table}.csv").read_text("utf-8")


def test_weights_that_are_all_zero_are_refused_of_files_in_parts(tmp_path: Path) -> None:
    """One part of people who weigh nothing is no fault; a survey of them is."""
    nobody, somebody = tmp_path / "nobody.csv", tmp_path / "somebody.csv"
    nobody.write_text("member,w\nyes,0\nno,0\n", "utf-8")
    somebody.write_text("member,w\nyes,2\n", "utf-8")
    design = Design("w")
    cells = collapse_files([str(nobody), str(somebody)], ["member"], design)
    assert cells["n"].sum() == 3
    with pytest.raises(StudyError, match="got: 2 rows, none above zero"):
        collapse_files([str(nobody)], ["member"], design)


CHOOSE_ALL = """
from analysis.cleaning.multiresponse import multi_response


def clean(people):
    options = {"q2a": "friends"}
    codes = {1: "yes", None: "no"}
    asked = people["q1"] == 1
    return people.join(multi_response(people, options, codes, base=asked, missing={}))
"""


def test_a_question_with_several_answers_is_cleaned_part_by_part(tmp_path: Path) -> None:
    ticked = pd.array([1, None, None], "Int64")
    people = pd.DataFrame({"q1": [1, 1, 2], "q2a": ticked, "w": [1.0, 2.0, 3.0]})
    people.to_parquet(tmp_path / "people.parquet", index=False)
    clean = cleaning_file(tmp_path, CHOOSE_ALL)
    cells = collapse_files(
        [str(tmp_path / "people.parquet")], ["friends"], Design("w"), clean=clean
    )
    assert dict(zip(cells["friends"], cells["n"], strict=True)) == {
        "yes": 1,
        "no": 1,
        "not_asked": 1,
    }
