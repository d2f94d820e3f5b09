"""Kernels: bytes of text to chunks.

A *chunk* is a stretch of text that begins and ends with a character of words and holds whatever
can bind two of them (`’`, `-`, `.`, joiners); what stands between two chunks binds nothing. So a
chunk has the same words wherever it stands, and they are found once. `U.S.` keeps its last dot,
other chunks do not; Han, Kana and Thai are cut into the pairs that are their words.

These run compiled only: they calculate with 64 bits that overflow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.codec.interned import add, digest_of, find, intern, mixed, tail_of
from search.codec.jit import kernel

UNKNOWN, SEPARATOR, LETTER, PAIRED, UNDERSCORE, BINDING = 0, 1, 2, 3, 4, 5
"""What a character is to words; 0 has not been asked yet. The low three bits of its class."""

DONE, NO_ROOM = 0, -1
"""Why a scan stopped; a positive number is a character whose class is not known."""

OF_PAIRS = -1
"""What a chunk is that has to be cut into pairs."""

_NONE = np.uint64(0)
_ONE = np.uint64(1)
_SEVEN = np.uint64(7)
_TOP = np.uint64(56)
_LAST_BIT = np.uint64(63)
_ONES = np.uint64(0x0101010101010101)
_HIGH = np.uint64(0x8080808080808080)
_LOW = np.uint64(0x7F7F7F7F7F7F7F7F)
_SMALL = np.uint64(0x2020202020202020)
_FROM_A, _PAST_Z = (
    np.uint64((0x80 - 0x61) * 0x0101010101010101),
    np.uint64((0x80 - 0x7B) * 0x0101010101010101),
)
_FROM_0, _PAST_9 = (
    np.uint64((0x80 - 0x30) * 0x0101010101010101),
    np.uint64((0x80 - 0x3A) * 0x0101010101010101),
)


@kernel
def decode(buffer: NDArray[np.uint8], i: int) -> tuple[int, int]:
    """Return the character at a byte of well-formed UTF-8, and where the next one begins."""
    b = int(buffer[i])
    if b < 0x80:
        return b, i + 1
    second = int(buffer[i + 1]) & 0x3F
    if b < 0xE0:
        return (b & 0x1F) << 6 | second, i + 2
    third = int(buffer[i + 2]) & 0x3F
    if b < 0xF0:
        return (b & 0x0F) << 12 | second << 6 | third, i + 3
    return (b & 0x07) << 18 | second << 12 | third << 6 | int(buffer[i + 3]) & 0x3F, i + 4


@kernel
def scan(
    buffer: NDArray[np.uint8],
    eights: NDArray[np.uint64],
    i: int,
    size: int,
    ascii_kinds: NDArray[np.uint8],
    kinds: NDArray[np.uint8],
    slots: NDArray[np.uint64],
    arena: NDArray[np.uint8],
    chunk_at: NDArray[np.int64],
    used: NDArray[np.int64],
    numbers: NDArray[np.int32],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    count: int,
) -> tuple[int, int, int]:
    """Cut buffer[i:size] into chunks; return where it stopped, how many there are, and why.

    `numbers`, `starts` and `ends` are filled from `count` on. The buffer goes on with zeros.
    `ascii_kinds` is by byte, UNKNOWN from 128 on. Stopping at anything but DONE, it can go on
    from there once that is mended.
    """
    while i < size:
        # Most chunks are plain ASCII words and end at a blank. Sixteen bytes are looked at without
        # asking how many there are: a guess that fails costs more.
        place = i >> 3
        shift = np.uint64((i & 7) << 3)
        rest = _LAST_BIT - shift
        first = (eights[place] >> shift) | (eights[place + 1] << _ONE) << rest
        second = (eights[place + 1] >> shift) | (eights[place + 2] << _ONE) << rest
        below = below_others(first)
        below_second = below_others(second) & (_NONE - (below >> _LAST_BIT))
        length = (((below & _ONES) + (below_second & _ONES)) * _ONES) >> _TOP
        j = i + int(np.int64(length))
        is_long = j - i > 15
        while is_long and ascii_kinds[buffer[j]] == LETTER:
            j += 1
        if j > i:
            follows = j + int(buffer[j] == 0x2E)
            if ascii_kinds[buffer[follows]] == SEPARATOR:
                tail = second & below_second | length << _TOP
                digest = mixed(mixed(_NONE, first & below), tail)
                if is_long:
                    tail = tail_of(buffer, i, j)
                    digest = digest_of(buffer, i, j, tail)
                # Not by `intern`: so the compiler puts the search in line, at a third of the cost.
                number = find(buffer, i, j - i, digest, tail, slots, arena, chunk_at)
                if number < 0:
                    slot = -1 - number
                    number = add(
                        buffer, i, j - i, digest, tail, slot, slots, arena, chunk_at, used
                    )
                if number < 0:
                    return i, count, NO_ROOM
                numbers[count] = number
                starts[count] = i
                ends[count] = j
                count += 1
                i = j + 1 + int(ascii_kinds[buffer[j + 1]] == SEPARATOR)
                continue
        character, after = decode(buffer, i)
        kind = int(kinds[character])
        if kind == UNKNOWN:
            return i, count, character
        if kind in (SEPARATOR, BINDING):  # no chunk begins so
            i = after
            continue
        end, over, look = chunk_end(buffer, i, kinds)
        if look > 0:
            return i, count, look
        while i < end:
            stop = step = end
            if look == OF_PAIRS:
                stop, step = piece(buffer, i, end, kinds)
            number = intern(buffer, i, stop, slots, arena, chunk_at, used)
            if number < 0:
                return i, count, NO_ROOM
            numbers[count] = number
            starts[count] = i
            ends[count] = stop
            count += 1
            i = step
        i = max(i, over)
    return i, count, DONE


@kernel
def below_others(eight: np.uint64) -> np.uint64:
    """Return all bits of the bytes, of eight, before any other than ASCII letters and digits."""
    low = eight & _LOW
    small = low | _SMALL
    letters = (small + _FROM_A) & ~(small + _PAST_Z)
    digits = (low + _FROM_0) & ~(low + _PAST_9)
    others = ((~(letters | digits) | eight) & _HIGH) >> _SEVEN
    below: np.uint64 = (others - _ONE) & ~others
    return below


@kernel
def chunk_end(buffer: NDArray[np.uint8], i: int, kinds: NDArray[np.uint8]) -> tuple[int, int, int]:
    """Return where the chunk ends that begins at a byte, where to go on, and what it is.

    The last is a character whose kind is not known, OF_PAIRS for a run of letters some of which
    are paired, else 0.
    """
    end = i
    dot = buffer.size
    last = 0
    is_bound = has_pairs = False
    has_only_letters = True
    while True:
        character, after = decode(buffer, i)
        kind = int(kinds[character])
        if kind == UNKNOWN:
            return i, i, character
        if kind == SEPARATOR:
            break
        if kind == BINDING:
            if character == last and character in (0x2E, 0x2D):
                break  # `..` and `--` bind nothing
            if character == 0x2E:
                dot = min(dot, i)
            is_bound = True
        else:
            end = after
            has_pairs = has_pairs or kind == PAIRED
            has_only_letters = has_only_letters and kind != UNDERSCORE and not is_bound
        last = character
        i = after
    if has_pairs and has_only_letters:
        return end, i, OF_PAIRS
    if dot < end and buffer[end] == 0x2E:  # U.S.
        end += 1
    return end, i, 0


@kernel
def piece(
    buffer: NDArray[np.uint8], i: int, end: int, kinds: NDArray[np.uint8]
) -> tuple[int, int]:
    """Return where the word at the head of a run of letters ends, and where the next one begins.

    A word is a pair of paired characters (the next one begins with its second, unless it is the
    last of them), one that stands alone, or a run of others.
    """
    character, second = decode(buffer, i)
    paired = kinds[character] == PAIRED
    j = second
    while j < end:
        character, after = decode(buffer, j)
        if (kinds[character] == PAIRED) != paired:
            break
        j = after
        if paired:
            break
    if not paired or j == second:
        return j, j
    if j < end:
        character, after = decode(buffer, j)
        if kinds[character] == PAIRED:
            return j, second
    return j, j
