"""Files written whole or not at all, and tables without a formula in them."""

from __future__ import annotations

import csv
import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from analysis import files, paths
from analysis.errors import StudyError
from analysis.files import read_table, ten_digits, write, write_table


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_was_there_stays_when_the_disk_is_full(tmp_path):
    path = tmp_path / "a.csv"
    write(path, "before")
    with full_disk(3), pytest.raises(StudyError, match=r"can't be written to .*a\.csv") as error:
        write(path, "after, much longer")
    assert "too large" in error.value.got
    assert path.read_text("utf-8") == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_a_draft_touches_no_file_of_anybody_and_leads_nowhere(tmp_path):
    path, mine, other = (tmp_path / name for name in ("a.csv", "a.csv.part", "b.txt"))
    mine.write_text("a user's own", "utf-8")
    (tmp_path / "a.part").symlink_to(other)
    write(path, "new")
    assert mine.read_text("utf-8") == "a user's own"
    assert not other.exists()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", "a.csv.part", "a.part"]


def test_drafts_have_names_that_nobody_can_guess_and_that_git_passes_over(tmp_path, monkeypatch):
    drafts: list[Path] = []

    def refuse(self: Path, _target: Path) -> Path:
        drafts.append(self)
        raise OSError(1, "not today")

    monkeypatch.setattr(Path, "replace", refuse)
    for _ in range(2):
        with pytest.raises(StudyError, match="not today"):
            write(tmp_path / "a.csv", "new")
    one, other = drafts
    assert one.parent == other.parent == tmp_path  # a rename within a folder is one step
    assert one.name != other.name
    assert "*.part" in (paths.ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert all(draft.name.startswith(".") and draft.suffix == ".part" for draft in drafts)
    assert [*tmp_path.iterdir()] == []


def test_a_draft_is_a_new_file_even_where_its_name_is_guessed(tmp_path, monkeypatch):
    monkeypatch.setattr("secrets.token_hex", lambda _size: "guessed")
    (tmp_path / "theirs").write_text("theirs", "utf-8")
    (tmp_path / ".guessed.part").symlink_to(tmp_path / "theirs")
    with pytest.raises(StudyError, match="can't be written"):
        write(tmp_path / "a.csv", "new")
    assert (tmp_path / "theirs").read_text("utf-8") == "theirs"
    assert not (tmp_path / "a.csv").exists()
    assert (tmp_path / ".guessed.part").is_symlink()


def test_a_name_as_long_as_names_may_be_is_written(tmp_path):
    write(tmp_path / f"{'a' * 251}.csv", "x")
    assert len([*tmp_path.iterdir()]) == 1


@pytest.mark.parametrize(("mask", "rights"), [(0o022, 0o644), (0o077, 0o600)])
def test_files_have_the_rights_that_new_files_get(tmp_path, mask, rights):
    before = os.umask(mask)
    try:
        write(tmp_path / "page.html", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "page.html").stat().st_mode) == rights


def test_a_folder_that_is_a_file_is_told_to_a_person(tmp_path):
    write(tmp_path / "a", "x")
    with pytest.raises(StudyError, match=r"can't be written to .*b"):
        write(tmp_path / "a" / "b", "y")


ENDLESS = """
import pathlib, sys
from analysis.files import write
place, size = pathlib.Path(sys.argv[1]), 4_000_000
for letter in "abcdefghij" * 1000:
    write(place, letter * size)
    print("written", flush=True)
"""


def test_a_kill_leaves_a_whole_file(tmp_path):
    path = tmp_path / "big.txt"
    command = [sys.executable, "-c", ENDLESS, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        for _ in range(5):
            assert running.stdout is not None
            running.stdout.readline()
        running.send_signal(signal.SIGKILL)
    text = path.read_text("utf-8")
    assert len(text) == 4_000_000
    assert len(set(text)) == 1


def test_tables_hold_ten_digits_and_no_carriage_return(tmp_path):
    write_table(
        tmp_path / "deep" / "t.csv", pd.DataFrame({"x": [1 / 3, 1e-20 / 3], "s": ["é", ""]})
    )
    assert (tmp_path / "deep" / "t.csv").read_bytes() == (
        "x,s\n0.3333333333,é\n3.333333333e-21,\n".encode()
    )
    assert ten_digits(1 / 3) == 0.3333333333


HOSTILE = ["=1+1", "+a", "-5+3", "@SUM(A1)", "\tx", "-1.3 percent", "'=1+1", "''@", "=", "-"]
HARMLESS = ["", "a", "'tis", "-5", "+3.5", "-1,3", "-5.3e-05", "a=b", "é", "5 %"]


def test_no_text_of_a_table_is_a_formula_and_each_comes_back(tmp_path):
    texts = [*HOSTILE, *HARMLESS]
    frame = pd.DataFrame({"text": texts, "number": [-1.5] * len(texts)})
    write_table(tmp_path / "t.csv", frame)
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        _head, *rows = csv.reader(file)
    written = [text for text, _number in rows]
    assert [text for text in written if text[:1] in "=+-@\t\r" and text] == [
        "-5",
        "+3.5",
        "-1,3",
        "-5.3e-05",
    ]
    assert written[len(HOSTILE) :] == HARMLESS
    assert {number for _text, number in rows} == {"-1.5"}
    found = read_table(tmp_path / "t.csv", dtype={"text": "str"}, keep_default_na=False)
    assert found["text"].to_list() == texts
    assert found["number"].to_list() == frame["number"].to_list()


@pytest.mark.parametrize(
    ("raw", "title", "got"),
    [
        (b"a,b\n1,2\n3\n", "can't be read as a table", "line 3 has 1 cells, not 2"),
        (b"a,b\n1,2,3\n", "can't be read as a table", "line 2 has 3 cells, not 2"),
        (b"a,a\n1,2\n", "can't be read as a table", "the column 'a' is there twice"),
        (b'a,b\n1,"2\n', "can't be read as a table", "unexpected end of data"),
        (b"a,b\nx,2\n", "can't be read as a table", "x"),
        (b"a,b\n1,\xe9\n", "no text in UTF-8", "the byte 0xe9 in line 2"),
        (b"a,b\n1,\x00\n", "is damaged", "U+0000), in line 2"),
        (b"", "is damaged", "an empty file"),
        (b"<!DOCTYPE html><p>", "is damaged", "HTML"),
    ],
)
def test_a_damaged_table_is_told_by_its_line(tmp_path, raw, title, got):
    (tmp_path / "t.csv").write_bytes(raw)
    with pytest.raises(StudyError, match=title) as error:
        read_table(tmp_path / "t.csv", "make it again", dtype={"a": "int64"})
    assert got in error.value.got
    assert error.value.hint == "make it again"


def test_every_file_of_the_study_is_written_there():
    """Anything else would write in place.

    Two make text of a table, to compare or print; one writes in a folder that goes with it, and one
    tells the system which process to end first where memory is short.
    """
    ours = Path(files.__file__).parent
    calls = (
        ".write_text(",
        ".write_bytes(",
        ".to_csv(",
        '.open("w',
        '.open("x',
        ".to_json(",
        ".savefig(path",
    )
    found = {
        path.relative_to(ours).as_posix()
        for path in ours.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if any(call in line for call in calls) and ">>>" not in line and "... " not in line
    }
    text = {"sources/eurostat.py", "commands/tables.py"}
    assert found == {"files.py", "report/pdf.py", "pipeline/kernels.py"} | text
