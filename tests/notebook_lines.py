"""What the lines of the notebooks' code are for: ``python tests/notebook_lines.py`` counts them.

The rule. A *line of code* is a line of a code cell that is not blank, not a comment, and not text
for readers alone (a sentence inside `say`, which is prose however it is quoted). It is *analysis*
when it belongs to an expression that computes an estimate, handles data with pandas or scipy, or
draws a plot. It is not analysis when it imports, asserts, keeps a value (``values.add``), shows
something (`say`, `table`, `figure`, the cards), or only names things: constants, lists of codes and
words. An estimate or a plot written inside a call that keeps or shows counts by its own lines.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

SHOWS = {
    "say", "figure", "table", "claim_card", "verdict_card", "source_card", "published_sources",
    "provenance", "chooser", "evidence_table", "recruiters_table", "hires_table", "board",
    "tests_table", "wanted_sources",
}  # fmt: skip
KEEPS = {"add", "count", "about", "save", "keep"}
NAMES = {"tr", "label", "wording", "group_label", "channel_label", "saying", "Values"}
STATEMENTS = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign)


def span(node: ast.AST) -> set[int]:
    """Return the numbers of the lines that a piece of code takes."""
    return set(range(node.lineno, node.end_lineno + 1))


def called(node: ast.AST) -> str:
    """Return the name of what is called, without what it is an attribute of."""
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", ""))


def text_alone(tree: ast.Module, lines: list[str]) -> set[int]:
    """Return the lines that hold a quoted text, or a part of one, and nothing else."""
    quoted = ("'", '"', "f'", 'f"')
    found = {
        number
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", None), str)
        for number in span(node)
    }
    alone = {number: lines[number - 1].strip() for number in found}
    return {
        number for number, line in alone.items()
        if line.startswith(quoted) and line.rstrip(",").endswith(("'", '"'))
    }  # fmt: skip


def computes(statement: ast.stmt) -> set[int]:
    """Return the lines of a statement that are analysis."""
    value = statement.value
    inside = [node for node in ast.walk(value) if isinstance(node, ast.Call) and node is not value]
    if isinstance(statement, ast.Expr) and called(value) in SHOWS | KEEPS:
        return {line for call in inside if called(call) not in NAMES for line in span(call)}
    if called(value) in NAMES:
        return set()
    if isinstance(value, ast.Dict | ast.List | ast.Tuple | ast.Constant):
        found = [node for node in ast.walk(value) if isinstance(node, ast.Call | ast.Name)]
        if not found or any(called(node) in NAMES for node in found):
            return set()
    return span(statement)


def lines_of(code: str) -> tuple[int, int]:
    """Count the lines of code of a cell, and those that are analysis."""
    tree, lines = ast.parse(code), code.split("\n")
    written = {
        number for number, line in enumerate(lines, 1)
        if line.strip() and not line.strip().startswith("#")
    }  # fmt: skip
    written -= text_alone(tree, lines)
    parts = [node for node in ast.walk(tree) if isinstance(node, STATEMENTS)]
    analysis = {number for part in parts for number in computes(part)}
    for loop in (node for node in ast.walk(tree) if isinstance(node, ast.For)):
        if analysis & span(loop):  # a loop over estimates
            analysis |= {loop.lineno}
    return len(written), len(written & analysis)


def counts(path: Path) -> tuple[int, int]:
    """Count the lines of code of a notebook, and those that are analysis."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    codes = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    found = [lines_of(code) for code in codes]
    return sum(lines for lines, _some in found), sum(some for _lines, some in found)


def bound(code: str) -> Iterator[tuple[str, bool]]:
    """List the names that a cell binds, and whether what is bound is made of what they were."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.For):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            made_of = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)
                       and isinstance(part.ctx, ast.Load)}  # fmt: skip
            for target in targets:
                for part in ast.walk(target):
                    if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                        again = isinstance(node, ast.AugAssign) or (
                            isinstance(node, ast.Assign) and part.id in made_of
                        )
                        yield part.id, again


if __name__ == "__main__":
    total = [0, 0]
    for path in sorted(Path("notebooks").glob("*.ipynb")):
        lines, analysis = counts(path)
        total = [total[0] + lines, total[1] + analysis]
        sys.stdout.write(f"{path.stem:28}{lines:6}{analysis:6}{analysis / lines:7.0%}\n")
    sys.stdout.write(f"{'all':28}{total[0]:6}{total[1]:6}{total[1] / total[0]:7.0%}\n")
