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

Queries that are no headline are drawn from it as well, and it is counted how many show a headline
(noise.py); and what looking for such headlines costs is timed (costs.py).

`--only` measures some parts; `--write` puts what was measured in place of what the page of results
had of it. Whatever stands below a table explains it, and stays.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.quality import asking, costs, known, measures, noise, people, tables
from bench.quality.page import Part, printed, rewritten
from search.archive import Archive

RESULTS = Path(__file__).parents[1] / "results" / "quality.md"


class Bench:
    """What is measured, each part as a table when it is asked for; without rows where there is
    nothing to measure it on.
    """

    def __init__(self, asked: argparse.Namespace, work: Path) -> None:
        self._asked = asked
        self._work = work
        self._folders = sorted(one.parent for one in (asked.data or work).glob("*/queries.jsonl*"))

    @cached_property
    def archive(self) -> Archive:
        """The archive of news."""
        return Archive.open(self._asked.index)

    @cached_property
    def drawing(self) -> known.Drawing:
        """What is drawn from it."""
        return known.Drawing(known.articles(self.archive), self._asked.seed)

    def judged(self) -> list[str]:
        """Return how good the order of judged collections is."""
        return tables.collections(self._folders, self._work, self._asked.depth)

    def meaning(self) -> list[str]:
        """Return what meaning makes of it."""
        model = self._asked.semantic
        return tables.by_meaning(self._folders, self._work, self._asked.depth, model)

    def known(self) -> list[str]:
        """Return where known items stand."""
        return tables.known_items(self.archive, self.drawing, self._asked.each)

    def noise(self) -> list[str]:
        """Return how many queries show a headline that are none."""
        found = noise.kinds(self.drawing, self._asked.noise)
        return noise.table(found, partial(asking.near, self.archive))

    def costs(self) -> list[str]:
        """Return what it costs to look for headlines."""
        found = noise.kinds(self.drawing, self._asked.timed)
        remembered = self.drawing.misremembered(self._asked.timed)
        found = (noise.Kind("a headline misremembered", tuple(remembered)), *found)
        return costs.table(self._asked.index, found)

    def persons(self) -> list[str]:
        """Return how many of the first are about somebody who is asked for with a topic."""
        topical = people.drawn(self.drawing.articles, self._asked.people, self._asked.seed)
        return tables.about_people(self.archive, topical) if topical else []

    def close(self) -> None:
        """Let go of the archive."""
        if "archive" in self.__dict__:
            self.archive.close()


class Measured(NamedTuple):
    """A part of the page: how it is headed, how it is measured, of what, and which arguments tell
    how much of it.
    """

    heading: str
    table: Callable[[Bench], list[str]]
    of: str
    much: tuple[str, ...] = ()


PARTS = {
    "judged": Measured("Judged collections", Bench.judged, "data"),
    "meaning": Measured("Reranked by meaning", Bench.meaning, "semantic"),
    "known": Measured("Known items", Bench.known, "index", ("each",)),
    "noise": Measured("Headlines shown where none was meant", Bench.noise, "index", ("noise",)),
    "costs": Measured("What near headlines cost", Bench.costs, "index", ("timed",)),
    "persons": Measured("A person and a topic", Bench.persons, "index", ("people",)),
}


def parts(asked: argparse.Namespace, work: Path) -> Iterator[Part]:
    """Yield what is measured, a part at a time."""
    bench = Bench(asked, work)
    for name, one in PARTS.items():
        if (asked.only and name not in asked.only) or not getattr(asked, one.of):
            continue
        rows = one.table(bench)
        if rows:
            heading = one.heading
            if one.of == "index":
                heading += f", of {len(bench.drawing.articles):,} articles"
            yield Part(heading, _made(name, one, asked), tuple(rows))
    bench.close()


def _made(name: str, one: Measured, asked: argparse.Namespace) -> str:
    """Return when and how a part was measured."""
    given = [f"--{one.of} DIR" if one.of != "semantic" else "--data DIR --semantic"]
    given += [f"--only {name}", *(f"--{much} {getattr(asked, much)}" for much in one.much)]
    return (
        f"{dt.datetime.now(dt.timezone.utc).date()}, {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}: "
        f"`python -m bench.quality {' '.join(given)}`."
    )


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
    parser.add_argument("--only", nargs="+", choices=PARTS, help="measure these parts alone")
    parser.add_argument("--work", type=Path, help="keep the archives of collections here")
    parser.add_argument("--each", type=int, default=1_000, help="known items of a kind")
    parser.add_argument("--noise", type=int, default=2_000, help="queries of a kind, no headlines")
    parser.add_argument("--timed", type=int, default=300, help="queries of a kind that are timed")
    parser.add_argument("--people", type=int, default=100, help="people asked for with a topic")
    parser.add_argument("--depth", type=int, default=measures.DEPTH, help="hits that count")
    parser.add_argument("--seed", type=int, default=known.SEED)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.semantic and not asked.data:
        parser.error("--semantic reranks the collections of --data")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = tuple(parts(asked, asked.work or Path(folder)))
    print(printed(found))
    if asked.write:
        order = [one.heading for one in PARTS.values()]
        old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
        RESULTS.write_text(rewritten(old, found, order), encoding="utf-8")


if __name__ == "__main__":
    main()
