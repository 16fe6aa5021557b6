"""The words in which people say who they are: a name and examples for each choice.

French diplomas and trades are cut as people in France name them; how each is found again in a
source is told in `analysis.advice.closest`.
"""

from __future__ import annotations

from analysis.words.i18n import N_, _
from analysis.words.labels import LEVELS

CHOICE_NAMES = {
    "diploma": N_("Diploma"),
    "occupation": N_("Trade"),
    "sector": N_("Sector"),
    "age": N_("Age"),
    "situation": N_("Situation"),
}
"""Choice -> its name."""

NAMES = {
    "diploma": {
        "none": N_("Lower secondary or less"),
        "vocational": N_("Short vocational certificate"),
        "secondary": N_("High school"),
        "short": N_("Two-year degree"),
        "bachelor": N_("Bachelor's level"),
        "master": N_("Master's level or above"),
    },
    "occupation": {
        "managers": N_("Managers and directors"),
        "professionals": N_("Engineers and other professionals"),
        "nurses": N_("Nurses and social workers"),
        "teachers": N_("Teachers"),
        "technicians": N_("Technicians and supervisors"),
        "clerical": N_("Office staff"),
        "services_sales": N_("Services and sales"),
        "skilled_agriculture": N_("Farmers and fishers"),
        "craft": N_("Skilled manual trades"),
        "plant_machine": N_("Drivers and machine operators"),
        "elementary": N_("Cleaners and labourers"),
    },
    "sector": LEVELS["sector"],
    "age": {age: words for age, words in LEVELS["age_group"].items() if age != "12-17"},
    "situation": {
        "at_work": N_("At work"),
        "looking": N_("Looking for a job"),
        "student": N_("Student"),
        "changing": N_("Changing trade"),
    },
}
"""Choice -> code -> its name, in the order in which they are offered."""

EXAMPLES = {
    "diploma": {
        "none": N_("no diploma, brevet, middle school"),
        "vocational": N_("CAP, BEP, apprenticeship"),
        "secondary": N_("bac, A-levels, high-school diploma"),
        "short": N_("associate degree, bac+2, BTS, DUT"),
        "bachelor": N_("bachelor's degree, three or four years, licence, BUT, maîtrise, BA, BSc"),
        "master": N_(
            "master's degree, five years or more, engineering school, MBA, doctorate, PhD"
        ),
    },
    "occupation": {
        "managers": N_("manager, director, head of department, sales manager, hotel manager"),
        "professionals": N_(
            "engineer, developer, lawyer, doctor, architect, researcher, marketing specialist"
        ),
        "nurses": N_("nurse, midwife, physiotherapist, social worker"),
        "teachers": N_("teacher, primary teacher, secondary teacher"),
        "technicians": N_("technician, sales representative, site supervisor, executive assistant"),
        "clerical": N_("secretary, receptionist, accounts clerk, call-centre operator, postman"),
        "services_sales": N_(
            "shop assistant, cashier, waiter, cook, hairdresser, care assistant, security guard"
        ),
        "skilled_agriculture": N_("farmer, wine grower, market gardener, stock breeder, fisher"),
        "craft": N_("mason, electrician, plumber, mechanic, carpenter, baker, welder"),
        "plant_machine": N_("lorry driver, bus driver, machine operator, assembly worker"),
        "elementary": N_("cleaner, warehouse hand, kitchen helper, labourer, farm worker"),
    },
    "sector": {
        "A": N_("farm, vineyard, forestry, fishing"),
        "B": N_("quarry, mine, oil"),
        "C": N_("factory, food industry, car industry, printing, pharmaceuticals"),
        "D": N_("electricity, gas, heating network"),
        "E": N_("water, waste, recycling"),
        "F": N_("building, public works, roofing"),
        "G": N_("shop, supermarket, wholesale, garage"),
        "H": N_("road haulage, railway, airline, warehouse, post"),
        "I": N_("restaurant, hotel, bar, catering"),
        "J": N_("IT services, software, telecoms, publishing, media, film"),
        "K": N_("bank, insurance"),
        "L": N_("estate agency, social housing"),
        "M": N_("consulting, law firm, accountancy, advertising, research, architecture firm"),
        "N": N_("temporary work agency, cleaning company, security company, travel agency"),
        "O": N_("town hall, ministry, army, social security"),
        "P": N_("school, university, training"),
        "Q": N_("hospital, clinic, retirement home, child care, social services"),
        "R": N_("theatre, museum, sport, gambling"),
        "S": N_("association, trade union, hairdressing salon, repair"),
        "T": N_("work in private homes, domestic help, nanny"),
        "U": N_("embassy, international organisation"),
    },
    "situation": {
        "at_work": N_("employee, self-employed"),
        "looking": N_("unemployed, job seeker"),
        "student": N_("pupil, apprentice"),
        "changing": N_("retraining"),
    },
}
"""Choice -> code -> examples, apart by commas: shown beside the name, and understood when typed."""


def choice_label(choice: str, code: str) -> str:
    """Return the name of a choice's code, in the language of the run.

    Examples
    --------
    >>> choice_label("age", "18-29"), choice_label("occupation", "nurses")
    ('Aged 18 to 29', 'Nurses and social workers')
    """
    return _(NAMES[choice][code])


def examples_of(choice: str, code: str) -> list[str]:
    """Return examples of a choice's code, in the language of the run.

    Examples
    --------
    >>> examples_of("diploma", "vocational")
    ['CAP', 'BEP', 'apprenticeship']
    """
    words = EXAMPLES.get(choice, {}).get(code)
    return _(words).split(", ") if words else []


def option_label(choice: str, code: str) -> str:
    """Return what a list offers: the name, with its examples.

    Examples
    --------
    >>> option_label("sector", "K"), option_label("age", "65+")
    ('Finance and insurance (bank, insurance)', 'Aged 65 or more')
    """
    name, examples = choice_label(choice, code), examples_of(choice, code)
    if not examples:
        return name
    return _("{name} ({examples})").format(name=name, examples=_(", ").join(examples))
