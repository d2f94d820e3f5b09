"""Words without case and accents."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "ı": "i",
        "ŋ": "n",
        "ё": "е",
    }
)
"""Letters that Unicode does not take apart, but readers do."""


@lru_cache(maxsize=1 << 13)
def fold(form: str) -> str:
    """Return the word with case and accents gone, so that `Peña` and `PENA` are one.

    Accents go from Latin and Greek letters only: in other scripts the marks are letters (й, हि).
    """
    if form.isascii():
        return form.lower()
    apart = unicodedata.normalize("NFKC", form)
    if " " in apart and " " not in form:  # one word still, though `ﷺ` is taken apart into four
        apart = apart.replace(" ", "")
    folded = unicodedata.normalize("NFC", apart.casefold())
    bare = "".join(_bare(letter) for letter in folded)
    return unicodedata.normalize("NFC", bare.translate(_LETTERS))


def _bare(letter: str) -> str:
    """Return a Latin or Greek letter without its accents, anything else as it is."""
    if letter.isascii():
        return letter
    apart = unicodedata.normalize("NFD", letter)
    if not _is_latin_or_greek(apart[0]):
        # A mark left alone was written after a letter that has no composed form with it: x̂.
        return "" if "\u0300" <= letter <= "\u036f" else letter
    return "".join(mark for mark in apart if not unicodedata.combining(mark))


def _is_latin_or_greek(letter: str) -> bool:
    return letter < "\u02b0" or "\u0370" <= letter <= "\u03ff" or "\u1e00" <= letter <= "\u1fff"
