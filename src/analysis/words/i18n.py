"""Words and numbers in the reader's language: gettext for sentences, Babel for figures.

Babel is imported where it is needed: a build that finds nothing to do writes no word.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache
from math import floor, log10
from pathlib import Path

from analysis.errors import StudyError
from analysis.words.po import read_po

LANGUAGES = ("en", "fr")
BUILD = "STUDY_BUILD"
"""Set in the kernels of a build."""

SMALLEST_P = 0.001
RATIO_DIGITS = {2: 1, 1: 10}  # decimals -> below which number
POINT = 0.01
SIGNIFICANT = 2
"""Digits of a ratio so small that two decimals would show nothing of it."""
LOCALE = Path(__file__).parent / "locale"


def language() -> str:
    """Return the language the study is being written in (``STUDY_LANG``, English by default)."""
    chosen = os.environ.get("STUDY_LANG", LANGUAGES[0])
    if chosen not in LANGUAGES:
        raise StudyError(
            "Unknown language.", expected=" or ".join(LANGUAGES), got=chosen, hint="set STUDY_LANG"
        )
    return chosen


def in_build() -> bool:
    """Check whether a build runs this notebook, in one language after the other."""
    return BUILD in os.environ


def rewording() -> bool:
    """Check whether this run only words again what the build's first language has found."""
    return in_build() and language() != LANGUAGES[0]


@contextmanager
def spoken(code: str) -> Iterator[None]:
    """Speak a language for a while, whatever that of the run."""
    before = os.environ.get("STUDY_LANG")
    os.environ["STUDY_LANG"] = code
    try:
        yield
    finally:
        os.environ.pop("STUDY_LANG")
        if before is not None:
            os.environ["STUDY_LANG"] = before


def catalogue_of(code: str) -> Path:
    """Return the path of a language's translations."""
    return LOCALE / code / "LC_MESSAGES" / "study.po"


@cache
def translator(code: str) -> Callable[[str], str]:
    """Return the function that turns the study's English sentences into those of a language.

    Parameters
    ----------
    code : str
        ``"en"`` or ``"fr"``.

    Examples
    --------
    >>> translator("en")("Contents")
    'Contents'
    """
    path = catalogue_of(code)
    if not path.is_file():
        return str
    entries = read_po(path, code)
    # A translation marked fuzzy belongs to an earlier English sentence. It is left out, and the
    # page shows the English: a reader sees that something is unfinished, while a French sentence
    # that says what the study no longer says would pass unseen, and one whose {holes} have other
    # names would stop the build far from its cause.
    known = {
        str(entry.id): str(entry.string) for entry in entries if entry.string and not entry.fuzzy
    }
    return lambda sentence: known.get(sentence) or _LEARNT.get(code, {}).get(sentence, sentence)


_LEARNT: dict[str, dict[str, str]] = {}


def learn(code: str, sentences: Mapping[str, str]) -> None:
    """Add sentences that stand in another language where they are written, such as a record's.

    Parameters
    ----------
    code : str
        The language.
    sentences : mapping of str to str
        English sentence -> translation. One that the locale translates as well keeps that one.
    """
    _LEARNT.setdefault(code, {}).update(sentences)


def _(message: str) -> str:
    """Translate a sentence into the language of this run."""
    return translator(language())(message)


def N_(message: str) -> str:  # noqa: N802 - gettext's name for a sentence translated later
    """Mark a sentence for translation where it is only listed."""
    return message


tr = _
"""The same in notebooks, where `_` is IPython's last result."""


def percent(share: float, digits: int = 0, code: str | None = None) -> str:
    r"""Write a share as a percentage.

    Examples
    --------
    >>> percent(0.2823, code="en"), percent(0.2823, digits=1, code="en"), percent(0.245, code="en")
    ('28%', '28.2%', '25%')
    >>> percent(0.2823, digits=1, code="fr"), percent(-0.35, code="en")
    ('28,2\u202f%', '\u221235%')
    """
    from babel.numbers import format_percent

    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    code = code or language()
    with localcontext(rounding=ROUND_HALF_UP):  # Babel's halves go to the even neighbour
        text = format_percent(share, format=pattern + "%", locale=code)
    text = text.replace("-", "\N{MINUS SIGN}")
    return text.replace("%", "\N{NARROW NO-BREAK SPACE}%") if code == "fr" else text


def number(value: float, digits: int = 0, code: str | None = None) -> str:
    r"""Write a number with a fixed count of decimals.

    Examples
    --------
    >>> number(1372, code="en"), number(2.345, digits=1, code="en")
    ('1,372', '2.3')
    >>> number(1372, code="fr"), number(2.345, digits=1, code="fr")
    ('1\u202f372', '2,3')
    """
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    with localcontext(rounding=ROUND_HALF_UP):
        text = format_decimal(value, format=pattern, locale=code or language())
    return text.replace("-", "\N{MINUS SIGN}")


def quantity(value: float, unit: str, more: int = 0) -> str:
    r"""Write a number as its unit wants: no more digits than a survey can carry.

    Parameters
    ----------
    value : float
        A share or a difference of shares is given as a fraction.
    unit : {"share", "points", "ratio", "count", "p"}
        How it reads.
    more : int
        Decimals beyond the usual ones: none for shares, counts and points, but one for less than a
        point or one in a hundred; for ratios as many as make two significant digits.

    Examples
    --------
    >>> quantity(0.282, "share"), quantity(-0.282, "points"), quantity(2.68, "ratio")
    ('28%', '\u221228', '2.7')
    >>> quantity(0.835, "ratio"), quantity(12.3, "ratio"), quantity(0.00002, "p")
    ('0.84', '12', '< 0.001')
    >>> quantity(0.0013, "points"), quantity(0.0, "points"), quantity(0.004, "share")
    ('0.1', '0', '0.4%')
    >>> quantity(0.00042, "ratio")
    '0.00042'
    """
    tenths = 0 < abs(value) < POINT  # a rare answer, a slope per year: whole points show nothing
    if unit == "share":
        return percent(value, more + tenths)
    if unit == "points":
        return number(100 * value, more + tenths)
    if unit == "p":
        return number(value, 3) if value >= SMALLEST_P else f"< {number(SMALLEST_P, 3)}"
    digits = next((d for d, limit in RATIO_DIGITS.items() if abs(value) < limit), 0)
    if tenths:
        digits = SIGNIFICANT - 1 - floor(log10(abs(value)))
    return number(value, more + (digits if unit == "ratio" else 0))


def points(text: str, value: float, digits: int = 0) -> str:
    """Write a number of points with its noun, which each language puts in the plural by its rule.

    Parameters
    ----------
    text : str
        The number as it is shown, with a sign if it wants one.
    value : float
        The same, in points.
    digits : int
        Decimals shown: in English only a whole one is singular, in French all that is below two.

    Examples
    --------
    >>> points("0.2", 0.2, digits=1), points("1", 1), points("\N{MINUS SIGN}6.0", -6, digits=1)
    ('0.2 points', '1 point', '\N{MINUS SIGN}6.0 points')
    """
    from babel.core import Locale

    form = Locale.parse(language()).plural_form(Decimal(f"{abs(value):.{digits}f}"))
    return (_("{points} point") if form == "one" else _("{points} points")).format(points=text)


def span(low: float, high: float, unit: str) -> str:
    """Write an interval; a dash where there is none.

    Examples
    --------
    >>> span(0.25, 0.32, "share"), span(float("nan"), float("nan"), "share")
    ('25% to 32%', '–')
    """
    if low != low or high != high:  # noqa: PLR0124 - true of NaN alone
        return "–"
    ends = {"low": quantity(low, unit), "high": quantity(high, unit)}
    return _("{low} to {high}").format(**ends)


def ends(low: float, high: float, unit: str) -> str:
    """Write an interval that stands beside its number: without the sign; "" where there is none.

    Examples
    --------
    >>> ends(0.25, 0.32, "share"), ends(1.2, 3, "ratio"), ends(float("nan"), 1, "share")
    ('25 to 32', '1.2 to 3.0', '')
    """
    if low != low or high != high:  # noqa: PLR0124 - true of NaN alone
        return ""
    written = {name: quantity(end, unit) for name, end in {"low": low, "high": high}.items()}
    bare = {name: text.rstrip("%\N{NARROW NO-BREAK SPACE}") for name, text in written.items()}
    return _("{low} to {high}").format(**bare)


def pair(name: str, text: str) -> str:
    """Write a name and what it is, with the colon of the language.

    Examples
    --------
    >>> pair("Survey", "Pew 2018")
    'Survey: Pew 2018'
    """
    return _("{name}: {text}").format(name=name, text=text)


def country(code: str) -> str:
    """Name a country by its code, as Eurostat writes it.

    Examples
    --------
    >>> country("EL"), country("FR")
    ('Greece', 'France')
    """
    from babel import Locale

    names = Locale.parse(language()).territories
    return str(names[{"EL": "GR", "UK": "GB"}.get(code, code)])
