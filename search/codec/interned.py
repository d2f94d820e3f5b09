"""Byte strings by number, found by a table of digests that kernels share.

The kernels run compiled only: they calculate with 64 bits that overflow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from search.codec import jit
from search.codec.jit import kernel
from search.codec.strings import U1, Strings

I4 = npt.NDArray[np.int32]
I8 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint64]

_HALF = np.uint64(32)
_TOP = np.uint64(56)
_MIX = np.uint64(0x9E3779B97F4A7C15)

_FIRST_ROOM = 1 << 12


class Interned:
    """Strings in the order in which they came, none of them twice.

    As long as Python asks they are kept in a dictionary, from the first kernel on in arrays:
    `slots` as `find` has them, and the bytes of k in arena[at[k]:at[k + 1]] for k < used[0].
    """

    slots: U8
    arena: U1
    at: I8
    used: I8

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] | None = {}
        self._strings: list[bytes] = []

    def __len__(self) -> int:
        return int(self.used[0]) if self._numbers is None else len(self._strings)

    def __getitem__(self, number: int) -> bytes:
        return self.between(number, number + 1)[0]

    @property
    def size_bytes(self) -> int:
        """Return how many bytes the strings have that kernels have met."""
        return int(self.at[int(self.used[0])]) if self._numbers is None else 0

    def between(self, low: int, high: int) -> list[bytes]:
        """Return the strings from number low to high."""
        if self._numbers is not None:
            return self._strings[low:high]
        bounds = self.at[low : high + 1].tolist()
        data = self.arena[bounds[0] : bounds[-1]].tobytes()
        return [data[start - bounds[0] : end - bounds[0]] for start, end in pairwise(bounds)]

    def of(self, numbers: I4) -> list[bytes]:
        """Return the strings of these numbers."""
        if self._numbers is not None:
            return list(map(self._strings.__getitem__, numbers.tolist()))
        data = self.arena.data
        bounds = zip(self.at[numbers].tolist(), self.at[1:][numbers].tolist(), strict=True)
        return [bytes(data[start:end]) for start, end in bounds]

    def sizes(self, numbers: I4) -> I8:
        """Return how many bytes the strings of these numbers have; kernels have met them."""
        found: I8 = self.at[1:][numbers] - self.at[numbers]
        return found

    def numbers(self, strings: Iterable[bytes]) -> I4:
        """Return the numbers of strings, new ones of new strings."""
        if jit.is_native():
            self.for_kernels()
            return self._interned(list(strings))
        numbers, known = self._for_python(), self._strings
        found = []
        for string in strings:
            number = numbers.get(string)
            if number is None:
                number = numbers[string] = len(known)
                known.append(string)
            found.append(number)
        return np.array(found, np.int32)

    def for_kernels(self) -> None:
        """Have the strings in arrays from now on."""
        if self._numbers is None:
            return
        strings, self._strings, self._numbers = self._strings, [], None
        self.slots = np.zeros(6 * _FIRST_ROOM, np.uint64)
        self.arena = np.empty(8 * _FIRST_ROOM, np.uint8)
        self.at = np.zeros(_FIRST_ROOM + 1, np.int64)
        self.used = np.zeros(1, np.int64)
        self._interned(strings)

    def seal(self) -> None:
        """Forget how to find strings by their bytes: there will be no more of them."""
        if self._numbers is None:
            del self.slots

    def grow(self, size: int) -> None:
        """Make room for more strings, among them one of `size` bytes."""
        slots = np.zeros(2 * self.slots.size, np.uint64)
        rehash(self.slots, slots)
        self.slots = slots
        self.at = np.concatenate([self.at, np.zeros(self.at.size, np.int64)])
        used = self.size_bytes
        if 2 * (used + size) > self.arena.size:
            arena = np.empty(2 * (self.arena.size + size), np.uint8)
            arena[:used] = self.arena[:used]
            self.arena = arena

    def _for_python(self) -> dict[bytes, int]:
        if self._numbers is None:
            self._strings = self.between(0, len(self))
            self._numbers = {string: number for number, string in enumerate(self._strings)}
            del self.slots, self.arena, self.at, self.used
        return self._numbers

    def _interned(self, strings: Sequence[bytes]) -> I4:
        whole = Strings.of(strings)
        numbers = np.empty(len(strings), np.int32)
        done = 0
        while True:
            done = intern_all(
                whole.blob, whole.at, done, self.slots, self.arena, self.at, self.used, numbers
            )
            if done == len(strings):
                return numbers
            self.grow(len(strings[done]))


@kernel
def mixed(digest: np.uint64, key: np.uint64) -> np.uint64:
    """Return a digest with eight more bytes in it; no two keys come to the same."""
    digest = (digest ^ key) * _MIX
    result: np.uint64 = digest ^ (digest >> _HALF)
    return result


@kernel
def tail_of(buffer: U1, start: int, end: int) -> np.uint64:
    """Return the last 0 to 7 bytes of a string that are not in eights, and its size.

    Of 16 bytes and more they are the last after the first 8.
    """
    key = np.uint64(0)
    size = end - start
    if size < 16:
        for i in range(8, size):
            key |= np.uint64(buffer[start + i]) << np.uint64((i - 8) << 3)
    found: np.uint64 = key | np.uint64(min(size, 255)) << _TOP
    return found


@kernel
def digest_of(buffer: U1, start: int, end: int, tail: np.uint64) -> np.uint64:
    """Return the digest of a string: of its first 8 bytes, any in the middle, and its tail."""
    key = np.uint64(0)
    digest = np.uint64(0)
    size = end - start
    for i in range(size if size >= 16 else min(size, 8)):
        key |= np.uint64(buffer[start + i]) << np.uint64((i & 7) << 3)
        if i & 7 == 7:
            digest = mixed(digest, key)
            key = np.uint64(0)
    if size < 8 or size >= 16:
        digest = mixed(digest, key)
    found: np.uint64 = mixed(digest, tail)
    return found


@kernel
def find(
    buffer: U1,
    start: int,
    size: int,
    digest: np.uint64,
    tail: np.uint64,
    slots: U8,
    arena: U1,
    at: I8,
) -> int:
    """Return the number of the string with these bytes, or -1 - its slot when it is new.

    `slots` are triples (digest, tail, number + 1 or 0 in a free one), a power of two of them. Only
    strings of 16 bytes and more can share both digest and tail.
    """
    mask = slots.size // 3 - 1
    slot = int(np.int64(digest & np.uint64(mask)))
    while True:
        number = int(np.int64(slots[3 * slot + 2])) - 1
        if number < 0:
            return -1 - slot
        if slots[3 * slot] == digest and slots[3 * slot + 1] == tail:
            if size < 16:
                return number
            begin = int(at[number])
            same = int(at[number + 1]) - begin == size
            i = 0
            while same and i < size:
                same = arena[begin + i] == buffer[start + i]
                i += 1
            if same:
                return number
        slot = (slot + 1) & mask


@kernel
def add(
    buffer: U1,
    start: int,
    size: int,
    digest: np.uint64,
    tail: np.uint64,
    slot: int,
    slots: U8,
    arena: U1,
    at: I8,
    used: I8,
) -> int:
    """Return the number of a new string, put into a free slot, or -1 if there is no room for it.

    used[0] is how many strings there are.
    """
    number = int(used[0])
    begin = int(at[number])
    if 6 * number >= slots.size or number + 1 >= at.size or begin + size > arena.size:
        return -1
    for i in range(size):
        arena[begin + i] = buffer[start + i]
    at[number + 1] = begin + size
    slots[3 * slot] = digest
    slots[3 * slot + 1] = tail
    slots[3 * slot + 2] = np.uint64(number + 1)
    used[0] = number + 1
    return number


@kernel
def intern(buffer: U1, start: int, end: int, slots: U8, arena: U1, at: I8, used: I8) -> int:
    """Return the number of a string, a new one if it is new, or -1 if there is no room for it."""
    tail = tail_of(buffer, start, end)
    digest = digest_of(buffer, start, end, tail)
    number = find(buffer, start, end - start, digest, tail, slots, arena, at)
    if number >= 0:
        return number
    return add(buffer, start, end - start, digest, tail, -1 - number, slots, arena, at, used)


@kernel
def put_strings(arena: U1, at: I8, numbers: I4, places: I8, blob: U1) -> int:
    """Write the strings of some numbers where each has its place in `blob`; return how many."""
    for i in range(len(numbers)):
        start = int(at[numbers[i]])
        place = int(places[i])
        for k in range(int(at[numbers[i] + 1]) - start):
            blob[place + k] = arena[start + k]
    return len(numbers)


@kernel
def intern_all(
    blob: U1,
    blob_at: npt.NDArray[np.uint32],
    done: int,
    slots: U8,
    arena: U1,
    at: I8,
    used: I8,
    numbers: I4,
) -> int:
    """Write the numbers of strings from `done` on; return how many are done: there may be no room.

    Those are blob[blob_at[i]:blob_at[i + 1]].
    """
    for i in range(done, len(numbers)):
        number = intern(blob, int(blob_at[i]), int(blob_at[i + 1]), slots, arena, at, used)
        if number < 0:
            return i
        numbers[i] = number
    return len(numbers)


@kernel
def rehash(old: U8, new: U8) -> int:
    """Put the strings of one table into a larger one; return how many."""
    mask = new.size // 3 - 1
    moved = 0
    for i in range(0, old.size, 3):
        if old[i + 2] != 0:
            slot = int(np.int64(old[i] & np.uint64(mask)))
            while new[3 * slot + 2] != 0:
                slot = (slot + 1) & mask
            for k in range(3):
                new[3 * slot + k] = old[i + k]
            moved += 1
    return moved
