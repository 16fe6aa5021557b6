"""A sheet to draw on, in CSS pixels: shapes, words and marks, written as SVG of a few kilobytes.

Words stay words: they take the font of the page, and readers can search, select and translate them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import escape

from analysis.show import letters
from analysis.show.letters import LEADING, SIZE, SMALL
from analysis.show.palette import GROUND, INK, MUTED

WIDE, NARROW = 640, 330
"""Widths that drawings are made for: beside a text, and on a phone."""

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]
Numbers = Mapping[str, float | str]


@dataclass(frozen=True)
class Shape:
    """An SVG element: its tag, its attributes, its text."""

    tag: str
    attributes: Numbers
    text: str = ""

    def svg(self) -> str:
        """Write the element."""
        told = "".join(f' {name}="{_told(value)}"' for name, value in self.attributes.items())
        end = f">{escape(self.text)}</{self.tag}>" if self.text else "/>"
        return f"<{self.tag}{told}{end}"


@dataclass(frozen=True)
class Mark:
    """Shapes that stand for one number or one row, what they say in words, and where.

    `box` is the left, top, width and height of where a finger or a pointer finds them.
    """

    words: str
    box: tuple[float, float, float, float]
    shapes: list[Shape] = field(default_factory=list)

    def svg(self, *, silent: bool = False) -> str:
        """Write the group; browsers show its title under the pointer, unless it is silent."""
        inside = "".join(shape.svg() for shape in self.shapes)
        place = zip(("x", "y", "width", "height"), self.box, strict=True)
        hit = Shape("rect", {"class": "hit"} | {name: at for name, at in place if at}).svg()
        title = "" if silent else f"<title>{escape(self.words)}</title>"
        return f'<g class="mark">{title}{hit}{inside}</g>'


def _told(value: float | str) -> str:
    if isinstance(value, str):
        return str(escape(value))
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


@dataclass
class Sheet:
    """What is drawn on, from top to bottom.

    Parameters
    ----------
    width : float
        CSS pixels that it is drawn for.

    Attributes
    ----------
    height : float
        How far down it is filled; who draws adds what was used.
    ground : list of Shape
        Drawn behind all else.

    Examples
    --------
    >>> sheet = Sheet(WIDE)
    >>> sheet.text(0, 20, "Half")
    >>> sheet.svg()
    '<text y="20">Half</text>'
    """

    width: float = WIDE
    height: float = 0
    ground: list[Shape] = field(default_factory=list)
    parts: list[Shape | Mark] = field(default_factory=list)
    _open: list[Shape] | None = None

    @property
    def narrow(self) -> bool:
        """Whether names of rows stand above their marks, as on a phone."""
        return self.width < (NARROW + WIDE) / 2

    def add(self, shape: Shape) -> None:
        """Draw a shape, as a part of the open mark if there is one."""
        (self.parts if self._open is None else self._open).append(shape)

    @contextmanager
    def mark(self, words: str, box: tuple[float, float, float, float]) -> Iterator[None]:
        """Let what is drawn meanwhile be one mark.

        Parameters
        ----------
        words : str
            What it says: name, number, interval, people asked.
        box : tuple of float
            Left, top, width, height of where a finger or a pointer finds it.
        """
        mark = Mark(words, box)
        self.parts.append(mark)
        self._open = mark.shapes
        yield
        self._open = None

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        colour: str = INK,
        size: int = SIZE,
        anchor: Anchor = "start",
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """Write a line of text; `y` is where its letters stand; a halo keeps lines off it."""
        told: dict[str, float | str] = {"x": x, "y": y} if x else {"y": y}
        told |= {"fill": colour} if colour != INK else {}
        told |= {"font-size": size} if size != SIZE else {}
        told |= {"text-anchor": anchor} if anchor != "start" else {}
        told |= {"font-weight": "bold"} if bold else {}
        if halo:
            told |= {"stroke": GROUND, "stroke-width": 4, "paint-order": "stroke"}
        self.add(Shape("text", told, text))

    def lines(
        self,
        x: float,
        y: float,
        lines: Iterable[str],
        *,
        colour: str = INK,
        size: int = SIZE,
        anchor: Anchor = "start",
        bold: bool = False,
    ) -> float:
        """Write lines, the first one standing at `y`; return how far down they go."""
        for line in lines:
            self.text(x, y, line, colour=colour, size=size, anchor=anchor, bold=bold)
            y += size * LEADING
        return y - size

    def paragraph(
        self, text: str, *, colour: str = MUTED, size: int = SMALL, bold: bool = False, x: float = 0
    ) -> None:
        """Write a text over the rest of the width, below all that is there."""
        broken = letters.wrapped(text, self.width - x, size, bold=bold)
        self.lines(x, self.height + size, broken, colour=colour, size=size, bold=bold)
        self.height += len(broken) * size * LEADING

    def line(
        self, start: Point, end: Point, colour: str, thick: float = 2, dashes: str = ""
    ) -> None:
        """Draw a straight line."""
        self.add(straight(start, end, colour, thick, dashes))

    def path(self, points: Iterable[Point], colour: str, thick: float = 2) -> None:
        """Draw a line through points."""
        told = "L".join(f"{_told(x)} {_told(y)}" for x, y in points)
        look: Numbers = {"stroke": colour, "stroke-width": thick, "fill": "none"}
        self.add(Shape("path", {"d": f"M{told}", **look}))

    def area(self, points: Iterable[Point], colour: str) -> None:
        """Fill a polygon."""
        told = " ".join(f"{_told(x)},{_told(y)}" for x, y in points)
        self.add(Shape("polygon", {"points": told, "fill": colour}))

    def dot(
        self, x: float, y: float, colour: str, radius: float = 5, *, hollow: bool = False
    ) -> None:
        """Draw a dot, or a ring."""
        look: Numbers = {"fill": colour}
        if hollow:
            look, radius = {"fill": GROUND, "stroke": colour, "stroke-width": 1.6}, radius - 0.8
        self.add(Shape("circle", {"cx": x, "cy": y, "r": radius, **look}))

    def square(self, x: float, y: float, colour: str, half: float = 4.6) -> None:
        """Draw a square around a point."""
        self.rectangle(x - half, y - half, 2 * half, 2 * half, colour)

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        place: Numbers = {"x": x, "y": y, "width": width, "height": height}
        self.add(Shape("rect", {**place, "fill": colour}))

    def dots(self, points: Iterable[Point], colour: str, across: float) -> None:
        """Draw many dots of one look, as the round ends of lines without length."""
        told = "".join(f"M{_told(x)} {_told(y)}h0" for x, y in points)
        look: Numbers = {"stroke": colour, "stroke-width": across, "stroke-linecap": "round"}
        if told:
            self.add(Shape("path", {"d": told, **look}))

    def arrow(self, start: Point, end: Point, colour: str) -> None:
        """Draw a level arrow: the number may lie as far as that, or farther."""
        self.line(start, end, colour)
        (x, y), back = end, -6 if end[0] > start[0] else 6
        self.area([(x, y), (x + back, y - 4.5), (x + back, y + 4.5)], colour)

    def shapes(self) -> Iterator[Shape]:
        """List all shapes in the order they are drawn."""
        yield from self.ground
        for part in self.parts:
            yield from part.shapes if isinstance(part, Mark) else [part]

    def svg(self, *, silent: bool = False) -> str:
        """Write all that is drawn, without the element around it, marks as groups."""
        told = [
            part.svg(silent=silent) if isinstance(part, Mark) else part.svg() for part in self.parts
        ]
        return "".join([*(shape.svg() for shape in self.ground), *told])

    def still(self) -> str:
        """Write the same without marks, for a picture that nobody can point at."""
        return "".join(shape.svg() for shape in self.shapes())


def straight(start: Point, end: Point, colour: str, thick: float = 1, dashes: str = "") -> Shape:
    """Return a straight line, for the ground of a sheet."""
    told = f"M{_told(start[0])} {_told(start[1])}L{_told(end[0])} {_told(end[1])}"
    return Shape("path", {"d": told, **_stroke(colour, thick, dashes)})


def upright(
    x: float, bands: Iterable[Point], colour: str, thick: float = 1, dashes: str = ""
) -> Shape:
    """Return an upright line that runs from band to band, for the ground of a sheet.

    Examples
    --------
    >>> upright(10, [(0, 20), (30, 40)], "#d5dbe3").svg()
    '<path d="M10 0L10 20M10 30L10 40" stroke="#d5dbe3"/>'
    """
    told = "".join(f"M{_told(x)} {_told(top)}L{_told(x)} {_told(end)}" for top, end in bands)
    return Shape("path", {"d": told, **_stroke(colour, thick, dashes)})


def _stroke(colour: str, thick: float, dashes: str) -> Numbers:
    look: dict[str, float | str] = {"stroke": colour}
    look |= {"stroke-width": thick} if thick != 1 else {}
    return look | ({"stroke-dasharray": dashes} if dashes else {})
