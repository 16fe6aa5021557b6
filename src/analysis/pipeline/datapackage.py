"""``datapackage.json``: what tools need to read the study's tables, beside them.

Data Package v1 (Frictionless): each table with its columns, their types and what they hold, its
sources, terms, size and checksum.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis import paths
from analysis.cleaning import missing
from analysis.errors import StudyError
from analysis.files import sha256, write
from analysis.folding.locks import check_lock
from analysis.pipeline import table_columns as columns
from analysis.pipeline.codebook import CODEBOOK, codebook
from analysis.pipeline.figure_columns import COLUMNS
from analysis.pipeline.imprint import citation, imprint
from analysis.pipeline.notebooks import OTHERS
from analysis.sources import vocabulary
from analysis.sources.catalogue import Source, catalogue
from analysis.words.labels import VARIABLES, label

NAME = "datapackage.json"
INTEGER = re.compile(r"-?\d+")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
YEAR = re.compile(r"(?:19|20)\d\d")
OURS = [
    {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0",
    }
]
FACTS = [{"name": "other", "title": "Facts: cite the source of each (LICENSE-DATA.md)"}]

Told = Mapping[str, str]
Resource = dict[str, Any]


def kind_of(texts: Iterable[str]) -> str:
    """Return the type of a column from what is written in it; empty cells tell nothing.

    Examples
    --------
    >>> kind_of(["1", "", "-2"]), kind_of(["0.5", "1e-05"]), kind_of(["65+"]), kind_of([])
    ('integer', 'number', 'string', 'string')
    """
    found = {text for text in texts if text}
    for kind, form in (("integer", INTEGER), ("number", NUMBER)):
        if found and all(form.fullmatch(text) for text in found):
            return kind
    return "string"


def table(path: Path, folder: Path, about: str, told: Told, **rest: Any) -> Resource:
    """Describe a table: its file, and each column with its type and what it holds.

    Parameters
    ----------
    path : Path
        A csv file, UTF-8, with a head.
    folder : Path
        Of the package.
    about : str
        What the table holds.
    told : mapping of column to str
        What the columns hold.
    **rest
        Other properties of the resource: sources, licenses.

    Raises
    ------
    StudyError
        When nothing says what a column holds.
    """
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    if unknown := [name for name in head if name not in told and not YEAR.fullmatch(name)]:
        raise StudyError(
            f"Nothing says what some columns of {path.name} hold.",
            expected="a sentence a column",
            got=", ".join(unknown),
            hint="add them to src/analysis/pipeline/table_columns.py",
        )
    fields = [
        {
            "name": name,
            "type": kind_of(texts),
            "description": told.get(name, f"the figure of {name}"),
        }
        for name, *texts in zip(head, *rows, strict=True)
    ]
    return {
        **_file(path, folder, about),
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
        **rest,
    }


def _file(path: Path, folder: Path, about: str) -> Resource:
    place = path.relative_to(folder)
    return {
        "name": "-".join(place.with_suffix("").parts).lower(),
        "path": place.as_posix(),
        "description": about,
        "format": path.suffix[1:],
        "mediatype": {".csv": "text/csv", ".json": "application/json"}[path.suffix],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
    }


def _origin(source: Source) -> dict[str, str]:
    return {"title": source.citation, "path": str(source.landing_page)}


def _terms(source: Source) -> list[dict[str, str]]:
    """Return the terms of a producer, which cells are under."""
    url = source.licence.url or source.landing_page
    return [{"name": "other", "title": source.licence.name, "path": str(url)}]


def _cells(folder: Path) -> Iterator[Resource]:
    """Describe the cells; a variable has the levels of the vocabulary and the missing kinds."""
    rows = codebook(catalogue().values()).to_dict("records")
    for source in catalogue().values():
        own = [row for row in rows if row["source"] == source.id]
        told = {row["variable"]: _question(row) for row in own} | columns.DESIGN
        for name in source.cells:
            path = paths.CELLS / f"{name}.csv"
            check_lock(path.name, path.read_bytes(), paths.lock_of_cells(source.id))
            about = f"{source.title}: people counted by their answers ({source.universe})."
            terms = {"sources": [_origin(source)], "licenses": _terms(source)}
            cells = table(path, folder, about, told, **terms)
            for field in cells["schema"]["fields"]:
                if field["name"] not in columns.DESIGN and field["type"] == "string":
                    levels = [*vocabulary.levels(field["name"]), *missing.KINDS]
                    field["constraints"] = {"enum": levels}
            yield cells


def _locks(folder: Path) -> Iterator[Resource]:
    for source in catalogue().values():
        if source.cells:
            about = f"What the cells of {source.title} were when they were folded."
            path = paths.lock_of_cells(source.id)
            yield table(path, folder, about, columns.LOCKED, licenses=OURS)


def _question(row: Mapping[Hashable, str]) -> str:
    asked = f" Asked of: {row['base']}." if row["base"] else ""
    return f"{row['label']}: {row['question']}.{asked}".replace("?.", "?").replace("..", ".")


def _judged(folder: Path) -> Iterator[Resource]:
    told = COLUMNS | columns.JUDGED
    about = "What each claim rests on, item by item, and the verdicts that follow."
    yield table(paths.VERDICTS, folder, about, told, licenses=OURS)
    about = "The verdict of each claim under other rules."
    yield table(paths.SENSITIVITY, folder, about, told, licenses=OURS)


def _values(folder: Path) -> Iterator[Resource]:
    for path in sorted(paths.VALUES.glob("*.json")):
        about = f"Every number that the notebook {path.stem} quotes: name -> value, interval, base."
        yield _file(path, folder, about) | {"licenses": OURS}


def processed() -> dict[str, Any]:
    """Describe ``data/processed``: cells, published figures, values, verdicts."""
    folder = paths.PROCESSED
    published = [source for source in catalogue().values() if source.kind == "published"]
    faults = "Broken assumptions of {}: none where it has no row."
    told = columns.LISTED | {"source": COLUMNS["source"]}
    return _package(
        "processed",
        "The data that the study is computed from, and what it found.",
        [
            *_cells(folder),
            *_locks(folder),
            table(
                paths.PUBLISHED,
                folder,
                "Figures transcribed from publications, each with its source.",
                COLUMNS | columns.PUBLISHED,
                sources=[_origin(source) for source in published],
                licenses=FACTS,
            ),
            table(CODEBOOK, folder, "Every variable of the cells.", told, licenses=OURS),
            *(
                table(path, folder, faults.format(path.stem), told, licenses=OURS)
                for path in sorted(paths.VALIDATION.glob("*.csv"))
            ),
            *_judged(folder),
            *_values(folder),
        ],
    )


def figures() -> dict[str, Any]:
    """Describe ``reports/data``: the table behind each figure."""
    folder = paths.FIGURE_DATA
    named = {name: label(name) for name in VARIABLES}
    told = named | columns.PUBLISHED | columns.DRAWN | COLUMNS
    plain = [path for path in sorted(folder.glob("*.csv")) if not path.stem.endswith((*OTHERS,))]
    tables = [table(path, folder, f"The data drawn in {path.stem}.", told) for path in plain]
    about = "The data behind the figures of the pages; `.fr.csv` are the same in French."
    return _package("figures", about, tables)


def _package(name: str, about: str, resources: Sequence[Resource]) -> dict[str, Any]:
    cited, told = citation(), imprint()
    return {
        "profile": "data-package",
        "name": f"networks-and-jobs-{name}",
        "title": cited["title"],
        "description": about,
        "version": told.version,
        **({"homepage": told.address} if told.address else {}),
        "contributors": [{"title": told.author, "role": "author"}],
        "licenses": OURS,
        "resources": resources,
    }


def write_packages() -> None:
    """Write ``datapackage.json`` beside the tables of ``data/processed`` and ``reports/data``."""
    for folder, package in ((paths.PROCESSED, processed()), (paths.FIGURE_DATA, figures())):
        write(folder / NAME, json.dumps(package, ensure_ascii=False, indent=1) + "\n")
