"""A person named in a sentence, and what a word's neighbours say about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.extract.people.features import plain
from search.extract.people.lexicon import lexicon
from search.extract.people.names import is_title


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in words `start` to `end` of sentence number `sentence`.

    `part` is (offset, length) when the name is only part of one word, as in "Lavrov-Tillerson".
    `chance`, 0 to 1, is how sure the finding is.
    """

    sentence: int
    start: int
    end: int
    words: tuple[str, ...]
    chance: float
    part: tuple[int, int] | None = None


def honours(words: Sequence[str], start: int) -> bool:
    """Return whether the word before `start` is a title that only people bear."""
    before = words[start - 1]
    return (
        is_title(before) and before[0].isupper() and before.lower() not in lexicon().loose_titles
    )


def continues(words: Sequence[str], start: int) -> bool:
    """Return whether the word before `start` is a given name that belongs to the name."""
    before = words[start - 1]
    lex = lexicon()
    if before in lex.family_first and "-" in words[start] and words[start] in lex.first:
        return True  # Ban Ki-moon
    if not before[0].isupper() or is_title(before) or plain(before) not in lex.first:
        return False
    lower = before.lower()
    if lower in lex.places or lower in lex.calendar or lower in lex.groups:
        return False
    return lex.common.get(lower, len(lex.common)) > 8000


def rare(word: str) -> bool:
    lex = lexicon()
    lower = word.lower()
    if lower in lex.places or lower in lex.groups or lower in lex.calendar or is_title(word):
        return False
    return word in lex.particles or lower not in lex.common or plain(word) in lex.last
