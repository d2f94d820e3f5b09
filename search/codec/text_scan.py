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

from search.codec.jit import kernel

UNKNOWN, SEPARATOR, LETTER, PAIRED, UNDERSCORE, BINDING = 0, 1, 2, 3, 4, 5
"""What a character is to words; 0 has not been asked yet. The low three bits of its class."""

DONE, NO_ROOM = 0, -1
"""Why a scan stopped; a positive number is a character whose class is not known."""

OF_PAIRS = -1
"""What a chunk is that has to be cut into pairs."""

_EIGHT = np.uint64(8)
_HALF = np.uint64(32)
_TOP = np.uint64(56)
_MIX = np.uint64(0x9E3779B97F4A7C15)


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
def mixed(digest: np.uint64, key: np.uint64) -> np.uint64:
    """Return a digest with eight more bytes in it; no two keys come to the same."""
    digest = (digest ^ key) * _MIX
    result: np.uint64 = digest ^ (digest >> _HALF)
    return result


@kernel
def find(
    buffer: NDArray[np.uint8],
    start: int,
    size: int,
    digest: np.uint64,
    slots: NDArray[np.uint64],
    arena: NDArray[np.uint8],
    chunk_at: NDArray[np.int64],
) -> int:
    """Return the number of the chunk with these bytes, or -1 - its slot when it is new.

    `slots` are pairs (digest, tag), a power of two of them; a tag is 0 or twice the number + 1,
    odd for chunks of eight bytes and more: only those can share a digest.
    """
    mask = (slots.size >> 1) - 1
    slot = int(np.int64(digest & np.uint64(mask)))
    while True:
        tag = int(np.int64(slots[2 * slot + 1]))
        if tag == 0:
            return -1 - slot
        if slots[2 * slot] == digest and (tag & 1 == 1) == (size > 7):
            number = (tag >> 1) - 1
            if size <= 7:
                return number
            at = int(chunk_at[number])
            same = int(chunk_at[number + 1]) - at == size
            i = 0
            while same and i < size:
                same = arena[at + i] == buffer[start + i]
                i += 1
            if same:
                return number
        slot = (slot + 1) & mask


@kernel
def add(
    buffer: NDArray[np.uint8],
    start: int,
    size: int,
    digest: np.uint64,
    slot: int,
    slots: NDArray[np.uint64],
    arena: NDArray[np.uint8],
    chunk_at: NDArray[np.int64],
    used: NDArray[np.int64],
) -> int:
    """Return the number of a new chunk, put into a free slot, or -1 when there is no room for it.

    used[0] is how many chunks there are; the bytes of k are arena[chunk_at[k]:chunk_at[k + 1]].
    """
    number = int(used[0])
    at = int(chunk_at[number])
    if 4 * number >= slots.size or number + 1 >= chunk_at.size or at + size > arena.size:
        return -1
    for i in range(size):
        arena[at + i] = buffer[start + i]
    chunk_at[number + 1] = at + size
    slots[2 * slot] = digest
    slots[2 * slot + 1] = np.uint64(2 * (number + 1) + (1 if size > 7 else 0))
    used[0] = number + 1
    return number


@kernel
def intern(
    buffer: NDArray[np.uint8],
    start: int,
    size: int,
    digest: np.uint64,
    slots: NDArray[np.uint64],
    arena: NDArray[np.uint8],
    chunk_at: NDArray[np.int64],
    used: NDArray[np.int64],
) -> int:
    """Return the number of a chunk, a new one if it is new, or -1 when there is no room for it."""
    number = find(buffer, start, size, digest, slots, arena, chunk_at)
    if number >= 0:
        return number
    return add(buffer, start, size, digest, -1 - number, slots, arena, chunk_at, used)


@kernel
def digest_of(buffer: NDArray[np.uint8], start: int, end: int) -> np.uint64:
    """Return the digest of a chunk."""
    key = np.uint64(0)
    digest = np.uint64(0)
    size = end - start
    for i in range(size):
        key = key << _EIGHT | np.uint64(buffer[start + i])
        if i & 7 == 7:
            digest = mixed(digest, key)
            key = np.uint64(0)
    return mixed(digest ^ np.uint64(size) << _TOP, key)


@kernel
def rehash(old: NDArray[np.uint64], new: NDArray[np.uint64]) -> int:
    """Put the chunks of one table into a larger one; return how many."""
    mask = (new.size >> 1) - 1
    moved = 0
    for i in range(0, old.size, 2):
        if old[i + 1] != 0:
            slot = int(np.int64(old[i] & np.uint64(mask)))
            while new[2 * slot + 1] != 0:
                slot = (slot + 1) & mask
            new[2 * slot] = old[i]
            new[2 * slot + 1] = old[i + 1]
            moved += 1
    return moved


@kernel
def scan(
    buffer: NDArray[np.uint8],
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
        # Most chunks are plain ASCII words and end at a blank.
        j = i
        key = np.uint64(0)
        digest = np.uint64(0)
        while ascii_kinds[buffer[j]] == LETTER:
            key = key << _EIGHT | np.uint64(buffer[j])
            j += 1
            if (j - i) & 7 == 0:
                digest = mixed(digest, key)
                key = np.uint64(0)
        if j > i:
            follows = j + int(buffer[j] == 0x2E)
            if ascii_kinds[buffer[follows]] == SEPARATOR:
                digest = mixed(digest ^ np.uint64(j - i) << _TOP, key)
                # Not by `intern`: so the compiler puts the search in line, at a third of the cost.
                number = find(buffer, i, j - i, digest, slots, arena, chunk_at)
                if number < 0:
                    slot = -1 - number
                    number = add(buffer, i, j - i, digest, slot, slots, arena, chunk_at, used)
                if number < 0:
                    return i, count, NO_ROOM
                numbers[count] = number
                starts[count] = i
                ends[count] = j
                count += 1
                i = j + 1
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
            digest = digest_of(buffer, i, stop)
            number = intern(buffer, i, stop - i, digest, slots, arena, chunk_at, used)
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
