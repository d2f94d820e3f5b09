"""Sorted strings of several segments as one sorted list."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.codec import jit
from search.codec.jit import kernel
from search.codec.strings import U1, U4, Strings
from search.codec.words import I8


def union(parts: Sequence[Strings], groups: Sequence[I8] | None = None) -> tuple[I8, list[I8]]:
    """Return which strings make up the union, in order, and the row there of each of each part.

    Strings are told by their numbers in `joined(parts)`. Each part is sorted; by `groups` first,
    where there are any, and the same string in two groups is two.
    """
    whole = joined(parts)
    sizes = [len(part) for part in parts]
    first = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    group = np.zeros(len(whole), np.int64) if groups is None else np.concatenate(groups)
    rank = _ranks if jit.is_native() else _ranks_plain
    ranks = rank(whole, first, group)
    number = np.arange(len(ranks))
    members = np.zeros(int(ranks.max(initial=-1)) + 1, np.int64)
    members[ranks[::-1]] = number[::-1]
    return members, np.split(ranks, first[1:-1])


def joined(parts: Sequence[Strings]) -> Strings:
    """Return the strings of all parts, one after the other."""
    at = [np.zeros(1, np.int64)]
    blobs = [np.zeros(0, np.uint8)]
    base = 0
    for part in parts:
        ends = part.at.astype(np.int64)
        blobs.append(part.blob[int(ends[0]) : int(ends[-1])])
        at.append(ends[1:] + (base - ends[0]))
        base += int(ends[-1] - ends[0])
    return Strings(np.concatenate(blobs), np.concatenate(at).astype(np.uint32))


def taken(strings: Strings, rows: I8) -> Strings:
    """Return the strings of these rows."""
    at = strings.at.astype(np.int64)
    return pieces(strings.blob, at[rows], at[rows + 1])


def pieces(blob: U1, starts: I8, ends: I8) -> Strings:
    """Return the strings that begin and end there."""
    sizes = ends - starts
    at = np.concatenate([[0], np.cumsum(sizes)])
    source = np.arange(int(at[-1])) + np.repeat(starts - at[:-1], sizes)
    return Strings(blob[source], at.astype(np.uint32))


def _ranks_plain(whole: Strings, first: I8, group: I8) -> I8:
    keys = list(zip(group.tolist(), whole, strict=True))
    rank = {key: number for number, key in enumerate(sorted(set(keys)))}
    return np.fromiter(map(rank.__getitem__, keys), np.int64, len(keys))


def _ranks(whole: Strings, first: I8, group: I8) -> I8:
    ranks = np.zeros(len(whole), np.int64)
    heap = np.zeros(2 * len(first), np.int64)
    rank(group, whole.blob, whole.at, first, heap, ranks)
    return ranks


@kernel
def compare(group: I8, blob: U1, at: U4, one: int, other: int) -> int:
    """Return -1, 0 or 1, as one string comes before another, is equal, or after."""
    if group[one] != group[other]:
        return -1 if group[one] < group[other] else 1
    start, end = int(at[one]), int(at[one + 1])
    start_other, end_other = int(at[other]), int(at[other + 1])
    while start < end and start_other < end_other and blob[start] == blob[start_other]:
        start += 1
        start_other += 1
    if start == end:
        return 0 if start_other == end_other else -1
    if start_other == end_other:
        return 1
    return -1 if blob[start] < blob[start_other] else 1


@kernel
def sink(group: I8, blob: U1, at: U4, heap: I8, size: int, place: int) -> None:
    """Let what stands at a place of a heap sink to where it belongs."""
    while True:
        least = place
        for child in range(2 * place + 1, min(2 * place + 3, size)):
            if compare(group, blob, at, int(heap[2 * child]), int(heap[2 * least])) < 0:
                least = child
        if least == place:
            return
        for half in range(2):
            kept = int(heap[2 * place + half])
            heap[2 * place + half] = heap[2 * least + half]
            heap[2 * least + half] = kept
        place = least


@kernel
def rank(group: I8, blob: U1, at: U4, first: I8, heap: I8, ranks: I8) -> None:
    """Give each string its row in the union, by a heap of the next string of each part.

    Those of part i are first[i]:first[i + 1]. The heap has room for two numbers a part: the string
    and where its part ends.
    """
    size = 0
    for part in range(len(first) - 1):
        if first[part] < first[part + 1]:
            heap[2 * size] = first[part]
            heap[2 * size + 1] = first[part + 1]
            size += 1
    for place in range(size // 2, -1, -1):
        sink(group, blob, at, heap, size, place)
    number = -1
    before = -1
    while size > 0:
        string = int(heap[0])
        if before < 0 or compare(group, blob, at, before, string) != 0:
            number += 1
        ranks[string] = number
        before = string
        heap[0] = string + 1
        if heap[0] == heap[1]:
            size -= 1
            heap[0] = heap[2 * size]
            heap[1] = heap[2 * size + 1]
        sink(group, blob, at, heap, size, 0)
