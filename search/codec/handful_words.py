"""The words of a few articles as words.py draws them, and what is remembered of words.

A *term* is a written form in a language. How it is spelled in a dictionary, and where it comes
there, is worked out once and kept for the articles to come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, compress, count
from operator import add, ne

import numpy as np

from search.codec.container import Packed, packed, stored
from search.codec.document import Analysis
from search.codec.handful_numbers import Numbers, numbers
from search.codec.interned import I4
from search.codec.names import numbered
from search.codec.pairing import pair
from search.codec.strings import U1, U4, Strings
from search.codec.text_chunks import Column
from search.codec.words import I8, U2

MOST_TERMS = 1 << 15
"""Terms that are remembered, in some 19 MB with what the tokenizer knows."""


class Memory:
    """What is known of the words of earlier articles. Not to be shared between threads.

    Of term t, `stems[t]` is `lang stem `, `folds[t]` its fold and `forms[t]` `fold form`. What
    is sorted by is text of a character a byte, which Python sorts in half the time.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.tokenizer = analysis.tokenizer()
        self.stems: list[bytes] = []
        self.folds: list[str] = []
        self.forms: list[bytes] = []
        self._orders: list[str] = []
        self._stem_of = Column(np.int32)
        self._numbers = numbered()
        self._analysis = analysis
        self._terms: dict[bytes, Column] = defaultdict(lambda: Column(np.int32))
        self._place = Column(np.int64)

    @property
    def is_full(self) -> bool:
        """Return whether so much is remembered that it is better begun anew."""
        return len(self._orders) > MOST_TERMS or len(self.tokenizer.forms) > MOST_TERMS

    def field(self, langs: Sequence[bytes], first: I8, forms: I4, positions: I4) -> Field:
        """Return the words of a field of articles in these languages, given all tokens."""
        ends = first.tolist()
        found = [
            self._known(lang, forms[low:high])
            for lang, low, high in zip(langs, ends, ends[1:], strict=False)
        ]
        terms = found[0] if len(found) == 1 else np.concatenate(found)
        is_there = np.zeros(len(self._orders), np.bool_)
        is_there[terms] = True
        ordered = sorted(np.flatnonzero(is_there).tolist(), key=self._orders.__getitem__)
        self._place.reserve(len(self._stem_of.rows))
        its = numbers(
            terms,
            positions[ends[0] : ends[-1]],
            first - first[0],
            np.array(ordered, np.int32),
            self._stem_of.rows,
            self._place.rows,
        )
        return Field(self, ordered, its)

    def _known(self, lang: bytes, forms: I4) -> I4:
        """Return the terms of forms in a language."""
        known = self._terms[lang]
        known.reserve(len(self.tokenizer.forms))
        terms: I4 = known.rows[forms] - 1  # 0 says that it is not known
        if len(terms) and int(terms.min()) < 0:
            fresh = np.unique(forms[terms < 0])
            known.rows[fresh] = np.arange(len(self._orders), len(self._orders) + len(fresh)) + 1
            self._learn(lang.decode(), fresh)
            terms = known.rows[forms] - 1
        return terms

    def _learn(self, lang: str, fresh: I4) -> None:
        written = self.tokenizer.forms.of(fresh)
        folds = [
            form.lower() if form.isascii() else self._analysis.fold(form.decode()).encode()
            for form in written
        ]
        stems = self._analysis.stems([fold.decode() for fold in folds], lang)
        keys = [f"{lang} {stem} ".encode() for stem in stems]
        forms = list(map(b"%b %b".__mod__, zip(folds, written, strict=True)))
        first = len(self._orders)
        self.stems += keys
        self.folds += [fold.decode("latin-1") for fold in folds]
        self.forms += forms
        self._orders += [order.decode("latin-1") for order in map(add, keys, forms)]
        self._stem_of.reserve(len(self._orders))
        self._stem_of.rows[first : len(self._orders)] = [self._numbers[key] for key in keys]


class Field:
    """The words of one field."""

    def __init__(self, memory: Memory, terms: Sequence[int], numbers: Numbers) -> None:
        self._numbers = numbers
        self._first_forms = numbers.stem_form[:-1].tolist()
        self._folds = [memory.folds[term] for term in terms]
        self._forms = [memory.forms[term] for term in terms]
        self._stems = Strings.of([memory.stems[terms[form]] for form in self._first_forms])

    def arrays(self) -> Iterator[tuple[str, Packed]]:
        """Yield the arrays that `Words` wants, by name."""
        its = {name: stored(array) for name, array in self._numbers._asdict().items()}
        yield "stems.blob", stored(self._stems.blob)
        yield "stems.at", stored(self._stems.at)
        yield "stem_form", its.pop("stem_form")
        yield from strings("forms", self._forms)
        yield "folds", packed("u4", self._first_of_folds())
        yield from its.items()

    def _first_of_folds(self) -> list[int]:
        """Return the first form of each fold of each stem, by fold."""
        is_new = list(map(ne, self._folds, ["", *self._folds]))
        for form in self._first_forms:
            is_new[form] = True
        return sorted(compress(count(), is_new), key=self._folds.__getitem__)

    def in_body(self, body: Field) -> U4:
        """Return the body's posting of each of this title's, NOWHERE where it has none."""
        found = np.empty(len(self._numbers.docs), np.uint32)
        pair(*self._holders(), *body._holders(), found)
        return found

    def _holders(self) -> tuple[U1, U4, U4, U2]:
        return self._stems.blob, self._stems.at, self._numbers.first, self._numbers.docs


def strings(name: str, sorted_: Sequence[bytes]) -> Iterator[tuple[str, Packed]]:
    """Yield the arrays of strings."""
    yield f"{name}.blob", ("u1", b"".join(sorted_))
    yield f"{name}.at", packed("u4", list(accumulate(map(len, sorted_), initial=0)))
