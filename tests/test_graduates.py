"""One switch says who a graduate is, and what graduates are called follows it everywhere."""

from __future__ import annotations

import ast
import json

import pytest

from analysis import paths
from analysis.judging import values as judging_values
from analysis.pipeline import publishing
from analysis.words import people

NOTEBOOK = paths.NOTEBOOKS / "02_members.ipynb"
UP_TO = "adjusted-logit"


def codes() -> list[ast.Module]:
    """List the code of the notebook up to the last number that the switch moves there.

    Its checks are left out, since they hold for the study's own switch, and so are its figures.
    """
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    ids = [cell["id"] for cell in cells]
    wanted = [cell for cell in cells[: ids.index(UP_TO) + 1] if cell["cell_type"] == "code"]
    return [kept(ast.parse("".join(cell["source"]))) for cell in wanted]


def kept(code: ast.Module) -> ast.Module:
    code.body = [
        node
        for node in code.body
        if not isinstance(node, ast.Assert) and not ast.unparse(node).startswith("figure(")
    ]
    return code


@pytest.mark.parametrize(
    ("switch", "words", "other"),
    [
        ("tertiary", "graduates of higher education", "bachelor's degree or more"),
        ("bachelor_or_more", "holders of a bachelor's degree or more", "higher education"),
    ],
)
@pytest.mark.usefixtures("shown")
def test_the_switch_moves_numbers_and_words_together(monkeypatch, switch, words, other):
    monkeypatch.setattr(people, "GRADUATE", switch)
    run: dict[str, object] = {}
    for code in codes():
        exec(compile(code, NOTEBOOK.name, "exec"), run)
    values = run["values"]
    assert isinstance(values, judging_values.Values)
    told = publishing.fill(publishing.FINDINGS["02_members"], values)
    assert words in " ".join(told.split())
    assert other not in told
    assert f"{values['graduate_ratio']:group}" == words


def test_the_numbers_differ():
    """A switch that moved the words alone would be worse than none."""
    committed = judging_values.read_values("02_members")
    assert committed["graduate_ratio"].value != committed["bachelor_ratio"].value
