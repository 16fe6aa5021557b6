"""What a build loads of libraries, or rather what it doesn't: what would only cost time."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

UNASKED = ("isoduration", "rfc3987_syntax")
"""Forms of text that jsonschema loads to check, a grammar among them that takes a second to make;
the format of notebooks, which it is loaded for, has no text of such a form."""


@contextmanager
def lightly() -> Iterator[None]:
    """Let libraries do without `UNASKED` for a while, as where these are not installed.

    Examples
    --------
    >>> with lightly():
    ...     import nbformat
    """
    absent = [name for name in UNASKED if name not in sys.modules]
    sys.modules.update(cast("dict[str, ModuleType]", dict.fromkeys(absent)))
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)
