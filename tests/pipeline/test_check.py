"""`study check` on a small study: a copy is built, and held against the last commit and the folder.

What builds the copy is made up here; CI runs the real one.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline import check
from analysis.sources.catalogue import catalogue

CELLS = Path("data/processed/cells/toys.csv")
VALUES = Path("data/processed/values/02_toys.json")
Build = Callable[[Callable[[Path], object]], None]


def put(root: Path, place: Path, text: str) -> None:
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    (root / place).write_text(text, "utf-8")


def git(root: Path, *words: str) -> None:
    me = ["-c", "user.name=me", "-c", "user.email=me@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *me, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "study"
    put(root, CELLS, "n\n1\n")
    put(root, VALUES, '{"members": {"value": 0.25}}')
    monkeypatch.setattr(paths, "ROOT", root)
    monkeypatch.setattr(paths, "RAW", root / "data" / "raw")
    monkeypatch.setattr(paths, "CACHE", root / ".cache")
    monkeypatch.setattr(check, "left_over", list)
    monkeypatch.delenv("STUDY_MIRROR", raising=False)
    return root


@pytest.fixture
def committed(study: Path) -> Path:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    git(study, "init", "--quiet")
    git(study, "add", "-A")
    git(study, "commit", "--quiet", "-m", "All of it")
    return study


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> Build:
    """Return a function that says what a build does to a copy, and whether it ends well."""

    def does(change: Callable[[Path], object]) -> None:
        monkeypatch.setattr(check, "_built", lambda copy, **_: change(copy) is not False)

    does(lambda _: None)
    return does


@pytest.mark.usefixtures("build")
def test_what_is_as_committed_passes_and_leaves_nothing(
    committed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check.check() == 0
    assert "All 2 files are what the code gives today." in capsys.readouterr().out
    assert [*(committed / ".cache").iterdir()] == []


@pytest.mark.usefixtures("build")
def test_the_bytes_of_the_commit_are_compared_and_not_those_of_the_folder(
    committed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cells changed here are what the copy is built from: only git knows what they were."""
    put(committed, CELLS, "n\n2\n")
    assert check.check() == 1
    assert f"differs: {CELLS.as_posix()} (as committed)" in capsys.readouterr().out


def test_a_file_changed_here_that_the_code_makes_again_is_told(
    committed: Path, build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    former = (committed / VALUES).read_text("utf-8")
    put(committed, VALUES, former.replace("0.25", "0.75"))
    build(lambda copy: put(copy, VALUES, former))
    assert check.check() == 1
    told = capsys.readouterr().out
    assert f"differs: {VALUES.as_posix()} (as it is here)" in told
    assert "(as committed)" not in told


def test_a_number_that_moved_is_told_and_only_the_copy_is_changed(
    committed: Path, build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    former = (committed / VALUES).read_text("utf-8")
    build(lambda copy: put(copy, VALUES, former.replace("0.25", "0.5")))
    assert check.check() == 1
    told = capsys.readouterr().out
    assert all(word in told for word in ("02_toys:members", "0.25", "0.5", "+0.25"))
    assert (committed / VALUES).read_text("utf-8") == former
    [kept] = (committed / ".cache").iterdir()
    assert f".cache/{kept.name}/fresh" in told
    assert "0.5" in (kept / "fresh" / VALUES).read_text("utf-8")


@pytest.mark.usefixtures("build")
def test_a_file_that_nothing_makes_is_a_difference(
    committed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "left_over", lambda: [committed / "reports" / "en" / "99.html"])
    assert check.check() == 1
    assert "nothing makes reports/en/99.html: delete it" in capsys.readouterr().out


def test_a_copy_that_cannot_be_built_says_what_was_changed_here(
    committed: Path, build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    put(committed, CELLS, "n\n2\n")
    build(lambda _: False)
    assert check.check(quiet=True) == 1
    told = capsys.readouterr().out
    assert "It can't be made again" in told
    assert f"changed since the last commit: {CELLS.as_posix()}" in told
    assert VALUES.name not in told


def test_without_git_the_folder_is_compared_with(
    study: Path, build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check.check() == 0
    build(lambda copy: put(copy, CELLS, "n\n3\n"))
    assert check.check() == 1
    assert f"differs: {CELLS.as_posix()}\n" in capsys.readouterr().out
    assert (study / CELLS).read_text("utf-8") == "n\n1\n"


@pytest.mark.usefixtures("build")
def test_a_repository_without_a_commit_is_told(study: Path) -> None:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    git(study, "init", "--quiet")
    with pytest.raises(StudyError, match="last commit can't be read") as error:
        check.check()
    assert error.value.hint
    assert [*(study / ".cache").iterdir()] == []


def test_survey_files_are_linked_into_the_copy(study: Path, tmp_path: Path) -> None:
    source = catalogue()["pew_2021"]
    file = Path("data/raw/pew_2021") / source.files[0].path
    put(study, file, "people")
    copy = check.copied(tmp_path)
    assert (copy / file).is_symlink()
    assert (copy / file).samefile(study / file)
    assert (copy / CELLS).read_text("utf-8") == "n\n1\n"
