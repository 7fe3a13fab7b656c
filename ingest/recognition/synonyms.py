"""How files call the columns that the tables know: English, Persian and Arabic headers, folded by `key`.

The other languages are in `european` and, a file for each, in `words`.
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType

from ingest.recognition import by_language, european
from ingest.recognition.folding import key
from localization.languages import LANGUAGES, translations
from localization.text import normalise
from store.schema import CONTACTS, TABLES


def _keys(*names: str, called: str = "") -> tuple[str, ...]:
    """Fold the names once, with those of every language; keep the words and their run together, as in customerid."""
    folded = [normalise(name) for name in (*names, *by_language.words("words", called))]
    return tuple(dict.fromkeys([*folded, *(name.replace(" ", "") for name in folded)]))


PRICES = _keys(
    "wholesale price", "trade price", "price in usd", "price usd", "invoice price", "line item unit price",
    "unit price", "offer price", "deal price",
    "price", "item price",
    "price each", "each", "selling price", "sales price", "unit cost price",
    *map(key, european.PRICES),
    "قیمت واحد", "قیمت", "فی", "بهای واحد", "سعر الوحدة", "السعر", "سعر",
    called="prices",
)  # fmt: skip
PROFITS = _keys(
    "profit", "gross profit", "net profit", "margin amount", "amount profit", "profit amount",
    "سود", "سود ناخالص", "سود خالص", "مبلغ سود", "الربح", "ربح", "صافي الربح", "إجمالي الربح",
)  # fmt: skip

# Costs of which the header does not say whether they are of one unit.
PLAIN_COSTS = frozenset(_keys("cost", "cogs", "بهای تمام شده", "قیمت تمام شده", "التكلفة", "Maliyet"))

DISCOUNTS = _keys(
    "discount", "discount amount", "discount percent", "discount percentage", "discount rate", "discount pct",
    "coupon discount", "discounts", "total discount", "خصم الكوبون", "تخفیف کوپن", "discount total", "تخفیفات",
    "الخصومات", "إجمالي الخصم",
    "line discount", "item discount", "lineitem discount", "rebate", "rabatt", "remise",
    "تخفیف", "مبلغ تخفیف", "درصد تخفیف", "الخصم", "خصم", "مبلغ الخصم", "نسبة الخصم",
)  # fmt: skip
PERCENT = frozenset(_keys("percent", "percentage", "pct", "rate", "درصد", "نسبه"))
CURRENCY = _keys(
    "currency", "currency code", "order currency", "presentment currency", "transaction currency", "invoice currency",
    "payment currency", "ارز", "واحد پول", "واحد", "نوع ارز", "واحد ارز", "العملة", "عملة", "رمز العملة",
    *european.CURRENCIES, called="currency",
)  # fmt: skip

_AGENTS = (
    "agent", "agent name", "assignee", "assigned to", "handled by", "account manager", "representative", "sales rep",
    "کارشناس", "پاسخ دهنده", "کارشناس پشتیبانی", "مسئول", "الموظف", "المسؤول", "وكيل الدعم",
)  # fmt: skip

# Words that make another column of what is otherwise like an amount, a day or a number of somebody.
NOT_AN_AMOUNT = frozenset(
    _keys(
        "unit", "per", "each", "tax", "vat", "discount", "shipping", "freight", "delivery", "rate", "percent", "pct",
        "balance", "credit", "limit", "points", "count", "id", "code", "no", "currency", "tip", "refund", "budget",
        "target", "lifetime", "est", "estimated", "weighted", "potential", "planned", "cost", "profit", "margin",
        "price",
        "previous", "last", "expected", "forecast", "average", "avg", "donated",
        "مالیات", "تخفیف", "ارسال", "حمل", "واحد", "درصد", "مانده", "بدهی", "سود", "هزینه", "بهای", "قیمت", "کد",
        "شناسه", "شماره", "ارز", "میانگین", "پیش بینی", "هدف", "امتیاز",
        "ضریبه", "خصم", "شحن", "وحده", "نسبه", "رصید", "ربح", "تکلفه", "سعر", "رقم", "عمله", "متوسط", "نقاط",
    )
)  # fmt: skip
NOT_THE_DAY = frozenset(
    _keys(
        "birth", "born", "delivery", "delivered", "ship", "shipped", "shipping", "due", "update", "updated", "modified",
        "expected", "planned", "payment", "paid", "approved", "print", "export", "first", "last", "next", "previous",
        "تولد", "تحویل", "ارسال", "سررسید", "ویرایش", "آخرین", "اولین", "پرداخت", "چاپ", "بعدی", "قبلی",
        "میلاد", "تسلیم", "شحن", "استحقاق", "تحدیث", "آخر", "اول", "دفع",
    )
)  # fmt: skip
NOT_A_CUSTOMER = frozenset(
    _keys(
        "name", "type", "group", "segment", "category", "email", "phone", "mobile", "count", "city", "region",
        "third", "confirmation", "address", "status", "country", "age", "gender", "date", "parent", "score", "rank",
        "value", "tax", "note", "source", "owner", "channel", "origin", "po",
        "نام", "نوع", "گروه", "بخش", "ایمیل", "تلفن", "موبایل", "تعداد", "شهر", "آدرس", "وضعیت", "تاریخ", "سن",
        "امتیاز", "اسم", "فئه", "شریحه", "برید", "هاتف", "عدد", "مدینه", "عنوان", "حاله", "عمر",
    )
)  # fmt: skip

# Words of which a header that names somebody holds one, and of an amount of money.
SOMEBODY = frozenset(
    _keys(
        "customer", "client", "user", "account", "buyer", "retailer", "reseller", "dealer", "member",
        "subscriber", "guest", "patient", "shopper",
        "patients", "student", "pupil", "admission", "attendee", "participant", "tenant", "donor", "visitor", "patron",
        "traveller",
        "traveler", "passenger", "lead", "requester", "reporter", "respondent", "contacto", "contatto", "contato",
        "контакт", "компания", "гость", "гостя", "клиента", "покупателя", "пациент", "ученик", "студент", "kunde",
        "kunden",
        "patienten", "mitglied", "mitglieds", "gast", "teilnehmer", "schüler", "klient", "cliente", "clientes",
        "paciente",
        "alumno", "aluno", "huésped", "hóspede", "socio", "sócio", "acquirente", "paziente", "ospite", "alunno",
        "élève",
        "patiente", "adhérent", "hôte", "hasta", "öğrenci", "misafir", "üye", "müşteri", "cari", "klant", "lid",
        "leerling",
        "بیمار", "مراجع", "دانش آموز", "زبان آموز", "کارآموز", "دانشجو", "مهمان",
        "میهمان", "مسافر", "هنرجو", "مریض", "طالب", "ضیف", "نزیل",
        "email", "phone", "mobile", "cust", "party", "alıcı", "comprador", "acheteur", "käufer", "kupujący",
        "مشتری", "کاربر", "خریدار", "عضو", "مشترک", "موبایل", "تلفن", "همراه", "ایمیل",
        "عمیل", "زبون", "مشتری", "مشترک", "هاتف", "جوال", "العميل", "الهاتف", "الجوال", "الموبايل",
        called="somebody",
    )
)  # fmt: skip
MONEY = frozenset(
    _keys(
        "amount", "total", "sales", "sale", "revenue", "paid", "payment", "price", "sum", "value", "gross", "net",
        "turnover", "income", "spent", "spend", "receipts", "takings", "worth", "deal",
        "сумма", "выручка", "стоимость", "итого", "оплата", "betrag", "umsatz", "summe", "erlös", "montant", "ca",
        "valeur",
        "importe", "monto", "valor", "ingreso", "ingresos", "receita", "vendas", "ventas", "tutar", "tutarı", "ciro",
        "toplam", "bedrag", "omzet", "importo", "totale", "incasso", "kwota", "wartość",
        "مبلغ", "فروش", "درامد", "جمع", "پرداختی", "خالص", "وجه", "شهریه",
        "مبیعات", "اجمالی", "مجموع", "قیمه", "ایراد", "ایرادات", "المبلغ", "صافی",
        called="money",
    )
)  # fmt: skip

# Words that name somebody, of a header that says whose name it is; and firms, where nobody else is named.
NAMES = frozenset(
    _keys(
        *("name", "names", "nome", "nom", "nombre", "adı", "ad", "soyad", "naam", "imię", "nazwa", "имя", "фио"),
        *("نام", "خانوادگی", "اسم", "full", "first", "last", "vorname", "nachname"),
        called="names",
    )
)
FIRMS = frozenset(
    _keys(
        *("company", "organization", "organisation", "firm", "business", "firma", "société", "empresa", "azienda"),
        *("şirket", "bedrijf", "компания", "организация", "شرکت", "سازمان", "شركة", "الشركة", "مؤسسة"),
        called="firms",
    )
)

# Columns of an account: what was charged, and what was paid or given back.
LEDGER = frozenset(_keys("debit", "credit", "بدهکار", "بستانکار", "مدين", "دائن", "soll", "haben"))

# Columns that tell who left, and what stands there for those who did.
LEFT = _keys(
    "churn label", "churn", "churned", "is churned", "is churn", "churn value", "churn flag", "exited", "attrition",
    "attrition flag", "left", "has left", "is lost", "customer status", "cancelled", "canceled", "departed",
    "ریزش", "ریزش کرده", "ترک کرده", "وضعیت مشتری", "رفته", "غادر", "مغادر", "انسحب", "حاله العمیل",
)  # fmt: skip
LEFT_VALUES = frozenset(
    _keys(
        "yes", "y", "true", "t", "1", "1.0", "churned", "churn", "left", "lost", "exited", "cancelled", "canceled",
        "attrited customer", "departed", "inactive",
        "بله", "بلی", "آری", "ریزش", "ریزش کرده", "رفته", "نعم", "صح", "غادر", "مغادر",
    )
)  # fmt: skip

# Columns of a customers file that are good to break down by, kept under their own names.
KEPT_AS_THEY_ARE = frozenset(
    {"contract", "city", "state", "province", "country", "gender", "industry", "plan", "tier", "size", "source"}
    | {"internet_service", "payment_method", "senior_citizen", "partner", "dependents", "phone_service"}
    | {"tech_support", "paperless_billing", "age_group", "company_size", "sector", "type"}
    | {*CONTACTS}
)

# In what a firm keeps its books, whatever the document is in: Sales (LCY), Nettobeløb (DKK).
_OWN_MONEY = re.compile(
    r"\((?:[A-Z]{3}|lcy)\)"
    r"|\b(?i:lcy|(?:base|local|company|home|functional|reporting) currency|ارز پایه|بالعملة المحلية)\b"
)


def is_in_own_money(header: str) -> bool:
    """Whether an amount says to be in one currency, beside a column of those that documents are in."""
    return _OWN_MONEY.search(header) is not None


_ID_OF_CUSTOMER = _keys(
    "customer id", "id customer", "customer no", "customer number", "customer code", "client id",
    "client no", "client code", "user id", "id user", "account id", "account no", "account number", "cust id",
    "customer key", "buyer id", "member id", "subscriber id", "customer unique id", "contact id", "party id",
    "membership number", "membership no", "card number", "loyalty card", "شماره عضویت", "کد عضویت", "رقم العضوية",
    "sold to", "sold to party", "bill to", "bill to customer", "account code", "account ref", "account reference",
    "customer ref", "customer reference", "employer id",
    "employer code", "booked by", "guest name", "guest", "کد کارفرما", "شناسه کارفرما", "شماره کارفرما",
    "رقم صاحب العمل",
    "student id", "student no", "patient id", "patient no", "donor id", "tenant id",
    "شماره پرونده", "کد زبان آموز", "کد دانش آموز", "شماره دانشجویی", "کد هنرجو", "کد کارآموز", "کد بیمار", "کد عضو",
    "کد طرف حساب", "کد طرف مقابل", "کد شخص",
    "شناسه مشتری", "کد مشتری", "شماره مشتری", "شناسه کاربر", "کد کاربر", "کد اشتراک", "شماره اشتراک",
    "معرف العميل", "رقم العميل", "كود العميل", "رمز العميل", "معرف الزبون", "رقم الزبون", "رقم المشترك",
    # What may as well be a name comes after every number.
    "customer", "client", "account", "employer", "مشتری", "کارفرما", "العميل", "صاحب العمل",
    "client corporation", "insured id", "policyholder id", "insured", "policyholder", "buyer", "buyer username",
    "buyer login", "buyer user id", "msisdn", "subscriber number", "subscriber no", "username", "خریدار",
    "اسم الشريك المعروض في الفاتورة", "اسم عرض شريك الفاتورة", "اسم الشريك", "الشريك",
    "بیمه گذار", "کد بیمه گذار", "المشتري", "طرف حساب", "نام طرف حساب", "طرف مقابل",
)  # fmt: skip

_DAY = ("date", "day", "datetime", "تاریخ", "روز", "التاريخ", "تاريخ", "اليوم")
# A day that any record has, of whatever it is.
DAYS = frozenset(
    _keys(
        *(*_DAY, "created at", "created on", "created", "date created", "timestamp"),
        *("creation date", "created date", "created time", "created datetime", "create time"),
    )
)

SYNONYMS: MappingProxyType[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("", "customer_id"): _ID_OF_CUSTOMER,
        ("orders", "ordered_on"): _keys(
            "order date", "date order", "billed date", "date billed", "billed at", "billed on", "ordered at",
            "ordered on", "invoice date", "date time cart finalize",
            "order purchase timestamp", "purchase date", "transaction date", "sale date", "sales date",
            "reservation date", "placed at", "placed on", "order placed", "date of booking", "booked date",
            "booking created", "reserved on", "actual close date",
            "close date", "closed date", "closing date", "won date", "date won", "deal closed date", "receipt date",
            "order datetime", "invoice datetime", "date time", "order time", "document date", "booking date",
            "posting date", "date issued", "issue date", "issued on", "placement date", "hire date", "hired on",
            "sale datetime", "booked on", "booked at", "date added", "order creation date", "order creation time",
            *_DAY,
            "created at", "order created at", "created datetime", "created date", "creation date", "created time",
            "create time", "created", "created on", "date created",
            "timestamp",
            "تاریخ سفارش", "تاریخ فاکتور", "تاریخ خرید", "تاریخ فروش", "تاریخ تراکنش", "تاریخ ثبت سفارش",
            "تاریخ ثبت", "تاریخ ثبت نام", "تاریخ رزرو", "تاریخ پذیرش", "تاريخ الحجز", "تاریخ استخدام",
            "تاريخ الطلب", "تاريخ الفاتورة",
            "تاريخ الشراء", "تاريخ البيع",
            "تاريخ المعاملة",
            # A list of payments has no other day.
            "payment date", "date paid", "paid at", "paid on", "charge date", "appointment date", "appointment time",
            "start time", "event date", "visit date", "check in date", "check in", "arrival date", "arrival",
            "class date", "session date", "service date", "treatment date",
            "تاریخ پرداخت", "زمان پرداخت",
            "تاريخ الدفع",
        ),
        ("orders", "revenue"): _keys(
            # What is net comes first: without tax, and after the discount.
            "untaxed amount signed", "amount untaxed signed", "المبلغ دون الضريبة الموقّع", "المبلغ بدون الضريبة الموقّع",
            "revenue", "actual revenue", "net revenue", "net sales", "net amount", "amount net order", "net total",
            "net value",
            "net line total", "net price", "net", "total net", "amount net", "line net", "total excl tax",
            "total excluding tax", "total ex tax", "total excl vat", "total excluding vat", "total without tax",
            "amount excl tax", "amount excluding tax", "amount excl vat", "untaxed amount",
            # Of a line before what is said of the whole order on each of them.
            "appointment price", "service price", "line subtotal", "item subtotal", "item total", "item amount",
            "line item total", "line item subtotal",
            "sub total", "subtotal", "product subtotal", "product total", "invoice subtotal", "order subtotal",
            "transaction subtotal", "net payable", "taxable amount",
            "مبلغ خالص", "فروش خالص", "خالص فروش", "خالص", "مبلغ بدون مالیات", "جمع بدون مالیات", "خالص مبلغ",
            "صافي المبيعات", "صافي المبلغ", "المبلغ الصافي", "الصافي", "صافي", "الإجمالي قبل الضريبة",
            "المجموع الفرعي", "المبلغ بدون ضريبة", "مجموع السلة", "مجموع المنتجات",
            "جمع ردیف", "مبلغ ردیف", "جمع سطر", "مبلغ کل محصولات", "مبلغ محصولات", "جمع محصولات",
            "جمع کالاها", "جمع سبد خرید",
            "حق الزحمه", "حق‌الزحمه", "کارمزد استخدام", "placement fee", "commission earned",
            "sales amount", "sales", "amount", "line total", "line amount", "amount gross order", "total amount",
            "order amount", "payment amount", "order value", "order total", "total price", "total", "invoice amount",
            "turnover",
            "money amount", "dollar value", "dollars", "value", "payment value", "monetary", "total sales",
            "gross amount", "gross sales", "invoice total", "transaction total", "grand total", "check total",
            "total paid", "amount paid", "paid amount", "paid", "amount received", "received", "sale price",
            "paid price", "final price",
            "amount charged",
            "charged amount", "captured amount", "amount captured", "amount submitted for settlement",
            "شهریه نهایی", "شهریه", "مبلغ شهریه",
            "مبلغ پرداختی", "مبلغ پرداخت شده",
            "مبلغ قابل پرداخت",
            "المبلغ المدفوع", "المجموع النهائي",
            "مبلغ فروش", "فروش", "مبلغ", "مبلغ سفارش", "مبلغ نهایی", "مبلغ خرید",
            "جمع مبلغ", "مبلغ فاکتور", "درآمد",
            "مبلغ کل", "جمع کل",
            "المبلغ", "مبلغ البيع", "المبيعات", "قيمة الطلب", "الإيرادات", "الإيراد", "مبلغ المبيعات", "قيمة الفاتورة",
            "مبلغ الطلب", "إجمالي المبلغ", "إجمالي الطلب", "المجموع", "الإجمالي",
        ),
        ("orders", "order_id"): _keys(
            "order id", "id order", "invoice no", "invoice number", "invoice id", "invoice", "order no", "order nr",
            "invoice nr",
            "order number", "order reference", "order ref", "sales order",
            "sale id", "sale no", "sale number", "receipt number", "bill number", "transaction no", "booking id",
            "reservation number", "reservation no", "confirmation number", "confirmation code", "confirmation no",
            "check no", "purchase id", "sale reference",
            "book number", "booking number", "reservation id", "check id", "شناسه تراکنش", "شماره رسید",
            "transaction id", "receipt no", "document no", "basket id", "order", "bill no",
            "شناسه سفارش", "شماره سفارش", "کد سفارش", "شماره فاکتور", "شناسه فاکتور", "فاکتور", "شماره تراکنش",
            "رقم الطلب", "معرف الطلب", "رقم الفاتورة", "الفاتورة", "رقم المعاملة", "كود الطلب", "الرقم",
        ),
        ("", "product"): _keys(
            "product", "product id", "id item", "item id", "item", "stock code", "sku", "product code",
            "product name", "item name", "item code", "id product", "article", "article no", "service", "asin",
            "description", "plan", "plan id", "plan name", "plan tier",
            "محصول", "کالا", "شناسه کالا", "کد کالا", "نام کالا", "نام محصول", "کد محصول", "شناسه محصول", "خدمت",
            "المنتج", "اسم المنتج", "رمز المنتج", "كود المنتج", "الصنف", "معرف المنتج", "رقم المنتج", "الخدمة",
        ),
        ("products", "product"): _keys(
            # A number before a name: lines more often have that.
            "product id", "id product", "product code", "product no", "product number", "sku", "variant sku",
            "item id", "id item", "item code", "item no", "item number", "stock code", "article no", "article number",
            "article code", "material", "material number", "part number", "part no", "asin", "barcode",
            "product", "item", "article", "handle", "service", "plan id", "plan",
            "product name", "item name", "product title", "product service name",
            "شناسه کالا", "کد کالا", "شناسه محصول", "کد محصول", "شماره کالا", "شماره فنی", "کالا", "محصول", "خدمت",
            "نام کالا", "نام محصول", "شرح کالا", "عنوان کالا",
            "معرف المنتج", "رقم المنتج", "رمز المنتج", "كود المنتج", "رقم الصنف", "كود الصنف", "رمز الصنف", "المنتج",
            "الصنف", "اسم المنتج", "اسم الصنف",
        ),
        ("products", "product_name"): _keys(
            "title", "product title", "product name", "item name", "article name", "material description",
            "product description", "item description", "sales description", "plan name", "name", "description",
            "نام کالا", "نام محصول", "شرح کالا", "عنوان کالا", "عنوان محصول", "نام", "عنوان", "شرح",
            "اسم المنتج", "اسم الصنف", "وصف المنتج", "الاسم", "الوصف",
        ),
        ("products", "category"): _keys(
            "category", "product category", "product group", "item category", "category name", "department",
            "product line", "product type", "item group", "material group", "family", "categories",
            "category id", "item class", "collection", "class", "type",
            "دسته کالا", "دسته", "گروه کالا", "دسته بندی", "گروه محصول", "دسته محصول", "نوع کالا", "گروه اصلی",
            "گروه", "الفئة", "فئة المنتج", "التصنيف", "مجموعة المنتجات", "القسم", "المجموعة",
        ),
        ("products", "unit_cost"): _keys(
            "unit cost", "cost per unit", "cost price", "purchase price", "standard cost", "unit cost price",
            "cost per item", "buying price", "purchase cost", "average cost", "avg cost", "moving average price",
            "purchases unit price", "last purchase price", "landed cost", "cost", "cogs", "standard price",
            "بهای خرید", "قیمت خرید", "بهای تمام شده واحد", "قیمت تمام شده", "بهای تمام شده", "فی خرید",
            "آخرین قیمت خرید", "میانگین قیمت خرید", "قیمت خرید واحد",
            "تكلفة الوحدة", "سعر الشراء", "سعر التكلفة", "تكلفة المنتج", "التكلفة", "متوسط التكلفة",
        ),
        ("orders", "category"): _keys(
            "category", "product category", "product group", "item category", "category name", "department",
            "product line", "product type",
            "دسته کالا", "دسته", "گروه کالا", "دسته بندی", "گروه محصول", "دسته محصول", "نوع کالا",
            "الفئة", "فئة المنتج", "التصنيف", "مجموعة المنتجات", "القسم",
        ),
        ("orders", "channel"): _keys(
            "channel", "sales channel", "order channel", "کانال", "کانال فروش", "القناة", "قناة البيع",
        ),
        ("orders", "quantity"): _keys(
            "quantity", "quantity item", "qty", "units", "number of items", "number of cds", "quantity ordered",
            "item quantity", "pieces", "count",
            "تعداد", "مقدار", "تعداد کالا", "الكمية", "كمية", "العدد",
        ),
        ("orders", "cost"): _keys(
            "cost", "total cost", "cogs", "cost of goods", "line cost", "cost amount", "cost of goods sold",
            "هزینه", "بهای تمام شده", "قیمت تمام شده", "هزینه کل", "التكلفة", "تكلفة البضاعة", "إجمالي التكلفة",
        ),
        ("orders", "status"): _keys(
            "status", "order status", "seller status", "item status", "line status", "state of order",
            "payment status", "financial status", "invoice status",
            "transaction status", "charge status", "payment state", "order state", "sale status", "وضعیت",
            "وضعیت سفارش", "وضعیت فاکتور",
            "الحالة", "حالة الطلب", "حالة الفاتورة",
        ),
        ("orders", "document_kind"): _keys(
            "document type", "transaction type", "type of document", "document kind", "invoice type", "record type",
            "voucher type", "doc type", "operation type", "نوع عملیات", "نوع العملية",
            "نوع سند", "نوع فاکتور", "نوع برگه", "نوع المستند", "نوع الفاتورة", "نوع الحركة",
        ),
        ("orders", "order_discount"): _keys(
            "order discount", "cart discount", "desconto pedido", "desconto do pedido", "descuento del pedido",
            "تخفیف سفارش", "خصم الطلب"),
        ("orders", "order_refund"): _keys(
            "order refund", "order refund amount", "refunded amount", "amount refunded", "total refunded",
            "refunds", "refund", "refunded", "refund amount", "refund total", "refunds total", "total refund",
            "مبلغ مسترد شده", "مبلغ بازگشتی", "مبلغ بازپرداخت", "مبلغ بازپرداخت سفارش", "بازپرداخت", "مبلغ عودت",
            "مبلغ استرداد", "استرداد",
            "مبلغ مرجوعی",
            "المبلغ المسترد", "المبلغ المسترجع",
        ),
        ("", "name"): _keys(
            "customer name", "name", "full name", "client name", "company", "company name", "account name",
            "buyer name", "consumer name", "bill to name", "employer name", "recipient name",
            "نام مشتری", "نام خریدار", "نام کارفرما", "نام طرف حساب", "نام", "نام و نام خانوادگی", "نام شرکت",
            "نام و نام خانوادگی شرکت", "اسم العميل", "اسم المشتري", "الاسم", "اسم الشركة",
        ),
        ("", "segment"): _keys(
            "segment", "customer segment", "customer type", "customer group", "customer category",
            "بخش مشتری", "بخش", "گروه مشتری", "نوع مشتری", "دسته مشتری",
            "شريحة العميل", "الشريحة", "نوع العميل", "فئة العميل", "شريحة",
        ),
        ("", "role"): _keys("role", "side", "user type", "نقش", "الدور"),
        ("", "region"): _keys(
            "region", "customer region", "area", "territory", "city name fa", "city name", "city", "country",
            "state", "province", "market", "customer city", "customer state", "ship country", "ship city",
            "منطقه", "شهر", "استان", "کشور", "ناحیه", "المنطقة", "المدينة", "الدولة", "البلد", "المحافظة",
        ),
        ("customers", "channel"): _keys(
            "channel", "acquisition channel", "source channel", "lead source", "utm source",
            "کانال", "کانال جذب", "نحوه آشنایی", "القناة", "قناة الاكتساب", "مصدر العميل",
        ),
        ("", "owner"): _keys(
            "owner", "account manager", "account owner", "salesperson", "sales rep", "agent", "consultant",
            "مسئول", "کارشناس فروش", "کارشناس", "مدیر حساب", "المسؤول", "مدير الحساب", "مندوب المبيعات",
        ),
        ("customers", "joined_on"): _keys(
            "joined on", "join date", "joined", "signup date", "sign up date", "registration date", "start date",
            "registered on", "customer since", "created at", "created on", "member since",
            "تاریخ عضویت", "تاریخ ثبت نام", "تاریخ پیوستن", "تاريخ الانضمام", "تاريخ التسجيل",
        ),
        ("customers", "acquisition_cost"): _keys(
            "acquisition cost", "cac", "cost of acquisition", "هزینه جذب", "تكلفة الاكتساب", "تكلفة الاستحواذ",
        ),
        ("customers", "referred_by"): _keys(
            "referred by", "referrer", "referrer id", "معرف", "معرفی شده توسط", "المحيل", "أحيل من قبل",
        ),
        ("customers", "club_joined_on"): _keys(
            "club joined on", "loyalty date", "loyalty joined on", "club date", "loyalty join date",
            "تاریخ عضویت باشگاه", "تاریخ عضویت در باشگاه", "تاريخ الانضمام إلى النادي",
        ),
        ("customers", "birthday"): _keys(
            "birthday", "birth date", "date of birth", "birthdate", "dob", "born on",
            "تاریخ تولد", "تولد", "روز تولد", "تاريخ الميلاد", "تاريخ الولادة", "عيد الميلاد",
        ),
        ("customers", "opted_out"): _keys(
            "opted out", "opt out", "do not contact", "do not call", "unsubscribed", "no contact", "no marketing",
            "عدم تماس", "انصراف از تماس", "تماس نگیرید", "لغو اشتراک", "عدم الاتصال", "لا تتصل", "إلغاء الاشتراك",
        ),
        ("customers", "wallet"): _keys(
            "wallet", "wallet size", "category spend", "total spend", "سبد خرید", "کل خرید سالانه", "حجم الإنفاق",
        ),
        ("customers", "supplier_rank"): _keys(
            "supplier rank", "our rank", "rank among suppliers", "brand rank", "رتبه ما", "رتبه در میان تامین کنندگان",
            "ترتيبنا", "الترتيب بين الموردين",
        ),
        ("customers", "suppliers"): _keys(
            "suppliers", "number of suppliers", "brands used", "number of brands", "تعداد تامین کنندگان",
            "عدد الموردين",
        ),
        ("customers", "tenure_months"): _keys(
            "tenure months", "tenure in months", "months of tenure", "months as customer", "months on book",
            "customer tenure months", "tenure", "customer tenure", "tenure in years", "tenure years",
            "years as customer", "tenure in days", "tenure days", "days as customer", "سابقه به سال",
            "مدة الاشتراك بالسنوات",
            "سابقه به ماه", "مدت عضویت به ماه", "ماه های عضویت",
            "مدت همکاری به ماه", "سابقه مشتری", "مدة الاشتراك بالأشهر", "عدد أشهر الاشتراك", "أشهر العضوية",
        ),
        ("customers", "monthly_charge"): _keys(
            "monthly charge", "monthly charges", "monthly fee", "monthly payment", "monthly bill", "monthly revenue",
            "monthly price", "mrr", "mrr amount", "شارژ ماهانه", "مبلغ ماهانه", "هزینه ماهانه", "پرداخت ماهانه",
            "حق اشتراک ماهانه", "الرسوم الشهرية", "المبلغ الشهري", "الاشتراك الشهري", "الفاتورة الشهرية",
        ),
        ("departures", "left_on"): _keys(
            "left on", "churn date", "churned on", "leave date", "cancellation date", "cancelled on", "end date",
            "departure date", "lost on", "exit date", "termination date", *_DAY,
            "تاریخ ریزش", "تاریخ ترک", "تاریخ خروج", "تاریخ لغو", "تاريخ المغادرة", "تاريخ الإلغاء", "تاريخ الترك",
        ),
        ("departures", "reason"): _keys(
            "churn reason", "reason", "leave reason", "cancellation reason", "reason for leaving", "exit reason",
            "reason text", "lost reason", "departure reason",
            "دلیل", "علت", "دلیل ریزش", "علت ریزش", "دلیل ترک", "علت ترک", "دلیل خروج", "دلیل لغو",
            "السبب", "سبب المغادرة", "سبب الترك", "سبب الإلغاء",
        ),
        ("departures", "category"): _keys(
            "churn category", "category", "reason category", "cause", "reason code",
            "دسته دلیل", "دسته", "گروه علت", "فئة السبب", "الفئة", "التصنيف",
        ),
        ("departures", "competitor"): _keys("competitor", "lost to", "رقیب", "نام رقیب", "المنافس"),
        ("departures", "source"): _keys("source", "reason source", "منبع", "المصدر"),
        ("contracts", "starts_on"): _keys(
            "inception date", "policy start date", "policy start", "plan start date", "subscription start date",
            "subscription start", "contract start date", "started at",
            "started on", "activation date", "effective date",
            "starts on", "start date", "contract start", "from date", "valid from", "begin date", "start",
            "member since", "customer since", "patronage since date", "subscribed since", "active since", "since",
            "activated at", "activated on", "subscribed at", "subscribed on", "term start", "created at", "created on",
            "تاریخ شروع", "شروع قرارداد", "تاریخ شروع قرارداد", "تاريخ البدء", "تاريخ البداية", "بداية العقد",
        ),
        ("contracts", "ends_on"): _keys(
            "policy end date", "policy end", "plan end date", "subscription end date", "subscription end",
            "contract end date", "ended at", "ended on",
            "ends on", "end date", "contract end", "to date", "valid to", "valid until", "expiry date", "end",
            "expires at", "expires on", "expiration date", "renewal due", "renewal date", "membership expires",
            "membership expiry", "تاریخ پایان", "پایان قرارداد", "تاریخ پایان قرارداد", "تاریخ انقضا",
            "تاريخ الانتهاء", "تاريخ النهاية", "نهاية العقد",
        ),
        ("contracts", "contract_id"): _keys(
            "contract id", "contract no", "contract number", "id contract", "subscription id", "policy no",
            "policy number", "policy id", "membership id",
            "شماره قرارداد", "شناسه قرارداد", "رقم العقد", "معرف العقد",
        ),
        ("contracts", "amount"): _keys(
            "monthly dues", "monthly rate", "monthly premium", "annual premium", "monthly pay", "monthly price",
            "monthly fee", "monthly amount", "monthly charge", "mrr amount",
            "annual price", "annual amount", "yearly price", "annual fee", "plan price", "recurring amount",
            "arr amount",
            "مبلغ ماهانه", "مبلغ سالانه", "حق اشتراک", "حق اشتراک ماهانه", "الرسوم الشهرية", "المبلغ الشهري",
            "amount", "contract value", "contract amount", "value", "mrr", "arr", "fee", "premium", "net premium",
            "premium amount", "gross premium", "membership fee", "dues", "subscriptions mrr", "subscription mrr",
            "plan amount", "recurring price", "rate plan charge mrr", "subscription price", "unit amount", "price",
            "rate",
            "مبلغ", "مبلغ قرارداد", "ارزش قرارداد", "المبلغ", "قيمة العقد",
        ),
        ("contracts", "cancelled_on"): _keys(
            "plan cancel date", "subscription cancel date", "canceled at", "cancelled at", "cancelled date",
            "canceled date", "termination date", "terminated on", "churn date", "churned on", "churned at",
            "deactivation date",
            "deactivated on", "disconnection date", "disconnect date", "cease date",
            "cancelled on", "canceled on", "cancellation date", "cancel date", "تاریخ لغو", "تاریخ فسخ",
            "تاریخ انصراف", "تاریخ خروج", "تاريخ الانسحاب",
            "تاريخ الإلغاء", "تاريخ الفسخ",
        ),
        ("contracts", "status"): _keys(
            "status", "contract status", "subscription status", "membership status", "policy status", "plan status",
            "member status", "account status", "state", "contract state", "subscription state", "service status",
            "وضعیت", "وضعیت قرارداد", "وضعیت اشتراک", "وضعیت بیمه نامه", "وضعیت عضویت",
            "الحالة", "حالة العقد", "حالة الاشتراك", "حالة الوثيقة", "حالة العضوية",
        ),
        ("contracts", "amount_period"): _keys(
            "charge frequency", "payment frequency", "frequency", "amount period", "interval", "plan interval",
            "period unit", "billing period unit", "billing interval",
            "billing period", "billing cycle", "billing frequency",
            "دوره پرداخت", "دوره صورتحساب", "فترة الفوترة",
        ),
        ("complaints", "satisfaction"): _keys(
            "satisfaction", "satisfaction score", "satisfaction rating", "csat", "csat score",
            "rating", "ticket rating", "conversation rating", "customer rating", "survey score",
            "satisfaction survey score",
            "csat rating",
            "امتیاز رضایت", "رضایت", "درجة الرضا", "الرضا",
        ),
        ("complaints", "reply_minutes"): _keys(
            "first response time minutes", "first reply time minutes", "first reply time in minutes",
            "first response minutes", "response time minutes", "reply time minutes", "زمان پاسخ به دقیقه",
        ),
        ("contacts", "contacted_on"): _keys(
            "contacted on", "contact date", "call date", "called on", *_DAY, "تاریخ تماس", "تاريخ الاتصال",
        ),
        ("contacts", "direction"): _keys("direction", "inbound outbound", "جهت", "جهت تماس", "الاتجاه"),
        ("contacts", "channel"): _keys(
            "channel", "contact channel", "medium", "کانال", "کانال تماس", "القناة", "وسيلة الاتصال",
        ),
        ("contacts", "answered"): _keys("answered", "picked up", "reached", "پاسخ داده شده", "پاسخ", "تم الرد"),
        ("contacts", "agent"): _keys(*_AGENTS),
        ("complaints", "agent"): _keys(*_AGENTS),
        ("complaints", "opened_at"): _keys(
            "submitted at", "created time", "ticket created", "opened date", "ticket opened", "reported at",
            "conversation started at", "conversation created at", "started at", "created date", "creation date",
            "date opened", "ticket created at",
            "reported on", "تاریخ ثبت تیکت", "تاریخ ایجاد تیکت", "تاريخ فتح التذكرة", "تاریخ ایجاد", "زمان ایجاد",
            "تاریخ ثبت", "تاريخ الإنشاء", "تاريخ الفتح", "erstellt am", "créé le", "fecha de creación", "criado em",
            "data di creazione", "oluşturma tarihi", "aangemaakt op", "data utworzenia", "дата создания",
            "date created", "opened at", "opened on", "opened", "created", "complaint date", "ticket date",
            "open date", "created at",
            "complained on", "تاریخ شکایت", "زمان ثبت شکایت", "تاریخ ثبت شکایت", "تاريخ الشكوى",
        ),
        ("complaints", "replied_at"): _keys(
            "first response time", "initial response time", "first replied at", "first responded at",
            "conversation first replied at", "first reply at", "conversation first response at", "first response date",
            "first answered", "first answered at", "date first answered", "first answer", "replied at", "first reply",
            "first response at", "responded at", "replied on",
            "زمان پاسخ", "تاریخ پاسخ", "تاريخ الرد", "وقت الرد",
        ),
        ("complaints", "closed_at"): _keys(
            "solved at", "closed time", "resolved time", "closed date", "first closed at", "conversation closed at",
            "last closed at", "date closed", "resolution date", "تاریخ بستن تیکت",
            "date resolved", "resolved", "closed at", "closed on", "resolved at", "resolved on", "closed",
            "تاریخ بسته شدن", "تاریخ رفع",
            "تاريخ الإغلاق",
        ),
        ("complaints", "topic"): _keys(
            "topic", "subject", "complaint type", "ticket type", "issue", "tags", "tag",
            "موضوع", "موضوع شکایت", "نوع شکایت", "برچسب",
            "الموضوع", "موضوع الشكوى",
        ),
        ("complaints", "detail"): _keys(
            "detail", "details", "complaint", "complaint text", "body", "message", "شرح", "متن شکایت", "توضیحات",
            "التفاصيل", "نص الشكوى", "الشكوى",
        ),
        ("visits", "visited_on"): _keys(
            "visited on", "visit date", "login date", "logged in at", "last login", "session date", "visited at",
            *_DAY, "تاریخ بازدید", "تاریخ ورود", "تاریخ مراجعه", "تاريخ الزيارة", "تاريخ الدخول",
        ),
        ("surveys", "answered_on"): _keys(
            "review created", "review date", "reviewed at", "reviewed on", "date of review", "rated at", "rated on",
            "تاریخ ثبت نظر", "تاريخ التقييم", "bewertet am", "date de l avis", "fecha de la reseña",
            "answered on", "survey date", "response date", "answered at", "submitted at", *_DAY,
            "تاریخ پاسخ", "تاریخ نظرسنجی", "تاريخ الإجابة", "تاريخ الاستبيان",
        ),
        ("surveys", "score"): _keys(
            "review stars", "stars", "star rating", "review rating", "review score", "overall rating", "sterne",
            "étoiles", "estrellas", "estrelas", "stelle", "yıldız", "ستاره", "النجوم",
            "score", "nps", "nps score", "rating", "satisfaction", "csat", "satisfaction score",
            "امتیاز", "نمره", "امتیاز رضایت", "الدرجة", "التقييم", "درجة الرضا",
        ),
        ("surveys", "comment"): _keys(
            "comment", "comments", "feedback", "verbatim", "نظر", "توضیح", "نظرات", "التعليق", "ملاحظات",
        ),
        ("surveys", "topic"): _keys(
            "topic", "aspect", "dimension", "question topic", "موضوع", "محور", "الموضوع", "المحور",
        ),
        ("surveys", "importance"): _keys(
            "importance", "importance score", "how important", "اهمیت", "میزان اهمیت", "الأهمية", "درجة الأهمية",
        ),
        ("holidays", "holiday_on"): _keys(
            "holiday", "holiday on", "holiday date", "public holiday", "تعطیلی", "روز تعطیل", "تاریخ تعطیلی",
            "العطلة", "يوم العطلة", "تاريخ العطلة",
        ),
        ("holidays", "occasion"): _keys("occasion", "holiday name", "مناسبت", "المناسبة", "اسم العطلة"),
        ("costs", "incurred_on"): _keys(
            "incurred on", "cost date", "expense date", *_DAY, "تاریخ هزینه", "تاريخ التكلفة", "تاريخ المصروف",
        ),
        ("costs", "amount"): _keys(
            "amount", "cost", "cost amount", "expense", "spend", "مبلغ", "هزینه", "مبلغ هزینه",
            "المبلغ", "التكلفة", "المصروف",
        ),
        ("costs", "kind"): _keys(
            "kind", "cost type", "cost kind", "type", "expense type", "نوع هزینه", "نوع", "نوع التكلفة", "النوع",
        ),
        ("wallets", "known_on"): _keys(
            "known on", "wallet date", "asked on", "year to", "as of", "survey date", *_DAY,
            "تاریخ سبد خرید", "تا تاریخ", "تاريخ المحفظة", "حتى تاريخ",
        ),
        ("wallets", "spend"): _keys(
            "wallet", "wallet size", "total spend", "category spend", "spend with everybody", "spend", "total wallet",
            "کیف پول", "سبد خرید", "کل خرید سالانه", "المحفظة", "حجم الإنفاق", "إجمالي الإنفاق",
        ),
        ("prices", "month"): _keys("month", "period", *_DAY, "ماه", "الشهر"),
        ("prices", "index"): _keys(
            "index", "price index", "cpi", "شاخص", "شاخص قیمت", "المؤشر", "مؤشر الأسعار", "الرقم القياسي",
        ),
    }
)  # fmt: skip


# What the product's own tables and downloads call these columns, in English; its catalogs know the other languages.
_OWN_LABELS = MappingProxyType(
    {
        "customer_id": "Customer number", "name": "Name", "segment": "Segment", "role": "Side", "region": "Region",
        "channel": "Channel", "owner": "Owner", "joined_on": "Joined on", "acquisition_cost": "Cost of winning",
        "referred_by": "Referred by", "club_joined_on": "Joined the club on", "wallet": "Spends with everybody",
        "supplier_rank": "Our place among suppliers", "suppliers": "Suppliers",
        "birthday": "Born on", "opted_out": "Wants no contact", "tenure_months": "Months as a customer",
        "monthly_charge": "Monthly charge",
        "product_name": "Product's name", "unit_cost": "Cost of one unit",
        "ordered_on": "Day of the order", "revenue": "Sales", "cost": "Cost", "order_id": "Order number",
        "product": "Product", "category": "Category", "quantity": "Quantity", "status": "Status",
        "left_on": "Left on", "reason": "In their words", "competitor": "Competitor", "source": "Source",
        "starts_on": "Starts on", "ends_on": "Ends on", "contract_id": "Contract number", "amount": "Amount",
        "cancelled_on": "Cancelled on", "contacted_on": "Day of the contact", "direction": "Direction",
        "answered": "Answered", "opened_at": "Opened", "replied_at": "Replied", "closed_at": "Closed",
        "topic": "Topic", "detail": "Details", "visited_on": "Day of the visit", "answered_on": "Day of the answer",
        "score": "Score", "comment": "Comment", "incurred_on": "Day of the cost", "kind": "Kind", "month": "Month",
        "known_on": "Known for the year to", "spend": "Spends with everybody",
        "index": "Price index",
    }
)  # fmt: skip


_EUROPEAN = {place: _keys(*map(key, names)) for place, names in european.NAMES.items()}
_BY_LANGUAGE = {place: _keys(*map(key, names)) for place, names in by_language.columns().items()}


@cache
def names_of(table: str, target: str) -> tuple[str, ...]:
    """List the folded names under which files hold a column: its own, usual ones, and the product's own label."""
    usual = tuple(
        name
        for names in (_EUROPEAN, SYNONYMS, _BY_LANGUAGE)
        for name in names.get((table, target), names.get(("", target), ()))
    )
    label = _OWN_LABELS.get(target)
    labels = [translations(lang).gettext(label) for lang in LANGUAGES] if label else []
    return tuple(dict.fromkeys([key(target), *usual, *map(normalise, labels)]))


ALL_KNOWN = frozenset(
    {*PRICES, *PROFITS, *DISCOUNTS, *CURRENCY, *(name for names in SYNONYMS.values() for name in names)}
    | {name for known in (_EUROPEAN, _BY_LANGUAGE) for names in known.values() for name in names}
    | {key(name) for table in TABLES.values() for name in table.names}
)


@cache
def words_of_headers() -> frozenset[str]:
    """Return every word of the headers that are known, folded."""
    return frozenset(word for name in ALL_KNOWN for word in name.split())
