"""The words of an archive as written, for patterns and near misses.

Each segment has its folds in order (search/codec/words.py), so that the words with a common
beginning are found by halving. What looks at all words - a pattern that begins with a sign, a near
miss, the commonest of too many - goes by one list of them, made when it is first asked for.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from search.analysis import fold
from search.codec import jit
from search.codec.lookup import holders_of_folds
from search.codec.places import stamp
from search.codec.words import I8, SETS, U4, Words
from search.local.budget import Budget
from search.local.searched import FIELDS, Searched
from search.local.shapes import shape
from search.query.tree import Fuzzy, Node, Prefix, Wildcard

MAX_WILDCARD = 1_000
MAX_FUZZY = 50

MAX_EXPANSIONS = 500
"""Patterns of which it is kept which words they stand for: at most 50 KB each."""

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Expansion:
    """The words that a pattern stands for: for each segment and field, a table of their places
    (search/codec/places.py). `limit` is the number of words that were kept, None where all were.
    """

    tables: tuple[Mapping[str, I8], ...]
    limit: int | None = None


class Lexicon:
    """The folded words of one snapshot. Safe to share between threads."""

    def __init__(self, segments: Sequence[Searched]) -> None:
        self._segments = segments
        self._expansions: dict[Node, Expansion] = {}
        self._begun: dict[tuple[str, int], list[tuple[str, int]]] = {}
        self._lock = threading.Lock()

    def expanded(self, node: Prefix | Wildcard | Fuzzy, budget: Budget) -> Expansion:
        """Return the words that a pattern stands for, the commonest if they are too many.

        It is kept, as where plain words stand is.
        """
        found = self._expansions.get(node)
        if found is None:
            forms, limit = self._expanded(node, budget)
            tables = tuple(
                {field: segment.table_of_forms(field, found) for field, found in by_field.items()}
                for segment, by_field in zip(self._segments, forms, strict=True)
            )
            found = Expansion(tables, limit)
            if not budget.spent:
                if len(self._expansions) >= MAX_EXPANSIONS:
                    self._expansions.clear()
                self._expansions[node] = found
        return found

    def _expanded(
        self, node: Prefix | Wildcard | Fuzzy, budget: Budget
    ) -> tuple[Sequence[Mapping[str, U4]], int | None]:
        """Return the forms that the words begin with, for each segment and field; and a limit."""
        if isinstance(node, Fuzzy):
            own = fold(node.text)
            others = self.numbers(word for word in self.similar(own, node.edits) if word != own)
            known = self.numbers([own])
            kept = self.commonest(others, MAX_FUZZY - len(known), budget)
            return self._forms(np.append(known, kept)), None
        if isinstance(node, Prefix):
            prefix = fold(node.text)
            beginning = self._beginning(prefix.encode())
            if sum(len(f) for forms in beginning for f in forms.values()) <= MAX_WILDCARD:
                return beginning, None
            fits = self._prefixed(prefix)
            if len(fits) <= MAX_WILDCARD:
                return beginning, None
        else:
            fits = self.shaped(node.pattern, budget)
        if len(fits) <= MAX_WILDCARD:
            return self._forms(fits), None
        return self._forms(self.commonest(fits, MAX_WILDCARD, budget)), MAX_WILDCARD

    def _beginning(self, prefix: bytes) -> tuple[Mapping[str, U4], ...]:
        """Return the forms that the folds with a common beginning begin with."""
        found = []
        for segment in self._segments:
            by_field = {}
            for field, words in segment.words.items():
                stretch = words.folded(prefix)
                by_field[field] = words.folds[stretch.start : stretch.stop]
            found.append(by_field)
        return tuple(found)

    # All words

    @cached_property
    def _all(self) -> tuple[list[str], list[dict[str, I8]]]:
        """Every folded word, sorted; and for each segment and field, the number of each fold."""
        with self._lock:
            texts = [
                {field: _folds(words) for field, words in segment.words.items()}
                for segment in self._segments
            ]
            found: set[bytes] = set()
            for by_field in texts:
                found.update(*by_field.values())
            ordered = sorted(found)
            number = {word: at for at, word in enumerate(ordered)}
            numbers = [
                {
                    field: np.array([number[fold] for fold in folds], np.int64)
                    for field, folds in by_field.items()
                }
                for by_field in texts
            ]
        return [word.decode() for word in ordered], numbers

    @property
    def words(self) -> Sequence[str]:
        """Every folded word of title or body, sorted."""
        return self._all[0]

    @cached_property
    def _text(self) -> tuple[str, list[int]]:
        """All words in one string, each on a line, and where each begins."""
        starts = list(accumulate((len(word) + 1 for word in self.words), initial=0))
        return "\n".join((*self.words, "")), starts

    @cached_property
    def _number(self) -> Mapping[str, int]:
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for word in self.words:
            found.setdefault(len(word), []).append(word)
        return found

    def numbers(self, words: Iterable[str]) -> I8:
        """Return the numbers of those of these words that there are."""
        return np.array([self._number[word] for word in words if word in self._number], np.int64)

    def _prefixed(self, prefix: str) -> I8:
        return np.unique(
            np.concatenate(
                [
                    self._all[1][at][field][slice(*_bounds(words.folded(prefix.encode())))]
                    for at, segment in enumerate(self._segments)
                    for field, words in segment.words.items()
                ]
            )
        )

    def shaped(self, pattern: str, budget: Budget) -> I8:
        """Return the words of this shape, by number: `*` is any letters, `?` is one."""
        fits, words = shape(pattern), self.words
        fixed = re.match(r"[^*?]*", pattern)
        head = fold(fixed.group()) if fixed else ""
        candidates: Iterable[int]
        if head:
            candidates = self._prefixed(head).tolist()
        else:
            candidates = self._with(max(map(fold, re.split(r"[*?]", pattern)), key=len))
        return np.array([n for n in budget.in_time(candidates) if fits(words[n])], np.int64)

    def _with(self, piece: str) -> Iterator[int]:
        """Yield the words that hold some letters, by number."""
        text, starts = self._text
        at = text.find(piece)
        while 0 <= at < len(text):
            number = bisect_right(starts, at) - 1
            if number >= len(self.words):
                return
            yield number
            at = text.find(piece, starts[number + 1])

    def similar(self, word: str, edits: int) -> list[str]:
        """Return the words at most `edits` letters away, one swap of neighbours being one edit."""
        from rapidfuzz.distance import OSA  # most searches are done before it is imported
        from rapidfuzz.process import extract

        lengths = range(len(word) - edits, len(word) + edits + 1)
        near = [other for length in lengths for other in self._by_length.get(length, ())]
        found = extract(word, near, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return sorted(match for match, _, _ in found)

    def known(self, words: Sequence[str]) -> list[str]:
        """Return those of these folded words that there are, likely the commonest first.

        What their stems are in decides, which is more than they are in.
        """
        bounds = self._held(words) if jit.is_native() else self._held_plain(words)
        order = np.lexsort((np.arange(len(words)), -bounds))
        return [words[number] for number in order.tolist() if bounds[number]]

    def completing(self, beginning: str, most: int) -> list[tuple[str, int]]:
        """Return the words that begin so, and how many articles hold any of their inflections,
        commonest first; of the inflections of a word the commonest that begins so.
        """
        kept = self._begun.get((beginning, most))
        if kept is None:
            kept = self._completing(beginning.encode(), most)
            if len(self._begun) >= MAX_EXPANSIONS:
                self._begun.clear()
            self._begun[beginning, most] = kept
        return kept

    def _completing(self, start: bytes, most: int) -> list[tuple[str, int]]:
        found: dict[str, int] = {}
        for segment in self._segments:
            words = segment.body
            stretch = words.folded(start)
            folds = words.folds[stretch.start : stretch.stop]
            rows = np.unique(np.searchsorted(words.stem_form, folds, side="right") - 1)
            held = words.first[rows + 1].astype(np.int64) - words.first[rows]
            for place in np.argsort(-held, kind="stable")[: 2 * most].tolist():
                word = _commonest_form(words, int(rows[place]), start)
                found[word] = found.get(word, 0) + int(held[place])
        return sorted(found.items(), key=lambda one: (-one[1], one[0]))[:most]

    def _held(self, words: Sequence[str]) -> I8:
        held = np.zeros(len(words), np.int64)
        keys = [word.encode() + b" " for word in words]
        key_at = np.array([0, *accumulate(map(len, keys))], np.int64)
        text = np.frombuffer(bytearray(b"".join(keys)), np.uint8)
        for segment in self._segments:
            for field in segment.words.values():
                forms = field.forms
                dictionary = (forms.blob, forms.at, field.folds, field.stem_form, field.first)
                holders_of_folds.run(*dictionary, text, key_at, held)
        return held

    def _held_plain(self, words: Sequence[str]) -> I8:
        """Return the same by the list of all words, which is short where no kernel is compiled."""
        numbers = np.array([self._number.get(word, -1) for word in words], np.int64)
        return np.where(numbers < 0, 0, self._bounds[numbers]) if len(self.words) else numbers * 0

    # How common words are

    @cached_property
    def _bounds(self) -> I8:
        """For each word, a number of articles that it cannot exceed: those of its stems."""
        bounds = np.zeros(len(self.words), np.int64)
        for segment, numbers in zip(self._segments, self._all[1], strict=True):
            for field, words in segment.words.items():
                row = np.searchsorted(words.stem_form, words.folds, side="right") - 1
                held = np.diff(words.first.astype(np.int64))[row]
                bounds += np.bincount(numbers[field], held, len(bounds)).astype(np.int64)
        return bounds

    @cached_property
    def _articles(self) -> I8:
        """For each word, how many articles hold it; UNKNOWN until it has been asked for."""
        return np.full(len(self.words), UNKNOWN, np.int64)

    def commonest(self, numbers: I8, limit: int, budget: Budget) -> I8:
        """Return the words that most articles hold, ties in order of the alphabet.

        The dictionary gives a bound on each word's articles at once; only words whose bound
        reaches the best `limit` are counted.
        """
        if len(numbers) <= limit:
            return numbers
        bounds = self._bounds[numbers]
        order = np.lexsort((numbers, -bounds))
        numbers, bounds = numbers[order], bounds[order]
        done, least = 0, 0
        while done < len(numbers) and (done < limit or bounds[done] >= least):
            if budget.over():
                break
            step = slice(done, done + max(limit, 64))
            self._count(numbers[step])
            done = min(step.stop, len(numbers))
            counts = self._articles[numbers[:done]]
            if done >= limit:
                least = int(np.partition(counts, done - limit)[done - limit])
        counts = self._articles[numbers[:done]]
        best = np.lexsort((numbers[:done], -counts))[:limit]
        found: I8 = np.sort(numbers[:done][best])
        return found

    def _count(self, numbers: I8) -> None:
        """Count the articles of these words, if that has not been done."""
        numbers = numbers[self._articles[numbers] == UNKNOWN]
        if not len(numbers):
            return
        totals = np.zeros(len(numbers), np.int64)
        for at, segment in enumerate(self._segments):
            tables = []
            for field in FIELDS:
                forms, ends = self._forms_of(at, field, numbers)
                tables.append((field, segment.table_of_folds(field, forms), ends.tolist()))
            stamps = np.zeros(segment.size, np.uint32)
            for number in range(len(numbers)):
                for field, table, ends in tables:
                    if ends[number] < ends[number + 1]:
                        totals[number] += stamp.run(
                            *segment.placed(field),
                            table,
                            ends[number],
                            ends[number + 1],
                            stamps,
                            number + 1,
                            segment.live,
                        )
        self._articles[numbers] = totals

    def _forms(self, numbers: I8) -> tuple[Mapping[str, U4], ...]:
        """Return the forms that these words begin with, for each segment and field."""
        return tuple(
            {field: self._forms_of(at, field, numbers)[0] for field in FIELDS}
            for at in range(len(self._segments))
        )

    def _forms_of(self, at: int, field: str, numbers: I8) -> tuple[U4, I8]:
        """Return the forms that words begin with, and where those of each word are among them."""
        held = self._all[1][at][field]
        low = np.searchsorted(held, numbers, side="left")
        counts = np.searchsorted(held, numbers, side="right") - low
        ends = np.concatenate([[0], np.cumsum(counts)])
        places = np.arange(ends[-1]) + np.repeat(low - ends[:-1], counts)
        return self._segments[at].words[field].folds[places], ends


def _commonest_form(words: Words, row: int, beginning: bytes) -> str:
    """Return the folded form of a stem that most articles have alone, of those that begin so."""
    start, end = int(words.first[row]), int(words.first[row + 1])
    pairs = words.which[start >> 1 : (end + 1) >> 1]
    numbers = np.stack([pairs & 15, pairs >> 4], axis=1).reshape(-1)[start & 1 :][: end - start]
    articles = np.bincount(numbers, minlength=SETS + 1).tolist()
    alone = dict(zip(words.sets_of(row), articles[1:], strict=True))
    counts: dict[bytes, int] = {}
    for code, written in enumerate(words.forms_of(row)):
        form = written.partition(b" ")[0]
        if form.startswith(beginning):
            counts[form] = counts.get(form, 0) + alone.get(1 << code, 0)
    return max(counts, key=lambda form: (counts[form], -len(form))).decode()


def _bounds(stretch: range) -> tuple[int, int]:
    return stretch.start, stretch.stop


def _folds(words: Words) -> list[bytes]:
    """Return the text of each fold of a field, in order."""
    forms = words.forms
    data = forms.blob.tobytes()
    starts = forms.at[words.folds].tolist()
    return [data[start : data.index(b" ", start)] for start in starts]
