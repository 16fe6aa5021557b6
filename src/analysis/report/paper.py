"""What stands in the margins of printed pages: style of its own, for it holds the page's title."""

from __future__ import annotations

import re
from functools import partial

from markupsafe import Markup

# In a string of CSS inside HTML, these would end the string, the line, or the style itself.
UNSAFE = re.compile(r'[\\"<>&\x00-\x1f]')
SMALL = "font: 8pt sans-serif; color: #4d5662;"
escaped = partial(UNSAFE.sub, lambda found: f"\\{ord(found[0]):x} ")


def running_head(left: str, right: str, page: str = "") -> Markup:
    r"""Write the style that repeats two texts above each printed page.

    Parameters
    ----------
    left, right : str
        Plain text: the name of the study, that of the page.
    page : str
        The named page that has this head; every page when left out.

    Examples
    --------
    >>> print(running_head("Networks", 'The "members"', "c02")[:44])
    @page c02{@top-left{content:"Networks";font:
    >>> "The \\22 members\\22 " in running_head("Networks", 'The "members"', "c02")
    True
    """
    texts = {"top-left": left, "top-right": "" if right == left else right}
    boxes = "".join(
        f'@{place}{{content:"{escaped(text)}";{SMALL}}}' for place, text in texts.items() if text
    )
    return Markup(f"@page {page}{{{boxes}}}" if page else f"@page{{{boxes}}}")
