"""The lines that a build tells: one a task done, then the sum."""

from __future__ import annotations

import io
import os
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from doit.dependency import JSONCodec, SqliteDB
from doit.exceptions import TaskFailed, UnmetDependency
from doit.task import Stream, Task

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline import progress as progress_module
from analysis.pipeline.memory import Memory
from analysis.pipeline.progress import Progress, Record
from analysis.pipeline.tasks import Same, described, run
from analysis.pipeline.tasks import task as task_of_the_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GROUP = SimpleNamespace(name="group", doc="", actions=[])


def task(name: str) -> SimpleNamespace:
    return SimpleNamespace(name=name, doc=f"Running {name}", actions=["run"])


@pytest.fixture
def told(monkeypatch) -> tuple[Progress, io.StringIO]:
    # A clock of its own: threads of other tests' libraries go by the machine's.
    clock = SimpleNamespace(monotonic=iter([0.0, 1.0, 3.25, 5.0]).__next__)
    monkeypatch.setattr("analysis.pipeline.progress.time", clock)
    stream = io.StringIO()
    return Progress(stream, {"02": "changed: a", "03": "", "group": ""}, total=2), stream


@pytest.mark.parametrize(("name", "why"), [("02", "changed: a"), ("03", "asked for")])
def test_a_line_tells_what_was_done_in_what_time_and_why(told, name, why):
    progress, stream = told
    for each in (GROUP, task(name)):
        progress.skip_uptodate(GROUP)
        if each.actions:
            progress.execute_task(each)
        progress.add_success(each)
    progress.skip_uptodate(task("04"))
    progress.complete_run()
    assert stream.getvalue().splitlines() == [
        f"[1 of 2] Running {name}… 2.2 s ({why})",
        "Tasks: 1 done; 1 skipped, nothing they read has changed. 5.0 s in all.",
    ]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_what_runs_now_and_clears_it(monkeypatch):
    monkeypatch.setattr(progress_module, "get_terminal_size", lambda: SimpleNamespace(columns=40))
    stream = Terminal()
    progress = Progress(stream, {"02": "", "03": ""}, total=46)
    for name in ("02", "03"):
        progress.execute_task(task(name))
    last = stream.getvalue().rpartition("\r\x1b[K")[2]
    assert last == "[0 of 46] Running 02, Running 03…"
    progress.add_success(task("02"))
    told = stream.getvalue().rpartition("\r\x1b[K")[2]
    assert told.startswith("[1 of 46] Running 02… ")
    assert told.endswith("\n[1 of 46] Running 03…")
    progress.add_success(task("03"))
    progress.complete_run()
    assert stream.getvalue().split("\n")[-2].startswith("\r\x1b[KTasks: 2 done.")


def test_a_line_too_long_for_the_terminal_is_cut(monkeypatch):
    monkeypatch.setattr(progress_module, "get_terminal_size", lambda: SimpleNamespace(columns=20))
    stream = Terminal()
    Progress(stream, {}, total=46).execute_task(task("a long name of a task"))
    assert len(stream.getvalue().removeprefix("\r\x1b[K")) == 19


def test_a_quiet_build_tells_failures_alone(monkeypatch):
    stream = io.StringIO()
    progress = Progress(stream, {"02": "", "03": ""}, total=2, quiet=True)
    for name in ("02", "03"):
        progress.execute_task(task(name))
    progress.add_success(task("02"))
    progress.add_failure(task("03"), TaskFailed("It stops at cell 3."))
    progress.complete_run()
    assert stream.getvalue().strip() == "Running 03 failed.\nIt stops at cell 3."


def test_failures_are_told_once_and_what_they_hold_up_is_counted(told):
    progress, stream = told
    progress.add_failure(task("02"), TaskFailed("It stops at cell 3."))
    progress.add_failure(task("03"), UnmetDependency("02"))
    progress.add_failure(GROUP, UnmetDependency("03"))
    progress.complete_run()
    text = stream.getvalue()
    assert "Running 02 failed.\nIt stops at cell 3.\n" in text
    assert "Tasks: 1 failed; 1 left out, for want of what failed. 1.0 s in all." in text


def test_reasons_name_files_as_people_know_them(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    for name in "abcd":
        (tmp_path / name).write_text(name)

    def later(name: str) -> None:
        (tmp_path / name).write_text("edited while it is read")
        os.utime(tmp_path / name, (1, 1))

    def why(
        read: str, made: str, version: str = "1", action: Callable[[], object] = lambda: None
    ) -> str:
        record = Record(SqliteDB, str(tmp_path / "record"), force=True)
        files = {"file_dep": [str(tmp_path / name) for name in read]}
        files["targets"] = [str(tmp_path / name) for name in made]
        asked = Task("t", [action], uptodate=[Same("the version", lambda: version)], **files)
        record.get_status(asked, {})
        asked.execute(Stream(0))
        asked.save_extra_values()
        record.save_success(asked)
        record.close()
        return record.why["t"]

    assert why("ab", "d") == "first run"
    assert why("ab", "d") == ""
    (tmp_path / "a").write_text("new")
    assert why("ab", "d") == "changed: a"
    assert why("abc", "d") == "changed: c"
    assert why("ab", "d", action=lambda: later("a")) == "no longer read: c"
    assert why("ab", "d") == "changed: a; no longer read: c"
    assert why("ab", "d") == ""
    assert why("ab", "de", "2") == "changed: the version; missing: e"
    (tmp_path / "e").mkdir()
    assert why("ab", "de", "2") == "missing: e"


def test_what_looks_the_same_is_not_read_again():
    looks, reads = ["1"], []

    def read() -> str:
        reads.append("all of it")
        return "content"

    same, asked = Same("it", read, lambda: looks[0]), Task("t", [])
    assert same(asked, {})
    kept = asked.value_savers[0]()
    reads.clear()
    assert same(asked, kept)
    assert not reads
    looks[0] = "2"
    assert same(asked, kept)
    assert reads
    assert not same(asked, kept | {"it": "other content"})


def test_memory_is_written_where_it_changed_and_else_its_time_alone(tmp_path):
    file = tmp_path / "memory.json"

    def opened() -> Memory:
        return Memory(str(file), JSONCodec())

    first = opened()
    first.set("t", "a", 1)
    first.dump()
    os.utime(file, (1, 1))
    opened().dump()
    second = file.stat()
    assert second.st_mtime > 1
    assert opened().get("t", "a") == 1
    third = opened()
    third.remove("t")
    third.dump()
    assert file.stat().st_ino != second.st_ino
    assert not opened().in_("t")


def counted(folder: Path, *, read: str = "read") -> Callable[[], int]:
    """Return what runs a task that counts how often it runs."""
    (folder / read).write_text("1")

    def once() -> None:
        with (folder / "made").open("a") as file:
            file.write("x")

    def run_it() -> int:
        parts = {"actions": [once], "file_dep": [str(folder / read)], "doc": "Counting"}
        return run(described({"task_x": lambda: parts}))

    return run_it


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_text("no record"),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:-20]),
        lambda file: file.write_bytes(bytes(99) + file.read_bytes()),
        lambda file: file.write_text(file.read_text().replace("deps", "depz")),
        lambda file: file.write_bytes(b"\xff\xfe"),
        lambda file: file.unlink(),
    ],
    ids=["text", "empty", "cut", "zeros before", "another key", "no text", "lost"],
)
def test_a_damaged_memory_is_forgotten_and_all_is_made_again(tmp_path, monkeypatch, damage):
    monkeypatch.setattr(paths, "CACHE", tmp_path)
    build, made = counted(tmp_path), tmp_path / "made"
    assert (build(), build(), made.read_text()) == (0, 0, "x")
    damage(tmp_path / "doit.json")
    assert (build(), build(), made.read_text()) == (0, 0, "xx")


def test_a_memory_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "CACHE", tmp_path)
    (tmp_path / "doit.json").mkdir()
    with pytest.raises(StudyError, match=r"doit\.json"):
        counted(tmp_path)()


def test_a_lost_file_is_told_once_with_what_brings_it_back(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "CACHE", tmp_path)
    lost = ["data/a table.csv", "data/b.csv"]
    parts = {"file_dep": [str(tmp_path / name) for name in lost], "actions": [print]}
    tasks = {"task_x": lambda: dict(parts), "task_y": lambda: dict(parts)}
    with pytest.raises(StudyError, match="2 files that the study rests on are not there") as error:
        run(described(tasks))
    assert error.value.expected == "data/a table.csv, data/b.csv"
    assert "`git checkout -- 'data/a table.csv' data/b.csv`" in error.value.hint


def test_git_is_not_asked_for_a_survey_file_that_is_elsewhere(tmp_path):
    problem = progress_module.lost([str(tmp_path / "January 3-10.sav")])
    assert problem.expected == str(tmp_path / "January 3-10.sav")
    assert problem.hint == "a survey file comes with `study fetch`"


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_file_that_is_deleted_during_a_build_fails_its_task_alone(
    tmp_path, monkeypatch, capsys, when
):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "CACHE", tmp_path)
    for name in ("read", "other"):
        (tmp_path / name).write_text("1")

    def delete() -> None:
        (tmp_path / "read").unlink()

    def nothing() -> None: ...

    def never() -> None:
        (tmp_path / "never").touch()

    def parts(doc: str, action: Callable[[], None], *files: str) -> dict[str, object]:
        read = [str(tmp_path / name) for name in files]
        return {"doc": doc, "actions": [action], "file_dep": read}

    first, reading = (delete, never) if when == "before" else (nothing, delete)
    after = {"task_dep": ["first"]}
    tasks = {
        "task_first": lambda: parts("First", first, "other"),
        "task_reads": lambda: parts("Reading", reading, "read", "other") | after,
        "task_other": lambda: parts("Another", nothing, "other") | after,
    }
    assert run(described(tasks)) != 0
    told = capsys.readouterr().out
    lost = "Reading failed.\nA file that the study rests on is not there.\n  expected: read\n"
    assert lost in told
    assert "`git checkout -- read`" in told
    assert "Another… " in told
    assert "Traceback" not in told
    assert not (tmp_path / "never").exists()


def test_an_error_of_the_system_is_told_in_words(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(paths, "CACHE", tmp_path)

    def full() -> None:
        raise OSError(28, "No space left on device", str(paths.ROOT / "reports" / "index.html"))

    made = tmp_path / "made"
    parts = task_of_the_study("Writing", full, [], set(), targets=[made])
    assert run(described({"task_x": lambda: parts})) != 0
    told = capsys.readouterr().out
    assert "reports/index.html can't be used.\n  got: No space left on device\n  to do:" in told
    assert "Traceback" not in told
