"""Formulas as MathML, which browsers draw without a script; what would be set wrong is told."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element
from markupsafe import Markup

from analysis.report.faults import FORMULA, Place

# The converter passes over environments that it does not know: their rows would run together.
SAME = {
    "align": "align*",  # every formula would begin anew with (1)
    "aligned": "align*",
    "alignat": "",
    "eqnarray": "align*",
    "eqnarray*": "align*",
    "gather": "matrix",
    "gather*": "matrix",
    "gathered": "matrix",
    "multline": "matrix",
    "multline*": "matrix",
    "flalign": "align*",
    "flalign*": "align*",
}
KNOWN = re.compile(r"align\*|array|[bBpvV]?matrix|smallmatrix|cases|split|equation\*?|math")
ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
SILENT = re.compile(r"\\(?:label\s*\{[^{}]*\}|nonumber\b|notag\b)")
OPERATOR = re.compile(r"\\operatorname(?:\s*\*|(?=\s*\{[^{}]*\\))")
CROSSED = re.compile(r"\\not\s*([=<>])")
DENIED = {"=": r"\neq ", "<": r"\nless ", ">": r"\ngtr "}
INNER_DOLLAR = re.compile(r"(?<!\\)\$")
ESCAPED = re.compile(r"\\([%&$#_{} ])")
AS_WRITTEN = Markup('<code class="formula">{}</code>')


class _WrongError(Exception):
    """A formula that would be set otherwise than it is written."""


def mathml(formula: str, display: str, place: Place) -> str:
    r"""Turn a LaTeX formula into MathML; one that can't be is told and stays as it is written.

    Parameters
    ----------
    formula : str
        LaTeX, without the dollars.
    display : {"inline", "block"}
        Within a sentence, or on its own.
    place : Place
        The cell, for what is wrong.

    Examples
    --------
    >>> mathml("n", "inline", Place("cell 1"))[-30:]
    '<mrow><mi>n</mi></mrow></math>'
    >>> mathml(r"\nosuchcommand", "inline", Place("cell 1"))
    '<code class="formula">\\nosuchcommand</code>'
    """
    formula = formula.strip()
    try:
        return _set(formula, display)
    except _WrongError as problem:
        reason = str(problem)
    except (
        Exception
    ) as problem:  # the converter has a dozen errors of its own, without a base class
        reason = type(problem).__name__
    place.tell(FORMULA, f"{formula!r}, {reason}")
    return str(AS_WRITTEN.format(formula))


def _set(formula: str, display: str) -> str:
    if INNER_DOLLAR.search(formula):
        raise _WrongError("a dollar sign in it")
    prepared = _prepared(formula)
    tree = convert_to_element(prepared, display=display)
    if tree.find(".//mspace[@linebreak]") is not None:  # browsers do not break a line there
        tree = convert_to_element(rf"\begin{{matrix}}{prepared}\end{{matrix}}", display=display)
    for part in tree.iter():
        _finish(part)
    return tostring(tree, encoding="unicode")


def _prepared(formula: str) -> str:
    """Write in the words of the converter what it knows by other ones."""
    text = OPERATOR.sub(r"\\mathrm", SILENT.sub("", formula))
    text = CROSSED.sub(lambda sign: DENIED[sign[1]], text)
    text = ENVIRONMENT.sub(lambda found: f"\\{found[1]}{{{SAME.get(found[2], found[2])}}}", text)
    for _edge, name in ENVIRONMENT.findall(text):
        if not KNOWN.fullmatch(name):
            raise _WrongError(f"the environment {name or 'alignat'}")
    return text


def _finish(part: Element) -> None:
    """Write the text of a part plainly, and refuse what the converter did not understand."""
    text = html.unescape(part.text or "")
    if part.tag == "mtext":
        text = ESCAPED.sub(r"\1", text)
    if "\\" in text:
        raise _WrongError("a command it does not know")
    if part.tag == "mi" and text in {"&", "}"}:
        raise _WrongError(f"a stray {text}")
    if "\N{BIG SOLIDUS}" in text:
        raise _WrongError(r"\not before what it cannot cross out")
    part.text = text or None
