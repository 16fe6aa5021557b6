"""A drawing as images: SVG for pages, PNG inside HTML for every other viewer of a notebook."""

from __future__ import annotations

import base64
import io

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.figure import Figure
from PIL import Image

SHARP, CSS_DPI, COLOURS = 2, 96, 64
"""Pixels of the PNG for each pixel on the screen; the latter in an inch; colours that are kept."""

WHITE = (255, 255, 255)
IMAGE = Markup(
    '<img src="data:image/png;base64,{png}" alt="{alt}" width="{width}" height="{height}">'
)


def svg(drawing: Figure) -> str:
    """Return a drawing as SVG, the same bytes each time."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "networks-and-jobs", "svg.fonttype": "path"}):
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def image(drawing: Figure, alt: str) -> Markup:
    """Return a drawing as an HTML image that holds its own PNG.

    It is the only form that JupyterLab shows of a notebook nobody has trusted yet, and that
    nbconvert shows too, with the alternative text.

    Parameters
    ----------
    drawing : Figure
        Laid out already, by `svg`.
    alt : str
        What it shows, in words.
    """
    width, height = (round(CSS_DPI * inches) for inches in drawing.get_size_inches())
    encoded = base64.b64encode(png(drawing)).decode("ascii")
    return IMAGE.format(png=encoded, alt=alt, width=width, height=height)


def png(drawing: Figure) -> bytes:
    """Return a drawing as PNG in few colours, a third of the bytes, the same each time."""
    drawing.set_layout_engine("none")
    size = [int(SHARP * CSS_DPI * inches) for inches in drawing.get_size_inches()]
    raw, packed = io.BytesIO(), io.BytesIO()
    drawing.savefig(raw, format="raw", dpi=SHARP * CSS_DPI)
    picture = Image.frombytes("RGBA", (size[0], size[1]), raw.getvalue()).convert("RGB")
    _few_colours(picture).save(packed, format="png")
    return packed.getvalue()


def _few_colours(picture: Image.Image) -> Image.Image:
    """Keep the colours that count; the ground stays white, not nearly white."""
    method, dither = Image.Quantize.FASTOCTREE, Image.Dither.NONE
    few = picture.quantize(COLOURS, method=method, dither=dither)
    ground = 3 * few.tobytes()[0]  # the place in the palette of the upper left corner's colour
    palette = few.getpalette() or []
    palette[ground : ground + 3] = WHITE
    few.putpalette(palette)
    return few
