"""The language an article is written in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from search.article import Evidence
from search.extract.prose import dominant_language, words_of

SAMPLE = 4000  # characters
# Languages whose function words no close relative shares: no need to load the model.
_PLAIN = frozenset(["en", "de", "fr", "it", "nl", "ru", "pl", "tr", "hu", "fi", "el"])
_CODE = re.compile(r"^[a-z]{2,3}$")
_NAMES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
    "portuguese": "pt", "dutch": "nl", "russian": "ru", "ukrainian": "uk", "polish": "pl",
}  # fmt: skip


def language(text: str, stated: str | None, by: str) -> tuple[str, Evidence] | None:
    """Return the language code (`en`) and the evidence, None when too little is there to tell."""
    code = _code(stated)
    seen = _seen(text)
    if code and (seen is None or seen[0] == code or seen[1] < 0.9):
        return code, Evidence(by, stated or "", 0.95, "metadata")
    if seen is None:
        return None
    found, confidence, method = seen
    other = (code,) if code else ()
    return found, Evidence(method, "", round(confidence, 2), "body", None, None, other)


def _code(stated: str | None) -> str | None:
    """Return the primary subtag of a stated language (`en-US`: `en`)."""
    text = (stated or "").strip().lower().replace("_", "-")
    text = _NAMES.get(text, text.split("-", 1)[0])
    return text if _CODE.match(text) else None


def _seen(text: str) -> tuple[str, float, str] | None:
    sample = text[:SAMPLE]
    words = [word.lower() for word in words_of(sample[:2000])]
    if len(sample) < 20:
        return None
    lang, share, lead = dominant_language(words)
    # English has no near relative among the languages told apart here.
    most, ahead = (0.2, 2.5) if lang == "en" else (0.3, 2)
    if lang in _PLAIN and share > most and lead > ahead and len(words) >= 20:
        return lang, 0.99, "function words"
    if len(words) < 8 and len(sample) < 60:
        return None
    code, sure = _model().classify(sample)
    if sure < 0.8:
        return None
    return str(code), min(0.97, float(sure)), "py3langid"


@lru_cache(maxsize=1)
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loading takes two seconds

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
