"""Files that a build leaves and nothing makes: told, and never taken for the study's."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import paths
from analysis.pipeline.graph import left_over
from analysis.pipeline.strays import strays


def test_the_study_holds_no_file_that_nothing_makes():
    assert left_over() == []


def test_a_page_whose_notebook_is_gone_is_found_and_hidden_files_are_not(tmp_path):
    for name in ("en/02_members.html", "en/99_gone.html", ".DS_Store", "en/.ipynb_checkpoints/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    made = [str(tmp_path / "en/02_members.html")]
    assert strays(made, [tmp_path]) == [tmp_path / "en/99_gone.html"]


def test_cells_are_kept_where_no_survey_file_is_here_to_fold(monkeypatch):
    monkeypatch.delenv("STUDY_MIRROR", raising=False)
    assert not [path for path in left_over() if path.is_relative_to(paths.CELLS)]


@pytest.mark.parametrize(
    "place",
    [
        paths.REPORTS / "en" / "99_gone.html",
        paths.REPORTS / "en" / "c99.html",
        paths.CARDS / "en_99_gone.png",
        paths.VALUES / "99_gone.json",
        paths.FIGURE_DATA / "99_gone.csv",
        paths.FIGURE_DATA / "99_gone.svg",
        paths.CELLS / "gone_2099.csv",
        paths.lock_of_cells("gone_2099"),
        paths.VALIDATION / "gone_2099.csv",
        paths.FINGERPRINTS / "gone_2099.csv",
    ],
    ids=lambda place: place.relative_to(paths.ROOT).as_posix(),
)
def test_a_file_of_every_kind_that_nothing_makes_is_found(place, monkeypatch):
    """Each is put beside the others in thought only: other tests read these folders."""
    found, is_file = Path.rglob, Path.is_file

    def with_one_more(folder, pattern):
        return [*found(folder, pattern), *([place] if place.is_relative_to(folder) else [])]

    monkeypatch.setattr(Path, "rglob", with_one_more)
    monkeypatch.setattr(Path, "is_file", lambda path: path == place or is_file(path))
    assert left_over() == [place]
