"""What the headers of a file imply beside the columns that they name: an open end, the time that an amount is for."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from ingest.questions import WORD_MARK
from ingest.recognition.folding import key
from ingest.recognition.synonyms import PRICES
from ingest.values.expressions import quoted
from localization.grains import MONTH_DAYS
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.recognition.mapping import Mapping

# Who buys, behind numbers that are new with each order.
_PERSONS = ("customer unique id", "unique customer id", "person id", "person key")
UNIT_COSTS = tuple(
    map(
        normalise,
        (
            *("unit cost", "cost per unit", "cost price", "purchase price", "standard cost", "unit cost price"),
            *("بهای خرید", "قیمت خرید", "بهای تمام شده واحد", "تكلفة الوحدة", "سعر الشراء", "einkaufspreis"),
        ),
    )
)
# How a list of products calls their numbers, where the file is of nothing else, and how it says so in a name.
PLAIN_CODES = tuple(
    map(
        normalise,
        (
            "id",
            "code",
            "no",
            "number",
            "ref",
            "reference",
            "کد",
            "شناسه",
            "شماره",
            "ردیف کالا",
            "الرقم",
            "الرمز",
            "الكود",
            "رقم",
            "كود",
            "Nr.",
            "Nummer",
            "Réf.",
            "Código",
            "Kod",
        ),
    )
)
_PRODUCT_NAMES = frozenset(
    map(
        normalise,
        (
            "product name",
            "item name",
            "product title",
            "product service name",
            "article name",
            "نام کالا",
            "نام محصول",
            "شرح کالا",
            "عنوان کالا",
            "عنوان محصول",
            "اسم المنتج",
            "اسم الصنف",
            "Artikelname",
            "Artikelbezeichnung",
            "Produktname",
            "Nom du produit",
            "Nombre del producto",
            "Ürün Adı",
            "Stok Adı",
        ),
    )
)
# What a customer owes, and what is taken off it.
_DEBITS = tuple(
    map(normalise, ("debit", "debit amount", "بدهکار", "مبلغ بدهکار", "مدين", "soll", "débit", "debe", "borç"))
)
_CREDITS = tuple(
    map(
        normalise,
        ("credit", "credit amount", "بستانکار", "مبلغ بستانکار", "دائن", "haben", "crédit", "haber", "alacak"),
    )
)
_RECOMMENDS = re.compile(
    r"how likely.*recommend|recommend.*(?:friend|colleague)|(?:معرفی|توصیه|پیشنهاد).*(?:دوست|دیگران|آشنا)|توصی.*صدیق"
    r"|(?:دوست|دیگران|اشنا|آشنا).*(?:معرفی|توصیه|پیشنهاد)|صدیق.*توصی|wahrscheinlich.*(?:empfehl|weiterempf)"
    r"|recommand.*(?:ami|proche|collegue)|probab.*(?:recom|raccomand|consigli)|recom.*(?:amig|conocid)|tavsiye.*(?:arkadas|olasi)"
    r"|(?:arkadas|olasi).*tavsiye|вероятн.*(?:порекоменд|посовет)|(?:порекоменд|посовет).*(?:друз|знаком)"
)
_ANSWERED_BY = (
    "customer id",
    "external reference",
    "external data reference",
    "recipient email",
    "email address",
    "email",
    "respondent id",
    "آدرس ایمیل",
    "موبایل",
    "شماره موبایل",
    "شماره تماس",
    "شماره همراه",
    "تلفن همراه",
    "ایمیل",
    "البريد الإلكتروني",
    "رقم الجوال",
    "e mail adresse",
    "adresse e mail",
    "e mail",
    "correo electronico",
    "direccion de correo electronico",
    "correo",
    "indirizzo email",
    "indirizzo e mail",
    "endereco de e mail",
    "e posta adresi",
    "адрес электронной почты",
    "электронная почта",
    "عنوان البريد الإلكتروني",
    "e posta",
    "username",
    "phone",
    "phone number",
)
# What kind of answer a row is, where trials of the survey stand among them.
_RESPONSE_TYPE = "response type"
_REAL_ANSWERS = ("IP Address", "Imported", "Offline")
# Of several answers, that about all of it.
_OVERALL = frozenset(
    map(
        normalise,
        (
            *(
                "overall",
                "general",
                "generally",
                "altogether",
                "whole",
                "insgesamt",
                "gesamt",
                "globale",
                "globalement",
            ),
            *("global", "en general", "complessivamente", "complessiva", "genel", "geral", "algemeen", "ogólnie"),
            *("общем", "общая", "کلی", "مجموع", "درکل", "عام", "الإجمالي", "إجمالي", "عموما"),
        ),
    )
)
_ANSWERED_ON = (
    "end date",
    "submit date",
    "date modified",
    "start date",
    "timestamp",
    "submitted at",
    "date created",
    "زمان ثبت",
    "زمان پایان",
    "تاریخ ثبت",
    "zeitstempel",
    "horodateur",
    "marca temporal",
    "zaman damgasi",
    "informazioni cronologiche",
    "carimbo de data hora",
    "отметка времени",
    "طابع زمني",
    "timestamp utc",
    "submit date utc",
    "completed at",
    "date submitted",
    "submission date",
    "submitted on",
    "response date",
    "date",
    "completion time",
)
_MONTHLY_WORDS = (
    "mensuel",
    "mensuelle",
    "mensual",
    "mensile",
    "mensal",
    "aylık",
    "maandelijks",
    "monatlich",
    "ежемесячный",
)
_YEARLY_WORDS = (
    "annuel",
    "annuelle",
    "anual",
    "annuo",
    "annua",
    "annuale",
    "yıllık",
    "jaarlijks",
    "jährlich",
    "ежегодный",
)
# An end that is read as none.
NO_END = "9999-12-31"
_MONTHLY = frozenset(
    map(normalise, (*_MONTHLY_WORDS, "month", "monthly", "mrr", "ماهانه", "ماهیانه", "شهري", "الشهري", "الشهرية"))
)
_YEARLY = frozenset(
    map(normalise, (*_YEARLY_WORDS, "year", "yearly", "annual", "arr", "acv", "سالانه", "سالیانه", "سنوي", "السنوي"))
)
_SATISFIED = re.compile(
    r"satisf|zufrieden|soddisf|memnun|удовлетвор|رضایت|راضی|rate (?:your|our|the)|bewerten sie|notez|puan|evalu|оцен"
)
_LEAST_ASKED = 4  # words of a question; fewer are the name of a column
_IN_MONTHS = frozenset(map(normalise, ("month", "months", "mos", "ماه", "بالأشهر", "أشهر", "الأشهر", "شهور", "شهر")))
_IN_YEARS = frozenset(map(normalise, ("year", "years", "yrs", "سال", "بالسنوات", "السنوات", "سنوات", "سنة")))
_IN_DAYS = frozenset(map(normalise, ("day", "days", "روز", "بالأيام", "الأيام", "أيام", "يوم")))
FIRST_REPLY = re.compile(r"(?:first|initial) (?:response|reply)|time to (?:first )?(?:admin )?(?:response|reply)")
_UNITS = (("minutes", r"min|minutes|mins"), ("hours", r"h|hr|hrs|hour|hours"), ("seconds", r"s|sec|secs|seconds"))
_MINUTES_OF = {"minutes": "", "hours": " * 60", "seconds": " / 60"}
_TELLING = ("cancelled_on", "amount", "contract_id")
_OF_PRICES = frozenset(
    map(normalise, ("price", "rate", "unit", "preis", "prix", "precio", "preço", "prezzo", "fiyat", "цена"))
)
# Jahresprämie and Monatsbeitrag in one word.
_RUN_TOGETHER = (("jahres", "year"), ("monats", "month"), ("maand", "month"), ("jaar", "year"))


def completed(mapping: Mapping, table: str, columns: Sequence[str]) -> Mapping:
    """Add to a mapping that was recognised by names what these imply.

    A contract that names its start, and its cancellation or amount, but no end, runs on. An amount whose header says
    monthly is for a month. A time to the first reply may be in hours. Of order lines the price is their amount where
    there is no quantity; debit less credit is it where no column holds it; and the cost of a unit makes the line's.
    """
    if table in _COMPLETED:
        return _COMPLETED[table](mapping, columns)
    if table == "customers":
        return _of_customers(mapping)
    if table == "contracts":
        return _of_contracts(mapping)
    return mapping


def names_persons(columns: Sequence[str]) -> bool:
    """Whether a file tells the persons behind numbers that are new with each order."""
    return any(key(header) in _PERSONS for header in columns)


# Debit less credit, as it is computed here.
ACCOUNT = re.compile(r"(?P<debit>(?:(?! - )[^?])+)\? - (?P<credit>[^?]+)\?")


def _of_orders(mapping: Mapping, columns: Sequence[str]) -> Mapping:
    keys = {key(header): header for header in reversed(columns)}
    found, computed = dict(mapping.columns), dict(mapping.computed)
    person = next((keys[name] for name in _PERSONS if name in keys), "")
    if person and found.get("customer_id") != person:
        found["customer_id"] = person
    price = next((keys[name] for name in PRICES if name in keys), "")
    if not {"revenue", "quantity"} & {*found, *computed} and price and price not in found.values():
        computed["revenue"] = quoted(price)
    debit, credit = (next((keys[name] for name in names if name in keys), "") for names in (_DEBITS, _CREDITS))
    if debit and credit and "revenue" not in {*found, *computed}:
        computed["revenue"] = f"{quoted(debit)}? - {quoted(credit)}?"
    unit = next((keys[name] for name in UNIT_COSTS if name in keys), "")
    if unit and "cost" not in {*found, *computed} and unit not in found.values():
        computed["cost"] = f"{quoted(found['quantity'])} * {quoted(unit)}" if "quantity" in found else quoted(unit)
    return replace(mapping, columns=found, computed=computed)


def _of_products(mapping: Mapping, columns: Sequence[str]) -> Mapping:
    """Take a plain number or code for the product's, where other columns say that the rows are products."""
    keys = {key(header): header for header in reversed(columns)}
    found = dict(mapping.columns)
    plain = next((keys[name] for name in PLAIN_CODES if name in keys), "")
    name = found.get("product", "")
    says_so = "unit_cost" in {*found, *mapping.computed} or key(name) in _PRODUCT_NAMES
    if not plain or plain in found.values() or not says_so or (name and key(name) not in _PRODUCT_NAMES):
        return mapping
    if name and "product_name" not in found:
        found["product_name"] = name
    return replace(mapping, columns={**found, "product": plain})


def ways_of_tenure(header: str) -> tuple[str, ...]:
    """Return the months that a time as a customer stands for, were it counted in months, in years or in days."""
    return quoted(header), f"{quoted(header)} * 12", f"{quoted(header)} / {MONTH_DAYS}"


def _of_customers(mapping: Mapping) -> Mapping:
    """Count how long somebody has been a customer in months; a header that names no unit leaves it open."""
    header = mapping.columns.get("tenure_months", "")
    words = {*re.findall(r"\w+", normalise(header))}  # with what stands in brackets, which often is the unit
    if not header or words & _IN_MONTHS:
        return mapping
    months, years, days = ways_of_tenure(header)
    formula = years if words & _IN_YEARS else days if words & _IN_DAYS else months
    columns = {name: of for name, of in mapping.columns.items() if name != "tenure_months"}
    return replace(mapping, columns=columns, computed={**mapping.computed, "tenure_months": formula})


def asks(header: str) -> bool:
    """Whether a header is what a survey asks: how likely somebody is to recommend the firm, or how content they are."""
    text = normalise(header)
    return bool(_RECOMMENDS.search(text) or (_SATISFIED.search(text) and len(text.split()) >= _LEAST_ASKED))


def _of_surveys(mapping: Mapping, columns: Sequence[str]) -> Mapping:
    """Find the answer to how likely somebody is to recommend the firm, and who answered when, in a survey's export."""
    found = dict(mapping.columns)
    asked = [header for header in columns if _RECOMMENDS.search(normalise(header))]
    # Beside the answer some write into which group it falls: promoter, passive, detractor.
    asked = [header for header in asked if not normalise(header).endswith(" group")] or asked
    content = [header for header in columns if asks(header)]
    asked = asked or [header for header in content if {*normalise(header).split()} & _OVERALL] or content
    if "score" in found or not asked:
        return mapping
    found["score"] = asked[0]
    keys = {key(header): header for header in reversed(columns)}
    for target, names in (("customer_id", _ANSWERED_BY), ("answered_on", _ANSWERED_ON)):
        header = next((keys[name] for name in names if name in keys), "")
        begins = (keys[one] for one in keys for name in names if one.startswith(f"{name} ") and one not in asked)
        header = header or (next(begins, "") if target == "answered_on" else "")
        if target not in found and header:
            found[target] = header
    kind = keys.get(_RESPONSE_TYPE, "")
    only = {kind: WORD_MARK.join(_REAL_ANSWERS)} if kind and "distribution channel" in keys else {}
    return replace(mapping, columns=found, only={**mapping.only, **only})


def _of_contracts(mapping: Mapping) -> Mapping:
    constants, columns = dict(mapping.constants), dict(mapping.columns)
    filled = {*mapping.targets}
    words = {*key(mapping.columns.get("amount", "")).split()}
    telling = filled & {*_TELLING}
    is_recurring = words & (_MONTHLY | _YEARLY) or filled & {"amount_period", "status"}
    if telling == {"amount"} and words & _OF_PRICES and not is_recurring:
        telling = set()  # whatever is sold has a price and begins some day
    if "ends_on" not in filled and "starts_on" in filled and telling:
        constants["ends_on"] = NO_END
    words |= {unit for word in words for start, unit in _RUN_TOGETHER if word.startswith(start)}
    if words & (_MONTHLY | _YEARLY):  # how often it is billed is another matter
        columns.pop("amount_period", None)
        constants["amount_period"] = "month" if words & _MONTHLY else "year"
    return replace(mapping, columns=columns, constants=constants)


def _of_complaints(mapping: Mapping, columns: Sequence[str]) -> Mapping:
    if {"replied_at", "reply_minutes"} & {*mapping.targets}:
        return mapping
    for header in columns:
        text = normalise(header)  # with what stands in brackets, which often is the unit
        if not FIRST_REPLY.search(text) or header in mapping.columns.values():
            continue
        for unit, names in _UNITS:
            if re.search(rf"\b(?:{names})\b", text):
                formula = f"{quoted(header)}{_MINUTES_OF[unit]}"
                return replace(mapping, computed={**mapping.computed, "reply_minutes": formula})
    return mapping


_COMPLETED = MappingProxyType(
    {"orders": _of_orders, "products": _of_products, "surveys": _of_surveys, "complaints": _of_complaints}
)
