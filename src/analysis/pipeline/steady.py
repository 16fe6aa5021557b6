"""The outputs of a run as they are kept: what is not a result is left out, the rest in one form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat

if TYPE_CHECKING:
    from nbformat import NotebookNode

FOLDED = "hide-input"
"""Tag of a cell that only sets up or shows: it neither estimates, nor reads data, nor asserts."""

STREAMS = ("stdout", "stderr")


def steady(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook without what a run writes that is no result: versions, transient keys."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py"},
        }
    )
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(filter(_says_something, codes), start=1):
        _number(cell, number)
    for cell in codes:
        _fold(cell)
        cell.outputs = _joined(cell.outputs)
        for output in cell.outputs:
            _one_text(output)
    return notebook


def _says_something(cell: NotebookNode) -> bool:
    return bool(cell.source.strip())


def _number(cell: NotebookNode, number: int) -> None:
    """Count a cell from the first of its notebook, whatever its kernel ran before."""
    for numbered in (cell, *cell.outputs):
        if "execution_count" in numbered:
            numbered.execution_count = number


def _fold(cell: NotebookNode) -> None:
    """Fold in JupyterLab the cells that people tagged so: they only set up or show."""
    cell.metadata["jupyter"] = {"source_hidden": FOLDED in cell.metadata.get("tags", [])}


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join what a cell prints, which comes in pieces of any size: one text where it began to.

    Errors printed follow what was printed: which one comes first is chance.
    """
    printed = [output for output in outputs if output.output_type == "stream"]
    if not printed:
        return outputs
    place = outputs.index(printed[0])
    others = [output for output in outputs if output.output_type != "stream"]
    texts = {name: "".join(one.text for one in printed if one.name == name) for name in STREAMS}
    whole = [
        nbformat.v4.new_output("stream", name=name, text=_overwritten(text))
        for name, text in texts.items()
        if text
    ]
    return [*others[:place], *whole, *others[place:]]


def _overwritten(text: str) -> str:
    """Leave out what a line overwrote by going back to its beginning, as a progress bar does."""
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))


def _one_text(output: dict[str, Any]) -> None:
    """Keep one form of each output: plain text beside a richer form only repeats it."""
    data = output.get("data", {})
    if len(data) > 1:
        data.pop("text/plain", None)
