"""The waves of a survey that the catalogue has: one that enters it is on its lines from then on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.errors import StudyError
from analysis.sources.catalogue import Source, catalogue


@dataclass(frozen=True)
class Wave:
    """One record of a survey, with the table of cells that holds what was asked for.

    ``name`` is its year; a second wave of that year, in the order of the catalogue, is ``2024_2``.
    """

    name: str
    year: int
    asked_by: str
    table: str
    source: Source


def waves_of(
    survey: str, *variables: str, records: Iterable[Source] | None = None
) -> tuple[Wave, ...]:
    """Return the waves of a survey that have some variables in one table of cells.

    Parameters
    ----------
    survey : str
        As records name it: ``"pew"``.
    *variables : str
        Harmonised variables, derived ones among them.
    records : iterable of Source, optional
        Those of the study when left out.

    Returns
    -------
    tuple of Wave
        By year, then in the order of the records.

    Raises
    ------
    StudyError
        When none has them, or when a record of several years, or that doesn't say how people were
        asked, is no wave.

    Examples
    --------
    >>> [wave.table for wave in waves_of("pew", "on_linkedin_adults", "tertiary")]
    ['pew_2018', 'pew_2021', 'npors_2024']
    """
    known = catalogue().values() if records is None else records
    found = [
        (record, table)
        for record in known
        if record.survey == survey and (table := _table(record, variables))
    ]
    if not found:
        raise StudyError(
            f"No record of the survey '{survey}' has these variables in one table of cells.",
            expected=", ".join(variables),
            hint="'cells' of its records lists the tables and what each holds",
        )
    for record, _name in found:
        _refuse_no_wave(record)
    seen: Counter[int] = Counter()
    waves = []
    for record, table in sorted(found, key=lambda pair: pair[0].years):
        year = record.years[0]
        seen[year] += 1
        name = str(year) if seen[year] == 1 else f"{year}_{seen[year]}"
        waves.append(Wave(name, year, str(record.asked_by), table, record))
    return tuple(waves)


def _table(record: Source, variables: Iterable[str]) -> str | None:
    wanted = {*variables}
    return next((name for name, held in record.cells.items() if wanted <= {*held}), None)


def _refuse_no_wave(record: Source) -> None:
    if len(record.years) != 1 or record.asked_by is None:
        raise StudyError(
            f"{record.id} can't be put on a line with other waves.",
            expected="one year under 'years', and the way of asking under 'asked_by'",
            got=f"years {record.years}, asked by {record.asked_by}",
        )
