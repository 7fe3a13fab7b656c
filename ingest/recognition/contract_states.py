"""What the words of a state say of a contract, in the languages that exports are written in."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from ingest.recognition.states import ANY_OTHER
from ingest.recognition.word_forms import Vocabulary, forms
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping

Standing = Literal["runs", "ended", "none"]
STANDINGS: tuple[Standing, ...] = ("runs", "ended", "none")

# "held" runs as well: nobody has ended it, though it may not be paid for now, which is said.
_WORDS: dict[str, tuple[str, ...]] = {
    "runs": (
        "active patron", "active member", "active", "in force", "inforce", "live", "running", "current", "open",
        "valid", "ongoing", "renewed", "enabled",
        "auto renew", "auto renewing", "renewing", "non renewing", "cancels at period end", "cancel at period end",
        "pending cancellation", "pending cancel",
        "active until", "signed", "paid", "paid up", "ok", "good standing", "future", "regular", "normal", "subscribed",
        "فعال", "جاری", "معتبر", "برقرار", "در جریان", "نافذ", "دایر", "عادی", "در حال اجرا",
        "نشط", "نشطة", "ساري", "سارية", "فعال", "فعالة", "جاري", "قائم", "قائمة", "قيد التنفيذ", "مجدد", "مجددة",
        "aktiv", "laufend", "gültig", "läuft", "ungekündigt",
        "actif", "active", "actifs", "actives", "en cours", "en vigueur", "valide",
        "vigente", "vigentes", "en vigor", "al día", "em dia", "em vigor", "in corso", "in vigore", "in regola",
        "actief", "lopend", "geldig", "aktif", "yürürlükte", "devam ediyor", "geçerli", "obowiązująca", "obowiązuje",
        "активен", "действует", "действующий", "действующая", "действителен", "действительна", "в силе",
    ),
    "held": (
        "trial", "trialing", "trialling", "in trial", "on trial", "free trial", "past due", "unpaid", "overdue",
        "paused", "suspended", "on hold", "hold", "frozen", "freeze", "grace", "grace period", "in grace period",
        "in arrears", "arrears", "delinquent", "in dunning", "dunning", "payment failed", "billing retry",
        "declined patron", "beitragsfrei",
        "آزمایشی", "دوره آزمایشی", "معوق", "معلق", "متوقف موقت", "بدهکار", "تعلیق",
        "تجريبي", "تجريبية", "معلق", "معلقة", "موقوف مؤقتا", "متأخر", "متأخرة",
        "testphase", "probezeit", "überfällig", "ruhend", "in verzug", "essai", "en essai", "période d'essai",
        "en retard", "impayé", "en pause", "prueba", "en prueba", "em teste", "período de teste", "moroso", "morosa",
        "inadimplente", "in prova", "prova", "in pausa", "insoluto", "proefperiode", "achterstallig",
        "deneme", "deneme sürümü", "gecikmiş", "askıda", "okres próbny", "zaległa", "пробный", "пробный период",
        "просрочен", "приостановлен", "заморожен", "заморожена",
    ),
    "ended": (
        "cancelled", "canceled", "cancel", "ended", "expired", "lapsed", "lapse", "terminated", "closed", "churned",
        "churn", "finished", "completed", "complete", "inactive", "deactivated", "disabled", "surrendered", "matured",
        "not renewed", "nonrenewed", "former", "dropped", "left", "quit", "withdrawn", "resigned", "stopped", "deleted",
        "disconnected", "ported out", "port out", "ceased", "former patron", "former member", "former customer",
        "ex member", "unsubscribed", "revoked", "discontinued",
        "past", "archived", "past member", "lost", "not active",
        "فسخ", "لغو", "خاتمه یافته", "پایان یافته", "به پایان رسیده", "اتمام", "اتمام یافته", "غیرفعال", "غیر فعال",
        "تمدید نشده", "منقضی", "مختومه", "انصراف", "انصرافی", "خاتمه", "پایان", "سررسید شده", "ریزش",
        "ملغي", "ملغى", "ملغاة", "ملغية", "ألغيت", "منتهي", "منتهية", "منتهي الصلاحية", "منتهية الصلاحية", "مفسوخ",
        "مفسوخة", "غير نشط", "غير نشطة", "غير فعال", "غير فعالة", "مغلق", "مغلقة", "تم الإلغاء", "تم الفسخ", "انتهى",
        "انتهت", "لم يجدد", "لم تجدد", "متوقف", "متوقفة",
        "inaktiv", "nicht verlängert", "échu", "échue", "inactif", "non renouvelé", "baja", "de baja", "no renovado",
        "não renovado", "non rinnovato", "niet verlengd", "sona erdi", "sona ermiş", "süresi doldu", "süresi dolmuş",
        "pasif", "bitti", "bitmiş", "yenilenmedi", "wygasł", "wygasła", "wygasło", "nieaktywna", "nieaktywny",
        "истек", "истекла", "истекло", "неактивен", "неактивна", "неактивный", "не продлен", "срок истек",
    ),
    "none": (
        "draft", "quote", "quoted", "quotation", "proposal", "application", "applied", "pending", "pending activation",
        "pending acceptance", "pending payment", "awaiting payment", "awaiting signature", "unsigned", "incomplete",
        "incomplete expired", "declined", "rejected", "refused", "void", "voided", "not taken up", "ntu", "lead",
        "offer", "test", "failed", "waiting list", "waitlist",
        "پیش نویس", "در انتظار", "در انتظار پرداخت", "در انتظار امضا", "در انتظار تایید", "در انتظار صدور", "رد شده",
        "پیشنهاد", "مسودة", "قيد الانتظار", "بانتظار الدفع", "بانتظار التوقيع", "في انتظار الدفع", "مرفوض", "مرفوضة",
        "antrag", "beantragt", "demande", "solicitud", "proposta", "teklif", "заявка", "entwurf", "angebot",
        "ausstehend", "abgelehnt", "brouillon", "en attente", "devis", "refusé", "borrador",
        "pendiente", "rascunho", "pendente", "bozza", "in attesa", "concept", "in afwachting", "taslak", "beklemede",
        "onay bekliyor", "szkic", "oczekująca", "oczekuje", "черновик", "на согласовании", "ожидает", "ожидает оплаты",
    ),
}  # fmt: skip
_STEMS: dict[str, dict[str, str]] = {
    "runs": {
        "es": "activ, ativ, renovad, firmad, assinad", "it": "attiv, rinnovat, firmat", "de": "verlängert",
        "fr": "renouvelé, signé", "nl": "verlengd", "pl": "aktywn, przedłużon", "ru": "продлен", "fa": "تمدید",
    },
    "held": {
        "fr": "suspendu", "es": "suspendid, suspens, pausad, congelad, atrasad", "it": "sospes, congelat",
        "de": "pausiert, ausgesetzt, stillgelegt", "nl": "opgeschort, gepauzeerd", "pl": "zawieszon, wstrzyman",
        "tr": "dondurul, askıya alın", "fa": "تعلیق, معلق", "ar": "معلق",
    },
    "ended": {
        "fr": "résilié, annulé, expiré, terminé, clôturé, clos, rompu, désabonné, arrêté",
        "es": "cancelad, vencid, expirad, caducad, finalizad, terminad, inactiv, inativ, encerrad, rescindid, anulad,"
        " concluíd, desligad, extint",
        "it": "disdett, scadut, cessat, annullat, conclus, terminat, inattiv, risolt, revocat, chius, cancellat",
        "de": "gekündigt, storniert, beendet, abgelaufen, ausgelaufen, erloschen, aufgelöst, ausgetreten, geschlossen",
        "nl": "opgezegd, beëindigd, verlopen, geannuleerd, inactief, gestopt, ontbonden",
        "tr": "iptal edil, feshedil, sonlandırıl, sona er, kapatıl",
        "pl": "zakończon, rozwiązan, anulowan, wypowiedzian",
        "ru": "расторгнут, завершен, закрыт, прекращен, аннулирован, отменен", "ar": "ملغي, منتهي, مفسوخ",
        "fa": "فسخ, لغو, منقضی, تمام, باطل, ابطال, کنسل, خاتمه داده, بسته, بازخرید, قطع, غیرفعال",
    },
    "none": {
        "es": "rechazad, recusad", "it": "rifiutat", "nl": "afgewezen", "pl": "odrzucon", "ru": "отклонен",
        "tr": "reddedil", "fa": "رد",
    },
}  # fmt: skip

_MEANINGS: MappingProxyType[str, str] = MappingProxyType(
    {normalise(word): meaning for meaning, stems in _STEMS.items() for word in forms(stems)}
    | {normalise(word): meaning for meaning, words in _WORDS.items() for word in words}
)
_VOCABULARY = Vocabulary(_MEANINGS)


# Said of what ended with its term, whose last day is the one that stands there; what was cancelled ended before.
_RAN_OUT = re.compile(
    r"expir|laps|ended|finish|complet|matur|renew|منقضی|پایان|اتمام|تمام|خاتمه|تمدید|سررسید|منته|انته|abgelaufen"
    r"|ausgelaufen|beendet|verlangert|termine$|terminee|terminad|terminat[oaie]$|echu|vencid|caducad|finaliz|renov"
    r"|renouv|rinnov|scad|conclu|verlopen|verlengd|sona|suresi|bit|wygas|zakonczon|истек|заверш|продл"
)


def ran_out(word: str) -> bool:
    """Whether a contract in a state that has ended did so with its term."""
    return _RAN_OUT.search(_VOCABULARY.folded(word)) is not None


def is_known(word: str) -> bool:
    """Whether the tables know what a word says of a contract."""
    return _VOCABULARY.folded(word) in _MEANINGS


def is_held(word: str) -> bool:
    """Whether a contract runs, though it is on trial, not paid for or paused."""
    return _MEANINGS.get(_VOCABULARY.folded(word)) == "held"


def standing_of(word: str, own: Mapping[str, str] | None = None) -> Standing:
    """Say whether a contract in a state runs, has ended or never came into force.

    A word that nobody knows says nothing against a contract that runs. `own` has the words whose meaning a layout or a
    person has said, which come first; ANY_OTHER stands for all the others.
    """
    text = _VOCABULARY.folded(word)
    said = {_VOCABULARY.folded(known) or known: meaning for known, meaning in (own or {}).items()}
    found = said.get(text) or said.get(ANY_OTHER) or _MEANINGS.get(text, "runs")
    return next((one for one in STANDINGS if one == found), "runs")
