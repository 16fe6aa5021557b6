"""What the documentation says is so: its blocks and commands run, the names it gives are there."""

from __future__ import annotations

import ast
import doctest
import importlib
import math
import re
import shlex
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pandas as pd
import pytest
from click.testing import CliRunner

import analysis
from analysis import paths
from analysis.cleaning.published import GRADES
from analysis.cli import main
from analysis.folding.cells import Cells, Design
from analysis.folding.collapse import collapse
from analysis.folding.own_cells import write_own_cells
from analysis.inference.flags import REASONS, flags
from analysis.judging.claims import Claim
from analysis.judging.rule import verdict_of_part
from analysis.words.verdicts import VERDICTS
from test_rooms import RANK

DOCS = paths.ROOT / "docs"
TEXTS = {
    path.name: path.read_text("utf-8")
    for path in (paths.ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md")))
} | {"the front page": (paths.ROOT / "README.md").read_text("utf-8")}
LANGUAGES = {"python", "sh", "toml", "text", "mermaid"}
NOT_RUN = {("outgrowing-one-machine.md", "installs packages")}
RUN_ELSEWHERE = {
    ("cleaning.md", "python"): "tests/cleaning/test_docs.py",
    ("outgrowing-one-machine.md", "sh"): "tests/folding/test_engines.py",
    ("your-own-survey.md", "python"): "tests/inference/test_own_survey.py",
    ("your-own-survey.md", "sh"): "tests/inference/test_own_survey.py",
}
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
COMMAND = re.compile(r"`((?:study|make|grep|\.venv/bin/python) [^`<]+)`")
PACKAGE = Path(analysis.__file__).parent
ROOMS = "|".join(sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")))
NAME = re.compile(rf"\b({ROOMS})/([a-z_]+)\.(?!(?:py|toml)\b)([A-Za-z_][A-Za-z_.]*[A-Za-z])")
FILE = re.compile(r"`((?:src|tests|data|notebooks|docs|benchmarks|requirements)/[^`\s<]+)`")


@dataclass(frozen=True)
class Block:
    """A fenced block, and what is said after its fence."""

    page: str
    info: str
    text: str

    @property
    def language(self) -> str:
        return self.info.split(" ")[0]

    @property
    def reason(self) -> str:
        """Why it is not run; empty where it is."""
        return self.info.partition(" no-run: ")[2]


BLOCKS = [
    Block(page, found["info"].strip(), dedent(found["text"]))
    for page, text in TEXTS.items()
    for found in FENCE.finditer(text)
]
RUN = [
    block
    for block in BLOCKS
    if not block.reason and (block.page, block.language) not in RUN_ELSEWHERE
]


def commands() -> list[str]:
    """List every command without its comment; one that a sentence only names is asked for help."""
    lines = [line for block in RUN if block.language == "sh" for line in block.text.splitlines()]
    for page in TEXTS:
        said = COMMAND.findall(re.sub(r"\s+", " ", outside_blocks(page)))
        lines += [re.sub(r"^(study \w+)$", r"\1 -h", command) for command in said]
    return sorted({shlex.join(shlex.split(line, comments=True)) for line in lines} - {""})


def outside_blocks(page: str) -> str:
    return FENCE.sub("", TEXTS[page])


def rows(page: str, head: str) -> list[list[str]]:
    """Read the table of a page whose head is given."""
    table = TEXTS[page].split(f"{head}\n", 1)[1].split("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_every_block_says_what_it_is():
    assert {block.language for block in BLOCKS} <= LANGUAGES
    assert {(block.page, block.reason) for block in BLOCKS if block.reason} == NOT_RUN
    assert not [block for block in BLOCKS if " " in block.info and not block.reason]
    assert all((paths.ROOT / place).is_file() for place in RUN_ELSEWHERE.values())


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Stand where the pages say that somebody's survey is, with cells that may be written to."""
    people = pd.DataFrame({"q1": [1, 2], "member": ["yes", "no"], "tertiary": "yes", "w": [1, 0.5]})
    groups = {"member": ["yes", "no"] * 4, "tertiary": [*"yyyynnnn"], "age": "18-29", "w": 1.0}
    mine = pd.DataFrame(groups).replace({"tertiary": {"y": "yes", "n": "no"}})
    design = Design("w")
    folded = collapse(mine, ["member", "tertiary", "age"], design)
    write_own_cells(Cells(folded, design, "mine", "anybody"), tmp_path / "mine.csv")
    (tmp_path / "waves").mkdir()
    for name in ("people", "waves/1", "waves/2"):
        people.to_parquet(tmp_path / f"{name}.parquet", index=False)
    shutil.copytree(paths.CELLS, tmp_path / "cells")
    monkeypatch.setattr(paths, "CELLS", tmp_path / "cells")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "page", sorted({block.page for block in RUN if block.language == "python"})
)
def test_code_runs_and_gives_what_is_printed(page, folder):
    names: dict[str, object] = {}
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for block in RUN:
        if (block.page, block.language) == (page, "python"):
            if block.text.startswith(">>>"):
                test = doctest.DocTestParser().get_doctest(block.text, names, page, page, 0)
                runner.run(test, clear_globs=False)
                names |= test.globs
            else:
                exec(block.text, names)
    assert runner.summarize().failed == 0


def test_a_level_renamed_in_the_cells_is_all_that_changes(folder):
    before = {path.name: path.read_text("utf-8") for path in paths.CELLS.glob("*.csv")}
    exec(next(block.text for block in RUN if "short_cycle" in block.text), {})
    after = {path.name: path.read_text("utf-8") for path in paths.CELLS.glob("*.csv")}
    assert sum("short_cycle" in text for text in after.values()) > 10
    for name, text in after.items():
        renamed = re.sub(r"(?<!\w)short_tertiary", "short_cycle", before[name])
        assert sorted(text.splitlines()) == sorted(renamed.splitlines())


def test_a_claim_is_written_as_the_recipe_says():
    blocks = [tomllib.loads(block.text) for block in RUN if block.language == "toml"]
    made = [Claim(**claim) for block in blocks for claim in block["claim"]]
    items = [claim.parts[0].items[0] for claim in made]
    assert [item.notebook for item in items] == [claim.notebook for claim in made]


STAND_INS = {
    "analysis.pipeline.graph.build": lambda *names, **rest: 0,
    "analysis.pipeline.check.check": lambda **_: 0,
    "analysis.pipeline.translations.update": lambda language: "study.po",
    "analysis.pipeline.environment.write_environment": lambda: None,
    "analysis.report.export.export_pages": lambda pages, to, **rest: [to / pages.language],
    "analysis.pipeline.pages.write_book": lambda titles, *rest: paths.ROOT / "README.md",
    "analysis.report.pdf.print_pdf": lambda html, pdf: pdf,
    "analysis.sources.fetch.fetch_all": lambda sources, console, **_: len(sources) == 0,
    "analysis.surveys.validation.validate_all": lambda: (pd.DataFrame(), []),
    "analysis.surveys.fold.record": lambda source: [f"people: number of {source.id}"],
    "analysis.surveys.describing.describe": lambda file: f"- id: {file.stem}",
    "analysis.sources.eurostat.refresh_all": lambda tables, console: len(tables) == 0,
}
"""What builds, downloads or writes in the project: other tests run it, here its words are tried."""


def study(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, stand_in in STAND_INS.items():
        monkeypatch.setattr(name, stand_in)
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 0, answer.output


def make(targets: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    told = subprocess.run(["make", "-n", *targets], cwd=paths.ROOT, capture_output=True, check=True)
    assert told.stdout


def python(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert words[:2] == ["-m", "pytest"]
    assert all((paths.ROOT / name).is_file() for name in words[2:])


def other(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert subprocess.run(words, cwd=paths.ROOT, capture_output=True, check=True).stdout is not None


PROGRAMS = {"study": study, "make": make, ".venv/bin/python": python}
HARMLESS = {"git status", "grep -rnw"}


@pytest.mark.parametrize("command", commands())
def test_commands_run(command, folder, monkeypatch):
    program, *words = shlex.split(command)
    if program in PROGRAMS:
        PROGRAMS[program](words, monkeypatch)
    else:
        assert f"{program} {words[0]}" in HARMLESS
        other([program, *words], monkeypatch)


def test_every_command_has_an_example():
    shown = {" ".join(shlex.split(command)[:2]) for command in commands()}
    targets = re.findall(r"^([a-z]+):.*## ", (paths.ROOT / "Makefile").read_text("utf-8"), re.M)
    assert {f"study {name}" for name in main.commands} <= shown
    assert {f"make {name}" for name in targets} - {"make clean"} <= shown


def test_functions_that_pages_name_are_there():
    named = {found for page in TEXTS for found in NAME.findall(outside_blocks(page))}
    assert len(named) > 40
    for room, module, name in named:
        thing = importlib.import_module(f"analysis.{room}.{module}")
        for part in name.split("."):
            thing = getattr(thing, part)


def test_every_room_is_in_the_picture_and_in_the_rule():
    picture, rule = (block.text for block in BLOCKS if block.page == "how-it-works.md")
    assert set(re.findall(r"<b>(\w+)</b>", picture)) == set(ROOMS.split("|"))
    rooms = re.findall(r"\w+", rule)
    assert {*rooms, "report"} == set(RANK)
    assert [RANK[room] for room in rooms] == sorted(RANK[room] for room in rooms)


def test_files_that_pages_name_are_there():
    named = {found for page in TEXTS for found in FILE.findall(outside_blocks(page))}
    assert len(named) > 30
    unmade = ("data/raw/eurostat/", "data/raw/published")  # the first is downloaded
    missing = [name for name in named if not name.startswith(unmade) and not there(name)]
    assert missing == []


def there(name: str) -> bool:
    return any(paths.ROOT.glob(name.rstrip("/")))


def test_tests_that_pages_name_are_there():
    named = {name for text in TEXTS.values() for name in re.findall(r"`(test_[a-z0-9_]+)`", text)}
    known = {
        node.name
        for path in (paths.ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert len(named) > 40
    assert named - known == set()


def test_the_index_leads_to_every_page():
    linked = set(re.findall(r"\]\(([a-z-]+\.md)\)", TEXTS["README.md"]))
    assert linked == {path.name for path in DOCS.glob("*.md")} - {"README.md"}
    assert "docs/README.md" in TEXTS["the front page"]
    assert "CONTRIBUTING.md" in TEXTS["the front page"]


NUMBERS = rows("methods.md", "| where the page says | the code has |")


@pytest.mark.parametrize(("phrase", "code"), NUMBERS, ids=[code for _phrase, code in NUMBERS])
def test_every_number_of_the_methods_is_the_code_s(phrase, code):
    before = re.sub(r"\s+", " ", TEXTS["methods.md"].split("## The numbers of this page")[0])
    assert phrase in before
    for room, module, _name in NAME.findall(code):
        importlib.import_module(f"analysis.{room}.{module}")
    expression = NAME.sub(r"analysis.\1.\2.\3", code.strip("`"))
    number = float(re.search(r"\d+(\.\d+)?", phrase)[0])
    assert math.isclose(
        eval(expression, {"analysis": analysis}), number / (100 if "%" in phrase else 1)
    )


def test_no_other_number_is_in_the_methods():
    written = re.sub(
        r"(?s)<!-- verdicts.*<!-- end of verdicts -->", "", outside_blocks("methods.md")
    )
    text = re.sub(r"\s+", " ", written)
    for phrase, _code in NUMBERS:
        text = text.replace(phrase, "")
    free = re.sub(r"\b0 or 1\b|0 to 100 %|notebook 0[89]|p / \(1 − p\)|`[^`]*`", "", text)
    assert re.findall(r"\S*\d\S*", free) == []


def part(*statuses: str, grade: str = "B", voices: int = 1, p: float | None = None) -> str:
    table = pd.DataFrame({"status": statuses, "proxy": "", "grade": grade, "p_adjusted": p})
    names = [str(place % voices) for place in range(len(table))]
    return verdict_of_part(table.assign(voice=names).astype({"p_adjusted": "float"}))


CASES = {
    "for, none against, none unclear, and strong": [
        part("for", grade="A", p=0.01),
        part("for", "for", voices=2),
    ],
    "for, none against, otherwise": [
        part("for", "for"),
        part("for", grade="A", p=0.2),
        part("for", "unclear", voices=2),
        part("for", "for", grade="C", voices=2),
    ],
    "for and against": [part("for", "against", voices=2)],
    "against, none for, none unclear, and as strong": [part("against", "against", voices=2)],
    "against, none for, otherwise": [part("against"), part("unclear", "against", voices=2)],
    "all unclear": [part("unclear", "unclear", voices=2), part("for", "against")],
    "no direct item": [part(), part("for", grade="D")],
}


def test_the_verdicts_of_the_methods_are_the_rule_s():
    told = dict(rows("methods.md", "| voices | verdict of the part |"))
    assert {case: {told[case]} for case in told} == {
        case: {*found} for case, found in CASES.items()
    }
    assert set(told.values()) == set(VERDICTS) - {"not testable"}


def test_grades_and_flags_of_the_methods_are_the_code_s():
    assert tuple(dict(rows("methods.md", "| grade | source |"))) == GRADES
    told = list(dict(rows("methods.md", "| flag | when |")))
    assert (
        {*told}
        == {*REASONS}
        == {
            *flags("share", estimate=0.5, low=0, high=1, n=0, df=0),
            "sample only",
        }
    )
    assert len(told) == len(REASONS)
