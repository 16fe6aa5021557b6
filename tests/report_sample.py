"""An executed notebook in small, and the outputs that figure(), table() and say() display."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

if TYPE_CHECKING:
    from nbformat import NotebookNode


def _drawing(name: str, width: int) -> str:
    """Draw two marks, whose words are in the wide drawing alone."""
    words = ("High school: 18 %", "Graduate: 52 %")
    titles = [f"<title>{text}</title>" if name == "wide" else "" for text in words]
    marks = "".join(
        f'<g class="mark">{title}<rect class="hit" y="{top}" width="99" height="30"/>'
        f'<circle cx="40" cy="{top + 15}" r="5" fill="#003f7d"/></g>'
        for top, title in zip((0, 30), titles, strict=True)
    )
    return (
        f'<svg class="{name}" viewBox="0 0 {width} 60" width="{width}" height="60" fill="#1b1f24" '
        f'font-size="14">{marks}<text x="60" y="50" fill="#003f7d">52 %</text>'
        '<text y="20" fill="#4d5662">Share</text></svg>'
    )


SVG = "\n".join([_drawing("wide", 640), _drawing("narrow", 330)])
ALT = "Dot plot: membership rises with each degree, up to half of graduates."
CAPTION = "**Graduates first.** Adults, n = 1,372. Source: [GSS](01_sources.ipynb#gss)."
PARTS = {
    "title": "Graduates *first*.",
    "base": "Adults, n = 1,372.",
    "source": "[GSS](01_sources.ipynb#gss).",
    "accessed": "23 November 2026",
}
TABLE = """<table border="1" class="dataframe"><caption>Members by degree</caption>
<thead><tr style="text-align: right;"><th></th><th>share</th><th>note</th></tr></thead>
<tbody><tr><th>High school</th><td>18.2 %</td><td>&lt;script&gt;alert(1)&lt;/script&gt;</td></tr>
<tr><th>Graduate</th><td>51.8 %</td><td>&quot;&gt;&lt;img onerror&gt; =cmd \u202ecba\u202c</td></tr>
</tbody></table>"""
PROSE = r"""## What was asked

See [the ties](03_ties.ipynb#weak). A share is $\hat p = \frac{a}{b}$, and

$$\hat V = \sum_{i=1}^{n} z_i^2$$

### Who answers

> <span class="verdict-supported">Supported</span> with `code` and <span lang="fr">un mot</span>."""
HALF = {
    "id": "value-02-members-half",
    "number": "50% (44% to 56%)",
    "facts": [["Question", "On LinkedIn"], ["People asked (n)", "1,372"]],
    "source": "GSS 2016",
    "address": "01_sources.ipynb#gss",
    "section": "02_members.ipynb#c12",
}
CODE = "figure(shares)  # one long line " + "x" * 200
VERDICTS = ["limits", "mixed", "contradicted", "unsettled", "against-limits", "not-testable"]


def display(kind: str, content: str, **study: object) -> NotebookNode:
    """Make an output of one type, with its plain text beside it, as IPython writes them."""
    metadata = {"study": study} if study else {}
    return new_output("display_data", {kind: content, "text/plain": "<repr>"}, metadata=metadata)


def picture(**changes: str) -> NotebookNode:
    study = {"role": "figure", "id": "degree", "alt": ALT, "data": "../data/degree.csv"}
    return display("image/svg+xml", SVG, **(study | changes))


def legend(**changes: str) -> NotebookNode:
    return display("text/markdown", CAPTION, role="caption", **(PARTS | changes))


CHOSEN = """<table><caption>On LinkedIn</caption>
<thead><tr><th>For whom</th><th>share</th></tr></thead>
<tbody><tr class="line evidence own diploma=bachelor&amp;age=18-29 diploma=bachelor&amp;age=65+">
<th>Bachelor's degree</th><td>48 %</td></tr>
<tr class="line evidence diploma=none&amp;age=18-29">
<th>No diploma, aged 18 to 29</th><td>28 %</td></tr>
<tr class="line evidence own diploma=none&amp;age=65+">
<th>No diploma, aged 65 or more</th><td>9 %</td></tr>
</tbody></table>
<table><caption>Hires</caption><thead><tr><th>For whom</th><th>share</th></tr></thead>
<tbody><tr class="line"><th>Everybody</th><td>27 %</td></tr></tbody></table>
<table><caption>Executives</caption><thead><tr><th>For whom</th><th>share</th></tr></thead>
<tbody><tr class="line evidence diploma=bachelor">
<th>Bachelor's degree</th><td>13 %</td></tr></tbody>
</table>"""
AGES = [
    ["", "Any", ""],
    ["18-29", "Aged 18 to 29 (young)", "Aged 18 to 29"],
    ["65+", "Aged 65 or more", "Aged 65 or more"],
]


def fact(line: str, section: str, word: str, *cases: str, **more: object) -> dict[str, object]:
    """Describe what a line of the sample says to some cases."""
    told = {"line": line, "section": section, "word": word, "cases": [*cases]}
    words = {"said": f"{line} said.", "limit": f"{line} limit.", "but": f"{line} but."}
    bar = {"share": 48, "low": 40, "high": 55, "others": 20}
    about = {
        "own": True,
        "place": "LinkedIn",
        "choices": [line],
        "unless": "",
        "source": "gss",
        "bar": bar,
    }
    return about | told | words | more


WORDS_OF_ANSWERS = """\
question_people question_recruiters question_hires question_outcomes heading_own heading_unknown
heading_ways heading_effects limit_people limit_recruiters limit_hires headline_more
headline_fewer word_more word_fewer word_hardly word_often several otherwise nothing_sent compare
alone second copy copied address print printed led also sources key_like key_others key_own
key_near choices_apart parts_apart gathered first
"""
WORDS = {name: f"[{name}]" for name in WORDS_OF_ANSWERS.split()} | {
    "headline_not known": "Not known.",
    "word_not known": "Not known",
    "word_more": "More",
    "word_fewer": "Fewer",
    "headline_more": "More than others.",
    "headline_fewer": "Fewer than others.",
    "several": "{word}: {lines}.",
    "choices_apart": ", ",
    "parts_apart": "; ",
    "compare": "Compare",
    "alone": "Take away",
    "first": "First profile",
    "second": "Second profile",
    "copy": "Copy",
    "copied": "Copied.",
    "address": "Address",
    "print": "Print",
}
BOTH = ("diploma=bachelor&age=18-29", "diploma=bachelor&age=65+")
ANSWERS = {
    "facts": [
        fact("cross", "people", "more", *BOTH),
        fact("diploma", "people", "more", "diploma=bachelor", unless="cross"),
        fact("before", "people", "fewer", "diploma=bachelor", unless="cross"),
        fact("age", "people", "fewer", "age=65+", source="pew"),
        fact("seen", "people", "not known", "age=65+"),
        fact("few", "recruiters", "hardly", "diploma=bachelor"),
        fact("some", "recruiters", "hardly", "diploma=bachelor"),
        fact("many", "recruiters", "often", "diploma=bachelor"),
        fact("helped", "outcomes", "more", "age=18-29"),
    ],
    "marks": [
        {
            "section": "people",
            "cases": [*cases],
            "label": "Diploma, age",
            "word": word,
            "place": place,
            "own": own,
        }
        for cases, word, place, own in [
            (BOTH, "More", 3, True),
            (["diploma=none&age=18-29"], "Not known", 0, False),
            (["diploma=none&age=65+"], "Fewer", 1, True),
            (["age=65+"], "Fewer", 1, False),
        ]
    ],
    "recruiters": [
        {"cases": ["diploma=bachelor"], "text": "From hardly to often."},
        {"cases": [], "text": "No diploma was given."},
    ],
    "networks": [
        {
            "cases": [*cases],
            "said": said,
            "limit": "All trades.",
            "source": "iab",
            "bar": {"share": 13, "low": None, "high": None, "others": None},
        }
        for cases, said in [(["diploma=bachelor"], "Of 100, 13."), ([], "Of 100, 1.")]
    ],
    "ways": [
        {
            "cases": [*cases],
            "where": name,
            "ways": [
                {"name": "Relations", "number": "27", "share": 27, "networks": False},
                {"name": "Networks", "number": "3", "share": 3, "networks": True},
            ],
            "note": f"{name} note.",
            "sentence": f"{name} sentence.",
            "source": name.lower(),
        }
        for cases, name in [(["diploma=bachelor"], "Apec"), ([], "Dares")]
    ],
    "unknown": [
        {"cases": [], "text": "No trial."},
        {"cases": ["age=65+"], "text": "Nothing about the old."},
    ],
    "sources": {name: f"Title of {name}" for name in ("gss", "pew", "iab", "apec", "dares")},
    "own": [
        "None of {lines}.",
        "One of {lines}.",
        "{own} of {lines}.",
        "Not the only.",
        "The only.",
    ],
    "words": WORDS,
}
FORM = {
    "role": "chooser",
    "title": "Show the evidence on people like you",
    "choices": [
        {
            "name": "diploma",
            "label": "Diploma",
            "options": [
                ["", "Any", ""],
                ["bachelor", "Bachelor's degree", "Bachelor's degree"],
                ["none", "<None>", "<None>"],
            ],
        },
        {"name": "age", "label": "Age", "options": AGES},
    ],
    "case": "Your case: {case}",
    "answers": ANSWERS,
}


def chooser_notebook() -> NotebookNode:
    """Make a notebook with a form and the rows that it chooses from."""
    form = new_output("display_data", {"text/markdown": "A form."}, metadata={"study": FORM})
    cells = [
        new_markdown_cell("# Your case"),
        new_code_cell("chooser()", outputs=[form]),
        new_code_cell("evidence_tables()", outputs=[display("text/html", CHOSEN)]),
    ]
    return new_notebook(cells=cells)


def sample_notebook() -> NotebookNode:
    """Make a notebook that has one of everything."""
    cells = [
        new_markdown_cell("# The members\n\nOne adult in four is a member."),
        new_markdown_cell(PROSE),
        new_code_cell(CODE, outputs=[picture(), legend()]),
        new_code_cell(
            "table(shares)",
            outputs=[
                display("text/html", TABLE),
                display(
                    "text/markdown",
                    "Half of graduates are **members**.",
                    linked="[Half](#value-02-members-half) of graduates are **members**.",
                    origins=[HALF],
                ),
                new_output("stream", name="stdout", text="rows <b> 1372\n"),
            ],
        ),
        new_markdown_cell("## En français", metadata={"tags": ["lang-fr"]}),
        new_markdown_cell(
            "\n".join(f'- <b class="verdict-{name}">{name}</b>' for name in VERDICTS)
        ),
    ]
    return new_notebook(cells=cells)
