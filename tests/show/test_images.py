"""Drawings as pictures: small, without styles, the same in the notebook and on the page."""

from __future__ import annotations

import re
from io import BytesIO
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from analysis import paths
from analysis.report.drawing import checked
from analysis.report.style import TEMPLATES
from analysis.show import images, palette
from analysis.show.palette import BLUE, GREY, INK, MUTED, ORANGE
from analysis.show.sheet import NARROW, Sheet

COLOURS = {
    colour
    for value in vars(palette).values()
    for colour in ([value] if isinstance(value, str) else value if isinstance(value, tuple) else [])
    if colour.startswith("#")
}


@pytest.fixture
def sheet():
    drawn = Sheet(NARROW, height=90)
    with drawn.mark('Women <and "men">: 50%', (0, 0, NARROW, 40)):
        drawn.line((20, 20), (120, 20), BLUE)
        drawn.dot(70, 20, BLUE)
        drawn.text(130, 25, 'a < b & "c"', halo=True)
    drawn.dot(200, 20, GREY, hollow=True)
    drawn.arrow((20, 50), (60, 50), ORANGE)
    drawn.dots([(20, 70), (30, 70)], BLUE, 7)
    drawn.ground.append(images.Shape("path", {"d": "M5 0L5 90", "stroke": MUTED}))
    return drawn


def test_svg_says_what_was_drawn_without_styles_ids_or_metadata(sheet):
    drawing = images.inline(sheet, "wide")
    assert checked(drawing, "test") == drawing
    root = ElementTree.fromstring(drawing)
    assert root.attrib["viewBox"] == "0 0 330 90"
    assert root.find("g/title").text == 'Women <and "men">: 50%'
    assert root.find("g/text").text == 'a < b & "c"'
    assert not re.search(r"style=|id=|metadata|font-family", drawing)
    assert root[0].tag == "path"  # the ground comes first
    silent = images.inline(sheet, "narrow")
    assert "<title>" not in silent
    assert silent.count('class="mark"') == drawing.count('class="mark"')


def test_image_keeps_its_colours_on_white(sheet):
    png = Image.open(BytesIO(images.png(sheet))).convert("RGB")
    assert png.size == (660, 180)
    counted = {colour: count for count, colour in png.getcolors(1000)}
    assert counted.pop((255, 255, 255)) > 0.9 * png.width * png.height
    for asked in (BLUE, ORANGE, INK):
        wanted = [round(255 * part) for part in to_rgb(asked)]
        gaps = [max(abs(a - b) for a, b in zip(wanted, colour, strict=True)) for colour in counted]
        assert min(gaps) <= 12, asked


def test_a_reader_s_own_plots_neither_change_nor_are_changed(sheet):
    before = images.png(sheet)
    with mpl.rc_context({"text.color": "red", "lines.linewidth": 9, "font.size": 30}):
        mine = dict(mpl.rcParams)
        assert images.png(sheet) == before
        assert dict(mpl.rcParams) == mine


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_luminance_on_known_colours():
    assert luminance("white") == pytest.approx(1)
    assert contrast("white", "#777777") == pytest.approx(4.48, abs=0.005)


def css(name):
    return (TEMPLATES / "study" / "css" / f"{name}.css").read_text("utf-8")


@pytest.mark.parametrize("colour", sorted(COLOURS))
def test_pages_theme_every_colour_of_the_palette(colour):
    assert f'="{colour}"]' in css("figures")


@pytest.mark.parametrize(("ground", "place"), [("#ffffff", 0), ("#14181d", 1)])
@pytest.mark.parametrize(
    ("name", "least"),
    [("c1", 4.5), ("c1-mid", 4.5), ("c2", 4.5), ("c3", 4.5), ("c3-deep", 4.5)],
)
def test_colours_stand_out_light_and_dark(name, least, ground, place):
    colour = re.findall(rf"--{name}: (#\w+)", css("figures"))[place]
    noted = re.findall(rf"--{name}: #\w+; /\* ([\d.]+) \*/", css("figures"))[place]
    assert contrast(colour, ground) >= least
    assert contrast(colour, ground) == pytest.approx(float(noted), abs=0.1)


@pytest.mark.parametrize("part", ["c1-pale", "c3-mid", "c3-pale"])
@pytest.mark.parametrize(("ink", "place"), [("#1b1f24", 0), ("#e4e8ed", 1)])
def test_words_on_pale_parts_are_read(part, ink, place):
    colour = re.findall(rf"--{part}: (#\w+)", css("figures"))[place]
    assert contrast(colour, ink) >= 4.5


@pytest.mark.parametrize("path", sorted(paths.DRAWINGS.glob("*.html")), ids=lambda path: path.stem)
def test_drawings_of_a_figure_are_light(path):
    assert path.stat().st_size <= 40_960
    assert not re.search(r"\d\.\d{2}", re.sub(r"<title>.*?</title>|>[^<]*<", "", path.read_text()))
