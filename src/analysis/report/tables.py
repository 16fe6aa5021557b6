"""Finish the tables of an output: captioned, headed, reachable by keyboard, numbers in columns."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from analysis.errors import StudyError

# Words that may stand in a column of numbers: "2.4 to 10.9", "-1,5 pp".
UNITS = frozenset({"to", "à", "pp", "pt", "pts"})


def finish_tables(soup: BeautifulSoup, place: str) -> None:
    """Make every table of a fragment readable by everyone, in place.

    Header cells get their scope, empty ones become plain cells, columns of numbers are marked
    ``num``, and the table goes into a region that the keyboard can scroll, named by its caption.

    Parameters
    ----------
    soup : BeautifulSoup
        The parsed fragment.
    place : str
        Notebook and cell, for the error.

    Raises
    ------
    StudyError
        When a table has no caption.

    Examples
    --------
    >>> from bs4 import BeautifulSoup
    >>> html = "<table><caption>Ages</caption><tr><th>Anna</th><td>31</td></tr></table>"
    >>> soup = BeautifulSoup(html, "html.parser")
    >>> finish_tables(soup, "cell 1")
    >>> print(soup.tr)
    <tr><th scope="row">Anna</th><td class="num">31</td></tr>
    >>> print(soup.div.attrs)
    {'class': ['table'], 'role': 'region', 'tabindex': '0', 'aria-label': 'Ages'}
    """
    for table in soup.find_all("table"):
        label = _caption(table, place)
        for header in table.find_all("th"):
            _finish_header(header)
        _mark_numbers(table)
        region = {"class": "table", "role": "region", "tabindex": "0", "aria-label": label}
        table.wrap(soup.new_tag("div", attrs=region))


def _caption(table: Tag, place: str) -> str:
    caption = table.caption.get_text(" ", strip=True) if table.caption else ""
    if not caption:
        raise StudyError(
            f"{place}: a table has no caption.",
            expected="a <caption> that says what the table shows",
            got=" ".join(table.get_text(" ", strip=True).split())[:60] or "an empty table",
            hint="display it with table(), which asks for one",
        )
    return caption


def _finish_header(header: Tag) -> None:
    if not header.get_text(strip=True):
        header.name = "td"
        return
    side, span = ("col", "colspan") if header.find_parent("thead") else ("row", "rowspan")
    header["scope"] = f"{side}group" if int(str(header.get(span, "1"))) > 1 else side


def _mark_numbers(table: Tag) -> None:
    """Mark as ``num`` the cells of each column that holds numbers only, and its header."""
    # Counted from the right, columns keep their places under row headers that span rows.
    rows = [row.find_all(["td", "th"])[::-1] for row in table.find_all("tr")]
    rows = [row for row in rows if row and not any(cell.has_attr("colspan") for cell in row)]
    head = [row for row in rows if row[0].find_parent("thead")]
    body = [row for row in rows if not row[0].find_parent("thead")]
    for position, column in enumerate(zip(*body, strict=False)):
        if _holds_numbers([cell.get_text(" ") for cell in column if cell.name == "td"]):
            headers = [row[position] for row in head if position < len(row)]
            for cell in (*column, *headers):
                cell["class"] = [*cell.get_attribute_list("class", []), "num"]


def _holds_numbers(texts: list[str]) -> bool:
    words = {word for text in texts for word in re.findall(r"[^\W\d_]+", text)}
    return words <= UNITS and any(re.search(r"\d", text) for text in texts)
