"""The exporter: ``jupyter nbconvert --to study_html``, and the same from Python."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbformat import NotebookNode
from traitlets import Instance, default

from analysis.report.article import article
from analysis.report.fragment import page_of
from analysis.report.paper import running_head
from analysis.report.sharing import Shared
from analysis.report.site import Site, language_name, page_lead, page_title
from analysis.report.style import TEMPLATES, policy, stylesheet
from analysis.words.i18n import translator


class StudyHTMLExporter(HTMLExporter):
    """One notebook to one self-contained page.

    Set ``language_code`` for the language of the page and ``site`` for its neighbours and footer;
    without a site the page stands alone.

    Examples
    --------
    >>> StudyHTMLExporter(language_code="fr").file_extension
    '.html'
    """

    export_from_notebook = "Study report (HTML)"
    site = Instance(Site, args=())

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

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export a notebook that is in memory."""
        resources = dict(resources or {})
        name = resources.get("metadata", {}).get("name", "Notebook")
        resources |= _ours(name, self.language_code, self.site)
        # HTMLExporter would rewrite the whole page, for alternative texts that are here already.
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)


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
