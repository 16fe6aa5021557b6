"""What each line should say to one person, reckoned again from the cells and the printed rows.

The groups are written out by hand here, and the shares are plain weighted sums: nothing of
`analysis.advice` is used but the lines' own tables and outcomes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis.advice.lines import LINES
from analysis.cleaning.missing import KINDS
from analysis.folding.cells import read_cells
from analysis.inference.estimates import compare, share
from analysis.sources.published import read_published

SURVEYED = {line.name: line for line in LINES if hasattr(line, "table")}
UNSAFE = {"small base", "few PSUs", "wide"}

# Thirty cases of the referee's report, in the words of edition 2: who is a nurse or a teacher there
# is one here.
REFEREE = """
none skilled_agriculture A 65+      | bachelor nurses Q 30-49
none elementary T 65+               | short technicians Q 30-49
none managers J 65+                 | short craft F 30-49
none professionals J 18-29          | secondary services_sales I 18-29
none professionals U 65+            | secondary clerical O 50-64
master elementary F 18-29           | secondary skilled_agriculture J 18-29
master skilled_agriculture A 18-29  | secondary managers F 50-64
master plant_machine D 65+          | secondary managers I 30-49
master managers J 65+               | bachelor clerical B 18-29
bachelor managers J 65+             | bachelor elementary N 18-29
bachelor teachers P 30-49           | master technicians H 65+
master professionals P 30-49        | bachelor services_sales R 18-29
master professionals O 50-64        | none craft C 18-29
master professionals Q 30-49        | short managers T 65+
none clerical K 65+                 | secondary plant_machine H 50-64
"""


def referees_cases() -> list[tuple[str, str, str, str]]:
    """Return diploma, occupation, sector and age of each."""
    return [tuple(case.split()) for row in REFEREE.strip().split("\n") for case in row.split("|")]


ISCED = {
    "none": "below_upper_secondary",
    "vocational": "upper_secondary",
    "secondary": "upper_secondary",
    "short": "short_tertiary",
    "bachelor": "bachelor",
    "master": "master_or_more",
}
FRENCH = {
    "none": ["below_upper_secondary", "upper_secondary_or_less"],
    "vocational": ["upper_secondary_or_less"],
    "secondary": ["upper_secondary"],
    "short": ["tertiary"],
    "bachelor": ["tertiary"],
    "master": ["tertiary"],
}
PCS = {
    "managers": ["cadres"],
    "professionals": ["cadres"],
    "teachers": ["cadres", "intermediate"],
    "nurses": ["intermediate"],
    "technicians": ["intermediate"],
    "clerical": ["employees"],
    "services_sales": ["employees"],
    "craft": ["manual_workers"],
    "plant_machine": ["manual_workers"],
    "elementary": ["employees", "manual_workers"],
}
HIGH = ("professionals", "nurses", "teachers")


def yes(answer: bool) -> list[str]:
    return ["yes" if answer else "no"]


def groups(name: str, case: dict[str, str]) -> list[tuple[dict[str, list[str]], bool]]:
    """Return the groups of a line, the closest first, and whether each is the person's own."""
    diploma, trade = case.get("diploma", ""), case.get("occupation", "")
    graduate = {"tertiary": yes(diploma in {"short", "bachelor", "master"})}
    both = graduate | {"bachelor_or_more": yes(diploma in {"bachelor", "master"})}
    isced = {"education": [ISCED.get(diploma, "")]}, diploma not in {"vocational", "secondary"}
    isco = "professionals" if trade in HIGH else trade
    knows = {"knowledge_occupation": yes(trade in {"managers", *HIGH, "technicians"})}
    high = {"professional_or_manager": yes(trade in {"managers", *HIGH})}
    age = {"age_group": [case.get("age", "")]}
    situation = {"looking": "unemployed", "student": "student"}.get(case.get("situation", ""), "")
    found = {
        "linkedin_by_diploma_and_age": [
            *((both | age, diploma == "short"), (both, False), (graduate, False))
        ],
        "linkedin_by_diploma": [isced, (graduate, False)],
        "helped_by_diploma": [isced, (graduate, False)],
        "searched_by_diploma": [(graduate, False)],
        "professional_use_by_diploma": [
            *(({"education": FRENCH.get(diploma, [])}, diploma == "secondary"), (graduate, False))
        ],
        "linkedin_by_occupation": [({"occupation": [isco]}, trade not in HIGH), (knows, False)],
        "professional_use_by_occupation": [({"pcs": PCS.get(trade, [])}, False)],
        "helped_by_occupation": [(high, False)],
        "linkedin_by_sector": [({"sector": [case.get("sector", "")]}, True)],
        "helped_by_age": [(age, True)],
        "professional_use_by_situation": [({"employment": [situation]}, True)],
    }
    return [(where, own) for where, own in found[name] if all(where.values())]


@dataclass(frozen=True)
class Reckoned:
    """A line's numbers: those of the group, of everyone else, and what lies between them."""

    own: bool
    passed: frozenset[str]
    estimate: float
    low: float
    high: float
    n: int
    others: float
    difference: tuple[float, float, float] | None


def surveyed(name: str, case: dict[str, str]) -> Reckoned | None:
    """Reckon a line from people's answers; None where no group can be relied on."""
    passed: set[str] = set()
    for where, own in groups(name, case):
        found = _reckoned(name, tuple((one, tuple(levels)) for one, levels in where.items()))
        if isinstance(found, frozenset):
            passed |= found
        else:
            numbers, between = found
            return Reckoned(own and not passed, frozenset(passed), *numbers, between)
    return None


@cache
def _reckoned(name: str, where: tuple[tuple[str, tuple[str, ...]], ...]):
    line, wanted = SURVEYED[name], dict(where)
    cells = read_cells(line.table)
    frame = cells.frame.astype(dict.fromkeys(cells.variables, "str"))
    counted = frame[line.outcome] != "not_asked"
    if line.base == "answered":
        counted &= ~frame[line.outcome].isin(KINDS)
    for variable, levels in line.among.items():
        counted &= frame[variable].isin(levels)
    inside, known = counted.copy(), counted.copy()
    for variable, levels in wanted.items():
        inside &= frame[variable].isin(levels)
        known &= ~frame[variable].isin(KINDS)
    if not frame.loc[inside, "n"].sum():
        return frozenset({"small base"})
    row = share(cells, line.outcome, where={**line.among, **wanted}, base=line.base).iloc[0]
    if row["flags"] & UNSAFE:
        return frozenset(row["flags"] & UNSAFE)
    rest = known & ~inside
    shares = [_share(frame[mask], line.outcome) for mask in (inside, rest)]
    assert abs(shares[0] - row["estimate"]) < 1e-9
    side = pd.Series("not_asked", frame.index).mask(inside, "yes").mask(rest, "no")
    gap = None
    if not {0.0, 1.0} & {*shares}:
        marked = cells.with_column("side", side)
        found = compare(marked, line.outcome, "side", where=line.among, base=line.base)
        apart = found[found["measure"] == "difference"].iloc[0]
        gap = (float(apart["estimate"]), float(apart["low"]), float(apart["high"]))
        assert abs(shares[0] - shares[1] - gap[0]) < 1e-9
    n = int(frame.loc[inside, "n"].sum())
    assert n == row["n"]
    return (shares[0], float(row["low"]), float(row["high"]), n, shares[1]), gap


def _share(people: pd.DataFrame, outcome: str) -> float:
    return people.loc[people[outcome] == "yes", "weight"].sum() / people["weight"].sum()


def printed(source: str, row_id: str) -> float:
    """Return a printed figure, from the table of all of them."""
    rows = read_published()
    (value,) = rows.loc[(rows["source"] == source) & (rows["id"] == row_id), "estimate"]
    return float(value)


INSEE, OFER = "insee_focus30_2015", "insee_references_ofer_internet_2015"
EUROSTAT, APEC = "eurostat_social_media_enterprises_2013_2019", "apec_sourcing_cadres_2008_2018"
CADRES = ("managers", "professionals")
PRINTED = {
    "professional_network_by_occupation": (
        INSEE,
        "occupation",
        {
            "managers": "on-network-executives-2013",
            "professionals": "on-network-executives-2013",
            "teachers": "on-network-public-executives-2013",
            "skilled_agriculture": "on-network-farmers-2013",
        },
    ),
    "search_made_known_by_diploma": (
        INSEE,
        "diploma",
        {
            "none": "search-known-no-diploma-2013",
            "bachelor": "search-known-licence-2013",
            "master": "search-known-licence-2013",
        },
    ),
    "search_by_occupation": (
        "insee_job_search_2016",
        "occupation",
        {
            **dict.fromkeys(CADRES, "networks-search-cadres"),
            **dict.fromkeys(("craft", "plant_machine"), "networks-search-workers"),
        },
    ),
    "firms_in_france": (
        INSEE,
        "sector",
        {
            **dict.fromkeys("BCDE", "recruit-industry-2013"),
            "F": "recruit-construction-2013",
            "H": "recruit-transport-2013",
            "J": "recruit-information-2013",
        },
    ),
    "profiles_by_sector": (
        OFER,
        "sector",
        {
            **dict.fromkeys("BCDE", "profiles-industry"),
            "F": "profiles-construction",
            **dict.fromkeys("GHKL", "profiles-trade"),
            **dict.fromkeys("IRST", "profiles-people"),
            **dict.fromkeys("JMN", "profiles-business"),
            **dict.fromkeys("OPQU", "profiles-public"),
        },
    ),
    "firms_in_europe": (
        EUROSTAT,
        "sector",
        {**{letter: letter for letter in "CFGHIJLMN"}, "D": "DE", "E": "DE"},
    ),
    "profiles_by_occupation": (
        OFER,
        "occupation",
        {
            **dict.fromkeys(CADRES, "profiles-executives"),
            **dict.fromkeys(("nurses", "technicians"), "profiles-intermediate"),
        },
    ),
    "executives_firms": (APEC, "occupation", dict.fromkeys(CADRES, "used-networks-2018")),
    "vacancies_by_occupation": (
        "statcan_jvws_recruitment_2022_2023",
        "occupation",
        {
            "managers": "social-media-management",
            "nurses": "social-media-health",
            "teachers": "social-media-education",
            "clerical": "social-media-business",
            "services_sales": "social-media-sales",
            "craft": "social-media-trades",
            "plant_machine": "social-media-trades",
        },
    ),
}
OWN_PRINTED = {
    "professional_network_by_occupation": {"skilled_agriculture"},
    "firms_in_france": {"J"},
    "profiles_by_sector": {"F"},
    "firms_in_europe": {*"CFGHJLMN"},
}


def published(name: str, case: dict[str, str]) -> tuple[float, bool] | None:
    """Reckon a printed line: its share, and whether its group is the person's own."""
    source, choice, ids = PRINTED[name]
    row_id = ids.get(case[choice])
    if row_id is None:
        return None
    own = case[choice] in OWN_PRINTED.get(name, set())
    if name == "firms_in_europe":
        parts = [f"{indicator}-{row_id}-EU28-2019" for indicator in ("E_SM_PRCR", "E_SM1_SNET")]
        return printed(source, parts[0]) * printed(source, parts[1]), own
    return printed(source, row_id), own


AMERICAN = {
    "managers": ["management_business_finance"],
    "nurses": ["healthcare_practitioners"],
    "teachers": ["education_law_social_arts"],
    "clerical": ["office"],
    "services_sales": ["services", "sales"],
    "craft": ["construction_extraction", "installation_repair", "production"],
    "plant_machine": ["production", "transport"],
}
HIGHER = {"managers", *HIGH}
LOWER = {"clerical", "services_sales", "craft", "plant_machine", "elementary"}
WAYS = ("found_any_tie", "found_online", "found_contacted_by_employer")


@cache
def american(trade: str) -> tuple[dict[str, tuple[float, float, float]], int, dict[str, list[str]]]:
    """Reckon what led to jobs in the United States: shares and intervals, n, and of which group."""
    steps: list[tuple[str, dict[str, list[str]]]] = [("sce_job_search", {})]
    if trade in HIGHER | LOWER:
        wide = {"management_or_professional": yes(trade in HIGHER)}
        steps.insert(0, ("sce_job_search_professionals", wide))
    if trade in AMERICAN:
        steps.insert(0, ("sce_job_search_occupation", {"soc_group": AMERICAN[trade]}))
    for table, where in steps:
        rows = {way: share(read_cells(table), way, where=where).iloc[0] for way in WAYS}
        if not any(row["flags"] & UNSAFE for row in rows.values()):
            break
    frame = read_cells(table).frame.astype(dict.fromkeys(read_cells(table).variables, "str"))
    inside = pd.Series(True, frame.index)
    for variable, levels in where.items():
        inside &= frame[variable].isin(levels)
    found = {}
    for way, row in rows.items():
        people = frame[inside & (frame[way] != "not_asked")]
        assert people["n"].sum() == row["n"]
        found[way] = (_share(people, way), float(row["low"]), float(row["high"]))
    return found, int(people["n"].sum()), where
