"""Sentences take their numbers from values; tables carry whatever text they are given, harmless."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis.errors import StudyError
from analysis.judging.values import Value, Values, read_values
from analysis.show.prose import Cited, estimates, fill, row_names, saying, table

VALUES = {
    "members": Value("members", 0.28209, "share", low=0.25079, high=0.31566, n=1372),
    "france": Value("france", 0.37, "share"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "\u202ecba\u202c",
    "&lt;b&gt;",
    "{members}",
    "word " * 2000,
    "",
]


def test_sentence_is_filled(shown):
    saying(Values("02_test"))("In all **{members}** ({members:interval}; n = {members:n}).", VALUES)
    assert shown[0]["data"] == {"text/markdown": "In all **28%** (25% to 32%; n = 1,372)."}


def test_a_number_is_a_link_and_what_stands_beside_it_is_not(shown):
    ratio = Value(
        "ratio",
        1.9,
        "ratio",
        low=1.2,
        high=3,
        least=1.7,
        most=2.2,
        n=9,
        source="pew_2015",
        notebook="02_x",
    )
    text = "{ratio}, {ratio:range}, {ratio:interval}, {ratio:n}"
    saying(Values("02_test"))(text, {"ratio": ratio})
    linked = shown[0]["metadata"]["study"]["linked"]
    assert linked == "[1.9](#value-02-x-ratio), 1.7 to 2.2, 1.2 to 3.0, 9"


def test_braces_are_written_twice():
    assert fill("{{{members}}}", VALUES) == "{28%}"


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(StudyError) as error:
        fill("A share of {member}.", VALUES)
    assert error.value.title == "No value is called 'member'."
    assert error.value.expected == "france, members"
    assert error.value.got == "A share of {member}."


@pytest.mark.parametrize(
    "text", ["{}", "{0}", "{members", "members}", "{members.share}", "{members[0]}", "{members:x}"]
)
def test_sentence_that_cannot_be_filled(text):
    with pytest.raises(StudyError):
        fill(text, VALUES)


def test_nothing_is_shown_of_a_sentence_that_lacks_a_number(shown):
    with pytest.raises(StudyError, match="'france' has no low to quote"):
        saying(Values("02_test"))("{members} and {france:interval}", VALUES)
    assert shown == []


def rendered(shown):
    return BeautifulSoup(shown[-1]["data"]["text/html"], "html.parser")


def test_table_can_be_followed_by_ear(shown):
    frame = pd.DataFrame({"share": ["28%"]}, index=pd.Index(["Men"], name="Sex"))
    table(frame, caption="Members by sex")
    found = rendered(shown)
    assert found.caption.text == "Members by sex"
    heads = [(th["scope"], th.text) for th in found.find_all("th")]
    assert heads == [("col", "Sex"), ("col", "share"), ("row", "Men")]
    assert [td.text for td in found.find_all("td")] == ["28%"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("place", ["cell", "column", "index", "head", "caption"])
def test_hostile_text_stays_text(shown, text, place):
    given = dict.fromkeys(("cell", "column", "index", "head", "caption"), "x") | {place: text}
    if not text and place in {"head", "caption"}:
        pytest.skip("refused: see the next tests")
    index = pd.Index([given["index"]], name=given["head"])
    table(pd.DataFrame([[given["cell"]]], columns=[given["column"]], index=index), caption="x")
    table(
        pd.DataFrame([[given["cell"]]], columns=[given["column"]], index=index),
        caption=given["caption"],
    )
    found = rendered(shown)
    tags = {tag.name for tag in found.find_all()}
    assert tags == {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert {"scope"} == {name for tag in found.find_all() for name in tag.attrs}
    texts = [found.caption.text, *(tag.text for tag in found.find_all(["th", "td"]))]
    order = ("caption", "head", "column", "index", "cell")
    assert texts == [given[name] for name in order]


@pytest.mark.parametrize("caption", ["", "  \n"])
def test_table_without_caption_is_refused(shown, caption):
    with pytest.raises(StudyError, match="A table needs a caption"):
        table(pd.DataFrame({"a": [1]}).rename_axis("b"), caption=caption)
    assert shown == []


def test_table_without_a_head_for_its_rows_is_refused(shown):
    with pytest.raises(StudyError, match="needs a head for its first column"):
        table(pd.DataFrame({"a": [1]}), caption="Members")
    assert shown == []


def test_estimates_are_written_with_interval_n_and_warnings():
    frame = pd.DataFrame(
        {
            "estimate": [0.518, 0.6, 0.1],
            "low": [0.448, np.nan, 0.05],
            "high": [0.588, np.nan, 0.2],
            "n": [1188, 25, 20],
            "flags": list(map(frozenset, [(), ["small base"], ["few PSUs", "small base"]])),
        },
        index=["bachelor", "short_tertiary", "upper_secondary"],
    )
    text = estimates(frame.rename_axis("education"), header="Group", column="Share")
    assert text.index.name == "Group"
    diplomas = ["Bachelor's degree", "Short-cycle higher education", "Upper secondary"]
    assert list(text.index) == diplomas
    assert list(text.columns) == ["Share (95% interval)", "People asked (n)"]
    assert [list(map(str, row)) for row in text.to_numpy()] == [
        ["52% (45 to 59)", "1,188"],
        ["60% [too few people]", "25"],
        ["10% (5 to 20) [too few people, too few sampling units]", "20"],
    ]


def test_code_without_words_is_refused():
    frame = pd.DataFrame(
        {"estimate": [0.5], "low": [0.4], "high": [0.6], "n": [50], "flags": [frozenset()]},
        index=pd.Index(["phd"], name="education"),
    )
    with pytest.raises(StudyError, match="No words are written for the level 'phd' of 'education'"):
        estimates(frame, header="Diploma", column="Share")


def test_number_is_plain_in_notebooks_and_on_pages_a_link_to_its_evidence(shown):
    row = pd.Series({"estimate": 0.28209, "source": "gss_panel_2020", "n": 1372, "unit": "share"})
    own = Values("02_test")
    own.add(all_members=row)
    own.count(claims=15)
    saying(own)("{all_members} of {all_members:n}, {claims} claims")
    assert shown[0]["data"]["text/markdown"] == "28% of 1,372, 15 claims"
    told = shown[0]["metadata"]["study"]
    assert told["linked"] == "[28%](#value-02-test-all-members) of 1,372, 15 claims"
    assert [origin["id"] for origin in told["origins"]] == ["value-02-test-all-members"]


def test_sentence_without_a_sourced_number_is_the_same_on_pages(shown):
    own = Values("02_test")
    own.count(claims=15)
    saying(own)("{claims} claims")
    assert shown[0]["metadata"] == {}


def test_number_of_another_notebook_has_an_origin_of_its_own(shown, tmp_path):
    own = Values("02_test")
    row = {"estimate": 0.28209, "source": "gss_panel_2020", "n": 1372, "unit": "share"}
    own.add(members=pd.Series(row))
    own.save(tmp_path)
    saying(Values("02_test"))("{members}", read_values("02_test", tmp_path))
    assert shown[0]["data"]["text/markdown"] == "28%"
    assert shown[0]["metadata"]["study"]["linked"] == "[28%](#value-02-test-members)"


def test_table_cites_its_numbers_on_pages_alone(shown):
    cited = Cited("28% <of> all", "02_test.ipynb#value-members")
    index = pd.Index([Cited("Men", "#value-men")], name="Sex", dtype=object)
    table(pd.DataFrame({"share": [cited], "who": ["<b>"]}, index=index), caption="Members")
    plain, linked = shown[0]["data"]["text/html"], shown[0]["metadata"]["study"]["linked"]
    assert "<a" not in plain
    assert "<td>28% &lt;of&gt; all</td><td>&lt;b&gt;</td>" in plain
    found = BeautifulSoup(linked, "html.parser")
    links = [(link.text, link["href"]) for link in found.find_all("a")]
    assert links == [("Men", "#value-men"), (cited.text, cited.address)]
    for link in found.find_all("a"):
        link.unwrap()
    assert str(found) == str(BeautifulSoup(plain, "html.parser"))


def test_rows_are_named_by_their_codes_whatever_holds_them():
    numbers = {"estimate": [0.2, 0.5]}
    variables = pd.DataFrame(numbers, index=["on_linkedin", "used_online"])
    assert row_names(variables.rename_axis("step")) == ["LinkedIn members", "Used online resources"]
    same = pd.DataFrame(numbers, index=pd.Index(["yes", "no"], name="tertiary"))
    assert row_names(same) == ["Yes", "No"]
    assert row_names(same.rename_axis("group")) == ["yes", "no"]
    terms = {"factor": ["tertiary", "sex"], "level": ["yes", "women"]}
    assert row_names(pd.DataFrame(numbers | terms)) == ["Higher-education graduates", "Women"]


def test_words_are_left_as_they_are():
    words = ["Adults", "Internet users"]
    assert row_names(pd.DataFrame({"estimate": [0.2, 0.5]}, index=words)) == words
    assert row_names(pd.DataFrame({"estimate": [0.2, 0.5]}, index=[2009, 2019])) == ["2009", "2019"]
