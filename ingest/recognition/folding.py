"""Folds a header for comparison: without case, accents, brackets and signs, and its words apart."""

from __future__ import annotations

import re
from functools import lru_cache

from localization.text import normalise

_BRACKETS = re.compile(r"[(\[（][^)\]）]*[)\]）]")
# Custom field (Satisfaction): what is called so by those who use a system.
_CUSTOM = re.compile(r"(?i)^custom field \((.+)\)$")
# Сумма, руб.: in what an amount is.
_UNIT = re.compile(r"(?i),\s*(?:р|руб|rub|usd|eur|€|\$|₽|шт|tl|₺|zł|kr|ريال|ریال|تومان)\.?$")
# Order Lines/Product, line_items.sku: of which part of a record the column is.
_OF_LINES = re.compile(
    r"(?i)^(?:[^\W_]+[ _])*(?:lines?|items?|positionen|zeilen|lignes|líneas|satırları|اقلام|سطرها|بنود|سطور)"
    r"(?: [^\W_]+)?\s*[/.>]\s*(?=\w)"
)
# Words of headers that may run together, as in totalshippingcost and salestax1.
_PARTS = (
    "order customer client invoice billing shipping ship bill total subtotal net gross payment amount sales sale tax"
    " price unit quantity qty product item date time status number id no name code cost discount refund email phone"
    " city state country paid created line transaction type currency account user company first last received"
    " authorized rate method shipped"
)
_PART = "|".join(sorted(_PARTS.split(), key=len, reverse=True))
_RUN_TOGETHER = re.compile(rf"((?:{_PART}){{3,}})\d*|((?:{_PART}){{2}})\d+")
# With tax in Czech and Slovak; "s/" is without it in Portuguese.
_WITH_TAX = re.compile(r"\bs(?= dph\b)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(20_000)
def key(header: str) -> str:
    """Fold a header for comparison: InvoiceNo, invoice_no, Lines/Invoice No and "Invoice No. (text)" are the same."""
    plain = _UNIT.sub("", _CUSTOM.sub(r"\1", _OF_LINES.sub("", header)))
    folded = normalise(_CAMEL.sub(" ", _BRACKETS.sub(" ", plain)) or header)
    if run := _RUN_TOGETHER.fullmatch(folded):
        return apart(run[1] or run[2])
    return _WITH_TAX.sub("vc", folded)


def apart(word: str) -> str:
    """Write the words of a header apart that run together, as in paymentamount; any other stays as it is."""
    return " ".join(re.findall(_PART, word)) if re.fullmatch(f"(?:{_PART})+", word) else word
