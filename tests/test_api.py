"""The pages of the API hold every public function, as the docstrings say it today."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

import pytest

import analysis
from analysis import paths

DOCS = paths.ROOT / "docs"
PACKAGE = Path(analysis.__file__).parent

spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
generate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate)


def test_pages_of_the_api_are_today_s():
    written = {path.stem: path.read_text("utf-8") for path in generate.FOLDER.glob("*.md")}
    assert written == generate.pages(), "run `make docs`"


def public(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds) and node.name[0] != "_"}


@pytest.mark.parametrize("page", sorted(DOCS.glob("api/*.md")), ids=lambda path: path.stem)
def test_every_public_function_has_its_heading(page):
    sections = re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]
    folder = PACKAGE / page.stem
    if folder.is_dir():
        modules = {path for path in folder.glob("*.py") if path.stem != "__init__"}
        assert {f"analysis.{folder.name}.{path.stem}" for path in modules} == {
            section.split("`")[1] for section in sections
        }
    for section in sections:
        module = section.split("`")[1]
        source = PACKAGE.parent.joinpath(*module.split(".")).with_suffix(".py")
        headings = re.findall(r"^### `(.+)`$", section, re.MULTILINE)
        assert sorted(headings) == sorted(public(source)), module
