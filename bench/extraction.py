"""How right every field is, in one table: python -m bench.extraction --data DIR

DIR holds what bench.fields, bench.people and bench.quotes read, whose measures these are: each is
taken once here, beside the target for material that was not seen. All articles of each set are
measured, or `--sample N` of each; `--write` keeps the table as bench/results/extraction.md.

Precision is of what was answered, recall of what there is to know. A stated confidence is right
when so many of its band are right as it says. The sets are those that rules were written and
weights learned on, unless a row says otherwise: they are no forecast.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench import dates, fields, people, quotes
from bench.calibration import BANDS, FEWEST, Stated, bands, gap
from bench.row import Row, harmonic
from search import extract
from search.article import Article, RawArticle
from search.extract.quotes.train import records
from search.intake import understanding

RESULTS = Path(__file__).parent / "results" / "extraction.md"
NOTE = """\
Percent. Unless a row says otherwise, rules were written and weights learned on these
sets: they are no forecast for other material, which the targets are for. How pages of
sites not learned from are read: `python -m search.extract.layout.train --measure`, and so of
`body.train` and `headline.train`, which tells how right the stated confidence of titles is there.

Gold as given has for 30 of 217 pages another day than the page itself states and for two one where
the page tells none, for three another title, and for four of the texts alone another day than they
show. Corrected gold has what is there (bench/data/dates.tsv, titles.tsv); those titles and texts
were read where our answer differed, so that gold as given may be wrong in our favour elsewhere.
A page without its head, and a text, may show the day of a change alone, which is right in rows of
corrected gold, but not in those "of publication": it is that day which a stated confidence is of.
Pages of aeb are asked for it as well, against what their heads state, which is hidden from them.
Without its head, 199 of 215 pages tell their day at all (bench/results/dates.md). Of the texts of
readability one in four is a test page of Latin filler, repeated: rows without filler omit them.
The gold of eleven pages of sites_dev is the beginning of the page's article, or text that the page
does not hold (bench/data/bodies.tsv): rows of whole gold omit them.

Years left out are asked for three times: of articles drawn at random, few of which have another of
their story beside them (the confidence below is of these); of stories of basil_dev that two others
in the archive tell; and of each article of polnear_dev among all its others, which is what the
study counted its 92% on, though eleven months are no hard question.
""".splitlines()
LIBRARIES = ("trafilatura", "lxml", "python-crfsuite", "py3langid", "tldextract")
SPEED_ARTICLES, ROUNDS = 200, 2


@dataclass(slots=True)
class Measured:
    """What was measured: rows of the table, and what was stated of each field with its truth."""

    rows: list[Row] = field(default_factory=list)
    stated: dict[str, Stated] = field(default_factory=lambda: defaultdict(list))


# Title, outlet, date, body


class Recorder:
    """Keeps, of the answers that bench.fields counts, how sure they were."""

    def __init__(self) -> None:
        self.last: Article | None = None
        self.answers: dict[int, list[tuple[Article, bool]]] = defaultdict(list)

    def understood(self, one: RawArticle) -> Article | None:
        """Understand an article as bench.fields does, and remember it."""
        self.last = _understood(one)
        return self.last

    def add(self, tally: fields.Tally, *given: Any, **named: Any) -> None:
        """Count as the tally does, and note whether the answer was right."""
        before = tally.answered, tally.right
        _add(tally, *given, **named)
        if tally.answered > before[0] and self.last is not None:
            self.answers[id(tally)].append((self.last, tally.right > before[1]))

    def stated(self, tally: fields.Tally, name: str) -> Stated:
        """Return the confidence and truth of a tally's answers for a field."""
        return [
            (found.provenance[name].confidence, right)
            for found, right in self.answers[id(tally)]
            if name in found.provenance
        ]


_understood = fields.understood
_add = fields.Tally.add

FIELD_TARGETS = {
    ("title", "page and URL"): ("recall", 98.0),
    ("title, corrected", "page and URL"): ("recall", 98.0),
    ("title that is there", "text"): ("recall", 95.0),
    ("outlet", "page and URL"): ("recall", 97.0),
    ("outlet", "text"): ("precision", 95.0),
    (f"date{fields.RAW}", "page and URL"): ("recall", 98.0),
    ("date, corrected", "page and URL"): ("recall", 98.0),
    (f"date{fields.RAW}", "text"): ("precision", 98.0),
    ("date, corrected", "text"): ("precision", 98.0),
}


STATED = (
    *("title", "outlet", "date, corrected"),
    *(f"date{fields.PUBLISHED}", f"date without the head{fields.PUBLISHED}"),
)
"""The tallies that tell how right stated confidence is: that of a day is of publication."""


def of_fields(data: Path, sample: int | None, into: Measured) -> None:
    """Measure what bench.fields does."""
    recorder, told = Recorder(), list[str]()

    class Surveyed(extract.Survey):
        def resolve(self, article: Article) -> Article:
            recorder.last = super().resolve(article)
            return recorder.last

    class Tally(fields.Tally):
        def add(self, *given: Any, **named: Any) -> None:
            recorder.add(self, *given, **named)

    with (
        patch.object(fields, "understood", recorder.understood),
        patch.object(fields, "Survey", Surveyed),
        patch.object(fields, "Tally", Tally),
    ):
        groups = {
            "text": fields.messy(data, sample, told.append),
            "page and URL": fields.pages(data, sample, told.append),
            "clean text": fields.reports(data, sample),
        }
        years = fields.years_left_out(data, lambda row: None)
    into.rows += list(_bodies(told))
    for source, group in groups.items():
        for name, tally in group.items():
            if tally.asked:
                of, target = FIELD_TARGETS.get((name, source), ("", None))
                into.rows.append(_tallied(f"{name}, {source}", tally, of, target))
                published = name.replace(", corrected", fields.PUBLISHED)
                if name in STATED and (name == published or published not in group):
                    field_of = name.split(",")[0].split(" ")[0]
                    into.stated[field_of] += recorder.stated(tally, field_of)
    into.stated["date"] += _without_heads(data)
    for name, tally in years.items():
        into.rows.append(_tallied(name, tally, "precision", 90.0))
    into.stated["year left out"] += recorder.stated(years[fields.YEARS[0]], "date")


def _without_heads(data: Path) -> Stated:
    """Return what was stated of days that only the heads of pages tell, which were hidden."""
    tallies: dict[str, dates.Tally] = defaultdict(dates.Tally)
    if (data / "html" / "aeb.tar.xz").exists():
        dates.untouched(data, tallies)
    return [
        (sure, right)
        for tally in tallies.values()
        for (_, sure), answers in tally.ways.items()
        for right in answers
    ]


def _tallied(what: str, tally: fields.Tally, of: str, target: float | None) -> Row:
    precision = 100 * tally.right / max(1, tally.answered)
    recall = 100 * tally.right / max(1, tally.asked)
    f1 = harmonic(precision, recall)
    return Row(what, tally.asked, precision if tally.answered else None, recall, f1, of, target)


def _bodies(told: Sequence[str]) -> Iterator[Row]:
    """Yield the F1 of bodies, over all sets of a kind, from the rows that bench.fields prints."""
    found: dict[str, dict[str, tuple[int, float]]] = defaultdict(dict)
    some: dict[tuple[str, str], dict[str, tuple[int, float]]] = defaultdict(dict)
    for row in told:
        cells = [cell.strip() for cell in row.strip("| ").split("|")]
        name, _, kind = cells[0].rpartition(" ")
        if kind == "html" or kind in fields.LEVELS:
            score = int(cells[1]), float(cells[-1])
            of = next((one for one in (fields.NO_FILLER, fields.WHOLE) if name.endswith(one)), "")
            (some[kind, of] if of else found[kind])[name.removesuffix(of)] = score
    for kind, scores in found.items():
        name = "web pages" if kind == "html" else f"text, {kind}"
        target = 96.0 if kind == "html" else 93.0
        yield _body(name, scores, target)
        for of in (fields.NO_FILLER, fields.WHOLE):
            if some[kind, of]:
                yield _body(f"{name},{of}", {**scores, **some[kind, of]}, target)
        if kind == "html":
            for part, score in scores.items():
                yield _body(f"{name}, {part}", {part: score})


def _body(name: str, scores: Mapping[str, tuple[int, float]], target: float | None = None) -> Row:
    count = sum(n for n, _ in scores.values())
    mean = 100 * sum(n * score for n, score in scores.values()) / max(1, count)
    return Row(f"body, {name}", count, f1=mean, of="f1" if target else "", target=target)


# Persons


def of_people(data: Path, into: Measured) -> None:
    """Measure what bench.people does."""
    drawn = people.drawn_articles(data)
    for what, tally, target in (
        ("persons, articles drawn at random, not looked at", drawn["final"], 94.0),
        ("persons, 30 more, not looked at", drawn["second final"], 94.0),
        ("persons, 60 articles drawn at random", drawn["second development"], None),
        ("persons, articles drawn at random", drawn["development"], None),
        ("persons, 12 articles", people.checked_articles(data), None),
        ("persons, bodies of the seeds", people.seeds(data), None),
    ):
        precision, recall, f1 = tally.scores
        count = tally.right + len(tally.missed)
        into.rows.append(Row(what, count, precision, recall, f1, "f1" if target else "", target))


# Quotes


def of_quotes(data: Path, sample: int | None, into: Measured) -> None:
    """Measure what bench.quotes does, on articles that nothing was learned from."""
    score, second = quotes.Score(), quotes.Score()
    for name, step in (("polnear_train", slice(1, None, 2)), ("polnear_dev", slice(None))):
        for record in records(data / f"quotes/{name}.jsonl.xz")[step][:sample]:
            quotes.measure(record, score)
            if name == "polnear_dev":
                quotes.measure(record, second)
    counts = score.counts
    precision, recall = score.share("right", "said"), score.share("found", "true")
    right, wrong = counts["person"], counts["somebody else"]
    into.rows += [
        Row(
            "direct quotes, span, held out",
            counts["true"],
            precision,
            recall,
            score.f1,
            "f1",
            98.0,
        ),
        Row(
            "speaker of a quote, held out",
            counts["spoken"],
            recall=score.share("same", "spoken"),
            of="recall",
            target=92.0,
        ),
        Row(
            "speaker of a quote, second file alone",
            second.counts["spoken"],
            recall=second.share("same", "spoken"),
            of="recall",
            target=92.0,
        ),
        Row(
            "canonical speaker, where one is named, held out",
            counts["named"],
            100 * right / max(1, right + wrong),
            score.share("person", "named"),
            of="recall",
            target=87.0,
        ),
        Row(
            "canonical link, of speakers",
            right + wrong,
            100 * right / max(1, right + wrong),
            of="precision",
            target=97.0,
        ),
    ]
    into.stated["speaker"] += score.stated
    into.stated["canonical speaker"] += score.linked


# Speed and memory


def speed(data: Path) -> tuple[float, float, int]:
    """Return megabytes of text a second of one processor, peak memory in MB, and the articles.

    Articles of allsides as records, with everything on; the better of the rounds. Only a process
    that has done nothing else tells its memory.
    """
    found = []
    for number, row in enumerate(fields.records(data / "articles" / "allsides.jsonl.xz")):
        if number % 100 == 0 and (row["body"] or "").strip():
            found.append(fields.raw(row["body"], "record", id=str(number)))
        if len(found) == SPEED_ARTICLES:
            break
    size = sum(len(one.text.encode()) for one in found)
    understanding.understood(found[0])
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for one in found:
            understanding.understood(one)
        times.append(time.process_time() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / 1e6 / min(times), peak / (1e6 if sys.platform == "darwin" else 1e3), len(found)


def _alone(data: Path) -> tuple[float, float, int]:
    """Return what `speed` does in a process of its own."""
    command = [sys.executable, "-m", "bench.extraction", "--data", str(data), "--speed"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    mb_per_s, peak_mb, count = json.loads(done.stdout)
    return mb_per_s, peak_mb, count


# The page


def page(measured: Measured, sample: int | None, pace: tuple[float, float, int]) -> str:
    """Return everything as a page."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    sampled = f" --sample {sample}" if sample else ""
    today, machine = dt.datetime.now(dt.timezone.utc).date(), platform.machine()
    made = (
        f"`python -m bench.extraction --data DIR{sampled} --write`, "
        f"{today}, {machine}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, rules {extract.VERSION}; {libraries}."
    )
    mb_per_s, peak_mb, count = pace
    quick = (
        f"Speed: {mb_per_s:.2f} MB of text a second of one processor with everything on, "
        f"{count} articles ({_bound(mb_per_s, 0.5, 'at least')}). "
        f"Memory: {peak_mb:.0f} MB at most in a process that understands "
        f"({_bound(peak_mb, 300, 'at most')})."
    )
    lines = [
        "# Extraction",
        "",
        made,
        "",
        *NOTE,
        "",
        "| what | asked | precision | recall | F1 | target |",
        "|---|---|---|---|---|---|",
        *map(str, measured.rows),
        "",
        quick,
        "",
        "Stated confidence, and how many with it were right; the gap is the mean distance of both",
        "over all answers, in points. The target for years left out is 5.",
        "",
        "| field | stated | answers | mean stated | right | gap |",
        "|---|---|---|---|---|---|",
    ]
    for name, stated in measured.stated.items():
        whole = f"{gap(stated):.1f}" if stated else ""
        for low, number, mean, right in bands(stated):
            few = " (few)" if number < FEWEST else ""
            lines.append(
                f"| {name} | {low:.1f} to {low + 1 / BANDS:.1f} | {number}{few} | {mean:.2f} | "
                f"{right:.2f} | {whole} |"
            )
            whole = ""
    return "\n".join([*lines, ""])


def _bound(value: float, target: float, word: str) -> str:
    is_met = value >= target if word == "at least" else value <= target
    return f"target {word} {target:g}, {'met' if is_met else '**missed**'}"


def main() -> None:
    """Measure everything, print the page, and write it where that is wanted."""
    parser = argparse.ArgumentParser(prog="python -m bench.extraction")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sample", type=int, help="articles of each set; all where not given")
    parser.add_argument("--write", action="store_true", help="write the page to bench/results")
    parser.add_argument("--speed", action="store_true", help="the speed alone, as JSON")
    options = parser.parse_args()
    if options.speed:
        print(json.dumps(speed(options.data)))
        return
    pace = _alone(options.data)
    measured = Measured()
    of_fields(options.data, options.sample, measured)
    of_people(options.data, measured)
    of_quotes(options.data, options.sample, measured)
    text = page(measured, options.sample, pace)
    print(text)
    if options.write:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
