"""Segments to one segment, from their arrays alone: no text is read again.

Words go a range of stems at a time, so that memory stays bounded: the ranges of all segments are
decoded, their dictionaries united, and their postings put one segment after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.codec import segment
from search.codec.container import Array
from search.codec.inverter import code_widths
from search.codec.names import merge_coded, merge_listed, merge_names
from search.codec.postings import Stretch, WordsWriter
from search.codec.records import RecordsWriter
from search.codec.segment import CODED, COLUMNS, LISTED, NAMES, STARTS, WORDS, Segment
from search.codec.spill import Spill
from search.codec.starts import merge_starts
from search.codec.strings import U4
from search.codec.words import I8, U2, U8, Words

RANGE_TOKENS = 1 << 20
"""Tokens of all segments that are in memory at a time; a stem is never parted."""


@dataclass(frozen=True, slots=True)
class Source:
    """A segment to merge, and which of its articles: `live` is true for those, None for all."""

    segment: Segment
    live: npt.NDArray[np.bool_] | None = None

    @property
    def articles(self) -> int:
        """Return how many articles it brings."""
        return self.segment.size if self.live is None else int(np.count_nonzero(self.live))


def merge(sources: Sequence[Source], path: Path, *, range_tokens: int = RANGE_TOKENS) -> int:
    """Write one segment of several and return how many articles it has.

    They keep their order. There must be one, and no more than a segment can hold.
    """
    size = sum(source.articles for source in sources)
    if not 0 < size <= segment.MOST_ARTICLES:
        raise ValueError(f"{size} articles are no segment")
    numbers = _numbers(sources)
    spill = Spill(path.parent)
    try:
        arrays: dict[str, Array] = {}
        for field in WORDS:
            arrays |= _merge_words(sources, numbers, spill, field, range_tokens)
        parts = [(source.segment, new) for source, new in zip(sources, numbers, strict=True)]
        for field in NAMES:
            names = merge_names([(one.names(field), new) for one, new in parts])
            arrays |= names.arrays(field)
            if field == "id":
                arrays["id_row"] = names.rows(size)
        for field in CODED:
            coded = merge_coded([(one.coded(field), new) for one, new in parts])
            arrays |= coded.arrays(field)
        for field in LISTED:
            listed = merge_listed([(one.listed(field), new) for one, new in parts])
            arrays |= listed.arrays(field)
        for field in STARTS:
            starts = merge_starts([(one.starts(field), new) for one, new in parts])
            arrays |= starts.arrays(field)
        for field in COLUMNS:
            arrays[field] = np.concatenate([one.column(field)[new >= 0] for one, new in parts])
        records = RecordsWriter(spill)
        for one, new in parts:
            records.merge(one.records, new)
        segment.write(path, size, arrays | records.finish())
    finally:
        spill.close()
    return size


def _numbers(sources: Sequence[Source]) -> list[I8]:
    """Return for each article of each source its number in the new segment, -1 for none."""
    numbers, base = [], 0
    for source in sources:
        live = source.live
        if live is None:
            live = np.ones(source.segment.size, bool)
        new = np.where(live, np.cumsum(live) - 1 + base, -1)
        numbers.append(new)
        base += source.articles
    return numbers


def _merge_words(
    sources: Sequence[Source], numbers: Sequence[I8], spill: Spill, field: str, range_tokens: int
) -> dict[str, Array]:
    writer = WordsWriter(spill, field)
    inputs = [source.segment.words[field] for source in sources]
    for low, high in _ranges(inputs, range_tokens):
        runs = [
            _run(words, start, end, new)
            for words, new, start, end in zip(inputs, numbers, low, high, strict=True)
            if start < end
        ]
        stretch = _united([run for run in runs if len(run.docs)])
        if stretch is not None:
            writer.append(stretch)
    return writer.finish()


def _ranges(inputs: Sequence[Words], tokens: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield rows from and to of each input, so that every stem is in one range."""
    before = [words.block_token[words.first >> 5].astype(np.int64) for words in inputs]
    ends = [len(words.stems) for words in inputs]
    low = [0] * len(inputs)
    if sum(int(words.block_token[-1]) for words in inputs) > tokens:
        step = max(tokens // len(inputs), 1)
        cuts = {
            words.stems[row]
            for words, counts in zip(inputs, before, strict=True)
            for row in np.flatnonzero(np.diff(counts // step)).tolist()
        }
        last = low
        for cut in sorted(cuts):
            rows = [words.stems.lower(cut) for words in inputs]
            if _size(before, low, rows) > tokens and last != low:
                yield low, last
                low = last
            last = rows
        if _size(before, low, ends) > tokens and last != low:
            yield low, last
            low = last
    yield low, ends


def _size(before: Sequence[I8], low: Sequence[int], high: Sequence[int]) -> int:
    return sum(
        int(counts[end] - counts[start])
        for counts, start, end in zip(before, low, high, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """A range of one segment's words, decoded, of articles that stay, with their new numbers.

    `rows` is the row of each posting, `held` the codes that are held, as `form` numbers.
    """

    stems: list[bytes]
    stem_form: I8
    forms: list[bytes]
    rows: I8
    docs: U2
    counts: U4
    tokens: U8
    all_live: bool


def _run(words: Words, low: int, high: int, numbers: I8) -> _Run:
    first = words.first[low : high + 1].astype(np.int64)
    stem_form = words.stem_form[low : high + 1].astype(np.int64)
    start, end = int(first[0]), int(first[-1])
    counts = _true_counts(words, start, end)
    docs = numbers[words.docs[start:end]]
    rows = np.repeat(np.arange(high - low), np.diff(first))
    tokens = _unpacked(words, start, end, counts)
    live = docs >= 0
    all_live = bool(live.all())
    if not all_live:
        tokens = tokens[np.repeat(live, counts)]
        rows, docs, counts = rows[live], docs[live], counts[live]
    return _Run(
        list(words.stems.between(low, high)),
        stem_form - stem_form[0],
        list(words.forms.between(int(stem_form[0]), int(stem_form[-1]))),
        rows,
        docs.astype(np.uint16),
        counts,
        tokens,
        all_live,
    )


def _true_counts(words: Words, start: int, end: int) -> U4:
    counts = words.counts[start:end].astype(np.uint32)
    many = np.searchsorted(words.many_at, (start, end))
    low, high = int(many[0]), int(many[1])
    counts[words.many_at[low:high].astype(np.int64) - start] = words.many[low:high]
    return counts


def _unpacked(words: Words, start: int, end: int, counts: U4) -> U8:
    """Return the tokens of postings start to end."""
    if start == end:
        return np.zeros(0, np.uint64)
    low, high = start >> 5, ((end - 1) >> 5) + 1
    before = int(_true_counts(words, low << 5, start).sum(dtype=np.int64))
    skipped = int(words.block_token[low]) + before
    number = np.arange(skipped, skipped + int(counts.sum(dtype=np.int64)))
    token = words.block_token[low : high + 1].astype(np.int64)
    within = np.clip(token, number[0], number[-1] + 1)
    sizes = within[1:] - within[:-1]
    width = words.block_width[low:high].astype(np.int64) & 127
    bit = (number - np.repeat(token[:-1], sizes)) * np.repeat(width, sizes)
    bit += np.repeat(words.block_at[low:high].astype(np.int64) << 5, sizes)
    word, shift = bit >> 5, (bit & 31).astype(np.uint64)
    values = words.tokens[word] | (words.tokens[word + 1].astype(np.uint64) << np.uint64(32))
    mask = (np.uint64(1) << width.astype(np.uint64)) - np.uint64(1)
    found: U8 = (values >> shift) & np.repeat(mask, sizes)
    return found


def _united(runs: Sequence[_Run]) -> Stretch | None:
    """Return the ranges of several segments as one stretch, None when nothing is left."""
    if not runs:
        return None
    holding = [_held(run) for run in runs]
    keys = [
        [
            (run.stems[row], run.forms[form])
            for row, form in zip(held.row.tolist(), held.form.tolist(), strict=True)
        ]
        for run, held in zip(runs, holding, strict=True)
    ]
    terms = sorted({key for run in keys for key in run})
    place = {key: number for number, key in enumerate(terms)}
    is_first = np.array(
        [number == 0 or terms[number - 1][0] != key[0] for number, key in enumerate(terms)]
    )
    begins = np.flatnonzero(is_first)
    stem_form = np.append(begins, len(terms))
    row_of_term = np.cumsum(is_first) - 1
    widths = code_widths(np.diff(stem_form))
    rows, tokens = [], []
    for run, held, run_keys in zip(runs, holding, keys, strict=True):
        places = np.fromiter(map(place.__getitem__, run_keys), np.int64, len(run_keys))
        term_of_form = np.zeros(len(run.forms), np.int64)
        term_of_form[held.form] = places
        row_of_row = np.zeros(len(run.stems), np.int64)
        row_of_row[held.row] = row_of_term[places]
        rows.append(row_of_row[run.rows])
        term = term_of_form[held.token_form]
        new_row = np.repeat(rows[-1], run.counts)
        code = (term - stem_form[new_row]).astype(np.uint64)
        position = run.tokens >> np.repeat(held.width, run.counts)
        tokens.append((position << widths[new_row].astype(np.uint64)) | code)
    postings = _in_order(
        np.concatenate(rows),
        np.concatenate([run.docs for run in runs]),
        np.concatenate([run.counts for run in runs]),
        np.concatenate(tokens),
        len(begins),
    )
    stems = [terms[number][0] for number in begins.tolist()]
    return Stretch(stems, stem_form, [form for _, form in terms], *postings)


@dataclass(frozen=True, slots=True)
class _Held:
    """Which forms of a run are held, with their rows; the form of each token; code widths."""

    form: I8
    row: I8
    token_form: I8
    width: U8


def _held(run: _Run) -> _Held:
    sizes = np.diff(run.stem_form)
    width = code_widths(sizes).astype(np.uint64)[run.rows]
    mask = (np.uint64(1) << width) - np.uint64(1)
    token_form = (run.tokens & np.repeat(mask, run.counts)).astype(np.int64)
    token_form += np.repeat(run.stem_form[run.rows], run.counts)
    form = np.arange(len(run.forms))
    if not run.all_live:
        held = np.zeros(len(run.forms), bool)
        held[token_form] = True
        form = np.flatnonzero(held)
    row = np.repeat(np.arange(len(run.stems)), sizes)[form]
    return _Held(form, row, token_form, width)


def _in_order(rows: I8, docs: U2, counts: U4, tokens: U8, size: int) -> tuple[I8, U2, U4, U8]:
    """Return `first`, `docs`, `counts` and `tokens` by row; within one they keep their order."""
    order = np.argsort(rows, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=size))])
    starts = np.cumsum(counts, dtype=np.int64) - counts
    new = counts[order]
    ends = np.cumsum(new, dtype=np.int64)
    source = np.arange(len(tokens)) + np.repeat(starts[order] - (ends - new), new)
    return first, docs[order], new, tokens[source]
