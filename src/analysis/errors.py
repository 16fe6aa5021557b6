"""The one error that every function of the study raises when it is given bad input."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches


class StudyError(ValueError):
    """Bad input, told to a person: what was expected, what was got, what to do.

    Parameters
    ----------
    title : str
        What is wrong, in one short sentence.
    expected, got : str, optional
        What the function needed and what it was given.
    hint : str, optional
        What to do about it.

    Examples
    --------
    >>> print(StudyError("No weight.", expected="a column 'weight'", got="age, sex"))
    No weight.
      expected: a column 'weight'
      got: age, sex
    """

    def __init__(self, title: str, *, expected: str = "", got: str = "", hint: str = "") -> None:
        self.title, self.expected, self.got, self.hint = title, expected, got, hint
        super().__init__(self.told())

    def told(self, words: Callable[[str], str] = str) -> str:
        """Return the whole message, its labels as `words` translates them."""
        parts = {"expected": self.expected, "got": self.got, "to do": self.hint}
        lines = [f"  {words(name)}: {text}" for name, text in parts.items() if text]
        return "\n".join([self.title, *lines])


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the hint that names the known word closest to one that isn't; "" where none is.

    Examples
    --------
    >>> nearest("pew_2081", ["pew_2018", "gss_2016"])
    'did you mean pew_2018?'
    """
    words = [*known]
    alike = [one for one in words if one.split("_")[0] == word.split("_", maxsplit=1)[0]]
    close = get_close_matches(word, alike or words, n=1, cutoff=0 if alike else 0.6)
    return f"did you mean {close[0]}?" if close else ""
