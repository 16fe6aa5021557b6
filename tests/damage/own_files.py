"""Somebody's own survey, damaged: what `study collapse` and `study estimate` make of it."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pandas as pd
from click.testing import CliRunner

from analysis.cli import main
from analysis.errors import StudyError
from damage.cases import OUT, Case, Subject
from damage.raw_bytes import damaged

ENGINES = ("polars", "duckdb", "pandas")
PEOPLE = 400
ROLES = ["--by", "member", "--by", "degree", "--weight", "w", "--stratum", "s", "--psu", "p"]
Rows = list[list[str]]
Change = Callable[[Rows, random.Random], Rows]


def survey(seed: int) -> pd.DataFrame:
    """Make up a survey, of which nobody is real."""
    draw = random.Random(seed)
    rows = range(PEOPLE)
    return pd.DataFrame(
        {
            "member": [draw.choice(["yes", "no", "don't know"]) for _ in rows],
            "degree": [draw.choice(["Bac", "Licence", "Maîtrise", ""]) for _ in rows],
            "w": [round(draw.uniform(0.2, 3), 3) for _ in rows],
            "s": [row // 40 for row in rows],
            "p": [row // 10 % 4 for row in rows],
        }
    )


def run(arguments: list[str]) -> str:
    """Run a command as people do; return what it printed, or raise what it told."""
    found = CliRunner().invoke(main, arguments)
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    if found.exit_code:
        raise StudyError(found.output.strip() or "nothing was said")
    return str(found.output)


def collapsed(name: str, engine: str, content: bytes, folder: Path) -> str:
    """Fold the survey with an engine; return the cells."""
    file, cells = folder / name, folder / OUT / "cells.csv"
    file.write_bytes(content)
    run(["collapse", str(file), *ROLES, "--engine", engine, "--out", str(cells)])
    return cells.read_text("utf-8")


def estimated(descriptor: bytes, content: bytes, folder: Path) -> str:
    """Estimate from cells whose descriptor is whole."""
    return _estimate(content, descriptor, folder)


def described(cells: bytes, content: bytes, folder: Path) -> str:
    """Estimate from whole cells whose descriptor is damaged."""
    return _estimate(cells, content, folder)


def _estimate(cells: bytes, descriptor: bytes, folder: Path) -> str:
    (folder / "cells.csv").write_bytes(cells)
    (folder / "cells.resource.json").write_bytes(descriptor)
    asked = ["--share", "member", "--by", "degree", "--json"]
    return run(["estimate", str(folder / "cells.csv"), *asked])


def cases(seed: int) -> Iterator[Case]:
    """Yield every case of this group."""
    people = survey(seed)
    text = people.to_csv(index=False, lineterminator="\n").encode()
    columns, checked = io.BytesIO(), io.BytesIO()
    people.to_parquet(columns, index=False)
    people.to_parquet(checked, index=False, write_page_checksum=True)
    for engine in ENGINES:
        subject = Subject("own csv", engine, text, partial(collapsed, "mine.csv", engine))
        yield from damaged(subject, seed, text=True, told=False)
        yield from _rows_changed(subject, seed, 0, 2)
        ask = partial(collapsed, "mine.parquet", engine)
        subject = Subject("own Parquet", engine, columns.getvalue(), ask)
        yield from damaged(subject, seed, text=False, told=False)
        subject = Subject("own Parquet", f"{engine}, with checksums", checked.getvalue(), ask)
        yield from damaged(subject, seed, text=False)
    yield from _of_cells(text, seed)


def _of_cells(text: bytes, seed: int) -> Iterator[Case]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / OUT).mkdir()
        cells = collapsed("mine.csv", "pandas", text, folder).encode()
        descriptor = (folder / OUT / "cells.resource.json").read_bytes()
    of_cells = Subject("own cells", "cells", cells, partial(estimated, descriptor))
    yield from damaged(of_cells, seed, text=True)
    yield from _rows_changed(of_cells, seed, 2, -2)
    of_text = Subject("own cells", "descriptor", descriptor, partial(described, cells))
    yield from damaged(of_text, seed, text=True)


def _rows_changed(subject: Subject, seed: int, answer: int, weight: int) -> Iterator[Case]:
    for number, (kind, (change, tellable)) in enumerate(changes(answer, weight).items()):
        draw = random.Random(f"{seed} {subject.name} rows {number}")
        rows = list(csv.reader(io.StringIO(subject.content.decode())))
        told = tellable or subject.group != "own csv"
        yield Case(subject, kind, written(change(rows, draw)), told)


def written(rows: Rows) -> bytes:
    """Write rows as the bytes of a csv file."""
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerows(rows)
    return held.getvalue().encode()


def _some(change: Callable[[str], str], column: int, how_many: int = 5) -> Change:
    def changed(rows: Rows, draw: random.Random) -> Rows:
        chosen = {*draw.sample(range(1, len(rows)), min(how_many, len(rows) - 1))}
        return [
            [*row[:column], change(row[column]), *row[column:][1:]] if place in chosen else row
            for place, row in enumerate(rows)
        ]

    return changed


def _header(change: Callable[[list[str]], list[str]]) -> Change:
    return lambda rows, draw: [change(rows[0]), *rows[1:]]


def _thousandfold(text: str) -> str:
    return f"{float(text) * 1000:g}"


ROWS: dict[str, tuple[Change, bool]] = {
    "the last row lost": (lambda rows, draw: rows[:-1], False),
    "half the rows": (lambda rows, draw: rows[: len(rows) // 2], False),
    "every row twice": (lambda rows, draw: [*rows, *rows[1:]], False),
    "one row twice": (lambda rows, draw: [*rows, rows[1]], False),
    "the header alone": (lambda rows, draw: rows[:1], True),
    "the header twice": (lambda rows, draw: [rows[0], *rows], True),
    "no header": (lambda rows, draw: rows[1:], True),
    "a short row": (lambda rows, draw: [*rows[:3], rows[3][:-1], *rows[4:]], True),
    "a long row": (lambda rows, draw: [*rows[:3], [*rows[3], "x"], *rows[4:]], True),
    "a column lost": (lambda rows, draw: [row[:-1] for row in rows], True),
    "a column twice": (lambda rows, draw: [[*row, row[0]] for row in rows], True),
    "rows in another order": (
        lambda rows, draw: [rows[0], *draw.sample(rows[1:], len(rows) - 1)],
        True,
    ),
    "columns in another order": (lambda rows, draw: [row[::-1] for row in rows], True),
    "a name in capitals": (_header(lambda names: [names[0].upper(), *names[1:]]), True),
    "a name with a space": (_header(lambda names: [f" {names[0]}", *names[1:]]), True),
}
"""What may happen to the rows of any table; whether it shows in somebody's own survey."""


def changes(answer: int, weight: int) -> dict[str, tuple[Change, bool]]:
    """List what may happen to a table of people or cells, given the columns of two of its kinds."""
    return ROWS | {
        "a negative weight": (_some(lambda text: f"-{text}", weight), True),
        "a weight of nothing": (_some(lambda text: "", weight), True),
        "an infinite weight": (_some(lambda text: "inf", weight), True),
        "a weight that is no number": (_some(lambda text: "heavy", weight), True),
        "weights with commas": (_some(lambda text: text.replace(".", ","), weight, PEOPLE), True),
        "weights all nothing": (_some(lambda text: "0", weight, PEOPLE), True),
        "weights times a thousand": (_some(_thousandfold, weight, PEOPLE), False),
        "an answer in capitals": (_some(str.upper, answer), False),
    }
