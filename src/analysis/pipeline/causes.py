"""Why a number moved: which of the things that it rests on are not the same in two revisions.

What rests on what is what the build knows: the modules that a notebook imports, in today's import
graph; the source that a value names, with its cells, transcription, record and corrections. Where
several of these changed, each may be the cause, and all are told.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any, Literal

from analysis import paths
from analysis.errors import StudyError
from analysis.parsing import parsed
from analysis.pipeline import changes, dependencies
from analysis.pipeline.changes import Change
from analysis.pipeline.notebooks import Cell, Notebook
from analysis.pipeline.revisions import Revision, changed

SHOWN = ("show", "report", "pipeline", "commands")
"""Rooms to the right of all that finds a number: what they say of it can't move it."""

HOME = dependencies.PACKAGE.parents[1]
"""Where the modules are that the import graph knows."""

CATALOGUE, CORRECTIONS = "data/raw/catalogue.yaml", "data/raw/corrections.yaml"
PUBLISHED_RAW, CELLS = "data/raw/published/", "data/processed/cells/"
CLAIMS = "src/analysis/judging/claims.toml"
WORDS = {"statement", "answer", "limits", "why", "would_test", "first", "label", "study", "sources"}
"""Fields of a claim that say, and decide nothing."""

BROKEN = (ValueError, KeyError, TypeError, AttributeError)
PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Cause:
    """Something that a number rests on and that is not what it was."""

    kind: Literal["data", "method", "tools"]
    what: str


@dataclass(frozen=True)
class Causes:
    """What differs between two revisions, asked by what a number rests on."""

    old: Revision
    new: Revision
    _told: dict[str, set[Cause]] = field(default_factory=dict, compare=False)

    def of(self, change: Change) -> list[Cause]:
        """List what may have moved something: one is the cause, of several each may be it."""
        if change.kind in ("verdict", "sensitivity"):
            found = self._of_verdict(change)
        elif change.kind == "published":
            found = {*self._published(change.source), *self._modules("analysis.sources.published")}
        else:
            found = self._of_value(change)
        return sorted(found | {*self._tools})

    def _of_value(self, change: Change) -> set[Cause]:
        found = {*self._of_source(change.source), *self._of_notebook(change.notebook)}
        if not found or change.source not in self._sources:
            found |= {cause for source in self._sources for cause in self._of_source(source)}
        return found

    def _of_verdict(self, change: Change) -> set[Cause]:
        """List the causes of the items of a claim that moved, and what changed in how it is judged.

        An item of another claim has a part in it too: p-values are adjusted over all.
        """
        claim = change.name.split()[0]
        found = {*self._modules("analysis.judging.verdicts", "analysis.judging.sensitivity")}
        if claim in self._claims:
            found.add(Cause("method", f"{claim} in claims.toml"))
        moved = [value for value in self._moved if value.name in self._items.get(claim, ())]
        return found.union(*(self._of_value(value) for value in moved or self._moved))

    @cached_property
    def _moved(self) -> list[Change]:
        found = changes.compare(self.old, self.new, ["value"]).changes
        items = {name for names in self._items.values() for name in names}
        return [change for change in found if change.name in items]

    @cached_property
    def paths(self) -> frozenset[str]:
        """The files that differ."""
        return changed(self.old, self.new)

    def _of_notebook(self, name: str) -> set[Cause]:
        """List what changed of the code of a notebook, which the name of a figure begins with."""
        if name not in self._told:
            self._told[name] = self._of_code(name)
        return self._told[name]

    def _of_code(self, name: str) -> set[Cause]:
        known = (path.stem for path in (self.new.root / "notebooks").glob(f"{name[:2]}_*.ipynb"))
        path = f"notebooks/{next(known, name)}.ipynb"
        one, other = (_code(side.text(path)) for side in (self.old, self.new))
        own = {Cause("method", path)} if one != other else set()
        cells = tuple(Cell("", "code", text) for text in other or one)
        return own | self._modules(*dependencies.imported(Notebook(cells)))

    def _modules(self, *names: str) -> set[Cause]:
        """List the modules that differ of those that some import.

        Who imported one that is gone isn't known: whoever imports another of its room may have.
        """
        known = dependencies.modules(*names)
        rooms = {name.rpartition(".")[0] for name in known}
        found = {
            name
            for name, here in self._code.items()
            if name in known or (not here and name.rpartition(".")[0] in rooms)
        }
        beside = {
            path.relative_to(HOME).as_posix()
            for name in known - BY_RECORD
            for path in dependencies.DATA.get(name, ())
        } & self.paths
        return {Cause("method", name) for name in found} | {_beside(path) for path in beside}

    @cached_property
    def _code(self) -> dict[str, bool]:
        """The modules that do something else, whatever their words for people; which are here."""
        return {
            _module(path): (HOME / path).is_file()
            for path in sorted(self.paths)
            if path.startswith("src/analysis/") and path.endswith(".py")
            if path.split("/")[2] not in SHOWN and self._does_else(path)
        }

    def _does_else(self, path: str) -> bool:
        one, other = (_meaning(side.text(path)) for side in (self.old, self.new))
        return one is None or one != other

    def _of_source(self, source: str) -> set[Cause]:
        tables = {
            table for side in self._records for table in side.get(source, {}).get("cells", ())
        }
        folded = {f"{CELLS}{table}.csv" for table in tables} & self.paths
        found = {Cause("data", path) for path in folded} | self._published(source)
        return found | (self._modules("analysis.surveys.harmonise") if folded else set())

    def _published(self, source: str) -> set[Cause]:
        """List what changed of a source but its cells: transcription, record, corrections."""
        found = {Cause("data", path) for path in {f"{PUBLISHED_RAW}{source}.csv"} & self.paths}
        one, other = (side.get(source) for side in self._records)
        if one != other:
            found.add(Cause("data", f"{source} in catalogue.yaml"))
        if source in self._corrected:
            found.add(Cause("data", f"{source} in corrections.yaml"))
        return found

    @cached_property
    def _records(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        one, other = (_by(_yaml(side.text(CATALOGUE)), "id") for side in (self.old, self.new))
        return one, other

    @cached_property
    def _sources(self) -> set[str]:
        return {*self._records[0], *self._records[1]}

    @cached_property
    def _corrected(self) -> set[str]:
        one, other = (_grouped(_yaml(side.text(CORRECTIONS))) for side in (self.old, self.new))
        return {source for source in {*one, *other} if one.get(source) != other.get(source)}

    @cached_property
    def _claims(self) -> set[str]:
        one, other = (_by(_deciding(side.text(CLAIMS)), "id") for side in (self.old, self.new))
        return {claim for claim in {*one, *other} if one.get(claim) != other.get(claim)}

    @cached_property
    def _items(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for side in (self.old, self.new):
            for claim in _deciding(side.text(CLAIMS)):
                items = [item for part in claim.get("parts", ()) for item in part.get("items", ())]
                found.setdefault(claim["id"], set()).update(item["value"] for item in items)
        return found

    @cached_property
    def _tools(self) -> list[Cause]:
        """The packages that a build runs, where the lock has others."""
        one, other = (dict(PIN.findall(side.text(LOCK) or "")) for side in (self.old, self.new))
        moved = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
        return [Cause("tools", f"{x} {one.get(x, '–')} to {other.get(x, '–')}") for x in moved]


LOCK = paths.LOCK.relative_to(paths.ROOT).as_posix()
BY_RECORD = {
    "analysis.sources.catalogue",
    "analysis.sources.corrections",
    "analysis.judging.claims",
}
"""Modules whose files are compared record by record."""


def _beside(path: str) -> Cause:
    return Cause("data" if path.startswith("data/") else "method", path)


def _module(path: str) -> str:
    return ".".join(PurePath(path).with_suffix("").parts[1:]).removesuffix(".__init__")


def _meaning(text: str | None) -> str | None:
    """Return what a module does: without comments, docstrings and the way it is laid out."""
    try:
        tree = ast.parse(text or "")
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [part for part in node.body if not _says(part)]
    return ast.dump(tree)


def _says(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _code(text: str | None) -> list[str]:
    """Return the code of a notebook, whatever it displayed."""
    try:
        cells = parsed(text, Path("of.ipynb"))["cells"] if text else []
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except BROKEN:
        return []


def _yaml(text: str | None) -> list[dict[str, Any]]:
    try:
        found = parsed(text, Path(CATALOGUE)) if text else []
    except StudyError:
        return []
    return [record for record in found if isinstance(record, dict)]


def _by(records: Iterable[dict[str, Any]], field: str) -> dict[str, Any]:
    return {str(record.get(field)): record for record in records}


def _grouped(records: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        found.setdefault(str(record.get("source")), []).append(record)
    return found


def _deciding(text: str | None) -> list[dict[str, Any]]:
    """Return what of the claims decides: thresholds and items, whatever is said of them."""
    try:
        found = parsed(text, Path(CLAIMS)).get("claim", []) if text else []
    except StudyError:
        return []
    return [decides for decides in map(_without_words, found) if "id" in decides]


def _without_words(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _without_words(held) for name, held in part.items() if name not in WORDS}
    return [*map(_without_words, part)] if isinstance(part, list) else part
