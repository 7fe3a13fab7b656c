"""The sample data's own words, its segments, cities, products and actions, in the reader's language.

They are ours, so they are translated wherever they are shown. Addresses, filters and queries keep each value as it is
in the data, and a file that somebody loaded keeps its words.
"""

from __future__ import annotations

from types import MappingProxyType

from localization import N_, _
from sample_data.actions import TITLES

NAME = "sample"
VALUES = MappingProxyType(
    {
        "employer": N_("Employers"),
        "job_seeker": N_("Job seekers"),
        "Enterprise": N_("Enterprise"),
        "Mid-market": N_("Mid-market"),
        "Small business": N_("Small business"),
        "Graduates": N_("Graduates"),
        "Professionals": N_("Professionals"),
        "Executives": N_("Executives"),
        "Tehran": N_("Tehran"),
        "Isfahan": N_("Isfahan"),
        "Dubai": N_("Dubai"),
        "Riyadh": N_("Riyadh"),
        "Istanbul": N_("Istanbul"),
        "Berlin": N_("Berlin"),
        "Sales visit": N_("Sales visit"),
        "Referral": N_("Referral"),
        "Web search": N_("Web search"),
        "Trade fair": N_("Trade fair"),
        "LinkedIn": N_("LinkedIn"),
        "Instagram": N_("Instagram"),
        "University": N_("University"),
        "Account manager": N_("Account manager"),
        "Website": N_("Website"),
        "Phone": N_("Phone"),
        "Branch": N_("Branch"),
        "App": N_("App"),
        "Win-back campaign": N_("Win-back campaign"),
        "Placement": N_("Placement"),
        "Executive search": N_("Executive search"),
        "Job ad": N_("Job ad"),
        "Temp staffing": N_("Temp staffing"),
        "Payroll": N_("Payroll"),
        "CV service": N_("CV service"),
        "Coaching": N_("Coaching"),
        "Course": N_("Course"),
        "Premium profile": N_("Premium profile"),
        "Recruitment": N_("Recruitment"),
        "Advertising": N_("Advertising"),
        "Staffing": N_("Staffing"),
        "Career services": N_("Career services"),
        "Training": N_("Training"),
        "Membership": N_("Membership"),
        "Late answer": N_("Late answer"),
        "Invoice": N_("Invoice"),
        "Quality": N_("Quality"),
        "Price": N_("Price"),
        "Quick answers": N_("Quick answers"),
        "Easy ordering": N_("Easy ordering"),
        **{title: title for title in TITLES},
    }
)


def said_in(dataset: str, value: str) -> str:
    """Return a value of a data set as the reader calls it."""
    return _(VALUES[value]) if dataset == NAME and value in VALUES else value
