"""Words of headers and of values by which `by_values` tells what columns are for, in many languages."""

from __future__ import annotations

from ingest.recognition import by_language
from ingest.recognition.synonyms import PERCENT
from ingest.values.readings import NO_WORDS, YES_WORDS
from localization.text import normalise


def _words(text: str, called: str = "") -> frozenset[str]:
    """Return the words between the commas of a text and those of the other languages, as headers are compared."""
    return frozenset(normalise(word) for word in (*text.split(","), *by_language.words("words", called)))


KINDS = _words(
    """
    type, kind, doc type, action, event, event type, entry type, işlem tipi, نوع, النوع, art, typ, tipo, soort, rodzaj,
    tipi, türü, tür, тип, вид
    """,
    "kinds",
)
# Words in headers of how something is paid.
PAYING = _words(
    """
    payment, pay, paid, tender, ödeme, zahlung, zahlungsart, paiement, règlement, pago, pagamento, betaling, płatność,
    оплаты, оплата, پرداخت, الدفع, دفع
    """
)
# Words in headers of states.
OF_STATES = _words(
    """
    status, state, stage, result, outcome, statut, état, etat, estado, situação, durum, durumu, statü, statüsü, stato,
    статус, состояние, стадия, этап, stan, وضعیت, مرحله, نتیجه, الحالة, حالة, المرحلة, rechnungsstatus, zustand, phase,
    etapa, fase, aşama
    """,
    "of_states",
)
# Words in headers of what is sold, or paid for it.
SOLD = _words(
    """
    order, orders, payment, sale, sales, transaction, deal, booking, invoice, pledge, pledged, reservation, purchase,
    sipariş, ödeme, satış, pedido, pago, venda, venta, commande, paiement, bestellung, auftrag, zahlung, rechnung,
    ordine, pagamento, bestelling, betaling, zamówienia, płatności, заказа, оплаты, سفارش, پرداخت, فاکتور, فروش, الطلب,
    الدفع, الفاتورة, العملية
    """
)
# Columns that say of a row with yes or no that it is no sale.
NO_SALE_FLAGS = _words(
    """
    void, voided, is void, is voided, cancelled, canceled, is cancelled, is canceled, deleted, is deleted, test,
    is test, test order, test mode, is test order, draft, is draft, is void order, is canceled order, abandoned,
    is abandoned, sandbox, is sandbox, refunded, fully refunded, is refunded, charged back, disputed, ملغی, باطل,
    ابطال شده, لغو شده,
    حذف شده, آزمایشی, ملغي, محذوف, تجريبي, storniert, annulé, anulado, iptal, annullato, geannuleerd, anulowane,
    cancelado, отменен
    """
)
SUCCESS_FLAGS = _words(
    """
    success, successful, succeeded, is successful, live, live mode, livemode, is live, موفق, ناجح
    """
)
# Columns that say of a contract with yes or no whether it runs, or has ended.
RUNNING_FLAGS = _words(
    """
    active, is active, in force, running, current, live, فعال, معتبر, نشط, ساري, aktiv, actif, activo, ativo, attivo,
    actief, aktif, aktywna, aktywny, активен, действует
    """
)
ENDED_FLAGS = _words(
    """
    ended, expired, is expired, terminated, inactive, is inactive, churned, lapsed, فسخ شده, منقضی, غیرفعال, ملغاة,
    منتهي, gekündigt, beendet, résilié, rescindido, disdetto, opgezegd, sona erdi, расторгнут
    """
)
CENTS = _words(
    """
    cent, cents, pence
    """
)
# The two sides of firms that bring people together.
SIDES = _words(
    """
    employer, employers, job seeker, jobseeker, candidate, talent, client, freelancer, buyer, seller, vendor,
    host, guest, driver, rider, passenger, landlord, tenant, کارفرما, کارجو, فروشنده, خریدار, میزبان, مهمان,
    راننده, مسافر, موجر, مستاجر, صاحب عمل, باحث عن عمل, بائع, مشتري, مرشح, سائق, راكب, مؤجر, مستأجر
    """
)
# Words of headers that name a customer, apart from products and places that have names as well.
NAMED = _words(
    """
    consumer, donor, patient, student, member, insured, passenger, policyholder, subscriber, customer, client,
    buyer, company, employer, account, bill, مشتری, خریدار, کارفرما, شرکت, طرف, العميل, المشتري, الشركة, kunde,
    kundenname, firma, cliente, debiteurnaam, klantnaam, bedrijfsnaam, musteri, cari, social, sociale, klienta,
    nabywcy
    """
)
TAXES = _words(
    """
    tax, taxes, tax total, total tax, item tax amount, item tax, toplam kdv, kdv tutarı, steuerbetrag, total iva,
    importe iva, montant tva, kwota vat, line tax, tax charge, tax amount, sales tax, vat, vat amount, gst, iva,
    mwst, ust, tva, btw, kdv, moms, mva, pdv, dph, áfa, alv, ндс, عوارض, cgst,
    sgst, utgst, igst, hst, pst, qst, tps, tvq, cess,
    مالیات, مبلغ مالیات, مالیات بر ارزش افزوده, ارزش افزوده, الضرائب, الضريبة, مبلغ
    الضريبة, ضريبة القيمة المضافة, ضريبة
    """,
    "taxes",
)
# What an amount says of the tax: that it is in it, that it is not, or that the amount is of all there is to pay.
WITH_TAX = _words(
    """
    inkl, inklusive, inclusief, inklusief,
    c, com, avec, con, mit, inc, incl, including, inclusive, gross, brutto, bruto, ttc, dahil, lordo, brutta,
    شامل,
    با
    """,
    "with_tax",
)
WITHOUT_TAX = _words(
    """
    ekskl, exkl, exklusive, exclusief, eks,
    s, sem, sin, senza, sans, ohne, ex, excl, excluding, exclusive, net, netto, neto, ht, zzgl, haric, matrah,
    imponibile, sub, subtotal, untaxed,
    taxable, base, líquido, liquido, before, without, hors, без, خالص, بدون, قبل, صافي, الصافي, فرعي, الفرعي
    """,
    "without_tax",
)
# Words of what was paid so far, and of what is still to be.
PAID = _words(
    """
    paid, received, collected, المدفوع, المدفوعة, پرداختی, پرداخت, پرداخت شده, دریافتی, payé, réglé, bezahlt, pagado,
    pagato, pago, ödenen, betaald, zapłacono, opłacono, оплачено, betalt
    """,
    "paid",
)
STILL_DUE = _words(
    """
    balance, due, outstanding, remaining, owed, owing, unpaid, مانده, باقیمانده, باقی, المتبقي, متبقي, المستحق, restant,
    reste, solde, saldo, pendiente, restante, offen, offener, openstaand, saldare, kalan, остаток, долг, pozostało,
    udestående, rest
    """,
    "still_due",
)
OF_ALL = _words(
    """
    total, totals, paid, payment, received,
    payable, due, charged, grand, gesamt, gesamtbetrag, rechnungsbetrag, totale, totaal, toplam,
    genel, tutar, suma, всего, итого, کل, نهایی, پرداختی, پرداخت, قابل, إجمالي, الإجمالي, المجموع, المدفوع, invoice
    """,
    "of_all",
)
SHIPPING = _words(
    """
    taxa de entrega, gastos de envío, liefergebühr, costo di spedizione, teslimat ücreti, shipping, shipping cost,
    shipping amount, shipping fee, shipping total, delivery, freight, delivery amount,
    delivery cost, delivery price, shipping price, shipping charge, frete, kargo ücreti, frete pedido, costo de
    envío, coste de envío, spedizione, koszt dostawy, verzendkosten, delivery fee, versand, versandkosten,
    livraison, frais de port, доставка, доставки, доставку, fragt, frakt, toimitus,
    envío, kargo, هزینه ارسال, هزینه حمل, هزینه حمل و نقل, هزینه پیک, کرایه حمل, تكلفة الشحن, الشحن,
    رسوم الشحن, رسوم التوصيل
    """,
    "shipping",
)
FEES = _words(
    """
    fee, fees, commission, commissions, comissões, comissão, comisión, comisiones, taxas, gebühr, gebühren, frais,
    komisyon,
    commissioni, комиссия,  کارمزد, کمیسیون, عمولة, العمولة, provision
    """,
    "fees",
)
# Words of whatever is paid beside the goods, and is no sale.
EXTRAS = (
    TAXES
    | SHIPPING
    | _words(
        """
        پیک, کوریر, کرایه, courier, курьер, tps, tvq, gst, hst, pst, qst, cgst, sgst, igst, cess, tva, iva, vat, kdv,
        mwst, ust, btw, gift wrap, wrap,
        wrapping, servis, servis ücreti, service charge, coperto, cover charge, حق سرویس, سرویس, خدمة, entrega,
        livraison, liefer, tip, tips, gratuity, handling, postage, packaging, bahşiş, انعام, بسته بندی,
        بقشيش, imposto, impostos, impuesto,
        impuestos, tasa, steuer, steuern, umsatzsteuer, taxe, налог, ндс, доставка, podatek, dostawa, مالیات, ارسال,
        ضریبه, الضريبة, شحن, توصيل, fine, surcharge, pfand, trinkgeld
        """
    )
)
# Words of headers of what numbers a purchase of several lines.
BASKETS = _words(
    """
    ticket, check, cheque, receipt, slip, folio, basket, cart, bill, tab, docket, document, doc, transaction, txn, trx,
    sale, order, invoice, no, nr, num, number, id, ref, reference, bon, beleg, belegnr, kassenbon, comprobante, recibo,
    tiquet, albarán, vale, nota, cupom, pedido, venda, scontrino, ricevuta, documento, fiş, evrak, adisyon, belge,
    paragon, dokument, numer, чек, документ, номер, kvitto, bong, reçu, pièce, numéro, número, numero, فیش, رسید, قبض,
    سند, شماره, حواله, فاکتور, الإيصال, إيصال, رقم, السند, فاتورة, الفاتورة, المستند
    """,
    "baskets",
)
OF_PRICES = _words(
    """
    price, preis, einzelpreis, stückpreis, prix, precio, preço, prezzo, prijs, stuksprijs, cena, цена, fiyat, fiyatı,
    قیمت, فی, سعر, السعر
    """
)
BY_WORD = (FEES, EXTRAS, SHIPPING, TAXES)
# Words beside them of where something goes, how, and what it is called: no amounts.
NO_EXTRA = _words(
    """
    address, addr, zip, postcode, postal, city, town, state, country, province, county, region, street, phone, name,
    method, type, status, date, day, time, code, no, nr, number, id, tracking, carrier, company, provider, profile,
    class, weight, percent, adres, adresse, anschrift, straße, plz, ort, stadt, land, ville, pays, ciudad, país,
    dirección, endereço, cidade, cep, indirizzo, città, cap, paese, datum, fecha, data, tarih, tarihi, firma, firması,
    takip, şehir, il, ilçe, yöntem, yöntemi, método, méthode, art, metodo, город, адрес, дата, способ, статус, آدرس,
    شهر, استان, روش, نوع, کد, شماره, تاریخ, وضعیت, کدپستی, العنوان, المدينة, طريقة, رقم, تاريخ, حالة
    """
)
# Words of an amount that is more than the tax in it.
OF_A_WHOLE = (
    WITH_TAX | WITHOUT_TAX | OF_PRICES | _words("total, totals, gross, amount due, invoice, order value, مبلغ کل")
)
# What is said of a tax and leaves it one.
BESIDE_TAX = _words(
    """
    total, amount, charge, charges, value, sum, item, line, order, betrag, importe, montant, valor, importo, tutarı,
    tutar, kwota, сумма, مبلغ, المبلغ, قيمة, beløb, belopp, bedrag
    """
)
# How many nights somebody stays: what begins and ends there is no contract.
NIGHTS = _words(
    """
    nights, room nights, number of nights, noches, nuits, nächte, übernachtungen, gece, gece sayısı, notti, noites,
    ночей, شب, تعداد شب, ليالي, عدد الليالي
    """
)
# Days on which a sale was undone; where they are blank it was not.
UNDONE_ON = _words(
    """
    refunded at, refunded on, refund date, cancelled at, canceled at, cancelled on, canceled on, cancellation date,
    voided at, voided on, void date, deleted at, charged back at, chargeback date, reversed at, reversed on,
    تاریخ لغو, تاریخ ابطال, تاریخ عودت, تاريخ الإلغاء, تاريخ الاسترداد, storniert am, annulé le, date annulation,
    fecha de anulación, fecha de cancelación, data annullamento, iptal tarihi, дата отмены
    """
)
SALE_PRICES = _words(
    """
    sale price, sale amount, charged amount, gross, مبلغ فروش
    """
)
# Words of an amount from which nothing was taken yet.
BEFORE = _words(
    """
    ara, sub, subtotal, zwischensumme, sous, subtotale, subtotaal, فرعي, الفرعي, before, قبل, önce,
    öncesi, vor, avant, antes
    """
)
# Words of an amount from which every discount was taken already.
WHAT_IS_LEFT = _words(
    """
    net, paid, total, final, payable, charged, captured, excl, netto, neto, ht, matrah, faturalanacak, toplam,
    totaal, totale, gesamt, summe, imponible, imponibile, خالص, نهایی, پرداختی, پرداخت, پرداخت شده, صافي, الصافي,
    النهائي, المدفوع, الإجمالي
    """
)
# Words of a discount in any language, and those beside them that make something else of it.
OF_DISCOUNTS = _words(
    """
    discount, discounts, desconto, descuento, descuentos, indirim, iskonto, rabatt, nachlass, remise, sconto,
    korting, rabat, скидка, скидки, تخفیف, خصم, الخصم, concession, waiver, beca, becas, bourse, stipendium, borsa, burs,
    بورسیه, منحة, desc, scholarship, descontos, coupon, promo,
    promotion, promotions, کوپن, قسيمة, cupom, cupón, voucher, gutschein, comp, comps, complimentary, markdown,
    markdowns, rebate, rebates, reduction, reductions, allowance, savings, réduction, réductions, rabais, ermäßigung,
    rabatte, skonto, rebaja, rebajas, bonificación, abatimento, zniżka, upust, alennus, ارفاق, تخفیفات,
    تخفيض, التخفيض, حسم, الحسم, الخصومات, خصومات
    """,
    "of_discounts",
)
NOT_OF_DISCOUNTS = PERCENT | _words(
    """
    со, без, sem, com, sans, ohne, nach, después, antes, kalan, sonrası, öncesi, code, type, id, name, reason, before,
    after, pre, post, without, price, shipping, delivery, tax, vat, kod,
    kodu, código, نوع, از, پس, قبل, بعد, رمز, كود
    """
)
_YES, _NO = ([normalise(word) for word in words] for words in (YES_WORDS, NO_WORDS))
FLAG_STATES = {**dict.fromkeys(_YES, "no sale"), **dict.fromkeys(_NO, "sale")}
SUCCESS_STATES = {**dict.fromkeys(_YES, "sale"), **dict.fromkeys(_NO, "no sale")}
RUNNING_STATES = {**dict.fromkeys(_YES, "runs"), **dict.fromkeys(_NO, "ended")}
ENDED_STATES = {**dict.fromkeys(_YES, "ended"), **dict.fromkeys(_NO, "runs")}
