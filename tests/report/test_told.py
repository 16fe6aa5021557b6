"""A refusal tells every fault at once, short; the command shows it without a traceback."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.errors import StudyError
from analysis.report.exporter import StudyHTMLExporter, render
from analysis.report.faults import ALT, Fault, Kind
from analysis.report.site import Site
from analysis.report.told import refusal


def faulty():
    bare = new_output("display_data", {"image/png": "iVBORw0KGgo="})
    warned = new_output("stream", name="stderr", text="FutureWarning: soon\n")
    return new_notebook(
        cells=[
            new_markdown_cell(r"# One with $\nosuch$ and <blink>x</blink>"),
            new_code_cell("f()", outputs=[bare, warned], execution_count=1),
            new_markdown_cell("#### Deep\n\n# Two\n\n| a |\n|---|\n| 1 |"),
            new_code_cell("g()", outputs=[bare], execution_count=2),
            new_code_cell("h()"),
        ]
    )


def test_all_faults_are_told_at_once_each_with_its_cell_and_remedy():
    with pytest.raises(StudyError) as refused:
        render(faulty(), name="x", language="en", site=Site())
    lines = str(refused.value).splitlines()
    assert lines[0] == "Notebook x cannot be shown as it is: 9 faults."
    whats = [line.strip() for line in lines[1:] if "to do:" not in line]
    assert whats == [
        r"cell 1: a formula cannot be set ('\\nosuch', a command it does not know)",
        "cell 1: HTML that a report may not hold (the tag <blink>)",
        "cells 2 and 4: an output that a page cannot show (image/png)",
        "cell 2: the code complained (FutureWarning: soon)",
        "cell 3: a table has no caption (a 1)",
        "cell 5: code that was never run",
        "cell 3: exactly one title is needed, before any other heading ('Two')",
        "cell 3: a heading skips a level (level 4, 'Deep')",
    ]
    assert len([line for line in lines if line.startswith("    to do: ")]) == len(whats)


def test_long_list_of_faults_is_cut():
    kinds = [Kind(f"fault {n}", "", "", "") for n in range(40)]
    faults = [Fault(kind, f"cell {n}", "x" * 500) for kind in kinds for n in range(50)]
    message = str(refusal("x", faults))
    assert message.startswith("Notebook x cannot be shown as it is: 2000 faults.")
    assert "cells 0, 1, 2, 3, 4, 5 and 44 more: fault 0" in message
    assert message.endswith("and faults of 28 more kinds")
    assert len(message) < 3000


def test_a_fault_alone_is_told_in_full():
    message = str(refusal("x", [Fault(ALT, "cell 2", "''")]))
    assert message.startswith("Notebook x, cell 2: an image has no alternative text.\n  expected:")


def convert(path, *options):
    command = [sys.executable, "-m", "nbconvert", "--to", "study_html", *options, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=path.parent)
    return done.returncode, done.stderr


def test_the_command_says_what_is_wrong_without_a_traceback(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(faulty()), "utf-8")
    code, said = convert(path)
    assert code == 1
    assert "Traceback" not in said
    assert "9 faults" in said
    assert "--StudyHTMLExporter.strict=False" in said
    assert not path.with_suffix(".html").exists()
    code, said = convert(path, "--StudyHTMLExporter.strict=False")
    assert code == 0, said
    assert "Left out or changed" in path.with_suffix(".html").read_text("utf-8")


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"[]",
        b"{}",
        b"",
        b'{"nbformat": 99, "cells": []}',
        b'{"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": [{"cell_type": "code"}]}',
        b'{"caf\xe9": 1}',
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_file_that_is_no_notebook_is_told(content, strict, tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    with pytest.raises(StudyError, match="not a notebook that can be read"):
        StudyHTMLExporter(strict=strict).from_filename(str(path))
