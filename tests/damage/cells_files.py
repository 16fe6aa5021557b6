"""The study's own cells and published figures, damaged: what reads them makes of them."""

from __future__ import annotations

import csv
import hashlib
import io
import random
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from analysis import paths
from analysis.folding.cells import read_cells
from analysis.folding.locks import write_locks
from analysis.sources import catalogue, published
from damage.cases import Case, Subject
from damage.own_files import changes, written
from damage.raw_bytes import damaged

TABLES = ("pew_2018", "npors_2024", "gss_panel_2020", "latinobarometro_2018")
TRANSCRIPTIONS = ("insee_focus30_2015", "uk_ons_2012", "wheeler2022_linkedin_rct")


LOCKABLE = {
    "the last row lost", "half the rows", "every row twice", "one row twice",
    "rows in another order", "a negative weight", "weights all nothing",
    "weights times a thousand", "an answer in capitals",
}  # fmt: skip
"""What leaves a table that can be counted, hence locked again by whoever damaged it."""


def locked(table: str, content: bytes, folder: Path) -> str:
    """Read a table of cells whose lock is the committed one."""
    return _read(table, content, folder)


def relocked(table: str, content: bytes, folder: Path) -> str:
    """Read a table of cells whose lock was renewed with it: only what can't be is told."""
    return _read(table, content, folder, renewed=True)


def _read(table: str, content: bytes, folder: Path, *, renewed: bool = False) -> str:
    source = catalogue.source_of_cells(table)
    for name in source.cells:
        shutil.copyfile(paths.CELLS / f"{name}.csv", folder / f"{name}.csv")
    (folder / "locks").mkdir()
    lock = f"locks/{source.id}.csv"
    shutil.copyfile(paths.CELLS / lock, folder / lock)
    (folder / f"{table}.csv").write_bytes(content)
    if renewed:
        write_locks(source.cells, source.id, folder)
    cells = read_cells(table, folder)
    return cells.frame.sort_values(cells.frame.columns.to_list()).to_csv(index=False)


def collected(name: str, content: bytes, folder: Path) -> str:
    """Clean a transcription whose checksum and size were renewed."""
    shutil.copytree(paths.PUBLISHED_RAW, folder / "published")
    (folder / "published" / f"{name}.csv").write_bytes(content)
    source = catalogue.source(name)
    facts = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    file = source.files[0].model_copy(update=facts)
    record = source.model_copy(update={"files": [file]})
    return published.collect([record], folder).to_csv(index=False)


def cases(seed: int) -> Iterator[Case]:
    """Yield every case of this group."""
    for table in TABLES:
        content = (paths.CELLS / f"{table}.csv").read_bytes()
        kept = Subject("cells", table, content, partial(locked, table))
        yield from damaged(kept, seed, text=True)
        yield from _rows(kept, seed)
    for name in TRANSCRIPTIONS:
        content = (paths.PUBLISHED_RAW / f"{name}.csv").read_bytes()
        subject = Subject("transcriptions", name, content, partial(collected, name))
        yield from damaged(subject, seed, text=True, told=False)
        yield from _published(subject, seed)


def _rows(subject: Subject, seed: int) -> Iterator[Case]:
    rows = list(csv.reader(io.StringIO(subject.content.decode())))
    relocks = Subject(
        "cells", f"{subject.name}, lock renewed", subject.content, partial(relocked, subject.name)
    )
    answer = len(rows[0]) - 4
    for number, (kind, (change, tellable)) in enumerate(changes(answer, -2).items()):
        draw = random.Random(f"{seed} {subject.name} rows {number}")
        content = written(change(rows, draw))
        if content != subject.content:
            yield Case(subject, kind, content)
            if kind in LOCKABLE:
                yield Case(relocks, kind, content, tellable)


def _published(subject: Subject, seed: int) -> Iterator[Case]:
    rows = list(csv.DictReader(io.StringIO(subject.content.decode())))
    for number, (kind, fields) in enumerate(WRONG.items()):
        draw = random.Random(f"{seed} {subject.name} fields {number}")
        changed = [dict(row) for row in rows]
        filled = [row for row in changed if all(row.get(name) for name in fields)]
        if filled:
            draw.choice(filled).update(fields)
            yield Case(subject, kind, _text(changed))
    yield Case(subject, "a row twice", _text([*rows, rows[0]]))
    yield Case(subject, "the last row lost", _text(rows[:-1]))
    yield Case(subject, "half the rows", _text(rows[: len(rows) // 2]))
    yield Case(subject, "rows in another order", _text(rows[::-1]), tellable=False)


def _text(rows: list[dict[str, str]]) -> bytes:
    held = io.StringIO()
    table = csv.DictWriter(held, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return held.getvalue().encode()


WRONG = {
    "a place that isn't": {"geo": "Atlantis"},
    "a year to come": {"period": "2099"},
    "a year that is none": {"period": "soon"},
    "a confidence that isn't": {"confidence": "certain"},
    "a way that isn't": {"reached": "guessed"},
    "an address that runs": {"source_url": "javascript:alert(1)"},
    "an address of another kind": {"source_url": "ftp://example.org/a"},
    "a hidden mark": {"group": "men\u202e"},
    "a control character": {"indicator": "use\x07"},
    "an empty place": {"geo": ""},
    "an empty indicator": {"indicator": ""},
    "a share above one": {"value": "250", "unit": "percent"},
    "a value in words": {"value": "many"},
    "an unknown unit": {"unit": "parsecs"},
}
"""What may be wrong in a field of a transcription, each told by the file alone."""
