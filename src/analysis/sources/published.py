"""All published figures in one table, with those that contradict each other marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import paths
from analysis.cleaning.entries import check_entries
from analysis.cleaning.published import tidy_all
from analysis.cleaning.transcription import check_form
from analysis.errors import StudyError
from analysis.files import read_table, write_table
from analysis.parsing import MEND
from analysis.sources.catalogue import WHEN_EDITED, Source, SourceFile, verify
from analysis.sources.places import require_inside
from analysis.words.bases import Base

CONFLICTS = "published/conflicts.csv"

_SAME_FIGURE = ["indicator", "population", "breakdown", "group", "geo", "period"]
_NUMBERS = {
    "row": "int64",
    "year_from": "Int64",
    "year_to": "Int64",
    "value": "float64",
    "n": "Int64",
    "low": "float64",
    "high": "float64",
    "se": "float64",
    "df": "Int64",
    "least": "float64",
    "most": "float64",
}


def collect(records: Iterable[Source], folder: Path = paths.RAW) -> pd.DataFrame:
    """Read, check and tidy every published source.

    Parameters
    ----------
    records : iterable of Source
        Catalogue records; those of microdata are passed over.
    folder : Path
        Where the paths of the records start; ``published/conflicts.csv`` is there too.

    Returns
    -------
    DataFrame
        The columns of `analysis.cleaning.published.tidy`, and ``conflict``: the name shared by
        figures that contradict each other ("" for the others). Sorted by source and row.

    Raises
    ------
    StudyError
        When a file isn't there or isn't the one of the record, when `tidy` refuses it, when figures
        contradict each other undeclared, or when a declared contradiction isn't there any more.
    """
    published = sorted((r for r in records if r.kind == "published"), key=lambda r: r.id)
    if not published:
        raise StudyError("There is no published source.", expected="records of kind 'published'")
    grades = {record.id: record.grade for record in published}
    figures = tidy_all({record.id: _read(record, folder) for record in published}, grades)
    marked = _mark(figures, _read_conflicts(folder / CONFLICTS))
    _refuse_undeclared(marked)
    return marked


def write_published(figures: pd.DataFrame) -> None:
    """Write the collected figures to ``data/processed/published.csv``, ten digits each.

    Parameters
    ----------
    figures : DataFrame
        As given by `collect`.
    """
    write_table(paths.PUBLISHED, figures)


def read_published(source: str | None = None) -> pd.DataFrame:
    """Load the figures that the pipeline collected, of one source or of all.

    Parameters
    ----------
    source : str, optional
        Id of a published source.

    Returns
    -------
    DataFrame
        As given by `collect`, in the words of an estimate: the figure is ``estimate``, not
        ``value``, and ``base`` is its population as `analysis.words.bases.Base`. Years and n are
        nullable integers.

    Raises
    ------
    StudyError
        When the table isn't there, or holds no figure of `source`.
    """
    if not paths.PUBLISHED.is_file():
        raise StudyError(
            "The published figures are not there.", hint="run `study build`, which collects them"
        )
    state = paths.PUBLISHED.stat()
    figures = _collected(paths.PUBLISHED, state.st_mtime_ns, state.st_size)
    if source is None:
        return figures.copy()
    known = figures["source"].unique()
    if source not in known:
        raise StudyError("No such published source.", expected=", ".join(known), got=source)
    return figures[figures["source"] == source].reset_index(drop=True)


def published_row(source: str, row_id: str) -> pd.Series[Any]:
    """Look up one published figure by its id, which no correction of its words changes.

    Parameters
    ----------
    source : str
        Id of a published source.
    row_id : str
        Id of the figure: the first column of the source's file in ``data/raw/published``.

    Returns
    -------
    Series
        Its row of `read_published`, named by the id.

    Raises
    ------
    StudyError
        When the source has no such figure; the ids most like it are named.

    Examples
    --------
    >>> executives = published_row("insee_focus30_2015", "on-network-executives-2013")
    >>> f"{executives['estimate']:.0%} of {executives['base']}"
    '37% of active persons aged 20+, France'
    """
    return published_rows(source, row_id).iloc[0]


def published_rows(source: str, *row_ids: str) -> pd.DataFrame:
    """Look up published figures of one source by their ids.

    Parameters
    ----------
    source : str
        Id of a published source.
    *row_ids : str
        Ids of figures, as for `published_row`.

    Returns
    -------
    DataFrame
        Their rows of `read_published`, in the order of the ids, which are the index.

    Raises
    ------
    StudyError
        When the source lacks one of the figures; the ids most like it are named.

    Examples
    --------
    >>> rows = published_rows("insee_focus30_2015", "recruit-2013", "recruit-information-2013")
    >>> rows["estimate"].to_dict()
    {'recruit-2013': 0.08, 'recruit-information-2013': 0.32}
    """
    figures = read_published(source).set_index("id", drop=False).rename_axis(None)
    for row_id in row_ids:
        if row_id not in figures.index:
            near = get_close_matches(row_id, figures.index, n=5, cutoff=0.5)
            raise StudyError(
                f"{source} has no figure with the id '{row_id}'.",
                expected=" or ".join(near) or "an id of the source's file",
                got=row_id,
                hint=f"ids are the first column of data/raw/published/{source}.csv",
            )
    return figures.loc[list(row_ids)]


def published_by(source: str, pattern: str, parts: Iterable[str]) -> pd.DataFrame:
    """Look up published figures of one source whose ids differ in one part, such as the sector.

    Parameters
    ----------
    source : str
        Id of a published source.
    pattern : str
        An id with ``{}`` in the place of that part.
    parts : iterable of str
        What stands there.

    Returns
    -------
    DataFrame
        Their rows of `read_published`, in the order of the parts, which are the index.

    Raises
    ------
    StudyError
        When the source lacks one of the figures; the ids most like it are named.

    Examples
    --------
    >>> published_by("uk_ons_2012", "recruit-{}", ["10-49", "50-249"])["estimate"].to_dict()
    {'10-49': 0.099, '50-249': 0.187}
    """
    named = {part: pattern.format(part) for part in parts}
    return published_rows(source, *named.values()).set_axis([*named])


@lru_cache(maxsize=1)
def _collected(path: Path, _changed: int, _size: int) -> pd.DataFrame:
    """Read the table once, and again when the file has changed."""
    figures = _read_table(path, _NUMBERS, "run `study build`, which collects them").rename(
        columns={"value": "estimate"}
    )
    return figures.assign(base=figures["population"].map(lambda words: Base(note=words)))


def _read_table(path: Path, numbers: dict[str, str], remedy: str = MEND) -> pd.DataFrame:
    """Read text as text, "" included; only the columns of numbers have missing values."""
    return read_table(
        path,
        remedy,
        dtype=defaultdict(lambda: "str", numbers),
        keep_default_na=False,
        na_values={name: [""] for name in numbers},
    )


def _read(record: Source, folder: Path) -> pd.DataFrame:
    if len(record.files) > 1:
        raise StudyError(
            f"{record.id} has several files.",
            expected="one transcription of a published source",
            got=", ".join(file.path for file in record.files),
            hint="put its rows into one file",
        )
    (file,) = record.files
    path = require_inside(folder, folder / file.path)
    if not path.is_file():
        raise StudyError(
            f"{record.id} has no file.",
            expected=file.path,
            got="nothing there",
            hint="it comes with the study: `git restore` brings it back",
        )
    verify(path, file, WHEN_EDITED)
    raw = read_table(path, dtype="str", keep_default_na=False)
    _require_size(raw, record, file)
    check_form(raw, record.id)
    until, better = record.accessed.year, record.row_grades
    check_entries(raw, record.id, until=until, grade=record.grade, better=better)
    return raw


def _require_size(raw: pd.DataFrame, record: Source, file: SourceFile) -> None:
    """Refuse a transcription that was cut, or grew, behind a checksum that somebody renewed."""
    rows, columns = raw.shape
    if rows != file.rows or columns != (file.columns or columns):
        raise StudyError(
            f"{file.path} hasn't the size that the record of {record.id} tells.",
            expected=f"{file.rows} rows" + (f", {file.columns} columns" if file.columns else ""),
            got=f"{rows} rows, {columns} columns",
            hint="see what changed with `git diff`; a row added on purpose is counted in "
            "data/raw/catalogue.yaml",
        )


def _read_conflicts(path: Path) -> pd.DataFrame:
    conflicts = _read_table(path, {"value": "float64"})
    different = conflicts.groupby("conflict")["value"].nunique()
    if (different < 2).any():  # noqa: PLR2004 - it takes two to contradict
        raise StudyError(
            "A declared contradiction has only one value.",
            expected=f"two values or more under each name of {path.name}",
            got=", ".join(different.index[different < 2]),  # noqa: PLR2004
            hint="take the contradiction out of the file",
        )
    return conflicts


def _mark(figures: pd.DataFrame, conflicts: pd.DataFrame) -> pd.DataFrame:
    """Put the name of its contradiction on each figure, once sure that it is the declared one."""
    here = conflicts[(conflicts["id"] != "") & conflicts["source"].isin(figures["source"])]
    keys = ["source", "id"]
    declared = here.merge(figures[[*keys, "value"]], how="left", on=keys, suffixes=("", "_now"))
    changed = declared[~np.isclose(declared["value"], declared["value_now"], rtol=1e-9)]
    if len(changed):
        lines = (
            f"{r.source}, {r.id}: {r.value:.10g} declared, {r.value_now:.10g} found"
            for r in changed.itertuples()
        )
        raise StudyError(
            "A declared contradiction isn't there any more.",
            expected=f"the values of {CONFLICTS}",
            got="; ".join(lines),
            hint="correct the file of contradictions",
        )
    names = here.set_index(keys)["conflict"]
    places = pd.MultiIndex.from_frame(figures[keys])
    return figures.assign(conflict=names.reindex(places).fillna("").to_numpy())


def _refuse_undeclared(figures: pd.DataFrame) -> None:
    values = figures.groupby(_SAME_FIGURE)["value"].transform("nunique")
    undeclared = figures[(values > 1) & (figures["conflict"] == "")]
    if len(undeclared):
        lines = (f"{r.source} line {r.row}: {r.as_published}" for r in undeclared.itertuples())
        raise StudyError(
            "Published figures contradict each other.",
            expected="one value for one indicator, population, group, place and period",
            got="; ".join(lines),
            hint=f"find out which is right; if none is wrong, declare them in {CONFLICTS}",
        )
