"""Pictures of pages for those who link to them: title, verdict, and whose they are, in PNG.

Drawn by Pillow with the font that Matplotlib brings: the same bytes on every machine that has the
versions of the lock.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from matplotlib import get_data_path
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
"""Pixels that social networks ask for."""

MARGIN, BAR, COLOURS = 80, 24, 16
INK, MUTED, GROUND, ACCENT = "#1b1f24", "#4d5662", "#ffffff", "#003f7d"
OF_VERDICT = {
    "supported": "#0b5a34",
    "limits": "#0b4f5e",
    "mixed": "#6b4700",
    "contradicted": "#8a1c10",
    "against-limits": "#8a1c10",
    "unsettled": "#433a80",
    "not-testable": "#4d5662",
}
"""Class of a verdict -> its colour, those of the pages in the light."""

SIZES = range(64, 35, -4)
"""Of the title, the largest that leaves room for the rest."""

TITLE_ROOM, LEADING, SMALL = 330, 1.22, 30


def image_card(title: str, over: str, under: str, verdict: str = "") -> bytes:
    """Draw the picture of a page.

    Parameters
    ----------
    title : str
        In large letters, cut nowhere: a long one is set smaller.
    over, under : str
        A line above it and one at the foot.
    verdict : str
        Class of a verdict, which colours the bar and the foot; "" for a page without one.

    Returns
    -------
    bytes
        PNG of 1200 by 630 pixels in few colours, the same for equal words.
    """
    colour = OF_VERDICT.get(verdict, ACCENT)
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, BAR, HEIGHT), fill=colour)
    draw.text((MARGIN, MARGIN - 10), over, MUTED, _font(SMALL))
    size, lines = _fitted(title)
    for place, line in enumerate(lines):
        draw.text((MARGIN, 140 + place * size * LEADING), line, INK, _font(size, bold=True))
    draw.text((MARGIN, HEIGHT - MARGIN), under, colour, _font(SMALL + 4, bold=True), anchor="ls")
    packed = io.BytesIO()
    few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(packed, format="png", optimize=True)
    return packed.getvalue()


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(get_data_path()) / "fonts" / "ttf" / name, size)


def _fitted(title: str) -> tuple[int, list[str]]:
    """Set a title as large as the room allows."""
    size, lines = SIZES[-1], []
    for size in SIZES:
        lines = _wrapped(title, _font(size, bold=True))
        if len(lines) * size * LEADING <= TITLE_ROOM:
            break
    return size, lines


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
