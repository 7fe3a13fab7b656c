"""How German, French, Spanish and Turkish files call the columns that the tables know."""

from __future__ import annotations

from types import MappingProxyType

NAMES: MappingProxyType[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("", "customer_id"): (
            "Kundennummer", "Kunden-Nr.", "Kundennr.", "Kd-Nr.", "Kunden-ID", "Kunde", "Debitor", "Debitorennummer",
            "Numéro client", "N° client", "Code client", "Réf. client", "Identifiant client",
            "Número de cliente", "Nº cliente", "Núm. cliente", "Código de cliente", "Código cliente", "ID cliente",
            "Cliente", "Müşteri No", "Müşteri Kodu", "Müşteri Numarası", "Cari Kodu", "Cari Hesap Kodu", "Müşteri",
        ),
        ("", "name"): (
            "Kundenname", "Firma", "Nom du client", "Nom client", "Raison sociale", "Nombre del cliente",
            "Nombre cliente", "Razón social", "Müşteri Adı", "Müşteri Ünvanı", "Cari Ünvanı", "Cari Adı", "Ünvan",
        ),
        ("orders", "ordered_on"): (
            "Datum", "Rechnungsdatum", "Belegdatum", "Bestelldatum", "Auftragsdatum", "Verkaufsdatum", "Verkauft am",
            "Date de facture", "Date facture", "Date de facturation", "Date de commande", "Date d'émission",
            "Date de vente", "Fecha", "Fecha de factura", "Fecha factura", "Fecha de emisión", "Fecha de pedido",
            "Fecha de venta", "Tarih", "Fatura Tarihi", "Sipariş Tarihi", "Belge Tarihi", "Satış Tarihi",
        ),
        ("orders", "revenue"): (
            "Nettobetrag", "Netto", "Umsatz netto", "Nettoumsatz", "Betrag netto", "Summe netto", "Umsatz", "Betrag",
            "Rechnungsbetrag", "Gesamtbetrag", "Bruttobetrag", "Brutto", "Montant HT", "Total HT", "CA HT",
            "Montant net",
            "Chiffre d'affaires", "Montant", "Montant TTC", "Total TTC", "Base imponible", "Importe neto",
            "Importe", "Importe total", "Monto", "Net Tutar", "KDV Hariç Tutar", "Matrah", "Ara Toplam", "Tutar",
            "Genel Toplam", "Toplam Tutar", "Toplam",
        ),
        ("orders", "order_id"): (
            "Rechnungsnummer", "Rechnungsnr.", "Rechnungs-Nr.", "Rechnung Nr.", "Belegnummer", "Belegnr.",
            "Bestellnummer", "Auftragsnummer", "Bonnummer", "Bon", "Numéro de facture", "N° facture",
            "N° de facture", "Facture",
            "Numéro de commande", "N° commande", "N° pièce", "Número de factura", "Nº factura",
            "Núm. factura", "Factura",
            "Número de pedido", "Nº pedido", "Fatura No", "Fatura Numarası", "Sipariş No", "Belge No", "Fiş No",
        ),
        ("", "product"): (
            "Artikel", "Artikelnummer", "Artikelbezeichnung", "Bezeichnung", "Produkt", "Leistung", "Article",
            "Désignation", "Produit", "Référence", "Artículo", "Producto", "Concepto", "Descripción", "Ürün",
            "Ürün Adı",
            "Stok Adı", "Stok Kodu", "Malzeme", "Hizmet",
        ),
        ("products", "product"): (
            "Artikelnummer", "Artikelnr.", "Artikel-Nr.", "Art.-Nr.", "Artikel", "Produktnummer", "Produkt",
            "Référence",
            "Code article", "Réf. article", "Code produit", "Article", "Produit", "Código de artículo",
            "Código artículo", "Código de producto", "Referencia", "Artículo", "Producto", "Stok Kodu", "Ürün Kodu",
            "Malzeme Kodu", "Ürün", "Stok Adı", "Ürün Adı",
        ),
        ("products", "product_name"): (
            "Artikelbezeichnung", "Bezeichnung", "Artikelname", "Produktname", "Désignation", "Libellé",
            "Nom du produit",
            "Descripción", "Nombre del producto", "Nombre", "Ürün Adı", "Stok Adı", "Malzeme Adı",
        ),
        ("products", "category"): (
            "Warengruppe", "Artikelgruppe", "Kategorie", "Produktgruppe", "Famille", "Catégorie", "Familia",
            "Categoría", "Kategori", "Ürün Grubu", "Stok Grubu",
        ),
        ("products", "unit_cost"): (
            "Einkaufspreis", "EK-Preis", "EK", "EK netto", "Einstandspreis", "Stückkosten", "Prix d'achat",
            "Prix d'achat HT", "PA HT", "Coût unitaire", "Prix de revient", "Precio de compra", "Precio de coste",
            "Coste unitario", "Costo unitario", "Alış Fiyatı", "Birim Maliyet", "Maliyet",
        ),
        ("orders", "category"): (
            "Warengruppe", "Artikelgruppe", "Kategorie", "Famille", "Catégorie", "Familia", "Categoría", "Kategori",
            "Ürün Grubu",
        ),
        ("orders", "quantity"): ("Menge", "Anzahl", "Stück", "Quantité", "Qté", "Cantidad", "Cant.", "Miktar", "Adet"),
        ("orders", "status"): ("Rechnungsstatus", "Statut", "État", "Etat", "Estado", "Durum", "Fatura Durumu"),
        ("orders", "document_kind"): (
            "Belegart", "Dokumentart", "Rechnungsart", "Type de pièce", "Type de document", "Tipo de documento",
            "Tipo de factura", "Fatura Tipi", "Belge Türü", "Fatura Türü", "İşlem Türü",
        ),
        ("", "region"): (
            "Ort", "Stadt", "Land", "PLZ Ort", "Ville", "Pays", "Ciudad", "País", "Provincia", "Şehir", "İl",
        ),
        ("", "owner"): ("Vertreter", "Verkäufer", "Commercial", "Vendeur", "Vendedor", "Comercial", "Satış Temsilcisi"),
        ("contracts", "starts_on"): ("Vertragsbeginn", "Date de début", "Fecha de inicio", "Başlangıç Tarihi"),
        ("contracts", "ends_on"): ("Vertragsende", "Date de fin", "Fecha de fin", "Bitiş Tarihi"),
        ("contracts", "contract_id"): ("Vertragsnummer", "N° contrat", "Número de contrato", "Sözleşme No"),
    }
)  # fmt: skip
PRICES = (
    "Einzelpreis", "Stückpreis", "Preis", "Prix unitaire", "Prix unitaire HT", "PU HT", "Precio unitario", "Precio",
    "Birim Fiyat", "Fiyat",
)  # fmt: skip
