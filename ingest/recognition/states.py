"""What the words of states and of kinds of documents say of a sale, in the languages that exports are written in."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        "موفق", "پرداخت شده", "تحویل شده", "تحویل داده شده", "ارسال شده", "تکمیل شده", "تایید شده", "نهایی", "قطعی",
        "فاکتور فروش", "فروش", "مدفوعة", "مدفوع", "مكتمل", "مكتملة", "تم التسليم", "تم التوصيل", "فاتورة",
        "فاتورة مبيعات", "bezahlt", "offen", "erledigt", "abgeschlossen", "rechnung",
        "payée", "payé", "livrée", "facture",
        "pagado", "pagada", "completado",
        "factura", "ödendi", "tamamlandı", "teslim edildi", "fatura",
    ),
    "no sale": (
        "cancelled", "canceled", "cancel", "cancelled by customer", "cancelled by seller", "void", "voided", "failed",
        "failure", "declined", "denied", "rejected", "draft", "expired", "abandoned", "lost", "closed lost", "error",
        "trash", "checkout draft", "uncollectible", "blocked", "incomplete expired", "written off", "deleted",
        "estimate", "quote", "quotation", "quotation sent", "proposal", "reversed payment", "pending payment",
        "incomplete",
        "لغو شده", "لغو", "لغو شد", "کنسل شده", "کنسل", "ابطال شده", "باطل", "باطل شده", "ابطالی", "ناموفق", "رد شده",
        "پیش فاکتور", "پیش‌نویس", "لغو توسط مشتری", "لغو توسط فروشنده", "لغو سیستمی", "منقضی", "منقضی شده", "ازدست رفته",
        "ملغي", "ملغى", "ملغاة", "ملغية", "ملغاه", "ألغيت", "فاشلة", "فشل", "مرفوض", "مرفوضة", "مسودة", "عرض سعر",
        "storniert", "storno", "abgebrochen", "entwurf", "fehlgeschlagen", "abgelehnt", "angebot",
        "annulée", "annulé", "annulee", "brouillon", "échouée", "refusée", "devis",
        "cancelado", "cancelada", "anulado", "anulada", "borrador", "fallido", "rechazado", "presupuesto",
        "iptal", "iptal edildi", "taslak", "başarısız", "reddedildi", "teklif",
    ),
    "return": (
        "return", "returned", "returns", "sales return", "credit note", "credit memo", "creditnote", "refund",
        "refund receipt", "accreccredit", "arcredit", "charge refunded", "payment refund", "return order",
        "sales credit memo", "reversal", "chargeback",
        "مرجوعی", "مرجوع", "مرجوع شده", "برگشت از فروش", "برگشت", "برگشتی", "فاکتور برگشت", "فاکتور برگشت از فروش",
        "برگشت داده شده", "مرتجع", "مرتجعة", "مرتجع مبيعات", "مرتجعات", "مردود مبيعات", "إشعار دائن", "اشعار دائن",
        "gutschrift", "rückgabe", "retoure", "stornorechnung", "rechnungskorrektur",
        "avoir", "retour", "note de crédit", "remboursement",
        "devuelto", "devuelta", "retourné", "retournée",
        "devolución", "nota de crédito", "abono", "reembolso", "factura rectificativa",
        "iade", "iade faturası", "iade edildi", "alacak dekontu",
    ),
    "refunded": (
        "refunded", "fully refunded", "full refund", "reversed", "charged back", "disputed lost",
        "مسترد شده", "عودت شده", "بازگشت وجه", "عودت وجه", "مستردة", "مسترد", "مستردة بالكامل", "تم استرداد المبلغ",
        "erstattet", "rückerstattet", "remboursée", "remboursé", "reembolsado", "reembolsada", "iade yapıldı",
    ),
}  # fmt: skip

WORDS: MappingProxyType[str, Effect] = MappingProxyType(
    {normalise(word): effect for effect, words in _WORDS.items() for word in words}
)


# Said of goods that came back, not of a document: as a state of a sale they undo it.
_CAME_BACK = (
    "returned", "return", "returns", "مرجوعی", "مرجوع", "مرجوع شده", "برگشتی", "برگشت داده شده", "مرتجع", "مرتجعة",
    "iade", "iade edildi", "retoure", "devuelto", "devuelta", "retourné", "retournée",
)  # fmt: skip
CAME_BACK = frozenset(map(normalise, _CAME_BACK))


def folded(word: str) -> str:
    """Fold a word of a state: wc-completed, Completed and "completed " are the same."""
    return normalise(word).removeprefix("wc ").strip()


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
