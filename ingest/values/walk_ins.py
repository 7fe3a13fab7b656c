"""Names of customers whom nobody knows, such as “walk-in” and «مشتری متفرقه»: their sales have no customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest import asking
from ingest.sql import identifier, literal
from localization.text import normalise

if TYPE_CHECKING:
    import duckdb

    from ingest.values.settling import Settler

TOPIC: Final = "walk_ins"
NOBODY, CUSTOMER = "nobody", "customer"
# Of one sale it makes no difference.
_LEAST_ROWS = 2
_NAMES = """
    walk-in, walk in, walkin, walk-in customer, walk in customer, walk-in client, cash customer, cash sale, cash sales,
    counter sale, counter sales, over the counter, guest, guest customer, anonymous, anonymous customer, unknown,
    unknown customer, no customer, no name, retail customer, general customer, casual customer, pos customer,
    default customer, one-time customer, miscellaneous customer, misc customer, sundry customer, sundry debtors,
    متفرقه, مشتری متفرقه, مشتریان متفرقه, اشخاص متفرقه, فروش متفرقه, مشتری نقدی, فروش نقدی, مشتری گذری, گذری, ناشناس,
    مشتری ناشناس, مشتری حضوری, فروش حضوری, خرده فروشی, عميل نقدي, زبون نقدي, عميل عابر, مبيعات نقدية, عميل عام,
    عميل افتراضي, عميل متنوع, زائر, غير معروف, laufkunde, laufkunden, laufkundschaft, barkunde, barverkauf,
    thekenverkauf,
    diverse, diverse kunden, unbekannt, anonym, client comptoir, client de passage, client divers, clients divers,
    vente comptoir, ventes comptoir, inconnu, anonyme, client anonyme, consumidor final, público en general,
    cliente general, cliente ocasional, cliente de contado, cliente mostrador, venta mostrador, clientes varios,
    anónimo,
    cliente genérico, cliente balcão, venda balcão, cliente avulso, consumidor não identificado, cliente generico,
    cliente occasionale, vendita al banco, cliente banco, anonimo, passant, passanten, contante klant, balieverkoop,
    losse verkoop, onbekend, anoniem, perakende müşteri, perakende satış, peşin müşteri, peşin satış, muhtelif,
    muhtelif müşteri, muhtelif müşteriler, misafir, nihai tüketici, klient detaliczny, klient anonimowy, nieznany,
    розничный покупатель, розничный клиент, розничные покупатели, частное лицо, аноним, гость, розница, kontantkunde,
    kontantkund, kontantsalg, cliente contado, clientes contado, ventas contado, clientes de contado, kassakund,
    kassekunde, tilfældig kunde, diverse kunde, käteisasiakas, satunnainen asiakas, hotovostní zákazník,
    drobný zákazník, prodej za hotové, client ocazional, client final, persoană fizică, készpénzes vevő, pénztári vevő
    """
# As old alphabets and keyboards write them, too.
_SPELT = frozenset(
    spelt
    for name in (" ".join(words.split()) for words in _NAMES.split(","))
    for one in (name, normalise(name))
    for spelt in (one, one.replace("ی", "ي").replace("ک", "ك"), one.replace("ي", "ی").replace("ك", "ک"))
)


def settle(connection: duckdb.DuckDBPyConnection, target: str, settler: Settler) -> None:
    """Take the customer off the lines of whoever is known by no name of their own; ask whether that is right.

    All who walked in as one customer would be the best of all, and never leave.
    """
    known = {row[0] for row in connection.execute(f"DESCRIBE {target}").fetchall()}
    if "customer_id" not in known or settler.mapping.answers.get(TOPIC) == CUSTOMER:
        return
    listed = ", ".join(map(literal, sorted(_SPELT)))
    for name in (one for one in ("customer_id", "name") if one in known):
        column = identifier(name)
        found = dict(
            connection.execute(
                f"SELECT {column}, count(*) FROM {target} WHERE customer_id IS NOT NULL"
                f" AND lower(trim({column})) IN ({listed}) GROUP BY 1 ORDER BY 2 DESC, 1"
            ).fetchall()
        )
        if sum(found.values()) < _LEAST_ROWS:
            continue
        unnamed = ", name = NULL" if "name" in known else ""
        connection.execute(
            f"UPDATE {target} SET customer_id = NULL{unnamed} WHERE {column} IN ({', '.join(map(literal, found))})"
        ).fetchall()
        if not settler.mapping.answers.get(TOPIC):
            header = settler.mapping.columns.get(name, name)
            settler.questions.append(asking.walk_ins(header, (NOBODY, CUSTOMER), [*found], sum(found.values())))
        return
