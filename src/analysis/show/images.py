"""Drawings as pictures: SVG for pages and for readers to keep, PNG inside HTML for notebooks."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any, Literal

import matplotlib as mpl
from markupsafe import Markup, escape
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from PIL import Image

from analysis.show.letters import SIZE
from analysis.show.palette import GROUND, INK
from analysis.show.sheet import Shape, Sheet

SHARP, CSS_DPI, POINTS, COLOURS = 2, 96, 72 / 96, 64
"""Pixels of the PNG for each pixel on the screen; the latter in an inch; points in one; colours."""

WHITE = (255, 255, 255)
MARGIN = 16
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
IMAGE = Markup(
    '<img src="data:image/png;base64,{png}" alt="{alt}" width="{width}" height="{height}">'
)
INLINE = Markup(
    '<svg class="{name}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
    'fill="{ink}" font-size="{size}">{inside}</svg>\n'
)
ALONE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {left} {width} {height}" '
    'width="{width}" height="{height}" fill="{ink}" font-size="{size}" font-family="{fonts}">'
    '<title>{title}</title><rect x="{left}" y="{left}" width="{width}" height="{height}" '
    'fill="{ground}"/>{inside}</svg>\n'
)


def inline(sheet: Sheet, name: str) -> str:
    """Write a drawing as an SVG element of a page, which themes it by its colours.

    Parameters
    ----------
    sheet : Sheet
        What was drawn.
    name : str
        Class of the element: the width that it is for. The words of marks are in the wide one
        alone: the script of pages finds those of the narrow one there, mark by mark.
    """
    return INLINE.format(
        name=name,
        width=f"{sheet.width:g}",
        height=_whole(sheet.height),
        ink=INK,
        size=SIZE,
        inside=Markup(sheet.svg(silent=name != "wide")),
    )


def alone(sheet: Sheet, title: str) -> str:
    """Write a drawing as an SVG file, on white, with a margin."""
    return ALONE.format(
        left=-MARGIN,
        width=f"{sheet.width + 2 * MARGIN:g}",
        height=_whole(sheet.height + 2 * MARGIN),
        ink=INK,
        size=SIZE,
        fonts=FONTS,
        title=title,
        ground=GROUND,
        inside=Markup(sheet.still()),
    )


def _whole(height: float) -> str:
    return f"{round(height)}"


def image(sheet: Sheet, alt: str) -> Markup:
    """Return a drawing as an HTML image that holds its own PNG.

    It is the only form that JupyterLab shows of a notebook nobody has trusted yet, and that
    nbconvert shows too, with the alternative text.

    Parameters
    ----------
    sheet : Sheet
        What was drawn.
    alt : str
        What it shows, in words.
    """
    encoded = base64.b64encode(png(sheet)).decode("ascii")
    return IMAGE.format(
        png=encoded, alt=escape(alt), width=f"{sheet.width:g}", height=_whole(sheet.height)
    )


def png(sheet: Sheet) -> bytes:
    """Return a drawing as PNG in few colours, a third of the bytes, the same each time."""
    packed = io.BytesIO()
    with mpl.rc_context():
        mpl.rcdefaults()  # what people set for their own figures is not for these
        _few_colours(_painted(sheet)).save(packed, format="png")
    return packed.getvalue()


def _painted(sheet: Sheet) -> Image.Image:
    size = (sheet.width / CSS_DPI, round(sheet.height) / CSS_DPI)
    canvas = Figure(size, dpi=SHARP * CSS_DPI, facecolor="white")
    FigureCanvasAgg(canvas)
    down = Affine2D().scale(1 / sheet.width, -1 / round(sheet.height)).translate(0, 1)
    for shape in sheet.shapes():
        artist = DRAWN[shape.tag](shape)
        artist.set_transform(down + canvas.transFigure)
        canvas.add_artist(artist)
    raw = io.BytesIO()
    canvas.savefig(raw, format="rgba", dpi=SHARP * CSS_DPI)
    pixels = tuple(map(int, canvas.bbox.size))
    return Image.frombytes("RGBA", (pixels[0], pixels[1]), raw.getvalue()).convert("RGB")


def _of(shape: Shape, name: str, missing: float = 0.0) -> float:
    return float(shape.attributes.get(name, missing))


def _look(shape: Shape) -> dict[str, Any]:
    """Return how Matplotlib fills and lines what SVG describes."""
    stroke = shape.attributes.get("stroke", "none")
    thick = POINTS * _of(shape, "stroke-width", 1.0) if stroke != "none" else 0
    return {"facecolor": shape.attributes["fill"], "edgecolor": stroke, "linewidth": thick}


def _rectangle(shape: Shape) -> Artist:
    corner = (_of(shape, "x"), _of(shape, "y"))
    return Rectangle(corner, _of(shape, "width"), _of(shape, "height"), **_look(shape))


def _circle(shape: Shape) -> Artist:
    return Circle((_of(shape, "cx"), _of(shape, "cy")), _of(shape, "r"), **_look(shape))


def _polygon(shape: Shape) -> Artist:
    points = [tuple(map(float, point.split(","))) for point in _text(shape, "points").split()]
    return Polygon(points, **_look(shape))


def _path(shape: Shape) -> Artist:
    """Draw lines through points, or dots: lines without length."""
    colour, thick = _text(shape, "stroke"), POINTS * _of(shape, "stroke-width", 1.0)
    told = _text(shape, "d")
    runs = [
        [tuple(map(float, point.split())) for point in run.removesuffix("h0").split("L")]
        for run in told.strip("M").split("M")
    ]
    if told.endswith("h0"):
        across, up = zip(*(run[0] for run in runs), strict=True)
        return Line2D(
            across,
            up,
            linestyle="none",
            color=colour,
            marker="o",
            markersize=thick,
            markeredgewidth=0,
        )
    path = Path.make_compound_path(*map(Path, runs))
    dashes = [POINTS * float(part) for part in _text(shape, "stroke-dasharray").split()]
    style = (0, [part / thick for part in dashes]) if dashes else "-"  # Matplotlib's unit: widths
    return PathPatch(path, fill=False, edgecolor=colour, linewidth=thick, linestyle=style)


def _words(shape: Shape) -> Artist:
    text = Text(
        _of(shape, "x"),
        _of(shape, "y"),
        shape.text,
        color=_text(shape, "fill") or INK,
        fontsize=POINTS * _of(shape, "font-size", SIZE),
        fontweight=_text(shape, "font-weight") or "normal",
        fontfamily="DejaVu Sans",
        horizontalalignment=ALIGNED[_text(shape, "text-anchor")],
        verticalalignment="baseline",
        parse_math=False,
    )
    if "stroke" in shape.attributes:
        thick = POINTS * _of(shape, "stroke-width")
        text.set_path_effects([withStroke(linewidth=thick, foreground=_text(shape, "stroke"))])
    return text


def _text(shape: Shape, name: str) -> str:
    return str(shape.attributes.get(name, ""))


ALIGNED: dict[str, Literal["left", "center", "right"]] = {
    "": "left",
    "middle": "center",
    "end": "right",
}
DRAWN: dict[str, Callable[[Shape], Artist]] = {
    "circle": _circle,
    "path": _path,
    "polygon": _polygon,
    "rect": _rectangle,
    "text": _words,
}


def _few_colours(picture: Image.Image) -> Image.Image:
    """Keep the colours that count; the ground stays white, not nearly white."""
    method, dither = Image.Quantize.FASTOCTREE, Image.Dither.NONE
    few = picture.quantize(COLOURS, method=method, dither=dither)
    ground = 3 * few.tobytes()[0]  # the place in the palette of the upper left corner's colour
    palette = few.getpalette() or []
    palette[ground : ground + 3] = WHITE
    few.putpalette(palette)
    return few
