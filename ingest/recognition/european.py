"""How files in other European languages call the columns that the tables know.

German, French, Spanish, Turkish, Italian, Dutch, Polish, Portuguese and Russian, and some Swedish.
"""

from __future__ import annotations

from types import MappingProxyType

NAMES: MappingProxyType[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("", "customer_id"): (
            "Kundnr", "Kundnummer", "Mitgliedsnummer", "Mitglieds-Nr.", "Numéro d'adhérent", "N° adhérent",
            "Número de socio", "Nº socio", "Nº historia", "Tessera", "N. tessera", "Numero tessera", "Üye No",
            "Numer karty", "Número do sócio", "Matrícula", "Номер карты", "Карта гостя",
            "Kundennummer", "Kunden-Nr.", "Kundennr.", "Kd-Nr.", "Kunden-ID", "Kunde", "Debitor", "Debitorennummer",
            "Numéro client", "N° client", "Code client", "Réf. client", "Identifiant client",
            "Número de cliente", "Nº cliente", "Núm. cliente", "Código de cliente", "Código cliente", "ID cliente",
            "Cliente", "Müşteri No", "Müşteri Kodu", "Müşteri Numarası", "Cari Kodu", "Cari Hesap Kodu", "Müşteri",
            "Codice cliente", "ID cliente", "N. cliente", "Partita IVA cliente", "Klantnummer", "Debiteurnummer",
            "Debiteurennummer", "Relatienummer", "Klantcode", "Numer klienta", "Kod klienta", "Kod kontrahenta",
            "NIP nabywcy", "Código do cliente", "CPF/CNPJ", "CNPJ", "CPF", "Код клиента", "Код контрагента", "ИНН",
            "Comprador", "Acheteur", "Käufer", "Alıcı", "Acquirente", "Koper", "Kupujący",
            "Intestatario", "Klant", "Nabywca", "Kontrahent", "Klient", "Контрагент", "Клиент", "Покупатель",
        ),
        ("", "name"): (
            "Kundnamn",
            "Kundenname", "Firma", "Nom du client", "Nom client", "Raison sociale", "Nombre del cliente",
            "Nombre cliente", "Razón social", "Müşteri Adı", "Müşteri Ünvanı", "Cari Ünvanı", "Cari Adı", "Ünvan",
            "Ragione sociale", "Nome cliente", "Debiteurnaam", "Klantnaam", "Bedrijfsnaam", "Nazwa klienta",
            "Nazwa nabywcy", "Nome do cliente", "Razão social", "Наименование клиента", "Наименование контрагента",
        ),
        ("orders", "ordered_on"): (
            "Fakturadatum", "Orderdatum",
            "Datum", "Rechnungsdatum", "Belegdatum", "Bestelldatum", "Auftragsdatum", "Verkaufsdatum", "Verkauft am",
            "Date de facture", "Date facture", "Date de facturation", "Date de commande", "Date d'émission",
            "Date de vente", "Fecha", "Fecha de factura", "Fecha factura", "Fecha de emisión", "Fecha de pedido",
            "Fecha de venta", "Tarih", "Fatura Tarihi", "Düzenleme Tarihi", "Düzenlenme Tarihi", "Tanzim Tarihi",
            "Sipariş Tarihi", "Belge Tarihi", "Satış Tarihi",
            "Data fattura", "Data documento", "Data ordine", "Data emissione", "Factuurdatum", "Orderdatum",
            "Besteldatum", "Data wystawienia", "Data faktury", "Data sprzedaży", "Data zamówienia", "Data da venda",
            "Data de emissão", "Data do pedido", "Data da fatura", "Data", "Дата", "Дата документа", "Дата продажи",
            "Дата заказа", "Дата отгрузки", "Учетный день", "Дата чека", "Дата операции", "Дата закрытия",
            "Дата завершения", "Data da transação", "Data da compra", "Fecha de la transacción", "Fecha de cierre",
            "Abschlussdatum", "Date de clôture", "Data chiusura", "Kapanış Tarihi", "Buchungsdatum", "Buchungstag",
        ),
        ("orders", "revenue"): (
            "Faturalanacak Tutar", "Satış Tutarı", "Ingresos por productos",
            "Nettobetrag", "Netto", "Warenwert netto", "Warenwert", "Umsatz netto", "Nettoumsatz", "Betrag netto",
            "Summe netto", "Umsatz", "Betrag",
            "Rechnungsbetrag", "Gesamtbetrag", "Gesamtsumme", "Gesamtpreis", "Bruttobetrag", "Brutto", "Montant HT",
            "Total HT", "CA HT",
            "Montant net",
            "Chiffre d'affaires", "Montant", "Montant TTC", "Total TTC", "Base imponible", "Importe neto",
            "Importe", "Importe total", "Monto", "Net Tutar", "KDV Hariç Tutar", "Matrah", "Ara Toplam", "Tutar",
            "Genel Toplam", "Toplam Tutar", "Toplam", "Imponibile", "Totale imponibile", "Importo netto",
            "Netto a pagare", "Bedrag excl. btw", "Totaal excl. btw", "Excl. btw", "Netto bedrag", "Wartość netto",
            "Kwota netto", "Suma netto", "Valor líquido", "Total líquido", "Сумма без НДС", "Стоимость без НДС",
            "Выручка", "Importo", "Totale", "Totale documento", "Bedrag", "Bedrag incl. btw", "Totaal",
            "Wartość brutto", "Kwota", "Kwota brutto", "Valor total", "Valor", "Valor do pedido", "Сумма",
            "К оплате", "Итого", "Сумма с НДС", "Всего", "Стоимость",
        ),
        ("orders", "order_id"): (
            "Fakturanr", "Fakturanummer", "Sipariş Numarası", "# de venta", "Número de venta", "Nº de venta",
            "Rechnungsnummer", "Rechnungsnr.", "Rechnungs-Nr.", "Rechnung Nr.", "Belegnummer", "Belegnr.",
            "Bestellnummer", "Auftragsnummer", "Bonnummer", "Bon", "Numéro de facture", "N° facture",
            "N° de facture", "Facture",
            "Numéro de commande", "N° commande", "N° pièce", "Número de factura", "Nº factura",
            "Núm. factura", "Factura",
            "Número de pedido", "Nº pedido", "Fatura No", "Fatura Numarası", "Sipariş No", "Belge No", "Fiş No",
            "Numero fattura", "N. fattura", "Numero documento", "Numero ordine", "Factuurnummer", "Ordernummer",
            "Bestelnummer", "Numer faktury", "Nr faktury", "Numer zamówienia", "Nr zamówienia", "Numer dokumentu",
            "Número do pedido", "Nº do pedido", "Número da fatura", "Nota fiscal", "Номер", "Номер документа",
            "Номер заказа", "Документ", "Номер чека", "Чек", "Código da transação", "Transação", "Núm.",
            "Número de recibo",
            "Numéro de commande", "Numéro de reçu", "Numéro", "Quittungsnummer", "Buchungsnummer", "Numero ricevuta",
        ),
        ("", "product"): (
            "Artikel", "Artikelnummer", "Artikelbezeichnung", "Bezeichnung", "Produkt", "Leistung", "Article",
            "Désignation", "Produit", "Artículo", "Producto", "Concepto", "Descripción", "Ürün",
            "Ürün Adı",
            "Stok Adı", "Stok Kodu", "Malzeme", "Hizmet", "Articolo", "Prodotto", "Descrizione", "Omschrijving",
            "Nazwa towaru", "Towar", "Usługa", "Produkt", "Produto", "Descrição", "Номенклатура", "Товар", "Услуга",
        ),
        ("products", "product"): (
            "Artikelnummer", "Artikelnr.", "Artikel-Nr.", "Art.-Nr.", "Artikel", "Produktnummer", "Produkt",
            "Référence",
            "Code article", "Réf. article", "Code produit", "Article", "Produit", "Código de artículo",
            "Código artículo", "Código de producto", "Referencia", "Artículo", "Producto", "Stok Kodu", "Ürün Kodu",
            "Malzeme Kodu", "Ürün", "Stok Adı", "Ürün Adı", "Codice articolo", "Artikelcode", "Kod towaru",
            "Código do produto", "Артикул", "Номенклатура",
        ),
        ("products", "product_name"): (
            "Artikelbezeichnung", "Bezeichnung", "Artikelname", "Produktname", "Désignation", "Libellé",
            "Nom du produit",
            "Descripción", "Nombre del producto", "Nombre", "Ürün Adı", "Stok Adı", "Malzeme Adı",
            "Descrizione articolo", "Omschrijving", "Nazwa towaru", "Nome do produto", "Наименование",
        ),
        ("products", "category"): (
            "Warengruppe", "Artikelgruppe", "Kategorie", "Produktgruppe", "Famille", "Catégorie", "Familia",
            "Categoría", "Kategori", "Ürün Grubu", "Stok Grubu",
        ),
        ("products", "unit_cost"): (
            "Einkaufspreis", "EK-Preis", "EK", "EK netto", "Einstandspreis", "Stückkosten", "Prix d'achat",
            "Prix d'achat HT", "PA HT", "Coût unitaire", "Prix de revient", "Precio de compra", "Precio de coste",
            "Coste unitario", "Costo unitario", "Alış Fiyatı", "Birim Maliyet", "Maliyet", "Costo unitario",
            "Prezzo di acquisto", "Inkoopprijs", "Kostprijs", "Cena zakupu", "Custo unitário", "Preço de custo",
            "Себестоимость", "Цена закупки",
        ),
        ("orders", "category"): (
            "Warengruppe", "Artikelgruppe", "Kategorie", "Famille", "Catégorie", "Familia", "Categoría", "Kategori",
            "Ürün Grubu", "Categoria", "Categorie", "Artikelgroep", "Kategoria", "Grupa towarowa", "Категория",
            "Группа",
        ),
        ("orders", "quantity"): (
            "Menge", "Anzahl", "Stück", "Quantité", "Qté", "Cantidad", "Cant.", "Miktar", "Adet", "Quantità", "Q.tà",
            "Aantal", "Ilość", "Quantidade", "Qtd", "Количество", "Кол-во",
        ),
        ("orders", "status"): (
            "Rechnungsstatus", "Bestellstatus", "Auftragsstatus", "Zahlungsstatus", "Statut", "État", "Etat", "Estado",
            "Durum", "Fatura Durumu", "Situação da venda", "Situação do pedido", "Estado del pedido",
            "Sipariş Statüsü", "Sipariş Durumu", "Statü", "Stato", "Stato fattura", "Status faktury",
            "Factuurstatus", "Situação", "Статус",
            "Состояние",
        ),
        ("contracts", "status"): (
            "Vertragsstatus", "Status", "Statut", "Statut du contrat", "État", "Etat", "Estado", "Estado del contrato",
            "Durum", "Sözleşme Durumu", "Abonelik Durumu", "Stato", "Stato contratto", "Contractstatus", "Status umowy",
            "Situação", "Situação do contrato", "Статус", "Статус договора", "Состояние",
        ),
        ("orders", "document_kind"): (
            "Belegart", "Dokumentart", "Rechnungsart", "Type de pièce", "Type de document", "Tipo de documento",
            "Tipo de factura", "Fatura Tipi", "Belge Türü", "Fatura Türü", "İşlem Türü", "İşlem Tipi", "Tipo documento",
            "Soort",
            "Documentsoort", "Rodzaj dokumentu", "Typ dokumentu", "Tipo do documento", "Вид операции", "Вид документа",
            "Тип документа",
        ),
        ("", "region"): (
            "Ort", "Stadt", "Land", "PLZ Ort", "Ville", "Pays", "Ciudad", "País", "Provincia", "Şehir", "İl", "Città",
            "Regione", "Paese", "Plaats", "Provincie", "Miasto", "Województwo", "Kraj", "Cidade", "Estado (UF)", "UF",
            "Город", "Регион", "Страна",
        ),
        ("", "owner"): (
            "Vertreter", "Verkäufer", "Commercial", "Vendeur", "Vendedor", "Comercial", "Satış Temsilcisi", "Agente",
            "Venditore", "Verkoper", "Accountmanager", "Handlowiec", "Vendedor responsável", "Менеджер",
            "Ответственный",
        ),
        ("contracts", "starts_on"): (
            "Vertragsbeginn", "Beginn", "Startdatum", "Date de début", "Date d'effet", "Fecha de inicio",
            "Fecha de alta",
            "Data inizio", "Data attivazione", "Data decorrenza", "Início", "Inicio", "Başlangıç Tarihi",
            "Data inizio", "Ingangsdatum",
            "Data rozpoczęcia", "Data de início", "Дата начала",
        ),
        ("contracts", "ends_on"): (
            "Vertragsende", "Ende", "Enddatum", "Date de fin", "Date d'échéance", "Fecha de fin",
            "Fecha de vencimiento",
            "Data scadenza", "Scadenza", "Data fine", "Data de vencimento", "Vencimento", "Fim", "Bitiş Tarihi",
            "Data fine", "Scadenza contratto",
            "Einddatum", "Data zakończenia", "Data de término", "Дата окончания",
        ),
        ("contracts", "cancelled_on"): (
            "Kündigungsdatum", "Gekündigt am", "Gekündigt zum", "Date de résiliation", "Résilié le", "Fecha de baja",
            "Fecha de cancelación", "İptal Tarihi", "Fesih Tarihi", "Data disdetta", "Data recesso", "Opzegdatum",
            "Data wypowiedzenia", "Data de cancelamento", "Дата расторжения",
        ),
        ("contracts", "amount"): (
            "Monatsbeitrag", "Monatlicher Betrag", "Beitrag", "Jahresbeitrag", "Prämie", "Betrag", "Preis",
            "Cotisation",
            "Montant", "Prix", "Mensualité", "Prime", "Cuota", "Cuota mensual", "Importe", "Precio", "Prima", "Tutar",
            "Aylık Ücret", "Ücret", "Fiyat", "Prim", "Importo", "Canone", "Quota", "Premio", "Bedrag", "Contributie",
            "Kwota", "Składka", "Valor", "Mensalidade", "Preço", "Сумма", "Стоимость", "Взнос", "Цена",
        ),
        ("contracts", "contract_id"): (
            "Vertragsnummer", "N° contrat", "Número de contrato", "Sözleşme No", "Numero contratto", "N. contratto",
            "Contractnummer", "Policennummer", "Numéro de police", "Nº póliza", "Poliçe No",
            "Numer umowy", "Número do contrato", "Номер договора",
        ),
    }
)  # fmt: skip
PRICES = (
    "Birim Fiyatı", "Birim Satış Fiyatı", "Prix unitaire TTC", "Precio unidad", "Precio por unidad", "Valor unitário",
    "Цена за единицу", "Einzelpreis netto", "Einzelpreis", "Stückpreis", "Preis", "Prix unitaire", "Prix unitaire HT",
    "PU HT", "Precio unitario", "Precio",
    "Birim Fiyat", "Fiyat", "Prezzo unitario", "Prezzo", "Stuksprijs", "Prijs", "Cena jednostkowa", "Cena",
    "Cena netto", "Preço unitário", "Preço", "Цена",
        )  # fmt: skip
