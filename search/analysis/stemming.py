"""What the inflections of a word share, by Snowball."""

from __future__ import annotations

import threading
from collections.abc import Callable
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


@lru_cache(maxsize=1 << 16)
def stem(folded: str, lang: str | None) -> str:
    """Return the stem of a folded word in a language, the word itself where none is known."""
    algorithm = LANGUAGES.get(lang or "")
    if algorithm is None:
        return folded
    return _stemmer(algorithm)(folded) or folded


def _stemmer(algorithm: str) -> Callable[[str], str]:
    stemmers: dict[str, Callable[[str], str]] = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        # Its own cache costs more than it saves: `stem` keeps one.
        stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0).stemWord
    return stemmers[algorithm]
