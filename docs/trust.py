"""Write docs/trust.md: what is promised, how it is tested, and the last figures (`make docs`).

Words are in docs/templates/trust.md.jinja; every number comes from what the tests and benchmarks
have stored.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from textwrap import shorten
from typing import Any

import licences
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis import files, paths

sys.path.append(str(paths.ROOT / "benchmarks"))
import mutants

PAGE = paths.ROOT / "docs" / "trust.md"
TEMPLATE = "trust.md.jinja"
REFERENCE = paths.ROOT / "tests" / "reference"
BENCHMARKS = paths.ROOT / "benchmarks"
STORED = {
    "damage": REFERENCE / "damage.csv",
    "kills": BENCHMARKS / "kills.csv",
    "folders": BENCHMARKS / "folders.csv",
    "load": BENCHMARKS / "load.csv",
}
"""Tables that are shown as they are."""

FLAGGED, WIDE = 0.5, 60
"""Of a design's samples, from where on it counts as flagged; letters of code in a table."""


def text() -> str:
    """Write the page."""
    loader = FileSystemLoader(paths.ROOT / "docs" / "templates")
    environment = Environment(
        autoescape=False,  # Markdown
        loader=loader,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    figures = {name: table(_read(path)) for name, path in STORED.items()}
    figures |= {"r": digits_of_r(), "coverage": coverage(), "mutation": mutation()}
    return environment.get_template(TEMPLATE).render(**figures, packages=packages())


def table(frame: pd.DataFrame) -> str:
    """Write a table in Markdown."""
    lines = [[*map(str, frame.columns)], ["---"] * len(frame.columns)]
    lines += [[_cell(cell) for cell in row] for row in frame.itertuples(index=False)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _read(path: Path) -> pd.DataFrame:
    """Read a table that the tests or a benchmark have stored, its cells as they stand."""
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def _cell(cell: object) -> str:
    return re.sub(r"\s+", " ", str(cell)).replace("|", "\\|").strip()


def _code(text: str) -> str:
    return f"`{shorten(text, WIDE, placeholder=' …')}`"


def digits_of_r() -> dict[str, Any]:
    """Count the numbers that R's scripts have left, each beside the test that compares them."""
    rows = [
        {
            "script": f"[{script.name}](../tests/reference/{script.name})",
            "numbers of R": len(numbers_of(script.with_suffix(".csv"))),
            "compared by": ", ".join(f"`{test}`" for test in tests_of(script.stem)),
        }
        for script in sorted(REFERENCE.glob("*.R"))
    ]
    return {"table": table(pd.DataFrame(rows)), "count": sum(row["numbers of R"] for row in rows)}


def numbers_of(path: Path) -> list[float]:
    """List the numbers that a script of R has left."""
    return [*pd.to_numeric(pd.read_csv(path)["value"], errors="coerce").dropna()]


def tests_of(name: str) -> list[str]:
    """List the files of tests that read what a script of R has left."""
    named = re.compile(rf'"{name}(?:\.csv|\.R)?"')
    return [
        path.relative_to(paths.ROOT).as_posix()
        for path in sorted((paths.ROOT / "tests").rglob("test_*.py"))
        if "reference" in (source := path.read_text("utf-8")) and named.search(source)
    ]


def coverage() -> dict[str, str]:
    """Say how often intervals have held the truth, without a flag and with one."""
    rows = pd.read_csv(REFERENCE / "coverage.csv")
    flagged = rows["flagged"] >= FLAGGED
    found = {"free": rows["coverage"][~flagged], "flagged": rows["coverage"][flagged]}
    told = {name: f"{100 * held.min():.1f} %" for name, held in found.items()}
    return told | {f"{name}_count": str(len(held)) for name, held in found.items()}


def mutation() -> dict[str, str]:
    """Count the faults that tests have seen, by room, and list those that none has."""
    rows = _read(REFERENCE / "mutation.csv")
    rooms = [_room(str(room), some) for room, some in rows.groupby("room")]
    lived = rows[rows["result"] == "survived"]
    survivors = pd.DataFrame(
        {
            "where": lived["file"].str.removeprefix("src/analysis/"),
            "the code": [_code(old) for old in lived["old"]],
            "in its place": [_code(new) for new in lived["new"]],
            "why it may live": lived["reason"],
        }
    )
    seen = len(rows) - len(lived)
    return {
        "table": table(pd.DataFrame(rooms)),
        "survivors": table(survivors),
        "count": str(len(rows)),
        "drawn": str(len(mutants.ROOMS) * mutants.A_ROOM),
        "seen": f"{100 * seen / len(rows):.0f} %",
    }


def _room(room: str, rows: pd.DataFrame) -> dict[str, object]:
    counts = rows["result"].value_counts()
    return {
        "room": room,
        "faults": len(rows),
        "a test fails": counts.get("killed", 0),
        "never ends": counts.get("timeout", 0),
        "not seen": counts.get("survived", 0),
    }


def packages() -> dict[str, str]:
    """Count the packages of the locks, and those that the library alone needs."""
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {"all": str(len(licences.packages())), "own": str(len(project["dependencies"]))}


def write() -> None:
    """Write the page."""
    files.write(PAGE, text())


if __name__ == "__main__":
    write()
