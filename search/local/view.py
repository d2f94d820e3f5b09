"""What a search asks of an open snapshot: its segments, and a few things over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from search.article import Article
from search.local.groups import Groups
from search.local.opened import OpenedSegment
from search.local.scoring import I32, Mask
from search.query.tree import Added


class SegmentView(Protocol):
    """One segment of a snapshot. Articles go by their number in the segment."""

    @property
    def file(self) -> OpenedSegment:
        """Its arrays."""
        ...

    @property
    def base(self) -> int:
        """The number, in the snapshot, of its first article."""
        ...

    @property
    def size(self) -> int:
        """How many articles it has, those removed since included."""
        ...

    @property
    def live(self) -> Mask:
        """Which of them have not been removed; shape (size,)."""
        ...

    @property
    def has_dead(self) -> bool:
        """Whether any has been removed."""
        ...

    def came(self, node: Added) -> Mask:
        """Return which articles came into the archive since; shape (size,).

        Raises SnapshotUnknown where that cannot be told.
        """
        ...

    def article(self, number: int) -> Article:
        """Return an article."""
        ...

    def grouped(self, column: str) -> I32 | None:
        """Return each article's `story` or `fold`, None when nothing is known of any."""
        ...


class SnapshotView(Protocol):
    """An open snapshot."""

    @property
    def segments(self) -> Sequence[SegmentView]:
        """Its segments, in the order of their articles' numbers."""
        ...

    @property
    def groups(self) -> Groups | None:
        """Its copies and stories, None where it has not been looked for any."""
        ...

    def story(self, story_id: str) -> int:
        """Return the number of the story that an id names, -1 where it names none."""
        ...

    def names(self, field: str) -> Sequence[bytes]:
        """Return every term of a field of names, in order, each once."""
        ...
