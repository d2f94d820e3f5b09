"""A segment of a few articles, by dictionaries and lists: what builder.py writes, byte for byte.

A segment has some 120 arrays. Of one article nearly all of them are so short that whole arrays
cost more than what is in them, and most of its words were in those before, so that what is known
of words is kept (bench/results/engine-add.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise
from pathlib import Path

from search.codec import container, segment
from search.codec.container import Packed, packed, stored
from search.codec.document import Analysis, Document
from search.codec.handful_words import Memory, strings
from search.codec.quotations import quoted
from search.codec.records import RecordsWriter
from search.codec.segment import CODED, COMMIT, LISTED, NAMES, STATED
from search.codec.spill import Arrays, Spill
from search.codec.tokens import Tokens

MOST_ARTICLES = 16
"""Articles that are a handful."""

MOST_LETTERS = 1 << 17
"""Bytes of text of a handful."""

_NO_NAMES = (
    *strings("terms", ()),
    ("first", packed("u4", (0,))),
    ("docs", packed("u2", ())),
)
"""The arrays of a field in which no article has a value."""

_idle: dict[Analysis, list[Memory]] = defaultdict(list)


def write(path: Path, documents: Sequence[Document], analysis: Analysis) -> int:
    """Write a segment of articles and return how many they are."""
    idle = _idle[analysis]
    try:
        memory = idle.pop()  # they are not to be shared between threads
    except IndexError:
        memory = Memory(analysis)
    records = RecordsWriter(spill := Spill(path.parent))
    try:
        for document in documents:
            records.add(document.record)
        arrays = dict(_arrays(documents, memory))
        for name, array in Arrays(records.finish()).items():
            arrays[name] = stored(array)
    finally:
        spill.close()
    container.write_packed(path, {"articles": len(documents)}, arrays)
    if not memory.is_full:
        idle.append(memory)
    return len(documents)


def _arrays(documents: Sequence[Document], memory: Memory) -> Iterator[tuple[str, Packed]]:
    """Yield all arrays but those of records, in the order in which a segment has them."""
    texts = [document.title for document in documents]
    texts += [document.body for document in documents]
    tokens = memory.tokenizer(texts)
    size, first = len(documents), tokens.first.tolist()
    langs = [document.lang for document in documents]
    title, body = (
        memory.field(langs, tokens.first[low : low + size + 1], *tokens[1:3]) for low in (0, size)
    )
    for field, words in zip(segment.WORDS, (title, body), strict=True):
        for name, array in words.arrays():
            yield f"{field}.{name}", array
    yield "title.in_body", stored(title.in_body(body))
    for field in NAMES:
        yield from _names(field, [document.names.get(field, ()) for document in documents])
    for field in CODED:
        yield from _coded(field, [document.coded.get(field, b"") for document in documents])
    (field,) = LISTED
    yield from _listed(field, [document.people for document in documents])
    for field, numbers in _starts(documents, tokens).items():
        yield from _rising(field, numbers)
    for field in STATED:
        yield field, packed("i4", [document.columns.get(field, 0) for document in documents])
    yield from _runs(COMMIT, [document.commit for document in documents])
    for number, field in enumerate(segment.WORDS):
        ends = first[number * size : (number + 1) * size + 1]
        lengths = [
            int(tokens.position[high - 1]) + 1 if low < high else 0 for low, high in pairwise(ends)
        ]
        yield f"{field}_words", packed("u4", lengths)


def _names(field: str, values: Sequence[Sequence[bytes]]) -> Iterator[tuple[str, Packed]]:
    """Yield the arrays of `Names`, given the values of each article."""
    if field != "id" and not any(values):
        yield from ((f"{field}.{name}", array) for name, array in _NO_NAMES)
        return
    holders: dict[bytes, list[int]] = defaultdict(list)
    for doc, its in enumerate(values):
        for value in its if len(its) < 2 else set(its):
            holders[value].append(doc)
    terms = sorted(holders)
    docs = [holders[term] for term in terms]
    yield from strings(f"{field}.terms", terms)
    yield f"{field}.first", packed("u4", list(accumulate(map(len, docs), initial=0)))
    yield f"{field}.docs", packed("u2", list(chain.from_iterable(docs)))
    if field == "id":
        rows = [0] * len(values)
        for row, its_docs in enumerate(docs):
            for doc in its_docs:
                rows[doc] = row
        yield "id_row", packed("u4", rows)


def _coded(field: str, values: Sequence[bytes]) -> Iterator[tuple[str, Packed]]:
    """Yield the arrays of `Coded`, given the value of each article."""
    rows = {value: row for row, value in enumerate(sorted({b"", *values}))}
    yield from strings(f"{field}.values", list(rows))
    yield f"{field}.codes", packed("u2", [rows[value] for value in values])


def _listed(field: str, values: Sequence[Sequence[bytes]]) -> Iterator[tuple[str, Packed]]:
    """Yield the arrays of `Listed`, given the values of each article."""
    rows = {value: row for row, value in enumerate(sorted(set(chain.from_iterable(values))))}
    yield from strings(f"{field}.values", list(rows))
    yield f"{field}.at", packed("u4", list(accumulate(map(len, values), initial=0)))
    yield f"{field}.rows", packed("u4", [rows[value] for value in chain.from_iterable(values)])


def _starts(documents: Sequence[Document], tokens: Tokens) -> dict[str, list[list[int]]]:
    """Return the numbers of each article in each field of `Starts`."""
    size = len(documents)
    sentences = _parted(tokens.sentences.tolist(), tokens.sentence_first.tolist())
    paragraphs = _parted(tokens.paragraphs.tolist(), tokens.paragraph_first.tolist())
    bodies = [document.body for document in documents]
    stretches = [document.quotes for document in documents]
    found, sizes = quoted(bodies, stretches, tokens, tokens.first[size:])
    quotes = _parted(found.tolist(), list(accumulate(sizes.tolist(), initial=0)))
    return {
        "sentences": sentences[size:],
        "title_sentences": [its[1:] for its in sentences[:size]],
        "paragraphs": paragraphs[size:],
        "quotes": quotes,
    }


def _parted(values: Sequence[int], first: Sequence[int]) -> list[list[int]]:
    """Return the stretches of values that begin at each of `first` but the last."""
    return [list(values[low:high]) for low, high in pairwise(first)]


def _rising(field: str, numbers: Sequence[Sequence[int]]) -> Iterator[tuple[str, Packed]]:
    """Yield the arrays of `Starts`, given the numbers of each article."""
    data = bytearray()
    at = [0]
    for its in numbers:
        before = 0
        for number in its:
            difference = (number - before) & 0xFFFFFFFF
            before = number
            while difference > 127:
                data.append(difference & 127 | 128)
                difference >>= 7
            data.append(difference)
        at.append(len(data))
    yield f"{field}.at", packed("u4", at)
    yield f"{field}.bytes", ("u1", bytes(data))


def _runs(field: str, values: Sequence[int]) -> Iterator[tuple[str, Packed]]:
    """Yield the arrays of `Runs`, given the number of each article."""
    first = [at for at, value in enumerate(values) if not at or value != values[at - 1]]
    yield f"{field}.first", packed("u2", first)
    yield f"{field}.value", packed("u4", [values[at] for at in first])
