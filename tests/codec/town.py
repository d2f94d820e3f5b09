"""Small archives, and what an index of them must say, by dictionaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from search.analysis import breaks, fold, stem, stems, words
from search.analysis.breaks import ABBREVIATIONS, STARTERS
from search.codec.builder import SegmentWriter
from search.codec.document import Analysis, Document
from search.codec.segment import Segment
from search.codec.tokens import Tokenizer
from search.codec.words import Words, tokens_before, true_count, unpack


def tokenizer() -> Tokenizer:
    """Return a tokenizer that knows nothing yet."""
    return Tokenizer(words, breaks, ABBREVIATIONS, STARTERS)


ANALYSIS = Analysis(tokenizer, fold, stems)


def document(body: str, title: str = "", lang: bytes = b"en", **given: Any) -> Document:
    """Return an article of these words; `names` and the like where they matter."""
    defaults: dict[str, Any] = {
        "names": {},
        "columns": {},
        "coded": {},
        "people": [],
        "quotes": [],
        "record": (title.encode("utf-8", "surrogatepass"), body.encode("utf-8", "surrogatepass")),
    }
    return Document(lang, *defaults["record"], **(defaults | given))


def build(path: Path, documents: Sequence[Document], **settings: Any) -> Segment:
    """Return a segment of these articles, written to `path` as many are written."""
    with SegmentWriter(path.parent, ANALYSIS, **{"handful": 0, **settings}) as writer:
        for one in documents:
            writer.add(one)
        writer.finish(path)
    return Segment(path)


def records(segment: Segment) -> list[tuple[bytes, ...]]:
    """Return the record of each article of a segment."""
    return [segment.records[number] for number in range(segment.size)]


Index = dict[bytes, dict[int, list[tuple[int, bytes]]]]
"""`lang stem ` -> article -> (position, `fold form`), in order."""


def naive(documents: Sequence[Document], field: str) -> Index:
    """Return what the words of a field must say."""
    found: Index = defaultdict(lambda: defaultdict(list))
    for doc, one in enumerate(documents):
        for word in words(getattr(one, field).decode("utf-8", "surrogatepass")):
            folded = fold(word.form)
            key = f"{one.lang.decode()} {stem(folded, one.lang.decode())} ".encode()
            found[key][doc].append((word.position, f"{folded} {word.form}".encode()))
    return {key: {doc: sorted(at) for doc, at in docs.items()} for key, docs in found.items()}


def read_back(words: Words) -> Index:
    """Return what the words of a segment do say."""
    found: Index = {}
    for row, key in enumerate(words.stems):
        forms = list(words.forms_of(row))
        width = (len(forms) - 1).bit_length()
        docs = found[key] = {}
        for posting in range(int(words.first[row]), int(words.first[row + 1])):
            blocks = (words.block_token, words.block_width)
            start = tokens_before(words.counts, words.many_at, words.many, *blocks, posting)
            count = true_count(words.counts, words.many_at, words.many, posting)
            packed = (words.tokens, words.block_token, words.block_at, words.block_width)
            values = [unpack(*packed, posting >> 5, at) for at in range(start, start + count)]
            assert values == sorted(values)
            docs[int(words.docs[posting])] = [
                (value >> width, forms[value & ((1 << width) - 1)]) for value in values
            ]
    return found
