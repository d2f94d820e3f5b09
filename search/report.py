"""What is told of a rebuild: while it runs, and when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from search.article import Skipped


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild has come. `done` and `total` are bytes while reading, articles after."""

    stage: Literal["reading", "indexing", "checking"]
    done: int
    total: int
    articles: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a rebuild, add or remove did.

    `files` and `megabytes` were read; `reused` articles were not extracted again. `skipped` are
    not in the archive, `warned` are but want looking at. `articles` is how many it holds now.
    """

    generation: int
    articles: int
    seconds: float
    files: int = 0
    megabytes: float = 0.0
    added: int = 0
    updated: int = 0
    removed: int = 0
    reused: int = 0
    skipped: tuple[Skipped, ...] = ()
    warned: tuple[Skipped, ...] = ()
