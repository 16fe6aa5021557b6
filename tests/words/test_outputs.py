"""What notebooks tell pages of their outputs: written and read as one record."""

from __future__ import annotations

import json
import re

import pytest

from analysis import paths
from analysis.errors import StudyError
from analysis.words.answers import Answers
from analysis.words.outputs import (
    Caption,
    Choice,
    Chooser,
    Figure,
    Linked,
    metadata,
    study_of,
)

FORM = Chooser(
    title="Show",
    choices=[Choice(name="age", label="Age", options=[("", "Any", ""), ("65+", "Aged 65", "65")])],
    case="{case}",
    answers=Answers(
        facts=[],
        marks=[],
        recruiters=[],
        networks=[],
        ways=[],
        unknown=[],
        sources={"pew": "Pew 2024"},
        own=["age"],
        words={"copied": "The link is copied."},
    ),
)
CAPTION = Caption(title="Two.", base="All.", source="Us.", accessed="1 May 2026")
EACH = [Figure(id="02_x", data="../data/02_x.csv", alt="Two points."), CAPTION, FORM]
EACH += [Linked(linked="[28%](#value-members)")]


@pytest.mark.parametrize("study", EACH, ids=lambda study: type(study).__name__)
def test_what_is_written_is_what_is_read(study):
    written = json.loads(json.dumps(metadata(study)))
    assert study_of({"metadata": written}, "cell 2") == study


@pytest.mark.parametrize("output", [{}, {"metadata": {}}, {"metadata": {"study": {}}}])
def test_an_output_that_tells_nothing_is_nothing_special(output):
    assert study_of(output, "cell 2") is None


FAULTS = {
    "nothing but a role": ({"role": "figure"}, "a figure is incomplete", "no alt, data, id"),
    "an empty id": (
        {"role": "figure", "id": "", "data": "d", "alt": "a"},
        "a figure is incomplete",
        "no id",
    ),
    "an unknown part": (
        CAPTION.model_dump() | {"colour": "red"},
        "a caption is incomplete",
        "colour: Extra inputs are not permitted",
    ),
    "an unknown role": ({"role": "poster"}, "an output of unknown role", "poster"),
    "a form without its lists": (
        FORM.model_dump() | {"choices": []},
        "a form is incomplete",
        "no choices",
    ),
    "words that are none": (
        FORM.model_dump() | {"case": 2},
        "a form is incomplete",
        "case: Input should be a valid string",
    ),
}


@pytest.mark.parametrize(("study", "title", "got"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_told_with_its_place(study, title, got):
    with pytest.raises(StudyError) as error:
        study_of({"metadata": {"study": study}}, "Notebook 02_test, cell 2")
    assert error.value.title.startswith(f"Notebook 02_test, cell 2: {title}")
    assert error.value.got.startswith(got)


def test_nobody_else_writes_or_reads_the_metadata():
    """The key stands in one module: no page can be told of an output what isn't checked there."""
    read = r"""get\(["']study["'](?!, "")"""  # the study behind an item of a claim is a text
    key = re.compile(read + r"""|["']study["']\s*[:\]]|metadata\.study\b""")
    modules = (paths.ROOT / "src").rglob("*.py")
    found = [path.name for path in modules if key.search(path.read_text("utf-8"))]
    assert found == ["outputs.py"]
