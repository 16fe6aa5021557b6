"""The guard of the notebooks: short cells, more prose than code, no number typed by hand."""

from __future__ import annotations

import ast
import json
import re
from string import Formatter
from typing import TYPE_CHECKING

import nbformat
import pytest

from analysis import paths
from analysis.judging.values import read_values
from analysis.pipeline.notebooks import notebook_paths, read
from analysis.pipeline.steady import FOLDED
from analysis.report.site import page_title
from analysis.sources.catalogue import source
from analysis.words.i18n import LANGUAGES, translator
from helpers import calls, origins, sentences, sources, texts_beside, values_of
from notebook_lines import bound, counts, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

LONGEST_CELL, WORDS_A_LINE, TAUGHT = 15, 5, 0.45
SHOWN = {"say", "table", "estimates", "tr"}
DISPLAY = (
    "analysis.show.",
    "analysis.words.",
    "analysis.sources.catalogue.",
    "analysis.judging.values.Values",
)
"""What a folded cell may use of the study: neither estimates nor readers of data."""

NUMBER_LINK = re.compile(
    r"\[([^\]]*)\]\([^)]*#(?:value-|c\d)[^)]*\)|<a href=\"[^\"]*#(?:value-|c\d)[^\"]*\">(.*?)</a>"
    r"|<span id=\"c\d+\"></span>"
)
ALLOWED = re.compile(
    r"\b(19|20)\d\d\b"  # years
    r"|\bC(1[0-5]|[1-9])\b"  # claims
    r"|\b\d\d_[a-z_]+"  # notebooks, figures
    r"|\b95%|\b95 %"  # the level of every interval
    r"|\bInsee Focus 30\b"  # a publication
    r"|\baged \d\d( to \d\d| or more| or over)?\b"  # names of levels
)


@pytest.fixture(params=notebook_paths(), ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path) -> NotebookNode:
    return nbformat.read(str(path), as_version=4)


def texts(call: ast.Call) -> Iterator[str]:
    """List the texts that a call shows: its literal strings, but for file names."""
    given = [*call.args, *(word.value for word in call.keywords if word.arg != "name")]
    for argument in given:
        if isinstance(argument, ast.Constant | ast.JoinedStr):
            for node in ast.walk(argument):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def typed_numbers(text: str) -> list[str]:
    """List the digits of a text that are neither a value's nor on the short list."""
    free = ALLOWED.sub("", re.sub(r"\{[^{}]*\}", "", text))
    return re.findall(r"\S*\d\S*", free)


def fields(text: str) -> list[str]:
    return [name for _text, name, _spec, _conversion in Formatter().parse(text) if name]


def imported(notebook: NotebookNode) -> dict[str, str]:
    """Map each name that a notebook imports to where it is from."""
    froms = [
        node
        for code in sources(notebook, "code")
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom)
    ]
    return {name.name: f"{node.module}.{name.name}" for node in froms for name in node.names}


def work(code: str, homes: dict[str, str]) -> set[str]:
    """List what a cell does that readers must see: estimates, data read, values kept, asserts."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Assert():
                found.add("assert")
            case ast.Attribute(value=ast.Name(id="values"), attr=method) if method != "save":
                found.add(f"values.{method}")
            case ast.Name(id=name) if homes.get(name, "").startswith("analysis."):
                found |= set() if homes[name].startswith(DISPLAY) else {name}
    return found


def test_only_cells_that_set_up_or_show_are_folded(notebook):
    homes = imported(notebook)
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    folded = [cell for cell in codes if FOLDED in cell.metadata.get("tags", [])]
    assert {cell.id: found for cell in folded if (found := work(cell.source, homes))} == {}
    hidden = [cell.id for cell in codes if cell.metadata["jupyter"]["source_hidden"]]
    assert hidden == [cell.id for cell in folded]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("table(estimates(_('x')), caption=_('Members'))\nvalues.save()", set()),
        ("from analysis.inference.estimates import share\nvalues = Values('02')", set()),
        ("by = share(members, 'x')", {"share"}),
        ("figure(intervals(rows.pipe(share)), values)", {"share"}),
        ("rows = read_cells('gss')", {"read_cells"}),
        ("values.add(x=row)\nassert row", {"values.add", "assert"}),
    ],
)
def test_guard_tells_work_from_display(code, found):
    homes = {name: f"analysis.show.x.{name}" for name in ("table", "estimates", "figure", "_")}
    homes |= {"share": "analysis.inference.estimates.share"}
    homes |= {"Values": "analysis.judging.values.Values"}
    homes |= {"read_cells": "analysis.folding.cells.read_cells"}
    assert work(code, homes) == found


def test_numbers_are_links_on_pages_alone(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    linked = 0
    for output in outputs:
        (text,) = output.data.values()
        assert not NUMBER_LINK.search(text)
        if on_pages := output.metadata.get("study", {}).get("linked"):
            assert NUMBER_LINK.sub(lambda link: link[1] or link[2] or "", on_pages) == text
            linked += 1
    assert linked


PAGE_LINK = re.compile(r"\[([^\]]+)\]\((\d\d_\w+)\.ipynb\)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_one_name(notebook, language):
    told = translator(language)
    titles = {path.stem: page_title(told(read(path).title), path.stem) for path in notebook_paths()}
    links = [
        link for text in sources(notebook, "markdown") for link in PAGE_LINK.findall(told(text))
    ]
    assert [link for link in links if link[0].lower() != titles[link[1]].lower()] == []


def test_no_function_hides_in_a_notebook(notebook):
    hidden = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for code in sources(notebook, "code"):
        assert not [node for node in ast.walk(ast.parse(code)) if isinstance(node, hidden)], code


def test_cells_are_short(notebook):
    lines = {cell.id: len(cell.source.splitlines()) for cell in notebook.cells}
    code = [cell.id for cell in notebook.cells if cell.cell_type == "code"]
    assert {name: lines[name] for name in code if lines[name] > LONGEST_CELL} == {}


def test_more_prose_than_code(notebook):
    words = sum(len(text.split()) for text in sources(notebook, "markdown"))
    lines = sum(
        bool(line.strip()) for code in sources(notebook, "code") for line in code.split("\n")
    )
    assert words / lines >= WORDS_A_LINE


def test_nearly_half_of_the_code_is_analysis():
    found = [counts(path) for path in notebook_paths()]
    assert sum(some for _all, some in found) / sum(lines for lines, _some in found) >= TAUGHT


@pytest.mark.parametrize(
    ("code", "lines", "analysis"),
    [
        ("import pandas as pd\nvalues = Values('02')\nsay = saying(values)", 3, 0),
        ("# why\n\nby_sex = share(main, 'x', by='sex')", 1, 1),
        ("say(\n    'In 2016, {members} '\n    'were members.'\n)\nassert by_sex.empty", 3, 0),
        ("values.add(members=row)\nvalues.add(ratio=compare(main, 'x', 'sex'))", 2, 1),
        ("figure(intervals(by_sex), values, name='02_sex')", 1, 1),
        ("table(\n    by_sex.map(percent),\n    caption=tr('By sex'),\n)", 4, 1),
        ("sexes = ['men', 'women']\nheads = {'men': tr('Men')}", 2, 0),
        ("for sex in sexes:\n    rows[sex] = share(main, 'x', where={'sex': sex})", 2, 2),
        ("for sex in sexes:\n    values.add(**{sex: rows[sex]})", 2, 0),
    ],
)
def test_lines_are_counted_as_a_person_would(code, lines, analysis):
    assert lines_of(code) == (lines, analysis)


def test_a_name_means_one_thing(notebook):
    homes: dict[str, list[str]] = {}
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        for name, made_of_itself in bound(cell.source):
            if not made_of_itself:
                homes.setdefault(name, []).append(cell.id)
    assert {name: cells for name, cells in homes.items() if len(cells) > 1} == {}


@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("rows = share(main, 'x')", False),
        ("rows = rows.rename(columns=str)", True),
        ("rows += [1]", True),
        ("for rows in tables:\n    pass", False),
        ("first, (rows, last) = tables", False),
    ],
)
def test_guard_tells_a_new_meaning_from_a_next_step(code, again):
    assert ("rows", again) in [*bound(code)]


def test_one_title_first(notebook):
    titles = [
        text for text in sources(notebook, "markdown") if re.search("^# ", text, re.MULTILINE)
    ]
    assert titles == [notebook.cells[0].source]
    assert notebook.cells[0].source.startswith("# ")


def test_cells_have_ids_that_people_chose(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    generated = [name for name in ids if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", name)]
    assert generated == []


def test_run_in_order_without_error_or_warning(notebook):
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for output in (output for cell in cells for output in cell.outputs):
        assert output.output_type == "display_data", "only say, table, figure and cards show things"


def test_everything_shown_has_its_output(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code" and re.search(
            r"^(say|figure|table|board)\(", cell.source, re.M
        ):
            assert cell.outputs, cell.id


def test_values_are_saved_last(notebook):
    assert sources(notebook, "code")[-1].splitlines()[-1] == "values.save()"


def test_values_bear_the_notebook_s_name(notebook, path):
    assert origins(notebook)["values"] == path.stem


def test_no_number_is_typed(notebook, path):
    shown = [text for call in calls(notebook, SHOWN) for text in texts(call)]
    shown += [text for words in texts_beside(path).values() for text in words.values()]
    typed = {text: typed_numbers(text) for text in [*sources(notebook, "markdown"), *shown]}
    assert {text: found for text, found in typed.items() if found} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In 2016, {members} of 1,372 people", ["1,372"]),
        ("{members:1} of people aged 30 to 49 (C12, 95% interval)", []),
        ("half of 3 persons, see [x](02_members.ipynb)", ["3"]),
        ("28% of members, C16, 1866", ["28%", "C16,", "1866"]),
    ],
)
def test_guard_tells_typed_numbers_from_others(text, found):
    assert typed_numbers(text) == found


def test_quoted_names_are_saved_values(notebook, path):
    quoted = [*sentences(notebook)]
    quoted += [
        (text, path.stem) for words in texts_beside(path).values() for text in words.values()
    ]
    for text, whose in quoted:
        assert {*fields(text)} - set(values_of(whose)) == set(), text


def test_figures_are_named_after_their_notebook(path, notebook):
    names = [
        word.value.value
        for call in calls(notebook, {"figure"})
        for word in call.keywords
        if word.arg == "name"
    ]
    assert all(name.startswith(path.stem[:3]) for name in names)
    assert len(set(names)) == len(names)
    assert {*names} == {name for name in texts_beside(path) if name.startswith(path.stem[:3])}
    for name in names:
        assert (paths.FIGURE_DATA / f"{name}.csv").is_file()


def test_saved_values_say_what_they_rest_on(path):
    for value in read_values(path.stem).values():
        if value.unit == "count" and not value.source:
            continue
        assert value.base, value.name
        assert value.source, value.name
        assert value.grade, value.name
        printed = value.se and source(value.source).kind == "published"
        assert value.n or value.low is None or printed, f"{value.name}: an interval without n"
        computed = not value.reached  # an author's printed effect may come without its count
        assert value.n or not (computed and value.grade[0] == "A"), f"{value.name}: A without n"


def test_no_values_outlive_their_notebook():
    names = {path.stem for path in notebook_paths()}
    assert {path.stem for path in paths.VALUES.glob("*.json")} == names


def test_no_figure_outlives_its_notebook():
    shown = set()
    for path in notebook_paths():
        text = json.dumps(nbformat.read(str(path), as_version=4))
        shown |= set(re.findall(r'"\.\./data/([\w.]+)\.csv"', text))
    kept = sorted(
        path.name for path in paths.FIGURE_DATA.iterdir() if path.suffix not in {".md", ".json"}
    )
    ends = [
        ".csv",
        ".svg",
        *(f".{code}{end}" for code in LANGUAGES[1:] for end in (".csv", ".svg")),
    ]
    assert kept == sorted(f"{name}{end}" for name in shown for end in ends)
