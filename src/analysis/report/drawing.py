"""The drawings of a figure, checked: they are the study's own, and are put into a page as they are.

A page themes them by their colours (css/figures.css) and shows the one that fits its width.
"""

from __future__ import annotations

from xml.etree import ElementTree

from analysis.errors import StudyError


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHAPES = _names("svg g title text rect circle path polygon")
LOOKS = _names("""
    class viewBox width height x y cx cy r d points fill stroke stroke-width stroke-dasharray
    stroke-linecap paint-order font-size font-weight text-anchor
""")
LEAST_TEXT = 12


def checked(drawings: str, place: str) -> str:
    """Return the drawings of a figure if a page may hold them.

    Parameters
    ----------
    drawings : str
        One or more SVG elements.
    place : str
        Notebook and cell, for errors.

    Raises
    ------
    StudyError
        When they can't be read, or hold an element or an attribute that drawings don't need, such
        as a script, a link or a style; or words too small to read.

    Examples
    --------
    >>> checked('<svg viewBox="0 0 9 9"><circle r="4"/></svg>', "cell 1")
    '<svg viewBox="0 0 9 9"><circle r="4"/></svg>'
    """
    try:
        root = ElementTree.fromstring(f"<g>{drawings}</g>")
    except ElementTree.ParseError as problem:
        raise _refused("what is no SVG", str(problem), place) from None
    for element in root.iter():
        foreign = {*element.attrib} - LOOKS
        if element.tag not in SHAPES or foreign:
            raise _refused("more than shapes and words", ", ".join([element.tag, *foreign]), place)
        if float(element.get("font-size", LEAST_TEXT)) < LEAST_TEXT:
            raise _refused("words too small", str(element.text), place)
    if not len(root) or {part.tag for part in root} != {"svg"}:
        raise _refused("no drawing", drawings[:60], place)
    return drawings


def _refused(what: str, got: str, place: str) -> StudyError:
    return StudyError(
        f"{place}: the drawing of a figure holds {what}.",
        expected=f"<svg> elements of {', '.join(sorted(SHAPES))}",
        got=got,
        hint="draw it with the charts of analysis.show",
    )
