"""Which articles are copies, and which tell one story: a file beside the segments.

Grouping changes articles that were not rewritten, so what it finds is kept apart from them and
replaced whole by a commit that may write nothing else. Articles go by their *key*, a number that
one gets when it is written and keeps through merges, and that no other article ever has.

The file is a container (search/codec/container.py) of these arrays:

    story event      of each key from 0: the number of its story, -1 for none, and of its event in
                     that story, counted from 0
    fold             the key of the article that it is a near-duplicate of, -1 for none
    founder lead     of each story: the digest of the id of the article that founded it, and the
                     key of the one whose headline names it
    named named_key  digests of the ids of all articles of stories, rising, and their keys
    past past_story  digests of founders that are gone, rising, and the story that is theirs now
    one other        keys of pairs of articles that share much of their text, by `one`; each pair
                     stands there both ways
    jaccard          how much they share, in 65,535ths, of what either has, and how much of
    containment      what the shorter one has, and what `one` has that `other` has too
    contained

`meta` has `names`, what their owner called stories: {"s5f7a…": "The Halin strike"}; and `rulings`,
what the lines of the stories file came to: [[3, "joins two stories", false]].
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.codec import container
from search.codec.container import Container
from search.codec.ranking import Bool
from search.story import Relation, Ruling

I4 = npt.NDArray[np.int32]
I8 = npt.NDArray[np.int64]
U2 = npt.NDArray[np.uint16]
U8 = npt.NDArray[np.uint64]

NAME = "groups"
"""What the manifest's data calls the file."""

NONE = -1
WHOLE = 65_535
"""All of a text, as shares are counted."""

ID_BITS = 40
"""Bits of a digest that the id of a story tells."""


class Shared(NamedTuple):
    """Another article, by its key, and how much it shares with one."""

    key: int
    relation: Relation
    jaccard: float
    containment: float


class Found(NamedTuple):
    """What grouping found, as it is written: see above."""

    story: I4
    event: I4
    fold: I4
    founder: U8
    lead: I4
    named: U8
    named_key: I4
    past: U8
    past_story: I4
    one: I4
    other: I4
    jaccard: U2
    containment: U2
    contained: U2


def file_name(commit: int) -> str:
    """Return the name of the file that a commit writes."""
    return f"{NAME}-{commit}.bin"


def write(
    path: Path, found: Found, names: Mapping[str, str], rulings: Iterable[Ruling] = ()
) -> None:
    """Write the file."""
    lines = [[one.line, one.effect, one.is_wrong] for one in rulings]
    container.write(path, {"names": dict(names), "rulings": lines}, found._asdict())


def id_of(digest: int) -> str:
    """Return the id of the story that the article with this digest founded."""
    data = (digest >> (64 - ID_BITS)).to_bytes(ID_BITS // 8, "big")
    return "s" + base64.b32encode(data).decode().lower()


def bits_of(story_id: str) -> int | None:
    """Return what an id tells of a digest, its first bits; None for what is no id of a story."""
    text = story_id.strip().lower()
    if not text.startswith("s") or len(text) != 1 + ID_BITS // 5 or not text.isascii():
        return None
    try:
        return int.from_bytes(base64.b32decode(text[1:].upper()), "big")
    except ValueError:
        return None


class Groups:
    """The groups of a commit. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open the file; ValueError where its bytes are not what was written."""
        self.path = path
        self._file = Container(path)

    @property
    def names(self) -> Mapping[str, str]:
        """What the archive's owner called stories, by id."""
        names: Mapping[str, str] = self._file.meta["names"]
        return names

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """What the lines of the stories file came to."""
        return tuple(Ruling(*one) for one in self._file.meta["rulings"])

    @cached_property
    def founder(self) -> U8:
        """The digest of the founding article's id of each story."""
        return self._file["founder"]

    @cached_property
    def lead(self) -> I4:
        """The key of the article of each story whose headline names it."""
        return self._file["lead"]

    @cached_property
    def ids(self) -> Sequence[str]:
        """The id of each story."""
        return [id_of(digest) for digest in self.founder.tolist()]

    @property
    def has_copies(self) -> bool:
        """Whether any article is a near-duplicate of another."""
        return bool(len(self._file["one"]))

    def of(self, column: str, keys: I4) -> I4:
        """Return the `story`, `event` or `fold` of articles, given their keys."""
        values = self._file[column]
        if not len(values):
            return np.full(len(keys), NONE, np.int32)
        found = values[np.minimum(keys, len(values) - 1)]
        return np.where(keys < len(values), found, np.int32(NONE)).astype(np.int32)

    def story(self, story_id: str) -> int:
        """Return the number of the story that an id names, NONE where it names none."""
        bits = bits_of(story_id)
        if bits is None:
            return NONE
        at = _with_bits(self._file["named"], bits)
        if at is not None:
            key = self._file["named_key"][at : at + 1]
            return int(self.of("story", key)[0])
        at = _with_bits(self._file["past"], bits)
        return NONE if at is None else int(self._file["past_story"][at])

    def every(self, column: str) -> I4:
        """Return the `story`, `event` or `fold` of every key from 0."""
        return self._file[column]

    def founders(self) -> tuple[U8, I4]:
        """Return the digests of all who founded a story, also those that are gone, and which one
        is theirs.
        """
        story = np.arange(len(self.founder), dtype=np.int32)
        return (
            np.concatenate([self.founder, self._file["past"]]),
            np.concatenate([story, self._file["past_story"]]),
        )

    def share(self, keys: I4) -> Bool:
        """Return which articles share much of their text with others, given their keys."""
        one = self._file["one"]
        at = np.minimum(one.searchsorted(keys), max(len(one) - 1, 0))
        return np.asarray(one[at] == keys) if len(one) else np.zeros(len(keys), np.bool_)

    def shared(self, key: int, most: int) -> list[Shared]:
        """Return what shares much of its text with an article, the most alike first, `most` of
        them.
        """
        one = self._file["one"]
        at = np.int32(key)
        low, high = int(one.searchsorted(at)), int(one.searchsorted(at, "right"))
        if low == high:
            return []
        other, jaccard, containment, contained = (
            self._file[name][low:high] for name in ("other", "jaccard", "containment", "contained")
        )
        order = np.lexsort((other, -containment.astype(np.int32), -jaccard.astype(np.int32)))
        order = order[:most]
        others = other[order]
        (fold,) = self.of("fold", np.array([key], np.int32)).tolist()
        stands = self.of("fold", others)
        is_copy = (others == fold) | (stands == key) | ((stands != NONE) & (stands == fold))
        is_within = contained[order] >= containment[order]
        return [
            Shared(
                at,
                "copy" if copied else "contained" if within else "contains",
                alike / WHOLE,
                held / WHOLE,
            )
            for at, copied, within, alike, held in zip(
                others.tolist(),
                is_copy.tolist(),
                is_within.tolist(),
                jaccard[order].tolist(),
                containment[order].tolist(),
                strict=True,
            )
        ]


def _with_bits(digests: U8, bits: int) -> int | None:
    """Return the place of the first digest that begins with these bits, None where none does."""
    shift = 64 - ID_BITS
    at = int(np.searchsorted(digests, np.uint64(bits << shift)))
    if at < len(digests) and int(digests[at]) >> shift == bits:
        return at
    return None
