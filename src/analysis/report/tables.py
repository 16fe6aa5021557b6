"""Finish the tables of an output: captioned, headed, read by ear, by keyboard and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from analysis.report.faults import CAPTION, Place

# Words that may stand in a column of numbers: "2.4 to 10.9", "-1,5 pp".
UNITS = frozenset({"to", "à", "pp", "pt", "pts"})
ROLES = {"table": "table", "tr": "row", "td": "cell"} | dict.fromkeys(
    ("thead", "tbody", "tfoot"), "rowgroup"
)
"""Role of each part, written out: a part that the sheet lays out as a card loses its own."""

BRIEF = 22
"""Letters of a cell that stands beside its head in a card; a longer one stands under it."""

PHONE = 34
"""Letters that a row of a table may need, at least, to stay one on the narrowest phone."""

SPACES = re.compile(r"[ \t\n]+")
"""Where a line may break; the spaces that French sets before a sign are none of these."""

ROWS_TO_SORT = 8


@dataclass(frozen=True)
class _Column:
    """The cells of a column, whatever rows span others: its heads, its row headers and cells."""

    heads: Sequence[Tag]
    cells: Sequence[Tag]

    @property
    def head(self) -> str:
        return _text(self.heads[-1]) if self.heads else ""

    @property
    def texts(self) -> list[str]:
        return [_text(cell) for cell in self.cells]

    @property
    def data(self) -> list[Tag]:
        return [cell for cell in self.cells if cell.name == "td"]


def finish_tables(soup: BeautifulSoup, place: Place) -> None:
    """Make every table of a fragment readable by everyone, in place.

    Header cells get their scope, empty ones become plain cells, every part its role, columns of
    numbers are marked ``num``, and the table goes into a region that the keyboard can scroll,
    named by its caption. On a phone each row of a table too wide for it is a card, whose cells
    tell their head (``data-label``); a table whose rows may be sorted is marked ``sortable``. One
    that brings a class has a layout of its own and gets neither mark.

    Parameters
    ----------
    soup : BeautifulSoup
        The parsed fragment.
    place : Place
        The cell, which is told of a table without caption; it is captioned by its number.

    Examples
    --------
    >>> from bs4 import BeautifulSoup
    >>> html = "<table><caption>Ages</caption><tr><th>Anna</th><td>31</td></tr></table>"
    >>> soup = BeautifulSoup(html, "html.parser")
    >>> finish_tables(soup, Place("cell 1"))
    >>> print(soup.th)
    <th role="rowheader" scope="row">Anna</th>
    >>> print(soup.td)
    <td class="num brief" role="cell">31</td>
    >>> print(soup.div.attrs)
    {'class': ['table'], 'role': 'region', 'tabindex': '0', 'aria-label': 'Ages'}
    """
    for table in soup.find_all("table"):
        label = _caption(table, soup, place)
        for header in table.find_all("th"):
            _finish_header(header)
        for part in table.find_all([*ROLES]):
            part["role"] = ROLES[part.name]
        table["role"] = ROLES["table"]
        columns = list(_columns(table))
        for column in columns:
            _finish_column(column)
        if not classes(table):  # one with a class lays itself out
            _classify(table, columns)
        region = {"class": "table", "role": "region", "tabindex": "0", "aria-label": label}
        table.wrap(soup.new_tag("div", attrs=region))


def _caption(table: Tag, soup: BeautifulSoup, place: Place) -> str:
    caption = table.caption.get_text(" ", strip=True) if table.caption else ""
    if caption:
        return caption
    got = " ".join(table.get_text(" ", strip=True).split())[:60] or "an empty table"
    place.tell(CAPTION, got)
    number = place.page.next_number("table")
    _ = place.page.words
    caption = _("Table {number}").format(number=number)
    if table.caption:
        table.caption.decompose()
    table.insert(0, soup.new_tag("caption", string=caption))
    return caption


def _finish_header(header: Tag) -> None:
    if not header.get_text(strip=True):
        header.name = "td"
        return
    side, span = ("col", "colspan") if header.find_parent("thead") else ("row", "rowspan")
    header["role"] = "columnheader" if side == "col" else "rowheader"
    several = str(header.get(span, "1")) not in {"1", "0", ""}
    header["scope"] = f"{side}group" if several else side


def _columns(table: Tag) -> Iterator[_Column]:
    """List the columns of a table, the last one first."""
    # Counted from the right, columns keep their places under row headers that span rows.
    rows = [row.find_all(["td", "th"])[::-1] for row in table.find_all("tr")]
    rows = [row for row in rows if row and not any(cell.has_attr("colspan") for cell in row)]
    head = [row for row in rows if row[0].find_parent("thead")]
    body = [row for row in rows if not row[0].find_parent("thead")]
    for place in range(max(map(len, body), default=0)):
        yield _Column(
            heads=[row[place] for row in head if place < len(row)],
            cells=[row[place] for row in body if place < len(row)],
        )


def _finish_column(column: _Column) -> None:
    """Mark the cells of a column: numbers, short ones, empty ones, and what their head says."""
    if _holds_numbers([" ".join(_number(cell)) for cell in column.data]):
        for cell in (*column.cells, *column.heads):
            _mark(cell, "num")
    for cell in column.data:
        if len(_text(cell)) <= BRIEF or "num" in classes(cell):
            _mark(cell, "brief")
        if _text(cell) in {"", "–"}:
            _mark(cell, "empty")
        if column.head:
            cell["data-label"] = column.head


def _mark(cell: Tag, name: str) -> None:
    cell["class"] = " ".join([*classes(cell), name])


def classes(cell: Tag) -> list[str]:
    """List the classes of a tag, whether they were read or written."""
    names = cell.get("class") or ""
    return names.split() if isinstance(names, str) else list(names)


def _text(cell: Tag) -> str:
    return SPACES.sub(" ", cell.get_text(" ")).strip()


def _number(cell: Tag) -> list[str]:
    """List the texts of a cell but the words that warn of its number: none is cut in two."""
    cautions = [tag for tag in cell.find_all(True) if "caution" in classes(tag)]
    words = {id(node) for note in cautions for node in note.find_all(string=True)}
    return [str(node).strip() for node in cell.find_all(string=True) if id(node) not in words]


def _holds_numbers(texts: Sequence[str]) -> bool:
    words = {word for text in texts for word in re.findall(r"[^\W\d_]+", text)}
    return words <= UNITS and any(re.search(r"\d", text) for text in texts)


def _classify(table: Tag, columns: Sequence[_Column]) -> None:
    """Mark a table whose rows the sheet makes cards on a phone, or the script sorts."""
    spanned = table.select_one("[rowspan], [colspan]")
    if sum(map(_least_letters, columns)) > PHONE:
        _mark(table, "cards")
    numbers = any("num" in classes(cell) for cell in table.find_all("td"))
    head = table.thead
    plain = head is not None and len(head.find_all("tr")) == 1 and not spanned
    body = len(table.find_all("tr")) - 1
    # A page that chooses among rows (`tr.line`) has its own order and its own script.
    if plain and numbers and body >= ROWS_TO_SORT and not table.select("tr.line"):
        _mark(table, "sortable")


def _least_letters(column: _Column) -> int:
    """Return how many letters a column needs at least: its longest word, or its whole numbers."""
    kept = [text for cell in column.cells for text in _unbroken(cell)]
    longest = max(map(len, [*SPACES.split(column.head), *kept]), default=0)
    whole = max(map(len, column.texts), default=0)
    return max(longest, min(whole, BRIEF // 2)) + 2


def _unbroken(cell: Tag) -> list[str]:
    if "num" in classes(cell):
        return _number(cell)
    return [part for word in SPACES.split(_text(cell)) for part in word.split("-")]
