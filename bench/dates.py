"""When articles were published: python -m bench.dates --data DIR [--wrong]

DIR holds html/ and messy/. Pages are asked as they are, without what their head states, and as
text. Where gold.jsonl is not what a page itself states, data/dates.tsv has what it does. The pages
of aeb have no date there: theirs is what the head states, hidden from those asked. They were
looked at last; three rules were mended after it. Writes bench/results/dates.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import lzma
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from search.article import Article, RawArticle, Source
from search.errors import BadInput
from search.extract import article
from search.extract.datetext import dates
from search.extract.stated import in_url
from search.ingest import markup
from search.ingest.webpage import metadata

HERE = Path(__file__).parent
RESULTS, TRUTH = HERE / "results" / "dates.md", HERE / "data" / "dates.tsv"
LINE = 300  # characters of a line that may give the date of the article


@dataclass(frozen=True)
class Day:
    """The day of publication, and that of a change, which an article may show alone."""

    published: dt.date
    changed: dt.date | None = None

    @property
    def either(self) -> set[dt.date]:
        """Both days."""
        return {self.published, self.changed or self.published}


@lru_cache(maxsize=1)
def days() -> dict[str, Day | None]:
    """Return by page what it states where the gold says otherwise, None where nothing is."""
    found: dict[str, Day | None] = {}
    for row in TRUTH.read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            page, *told, _ = row.split("\t")
            first, last = (dt.date.fromisoformat(one) if one != "-" else None for one in told)
            found[page] = Day(first, last) if first else None
    return found


def true_days(page: str, gold: str, *, whole: bool = False) -> set[dt.date]:
    """Return the days that are right for a page, none where nothing tells.

    A page without its head may show the day of a change alone; one that is whole tells both.
    """
    name = page if page in days() else page.removesuffix(".html").rpartition("-")[2]
    day = days().get(name, Day(dt.date.fromisoformat(gold[:10])))
    if day is None:
        return set()
    return {day.published} if whole else day.either


@dataclass
class Tally:
    """How many were asked, state their day, were answered, and answered rightly."""

    asked: int = 0
    stated: int = 0
    answered: int = 0
    right: int = 0
    ways: dict[tuple[str, float], list[bool]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def add(self, one: Article, true: set[dt.date], *, known: bool) -> None:
        """Count an answer; `known` says that the head of the page states the day."""
        found = one.first_day if one.date_precision == "day" else None
        self.asked += 1
        self.stated += known or states(one, true)
        self.answered += found is not None
        self.right += found in true
        evidence = one.provenance.get("date")
        if evidence and found:
            self.ways[evidence.method.split(":")[0], evidence.confidence].append(found in true)
        if found not in true and (found or states(one, true)):
            self.wrong.append(f"{one.id} {one.url}: {found}, not {true}: {evidence}")

    def __str__(self) -> str:
        return (
            f"{self.asked} | {self.stated} | {self.answered} | {self.right} | "
            f"{100 * self.right / max(1, self.answered):.1f} | "
            f"{100 * self.right / max(1, self.stated):.1f}"
        )


def states(one: Article, true: set[dt.date]) -> bool:
    """Whether a short line of the article's text, or its URL, has the day of the year."""
    linked = in_url(one.url)
    if linked and linked.first == linked.last and linked.first in true:
        return True
    text = one.received or one.body
    return any(
        (found.month, found.day) in {(day.month, day.day) for day in true}
        for line in text.splitlines()
        if len(line) < LINE
        for found in dates(line)
    )


def understood(one: RawArticle) -> Article | None:
    """Return the article, None when there is none."""
    try:
        return article(one)
    except BadInput:
        return None


def pages(path: Path) -> Iterator[tuple[RawArticle, dict[str, Any]]]:
    """Yield the pages of an archive as they are read, with their gold."""
    with tarfile.open(path) as archive:
        gold = archive.extractfile("gold.jsonl")
        assert gold
        for one in [json.loads(row) for row in io.TextIOWrapper(gold, "utf-8")]:
            member = archive.extractfile(f"pages/{one['file']}")
            assert member
            page = member.read().decode("utf-8", "replace")
            told = metadata(markup.tree(page))
            values = {**told.values, "url": one["url"]}
            yield (
                RawArticle(
                    one["file"].removesuffix(".html"),
                    "path",
                    Source("/", one["file"], 0, None, ""),
                    "html",
                    page,
                    stated_by=told.by,
                    **values,
                ),
                one,
            )


def sites(data: Path, tallies: dict[str, Tally]) -> None:
    """Measure the pages whose day was read by others."""
    true = days()
    for raw, one in pages(data / "html" / "sites_dev.tar.xz"):
        day = true.get(raw.id, Day(dt.date.fromisoformat(one["date"][:10])))
        if day is None:
            continue
        whole, bare = understood(raw), understood(replace(raw, date=None))
        if whole and bare:
            seen = {day.published} if raw.date else day.either
            tallies["sites: page as it is"].add(whole, seen, known=raw.date is not None)
            tallies["sites: its text and URL"].add(bare, day.either, known=False)
    with lzma.open(data / "messy" / "sites_dev.jsonl.xz", "rt", encoding="utf-8") as rows:
        for one in map(json.loads, rows):
            page = str(one["id"])
            right = true_days(page, one["date"])
            for level in ("messy_full", "messy_mid"):
                source = Source("/", page, 0, None, "")
                found = understood(RawArticle(page, "path", source, "text", one[level]))
                if right and found:
                    tallies[f"sites: {level}"].add(found, right, known=False)


def untouched(data: Path, tallies: dict[str, Tally]) -> None:
    """Measure pages against what their own head states, without it."""
    for raw, _ in pages(data / "html" / "aeb.tar.xz"):
        whole, bare = understood(raw), understood(replace(raw, date=None))
        evidence = whole.provenance.get("date") if whole else None
        stated = evidence and evidence.where == "metadata" and raw.date
        if stated and whole and bare and whole.date_precision == "day" and whole.first_day:
            tallies["aeb: text and URL"].add(bare, {whole.first_day}, known=False)


def main() -> None:
    """Measure and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--wrong", action="store_true", help="print what was wrong")
    options = parser.parse_args()
    tallies: dict[str, Tally] = defaultdict(Tally)
    sites(options.data, tallies)
    untouched(options.data, tallies)
    out = [
        "# When articles were published",
        "",
        "`python -m bench.dates --data DIR`",
        "",
        "| from | asked | state it | answered | right | of answered % | of those stating it % |",
        "|---|---|---|---|---|---|---|",
        *(f"| {name} | {tally} |" for name, tally in tallies.items()),
        "",
        "| from | found by | stated confidence | right % | articles |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {way} | {sure:.2f} | {100 * sum(right) / len(right):.0f} | {len(right)} |"
            for name, tally in tallies.items()
            for (way, sure), right in sorted(tally.ways.items())
        ),
    ]
    print("\n".join(out))
    if options.wrong:
        print("\n".join(wrong for tally in tallies.values() for wrong in tally.wrong))
    RESULTS.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
