"""Names and sentences for the sample data, in English, Persian and Arabic."""

from __future__ import annotations

# Which language a customer of a region writes in: weights of English, Persian, Arabic.
LANGUAGE_OF: dict[str, tuple[float, float, float]] = {
    "Tehran": (0.10, 0.88, 0.02),
    "Isfahan": (0.06, 0.93, 0.01),
    "Dubai": (0.50, 0.12, 0.38),
    "Riyadh": (0.18, 0.02, 0.80),
    "Istanbul": (0.72, 0.13, 0.15),
    "Berlin": (0.82, 0.10, 0.08),
}

# First and second parts; every pair makes a name.
FIRMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        (
            *("Northgate", "Bluewater", "Helix", "Summit", "Orchard", "Redstone", "Lakeside", "Vertex", "Harbour"),
            *("Silverline", "Meridian", "Brightwell", "Falcon", "Kestrel", "Ashford", "Yıldız", "Anadolu", "Weber"),
            *("Lindner", "Spree", "Marmara", "Crescent", "Palm", "Granite", "Tulip", "Beacon", "Cobalt", "Juniper"),
        ),
        (
            *("Logistics", "Foods", "Software", "Textiles", "Hotels", "Engineering", "Pharma", "Retail", "Energy"),
            *("Construction", "Media", "Insurance", "Motors", "Consulting", "Clinics", "Shipping"),
        ),
    ),
    "fa": (
        ("شرکت", "گروه صنعتی", "بازرگانی", "فناوری", "مهندسی", "صنایع غذایی", "هلدینگ", "بیمارستان", "داروسازی"),
        (
            *("پارس", "البرز", "زاگرس", "کاوه", "آریا", "سپهر", "نوین", "پیشگامان", "خلیج", "دماوند", "مهر", "کیان"),
            *("سروش", "آسمان", "رایان", "تندیس", "پویا", "هامون", "ارغوان", "نگین", "ایرانیان", "سپاهان", "نقش‌جهان"),
            *("امید", "پرشیا", "توسعه", "افق", "آرمان", "یکتا", "ساحل"),
        ),
    ),
    "ar": (
        ("شركة", "مجموعة", "مؤسسة", "مصنع", "مستشفى", "فنادق"),
        (
            *("الخليج", "الواحة", "النخيل", "الرياض", "الشروق"),
            *("الأمل", "البحر", "الفجر", "القمة", "الريادة", "اليمامة"),
            *("المدار", "الصفا", "النور", "الوفاء", "الإبداع", "المستقبل", "الجزيرة", "الاتحاد", "الساحل", "الأفق"),
        ),
    ),
}
PEOPLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        (
            *("Emma", "Lukas", "Sophie", "Daniel", "Aylin", "Mert", "Elif", "Jonas", "Clara", "Peter", "Zeynep"),
            *("Emre", "Hannah", "Oliver", "Grace", "Felix", "Deniz", "Laura", "Adam", "Nina"),
        ),
        (
            *("Schmidt", "Yılmaz", "Becker", "Kaya", "Clarke", "Demir", "Hoffmann", "Wright", "Şahin", "Wagner"),
            *("Evans", "Öztürk", "Fischer", "Murphy", "Arslan", "Neumann", "Patel", "Braun", "Doğan", "Khan"),
        ),
    ),
    "fa": (
        (
            *("سارا", "علی", "مریم", "رضا", "زهرا", "محمد", "نگار", "حسین", "فاطمه", "امیر", "مهسا", "پویا", "الهام"),
            *("کاوه", "نرگس", "آرش", "لیلا", "بهرام", "شیرین", "حامد"),
        ),
        (
            *("احمدی", "کریمی", "حسینی", "رضایی", "موسوی", "اکبری", "جعفری", "صادقی", "مرادی", "شریفی", "قاسمی"),
            *("نوری", "کاظمی", "یزدانی", "رستمی", "تهرانی", "اصفهانی", "فرهادی", "بهرامی", "زمانی"),
        ),
    ),
    "ar": (
        (
            *("أحمد", "فاطمة", "خالد", "نورة", "عبد الله", "مريم", "يوسف", "ليلى", "عمر", "هند", "سلمان", "ريم"),
            *("طارق", "دانة", "ماجد", "سارة"),
        ),
        (
            *("العتيبي", "الحربي", "القحطاني", "المنصوري", "الشامسي", "الزهراني", "الدوسري", "الهاشمي", "السعيد"),
            *("النجار", "الحداد", "المري", "الغامدي", "العلي", "الكعبي", "الشهري"),
        ),
    ),
}

COMPETITORS = ("Talentio", "Hirefront", "کاریابی نوین", "وظائف الخليج", "JobBridge")
NEW_COMPETITOR = "Bosphorus Talent"

# What customers say, by cause and language. "employers" and "job seekers" end a need differently.
REASONS: dict[str, dict[str, tuple[str, ...]]] = {
    "price": {
        "en": (
            *("Too expensive", "Price too high", "Your new prices are too high for us", "price increase"),
            *("We cannot justify the fees any more", "It costs more every year", "Not worth the money", "Overpriced"),
        ),
        "fa": (
            *("قیمت‌ها خیلی بالاست", "گران است", "خیلی گرونه", "افزایش قیمت", "تعرفه‌ها را بالا بردید"),
            *("هزینه‌ها زیاد شده", "قیمت جدید برای ما مناسب نیست", "گران شدید"),
        ),
        "ar": (
            *("الأسعار غالية", "الأسعار مرتفعة جدًّا", "السعر غير مناسب", "رفعتم الأسعار", "التكلفة عالية"),
            *("الرسوم مرتفعة", "غلاء الأسعار"),
        ),
    },
    "support": {
        "en": (
            *("Nobody answered the phone", "Nobody answered our calls", "no reply from support", "Support is too slow"),
            *("My emails went unanswered", "Rude support person", "Poor service", "could not reach anyone"),
        ),
        "fa": (
            *("کسی جواب نداد", "هیچ‌کس پاسخگو نبود", "پشتیبانی جواب نمی‌دهد", "تلفن را جواب نمی‌دادند"),
            *("پشتیبانی ضعیف", "برخورد بد کارشناس", "خدمات ضعیف", "کسی پاسخ نمی‌داد"),
        ),
        "ar": (
            *("لا أحد يرد على الهاتف", "لم يرد علينا أحد", "الدعم ضعيف", "خدمة العملاء سيئة", "لا يوجد رد"),
            *("أسلوب الموظف غير لائق", "الدعم بطيء"),
        ),
    },
    "quality": {
        "en": (
            *("Candidates were not qualified", "Poor quality of candidates", "The people you sent did not fit"),
            *("quality went down", "Disappointing course", "Half of the profiles were irrelevant"),
        ),
        "fa": (
            *("کیفیت پایین", "کیفیت نیروها خوب نبود", "رزومه‌ها نامرتبط بود", "نیروها تخصص کافی نداشتند"),
            *("کیفیت دوره‌ها افت کرده", "از کیفیت کار راضی نبودم"),
        ),
        "ar": (
            *("جودة المرشحين ضعيفة", "المرشحون غير مؤهلين", "الجودة سيئة", "الدورة مخيبة للآمال"),
            *("مستوى المرشحين ضعيف",),
        ),
    },
    "communication": {
        "en": ("Poor communication", "We never heard from you", "felt like just a number", "Nobody kept us informed"),
        "fa": ("ارتباط ضعیف", "هیچ خبری از شما نبود", "ما را فراموش کردید", "اهمیتی به ما نمی‌دادید"),
        "ar": ("لا يوجد تواصل", "ضعف التواصل", "لم يتواصل معنا أحد", "لا تهتمون بالعميل"),
    },
    "no_followup": {
        "en": ("No follow-up after the placement", "no follow up", "Nobody checked in after we signed"),
        "fa": ("بعد از خرید پیگیری نکردید", "عدم پیگیری", "خدمات پس از فروش ندارید", "کسی پیگیری نکرد"),
        "ar": ("لا توجد متابعة", "لم يتابع معنا أحد بعد التوظيف", "عدم المتابعة"),
    },
    "competitor": {
        "en": (
            *("Went to a competitor", "Another agency made a better offer", "switched to another provider"),
            *("A rival agency is closer to us", "Better offer elsewhere", "moved to a competitor"),
        ),
        "fa": (
            *("رقیب پیشنهاد بهتری داد", "با شرکت دیگری کار می‌کنیم", "رفتیم پیش رقیب شما"),
            *("کاریابی دیگری انتخاب کردیم", "جای دیگری پیدا کردیم"),
        ),
        "ar": (
            *("انتقلنا إلى شركة أخرى", "المنافس قدم عرضا أفضل", "تعاقدنا مع منافس", "وجدنا عرضا أفضل"),
            *("مكتب آخر أقرب إلينا",),
        ),
    },
    "buying_experience": {
        "en": ("Too many forms to order", "The website kept failing", "Checkout is complicated"),
        "fa": ("مراحل پرداخت پیچیده است", "سایت کار نمی‌کند", "ثبت سفارش سخت بود", "درگاه پرداخت خطا می‌دهد"),
        "ar": ("الموقع صعب الاستخدام", "خطوات الدفع معقدة", "التطبيق لا يعمل"),
    },
    "delivery": {
        "en": ("It took months to fill the position", "always late", "Delays with every shortlist"),
        "fa": ("معرفی نیرو خیلی طول کشید", "تأخیر زیاد", "به موقع تحویل ندادید", "دیر رزومه فرستادید"),
        "ar": ("تأخرتم في إرسال المرشحين", "التأخير المستمر", "استغرق التوظيف وقتا طويلا"),
    },
    "need_ended (employers)": {
        "en": ("Hiring freeze", "We have stopped hiring", "Project ended", "we now recruit in-house", "Company closed"),
        "fa": ("فعلاً نیازی نداریم", "استخدام نداریم", "پروژه تمام شد", "شرکت تعطیل شد", "دیگر نیازی به نیرو نداریم"),
        "ar": ("لم نعد بحاجة إلى الخدمة", "توقفنا عن التوظيف", "انتهى المشروع", "أغلقنا الفرع"),
    },
    "need_ended (job seekers)": {
        "en": ("Found a job", "I found a job", "Got a job, thank you", "no longer looking"),
        "fa": ("کار پیدا کردم", "شغل پیدا کردم", "استخدام شدم", "دیگر نیازی ندارم"),
        "ar": ("وجدت وظيفة", "حصلت على عمل", "لم أعد بحاجة إلى الخدمة"),
    },
    "moved_deceased": {
        "en": ("Moved", "Moved abroad", "Relocated to another city"),
        "fa": ("مهاجرت کردم", "به شهر دیگری رفتیم", "نقل مکان"),
        "ar": ("انتقلنا إلى مدينة أخرى", "سافرت خارج البلاد", "هاجرت"),
    },
    "unknown": {
        "en": ("Don't know", "no reason", "not sure", "No idea"),
        "fa": ("نمی‌دانم", "دلیل خاصی ندارد", "بی‌دلیل", "نمیدونم"),
        "ar": ("لا أعرف", "بدون سبب", "لا أدري"),
    },
    "unclassified": {
        "en": ("see ticket", "as discussed with Ms Weber", "will come back next year"),
        "fa": ("با مدیر صحبت شد", "طبق ایمیل", "نگران بودم"),
        "ar": ("حسب الاتفاق", "سنعود لاحقا", "كما ذكرنا في البريد"),
    },
}
JOINING = {"en": " and ", "fa": " و ", "ar": " و"}
EMPTY = ("", "", "", "", "", "-", "؟", "...")
