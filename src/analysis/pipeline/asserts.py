"""Kernels of a build: a failing `assert` says what it compared, and a cell that leaves says so."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, NoReturn

from ipykernel.zmqshell import ZMQExitAutocall  # type: ignore[attr-defined]

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 80
"""Characters of a value that are shown: of a table, its beginning is enough to find it."""

_OWN_NAMES = (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp, ast.Lambda)


class Speaking(ast.NodeTransformer):
    r"""Turns each `assert` into a check that Python's -O keeps, with a message of its own.

    Examples
    --------
    >>> code = Speaking().visit(ast.parse("low = 0.98\nassert low > 1"))
    >>> exec(compile(ast.fix_missing_locations(code), "<cell>", "exec"))
    Traceback (most recent call last):
    AssertionError: low > 1 (low is 0.98)
    """

    def visit_Assert(self, node: ast.Assert) -> ast.If:
        """Return the check, with the message that was written or one that is made when it fails."""
        message = _message(node.test) if node.msg is None else node.msg
        error = ast.Call(ast.Name("AssertionError", ast.Load()), [message], [])
        return ast.If(ast.UnaryOp(ast.Not(), node.test), [ast.Raise(error)], [])


def speak_up(shell: Any) -> None:
    """Make the checks of a kernel speak, and what leaves it fail the cell that it stands in.

    Jupyter's own `exit` lets the cell go on, and ends the kernel some time later.

    Parameters
    ----------
    shell : InteractiveShell
        The kernel's; it knows so once it is emptied.
    """
    shell.ast_transformers.append(Speaking())
    shell.exiter = _Leaving()  # type: ignore[no-untyped-call]


class _Leaving(ZMQExitAutocall):
    """Fails the cell, called or only named."""

    def __call__(self, *_: object) -> NoReturn:
        raise SystemExit("a notebook runs to its end: nothing may leave it")


def _message(test: ast.expr) -> ast.expr:
    """Build the message: the check, then each side of its comparisons that is no constant."""
    sides = dict.fromkeys(ast.unparse(side) for side in _sides(test))
    parts = [f"{side + ' is '!r} + ' '.join(repr({side}).split())[:{LONGEST}]" for side in sides]
    said = f" + ' (' + '; '.join([{', '.join(parts)}]) + ')'" if parts else ""
    return ast.parse(repr(ast.unparse(test)) + said, mode="eval").body


def _sides(node: ast.expr) -> Iterator[ast.expr]:
    """Find what is compared, but for what has names of its own, as in `all(x > 1 for x in …)`."""
    for child in _outside(node):
        if isinstance(child, ast.Compare):
            sides = (child.left, *child.comparators)
            yield from (side for side in sides if not isinstance(side, ast.Constant))


def _outside(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, _OWN_NAMES):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _outside(child)
