"""`study collapse` and its user's own files: refused in words, or told, and nothing is touched."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from analysis.cli import main
from analysis.errors import StudyError
from analysis.folding.cells import Design
from analysis.folding.engines import collapse_files, fold_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PEOPLE = "g,w,h\nyes,1,a\nno,2,b\nyes,3,a\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.csv").write_text(PEOPLE, "utf-8")
    return tmp_path


def study(*words: object) -> Result:
    return CliRunner().invoke(main, ["collapse", *map(str, words)], env={"COLUMNS": "300"})


def untouched(folder: Path, *words: object, code: int = 1) -> str:
    """Check that a command is refused and leaves the folder as it was, and return its message."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    answer = study(*words)
    assert answer.exit_code == code, answer.output
    assert isinstance(answer.exception, SystemExit)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    return answer.output


SAME: dict[str, Callable[[Path], list[str]]] = {
    "path": lambda folder: ["s.csv", "--out", "s.csv"],
    "whole path": lambda folder: ["s.csv", "--out", f"{folder}/./s.csv"],
    "pattern": lambda folder: ["*.csv", "--out", "s.csv"],
    "link": lambda folder: [link(folder, os.symlink, "out.csv"), "--out", "out.csv"],
    "hard link": lambda folder: [link(folder, os.link, "out.csv"), "--out", "out.csv"],
    "descriptor": lambda folder: [link(folder, os.link, "o.resource.json"), "--out", "o.csv"],
}


def link(folder: Path, make: Callable[[Path, Path], None], name: str) -> str:
    make(folder / "s.csv", folder / name)
    return "s.csv"


@pytest.mark.parametrize("given", SAME.values(), ids=SAME)
def test_a_file_that_is_read_is_never_written(
    folder: Path, given: Callable[[Path], list[str]]
) -> None:
    words = given(folder)
    told = untouched(folder, *words, "--by", "g", "--weight", "w")
    assert "is one of the files that are read: it would be lost" in told
    assert "choose another name for --out" in told


def test_the_cleaning_file_is_never_written(folder: Path) -> None:
    (folder / "mine.py").write_text("def clean(people): return people", "utf-8")
    os.link(folder / "mine.py", folder / "o.csv")
    told = untouched(
        folder, "s.csv", "--by=g", "--weight=w", "--clean=mine.py:clean", "--out=o.csv"
    )
    assert "o.csv is one of the files that are read" in told


def test_cells_are_not_lost_to_what_is_estimated_from_them(folder: Path) -> None:
    assert study("s.csv", "--by=g", "--weight=w", "--out=c.csv").exit_code == 0
    before = (folder / "c.csv").read_bytes()
    for out, told in (("c.csv", "it would be lost"), ("t.parquet", "ends in .csv")):
        words = ["estimate", "c.csv", "--share=g", f"--out={out}"]
        answer = CliRunner().invoke(main, words, env={"COLUMNS": "300"})
        assert answer.exit_code == 1
        assert told in answer.output
    assert (folder / "c.csv").read_bytes() == before
    assert not (folder / "t.parquet").exists()


OPTIONS = ["by", "weight", "stratum", "psu", "singleton", "source", "universe", "clean", "engine"]


@pytest.mark.parametrize("option", [*OPTIONS, "scheduler", "out"])
def test_an_option_that_is_given_and_empty_is_refused(folder: Path, option: str) -> None:
    words = {"by": "g", "weight": "w", "out": "o.csv"} | {option: ""}
    told = untouched(folder, "s.csv", *(f"--{name}={word}" for name, word in words.items()), code=2)
    assert f"Invalid value for '--{option}'" in told


def test_a_pattern_that_is_empty_is_refused(folder: Path) -> None:
    told = untouched(folder, "", "--by=g", "--weight=w", "--out=o.csv", code=2)
    assert "It is empty. Is it an unset variable of the shell?" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--by=g", "--weight=w", "--stratum=w"], "The column 'w' has two roles"),
        (["--by=g", "--weight=w", "--psu=w"], "got: weight, psu"),
        (["--by=g", "--weight=w", "--stratum=h", "--psu=h"], "got: stratum, psu"),
        (["--by=w", "--weight=w"], "got: weight, variable"),
        (["--by=g", "--by=h", "--by=g", "--weight=w"], "A variable is given twice"),
    ],
)
def test_a_column_has_one_role(folder: Path, words: list[str], told: str) -> None:
    assert told in untouched(folder, "s.csv", *words, "--out=o.csv")


def test_a_role_without_a_name_is_refused_from_python_too(folder: Path) -> None:
    for design in (Design(""), Design("w", stratum=""), Design("w", psu="")):
        with pytest.raises(StudyError, match="column of the design has no name"):
            collapse_files(["s.csv"], ["g"], design)


def test_a_stratum_may_be_a_variable_too(folder: Path) -> None:
    cells = collapse_files(["s.csv"], ["h"], Design("w", stratum="h"))
    assert cells[["stratum", "h", "n"]].to_numpy().tolist() == [["a", "a", 2], ["b", "b", 1]]


@pytest.mark.parametrize("out", ["x.parquet", "x.txt", "x", "x.csv.gz"])
def test_cells_are_written_as_what_their_name_says(folder: Path, out: str) -> None:
    told = untouched(folder, "s.csv", "--by=g", "--weight=w", f"--out={out}")
    assert "a name that ends in .csv" in told


BELIED = {
    "parquet as csv": ("a.csv", lambda p: parquet_as(p, "a.csv"), "got: a Parquet file"),
    "csv as parquet": ("a.parquet", lambda p: shutil.copy("s.csv", p), "not what its name says"),
    "gzip as csv": ("a.csv", lambda p: p.write_bytes(b"\x1f\x8b\x08rest"), "packed by gzip"),
    "workbook as csv": ("a.csv", lambda p: p.write_bytes(b"PK\x03\x04rest"), "a zip archive"),
    "SPSS as parquet": ("a.parquet", lambda p: p.write_bytes(b"$FL2@(#) SPSS"), "an SPSS file"),
    "page as csv": ("a.csv", lambda p: p.write_text("<html>", "utf-8"), "a web page"),
}  # fmt: skip


def parquet_as(path: Path, name: str) -> None:
    pq.write_table(pa.table({"g": ["yes"], "w": [1.0]}), path)


@pytest.mark.parametrize(("name", "write", "told"), BELIED.values(), ids=BELIED)
def test_a_file_whose_name_belies_it_is_told_as_what_it_is(
    folder: Path, name: str, write: Callable[[Path], Any], told: str
) -> None:
    write(folder / name)
    assert told in untouched(folder, name, "--by=g", "--weight=w", "--out=o.csv")


def cleaning(folder: Path, text: str) -> str:
    (folder / "mine.py").write_text(text, "utf-8")
    return f"{folder}/mine.py:clean"


DROPS = "def clean(people): return people[people['g'] == 'no']"


def test_how_many_were_read_and_kept_is_told(folder: Path) -> None:
    words = ["s.csv", "--by=g", "--weight=w", "--out=o.csv"]
    answer = study(*words, "--clean", cleaning(folder, DROPS))
    assert answer.output.startswith("Read 3 people, kept 1 in 1 cell: o.csv (")


INDEXED = "def clean(people): return people.set_index(people['g'].rename('home'))"


def test_an_index_of_one_s_own_may_have_a_value_twice(folder: Path) -> None:
    words = ["s.csv", "--by=g", "--weight=w", "--out=o.csv"]
    answer = study(*words, "--clean", cleaning(folder, INDEXED))
    assert answer.output.startswith("Read 3 people, kept 3 in 2 cells: o.csv (")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_people_are_counted_in_the_files_on_each_engine(
    folder: Path, engine: dict[str, str], kind: str
) -> None:
    people = pd.DataFrame({"g": ["yes", "no"] * 50, "w": 1.0})
    for wave in "ab":
        if kind == "csv":
            people.to_csv(f"{wave}.csv", index=False)
        else:
            people.to_parquet(f"{wave}.parquet", index=False, row_group_size=7)
    files = [str(folder / f"[ab].{kind}")]
    found = fold_files(files, ["g"], Design("w"), clean=cleaning(folder, DROPS), **engine)
    assert (found.read, found.cells["n"].tolist()) == (200, [100])
    whole = fold_files(files, ["g"], Design("w"), **engine)
    assert (whole.read, whole.cells["n"].tolist()) == (200, [100, 100])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "import pandas as pd\ndef clean(p): return pd.concat([p, p])",
            "made more people of s.csv than there are",
        ),
        (
            "import pandas as pd\ndef clean(p): return pd.concat([p[: len(p) // 2]] * 2)",
            "got: 2 rows of 1 people",
        ),
        ("import sys\ndef clean(people): sys.exit(0)", "failed on s.csv"),
        ("def clean(people): raise GeneratorExit", "failed on s.csv"),
        ("import sys\nsys.exit(0)\ndef clean(people): return people", "mine.py can't be run"),
        ("def clean(people): pass", "gave no frame"),
        ("def clean(people): yield people", "got: generator"),
    ],
)
def test_what_a_cleaning_function_does_wrong_is_told(folder: Path, text: str, told: str) -> None:
    words = ["s.csv", "--by=g", "--weight=w", "--out=o.csv", "--clean", cleaning(folder, text)]
    assert told in untouched(folder, *words)


@pytest.mark.parametrize("answers", ["[1, '1', 1]", "[1, True, 2]", "['a', 2.5, 'a']"])
def test_answers_of_several_types_are_refused(
    folder: Path, engine: dict[str, str], answers: str
) -> None:
    clean = f"def clean(people): return people.assign(q={answers}).astype({{'q': object}})"
    with pytest.raises(StudyError, match=r"'q' can't be a variable(.|\n)*several types: .*int|str"):
        collapse_files(
            [str(folder / "s.csv")], ["q"], Design("w"), clean=cleaning(folder, clean), **engine
        )


def test_the_help_says_that_a_cleaning_file_is_run() -> None:
    told = " ".join(study("--help").output.split())
    assert "The file is run, with your rights, on every worker." in told


@pytest.mark.parametrize("place", range(3))
def test_pages_are_held_against_their_checksums_by_each_engine(
    tmp_path: Path, engine: dict[str, str], place: int
) -> None:
    """One bit turned in the weights, where nothing else would show it."""
    path = tmp_path / "people.parquet"
    table = pa.table({"g": ["yes", "no"] * 50, "w": [float(n) for n in range(100)]})
    pq.write_table(table, path, write_page_checksum=True, compression="none", use_dictionary=False)
    assert collapse_files([str(path)], ["g"], Design("w"), **engine)["n"].sum() == 100
    content = bytearray(path.read_bytes())
    weight = content.index(table["w"].combine_chunks().buffers()[1].to_pybytes())
    content[weight + 8 * (20 + place) + 6] ^= 1
    path.write_bytes(content)
    assert pd.read_parquet(path)["w"].sum() != sum(range(100))
    with pytest.raises(StudyError, match="on these files failed"):
        collapse_files([str(path)], ["g"], Design("w"), **engine)


def test_pages_without_checksums_are_scanned_and_those_with_are_read_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    batches = "analysis.folding.partitions.Part.batches"
    from analysis.folding.partitions import Part  # noqa: PLC0415 - the one that is watched

    whole = Part.batches

    def watched(part: Part, columns: Any) -> Any:
        seen.append(part.path)
        return whole(part, columns)

    monkeypatch.setattr(batches, watched)
    table = pa.table({"g": ["yes", "no"], "w": [1.0, 2.0]})
    for name, checksums in {"with": True, "without": False}.items():
        pq.write_table(table, tmp_path / f"{name}.parquet", write_page_checksum=checksums)
        collapse_files([str(tmp_path / f"{name}.parquet")], ["g"], Design("w"), engine="polars")
    assert seen == [str(tmp_path / "with.parquet")]
