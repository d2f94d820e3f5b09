"""Stories as found beside stories as people made them, and what finding them costs."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import json
import lzma
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from bench.stories.texts import texts
from search.stories.edges import Edges, crowded, edges, joined
from search.stories.grouping import Partition, grouped
from search.stories.rarity import Rarity, shipped
from search.stories.stretches import offsets
from search.stories.texts import Bool, Rows
from search.stories.vectors import Counts, Vectors, counted, vectors
from search.stories.vectors import joined as joined_vectors

SLICE = 8192
"""Articles whose words are held at a time."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Articles as their stems and their rows; which story people put each in, by id."""

    ids: tuple[str, ...]
    counts: Counts
    rows: Rows
    stories: Mapping[str, str]

    def dated(self, precision: str) -> Archive:
        """Return it with the days of the articles that people grouped known no better."""
        first, last = self.rows.first.copy(), self.rows.last.copy()
        for row, article in enumerate(self.ids):
            if article in self.stories and first[row]:
                day = dt.date.fromordinal(int(first[row]))
                days = calendar.monthrange(day.year, day.month)[1]
                is_month = precision == "month"
                first[row] = day.replace(day=1).toordinal() if is_month else 0
                last[row] = day.replace(day=days).toordinal() if is_month else 0
        return replace(self, rows=self.rows._replace(first=first, last=last))


def archive(articles: Iterable[Mapping[str, Any]], stories: Mapping[str, str]) -> Archive:
    """Return articles as they are grouped."""
    ids: list[str] = []
    outlets: dict[str, int] = {}
    rows: list[tuple[int, int]] = []

    def read() -> Iterator[tuple[str, str, str]]:
        for article in articles:
            ids.append(article["id"])
            day = article.get("date")
            outlet = article.get("outlet")
            rows.append(
                (
                    outlets.setdefault(outlet, len(outlets)) if outlet else -1,
                    dt.date.fromisoformat(day).toordinal() if day else 0,
                )
            )
            yield article.get("title") or "", article.get("body") or article["text"], "en"

    parts = list(_counted(read()))
    counts = Counts(
        offsets(np.concatenate([np.diff(part.at) for part in parts])),
        np.concatenate([part.stems for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.in_title for part in parts]),
    )
    outlet, first = (np.array(column, np.int32) for column in zip(*rows, strict=True))
    return Archive(tuple(ids), counts, Rows(outlet, first, first, ranks(ids)), stories)


def _counted(articles: Iterator[tuple[str, str, str]]) -> Iterator[Counts]:
    while held := list(islice(articles, SLICE)):
        yield counted(texts(held))


def ranks(ids: Sequence[str]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Return a digest of each id."""
    digests = (hashlib.blake2b(one.encode(), digest_size=8).digest() for one in ids)
    return np.array([int.from_bytes(one, "big") for one in digests], np.uint64)


def joined_archives(one: Archive, other: Archive) -> Archive:
    """Return the articles of both."""
    counts = Counts(
        offsets(np.concatenate([np.diff(one.counts.at), np.diff(other.counts.at)])),
        np.concatenate([one.counts.stems, other.counts.stems]),
        np.concatenate([one.counts.counts, other.counts.counts]),
        np.concatenate([one.counts.in_title, other.counts.in_title]),
    )
    rows = _stacked([one.rows, other.rows])
    return Archive(one.ids + other.ids, counts, rows, {**one.stories, **other.stories})


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a file of JSON lines, maybe compressed."""
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def basil(data: Path) -> Archive:
    """Return 53 stories, each in three outlets."""
    articles = list(lines(data / "stories/basil_dev.jsonl"))
    return archive(articles, {one["id"]: one["story"] for one in articles})


def claims(data: Path) -> Archive:
    """Return bodies without titles or dates, grouped by what is claimed in them."""
    groups = lines(data / "stories/fnc1_groups.jsonl")
    stories = {one["article_id"].split("-")[-1]: one["cluster"] for one in groups}
    return archive(lines(data / "ir/fnc1_headline_to_body/docs.jsonl.xz"), stories)


# Scores


def found(archive: Archive) -> Partition:
    """Return the stories that are found."""
    made = vectors(archive.counts, Rarity.of([archive.counts.rarity(), shipped()]))
    rows = archive.rows
    return grouped(edges(made, rows, crowded(made, rows)), rows)


def bcubed(archive: Archive, partition: Partition, half: int | None = None) -> list[float]:
    """Return precision, recall and F of the articles that people grouped; of every second of their
    stories, where a half is asked for.
    """
    order = sorted(set(archive.stories.values()))
    asked = set(order if half is None else order[half::2])
    chosen = [
        (row if story < 0 else story, archive.stories[article])
        for row, (article, story) in enumerate(
            zip(archive.ids, partition.story.tolist(), strict=True)
        )
        if archive.stories.get(article) in asked
    ]
    both = Counter(chosen)
    ours, theirs = (Counter(pair[side] for pair in chosen) for side in (0, 1))
    precision = sum(n * n / ours[pair[0]] for pair, n in both.items()) / len(chosen)
    recall = sum(n * n / theirs[pair[1]] for pair, n in both.items()) / len(chosen)
    return [precision, recall, 2 * precision * recall / (precision + recall)]


def scores(data: Path, among: Archive | None) -> list[str]:
    """Return the lines of a table of scores."""
    alone, said = basil(data), claims(data)
    asked = [
        ("basil_dev, dated", alone),
        ("basil_dev, undated", alone.dated("unknown")),
        ("basil_dev, known to the month", alone.dated("month")),
    ]
    if among is not None:
        size = f"inside {len(among.ids):,} others"
        asked += [(f"{name}, {size}", joined_archives(among, one)) for name, one in asked]
    asked.append(("FNC-1 bodies by claim, without titles or dates", said))
    table = [
        "| articles | precision | recall | F | F of one half | of the other |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in asked:
        partition = found(one)
        values = bcubed(one, partition)
        values += [bcubed(one, partition, half)[2] for half in (0, 1)]
        table.append(f"| {name} | " + " | ".join(f"{value:.3f}" for value in values) + " |")
    return table


# Costs


def costs(archive: Archive, copies: int, draw: np.random.Generator) -> str:
    """Return a line of a table: the seconds of each step for so many copies of an archive."""
    took: dict[str, float] = {}

    def timed(step: str, begun: float) -> None:
        took[step] = took.get(step, 0) + time.process_time() - begun

    begun = time.process_time()
    rarity = Rarity.of([*(_copied(archive, n).rarity() for n in range(copies)), shipped()])
    timed("rarity", begun)
    parts: list[Vectors] = []
    for number in range(copies):
        counts = _copied(archive, number)
        begun = time.process_time()
        parts.append(vectors(counts, rarity))
        timed("vectors", begun)
    made, rows = joined_vectors(parts), _moved(archive.rows, copies, draw)
    del parts, counts
    many = len(rows.rank)
    begun = time.process_time()
    crowds = crowded(made, rows)
    held = edges(made, rows, crowds)
    timed("edges", begun)
    begun = time.process_time()
    partition = grouped(held, rows)
    timed("groups", begun)
    new: Bool = np.zeros(many, np.bool_)
    new[draw.choice(many, min(1000, many), replace=False)] = True
    is_old = ~(new[held.one] | new[held.other])
    old = Edges(*(column[is_old] for column in held))
    begun = time.process_time()
    whole = joined([old, edges(made, rows, crowds, new=new)], rows)
    grouped(whole, rows)
    timed("adding", begun)
    same = all(np.array_equal(*pair) for pair in zip(held, whole, strict=True))
    inside = partition.story[partition.story >= 0]
    values = [f"{many:,}"]
    values += [f"{took[step]:.1f}" for step in ("vectors", "edges", "groups", "adding")]
    values += [
        f"{len(held.one):,}",
        f"{len(np.unique(inside)):,}",
    ]
    values += [f"{100 * len(inside) / many:.0f}", f"{int(np.bincount(inside).max()):,}"]
    return "| " + " | ".join([*values, "yes" if same else "no"]) + " |"


def _copied(archive: Archive, number: int) -> Counts:
    """Return the articles with half of their stems replaced, so that copies are not alike; the
    first copy as it is.
    """
    counts = archive.counts
    if number == 0:
        return counts
    stems = counts.stems.copy()
    odd = (stems & 1) == 1
    moved = stems[odd].astype(np.uint64) * np.uint64(2654435761) + np.uint64(number * 2654435769)
    stems[odd] = (moved & np.uint64(0xFFFFFFFF)).astype(np.uint32) | np.uint32(1)
    row = np.repeat(np.arange(len(counts.at) - 1), np.diff(counts.at))
    order = np.argsort(row << 32 | stems, kind="stable")
    return Counts(counts.at, stems[order], counts.counts[order], counts.in_title[order])


def _moved(rows: Rows, copies: int, draw: np.random.Generator) -> Rows:
    """Return rows for so many copies, each moved by some days within the same years."""
    known = rows.first[rows.first > 0]
    low, span = int(known.min()), int(known.max() - known.min()) + 1
    parts = []
    for number in range(copies):
        shift = int(draw.integers(0, span)) if number else 0
        first = np.where(rows.first > 0, (rows.first - low + shift) % span + low, 0)
        first = first.astype(np.int32)
        rank = rows.rank * np.uint64(2 * number + 1) + np.uint64(number)
        parts.append(Rows(rows.outlet, first, first, rank))
    return _stacked(parts)


def _stacked(parts: Sequence[Rows]) -> Rows:
    return Rows(
        np.concatenate([part.outlet for part in parts]),
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.last for part in parts]),
        np.concatenate([part.rank for part in parts]),
    )
