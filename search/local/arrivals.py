"""When articles came into the archive: segments tell the commit, the manifest its moment.

    {"from": [12, 1795342801], "generations": [[3, 12], [4, 19]], "moments": "eNpjZGBg…"}

`from` is the commit, with its moment, that all this is known from: whatever came before, an
index that did not keep it yet, counts as there since then. `generations` are numbers, each with
its first commit; commits count on across them. `moments` has for every commit that some article
came with two whole numbers, each as what it is more than the one before: the commit, and its
moment in seconds since 1970. Articles that are updated, kept by a rebuild or merged keep their
commit.
"""

from __future__ import annotations

import base64
import datetime as dt
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from search.codec.container import Array
from search.codec.runs import Runs
from search.codec.words import I8
from search.errors import SnapshotUnknown
from search.query.tree import Added
from search.store import View

MOST_GENERATIONS = 1_000
"""Generations whose commits can still be named."""


@dataclass(frozen=True)
class Arrivals:
    """What a snapshot knows of when its articles came; the snapshot is that of `commit`.

    `known_from` is (commit, seconds since 1970), as `moments` are by commit; `generations` are
    (number, first commit). All are rising.
    """

    commit: int
    known_from: tuple[int, int]
    generations: tuple[tuple[int, int], ...]
    moments: Mapping[int, int]

    @classmethod
    def read(cls, view: View) -> Arrivals:
        """Return what the manifest of a commit tells; of one that tells nothing, only itself."""
        data: Mapping[str, Any] | None = view.manifest.data.get("arrivals")
        if data is None:
            built = int(view.manifest.built_at.timestamp())
            here = (view.generation, view.commit)
            return cls(view.commit, (view.commit, built), (here,), {})
        return cls.of_data(view.commit, data)

    @classmethod
    def of_data(cls, answering: int, data: Mapping[str, Any]) -> Arrivals:
        """Return what `to_data` gave, of the snapshot of a commit."""
        commit, moment = data["from"]
        return cls(
            answering,
            (commit, moment),
            tuple((number, first) for number, first in data["generations"]),
            _unpacked(data["moments"]),
        )

    @classmethod
    def of_commit(
        cls, before: Arrivals | None, generation: int, commit: int, present: Iterable[int]
    ) -> Arrivals:
        """Return what there is to tell once a commit is written, which is now.

        `before` is what the snapshot told that it is compared with, `present` the commits that
        articles came with.
        """
        here, now = (generation, commit), int(dt.datetime.now(dt.timezone.utc).timestamp())
        if before is None:
            before = cls(commit, (commit, now), (here,), {})
        generations = before.generations
        if generations[-1][0] != generation:
            generations = (*generations, here)[-MOST_GENERATIONS:]
        known = {**before.moments, commit: now}
        kept = {one: known[one] for one in sorted(known.keys() & set(present))}
        return cls(commit, before.known_from, generations, kept)

    def to_data(self) -> dict[str, Any]:
        """Return it as a manifest keeps it."""
        return {
            "from": list(self.known_from),
            "generations": [list(one) for one in self.generations],
            "moments": _packed(self.moments),
        }

    def added(self, commit: int) -> dt.datetime:
        """Return when the articles came that came with a commit."""
        return _instant(self.moments.get(commit, self.known_from[1]))

    def since(self, node: Added, commits: Runs) -> Array:
        """Return which articles of a segment came since; raise SnapshotUnknown if none can say."""
        if isinstance(node.since, dt.datetime):
            seconds = int(node.since.timestamp())
            return commits.spread(self._seconds(commits.value) >= seconds)
        return commits.spread(commits.value > self._commit_of(*node.since))

    def _commit_of(self, generation: int, commit: int) -> int:
        """Return a commit of a generation, if the archive can tell what came after it."""
        place = bisect_right([first for _, first in self.generations], commit) - 1
        is_there = place >= 0 and self.generations[place][0] == generation
        if not is_there or not self.known_from[0] <= commit <= self.commit:
            raise SnapshotUnknown(
                f"The archive does not know what was there in its state {generation}.{commit}. "
                f"The state that answers now is {self.generations[-1][0]}.{self.commit}; "
                "or say since when, as in 2026-11-20 or 2026-11-20T18:00:00Z.",
                code="snapshot.unknown",
            )
        return commit

    def _seconds(self, commits: Array) -> I8:
        """Return the moments of commits; what is not known counts as there from the beginning."""
        known, moments = self._columns
        if not len(known):
            return np.full(len(commits), self.known_from[1], np.int64)
        place = np.minimum(np.searchsorted(known, commits), len(known) - 1)
        return np.where(known[place] == commits, moments[place], self.known_from[1])

    @cached_property
    def _columns(self) -> tuple[I8, I8]:
        return np.array([*self.moments], np.int64), np.array([*self.moments.values()], np.int64)


@lru_cache(1 << 12)
def _instant(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc)


def _packed(moments: Mapping[int, int]) -> str:
    table = np.array([[*moments], [*moments.values()]], np.int64)
    differences = np.diff(table, prepend=np.zeros((2, 1), np.int64))
    return base64.b64encode(zlib.compress(differences.astype("<i8").tobytes())).decode()


def _unpacked(text: str) -> dict[int, int]:
    data = zlib.decompress(base64.b64decode(text))
    commits, moments = np.frombuffer(data, "<i8").reshape(2, -1).cumsum(axis=1).tolist()
    return dict(zip(commits, moments, strict=True))
