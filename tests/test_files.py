"""Files written whole or not at all; records whose faults are told by file, record and field."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis import files, paths
from analysis.errors import StudyError
from analysis.files import Record, read_record, read_records, ten_digits, write, write_table


class Toy(Record):
    id: str
    n: int


def test_what_was_there_stays_when_writing_fails(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    write(path, "before")

    def full(self: Path, raw: bytes) -> int:
        with self.open("wb") as file:
            file.write(raw[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(StudyError, match=r"can't be written to .*a\.csv") as error:
        write(path, "after, much longer")
    assert "No space left" in error.value.got
    assert path.read_text("utf-8") == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


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


@pytest.mark.parametrize(
    ("name", "text", "title", "got"),
    [
        ("toys.yaml", "- {id: a, n: 1}\n- {id: b, n: x}\n", "The toys record b is", "n: Input"),
        ("toys.yaml", "- {id: a}\n", "The toys record a is not complete", "n: Field required"),
        ("toys.yaml", "- {n: 1}\n", "record number 1 is not complete", "id: Field required"),
        ("toys.yaml", "- {id: a, n: 1, m: 2}\n", "record a is not complete", "m: Extra inputs"),
        ("toys.yaml", "- 3\n", "record number 1 is not complete", "record: Input"),
        ("toys.yaml", "- {id: a, n: 1}\n- {id: a, n: 1}\n", "Two toys records are called a", ""),
        ("toys.yaml", "id: a\n", "toys.yaml is no list of records", "dict"),
        ("toys.yaml", "- {id: a\n", "toys.yaml can't be read as YAML", "line 2"),
        ("toys.toml", "[[toy]]\nid = 'a'\n", "The toys record a is not complete", "n: Field"),
        ("toys.toml", "toy = \n", "toys.toml can't be read as TOML", "line 1"),
    ],
)
def test_a_fault_names_file_record_and_field(tmp_path, name, text, title, got):
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(StudyError, match=title) as error:
        read_records(tmp_path / name, Toy)
    assert got in error.value.got
    assert name in str(error.value)


def test_many_faults_are_counted(tmp_path):
    class Wide(Record):
        a: int
        b: int
        c: int
        d: int
        e: int

    (tmp_path / "wide.yaml").write_text("{}", "utf-8")
    with pytest.raises(StudyError, match=r"wide\.yaml is not complete") as error:
        read_record(tmp_path / "wide.yaml", Wide)
    assert error.value.got.endswith("(and 2 more)")


def test_every_file_of_the_study_is_written_there():
    """Anything else would write in place.

    Three make text of a table, to compare, give or print; one writes in a folder that goes with it.
    """
    ours = Path(files.__file__).parent
    calls = (".write_text(", ".write_bytes(", ".to_csv(", '.open("w', ".to_json(")
    found = {
        path.relative_to(ours).as_posix()
        for path in ours.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if any(call in line for call in calls) and ">>>" not in line and "... " not in line
    }
    text = {"sources/eurostat.py", "show/figure_files.py", "commands/tables.py"}
    assert found == {"files.py", "report/pdf.py"} | text


def test_records_are_read_without_loading_pandas():
    code = "import sys, analysis.pipeline.graph; print('pandas' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert answer.stdout.strip() == b"False"


@pytest.mark.parametrize("path", sorted(paths.RAW.glob("*.yaml")), ids=lambda path: path.name)
def test_the_quick_parser_reads_what_the_plain_one_reads(path):
    text = path.read_text("utf-8")
    assert yaml.load(text, files.FASTEST) == yaml.safe_load(text)
