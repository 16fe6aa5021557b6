"""What a page must know of the others: pages, languages, and the facts of the footer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from babel import Locale

from analysis.errors import StudyError


class Page(NamedTuple):
    """One page: the name of its notebook (no extension) and its title."""

    name: str
    title: str


@dataclass(frozen=True)
class Imprint:
    """Who stands for the study, and where it is published: "" where nobody has said.

    Parameters
    ----------
    address : str
        Address of the folder of the pages, with a slash at its end. Links to a page's own picture
        and to its twins are relative without it, which a page can be read with, not shared.
    author, licence, version : str
        As CITATION.cff tells them.
    """

    address: str = ""
    author: str = ""
    licence: str = ""
    version: str = ""


@dataclass(frozen=True)
class Site:
    """The pages of one language, as each of them shows the others.

    Parameters
    ----------
    pages : sequence of (name, title)
        In reading order, titles in the language of the site.
    languages : sequence of str
        Every language the pages exist in, this one included; each page links to its twins.
    facts : mapping of label to text
        What the footer tells: data vintages, code version, hash of the lock.
    imprint : Imprint
        Who stands for the study, and where it is published.

    Examples
    --------
    >>> site = Site(pages=[("01_sources", "The sources"), ("02_members", "The members")])
    >>> site.neighbours("02_members")
    (Page(name='01_sources', title='The sources'), None)
    """

    pages: tuple[Page, ...] = ()
    languages: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    imprint: Imprint = Imprint()

    def __post_init__(self) -> None:
        """Take any sequence of pairs as pages."""
        object.__setattr__(self, "pages", tuple(Page(*page) for page in self.pages))

    def neighbours(self, name: str) -> tuple[Page | None, Page | None]:
        """Return the pages before and after the one called `name` (None at either end)."""
        names = [page.name for page in self.pages]
        if name not in names:
            return None, None
        around = [None, *self.pages, None]
        here = names.index(name) + 1
        return around[here - 1], around[here + 1]


def page_title(text: str, name: str) -> str:
    """Return the title of a notebook: the first line that starts with ``# ``.

    Parameters
    ----------
    text : str
        Its first Markdown cell.
    name : str
        Its name, for the error.

    Raises
    ------
    StudyError
        When the cell has no such line.

    Examples
    --------
    >>> page_title("# The members", "02_members")
    'The members'
    """
    found = re.search(r"^# +(.+?) *$", text, flags=re.MULTILINE)
    if not found:
        raise StudyError(
            f"Notebook {name} has no title.",
            expected="a first Markdown cell with a line '# Title'",
            got=repr(text[:60]),
            hint="start the notebook with its title",
        )
    return found[1]


def page_lead(text: str) -> str:
    r"""Return what a notebook says under its title, in plain text; "" where it says nothing.

    Parameters
    ----------
    text : str
        Its first Markdown cell.

    Examples
    --------
    >>> page_lead("# The members\n\nWho is on *LinkedIn*, by `degree`.\n\nMore.")
    'Who is on LinkedIn, by degree.'
    """
    paragraphs = [part.strip() for part in text.split("\n\n")]
    said = next((part for part in paragraphs if part and not part.startswith("#")), "")
    return re.sub(r"[*_`]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", said))


def language_name(code: str) -> str:
    """Return the name of a language in that language.

    Examples
    --------
    >>> language_name("fr")
    'Français'
    """
    return (Locale(code).get_display_name(code) or code).capitalize()
