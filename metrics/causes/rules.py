"""Phrases by which `causes_of` knows a cause, in English, Persian and Arabic."""

from __future__ import annotations

TOPIC = (
    "price|pricing|cost|fee|rate|quality|service|support|staff|people|team|website|site|delivery"
    "|communication|candidate|product|course|consultant|follow|coach|everything"
)
GOOD = "good.|great.|fine.|ok.|okay.|fair.|excellent|reasonabl|perfect|nice|acceptabl|friendly|helpful|amazing"
VERY = "very|really|quite|so|pretty|always|all|generally"
TOPIC_FA = "قیمت|هزینه|تعرفه|کیفیت|پشتیبان|خدمات|برخورد|رفتار|سایت|ارتباط|پیگیری|محصول|دوره|تحویل"
GOOD_FA = "خوب.|خوبی.|خوبه.|مناسب.|مناسبی.|مناسبه.|عالی|منصفانه|معقول"
VERY_FA = "هم.|خیلی|واقعا|شما.|تان.|تون.|ها.|های.|هاتون|هایتان|بسیار|نسبتا|همیشه|محصول|کار|دوره"
TOPIC_AR = "سعر|أسعار|جودة|خدمة|خدمات|دعم|موقع|تعامل|معاملة|توصيل|تسليم|تكلفة|تواصل|رسوم"
GOOD_AR = "جيد|ممتاز|مناسب|معقول|مقبول|رائع|عادل|منافسة.|تنافسي"
PLACE = (
    "city|country|town|abroad|overseas|state|house|apartment|region|area|europe|canada|germany|berlin|turkey"
    "|istanbul|dubai|emirates|uae|usa|america|australia|uk.|england|london|sweden|france|paris|austria|iran"
    "|tehran|iraq|saudi|riyadh|qatar|oman|netherlands|spain|italy"
)
PLACE_FA = (
    "خارج|شهرستان|ایران|تهران|کانادا|آلمان|برلین|ترکیه|استانبول|دبی|امارات|آمریکا|اروپا|استرالیا|انگلیس|لندن"
    "|سوئد|فرانسه|اتریش|هلند|عمان|قطر"
)
PLACE_AR = (
    "مدينة|بلد|بلاد|خارج|دولة|منطقة|حي.|كندا|ألمانيا|برلين|تركيا|إسطنبول|اسطنبول|دبي|إمارات|أمريكا|أوروبا"
    "|أستراليا|بريطانيا|لندن|سويد|فرنسا|سعودية|رياض|قطر|عمان|مصر|أردن"
)
NO_FA = "نبود|نیست|نداش|ندار|نکرد|نمی|نشد|نداد"

# Praise is taken out first, unless one of these words stands shortly before it.
NEGATORS = "not|no.|never|isnt|wasnt|arent|werent|dont|didnt|doesnt|lack|without|ليس|لم.|غير|ما.|لا.|لن.|دون|بدون"
PRAISE = f"""
{TOPIC} was|were|is|are {VERY}? {GOOD}, {GOOD} {TOPIC}
happy|satisfied|pleased with|about the|your|our? {TOPIC}
{TOPIC_FA} {VERY_FA}? {VERY_FA}? {GOOD_FA} !{NO_FA}|تر|نه., از {TOPIC_FA} ~ راضی !{NO_FA}
{TOPIC_AR} كان|كانت|عندكم|لديكم? {GOOD_AR}
"""
# What is said not to be the cause, and words that only look like one.
DENIALS = f"""
not|isnt|wasnt|never|arent|werent too|so|that|very|really? expensive|overpriced|pricey|costly|slow|late.|rude
{TOPIC} was|is|were|are not|never a|the|our? problem|issue|reason|concern
{TOPIC} wasnt|isnt|werent|arent a|the|our? problem|issue|reason|concern
no problem|complaint|issue with|about the|your|our? {TOPIC}, not because of the|your? {TOPIC}
nothing to do with the|your? {TOPIC}
in charge, no charge, free of charge
گران|گرون نبود|نیست, مشکل {TOPIC_FA} نبود|نیست|ندا, {TOPIC_FA} ~ مشکل ندا
خاطر|بخاطر {TOPIC_FA} نبود|نیست
گران‌قدر, گران‌مایه, گران‌بها, با وجود پیگیر, علیرغم پیگیر, در ارتباط با, در این ارتباط
ليس|ليست|غير|مش|لم جدا? غالي|مكلف|باهظ|مرتفع, مشكلة|سبب ليس|ليست في? {TOPIC_AR}
ليس|ليست بسبب {TOPIC_AR}
"""

# Tried in this order; what one of these claims, no later rule sees ("slow to answer" is no delay).
CLAIMS: tuple[tuple[str, str], ...] = (
    (
        "no_followup",
        """
        after sale, after sales, aftercare, nobody|noone|never|didnt|not ~ check
        no one ~ check
        no one|nobody|noone ~ after ~ paid|purchas|payment|sale|bought|signed|contract|order|hire
        never hear|contacted|called ~~ after ~ paid|purchas|payment|sale|bought|signed|contract|order|hire
        after ~ paid|purchas|payment|sale|bought|signed|contract ~ nobody|noone|never|silence|disappear|vanish
        خدمات پس|بعد از فروش, سراغ ~ نگرفت|نیامد|نمی, بعد|پس از فروش|خرید ~ رها|ول.|فراموش
        بعد|پس از عقد? خرید|فروش|قرارداد|پرداخت|استخدام|تحویل ~~ نکرد|نگرفت|نزد|نداشت|نیامد|نمی‌گیر
        ما بعد البيع, لم|لا|ما|عدم|بدون ~ متابع|يتابع|تتابع, يسأل|يسال عنا
        لم|لا|ما ~ بعد شراء|بيع|دفع|توظيف|عقد|تعاقد|تعيين
        """,
    ),
    (
        "need_ended",
        """
        no longer need|requir|use.|looking|hiring, dont|didnt|doesnt|not need|require
        need|needs ended|is over|gone
        only needed, hiring freeze|stop|froze
        stopped|paused|froze|frozen|freeze|halted|finished ~ hiring|recruit
        no more hiring|recruit, not hiring|recruiting
        found|got|started|have|accepted ~ job.|work.|employment
        joined another|a company|firm, got|was|am hired., hired by, no need.
        project ~ ended|finished|complete|over.|cancel
        position|role|vacancy|job ~ filled.|closed.
        company|business|branch|office|shop ~ closed|sold|merged|shut
        closed|closing|shut|sold ~ business|company|branch|office|down|shop, out of business
        bankrupt, insolven, liquidat, retire, in house, own|internal recruiter|hr.|recruitment|hiring
        budget ~ cut|frozen|froze, downsiz, layoff, laid off, one off, one time
        نیاز|احتیاج ~ ندار|نداش|نیست|نمی, لازم ندار|نداش|نیست, نیاز|نیازم|نیازمان ~ برطرف|رفع|تمام
        استخدام|جذب ~ ندار|نداش|نمی|متوقف|تعطیل, کار.|کاری.|شغل پیدا کرد|شد, استخدام شد, مشغول به? کار
        پروژه|قرارداد|دوره ~ تمام|پایان|متوقف|لغو
        شرکت|کسب|شعبه|مغازه|دفتر|کارخانه|کارگاه ~ تعطیل|بسته|منحل
        شرکت|شعبه|مغازه|کارخانه را ~ فروخت|واگذار|بستیم, ورشکست, بازنشست, تعدیل
        لم|لا|لست|لسنا|ما|مو|مش ~ بحاجة|نحتاج|أحتاج|يحتاج|محتاج
        انتهت|انتفت|انتهى|انتهاء|زالت|زوال حاجة|حاجت|مشروع
        وجدت|حصلت|لقيت على? وظيفة|عمل|شغل
        أغلقنا|أغلقت|إغلاق|أقفلنا|تصفية ~ شركة|فرع|مكتب|متجر|محل|نشاط|أعمال
        إفلاس, أفلس, توقفنا|أوقفنا|توقف|تجميد|جمدنا عن? توظيف|تعيين, تقاعد
        """,
    ),
    (
        "moved_deceased",
        f"""
        moved|moving to|back|from ~ {PLACE}, moved|moving abroad|away|overseas|house|home|out.
        relocat, emigrat, immigrat, left|leaving|leave the? {PLACE}, passed away, died, deceased, death
        مهاجرت, نقل مکان, اسباب‌کشی, شهر|کشور|استان|محل دیگر|عوض, از|به {PLACE_FA} ~ رفت|رفته
        رفت {PLACE_FA}
        فوت., فوتی, درگذشت, از دنیا رفت, مرحوم
        هاجر, هجرة, انتقل|سافر|غادر|رحل إلى|الى|من|عن? {PLACE_AR}, انتقال إلى? {PLACE_AR}, توفي
        وفاة, متوفى, مات.
        """,
    ),
    (
        "price",
        """
        not|isnt|wasnt|hardly|longer worth, value for ~ money, poor|bad value, waste of money
        for less., costs less
        cant|cannot|couldnt|not|unable|longer|dont to? afford, unaffordabl
        over|above|beyond|exceed|out of? ~ budget
        uncompetitive, not|longer|isnt competitive, extra data charges
        higher|more than ~ quote|agreed|justify
        قیمت|هزینه نسبت به کیفیت|خدمات|ارزش, قیمت‌گذاری, ارزش ~ پول|هزینه ~ ندا, ارزش ندا
        رقابتی نبود|نیست
        پول زیاد|اضافه, أعلى|فوق|أكبر|أكثر|تتجاوز من? ميزانية|ميزانيت, غير منافس|تنافسي
        لا|لم|ما تستحق|يستحق|تستاهل ~ ثمن|سعر|مال|مبلغ, لا|لم|ما تستحق|يستحق
        """,
    ),
    (
        "support",
        """
        attitude, customer service|care|support, service dissatisf
        service ~ bad|poor|terribl|awful|slow|weak|worse
        bad|poor|terrible|awful|horrible|weak|slow|lousy service, support ~ slow
        nobody|noone|never|didnt|dont|doesnt|couldnt|cant|wont ~ answer|respond|repl|pick|reach|return
        no one ~ answer|respond|repl|pick|help, not ~ answer|respond|repl|return|reach
        no answer|reply|replies|response
        call|called|calling back ~ never|nobody|not|didnt, nobody|noone|one|never|didnt call|called ~ back
        unanswered, on hold, get through, get hold
        late|slow|delay|took|take|wait ~ reply|replies|respon|answer
        repl|respon|answer ~ late|slow|took|days|weeks
        support|helpdesk|hotline took|takes ~~ days|hours|weeks|long
        کیفیت|ضعف پشتیبان, دیر|تاخیر ~ جواب|پاسخ|جوابگو|پاسخگو, کسی|هیچ‌کس|هیچ‌کی ~ جواب|پاسخ|کمک
        جواب|پاسخ|تلفن ~ نداد|نمی|ندار|ندا|نگرفت|نبود|نیست, خدمات ~ ضعیف|بد.|افتضاح, خدمات مشتری
        بی‌جواب, بی‌پاسخ, پشتیبان سایت
        لا|لم|ما|ولا ~ يرد|ترد|يجيب|تجيب|يجب|يستجيب|تستجيب|يساعد
        عدم|بدون|تأخر|بطء|بطيء ~ رد.|ردود|استجابة|تجاوب
        خدمة|خدمات عملاء|زبائن, خدمة|خدمات|دعم|معاملة|تعامل ~ سيئ|ضعيف|رديء|بطيء
        سوء خدمة|معاملة|تعامل, غير متعاون, أسلوب ~ غير|سيئ, لا|لم|ما يوجد|يصل|يصلنا|يصلني رد., تجاهل ~ رسائل|اتصال|طلب
        """,
    ),
    (
        "buying_experience",
        """
        self service
        order|ordering|booking|payment|registration|checkout|purchas process|form|step|fail|error
        complicated|confus|difficult|hard|many ~ order|book|buy|pay.|payment|checkout|register|use.|form|step
        could|couldnt|cant|cannot|unable ~~ order|reorder|pay.|log|login|register|checkout|book.
        مراحل|فرایند|فرآیند|روند|نحوه|فرم خرید|پرداخت|سفارش|ثبت, ثبت سفارش, ثبت‌نام, درگاه
        خطوات|عملية|طريقة|إجراءات|مراحل دفع|شراء|طلب|تسجيل|حجز, صعب|صعوبة استخدام|استعمال|طلب|شراء|دفع
        """,
    ),
)

# Looked for last, in whatever is left; one text may hit several.
STEMS: tuple[tuple[str, str], ...] = (
    (
        "quality",
        """
        quality, defect, faulty, broken, unreliab, reliability, product dissatisf
        limited range|choice|selection
        lack|slow|poor|low ~~ speed, unqualified, unsuitable, irrelevant, disappoint, useless, mistake
        not|didnt|doesnt|never|isnt|wasnt ~ qualif|suitab|match|fit.|work.|skill|expect, below ~ expect
        wrong|weak|poor|bad candidate|people|cv|profile|applicant|product|course|coach|worker|training
        candidate|applicant|worker|cv|hire|hired|product|course|coach ~ weak|poor|left|quit|resign|wrong|bad.
        without|lack|missing ~ skill|experience|qualif
        کیفیت, بی‌کیفیت, خراب, معیوب, ایراد, پر از غلط|اشتباه, تخصص|مهارت|تجربه|دانش ~ ندا|کم|نبود
        نامرغوب, نامرتبط, نیرو ~~ رفت|ترک|ول.
        نیرو|کارجو|متقاضی|کاندید|رزومه|مشاوره|کلاس|محصول ~ ضعیف|نامناسب|غیر, انتظار ~ نبود|نداش|برآورده
        نتیجه|محصول|دوره|مشاوره|کلاس|رزومه|نیرو ~ راضی ن, به درد ~ ن
        جودة, رديء, رداءة, عيب, عيوب, معيوب, تالف, مخيب, غير مؤهل|مطابق|كفء
        مرشح|متقدم|عامل|عمال|موظف|دورة|منتج|سيرة|مستوى ~ غير|لم|ليس|لا|ضعيف|ضعف|متدن|سيئ|ضعاف
        أقل|دون من? مستوى|توقعات|متوقع
        """,
    ),
    (
        "support",
        """
        support, rude, unhelpful, impolite, unfriendly, unprofessional, unresponsive, disrespect
        arrogant, helpdesk
        help desk, hotline, incompetent
        پشتیبان, برخورد, بی‌ادب, بدرفتار, رفتار, توهین, بداخلاق, بی‌احترام, پاسخ‌گو, جواب‌گو
        دعم, أسلوب, وقح, فظ.
        """,
    ),
    (
        "communication",
        """
        communicat, never heard, never hear, heard nothing, no news|contact|updates|information
        in the dark
        not|didnt|never|nobody|noone ~ inform|told|update|care|valued|appreciat, lost contact|touch
        ignored, neglect
        forgot|forgotten, just|only a? number, impersonal, newsletter, spam
        ارتباط, بی‌خبر, هیچ خبر, خبر ~ نداش|نشد|ندا|نبود, فراموش, بی‌توجه, نادیده, اطلاع‌رسانی, بی‌اعتنا
        مهم نیست|نبود, اهمیت ~ ندا|نمی|نبود
        تواصل, يتواصل, تتواصل, تجاهل, إهمال, أهمل, يهتم, تهتم, اهتمام, نسيتم, مجرد رقم
        """,
    ),
    (
        "no_followup",
        """
        follow up, followup, following up, followed up
        پیگیر, پی‌گیری
        متابعة, متابعت, يتابع, تتابع
        """,
    ),
    (
        "price",
        """
        price, pricing, pricey, pricy, expensive, overpriced, overcharg, cost., costs., costly, fee.
        fees., charge
        charging, cheaper, tariff, markup, surcharge, discount, commission
        قیمت, گران, گرون, هزینه, تعرفه, تخفیف, ارزان‌تر, ارزون‌تر, نرخ, کارمزد, کمیسیون, پورسانت
        سعر, أسعار, تسعير, غالي, غلاء, أغلى, مكلف, تكلفة, تكاليف, كلفة, رسوم, ثمن, باهظ, أرخص, خصم.
        خصومات, عمولة
        """,
    ),
    (
        "competitor",
        """
        competitor, rival, competition., elsewhere, switched to, better|best offer|deal, went with
        another|other|different|cheaper|new|local ~ agency|provider|supplier|vendor|firm|recruiter|platform
        another|other|different company|brand|shop|store
        رقیب, رقبا, رقابت.
        شرکت|موسسه|کاریابی|آژانس|برند|جای|فروشگاه|سایت|مجموعه|همکار کاریابی? دیگر|دیگه|بهتر
        پیشنهاد بهتر
        منافس, شركة|مكتب|جهة|مزود|مورد|وكالة|مؤسسة|موقع|منصة|مكان توظيف? أخرى|آخر|ثاني|ثانية|غير‌كم
        عرض|عرضا أفضل|أحسن|أرخص
        """,
    ),
    (
        "buying_experience",
        """
        website, checkout, complicated, app., bureaucra, paperwork, login
        پیچیده, سایت, وبسایت, وب‌سایت, اپلیکیشن, گیج‌کننده
        معقد, الموقع., موقعكم., موقع إلكتروني|ويب, تطبيق
        """,
    ),
    (
        "delivery",
        """
        deliver, delay, late., too slow|long, took|takes|taking ~ month|week|long|ages|days, shipment
        shipping
        deadline, overdue, not|never|nothing|rarely on time, still open|vacant|unfilled|waiting
        تحویل, تاخیر, دیر., دیرتر., طول کشید|می‌کش|بکش|کشیده, به‌موقع ~ ن, سر‌وقت ~ ن, معطل, بد‌قول
        تأخر, تأخير, متأخر, تسليم, توصيل, بطء, استغرق, وقت طويل, مواعيد
        """,
    ),
)

# A person who does not know may still hint at a cause; this counts only when no cause was found.
UNKNOWN = """
dont|didnt|not know|sure|say|remember|recall|specified|stated|given|known, no idea|comment
no|without ~ reason|cause
unknown, unsure, unspecified, idk., just because, cant remember|recall|say, prefer not
نمی‌دان, نمی‌دون, دلیل|علت ~ ندا|نیست|نگفت|نبود, بی‌دلیل, بدون دلیل|علت, همین‌طور, همین‌جور, نامشخص
نامعلوم
یادم|یادش ن, مشخص نیست|نشد
لا|ما|لست أعرف|أدري|أعلم|نعرف|ندري|نعلم|أتذكر|متأكد, بدون|دون|بلا|لا ~ سبب, غير معروف|محدد|معلوم|متأكد
مجهول
"""

# A whole answer that is one of these words: the values of a category column, or a shrug.
WHOLE: dict[str, str] = {
    "moved": "moved_deceased",
    "dissatisfaction": "quality",
    "other": "unclassified",
    "product": "quality",
    "service": "support",
    "n/a": "unknown",
    "na": "unknown",
    "none": "unknown",
    "nothing": "unknown",
    "no": "unknown",
    "هیچ": "unknown",
    "ندارد": "unknown",
    "خدمات": "support",
    "لا يوجد": "unknown",
    "الخدمة": "support",
}
