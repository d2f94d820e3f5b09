"""How Whoosh writes our segments.

Format 1 is Whoosh's own third codec as it stands, uncompounded, so that one file is one thing.
**The dotted paths of these two classes are part of the disk format**: Whoosh pickles them into
its table of contents.
"""

from __future__ import annotations

from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3Segment

FORMAT = 1
"""Goes up when an earlier index can no longer be read; `index rebuild` makes it anew."""


class DatelineSegment(W3Segment):  # type: ignore[misc]
    """A segment whose files stay apart."""

    def should_assemble(self) -> bool:
        """Return False: packing the files into one would write them twice."""
        return False


class DatelineCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's third codec, compressing posting blocks lightly."""

    def __init__(self) -> None:
        super().__init__(compression=1)

    def new_segment(self, storage: Any, indexname: str) -> DatelineSegment:
        """Return an empty segment of ours."""
        return DatelineSegment(self, indexname)
