"""What every survey module shares: columns found by the catalogue, codes read from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from analysis.cleaning import missing
from analysis.cleaning.tables import matching
from analysis.errors import StudyError
from analysis.sources import vocabulary
from analysis.sources.catalogue import Source, Variable


def column(raw: pd.DataFrame, name: str, source: Source) -> pd.Series[Any]:
    """Return a column of a survey file; refuse one that isn't there."""
    if name not in raw.columns:
        raise StudyError(
            f"The file of {source.id} has no column '{name}'.",
            expected=name,
            got=f"{raw.shape[1]} columns: {', '.join(map(str, raw.columns[:8]))}...",
            hint="check that it is the file the catalogue names: `study fetch` verifies it",
        )
    return raw[name]


def check_columns(raw: pd.DataFrame, source: Source) -> None:
    """Refuse a file two of whose columns bear one name: nobody knows which is meant."""
    twice = [*map(str, raw.columns[raw.columns.duplicated()])]
    if twice:
        raise StudyError(
            f"The file of {source.id} has columns of one name.",
            expected="each name once",
            got=f"twice or more: {', '.join(twice)}",
            hint="check that it is the file the catalogue names: `study fetch` verifies it",
        )


def sample(raw: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Keep the rows of a file that are the record's sample."""
    for name in source.sample:
        column(raw, name, source)
    return raw[matching(raw, source.sample)]


def coded(
    raw: pd.DataFrame,
    source: Source,
    prepare: Callable[[pd.Series[Any]], pd.Series[Any]] = lambda values: values,
) -> pd.DataFrame:
    """Recode every variable whose codes the catalogue lists, and name the design's columns.

    Parameters
    ----------
    raw : DataFrame
        People as found in the file.
    source : Source
        Its record. Columns of variables without codes are checked to be there, nothing more.
    prepare : callable
        Applied to a column first, such as the reading of missing tags.

    Returns
    -------
    DataFrame
        Harmonised variables in the record's order, those of ``everyone``, then the design as
        ``stratum, psu, weight``.

    Raises
    ------
    StudyError
        When a column is missing, holds a code that the record doesn't list, or was answered by
        others than those the record says were asked.
    """
    answers = {}
    for variable in source.variables:
        parts = [column(raw, name, source) for name in (variable.column, *variable.also)]
        if variable.codes:
            answers[variable.name] = recoded([prepare(part) for part in parts], variable)
    frame = pd.DataFrame(answers, index=raw.index)
    for variable in source.variables:
        check_base(frame, variable)
        if variable.everyone:
            frame[variable.everyone] = _among_everyone(frame, variable, source)
    return frame.assign(**_design(raw, source))


def recoded(parts: Sequence[pd.Series[Any]], variable: Variable) -> pd.Series[Any]:
    """Recode one variable.

    Parameters
    ----------
    parts : sequence of Series of shape (n,)
        Its column, then those of ``also``.
    variable : Variable
        Its record, with the codes.

    Returns
    -------
    Series of shape (n,)
        Categorical. Of several columns, the answer that the vocabulary lists first: a "yes" goes
        before a "no", a "no" before a missing answer.

    Examples
    --------
    >>> from analysis.sources.catalogue import Variable
    >>> variable = Variable(
    ...     name="internet_user", column="a", also=["b"], question="Online?", base="All",
    ...     codes={1: "yes", 2: "no"}, missing={8: "dont_know"},
    ... )
    >>> recoded([pd.Series([2, 2, 8]), pd.Series([1, 8, 8])], variable).tolist()
    ['yes', 'no', 'dont_know']
    """
    levels = vocabulary.levels(variable.name)
    answers = [
        missing.recode(part, _codes(part, variable), levels=levels, missing=variable.missing)
        for part in parts
    ]
    merged = answers[0]
    for answer in answers[1:]:
        merged = merged.where(merged.cat.codes <= answer.cat.codes, answer)
    return merged


def check_base(frame: pd.DataFrame, variable: Variable) -> None:
    """Refuse answers that contradict what the record says of who was asked.

    Parameters
    ----------
    frame : DataFrame
        Harmonised variables, those that `variable` leans on included.
    variable : Variable
        Its record: ``years`` and ``asked_if`` are what is checked.

    Raises
    ------
    StudyError
        When `base_faults` finds some.
    """
    found = base_faults(frame, variable)
    if found:
        raise StudyError(
            f"'{variable.name}' was not asked of those the catalogue says.",
            expected=variable.base,
            got="; ".join(f"{people} people {fault}" for fault, people in found.items()),
            hint="check 'years' and 'asked_if' in the record against the questionnaire; say under "
            "'others_asked' why others were asked as well",
        )


def base_faults(frame: pd.DataFrame, variable: Variable) -> dict[str, int]:
    """Count the people whose answer, or lack of one, contradicts who the record says was asked.

    Parameters
    ----------
    frame : DataFrame
        Harmonised variables, those that `variable` leans on included.
    variable : Variable
        Its record. Where it says why ``others_asked``, they contradict nothing.

    Returns
    -------
    dict of str to int
        What is wrong -> how many people, where there are any. A base is checked both ways: people
        who passed the filter and have no answer, people who did not pass and have one.

    Examples
    --------
    >>> from analysis.sources.catalogue import Variable
    >>> variable = Variable(
    ...     name="on_linkedin", column="a", question="A member?", base="Online",
    ...     asked_if="internet_user",
    ... )
    >>> answers = {"internet_user": ["yes", "yes", "no"], "on_linkedin": ["no", "not_asked", "no"]}
    >>> base_faults(pd.DataFrame(answers), variable)
    {'have internet_user = yes and no answer': 1, 'have an answer without internet_user = yes': 1}
    """
    if not (variable.years or variable.asked_if):
        return {}
    asked = frame[variable.name] != "not_asked"
    in_years = _in_years(frame, variable)
    faults = {"answered in a year without the question": asked & ~in_years}
    if variable.asked_if:
        passed = frame[variable.asked_if] == "yes"
        faults[f"have {variable.asked_if} = yes and no answer"] = passed & in_years & ~asked
        others = asked & in_years & ~passed & (variable.others_asked is None)
        faults[f"have an answer without {variable.asked_if} = yes"] = others
    return {fault: int(rows.sum()) for fault, rows in faults.items() if rows.any()}


def _codes(part: pd.Series[Any], variable: Variable) -> dict[Any, str]:
    """List the codes of a column, those of an open list included."""
    found = {} if variable.others is None else dict.fromkeys(part.dropna(), variable.others)
    return {
        **{code: x for code, x in found.items() if code not in variable.missing},
        **variable.codes,
    }


def _in_years(frame: pd.DataFrame, variable: Variable) -> pd.Series[bool]:
    if not variable.years:
        return pd.Series(True, index=frame.index)
    return frame["year"].isin([str(year) for year in variable.years])


def _among_everyone(frame: pd.DataFrame, variable: Variable, source: Source) -> pd.Series[Any]:
    """Count who was kept from the question by an earlier one as a "no"."""
    earlier = source.variable(variable.asked_if or "")
    gate = frame[earlier.everyone or earlier.name]
    kept_out = ~gate.isin(["yes", "not_asked"]) & _in_years(frame, variable)
    return frame[variable.name].mask(kept_out & (frame[variable.name] == "not_asked"), "no")


def _design(raw: pd.DataFrame, source: Source) -> dict[str, pd.Series[Any]]:
    roles = source.design
    names = {"stratum": roles.stratum, "psu": roles.psu, "weight": roles.weight} if roles else {}
    return {role: column(raw, name, source) for role, name in names.items() if name}
