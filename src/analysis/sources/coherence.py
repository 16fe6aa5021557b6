"""What the fields of a survey's record must not say together, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

VOLUNTEERS = "D"
"""The grade of samples that nobody drew."""

READ_BY: Mapping[str, frozenset[str]] = {
    "coded": frozenset(),
    "credoc": frozenset({"age_group"}),
    "gss": frozenset({"age_group", "occupation", "sector"}),
    "latinobarometro": frozenset({"age_group"}),
    "pew": frozenset({"age_group"}),
    "sce": frozenset({"job_begun", "soc_group"}),
}
"""What cleans each survey, and the variables that it reads without codes of the record."""

Fields = Mapping[str, Any]


def contradictions(record: Fields) -> Iterator[str]:
    """List what in the record of a survey contradicts itself, or can't be read.

    Parameters
    ----------
    record : mapping
        Fields of an `analysis.sources.catalogue.Source` of microdata, variables as mappings too.
    """
    yield from _design(record)
    yield from _names(record["variables"])
    survey = record["survey"]
    if survey not in READ_BY:
        yield f"survey: nothing cleans '{survey}', only {', '.join(READ_BY)}"
        return
    known = {variable["name"]: variable for variable in record["variables"]}
    for variable in record["variables"]:
        yield from _codes(variable, survey)
        yield from _filter(variable, known)


def _design(record: Fields) -> Iterator[str]:
    roles = {role: record["design"][role] for role in ("weight", "stratum", "psu")}
    named = [name for name in roles.values() if name]
    told = ", ".join(f"{role} {name}" for role, name in roles.items() if name)
    if len({*named}) < len(named):
        yield f"design: one column can't be two things ({told})"
    weight = roles["weight"]
    if not weight and record["grade"] != VOLUNTEERS:
        yield f"design.weight: null is for volunteers alone (grade {VOLUNTEERS})"
    if not weight and named:
        yield f"design: volunteers have no strata and no PSUs ({told})"
    answers = {column: v["name"] for v in record["variables"] for column in _columns(v)}
    if weight in answers:
        yield f"design.weight: {weight} holds the answers of '{answers[weight]}'"


def _columns(variable: Fields) -> list[str]:
    return [variable["column"], *variable["also"]]


def _names(variables: list[Fields]) -> Iterator[str]:
    names = [variable["name"] for variable in variables]
    names += [variable["everyone"] for variable in variables if variable["everyone"]]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"variables: {names.count(name)} are called '{name}'"


def _codes(variable: Fields, survey: str) -> Iterator[str]:
    name, codes = variable["name"], variable["codes"]
    if not codes and variable["others"] is None and name not in READ_BY[survey]:
        yield f"variables.{name}: no codes, and '{survey}' doesn't read it without"
    if variable["asked_if"] and not codes:
        yield f"variables.{name}: 'asked_if' needs 'codes', to tell who was asked"


def _filter(variable: Fields, known: Mapping[str, Fields]) -> Iterator[str]:
    asked_if = variable["asked_if"]
    if not asked_if:
        return
    gate = known.get(asked_if)
    if gate is None or gate is variable:
        yield f"variables.{variable['name']}: 'asked_if' is '{asked_if}', no other variable"
    elif "yes" not in {*gate["codes"].values(), gate["others"]}:
        yield f"variables.{variable['name']}: nobody can answer yes to 'asked_if', '{asked_if}'"
