"""Text cut into sentences of words, with the place of every word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.extract.people.lexicon import lexicon

LONGEST = 120
"""Words in a sentence at most: text without any punctuation is cut here, so work stays linear."""

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., J.K.
    r"|[^\W\d_]+(?:['’](?!(?:s|S|re|ve|ll|d|m|t)\b)[^\W\d_]+|[-‐‑][^\W_]+)*"  # O'Neill, Ki-moon
    r"|['’](?:s|S|re|ve|ll|d|m|t)\b"
    r"|\d[\d.,:]*\d|\d"
    r"|([.!?…])"
    r"|(\n[ \t\r]*(?:\n[ \t\r]*)*)"
    r"|[^\w\s]|_"
)
_END, _LINE = 1, 2
_CLOSERS = frozenset("\"'”’»)]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of one sentence and where each starts; a word ends at its start plus its length."""

    words: list[str]
    starts: list[int]


def _wrapped(text: str, at: int) -> bool:
    """Return whether the line that ends at `at` was cut only to fit a page."""
    begin = text.rfind("\n", max(0, at - 100), at) + 1
    line = text[begin:at].rstrip()
    return 40 <= len(line) < 95 and at - begin < 100 and line[-1] not in '.!?:;"”'


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of `text` in order; every word is a slice of it."""
    words: list[str] = []
    starts: list[int] = []
    ended = False
    for match in _WORD.finditer(text):
        group = match.lastindex
        if group is None and not ended and len(words) < LONGEST:
            words.append(match.group())
            starts.append(match.start())
            continue
        word = match.group()
        if group == _LINE:
            cut = word.count("\n") > 1 or ended or not _wrapped(text, match.start())
        else:
            cut = (ended and group != _END and word not in _CLOSERS) or len(words) >= LONGEST
            if word == "." and words and _abbreviates(words[-1], starts[-1], match.start()):
                words[-1] += "."
                continue
        if cut and words:
            yield Sentence(words, starts)
            words, starts = [], []
        ended = not cut and (group == _END or ended)
        if group != _LINE:
            words.append(word)
            starts.append(match.start())
    if words:
        yield Sentence(words, starts)


def _abbreviates(word: str, start: int, dot: int) -> bool:
    """Return whether the full stop at `dot` belongs to the word: Mr., the J. of a name."""
    if start + len(word) != dot:
        return False
    return word in lexicon().abbreviations or (len(word) == 1 and word.isupper())
