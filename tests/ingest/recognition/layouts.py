"""Files of a few thousand rows in layouts that analysts have, as texts and bytes."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pandas as pd

from localization.calendars import to_jalali
from localization.numbers import localize_digits
from store import downloads
from words import columns as labels

ROWS = 3_000
DIGIKALA = "ID_Order,ID_Customer,ID_Item,DateTime_CartFinalize,Amount_Gross_Order,city_name_fa,Quantity_item"
PERSIAN = "شناسه سفارش,تاریخ سفارش,شناسه مشتری,بخش مشتری,منطقه,دسته کالا,تعداد,مبلغ فروش (ریال),سود (ریال)"
CITIES = ("محمود آباد", "خرمدره", "تهران", "كرج")
SEGMENTS = ("مصرف‌کننده", "شرکتی", "اداری")
# Windows-1256 has neither the Persian yeh nor Persian digits nor the Arabic thousands mark.
IN_1256 = str.maketrans("ی", "ي")


def drawn():
    """Draw orders: number, customer, item, day, amount, place, quantity."""
    draw = random.Random(7)  # noqa: S311 - a seed, no secret
    first = date(2015, 10, 15)
    return [
        (2_714_054 + at, 400_000 + draw.randrange(500), draw.randrange(30_000), first + timedelta(draw.randrange(900)),
         draw.randrange(10_000, 9_000_000), draw.randrange(4), draw.randrange(1, 4))
        for at in range(ROWS)
    ]  # fmt: skip


def digikala(orders):
    lines = [
        f"{order},{customer},{item},{day} 08:50:56.000,{amount}.0,{CITIES[place]},{quantity}.0"
        for order, customer, item, day, amount, place, quantity in orders
    ]
    return "\n".join([DIGIKALA, *lines]) + "\n"


def persian(orders, *, western=False):
    lines = []
    for order, customer, _item, day, amount, place, quantity in orders:
        on = "{}/{:02d}/{:02d}".format(*to_jalali(day))
        money, gain = (f"{whole:,}" for whole in (amount, amount // 5))
        shown = [on, str(quantity), money, gain]
        if not western:
            shown = [localize_digits(text, "fa").replace(",", "٬") for text in shown]
        cells = [f"A-{order}", shown[0], f"M-{customer}", SEGMENTS[place % 3], "جنوب", "مبلمان", *shown[1:]]
        lines.append(";".join(cells) if western else ",".join(cells))
    header = PERSIAN.replace(",", ";") if western else PERSIAN
    return "\n".join([header, *lines]) + "\n"


def persian_in_1256(orders):
    """The same as Windows programs write it: another yeh, semicolons, carriage returns."""
    return persian(orders, western=True).translate(IN_1256).replace("\n", "\r\n").encode("cp1256")


def own_customers(form):
    """A list of customers as the product itself writes it, in the language in use."""
    names = ["customer_id", "name", "segment", "region", "orders", "revenue", "profit", "last_day"]
    rows = [
        (
            f"{'=' if at == 7 else 'C'}{at}",
            f"نام {at}",
            SEGMENTS[at % 3],
            CITIES[at % 4],
            2,
            10.5,
            1.25,
            date(2025, 1, 1),
        )
        for at in range(ROWS)
    ]
    frame = pd.DataFrame(rows, columns=[labels.label(name) for name in names])
    return downloads.csv_bytes(frame) if form == "csv" else downloads.xlsx_bytes(frame, "customers")
