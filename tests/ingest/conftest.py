"""A folder to put article files in, and what ingest makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pytest

from search import ingest
from search.article import RawArticle, Skipped
from search.ingest import Limits

Outcomes = list[RawArticle | Skipped]


class Reads(Protocol):
    def __call__(
        self,
        name: str,
        content: bytes | str,
        columns: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Outcomes: ...


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    """Write one file, and return everything that is read from it."""

    def outcomes(
        name: str,
        content: bytes | str,
        columns: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Outcomes:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        (file,) = ingest.find([path]).files
        return list(ingest.read(file, columns, limits))

    return outcomes


def articles(outcomes: Outcomes) -> list[RawArticle]:
    """Return the articles, when nothing was skipped."""
    assert [one for one in outcomes if isinstance(one, Skipped)] == []
    return [one for one in outcomes if isinstance(one, RawArticle)]


def only(outcomes: Outcomes) -> RawArticle:
    """Return the one article that was read."""
    (article,) = articles(outcomes)
    return article


def skip(outcomes: Outcomes) -> Skipped:
    """Return the one report, when there is nothing else."""
    (skipped,) = outcomes
    assert isinstance(skipped, Skipped), skipped
    return skipped


def told(outcomes: Outcomes) -> list[str]:
    """Return each outcome in a word: an article's text, or the code and line of a report."""
    return [
        one.text if isinstance(one, RawArticle) else f"{one.code}@{one.line}" for one in outcomes
    ]
