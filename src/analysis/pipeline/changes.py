"""What changed between two revisions: values, verdicts, published figures, and figures' data.

Files are read leniently: an older revision has other columns and other fields. What can't be read
is said, and never compared.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Literal, get_args

from analysis.parsing import parsed
from analysis.pipeline.revisions import Revision, changed
from analysis.words import i18n

VALUES = "data/processed/values/"
VERDICTS = "data/processed/verdicts.csv"
SENSITIVITY = "data/processed/sensitivity.csv"
PUBLISHED = "data/processed/published.csv"
FIGURES = "reports/data/"

Kind = Literal["verdict", "sensitivity", "value", "published", "figure"]
KINDS: tuple[Kind, ...] = get_args(Kind)
How = Literal["changed", "new", "dropped", "renamed"]
EMPTY = "none"
NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Entry:
    """One thing that may change: how readers see it, what makes it the same, what it rests on.

    Parameters
    ----------
    told : str
        The number with its interval and n, or the verdict.
    same : tuple
        What is compared.
    notebook, source : str
        Where it was found, and from what.
    known : bool
        Whether it can be recognised under another name: 3 and "mixed" are found everywhere.
    """

    told: str
    same: tuple[object, ...]
    notebook: str = ""
    source: str = ""
    known: bool = False


Entries = Mapping[str, Entry]


@dataclass(frozen=True)
class Change:
    """One thing that differs: its name, old and new as readers see them, and what it rests on."""

    kind: Kind
    name: str
    how: How
    old: str
    new: str
    notebook: str = ""
    source: str = ""
    was: str = ""

    @property
    def alike(self) -> bool:
        """Whether readers see no difference."""
        return self.how == "changed" and self.old == self.new


@dataclass
class Found:
    """What changed, and what could not be compared."""

    changes: list[Change] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def compare(old: Revision, new: Revision, kinds: Iterable[Kind] = KINDS) -> Found:
    """List what differs between two revisions.

    Parameters
    ----------
    old, new : Revision
        As `analysis.pipeline.revisions.between` gives them.
    kinds : iterable of str
        What to look at; everything when left out.

    Returns
    -------
    Found
        Sorted by kind and name; what is only called otherwise is told as renamed.
    """
    found, moved = Found(), sorted(changed(old, new))
    for kind in kinds:
        begins, ends, reader = READERS[kind]
        sides: tuple[dict[str, Entry], dict[str, Entry]] = {}, {}
        for path in moved:
            if path.startswith(begins) and path.endswith(ends) and ".fr." not in path:
                _read(path, reader, (old, new), sides, found.unread)
        found.changes += differences(kind, *sides)
    return found


def _read(
    path: str,
    reader: Reader,
    revisions: tuple[Revision, Revision],
    sides: tuple[dict[str, Entry], dict[str, Entry]],
    unread: list[str],
) -> None:
    """Read a file of both revisions; what can't be read in one is left out of both."""
    read: list[dict[str, Entry]] = []
    lost: set[str] = set()
    for revision in revisions:
        entries: dict[str, Entry] = {}
        try:
            for name, make in reader(path, revision.text(path) or ""):
                try:
                    entries[name] = make()
                except UNREADABLE as problem:
                    lost.add(name)
                    unread.append(_why(f"{name} of {revision.told}", problem))
        except UNREADABLE as problem:
            unread.append(_why(f"{path} of {revision.told}", problem))
            return
        read.append(entries)
    for side, entries in zip(sides, read, strict=True):
        side |= {name: entry for name, entry in entries.items() if name not in lost}


UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, csv.Error)
"""What reading raises for a file of another form (a StudyError is a ValueError)."""


def _why(what: str, problem: Exception) -> str:
    said = f"no {problem}" if isinstance(problem, KeyError) else str(problem)
    return f"{what} can't be compared: {said}"


def differences(kind: Kind, old: Entries, new: Entries) -> list[Change]:
    """List what changed, came, went or has another name."""
    names = _renamed(old, new)
    gone = [name for name in old if name not in new and name not in names.values()]
    return [
        *(_changed(kind, name, names.get(name, name), old, new) for name in _moved(old, new)),
        *(
            Change(kind, x, "dropped", old[x].told, "", *_rests(old[x]))
            for x in sorted(gone, key=_place)
        ),
    ]


def _moved(old: Entries, new: Entries) -> list[str]:
    found = (name for name in new if name not in old or old[name].same != new[name].same)
    return sorted(found, key=_place)


def _place(name: str) -> list[tuple[int, str]]:
    """Return what a name is sorted by: C2 before C10."""
    return [(int(part or 0), "") if part.isdigit() else (0, part) for part in NUMBER.split(name)]


def _changed(kind: Kind, name: str, was: str, old: Entries, new: Entries) -> Change:
    entry, before = new[name], old.get(was)
    if before is None:
        return Change(kind, name, "new", "", entry.told, *_rests(entry))
    how: How = "changed" if was == name else "renamed"
    if kind == "figure" and len(before.same) == len(entry.same):
        entry = replace(entry, told=_columns_moved(before, entry))
    return Change(kind, name, how, before.told, entry.told, *_rests(entry), was)


def _rests(entry: Entry) -> tuple[str, str]:
    return entry.notebook, entry.source


def _renamed(old: Entries, new: Entries) -> dict[str, str]:
    """Return the former names of what has the same evidence under another one, by the new name."""
    gone = _alone({name: entry for name, entry in old.items() if name not in new})
    come = _alone({name: entry for name, entry in new.items() if name not in old})
    return {come[same]: gone[same] for same in come if same in gone}


def _alone(entries: Entries) -> dict[tuple[object, ...], str]:
    often = Counter(entry.same for entry in entries.values())
    return {e.same: name for name, e in entries.items() if e.known and often[e.same] == 1}


Reader = Callable[[str, str], Iterator[tuple[str, Callable[[], Entry]]]]


def _values(path: str, text: str) -> Iterator[tuple[str, Callable[[], Entry]]]:
    notebook = PurePath(path).stem
    for name, record in parsed(text, Path(path)).items() if text else ():
        yield f"{notebook}:{name}", partial(_number, record, notebook)


def _published(_path: str, text: str) -> Iterator[tuple[str, Callable[[], Entry]]]:
    for row in _rows(text):
        yield f"{row['source']}/{row['id']}", partial(_number, row, "")


def _number(record: Mapping[str, Any], notebook: str) -> Entry:
    number, unit = _optional(record["value"]), str(record["unit"])
    low, high = (_optional(record.get(end)) for end in ("low", "high"))
    n, bound = _optional(record.get("n")), str(record.get("bound") or "exact")
    source = str(record.get("source") or "")
    sure = [] if low is None or high is None else [i18n.span(low, high, unit)]
    sure += [] if n is None else [f"n = {i18n.number(n)}"]
    sure += [] if bound == "exact" else [bound]
    said = EMPTY if number is None else i18n.quantity(number, unit)
    told = said + (f" ({'; '.join(sure)})" if sure else "")
    known = number is not None and number != round(number)
    same = (number, unit, low, high, n, bound)
    return Entry(told, same, notebook, source, known)


def _optional(number: object) -> float | None:
    if number in (None, ""):
        return None
    found = float(str(number))
    return found if math.isfinite(found) else None


def _verdicts(_path: str, text: str) -> Iterator[tuple[str, Callable[[], Entry]]]:
    for row in _rows(text):
        claim, part = row["claim"], row.get("part") or "?"
        yield claim, partial(_word, row["verdict"])
        if "part_verdict" in row:
            yield f"{claim} part {part}", partial(_word, row["part_verdict"])
        if row.get("value"):
            yield f"{claim} part {part}, {row['value']}", partial(_item, row)


def _item(row: Mapping[str, str]) -> Entry:
    said, notebook = row["status"], row["value"].split(":")[0]
    return Entry(said, (said,), notebook, row.get("source") or "")


def _sensitivity(_path: str, text: str) -> Iterator[tuple[str, Callable[[], Entry]]]:
    for row in _rows(text):
        for rule, said in row.items():
            if rule != "claim":
                yield f"{row['claim']} under {rule}", partial(_word, said)


def _word(word: str) -> Entry:
    return Entry(word or EMPTY, (word,))


def _figures(path: str, text: str) -> Iterator[tuple[str, Callable[[], Entry]]]:
    if text:
        name = PurePath(path).stem
        yield name, partial(_table, name, _rows(text))


def _table(name: str, rows: list[dict[str, str]]) -> Entry:
    sources = {row.get("source") or "" for row in rows}
    same = tuple(tuple(row.items()) for row in rows)
    source = sources.pop() if len(sources) == 1 else ""
    return Entry(f"{len(rows)} rows", same, name, source)


def _columns_moved(old: Entry, new: Entry) -> str:
    """Write which columns of a figure's data moved, and in how many of its rows."""
    pairs = zip(_cells(old), _cells(new), strict=True)
    cells = [before ^ after for before, after in pairs if before != after]
    names = dict.fromkeys(name for row in cells for name, _text in sorted(row))
    return f"{new.told}, {len(cells)} of them changed ({', '.join(names) or 'columns'})"


def _cells(table: Entry) -> list[set[tuple[str, str]]]:
    return [{*row} for row in table.same if isinstance(row, tuple)]


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), strict=True))


READERS: dict[Kind, tuple[str, str, Reader]] = {
    "verdict": (VERDICTS, "", _verdicts),
    "sensitivity": (SENSITIVITY, "", _sensitivity),
    "value": (VALUES, ".json", _values),
    "published": (PUBLISHED, "", _published),
    "figure": (FIGURES, ".csv", _figures),
}
"""Where each kind stands, and what reads it."""
