"""Words of a notebook's own tables, beside it."""

from __future__ import annotations

import pytest

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline import translations
from analysis.pipeline.graph import task_notebook
from analysis.words.i18n import spoken
from analysis.words.wording import read_wording, wording, wording_of

FILES = sorted(paths.NOTEBOOKS.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_words_stand_beside_a_notebook_and_are_translated(path):
    assert path.with_suffix(".ipynb").is_file()
    english = {text for codes in read_wording(path).values() for text in codes.values()}
    assert english <= set(translations.collect())
    assert all(text.strip() for text in english)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_notebook_is_run_again_when_its_words_change(path):
    tasks = {task["name"]: task for task in task_notebook()}
    needs = {name for name, task in tasks.items() if str(path) in map(str, task["file_dep"])}
    assert needs == {path.stem}


def test_words_are_in_the_language_of_the_run():
    assert wording("06_recruiters")["purposes"]["E_SM_PRCR"] == "Recruiting"
    with spoken("fr"):
        assert wording("06_recruiters")["purposes"]["E_SM_PRCR"] != "Recruiting"


def test_a_notebook_without_words_is_told_so():
    with pytest.raises(StudyError, match=r"There is no 10_none\.toml"):
        wording("10_none")


@pytest.mark.parametrize("text", ["a = 'b'", "[a]\nb = 1", "[a]\nb = ", "# none"])
def test_other_files_are_refused(tmp_path, monkeypatch, text):
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    wording_of("01_test").write_text(text, "utf-8")
    with pytest.raises(StudyError, match=r"01_test\.toml"):
        wording("01_test")
