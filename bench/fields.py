"""How right the fields of articles are: python -m bench.fields --data DIR [--sample N]

DIR holds messy/ and html/, pages beside their true body, title, outlet and date, and articles/.
What the lines and titles of other sites than these are worth is told by
`python -m search.extract.body.train --measure` and `search.extract.headline.train --measure`:
the weights that ship were learned from messy/ and html/ too.

All pages and texts are measured unless `--sample` says how many of each set.

Where the gold of a page is not what the page itself says, data/dates.tsv and data/titles.tsv have
what it does ("corrected"); both are told. data/bodies.tsv has pages whose gold is another body.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import lzma
import random
import re
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import compress
from pathlib import Path
from typing import Any, Literal

from bench.calibration import bands
from bench.dates import true_days
from search.article import Article, Evidence, PartialDate, RawArticle, Source
from search.errors import BadInput
from search.extract import VERSION, Survey, article, outlets, title
from search.extract.datetext import weekdays
from search.ingest import webpage
from search.ingest.markup import tree

HERE = Path(__file__).parent
RESULTS, TITLES = HERE / "results" / "fields.md", HERE / "data" / "titles.tsv"
BODIES = HERE / "data" / "bodies.tsv"
NO_FILLER, FILLER = " without filler", "lorem ipsum"
WHOLE = " of whole gold"
RAW = ", gold as given"
PUBLISHED = ", of publication"  # not that of a change, which a text may show alone
MESSY_FIELDS = (
    *("title", "title, corrected", "title that is there", "outlet"),
    *(f"date{RAW}", "date, corrected", f"date{PUBLISHED}"),
)
PAGE_FIELDS = (
    *("title", "title, corrected", "outlet", f"date{RAW}", "date, corrected"),
    *(f"date without the head{RAW}", "date without the head, corrected"),
    f"date without the head{PUBLISHED}",
)
LEVELS = ("messy_mid", "messy_full")
YEARS_ASKED, NEIGHBOURS, ARCHIVES = 700, 2_160, 3
YEARS = (
    f"year left out, {NEIGHBOURS:,} others drawn at random",
    "year left out, two others tell the story",
    "year left out, 923 others on a campaign",
)
_WORD = re.compile(r"\w+")


def tokens(text: str) -> list[str]:
    """Return the words that are compared."""
    return _WORD.findall(text.lower())


def token_f1(found: str, true: str) -> float:
    """Return the F1 of two texts as bags of words."""
    left, right = Counter(tokens(found)), Counter(tokens(true))
    return 2 * (left & right).total() / max(1, left.total() + right.total())


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a compressed JSONL file."""
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        for row in rows:
            yield json.loads(row)


def raw(text: str, kind: Literal["text", "html", "record"], **stated: Any) -> RawArticle:
    """Return a RawArticle that states no more than is given."""
    identity = stated.pop("id", "one")
    return RawArticle(identity, "path", Source("/", identity, 0, None, ""), kind, text, **stated)


def understood(one: RawArticle) -> Article | None:
    """Return the article, None when there is none."""
    try:
        return article(one)
    except BadInput:
        return None


@dataclass
class Tally:
    """How many were answered, how many of those rightly."""

    asked: int = 0
    answered: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, found: object, true: object, right: bool, note: str = "") -> None:
        """Count one answer; None is no answer."""
        self.asked += 1
        if found is not None:
            self.answered += 1
            self.right += right
            if not right:
                self.wrong.append(f"{note}: {found!r} not {true!r}")

    def __str__(self) -> str:
        precision = 100 * self.right / max(1, self.answered)
        return (
            f"{self.asked} | {100 * self.answered / max(1, self.asked):.1f} | {precision:.1f} | "
            f"{100 * self.right / max(1, self.asked):.1f}"
        )


# What is measured


def messy(data: Path, sample: int | None, say: Callable[[str], None]) -> dict[str, Tally]:
    """Measure the body of messy texts, and the fields found in the text alone."""
    tallies = {name: Tally() for name in MESSY_FIELDS}
    for path in sorted((data / "messy").glob("*.xz")):
        every = list(records(path))
        random.Random(7).shuffle(every)
        for level in LEVELS:
            scores, base = [], []
            for one in every[:sample]:
                found = understood(raw(one[level], "text", id=one["id"]))
                scores.append(token_f1(found.body if found else "", one["body"]))
                base.append(token_f1(one[level], one["body"]))
                if level == "messy_full":
                    _fields(one, found, tallies)
                    _date(one, found, tallies, "date")
            name = path.name.split(".")[0]
            news = [FILLER not in one["body"].lower() for one in every[: len(scores)]]
            whole = [page_of(one["id"]) not in partial() for one in every[: len(scores)]]
            for what, kept in (("", [True] * len(news)), (NO_FILLER, news), (WHOLE, whole)):
                if not what or not all(kept):
                    of_all, ours = (mean(list(compress(one, kept))) for one in (base, scores))
                    say(f"| {name}{what} {level} | {sum(kept)} | {of_all:.3f} | {ours:.3f} |")
    return tallies


def _fields(one: dict[str, Any], found: Article | None, tallies: dict[str, Tally]) -> None:
    if one["title"]:
        got = found.title if found else None
        true = title.stated(one["title"], one["outlet"], one["url"]) or ""
        right = got is not None and title.same(got, true)
        tallies["title"].add(got, true, right, one["id"])
        shown = titles().get(page_of(one["id"]), true)
        same = got is not None and title.same(got, shown)
        tallies["title, corrected"].add(got, shown, same, one["id"])
        if "messy_full" in one and holds(one["messy_full"], true):
            tallies["title that is there"].add(got, true, right, one["id"])
    if one["outlet"] and one["url"]:
        true = known_as(one["url"])
        got = found.outlet if found else None
        tallies["outlet"].add(got, true, got == true, one["id"])


def _date(
    one: dict[str, Any],
    found: Article | None,
    tallies: dict[str, Tally],
    name: str,
    *,
    whole: bool = False,
) -> None:
    if not one["date"]:
        return
    day = found.first_day if found and found.date_precision == "day" else None
    tallies[name + RAW].add(day, one["date"], str(day) == one["date"][:10], one["id"])
    true = true_days(one["id"], one["date"], whole=whole)
    if true:
        tallies[f"{name}, corrected"].add(day, sorted(map(str, true)), day in true, one["id"])
    published = true_days(one["id"], one["date"], whole=True)
    if published and not whole:
        told = sorted(map(str, published))
        tallies[f"{name}{PUBLISHED}"].add(day, told, day in published, one["id"])


def page_of(name: str) -> str:
    """Return the page that an id or the name of a file is of, as the corrections name it."""
    return name.removesuffix(".html").rpartition("-")[2]


@lru_cache(maxsize=1)
def titles() -> dict[str, str]:
    """Return by page the title it has where the gold says otherwise."""
    rows = TITLES.read_text(encoding="utf-8").splitlines()
    return dict(row.split("\t")[:2] for row in rows if not row.startswith("#"))


def holds(text: str, heading: str) -> bool:
    """Whether a title is a line of a text."""
    return any(title.same(row, heading) for row in text.split("\n"))


@lru_cache(maxsize=1)
def partial() -> frozenset[str]:
    """Return the pages whose gold has another body than theirs."""
    rows = BODIES.read_text(encoding="utf-8").splitlines()
    return frozenset(row.split("\t")[0] for row in rows if not row.startswith("#"))


def known_as(url: str) -> str:
    """Return the name of the site a URL is on."""
    known = outlets.at(url)
    return known.name if known else outlets.registered(outlets.host(url) or "") or url


def pages(data: Path, sample: int | None, say: Callable[[str], None]) -> dict[str, Tally]:
    """Measure web pages: body, and the fields with nothing but the URL and the title stated.

    The date is asked of the page as it is read, too, with what its head states.
    """
    tallies = {name: Tally() for name in PAGE_FIELDS}
    for path in sorted((data / "html").glob("*.tar.xz")):
        scores = []
        with tarfile.open(path) as archive:
            gold = archive.extractfile("gold.jsonl")
            assert gold
            every = [json.loads(row) for row in io.TextIOWrapper(gold, "utf-8")]
            random.Random(7).shuffle(every)
            for one in every[:sample]:
                member = archive.extractfile(f"pages/{one['file']}")
                assert member
                markup = member.read().decode("utf-8", "replace")
                told = webpage.metadata(tree(markup))
                named = {**one, "id": one["file"]}
                if one.get("date"):
                    stated = {**told.values, "url": one["url"], "stated_by": told.by}
                    read = raw(markup, "html", id=one["file"], **stated)
                    _date(named, understood(read), tallies, "date", whole=True)
                found = understood(
                    raw(
                        markup,
                        "html",
                        id=one["file"],
                        url=one["url"],
                        title=told.values.get("title"),
                    )
                )
                scores.append(token_f1(found.body if found else "", one["body"]))
                _fields(named, found, tallies)
                _date({"date": None, **named}, found, tallies, "date without the head")
        name = path.name.split(".")[0]
        say(f"| {name} html | {len(scores)} | | {mean(scores):.3f} |")
        files = [page_of(one["file"]) for one in every[: len(scores)]]
        whole = [score for file, score in zip(files, scores, strict=True) if file not in partial()]
        if len(whole) < len(scores):
            say(f"| {name}{WHOLE} html | {len(whole)} | | {mean(whole):.3f} |")
    return tallies


def reports(data: Path, sample: int | None) -> dict[str, Tally]:
    """Measure clean articles without their metadata: what the text alone tells."""
    tallies = {name: Tally() for name in ("title", "outlet", "date")}
    lost = []
    every = list(records(data / "articles" / "polnear_dev.jsonl.xz"))
    random.Random(7).shuffle(every)
    for one in every[:sample]:
        found = understood(raw(one["body"], "text", id=one["id"]))
        known = outlets.named(one["outlet"])
        true = known.name if known else one["outlet"]
        got = found.outlet if found else None
        tallies["outlet"].add(got, true, got == true, one["id"])
        heading = found.title if found else None
        right = heading is not None and title.same(heading, one["title"])
        tallies["title"].add(heading, one["title"], right, one["id"])
        day = str(found.first_day) if found and found.date_precision == "day" else None
        tallies["date"].add(day, one["date"], day == one["date"], one["id"])
        kept = Counter(tokens(f"{found.title or ''} {found.body}")) if found else Counter()
        all_words = Counter(tokens(one["body"]))
        lost.append((all_words - kept).total() / max(1, all_words.total()))
    print(f"clean articles: {100 * mean(lost):.2f}% of the words set aside")
    return tallies


def years_left_out(data: Path, say: Callable[[str], None]) -> dict[str, Tally]:
    """Measure the year of articles that leave it out, in archives of dated ones.

    Among articles drawn at random, in several archives; where two others of the archive tell the
    same story; and each of some outlets' articles on one campaign among all the others.
    """
    every = [one for one in records(data / "articles" / "allsides.jsonl.xz") if one["date"]]
    random.Random(7).shuffle(every)
    each = YEARS_ASKED + NEIGHBOURS
    tallies = {name: Tally() for name in YEARS}
    at_random, told, campaign = tallies.values()
    stated: list[tuple[float, bool]] = []
    for start in range(0, ARCHIVES * each, each):
        asked = every[start : start + YEARS_ASKED]
        stated += _years(every[start + YEARS_ASKED : start + each], asked, at_random)
    stories: dict[str, list[dict[str, Any]]] = {}
    for line in (data / "stories" / "basil_dev.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        stories.setdefault(one["id"].rpartition("_")[0], []).append(one)
    known = [one for story in stories.values() for one in story[1:]]
    asked = [story[0] for story in stories.values()]
    _years([*known, *every[:NEIGHBOURS]], asked, told)
    articles = list(records(data / "articles" / "polnear_dev.jsonl.xz"))
    _years(articles, articles, campaign)
    for name, tally in tallies.items():
        say(f"| {name} | {tally} |")
    for low, number, _, right in bands(stated):
        say(f"| ... at random, stated {low:.1f} and more | {number} | | {100 * right:.1f} | |")
    return tallies


def _years(
    dated: Sequence[dict[str, Any]], asked: Sequence[dict[str, Any]], tally: Tally
) -> list[tuple[float, bool]]:
    """Count the years told of some articles, and return how sure each was and whether right."""
    survey, stated = Survey(), []
    for one in dated:
        day = dt.date.fromisoformat(one["date"][:10])
        survey.observe(replace(_plain(one), first_day=day, last_day=day, date_precision="day"))
    for one in asked:
        day = dt.date.fromisoformat(one["date"][:10])
        spoken = weekdays(one["body"][:600])
        evidence = Evidence("dateline", "", 0.9)
        partial = PartialDate(day.month, day.day, spoken[0] if spoken else None, evidence)
        found = survey.resolve(replace(_plain(one), partial_date=partial))
        tally.add(found.first_day, day, found.first_day == day, one["id"])
        if found.first_day:
            stated.append((found.provenance["date"].confidence, found.first_day == day))
    return stated


def _plain(one: dict[str, Any]) -> Article:
    return Article(one["id"], Source("/", one["id"], 0, None, ""), one["title"], one["body"])


def mean(values: Sequence[float]) -> float:
    """Return the mean, 0 of nothing."""
    return sum(values) / max(1, len(values))


def main() -> None:
    """Measure everything and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sample", type=int, help="of each set; all where not given")
    parser.add_argument("--wrong", action="store_true", help="print what was wrong")
    options = parser.parse_args()
    sampled = f" --sample {options.sample}" if options.sample else ""
    out = [
        "# Fields",
        "",
        f"`python -m bench.fields --data DIR{sampled}`, rules {VERSION}",
        "",
    ]

    def say(row: str) -> None:
        print(row, flush=True)
        out.append(row)

    say("| body, token F1 | texts | everything kept | ours |")
    say("|---|---|---|---|")
    tallies = {"text": messy(options.data, options.sample, say)}
    tallies["page and URL"] = pages(options.data, options.sample, say)
    tallies["clean text"] = reports(options.data, options.sample)
    say("")
    say("| field, from | asked | answered % | right of answered % | right of all % |")
    say("|---|---|---|---|---|")
    for source, group in tallies.items():
        for name, tally in group.items():
            if tally.asked:
                say(f"| {name}, {source} | {tally} |")
            if options.wrong:
                print("\n".join(f"      {name} {wrong[:220]}" for wrong in tally.wrong))
    years_left_out(options.data, say)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
