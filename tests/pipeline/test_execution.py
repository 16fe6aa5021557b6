"""Notebooks run the same way each time, and say where and why they stop."""

from __future__ import annotations

import multiprocessing
import os
from contextlib import suppress
from multiprocessing import active_children

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline import execution, kernels
from analysis.pipeline.execution import (
    kept_on_failure,
    read_notebook,
    write_notebook,
)
from analysis.words.i18n import LANGUAGES

REACH = "import os; language = os.environ['STUDY_LANG']"
SHOW = (
    "from IPython.display import display\n"
    "display({'text/html': '<b>1</b>', 'text/plain': '1'}, raw=True)\n"
    "print(sorted({'a', 'b'}), hash('x'), language)"
)


def execute(path, language="en"):
    """Run a notebook in one language."""
    return execution.execute(path, [language])[language]


def notebook(path, *codes, count=None):
    """Write a notebook with a title, then a section "Part n" and a cell for each code."""
    cells = [new_markdown_cell("# Title", id="title")]
    for number, code in enumerate(codes, start=1):
        cells.append(new_markdown_cell(f"## Part {number}", id=f"part-{number}"))
        cells.append(new_code_cell(code, id=f"code-{number}", execution_count=count))
    write_notebook(new_notebook(cells=cells), path)
    return path


@pytest.mark.parametrize("count", [None, 7], ids=["never run", "run before"])
@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import time\ntime.sleep(5)", "no end after 1 s"),
        ("import os\nos._exit(1)", "the kernel died (out of memory?)"),
    ],
    ids=["fails", "hangs", "dies"],
)
def test_stop_names_notebook_section_cell_and_cause(tmp_path, monkeypatch, code, why, count):
    monkeypatch.setattr(execution, "SECONDS_PER_CELL", 1)
    path = notebook(tmp_path / "02_test.ipynb", "x = 1", "", code, "y = 1", count=count)
    before = path.read_bytes()
    with pytest.raises(StudyError) as error:
        execute(path)
    assert error.value.title == "02_test.ipynb stops at cell 7, in “Part 3”."
    assert error.value.got == why
    assert "study build 02_test" in error.value.hint
    assert path.read_bytes() == before


def test_two_runs_give_the_same_bytes_and_keep_ids(tmp_path):
    path = notebook(tmp_path / "02_test.ipynb", REACH, SHOW)
    ids = [cell.id for cell in read_notebook(path).cells]
    write_notebook(execute(path), path)
    first = path.read_bytes()
    write_notebook(execute(path), path)
    assert path.read_bytes() == first
    executed = read_notebook(path)
    nbformat.validate(executed)
    assert [cell.id for cell in executed.cells] == ids
    assert [cell.execution_count for cell in executed.cells[2::2]] == [1, 2]
    assert list(executed.cells[4].outputs[0].data) == ["text/html"]
    assert executed.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "file_extension": ".py"},
    }


def test_kernel_is_warm_and_holds_nothing_of_another_run(tmp_path):
    look = "import sys, os\nprint('pandas' in sys.modules, hasattr(sys, 'mark'), 'X' in os.environ)"
    leave = "import pandas\nsys.mark = os.environ['X'] = 'left'\nimport shelve"
    fresh = "print('shelve' in sys.modules)"
    path = notebook(tmp_path / "02_test.ipynb", look + "\n" + fresh, leave)
    for _again in range(2):
        assert execute(path).cells[2].outputs[0].text == "True False False\nFalse\n"


@pytest.mark.parametrize("code", ["1", "1 / 0"], ids=["ends", "fails"])
def test_kernel_ends_with_its_run(tmp_path, code):
    with suppress(StudyError):
        execute(notebook(tmp_path / "02_test.ipynb", code))
    assert active_children() == []


def test_ordinary_kernels_serve_where_a_machine_cannot_fork(tmp_path, monkeypatch):
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    path = notebook(tmp_path / "02_test.ipynb", "import sys; print('pandas' in sys.modules)")
    assert execute(path).cells[2].outputs[0].text == "False\n"


def test_starting_kernels_leaves_the_environment_as_it_was(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "svg")
    before = dict(os.environ)
    kernels.manager()
    assert dict(os.environ) == before


def test_failed_run_leaves_values_and_figures_as_they_were(tmp_path, monkeypatch):
    figures, values = tmp_path / "figures", tmp_path / "values"
    drawings = tmp_path / "drawings"
    folders = {"FIGURE_DATA": figures, "DRAWINGS": drawings, "STAGED_VALUES": values}
    for name, folder in folders.items():
        folder.mkdir()
        monkeypatch.setattr(paths, name, folder)
    (figures / "02_old.csv").write_text("old")
    (figures / "03_other.csv").write_text("old")
    with pytest.raises(ValueError, match="late"), kept_on_failure(tmp_path / "02_test.ipynb"):
        for name in ("02_old.csv", "02_new.csv", "03_other.csv"):
            (figures / name).write_text("new")
        (values / "02_test.json").write_text("new")
        (drawings / "02_new.en.html").write_text("new")
        raise ValueError("late")
    left = {path.name: path.read_text() for path in tmp_path.rglob("*.*")}
    assert left == {"02_old.csv": "old", "03_other.csv": "new"}


def test_run_is_in_the_language_asked_for(tmp_path):
    path = notebook(tmp_path / "02_test.ipynb", REACH, "print(language)")
    assert execute(path, "fr").cells[4].outputs[0].text == "fr\n"


NO_NOTEBOOKS = {
    "empty": "",
    "cut": "{",
    "no cells": '{"cells": 1}',
    "a list": "[]",
    "not UTF-8": "\udcff",
    "a conflict": "<<<<<<< HEAD\n{}\n",
    "deep": "[" * 200_000,
    "no version": '{"cells": [], "metadata": {}}',
    "another version": '{"cells": [], "metadata": {}, "nbformat": 9, "nbformat_minor": 0}',
    "cells twice": '{"cells": [], "cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "a cell of another kind": (
        '{"cells": [{"cell_type": "poem", "id": "a", "metadata": {}, "source": ""}], '
        '"metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    ),
}


@pytest.mark.parametrize("text", NO_NOTEBOOKS.values(), ids=NO_NOTEBOOKS)
def test_file_that_is_no_notebook(tmp_path, text):
    path = tmp_path / "02_test.ipynb"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(StudyError, match=r"02_test\.ipynb (is|can't be)") as error:
        read_notebook(path)
    assert "JupyterLab" in error.value.hint


def test_languages_follow_one_another_in_one_kernel(tmp_path):
    count = "import sys\nsys.runs = getattr(sys, 'runs', 0) + 1\nprint('x' in dir(), sys.runs)"
    path = notebook(tmp_path / "02_test.ipynb", REACH, count, "x = 1", "print(language)\nx")
    editions = execution.execute(path)
    assert list(editions) == [*LANGUAGES]
    for number, (language, edition) in enumerate(editions.items(), start=1):
        codes = [cell for cell in edition.cells if cell.cell_type == "code"]
        assert codes[1].outputs[0].text == f"False {number}\n", "nothing is left of the former run"
        assert codes[3].outputs[0].text == f"{language}\n"
        assert codes[3].outputs[1].execution_count == codes[3].execution_count == 4
        assert [cell.id for cell in edition.cells] == [c.id for c in read_notebook(path).cells]


def test_stop_in_another_language_says_so(tmp_path):
    path = notebook(tmp_path / "02_test.ipynb", REACH, "assert language == 'en', 'not in English'")
    with pytest.raises(StudyError) as error:
        execution.execute(path)
    title = "02_test.ipynb says what no longer holds, in “Part 2”, cell 5 (run in fr)."
    assert error.value.title == title
    assert error.value.expected == "not in English"


def test_a_failing_check_says_the_sentence_and_the_numbers(tmp_path):
    shown = "from IPython.display import display\n"
    shown += "display({'text/markdown': 'Most of them, **49%**.'}, raw=True)\n"
    shown += "low, most = 0.49, 0.5\nassert low > most and all(x > 0 for x in [1])"
    with pytest.raises(StudyError) as error:
        execute(notebook(tmp_path / "02_test.ipynb", "1", shown))
    told = error.value
    assert told.title == "02_test.ipynb says what no longer holds, in “Part 2”, cell 5."
    assert told.got == "“Most of them, **49%**.”"
    check = "low > most and all((x > 0 for x in [1]))"
    assert told.expected == f"{check} (low is 0.49; most is 0.5)"
    assert "reword it, or mend what it rests on" in told.hint


def test_a_failing_check_without_a_sentence_shown_gives_the_text_above_it(tmp_path):
    with pytest.raises(StudyError) as error:
        execute(notebook(tmp_path / "02_test.ipynb", "assert not [3]"))
    assert error.value.expected == "not [3]"
    assert error.value.got == "“Part 1”"


def test_channels_of_a_kernel_are_sockets_in_a_folder_of_its_own(tmp_path):
    """A port found free may be taken before a kernel binds it, on a busy machine."""
    look = (
        "from pathlib import Path\n"
        "from ipykernel.kernelapp import IPKernelApp\n"
        "kernel = IPKernelApp.instance()\n"
        "names = sorted(path.name for path in Path(kernel.connection_file).parent.iterdir())\n"
        "print(kernel.transport, *names)"
    )
    path = notebook(tmp_path / "02_test.ipynb", look)
    sockets = " ".join(f"kernel-ipc-{number}" for number in range(1, 6))
    assert execute(path).cells[2].outputs[0].text == f"ipc {sockets} kernel.json\n"


@pytest.mark.parametrize("code", ["1", "import os\nos._exit(1)"], ids=["ends", "dies"])
def test_sockets_of_a_kernel_go_with_it(tmp_path, monkeypatch, code):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "sockets"))
    (tmp_path / "sockets").mkdir()
    with suppress(StudyError):
        execute(notebook(tmp_path / "02_test.ipynb", code))
    assert not list((tmp_path / "sockets").iterdir())


def test_cells_are_folded_by_their_tag_alone(tmp_path):
    path = notebook(tmp_path / "02_test.ipynb", "x = 1", "y = 'figure(' + 'table('")
    written = read_notebook(path)
    written.cells[2].metadata["tags"] = ["hide-input"]
    write_notebook(written, path)
    hidden = [cell.metadata.get("jupyter") for cell in execute(path).cells[2::2]]
    assert hidden == [{"source_hidden": True}, {"source_hidden": False}]
