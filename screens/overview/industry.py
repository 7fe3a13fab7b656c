"""Yearly retention by industry as a secondary source quotes it: for orientation, never a target."""

from __future__ import annotations

import pandas as pd

from localization import N_, _

SOURCE = "Exploding Topics, Customer Retention Rates, quoting a table of Statista"
YEARLY = (
    (N_("Media"), 0.84),
    (N_("Professional services"), 0.84),
    (N_("Automotive and transportation"), 0.83),
    (N_("Insurance"), 0.83),
    (N_("IT services"), 0.81),
    (N_("Construction and engineering"), 0.80),
    (N_("Financial services"), 0.78),
    (N_("Telecommunications"), 0.78),
    (N_("Healthcare"), 0.77),
    (N_("IT and software"), 0.77),
    (N_("Banking"), 0.75),
    (N_("Consumer services"), 0.67),
    (N_("Manufacturing"), 0.67),
    (N_("Retail"), 0.63),
    (N_("Hospitality, travel, restaurants"), 0.55),
)


def table() -> pd.DataFrame:
    """Return the industries in the reader's language with their yearly retention."""
    return pd.DataFrame([(_(name), rate) for name, rate in YEARLY], columns=["industry", "rate"])
