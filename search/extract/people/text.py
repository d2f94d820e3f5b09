"""The words of one article as the steps after the tagger look at them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

Sentences = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Text:
    """The sentences of an article, and the different words of it that may be of names.

    `marked` are the words that begin with a capital or hold a hyphen.
    """

    sentences: Sentences
    distinct: frozenset[str]
    marked: frozenset[str]

    def where(self, wanted: Collection[str]) -> Iterator[tuple[int, int]]:
        """Yield (sentence, word) wherever one of the words stands, in order."""
        wanted = self.distinct.intersection(wanted)
        if wanted:
            for number, words in enumerate(self.sentences):
                if not wanted.isdisjoint(words):
                    for i, word in enumerate(words):
                        if word in wanted:
                            yield number, i


def text_of(sentences: Sentences) -> Text:
    """Return the text that the sentences make."""
    distinct = frozenset(chain.from_iterable(sentences))
    marked = frozenset(word for word in distinct if word[0].isupper() or "-" in word)
    return Text(sentences, distinct, marked)
