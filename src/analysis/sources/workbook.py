"""Read the sheets that the catalogue describes of an Excel workbook: text and numbers, as written.

The format is zipped XML (ECMA-376, Office Open XML, part 1, chapter 18). What such a file needs of
it is this short, and spares every installation a library. Anybody's workbook may hold more: see
`analysis.sources.sheet`.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from zipfile import ZipFile

import pandas as pd

if TYPE_CHECKING:
    from analysis.sources.catalogue import Workbook

_CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Cell = str | float


def read_workbook(path: Path, workbook: Workbook) -> pd.DataFrame:
    """Read the people of a workbook, one sheet below the other.

    Parameters
    ----------
    path : Path
        The ``.xlsx`` file.
    workbook : Workbook
        Its sheets, and the columns that mean the same in all of them.

    Returns
    -------
    DataFrame of shape (rows of all sheets, columns)
        ``sheet`` is the year of the person's sheet. A shared column keeps its name; any other is
        called ``NAME (YEAR)`` and is empty for people of other years, since an item number may be
        another question in another year.

    Raises
    ------
    BadZipFile, ParseError, KeyError, ValueError
        When the file is damaged, has no such sheet, or a cell is neither a number nor text;
        `analysis.sources.reading.read_raw` turns them into a StudyError.
    """
    frames = []
    with ZipFile(path) as archive:
        texts = _shared_texts(archive)
        for year, name in workbook.sheets.items():
            table = _table(dict(_rows(archive, name, texts)), workbook.header)
            names = {c: c if c in workbook.shared else f"{c} ({year})" for c in table.columns}
            table = table.rename(columns=names)
            table.insert(0, "sheet", year)
            frames.append(table)
    return pd.concat(frames, ignore_index=True)


def _table(rows: dict[int, dict[str, Cell]], header: int) -> pd.DataFrame:
    """Name the columns of a sheet by the cells of its header."""
    names = rows[header]
    below = [row for number, row in rows.items() if number > header]
    people = [[row.get(letters, nan) for letters in names] for row in below]
    return pd.DataFrame(people, columns=[str(name) for name in names.values()])


def _rows(archive: ZipFile, sheet: str, texts: list[str]) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Read a sheet: the number of each row, and letters of the column -> what its cell holds."""
    root = ElementTree.fromstring(archive.read(_part(archive, sheet)))
    for row in root.iter(f"{_CELLS}row"):
        cells = {}
        for cell in row:
            value = cell.findtext(f"{_CELLS}v")
            if value is not None:
                letters = cell.attrib["r"].rstrip("0123456789")
                cells[letters] = _value(value, cell.get("t", "n"), texts)
        yield int(row.attrib["r"]), cells


def _value(written: str, kind: str, texts: list[str]) -> Cell:
    if kind == "s":
        return texts[int(written)]
    if kind != "n":
        raise ValueError(f"a cell of kind '{kind}', neither a number nor text")
    return float(written)


def _part(archive: ZipFile, sheet: str) -> str:
    """Find the file of a sheet inside the archive."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = {x.attrib["name"]: x.attrib[_LINK] for x in book.iter(f"{_CELLS}sheet")}
    parts = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {part.attrib["Id"]: part.attrib["Target"] for part in parts}
    return f"xl/{targets[links[sheet]]}"


def _shared_texts(archive: ZipFile) -> list[str]:
    root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(text.text or "" for text in item.iter(f"{_CELLS}t")) for item in root]
