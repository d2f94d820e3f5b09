"""Which ids a reading has met, with which contents: two numbers each, however long they are."""

from __future__ import annotations

from array import array

_SLOTS = 1 << 10


class Met:
    """A mapping of text to text that remembers hashes, not texts: some thirty bytes an entry.

    Hashes have 64 bits: among ten million ids the chance that two share one is 1 in 400,000.
    """

    def __init__(self) -> None:
        self._count = 0
        self._keys = array("q", bytes(8 * _SLOTS))
        self._values = array("q", bytes(8 * _SLOTS))

    def __len__(self) -> int:
        return self._count

    def __contains__(self, key: str) -> bool:
        return self._keys[self._slot(_hash(key))] != 0

    def put(self, key: str, value: str) -> bool | None:
        """Note the value; return whether it is the one noted before, None when none was."""
        number, contents = _hash(key), _hash(value)
        slot = self._slot(number)
        before = self._values[slot] if self._keys[slot] else None
        self._keys[slot], self._values[slot] = number, contents
        if before is not None:
            return before == contents
        self._count += 1
        if self._count * 3 > len(self._keys) * 2:
            self._grow()
        return None

    def _slot(self, number: int) -> int:
        """Return where a number stands or would: from its last bits on, the first that is free."""
        keys = self._keys
        last = len(keys) - 1
        slot = number & last
        while keys[slot] and keys[slot] != number:
            slot = (slot + 1) & last
        return slot

    def _grow(self) -> None:
        keys, values = self._keys, self._values
        self._keys = array("q", bytes(16 * len(keys)))
        self._values = array("q", bytes(16 * len(keys)))
        for place, number in enumerate(keys):
            if number:
                slot = self._slot(number)
                self._keys[slot], self._values[slot] = number, values[place]


def _hash(text: str) -> int:
    return hash(text) or 1  # 0 is a free slot
