"""Two runs in one folder: the second waits, whatever became of the first."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline import turn
from analysis.pipeline.stopping import stopped_in_words
from helpers import HANGS_UP

HELD = """
import sys
from pathlib import Path
from analysis import paths
from analysis.pipeline import turn
paths.CACHE = Path(sys.argv[1])
turn.WRITTEN = ()
with turn.one_at_a_time("study build"):
    ended = paths.CACHE / "ended"
    print("after another" if ended.exists() else "first", flush=True)
    sys.stdin.read()
    ended.touch()
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(turn, "WRITTEN", (tmp_path,))
    return tmp_path / "cache"


def another(cache: Path) -> subprocess.Popen[str]:
    """Begin a run in another process."""
    command = [sys.executable, "-c", HELD, str(cache)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def line(stream: object) -> str:
    return str(stream.readline()) if hasattr(stream, "readline") else ""


def test_the_second_run_waits_and_says_for_whom(cache: Path) -> None:
    first = another(cache)
    assert line(first.stdout) == "first\n"
    second = another(cache)
    told = line(second.stderr)
    assert f"`study build`, process {first.pid}, since " in told
    assert "Waiting until it ends" in told
    first.communicate("")
    assert line(second.stdout) == "after another\n"
    second.communicate("")
    assert (first.returncode, second.returncode) == (0, 0)


def test_a_killed_run_keeps_nobody_waiting(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = another(cache)
    assert line(first.stdout) == "first\n"
    first.kill()
    first.communicate()
    with turn.one_at_a_time("study check"):
        assert (cache / "turn").read_text("utf-8").startswith("`study check`, process ")
    assert capsys.readouterr().err == ""
    assert (cache / "turn").read_text("utf-8") == ""


def test_drafts_of_a_killed_run_are_removed_and_nothing_else(cache: Path) -> None:
    kept = [cache.parent / name for name in ("page.html", "partial.csv", "theirs.part")]
    for path in (*kept, cache.parent / ".0123456789abcdef.part"):
        path.write_text("x")
    with turn.one_at_a_time("study build"):
        assert sorted(path for path in cache.parent.iterdir() if path.is_file()) == kept


def test_a_folder_that_cannot_be_written_to_is_told(cache: Path) -> None:
    cache.write_text("no folder")
    with (
        pytest.raises(StudyError, match=r"Nothing can be written to the folder \.cache"),
        turn.one_at_a_time("study build"),
    ):
        pass


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", pytest.param("SIGHUP", marks=HANGS_UP)])
def test_a_run_that_is_stopped_says_so_in_a_line(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    number = getattr(signal, name)
    before = signal.getsignal(number)
    with pytest.raises(SystemExit) as end, stopped_in_words():
        signal.raise_signal(number)
    told = f"\nStopped ({name}): no file is half made, and `study build` makes the rest.\n"
    assert capsys.readouterr().err == told
    assert end.value.code == 128 + number
    assert signal.getsignal(number) == before
