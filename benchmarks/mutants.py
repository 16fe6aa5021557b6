"""Small faults that a test should see: one change of one place of a module, each a mutant.

Places are those of the syntax tree; the text around them stays as people wrote it. Left out: types,
docstrings, what stands in an f-string (words for people), and what only a type checker runs.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest
from pathlib import Path

ROOMS = ("cleaning", "folding", "inference", "judging", "advice")
A_ROOM, SEED = 60, 2016
"""How many are drawn of each room, and from where the draw begins."""

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
EITHER_WAY = {"minimum", "maximum", "min", "max", "isclose"}
"""Functions that give the same whichever argument comes first."""

CODE = re.compile(r"[a-z][a-z0-9_]*")
"""A text that code looks at, such as a column's name; other texts are for people."""


@dataclass(frozen=True)
class Mutant:
    """A change: the module, the line as it is, what kind, the old text of the place and the new.

    ``start`` and ``end`` are where the old text stands in the file, in bytes.
    """

    file: str
    line: int
    text: str
    kind: str
    old: str
    new: str
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What it is known by in another version of the module, where lines have moved."""
        return self.file, self.text, self.kind, self.old, self.new

    def drawn(self, seed: int) -> str:
        """Return what it is sorted by: the same draw as long as its own line stays the same."""
        return hashlib.sha256("\0".join([str(seed), *self.key]).encode()).hexdigest()

    def applied(self, source: bytes) -> bytes:
        """Return the module with this change."""
        return source[: self.start] + self.new.encode() + source[self.end :]


def mutants(file: str, source: bytes) -> list[Mutant]:
    """List every mutant of a module; of those that are alike in all but their place, the first."""
    lines = source.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    found: dict[tuple[str, ...], Mutant] = {}
    for node, kind, new in _changes(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        assert node.end_lineno is not None and node.end_col_offset is not None
        end = starts[node.end_lineno - 1] + node.end_col_offset
        old, text = source[start:end].decode(), lines[node.lineno - 1].decode().strip()
        one = Mutant(file, node.lineno, text, kind, old, new, start, end)
        if old != new:
            found.setdefault(one.key, one)
    return list(found.values())


Change = tuple[ast.expr | ast.stmt, str, str]


def _changes(node: ast.AST) -> Iterator[Change]:
    """Go through a tree, and give each place with its kind and its new text."""
    if _told_to_nobody(node):
        return
    if isinstance(node, ast.expr | ast.stmt):
        yield from _of(node)
    for field, part in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        for child in part if isinstance(part, list) else [part]:
            if isinstance(child, ast.arguments):
                yield from _defaults(child)
            elif isinstance(child, ast.AST):
                yield from _changes(child)


def _told_to_nobody(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom)


def _defaults(arguments: ast.arguments) -> Iterator[Change]:
    for default in filter(None, [*arguments.defaults, *arguments.kw_defaults]):
        for node, _kind, new in _changes(default):
            yield node, "default", new


def _of(node: ast.expr | ast.stmt) -> Iterator[Change]:
    match node:
        case ast.If(test) | ast.IfExp(test) | ast.While(test):
            yield test, "condition", _written(ast.UnaryOp(ast.Not(), test))
        case ast.Return(value) if value is not None:
            yield from _returned(value)
        case ast.Raise() | ast.AugAssign() | ast.Expr(ast.Call()):
            yield node, "removed", "pass"
        case ast.Constant(value):
            yield from ((node, "constant", new) for new in _other(value))
        case ast.expr():
            yield from _operated(node)


def _operated(node: ast.expr) -> Iterator[Change]:
    match node:
        case ast.Compare(left, [op], [right]):
            changed = ast.Compare(left, [COMPARED[type(op)]()], [right])
            yield node, "comparison", _written(changed)
        case ast.BinOp(left, op, right) if type(op) in RECKONED:
            yield node, "arithmetic", _written(ast.BinOp(left, RECKONED[type(op)](), right))
        case ast.BoolOp(op, values):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield node, "boolean", _written(ast.BoolOp(other, values))
        case ast.UnaryOp(ast.Not(), operand):
            yield node, "boolean", _written(operand)
        case ast.Call(func, [one, two, *rest], named):
            starred = any(isinstance(each, ast.Starred) for each in (one, two))
            if not starred and ast.unparse(func).rpartition(".")[2] not in EITHER_WAY:
                yield node, "swapped", ast.unparse(ast.Call(func, [two, one, *rest], named))


def _returned(value: ast.expr) -> Iterator[Change]:
    if not (isinstance(value, ast.Constant) and value.value is None):
        yield value, "return", "None"


def _other(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield str(not value)
    elif isinstance(value, int | float):
        yield repr(value + 1)
    elif isinstance(value, str) and CODE.fullmatch(value):
        yield repr(f"{value}x")


def _written(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"


def of_room(root: Path, room: str) -> list[Mutant]:
    """List every mutant of a room of ``src/analysis``."""
    files = sorted((root / "src" / "analysis" / room).glob("*.py"))
    return [
        mutant
        for file in files
        for mutant in mutants(file.relative_to(root).as_posix(), file.read_bytes())
    ]


def enclosing(source: bytes, line: int) -> int | None:
    """Return where the innermost function around a line begins, decorators included."""
    around = [
        min(part.lineno for part in [node, *node.decorator_list])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.lineno <= line <= node.end_lineno
    ]
    return max(around, default=None)


def drawn(found: Iterable[Mutant]) -> list[Mutant]:
    """Draw the mutants of a room: of each kind in turn the next, until there are enough."""
    by_kind = sorted(found, key=lambda one: (one.kind, one.drawn(SEED)))
    kinds = [list(group) for _kind, group in groupby(by_kind, key=lambda one: one.kind)]
    in_turn = [one for turn in zip_longest(*kinds) for one in turn if one is not None]
    return in_turn[:A_ROOM]
