"""Kernels: new chunks to the words in them, where these are plain.

Plain are words of ASCII letters and digits, alone, with a possessive, or between hyphens. The
rest, one chunk in twenty, is for the analysis itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.codec.interned import I4, I8, U8, digest_of, find, intern, tail_of
from search.codec.jit import kernel
from search.codec.strings import U1
from search.codec.text_breaks import LOWER, QUIET, STARTER

MAX_JOINED_PIECES = 5
"""Of more pieces the analysis makes no joined form."""


@kernel
def learn(
    chunk: int,
    chunk_arena: U1,
    chunk_at: I8,
    chunks: int,
    slots: U8,
    arena: U1,
    at: I8,
    used: I8,
    listed_slots: U8,
    listed_arena: U1,
    listed_at: I8,
    listed: NDArray[np.uint8],
    scratch: U1,
    meaning: I4,
    word_first: I4,
    word_after: I4,
    word_form: I4,
    word_position: I4,
    word_start: I4,
    word_end: I4,
    words: I8,
    others: I4,
    other: int,
) -> tuple[int, int]:
    """Write what the chunks hold from `chunk` on; return which is next and how many are `others`.

    It stops before a chunk for whose forms there is no room in their table (`slots` to `used`).
    The table `listed` has the flags of words in small letters. `scratch` takes the longest chunk;
    words[0] is how many words there are.
    """
    while chunk < chunks:
        start = int(chunk_at[chunk])
        end = int(chunk_at[chunk + 1])
        base = possessive(chunk_arena, start, end)
        hyphens = hyphens_of(chunk_arena, start, base)
        if hyphens < 0 or (hyphens > 0 and base < end):
            others[other] = chunk
            other += 1
        elif hyphens == 0:
            form = intern(chunk_arena, start, base, slots, arena, at, used)
            if form < 0:
                return chunk, other
            flags = flags_of(
                chunk_arena, start, base, listed_slots, listed_arena, listed_at, listed, scratch
            )
            meaning[chunk] = form << 4 | flags
        else:
            word = int(words[0])
            joined = word + 1 if hyphens < MAX_JOINED_PIECES else -1
            after, flags = part(
                chunk_arena,
                start,
                end,
                slots,
                arena,
                at,
                used,
                listed_slots,
                listed_arena,
                listed_at,
                listed,
                scratch,
                word_form,
                word_position,
                word_start,
                word_end,
                word,
                joined,
            )
            if after < 0:
                return chunk, other
            meaning[chunk] = -1 - flags
            word_first[chunk] = word
            word_after[chunk] = after
            words[0] = after
        chunk += 1
    return chunk, other


@kernel
def possessive(arena: U1, start: int, end: int) -> int:
    """Return where the possessive of a chunk begins, its end if it has none."""
    if end - start < 3 or arena[end - 1] not in (0x53, 0x73):
        return end
    if arena[end - 2] == 0x27:
        return end - 2
    if (
        end - start > 4
        and arena[end - 2] == 0x99
        and arena[end - 3] == 0x80
        and arena[end - 4] == 0xE2
    ):
        return end - 4
    return end


@kernel
def hyphens_of(arena: U1, start: int, end: int) -> int:
    """Return how many hyphens part plain words, -1 where there is anything else."""
    hyphens = 0
    before = 0x2D
    for i in range(start, end):
        byte = int(arena[i])
        small = byte | 32
        if byte == 0x2D:
            hyphens += 1
            if before == 0x2D:
                return -1
        elif (small < 0x61 or small > 0x7A) and (byte < 0x30 or byte > 0x39):
            return -1
        before = byte
    return -1 if before == 0x2D else hyphens


@kernel
def part(
    chunk_arena: U1,
    start: int,
    end: int,
    slots: U8,
    arena: U1,
    at: I8,
    used: I8,
    listed_slots: U8,
    listed_arena: U1,
    listed_at: I8,
    listed: NDArray[np.uint8],
    scratch: U1,
    word_form: I4,
    word_position: I4,
    word_start: I4,
    word_end: I4,
    word: int,
    joined: int,
) -> tuple[int, int]:
    """Write the words between the hyphens of a chunk, `joined` being the row of the joined form.

    Return the row after them, -1 if there is no room for a form, and the flags of the chunk.
    """
    flags = 0
    piece = start
    position = 0
    has_room = True
    for i in range(start, end + 1):
        if i < end and chunk_arena[i] != 0x2D:
            continue
        asked = flags_of(
            chunk_arena, piece, i, listed_slots, listed_arena, listed_at, listed, scratch
        )
        if piece == start:
            flags = asked & (LOWER | STARTER)
        if i == end:
            flags |= asked & QUIET
        form = intern(chunk_arena, piece, i, slots, arena, at, used)
        has_room = has_room and form >= 0
        word_form[word] = form
        word_position[word] = position
        word_start[word] = piece - start
        word_end[word] = i - start
        position += 1
        word += 1
        if word == joined:
            word += 1
        piece = i + 1
    if joined >= 0:
        size = 0
        for i in range(start, end):
            if chunk_arena[i] != 0x2D:
                scratch[size] = chunk_arena[i]
                size += 1
        form = intern(scratch, 0, size, slots, arena, at, used)
        has_room = has_room and form >= 0
        word_form[joined] = form
        word_position[joined] = 0
        word_start[joined] = 0
        word_end[joined] = end - start
    return (word if has_room else -1), flags


@kernel
def flags_of(
    arena: U1,
    start: int,
    end: int,
    listed_slots: U8,
    listed_arena: U1,
    listed_at: I8,
    listed: NDArray[np.uint8],
    scratch: U1,
) -> int:
    """Return what breaks ask of a plain word, be it the first of its chunk or the last."""
    for i in range(start, end):
        byte = int(arena[i])
        scratch[i - start] = byte | 32 if byte >= 0x41 and byte <= 0x5A else byte
    size = end - start
    flags = 0
    tail = tail_of(scratch, 0, size)
    digest = digest_of(scratch, 0, size, tail)
    number = find(scratch, 0, size, digest, tail, listed_slots, listed_arena, listed_at)
    if number >= 0:
        flags = int(listed[number])
    head = int(arena[start])
    if head >= 0x41 and head <= 0x5A:
        if size == 1 and head != 0x49:  # an initial, which `I` is not
            flags |= QUIET
        return flags
    flags &= QUIET
    if head >= 0x61 and head <= 0x7A:
        flags |= LOWER
    return flags
