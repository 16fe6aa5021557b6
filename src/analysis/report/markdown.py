"""Markdown to HTML, with formulas as MathML, which browsers draw without a script."""

from __future__ import annotations

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from analysis.report.faults import Place
from analysis.report.formula import mathml


class _Renderer(IPythonRenderer):
    """The notebook renderer of nbconvert, except for formulas and pictures."""

    def __init__(self, place: Place) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.place = place

    def inline_math(self, body: str) -> str:
        return mathml(body, "inline", self.place)

    def block_math(self, body: str) -> str:
        return mathml(body, "block", self.place)

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block", self.place)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        # nbconvert would look for attachments here: ours are found where all pictures are.
        return super(IPythonRenderer, self).image(text, url, title)


def markdown(source: str, place: Place) -> str:
    r"""Turn Markdown into HTML.

    Parameters
    ----------
    source : str
        The text of a Markdown cell or output.
    place : Place
        The cell, which is told of formulas that can't be set.

    Examples
    --------
    >>> markdown("One *word*.", Place("cell 1"))
    '<p>One <em>word</em>.</p>\n'
    """
    return MarkdownWithMath(renderer=_Renderer(place)).render(source)
