"""What kinds of documents make of their lines: invoices are sales, quotes are none, orders only where none follows."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from ingest.recognition import by_language, value_words
from ingest.recognition.folding import key
from ingest.recognition.states import ANY_OTHER, WORDS, Effect, beside_sales, effect_of, folded
from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Kind = Literal["quote", "purchase", "credit", "gift", "payment", "order", "delivery", "invoice", "goods"]

# Words by which documents are called, whatever is said beside them: "Factura electrónica", "Nota de crédito A".
_NAMES: dict[Kind, str] = {
    "quote": """
        quote, quotation, estimate, proposal, pro forma, proforma, presupuesto, cotización, cotação, orçamento,
        preventivo, offerta, oferta, offerte, devis, angebot, kostenvoranschlag, teklif, tilbud, offert, tarjous,
        kalkulation, коммерческое предложение, счет на оплату, пф, پیش فاکتور, پیش‌فاکتور, عرض سعر, عرض أسعار, عرض السعر
    """,
    "credit": """
        credit note, credit memo, credit invoice, sales return, sale return, return invoice, avoir, gutschrift,
        stornorechnung, rechnungskorrektur, retoure, nota de crédito, nota di credito, nota credito, note de crédit,
        creditnota, creditfactuur, kreditnota, kreditfaktura, kreditnotat, hyvityslasku, devolución, devolução,
        rectificativa, iade, iadesi, возврат, возвраты, برگشت, مرجوعی, برگشتی, مرتجع, مرتجعة, مرتجعات, مردود, مردودة,
        مردودات, مسترجعة, اشعار دائن,
        إشعار دائن, إشعار دائنة
    """,
    "purchase": """
        purchase, purchase order, purchase bill, purchase invoice, vendor bill, supplier invoice, expense, debit note,
        eingangsrechnung, einkauf, achat, compra, acquisto, alış, zakup, inkoop, køb, закупка, поступление товаров,
        خرید, هزینه, مشتريات, شراء
    """,
    "gift": """
        gift card, gift cards, gift certificate, gift certificates, store credit, geschenkgutschein, carte cadeau,
        tarjeta regalo, tarjeta de regalo, carta regalo, buono regalo, cadeaubon, hediye kartı, hediye çeki,
        karta podarunkowa, کارت هدیه, بطاقة هدية
    """,
    "goods": """
        product, products, service, services, item, items, good, goods, custom amount, class, package, membership,
        appointment, retail,
        labor, labour, part, parts, material, materials, produkt, produkte, ware, dienstleistung, produit, produits,
        producto, servicio, produto, serviço, prodotto, servizio, ürün, hizmet, товар, услуга, محصول, خدمت, خدمات, کالا,
        منتج, خدمة
    """,
    "payment": """
        payment, payments, deposit, zahlung, zahlungseingang, paiement, règlement, encaissement, pago, cobro, recibo,
        ödeme, tahsilat, makbuz, incasso, pagamento, betaling, innbetaling, indbetaling, wpłata, kp, оплата, платеж,
        journal, statement charge, bill payment, دریافت, رسید دریافت, پرداخت, سند قبض, دفعة, سند دریافت
    """,
    "order": """
        order, sales order, sale order, auftrag, auftragsbestätigung, bestellung, commande, pedido, ordine, encomenda,
        sipariş, siparişi,
        zamówienie, zk, bestelling, ordre, beställning, tilaus, заказ, سفارش, أمر بيع, طلب, أمر البيع
    """,
    "delivery": """
        delivery note, delivery, packing slip, lieferschein, bon de livraison, albarán, guía de despacho, guía,
        guia de remessa, guia de transporte, guia, ddt, documento di trasporto, irsaliye, irsaliyesi, pakbon, wz,
        wydanie, følgeseddel, følgeseddel, følgeseddelen, följesedel, حواله, إذن تسليم, إذن صرف
    """,
    "invoice": """
        invoice, cash sale, sales receipt, rechnung, verkaufsrechnung, ausgangsrechnung, teilrechnung,
        schlussrechnung, abschlagsrechnung, facture, factura, fattura, fatura, faturası, factuur, faktura, fv, kfs, kfv,
        fs, pa, paragon, boleta, fatura recibo, factura recibo, fatura simplificada, nota fiscal, cupom fiscal,
        scontrino, lasku, regning, számla, реализация, счет фактура, счет-фактура, فاکتور, فاتورة, الفاتورة
    """,
}
_DECIDING: tuple[Kind, ...] = ("quote", "purchase", "credit", "gift")  # wherever they stand
# An order and a delivery may be a way of selling, too: what stands in no other column.
_TELLING: frozenset[Kind] = frozenset(_NAMES) - {"order", "delivery", "goods"}
_LEAST_TOLD = 2
_PATTERNS: MappingProxyType[Kind, re.Pattern[str]] = MappingProxyType(
    {
        kind: re.compile(
            r"(?:^|\W)("
            + "|".join(
                sorted(
                    {re.escape(normalise(one)) for one in (*names.split(","), *by_language.words("kinds", kind))},
                    key=len,
                    reverse=True,
                )
            )
            + r")(?:$|\W)"
        )
        for kind, names in _NAMES.items()
    }
)
# Part of a sale that an invoice is of, what is left when one was made, and what the firm itself buys.
_BESIDE_INVOICES: tuple[Kind, ...] = ("payment", "order", "delivery", "purchase")
_OF_ACCOUNTS = frozenset(
    map(normalise, ("account", "customer", "client", "konto", "compte", "cuenta", "conta", "conto"))
)
# Words that are none of these beside others. A receipt is for what an invoice asks for; alone it is that of a till.
_ALONE: MappingProxyType[str, Kind] = MappingProxyType(
    {"receipt": "payment", "customer receipt": "payment", "sale": "invoice", "sales": "invoice"}
)


def kind_of(word: str) -> Kind | None:
    """Say which kind of document a word stands for, in the languages that exports are written in; None if for none.

    A quote, a purchase or a credit note is one whatever it is of ("Credit note for invoice 4"); else the first word
    tells ("Fattura da ordine"), but a payment is one behind it too ("Invoice payment").
    """
    text = normalise(word)
    if text in _ALONE:
        return _ALONE[text]
    found = {kind: pattern.search(text) for kind, pattern in _PATTERNS.items()}
    places = {kind: (match.start(1), -len(match[1])) for kind, match in found.items() if match}
    for kind in _DECIDING:
        if kind in places:
            return kind
    if "payment" in places and "invoice" in places:
        inside = found["invoice"], found["payment"]
        (whole, part) = ((one.start(1), one.end(1)) for one in inside if one)
        return "invoice" if whole[0] <= part[0] and part[1] <= whole[1] else "payment"
    return min(places, key=lambda kind: places[kind], default=None)


def names_a_kind(header: str) -> bool:
    """Whether a header is called a kind of something, but none of paying or sending: Type, Auftragsart."""
    folded_header = key(header)
    words = {*folded_header.split()}
    is_kind = words & value_words.KINDS or (len(words) == 1 and folded_header.endswith(("art", "typ", "type")))
    return bool(is_kind) and not words & (value_words.PAYING | value_words.SHIPPING | _OF_ACCOUNTS)


def tell(words: Iterable[str]) -> bool:
    """Whether the words of a kind are those of documents: several of them, or most."""
    kinds = [kind_of(word) for word in {*map(normalise, words)}]
    told = sum(kind in _TELLING for kind in kinds)
    return told >= _LEAST_TOLD or (told > 0 and 2 * (len(kinds) - kinds.count(None)) > len(kinds))


def effects(words: Iterable[str], own: Mapping[str, str] | None = None) -> dict[str, Effect]:
    """Say what each of the kinds of documents of a file makes of its lines; one that nobody knows says nothing.

    Orders, deliveries and payments are sales, unless the file holds the invoices that they lead to or settle; what the
    firm buys is no sale beside them. Nor is a gift card, which is used up in a sale later.

    Parameters
    ----------
    words
        All of them, as the file has them.
    own
        What a layout or a person has said of words, which comes first (see `effect_of`).

    """
    kinds = {word: kind_of(word) for word in words}
    has_invoices = "invoice" in kinds.values()
    said = {*map(folded, own or {})}
    given_back = beside_sales(kinds)
    found: dict[str, Effect] = {}
    for word, kind in kinds.items():
        if folded(word) in said or ANY_OTHER in (own or {}):
            found[word] = effect_of(word, own)
        elif WORDS.get(folded(word), "sale") != "sale":
            found[word] = effect_of(word)
        elif word in given_back or (kind == "credit" and folded(word) not in WORDS):
            found[word] = "return"
        elif kind in {"quote", "gift"} or (has_invoices and kind in _BESIDE_INVOICES):
            found[word] = "no sale"
        else:
            found[word] = "sale"
    return found


def unknown(words: Iterable[str]) -> list[str]:
    """List the kinds of which it is not known what they make of their lines."""
    every = [*words]
    given_back = beside_sales(every)
    return [word for word in every if folded(word) not in WORDS and kind_of(word) is None and word not in given_back]
