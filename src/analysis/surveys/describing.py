"""A first draft of the record of a survey's file, made from the nearest record that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis.files import sha256
from analysis.sources.catalogue import Source, Variable, catalogue
from analysis.sources.reading import read_file, with_numbers
from analysis.surveys.nearest import (
    Near,
    columns_of,
    compared,
    differing,
    exchanged,
    nearest,
    weight_candidates,
)

TO_WRITE = "TO WRITE"
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def describe(path: Path, records: Mapping[str, Source] | None = None) -> str:
    """Draft the record of a survey's file, for somebody to finish.

    Parameters
    ----------
    path : Path
        A file that `analysis.sources.reading.read_file` can read.
    records : mapping of str to Source, optional
        Where to look for the nearest known wave: the study's catalogue when left out.

    Returns
    -------
    str
        YAML, as ``data/raw/catalogue.yaml`` wants it: what the file tells is filled in, what the
        nearest wave tells is copied, what nobody told is ``TO WRITE``. Comments give the labels of
        codes, codes that the nearest record doesn't list, and the answers whose shares differ from
        those of the nearest wave beyond chance.

    Raises
    ------
    StudyError
        When the file can't be read, or no known wave is near.
    """
    file = read_file(path)
    digest = sha256(path)
    known = catalogue() if records is None else records
    same = [record.id for record in known.values() if digest in {f.sha256 for f in record.files}]
    near = nearest(file.people, [record for record in known.values() if record.id not in same])
    numbers = [near.columns[name] for name in near.source.numbers if name in near.columns]
    raw = with_numbers(file.people, numbers)
    lines = [
        *_head(path, near, same),
        *_differences(raw, near),
        *_identity(path, near),
        *_file(path, raw, digest),
        *_terms(near.source),
        *_design(raw, near),
        "  variables:",
        *(line for v in near.source.variables for line in _variable(v, raw, near, file.labels)),
        *_cells(path, near),
    ]
    return "\n".join(lines) + "\n"


def _head(path: Path, near: Near, same: list[str]) -> Iterator[str]:
    yield f"# Drafted by `study describe` from {path.name}: read every line, write what is missing."
    if same:
        yield f"# This very file is known already: it is that of {', '.join(same)}."
    yield (
        f"# The nearest known wave is {near.source.id}: the file has {len(near.columns)} of its "
        f"{near.wanted} columns."
    )
    absent = [name for name in columns_of(near.source) if name not in near.columns]
    if absent:
        yield f"# Not in the file: {', '.join(absent)}. Variables read from them are left out."


def _differences(raw: pd.DataFrame, near: Near) -> Iterator[str]:
    """List the shares that differ from the nearest wave; two codes exchanged show here."""
    pairs = compared(raw, near)
    found = differing(pairs)
    columns = {v.name: near.columns.get(v.column, v.column) for v in near.source.variables}
    answers = sum(len(here.share) for here, _there in pairs.values())
    if found.empty:
        yield f"# No share of {answers} answers differs from {near.source.id} beyond chance."
        return
    yield f"# Shares that differ from {near.source.id} beyond chance, of {answers} (here, there):"
    for row in found.itertuples():
        place = f"{row.variable} ({columns[str(row.variable)]}) {_code(row.answer)}"
        yield f"#   {place}: {row.here:.1%}, {row.there:.1%}"
    for name, one, other in exchanged(found):
        turned = f"{_code(one)} and {_code(other)} would be nearer if they were exchanged"
        yield f"#   {name} ({columns[name]}): {turned}. Were they?"


def _identity(path: Path, near: Near) -> Iterator[str]:
    record, years = near.source, [int(year) for year in YEAR.findall(path.name)]
    year = years[-1] if years else TO_WRITE
    yield f"- id: {_new_id(near, path)}"
    for field, text in (("title", TO_WRITE), ("short", TO_WRITE), ("producer", record.producer)):
        yield f"  {field}: {_scalar(text)}"
    yield f"  citation: {TO_WRITE}"
    for field in ("kind", "survey", "grade"):
        yield f"  {field}: {getattr(record, field)}"
    yield f"  landing_page: {TO_WRITE}"
    yield f"  years: [{year}]"
    yield f"  geo: {record.geo}"
    yield f"  asked_by: {record.asked_by or TO_WRITE}"


def _new_id(near: Near, path: Path) -> str:
    """Name the wave as the nearest one is named, with the year that its file bears."""
    stem, found = near.source.id.rsplit("_", 1), YEAR.findall(path.name)
    return f"{stem[0]}_{found[-1] if found else 'year'}"


def _file(path: Path, raw: pd.DataFrame, digest: str) -> Iterator[str]:
    yield "  files:"
    yield f"    - path: {_scalar(path.name)}"
    yield f"      sha256: {digest}"
    yield f"      bytes: {path.stat().st_size}"
    yield f"      rows: {raw.shape[0]}"
    yield f"      columns: {raw.shape[1]}"


def _terms(record: Source) -> Iterator[str]:
    """Copy what waves of one producer mostly share, to be read again."""
    url = {"url": str(record.licence.url)} if record.licence.url else {}
    yield f"  licence: {_flow({'name': record.licence.name} | url)}"
    yield f"  redistributable: {str(record.redistributable).lower()}"
    yield f"  access: {record.access}"
    if record.access == "account":
        yield f"  steps: [{TO_WRITE}]"
    yield f"  published: {TO_WRITE}"
    yield f"  accessed: {datetime.now(UTC).date()}"
    yield f"  universe: {_scalar(record.universe)}"
    yield f"  mode: {TO_WRITE}"
    yield f"  sampling: {_scalar(record.sampling)}"
    yield f"  translated: {{fr: {{title: {TO_WRITE}, short: {TO_WRITE}, mode: {TO_WRITE}}}}}"


def _design(raw: pd.DataFrame, near: Near) -> Iterator[str]:
    roles = near.source.design
    told = roles.model_dump(exclude_none=True) if roles else {}
    told |= {role: near.columns.get(name, name) for role, name in told.items()}
    candidates = weight_candidates(raw)
    if told.get("weight") not in raw.columns:
        told["weight"] = candidates[0] if candidates else None
    yield f"  # May be a weight: {', '.join(candidates) or 'no column'}."
    yield f"  design: {_flow(told)}"


def _variable(
    variable: Variable, raw: pd.DataFrame, near: Near, labels: Mapping[str, Any]
) -> Iterator[str]:
    if variable.column not in near.columns:
        return
    column = near.columns[variable.column]
    yield f"    - name: {variable.name}"
    yield f"      column: {_scalar(column)}"
    also = [near.columns[name] for name in variable.also if name in near.columns]
    if also:
        yield f"      also: {_flow(also)}"
    for field in ("question", "base", "asked_if", "others_asked", "everyone", "others"):
        if getattr(variable, field):
            yield f"      {field}: {_scalar(getattr(variable, field))}"
    yield from _codes(variable, raw, [column, *also], labels.get(column, {}))


def _codes(
    variable: Variable, raw: pd.DataFrame, columns: list[str], labels: Mapping[Any, str]
) -> Iterator[str]:
    """Copy the codes that the record lists, each with its label; tell those it doesn't."""
    counts = _counts(raw[columns[0]])
    for kind in ("codes", "missing"):
        listed = getattr(variable, kind)
        if listed:
            yield f"      {kind}:"
        for code, meaning in listed.items():
            told = _told(code, labels, counts.get(code, 0))
            yield f"        {_scalar(code)}: {_scalar(meaning)}  # {told}"
    if variable.codes and variable.others is None:
        every = _counts(pd.concat([raw[name] for name in columns]))
        for code, people in every.items():
            if code not in {*variable.codes, *variable.missing}:
                yield f"      # NOT LISTED {_code(code)}: {_told(code, labels, people)}"


def _counts(values: pd.Series[Any]) -> dict[Any, int]:
    counts: dict[Any, int] = values.value_counts().to_dict()
    return counts | ({None: empty} if (empty := int(values.isna().sum())) else {})


def _told(code: Any, labels: Mapping[Any, str], people: int) -> str:
    label = labels.get(code, "")
    return f"{label}, {people} people" if label else f"{people} people"


def _cells(path: Path, near: Near) -> Iterator[str]:
    """Copy the tables of cells that can still be made, under the new name."""
    record, new = near.source, _new_id(near, path)
    lost = {
        name
        for v in record.variables
        if v.column not in near.columns
        for name in (v.name, v.everyone)
    }
    yield "  cells:"
    for table, held in record.cells.items():
        if not lost & {*held}:
            yield f"    {table.replace(record.id, new)}: {_flow(list(held))}"


def _code(code: Any) -> str:
    if code is None:
        return "(empty)"
    return f"{code:g}" if isinstance(code, float) else str(code)


def _scalar(value: Any) -> str:
    """Write a value as YAML reads it back, on one line."""
    return yaml.safe_dump(value, allow_unicode=True, width=10**6).removesuffix("\n...\n").strip()


def _flow(value: Any) -> str:
    return yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10**6
    ).strip()
