"""Exports of many systems, a few rows each, load unaided, and what is no sale is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ingest
from tests.command_line.shop import done

EXPORTS = Path(__file__).with_name("exports")
# Counted by hand: who bought, their orders without those that came back in full, sales.
RIGHT = {
    "woocommerce.csv": (2, 2, 95),
    "vend.csv": (4, 6, 867.74),
    "fastbill_de.csv": (8, 18, 19670.1),
    "flipkart.csv": (7, 16, 13076.21),
    "idoklad_cs.xlsx": (7, 17, 149914.38),
    "procountor_fi.csv": (7, 17, 11654.4),
    "holoo_report.xlsx": (6, 20, 195140000),
    "mixin_lines_fa.csv": (6, 14, 18338000),
    "wafeq_ar.csv": (6, 16, 27884.1),
    "salon_hijri_ar.csv": (5, 11, 5551),
    "tripletex_nb.csv": (6, 21, 131040.5),
    "odoo_nested_ar.csv": (3, 5, 2970),
    "stripe_itemized.csv": (6, 16, 1450.35),
    "cliniko.csv": (6, 18, 1573),
    "billomat_de.csv": (6, 14, 17720.4),
    "salla_orders.xlsx": (6, 12, 3878),
    "economic_da.csv": (4, 12, 53085.75),
    "szamlazz_hu.csv": (6, 14, 1320847),
    "sepidar_lines.xlsx": (5, 12, 1306460000),
    "daftra_invoices.csv": (5, 13, 23020),
    "dinero_da.csv": (3, 4, 10441),
    "school_fa.csv": (3, 5, 14550000),
    "square.csv": (1, 2, 19),
    "paypal.csv": (2, 2, 70),
    "xero.csv": (2, 2, 160),
    "salesforce.csv": (2, 2, 3000),
    "pipedrive.csv": (1, 1, 700),
    "zoho.csv": (1, 1, 250),
    "stripe_invoices.csv": (2, 2, 150),
    "sepidar.csv": (2, 2, 1500000),
    "mahak.csv": (2, 2, 900000),
    "hesabfa.csv": (2, 2, 900000),
    "digikala.csv": (2, 2, 500000),
    "basalam.csv": (2, 2, 500000),
    "sap.csv": (2, 2, 260),
    "dynamics.csv": (1, 1, 80),
    "german.csv": (2, 2, 1334.5),
    "french.csv": (2, 2, 1190.5),
    "spanish.csv": (2, 2, 300),
    "turkish.csv": (2, 2, 300),
    "arabic.csv": (2, 2, 250),
    "a_till_nobody_knows.csv": (2, 2, 30),
    "etsy.csv": (3, 3, 115),
    "ebay.csv": (2, 3, 225),
    "odoo.csv": (1, 2, 410),
    "lines_below_their_order.csv": (2, 3, 190),
    "net_in_persian.csv": (3, 3, 3300000),
    "german_credit_notes.csv": (3, 3, 999.99),
    "moments_of_a_browser.csv": (2, 3, 60),
    "zones_by_name.csv": (1, 2, 70),
    "magento.csv": (2, 3, 105),
    "prestashop.csv": (2, 3, 1111.8),
    "bigcommerce.csv": (2, 3, 155),
    "lightspeed.csv": (2, 2, 70),
    "squarespace.csv": (2, 2, 65),
    "amazon.txt": (2, 2, 80),
    "recurly.csv": (2, 3, 220),
    "paddle.csv": (2, 3, 135),
    "gocardless.csv": (2, 3, 110),
    "gumroad.csv": (2, 3, 120),
    "netsuite.csv": (2, 2, 1650),
    "sage50.csv": (2, 3, 1550.5),
    "zoho_books.csv": (2, 3, 545),
    "freshbooks.csv": (2, 3, 1330),
    "wave.csv": (2, 2, 150),
    "tally.csv": (2, 3, 150000),
    "exact_dutch_en.csv": (2, 2, 1150.5),
    "mindbody.csv": (2, 2, 125),
    "booking.csv": (2, 2, 440.5),
    "eventbrite.csv": (2, 2, 60),
    "german_shop.csv": (2, 3, 175),
    "italian.csv": (2, 2, 1294.5),
    "polish.csv": (2, 2, 1294.5),
    "dutch.csv": (2, 2, 1294.5),
    "brazilian.csv": (2, 3, 1205.9),
    "one_c.csv": (2, 3, 15500),
    "salla.csv": (2, 3, 326),
    "foodics.csv": (2, 3, 170),
    "snapp.csv": (2, 3, 970000),
    "zarinpal.csv": (2, 3, 4500000),
    "agency_placements.csv": (2, 3, 105000000),
    "harvest_invoices.csv": (2, 2, 145),
    "chargify.csv": (2, 2, 70),
    "freshsales.csv": (2, 2, 1000),
    "portal_fa.csv": (2, 2, 750000),
    "fortnox.csv": (2, 2, 1400.5),
    "zid_ar.csv": (2, 2, 170),
    "mollie.csv": (2, 2, 80),
    "fastspring.csv": (2, 2, 320),
    "braintree.csv": (2, 3, 105),
    "mercadolibre.csv": (2, 2, 35000),
    "trendyol.csv": (2, 2, 610),
    "shopee.csv": (3, 4, 590),
    "bling.csv": (2, 2, 270),
    "lemon.csv": (2, 2, 130),
    "kajabi.csv": (2, 3, 197),
    "acuity.csv": (2, 3, 220),
    "lexoffice.csv": (2, 3, 380),
    "bullhorn.csv": (2, 3, 46000),
    "noon.csv": (2, 2, 220),
    "parasut.csv": (2, 3, 1450),
    "dynamics_bc.csv": (2, 3, 410),
    "cin7.csv": (2, 2, 280),
    "contaazul.csv": (2, 2, 180),
    "iyzico.csv": (2, 2, 400),
    "lazada.csv": (2, 2, 240),
    "tap.csv": (2, 3, 110),
    "toast_checks.csv": (4, 8, 145),
    "clover_payments.csv": (3, 6, 117),
    "iiko_olap.csv": (4, 7, 3995),
    "cloudbeds_reservations.csv": (4, 5, 1200),
    "jane_sales.csv": (3, 6, 530),
    "school_fees.csv": (4, 6, 2585),
    "hepsiburada.csv": (4, 5, 980),
    "mixin_fa.csv": (4, 5, 1930000),
    "sevdesk.csv": (4, 6, 1100),
    "dynamics_opportunities.csv": (2, 4, 5150),
    "bitrix_deals.csv": (3, 4, 32000),
    "monday_deals.csv": (2, 4, 3900),
    "ebay_transactions.csv": (3, 4, 205),
    "daftra_ar.csv": (3, 5, 2600),
    "hotmart_pt.csv": (3, 4, 800),
    "sellsy_fr.csv": (3, 4, 820),
    "fatture_in_cloud_it.csv": (3, 5, 1850),
    "holded_es.csv": (3, 5, 800),
    "lexware_belege.csv": (3, 4, 1050),
    "revenuecat.csv": (3, 5, 88.95),
    "poster_pos.csv": (4, 7, 273),
    "airbnb.csv": (4, 5, 1100),
    "fresha.csv": (4, 6, 287),
    "opera_reservations.txt": (4, 5, 1200),
    "ticket_tailor.csv": (5, 7, 225),
    "pos_ar.csv": (4, 7, 261),
    "caisse_fr.csv": (3, 6, 257),
    "clinica_es.csv": (4, 6, 1155),
    "ifood_pt.csv": (3, 6, 246),
    "mikro_tr.csv": (3, 5, 2600),
    "yclients_ru.csv": (3, 6, 13200),
    "sage_invoices.csv": (3, 5, 860),
    "copper_opportunities.csv": (2, 4, 3900),
    "pos_us.csv": (3, 4, 36),
    "loyverse.csv": (4, 6, 182),
    "spa_bookings.csv": (4, 6, 350),
    "deals_ar.csv": (2, 3, 13500),
    "freshbooks_like_fr.csv": (3, 6, 1565),
    "crm_1c_ru.csv": (3, 4, 205000),
    "bnpl_fa.csv": (4, 6, 9400000),
    "hotel_it.csv": (4, 5, 1200),
    "pharmacy_tr.csv": (4, 6, 840),
    "driving_school_de.csv": (4, 6, 670),
    "b2b_portal_en.csv": (3, 4, 478),
    "app_store_stats.csv": (3, 5, 39.96),
    "charity_en.csv": (4, 6, 285),
    "marketing_tool_events.csv": (4, 5, 238),
    "gift_shop_uk.csv": (5, 6, 282.5031),
    "salesforce_de.csv": (3, 4, 15000),
    "rewaa_ar.csv": (4, 6, 524),
    "adisyo_tr.csv": (4, 6, 795),
    "simplybook.csv": (4, 6, 300),
    "teachable_sales.csv": (4, 7, 630),
    "baselinker_pl.csv": (4, 5, 335),
    "clinic_ar.csv": (4, 6, 2800),
    "shopware_de.csv": (4, 5, 800),
    "xero_like_pt.csv": (3, 5, 860),
    "square_items_detail.csv": (3, 4, 1168.5),
    "vagaro_transactions.csv": (4, 4, 420),
    "kickstarter_backers.csv": (6, 6, 1385),
    "close_opportunities.csv": (2, 3, 2250),
    "vyapar_transactions.csv": (3, 4, 125860),
    "wix_orders.csv": (3, 4, 224),
    "salesforce_history.csv": (2, 3, 20500),
    "shopify_sales_by_customer.csv": (3, 4, 232),
    "varanegar_fa.txt": (3, 5, 9290000),
    "holoo_customers_fa.xlsx": (4, 5, 8175000),
    "qoyod_ar.csv": (4, 5, 6550.5),
    "pos_vat_inside_ar.xlsx": (4, 5, 700),
    "easybill_de.csv": (3, 4, 2790),
    "subiekt_pl.csv": (3, 4, 3600),
    "moloni_pt.csv": (4, 4, 5755),
    "moneybird_nl.xlsx": (3, 4, 2380),
    "ticimax_tr.csv": (3, 4, 5200),
}
# Contracts: how many, those that have no end, the days of cancellations by number, and what is asked.
CONTRACTS = {
    "insurance_fa.csv": (8, 0, {"شرکت پویا": "2024-03-03", "لاله صدر": "2024-03-03"}, ["ended_on"]),
    "memberful_subscriptions.csv": (7, 0, {}, []),
    "gym_memberships.csv": (8, 5, {"M2": "2024-06-01"}, ["ended_on"]),
    "chargebee_subscriptions.csv": (8, 8, {"c2": "2024-03-01", "c3": "2024-07-15", "c1": "2024-04-02"}, []),
    "recurly_subscriptions.csv": (
        8,
        5,
        {"bolt": "2024-01-20", "dune": "2024-06-15", "flux": "2024-04-01"},
        ["time_zone"],
    ),
    "zuora_subscriptions.csv": (6, 0, {"A2": "2023-11-20"}, []),
    "bashgah_fa.csv": (8, 0, {"103": "2024-03-10", "106": "2024-03-10"}, ["ended_on"]),
    "palestra_it.csv": (8, 0, {"T3": "2024-03-29"}, ["ended_on"]),
    "abos_fr.csv": (5, 5, {"2": "2024-01-31", "4": "2024-01-31"}, ["ended_on"]),
    "gym_tr.csv": (5, 0, {"3": "2024-03-18"}, ["ended_on"]),
    "sms_subs_ar.csv": (7, 0, {"S2": "2024-02-20"}, ["ended_on"]),
    "gym_terms_fa.xlsx": (18, 0, {"۰۰۳۱": "2024-07-02", "۰۰۴۰": "2024-08-20"}, ["status"]),
    "glofox.csv": (
        16,
        8,
        {
            "65a00222e2f4e1c0": "2024-06-14",
            "65a00668a6f4e1c0": "2024-02-20",
            "65a0077a17f4e1c0": "2024-03-01",
            "65a00aae6af4e1c0": "2024-04-29",
            "65a00bbfdbf4e1c0": "2024-03-06",
        },
        ["status"],
    ),
    "coworking_nl.csv": (8, 7, {"L2": "2024-02-12", "L4": "2024-03-01"}, ["ended_on"]),
    "telecom_lines.csv": (
        8,
        8,
        {"AC2": "2024-01-31", "AC4": "2024-03-10", "AC6": "2024-03-10"},
        ["ended_on"],
    ),
    "b2b_saas_mrr.csv": (8, 8, {"c2": "2024-01-31", "c4": "2024-03-15"}, ["ended_on"]),
    "patreon_members.csv": (8, 8, {"bob@x.test": "2024-06-03", "fay@x.test": "2024-06-03"}, ["ended_on"]),
    "policen_de.csv": (7, 0, {"Schmidt Eva": "2023-12-31", "Müller Hans": "2024-02-01"}, ["ended_on"]),
    "woo_subscriptions.csv": (7, 4, {"gus@x.test": "2024-03-15"}, ["ended_on"]),
}
# Files that lack what no file can do without: that is said.
LACKING = {
    "myob_item_sales.txt": "customer_id",
    "sumup_de.csv": "customer_id",
    "bol_nl.csv": "customer_id",
    "amazon_date_range.csv": "customer_id",
    "amazon_settlement.txt": "customer_id",
    "shopify_payouts.csv": "customer_id",
    "walmart.csv": "revenue",
}
# A word which nobody knows makes a question, and counts until it is answered; so do payments that may be returns.
ASKED = {
    "qbo_transaction_list.csv": (["document_kind"], (3, 5, 2406.02)),
    "xero_receivable_detail.csv": (["status"], (3, 4, 2940)),
    "servicetitan_jobs.csv": (["status"], (4, 4, 8895)),
    "jobber_invoices.csv": (["status"], (3, 5, 2270)),
    "unleashed_sales.csv": (["status"], (3, 5, 1250)),
    "razorpay_payments.csv": (["status"], (5, 6, 7429)),
    "bigcartel_orders.csv": (["status"], (4, 5, 224)),
    "chargebee_invoices.csv": (["status"], (5, 6, 590)),
    "guesty_reservations.csv": (["status"], (3, 5, 2670)),
    "woo_toman_fa.csv": (["status"], (4, 5, 3280000)),
    "asan_fa.csv": (["ordered_on"], (4, 5, 5180000)),
    "prestashop_lignes_fr.csv": (["status"], (3, 4, 489)),
    "danea_it.csv": (["document_kind"], (3, 4, 1930.5)),
    "bsale_es.csv": (["Precio Neto Unitario", "Descuento Neto"], (3, 4, 225500)),
    "axonaut_fr.csv": (["status"], (6, 15, 44581.8)),
    "bizimhesap_tr.xlsx": (["walk_ins"], (6, 16, 60149.95)),
    "nav_ledger.xlsx": (["document_kind"], (6, 18, 20799.25)),
    "recurly_invoices.csv": (["time_zone", "status"], (8, 20, 5853.5)),
    "rahkaran_lines.xlsx": (["status", "walk_ins"], (7, 12, 2342755000)),
    "ani_receipts.csv": (["status"], (5, 17, 20808600)),
    "snappfood.xlsx": (["revenue"], (9, 31, 11436000)),
    "clinic_visits_fa.csv": (["revenue", "status"], (7, 26, 53190000)),
    "qoyod_report.csv": (["walk_ins"], (6, 20, 92775.32)),
    "odoo_moves_ar.xlsx": (["walk_ins"], (5, 14, 37172.75)),
    "superfaktura_sk.csv": (["status"], (6, 17, 23558.12)),
    "holded_invoices.xlsx": (["status", "walk_ins"], (6, 15, 14847.25)),
    "aruba_it.csv": (["status"], (5, 19, 36460.2)),
    "ecwid.csv": (["time_zone", "status"], (6, 16, 1241.47)),
    "qb_desktop_detail.csv": (["walk_ins"], (6, 15, 8327.62)),
    "bc_ledger.xlsx": (["document_kind"], (5, 20, 58226.5)),
    "xero_by_contact.xlsx": (["revenue", "status"], (5, 15, 12830.75)),
    "housecall.csv": (["revenue", "status"], (6, 22, 13217)),
    "volusion.csv": (["revenue", "status"], (11, 24, 4170.49)),
    "kofi.csv": (["document_kind"], (7, 20, 332.5)),
    "faire.csv": (["status"], (7, 12, 2825.6)),
    "zoho_inventory.csv": (["status"], (6, 11, 172592.61)),
    "whmcs.csv": (["status"], (7, 22, 1724.12)),
    "pennylane_fr.xlsx": (["status"], (6, 15, 15475.5)),
    "factusol_es.xlsx": (["status", "walk_ins"], (4, 10, 8158.6)),
    "visma_sv.csv": (["status"], (5, 13, 113616)),
    "pohoda_cs.csv": (["revenue"], (5, 12, 50309.4)),
    "smartbill_ro.xlsx": (["status"], (5, 12, 28689.15)),
    "mahak_invoices.csv": (["status", "walk_ins"], (5, 11, 77670000)),
    "school_terms_fa.xlsx": (["status"], (7, 14, 37165000)),
    "bitrix_orders_ru.csv": (["status"], (4, 5, 29550.5)),
    "opencart.csv": (["status"], (2, 5, 1239)),
    "mews_reservations.csv": (["status"], (5, 6, 1290)),
    "tilda_ru.csv": (["status"], (3, 6, 15700)),
    "werkstatt_de.csv": (["status"], (3, 5, 585)),
    "delivery_fa.csv": (["status"], (4, 5, 855000)),
    "invoices_ru.csv": (["status"], (3, 4, 2500)),
    "caterer_pt.csv": (["status"], (4, 6, 361)),
    "auto_service_fa.csv": (["revenue", "status"], (4, 7, 6950000)),
    "school_term_es.csv": (["revenue"], (3, 6, 980)),
    "ledger_fa.csv": (["revenue"], (3, 5, 4500000)),
}
# Of what is no sale: the table, and the values of some columns by row.
OTHERS = {
    "tickets_fa.csv": (
        "complaints",
        "satisfaction, satisfaction_scale",
        [(one, one and "1-5") for one in (5, None, None, 2, None, 4, 1)],
    ),
    # Of three questions the one about all of it.
    "survey_fa.csv": ("surveys", "score, scale", [(one, "1-5") for one in (5, 2, 4, 1, 5, 3, 4, 4)]),
    "zendesk.csv": (
        "complaints",
        "customer_id, topic",
        [("Acme", "Problem"), ("Bolt", "Question"), ("Acme", "Question")],
    ),
    "freshdesk.csv": (
        "complaints",
        "customer_id, topic",
        [("Acme", "Problem"), ("Bolt", "Question"), ("Acme", "Question")],
    ),
    "intercom.csv": ("complaints", "customer_id, satisfaction", [("u1", 5), ("u2", 2), ("u1", None)]),
    "gorgias.csv": ("complaints", "satisfaction, satisfaction_scale", [(5, "1-5"), (1, "1-5"), (None, None)]),
    "helpscout.csv": ("complaints", "topic", [("Where is my order?",), ("Refund please",), ("Invoice",)]),
    "typeform.csv": ("surveys", "score, scale", [(9, "0-10"), (3, "0-10"), (10, "0-10"), (0, "0-10")]),
    "delighted.csv": ("surveys", "customer_id, score", [("p1", 9), ("p2", 2), ("p3", 10)]),
    "jira_sm.csv": (
        "complaints",
        "customer_id, satisfaction, CAST(closed_at AS VARCHAR)",
        [
            ("ann@x.test", 5, "2024-03-04 11:05:00"),
            ("bob@x.test", 2, "2024-03-06 10:00:00"),
            ("cy@x.test", None, None),
            ("ann@x.test", 4, "2024-03-15 14:00:00"),
            ("di@x.test", None, "2024-03-18 09:30:00"),
            ("ed@x.test", None, None),
            ("bob@x.test", 3, "2024-03-21 09:30:00"),
            ("fay@x.test", 5, "2024-03-23 09:30:00"),
        ],
    ),
    "liveagent_tickets.csv": (
        "complaints",
        "topic, replied_at IS NULL",
        [(one, one == "Invoice") for one in ["Late", "Broken", "Invoice", "Return", "Size", "Refund", "Help", "Help"]],
    ),
    "surveymonkey_en.csv": (
        "surveys",
        "score, scale",
        [(one, "0-10") for one in (9, 3, 10, 7, 0, 8, 9, 10)],
    ),
    "helpdesk_es.csv": (
        "complaints",
        "satisfaction, replied_at IS NULL",
        [(5, False), (2, False), (None, True), (4, False), (None, False), (None, False), (5, False), (None, False)],
    ),
    "tickets_pt.csv": (
        "complaints",
        "satisfaction, replied_at IS NULL",
        [(5, False), (2, False), (None, True), (4, False), (None, False)],
    ),
    "nps_tr.csv": ("surveys", "score, scale", [(one, "0-10") for one in (9, 3, 10, 7, 0)]),
    "encuesta_es.csv": (
        "surveys",
        "score, scale",
        [(one, "0-10") for one in (9, 3, 10, 7, 0, 8, 9, 10)],
    ),
    "jotform_csat.csv": (
        "surveys",
        "score, scale",
        [(one, "1-5") for one in (5, 2, 4, 5, 1, 3, 4, 5)],
    ),
    "zoho_desk.csv": (
        "complaints",
        "customer_id, replied_at IS NULL",
        [(f"{one}@x.test", one == "cy") for one in ("ann", "bob", "cy", "ann", "di", "bob", "ed", "fay")],
    ),
    "umfrage_de.csv": (
        "surveys",
        "score, scale",
        [(one, "0-10") for one in (9, 3, 10, 7, 0, 8, 9, 10)],
    ),
    "porsline_fa.csv": (
        "surveys",
        "score, scale",
        [(one, "0-10") for one in (9, 3, 10, 7, 0, 8, 9, 10)],
    ),
    "qualtrics.csv": ("surveys", "customer_id, score", [("c1", 9), ("c2", 2), ("c3", 8)]),
    "sugarcrm_cases.csv": (
        "complaints",
        "closed_at IS NULL",
        [(one in {0, 1, 2, 3, 4, 6, 12},) for one in range(16)],
    ),
    "agency_people.csv": (
        "customers",
        "customer_id, role",
        [("E-10", "کارفرما"), ("E-11", "کارفرما"), *((f"J-{n}", "کارجو") for n in range(20, 24))],
    ),
}
# Minutes until the first answer, however the system writes it.
REPLIED = {
    "zendesk.csv": [10, 60, None],
    "freshdesk.csv": [45, 1500, None],
    "intercom.csv": [60, 1500, 10],
    "gorgias.csv": [30, 2880, 1],
    "helpscout.csv": [30, 1560, 75],
}


def loaded(desk, name):
    """Load an export as a person does who accepts what is proposed; returns its report with all that is asked."""
    source = ingest.inspect(EXPORTS / name)
    (guess,) = ingest.recognise_tables(source)
    report = ingest.load(desk.connection, source, guess.table, guess.mapping)
    assert (report.rejected, report.rows_read) == (0, report.accepted + report.skipped)
    return report, [question.column for question in (*guess.questions, *report.questions)]


def counted(desk):
    """Who bought, in how many orders, for how much: of rows that are sales and have a customer."""
    known = {row[0] for row in desk.connection.execute("DESCRIBE incoming.orders").fetchall()}
    order = "coalesce(order_id, CAST(source_row AS VARCHAR))" if "order_id" in known else "source_row"
    is_sale = "status IS DISTINCT FROM 'cancelled'" if "status" in known else "true"
    return desk.connection.execute(
        f"""SELECT count(DISTINCT customer_id) FILTER (paid > 0), count(*) FILTER (paid > 0), CAST(sum(paid) AS DOUBLE)
        FROM (SELECT customer_id, {order} AS number, sum(revenue) AS paid FROM incoming.orders
            WHERE customer_id IS NOT NULL AND {is_sale} GROUP BY ALL)"""
    ).fetchall()[0]


@pytest.mark.parametrize("name", RIGHT)
def test_an_export_loads_unaided(desk, name):
    report, asked = loaded(desk, name)
    assert report.table == "orders"
    assert counted(desk) == RIGHT[name]
    assert {*asked} <= {"time_zone"}


@pytest.mark.parametrize("name", ASKED)
def test_what_a_file_leaves_open_is_asked_about(desk, name):
    _report, asked = loaded(desk, name)
    right, numbers = ASKED[name]
    assert asked == right
    assert counted(desk) == numbers


@pytest.mark.parametrize("name", CONTRACTS)
def test_contracts_that_have_ended_run_no_more(desk, name):
    number, open_ended, cancelled, right = CONTRACTS[name]
    report, asked = loaded(desk, name)
    assert (report.table, report.accepted, asked) == ("contracts", number, right)
    rows = desk.rows("customer_id, ends_on, CAST(cancelled_on AS VARCHAR)", "contracts")
    assert sum(end is None for _customer, end, _day in rows) == open_ended
    assert {customer: day for customer, _end, day in rows if day} == cancelled


@pytest.mark.parametrize("name", LACKING)
def test_a_file_that_lacks_something_is_refused_with_that(name):
    (guess,) = ingest.recognise_tables(ingest.inspect(EXPORTS / name))
    assert (guess.table, guess.mapping.missing("orders")) == ("orders", (LACKING[name],))


@pytest.mark.parametrize("name", OTHERS)
def test_an_export_of_something_else_loads_unaided(desk, name):
    table, columns, right = OTHERS[name]
    report, asked = loaded(desk, name)
    assert (report.table, desk.rows(columns, table), asked) == (table, right, [])


@pytest.mark.parametrize("name", REPLIED)
def test_how_long_the_first_answer_took(desk, name):
    loaded(desk, name)
    minutes = desk.rows("date_diff('second', opened_at, replied_at) / 60", "complaints")
    assert [one for (one,) in minutes] == REPLIED[name]


def test_every_export_has_its_answer():
    assert {file.name for file in EXPORTS.iterdir()} == {*RIGHT, *ASKED, *OTHERS, *CONTRACTS, *LACKING}


@pytest.mark.parametrize("name", ["german.csv", "digikala.csv", "gumroad.csv"])
def test_the_command_line_gives_the_same(tmp_path, monkeypatch, name):
    monkeypatch.setenv("MANDEGAR_HOME", str(tmp_path / "home"))
    line = json.loads(done("load", EXPORTS / name, "--dataset", "shop"))
    assert (line["rejected"], line["orders"], line["revenue"]) == (0, *RIGHT[name][1:])


def test_sales_that_name_nobody_are_refused_with_what_is_missing(desk):
    content = (
        "Order Id,Order Date,Menu Item,Net Price,Qty,Void?\n9001,2024-01-15,Burger,24.00,2,false\n"
        "9002,2024-01-16,Cake,8.00,1,true\n"
    )
    source = ingest.inspect(desk.write(content))
    (guess,) = ingest.recognise_tables(source)
    assert guess.mapping.missing("orders") == ("customer_id",)
    assert "Who bought" in guess.why[0]
