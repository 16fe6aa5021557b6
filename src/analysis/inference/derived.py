"""Numbers made of other numbers: their arithmetic, and what is left of the evidence after it.

`numbers` takes rows of estimates or of published figures, ``+ - * /`` work on what it returns, and
`derive` turns the result back into a row. Units are minded on the way: shares over shares make a
ratio, shares less shares make points, and what can't be compared is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from math import inf, isfinite, isnan
from operator import add, mul, sub, truediv
from typing import Any

import pandas as pd

from analysis.cleaning.published import GRADES
from analysis.errors import StudyError
from analysis.inference.flags import NONE
from analysis.sources import catalogue
from analysis.words.bases import Base

NAN = float("nan")

REACHED = ("", "own", "replicated", "derived", "chart", "relayed")
"""How figures reached us, from the best to the worst; nothing for those computed here."""

TURNED = {"upper": "lower", "lower": "upper"}

Step = Callable[[float, float], float]


@dataclass(frozen=True, eq=False)
class Number:
    """A number in the middle of a calculation, with what it rests on.

    Parameters
    ----------
    value, low, high : float
        The number and its interval, which only steps by a plain number keep.
    unit : str
        As for `analysis.judging.values.Value`, or any unit of published figures.
    source : frozenset of str
        Ids of the sources that went into it.
    base : Base or None
        Who is counted; None where the parts don't agree.
    n, df : float
        People in the base and degrees of freedom; NaN where the parts don't agree.
    least, most : float
        The range that the printed digits of its parts allow, infinite where a bound leaves it
        open; NaN where it rests on a sample of people.
    universe, grade, reached : str
        Whom it stands for; the weakest grade of its parts, and the worst way that one reached us.
    bound : {"exact", "lower", "upper", "approximate"}
        What follows for it from the bounds of its parts.
    scale : str
        "identity" where its interval is symmetric as it stands, which a step by a plain number
        leaves so; "" where the unit tells.
    flags : frozenset of str
        Those of all its parts.
    """

    value: float
    unit: str
    source: frozenset[str]
    base: Base | None
    low: float = NAN
    high: float = NAN
    n: float = NAN
    df: float = NAN
    least: float = NAN
    most: float = NAN
    universe: str = ""
    grade: str = ""
    reached: str = ""
    bound: str = "exact"
    scale: str = ""
    flags: frozenset[str] = NONE

    def __add__(self, other: Number | float) -> Number:
        """Add numbers of one unit, or move this one."""
        if not isinstance(other, Number):
            return self._moved(lambda x: x + other)
        return self._with(other, add, _same_unit(self, other))

    def __sub__(self, other: Number | float) -> Number:
        """Take away a number of the same unit, or move this one."""
        if not isinstance(other, Number):
            return self._moved(lambda x: x - other)
        unit = _same_unit(self, other)
        unit = "points" if unit == "share" else unit
        return self._with(other, sub, unit)

    def __mul__(self, other: Number | float) -> Number:
        """Take a share of a share, or so many times this number."""
        if not isinstance(other, Number):
            return self._moved(lambda x: x * other)
        return self._with(other, mul, _unit_of_product(self, other))

    def __truediv__(self, other: Number | float) -> Number:
        """Divide by a number of the same unit, which makes a ratio, or by a ratio."""
        by = other.value if isinstance(other, Number) else other
        if not by > 0:
            raise StudyError("Nothing can be divided by this.", expected="> 0", got=str(by))
        if not isinstance(other, Number):
            return self._moved(lambda x: x / other)
        times = other.unit == "ratio" and self.unit != "ratio"
        unit = self.unit if times else _unit_of_ratio(self, other)
        return self._with(other, truediv, unit)

    def __radd__(self, other: float) -> Number:
        """Add to a plain number."""
        return self + other

    def __rsub__(self, other: float) -> Number:
        """Take this number from a plain one: from 1, a share leaves the share of the others."""
        return self._moved(lambda x: other - x)

    def __rmul__(self, other: float) -> Number:
        """Multiply a plain number."""
        return self * other

    def _moved(self, step: Callable[[float], float]) -> Number:
        """Take a step by a plain number, which keeps the interval and the range."""
        low, high = _in_order(step(self.low), step(self.high))
        least, most = _in_order(step(self.least), step(self.most))
        turned = step(1) < step(0)
        bound = TURNED.get(self.bound, self.bound) if turned else self.bound
        moved = replace(self, value=step(self.value), low=low, high=high, bound=bound)
        return replace(moved, least=least, most=most)

    def _with(self, other: Number, join: Step, unit: str) -> Number:
        """Join the evidence of two numbers: no interval follows from two intervals."""
        same = (self.source, self.base, self.n) == (other.source, other.base, other.n)
        least, most = _range(self, other, join)
        bound = TURNED.get(other.bound, other.bound) if join in (sub, truediv) else other.bound
        return Number(
            value=join(self.value, other.value),
            unit=unit,
            source=self.source | other.source,
            base=self.base if self.base == other.base else None,
            n=self.n if same else NAN,
            df=self.df if same and self.df == other.df else NAN,
            least=least,
            most=most,
            universe=self.universe if self.universe == other.universe else "",
            grade=max(self.grade, other.grade, key=GRADES.index),
            reached=max(self.reached, other.reached, key=REACHED.index),
            bound=_bound(self.bound, bound),
            flags=self.flags | other.flags,
        )


def _in_order(one: float, other: float) -> tuple[float, float]:
    return (one, other) if isnan(one + other) or one <= other else (other, one)


def _range(one: Number, other: Number, join: Step) -> tuple[float, float]:
    """Compute how far two ranges let their sum, difference, product or ratio vary: its corners."""
    if any(isnan(end) for end in (one.least, one.most, other.least, other.most)):
        return NAN, NAN
    pairs = product((one.least, one.most), (other.least, other.most))
    corners = [_corner(join, *pair) for pair in pairs]
    known = [corner for corner in corners if not isnan(corner)]
    return min(known), max(known)


def _corner(join: Step, one: float, other: float) -> float:
    return inf if join is truediv and other == 0 else join(one, other)


def _bound(one: str, other: str) -> str:
    """Join two bounds: what is known from one side only stays so beside an exact number."""
    if "exact" in (one, other):
        return one if other == "exact" else other
    return one if one == other else "approximate"


def _same_unit(one: Number, other: Number) -> str:
    if one.unit != other.unit:
        raise StudyError(
            "Numbers of two units can't be compared.", expected=one.unit, got=other.unit
        )
    return one.unit


def _unit_of_ratio(one: Number, other: Number) -> str:
    _same_unit(one, other)
    return "ratio"


def _unit_of_product(one: Number, other: Number) -> str:
    units = {one.unit, other.unit}
    if units == {"share"}:
        return "share"
    if "ratio" in units:
        return next(iter(units - {"ratio"}), "ratio")
    raise StudyError(
        "Numbers of these units have no product.",
        expected="two shares, or a ratio and another number",
        got=f"{one.unit} and {other.unit}",
    )


def numbers(rows: pd.Series[Any] | pd.DataFrame) -> Number | pd.Series[Any]:
    """Read numbers from rows, so that they can be added, divided, compared.

    Parameters
    ----------
    rows : Series or DataFrame
        As given by `analysis.inference` or `analysis.sources.published.read_published`.

    Returns
    -------
    Number, or Series of Number
        One for a row; for a table, one per row under the same index, so that arithmetic goes row
        by row as pandas does it, and ``sum(numbers(table))`` adds them up.
    """
    if isinstance(rows, pd.DataFrame):
        found = [_number(row) for _place, row in rows.iterrows()]
        return pd.Series(found, index=rows.index, dtype=object)
    return _number(rows)


def _number(row: pd.Series[Any]) -> Number:
    source = str(row["source"])
    low, high, n, df = (_float(row.get(name)) for name in ("low", "high", "n", "df"))
    least, most = _open(_float(row.get("least")), _float(row.get("most")))
    return Number(
        value=_float(row["estimate"]),
        unit=str(row["unit"]),
        source=frozenset({source}),
        base=row["base"],
        low=low,
        high=high,
        n=n,
        df=df,
        least=least,
        most=most,
        universe=str(row.get("universe", "")),
        grade=str(row.get("grade", catalogue.source(source).grade)),
        reached=str(row.get("reached", "")),
        bound=_one_sided(str(row.get("bound", "exact"))),
        scale="identity" if row.get("scale") == "identity" else "",
        flags=row.get("flags", NONE),
    )


def _open(least: float, most: float) -> tuple[float, float]:
    """Open a range at the end that is not known; one that is known at neither is none."""
    if isnan(least) and isnan(most):
        return least, most
    return (-inf if isnan(least) else least), (inf if isnan(most) else most)


def _one_sided(bound: str) -> str:
    return bound if bound in {"exact", "lower", "upper"} else "approximate"


def _float(cell: Any) -> float:
    return NAN if pd.isna(cell) else float(cell)


def derive(
    number: Number | pd.Series[Any], *, base: str = "", source: str = "", unit: str = ""
) -> pd.Series[Any] | pd.DataFrame:
    """Turn the result of a calculation into a row like those of estimates.

    Parameters
    ----------
    number : Number, or Series of Number
        Made with `numbers` and arithmetic.
    base : str
        Who is counted, in words: above and below the line of a ratio. It can be left out where all
        parts have the same base.
    source : str
        The source to cite, where the parts come from several. Naming it is saying that they may
        be compared.
    unit : str
        How to read the result, where it is not what arithmetic makes it: a ratio that is a share.

    Returns
    -------
    Series or DataFrame
        ``estimate, low, high, scale, df, n, least, most, base, universe, source, grade, reached,
        bound, flags, unit``. There is an interval only where one number was moved or multiplied by
        plain ones, an n only where all parts count the same people. ``least`` and ``most`` are the
        range that printed digits and bounds allow, missing at an end that is open, and for numbers
        from people's answers; ``bound`` is "exact" where all parts are.

    Raises
    ------
    StudyError
        When the parts have several sources and none is named, or no base in common.

    Examples
    --------
    >>> row = {"source": "pew_2015", "unit": "share", "base": Base(note="men"), "n": 10}
    >>> tall, short = (numbers(pd.Series(row | {"estimate": share})) for share in (0.3, 0.1))
    >>> ratio = derive(tall / short, base="tall men over short men")
    >>> round(ratio["estimate"], 6), ratio["unit"], ratio["bound"]
    (3.0, 'ratio', 'exact')
    >>> derive(tall - short)["unit"], round(derive(tall * 0.5)["estimate"], 6)
    ('points', 0.15)
    """
    if isinstance(number, pd.Series):
        rows = [_row(part, base, source, unit) for part in number]
        return pd.DataFrame(rows, index=number.index)
    return pd.Series(_row(number, base, source, unit))


def _row(number: Number, base: str, source: str, unit: str) -> dict[str, Any]:
    if (source and source not in number.source) or (not source and len(number.source) > 1):
        raise StudyError(
            "The parts of this number come from several sources.",
            expected=" or ".join(sorted(number.source)),
            got=source or "none named",
            hint="name the one to cite: derive(..., source=...)",
        )
    if not base and number.base is None:
        raise StudyError(
            "The parts of this number count different people.",
            expected="the base in words: derive(..., base=...)",
        )
    return {
        "estimate": number.value,
        "low": number.low,
        "high": number.high,
        "scale": number.scale,
        "df": number.df,
        "n": number.n,
        "least": number.least if isfinite(number.least) else NAN,
        "most": number.most if isfinite(number.most) else NAN,
        "base": Base(note=base) if base else number.base,
        "universe": number.universe,
        "source": source or next(iter(number.source)),
        "grade": number.grade,
        "reached": number.reached,
        "bound": number.bound,
        "flags": number.flags,
        "unit": unit or number.unit,
    }
