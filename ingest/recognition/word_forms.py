"""Words of states: in the forms that grammar gives them, and told through what is said beside them."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from localization.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What stands behind a stem. Accents and the dot of a Turkish i do not matter, as words are folded before they are
# compared; a form that nobody uses does no harm.
_ENDINGS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "fr": ("", "e", "s", "es"),
        "es": ("o", "a", "os", "as"),  # Portuguese has the same
        "it": ("o", "a", "i", "e"),
        "de": ("", "e", "er", "es", "en", "em"),
        "nl": ("", "e"),
        "pl": ("y", "a", "e", "i", "o"),
        "ru": ("", "а", "о", "ы", "ный", "ная", "ное", "ные"),
        "tr": ("di", "dı", "miş", "mış", "muş", "du", "en", "an", "ti", "tı", "ndi", "ndı"),
        "ar": ("", "ة", "ه", "ين", "ات"),
        "fa": (" شده", " شد", " شده است", " گردید", " گردیده", " شده اند"),
    }
)


def forms(stems: Mapping[str, str]) -> Iterator[str]:
    """Yield every form of the words whose stems are given by language, between commas; Arabic ones with article too."""
    for language, text in stems.items():
        for stem in text.split(","):
            for ending in _ENDINGS[language]:
                word = stem.strip() + ending
                yield word
                if language == "ar":
                    yield f"ال{word}"


# What is said of a state beside the state itself: of what it is, and who brought it about; and where a remark begins.
_OF_WHAT = (
    r"(?:venda|venta|pedido|order|payment|invoice|transaction|booking|contract|subscription|policy|membership"
    r"|user|pro|customer|client|buyer|seller|admin|guest|host|merchant|system|auto"
    r"|سفارش|فاکتور|پرداخت|تراکنش|قرارداد|اشتراک|الطلب|الفاتوره|الدفع|العقد|الاشتراک)"
)
_BY_WHOM = r"(?:by|due to|توسط|از سوی|از طرف|من قبل|من|بواسطه|von|durch|par|por|con|da|door|przez|tarafindan)"
_BESIDE = re.compile(rf"^{_OF_WHAT} | {_OF_WHAT}$| {_BY_WHOM} .+$")
_REMARK = re.compile(r"\s*[(\[:;,]|\s+[-–—/|]\s+")


class Vocabulary:
    """Words of states, folded, and what each of them means."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self.meanings = meanings
        self._run_together = {word.replace(" ", ""): word for word in meanings}

    def folded(self, word: str) -> str:
        """Fold a word of a state: wc-completed, Completed, "Order completed", "completed by the seller" are the same.

        So is what stands before a remark, as in "Cancelled (no answer)".
        """
        text = normalise(word).removeprefix("wc ").strip()
        before = normalise(_REMARK.split(word, maxsplit=1)[0])
        for given in dict.fromkeys((text, before)):
            bare = _BESIDE.sub("", given)
            for one in (given, bare, f"{bare}ه" if bare.endswith(" شد") else bare):
                if one in self.meanings:
                    return one
        return self._run_together.get(text.replace(" ", ""), text)
