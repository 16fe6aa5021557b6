"""What code a task rests on: the modules it names, all that these import, and their data files.

Imports are read from the sources, those inside functions too: the list may hold a module that a
run never reaches, never lack one.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import grimp
from grimp.exceptions import SourceSyntaxError

from analysis import paths
from analysis.errors import StudyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.pipeline.notebooks import Notebook

PACKAGE = Path(__file__).parents[1]
DATA = {
    "analysis.sources.catalogue": [paths.CATALOGUE],
    "analysis.inference.printed": [paths.PUBLISHED_RAW / "channels.csv"],
    "analysis.judging.checks": [paths.RAW / "checks.yaml"],
    "analysis.judging.claims": [PACKAGE / "judging" / "claims.toml"],
    "analysis.cleaning.tables": [*(PACKAGE / "cleaning" / "data").glob("*.csv")],
    "analysis.sources.corrections": [paths.RAW / "corrections.yaml"],
    "analysis.sources.eurostat": [paths.RAW / "eurostat.yaml"],
    "analysis.pipeline.imprint": [paths.CITATION],
    "analysis.report.style": [*(PACKAGE / "report" / "templates").glob("**/*.*")],
}
"""Files that people write beside the code, by the module through which all reading of them goes.

Translations aren't here: who asks for them depends on the language of the run.
"""


MAY_IMPORT = re.compile(r"import|^\s*[%!?]|\?\s*$", re.MULTILINE)
"""The word in any of its forms, or what IPython alone understands: other cells import nothing."""


@cache
def _graph() -> grimp.ImportGraph:
    try:
        return grimp.build_graph("analysis", exclude_type_checking_imports=True, cache_dir=None)
    except SourceSyntaxError as problem:
        raise StudyError(
            f"{Path(problem.filename).name} can't be read as Python.",
            got=f"line {problem.lineno}: {problem.text}",
        ) from None


def modules(*names: str) -> set[str]:
    """List the modules of the study that importing some of them loads, or may load.

    Parameters
    ----------
    *names : str
        Full names of modules.

    Returns
    -------
    set of str
        These modules, the packages they are in, and all that they import in turn.

    Examples
    --------
    >>> sorted(modules("analysis.cleaning.numbers"))
    ['analysis', 'analysis.cleaning', 'analysis.cleaning.numbers', 'analysis.errors']
    """
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name and name not in found:
            found.add(name)
            waiting.append(name.rpartition(".")[0])
            waiting.extend(_graph().find_modules_directly_imported_by(name))
    return found


def files(*names: str) -> list[Path]:
    """List the files that running some modules rests on: sources and the data beside them."""
    loaded = sorted(modules(*names))
    data = [path for name in loaded for path in DATA.get(name, ())]
    return [*map(_source, loaded), *data]


@cache
def _source(name: str) -> Path:
    place = PACKAGE.parent.joinpath(*name.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def imported(notebook: Notebook) -> set[str]:
    """List the modules of the study that the cells of a notebook name.

    All of them where a cell is no plain Python: what it imports can't be told.
    """
    codes = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    importing = [code for code in codes if MAY_IMPORT.search(code)]
    try:
        named = {name for code in importing for name in _names(ast.parse(code))}
    except SyntaxError:
        return set(_graph().modules)
    return named & _graph().modules


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
