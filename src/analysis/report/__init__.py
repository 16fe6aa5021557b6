"""From executed notebooks to the study's HTML pages.

One page is one file: no request to the network, figures and style inside, and no script but that
of the form on the page of one's case, which works without it. What a page
must have to be usable by everyone (alternative texts, captions, headings in order) is demanded
here: a notebook that lacks it is not exported.
"""

from analysis.report.exporter import StudyHTMLExporter, render
from analysis.report.front import index_page, opening
from analysis.report.site import Site, page_title

__all__ = ["Site", "StudyHTMLExporter", "index_page", "opening", "page_title", "render"]
