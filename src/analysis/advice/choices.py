"""Who asks: the choices of one person, and how typed words are understood."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches

from analysis.cleaning.age import EDGES, LABELS
from analysis.errors import StudyError
from analysis.words import i18n
from analysis.words.choices import (
    CHOICE_NAMES,
    NAMES,
    choice_label,
    examples_of,
    option_label,
)
from analysis.words.i18n import _

CHOICES = {choice: (*codes,) for choice, codes in NAMES.items()}
"""What a person may say of themselves: each choice with its codes."""

OLDEST = 120


@dataclass(frozen=True)
class Case:
    """One person: a code of `CHOICES` for each choice made, "" for the others.

    Raises
    ------
    StudyError
        When a code isn't one of those.

    Examples
    --------
    >>> Case("bachelor", "nurses", "Q", "30-49").made()
    {'diploma': 'bachelor', 'occupation': 'nurses', 'sector': 'Q', 'age': '30-49'}
    """

    diploma: str = ""
    occupation: str = ""
    sector: str = ""
    age: str = ""
    situation: str = ""

    def __post_init__(self) -> None:
        """Refuse unknown codes."""
        for field in fields(self):
            code = getattr(self, field.name)
            if code and code not in CHOICES[field.name]:
                raise StudyError(
                    f"There is no {field.name} '{code}'.", expected=", ".join(CHOICES[field.name])
                )

    def made(self) -> dict[str, str]:
        """Return the choices that were made."""
        return {choice: code for choice, code in asdict(self).items() if code}


def chosen(choice: str, text: str) -> str:
    """Return the code that typed words mean: a code, a name or an example, in any language.

    Parameters
    ----------
    choice : str
        One of `CHOICES`.
    text : str
        What was typed; accents and capitals don't matter. An age may be a number of years.

    Raises
    ------
    StudyError
        When the words mean nothing or several things, with those that come near.

    Examples
    --------
    >>> chosen("sector", "j"), chosen("occupation", "Nurse"), chosen("age", "35 years")
    ('J', 'nurses', '30-49')
    """
    if choice == "age" and (years := re.fullmatch(r"\D*(\d+)\D*", text)):
        return _age_group(int(years[1]))
    known = _known(choice)
    typed = plain(text)
    found = known.get(typed, set())
    if not found and typed:
        words = {*typed.split()}
        meant = [codes for phrase, codes in known.items() if words <= {*phrase.split()}]
        found = set().union(*meant)
    if len(found) == 1:
        return found.pop()
    raise StudyError(_refusal(choice, text, sorted(found, key=CHOICES[choice].index)))


def asked_for(typed: Mapping[str, str]) -> Case:
    """Return the person whom typed words describe.

    Parameters
    ----------
    typed : mapping
        Choice -> what was typed; "" where nothing was.

    Raises
    ------
    StudyError
        When words can't be understood, or nothing was typed: then with all that may be said.

    Examples
    --------
    >>> asked_for({"age": "35", "sector": "hospital"}).made()
    {'sector': 'Q', 'age': '30-49'}
    """
    made = {choice: chosen(choice, text) for choice, text in typed.items() if text.strip()}
    if not made:
        names = _(", ").join(f"--{choice}" for choice in CHOICES)
        raise StudyError(
            _("Say something of yourself, with one or more of: {names}.").format(names=names)
        )
    return Case(**made)


def plain(text: str) -> str:
    """Return words without accents, capitals or signs, to be compared.

    Examples
    --------
    >>> plain("Bac+5 et plus"), plain("Infirmière")
    ('bac 5 et plus', 'infirmiere')
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare.replace("_", " ")))


def _known(choice: str) -> dict[str, set[str]]:
    """Map every phrase that means a code, in all languages, to the codes that it means."""
    known: dict[str, set[str]] = {}
    for language in i18n.LANGUAGES:
        with i18n.spoken(language):
            for code in CHOICES[choice]:
                for phrase in (code, choice_label(choice, code), *examples_of(choice, code)):
                    known.setdefault(plain(phrase), set()).add(code)
    return known


def _age_group(years: int) -> str:
    if not EDGES[0] <= years <= OLDEST:
        raise StudyError(
            _("The surveys asked people aged {low} or more: nothing is known for {age}.").format(
                low=i18n.number(EDGES[0]), age=i18n.number(years)
            )
        )
    return LABELS[bisect(EDGES, min(years, EDGES[-1] - 1)) - 1]


def _refusal(choice: str, text: str, found: list[str]) -> str:
    """Write what is not understood, what comes near, and all that may be chosen."""
    near = found or _near(choice, text)
    head = _("“{text}” is not one of the answers for: {choice}.")
    lines = [head.format(text=text, choice=_(CHOICE_NAMES[choice]))]
    if near:
        lines += [_("Did you mean:"), *(f"  {option_label(choice, code)}" for code in near)]
    else:
        lines += [_("You can answer:"), *(_option(choice, code) for code in CHOICES[choice])]
        lines += [f"  {_('or your age in years')}"] * (choice == "age")
    return "\n".join(lines)


def _option(choice: str, code: str) -> str:
    return f"  {code}: {option_label(choice, code)}"


def _near(choice: str, text: str) -> list[str]:
    known = _known(choice)
    single = {word: codes for phrase, codes in known.items() for word in phrase.split()}
    phrases = get_close_matches(plain(text), [*known, *single], n=3, cutoff=0.75)
    found = {code for phrase in phrases for code in known.get(phrase, single.get(phrase, set()))}
    return sorted(found, key=CHOICES[choice].index)
