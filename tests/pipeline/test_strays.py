"""Files that a build leaves and nothing makes: told, and never taken for the study's."""

from __future__ import annotations

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
