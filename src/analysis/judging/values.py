"""Every number that is quoted, with what it rests on, saved beside the notebook that found it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast, get_args

import pandas as pd

from analysis import paths
from analysis.errors import StudyError
from analysis.files import ten_digits, write
from analysis.inference.flags import NONE, in_order
from analysis.inference.intervals import SCALES, Scale, standard_error
from analysis.judging.saved import read_saved
from analysis.sources import catalogue
from analysis.words import i18n
from analysis.words.bases import NO_BASE, Base
from analysis.words.people import people

Unit = Literal["share", "points", "ratio", "count", "p"]
UNITS = get_args(Unit)


@dataclass(frozen=True)
class Value:
    """A number and its evidence.

    Parameters
    ----------
    name : str
        Unique within its notebook.
    value, low, high : float
        The number and its 95 % interval, None where it has none.
    least, most : float
        The range that the printed digits allow a published number, None at an end that is open
        and where people's answers were computed from.
    unit : {"share", "points", "ratio", "count", "p"}
        How it reads: a share as a percentage, a difference of shares in points...
    n, n_effective, df : int or float, optional
        People in the base, the simple random sample that would be as precise, degrees of freedom of
        the interval.
    base : Base
        Who is in the denominator.
    group : str
        The variable whose two groups a comparison sets side by side, "" for other numbers.
    universe, source : str
        Whom they stand for, and the id of the source.
    grade, reached : str
        Evidence grade, A to D, and for a published figure how it reached us.
    bound : str
        "exact", "lower", "upper" or "approximate".
    claim : str
        Id of the claim that the number speaks to, if any.
    flags : frozenset of str
        What makes it unsafe to quote alone, if anything.
    se : float, optional
        Standard error of the number itself, None where it has no interval.
    scale : str, optional
        Where its interval is symmetric, or how it was made (`analysis.inference.intervals.Scale`).
    notebook : str
        Where it was found.

    Notes
    -----
    In a sentence, ``{name}`` gives the number, ``{name:interval}`` its interval, ``{name:range}``
    the range that its printed digits allow, ``{name:n}`` its base count,
    ``{name:group}`` what its group is called; ``{name:1}`` asks for one more decimal.
    """

    name: str
    value: float
    unit: Unit
    low: float | None = None
    high: float | None = None
    least: float | None = None
    most: float | None = None
    n: int | None = None
    n_effective: float | None = None
    df: float | None = None
    base: Base = NO_BASE
    group: str = ""
    universe: str = ""
    source: str = ""
    grade: str = ""
    reached: str = ""
    bound: str = "exact"
    claim: str = ""
    flags: frozenset[str] = NONE
    se: float | None = None
    scale: Scale | None = None
    notebook: str = ""

    def __format__(self, spec: str) -> str:
        """Write the number in the language of the run."""
        if spec == "n":
            return i18n.number(self._required("n"))
        if spec == "interval":
            return i18n.span(self._required("low"), self._required("high"), self.unit)
        if spec == "range":
            return i18n.span(self._required("least"), self._required("most"), self.unit)
        if spec == "group":
            return people([self.group, *self.base.asked, *self.base.where], self.base.where)
        if spec and not spec.isdigit():
            raise StudyError(
                f"Unknown way to write '{self.name}'.",
                expected="n, interval, range, group or a digit",
                got=spec,
            )
        return i18n.quantity(self.value, self.unit, int(spec or 0))

    def to_dict(self) -> dict[str, Any]:
        """Return what a file of values holds."""
        return {**vars(self), "base": self.base.to_dict(), "flags": in_order(self.flags)}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Value:
        """Read what `to_dict` wrote."""
        base, flags = Base.from_dict(record["base"]), frozenset(record["flags"])
        return cls(**{**record, "base": base, "flags": flags})

    def _required(self, field: str) -> float:
        found = getattr(self, field)
        if found is None:
            raise StudyError(f"The value '{self.name}' has no {field} to quote.")
        return float(found)


class Values(Mapping[str, Value]):
    """The quoted numbers of one notebook.

    Parameters
    ----------
    notebook : str
        Name of the notebook, which is also the file's.
    """

    def __init__(self, notebook: str) -> None:
        self.notebook = notebook
        self._values: dict[str, Value] = {}
        self._claim = ""

    def __getitem__(self, name: str) -> Value:
        """Return a value by its name."""
        if name not in self._values:
            raise StudyError(
                f"No value is called '{name}'.", expected=", ".join(sorted(self)) or "none yet"
            )
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._values)

    def __len__(self) -> int:
        """Count the values."""
        return len(self._values)

    def about(self, claim: str) -> None:
        """Set the claim that the values added from here on speak to; "" for none.

        Parameters
        ----------
        claim : str
            Id of a claim, at the head of its section.
        """
        self._claim = claim

    def add(self, unit: Unit | None = None, /, **rows: pd.DataFrame | pd.Series[Any]) -> None:
        """Keep numbers under their names, with what each rests on.

        Parameters
        ----------
        unit : str, optional
            As for `Value`; that of each row when left out.
        **rows : DataFrame of one row, or Series
            New name in this notebook = a row of `analysis.inference` or of
            `analysis.sources.published.read_published`.

        Raises
        ------
        StudyError
            When a name is taken, a frame has not one row, an estimate is no number, its base or
            its flags are none, or its unit is not one of those that a sentence can quote.

        Examples
        --------
        >>> row = {"estimate": 0.5, "source": "gss_panel_2020", "base": Base(note="members")}
        >>> values = Values("02_members")
        >>> values.add("share", women=pd.Series(row))
        >>> format(values["women"])
        '50%'
        """
        for name, row in rows.items():
            self._keep(self._found(name, row, unit))

    def _found(self, name: str, row: pd.DataFrame | pd.Series[Any], unit: Unit | None) -> Value:
        record = _one_row(name, row)
        number = float(record.get("estimate", math.nan))
        if not math.isfinite(number):
            raise StudyError(f"The value '{name}' is not a number.", got=str(record))
        source = str(record["source"])
        return Value(
            name=name,
            value=ten_digits(number),
            unit=_unit(name, unit or record.get("unit")),
            n=None if pd.isna(record.get("n")) else int(record["n"]),
            n_effective=_optional(record.get("n_effective")),
            df=_optional(record.get("df")),
            base=_base(name, record.get("base", NO_BASE)),
            group=str(record.get("group", "")) if "measure" in record else "",
            universe=str(record.get("universe", "")),
            source=source,
            grade=str(record.get("grade", catalogue.source(source).grade)),
            least=_optional(record.get("least")),
            most=_optional(record.get("most")),
            reached=str(record.get("reached", "")),
            bound=str(record.get("bound", "exact")),
            claim=self._claim,
            flags=_flags(name, record.get("flags", NONE)),
            notebook=self.notebook,
            **_interval(record, unit or record["unit"]),
        )

    def count(self, **numbers: int) -> None:
        """Keep plain counts under their names, such as how many claims are judged.

        Parameters
        ----------
        **numbers : int
            New name in this notebook = how many.
        """
        for name, number in numbers.items():
            self._keep(Value(name=name, value=number, unit="count", notebook=self.notebook))

    def _keep(self, value: Value) -> None:
        """Keep a value; in a language that comes second, the one that the first has saved."""
        if value.name in self._values:
            raise StudyError(f"Two values of {self.notebook} are called '{value.name}'.")
        if i18n.rewording():
            value = self._saved_as(value)
        self._values[value.name] = value

    @cached_property
    def _saved(self) -> dict[str, Value]:
        return read_values(self.notebook)

    def _saved_as(self, value: Value) -> Value:
        saved = self._saved.get(value.name)
        if saved != value:
            raise StudyError(
                f"The value '{value.name}' is another in another language.",
                expected=str(saved),
                got=str(value),
                hint="let no number depend on the language",
            )
        return saved

    def save(self, folder: Path | None = None) -> None:
        """Write the values, sorted, to ``<notebook>.json``.

        Parameters
        ----------
        folder : Path, optional
            ``data/processed/values`` when left out; in a build, where it gathers what it finds.

        Raises
        ------
        StudyError
            When a run in another language has found fewer values than the first.
        """
        if i18n.rewording() and (lacking := set(self._saved) - set(self)):
            raise StudyError(
                f"Values of {self.notebook} are lacking in another language.",
                got=", ".join(sorted(lacking)),
                hint="let no value depend on the language",
            )
        if i18n.language() != i18n.LANGUAGES[0]:
            return  # the same numbers, already written by the English run
        kept = {name: self._values[name].to_dict() for name in sorted(self._values)}
        text = json.dumps(kept, ensure_ascii=False, indent=1, allow_nan=False)
        write((folder or _folder()) / f"{self.notebook}.json", text + "\n")


def _folder() -> Path:
    return paths.STAGED_VALUES if i18n.in_build() else paths.VALUES


def read_values(notebook: str, folder: Path | None = None) -> dict[str, Value]:
    """Read the values that a notebook saved; where, is as for `Values.save`.

    Raises
    ------
    StudyError
        When they are not there, or hold what no value can be (`analysis.judging.saved`).
    """
    path = (folder or _folder()) / f"{notebook}.json"
    if not path.is_file():
        raise StudyError(
            f"The values of {notebook} are not there.", hint="run `study build`, which makes them"
        )
    return {name: Value.from_dict(record) for name, record in read_saved(path).items()}


def _one_row(name: str, row: pd.DataFrame | pd.Series[Any]) -> dict[str, Any]:
    if row.ndim == 1:
        return {str(key): cell for key, cell in row.items()}
    if len(row) != 1:
        raise StudyError(f"The value '{name}' needs one row.", got=f"{len(row)} rows")
    return {str(key): cell for key, cell in row.iloc[0].items()}


def _unit(name: str, unit: str | None) -> Unit:
    if unit not in UNITS:
        raise StudyError(
            f"The value '{name}' is in a unit that no sentence can quote.",
            expected=", ".join(UNITS),
            got=unit or "no unit",
            hint='name the unit that it is to be read in: values.add("share", ...)',
        )
    return cast("Unit", unit)


def _base(name: str, base: Any) -> Base:
    if not isinstance(base, Base):
        raise StudyError(
            f"The base of '{name}' is not one.",
            expected="a Base",
            got=repr(base),
            hint="name it in words with analysis.inference.derived.derive(..., base=...)",
        )
    return base


def _flags(name: str, flags: Any) -> frozenset[str]:
    if not isinstance(flags, frozenset):
        raise StudyError(
            f"The flags of '{name}' are not a set.",
            expected="a frozenset of names, which may be empty",
            got=repr(flags),
            hint="estimates and printed figures in one frame: take the row from its own",
        )
    return flags


def _interval(record: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """Return the interval of a row, with its error and scale; those of a printed one are told."""
    low, high = (_optional(record.get(end)) for end in ("low", "high"))
    if low is None or high is None:
        return {"low": low, "high": high}
    scale = record.get("scale") or SCALES.get(unit, "identity")
    df, se = _optional(record.get("df")), record.get("se")
    if se is None or pd.isna(se):
        se = standard_error(float(record["estimate"]), low, high, df=df, scale=scale)
    return {"low": low, "high": high, "se": _optional(se), "scale": scale}


def _optional(number: Any) -> float | None:
    if pd.isna(number):
        return None
    return ten_digits(float(number))
