"""Pages show the pictures that runs keep for them, not the images of notebooks."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline.graph import LANGUAGES, task_report
from analysis.pipeline.notebooks import notebook_paths
from analysis.pipeline.pages import drawn
from analysis.words.outputs import Caption, Figure, metadata

SVG = '<svg viewBox="0 0 288 144"/>'


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "FIGURE_DATA", tmp_path)
    return tmp_path


FIGURE = Figure(id="02_sex", data="../data/02_sex.csv", alt="Women above men.")


def notebook(forms, about=FIGURE):
    output = new_output("display_data", forms, metadata=metadata(about))
    return new_notebook(cells=[new_code_cell("", outputs=[output])])


def forms(notebook):
    return notebook.cells[0].outputs[0].data


def test_kept_picture_takes_the_place_of_a_notebook_s_image(folder):
    (folder / "02_sex.svg").write_text(SVG, "utf-8")
    assert forms(drawn(notebook({"text/html": "<img>"}))) == {"image/svg+xml": SVG}
    assert forms(drawn(notebook({"text/html": "<img>"}, Caption()))) == {"text/html": "<img>"}


def test_picture_in_the_output_is_the_one_shown(folder):
    (folder / "02_sex.svg").write_text("<svg/>", "utf-8")
    assert forms(drawn(notebook({"image/svg+xml": SVG}))) == {"image/svg+xml": SVG}


def test_picture_that_is_gone_is_said_to_be(folder):
    with pytest.raises(StudyError) as error:
        drawn(notebook({"text/html": "<img>"}))
    assert "'02_sex'" in error.value.title
    assert "02_sex.svg" in error.value.expected
    assert "study build 02" in error.value.hint


def test_english_pages_are_made_again_when_a_picture_changes(monkeypatch):
    monkeypatch.undo()
    pictures = {str(path) for path in paths.FIGURE_DATA.glob("*.svg")}
    read = {task["name"]: pictures & set(task["file_dep"]) for task in task_report()}
    english = {path.stem: read[f"en:{path.stem}"] for path in notebook_paths()}
    assert set().union(*english.values()) == pictures
    for name, mine in english.items():
        assert all(name[:2] in picture for picture in mine)
    others = [f"{code}:{name}" for code in LANGUAGES[1:] for name in english]
    assert not any(read[name] for name in others)
