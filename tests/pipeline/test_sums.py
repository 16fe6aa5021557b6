"""No digit of the data changes unseen between two builds, with survey files or without."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from analysis import paths
from analysis.pipeline.sums import by_hand, data_files, sums

RAW = {"catalogue.yaml", "checks.yaml", "corrections.yaml", "drafts.yaml", "eurostat.yaml"}


def changed(committed: str, today: str) -> list[str]:
    """Name the files that are on one list and not, or not so, on the other."""
    lines = {*committed.splitlines()} ^ {*today.splitlines()}
    return sorted({line.split("  ", 1)[-1] for line in lines})


def test_every_data_file_is_as_the_last_build_left_it() -> None:
    today = sums(data_files())
    assert changed(paths.SUMS.read_text("utf-8"), today) == [], (
        "changed since the last build: run `make report` where you changed them on purpose, "
        "`git checkout` the files otherwise"
    )


def test_what_is_read_is_all_that_is_committed_as_data() -> None:
    folders = {path.relative_to(paths.ROOT).as_posix() for path in data_files()}
    assert {path.name for path in by_hand() if path.parent == paths.RAW} == RAW
    for place in (
        "data/processed/cells/pew_2015.csv",
        "data/processed/cells/locks/pew_2015.csv",
        "data/processed/datapackage.json",
        "data/processed/published.csv",
        "data/processed/values/02_members.json",
        "data/raw/fingerprints/pew_2015.csv",
        "data/raw/published/channels.csv",
        "data/raw/published/official/ntia_internet_use.csv",
        "reports/data/05_helped.csv",
        "reports/data/05_helped.fr.svg",
    ):
        assert place in folders


@pytest.mark.skipif(not (paths.ROOT / ".git").exists(), reason="no git repository")
def test_no_data_file_that_git_has_is_left_out() -> None:
    asked = ["git", "ls-files", "-z", "data", "reports/data"]
    listed = subprocess.run(asked, cwd=paths.ROOT, capture_output=True, check=True, text=True)
    known = {path.relative_to(paths.ROOT).as_posix() for path in data_files()}
    own = paths.SUMS.relative_to(paths.ROOT).as_posix()
    assert {*filter(None, listed.stdout.split("\0"))} <= known | {own}


def test_the_list_is_one_that_sha256sum_checks(tmp_path: Path) -> None:
    if not shutil.which("sha256sum"):
        pytest.skip("sha256sum is not installed")
    command = ["sha256sum", "--check", "--strict", "--quiet", str(paths.SUMS)]
    assert subprocess.run(command, cwd=paths.ROOT, check=False).returncode == 0
    (tmp_path / "a").write_text("abc", "utf-8")
    (tmp_path / "sums").write_text(sums([tmp_path / "a"], tmp_path), "utf-8")
    (tmp_path / "a").write_text("abd", "utf-8")
    told = subprocess.run([*command[:2], "sums"], cwd=tmp_path, capture_output=True, check=False)
    assert told.returncode == 1


def test_a_digit_a_file_more_and_a_file_less_are_named(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / name).write_text("1", "utf-8")
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    committed = sums(files, tmp_path)
    assert changed(committed, sums(files, tmp_path)) == []
    assert changed(committed, sums([*files, tmp_path / "c.csv"], tmp_path)) == ["c.csv"]
    assert changed(committed, sums(files[:1], tmp_path)) == ["b.csv"]
    (tmp_path / "b.csv").write_text("2", "utf-8")
    assert changed(committed, sums(files, tmp_path)) == ["b.csv"]
