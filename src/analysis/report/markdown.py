"""Markdown to HTML, with formulas as MathML, which browsers draw without a script."""

from __future__ import annotations

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from analysis.errors import StudyError


class _Renderer(IPythonRenderer):
    """The notebook renderer of nbconvert, except for formulas."""

    def __init__(self, place: str) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.place = place

    def inline_math(self, body: str) -> str:
        return mathml(body, "inline", self.place)

    def block_math(self, body: str) -> str:
        return mathml(body, "block", self.place)


def markdown(source: str, place: str) -> str:
    r"""Turn Markdown into HTML.

    Parameters
    ----------
    source : str
        The text of a Markdown cell or output.
    place : str
        Notebook and cell, for the error.

    Examples
    --------
    >>> markdown("One *word*.", "cell 1")
    '<p>One <em>word</em>.</p>\n'
    """
    return MarkdownWithMath(renderer=_Renderer(place)).render(source)


def mathml(formula: str, display: str, place: str) -> str:
    r"""Turn a LaTeX formula into MathML.

    Parameters
    ----------
    formula : str
        LaTeX, without the dollars.
    display : {"inline", "block"}
        Within a sentence, or on its own.
    place : str
        Notebook and cell, for the error.

    Raises
    ------
    StudyError
        When the formula is broken, or uses a command that would show as it is.

    Examples
    --------
    >>> mathml("n", "inline", "cell 1")[-30:]
    '<mrow><mi>n</mi></mrow></math>'
    """
    try:
        written = convert(formula.strip(), display=display)
    except Exception as error:  # the converter has a dozen errors of its own, without a base class
        raise _broken(formula, type(error).__name__, place) from error
    if "\\" in written:
        raise _broken(formula, "a command it does not know", place)
    return str(written)


def _broken(formula: str, reason: str, place: str) -> StudyError:
    return StudyError(
        f"{place}: a formula cannot be set.",
        expected="LaTeX that latex2mathml can read",
        got=f"{formula.strip()!r} ({reason})",
        hint=r"mend the formula, or write \$ for a dollar sign",
    )
