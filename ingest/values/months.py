"""Names of months as people write them: English, Jalali, Gregorian in Persian and Arabic, lunar Hijri."""

from __future__ import annotations

from typing import Final

# Added to the number of a lunar month, so that it is told from the others.
HIJRI: Final = 100

_HIJRI_NAMES: Final = {
    **dict.fromkeys(("محرم", "محرّم", "muharram"), 1),
    **dict.fromkeys(("صفر", "safar"), 2),
    **dict.fromkeys(("رجب", "rajab"), 7),
    **dict.fromkeys(("شعبان", "shaban", "sha'ban"), 8),
    **dict.fromkeys(("رمضان", "ramadan", "ramazan"), 9),
    **dict.fromkeys(("شوال", "shawwal"), 10),
    **dict(
        zip(("rabione", "rabitwo", "jumadaone", "jumadatwo", "zulqada", "zulhijja"), (3, 4, 5, 6, 11, 12), strict=True)
    ),
}

# Lunar months of two words, each with the one word that stands for it in MONTHS.
HIJRI_WORDS: Final = (
    (r"رب[يی]ع\s+(?:ال)?[أا]ول", "rabione"),
    (r"رب[يی]ع\s+(?:ال)?(?:ثان[يی]|[آا]خر)", "rabitwo"),
    (r"جماد[يیى]\s+(?:ال)?[أا]ول[يیى]?", "jumadaone"),
    (r"جماد[يیى]\s+(?:ال)?(?:ثان[يی]ة?|[آا]خرة?)", "jumadatwo"),
    (r"ذ[ويی]\s*(?:ال)?قعد[ةه]", "zulqada"),
    (r"ذ[ويی]\s*(?:ال)?حج[ةه]", "zulhijja"),
)

_EUROPEAN: Final = (
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)

MONTHS: Final = {
    **{name: at for names in _EUROPEAN for at, name in enumerate(names.split(), 1)},
    **{
        name: at
        for at, name in enumerate(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
        )
    },
    **{
        name: at
        for at, name in enumerate(
            [
                "january",
                "february",
                "march",
                "april",
                "may",
                "june",
                "july",
                "august",
                "september",
                "october",
                "november",
                "december",
            ],
            1,
        )
    },
    "sept": 9,
    **{
        name: at
        for at, name in enumerate(
            ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"], 1
        )
    },
    "امرداد": 5,
    **{
        name: at
        for at, name in enumerate(
            ["ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"],
            1,
        )
    },
    **{
        name: at
        for at, name in enumerate(
            [
                "يناير",
                "فبراير",
                "مارس",
                "أبريل",
                "مايو",
                "يونيو",
                "يوليو",
                "أغسطس",
                "سبتمبر",
                "أكتوبر",
                "نوفمبر",
                "ديسمبر",
            ],
            1,
        )
    },
    **{name: HIJRI + at for name, at in _HIJRI_NAMES.items()},
    "ابريل": 4,
    "اغسطس": 8,
    "اكتوبر": 10,
}
