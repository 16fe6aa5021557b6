"""The one error that every function of the study raises when it is given bad input."""

from __future__ import annotations


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
        parts = {"expected": expected, "got": got, "to do": hint}
        lines = [title, *(f"  {name}: {text}" for name, text in parts.items() if text)]
        super().__init__("\n".join(lines))
