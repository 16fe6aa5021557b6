"""Every damaged input, and the table of what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import pandas as pd

from damage import cells_files, notebooks, own_files, surveys, values_files, written_records
from damage.cases import Case, Outcome, outcome, right_answer

GROUPS = (own_files, surveys, cells_files, values_files, written_records, notebooks)
SEED = 20261127


def cases(seed: int = SEED) -> Iterator[Case]:
    """Yield every case."""
    for group in GROUPS:
        yield from group.cases(seed)


def found(all_cases: list[Case], workers: int = 1) -> Iterator[tuple[Case, Outcome, str]]:
    """Ask each case, several at once, and yield what became of it."""
    subjects = {id(case.subject): case.subject for case in all_cases}
    with ThreadPoolExecutor(workers) as pool:
        answers = pool.map(right_answer, subjects.values())
        right = dict(zip(subjects, answers, strict=True))
        outcomes = pool.map(lambda case: outcome(case, right[id(case.subject)]), all_cases)
        for case, (came, told) in zip(all_cases, outcomes, strict=True):
            yield case, came, told


def table(outcomes: list[tuple[Case, Outcome]]) -> pd.DataFrame:
    """Build the table of results: how many cases of each group had which outcome."""
    counts: dict[str, Counter[str]] = {}
    for case, came in outcomes:
        counts.setdefault(case.subject.group, Counter()).update([came])
    columns = get_args(Outcome)
    rows = [
        {"group": group, "cases": count.total(), **{name: count[name] for name in columns}}
        for group, count in counts.items()
    ]
    return pd.DataFrame(rows)
