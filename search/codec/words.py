"""The words of one field of a segment: who holds which, how often, and where.

A *row* is a stem in a language; a *code* is the number of a written form within its stem. In
memory, for two articles "Sanctions sanctions." and "The sanction":

    stems        en sanct␣ · en the␣             sorted; the blank at the end makes their order
                                                 that of whole terms, `lang stem fold form`
    stem_form    0 3 4                           rows of forms of each stem
    forms        sanction sanction ·             `fold form`, sorted within a stem
                 sanctions Sanctions ·
                 sanctions sanctions · the The
    folds        0 1 3                           the first form of each fold, by fold
    doubled                                      postings in which two forms share a position, as
                                                 `run` and `runs` do in "run-s"
    first        0 2 3                           postings of each stem
    docs         0 1 1                           article numbers, rising within a stem
    counts       2 1 1                           how often the stem stands there; of 255 or more
                                                 `many` says how often, at the posting `many_at`
    which        6 1 · 1                         which forms stand there (formsets.py): 4 bits a
                                                 posting, bytes 16 01
    set_rows                                     the rows of which that needs `sets`, and
    sets                                         15 of each
    tokens       (0, 1) (1, 2) · (1, 0) · (0, 0) position and code of each, packed

Tokens are packed in blocks of BLOCK postings, whichever stems they are of. A token is the number
`position << w | code`, w being the bits that the codes of its stem need, and all tokens of a block
take as many bits as the largest does. Of each block there are `block_token`, the tokens before it;
`block_at`, the 32-bit word of `tokens` it begins at; `block_width`, the bits of a token, and 128
more when one of its postings has a count of 255. Two words of zeros end `tokens`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.container import Array
from search.codec.jit import kernel
from search.codec.strings import Strings

U1: TypeAlias = npt.NDArray[np.uint8]
U2: TypeAlias = npt.NDArray[np.uint16]
U4: TypeAlias = npt.NDArray[np.uint32]
U8: TypeAlias = npt.NDArray[np.uint64]
I8: TypeAlias = npt.NDArray[np.int64]

BLOCK = 32
"""Postings whose tokens are packed together. Kernels have it as a shift by 5."""

FEW = 4
"""Forms of a stem whose sets are told as they are (formsets.py)."""

SETS = 15
"""Sets of a stem of more forms."""

MANY = 255
HAS_MANY = 128
ARRAYS = (
    *("stems.blob", "stems.at", "stem_form", "forms.blob", "forms.at", "folds", "doubled"),
    *(
        "first",
        "docs",
        "counts",
        "many_at",
        "many",
        "which",
        "set_rows",
        "sets",
        "block_token",
        "block_at",
        "block_width",
        "tokens",
    ),
)


class Place(NamedTuple):
    """Forms of one stem: codes `low` to `high` of a row."""

    row: int
    low: int
    high: int


class Words:
    """One field's words, read in place. Safe to share between threads."""

    def __init__(self, arrays: Mapping[str, Array], field: str) -> None:
        self._arrays = arrays
        self._field = field

    def _array(self, name: str) -> Array:
        return self._arrays[f"{self._field}.{name}"]

    @cached_property
    def stems(self) -> Strings:
        """`lang stem ` of each row, sorted."""
        return Strings(self._array("stems.blob"), self._array("stems.at"))

    @cached_property
    def stem_form(self) -> U4:
        """Where the forms of each row begin, and where those of the last end."""
        return self._array("stem_form")

    @cached_property
    def forms(self) -> Strings:
        """`fold form`, sorted within each row."""
        return Strings(self._array("forms.blob"), self._array("forms.at"))

    @cached_property
    def folds(self) -> U4:
        """The first form of each fold of each row, sorted by fold, then row."""
        return self._array("folds")

    @cached_property
    def doubled(self) -> U4:
        """The postings, rising, in which two forms share a position."""
        return self._array("doubled")

    @cached_property
    def first(self) -> U4:
        """Where the postings of each row begin, and where those of the last end."""
        return self._array("first")

    @cached_property
    def docs(self) -> U2:
        """The article of each posting."""
        return self._array("docs")

    @cached_property
    def counts(self) -> U1:
        """How often the stem stands there; MANY or more is MANY."""
        return self._array("counts")

    @cached_property
    def many_at(self) -> U4:
        """The postings of which `many` tells the count."""
        return self._array("many_at")

    @cached_property
    def many(self) -> U4:
        """Counts of MANY or more."""
        return self._array("many")

    @cached_property
    def which(self) -> U1:
        """Which forms stand there (formsets.py): 4 bits a posting."""
        return self._array("which")

    @cached_property
    def set_rows(self) -> U4:
        """The rows, rising, of so many forms that they have sets of their own."""
        return self._array("set_rows")

    @cached_property
    def sets(self) -> U4:
        """Those sets."""
        return self._array("sets")

    @cached_property
    def block_token(self) -> U4:
        """How many tokens there are before each block, and in all."""
        return self._array("block_token")

    @cached_property
    def block_at(self) -> U4:
        """Where each block begins in `tokens`."""
        return self._array("block_at")

    @cached_property
    def block_width(self) -> U1:
        """Bits of a token of each block, and HAS_MANY."""
        return self._array("block_width")

    @cached_property
    def tokens(self) -> U4:
        """The packed tokens."""
        return self._array("tokens")

    # Looking up

    def row(self, lang: bytes, stem: bytes) -> int:
        """Return the row of a stem in a language, -1 when no article has it."""
        return self.stems.find(b"%s %s " % (lang, stem))

    def size(self, row: int) -> int:
        """Return how many forms a row has."""
        return int(self.stem_form[row + 1]) - int(self.stem_form[row])

    def holders(self, row: int) -> int:
        """Return how many articles hold a row's stem."""
        return int(self.first[row + 1]) - int(self.first[row])

    def forms_of(self, row: int) -> Iterator[bytes]:
        """Yield `fold form` of each form of a row, in order of code."""
        return self.forms.between(int(self.stem_form[row]), int(self.stem_form[row + 1]))

    def sets_of(self, row: int) -> Sequence[int]:
        """Return the sets of forms (formsets.py) that the numbers from 1 stand for in a row."""
        if self.size(row) <= FEW:
            return range(1, SETS + 1)
        at = SETS * int(np.searchsorted(self.set_rows, row))
        sets: list[int] = self.sets[at : at + SETS].tolist()
        return sets

    def beginning(self, row: int, prefix: bytes) -> Place:
        """Return the forms of a row whose `fold form` begins so: `fold ` for those of a fold."""
        codes = [code for code, form in enumerate(self.forms_of(row)) if form.startswith(prefix)]
        return Place(row, codes[0], codes[-1] + 1) if codes else Place(row, 0, 0)

    def row_of_form(self, form: int) -> int:
        """Return the row that a form is of."""
        return int(np.searchsorted(self.stem_form, form, side="right")) - 1

    def folded(self, prefix: bytes) -> range:
        """Return the stretch of `folds` whose folds begin so; `prefix` ends in a blank or not."""
        low = lower_fold(
            self.forms.blob, self.forms.at, self.folds, np.frombuffer(bytearray(prefix), np.uint8)
        )
        after = prefix[:-1] + bytes([prefix[-1] + 1]) if prefix else b"\xff"
        high = lower_fold(
            self.forms.blob, self.forms.at, self.folds, np.frombuffer(bytearray(after), np.uint8)
        )
        return range(low, high)


def code_width(forms: int) -> int:
    """Return the bits that the code of a stem with so many forms takes."""
    return (forms - 1).bit_length()


def code_widths(sizes: I8) -> I8:
    """Return the bits that codes take, for stems with so many forms."""
    widths = np.array([code_width(size) for size in range(1, int(sizes.max(initial=1)) + 1)])
    found: I8 = widths[sizes - 1]
    return found


@kernel
def lower_fold(blob: U1, at: U4, folds: U4, key: U1) -> int:
    """Return the first place in `folds` whose `fold form` is not before `key`."""
    low, high, size = 0, len(folds), len(key)
    while low < high:
        middle = (low + high) >> 1
        start = int(at[folds[middle]])
        length = int(at[int(folds[middle]) + 1]) - start
        shared = 0
        while shared < length and shared < size and blob[start + shared] == key[shared]:
            shared += 1
        if shared == size or (shared < length and blob[start + shared] > key[shared]):
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def bits(largest: int) -> int:
    """Return how many bits a number takes."""
    width = 0
    while (largest >> width) > 0:
        width += 1
    return width


@kernel
def measure(values: U8, counts: U4, block_token: U4, block_at: U4, block_width: U1) -> int:
    """Fill in the blocks of postings with these true counts; return the words their tokens take.

    `values` has one number a token. `block_token` and `block_at` have one place more than blocks.
    """
    token = 0
    word = 0
    blocks = len(block_width)
    for block in range(blocks):
        block_token[block] = token
        block_at[block] = word
        end = token
        flag = 0
        for posting in range(block * 32, min(block * 32 + 32, len(counts))):
            end += int(counts[posting])
            if counts[posting] >= 255:
                flag = 128
        largest = 0
        for number in range(token, end):
            largest |= int(values[number])
        width = bits(largest)
        block_width[block] = width | flag
        word += (width * (end - token) + 31) >> 5
        token = end
    block_token[blocks] = token
    block_at[blocks] = word
    return word


@kernel
def pack(values: U8, block_token: U4, block_at: U4, block_width: U1, tokens: U4) -> None:
    """Write the tokens of measured blocks; `tokens` are zeros with two words to spare."""
    for block in range(len(block_width)):
        width = int(block_width[block]) & 127
        start = int(block_token[block])
        at = int(block_at[block]) << 5
        for number in range(start, int(block_token[block + 1])):
            bit = at + (number - start) * width
            word = bit >> 5
            shifted = int(values[number]) << (bit & 31)
            tokens[word] = int(tokens[word]) | (shifted & 0xFFFFFFFF)
            if (bit & 31) + width > 32:
                tokens[word + 1] = int(tokens[word + 1]) | (shifted >> 32)


@kernel
def value_of(tokens: U4, bit: int, width: int) -> int:
    """Return the number of `width` bits at a place in `tokens`."""
    word = bit >> 5
    value = (int(tokens[word]) + int(tokens[word + 1]) * 4294967296) >> (bit & 31)
    return value & ((1 << width) - 1)


@kernel
def true_count(counts: U1, many_at: U4, many: U4, posting: int) -> int:
    """Return how often a stem stands in the article of a posting."""
    count = int(counts[posting])
    if count < 255:
        return count
    low, high = 0, len(many_at)
    while low < high:
        middle = (low + high) >> 1
        if int(many_at[middle]) < posting:
            low = middle + 1
        else:
            high = middle
    return int(many[low])


@kernel
def tokens_before(
    counts: U1, many_at: U4, many: U4, block_token: U4, block_width: U1, posting: int
) -> int:
    """Return how many tokens stand before those of a posting."""
    block = posting >> 5
    token = int(block_token[block])
    if block < len(block_width) and int(block_width[block]) >= 128:
        for before in range(block << 5, posting):
            token += true_count(counts, many_at, many, before)
    else:
        for before in range(block << 5, posting):
            token += int(counts[before])
    return token


@kernel
def unpack(
    tokens: U4, block_token: U4, block_at: U4, block_width: U1, block: int, number: int
) -> int:
    """Return the value of a token, given its block: `position << code_width | code`."""
    width = int(block_width[block]) & 127
    bit = (int(block_at[block]) << 5) + (number - int(block_token[block])) * width
    word = bit >> 5
    value = (int(tokens[word]) | (int(tokens[word + 1]) << 32)) >> (bit & 31)
    return value & ((1 << width) - 1)
