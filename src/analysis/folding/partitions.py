"""Someone's own survey files in parts, and the work on one part: read, clean, collapse.

A part is a row group of a Parquet file, or a csv file. It is read in batches, so that memory holds
one batch and the cells, whatever the file's size. See ``docs/outgrowing-one-machine.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas.api.types import is_string_dtype

from analysis.errors import StudyError
from analysis.extras import needed
from analysis.folding.cells import Design
from analysis.folding.collapse import collapse_part, combine
from analysis.folding.own_cleaning import Cleaning
from analysis.sources import unreadable

if TYPE_CHECKING:
    import pyarrow as pa

arrow, arrow_csv, compute, parquet = (
    needed(f"pyarrow{name}", extra="collapse") for name in ("", ".csv", ".compute", ".parquet")
)

BATCH_ROWS = 250_000
BATCH_BYTES = 16_000_000
HELD = 16
"""Tables of cells held before they are added up."""

HEAD, WHOLE_NUMBER, MORE = 64, 0x15, 0x80
"""Of Parquet: bytes that hold the start of a page's header, and how numbers are written in it."""


@dataclass(frozen=True)
class Part:
    """A piece of a survey that one worker reads: a row group of Parquet, or a whole csv file."""

    path: str
    group: int | None = None

    def __str__(self) -> str:
        """Name the part in an error."""
        where = "" if self.group is None else f", row group {self.group}"
        return f"{Path(self.path).name}{where}"

    def batches(self, columns: Sequence[str] | None) -> Iterator[pd.DataFrame]:
        """Read some columns, or all, as frames that fit in memory."""
        if self.group is None:
            yield from map(_to_pandas, _read_csv(self.path, columns))
            return
        with parquet.ParquetFile(self.path, page_checksum_verification=True) as file:
            for batch in file.iter_batches(BATCH_ROWS, [self.group], columns):
                yield _to_pandas(batch)


def _read_csv(path: str, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
    # All columns are text, or a part that holds "01" and one that holds "1.5" would differ.
    options = arrow_csv.ConvertOptions(
        default_column_type=arrow.string(),
        include_columns=columns,
        null_values=[""],
        strings_can_be_null=True,
    )
    blocks = arrow_csv.ReadOptions(block_size=BATCH_BYTES)
    quoted = arrow_csv.ParseOptions(newlines_in_values=True)
    try:
        with arrow_csv.open_csv(path, blocks, quoted, options) as file:
            for batch in file:
                _require_text(batch, path)
                yield batch
    except arrow.ArrowInvalid as problem:
        raise _unreadable(path, problem) from problem


def _require_text(batch: pa.RecordBatch, path: str) -> None:
    """Refuse the zero bytes that damaged disks leave: an answer with one looks like another."""
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if compute.any(compute.match_substring(column, "\0")).as_py():
            raise StudyError(
                f"{Path(path).name} can't be read: it holds bytes of zero.",
                expected="text",
                got=f"a zero byte among the answers of '{name}'",
                hint="get the file again: it may be damaged",
            )


def _to_pandas(batch: pa.RecordBatch) -> pd.DataFrame:
    # In numpy's types a missing answer turns integers into fractions and truth into objects, in
    # the parts that have one: a cleaning function would see other codes there.
    people: pd.DataFrame = batch.to_pandas(types_mapper=_nullable, ignore_metadata=True)
    return people


def _nullable(kind: pa.DataType) -> Any:
    if arrow.types.is_integer(kind):
        return pd.UInt64Dtype() if kind == arrow.uint64() else pd.Int64Dtype()
    return pd.BooleanDtype() if arrow.types.is_boolean(kind) else None


@dataclass(frozen=True)
class Survey:
    """The files of one survey, all of one format and with the same columns."""

    paths: list[str]
    columns: list[str]
    is_csv: bool

    def rows(self) -> int:
        """Count the people of Parquet files, which tell it themselves."""
        return sum(parquet.read_metadata(path).num_rows for path in self.paths)

    def batches(self, most: int | None) -> list[list[str]]:
        """Group the files of Parquet, in their order, so that a group holds so many people at most.

        A larger file is a group of its own.
        """
        groups, held = [list[str]()], 0
        for path in self.paths:
            rows = parquet.read_metadata(path).num_rows
            if most and held and rows and held + rows > most:
                groups.append([])
                held = 0
            groups[-1].append(path)
            held += rows
        return groups

    def has_checksums(self) -> bool:
        """Check whether a file is one of Parquet whose pages have checksums, or may be."""
        return not self.is_csv and any(map(_has_checksums, self.paths))

    def parts(self) -> list[Part]:
        """Return the parts of all files, in the files' order."""
        if self.is_csv:
            return [Part(path) for path in self.paths]
        return [
            Part(path, group)
            for path in self.paths
            for group in range(parquet.read_metadata(path).num_row_groups)
        ]


def _has_checksums(path: str) -> bool:
    """Look at the header of the first page: no library tells.

    By parquet.thrift, in the compact protocol, that is three whole numbers (each after a byte 0x15,
    its last byte below 0x80), then a fourth where there is a checksum.
    """
    groups = parquet.read_metadata(path)
    if not groups.num_row_groups or not groups.num_columns:
        return False
    chunk = groups.row_group(0).column(0)
    with Path(path).open("rb") as file:
        file.seek(min(filter(None, [chunk.dictionary_page_offset, chunk.data_page_offset])))
        head = iter(file.read(HEAD))
    for _ in range(3):
        if next(head, None) != WHOLE_NUMBER:
            return True  # nothing that we know: read it with care
        while next(head, 0) >= MORE:
            pass
    return next(head, None) == WHOLE_NUMBER


def find_files(patterns: Sequence[str]) -> list[str]:
    """Return the paths of the files that patterns such as ``waves/*.parquet`` find."""
    return [str(Path(path).resolve()) for pattern in patterns for path in _matching(pattern)]


def find_survey(patterns: Sequence[str]) -> Survey:
    """Find the files of a survey, and refuse those that can't be one.

    Parameters
    ----------
    patterns : sequence of str
        Paths, or patterns such as ``waves/*.parquet``.

    Raises
    ------
    StudyError
        When a pattern finds nothing, the files are neither all csv nor all Parquet, one can't be
        read, or their columns differ.
    """
    paths = find_files(patterns)
    kinds = {_kind(path) for path in paths}
    if kinds not in ({".csv"}, {".parquet"}):
        raise StudyError(
            "The files can't be read as one survey.",
            expected="only .parquet files, or only .csv files",
            got=", ".join(sorted(kind or "no extension" for kind in kinds)),
        )
    schemas = {path: _schema(path) for path in paths}
    first = schemas[paths[0]]
    for path, schema in schemas.items():
        if schema != first:
            raise StudyError(
                f"The columns of {Path(path).name} are not those of {Path(paths[0]).name}.",
                expected=_listed(first, but=schema),
                got=_listed(schema, but=first),
                hint="give files with the same columns, in the same order and of the same types",
            )
    names = [name for name, _ in first]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise StudyError(
            f"{Path(paths[0]).name} has several columns of one name.", got=", ".join(repeated)
        )
    return Survey([*schemas], names, kinds == {".csv"})


def _matching(pattern: str) -> list[str]:
    found = glob(pattern, recursive=True)  # noqa: PTH207 - Path.glob takes no whole path
    paths = sorted(path for path in found if Path(path).is_file())
    if not paths:
        raise StudyError(
            f"No file matches '{pattern}'.",
            expected="the path of a .parquet or .csv file, or a pattern such as waves/*.parquet",
            hint=f"look in {Path.cwd()}, or give the whole path",
        )
    return paths


def _kind(path: str) -> str:
    return Path(path).suffix.lower()


def _schema(path: str) -> list[tuple[str, str]]:
    unreadable.check_file(Path(path), _kind(path))
    try:
        if _kind(path) == ".parquet":
            schema = parquet.read_schema(path)
            return [(field.name, str(field.type)) for field in schema]
        with arrow_csv.open_csv(path) as file:
            return [(name, "text") for name in file.schema.names]
    except (arrow.ArrowException, OSError, UnicodeError) as problem:
        raise _unreadable(path, problem) from problem


def _unreadable(path: str, problem: Exception) -> StudyError:
    """Return the error of a file that Arrow can't read."""
    name, kind = Path(path).name, _kind(path)
    if kind == ".csv" and (told := _not_in_utf8(path)):
        return StudyError(
            f"{name} can't be read: its text is in another encoding.",
            expected="UTF-8",
            got=told,
            hint=f"write it as UTF-8, such as by: iconv -f WINDOWS-1252 -t UTF-8 {name} > new.csv",
        )
    return StudyError(
        f"{name} can't be read.",
        expected=f"a {kind} file",
        got=str(problem).splitlines()[0],
        hint="get the file again: it may be cut or damaged"
        + (", or have a quote left open or a line of more than 16 MB" if kind == ".csv" else ""),
    )


def _not_in_utf8(path: str) -> str:
    """Return where a file is no UTF-8, as Python tells it; nothing where it is."""
    try:
        with Path(path).open(encoding="utf-8") as file:
            while file.read(BATCH_BYTES):
                pass
    except UnicodeDecodeError as problem:
        return str(problem)
    return ""


def _listed(schema: list[tuple[str, str]], but: list[tuple[str, str]]) -> str:
    own = [column for column in schema if column not in but]
    return ", ".join(f"{name} ({kind})" for name, kind in own or schema)


@dataclass(frozen=True)
class Folded:
    """A survey, or a part of it, once folded.

    Parameters
    ----------
    read : int
        People in the files.
    cells : DataFrame
        Cells of those whom cleaning kept; an empty table where that is nobody.
    """

    read: int
    cells: pd.DataFrame


@dataclass(frozen=True)
class Fold:
    """The work on one part, which travels to the worker: read, clean, collapse.

    Parameters
    ----------
    by : sequence of str
        Variables to keep.
    design : Design
        Design of the columns, once clean.
    clean : Cleaning, optional
        What to do with people before they are folded.
    """

    by: Sequence[str]
    design: Design
    clean: Cleaning | None = None

    @property
    def columns(self) -> list[str]:
        """Columns that the cells need."""
        weight = [self.design.weight] if self.design.weight else []
        return [*dict.fromkeys([*self.design.clusters, *self.by, *weight])]

    def __call__(self, part: Part) -> Folded:
        """Fold a part."""
        return add_up(self._batches(part))

    def _batches(self, part: Part) -> Iterator[Folded]:
        for batch in part.batches(None if self.clean else self.columns):
            read = len(batch)
            people = self.clean(batch, str(part)) if self.clean else batch
            yield Folded(read, self._collapsed(people, part) if len(people) else pd.DataFrame())

    def _collapsed(self, people: pd.DataFrame, part: Part) -> pd.DataFrame:
        try:
            if part.group is None:
                people = _with_numbers(people, self.design.weight)
            return collapse_part(people, self.by, self.design)
        except StudyError as problem:
            raise StudyError(
                problem.title,
                expected=problem.expected,
                got=f"{problem.got} (in {part})",
                hint=problem.hint,
            ) from None


def _with_numbers(people: pd.DataFrame, weight: str | None) -> pd.DataFrame:
    """Turn the weights of a csv file into numbers."""
    if weight is None or weight not in people or not is_string_dtype(people[weight]):
        return people
    numbers = pd.to_numeric(people[weight], errors="coerce")
    words = people[weight][numbers.isna() & people[weight].notna()]
    words = words[words.str.strip().str.lower() != "nan"]
    if len(words):
        raise StudyError(
            f"The weight '{weight}' can't be used.",
            expected="numbers, with a point before their decimals, such as 1.5",
            got=f"text that is no number, such as {words.iloc[0]!r}",
            hint="write the weights with a point, or turn them into numbers in a cleaning function",
        )
    return people.assign(**{weight: numbers})


def add_up(parts: Iterable[Folded]) -> Folded:
    """Add up folded parts, and hold but a few tables of cells at once."""
    read, held = 0, list[pd.DataFrame]()
    for part in parts:
        read += part.read
        held += [part.cells] if len(part.cells) else []
        if len(held) == HELD:
            held = [combine(held)]
    return Folded(read, combine(held) if len(held) > 1 else next(iter(held), pd.DataFrame()))
