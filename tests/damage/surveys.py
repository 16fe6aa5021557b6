"""Survey files, damaged: as bytes, and as they are read. What the fold makes of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd
import pyreadstat

import synthetic
from analysis.files import sha256
from analysis.sources import corrections
from analysis.sources.catalogue import Source, catalogue, locate
from analysis.surveys import fold as folding
from analysis.surveys.fold import Folders, fold, record
from damage.cases import OUT, Case, Subject
from damage.raw_bytes import damaged
from damage.spoilt import MORE, SPOILT

AS_IT_IS = "as it is"
WRITTEN = "pew_2018"
"""The survey that is made up in each format."""

FORMATS = {".sav": True, ".dta": True, ".csv": True, ".xlsx": True}
SMALL = 5_000_000
"""Bytes of a real file that is damaged: larger ones take long to read."""


def spoilt(name: str, seed: int, content: bytes, folder: Path) -> str:
    """Fold people of a made-up survey, spoilt in the way that the content names."""
    source = catalogue()[name]
    raw = synthetic.raw(source, people=200, seed=seed)
    file = source.files[0].model_copy(update={"rows": len(raw), "columns": raw.shape[1]})
    declared = source.model_copy(update={"files": [file]})
    corrections.corrections = tuple  # those of the study are about the real files
    where = _within(folder)
    folding.read = lambda _source: raw
    record(declared, where.fingerprints)
    kind = content.decode()
    people = raw if kind == AS_IT_IS else (SPOILT | MORE)[kind](raw, source)
    folding.read = lambda _source: people
    fold(declared, where)
    return _cells(folder)


def folded(name: str, ending: str, whole: bytes, content: bytes, folder: Path) -> str:
    """Fold a made-up file of a format, its checksum renewed; its figures are those of the whole."""
    corrections.corrections = tuple
    where = _within(folder)
    record(_put(name, f"made{ending}", whole, folder), where.fingerprints)
    fold(_put(name, f"made{ending}", content, folder), where)
    return _cells(folder)


def of_study(name: str, content: bytes, folder: Path) -> str:
    """Fold a real file, its checksum renewed; its figures are those of the study."""
    source = catalogue()[name]
    put = _put(name, source.files[0].path, content, folder, real=True)
    fold(put, Folders(cells=folder / OUT, validation=folder / OUT / "validation"))
    return _cells(folder)


def _within(folder: Path) -> Folders:
    return Folders(folder / "fingerprints", folder / OUT, folder / OUT / "validation")


def _cells(folder: Path) -> str:
    return "\n".join(file.read_text("utf-8") for file in sorted((folder / OUT).glob("*.csv")))


def _put(name: str, file: str, content: bytes, mirror: Path, *, real: bool = False) -> Source:
    """Put a file into the mirror, and return the record that has its checksum."""
    os.environ["STUDY_MIRROR"] = str(mirror)
    source = catalogue()[name]
    path = mirror / name / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    facts = {"path": file, "sha256": sha256(path), "bytes": len(content)}
    if not real:
        facts |= {"rows": None, "columns": None}
    return source.model_copy(update={"files": [source.files[0].model_copy(update=facts)]})


def _bytes(raw: pd.DataFrame, ending: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"made{ending}")
        if ending == ".sav":
            pyreadstat.write_sav(raw, path)
        elif ending == ".dta":
            pyreadstat.write_dta(raw, path)
        elif ending == ".xlsx":
            raw.to_excel(path, index=False)
        else:
            raw.to_csv(path, index=False, lineterminator="\n")
        return path.read_bytes()


def cases(seed: int) -> Iterator[Case]:
    """Yield every case of this group."""
    for source in catalogue().values():
        if source.kind == "microdata":
            yield from _of_people(source, seed)
    raw = synthetic.raw(catalogue()[WRITTEN], people=100, seed=seed)
    for ending in FORMATS:
        whole = _bytes(raw, ending)
        ask = partial(folded, WRITTEN, ending, whole)
        subject = Subject("survey files", ending, whole, ask)
        yield from damaged(subject, seed, text=ending == ".csv")
    yield from _of_real_files(seed)


def _of_people(source: Source, seed: int) -> Iterator[Case]:
    raw = synthetic.raw(source, people=200, seed=seed)
    subject = Subject("surveys", source.id, AS_IT_IS.encode(), partial(spoilt, source.id, seed))
    for kind, change in (SPOILT | MORE).items():
        if change(raw, source) is not None:
            yield Case(subject, kind, kind.encode())


def _of_real_files(seed: int) -> Iterator[Case]:
    """Damage the real files too, where they are on this machine."""
    for source in catalogue().values():
        path = locate(source, source.files[0]) if source.kind == "microdata" else None
        if path and path.stat().st_size < SMALL:
            ask = partial(of_study, source.id)
            subject = Subject("real survey files", source.id, path.read_bytes(), ask)
            yield from damaged(subject, seed, text=False)
