"""What a segment is made of: articles as an index holds them, and how their texts become words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from search.codec.tokens import Tokenizer
from search.codec.vocabulary import Fold, Stems


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the index holds it.

    `title` and `body` are in UTF-8, half a surrogate pair in three bytes; `lang` is b"-" where no
    stemmer knows the language. `quotes` are stretches of `body` in characters; `record` has a
    piece for each stream of records. What has no entry in `names`, `columns` or `coded` is
    nothing, 0 or b"". `commit` is the number of that which brought it.
    """

    lang: bytes
    title: bytes
    body: bytes
    names: Mapping[str, Sequence[bytes]]
    columns: Mapping[str, int]
    coded: Mapping[str, bytes]
    people: Sequence[bytes]
    quotes: Sequence[tuple[int, int]]
    record: Sequence[bytes]
    commit: int = 0


@dataclass(frozen=True, slots=True)
class Analysis:
    """How texts become words: `tokenizer` makes a new tokenizer, which knows no forms yet."""

    tokenizer: Callable[[], Tokenizer]
    fold: Fold
    stems: Stems
