"""What groups of people are called in a sentence: words that follow a number's own variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analysis.errors import StudyError
from analysis.words.i18n import N_, _

GRADUATE = "tertiary"
"""The variable that says who a graduate is, in surveys that tell shorter diplomas apart: any
diploma of higher education. With "bachelor_or_more" here, the study counts from that degree on, and
says so."""

WITH = {
    "tertiary": N_("graduates of higher education"),
    "bachelor_or_more": N_("holders of a bachelor's degree or more"),
    "professional_or_manager": N_("managers and professionals"),
    "knowledge_occupation": N_("managers, professionals and technicians"),
}
"""Variable -> the people who are it, in the plural, within a sentence."""

WITHOUT = {
    "tertiary": N_("people without a diploma of higher education"),
    "bachelor_or_more": N_("people without a bachelor's degree"),
    "professional_or_manager": N_("people in other occupations"),
    "knowledge_occupation": N_("people in other occupations"),
}
"""Variable -> the people who are not it."""


def people(variables: Iterable[str], where: Mapping[str, Sequence[str]]) -> str:
    """Return what the group of a number is called, in the language of the run.

    Parameters
    ----------
    variables : iterable of str
        Those that may define the group: the first with words does.
    where : mapping
        Variable -> its levels in the group; both or none are those who are it.

    Raises
    ------
    StudyError
        When none of the variables has words.

    Examples
    --------
    >>> people(["on_linkedin", "tertiary"], {"tertiary": ("no",)})
    'people without a diploma of higher education'
    """
    known = [name for name in variables if name in WITH]
    if not known:
        raise StudyError(
            "Nothing says what this group is called in a sentence.",
            expected=f"one of {', '.join(WITH)}",
            got=", ".join(variables),
            hint="add its words to src/analysis/words/people.py",
        )
    name = known[0]
    return _((WITHOUT if tuple(where.get(name, ())) == ("no",) else WITH)[name])
