"""Words of several segments as stretches of one: a range of stems at a time, so memory is bounded.

The ranges of all segments are decoded, their dictionaries united, and their postings put one
segment after the other. Each step is there twice: as kernels, and by whole arrays, which Python
does faster than kernels as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec import jit
from search.codec.jit import kernel
from search.codec.postings import Stretch
from search.codec.strings import U4, Strings
from search.codec.union import joined, taken, union
from search.codec.words import I8, U2, Words, code_widths

Flags: TypeAlias = npt.NDArray[np.bool_]

RANGE_TOKENS = 1 << 20
"""Tokens of all segments that are in memory at a time; a stem is never parted."""


def regrouped(
    inputs: Sequence[Words], numbers: Sequence[I8], range_tokens: int = RANGE_TOKENS
) -> Iterator[Stretch]:
    """Yield the words of all segments together, in order.

    With each segment come the new numbers of its articles, -1 for those that go; what no article
    holds any more goes with them.
    """
    for low, high in _ranges(inputs, range_tokens):
        runs = [
            _Run.read(words, start, end, new)
            for words, new, start, end in zip(inputs, numbers, low, high, strict=True)
            if start < end
        ]
        if any(run.postings.any() for run in runs):
            yield _united(runs)


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
    """A range of one segment's words, decoded.

    `stem_form` and `first` count from 0. `docs` have new numbers, -1 for those that go; what is
    left without these are `postings` and `tokens` of each row, and `held`, whether a form is.
    """

    stems: Strings
    stem_form: I8
    forms: Strings
    first: I8
    docs: I8
    counts: U4
    values: I8
    widths: I8
    postings: I8
    tokens: I8
    held: Flags

    @classmethod
    def read(cls, words: Words, low: int, high: int, numbers: I8) -> _Run:
        """Return rows low to high."""
        first = words.first[low : high + 1].astype(np.int64)
        stem_form = words.stem_form[low : high + 1].astype(np.int64)
        start, end = int(first[0]), int(first[-1])
        first -= start
        counts = _true_counts(words, start, end)
        docs = numbers[words.docs[start:end]]
        values = _unpacked(words, start, counts)
        forms = _slice(words.forms, int(stem_form[0]), int(stem_form[-1]))
        stem_form -= stem_form[0]
        widths = code_widths(np.diff(stem_form))
        if len(docs) and int(docs.min()) < 0:
            weigh = _weighed if jit.is_native() else _weighed_plain
            weighed = weigh(first, docs, counts, values, stem_form, widths)
        else:
            ends = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])[first]
            weighed = np.diff(first), np.diff(ends), np.ones(len(forms), bool)
        stems = _slice(words.stems, low, high)
        return cls(stems, stem_form, forms, first, docs, counts, values, widths, *weighed)


def _slice(strings: Strings, low: int, high: int) -> Strings:
    return Strings(strings.blob, strings.at[low : high + 1])


def _true_counts(words: Words, start: int, end: int) -> U4:
    counts = words.counts[start:end].astype(np.uint32)
    low, high = np.searchsorted(words.many_at, (start, end)).tolist()
    counts[words.many_at[low:high].astype(np.int64) - start] = words.many[low:high]
    return counts


def _unpacked(words: Words, start: int, counts: U4) -> I8:
    """Return the tokens of postings that begin at `start` and have these counts."""
    if not len(counts):
        return np.zeros(0, np.int64)
    low, high = start >> 5, ((start + len(counts) - 1) >> 5) + 1
    skipped = int(_true_counts(words, low << 5, start).sum(dtype=np.int64))
    size = int(counts.sum(dtype=np.int64))
    token = words.block_token[low : high + 1].astype(np.int64)
    token -= token[0]
    at = words.block_at[low:high].astype(np.int64)
    width = words.block_width[low:high].astype(np.int64) & 127
    values = np.zeros(token[-1], np.int64)
    unpacked = unpack_blocks if jit.is_native() else _unpack_plain
    unpacked(words.tokens, token, at, width, values)
    return values[skipped : skipped + size]


def _unpack_plain(tokens: U4, token: I8, at: I8, width: I8, values: I8) -> None:
    sizes = token[1:] - token[:-1]
    bit = (np.arange(token[-1]) - np.repeat(token[:-1], sizes)) * np.repeat(width, sizes)
    bit += np.repeat(at << 5, sizes)
    word = bit >> 5
    pair = tokens[word] | (tokens[word + 1].astype(np.uint64) << np.uint64(32))
    values[:] = (pair >> (bit & 31).astype(np.uint64)).view(np.int64)
    values &= np.repeat((1 << width) - 1, sizes)


def _weighed_plain(
    first: I8, docs: I8, counts: U4, values: I8, stem_form: I8, widths: I8
) -> tuple[I8, I8, Flags]:
    rows = np.repeat(np.arange(len(widths)), np.diff(first))
    live = docs >= 0
    kept = rows[live]
    tokens = np.bincount(kept, counts[live], len(widths)).astype(np.int64)
    held = np.zeros(int(stem_form[-1]), bool)
    token_rows = np.repeat(kept, counts[live])
    codes = values[np.repeat(live, counts)] & ((1 << widths) - 1)[token_rows]
    held[stem_form[token_rows] + codes] = True
    return np.bincount(kept, minlength=len(widths)), tokens, held


def _weighed(
    first: I8, docs: I8, counts: U4, values: I8, stem_form: I8, widths: I8
) -> tuple[I8, I8, Flags]:
    postings, tokens = np.zeros(len(widths), np.int64), np.zeros(len(widths), np.int64)
    held = np.zeros(int(stem_form[-1]), bool)
    weigh(first, docs, counts, values, stem_form, widths, postings, tokens, held)
    return postings, tokens, held


def _united(runs: Sequence[_Run]) -> Stretch:
    """Return the ranges of several segments as one stretch."""
    stems = [taken(run.stems, np.flatnonzero(run.postings)) for run in runs]
    stem_members, stem_ranks = union(stems)
    new_rows, groups = [], []
    for run, ranks in zip(runs, stem_ranks, strict=True):
        rows = np.zeros(len(run.stems), np.int64)
        rows[np.flatnonzero(run.postings)] = ranks
        new_rows.append(rows)
        groups.append(np.repeat(rows, np.diff(run.stem_form))[run.held])
    forms = [taken(run.forms, np.flatnonzero(run.held)) for run in runs]
    form_members, form_ranks = union(forms, groups)
    sizes = np.bincount(np.concatenate(groups)[form_members], minlength=len(stem_members))
    stem_form = np.concatenate([[0], np.cumsum(sizes)])
    first, begins = _begins(runs, new_rows, len(stem_members))
    docs = np.zeros(int(first[-1]), np.uint16)
    counts = np.zeros(int(first[-1]), np.uint32)
    values = np.zeros(int(begins[-1]), np.int64)
    next_posting, next_token = first[:-1].copy(), begins[:-1].copy()
    widths = code_widths(sizes)
    carried = carry if jit.is_native() else _carry_plain
    for run, rows, ranks in zip(runs, new_rows, form_ranks, strict=True):
        codes = np.zeros(len(run.forms), np.int64)
        codes[run.held] = ranks
        codes -= np.repeat(stem_form[rows], np.diff(run.stem_form))
        carried(
            run.first,
            run.docs,
            run.counts,
            run.values,
            run.stem_form,
            run.widths,
            rows,
            codes,
            widths,
            next_posting,
            next_token,
            docs,
            counts,
            values,
        )
    return Stretch(
        taken(joined(stems), stem_members),
        stem_form,
        taken(joined(forms), form_members),
        first,
        docs,
        counts,
        values.view(np.uint64),
    )


def _begins(runs: Sequence[_Run], new_rows: Sequence[I8], size: int) -> tuple[I8, I8]:
    """Return where the postings and the tokens of each new row begin, and where the last end."""
    postings, tokens = np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64)
    for run, rows in zip(runs, new_rows, strict=True):
        kept = run.postings > 0
        postings[rows[kept] + 1] += run.postings[kept]
        tokens[rows[kept] + 1] += run.tokens[kept]
    return np.cumsum(postings), np.cumsum(tokens)


def _carry_plain(
    first: I8,
    docs: I8,
    counts: U4,
    values: I8,
    stem_form: I8,
    widths: I8,
    rows: I8,
    codes: I8,
    new_widths: I8,
    next_posting: I8,
    next_token: I8,
    new_docs: U2,
    new_counts: U4,
    new_values: I8,
) -> None:
    live = docs >= 0
    row = np.repeat(np.arange(len(widths)), np.diff(first))[live]
    kept = counts[live].astype(np.int64)
    postings = np.bincount(row, minlength=len(widths))
    tokens = np.bincount(row, kept, len(widths)).astype(np.int64)
    at = np.arange(len(row)) + np.repeat(
        next_posting[rows] - (np.cumsum(postings) - postings), postings
    )
    new_docs[at], new_counts[at] = docs[live], kept
    token_row = np.repeat(row, kept)
    value = values[np.repeat(live, counts)]
    width = widths[token_row]
    code = codes[stem_form[token_row] + (value & ((1 << width) - 1))]
    at = np.arange(len(value)) + np.repeat(next_token[rows] - (np.cumsum(tokens) - tokens), tokens)
    new_values[at] = ((value >> width) << new_widths[rows[token_row]]) | code
    has = postings > 0
    next_posting[rows[has]] += postings[has]
    next_token[rows[has]] += tokens[has]


@kernel
def unpack_blocks(tokens: U4, token: I8, at: I8, width: I8, values: I8) -> None:
    """Write the values of all tokens of some blocks, whose first has token 0."""
    for block in range(len(width)):
        mask = (1 << int(width[block])) - 1
        bit = int(at[block]) << 5
        for number in range(int(token[block]), int(token[block + 1])):
            word = bit >> 5
            pair = int(tokens[word]) | (int(tokens[word + 1]) << 32)
            values[number] = (pair >> (bit & 31)) & mask
            bit += int(width[block])


@kernel
def weigh(
    first: I8,
    docs: I8,
    counts: U4,
    values: I8,
    stem_form: I8,
    widths: I8,
    postings: I8,
    tokens: I8,
    held: Flags,
) -> None:
    """Count postings and tokens of each row, and mark the forms, that stay."""
    token = 0
    for row in range(len(widths)):
        mask = (1 << int(widths[row])) - 1
        base = int(stem_form[row])
        for posting in range(int(first[row]), int(first[row + 1])):
            count = int(counts[posting])
            if docs[posting] >= 0:
                postings[row] += 1
                tokens[row] += count
                for number in range(token, token + count):
                    held[base + (int(values[number]) & mask)] = True
            token += count


@kernel
def carry(
    first: I8,
    docs: I8,
    counts: U4,
    values: I8,
    stem_form: I8,
    widths: I8,
    rows: I8,
    codes: I8,
    new_widths: I8,
    next_posting: I8,
    next_token: I8,
    new_docs: U2,
    new_counts: U4,
    new_values: I8,
) -> None:
    """Put what stays behind what was put before, and move on where the next is put."""
    token = 0
    for row in range(len(widths)):
        width = int(widths[row])
        mask = (1 << width) - 1
        base = int(stem_form[row])
        new_row = int(rows[row])
        new_width = int(new_widths[new_row])
        posting_at = int(next_posting[new_row])
        token_at = int(next_token[new_row])
        for posting in range(int(first[row]), int(first[row + 1])):
            count = int(counts[posting])
            if docs[posting] >= 0:
                new_docs[posting_at] = docs[posting]
                new_counts[posting_at] = count
                posting_at += 1
                for number in range(token, token + count):
                    value = int(values[number])
                    code = int(codes[base + (value & mask)])
                    new_values[token_at] = ((value >> width) << new_width) | code
                    token_at += 1
            token += count
        next_posting[new_row] = posting_at
        next_token[new_row] = token_at
