"""What a page shows first and what it folds: the cells of a notebook, arranged by their tags.

A notebook stands in the order in which it is worked out, a page in the order in which it is read:

- ``in-short``: shown under the title, before all else;
- ``lead``: shown at the head of its section;
- ``annex``: folded, from a heading of level 2 or 3 to the next one or to a cell without the tag;
- ``no-code``, on the first cell: the page shows none of the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from markupsafe import Markup
from nbformat import NotebookNode

from analysis.errors import StudyError
from analysis.report.cell import Code, Piece, Shown, show_cell
from analysis.report.faults import Page, Place
from analysis.report.headings import HEADINGS

IN_SHORT, LEAD, ANNEX, NO_CODE = "in-short", "lead", "annex", "no-code"
OPENING, OPENED = Markup('<details class="annex"><summary>'), Markup("</summary>\n")
CLOSING = Markup("</details>\n")


@dataclass
class Layout:
    """The pieces of a page, in reading order.

    Attributes
    ----------
    first : list
        What the first cell holds: the title, and what follows it.
    short, body : list
        What is shown under the title, and the rest.
    annexed : list of Tag
        The headings of what is folded.
    """

    first: list[Piece] = field(default_factory=list)
    short: list[Piece] = field(default_factory=list)
    body: list[Piece] = field(default_factory=list)
    annexed: list[Tag] = field(default_factory=list)
    _folding: bool = False
    _end_of_lead: PageElement | None = None

    def add(self, shown: Shown) -> None:
        """Put what a cell shows where its tags want it; its code stays where it was worked out.

        Raises
        ------
        StudyError
            When its tags want a section to lead, or a name for a fold, and there is none.
        """
        if ANNEX not in shown.tags:
            self.close()
        if shown.code:
            self.body.append(shown.code)
        if IN_SHORT in shown.tags:
            self.short += shown.pieces
        elif LEAD in shown.tags:
            self._lead(shown.pieces, shown.cell)
        else:
            if ANNEX in shown.tags:
                self._annex(shown.pieces, shown.cell)
            self.body += shown.pieces
            for section in (h2 for piece in shown.pieces for h2 in piece.find_all("h2")):
                self._end_of_lead = section

    def close(self) -> None:
        """End what is being folded."""
        if self._folding:
            self.body.append(CLOSING)
            self._folding = False

    def _lead(self, pieces: Iterable[BeautifulSoup], place: str) -> None:
        if self._end_of_lead is None:
            raise StudyError(f"{place}: nothing to lead.", expected="a cell under a '## Section'")
        for node in [node for piece in pieces for node in list(piece.contents)]:
            self._end_of_lead.insert_after(node)
            self._end_of_lead = node

    def _annex(self, pieces: Sequence[BeautifulSoup], place: str) -> None:
        """Open a fold where the cell begins with a heading, which names it."""
        heading = pieces[0].find(["h2", "h3"]) if pieces else None
        if heading is not None and heading.find_previous_sibling() is None:
            self.close()
            self.body += [OPENING, heading.extract(), OPENED]
            self.annexed.append(heading)
            self._folding = True
        elif not self._folding:
            raise StudyError(
                f"{place}: an annex without a name.",
                expected="a first cell that begins with a heading",
                got="text or code",
            )


def show_all(notebook: NotebookNode, page: Page) -> list[Shown]:
    """Show every cell of a notebook, in its order."""
    return [
        show_cell(cell, Place(f"cell {number}", page, cell.get("attachments", {})))
        for number, cell in enumerate(notebook.cells, start=1)
    ]


def arrange(shown: Sequence[Shown], page: Page) -> Layout:
    """Put what each cell shows in its place on the page.

    Parameters
    ----------
    shown : sequence of Shown
        What each cell shows, in the order of the notebook.
    page : Page
        It is told of what has no place.

    Returns
    -------
    Layout
        The pieces, in reading order; the code of neighbouring cells in one.
    """
    layout = Layout()
    rest = list(shown)
    if rest and not rest[0].code and (page.strict or len(rest[0].pieces) == 1):
        layout.first = _opening(rest.pop(0), layout, page)
    for one in rest:
        try:
            layout.add(one)
        except StudyError as error:
            Place(one.cell, page).take(error)
    layout.close()
    silent = bool(shown) and NO_CODE in shown[0].tags
    layout.body = _joined(layout.body, silent=silent)
    return layout


def _opening(shown: Shown, layout: Layout, page: Page) -> list[Piece]:
    """Keep what the first cell says under the title, as an introduction; the rest is the body's."""
    if page.strict:
        return list(shown.pieces)
    (piece,) = shown.pieces
    headings = piece.find_all(HEADINGS)
    rest = BeautifulSoup("", "html.parser")
    start = headings[1:2] if headings and headings[0].name == "h1" else [piece.find(True)]
    for heading in filter(None, start):
        top = next(one for one in [heading, *heading.parents] if one.parent is piece)
        for node in [top, *top.next_siblings]:
            rest.append(node.extract())
    layout.body.append(rest)
    return [piece]


def _joined(pieces: Iterable[Piece], *, silent: bool) -> list[Piece]:
    """Join the code of neighbouring cells, or leave all code out."""
    joined: list[Piece] = []
    for piece in pieces:
        if not isinstance(piece, Code):
            joined.append(piece)
        elif silent:
            continue
        elif joined and isinstance(joined[-1], Code):
            joined[-1] = Code(f"{joined[-1].text}\n\n\n{piece.text}")
        else:
            joined.append(piece)
    return joined
