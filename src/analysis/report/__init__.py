"""From executed notebooks to the study's HTML pages.

One page is one file: no script, no request to the network, figures and style inside. What a page
must have to be usable by everyone (alternative texts, captions, headings in order) is demanded
here: a notebook that lacks it is not exported.
"""

from analysis.report.exporter import StudyHTMLExporter, index_page, render
from analysis.report.site import Site, page_title

__all__ = ["Site", "StudyHTMLExporter", "index_page", "page_title", "render"]
