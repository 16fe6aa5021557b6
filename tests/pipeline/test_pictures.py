"""Pages show the drawings that runs keep for them, not the images of notebooks."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline.notebooks import drawings, notebook_paths
from analysis.pipeline.notebooks import read as read_notebook
from analysis.pipeline.page_tasks import LANGUAGES, task_report
from analysis.pipeline.pages import drawn
from analysis.words.outputs import Caption, Figure, metadata

SVG = '<svg viewBox="0 0 288 144"/>'


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "DRAWINGS", tmp_path)
    return tmp_path


CAPTION = Caption(title="Women first.", base="All.", source="Us.", accessed="1 May 2026")
FIGURE = Figure(id="02_sex", data="../data/02_sex.csv", alt="Women above men.")


def notebook(forms, about=FIGURE):
    output = new_output("display_data", forms, metadata=metadata(about))
    return new_notebook(cells=[new_code_cell("", outputs=[output])])


def forms(notebook):
    return notebook.cells[0].outputs[0].data


@pytest.mark.parametrize("language", LANGUAGES)
def test_kept_drawings_take_the_place_of_a_notebook_s_image(folder, language):
    (folder / f"02_sex.{language}.html").write_text(SVG, "utf-8")
    assert forms(drawn(notebook({"text/html": "<img>"}), language)) == {"image/svg+xml": SVG}
    caption = notebook({"text/html": "<img>"}, CAPTION)
    assert forms(drawn(caption, language)) == {"text/html": "<img>"}


def test_drawings_that_are_gone_are_said_to_be(folder):
    with pytest.raises(StudyError) as error:
        drawn(notebook({"text/html": "<img>"}), "fr")
    assert "'02_sex'" in error.value.title
    assert "02_sex.fr.html" in error.value.expected
    assert "study build 02" in error.value.hint


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_made_again_when_a_drawing_changes(monkeypatch, language):
    monkeypatch.undo()
    read = {task["name"]: set(task["file_dep"]) for task in task_report()}
    for path in notebook_paths():
        mine = {str(file) for file in drawings(read_notebook(path), language)}
        others = [str(file) for code in LANGUAGES for file in drawings(read_notebook(path), code)]
        assert mine == read[f"{language}:{path.stem}"] & {*others}
