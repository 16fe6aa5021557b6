"""What holds for the code as a whole: its size, and the words that describe it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import analysis

FILES = sorted(Path(analysis.__file__).parent.rglob("*.py"))
MODULE_LINES, FUNCTION_LINES = 400, 45
VAGUE = ("Give", "Gives", "Tell", "Tells", "Say", "Says")
A_FOR_PER = re.compile(r"\b[Aa] (row|line|column|figure) an? [a-z]+")


def described(path: Path) -> Iterator[tuple[str, ast.AST, str | None]]:
    """List the functions and classes of a module that others see, with their docstrings."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield f"{path.stem}.{node.name}", node, ast.get_docstring(node)
            inner = node.body if isinstance(node, ast.ClassDef) else []
            for method in inner:
                if isinstance(method, ast.FunctionDef):
                    name = f"{path.stem}.{node.name}.{method.name}"
                    yield name, method, ast.get_docstring(method)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_modules_and_functions_are_short(path):
    assert len(path.read_text("utf-8").splitlines()) <= MODULE_LINES
    functions = [
        node for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]  # fmt: skip
    for function in functions:
        body = function.body[1:] if ast.get_docstring(function) else function.body
        lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
        assert lines <= FUNCTION_LINES, function.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_what_others_may_call_is_described(path):
    lacking = [
        name for name, _node, text in described(path)
        if not text and "._" not in name
    ]  # fmt: skip
    assert lacking == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_descriptions_open_with_an_exact_verb(path):
    texts = [(name, text) for name, _node, text in described(path) if text]
    assert [name for name, text in texts if text.split()[0] in VAGUE] == []
    assert [name for name, text in texts if A_FOR_PER.search(text)] == []
