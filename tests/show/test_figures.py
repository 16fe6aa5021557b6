"""Figures: nothing without its texts, the same bytes each time, the data that was drawn beside."""

from __future__ import annotations

import json
from base64 import b64decode
from functools import cache
from io import BytesIO

import pandas as pd
import pytest
import seaborn as sns
from bs4 import BeautifulSoup
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb
from PIL import Image

from analysis import paths
from analysis.errors import StudyError
from analysis.judging.values import Values
from analysis.show import images
from analysis.show.figures import (
    BLUE,
    GREY,
    ORANGE,
    curves,
    dots,
    figure,
    intervals,
    styled,
    trend,
)
from analysis.words.bases import Base

TEXTS = {
    "title": "Women first: {members} in all.",
    "alt": "Dot plot: women above men.",
    "source": "General Social Survey 2016, NORC.",
    "base": "Internet users, {members:n} people.",
    "axis": "Share, of {members:n}",
}


@pytest.fixture
def data():
    return pd.DataFrame(
        {
            "sex": ["men", "women"],
            "estimate": [1 / 3, 0.5],
            "low": [0.25, 0.4],
            "high": [0.42, 0.6],
            "base": ["answered", 'asked, "all"'],
        }
    )


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "FIGURE_DATA", tmp_path / "data")
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    yield tmp_path / "data"
    plt.close("all")


def drawing(data):
    return intervals(data.set_index("sex"), mark=0.5, highlight="women")


def draw(data, **texts):
    tell(**(TEXTS | texts))
    figure(drawing(data), values_of_the_test(), name="02_sex", data=data)


def tell(**texts):
    """Write the texts of the figure beside the notebook that draws it."""
    lines = [f"{part} = {json.dumps(text, ensure_ascii=False)}" for part, text in texts.items()]
    (paths.NOTEBOOKS / "02_test.toml").write_text("\n".join(["[02_sex]", *lines]), "utf-8")


@cache
def values_of_the_test():
    values = Values("02_test")
    row = {"estimate": 0.28209, "n": 1372, "unit": "share", "source": "gss_panel_2020"}
    values.add(members=pd.Series(row | {"base": Base(note="users")}))
    return values


def test_figure_shows_its_picture_then_its_caption(shown, data):
    draw(data)
    picture, caption = shown
    assert picture["metadata"]["study"] == {
        "role": "figure",
        "id": "02_sex",
        "data": "../data/02_sex.csv",
        "alt": "Dot plot: women above men.",
    }
    assert caption["data"]["text/markdown"] == (
        "**Women first: 28% in all.** Internet users, 1,372 people. "
        "Source: General Social Survey 2016, NORC."
    )
    assert caption["metadata"] == {"study": {"role": "caption"}}


def test_files_are_what_was_drawn(shown, data, folder):
    draw(data)
    assert sorted(path.name for path in folder.iterdir()) == ["02_sex.csv", "02_sex.svg"]
    with styled():
        drawn = drawing(data)
        drawn.name_axis("Share, of 1,372")
        assert (folder / "02_sex.svg").read_text("utf-8") == images.svg(drawn)
    back = pd.read_csv(folder / "02_sex.csv")
    pd.testing.assert_frame_equal(back[list(data)], data, rtol=1e-9)
    text = (folder / "02_sex.csv").read_text("utf-8")
    assert '\nmen,0.3333333333,0.25,0.42,answered,"General' in text


def test_without_data_the_file_holds_the_rows_drawn(shown, data, folder):
    tell(**TEXTS)
    figure(drawing(data), values_of_the_test(), name="02_sex")
    back = pd.read_csv(folder / "02_sex.csv")
    pd.testing.assert_frame_equal(back[list(data)], data, rtol=1e-9)


def test_axis_of_the_numbers_is_named():
    across, up = intervals(ROWS), trend(YEARS.assign(series="a"))
    across.name_axis("Share of members")
    up.name_axis("Times as often")
    assert across.get_supxlabel() == "Share of members"
    assert (up.get_supxlabel(), up.axes[0].get_ylabel()) == ("", "Times as often")


def test_panels_name_their_own_axes():
    panels = curves({"women": CURVE}, {"women": "Women"})
    panels.name_axis("Share")
    assert panels.get_supxlabel() == ""


@pytest.mark.parametrize(("unit", "number"), [("ratio", "0.50"), ("share", "50%")])
def test_rows_tell_their_unit(unit, number):
    rows = pd.DataFrame({"estimate": [0.5], "low": [0.4], "high": [0.6], "unit": [unit]})
    assert drawn_numbers(intervals(rows, mark=0.5)) == [number]


def test_rows_in_two_units_are_refused():
    rows = pd.DataFrame(
        {"estimate": [0.5] * 2, "low": 0.4, "high": 0.6, "unit": ["ratio", "share"]}
    )
    with pytest.raises(StudyError, match="These rows can't be shown together"):
        intervals(rows)


def test_file_tells_base_and_source_where_the_data_does_not(shown, data, folder):
    draw(data.drop(columns="base"))
    back = pd.read_csv(folder / "02_sex.csv")
    assert set(back["base"]) == {"Internet users, 1,372 people."}
    assert set(back["source"]) == {TEXTS["source"]}


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_text_of_the_file_is_a_spreadsheet_formula(shown, data, folder, text):
    draw(data.assign(base=text))
    assert set(pd.read_csv(folder / "02_sex.csv")["base"]) == {f"'{text}"}


def test_two_draws_give_the_same_bytes(shown, data):
    draw(data)
    draw(data)
    first, second = (output["data"]["text/html"] for output in shown[::2])
    assert first == second
    first, second = (images.svg(drawing(data)) for _ in range(2))
    assert first == second
    assert "<dc:date>" not in first
    assert "matplotlib.org" not in first


def test_every_viewer_gets_a_sharp_image_and_its_words(shown, data):
    draw(data, alt='Dot plot: "women" < & > men.')
    forms = shown[0]["data"]
    assert set(forms) == {"text/html", "text/plain"}  # JupyterLab would prefer the SVG, and hide it
    image = BeautifulSoup(forms["text/html"], "html.parser").img
    assert image["alt"] == forms["text/plain"] == 'Dot plot: "women" < & > men.'
    kind, _, encoded = image["src"].partition(",")
    assert kind == "data:image/png;base64"
    png = Image.open(BytesIO(b64decode(encoded)))
    assert png.info == {}  # no date, no name of a program
    shown_at = (int(image["width"]), int(image["height"]))
    assert png.size == pytest.approx([2 * pixels for pixels in shown_at], abs=1)


def test_image_keeps_its_colours(data):
    png = Image.open(BytesIO(images.png(drawing(data)))).convert("RGB")
    counted = {colour: count for count, colour in png.getcolors()}
    ground = counted.pop((255, 255, 255))
    assert ground > 0.9 * png.width * png.height
    for asked in (BLUE, ORANGE):
        wanted = [round(255 * part) for part in to_rgb(asked)]
        gaps = [max(abs(a - b) for a, b in zip(wanted, colour, strict=True)) for colour in counted]
        assert min(gaps) <= 8


@pytest.mark.parametrize("part", list(TEXTS))
@pytest.mark.parametrize("text", ["", " \n"])
def test_figure_without_one_of_its_texts_is_refused(shown, data, folder, part, text):
    with pytest.raises(StudyError, match=f"The figure '02_sex' lacks its {part}"):
        draw(data, **{part: text})
    assert shown == []
    assert not folder.exists()


@pytest.mark.parametrize("part", list(TEXTS))
def test_figure_that_quotes_no_value_writes_nothing(shown, data, folder, part):
    with pytest.raises(StudyError, match="No value is called 'nobody'"):
        draw(data, **{part: "{nobody}"})
    assert shown == []
    assert not folder.exists()


@pytest.mark.usefixtures("french")
def test_french_run_leaves_the_files_alone(shown, data, folder):
    draw(data)
    assert len(shown) == 2
    assert not folder.exists()


def test_a_build_in_french_draws_the_numbers_drawn_in_english(shown, data, folder, monkeypatch):
    draw(data)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setenv("STUDY_BUILD", "1")
    monkeypatch.setenv("STUDY_LANG", "fr")
    draw(data)
    assert len(shown) == 4
    assert set(shown[2]["data"]) == {"image/svg+xml", "text/plain"}  # for a page, and no other
    with pytest.raises(StudyError, match="'02_sex' draws other numbers in another language"):
        draw(data.assign(low=[0.25, 0.41]))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def drawn_numbers(drawing):
    return [text.get_text() for text in drawing.axes[0].texts]


def test_every_point_bears_its_number(data):
    assert drawn_numbers(intervals(data.set_index("sex"))) == ["33%", "50%"]


def test_intervals_are_drawn_as_given(data):
    lines = intervals(data.set_index("sex")).axes[0].collections[0].get_segments()
    ends = [(line[0][0], line[1][0]) for line in lines]
    assert ends == [(0.25, 0.42), (0.4, 0.6)]


NUMBERS = {"estimate": [0.2, 0.9], "low": [0.1, 0.8], "high": [0.3, 0.95]}
ROWS = pd.DataFrame(NUMBERS, index=["one", "other"])
YEARS = ROWS.assign(year=[2015, 2018])
CURVE = ROWS.assign(status=["for", "unclear"], unit="share", threshold=0.5)


@pytest.mark.parametrize(
    "draw_one",
    [
        lambda: intervals(ROWS),
        lambda: dots(ROWS[["low", "high"]]),
        lambda: trend(YEARS.assign(series="a")),
        lambda: curves({"women": CURVE}, {"women": "Women"}),
    ],
    ids=["intervals", "dots", "trend", "curves"],
)
def test_a_reader_s_own_plots_keep_their_style(shown, data, draw_one):
    with plt.rc_context():
        plt.rcdefaults()
        sns.set_color_codes("reset")
        before = dict(plt.rcParams)
        tell(**TEXTS)
        figure(draw_one(), values_of_the_test(), name="02_sex", data=data)
        assert dict(plt.rcParams) == before
        assert to_rgb("b") == (0, 0, 1)


def test_a_figure_written_later_still_has_the_study_s_ticks(shown, data, folder):
    draw(data)
    picture = (folder / "02_sex.svg").read_text("utf-8")
    with plt.rc_context({"xtick.color": "red", "grid.color": "red", "xtick.labelsize": 30}):
        draw(data)
    first, second = (output["data"]["text/html"] for output in shown[::2])
    assert first == second
    assert (folder / "02_sex.svg").read_text("utf-8") == picture


def several(count):
    return pd.concat([YEARS.assign(series=f"series {number}") for number in range(1, count + 1)])


def test_each_of_three_series_is_drawn_and_named():
    names = drawn_numbers(trend(several(3)))
    assert names == [f"series {number} 90%" for number in (1, 2, 3)]


def test_a_series_whose_last_point_has_no_interval_keeps_its_name_and_its_point():
    bare = YEARS.assign(series="a", high=[0.3, None])
    axes = trend(bare).axes[0]
    assert axes.texts[0].xy == (2018, 0.9)
    assert axes.get_ylim()[1] > 0.9


LEFT_OUT = {
    "a fourth series": (lambda: trend(several(5)), "series", "series 4, series 5"),
    "a series without a name": (
        lambda: trend(pd.concat([several(3), YEARS.assign(series=None)])),
        "series",
        "nan",
    ),
    "a third column": (lambda: dots(ROWS), "columns", "high"),
    "an unknown status": (
        lambda: curves({"women": CURVE.assign(status=["for", "maybe"])}, {"women": "Women"}),
        "estimates",
        "maybe",
    ),
    "a row that isn't there": (
        lambda: intervals(ROWS, highlight="women"),
        "what is highlighted",
        "women",
    ),
    "counts": (lambda: intervals(ROWS * 10, unit="count"), "numbers", "3.0, 9.0"),
    "a ratio that may be nothing": (
        lambda: intervals(ROWS.assign(low=[0, 0.8]), unit="ratio"),
        "numbers",
        "0.0",
    ),
}


@pytest.mark.parametrize(("draw_one", "what", "got"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_a_drawing_would_leave_out_is_refused(draw_one, what, got):
    with pytest.raises(StudyError, match=f"would leave out {what}") as error:
        draw_one()
    assert got in error.value.got
    assert error.value.expected


def test_a_difference_below_nought_is_inside_the_frame():
    frame = pd.DataFrame({"estimate": [0.1, -0.2], "low": [-0.1, -0.3], "high": [0.3, -0.1]})
    low, high = intervals(frame, unit="points").axes[0].get_xlim()
    assert low < -0.3
    assert high > 0.3


@pytest.mark.parametrize("unit", ["share", "ratio"])
def test_point_without_interval_is_inside_the_frame(unit):
    rows = {"estimate": [0.2, 0.9], "low": [0.1, None], "high": [0.3, None]}
    frame = pd.DataFrame(rows, index=["a survey", "a publication"], dtype=float)
    low, high = intervals(frame, unit=unit).axes[0].get_xlim()
    assert low < 0.9 < high


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_luminance_on_known_colours():
    assert luminance("white") == pytest.approx(1)
    assert 1.05 / (luminance("#777777") + 0.05) == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("colour", [BLUE, ORANGE, GREY])
def test_palette_stands_out_on_white(colour):
    assert (
        1.05 / (luminance(colour) + 0.05) >= 4.2
    )  # WCAG asks for 3 (graphics); figures.py says 4.2
