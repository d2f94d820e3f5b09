"""The words of a few articles as words.py draws them, and what is remembered of words.

A *term* is a written form in a language. How it is spelled in a dictionary, and where it comes
there, is worked out once and kept for the articles to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, compress, count
from operator import add, ne

import numpy as np

from search.codec.container import Packed, packed, stored
from search.codec.document import Analysis
from search.codec.formsets import form_sets
from search.codec.interned import I4
from search.codec.inverter import inverted
from search.codec.names import numbered
from search.codec.pairing import NOWHERE
from search.codec.parts import Part
from search.codec.postings import blocks, in_nibbles
from search.codec.text_chunks import Column
from search.codec.words import I8, MANY

MOST_TERMS = 1 << 15
"""Terms that are remembered, in some 19 MB with what the tokenizer knows."""


class Memory:
    """What is known of the words of earlier articles. Not to be shared between threads.

    Of term t, `stems[t]` is `lang stem `, `folds[t]` its fold and `forms[t]` `fold form`.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.tokenizer = analysis.tokenizer()
        self.stems: list[bytes] = []
        self.folds: list[bytes] = []
        self.forms: list[bytes] = []
        self._orders: list[bytes] = []
        self._stem_of = Column(np.int32)
        self._numbers = numbered()
        self._analysis = analysis
        self._terms: dict[bytes, Column] = {}

    @property
    def is_full(self) -> bool:
        """Return whether so much is remembered that it is better begun anew."""
        return len(self._orders) > MOST_TERMS or len(self.tokenizer.forms) > MOST_TERMS

    def part(self, langs: Sequence[bytes], first: I8, forms: I4, positions: I4) -> Part:
        """Return the tokens of articles in these languages, in order of the dictionary."""
        ends = first.tolist()
        first = first - first[0]
        found = [
            self._known(lang, forms[low:high])
            for lang, low, high in zip(langs, ends, ends[1:], strict=False)
        ]
        terms = found[0] if len(found) == 1 else np.concatenate(found)
        ordered = sorted(set(terms.tolist()), key=self._orders.__getitem__)
        its = np.array(ordered, np.int32)
        return inverted(terms, positions[ends[0] : ends[-1]], first, its, self._stem_of.rows)

    def _known(self, lang: bytes, forms: I4) -> I4:
        """Return the terms of forms in a language."""
        known = self._terms.setdefault(lang, Column(np.int32))
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
        self.folds += folds
        self.forms += forms
        self._orders += map(add, keys, forms)
        self._stem_of.reserve(len(self._orders))
        self._stem_of.rows[first : len(self._orders)] = [self._numbers[key] for key in keys]


class Field:
    """The words of one field."""

    def __init__(self, memory: Memory, part: Part) -> None:
        self._part = part
        self._terms = part.terms.tolist()
        self._folds = [memory.folds[term] for term in self._terms]
        self._forms = [memory.forms[term] for term in self._terms]
        self._stems = [memory.stems[term] for term in part.terms[part.stem_form[:-1]].tolist()]

    def arrays(self) -> Iterator[tuple[str, Packed]]:
        """Yield the arrays that `Words` wants, by name."""
        part, counts = self._part, self._part.counts
        yield from strings("stems", self._stems)
        yield "stem_form", stored(part.stem_form.astype(np.uint32))
        yield from strings("forms", self._forms)
        yield "folds", packed("u4", self._first_of_folds())
        held = form_sets(part.stem_form, part.first, counts, part.long_tokens)
        yield "doubled", stored(held.doubled)
        yield "first", stored(part.first.astype(np.uint32))
        yield "docs", stored(part.docs)
        yield "counts", stored(np.minimum(counts, MANY).astype(np.uint8))
        many = np.flatnonzero(counts >= MANY)
        yield "many_at", stored(many.astype(np.uint32))
        yield "many", stored(counts[many])
        yield "which", stored(in_nibbles(held.which))
        yield "set_rows", stored(held.set_rows)
        yield "sets", stored(held.sets)
        if len(counts):
            its = blocks(counts, part.long_tokens)
            yield "block_token", stored(its.token)
            yield "block_at", stored(its.at)
            yield "block_width", stored(its.width)
            kind, words = stored(its.words)
            yield "tokens", (kind, words + bytes(8))
        else:
            yield "block_token", packed("u4", [0])
            yield "block_at", packed("u4", [0])
            yield "block_width", packed("u1", [])
            yield "tokens", packed("u4", [0, 0])

    def _first_of_folds(self) -> list[int]:
        """Return the first form of each fold of each stem, by fold."""
        is_new = list(map(ne, self._folds, [b"", *self._folds]))
        for form in self._part.stem_form[:-1].tolist():
            is_new[form] = True
        return sorted(compress(count(), is_new), key=self._folds.__getitem__)

    def in_body(self, body: Field) -> list[int]:
        """Return the body's posting of each of this title's, NOWHERE where it has none."""
        rows = dict(zip(body._stems, count(), strict=False))
        found = []
        docs, its_docs = self._part.docs.tolist(), body._part.docs.tolist()
        first, its_first = self._part.first.tolist(), body._part.first.tolist()
        for stem, low, high in zip(self._stems, first, first[1:], strict=False):
            row = rows.get(stem, -1)
            its = range(0) if row < 0 else range(its_first[row], its_first[row + 1])
            posting_of = {its_docs[posting]: posting for posting in its}
            found += [posting_of.get(doc, NOWHERE) for doc in docs[low:high]]
        return found


def strings(name: str, sorted_: Sequence[bytes]) -> Iterator[tuple[str, Packed]]:
    """Yield the arrays of strings."""
    yield f"{name}.blob", ("u1", b"".join(sorted_))
    yield f"{name}.at", packed("u4", list(accumulate(map(len, sorted_), initial=0)))
