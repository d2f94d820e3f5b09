"""Where sentences and paragraphs begin, counted in word positions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from search.analysis.tokenizer import Word
from search.analysis.wordlist import word_list

_PARAGRAPH = re.compile(r"\n\s*\n")
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*\s|[。！？]|\n\s*\n")
ABBREVIATIONS = word_list("abbreviations.txt")
STARTERS = word_list("starters.txt")


class Breaks(NamedTuple):
    """Positions at which sentences and paragraphs begin, ascending; both start with 0.

    Empty when the text has no words. Every paragraph begins a sentence.
    """

    sentences: list[int]
    paragraphs: list[int]


def breaks(text: str, words: Sequence[Word]) -> Breaks:
    """Return where the sentences and paragraphs of a text begin; `words` are words(text)."""
    if not words:
        return Breaks([], [])
    sentences, paragraphs = [0], [0]
    before = words[0]
    at, _, _, stop = before
    for word in words:
        position, _, start, end = word
        if position == at:
            before, stop = (word, end) if end > stop else (before, stop)
            continue
        if start > stop + 1 or text[stop:start] in "。！？":
            gap = text[stop:start]
            if "\n" in gap and _PARAGRAPH.search(gap):
                paragraphs.append(position)
                sentences.append(position)
            elif ends_sentence(text, before, gap, word):
                sentences.append(position)
        elif text[stop - 1] == "." and ends_sentence(text, before, " ", word):
            sentences.append(position)
        before, at, stop = word, position, end
    return Breaks(sentences, paragraphs)


def ends_sentence(text: str, before: Word, gap: str, after: Word) -> bool:
    """Return whether a sentence ends between two neighbouring words."""
    if text[before.end - 1] == "." and not _STOP.search(gap):  # `U.S.` may end a sentence or not
        return starts_sentence(after.form)
    stop = _STOP.search(gap)
    if stop is None or (after.form[0].islower() and gap.isascii()):
        return False
    if stop.group()[0] != ".":
        return True
    return parts_sentences(before.form)


def starts_sentence(form: str) -> bool:
    """Return whether a word after `U.S.` begins a sentence."""
    return form[0].isupper() and form.lower() in STARTERS


def parts_sentences(form: str) -> bool:
    """Return whether a full stop after a word may end a sentence: it is no part of the word."""
    initial = len(form) == 1 and form.isupper() and form != "I"
    return not initial and form.lower() not in ABBREVIATIONS
