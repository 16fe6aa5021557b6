"""An executed notebook in small, and the outputs that figure(), table() and say() display."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

if TYPE_CHECKING:
    from nbformat import NotebookNode

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="288pt" height="144pt" viewBox="0 0 288 144">'
    '<style>text{fill:#003f7d}</style><text x="20" y="40">52 %</text></svg>'
)
ALT = "Dot plot: membership rises with each degree, up to half of graduates."
CAPTION = "**Graduates first.** Base: adults, n = 1,372. Source: [GSS](01_sources.ipynb#gss)."
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
CODE = "figure(shares)  # one long line " + "x" * 200
VERDICTS = ["limits", "mixed", "contradicted", "unsettled", "not-testable", "pending"]


def display(kind: str, content: str, **study: str) -> NotebookNode:
    """Make an output of one type, with its plain text beside it, as IPython writes them."""
    metadata = {"study": study} if study else {}
    return new_output("display_data", {kind: content, "text/plain": "<repr>"}, metadata=metadata)


def picture(**changes: str) -> NotebookNode:
    study = {"role": "figure", "id": "fig-degree", "alt": ALT, "data": "../data/degree.csv"}
    return display("image/svg+xml", SVG, **(study | changes))


def legend() -> NotebookNode:
    return display("text/markdown", CAPTION, role="caption")


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
                display("text/markdown", "Half of graduates are **members**."),
                new_output("stream", name="stdout", text="rows <b> 1372\n"),
            ],
        ),
        new_markdown_cell("## En français", metadata={"tags": ["lang-fr"]}),
        new_markdown_cell(
            "\n".join(f'- <b class="verdict-{name}">{name}</b>' for name in VERDICTS)
        ),
    ]
    return new_notebook(cells=cells)
