"""The faults of a notebook told: to its author as one refusal, to readers as a list at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from markupsafe import Markup

from analysis.errors import StudyError
from analysis.report.faults import Fault, Kind

MOST_KINDS, MOST_CELLS, MOST_EXAMPLES, LONGEST = 12, 6, 3, 80
SECTION = Markup('<section class="left-out"><h2 id="{}">{}</h2>\n<ul>\n{}</ul></section>\n')
ITEM = Markup("<li>{}</li>\n")
ANCHOR = "left-out-or-changed"


def refusal(name: str, faults: Sequence[Fault]) -> StudyError:
    """Return the error that tells every fault of a notebook: alike ones as one, long lists cut.

    Examples
    --------
    >>> from analysis.report.faults import ALT, CAPTION
    >>> print(refusal("a", [Fault(ALT, "cell 2", "''"), Fault(CAPTION, "cell 2"),
    ...                     Fault(ALT, "cell 5", "''")]))
    Notebook a cannot be shown as it is: 3 faults.
      cells 2 and 5: an image has no alternative text ('')
        to do: display it with figure(), which asks for one
      cell 2: a table has no caption
        to do: display it with table(), which asks for one
    """
    if len(faults) == 1:
        (one,) = faults
        where = f"Notebook {name}, {one.cell}" if one.cell else f"Notebook {name}"
        return StudyError(
            f"{where}: {one.kind.what}.",
            expected=one.kind.expected,
            got=_short(one.got),
            hint=one.kind.hint,
        )
    groups = _grouped(faults, lambda fault: (fault.kind.what, fault.kind.hint))
    lines = [line for alike in groups[:MOST_KINDS] for line in _lines(alike)]
    if len(groups) > MOST_KINDS:
        lines.append(f"  and faults of {len(groups) - MOST_KINDS} more kinds")
    title = f"Notebook {name} cannot be shown as it is: {len(faults)} faults."
    return StudyError("\n".join([title, *lines]))


def left_out(faults: Sequence[Fault], _: Callable[[str], str]) -> Markup:
    """Return the section that lists what a page left out or changed; "" where it did neither.

    Examples
    --------
    >>> from analysis.report.faults import RAW
    >>> print(left_out([Fault(RAW, "cell 2"), Fault(RAW, "cell 4")], str))
    <section class="left-out"><h2 id="left-out-or-changed">Left out or changed</h2>
    <ul>
    <li>Raw cells, meant for other formats: left out (2; cells 2, 4).</li>
    </ul></section>
    <BLANKLINE>
    """
    groups = _grouped(faults, lambda fault: fault.kind.note)
    items = [ITEM.format(_item(alike, _)) for alike in groups]
    if not items:
        return Markup()
    return SECTION.format(ANCHOR, _("Left out or changed"), Markup().join(items))


def _grouped(
    faults: Sequence[Fault], key: Callable[[Fault], str | tuple[str, str]]
) -> list[list[Fault]]:
    """Put faults that are alike together, in the order in which the first of each was met."""
    met = list(dict.fromkeys(map(key, faults)))
    ordered = sorted(faults, key=lambda fault: met.index(key(fault)))
    return [list(alike) for _key, alike in groupby(ordered, key)]


def _lines(alike: Sequence[Fault]) -> list[str]:
    kind: Kind = alike[0].kind
    got = _examples(alike)
    line = f"  {_cells(alike)}{kind.what}{f' ({got})' if got else ''}"
    return [line, f"    to do: {kind.hint}"] if kind.hint else [line]


def _cells(alike: Sequence[Fault]) -> str:
    """Name the cells of some faults: "cells 2, 3 and 5 more: "."""
    numbers = _numbers(alike)
    if not numbers:
        return ""
    shown, more = numbers[:MOST_CELLS], len(numbers) - MOST_CELLS
    listed = [*shown, f"{more} more"] if more > 0 else shown
    text = " and ".join(filter(None, [", ".join(listed[:-1]), listed[-1]]))
    return f"cell{'s' if len(numbers) > 1 else ''} {text}: "


def _numbers(alike: Iterable[Fault]) -> list[str]:
    return list(dict.fromkeys(fault.cell.removeprefix("cell ") for fault in alike if fault.cell))


def _examples(alike: Iterable[Fault]) -> str:
    """Quote some of what was got, each once."""
    got = list(dict.fromkeys(_short(fault.got) for fault in alike if fault.got))
    return ", ".join([*got[:MOST_EXAMPLES], *(["…"] if len(got) > MOST_EXAMPLES else [])])


def _item(alike: Sequence[Fault], _: Callable[[str], str]) -> str:
    """Write what a reader is told of some faults: what was done, how often, in which cells."""
    numbers, parts = _numbers(alike), [str(len(alike))]
    if numbers:
        shown = [*numbers[: 2 * MOST_CELLS], *(["…"] if len(numbers) > 2 * MOST_CELLS else [])]
        label = _("cells {cells}") if len(numbers) > 1 else _("cell {cells}")
        parts.append(label.format(cells=", ".join(shown)))
    return f"{_(alike[0].kind.note)} ({'; '.join(parts)})."


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
