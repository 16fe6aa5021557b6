"""Figures: nothing without its texts, the same bytes each time, the data that was drawn beside."""

from __future__ import annotations

import json
from base64 import b64decode
from functools import cache
from io import BytesIO
from xml.etree import ElementTree

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from analysis import paths
from analysis.errors import StudyError
from analysis.judging.values import Values
from analysis.show.figures import figure, intervals
from analysis.words.bases import Base

TEXTS = {
    "title": "Women *first*: {members} in all.",
    "alt": "Dot plot: women above men.",
    "source": "General Social Survey 2016, NORC.",
    "base": "Internet users, {members:n} people.",
    "axis": "Share, of {members:n}",
}
FILES = ["02_sex.csv", "02_sex.svg"]


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
    monkeypatch.setattr(paths, "DRAWINGS", tmp_path / "drawings")
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    return tmp_path / "data"


@pytest.fixture
def french_build(monkeypatch):
    def begin():
        monkeypatch.setenv("STUDY_BUILD", "1")
        monkeypatch.setenv("STUDY_LANG", "fr")

    return begin


def chart(data):
    return intervals(data.set_index("sex"), mark=0.5, highlight="women")


def draw(data, **texts):
    tell(**(TEXTS | texts))
    figure(chart(data), values_of_the_test(), name="02_sex", data=data)


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


def written(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


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
        "**Women *first*: 28% in all.** Internet users, 1,372 people. "
        "Source: General Social Survey 2016, NORC."
    )
    told = caption["metadata"]["study"]
    assert (told["role"], told["title"]) == ("caption", "Women *first*: 28% in all.")
    assert (told["base"], told["source"]) == ("Internet users, 1,372 people.", TEXTS["source"])
    assert told["accessed"].split()[-1].startswith("20")


def test_files_are_what_was_drawn(shown, data, folder):
    draw(data)
    assert sorted(written(folder)) == FILES
    back = pd.read_csv(folder / "02_sex.csv")
    pd.testing.assert_frame_equal(back[list(data)], data, rtol=1e-9)
    text = (folder / "02_sex.csv").read_text("utf-8")
    assert '\nmen,0.3333333333,0.25,0.42,answered,"General' in text


def words(svg):
    return [node.text for node in ElementTree.fromstring(svg).iter() if node.tag.endswith("text")]


def test_picture_to_take_away_has_its_title_and_its_source(shown, data, folder):
    draw(data)
    told = words((folder / "02_sex.svg").read_text("utf-8"))
    assert told[:3] == [
        "Women first: 28% in all.",
        "Internet users, 1,372 people.",
        "Share, of 1,372",
    ]
    assert told[-1] == "Source: General Social Survey 2016, NORC."
    assert {"Men", "33%", "Women", "50%", "half"} <= {*told}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_build_keeps_both_drawings_for_the_pages_of_each_language(
    shown, data, folder, french_build, language
):
    draw(data)
    if language == "fr":
        french_build()
        draw(data)
    text = (paths.DRAWINGS / f"02_sex.{language}.html").read_text("utf-8")
    drawings = BeautifulSoup(text, "html.parser").find_all("svg")
    assert [drawing["class"] for drawing in drawings] == [["wide"], ["narrow"]]
    assert [drawing["width"] for drawing in drawings] == ["640", "330"]
    number = {"en": "33%", "fr": "33\u202f%"}[language]
    assert all(number in drawing.get_text() for drawing in drawings)


def test_without_data_the_file_holds_the_rows_drawn(shown, data, folder):
    tell(**TEXTS)
    figure(chart(data), values_of_the_test(), name="02_sex")
    back = pd.read_csv(folder / "02_sex.csv")
    pd.testing.assert_frame_equal(back[list(data)], data, rtol=1e-9)


def test_file_tells_base_and_source_where_the_data_does_not(shown, data, folder):
    draw(data.drop(columns="base"))
    back = pd.read_csv(folder / "02_sex.csv")
    assert set(back["base"]) == {"Internet users, 1,372 people."}
    assert set(back["source"]) == {TEXTS["source"]}


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_text_of_the_files_is_a_spreadsheet_formula(shown, data, folder, french_build, text):
    draw(data.assign(base=text))
    assert set(pd.read_csv(folder / "02_sex.csv")["base"]) == {f"'{text}"}
    french_build()
    draw(data.assign(base=text))
    french = pd.read_csv(folder / "02_sex.fr.csv", sep=";")
    assert set(french.iloc[:, 4]) == {f"'{text}"}


def test_french_data_are_words_that_a_french_spreadsheet_opens(shown, data, folder, french_build):
    draw(data)
    french_build()
    draw(data)
    raw = (folder / "02_sex.fr.csv").read_bytes()
    assert raw.startswith("\N{BYTE ORDER MARK}".encode())
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert lines[0].split(";")[0] == "Sexe"
    assert lines[1].startswith("Hommes;0,333333;0,25;0,42;")
    assert lines[2].startswith('Femmes;0,5;0,4;0,6;"asked, ""all""";')


def test_two_draws_give_the_same_bytes(shown, data, folder):
    draw(data)
    before = written(folder) | written(paths.DRAWINGS)
    draw(data)
    first, second = (output["data"]["text/html"] for output in shown[::2])
    assert first == second
    assert written(folder) | written(paths.DRAWINGS) == before


def test_every_viewer_gets_a_sharp_image_and_its_words(shown, data):
    draw(data, alt='Dot plot: "women" < & > men.')
    forms = shown[0]["data"]
    assert set(forms) == {"text/html", "text/plain"}  # JupyterLab would prefer an SVG, and hide it
    image = BeautifulSoup(forms["text/html"], "html.parser").img
    assert image["alt"] == forms["text/plain"] == 'Dot plot: "women" < & > men.'
    kind, _, encoded = image["src"].partition(",")
    assert kind == "data:image/png;base64"
    png = Image.open(BytesIO(b64decode(encoded)))
    assert png.info == {}  # no date, no name of a program
    shown_at = (int(image["width"]), int(image["height"]))
    assert png.size == pytest.approx([2 * pixels for pixels in shown_at], abs=1)


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
    assert shown[0]["metadata"]["study"]["data"] == "../data/02_sex.fr.csv"
    assert not folder.exists()


def test_a_build_in_french_draws_the_numbers_drawn_in_english(shown, data, folder, french_build):
    draw(data)
    before = written(folder)
    french_build()
    draw(data)
    assert len(shown) == 4
    assert set(shown[2]["data"]) == {"text/plain"}  # for a page, which has the drawings
    with pytest.raises(StudyError, match="'02_sex' draws other numbers in another language"):
        draw(data.assign(low=[0.25, 0.41]))
    assert {name: written(folder)[name] for name in FILES} == before
    assert sorted(written(folder)) == sorted([*FILES, "02_sex.fr.csv", "02_sex.fr.svg"])


def test_french_data_call_rows_as_the_drawing_does(shown, data, folder):
    tell(**TEXTS)
    rows = data.drop(columns=["sex", "base"]).set_axis(["Hommes", "Femmes"])

    def draw_rows(**rest):
        figure(intervals(rows), values_of_the_test(), name="02_sex", **rest)

    for rest in ({}, {"data": data}, {"data": data.iloc[::-1]}):
        draw_rows(**rest)
        with pytest.MonkeyPatch.context() as there:
            there.setenv("STUDY_BUILD", "1")
            there.setenv("STUDY_LANG", "fr")
            draw_rows(**rest)
        cells = pd.read_csv(folder / "02_sex.fr.csv", sep=";", encoding="utf-8-sig").iloc[:, 0]
        other = "data" in rest and rest["data"].index[0] == 1
        assert cells.to_list() == (["Femmes", "Hommes"] if other else ["Hommes", "Femmes"])
        assert (cells.name == "Sexe") == other
