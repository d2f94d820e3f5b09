"""How well stories are found, and what that costs: python -m bench.stories --data DIR [--write]

DIR has stories/basil_dev.jsonl (53 stories, each in three outlets), stories/fnc1_groups.jsonl with
ir/fnc1_headline_to_body (bodies grouped by claim), and articles/allsides.jsonl.xz, among whose
articles those of basil_dev are looked for again, and by which costs are measured. Scores are
BCubed. A larger archive is copies of that one within the same years, in each of which half of all
words are others. `--articles N` takes the first N articles alone; `--copies 1,3` says how large.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import time
from itertools import islice
from pathlib import Path

import numpy as np

from bench.stories import grouping
from bench.stories.texts import texts
from search.codec import jit
from search.stories.vectors import counted

RESULTS = Path(__file__).parents[1] / "results/stories.md"
COUNTED = 2000
"""Articles by which the first step is timed."""


def page(data: Path, articles: int | None, copies: list[int]) -> str:
    """Return the measurements as a page."""
    jit.native()
    read = list(islice(grouping.lines(data / "articles/allsides.jsonl.xz"), articles))
    among = grouping.archive(read, {})
    few = texts((one["title"] or "", one["body"], "en") for one in read[:COUNTED])
    begun = time.process_time()
    counted(few)
    counting = (time.process_time() - begun) * len(read) / len(few.at[1:])
    del read, few
    scores = grouping.scores(data, among)  # which compiles the kernels, too
    draw = np.random.default_rng(2026)
    costs = [grouping.costs(among, many, draw) for many in copies]
    return _PAGE.format(
        day=dt.datetime.now(dt.timezone.utc).date(),
        machine=platform.machine(),
        python=platform.python_version(),
        numpy=np.__version__,
        copies=",".join(map(str, copies)),
        scores="\n".join(scores),
        counting=counting,
        costs="\n".join(costs),
    )


_PAGE = """\
# Stories

{day}, {machine}, Python {python}, numpy {numpy}:
`python -m bench.stories --data DIR --copies {copies}`.

BCubed, against stories made by people. Constants were settled on these sets; halves are of every
second story.

{scores}

Processor seconds of one core, kernels compiled before. Adding is of 1,000 articles: their edges,
and all groups anew. Counting the stems of the archive as it is takes another {counting:.1f} s.
Larger archives are copies of it within the same years, in which half of all words are others. The
last column: whether the edges of the old articles and of the new ones are those of all.

| articles | vectors | edges | groups | adding | edges | stories | % in one | largest | same |
|---|---|---|---|---|---|---|---|---|---|
{costs}
"""


def main() -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(
        "python -m bench.stories",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--articles", type=int, metavar="N")
    parser.add_argument(
        "--copies", type=lambda text: [int(one) for one in text.split(",")], default=[1]
    )
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    found = page(asked.data, asked.articles, asked.copies)
    print(found)
    if asked.write:
        RESULTS.write_text(found, "utf-8")


if __name__ == "__main__":
    main()
