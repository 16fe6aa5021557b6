"""Every source of the study, one record each, read from ``data/raw/catalogue.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar, cast

from pydantic import Field, HttpUrl, model_validator

from analysis import paths
from analysis.errors import StudyError, nearest
from analysis.files import sha256
from analysis.records import Record, read_records
from analysis.sources.coherence import contradictions
from analysis.sources.places import Address, Host, Inside, TableName
from analysis.words import i18n

Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(gt=0, strict=True)]
MissingKind = Literal["dont_know", "refused", "no_answer", "not_asked"]
WHEN_CHANGED = "get it again (`study fetch`); if its producer changed it, see docs/data.md"
WHEN_EDITED = (
    "see what changed with `git diff`; if the transcription is right, put its sha256, bytes, rows "
    "and columns in data/raw/catalogue.yaml"
)
Grade = Literal["A", "A-", "B", "C", "D"]
SingletonRule = Literal["center", "scale", "skip", "pool"]
Kind = TypeVar("Kind")


class Licence(Record):
    """Under what terms the producer lets people use the file."""

    name: Text
    url: HttpUrl | None = None


class Workbook(Record):
    """Which sheets of a workbook hold people, and how their columns are told apart."""

    sheets: Annotated[Mapping[int, Text], Field(min_length=1)]
    """Year -> name of its sheet."""
    header: Annotated[int, Field(gt=0)] = 1
    """Row that holds the names of the columns; people are below."""
    shared: list[Text]
    """Columns that mean the same in every sheet. All others are of their year."""


class SourceFile(Record):
    """One file as published, pinned by its checksum."""

    path: Inside
    url: Address | None = None
    hosts: list[Host] = []
    """Hosts that the address leads on to, beside its own."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Count
    rows: Count | None = None
    columns: Count | None = None
    workbook: Workbook | None = None
    encoding: Text | None = None
    """Of its text, where the file doesn't name the right one; of a csv, where it isn't UTF-8."""


class DesignRoles(Record):
    """Which columns carry the sampling design. ``weight: null`` marks a volunteer sample."""

    weight: str | None
    stratum: str | None = None
    psu: str | None = None
    singleton: SingletonRule | None = None


class Variable(Record):
    """A harmonised variable: the column it comes from, its question, its codes.

    ``codes`` is empty where a function of ``analysis.cleaning`` reads the column
    (an age, an occupation code): the survey module says which. The code ``null`` is an empty cell.
    """

    name: Text
    column: Text
    also: list[Text] = []
    """Other columns of the same yes/no question: one "yes" is enough."""
    question: Text
    base: Text
    years: list[int] = []
    """Interview years that had the question; all of them when empty."""
    asked_if: Text | None = None
    """Yes/no variable whose "yes" is what let the question be put."""
    others_asked: Text | None = None
    """Why people without that "yes" have answers as well; no one has when it isn't said."""
    everyone: Text | None = None
    """Name of the same answer where whoever `asked_if` kept from the question counts as "no"."""
    codes: Mapping[int | str | None, str] = {}
    others: Text | None = None
    """Level of all the codes that aren't listed, in an open list such as countries."""
    missing: Mapping[int | str | None, MissingKind] = {}

    @model_validator(mode="after")
    def _exceptions_need_a_filter(self) -> Variable:
        for field in ("everyone", "others_asked"):
            if getattr(self, field) and not self.asked_if:
                raise ValueError(f"'{field}' needs 'asked_if': the question that kept people out")
        return self


class Translation(Record):
    """The sentences of a record in another language; one that is left out stands in the locale."""

    title: Text | None = None
    short: Text | None = None
    producer: Text | None = None
    published: Text | None = None
    universe: Text | None = None
    mode: Text | None = None
    sampling: Text | None = None
    notes: list[Text] = []
    """All of them in the record's order, or none."""


class Source(Record):
    """One source record. See ``docs/catalogue.md`` for what each field means."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    short: str = ""
    producer: Text
    citation: Text
    kind: Literal["microdata", "published"]
    grade: Grade
    row_grades: Mapping[Grade, Text] = {}
    """Grades that some published rows have, though the source's own is worse -> why."""
    landing_page: HttpUrl
    files: Annotated[list[SourceFile], Field(min_length=1)]
    licence: Licence
    redistributable: bool
    access: Literal["open", "account"]
    steps: list[str] = []
    published: Text
    accessed: date
    universe: Text
    mode: Text
    sampling: Text
    notes: list[str] = []
    translated: Mapping[str, Translation] = {}
    """Language -> its sentences."""
    years: list[int] = []
    """Years of the interviews, of a survey."""
    geo: str = ""
    """Where they were made, by the codes of the published figures (US, FR, LATAM18, WORLD)."""
    asked_by: Literal["face to face", "telephone", "web"] | None = None
    """How most people were asked, where one level on a line is to hold for the whole survey."""
    sample: Mapping[str, list[int | str]] = {}
    """Columns -> the values of the rows that are the sample; all rows when empty."""
    design: DesignRoles | None = None
    survey: str | None = None
    variables: list[Variable] = []
    not_harmonised: Mapping[str, str] = {}
    """Columns that could have been read and are not -> why."""
    cells: Mapping[TableName, list[str]] = {}

    @model_validator(mode="after")
    def _microdata_has_a_design(self) -> Source:
        if self.kind == "microdata":
            for field in ("design", "survey", "variables", "cells", "years", "geo"):
                if not getattr(self, field):
                    raise ValueError(f"a microdata record needs '{field}'")
        if self.access == "account" and not self.steps:
            raise ValueError("a source behind an account needs its manual, dated 'steps'")
        if self.kind == "published" and not all(file.rows for file in self.files):
            raise ValueError("a published record needs the 'rows' of each file")
        return self

    @model_validator(mode="after")
    def _contradicts_nothing(self) -> Source:
        read = {"design", "grade", "survey", "variables"}
        survey = self.kind == "microdata"
        if survey and (found := [*contradictions(self.model_dump(include=read))]):
            raise ValueError("; ".join(found))
        return self

    @model_validator(mode="after")
    def _notes_are_all_translated(self) -> Source:
        for code, told in self.translated.items():
            if len(told.notes) not in {0, len(self.notes)}:
                raise ValueError(f"translated.{code}: all notes or none, in the record's order")
        return self

    def sentences(self, language: str) -> dict[str, str]:
        """Return what the record itself says in another language: English -> translation."""
        told = self.translated.get(language)
        if told is None:
            return {}
        fields = told.model_dump(exclude={"notes"}, exclude_none=True)
        pairs = {str(getattr(self, field)): str(text) for field, text in fields.items()}
        return pairs | dict(zip(self.notes, told.notes, strict=False))

    @property
    def numbers(self) -> list[str]:
        """Columns that the record reads as numbers: the weight, and those of which it lists some.

        A csv tells no types. A code of text, such as "01", is written in quotes.
        """
        found = [self.design.weight] if self.design and self.design.weight else []
        for name, values in self.sample.items():
            found += [name] * any(isinstance(value, int) for value in values)
        for variable in self.variables:
            if any(isinstance(code, int) for code in (*variable.codes, *variable.missing)):
                found += [variable.column, *variable.also]
        return [*dict.fromkeys(found)]

    def variable(self, name: str) -> Variable:
        """Return the record of one harmonised variable."""
        for variable in self.variables:
            if variable.name == name:
                return variable
        known = ", ".join(variable.name for variable in self.variables)
        raise StudyError(f"{self.id} has no variable '{name}'.", expected=known, got=name)


class Serves(Record):
    """What a wanted source would speak to: a claim and the places of its parts, from 1."""

    claim: Annotated[str, Field(pattern=r"^C\d+$")]
    parts: Annotated[list[Annotated[int, Field(gt=0)]], Field(min_length=1)]


class Wanted(Record):
    """A source that is known to exist and is not here. See ``docs/catalogue.md``.

    It has no file, no checksum and no grade: nobody of the study has read its data.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    producer: Text
    kind: Literal["wanted"]
    landing_page: HttpUrl
    country: Text
    years: Text
    holds: Text
    """What it asks, and of whom."""
    serves: Annotated[list[Serves], Field(min_length=1)]
    access: Literal["open", "account"]
    takes: Text
    """What it takes to have it, in a sentence."""
    steps: Annotated[list[Text], Field(min_length=1)]
    licence: Licence
    unread: Text
    """What of this record nobody has checked in the producer's own text."""
    looked_up: date
    draft: str | None = None
    """Id of its draft among those of ``data/raw/drafts.yaml``, where its layout is known."""


_Known = cast("type[Source | Wanted]", Annotated[Source | Wanted, Field(discriminator="kind")])


def read_catalogue(path: Path = paths.CATALOGUE) -> dict[str, Source | Wanted]:
    """Read and check every record: the sources of the study, and those that are wanted.

    Parameters
    ----------
    path : Path
        A YAML list of records.

    Returns
    -------
    dict of str to Source or Wanted
        By id, in the order of the file.

    Raises
    ------
    StudyError
        When a record lacks a field (licence, checksum, universe, design...), has one that is
        unknown, or bears the id of another.
    """
    return {record.id: record for record in read_records(path, _Known)}


@cache
def known() -> dict[str, Source | Wanted]:
    """Return every record of the study's own catalogue, read once."""
    return read_catalogue()


@cache
def catalogue() -> dict[str, Source]:
    """Return the sources of the study: those that are here; their sentences can be said then."""
    records = {name: record for name, record in known().items() if isinstance(record, Source)}
    for record in records.values():
        for code in record.translated:
            i18n.learn(code, record.sentences(code))
    return records


@cache
def wanted() -> dict[str, Wanted]:
    """Return the sources that are known to exist and are not here.

    Examples
    --------
    >>> wanted()["inegi_endutih"].country
    'Mexico'
    """
    return {name: record for name, record in known().items() if isinstance(record, Wanted)}


def record_of(name: str) -> Source | Wanted:
    """Return one record of the catalogue by its id, wanted or not."""
    return _found(name, known())


def source(name: str) -> Source:
    """Return one source of the study by its id."""
    return _found(name, catalogue())


def _found(name: str, records: Mapping[str, Kind]) -> Kind:
    if name not in records:
        raise StudyError(
            f"No source is called '{name}'.",
            expected=f"one of the {len(records)} that `study sources` lists",
            hint=nearest(name, records),
        )
    return records[name]


def source_of_cells(table: str) -> Source:
    """Return the source whose record declares a table of cells."""
    for source in catalogue().values():
        if table in source.cells:
            return source
    tables = ", ".join(name for source in catalogue().values() for name in source.cells)
    raise StudyError(f"No source declares the cells '{table}'.", expected=tables, got=table)


def locate(record: Source, file: SourceFile) -> Path | None:
    """Find a microdata file: in the mirror first, then in ``data/raw``; None if nowhere."""
    folders = [folder for folder in (paths.mirror(), paths.RAW) if folder]
    candidates = (folder / record.id / file.path for folder in folders)
    return next((path for path in candidates if path.is_file()), None)


def verify(path: Path, file: SourceFile, remedy: str = WHEN_CHANGED) -> None:
    """Refuse a file that is not, byte for byte, the one the study was written for.

    Parameters
    ----------
    path : Path
        Where it is.
    file : SourceFile
        Its record.
    remedy : str
        What to do: get it again, or look at an edit, by the kind of its source.

    Raises
    ------
    StudyError
        With sizes when the file is cut short or grown, with digests otherwise.
    """
    size = path.stat().st_size
    if size != file.bytes:
        raise StudyError(
            f"{path.name} is not the file the study knows: its size differs.",
            expected=f"{file.bytes} bytes",
            got=f"{size} bytes" + (" (cut short?)" if size < file.bytes else ""),
            hint=remedy,
        )
    digest = sha256(path)
    if digest != file.sha256:
        raise StudyError(
            f"{path.name} is not the file the study knows: its checksum differs.",
            expected=file.sha256,
            got=digest,
            hint=remedy,
        )
