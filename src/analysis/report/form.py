"""The form of the page of one's case, which a script of the page uncovers.

It doesn't come from a notebook: an output only names the choices and the words. Where scripts do
not run, the form stays hidden and every row is on the page.
"""

from __future__ import annotations

from markupsafe import Markup

from analysis.words.outputs import Chooser

FORM = Markup(
    '<form class="chooser" hidden aria-label="{title}" data-case="{case}" data-own="{own}">\n'
    '{lists}<p role="status"></p>\n</form>\n'
)
LIST = Markup(
    '<p><label for="choose-{name}">{label}</label>'
    '<select id="choose-{name}" name="{name}">{options}</select></p>\n'
)
OPTION = Markup('<option value="{0}" data-name="{2}">{1}</option>')


def chooser(form: Chooser) -> Markup:
    """Make the form that an output describes."""
    lists = [
        LIST.format(
            name=choice.name,
            label=choice.label,
            options=Markup("").join(OPTION.format(*option) for option in choice.options),
        )
        for choice in form.choices
    ]
    words = form.model_dump(include={"title", "case", "own"})
    return FORM.format(lists=Markup("").join(lists), **words)
