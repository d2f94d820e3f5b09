"""Tables of how good the order of what is found is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Literal

import numpy as np

from bench.quality import asking, judged, known, measures, people
from bench.quality.bm25 import Bm25
from search.archive import Archive

FIRST = 10
"""How many hits a known item is looked for in."""

Asked = Callable[[Archive, str, int], list[str]]
WAYS: dict[str, Asked] = {"any word": asking.any_word, "as typed": asking.as_typed}
MEANING: dict[str, Asked] = {
    "any word": asking.any_word,
    "any word, meaning": asking.by_meaning,
}
SEEN: dict[str, Asked] = WAYS | {"as a reader sees it": asking.as_seen}
COLLECTIONS = [
    "| collection | asked | nDCG@10 | beside BM25 | p | p, often | MAP@100 | recall@100 | P@5 |",
    "|---|---|---:|---:|---:|---:|---:|---:|---:|",
]
KNOWN = [
    "| typed | asked | queries | first % | in the first three % | MRR@10 | target |",
    "|---|---|---:|---:|---:|---:|---|",
]


def collections(folders: Sequence[Path], work: Path, depth: int) -> list[str]:
    """Return the table of judged collections, a few rows each."""
    rows = list(COLLECTIONS)
    gains: dict[str, list[float]] = {name: [] for name in WAYS}
    for folder in folders:
        one = judged.read(folder)
        once, often = _plain(one, depth)
        rows.append(_row(_size(one), "BM25", once))
        rows.append(_row("", "BM25, as often", often))
        archive = judged.archive(one, work / one.name)
        for name, way in WAYS.items():
            found = _asked(one, archive, way, depth)
            cells = _beside(found, once, often)
            rows.append(_row("", name, found, *cells))
            gains[name].append(_gain(found, once))
        archive.close()
    return rows + _means(gains)


def by_meaning(
    folders: Sequence[Path], work: Path, depth: int, model: Path | Literal[True]
) -> list[str]:
    """Return the table of what meaning makes of the order of any word, two rows a collection."""
    rows = list(COLLECTIONS)
    gains: dict[str, list[float]] = {name: [] for name in MEANING}
    for folder in folders:
        one = judged.read(folder)
        once, often = _plain(one, depth)
        archive = judged.archive(one, work / f"{one.name}-meaning", model)
        for name, way in MEANING.items():
            found = _asked(one, archive, way, depth)
            size = _size(one) if way is asking.any_word else ""
            rows.append(_row(size, name, found, *_beside(found, once, often)))
            gains[name].append(_gain(found, once))
        archive.close()
    return rows + _means(gains)


def _size(one: judged.Judged) -> str:
    return f"{one.name} ({len(one.texts):,}, {len(one.queries)} queries)"


def _plain(one: judged.Judged, depth: int) -> tuple[list[measures.Scores], list[measures.Scores]]:
    """Return what plain BM25 is worth, with every word once and as often as it was typed."""
    plain = Bm25([f"{title}\n{text}" for title, text in one.texts])
    once = _scores(one, lambda text: plain.ranked(text)[:depth])
    return once, _scores(one, lambda text: plain.ranked(text, True)[:depth])


def _asked(one: judged.Judged, archive: Archive, way: Asked, depth: int) -> list[measures.Scores]:
    return _scores(one, lambda text: [int(number) for number in way(archive, text, depth)])


def _gain(found: Sequence[measures.Scores], once: Sequence[measures.Scores]) -> float:
    return _mean(found).ndcg10 / _mean(once).ndcg10 - 1


def _beside(
    found: Sequence[measures.Scores],
    once: Sequence[measures.Scores],
    often: Sequence[measures.Scores],
) -> tuple[str, str, str]:
    return f"{_gain(found, once):+.1%}", _chance(once, found), _chance(often, found)


def _means(gains: Mapping[str, Sequence[float]]) -> list[str]:
    return [
        f"| mean | {name} | | {mean(each):+.1%} | | | | | |"
        for name, each in gains.items()
        if each
    ]


def _scores(one: judged.Judged, ranked: Callable[[str], list[int]]) -> list[measures.Scores]:
    """Return what each query of a collection is worth."""
    return [
        measures.scores(ranked(text), grades, own)
        for text, grades, own in zip(one.queries, one.grades, one.own, strict=True)
    ]


def _row(what: str, asked: str, found: Sequence[measures.Scores], *beside: str) -> str:
    total = _mean(found)
    first, *others = (f"{value:.3f}" for value in total)
    cells = [what, asked, first, *(beside or ("", "", "")), *others]
    return f"| {' | '.join(cells)} |"


def _mean(found: Sequence[measures.Scores]) -> measures.Scores:
    return measures.Scores(*np.mean(np.array(found), axis=0).tolist())


def _chance(these: Sequence[measures.Scores], those: Sequence[measures.Scores]) -> str:
    found = measures.chance([one.ndcg10 for one in these], [one.ndcg10 for one in those])
    return f"{found:.4f}"


def known_items(archive: Archive, drawing: known.Drawing, each: int) -> list[str]:
    """Return the table of known items."""
    rows = list(KNOWN)
    orders: dict[tuple[str, str], list[str]] = {}
    pasted = drawing.sentences(each)
    anyones = [
        replace(one, meant=one.meant | {*asking.holders(archive, one.text)}) for one in pasted
    ]
    kinds: tuple[tuple[str, Sequence[known.Known], int, float | None], ...] = (
        ("a headline", drawing.headlines(each), 1, 99.0),
        ("a sentence", pasted, 1, 97.0),
        ("a sentence, any article that has it", anyones, 1, 97.0),
        ("a headline misremembered", drawing.misremembered(each), 3, 95.0),
        ("a headline loosely remembered", drawing.loosely(each), 3, None),
    )
    for what, items, within, target in (kind for kind in kinds if kind[1]):
        for name in ("as a reader sees it", "as typed", "any word"):
            for one in items:
                if (name, one.text) not in orders:
                    orders[name, one.text] = SEEN[name](archive, one.text, FIRST)
            ranks = [rank(orders[name, one.text], one.meant) for one in items]
            shares = {top: 100 * mean(one <= top for one in ranks) for top in (1, 3)}
            mrr = mean(1 / one if one <= FIRST else 0.0 for one in ranks)
            verdict = ""
            if name != "any word" and target is not None:
                missed = target - shares[within]
                verdict = f"{'first' if within == 1 else 'first three'} ≥ {target:g} "
                verdict += "met" if missed <= 0 else f"**missed by {missed:.1f}**"
            rows.append(
                f"| {what} | {name} | {len(items):,} | {shares[1]:.1f} | {shares[3]:.1f} "
                f"| {mrr:.3f} | {verdict} |"
            )
    return rows


def rank(order: Sequence[str], meant: frozenset[str]) -> int:
    """Return the place of the first article that was meant; past the tenth if none is there."""
    return next((place for place, one in enumerate(order, 1) if one in meant), FIRST + 1)


def about_people(archive: Archive, asked: Sequence[people.Topical]) -> list[str]:
    """Return the table of names with a topic."""
    rows = [
        "| asked | queries | of the first five about the person % | of all such articles % |",
        "|---|---:|---:|---:|",
    ]
    for name, way in WAYS.items():
        shares, alls = [], []
        for one in asked:
            order = way(archive, one.text, 100)
            about, both = people.share(order, one)
            if both:
                shares.append(100 * about / both)
                about, both = people.share(order, one, len(order))
                alls.append(100 * about / both)
        rows.append(
            f"| {name} | {len(shares)} | {mean(shares or [0]):.1f} | {mean(alls or [0]):.1f} |"
        )
    return rows
