"""Write docs/api/: one page per room of src/analysis, from its docstrings (`make docs`).

griffe2md reads the sources without importing them. Two of its templates are replaced: types are
plain text (its links lead nowhere on GitHub), and parameters described together stay together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import griffe2md
import mdformat
from griffe import Class, DocstringParameter, Function, GriffeLoader, Module, Parser
from jinja2 import Environment, FileSystemLoader

from analysis import files, paths

FOLDER = paths.ROOT / "docs" / "api"
OURS = paths.ROOT / "docs" / "templates"
THEIRS = Path(griffe2md.__file__).parent / "templates"
FOUNDATIONS = ("errors", "paths", "extras", "parsing", "files", "records")
TOLD_ELSEWHERE = "commands"  # each by docs/commands.md and its own -h
CONFIG: griffe2md.ConfigDict = {
    "filters": ["!^_"],
    "heading_level": 3,
    "inherited_members": False,
    "members_order": "source",
    "show_bases": False,
    "show_if_no_docstring": False,
    "show_object_full_path": False,
    "show_root_heading": False,
    "show_root_members_full_path": False,
    "summary": False,
}


def pages() -> dict[str, str]:
    """Return the text of every page by its name."""
    loader = GriffeLoader(docstring_parser=Parser.numpy, allow_inspection=False)
    package = loader.load("analysis", try_relative_path=False)
    environment = _environment()
    rooms = {
        name: part
        for name, part in sorted(package.modules.items())
        if part.is_subpackage and name != TOLD_ELSEWHERE
    }
    written = {name: _page(name, room, environment) for name, room in rooms.items()}
    base = [package.modules[name] for name in FOUNDATIONS]
    written["foundations"] = _written("foundations", "What every room uses.", base, environment)
    index = "\n".join(_line(name, text) for name, text in written.items())
    return {"README": INDEX.format(index=index)} | written


INDEX = """# The functions of each room

Written by `make docs` from the docstrings: change those, not these pages. Names that begin with an
underscore are left out, like constants and the commands ([commands](../commands.md)). The examples
run as tests.

| room | what it holds | modules |
|---|---|---|
{index}
"""


def _environment() -> Environment:
    loader = FileSystemLoader([OURS, THEIRS])
    environment = griffe2md.prepare_env(Environment(autoescape=False, loader=loader))  # Markdown
    environment.filters["together"] = together
    return environment


def _page(name: str, room: Module, environment: Environment) -> str:
    modules = [module for _name, module in sorted(room.modules.items())]
    return _written(name, _text(room), modules, environment)


def _written(name: str, about: str, modules: list[Module], environment: Environment) -> str:
    parts = [f"# {name}", about, *(_section(module, environment) for module in modules)]
    text = mdformat.text("\n\n".join(parts))
    return re.sub(r":math:`([^`]+)`", r"$`\1`$", text)


def _section(module: Module, environment: Environment) -> str:
    """Render a module: the link names its file, not a line, which any edit would move."""
    source = Path(str(module.filepath)).relative_to(paths.ROOT).as_posix()
    context = griffe2md.prepare_context(module, {**CONFIG, "members": public(module)})
    body = environment.get_template("module.md.jinja").render(**context)
    return f"## `{module.path}`\n\n[source](../../{source})\n\n{body}"


def public(module: Module) -> list[str]:
    """List the functions and classes of a module that others may use, in its order."""
    return [
        name
        for name, member in module.members.items()
        if not member.is_alias and (member.is_function or member.is_class) and member.is_public
    ]


def _text(module: Module) -> str:
    return module.docstring.value if module.docstring else ""


def _line(name: str, page: str) -> str:
    about = page.split("\n\n")[1]
    modules = ", ".join(path.split(".")[-1] for path in re.findall(r"^## `(.+)`$", page, re.M))
    return f"| [{name}]({name}.md) | {about} | {modules} |"


def together(parameters: list[DocstringParameter], owner: Class | Function) -> Iterator[Any]:
    """List parameters by what is said of them: their names, their type, the words.

    Of several names without a type, griffe gives all of them the type of the first: the type is
    kept where the docstring wrote it, or where the signature has the same for each.
    """
    own = {parameter.name: str(parameter.annotation) for parameter in owner.parameters}
    for words, group in groupby(parameters, key=lambda parameter: parameter.description):
        found = list(group)
        names = [parameter.name for parameter in found]
        kind = str(found[0].annotation or "")
        guessed = len(names) > 1 and kind in own.values() and len({own.get(x) for x in names}) > 1
        yield ", ".join(names), "" if guessed else kind, words


def write() -> None:
    """Write the pages, and remove those of rooms that are gone."""
    made = pages()
    for path in FOLDER.glob("*.md"):
        if path.stem not in made:
            path.unlink()
    for name, text in made.items():
        files.write(FOLDER / f"{name}.md", text)


if __name__ == "__main__":
    write()
