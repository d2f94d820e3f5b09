"""What every engine in the comparison must do, and the values that pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from search.article import Article

Form = Literal["any", "all", "phrase", "exact", "prefix"]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask of every engine.

    `words` are lower case; by `form`: any of them, all of them (inflections count, in title or
    body), adjacent as written, one as written, or the beginning of words as written. `first` to
    `last` bounds the day, `facets` (of outlet, year) are counted over the whole result.
    """

    kind: str
    form: Form
    words: tuple[str, ...]
    first: dt.date | None = None
    last: dt.date | None = None
    offset: int = 0
    facets: tuple[str, ...] = ()


class Answer(NamedTuple):
    """How many articles there are, where the ten of the page are, and the size of each facet.

    `top` is in the engine's own terms: `ids` makes them comparable. `counted` is the sum of the
    counts of each facet.
    """

    total: int
    top: Any
    counted: tuple[int, ...] = ()


Ask = Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Highlighting:
    """What makes a passage of each article, and returns how many words were marked.

    `at_hand` takes the articles given, in memory (None where the engine cannot); `fetched` those
    of the engine's own page, which it reads first.
    """

    at_hand: Callable[[], int] | None
    fetched: Callable[[], int]


class Peer(Protocol):
    """One engine. A fresh one knows of no index until it has built or opened one."""

    name: str

    def version(self) -> str:
        """Return the engine's name and version."""
        ...

    def build(self, records: Iterable[bytes], directory: Path) -> None:
        """Index records (as search.record writes them), merged and safe on disk."""
        ...

    def complete(self, directory: Path) -> None:
        """Add to an index that was built what the engine has beyond what all of them do."""
        ...

    def open(self, directory: Path) -> None:
        """Open an index that was built."""
        ...

    def forget(self) -> None:
        """Forget what earlier questions left behind, but for places in the dictionary."""
        ...

    def segments(self) -> int | None:
        """Return how many parts the open index has, None where that is not told."""
        ...

    def prepared(self, question: Question) -> Ask:
        """Return what answers a question, its query objects made beforehand."""
        ...

    def typed(self, question: Question) -> Ask | None:
        """Return what answers a question from text, None where its syntax has no words for it."""
        ...

    def ids(self, answer: Answer) -> list[str]:
        """Return the ids of the articles of the page."""
        ...

    def highlighted(
        self, question: Question, answer: Answer, articles: Sequence[Article]
    ) -> Highlighting:
        """Return what makes a passage of 240 characters of each of ten articles.

        `articles` are those of the page of one engine, so that all mark the same texts at hand.
        """
        ...

    def add(self, record: bytes, word: str) -> int:
        """Add one article, safe on disk; return how many articles then hold a word."""
        ...

    def close(self) -> None:
        """Let go of the index."""
        ...
