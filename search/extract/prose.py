"""Words, and the language of running text by its function words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

_WORD = re.compile(
    r"[A-Za-z0-9]+(?= )|"  # most words; the last line finds these too, in more time
    r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{1,2}|"  # Japanese, Chinese and Thai: no blanks
    r"[^\W_\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+(?:['’-][^\W_]+)*"
)
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+(?:['-][A-Za-z0-9]+)*")  # the same, twice as fast
BULLETS = "*+•·»>|○●▪■–—-"
_BULLET = re.compile(rf"^[{BULLETS}]\s?")
_LONG_LINE = 2000  # characters looked at; longer lines are prose whatever follows


@lru_cache(maxsize=1)
def function_words() -> Mapping[str, frozenset[str]]:
    """Return the commonest function words by language."""
    source = files("search.extract").joinpath("data/functionwords.txt").read_text("utf-8")
    rows = (row.split(": ", 1) for row in source.splitlines() if not row.startswith("#"))
    return {lang: frozenset(words.split()) for lang, words in rows}


@lru_cache(maxsize=1)
def _languages_of() -> Mapping[str, Sequence[str]]:
    """Return for each function word the languages that have it."""
    found: dict[str, list[str]] = {}
    for lang, listed in function_words().items():
        for word in listed:
            found.setdefault(word, []).append(lang)
    return found


def dominant_language(words: Sequence[str]) -> tuple[str | None, float, float]:
    """Return the language whose function words are commonest, their share, and its lead.

    The lead is how many times the share of the next language it is.
    """
    listed = _languages_of()
    counts = dict.fromkeys(function_words(), 0)
    for word in words:
        if word in listed:
            for lang in listed[word]:
                counts[lang] += 1
    total = max(1, len(words))
    shares = {lang: count / total for lang, count in counts.items()}
    ranked = sorted(shares, key=lambda lang: (-shares[lang], lang))
    best, second = ranked[0], ranked[1]
    if not shares[best]:
        return None, 0.0, 0.0
    return best, shares[best], shares[best] / max(shares[second], 1e-9)


def words_of(text: str) -> list[str]:
    """Return the words of a line as written, pairs of signs where no blanks part words."""
    text = text[:_LONG_LINE]
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text)


def is_bullet(text: str) -> bool:
    """Whether the line begins with the mark of a list."""
    return bool(_BULLET.match(text)) and not text.startswith("--")
