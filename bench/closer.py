"""What the second pass of ranking costs: python -m bench.closer --index DIR [--each 60] [--write]

Words, and headlines, are drawn from articles of the index by a seed: one, two and three words of
which all are wanted, two, three and five of which any will do, and headlines as they are typed and
with any of their words. Each question is asked for its first ten articles and the exact total,
bound to the index before, as searches keep it; with one pass and with both, in turn. Their totals
are checked to be equal.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from search.analysis import fold, words
from search.archive import Archive
from search.article import Article
from search.codec import jit
from search.local.bound import Bound
from search.local.budget import unlimited
from search.local.executor import Executor, asking_of
from search.local.names import NoAliases
from search.local.searchable import Searchable
from search.local.snapshot import Opened
from search.query.tree import And, Node, Or, Term
from search.store import Store

RESULTS = Path(__file__).parent / "results" / "closer.md"

KINDS = (
    *(("one word", 1, And), ("all of 2 words", 2, And), ("all of 3 words", 3, And)),
    *(("any of 2 words", 2, Or), ("any of 3 words", 3, Or), ("any of 5 words", 5, Or)),
)
MOST = 10


def drawn(
    searchable: Searchable, archive: Archive, each: int, seed: int
) -> Iterator[tuple[str, Node]]:
    """Yield questions, each with what kind it is of."""
    rng = random.Random(seed)
    common = searchable.archive.common
    pool: list[Article] = []
    for page in range(1, 40, 4):
        if len(pool) < each * (len(KINDS) + 1):
            found = archive.search("", sort="newest", per_page=200, page=page, snippets=0)
            pool += [hit.article for hit in found.hits]
    rng.shuffle(pool)
    articles = iter(pool)
    for kind, many, joined in KINDS:
        for _ in range(each):
            text = next(articles).body
            told = sorted({fold(word.form) for word in words(text)} - common)
            told = [form for form in told if len(form) > 3 and form.isalpha()]
            chosen = tuple(Term(form) for form in rng.sample(told, min(many, len(told))))
            yield kind, joined(chosen) if len(chosen) > 1 else chosen[0]
    for _ in range(each):
        title = tuple(Term(word.form) for word in words(next(articles).title or "no headline"))
        if len(title) > 1:
            yield "a headline, all words", And(title)
            yield "a headline, any word", Or(title)


def times(
    searchable: Searchable, bounds: Sequence[Bound], rounds: int
) -> tuple[list[float], list[float]]:
    """Return for each question the CPU time of one pass, and of both, what the first articles
    share included: microseconds, the median of the rounds.
    """
    asking = partial(asking_of, searchable)
    single: list[list[float]] = [[] for _ in bounds]
    both: list[list[float]] = [[] for _ in bounds]
    for number in range(rounds + 1):
        for at, bound in enumerate(bounds):
            once = bound._replace(look=None)
            begun = time.process_time_ns()
            first = once.ask(MOST, 0, marked=False)
            middle = time.process_time_ns()
            second = bound.ask(MOST, 0, marked=False, asking=asking)
            end = time.process_time_ns()
            assert first.total == second.total
            if number:
                single[at].append((middle - begun) / 1e3)
                both[at].append((end - middle) / 1e3)
    return list(map(statistics.median, single)), list(map(statistics.median, both))


def p99(taken: Sequence[float]) -> float:
    """Return what all but a hundredth of the questions take at most."""
    return sorted(taken)[int(0.99 * (len(taken) - 1))]


def table(archive: Archive, searchable: Searchable, each: int, rounds: int, seed: int) -> str:
    """Return the measurements as a page."""
    kinds: dict[str, list[Bound]] = {}
    for kind, tree in drawn(searchable, archive, each, seed):
        bound = Executor(searchable, NoAliases(), unlimited()).bound(tree, "relevance")
        if isinstance(bound, Bound):
            kinds.setdefault(kind, []).append(bound)
    rows, ratios, longest = [], [], []
    for kind, bounds in kinds.items():
        single, both = times(searchable, bounds, rounds)
        ratios += [two / one for one, two in zip(single, both, strict=True)]
        longest += both
        rows.append(
            f"| {kind} | {len(bounds)} | {statistics.median(single):.0f} | "
            f"{statistics.median(both):.0f} | "
            f"{statistics.median(both) / statistics.median(single):.2f} | "
            f"{p99(both):.0f} |"
        )
    rows.append(
        f"| all | {len(longest)} | | | {statistics.median(ratios):.2f} | {p99(longest):.0f} |"
    )
    made = (
        f"{dt.datetime.now(dt.timezone.utc).date()}, {platform.machine()}, Python "
        f"{platform.python_version()}: `python -m bench.closer --index DIR --each {each}`, "
        f"{archive.snapshot().articles:,} articles, the first {MOST} and the exact total, "
        f"microseconds of CPU, median of {rounds}. Targets: ratio 1.8 at the median, p99 4,000."
    )
    head = [
        "| what | questions | one pass | both | ratio | p99 of both |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    counted = "Both passes count the words too that the first articles of a long query share."
    return "\n".join(["# What a closer look costs", "", made, "", *head, *rows, "", counted, ""])


def main() -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--each", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    jit.native()
    archive = Archive.open(asked.index)
    opened: Opened = Store(asked.index).open(Opened)
    page = table(archive, opened.searchable, asked.each, asked.rounds, asked.seed)
    archive.close()
    print(page)
    if asked.write:
        RESULTS.write_text(page)


if __name__ == "__main__":
    main()
