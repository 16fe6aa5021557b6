"""Everything in a survey's file that breaks what the study assumes of it, in one table.

Cleaning stops at the first fault; this goes on, so that a changed file is understood in one look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from numbers import Number
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import paths
from analysis.cleaning import missing, weights
from analysis.errors import StudyError
from analysis.files import NUMBERS, read_table, write_table
from analysis.sources import corrections
from analysis.sources.catalogue import Source, Variable, catalogue, locate
from analysis.surveys.common import base_faults, check_columns, recoded, sample
from analysis.surveys.fingerprint import differing, fingerprint, read_fingerprint
from analysis.surveys.harmonise import harmonise, read

SHOWN = 5
"""Codes quoted as examples."""
NOBODY_KNOWS = "Nobody knows which of them is meant."
OTHER_KIND = "Answers are numbers or texts, weights are numbers."
OTHER_FILE = "Its people, their design or their answers are not those that were recorded."


@dataclass(frozen=True)
class Fault:
    """One broken assumption. `rows` is None where it isn't about rows."""

    column: str
    rule: str
    rows: int | None
    examples: str
    meaning: str


def validate(
    source: Source, raw: pd.DataFrame, recorded: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Collect every assumption that a survey's file breaks.

    Parameters
    ----------
    source : Source
        A microdata record.
    raw : DataFrame
        Its file as read, corrections not applied.
    recorded : DataFrame, optional
        The figures it must have, as `analysis.surveys.fingerprint.read_fingerprint` gives them.

    Returns
    -------
    DataFrame
        One row per fault, none when all is well: ``source, column, rule, rows`` (how many are
        concerned, missing where it isn't about rows), ``examples``, ``meaning``.
    """
    faults = [*_shape(source, raw)]
    try:
        check_columns(raw, source)
    except StudyError as problem:
        faults.append(Fault("", "columns have names of their own", None, problem.got, NOBODY_KNOWS))
    else:
        kinds = [*_kinds(source, raw)]
        faults += kinds or _assumptions(source, raw)
    if not faults:
        faults += _cleaning(source, raw, recorded)
    return _table(source, faults)


def _table(source: Source, faults: Sequence[Fault]) -> pd.DataFrame:
    columns = list(Fault.__dataclass_fields__)
    table = pd.DataFrame([asdict(fault) for fault in faults], columns=columns)
    table.insert(0, "source", source.id)
    return table.astype({"rows": "Int64"})


def _assumptions(source: Source, raw: pd.DataFrame) -> Iterator[Fault]:
    yield from _absent(source, raw)
    mended, unfit = _mended(source, raw)
    if {*source.sample} <= {*raw.columns}:
        mended = sample(mended, source)
    yield from unfit
    yield from _unknown_codes(source, mended)
    yield from _bases(source, mended)
    yield from _clusters(source, mended)
    yield from _weights(source, mended)


def _kinds(source: Source, raw: pd.DataFrame) -> Iterator[Fault]:
    """List the columns in use that hold moments, lists or whatever no answer can be."""
    for name in _in_use(source):
        if name in raw.columns and raw[name].dtype.kind not in NUMBERS:
            values = raw[name].dropna().astype(object)
            odd = values[[not isinstance(value, str | Number) for value in values]]
            if len(odd):
                kinds = ", ".join(sorted({type(value).__name__ for value in odd}))
                yield Fault(name, "numbers or texts", len(odd), kinds, OTHER_KIND)


def _in_use(source: Source) -> list[str]:
    """Name the columns that the record reads, each once."""
    roles = source.design.model_dump(exclude={"singleton"}).values() if source.design else []
    read = [name for v in source.variables for name in (v.column, *v.also)]
    return [*dict.fromkeys([*source.sample, *read, *filter(None, roles)])]


def _shape(source: Source, raw: pd.DataFrame) -> Iterator[Fault]:
    file = source.files[0]
    for what, expected, got in (
        ("rows", file.rows, raw.shape[0]),
        ("columns", file.columns, raw.shape[1]),
    ):
        if expected and expected != got:
            meaning = f"The file has {got} {what}, the catalogue says {expected}: it was changed."
            yield Fault("", f"number of {what}", None, str(got), meaning)


def _absent(source: Source, raw: pd.DataFrame) -> Iterator[Fault]:
    for name in _in_use(source):
        if name not in raw.columns:
            yield Fault(name, "column is there", None, "", "The variable can't be computed.")


def _mended(source: Source, raw: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Apply the corrections that still fit, and tell of the others."""
    faults = []
    for correction in corrections.corrections():
        try:
            raw = corrections.apply(raw, source, [correction])
        except StudyError as problem:
            found = f"expected {problem.expected}; got {problem.got}"
            faults.append(Fault(correction.column, correction.id, None, found, problem.title))
    return raw, faults


def _unknown_codes(source: Source, raw: pd.DataFrame) -> Iterator[Fault]:
    for variable in source.variables:
        for name in (variable.column, *variable.also):
            if variable.codes and name in raw.columns:
                unknown = _unknown(raw[name], variable)
                if unknown:
                    yield Fault(
                        name,
                        "every code is in the catalogue",
                        sum(unknown.values()),
                        ", ".join(f"{code} ({n} rows)" for code, n in [*unknown.items()][:SHOWN]),
                        f"Nobody knows what these answers to '{variable.name}' mean.",
                    )


def _unknown(values: pd.Series[Any], variable: Variable) -> dict[Any, int]:
    """Count the codes that are neither answers nor missing."""
    known = {*variable.codes, *variable.missing}
    try:
        shown = _with_tags(values, variable)
    except StudyError as problem:  # a column in which nothing can be tagged
        return {problem.got: len(values)}
    counts = {code: n for code, n in shown.value_counts().items() if code not in known}
    if variable.others is not None:  # any other number is that answer; a text among them is none
        numbers = not any(isinstance(code, str) for code in variable.codes)
        counts = {code: n for code, n in counts.items() if numbers and isinstance(code, str)}
    if shown.isna().any() and None not in known:
        counts["(empty)"] = int(shown.isna().sum())
    return counts


def _with_tags(values: pd.Series[Any], variable: Variable) -> pd.Series[Any]:
    """Show tagged missing values where the record names some, such as ".i"."""
    tagged = any(isinstance(code, str) and code.startswith(".") for code in variable.missing)
    return missing.missing_tags(values, kept=True) if tagged else values


def _bases(source: Source, raw: pd.DataFrame) -> Iterator[Fault]:
    frame = pd.DataFrame(
        {variable.name: _answers(raw, variable) for variable in source.variables if variable.codes},
        index=raw.index,  # none of them may have a value
    )
    for variable in source.variables:
        leans_on = [variable.asked_if] if variable.asked_if else []
        leans_on += ["year"] if variable.years else []
        if leans_on and frame[[variable.name, *leans_on]].notna().all(axis=None):
            meaning = f"It was not asked of: {variable.base}."
            for fault, people in base_faults(frame, variable).items():
                told = f"{people} people {fault}"
                yield Fault(variable.column, "who was asked", people, told, meaning)


def _answers(raw: pd.DataFrame, variable: Variable) -> pd.Series[Any] | None:
    """Recode a variable; None, hence a column without a value, where its codes aren't all known."""
    names = [variable.column, *variable.also]
    if not {*names} <= {*raw.columns} or any(_unknown(raw[name], variable) for name in names):
        return None
    return recoded([_with_tags(raw[name], variable) for name in names], variable)


def _clusters(source: Source, raw: pd.DataFrame) -> Iterator[Fault]:
    roles = source.design.model_dump(include={"stratum", "psu"}) if source.design else {}
    for role, name in roles.items():
        empty = int(raw[name].isna().sum()) if name in raw.columns else 0
        if empty:
            meaning = f"Nobody knows the {role} of these people."
            yield Fault(name, f"each {role} is there", empty, "(empty)", meaning)


def _weights(source: Source, raw: pd.DataFrame) -> Iterator[Fault]:
    name = source.design.weight if source.design else None
    if name and name in raw.columns:
        try:
            weights.check_weights(raw[name])
        except StudyError as problem:
            yield Fault(name, "weights can be used", None, problem.got, "No estimate is possible.")


def _cleaning(source: Source, raw: pd.DataFrame, recorded: pd.DataFrame | None) -> Iterator[Fault]:
    """List what only cleaning sees: ages, occupations, activities, and figures that moved."""
    try:
        people = harmonise(source, raw)
    except StudyError as problem:
        yield Fault("", "the file can be cleaned", None, problem.got, problem.title)
        return
    except TypeError as problem:  # texts among the numbers that are compared, or the reverse
        yield Fault("", "the file can be cleaned", None, str(problem), OTHER_KIND)
        return
    if recorded is not None:
        for about, told in differing(recorded, fingerprint(people)).items():
            examples = "; ".join(told[:SHOWN])
            yield Fault(about, "figures are those recorded", None, examples, OTHER_FILE)


def validate_all() -> tuple[pd.DataFrame, list[str]]:
    """Validate every survey whose file is on this machine.

    Returns
    -------
    DataFrame, list of str
        The faults of all of them, and the sources that could not be looked at.
    """
    surveys = [source for source in catalogue().values() if source.kind == "microdata"]
    here = [source for source in surveys if locate(source, source.files[0])]
    found = [_found(source) for source in here]
    absent = [source.id for source in surveys if source not in here]
    return (pd.concat(found, ignore_index=True) if found else pd.DataFrame()), absent


def _found(source: Source) -> pd.DataFrame:
    """List the faults of a file, which may not be the record's, or have no recorded figures."""
    try:
        return validate(source, read(source), read_fingerprint(source.id))
    except StudyError as problem:
        rule = "the file is the one of the record"
        return _table(source, [Fault("", rule, None, problem.got, problem.title)])


def write_validation(source: Source, faults: pd.DataFrame, folder: Path = paths.VALIDATION) -> None:
    """Write the faults of one survey's file, none as a header only."""
    write_table(folder / f"{source.id}.csv", faults)


def read_validation(folder: Path = paths.VALIDATION) -> pd.DataFrame:
    """Read the faults found when each survey was last folded into cells: a fold lets none pass."""
    files = sorted(folder.glob("*.csv"))
    remedy = "get it back with `git restore`, or run `study validate` where the survey files are"
    return pd.concat([read_table(path, remedy, dtype="str") for path in files], ignore_index=True)
