"""Notebooks, damaged: what an export makes of them."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.pipeline.execution import read_notebook
from analysis.report.exporter import StudyHTMLExporter
from damage.cases import Case, Subject
from damage.raw_bytes import damaged

SEEN = "05_candidates"
Notebook = dict[str, Any]


def read(content: bytes, folder: Path) -> str:
    """Read a notebook as a build does."""
    file = folder / "mine.ipynb"
    file.write_bytes(content)
    return repr(read_notebook(file))


def exported(content: bytes, folder: Path, *, strict: bool) -> str:
    """Export a notebook as nbconvert does."""
    file = folder / "mine.ipynb"
    file.write_bytes(content)
    page, _ = StudyHTMLExporter(strict=strict).from_filename(str(file))
    if "<script>alert" in page or "<iframe" in page:
        raise AssertionError("active content was let through")
    return str(page)


def cases(seed: int) -> Iterator[Case]:
    """Yield every case of this group; the lenient page may show what it was given."""
    content = (paths.NOTEBOOKS / f"{SEEN}.ipynb").read_bytes()
    for name, ask in {
        "read": read,
        "strict page": partial(exported, strict=True),
        "lenient page": partial(exported, strict=False),
    }.items():
        subject = Subject("notebooks", name, content, ask)
        yield from damaged(subject, seed, text=True, told=False)
        for number, (kind, change) in enumerate(CHANGES.items()):
            draw = random.Random(f"{seed} {name} {number}")
            notebook = copy.deepcopy(json.loads(content))
            change(notebook, draw)
            yield Case(subject, kind, json.dumps(notebook).encode(), tellable=False)
        yield Case(subject, "nested too deep", b"[" * 100_000)


def _in_cell(**fields: Any) -> Callable[[Notebook, random.Random], None]:
    return lambda notebook, draw: draw.choice(notebook["cells"]).update(fields)


def _without(field: str) -> Callable[[Notebook, random.Random], None]:
    return lambda notebook, draw: draw.choice(notebook["cells"]).pop(field, None)


def _in_output(**fields: Any) -> Callable[[Notebook, random.Random], None]:
    def change(notebook: Notebook, draw: random.Random) -> None:
        shown = [cell for cell in notebook["cells"] if cell.get("outputs")]
        draw.choice(draw.choice(shown)["outputs"]).update(fields)

    return change


CHANGES: dict[str, Callable[[Notebook, random.Random], None]] = {
    "cells that are no list": lambda notebook, draw: notebook.update(cells={}),
    "no cells": lambda notebook, draw: notebook.update(cells=[]),
    "no format": lambda notebook, draw: notebook.pop("nbformat"),
    "a format of tomorrow": lambda notebook, draw: notebook.update(nbformat=9),
    "a format of text": lambda notebook, draw: notebook.update(nbformat="four"),
    "no metadata": lambda notebook, draw: notebook.pop("metadata"),
    "metadata of text": lambda notebook, draw: notebook.update(metadata="x"),
    "a cell of an unknown kind": _in_cell(cell_type="music"),
    "a cell without a kind": _without("cell_type"),
    "a cell without a source": _without("source"),
    "a source that is a number": _in_cell(source=3),
    "outputs of text": _in_cell(outputs="x"),
    "outputs that are none": _in_cell(outputs=[None]),
    "tags of text": _in_cell(metadata={"tags": "hide-input"}),
    "an output of an unknown kind": _in_output(output_type="smell"),
    "an output's data of text": _in_output(data="x"),
    "a script": _in_output(data={"text/html": "<script>alert(1)</script>"}),
    "a frame": _in_output(data={"text/html": "<iframe src='https://example.org'></iframe>"}),
    "a picture of junk": _in_output(data={"image/png": "AAAA"}, metadata={}),
    "an error": _in_output(output_type="error", ename="E", evalue="v", traceback=["\x1b[31mE"]),
    "text of controls": _in_output(data={"text/plain": "\x1b[2J\x07\u202e"}),
    "a million letters": _in_output(data={"text/plain": "x" * 1_000_000}),
    "an id twice": lambda notebook, draw: notebook["cells"][1].update(
        id=notebook["cells"][0].get("id")
    ),
}
"""What may happen to a notebook."""
