"""Text cut into sentences of words, with the place of every word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from search.extract.people.lexicon import lexicon

LONGEST = 120
"""Words in a sentence at most: text without any punctuation is cut here, so work stays linear."""

MOST_CHUNKS = 1 << 15
"""Stretches without blanks whose words are remembered at most, twice: 15 MB."""

LONGEST_CHUNK = 40
"""Characters of a stretch that is remembered at most."""

_WORD = re.compile(
    r"[^\W\d_]{2,}(?:['’](?!(?:s|S|re|ve|ll|d|m|t)\b)[^\W\d_]+|[-‐‑][^\W_]+)*"  # Ki-moon
    r"|(?:[^\W\d_]\.){2,}"  # U.S., J.K.
    r"|[^\W\d_](?:['’](?!(?:s|S|re|ve|ll|d|m|t)\b)[^\W\d_]+|[-‐‑][^\W_]+)*"  # O'Neill, X-ray
    r"|['’](?:s|S|re|ve|ll|d|m|t)\b"
    r"|\d[\d.,:]*\d|\d"
    r"|[^\w\s]|_"
)
_LINE = re.compile(r"\n[ \t\r\n]*")
_CLOSERS = frozenset("\"'”’»)]")
_ENDS = frozenset(".!?…")


@dataclass(slots=True)
class _Paragraph:
    """The words of a stretch of text from `begin` on, and where each starts, once asked."""

    text: str
    begin: int
    words: list[str] = field(default_factory=list)
    found: list[int] = field(default_factory=list)

    def start(self, number: int) -> int:
        found = self.found
        if number >= len(found):
            find = self.text.find
            last = len(found) - 1
            at = found[last] + len(self.words[last]) if found else self.begin
            for word in self.words[last + 1 : number + 1]:
                at = find(word, at)
                found.append(at)
                at += len(word)
        return found[number]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of one sentence: those of a paragraph from number `first` on."""

    words: list[str]
    paragraph: _Paragraph
    first: int

    def start(self, number: int) -> int:
        """Return where one word starts in the text."""
        return self.paragraph.start(self.first + number)

    @property
    def starts(self) -> list[int]:
        """Where each word starts in the text; it ends at its start plus its length."""
        return [self.start(number) for number in range(len(self.words))]


class _Chunks(dict[str, tuple[str, ...]]):
    """The words of each stretch without blanks; the last ones met are remembered.

    That no word has a blank in it makes most of the cutting a look into a dictionary.
    """

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[str, tuple[str, ...]] = {}

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        found = self._before.get(chunk) or _words(chunk)
        if len(chunk) < LONGEST_CHUNK:
            if len(self) >= MOST_CHUNKS:
                self._before = self.copy()
                self.clear()
            self[chunk] = found
        return found


_CHUNKS = _Chunks()


def _words(chunk: str) -> tuple[str, ...]:
    """Return the words of text without blanks, full stops with what they shorten."""
    if chunk.isalpha():
        return (chunk,)
    words: list[str] = []
    for word in _WORD.findall(chunk):
        if word == "." and words and _abbreviates(words[-1]):
            words[-1] += "."
        else:
            words.append(word)
    return tuple(words) if len(words) > 1 else (chunk,)


def _abbreviates(word: str) -> bool:
    """Return whether the full stop after a word belongs to it: Mr., the J. of a name."""
    return word in lexicon().abbreviations or (len(word) == 1 and word.isupper())


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of `text` in order; every word is a slice of it."""
    begin = 0
    for line in _LINE.finditer(text):
        if line.group().count("\n") > 1 or not _wrapped(text, line.start()):
            yield from _of(_Paragraph(text, begin), line.start())
            begin = line.end()
    yield from _of(_Paragraph(text, begin), len(text))


def _wrapped(text: str, at: int) -> bool:
    """Return whether the line that ends at `at` was cut only to fit a page."""
    begin = text.rfind("\n", max(0, at - 100), at) + 1
    if at - begin >= 100:
        return False
    line = text[begin:at].rstrip()
    return 40 <= len(line) < 95 and line[-1] not in '.!?:;"”'


def _of(paragraph: _Paragraph, end: int) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph that runs to `end`."""
    chunks = paragraph.text[paragraph.begin : end].split()
    tokens = list(chain.from_iterable(map(_CHUNKS.__getitem__, chunks)))
    at = 0
    for stop in [i for i, token in enumerate(tokens) if token in _ENDS]:
        if stop < at:
            continue
        end = stop + 1
        while end < len(tokens) and (tokens[end] in _CLOSERS or tokens[end] in _ENDS):
            end += 1
        yield from _cut(tokens[at:end], paragraph)
        at = end
    yield from _cut(tokens[at:], paragraph)


def _cut(words: list[str], paragraph: _Paragraph) -> Iterator[Sentence]:
    """Yield the words as one sentence, as several where they are too many."""
    first = len(paragraph.words)
    paragraph.words += words
    if len(words) <= LONGEST:
        if words:
            yield Sentence(words, paragraph, first)
        return
    for start in range(0, len(words), LONGEST):
        yield Sentence(words[start : start + LONGEST], paragraph, first + start)
