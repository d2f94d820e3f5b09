"""How good the order of what is found is: python -m bench.quality --data DIR --index DIR [--write]

`--data` has collections whose queries were judged, each a folder with `docs.jsonl`,
`queries.jsonl` and `qrels.tsv` (or .xz). Of each a real archive is made and asked in two ways:
with any of a query's words, which is ranking alone, and as a reader types, where a space is AND
and articles that match some of the words fill up below, to 100. Beside it stands plain BM25 (k1
1.2, b 0.75, Snowball, one field, any word, all of them indexed), with every word once and as often
as it was typed, and how probable as great a difference of nDCG would be if the two were alike.

`--index` is an archive of news. Headlines, sentences and misremembered headlines are drawn from it
and looked for, also as a reader sees it, who has headlines much like what was typed above all
else; one article is as good as another with its title or its body. People are asked for with a
topic, and it is counted how many of the first five articles are about them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean

import numpy as np

from bench.quality import asking, judged, known, measures, people
from bench.quality.bm25 import Bm25
from search.archive import Archive

RESULTS = Path(__file__).parents[1] / "results" / "quality.md"
FIRST = 10
"""How many hits a known item is looked for in."""

Asked = Callable[[Archive, str, int], list[str]]
WAYS: dict[str, Asked] = {"any word": asking.any_word, "as typed": asking.as_typed}
SEEN: dict[str, Asked] = WAYS | {"as a reader sees it": asking.as_seen}
COLLECTIONS = [
    "| collection | asked | nDCG@10 | beside BM25 | p | p, often | MAP@100 | recall@100 | P@5 |",
    "|---|---|---:|---:|---:|---:|---:|---:|---:|",
]
KNOWN = [
    "| typed | asked | queries | first % | in the first three % | MRR@10 | target |",
    "|---|---|---:|---:|---:|---:|---|",
]


def collections(
    folders: Sequence[Path], work: Path, depth: int, model: Path | bool = False
) -> list[str]:
    """Return the table of judged collections, a few rows each."""
    rows = list(COLLECTIONS)
    ways = WAYS if not model else WAYS | {"any word, meaning": asking.by_meaning}
    gains: dict[str, list[float]] = {name: [] for name in ways}
    for folder in folders:
        one = judged.read(folder)
        plain = Bm25([f"{title}\n{text}" for title, text in one.texts])
        once = _scores(one, lambda text, plain=plain: plain.ranked(text)[:depth])  # type: ignore[misc]
        often = _scores(one, lambda text, plain=plain: plain.ranked(text, True)[:depth])  # type: ignore[misc]
        size = f"{one.name} ({len(one.texts):,}, {len(one.queries)} queries)"
        rows.append(_row(size, "BM25", once))
        rows.append(_row("", "BM25, as often", often))
        archive = judged.archive(one, work / one.name, model)
        for name, way in ways.items():
            found = _scores(
                one,
                lambda text, way=way, archive=archive: [  # type: ignore[misc]
                    int(number) for number in way(archive, text, depth)
                ],
            )
            gain = _mean(found).ndcg10 / _mean(once).ndcg10 - 1
            gains[name].append(gain)
            rows.append(
                _row("", name, found, f"{gain:+.1%}", _chance(once, found), _chance(often, found))
            )
        archive.close()
    for name, each in gains.items():
        rows.append(f"| mean | {name} | | {mean(each):+.1%} | | | | | |")
    return rows


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
    kinds = (
        ("a headline", drawing.headlines(each), 1, 99.0),
        ("a sentence", pasted, 1, 97.0),
        ("a sentence, any article that has it", anyones, 1, 97.0),
        ("a headline misremembered", drawing.misremembered(each), 3, 95.0),
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
            if name != "any word":
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


def page(asked: argparse.Namespace, work: Path) -> str:
    """Return the measurements as a page."""
    made = (
        f"{dt.datetime.now(dt.timezone.utc).date()}, {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}: "
        "`python -m bench.quality --data DIR --index DIR`."
    )
    lines = ["# The order of what is found", "", made, ""]
    if asked.data:
        folders = sorted(one.parent for one in asked.data.glob("*/queries.jsonl*"))
        lines += [
            "## Judged collections",
            "",
            *collections(folders, work, asked.depth, asked.semantic),
            "",
        ]
    if asked.index:
        archive = Archive.open(asked.index)
        articles = known.articles(archive)
        lines += [f"## Known items, of {len(articles):,} articles", ""]
        lines += [*known_items(archive, known.Drawing(articles, asked.seed), asked.each), ""]
        topical = people.drawn(articles, asked.people, asked.seed)
        if topical:
            lines += ["## A person and a topic", "", *about_people(archive, topical), ""]
        archive.close()
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.quality",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, help="a folder of judged collections")
    parser.add_argument("--index", type=Path, help="an index of news")
    parser.add_argument(
        "--semantic",
        type=Path,
        nargs="?",
        const=True,
        default=False,
        help="rerank by meaning, too: by the sentence encoder in a folder, else by the package's",
    )
    parser.add_argument("--work", type=Path, help="keep the archives of collections here")
    parser.add_argument("--each", type=int, default=1_000, help="known items of a kind")
    parser.add_argument("--people", type=int, default=200, help="people asked for with a topic")
    parser.add_argument("--depth", type=int, default=measures.DEPTH, help="hits that count")
    parser.add_argument("--seed", type=int, default=known.SEED)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = page(asked, asked.work or Path(folder))
    print(found)
    if asked.write:
        RESULTS.write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main()
