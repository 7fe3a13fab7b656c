"""The Hijri calendar of Umm al-Qura, the civil calendar of Saudi Arabia, as `hijridate` tabulates it.

Its months are announced, not computed: the library's table of month beginnings is taken as it is, and a day
outside of it is refused rather than guessed.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
from hijridate import ummalqura

Days = npt.NDArray[np.datetime64]
Integers = npt.NDArray[np.int64]

_FIRST_HIJRI_YEAR, _LAST_HIJRI_YEAR = ummalqura.HIJRI_RANGE[0][0], ummalqura.HIJRI_RANGE[1][0]
# The library counts days as reduced Julian day numbers; 40588 is 1970-01-01.
_month_starts: Integers = np.array(ummalqura.MONTH_STARTS, dtype=np.int64) - 40588
_EPOCH = date(1970, 1, 1).toordinal()


def hijri_parts(days: Days) -> tuple[Integers, Integers, Integers]:
    """Return the Hijri year, month and day of each date."""
    ordinals = days.astype("datetime64[D]").astype(np.int64)
    if ordinals.size and (ordinals.min() < _month_starts[0] or ordinals.max() >= _month_starts[-1]):
        raise ValueError("The Hijri calendar is known here from 1924-08-01 to 2077-11-16")
    index = np.searchsorted(_month_starts, ordinals, side="right") - 1
    return index // 12 + _FIRST_HIJRI_YEAR, index % 12 + 1, ordinals - _month_starts[index] + 1


def to_hijri(day: date) -> tuple[int, int, int]:
    """Return the Hijri year, month and day of a Gregorian date."""
    year, month, of_month = hijri_parts(np.array([np.datetime64(day.toordinal() - _EPOCH, "D")]))
    return int(year[0]), int(month[0]), int(of_month[0])


def from_hijri(year: int, month: int, day: int) -> date:
    """Return the Gregorian date of a Hijri one; ValueError if there is no such day."""
    if not (
        _FIRST_HIJRI_YEAR <= year <= _LAST_HIJRI_YEAR
        and 1 <= month <= 12
        and 1 <= day <= hijri_month_length(year, month)
    ):
        raise ValueError(f"There is no Hijri date {year}-{month:02}-{day:02}")
    return date.fromordinal(int(_month_starts[_index(year, month)]) + day - 1 + _EPOCH)


def hijri_month_length(year: int, month: int) -> int:
    """Return the number of days of a Hijri month: 29 or 30."""
    index = _index(year, month)
    return int(_month_starts[index + 1] - _month_starts[index])


def hijri_day_of_year(year: Integers, month: Integers, day: Integers) -> Integers:
    """Count from 0 on the first day of Muharram."""
    elapsed: Integers = _month_starts[_index(year, month)] - _month_starts[_index(year, 1)] + day - 1
    return elapsed


def _index(year: int | Integers, month: int | Integers) -> Integers:
    return np.asarray((np.asarray(year) - _FIRST_HIJRI_YEAR) * 12 + np.asarray(month) - 1)
