"""Copies and stories found among all articles of a snapshot, and written beside its segments.

    segments --texts--> samples, vectors, titles --> copies --> edges --> stories --> groups

What is known of articles is kept (runs.py) and taken up again for those that are still there: so
an addition costs by what it adds, and a little by what there is, in putting all of it together
anew. It is as if all had been done at once, until so much has come that what is rare and what is
page furniture is counted anew, which begins an *epoch*; in a small archive that is every time.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

import numpy as np

from search.codec import jit
from search.codec.heap import give_back
from search.codec.strings import U1
from search.errors import IndexDamaged
from search.local import findings, groups, runs
from search.local.arrivals import Arrivals
from search.local.findings import Copied
from search.local.gathered import Gathered
from search.local.groups import NONE, Groups
from search.local.reader import Reader
from search.local.remembered import RUNS, kept
from search.local.runs import Earlier, Epoch, Known, Pairs
from search.local.texts import Articles, Place, digest, rarity, rows_of, texts_of
from search.store import Draft, View
from search.stories.copies import Overlaps, folded, overlaps
from search.stories.corrected import Corrected, applied, within
from search.stories.edges import Edges, crowded, edges
from search.stories.edges import joined as joined_edges
from search.stories.furniture import furniture
from search.stories.grouping import Partition, grouped, units
from search.stories.leads import leads, titles
from search.stories.rarity import Rarity, shipped
from search.stories.sampling import sampled
from search.stories.suspects import suspects
from search.stories.texts import I4, I8, Bool
from search.stories.weighing import weighed
from search.stories.wishes import Wishes
from search.story import Ruling

SMALL = 2_000
"""Articles up to which a commit of articles groups them too."""

ANEW = 5_000
"""Articles up to which every grouping begins an epoch."""

NATIVE = 3_000
"""Articles from which on kernels are worth compiling, or loading."""

MOST_RUNS = 8
"""Runs that are kept apart."""


_TITLE = re.compile(rb'"title":("(?:[^"\\]|\\.)*")')
"""A headline in a record, as JSON."""

QUESTION_MARKS = ("?", "\N{FULLWIDTH QUESTION MARK}", "\N{ARABIC QUESTION MARK}")


VERSION = 1
"""Raised when the same articles come to other copies or stories."""

DONE = "grouped"
"""What the manifest's data calls the version, and the digest of the wishes, that all its articles
were grouped by, empty where some are not yet.
"""


def is_done(view: View, wishes: Wishes) -> bool:
    """Return whether a snapshot is grouped, with all of its articles and as is wished."""
    return view.manifest.data.get(DONE) == _done(wishes)


def _done(wishes: Wishes) -> str:
    return f"{VERSION} {wishes.digest.hex()}"


def written(
    draft: Draft, before: View | None, wishes: Wishes, *, articles: int, is_same: bool
) -> Mapping[str, Any]:
    """Return what the data of a draft's manifest says of groups, once its segments are written,
    which have so many articles.

    A large archive, added to or written anew, waits to be grouped until `regrouped` is asked: it
    can be searched meanwhile, and has the stories that were there before. Those stay where its
    articles are the same.
    """
    if is_same and before is not None and is_done(before, wishes):
        return {**kept(draft, before, RUNS, groups.NAME), DONE: _done(wishes)}
    if articles <= SMALL:
        here = Arrivals(draft.point.commit, (draft.point.commit, 0), (draft.point,), {})
        reader = Reader(draft.path, draft.point.commit, None, here)
        return regrouped(draft, reader, before, wishes)
    return {**kept(draft, before, RUNS, groups.NAME), DONE: ""}


def regrouped(
    draft: Draft, reader: Reader, before: View | None, wishes: Wishes
) -> Mapping[str, Any]:
    """Find copies and stories, write them into a draft, and return what changes in the data of
    its manifest.

    `reader` reads the segments of the draft; `before` is the snapshot to go on from, if any.
    """
    if reader.size >= NATIVE:
        gc.collect()  # what wrote so many articles refers to itself, and is large
        if not jit.is_native():
            jit.native()
    with closing(Gathered(draft.path)) as gathered:
        return _regrouped(draft, reader, before, wishes, gathered)


def _regrouped(
    draft: Draft, reader: Reader, before: View | None, wishes: Wishes, gathered: Gathered
) -> Mapping[str, Any]:
    live = np.concatenate([np.zeros(0, np.int32), *(_keys(part) for part in reader.segments)])
    earlier = _earlier(before, live)
    known, epoch = (earlier.known, earlier.epoch) if earlier else (runs.NOTHING, None)
    new = np.setdiff1d(live, known.keys).astype(np.int32)
    articles = _articles(reader, np.concatenate([known.keys, new]))
    _release(articles, gathered)
    rare = epoch.rarity if epoch else Rarity.of([shipped(), rarity(articles.places)])
    if earlier:
        for part, held in earlier.parts:
            gathered.put(part, held, earlier.release)
    _tell(articles, len(known.keys), rare, gathered)
    told = gathered.known()._replace(edged=known.edged, edges=known.edges, pairs=known.pairs)
    _release(articles, gathered)
    found = furniture(told.samples, articles.rows) if epoch is None else epoch.furniture
    copied = _copied(articles, told, found)
    _release(articles, gathered)
    unit = units(articles.rows, copied.copies.fold) == np.arange(len(articles.keys))
    if epoch is None:
        epoch = Epoch(rare, crowded(told.vectors, articles.rows, among=unit), found)
    ties, more = _edges(articles, told, unit, epoch)
    _release(articles, gathered)
    partition = grouped(ties, articles.rows, copied.copies.fold)
    _release(articles, gathered)
    past = _groups_of(before)
    corrected = _corrected(articles, partition, wishes, past)
    partition = Partition(corrected.story, within(partition.event, corrected.story, articles.rows))
    lead = leads(told.vectors, told.titles, articles.rows, partition.story, told.poor > 0)
    now = told._replace(
        edged=articles.keys[unit],
        edges=_by_key(articles, ties),
        pairs=_pairs(articles, copied),
    )

    def added() -> Known:
        return now.rows(np.arange(len(known.keys), len(now.keys)))._replace(
            edges=_by_key(articles, more), pairs=_new_pairs(now.pairs, known.pairs)
        )

    return {
        DONE: _done(wishes),
        RUNS: _write_runs(draft, before if earlier else None, now, added, epoch),
        groups.NAME: _write_groups(draft, past, articles, copied, partition, lead, corrected),
    }


def _groups_of(view: View | None) -> Groups | None:
    name = view.manifest.data.get(groups.NAME) if view is not None else None
    if view is None or not name:
        return None
    try:
        view.check(name)
    except IndexDamaged:
        return None
    return Groups(view.directory / str(name))


def _corrected(
    articles: Articles, partition: Partition, wishes: Wishes, past: Groups | None
) -> Corrected:
    """Return the stories as the archive's owner wants them."""
    order = np.argsort(articles.rows.rank, kind="stable")
    ranks = articles.rows.rank[order]

    def row_of(bits: int, shift: int) -> int | None:
        at = int(np.searchsorted(ranks, np.uint64(bits << shift)))
        found = at < len(ranks) and int(ranks[at]) >> shift == bits
        return int(order[at]) if found else None

    def founder(story_id: str) -> int | None:
        bits = groups.bits_of(story_id)
        row = None if bits is None else row_of(bits, 64 - groups.ID_BITS)
        number = NONE if past is None else past.story(story_id)
        if row is not None or past is None or number == NONE:
            return row
        return row_of(int(past.founder[number]), 0)

    return applied(
        partition.story,
        articles.rows,
        wishes,
        founder,
        lambda article_id: row_of(digest(article_id.encode("utf-8", "replace")), 0),
    )


def _keys(part: Any) -> I4:
    found: I4 = part.file.array("key")[part.live]
    return found


def _earlier(before: View | None, live: I4) -> Earlier | None:
    """Return what is known of the articles that are there, None where it is to be found anew."""
    if before is None or len(live) <= ANEW or not before.manifest.data.get(RUNS):
        return None
    paths = [before.directory / name for name in before.manifest.data[RUNS]]
    try:
        found = runs.read(paths, live)
    except (ValueError, OSError):  # what is damaged is found anew
        return None
    articles = found.epoch.rarity.articles - shipped().articles
    if 2 * len(live) > 3 * articles or 3 * len(found.known.keys) < 2 * max(articles, len(live)):
        return None
    return found


def _articles(reader: Reader, keys: I4) -> Articles:
    order = np.argsort(keys, kind="stable")
    places = [
        Place(
            part.file,
            order[np.searchsorted(keys[order], _keys(part))],
            np.flatnonzero(part.live),
        )
        for part in reader.segments
    ]
    return Articles(keys, places, rows_of(places, len(keys)))


def _tell(articles: Articles, first: int, rare: Rarity, into: Gathered) -> None:
    """Put what the articles from row `first` on tell, each by itself, behind what there is."""
    is_new = np.arange(len(articles.keys)) >= first
    places = [place.among(is_new) for place in articles.places]
    rows = np.concatenate([np.zeros(0, np.int64), *(place.rows for place in places)])
    if (np.diff(rows) > 0).all():
        for part in _parts(articles, places, rare):
            into.add(part)
        return
    with closing(Gathered(into.directory)) as apart:
        for part in _parts(articles, places, rare):
            apart.add(part)
        into.put(apart.known(), np.argsort(rows, kind="stable"), apart.release)


def _parts(articles: Articles, places: Iterable[Place], rare: Rarity) -> Iterator[Known]:
    for place in places:
        for some, words in place.texts():
            yield runs.NOTHING._replace(
                keys=articles.keys[some.rows],
                samples=sampled(words),
                vectors=weighed(words, rare),
                titles=titles(words),
                poor=_poor(some),
            )
            some.file.segment.release()


def _release(articles: Articles, gathered: Gathered) -> None:
    """Let go of the postings that were gone through, which are mapped and would stay, and of
    much that was freed.
    """
    for place in articles.places:
        place.file.segment.release()
    gathered.release()
    if len(articles.keys) >= NATIVE:
        give_back()


def _copied(articles: Articles, told: Known, found: Any) -> Copied:
    """Return the copies; what pairs share is not counted again where it is known."""
    suspected = suspects(told.samples, articles.rows, found)
    pair = _numbers(articles.keys[suspected.a], articles.keys[suspected.b])
    known = _numbers(told.pairs.one, told.pairs.other)
    order = np.argsort(known, kind="stable")
    at = np.minimum(np.searchsorted(known[order], pair), max(len(known) - 1, 0))
    is_known = known[order][at] == pair if len(known) else np.zeros(len(pair), np.bool_)
    counts = [np.zeros(len(pair), np.int32) for _ in Overlaps._fields]
    asked = overlaps(
        suspected.a[~is_known],
        suspected.b[~is_known],
        told.samples.totals,
        lambda wanted: texts_of(articles.places, wanted),
        found,
    )
    for column, old, new in zip(counts, told.pairs.overlaps, asked, strict=True):
        column[is_known] = old[order][at[is_known]] if len(known) else 0
        column[~is_known] = new
    overlap = Overlaps(*counts)
    return Copied(folded(articles.rows, suspected, overlap), suspected, overlap)


def _numbers(one: I4, other: I4) -> I8:
    return one.astype(np.int64) << 32 | other


def _edges(articles: Articles, told: Known, unit: Bool, epoch: Epoch) -> tuple[Edges, Edges]:
    """Return the edges among the articles that stand for their copies, and those that are new."""
    known = np.isin(articles.keys, told.edged) & unit
    more = edges(told.vectors, articles.rows, epoch.crowded, among=unit, new=unit & ~known)
    if not len(told.edges.one):
        return more, more
    held = np.isin(told.edges.one, articles.keys[known])
    held &= np.isin(told.edges.other, articles.keys[known])
    one, other, likeness = (column[held] for column in told.edges)
    a, b = articles.at(one), articles.at(other)
    low, high = np.minimum(a, b), np.maximum(a, b)
    # What stood for its copies, then not, then did again has been looked at twice.
    _, once = np.unique(low << 32 | high, return_index=True)
    old = Edges(low[once].astype(np.int32), high[once].astype(np.int32), likeness[once])
    return joined_edges([old, more], articles.rows), more


def _by_key(articles: Articles, ties: Edges) -> Edges:
    return Edges(articles.keys[ties.one], articles.keys[ties.other], ties.likeness)


def _pairs(articles: Articles, copied: Copied) -> Pairs:
    found = copied.suspects
    return Pairs(articles.keys[found.a], articles.keys[found.b], *copied.overlaps)


def _new_pairs(now: Pairs, known: Pairs) -> Pairs:
    """Return the pairs that were not known before."""
    new = ~np.isin(_numbers(now.one, now.other), _numbers(known.one, known.other))
    return Pairs(*(column[new] for column in now))


def _poor(place: Place) -> U1:
    """Return which articles have a headline that says little of the story it stands over."""
    fronts = place.file.records.fronts
    poor = np.zeros(len(place.numbers), np.uint8)
    for row, number in enumerate(place.numbers.tolist()):
        found = _TITLE.search(fronts[number])
        title = json.loads(found[1]) if found else ""
        poor[row] = not title or title.rstrip("\"'”’») ").endswith(QUESTION_MARKS)
    return poor


def _write_runs(
    draft: Draft, before: View | None, now: Known, added: Callable[[], Known], epoch: Epoch
) -> list[str]:
    """Write what was added beside what was known before, or all in its place; return the names of
    all runs.
    """
    name = runs.file_name(draft.point.commit)
    names: list[str] = []
    if before is not None and before.directory == draft.path:
        names = list(before.manifest.data[RUNS])
    if 0 < len(names) < MOST_RUNS:
        runs.write(draft.path / name, added(), None)
        return [*names, name]
    runs.write(draft.path / name, now, epoch)
    return [name]


def _write_groups(
    draft: Draft,
    past: Groups | None,
    articles: Articles,
    copied: Copied,
    partition: Partition,
    lead: I4,
    corrected: Corrected,
) -> str:
    name = groups.file_name(draft.point.commit)
    found = findings.found(articles, copied, partition, lead, past)
    names = {
        groups.id_of(int(articles.rows.rank[row])): title for row, title in corrected.names.items()
    }
    verdicts = [Ruling(one.line, one.effect, one.is_wrong) for one in corrected.verdicts]
    groups.write(draft.path / name, found, names, verdicts)
    return name
