"""Files that kill, hold or flood their reader, and files damaged at random: told, never fatal."""

from __future__ import annotations

import gzip
import os
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from analysis import paths
from analysis.errors import StudyError
from analysis.sources import apart, expansion
from analysis.sources.apart import read_apart
from analysis.sources.reading import read_raw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FUZZED = int(os.environ.get("STUDY_FUZZED", "2"))
"""Damaged files of each format: a few for each change, as many as you like to search for more."""

PEOPLE = pd.DataFrame({"AGE": [31.0, 58.0, 99.0] * 40, "CITY": ["Lyon", "Metz", "Nice"] * 40})
LABELS = {"AGE": {31: "young", 99: "refused"}}


def write_book(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [[*PEOPLE], *PEOPLE.to_numpy().tolist()]:
        book.active.append(row)
    book.save(path)


WRITERS: dict[str, Callable[[Path], Any]] = {
    ".sav": lambda path: pyreadstat.write_sav(PEOPLE, path, variable_value_labels=LABELS),
    ".zsav": lambda path: pyreadstat.write_sav(PEOPLE, path, compress=True),
    ".dta": lambda path: pyreadstat.write_dta(PEOPLE, path, variable_value_labels=LABELS),
    ".xpt": lambda path: pyreadstat.write_xport(PEOPLE, path),
    ".xlsx": write_book,
    ".csv.gz": lambda path: PEOPLE.to_csv(path, index=False),
}
CHECKED = {".xlsx", ".csv.gz"}
"""Formats with checksums of their own: what is read of them is what was written."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "survey.sav"
    WRITERS[".sav"](path)
    return path


def die(path: Path, ending: str) -> None:
    os.abort()


def leave(path: Path, ending: str) -> None:
    sys.exit(3)


def hang(path: Path, ending: str) -> None:
    time.sleep(600)


def flood(path: Path, ending: str) -> int:
    return len(bytearray(2**31))


def speak(path: Path, ending: str, word: str) -> str:
    os.write(1, b"what a library prints")
    print(word)
    return word


def refuse(path: Path, ending: str) -> None:
    raise StudyError("No.", expected="this", got="that", hint="do")


def test_what_a_reader_returns_or_refuses_is_what_it_would_be_here(file: Path) -> None:
    assert read_apart(speak, file, ".sav", "yes") == "yes"
    with pytest.raises(StudyError) as error:
        read_apart(refuse, file, ".sav")
    assert (error.value.title, error.value.expected, error.value.hint) == ("No.", "this", "do")


@pytest.mark.parametrize(("read", "how"), [(die, "signal|code"), (leave, "exit code")])
def test_a_file_that_kills_its_reader_is_told_as_damaged(
    file: Path, read: Callable[..., None], how: str
) -> None:
    with pytest.raises(StudyError, match=f"the reader of .sav died on it(.|\n)*got: ({how})"):
        read_apart(read, file, ".sav")


def test_a_reader_that_finds_no_end_is_stopped(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 2)
    with pytest.raises(StudyError, match=r"was not done in time(.|\n)*at most 2 seconds"):
        read_apart(hang, file, ".sav")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_reader_that_wants_too_much_memory_is_stopped(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "MEMORY", 10**9)
    with pytest.raises(StudyError, match=r"wants too much memory(.|\n)*at most 1,0"):
        read_apart(flood, file, ".sav")


def test_a_process_that_can_t_start_is_not_blamed_on_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file.parent / "analysis.py").write_text("raise ImportError('half installed')", "utf-8")
    monkeypatch.setattr(sys, "path", [str(file.parent)])
    with pytest.raises(StudyError, match=r"did not start(.|\n)*half installed"):
        read_apart(speak, file, ".sav", "yes")


SCRIPT = """
import sys
from pathlib import Path
from analysis.sources.reading import read_raw
print("run", len(read_raw(Path(sys.argv[1]))))
"""


def test_a_script_without_a_guard_is_run_once_and_no_file_beside_it_is_imported(
    file: Path,
) -> None:
    """As multiprocessing would, that runs the script again in each process that it starts."""
    script = file.parent / "mine.py"
    script.write_text(SCRIPT, "utf-8")
    (file.parent / "pickle.py").write_text("raise SystemExit('imported')", "utf-8")
    told = subprocess.run(
        [sys.executable, "-P", script, file],
        cwd=file.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "run 120\n"


@pytest.mark.parametrize("name", ["people.csv.gz", "people.xlsx"])
def test_a_file_that_expands_without_measure_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: None, name: str
) -> None:
    path = tmp_path / name
    zeros = b"q1\n" + b"0\n" * 2_000_000
    if name.endswith("gz"):
        path.write_bytes(gzip.compress(zeros))
    else:
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", zeros)
    monkeypatch.setattr(expansion, "FLOOR", 10**6)
    size = path.stat().st_size
    with pytest.raises(StudyError, match="expands to more") as error:
        read_raw(path)
    assert (
        error.value.expected
        == f"at most {max(10**6, 200 * size):,} bytes, as the file has {size:,}"
    )


def test_an_spss_file_that_declares_more_people_than_it_can_hold_is_refused(file: Path) -> None:
    content = bytearray(file.read_bytes())
    assert int.from_bytes(content[80:84], "little") == 120
    content[80:84] = (10**9).to_bytes(4, "little")
    file.write_bytes(content)
    with pytest.raises(StudyError, match="expands to more than a survey's file"):
        read_raw(file)


def test_the_limits_in_the_guide_are_those_of_the_code() -> None:
    guide = " ".join((paths.ROOT / "docs" / "cleaning.md").read_text("utf-8").split())
    assert f"to {apart.MEMORY / 2**30:g} GiB and {apart.MEMORY_TIMES} times the size" in guide
    assert (
        f"than {expansion.TIMES} times its size, and more than {expansion.FLOOR / 1e6:g} MB"
        in guide
    )


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """Return a file with some of its bits turned, or without its end."""
    if chance.random() < 0.2:
        return content[: chance.randrange(1, len(content))]
    bits = bytearray(content)
    for _ in range(chance.choice([1, 3, 10, 100])):
        bits[chance.randrange(len(bits))] ^= 1 << chance.randrange(8)
    return bytes(bits)


def outcome(path: Path, ending: str) -> str:
    """Read a file: what becomes of it, where anything but a frame or a StudyError is raised."""
    try:
        people = read_raw(path)
    except StudyError as problem:
        return problem.title
    if ending in CHECKED:
        pd.testing.assert_frame_equal(people, whole(ending), check_dtype=False)
    return "read"


def whole(ending: str) -> pd.DataFrame:
    return PEOPLE.astype({"AGE": "str"}) if ending.startswith(".csv") else PEOPLE


@pytest.mark.parametrize("ending", WRITERS)
def test_a_file_damaged_at_random_is_read_or_told_and_never_fatal(
    tmp_path: Path, ending: str
) -> None:
    path, chance = tmp_path / f"survey{ending}", random.Random(20260101)
    WRITERS[ending](path)
    content = path.read_bytes()
    assert outcome(path, ending) == "read"
    found = []
    for _ in range(FUZZED):
        path.write_bytes(spoilt(content, chance))
        found.append(outcome(path, ending))
    print(pd.Series(found).str.replace("survey", "").value_counts().to_string())
