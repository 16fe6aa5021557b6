"""The words that readers see for variables and their levels.

Words of other things stand beside what they name: flags in ``inference/flags.py``, published groups
in ``words/printed.py``, the tables of a notebook in the file of its name, read by
`analysis.words.wording`.
"""

from __future__ import annotations

from analysis.errors import StudyError
from analysis.words.i18n import N_, _
from analysis.words.job_search import JOB_SEARCH

VARIABLES = {
    "tertiary": N_("Higher-education graduates"),
    "bachelor_or_more": N_("Bachelor's degree or more"),
    "professional_or_manager": N_("Managers and professionals"),
    "executive": N_("Managers"),
    "knowledge_occupation": N_("Knowledge occupations"),
    "work_type": N_("Type of work"),
    "business_owner": N_("Business owners"),
    "independent_professional": N_("Independent professionals"),
    "own_account_worker": N_("Own-account workers"),
    "higher_education": N_("Went to higher education, completed or not"),
    "ict_occupation": N_("ICT occupations"),
    "communication_occupation": N_("Media and communication occupations"),
    "self_employed": N_("Self-employed"),
    "knowledge_activity": N_("Knowledge-intensive activities"),
    "knowledge_services": N_("Knowledge-intensive services and high-tech manufacturing"),
    "knowledge_market": N_("Knowledge-intensive market services and high-tech manufacturing"),
    "knowledge_business": N_("Knowledge-intensive activities, business industries"),
    "information_finance_professions": N_("Information, finance and professional services"),
    "on_linkedin": N_("LinkedIn members"),
    "on_linkedin_adults": N_("LinkedIn members, all adults counted"),
    "on_whatsapp": N_("WhatsApp users"),
    "on_facebook": N_("Facebook users"),
    "on_youtube": N_("YouTube users"),
    "on_instagram": N_("Instagram users"),
    "on_twitter": N_("Twitter users"),
    "on_any_network": N_("Members of an online network"),
    "on_any_network_everyone": N_("Members of an online network, everybody counted"),
    "professional_use": N_("Use of networks for work"),
    "professional_use_everyone": N_("Use of networks for work, everybody counted"),
    "looked_for_job_online": N_("Looked for job offers online"),
    "searched_on_social_adults": N_("Looked for work on networks, all adults counted"),
    "post_cost_job": N_("A post of theirs cost them a job"),
    "used_online": N_("Used online resources"),
    "used_close_ties": N_("Used close friends or family"),
    "used_acquaintances": N_("Used acquaintances"),
    "used_professional_ties": N_("Used professional contacts"),
    "most_important_resource": N_("Most important resource"),
    "internet_user": N_("Uses the internet"),
    "education": N_("Diploma"),
    "age_group": N_("Age group"),
    "occupation": N_("Occupation"),
    "employment": N_("Employment"),
    "sector": N_("Sector"),
    "pcs": N_("Occupational group (PCS)"),
    "sex": N_("Sex"),
    "year": N_("Year"),
    "on_any_network_adults": N_("Users of social media, all adults counted"),
    "looked_for_job_online_adults": N_("Looked for a job online, all adults counted"),
    "applied_online": N_("Applied for a job online"),
    "applied_online_adults": N_("Applied for a job online, all adults counted"),
    "smartphone_job_search": N_("Used a smartphone to look for work"),
    "smartphone_job_search_adults": N_("Used a smartphone to look for work, all adults counted"),
    "ease_of_profile": N_("Ease of showing skills in a profile"),
    "income_group": N_("Household income"),
    "hispanic": N_("Hispanic"),
    "race": N_("Race, as declared"),
    "interview_mode": N_("Mode of the interview"),
    "country": N_("Country"),
    "company_size": N_("Size of the company"),
    "employment_status": N_("Employment status"),
    "occupation_group": N_("Kind of job"),
    "age_band": N_("Age band"),
    "looked_for_job_online_everyone": N_("Looked for job offers online, everybody counted"),
    "employed": N_("At work"),
    "looked_for_job": N_("Looked for a job in the last two years"),
    "job_found_through": N_("How the job was found"),
    "searched_on_social": N_("Looked for a job there"),
    "applied_via_social": N_("Applied for a job found there"),
    "told_friends_of_opening": N_("Told friends of an opening"),
    "post_helped_get_job": N_("Was helped by a post"),
    "not_easy_profile": N_("Show skills in a profile"),
    "not_easy_resume": N_("Write a résumé"),
    "not_easy_application": N_("Fill out an application online"),
    "not_easy_job_list": N_("Find a list of jobs online"),
    "not_easy_email": N_("Contact employers by email"),
    "not_easy_services": N_("Look up services online"),
    "used_agencies": N_("Employment agencies"),
    "used_print_ads": N_("Advertisements in print"),
    "used_job_events": N_("Job fairs and events"),
    "used_other": N_("Something else"),
    **JOB_SEARCH,
    "soc_group": N_("Occupation (United States)"),
    "management_or_professional": N_("Management, business, science and arts"),
    "employer_type": N_("Kind of employer"),
}
"""Variable -> its words; for a question answered by yes or no, those of whoever says yes."""

ANSWERS = {
    "yes": N_("Yes"),
    "no": N_("No"),
    "dont_know": N_("Doesn't know"),
    "refused": N_("Refused"),
    "no_answer": N_("No answer"),
    "not_asked": N_("Not asked"),
}
"""Levels that any variable may have."""

LEVELS = {
    "country": {
        "france": N_("France"),
        "united_states": N_("United States"),
        "united_kingdom": N_("United Kingdom"),
        "germany": N_("Germany"),
        "other_countries": N_("Other countries"),
        "argentina": N_("Argentina"),
        "bolivia": N_("Bolivia"),
        "brazil": N_("Brazil"),
        "chile": N_("Chile"),
        "colombia": N_("Colombia"),
        "costa_rica": N_("Costa Rica"),
        "dominican_republic": N_("Dominican Republic"),
        "ecuador": N_("Ecuador"),
        "el_salvador": N_("El Salvador"),
        "guatemala": N_("Guatemala"),
        "honduras": N_("Honduras"),
        "mexico": N_("Mexico"),
        "nicaragua": N_("Nicaragua"),
        "panama": N_("Panama"),
        "paraguay": N_("Paraguay"),
        "peru": N_("Peru"),
        "uruguay": N_("Uruguay"),
        "venezuela": N_("Venezuela"),
    },
    "sex": {
        "men": N_("Men"),
        "women": N_("Women"),
        "another_gender": N_("In another way"),
    },
    "age_group": {
        "12-17": N_("Aged 12 to 17"),
        "18-29": N_("Aged 18 to 29"),
        "30-49": N_("Aged 30 to 49"),
        "50-64": N_("Aged 50 to 64"),
        "65+": N_("Aged 65 or more"),
    },
    "age_band": {
        "12-17": N_("Aged 12 to 17"),
        "under_20": N_("Under 20"),
        "18-24": N_("18 to 24"),
        "20-24": N_("20 to 24"),
        "25-29": N_("25 to 29"),
        "25-39": N_("25 to 39"),
        "30-34": N_("30 to 34"),
        "35-39": N_("35 to 39"),
        "40-49": N_("40 to 49"),
        "40-59": N_("40 to 59"),
        "50-59": N_("50 to 59"),
        "60-69": N_("60 to 69"),
        "60+": N_("60 or more"),
        "70+": N_("70 or more"),
    },
    "education": {
        "below_upper_secondary": N_("Below upper secondary"),
        "upper_secondary": N_("Upper secondary"),
        "upper_secondary_or_less": N_("Short vocational or lower secondary"),
        "secondary": N_("Secondary school, completed or not"),
        "some_college": N_("Some college, no degree"),
        "some_college_or_short_tertiary": N_("Some college, or short-cycle higher education"),
        "short_tertiary": N_("Short-cycle higher education"),
        "bachelor": N_("Bachelor's degree"),
        "master_or_more": N_("Master's degree or more"),
        "bachelor_or_more": N_("Bachelor's degree or more"),
        "tertiary": N_("Higher-education graduates"),
    },
    "employment": {
        "employed": N_("At work"),
        "unemployed": N_("Unemployed"),
        "not_employed": N_("Not employed for pay"),
        "retired": N_("Retired"),
        "student": N_("Students"),
        "at_home": N_("At home"),
        "other_inactive": N_("Others without work (students among them)"),
    },
    "employment_status": {
        "full_time": N_("Full time"),
        "part_time": N_("Part time"),
        "freelance": N_("Freelance"),
        "self_employed": N_("Self-employed"),
        "unemployed": N_("Unemployed"),
        "student": N_("Students"),
        "retired": N_("Retired"),
        "other_status": N_("Another status"),
    },
    "income_group": {
        "under_30k": N_("Under 30,000 dollars"),
        "30k_to_50k": N_("30,000 to 50,000 dollars"),
        "50k_to_75k": N_("50,000 to 75,000 dollars"),
        "75k_or_more": N_("75,000 dollars or more"),
    },
    "race": {
        "white": N_("White"),
        "black": N_("Black"),
        "asian": N_("Asian"),
        "mixed_race": N_("Several"),
        "other_race": N_("Another one"),
    },
    "occupation": {
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
    },
    "occupation_group": {
        "developer": N_("Developer"),
        "data": N_("Data"),
        "operations": N_("Operations"),
        "management": N_("Management"),
        "other_occupation": N_("Another kind of job"),
    },
    "pcs": {
        "farmers_artisans_shopkeepers_heads": N_("Farmers, craftsmen, shopkeepers, company heads"),
        "cadres": N_("Cadres and higher intellectual professions"),
        "intermediate": N_("Intermediate professions"),
        "employees": N_("Employees"),
        "manual_workers": N_("Manual workers"),
        "at_home": N_("At home"),
        "retired": N_("Retired"),
        "other_inactive": N_("Others without work (students among them)"),
    },
    "sector": {
        "A": N_("Agriculture, forestry and fishing"),
        "B": N_("Mining and quarrying"),
        "C": N_("Manufacturing"),
        "D": N_("Electricity, gas, steam, air conditioning"),
        "E": N_("Water supply, sewerage and waste"),
        "F": N_("Construction"),
        "G": N_("Wholesale and retail trade, vehicle repair"),
        "H": N_("Transport and storage"),
        "I": N_("Accommodation and food services"),
        "J": N_("Information and communication"),
        "K": N_("Finance and insurance"),
        "L": N_("Real estate"),
        "M": N_("Professional, scientific and technical activities"),
        "N": N_("Administrative and support services"),
        "O": N_("Public administration and defence"),
        "P": N_("Education"),
        "Q": N_("Health and social work"),
        "R": N_("Arts, entertainment and recreation"),
        "S": N_("Other services"),
        "T": N_("Households as employers"),
        "U": N_("Extraterritorial organisations"),
    },
    "work_type": {
        "independent_professional": N_("Independent professionals"),
        "business_owner": N_("Owners of a business"),
        "own_account_worker": N_("Own-account and street workers"),
        "farmer": N_("Farmers"),
        "top_executive": N_("Top executives"),
        "middle_manager": N_("Middle managers"),
        "employed_professional": N_("Employed professionals"),
        "other_employee": N_("Other employees"),
    },
    "company_size": {
        "1-9": N_("Under 10 people"),
        "10-99": N_("10 to 99 people"),
        "100-999": N_("100 to 999 people"),
        "1000+": N_("1,000 persons or more"),
    },
    "ease_of_profile": {
        "very_easy": N_("Very easy"),
        "somewhat_easy": N_("Somewhat easy"),
        "not_too_easy": N_("Not too easy"),
        "not_at_all_easy": N_("Not at all easy"),
        "does_not_use": N_("Does not use the internet"),
    },
    "most_important_resource": {
        "close_ties": N_("Close friends or family"),
        "acquaintances": N_("Acquaintances, friends of friends"),
        "professional_ties": N_("People known through work"),
        "online": N_("Resources found online"),
        "agencies": N_("Employment agencies"),
        "print_ads": N_("Advertisements in print"),
        "job_events": N_("Job fairs and events"),
        "other_resource": N_("Something else"),
        "no_resource": N_("None of these"),
    },
    "interview_mode": {
        "web": N_("Web"),
        "paper": N_("Paper"),
        "telephone": N_("Telephone"),
    },
    "job_found_through": {
        "friend": N_("A friend's referral"),
        "in_house_recruiter": N_("Contacted by the company"),
        "external_recruiter": N_("Contacted by a recruiter"),
        "direct_application": N_("Went to the company directly"),
        "job_website": N_("A job website"),
        "linkedin": N_("LinkedIn"),
        "facebook": N_("Facebook"),
        "twitter": N_("Twitter"),
        "stack_overflow": N_("Stack Overflow"),
        "career_fair": N_("A career fair"),
        "created_own_job": N_("Created their own job"),
        "other_channel": N_("Another way"),
    },
    "soc_group": {
        "management_business_finance": N_("Management, business and finance"),
        "computer_engineering_science": N_("Computing, engineering and science"),
        "education_law_social_arts": N_("Education, law, social services, arts and media"),
        "healthcare_practitioners": N_("Healthcare practitioners and technicians"),
        "services": N_("Services to people and places"),
        "sales": N_("Sales"),
        "office": N_("Office and administrative support"),
        "farming_fishing_forestry": N_("Farming, fishing and forestry"),
        "construction_extraction": N_("Construction and extraction"),
        "installation_repair": N_("Installation, maintenance and repair"),
        "production": N_("Production"),
        "transport": N_("Transport and moving of goods"),
        "military": N_("Military"),
    },
    "employer_type": {
        "government": N_("Government"),
        "private_company": N_("Private company"),
        "nonprofit": N_("Nonprofit organisation"),
        "family_business": N_("Family business"),
    },
    "job_begun": {
        "before_2000": N_("Begun before 2000"),
        "2000_2009": N_("Begun from 2000 to 2009"),
        "since_2010": N_("Begun since 2010"),
    },
    "offer_from_contacts": {
        "offer": N_("An offer"),
        "offer_pending": N_("Not yet, one is pending"),
        "no_offer": N_("No offer"),
    },
}
"""Variable -> level -> its words."""


def label(variable: str, level: str | None = None) -> str:
    """Return the words for a variable or one of its levels, in the language of the run.

    Parameters
    ----------
    variable : str
        Name of a harmonised variable.
    level : str, optional
        One of its levels; a year is its own word.

    Raises
    ------
    StudyError
        When the code has no words yet: a reader must never meet a bare code.

    Examples
    --------
    >>> label("education"), label("education", "bachelor"), label("year", "2015")
    ('Diploma', "Bachelor's degree", '2015')
    """
    if level is None:
        words = VARIABLES.get(variable)
    elif variable == "year":
        return level
    else:
        words = LEVELS.get(variable, {}).get(level) or ANSWERS.get(level)
    what = f"'{variable}'" if level is None else f"the level '{level}' of '{variable}'"
    return worded(words, what, "labels")


def worded(words: str | None, what: str, module: str) -> str:
    """Return the words of a code in the language of the run; refuse a code that has none.

    Parameters
    ----------
    words : str or None
        English words of the code.
    what, module : str
        What the code names, and the module of this room where its words belong.

    Raises
    ------
    StudyError
        When there are no words: a reader must never meet a bare code.
    """
    if words is None:
        raise StudyError(f"No words are written for {what}.", hint=f"add them to words/{module}.py")
    return _(words)
