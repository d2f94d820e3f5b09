"""Kernels: chunks to words, and to the sentences and paragraphs that begin between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.codec.jit import kernel
from search.codec.text_scan import decode

OTHER, BLANK, NEWLINE, STOP, CLOSER, FULL_STOP = 0, 1, 2, 3, 4, 5
"""What a character is to the gap between two words; FULL_STOP needs no blank after it."""

STARTER, LOWER, QUIET, DOTTED = 1, 2, 4, 8
"""What breaks ask of a chunk's first word (a capital that may follow `U.S.`; a small letter) and
of its last (a full stop after it ends nothing; it ends with a dot itself)."""


@kernel
def breaks_at(
    buffer: NDArray[np.uint8],
    start: int,
    end: int,
    before: int,
    after: int,
    gap_kinds: NDArray[np.uint8],
) -> int:
    """Return what begins after the gap buffer[start:end]: 2 a paragraph, 1 a sentence, 0 neither.

    `before` and `after` are the flags of the words on its two sides.
    """
    starts_anew = 1 if before & DOTTED and after & STARTER else 0
    if end <= start or (end == start + 1 and buffer[start] < 0x80):
        return starts_anew  # no character or one, and that no `。`
    is_ascii = True
    stop = 0  # the stop that is waiting for a blank
    ended_by = 0  # the first that got one
    after_newline = False
    length = 0
    last = OTHER
    i = start
    while i < end:
        character, i = decode(buffer, i)
        length += 1
        kind = int(gap_kinds[character])
        is_ascii = is_ascii and character < 0x80
        if kind == NEWLINE and after_newline:
            return 2
        after_newline = kind == NEWLINE or (after_newline and kind == BLANK)
        if kind in (BLANK, NEWLINE):
            if ended_by == 0:
                ended_by = stop
            stop = 0
        elif kind == FULL_STOP:
            if ended_by == 0:
                ended_by = character
            stop = 0
        elif kind == STOP:
            if stop == 0 or last == CLOSER:
                stop = character
        elif kind == OTHER:
            stop = 0
        last = kind
    if ended_by == 0 or (length == 1 and last != FULL_STOP):
        return starts_anew
    if after & LOWER and is_ascii:
        return 0
    if ended_by == 0x2E and before & QUIET:
        return 0
    return 1


@kernel
def count_words(
    numbers: NDArray[np.int32],
    count: int,
    meaning: NDArray[np.int32],
    word_first: NDArray[np.int32],
    word_after: NDArray[np.int32],
) -> int:
    """Return how many words the chunks have."""
    total = count
    for i in range(count):
        number = numbers[i]
        if meaning[number] < 0:
            total += int(word_after[number]) - int(word_first[number]) - 1
    return total


@kernel
def emit(
    buffer: NDArray[np.uint8],
    text_at: NDArray[np.int64],
    numbers: NDArray[np.int32],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    count: int,
    meaning: NDArray[np.int32],
    word_first: NDArray[np.int32],
    word_after: NDArray[np.int32],
    word_form: NDArray[np.int32],
    word_position: NDArray[np.int32],
    word_start: NDArray[np.int32],
    word_end: NDArray[np.int32],
    inner_first: NDArray[np.int32],
    inner_after: NDArray[np.int32],
    inner: NDArray[np.int32],
    gap_kinds: NDArray[np.uint8],
    first: NDArray[np.int64],
    forms: NDArray[np.int32],
    positions: NDArray[np.int32],
    word_starts: NDArray[np.int32],
    word_ends: NDArray[np.int32],
    sentence_first: NDArray[np.int64],
    sentences: NDArray[np.int32],
    paragraph_first: NDArray[np.int64],
    paragraphs: NDArray[np.int32],
) -> int:
    """Write the words and breaks of texts, whose bytes begin at `text_at`; return how many words.

    What a chunk holds is said where `Chunks` are. Everything from `first` on is output.
    """
    words = sentence = paragraph = chunk = 0
    for text in range(text_at.size - 1):
        origin = int(text_at[text])
        limit = int(text_at[text + 1])
        position = 0
        gap = origin
        before = 0
        first[text] = words
        sentence_first[text] = sentence
        paragraph_first[text] = paragraph
        while chunk < count and starts[chunk] < limit:
            number = int(numbers[chunk])
            start = int(starts[chunk])
            end = int(ends[chunk])
            chunk += 1
            held = int(meaning[number])
            head = start
            here = held & 15
            low = high = 0
            if held < 0:
                here = -1 - held
                low = int(word_first[number])
                high = int(word_after[number])
                if low == high:
                    continue  # nothing but `_`
                head = start + int(word_start[low])
            found = 2
            if position > 0:
                # Between most words stands one blank, which ends nothing.
                found = 0
                if before & DOTTED or head != gap + 1 or buffer[gap] >= 0x80:
                    found = breaks_at(buffer, gap, head, before, here, gap_kinds)
            if found > 0:
                sentences[sentence] = position
                sentence += 1
            if found > 1:
                paragraphs[paragraph] = position
                paragraph += 1
            before = here
            if held >= 0:
                forms[words] = held >> 4
                positions[words] = position
                word_starts[words] = start - origin
                word_ends[words] = end - origin
                words += 1
                position += 1
                gap = end
                continue
            for i in range(inner_first[number], inner_after[number]):
                sentences[sentence] = position + inner[i]
                sentence += 1
            for i in range(low, high):
                forms[words] = word_form[i]
                positions[words] = position + word_position[i]
                word_starts[words] = start - origin + word_start[i]
                word_ends[words] = start - origin + word_end[i]
                words += 1
            gap = start + int(word_end[high - 1])
            position += int(word_position[high - 1]) + 1
    first[text_at.size - 1] = words
    sentence_first[text_at.size - 1] = sentence
    paragraph_first[text_at.size - 1] = paragraph
    return words
