"""The year that an article leaves out: python -m bench.years --records FILE --data DIR [--train]

FILE is made by `python -m bench records --to FILE`, DIR holds articles/ and stories/. The articles
of FILE that state their day are parted at random: those asked, those `--train` learns the weights
of search/extract/data/years.tsv from, and the dated others, of which an archive is made. Articles
of polnear_dev, of other outlets, are asked in the same archive; of stories/, each in
three outlets, one is asked where the two others are dated. Writes bench/results/years.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import lzma
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.calibration import Stated, gap
from bench.engine.records import read
from search import record
from search.article import Article, Evidence, PartialDate, RawArticle, Source
from search.extract import article
from search.extract.datetext import weekdays
from search.extract.neighbours import Neighbours
from search.extract.years import FEATURES, SURE, SUREST, candidates, features, likelihoods

RESULTS = Path(__file__).parent / "results" / "years.md"
WEIGHTS = Path(__file__).parents[1] / "search" / "extract" / "data" / "years.tsv"
SIZES = (300, 2_000, 8_000, 25_000)  # of the archive
LEARNED = (300, 2_000, 12_000)
RIDGE = 1.0
GIVEN = {"place40": 0.5, "place200": 0.5}  # no archive here is in the order of its dates
_LEAD = 600

Rows = npt.NDArray[np.float64]
Example = tuple[Rows, int]


def dated(path: Path) -> list[tuple[Article, dt.date]]:
    """Return the articles that state their day, in an order drawn once."""
    every = [record.loads(one) for one in read(path)]
    kept = [
        (one, one.first_day)
        for one in every
        if one.first_day
        and one.date_precision == "day"
        and one.provenance["date"].where == "metadata"
    ]
    random.Random(7).shuffle(kept)
    return kept


def stories(path: Path) -> list[list[tuple[Article, dt.date]]]:
    """Return the stories, each of several articles, as plain text under their titles."""
    source = Source("/", "stories.jsonl", 0, None, "")
    found: dict[str, list[tuple[Article, dt.date]]] = {}
    for one in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        raw = RawArticle(one["id"], "declared", source, "text", one["body"], title=one["title"])
        told = article(raw), dt.date.fromisoformat(one["date"])
        found.setdefault(one["id"].rpartition("_")[0], []).append(told)
    return list(found.values())


def elsewhere(path: Path, count: int) -> list[tuple[Article, dt.date]]:
    """Return articles of other outlets, as plain text."""
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        every = [json.loads(row) for row in rows]
    random.Random(7).shuffle(every)
    source = Source("/", "elsewhere.jsonl", 0, None, "")
    return [
        (
            article(RawArticle(one["id"], "declared", source, "text", one["body"])),
            dt.date.fromisoformat(one["date"]),
        )
        for one in every[:count]
    ]


def open_year(one: Article, date: dt.date) -> Article:
    """Return the article as if it had stated its month and day only."""
    spoken = weekdays(one.body[:_LEAD])
    evidence = Evidence("dateline", "", 0.9)
    partial = PartialDate(date.month, date.day, spoken[0] if spoken else None, evidence)
    return replace(one, first_day=None, last_day=None, date_precision=None, partial_date=partial)


def archive(articles: Sequence[tuple[Article, dt.date]]) -> Neighbours:
    """Return the memory of these articles."""
    found = Neighbours()
    for one, date in articles:
        found.remember(replace(one, first_day=date, last_day=date))
    return found


def examples(
    asked: Sequence[tuple[Article, dt.date]], neighbours: Neighbours
) -> Iterator[Example]:
    """Yield what speaks for each day, a row for each, and which is the right one."""
    for one, date in asked:
        bare = open_year(one, date)
        days = candidates(bare, neighbours)
        if date in days:
            yield features(bare, neighbours, days).T, days.index(date)


def learned(data: Sequence[Example]) -> dict[str, float]:
    """Return the weights of a conditional logistic model with a ridge, by Newton's method."""
    scale = np.concatenate([rows for rows, _ in data]).std(0) + 1e-9
    scaled = [(rows / scale, right) for rows, right in data]
    theta = np.zeros(len(scale))
    best = _likelihood(theta, scaled)
    for _ in range(60):
        slope, bend = -RIDGE * theta, RIDGE * np.eye(len(theta))
        for rows, right in scaled:
            share = _shares(rows @ theta)
            mean = share @ rows
            slope += rows[right] - mean
            bend += (rows * share[:, None]).T @ rows - np.outer(mean, mean)
        step, size = np.linalg.solve(bend, slope), 1.0
        while size > 1e-4 and _likelihood(theta + size * step, scaled) <= best:
            size /= 2
        gain = _likelihood(theta + size * step, scaled) - best
        if gain < 1e-3:
            break
        theta, best = theta + size * step, best + gain
    found = zip(FEATURES, theta / scale, strict=True)
    return {name: round(float(value), 3) for name, value in found} | GIVEN


def _likelihood(theta: Rows, data: Sequence[Example]) -> float:
    found = sum(math.log(_shares(rows @ theta)[right] + 1e-12) for rows, right in data)
    return found - RIDGE * float(theta @ theta) / 2


def _shares(score: Rows) -> Rows:
    share = np.exp(score - score.max())
    return np.asarray(share / share.sum())


def row(name: str, asked: Sequence[tuple[Article, dt.date]], neighbours: Neighbours) -> str:
    """Return a row of the table: how many of those asked are told, rightly, and how sure."""
    told = [
        (found[0][1], found[0][0] == date)
        for one, date in asked
        if (found := likelihoods(open_year(one, date), neighbours))
    ]
    answered = [one for one in told if one[0] >= SURE]
    bands = []
    for low in (0.5, 0.6, 0.7, 0.8, 0.9):
        inside = [one for one in told if low <= one[0] < low + 0.1 + (low == 0.9)]
        stated = _percent([sure for sure, _ in inside])
        bands.append(f"{stated} / {_percent([right for _, right in inside])} ({len(inside)})")
    right = sum(one for _, one in answered)
    return (
        f"| {name} | {len(asked)} | {100 * len(answered) / len(asked):.1f} | "
        f"{100 * right / max(1, len(answered)):.1f} | {100 * right / len(asked):.1f} | "
        f"{_percent([one for _, one in told])} | {_gap(told):.1f} | {' | '.join(bands)} |"
    )


def _gap(told: Stated) -> float:
    """Return how far what is stated of answers is from the truth, in points."""
    answered = [(min(sure, SUREST), right) for sure, right in told if sure >= SURE]
    return gap(answered) if answered else 0.0


def _percent(values: Sequence[float]) -> str:
    return f"{100 * sum(values) / len(values):.0f}" if values else "-"


def main() -> None:
    """Measure, after learning where asked to, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--asked", type=int, default=500)
    parser.add_argument("--train", action="store_true")
    options = parser.parse_args()
    every = dated(options.records)
    asked, taught, others = every[: options.asked], every[1_000:3_000], every[3_000:]
    if options.train:
        found: list[Example] = []
        for number, size in enumerate(LEARNED):
            part = taught[number :: len(LEARNED)]
            found += examples(part, archive(others[-size:]))
        rows = [f"{name}\t{value}" for name, value in learned(found).items()]
        note = "# What tells of a year left out; learned by: python -m bench.years --train"
        WEIGHTS.write_text("\n".join([note, *rows, ""]), encoding="utf-8")
    heads = (
        "archive",
        "asked",
        "answered %",
        "right of those %",
        "right of all %",
        "likeliest right %",
        "gap",
        ".5",
        ".6",
        ".7",
        ".8",
        ".9",
    )
    out = [
        "# The year that an article leaves out",
        "",
        "`python -m bench.years --records FILE --data DIR`; bands: stated / right in %",
        "(articles); gap: the mean distance of both over all answers, in points",
        "",
        f"| {' | '.join(heads)} |",
        "|---" * len(heads) + "|",
    ]
    foreign = elsewhere(options.data / "articles" / "polnear_dev.jsonl.xz", options.asked // 2)
    told = stories(options.data / "stories" / "basil_dev.jsonl")
    known = [one for story in told for one in story[1:]]
    for size in SIZES:
        neighbours = archive(others[:size])
        out.append(row(f"allsides, {size:,}", asked, neighbours))
        out.append(row(f"polnear, {size:,}", foreign, neighbours))
        with_stories = archive([*known, *others[:size]])
        out.append(row(f"stories, {size:,}", [story[0] for story in told], with_stories))
        print("\n".join(out[-3:]), flush=True)
    RESULTS.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
