"""How wide words are, and where they break: a drawing leaves room for them before it is seen.

The letters measured are those of DejaVu Sans, wider than what browsers put in their place.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib as mpl
from PIL import ImageFont

SIZE, SMALL = 14, 13
"""CSS pixels of the words of rows, and of those of the frame: 12 or more when a drawing shrinks."""

LEADING = 1.3
FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    file = FONTS / f"DejaVuSans{'-Bold' if bold else ''}.ttf"
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def width(text: str, size: int = SIZE, *, bold: bool = False) -> float:
    """Measure a line of text, in CSS pixels.

    Examples
    --------
    >>> width("Members") < width("Members, by diploma")
    True
    """
    return _font(size, bold).getlength(text)


@cache
def wrapped(text: str, room: float, size: int = SIZE, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into as few lines as fit, of about the same width.

    Parameters
    ----------
    text : str
        Broken at spaces that may break, and where it has a line break.
    room : float
        CSS pixels. A word that is wider stands alone.
    size : int
        Of the letters.
    bold : bool
        Whether they are bold.

    Examples
    --------
    >>> wrapped("Managers and professionals", 110)
    ('Managers and', 'professionals')
    """
    if "\n" in text:
        parts = [wrapped(part, room, size, bold=bold) for part in text.split("\n")]
        return tuple(line for lines in parts for line in lines)
    lines = _filled(text, room, size, bold=bold)
    while len(lines) > 1:
        room = max(width(line, size, bold=bold) for line in lines) - 0.5
        closer = _filled(text, room, size, bold=bold)
        wider = max(width(line, size, bold=bold) for line in closer) > room
        if len(closer) > len(lines) or wider:
            break
        lines = closer
    return tuple(lines)


def _filled(text: str, room: float, size: int, *, bold: bool) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size, bold=bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
