"""What the words of states and of kinds of documents say of a sale, in the languages that exports are written in."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from ingest.recognition import by_language, value_words
from ingest.recognition.folding import key
from ingest.recognition.word_forms import Vocabulary, forms
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Effect = Literal["sale", "no sale", "return", "refunded"]
EFFECTS: tuple[Effect, ...] = ("sale", "no sale", "return", "refunded")
# In the states of a layout: every word that is not named.
ANY_OTHER = "*"

_WORDS: dict[Effect, tuple[str, ...]] = {
    "sale": (
        "paid", "done", "open", "unpaid", "sent",
        "complete", "completed", "delivered", "order", "purchase", "checked out", "in house", "checked in", "attended",
        "check out", "check in", "renewal", "initial purchase", "new purchase", "non renewing purchase", "production",
         "shipped", "fulfilled", "succeeded", "success", "won",
        "closed won", "invoiced", "closed", "active", "sale", "invoice", "sales invoice", "sales receipt", "payment",
        "charge", "sales order", "sale order", "confirmed",
        "bogført", "forfalden", "sendt", "betalt", "betalte", "afsendt", "leveret", "fechado", "fechada", "te laat",
        "collected", "معتمدة", "معتمد", "مرحل", "مرحلة", "مُرحّل", "paiement accepté", "paiement à distance accepté",
        "created", "dispatched", "unfulfilled", "not fulfilled", "posted", "issued", "partially refunded",
        "partially paid", "finalized", "accepted", "processed", "approved",
        "processing", "awaiting fulfillment", "awaiting shipment", "awaiting pickup", "partially shipped", "billed",
        "booked", "reserved", "reservation", "booking", "part paid", "no balance", "gemahnt", "realizado", "realizada",
        "пришел", "явился", "оказана", "prenotato", "gebucht", "reservado", "réservé", "arrived", "showed", "seated",
        "حاضر شد", "رزرو شده", "انجام شده", "محجوز", "حضر", "بيع", "بیع", "rezerve", "geldi",
        "viewed", "ok", "paid out", "overdue", "past due", "paid in full", "deposited", "fully applied", "settled",
        "captured", "submitted for settlement", "settling", "settlement confirmed", "settlement pending", "to ship",
        "ready to ship", "shipping", "in transit", "out for delivery", "partially captured",
        "preparation in progress", "autopaid",
        "صادر شده", "بلیط صادر شده", "موفق", "پرداخت شده", "تحویل شده", "تحویل داده شده", "ارسال شده", "تکمیل شده",
        "تایید شده", "نهایی", "قطعی",
        "در حال ارسال", "در حال پردازش", "آماده ارسال", "تسویه شده", "فاکتور فروش", "فروش",
        "غير مدفوعة", "غير مدفوع", "مدفوعة جزئيا", "مدفوع جزئيا", "متأخرة", "مرسلة",
        "مدفوعة", "مدفوع", "مكتمل", "مكتملة", "تم التسليم", "تم التوصيل", "تم التنفيذ", "تم الشحن", "تم الدفع",
        "جاري التوصيل", "جاري التجهيز", "قيد التجهيز", "جاري الشحن", "قيد التنفيذ", "فاتورة", "فاتورة مبيعات",
        "überfällig", "teilbezahlt", "teilweise bezahlt", "bezahlt", "versendet", "offen",
        "erledigt",
        "abgeschlossen", "rechnung",
        "payée", "payé", "livrée", "facture",
        "pagado", "pagada", "completado",
        "entregado", "en camino", "en preparación", "kargoya verildi", "kargoda", "hazırlanıyor", "onaylandı",
        "factura", "ödendi", "tamamlandı", "başarılı", "aprovada", "à payer", "en retard", "پایان یافته", "ödenmedi",
        "kısmi ödendi", "satış faturası", "teslim edildi", "fatura",
        "non saldata", "non pagata", "parzialmente saldata", "pendiente", "vencido", "vencida", "pendente",
        "parcialmente paga", "parcialmente pago",
        "kapalı", "açık", "in bearbeitung", "nowe zamówienie", "nowe", "en proceso", "em processamento",
        "in lavorazione", "impayée", "impayé",
        "parcialmente pagada", "cobrado parcialmente",
        "pagata", "pagato", "da pagare", "emessa", "inviata", "fattura", "consegnato", "spedito", "completato",
        "opłacona", "nieopłacona", "faktura", "faktura vat", "zrealizowane", "wysłane", "zakończone", "dostarczone",
        # A correction in Polish is the difference, with its sign.
        "faktura korygująca", "korekta", "korekta faktury",
        "betald", "obetald",
        "betaald", "openstaand", "verzonden", "factuur", "voltooid", "afgerond", "geleverd",
        "atendido", "em aberto", "em andamento", "verificado", "concluído", "enviado", "entregue", "pago", "paga",
        "faturado", "aprovado", "emitida", "autorizada",
        "реализация", "реализация товаров", "реализация товаров и услуг", "продажа", "оплачен", "оплачено", "выполнен",
        "выполнено", "доставлен", "доставлено", "отгружен", "завершен", "проведен",
    ),
    "no sale": (
        "cancelled", "canceled", "cancel", "cancelled by customer", "cancelled by seller", "void", "voided", "failed",
        "failure", "declined", "denied", "rejected", "draft", "expired", "abandoned", "lost", "closed lost", "error",
        "trash", "checkout draft", "uncollectible", "blocked", "incomplete expired", "written off", "deleted",
        "kladde", "utkast", "luonnos", "annulleret", "avbruten", "errored", "dropped", "dispute lost",
        "ödeme bekliyor", "ödeme bekleniyor", "erreur de paiement", "paiement refusé", "zahlung fehlgeschlagen",
        "en attente de paiement", "en attente de virement bancaire", "en attente de virement", "wartet auf zahlung",
        "zahlung ausstehend", "pendiente de pago", "esperando pago", "aguardando pagamento", "in attesa di pagamento",
        "oczekuje na płatność", "ожидает оплаты", "ожидается оплата", "wacht op betaling", "awaiting bank transfer",
        "payment error", "payment failed", "payment declined", "در انتظار واریز", "در انتظار پرداخت مشتری",
        "بانتظار التحويل", "estimate", "quote", "quotation", "quotation sent", "proposal", "reversed payment",
        "pending payment",
        "processor declined", "gateway rejected", "settlement declined", "authorization expired",
        "не пришел", "не явился", "nicht erschienen", "presupuestado", "presupuestada", "no asistió", "non presentato",
        "absent", "absente", "gelmedi", "لم يحضر", "غیبت", "عدم حضور", "عدم مراجعه",
        "incomplete", "no show", "test", "test order", "fail", "bounced", "dishonoured", "late cancel",
        "late cancellation", "unsuccessful", "timed out", "timeout", "not paid",
        # Of accounts and payouts: what is no sale, whatever it is of.
        "payout", "transfer", "shipping label", "other fee", "fee", "fees", "hold", "reserve", "service fee",
        "withdrawal", "subscription fee", "listing fee", "transaction fee", "processing fee", "tax withheld",
        "bank transfer", "postage", "сделка провалена", "провалена", "закрыто и не реализовано",
        "cancellation", "sandbox", "expiration", "fraud", "suspected fraud",
        "انصراف", "انصراف کارجو", "انصراف کارفرما", "انصراف مشتری", "در انتظار پرداخت", "آزمایشی", "سفارش آزمایشی",
        "بانتظار الدفع", "بإنتظار الدفع", "في انتظار الدفع", "محذوف", "محذوفة", "تجريبي",
        "لغو شده", "لغو", "لغو شد", "کنسل شده", "کنسل", "ابطال شده", "باطل", "باطل شده", "ابطالی", "ناموفق", "رد شده",
        "پیش فاکتور", "پیش‌نویس", "لغو توسط مشتری", "لغو توسط فروشنده", "لغو سیستمی", "منقضی", "منقضی شده",
        "ازدست رفته",
        "ملغي", "ملغى", "ملغاة", "ملغية", "ملغاه", "ألغيت", "فاشلة", "فشل", "مرفوض", "مرفوضة", "مسودة", "عرض سعر",
        "برگشت خورده", "برگشت خورده توسط بانک", "storniert", "storno", "abgebrochen", "entwurf", "fehlgeschlagen",
        "abgelehnt", "angebot",
        "annulée", "annulé", "annulee", "brouillon", "échouée", "refusée", "devis",
        "venta cancelada", "cancelado", "cancelada", "anulado", "anulada", "borrador", "fallido", "rechazado",
        "presupuesto",
        "iptal", "iptal edildi", "taslak", "başarısız", "reddedildi", "teklif",
        "annullata", "annullato", "bozza", "preventivo", "proforma",
        "anulowana", "anulowane", "anulowano", "szkic", "robocza", "faktura proforma", "faktura pro forma", "oferta",
        "makulerad", "geannuleerd", "concept", "offerte", "vervallen", "rascunho", "orçamento", "recusado", "recusada",
        "отменен", "отменена", "отменено", "отказ", "аннулирован", "черновик", "не проведен", "удален",
        "счет на оплату",
    ),
    "return": (
        "return", "returned", "returns", "sales return", "credit note", "credit memo", "creditnote", "refund",
        "refund receipt", "accreccredit", "arcredit", "charge refunded", "payment refund", "return order",
        "sales credit memo", "reversal", "chargeback",
        "مرجوعی", "مرجوع", "مرجوع شده", "برگشت از فروش", "برگشت", "برگشتی", "فاکتور برگشت", "فاکتور برگشت از فروش",
        "برگشت داده شده", "مرتجع", "مرتجعة", "مرتجع مبيعات", "مرتجعات", "مردود مبيعات", "إشعار دائن", "اشعار دائن",
        "gutschrift", "rückgabe", "retoure", "retourniert", "stornorechnung", "rechnungskorrektur",
        "avoir", "retour", "note de crédit", "remboursement",
        "devuelto", "devuelta", "retourné", "retournée",
        "devolución", "nota de crédito", "abono", "reembolso", "factura rectificativa",
        "iade", "iade faturası", "satış iade faturası", "satış iadesi", "iade edildi", "alacak dekontu",
        "nota di credito", "nota credito", "reso", "zwrot", "kreditfaktura", "creditfactuur", "creditnota", "devolvido",
        "devolução",
        "возврат", "возврат товаров", "возврат от покупателя", "возврат товаров от покупателя",
    ),
    "refunded": (
        "refunded", "fully refunded", "full refund", "reversed", "charged back", "disputed lost",
        "استرداد شده", "استرداد", "مسترد شده", "عودت شده", "بازگشت وجه", "عودت وجه", "مستردة", "مسترد", "مسترجع",
        "مسترجعة", "مستردة بالكامل",
        "تم استرداد المبلغ",
        "devolución finalizada", "reembolsado al comprador", "erstattet", "rückerstattet", "remboursée", "remboursé",
        "reembolsado", "reembolsada", "iade yapıldı",
        "rimborsato", "rimborsata", "zwrócono", "zwrócone", "terugbetaald", "estornado",
    ),
}  # fmt: skip

# Stems by language, of words that take the gender and number of what they are said of.
_RETURNED = {
    "fr": "retourné, renvoyé", "es": "devuelt, devolvid, regresad", "it": "restituit, res",
    "de": "retourniert, zurückgesandt, zurückgesendet, zurückgeschickt, zurückgegeben",
    "nl": "geretourneerd, teruggestuurd, teruggezonden, retour gezonden", "ar": "مرتجع",
    "tr": "iade edil, iade alın", "fa": "مرجوع, برگشت داده, عودت داده",
}  # fmt: skip
_STEMS: dict[Effect, dict[str, str]] = {
    "sale": {
        "fr": "payé, livré, expédié, facturé, terminé, confirmé, validé, soldé, réglé, encaissé, acquitté, envoyé,"
        " accepté, émis, honoré",
        "es": "pagad, complet, completad, entregad, enviad, confirmad, aprobad, aprovad, facturad, faturad, finalizad,"
        " cobrad, emitid, aceptad, procesad, concluíd, recebid, autorizad, despachad, recogid, liquidad",
        "it": "pagat, evas, spedit, consegnat, completat, confermat, incassat, fatturat, saldat, accettat, emess,"
        " inviat, chius, liquidat, ritirat",
        "de": "bezahlt, geliefert, versandt, versendet, abgeschlossen, erledigt, bestätigt, beglichen, ausgeführt,"
        " gebucht, fakturiert, berechnet, ausgeliefert, verschickt, zugestellt, abgeholt",
        "nl": "betaald, verzonden, geleverd, afgerond, voltooid, bevestigd, gefactureerd, bezorgd, afgehandeld",
        "pl": "opłacon, zapłacon, zrealizowan, wysłan, dostarczon, zakończon, potwierdzon, zafakturowan, odebran",
        "ru": "оплачен, выполнен, доставлен, отгружен, завершен, проведен, подтвержден, отправлен, получен, закрыт,"
        " выдан",
        "tr": "onayla, tamamla, öde, teslim edil, kargoya veril, gönderil, faturala, kesil, tahsil edil",
        "ar": "مدفوع, مكتمل, مؤكد, مشحون, مسدد",
        "fa": "پرداخت, تحویل, تحویل داده, ارسال, تکمیل, تایید, تسویه, نهایی, انجام, وصول, صادر, دریافت, تمام",
    },
    "no sale": {
        "fr": "annulé, refusé, rejeté, abandonné, expiré, supprimé, échoué, bloqué, décliné",
        "es": "cancelad, anulad, rechazad, recusad, fallid, rejeitad, abandonad, eliminad, expirad, caducad, denegad,"
        " falhad, excluíd, bloquead, declinad",
        "it": "annullat, rifiutat, scartat, fallit, respint, cancellat, abbandonat, eliminat, negat",
        "de": "storniert, abgebrochen, fehlgeschlagen, abgelehnt, annulliert, gelöscht, verfallen, verworfen, ungültig",
        "nl": "geannuleerd, mislukt, geweigerd, afgewezen, vervallen, verwijderd, afgebroken",
        "pl": "anulowan, odrzucon, usunięt, porzucon, nieudan",
        "ru": "отменен, аннулирован, отклонен, удален, отказан",
        "tr": "iptal edil, iptal ol, reddedil, silin",
        "ar": "مرفوض, محذوف, ملغي, فاشل, مهجور",
        "fa": "لغو, کنسل, ابطال, باطل, رد, حذف, منقضی, ناموفق, رها, سوخت",
    },
    "return": _RETURNED,
    "refunded": {
        "fr": "remboursé", "es": "reembolsad, reintegrad, estornad, ressarcid", "it": "rimborsat, stornat",
        "de": "erstattet, rückerstattet, zurückerstattet, zurückgezahlt, zurückgebucht, rückvergütet",
        "nl": "terugbetaald, gerestitueerd, teruggestort, vergoed", "pl": "zwrócon, zrefundowan",
        "ru": "возвращен, возмещен", "tr": "geri öde, iade yapıl", "ar": "مسترد, مسترجع",
        "fa": "استرداد, مسترد, عودت, بازپرداخت, وجه عودت داده",
    },
}  # fmt: skip

WORDS: MappingProxyType[str, Effect] = MappingProxyType(
    {normalise(word): effect for effect, stems in _STEMS.items() for word in forms(stems)}
    | {normalise(word): effect for effect in EFFECTS for word in by_language.words("states", effect)}
    | {normalise(word): effect for effect, words in _WORDS.items() for word in words}
)


# Stages of a deal that was made: of no other one is anything sold yet.
_WON = {"fr": "gagné, signé", "es": "ganad", "it": "vint, acquisit", "de": "gewonnen", "nl": "gewonnen", "pl": "wygran",
        "tr": "kazanıl", "ru": "выигран"}  # fmt: skip
WON = frozenset(
    map(
        normalise,
        (
            *(
                "won",
                "closed won",
                "geschlossen und gewonnen",
                "fermée gagnée",
                "fermé gagné",
                "cerrada ganada",
                "deal won",
                "closed and won",
                "ganho",
                "ganha",
                "fechado ganho",
            ),
            *("сделка успешна", "успешно реализовано", "успех", "успешно завершена", "فاز", "رابح", "رابحة", "مكسب"),
            *("برنده", "فروش موفق", "معامله موفق", "برنده شده", *forms(_WON)),
        ),
    )
)


# Said of goods that came back, not of a document: as a state of a sale they undo it.
_CAME_BACK = (
    "chargeback", "reversal", "zwrot", "retour", "returned", "return", "returns", "مرجوعی", "مرجوع", "مرجوع شده",
    "برگشتی",
    "برگشت داده شده", "مرتجع", "مرتجعة",
    "iade", "iade edildi", "retoure", "retourniert", "reso", "devolvido", "возврат", "devuelto", "devuelta", "retourné",
    "retournée",
)  # fmt: skip
CAME_BACK = frozenset(map(normalise, (*_CAME_BACK, *forms(_RETURNED))))


_VOCABULARY = Vocabulary(WORDS)
_FULLY = re.compile(
    r"\b(?:fully|totally|totalement|entierement|integralement|totalmente|completamente|integralmente|interamente"
    r"|vollstandig|komplett|tamamen|volledig|w calosci|полностью|بالکامل|کلیا|به طور کامل|کامل)\b ?"
)
_PARTLY = re.compile(
    r"\b(?:partially|partly|partial|partiellement|en partie|parcialmente|parzialmente|in parte|teilweise|teil|kismen"
    r"|gedeeltelijk|czesciowo|частично|جزییا|بخشی|قسمتی)\b ?"
)
_IN_PART = "partially refunded"


def folded(word: str) -> str:
    """Fold a word of a state to one of WORDS, if it is one but for what is said beside it (`Vocabulary`).

    "Fully refunded" is refunded; what came back in part alone is a sale, of which the rest is left.
    """
    text = _VOCABULARY.folded(word)
    if text in WORDS:
        return text
    whole = _FULLY.sub("", text).strip()
    if whole in WORDS:
        return whole
    in_part = _PARTLY.sub("", text).strip()
    if in_part != text and WORDS.get(in_part) in {"return", "refunded"}:
        return _IN_PART
    return text


def names_a_state(header: str) -> bool:
    """Whether a header is called a state of something: Paket Durumu, Zahlstatus."""
    words = key(header).split()
    return bool({*words} & value_words.OF_STATES) or any(word.endswith(("status", "zustand")) for word in words)


def beside_sales(words: Iterable[str]) -> frozenset[str]:
    """Return the credits among payments: beside what was charged, they are what was given back."""
    known = {word: normalise(word) for word in words}
    if not {"sale", "charge", "capture"} & {*known.values()}:
        return frozenset()
    return frozenset(word for word, text in known.items() if text == "credit")


def effect_of(word: str, own: Mapping[str, str] | None = None) -> Effect:
    """Say what a state makes of a line; a word that nobody knows says nothing against a sale.

    Parameters
    ----------
    word
        The state as the file has it.
    own
        Words whose effect a layout or a person has said, which come first; ANY_OTHER stands for all the others.

    """
    text = folded(word)
    said = {folded(known) or known: effect for known, effect in (own or {}).items()}
    found = said.get(text) or said.get(ANY_OTHER) or WORDS.get(text, "sale")
    return next((effect for effect in EFFECTS if effect == found), "sale")
