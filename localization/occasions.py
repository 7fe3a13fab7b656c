"""Days of the year around which people in Iran and the Arab countries buy otherwise: Nowruz and Ramadan.

Both are computed, none is typed in by hand:

* Nowruz is 1 Farvardin, the first day of the Solar Hijri year, the official calendar of Iran (law of 11 Farvardin
  1304; the year begins on the day of the vernal equinox if that falls before noon in Tehran, as announced by the
  Institute of Geophysics of the University of Tehran). The holidays last to 13 Farvardin (Sizdah Bedar).
* Ramadan is the ninth month of the Umm al-Qura calendar (King Abdulaziz City for Science and Technology), which
  `hijridate` tabulates. Where the month follows the sighting of the moon, in Iran among others, it may begin a day
  later.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from localization.calendars import from_jalali, to_jalali
from localization.hijri import from_hijri, hijri_month_length, to_hijri
from localization.languages import N_

if TYPE_CHECKING:
    from datetime import date

NOWRUZ, RAMADAN = "nowruz", "ramadan"
NAMES = {NOWRUZ: N_("Nowruz"), RAMADAN: N_("Ramadan")}
LAST_OF_NOWRUZ = 13
NINTH = 9


@lru_cache(maxsize=200)
def occasions(first: date, last: date) -> pd.DataFrame:
    """List the occasions that begin from `first` to `last`, both included; the frame is shared.

    Returns
    -------
    pandas.DataFrame
        occasion ("nowruz" or "ramadan"), starts_on, ends_on (datetime.date, both included), by starts_on.
    """
    rows = [
        (NOWRUZ, from_jalali(year, 1, 1), from_jalali(year, 1, LAST_OF_NOWRUZ))
        for year in range(to_jalali(first)[0], to_jalali(last)[0] + 1)
    ] + [
        (RAMADAN, from_hijri(year, NINTH, 1), from_hijri(year, NINTH, hijri_month_length(year, NINTH)))
        for year in range(to_hijri(first)[0], to_hijri(last)[0] + 1)
    ]
    inside = sorted((row for row in rows if first <= row[1] <= last), key=lambda row: row[1])
    return pd.DataFrame(inside, columns=["occasion", "starts_on", "ends_on"])
