"""Which rows hold a stem, and what rows that ask share with rows that are held.

`found` gives every pair whose vectors have a product of so much at least, exactly, if enough of it
is of stems that are not crowded: see edges.py. It runs as arrays, or where kernels are compiled as
one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from search.codec import jit
from search.codec.jit import kernel
from search.stories.stretches import begins, offsets, spread
from search.stories.texts import I2, I4, I8, U4
from search.stories.vectors import Vectors

_PAIRS = 1 << 20
"""Pairs that are given at a time, or as many as one row may have."""

_SUMMED = 1 << 22
"""Products that are summed at a time where kernels are not compiled."""


class Found(NamedTuple):
    """Pairs: a row that asked and a row that was held, by their places among those, and the
    product of their vectors.
    """

    asking: I8
    held: I8
    product: I8


class _Side(NamedTuple):
    """Vectors whose stems are numbers among those held."""

    at: I8
    terms: I4
    weights: I4


class _Postings(NamedTuple):
    """Rows that hold stem i, by their places in rising order: `rows[at[i] : at[i + 1]]`."""

    at: I8
    rows: I4
    weights: I4


def found(
    vectors: Vectors,
    asking: I8,
    held: I8,
    crowds: U4,
    bounds: tuple[I8, I8],
    least: tuple[int, int],
) -> Iterator[Found]:
    """Yield the pairs of rows that ask and rows that are held, as many at a time as is handy.

    A row that asks is compared with the rows held from one place to before another, by `bounds`;
    neither may fall from row to row. `least` is the product that is enough of stems that are not
    crowded, and of all.
    """
    stems, postings, crowd = _postings(vectors, held, crowds)
    ask, crowd_ask = _side(vectors, asking, stems), _side(vectors, asking, crowds)
    work = _compiled if jit.is_native() else _plain
    yield from work(ask, postings, (crowd_ask, crowd), len(crowds), bounds, least)


def _postings(vectors: Vectors, held: I8, crowds: U4) -> tuple[U4, _Postings, _Side]:
    """Return the stems that find rows, which rows hold each, and the crowded stems of each row."""
    at, places = spread(vectors.at, held)
    terms = vectors.terms[places]
    row = np.repeat(np.arange(len(held), dtype=np.int32), np.diff(at))
    if len(crowds):
        free = ~np.isin(terms, crowds)
        terms, places, row = terms[free], places[free], row[free]
    order = np.argsort(terms, kind="stable")
    terms = terms[order]
    at = begins(terms)
    postings = _Postings(
        np.append(at, len(terms)), row[order], vectors.weights[places[order]].astype(np.int32)
    )
    return terms[at], postings, _side(vectors, held, crowds)


def _side(vectors: Vectors, rows: I8, stems: U4) -> _Side:
    """Return the vectors of some rows, of some stems alone, given in rising order."""
    at, places = spread(vectors.at, rows)
    if not len(stems):
        none = np.zeros(0, np.int32)
        return _Side(np.zeros_like(at), none, none)
    terms = vectors.terms[places]
    number = np.minimum(np.searchsorted(stems, terms), len(stems) - 1)
    known = stems[number] == terms
    row = np.repeat(np.arange(len(rows)), np.diff(at))[known]
    return _Side(
        offsets(np.bincount(row, minlength=len(rows))),
        number[known].astype(np.int32),
        vectors.weights[places[known]].astype(np.int32),
    )


# Compiled


def _compiled(
    ask: _Side,
    postings: _Postings,
    crowd: tuple[_Side, _Side],
    crowds: int,
    bounds: tuple[I8, I8],
    least: tuple[int, int],
) -> Iterator[Found]:
    low, high = bounds
    width = int(high.max(initial=0))
    room = max(_PAIRS, width)
    asking, held = np.zeros(room, np.int32), np.zeros(room, np.int32)
    product = np.zeros(room, np.int64)
    begin, touched = postings.at.copy(), np.zeros(width, np.int32)
    sums, weights = np.zeros(width, np.int64), np.zeros(crowds, np.int64)
    state = np.zeros(1, np.int64)
    row = 0
    while row < len(low):
        row = sum_products(
            *ask, *postings, *crowd[0], *crowd[1], low, high, *least, row,
            begin, sums, touched, weights, asking, held, product, state,
        )  # fmt: skip
        many = int(state[0])
        yield Found(asking[:many].astype(np.int64), held[:many].astype(np.int64), product[:many])


@kernel
def put(at: I8, terms: I4, values: I4, row: int, times: int, weights: I8) -> None:
    """Put the weights of a row where its stems are, so many times each."""
    for place in range(int(at[row]), int(at[row + 1])):
        weights[terms[place]] = int(values[place]) * times


@kernel
def sum_products(
    ask_at: I8,
    ask_terms: I4,
    ask_weights: I4,
    post_at: I8,
    post_rows: I4,
    post_weights: I4,
    crowd_ask_at: I8,
    crowd_ask_terms: I4,
    crowd_ask_weights: I4,
    crowd_at: I8,
    crowd_terms: I4,
    crowd_weights: I4,
    low: I8,
    high: I8,
    enough: int,
    least: int,
    row: int,
    begin: I8,
    sums: I8,
    touched: I4,
    weights: I8,
    out_asking: I4,
    out_held: I4,
    out_product: I8,
    state: I8,
) -> int:
    """Write the pairs of rows from this one on while there is room; return the first row left.

    `begin` is where the rows of each stem begin that a row may still ask for; `sums` and `weights`
    are zeros before and after. How many were written goes to `state`.
    """
    written = 0
    while row < len(low):
        first, last = int(low[row]), int(high[row])
        many = 0
        for place in range(int(ask_at[row]), int(ask_at[row + 1])):
            term, weight = int(ask_terms[place]), int(ask_weights[place])
            at, end = int(begin[term]), int(post_at[term + 1])
            while at < end and int(post_rows[at]) < first:
                at += 1
            begin[term] = at
            while at < end:
                other = int(post_rows[at])
                if other >= last:
                    break
                if sums[other] == 0:
                    touched[many] = other
                    many += 1
                sums[other] += weight * int(post_weights[at])
                at += 1
        is_full = written + many > len(out_held)
        is_crowded = crowd_ask_at[row] < crowd_ask_at[row + 1]
        put(crowd_ask_at, crowd_ask_terms, crowd_ask_weights, row, 1, weights)
        for number in range(many):
            other = int(touched[number])
            product = int(sums[other])
            sums[other] = 0
            if is_full:
                continue
            if product < enough:
                continue
            if is_crowded:
                for place in range(int(crowd_at[other]), int(crowd_at[other + 1])):
                    product += int(weights[crowd_terms[place]]) * int(crowd_weights[place])
            if product >= least:
                out_asking[written] = row
                out_held[written] = other
                out_product[written] = product
                written += 1
        put(crowd_ask_at, crowd_ask_terms, crowd_ask_weights, row, 0, weights)
        if is_full:
            break
        row += 1
    state[0] = written
    return row


# As arrays


def _plain(
    ask: _Side,
    postings: _Postings,
    crowd: tuple[_Side, _Side],
    crowds: int,
    bounds: tuple[I8, I8],
    least: tuple[int, int],
) -> Iterator[Found]:
    low, high = bounds
    width = max(int(high.max(initial=0)), int(postings.rows.max(initial=0))) + 1
    # Stem and row in one number, to look up where the rows of a stem begin and end that are asked.
    stem = np.repeat(np.arange(len(postings.at) - 1), np.diff(postings.at))
    key = stem * width + postings.rows
    row = np.repeat(np.arange(len(low)), np.diff(ask.at))
    first = np.searchsorted(key, ask.terms.astype(np.int64) * width + low[row])
    last = np.searchsorted(key, ask.terms.astype(np.int64) * width + high[row])
    steps = offsets(last - first)
    begin = 0
    while begin < len(low):
        most = steps[ask.at[begin]] + _SUMMED
        by_steps = int(np.searchsorted(steps[ask.at[1:]], most, "right"))
        wide = int((high - low)[begin:].max(initial=1))
        end = max(begin + 1, min(by_steps, begin + _SUMMED // max(wide, 1), len(low)))
        part = slice(int(ask.at[begin]), int(ask.at[end]))
        spans = np.stack([first[part], last[part]])
        yield _summed(ask, postings, crowd, crowds, (low, wide), (begin, end), spans, least)
        begin = end


def _summed(
    ask: _Side,
    postings: _Postings,
    crowd: tuple[_Side, _Side],
    crowds: int,
    window: tuple[I8, int],
    block: tuple[int, int],
    spans: I8,
    least: tuple[int, int],
) -> Found:
    """Return the pairs of a block of rows that ask."""
    low, wide = window
    begin, end = block
    sizes = spans[1] - spans[0]
    at = offsets(sizes)
    places = np.arange(int(at[-1])) + np.repeat(spans[0] - at[:-1], sizes)
    row = np.repeat(np.arange(end - begin), np.diff(ask.at[begin : end + 1]))
    weights = ask.weights[int(ask.at[begin]) : int(ask.at[end])].astype(np.int64)
    other = postings.rows[places] - np.repeat(low[begin:end][row], sizes)
    product = np.repeat(weights, sizes) * postings.weights[places]
    # Sums of whole numbers below 2**53 are exact as floats.
    sums = np.bincount(np.repeat(row, sizes) * wide + other, product, (end - begin) * wide)
    pair = np.flatnonzero(sums >= max(least[0], 1))
    asking, held = begin + pair // wide, low[begin + pair // wide] + pair % wide
    products = sums[pair].astype(np.int64)
    if crowds:
        products += _shared(crowd[0], crowd[1], asking, held, crowds)
    alike = products >= least[1]
    return Found(asking[alike], held[alike], products[alike])


def _shared(asking: _Side, held: _Side, one: I8, other: I8, terms: int) -> I8:
    """Return the product of each pair of rows."""
    row = np.repeat(np.arange(len(asking.at) - 1), np.diff(asking.at))
    key = row * terms + asking.terms
    order = np.argsort(key)
    key, weights = key[order], asking.weights[order].astype(np.int64)
    if not len(key):
        return np.zeros(len(one), np.int64)
    at, places = spread(held.at, other)
    pair = np.repeat(np.arange(len(one)), np.diff(at))
    wanted = one[pair] * terms + held.terms[places]
    place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    product = np.where(key[place] == wanted, weights[place], 0) * held.weights[places]
    return np.bincount(pair, product, len(one)).astype(np.int64)


def products(vectors: Vectors, one: I8, other: I8) -> I8:
    """Return the product of the vectors of each pair of rows; quick where equal rows of `one`
    stand side by side.
    """
    sums = np.zeros(len(one), np.int64)
    if jit.is_native():
        slots, weights = np.zeros(_SLOTS, np.int32), np.zeros(_SLOTS, np.int64)
        multiply(
            vectors.at, vectors.terms.view(np.int32), vectors.weights.view(np.int16), one, other,
            slots, weights, sums,
        )  # fmt: skip
        return sums
    step = max(_SUMMED // 128, 1)
    for first in range(0, len(one), step):
        part = slice(first, first + step)
        rows, place = np.unique(np.concatenate([one[part], other[part]]), return_inverse=True)
        _, places = spread(vectors.at, rows)
        side = _side(vectors, rows, np.unique(vectors.terms[places]))
        many = len(one[part])
        terms = int(side.terms.max(initial=0)) + 1
        sums[part] = _shared(side, side, place[:many], place[many:], terms)
    return sums


_SLOTS = 1024
"""A power of two, several times the stems of a vector."""


@kernel
def multiply(
    at: I8, terms: I4, weights: I2, one: I8, other: I8, slots: I4, held: I8, sums: I8
) -> None:
    """Write the product of the vectors of each pair. `slots` and `held` are a table of the stems
    and weights of the row last met, found by their last bits; a weight is never 0.
    """
    mask = len(slots) - 1
    row = -1
    for pair in range(len(one)):
        if int(one[pair]) != row:
            row = int(one[pair])
            for slot in range(len(held)):
                held[slot] = 0
            for place in range(int(at[row]), int(at[row + 1])):
                slot = int(terms[place]) & mask
                while held[slot] != 0:
                    slot = (slot + 1) & mask
                slots[slot] = terms[place]
                held[slot] = int(weights[place])
        product = 0
        for place in range(int(at[other[pair]]), int(at[int(other[pair]) + 1])):
            slot = int(terms[place]) & mask
            while held[slot] != 0:
                if slots[slot] == terms[place]:
                    product += int(held[slot]) * int(weights[place])
                    break
                slot = (slot + 1) & mask
        sums[pair] = product
