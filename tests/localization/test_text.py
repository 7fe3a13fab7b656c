import pytest

from localization.text import normalise


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("كيفيت محصول خيلي پايين بود", "کیفیت محصول خیلی پایین بود"),
        ("قیمت‌ها خیلی بالاست", "قیمت ها خیلی بالاست"),
        ("الأسعار غالية", "الاسعار غالیه"),
        ("التسعير مرتفع جدًّا", "التسعیر مرتفع جدا"),
        ("Competitor offered a better price", "competitor offered a better price"),
        ("قیمت خوب بود ولی پشتیبانی جواب نمی‌داد", "قیمت خوب بود ولی پشتیبانی جواب نمی داد"),
        ("لم أعد بحاجة إلى الخدمة", "لم اعد بحاجه الی الخدمه"),
        ("دلیل خاصی ندارد", "دلیل خاصی ندارد"),
        ("Don't know", "dont know"),
        ("Don’t know!", "dont know"),
        ("؟؟", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_stated_reasons(text, folded):
    assert normalise(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كتاب ي", "کتاب ی"),
        ("مسئول", "مسيول"),
        ("خانۀ", "خانة"),
        ("هٔ", "ہ"),
        ("آدرس", "ادرس"),
        ("مؤسسه", "موسسه"),
        ("قیـــمت", "قیمت"),
        ("می‌رود", "می رود"),
        ("\u200fمشتری\u200e", "مشتری"),
        ("\ufeffcustomer_id", "Customer ID"),
        ("تاریخ ۱۴۰۳/٠١", "تاریخ 1403 01"),
        ("ﻣﺸﺘﺮﻱ", "مشتری"),
        ("Café", "cafe"),
        ("ＩＤ", "id"),
        ("  Net   price (£) ", "net price"),
    ],
    ids=[
        "keyboards",
        "hamza-ye",
        "he",
        "small-hamza",
        "alef",
        "vav",
        "tatweel",
        "half-space",
        "bidi-marks",
        "byte-order-mark",
        "digits",
        "presentation-forms",
        "accents",
        "full-width",
        "spaces",
    ],
)
def test_spellings_that_mean_the_same(one, other):
    assert normalise(one) == normalise(other)


def test_folding_twice_changes_nothing():
    text = "التسعير مُرْتَفِع جدًّا — Don’t «می‌رود» ۱۲"
    assert normalise(normalise(text)) == normalise(text)


def test_expensive_inside_worried_stays_one_word():
    assert normalise("نگران بودم").split() == ["نگران", "بودم"]
