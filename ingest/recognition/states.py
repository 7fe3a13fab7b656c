"""What the words of states and of kinds of documents say of a sale, in the languages that exports are written in."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

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
        "complete", "completed", "delivered", "shipped", "fulfilled", "succeeded", "success", "won",
        "closed won", "invoiced", "closed", "active", "sale", "invoice", "sales invoice", "sales receipt", "payment",
        "charge", "sales order", "sale order", "confirmed",
        "partially refunded", "partially paid", "finalized", "accepted", "processed", "approved",
        "processing", "awaiting fulfillment", "awaiting shipment", "awaiting pickup", "partially shipped", "billed",
        "viewed", "ok", "paid out", "overdue", "past due", "paid in full", "deposited", "fully applied", "settled",
        "captured", "submitted for settlement", "settling", "settlement confirmed", "settlement pending", "to ship",
        "ready to ship", "shipping", "in transit", "out for delivery", "partially captured",
        "preparation in progress", "autopaid",
        "صادر شده", "بلیط صادر شده", "موفق", "پرداخت شده", "تحویل شده", "تحویل داده شده", "ارسال شده", "تکمیل شده",
        "تایید شده", "نهایی", "قطعی",
        "در حال ارسال", "در حال پردازش", "آماده ارسال", "تسویه شده", "فاکتور فروش", "فروش",
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
        "estimate", "quote", "quotation", "quotation sent", "proposal", "reversed payment", "pending payment",
        "processor declined", "gateway rejected", "settlement declined", "authorization expired",
        "incomplete", "no show", "test", "test order", "fraud", "suspected fraud",
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
        "iade", "iade faturası", "iade edildi", "alacak dekontu",
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

WORDS: MappingProxyType[str, Effect] = MappingProxyType(
    {normalise(word): effect for effect, words in _WORDS.items() for word in words}
)


# Said of goods that came back, not of a document: as a state of a sale they undo it.
_CAME_BACK = (
    "returned", "return", "returns", "مرجوعی", "مرجوع", "مرجوع شده", "برگشتی", "برگشت داده شده", "مرتجع", "مرتجعة",
    "iade", "iade edildi", "retoure", "retourniert", "reso", "devolvido", "возврат", "devuelto", "devuelta", "retourné",
    "retournée",
)  # fmt: skip
CAME_BACK = frozenset(map(normalise, _CAME_BACK))


# What is said of a state beside the state itself: of what it is, and who brought it about.
_OF_WHAT = (
    r"(?:venda|venta|pedido|order|payment|invoice|transaction|booking|سفارش|فاکتور|پرداخت|تراکنش|الطلب|الفاتوره|الدفع)"
)
_BY_WHOM = r"(?:by|due to|توسط|از سوی|از طرف|من قبل|من|بواسطه|von|durch|par|por|con|da|door|przez|tarafindan)"
_BESIDE = re.compile(rf"^{_OF_WHAT} | {_OF_WHAT}$| {_BY_WHOM} .+$")
_RUN_TOGETHER: MappingProxyType[str, str] = MappingProxyType({word.replace(" ", ""): word for word in WORDS})

# Kinds of documents that are sales of their own, unless a list holds the invoices that they lead to or settle.
_INVOICES = frozenset(
    map(
        normalise,
        (
            *(
                "invoice",
                "sales invoice",
                "tax invoice",
                "cash sale",
                "sales receipt",
                "rechnung",
                "facture",
                "factura",
            ),
            *("fatura", "fattura", "factuur", "faktura", "فاکتور", "فاکتور فروش", "فاتورة", "فاتورة مبيعات"),
        ),
    )
)
_BESIDE_INVOICES = frozenset(
    map(
        normalise,
        (
            *("payment", "customer payment", "payment received", "receipt", "deposit", "customer deposit", "journal"),
            *("sales order", "sale order", "order", "delivery", "delivery note", "statement charge", "bill payment"),
            *("zahlung", "zahlungseingang", "auftrag", "lieferschein", "paiement", "règlement", "commande", "pago"),
            *("cobro", "pedido", "ödeme", "tahsilat", "sipariş", "pagamento", "incasso", "betaling", "wpłata", "order"),
            *("دریافت", "رسید دریافت", "پرداخت", "سفارش", "سفارش فروش", "دفعة", "سند قبض", "أمر بيع", "طلب"),
        ),
    )
)


def folded(word: str) -> str:
    """Fold a word of a state: wc-completed, Completed, "Order completed" and "completed by the seller" are the same."""
    text = normalise(word).removeprefix("wc ").strip()
    if text in WORDS:
        return text
    bare = _BESIDE.sub("", text)
    for one in (bare, f"{bare}ه" if bare.endswith(" شد") else bare):
        if one in WORDS:
            return one
    return _RUN_TOGETHER.get(text.replace(" ", ""), text)


def beside_sales(words: Iterable[str]) -> frozenset[str]:
    """Return the credits among payments: beside what was charged, they are what was given back."""
    known = {word: normalise(word) for word in words}
    if not {"sale", "charge", "capture"} & {*known.values()}:
        return frozenset()
    return frozenset(word for word, text in known.items() if text == "credit")


def beside_invoices(words: Iterable[str]) -> frozenset[str]:
    """Return the kinds of documents that are no sales of their own, as there are invoices among them."""
    known = {word: normalise(word) for word in words}
    if not _INVOICES & {*known.values()}:
        return frozenset()
    return frozenset(word for word, text in known.items() if text in _BESIDE_INVOICES)


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
