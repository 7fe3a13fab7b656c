"""Who the agency's customers are, what they buy, and what happens to them on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True)
class Segment:
    """A kind of customer; `hazard` is the chance to leave in the first month, losses those to a planted story."""

    name: str
    role: str
    customers: int
    share_before: float  # joined before the first day
    gap_days: float
    regularity: float  # shape of the gaps: 1 is random, more is regular
    hazard: float
    price_level: float
    acquisition_cost: float
    support_loss: float
    price_loss: float
    won_through: dict[str, float]


@dataclass(frozen=True)
class Product:
    """Something sold; weights say how often a segment buys it, cost_share what it costs per euro of sales."""

    name: str
    category: str
    price: float
    quantities: tuple[int, ...]
    weights: dict[str, float]
    cost_share: dict[str, float]


@dataclass(frozen=True)
class Giant:
    """A customer too big to be profitable."""

    name: str = "Caspian Steel Group"
    joined: int = -700
    gap_days: float = 10.0
    scale: float = 1.7
    cost_share: float = 1.04


class Story:
    """What is planted besides the money of Small business and of the giant."""

    support_fails = (date(2023, 4, 1), date(2023, 6, 30))
    price_rise = date(2024, 1, 15)
    price_rise_share = 0.16
    rival_opens = date(2024, 7, 1)
    campaign = date(2024, 10, 1)
    share_won_back = 0.24
    walk_in_orders = 180


GIANT: Final = Giant()

_B2B = {"Sales visit": 0.3, "Referral": 0.25, "Web search": 0.2, "Trade fair": 0.15, "LinkedIn": 0.1}
_B2C = {"Web search": 0.3, "Instagram": 0.25, "Referral": 0.2, "University": 0.15, "LinkedIn": 0.1}
SEGMENTS: Final = (
    Segment("Enterprise", "employer", 90, 0.42, 30, 1.8, 0.035, 1.6, 2400, 0.03, 0.06, _B2B),
    Segment("Mid-market", "employer", 300, 0.36, 44, 1.6, 0.075, 1.15, 900, 0.10, 0.38, _B2B),
    Segment("Small business", "employer", 510, 0.28, 60, 1.5, 0.115, 0.8, 260, 0.13, 0.09, _B2B),
    Segment("Graduates", "job_seeker", 800, 0.12, 54, 1.5, 0.230, 0.8, 14, 0.16, 0.05, _B2C),
    Segment("Professionals", "job_seeker", 620, 0.16, 60, 1.5, 0.170, 1.0, 26, 0.15, 0.05, _B2C),
    Segment("Executives", "job_seeker", 180, 0.22, 66, 1.5, 0.130, 2.1, 75, 0.12, 0.04, _B2C),
)
PRODUCTS: Final[dict[str, tuple[Product, ...]]] = {
    "employer": (
        Product(
            "Placement",
            "Recruitment",
            4200,
            (1, 1, 1, 2),
            {"Enterprise": 0.26, "Mid-market": 0.26, "Small business": 0.10},
            {"all": 0.56},
        ),
        Product(
            "Executive search",
            "Recruitment",
            14500,
            (1,),
            {"Enterprise": 0.05, "Mid-market": 0.015},
            {"all": 0.62},
        ),
        Product(
            "Job ad",
            "Advertising",
            340,
            (1, 1, 2, 3, 5),
            {"Enterprise": 0.27, "Mid-market": 0.33, "Small business": 0.38},
            {"all": 0.31},
        ),
        Product(
            "Temp staffing",
            "Staffing",
            1500,
            (1, 2, 2, 3, 4),
            {"Enterprise": 0.22, "Mid-market": 0.2, "Small business": 0.36},
            {"all": 0.84, "Small business": 1.52},
        ),
        Product(
            "Payroll",
            "Staffing",
            520,
            (1, 1, 2),
            {"Enterprise": 0.2, "Mid-market": 0.195, "Small business": 0.16},
            {"all": 0.66},
        ),
    ),
    "job_seeker": (
        Product(
            "CV service",
            "Career services",
            85,
            (1,),
            {"Graduates": 0.38, "Professionals": 0.3, "Executives": 0.22},
            {"all": 0.46},
        ),
        Product(
            "Coaching",
            "Career services",
            170,
            (1, 1, 2, 3),
            {"Graduates": 0.1, "Professionals": 0.22, "Executives": 0.45},
            {"all": 0.58},
        ),
        Product(
            "Course",
            "Training",
            240,
            (1,),
            {"Graduates": 0.2, "Professionals": 0.22, "Executives": 0.1},
            {"all": 0.52},
        ),
        Product(
            "Premium profile",
            "Membership",
            19,
            (1, 3, 3, 6, 12),
            {"Graduates": 0.32, "Professionals": 0.26, "Executives": 0.23},
            {"all": 0.14},
        ),
    ),
}
CITIES: Final = {
    "Tehran": 0.30,
    "Isfahan": 0.14,
    "Dubai": 0.17,
    "Riyadh": 0.13,
    "Istanbul": 0.14,
    "Berlin": 0.12,
}
CHANNELS: Final = {
    "employer": {"Account manager": 0.46, "Website": 0.26, "Phone": 0.18, "Branch": 0.10},
    "job_seeker": {"Website": 0.48, "App": 0.28, "Branch": 0.16, "Phone": 0.08},
}
CAUSES_OF_ROLE: Final = {
    "employer": {
        "need_ended": 0.24,
        "quality": 0.19,
        "competitor": 0.11,
        "delivery": 0.10,
        "price": 0.10,
        "no_followup": 0.08,
        "communication": 0.07,
        "support": 0.05,
        "buying_experience": 0.04,
        "moved_deceased": 0.02,
    },
    "job_seeker": {
        "need_ended": 0.40,
        "quality": 0.13,
        "price": 0.10,
        "moved_deceased": 0.08,
        "communication": 0.07,
        "support": 0.05,
        "buying_experience": 0.06,
        "no_followup": 0.05,
        "competitor": 0.04,
        "delivery": 0.02,
    },
}
