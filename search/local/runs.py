"""What grouping goes on from: of each article what its copies and its story are found by.

A run is a file of arrays (search/codec/container.py) about the articles that came with a commit,
by their keys; runs add up, and are written as one when they have become many.

    keys                             the articles, rising; what follows has a row for each
    sample_at samples totals         search.stories.shingles.Samples
    digests headings
    vector_at terms weights          search.stories.vectors.Vectors
    title_at titles title_words      search.stories.leads.Titles
    poor                             1 for those whose headline asks something, or that have none
    edged                            keys of all articles whose edges with each other are known
    edge_one edge_other likeness     search.stories.edges.Edges, by key
    pair_one pair_other shared       search.stories.copies.Overlaps of suspected pairs, by key
    own_one own_other

The first run has besides what all are made by until everything is done anew, the *epoch*:

    furniture crowded_dated          page furniture, and stems that find no pairs
    crowded_loose
    rarity_stems rarity_counts       search.stories.rarity.Rarity; its `articles` are in `meta`
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from search.codec import container
from search.codec.container import Array, Container
from search.codec.strings import U1
from search.stories.copies import Overlaps
from search.stories.edges import Crowded, Edges
from search.stories.leads import Titles
from search.stories.rarity import Rarity
from search.stories.shingles import Samples
from search.stories.stretches import spread
from search.stories.texts import I4, I8, U8
from search.stories.vectors import Vectors

SAMPLES = ("sample_at", "samples", "totals", "digests", "headings")
VECTORS = ("vector_at", "terms", "weights")
TITLES = ("title_at", "titles", "title_words")
EDGES = ("edge_one", "edge_other", "likeness")
PAIRS = ("pair_one", "pair_other", "shared", "own_one", "own_other")
"""The arrays of a file, in the order of the fields that they are read into."""


class Epoch(NamedTuple):
    """What everything is made by until it is made anew."""

    rarity: Rarity
    crowded: Crowded
    furniture: U8


class Pairs(NamedTuple):
    """Suspected pairs of articles, by key, and what they share: see `Overlaps`."""

    one: I4
    other: I4
    shared: I4
    own_one: I4
    own_other: I4

    @property
    def overlaps(self) -> Overlaps:
        """What they share."""
        return Overlaps(self.shared, self.own_one, self.own_other)


class Known(NamedTuple):
    """What is known of some articles, a row each; edges and pairs go by key."""

    keys: I4
    samples: Samples
    vectors: Vectors
    titles: Titles
    poor: U1
    edged: I4
    edges: Edges
    pairs: Pairs

    def rows(self, chosen: I8) -> Known:
        """Return these rows, in this order, with the same edges and pairs."""
        sample_at, samples = spread(self.samples.at, chosen)
        vector_at, terms = spread(self.vectors.at, chosen)
        title_at, stems = spread(self.titles.at, chosen)
        return self._replace(
            keys=self.keys[chosen],
            samples=Samples(
                sample_at,
                self.samples.hashes[samples],
                self.samples.totals[chosen],
                self.samples.digests[chosen],
                self.samples.headings[chosen],
            ),
            vectors=Vectors(vector_at, self.vectors.terms[terms], self.vectors.weights[terms]),
            titles=Titles(title_at, self.titles.stems[stems], self.titles.words[chosen]),
            poor=self.poor[chosen],
        )


def _within(pairs: Edges | Pairs, live: I4) -> list[I4]:
    kept = np.isin(pairs.one, live) & np.isin(pairs.other, live)
    return [column[kept] for column in pairs]


def _nothing() -> Known:
    none4, none8, at = np.zeros(0, np.int32), np.zeros(0, np.uint64), np.zeros(1, np.int64)
    unsigned = none4.astype(np.uint32)
    return Known(
        none4,
        Samples(at, none8, none4, none8, none8),
        Vectors(at, unsigned, none4.astype(np.uint16)),
        Titles(at, unsigned, none4),
        none4.astype(np.uint8),
        none4,
        Edges(none4, none4, none4),
        Pairs(none4, none4, none4, none4, none4),
    )


NOTHING = _nothing()
"""What is known of no articles."""


class Earlier(NamedTuple):
    """What runs tell of the articles that are still there: their rows, a run each, and which of
    these are meant; the keys of all, in that order, with edges and pairs; and the epoch.
    """

    files: Sequence[Container]
    parts: Sequence[tuple[Known, I8]]
    known: Known
    epoch: Epoch

    def release(self) -> None:
        """Let what was read of the runs go from memory."""
        for file in self.files:
            file.release()


def file_name(commit: int) -> str:
    """Return the name of the run that a commit writes."""
    return f"run-{commit}.bin"


def write(path: Path, known: Known, epoch: Epoch | None) -> None:
    """Write a run; with the epoch, if it is the first."""
    arrays = {
        "keys": known.keys,
        **_named(SAMPLES, known.samples),
        **_named(VECTORS, known.vectors),
        **_named(TITLES, known.titles),
        "poor": known.poor,
        "edged": known.edged,
        **_named(EDGES, known.edges),
        **_named(PAIRS, known.pairs),
    }
    meta: dict[str, int] = {}
    if epoch is not None:
        meta["articles"] = epoch.rarity.articles
        arrays |= {
            "furniture": epoch.furniture,
            "crowded_dated": epoch.crowded.dated,
            "crowded_loose": epoch.crowded.loose,
            "rarity_stems": epoch.rarity.stems,
            "rarity_counts": epoch.rarity.counts,
        }
    container.write(path, meta, arrays)


def _named(names: Sequence[str], columns: Iterable[Array]) -> dict[str, Array]:
    return dict(zip(names, columns, strict=True))


def rarity(path: Path) -> Rarity:
    """Return how rare stems are by the epoch that a run begins."""
    return _rarity(Container(path))


def _rarity(first: Container) -> Rarity:
    return Rarity(first["rarity_stems"], first["rarity_counts"], int(first.meta["articles"]))


def read(paths: Sequence[Path], live: I4) -> Earlier:
    """Return what runs tell of the articles that are there.

    Raises ValueError for bytes that are not as written.
    """
    files = [Container(path) for path in paths]
    first = files[0]
    epoch = Epoch(
        _rarity(first),
        Crowded(first["crowded_dated"], first["crowded_loose"]),
        first["furniture"],
    )
    told = [_known(file) for file in files]
    parts = [(part, np.flatnonzero(np.isin(part.keys, live))) for part in told]
    edged = told[-1].edged
    known = NOTHING._replace(
        keys=np.concatenate([part.keys[kept] for part, kept in parts]),
        edged=edged[np.isin(edged, live)],
        edges=Edges(*_columns([_within(part.edges, live) for part in told])),
        pairs=Pairs(*_columns([_within(part.pairs, live) for part in told])),
    )
    return Earlier(files, parts, known, epoch)


def _columns(parts: Iterable[Iterable[Array]]) -> list[Array]:
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def _known(file: Container) -> Known:
    def columns(names: Sequence[str]) -> list[Array]:
        return [file[name] for name in names]

    return Known(
        file["keys"],
        Samples(*columns(SAMPLES)),
        Vectors(*columns(VECTORS)),
        Titles(*columns(TITLES)),
        file["poor"],
        file["edged"],
        Edges(*columns(EDGES)),
        Pairs(*columns(PAIRS)),
    )
