"""Notebooks read as JSON: what people wrote, and the figures that a run displayed."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline import notebooks
from analysis.pipeline.notebooks import notebook_paths
from analysis.words.outputs import Figure, metadata


@pytest.mark.parametrize("text", ["", "{", '{"cells": 1}', '{"cells": [1]}', "[]", "\udcff"])
def test_file_that_is_no_notebook(tmp_path, text):
    path = tmp_path / "02_test.ipynb"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(StudyError, match=r"02_test\.ipynb (is|can't be)") as error:
        notebooks.read(path)
    assert "JupyterLab" in error.value.hint


def test_cells_without_ids_of_an_older_format_are_told(tmp_path):
    path = tmp_path / "02_test.ipynb"
    old = {"cell_type": "markdown", "metadata": {}, "source": "# Title"}
    path.write_text(json.dumps({"cells": [old], "nbformat": 4, "nbformat_minor": 4}))
    with pytest.raises(StudyError, match=r"(?s)without an id.*got: format 4\.4.*save it"):
        notebooks.read(path)
    path.write_text(json.dumps({"cells": [], "nbformat": 4, "nbformat_minor": 5}))
    assert notebooks.read(path).cells == ()


@pytest.mark.parametrize("path", notebook_paths(), ids=lambda path: path.stem)
def test_the_same_cells_are_read_as_by_the_notebook_format(path):
    cells = notebooks.read(path).cells
    theirs = nbformat.read(path, as_version=4).cells
    assert [(cell.id, cell.cell_type, cell.source) for cell in cells] == [
        (cell.id, cell.cell_type, cell.source) for cell in theirs
    ]
    assert [[*cell.outputs] for cell in cells] == [
        [json_of(output) for output in cell.get("outputs", [])] for cell in theirs
    ]


def json_of(output: nbformat.NotebookNode) -> dict:
    """Write an output as the file holds it: texts of several lines as lists."""
    return nbformat.v4.nbjson.json.loads(
        nbformat.writes(new_notebook(cells=[new_code_cell(outputs=[output])]))
    )["cells"][0]["outputs"][0]


def shown_by(code: str) -> notebooks.Notebook:
    """Read a notebook whose one cell of code has shown the figure 02_x."""
    shown = nbformat.v4.new_output("display_data", {"image/svg+xml": "<svg/>"})
    shown.metadata = metadata(Figure(id="02_x", data="../data/02_x.csv", alt="Two points."))
    caption = nbformat.v4.new_output("display_data", {"text/markdown": "**X**"})
    caption.metadata = {"study": {"role": "caption", "of": "an earlier day"}}
    cells = [new_markdown_cell("# T"), new_code_cell(code, outputs=[shown, caption])]
    path = paths.NOTEBOOKS / "02_test.ipynb"
    path.write_text(nbformat.writes(new_notebook(cells=cells)), "utf-8")
    return notebooks.read(path)


def test_figures_of_a_notebook_are_its_targets(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    notebook = shown_by('figure(chart, values, name="02_x")')
    found = notebooks.figure_data(notebook)
    assert [path.name for path in found] == ["02_x.csv", "02_x.svg", "02_x.fr.csv", "02_x.fr.svg"]
    assert notebooks.drawings(notebook, "fr") == [paths.DRAWINGS / "02_x.fr.html"]


@pytest.mark.parametrize("code", ["", "1 + 1", 'figure(chart, values, name="02_xy")'])
def test_a_figure_that_its_cell_no_longer_makes_is_no_target(code, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    assert notebooks.figure_data(shown_by(code)) == []


PO = """#: notebooks/02_members.ipynb
msgid "Mine"
msgstr "À moi"

#: notebooks/03_ties.ipynb notebooks/03_ties.toml
msgid "Theirs"
msgstr "À eux"

#: notebooks/03_ties.ipynb src/analysis/show/cards.py
msgid "Everybody's"
msgstr "À tous"
"""


@pytest.mark.parametrize(
    ("old", "new", "concerned"),
    [
        ("À moi", "Mien", True),
        ("À eux", "Leur", False),
        ("Theirs", "Theirs, mended", False),
        ("À tous", "Commun", True),
        ("notebooks/03_ties.ipynb src/", "src/", False),
        ("#: notebooks/03_ties.ipynb notebooks/03_ties.toml\n", "", True),
    ],
)
def test_a_notebook_rests_on_the_translations_it_may_show(tmp_path, old, new, concerned):
    (catalogue := tmp_path / "study.po").write_text(PO, "utf-8")
    before = notebooks.translations_of(paths.NOTEBOOKS / "02_members.ipynb", catalogue)
    catalogue.write_text(PO.replace(old, new), "utf-8")
    after = notebooks.translations_of(paths.NOTEBOOKS / "02_members.ipynb", catalogue)
    assert (before != after) == concerned
