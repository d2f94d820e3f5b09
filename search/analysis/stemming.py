"""What the inflections of a word share, by Snowball."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

STEMMER_VERSION: str = Stemmer.version()

LANGUAGES = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""ISO 639-1 code -> Snowball algorithm. Words of other languages are their own stems."""

_local = threading.local()  # a Stemmer object is not safe to share between threads


@lru_cache(maxsize=1 << 13)
def stem(folded: str, lang: str | None) -> str:
    """Return the stem of a folded word in a language, the word itself where none is known."""
    algorithm = LANGUAGES.get(lang or "")
    if algorithm is None:
        return folded
    return _stemmer(algorithm).stemWord(folded) or folded


def stems(folded: Sequence[str], lang: str | None) -> list[str]:
    """Return the stems of many words, at a quarter of the cost."""
    algorithm = LANGUAGES.get(lang or "")
    if algorithm is None:
        return list(folded)
    found = _stemmer(algorithm).stemWords(folded)
    return [stem or word for stem, word in zip(found, folded, strict=True)]


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    stemmers: dict[str, Stemmer.Stemmer] = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        # Its own cache costs more than it saves: `stem` keeps one.
        stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return stemmers[algorithm]
