"""The words that readers see for variables, levels and sources."""

from __future__ import annotations

from analysis.cleaning.errors import StudyError
from analysis.i18n import _


def N_(message: str) -> str:  # noqa: N802 - gettext's name for a sentence translated later
    """Mark a sentence for translation where it is only listed."""
    return message


LABELS = {
    "yes": N_("Yes"),
    "no": N_("No"),
    "dont_know": N_("Doesn't know"),
    "refused": N_("Refused"),
    "no_answer": N_("No answer"),
    "not_asked": N_("Not asked"),
    "men": N_("Men"),
    "women": N_("Women"),
    "18-29": N_("Aged 18 to 29"),
    "30-49": N_("Aged 30 to 49"),
    "50-64": N_("Aged 50 to 64"),
    "65+": N_("Aged 65 or more"),
    "below_upper_secondary": N_("Below upper secondary"),
    "upper_secondary": N_("Upper secondary"),
    "short_tertiary": N_("Short-cycle higher education"),
    "bachelor": N_("Bachelor's degree"),
    "master_or_more": N_("Master's degree or more"),
    "managers": N_("Managers"),
    "professionals": N_("Professionals"),
    "technicians": N_("Technicians and associate professionals"),
    "clerical": N_("Clerical support"),
    "services_sales": N_("Services and sales"),
    "skilled_agriculture": N_("Skilled agriculture"),
    "craft": N_("Craft and related trades"),
    "plant_machine": N_("Plant and machine operators"),
    "elementary": N_("Elementary occupations"),
    "armed_forces": N_("Armed forces"),
    "tertiary": N_("Higher-education graduates"),
    "bachelor_or_more": N_("Bachelor's degree or more"),
    "professional_or_manager": N_("Managers and professionals"),
    "executive": N_("Managers"),
    "knowledge_occupation": N_("Knowledge occupations"),
    "ict_occupation": N_("ICT occupations"),
    "communication_occupation": N_("Media and communication occupations"),
    "self_employed": N_("Self-employed"),
    "knowledge_activity": N_("Knowledge-intensive activities"),
    "knowledge_services": N_("Knowledge-intensive services and high-tech manufacturing"),
    "on_linkedin": N_("LinkedIn members"),
    "small base": N_("small base"),
    "few PSUs": N_("few sampling units"),
    "imprecise": N_("imprecise"),
    "sample only": N_("volunteers: sample only"),
}


def label(code: str) -> str:
    """Give the words for a code, in the language of the run.

    Raises
    ------
    StudyError
        When the code has no words yet: a reader must never meet a bare code.

    Examples
    --------
    >>> label("bachelor")
    "Bachelor's degree"
    """
    if code not in LABELS:
        raise StudyError(
            f"No words are written for the code '{code}'.", hint="add them to labels.py"
        )
    return _(LABELS[code])
