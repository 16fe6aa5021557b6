"""The exporter: ``jupyter nbconvert --to study_html``, and the same from Python."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, Template
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbformat import NotebookNode
from traitlets import Bool, Instance, default
from traitlets.config import Application

from analysis.errors import StudyError
from analysis.report.article import article
from analysis.report.fragment import page_of
from analysis.report.paper import running_head
from analysis.report.sharing import Shared
from analysis.report.site import Site, language_name, page_lead, page_title
from analysis.report.style import TEMPLATES, lenient_sheet, policy, stylesheet
from analysis.words.i18n import translator

NBCONVERT = "jupyter-nbconvert"
LENIENT = """
  or: take --StudyHTMLExporter.strict=False, which shows what it can and lists the rest"""


class StudyHTMLExporter(HTMLExporter):
    """One notebook to one self-contained page.

    Set ``language_code`` for the language of the page and ``site`` for its neighbours and footer;
    without a site the page stands alone, and has nothing of the study. Set ``strict`` to False for
    a notebook of any kind.

    Examples
    --------
    >>> StudyHTMLExporter(language_code="fr").file_extension
    '.html'
    """

    export_from_notebook = "Study report (HTML)"
    site = Instance(Site, args=())
    strict = Bool(
        True,
        help="Refuse what a page of the study may not hold. Otherwise show what can be shown, and "
        "list at the end of the page what was left out or changed.",
    ).tag(config=True)

    @default("template_name")
    def _template_name_default(self) -> str:
        return "study"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(TEMPLATES)]

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        environment.globals.update(
            style=Markup(stylesheet()),
            policy=lambda scripts, styles=(): policy([stylesheet(), *styles], scripts),
            running_head=running_head,
            language_name=language_name,
            page_of=page_of,
        )
        return environment

    def from_file(  # type: ignore[override]
        self, file_stream: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export an open file; end the command ``jupyter nbconvert`` where it is refused."""
        try:
            return self.from_notebook_node(_read(file_stream), resources, **kw)
        except StudyError as error:
            # nbconvert would print a traceback, even of the one error it has for conversions.
            app = Application.instance() if Application.initialized() else None
            if app is None or app.name != NBCONVERT:
                raise
            app.log.error("%s%s", error, LENIENT if self.strict else "")
            app.exit(1)
            raise

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export a notebook that is in memory."""
        resources = dict(resources or {})
        about = resources.get("metadata", {})
        resources |= _ours(about.get("name") or "Notebook", self.language_code, self.site)
        if not self.strict:
            resources["lenient"] = Markup(lenient_sheet())
            resources["article"] = partial(
                resources["article"], strict=False, folder=Path(about.get("path") or ".")
            )
        try:
            # HTMLExporter would rewrite the page, for alternative texts that are here already.
            return TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        except nbformat.ValidationError as error:
            raise _no_notebook(error.message) from None


def _read(stream: Any) -> NotebookNode:
    """Read a notebook of any format."""
    try:
        notebook: NotebookNode = nbformat.read(stream, as_version=4)
    except Exception as error:  # of a file that is no notebook, any: nbformat has no error for it
        raise _no_notebook(f"{type(error).__name__}: {str(error)[:80]}") from None
    return notebook


def _no_notebook(got: str) -> StudyError:
    return StudyError(
        "The file is not a notebook that can be read.",
        expected="a Jupyter notebook, format 3 or 4",
        got=" ".join(got.split())[:120],
        hint="open and save it with Jupyter, then export it again",
    )


def _ours(name: str, language: str, site: Site) -> dict[str, Any]:
    """List what our template takes that no template of nbconvert does."""
    _ = translator(language)
    shared = partial(_shared, name=name, language=language, site=site)
    return {"_": _, "article": partial(article, name=name, _=_), "site": site, "shared": shared}


def _shared(notebook: NotebookNode, name: str, language: str, site: Site) -> Shared:
    """Return what a page tells of itself: the title and the lead of its notebook."""
    text = notebook.cells[0].source if notebook.cells else ""
    title = page_title(text, name) if text.startswith("# ") else name
    return Shared(language=language, name=name, title=title, description=page_lead(text), site=site)


@cache
def template(name: str) -> Template:
    """Return one of our templates, compiled once: an exporter for each page would take longer.

    Examples
    --------
    >>> template("index.html.j2") is template("index.html.j2")
    True
    """
    exporter = StudyHTMLExporter()  # type: ignore[no-untyped-call]
    compiled: Template = exporter.environment.get_template(name)
    return compiled


def render(notebook: NotebookNode, *, name: str, language: str, site: Site) -> str:
    """Turn an executed notebook into a page.

    Parameters
    ----------
    notebook : NotebookNode
        Executed by the pipeline, in the language of the page; it is left as it is.
    name : str
        Its file name without extension: ``02_members`` becomes ``02_members.html``.
    language : str
        ISO 639-1 code.
    site : Site
        The other pages in this language, and what the footer tells.

    Returns
    -------
    str
        A whole HTML document. Equal input gives equal output, to the byte.

    Raises
    ------
    StudyError
        When the notebook can't be shown to everyone; the message names the cell.

    Examples
    --------
    >>> import nbformat
    >>> notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Members")])
    >>> render(notebook, name="02_members", language="en", site=Site()).split(maxsplit=3)[:2]
    ['<!DOCTYPE', 'html>']
    """
    page = {"metadata": {"name": name}, "language_code": language}
    resources = page | _ours(name, language, site)
    return template("index.html.j2").render(nb=notebook, resources=resources)
