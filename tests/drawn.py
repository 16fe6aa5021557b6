"""What tests of charts look at: words, marks and places on a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.show.sheet import Mark

if TYPE_CHECKING:
    from analysis.show.sheet import Shape, Sheet


def words(sheet: Sheet) -> list[str]:
    """List the texts of a sheet, in the order they are drawn."""
    return [shape.text for shape in sheet.shapes() if shape.tag == "text"]


def marks(sheet: Sheet) -> list[Mark]:
    return [part for part in sheet.parts if isinstance(part, Mark)]


def told(sheet: Sheet) -> list[str]:
    return [mark.words for mark in marks(sheet)]


def shapes(sheet: Sheet, tag: str, **look: float | str) -> list[Shape]:
    """List the shapes of one tag that look so."""
    return [
        shape
        for shape in sheet.shapes()
        if shape.tag == tag
        and all(shape.attributes.get(name) == value for name, value in look.items())
    ]


def text(sheet: Sheet, words: str) -> Shape:
    (found,) = [shape for shape in sheet.shapes() if shape.text == words]
    return found
