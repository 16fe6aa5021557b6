"""What keeps a notebook from being shown as it is: the kinds of fault, and where each was met.

Whoever meets a fault tells it to its place and goes on with something that a page may hold. The
strict profile then refuses the page, with every fault at once; the lenient one lists, at the end of
the page, what was left out or changed (`analysis.report.told`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import StudyError
from analysis.words.i18n import N_


@dataclass(frozen=True)
class Kind:
    """A kind of fault.

    Attributes
    ----------
    what, expected, hint : str
        What its author reads, in English: what is wrong, what was expected, what to do.
    note : str
        What a reader of the page reads: what the page has in its place.
    """

    what: str
    expected: str
    hint: str
    note: str


ALT = Kind(
    "an image has no alternative text",
    "a sentence that says what it shows, 4 words at least",
    "display it with figure(), which asks for one",
    N_("Pictures that come without a description"),
)
PICTURE = Kind(
    "a picture that cannot be read",
    "PNG, JPEG, GIF, WebP or SVG, in the notebook",
    "display it again, or attach it to its cell",
    N_("Pictures that are not there, or cannot be read: left out"),
)
ELSEWHERE = Kind(
    "HTML that a report may not hold",
    "text, links, tables and figures only",
    "write it in Markdown, or with table() and figure()",
    N_("What would load from elsewhere: a link in its place"),
)
ACTIVE = Kind(
    ELSEWHERE.what,
    ELSEWHERE.expected,
    ELSEWHERE.hint,
    N_("What runs, asks or restyles (scripts, forms, styles): left out"),
)
MARKUP = Kind(
    ELSEWHERE.what,
    ELSEWHERE.expected,
    ELSEWHERE.hint,
    N_("Markup that only arranges: left out, its text stays"),
)
CAPTION = Kind(
    "a table has no caption",
    "a <caption> that says what the table shows",
    "display it with table(), which asks for one",
    N_("Tables that come without a caption: numbered"),
)
FORMULA = Kind(
    "a formula cannot be set",
    "LaTeX that latex2mathml can read",
    r"mend the formula, or write \$ for a dollar sign",
    N_("Formulas that could not be set: shown as they are written"),
)
COMPLAINT = Kind(
    "the code complained",
    "no error and no warning",
    "mend the cause and run the notebook again",
    N_("Errors, warnings and messages of the code: shown folded"),
)
OUTPUT = Kind(
    "an output that a page cannot show",
    "text, a table, or an image with its alternative text and its caption",
    "display images with figure(), which asks for both texts",
    N_("Outputs that need a program, such as widgets: their text, or a note in their place"),
)
LONG = Kind(
    "an output too long for a page",
    "at most 200,000 letters",
    "show a part of it, or write it to a file",
    N_("Outputs too long for a page: cut"),
)
NOT_RUN = Kind(
    "code that was never run",
    "a notebook that was run from its first cell to its last",
    "run it (jupyter nbconvert --execute, or Run All Cells), then export it",
    N_("Code that was never run: without results"),
)
TITLE = Kind(
    "exactly one title is needed, before any other heading",
    "one '# Title', then '## Section'",
    "keep one heading of level 1, the first",
    N_("Several titles, or none: the first one is the page's, or the name of the file"),
)
LEVEL = Kind(
    "a heading skips a level",
    "a level more than the heading before, at most",
    "raise the heading, or write the one that is missing",
    N_("Headings that skip a level: raised"),
)
TWICE = Kind(
    "an id is used twice",
    "one figure or heading for each id",
    "name one of them otherwise",
    N_("Anchors used twice: numbered"),
)
ORIGIN = Kind(
    "numbers of unknown origin",
    "where each number that a reader can touch comes from",
    "display them with say() or table(), which write where each comes from",
    N_("Links to the origin of a number: left out"),
)
RAW = Kind(
    "a raw cell, which no page shows",
    "Markdown and code",
    "write it in Markdown",
    N_("Raw cells, meant for other formats: left out"),
)


@dataclass(frozen=True)
class Fault:
    """A fault that was met: its kind, the cell it is in, and what was got there."""

    kind: Kind
    cell: str
    got: str = ""


@dataclass
class Page:
    """What the cells of a page share.

    Attributes
    ----------
    name : str
        Of the notebook.
    words : callable
        Translates the words that the page adds ("Data (CSV)").
    strict : bool
        Whether faults keep the page from being made.
    folder : Path or None
        Where the pictures are that the notebook names by path; those of a strict page are in it.
    faults : list of Fault
        What was told, in the order of the page.
    """

    name: str
    words: Callable[[str], str] = str
    strict: bool = True
    folder: Path | None = None
    faults: list[Fault] = field(default_factory=list)
    _numbers: Counter[str] = field(default_factory=Counter)

    def next_number(self, what: str) -> int:
        """Return the number of the next figure or table of the page, from 1."""
        self._numbers[what] += 1
        return self._numbers[what]


@dataclass(frozen=True)
class Place:
    """A cell, as its faults name it, with the pictures that were pasted into it.

    Examples
    --------
    >>> place = Place("cell 3", Page("02_members"))
    >>> place.tell(ALT, "''")
    >>> [(fault.cell, fault.kind.what, fault.got) for fault in place.page.faults]
    [('cell 3', 'an image has no alternative text', "''")]
    """

    cell: str
    page: Page = field(default_factory=lambda: Page(""))
    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the name of the cell."""
        return self.cell

    def tell(self, kind: Kind, got: str = "") -> None:
        """Note a fault."""
        self.page.faults.append(Fault(kind, self.cell, got))

    def take(self, error: StudyError) -> None:
        """Note the error of a function that could not go on."""
        title = error.title.removeprefix(f"{self.cell}: ").rstrip(".")
        kind = Kind(title, error.expected, error.hint, OUTPUT.note)
        self.page.faults.append(Fault(kind, self.cell, error.got))
