"""What comparing articles costs: python -m bench.stories.inside --index DIR [--write]

Stories are drawn by a seed from those of an index that have enough articles; of each the first 3,
6 and 12 are compared as a page of a story has it, in turn, after all were compared once.
Beside it stands what of that the words of the bodies cost, which are found first.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from search import analysis
from search.archive import Archive
from search.comparison import Comparison
from search.story import Shelf

RESULTS = Path(__file__).parents[1] / "results" / "stories-inside.md"
SIZES = (3, 6, 12)
INTRODUCTION = (
    "{day}, {machine}: `python -m bench.stories.inside --index DIR --each {each}`, {held:,} "
    "articles, milliseconds of CPU, {rounds} rounds. Target: 150 at 12 articles, with all else "
    "that a page of a story has. `words`: what of it finding the words of the bodies costs. Then "
    "how much of each a comparison has."
)
HEAD = (
    "| articles | stories | characters of one | median | p90 | words | passages | alone | "
    "differences | quotes |"
)
MOST_STORIES = 1000


def drawn(archive: Archive, size: int, each: int, seed: int) -> list[tuple[str, ...]]:
    """Return the articles of stories that have as many, the first so many of each."""
    shelf = Shelf(order="largest", least_articles=size, limit=MOST_STORIES)
    _, shelved = archive.stories(shelf)
    entries = list(shelved.entries)
    random.Random(seed).shuffle(entries)
    found = []
    for entry in entries[:each]:
        told = archive.story(entry.id)
        if told is not None:
            found.append(tuple(one.id for one in told.members[:size]))
    return found


def timed(work: Callable[[], object]) -> float:
    """Return how many milliseconds of processor some work takes."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1e3


def row(archive: Archive, size: int, stories: Sequence[Sequence[str]], rounds: int) -> str:
    """Return the row of stories of one size."""
    whole, words, characters = [], [], []
    seen: list[Comparison] = [archive.compared(ids, 60) for ids in stories]
    for _ in range(rounds):
        for ids, found in zip(stories, seen, strict=True):
            whole.append(timed(lambda ids=ids: archive.compared(ids, 60)))  # type: ignore[misc]
            bodies = [article.body for article in found.articles]
            words.append(timed(lambda bodies=bodies: [*map(analysis.words, bodies)]))  # type: ignore[misc]
            characters.append(sum(map(len, bodies)) / len(bodies))
    whole.sort()
    found_in = [
        statistics.mean(len(part) for part in parts)
        for parts in zip(
            *((one.passages, one.alone, one.differences, one.quotes) for one in seen), strict=True
        )
    ]
    cells = (
        f"{size}",
        f"{len(stories)}",
        f"{statistics.mean(characters):,.0f}",
        f"{statistics.median(whole):.0f}",
        f"{whole[int(0.9 * (len(whole) - 1))]:.0f}",
        f"{statistics.median(words):.0f}",
        *(f"{value:.1f}" for value in found_in),
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure, print the table, and write it when that is wanted."""
    parser = argparse.ArgumentParser("python -m bench.stories.inside", description=__doc__)
    parser.add_argument("--index", type=Path, required=True, metavar="DIR")
    parser.add_argument("--each", type=int, default=20, help="stories of a size; default 20")
    parser.add_argument("--rounds", type=int, default=5, help="rounds; default 5")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    given = parser.parse_args()
    archive = Archive.open(given.index)
    held = archive.status().snapshot.articles
    rows = [
        row(archive, size, drawn(archive, size, given.each, size), given.rounds) for size in SIZES
    ]
    text = "\n".join(
        (
            "# Articles side by side",
            "",
            INTRODUCTION.format(
                day=dt.date.today(),  # noqa: DTZ011
                machine=f"{platform.machine()}, Python {platform.python_version()}",
                each=given.each,
                held=held,
                rounds=given.rounds,
            ),
            "",
            HEAD,
            f"|{'---:|' * HEAD.count(' | ')}---:|",
            *rows,
            "",
        )
    )
    print(text)
    if given.write:
        RESULTS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
