"""Who is one person across an archive: python -m bench.identity [--records FILE] [--held-out]

Pairs of names (data/identity_pairs.txt) are put into an archive of their own: ten articles name
one of them, three the other, and where the archive is to show it, one names both for one person.
Half of the pairs, told by a hash, are scored only with --held-out.

Links are from FILE, a file of records (`python -m bench records`): the first articles are settled,
and samples of whom they name are judged by reading (data/identity_links.tsv, which says what its
columns and verdicts are). Writes bench/results/identity.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import platform
import random
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.engine import records
from search import record
from search.article import Article, Person, Source
from search.extract import VERSION, Survey

HERE = Path(__file__).parent
PAIRS, LINKS = HERE / "data/identity_pairs.txt", HERE / "data/identity_links.tsv"
USUAL, RARE = 10, 3
VERDICTS = ("right", "wrong", "missed", "open", "nobody")
ARTICLES, SAMPLED, SEED = 2_000, 150, 17


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, whether they are one person's, and whether an article uses both."""

    one: str
    other: str
    is_same: bool
    is_shown: bool = False

    @property
    def is_held_out(self) -> bool:
        """Whether it is only scored."""
        return bool(zlib.crc32(f"{self.one} {self.other}".encode()) & 1)


def pairs() -> Iterator[Pair]:
    """Yield the pairs of the list."""
    for line in PAIRS.read_text("utf-8").splitlines():
        for sign in (" | ", " & ", " / "):
            one, found, other = line.partition(sign)
            if found and not line.startswith("#"):
                yield Pair(one, other, sign != " / ", sign == " & ")


def named(*spellings: str) -> Article:
    """Return an article that names one person so."""
    person = Person("own", spellings[0], spellings, len(spellings))
    return Article("id", Source("/", "a", 0, None, ""), None, "", people=(person,))


def is_joined(pair: Pair) -> bool:
    """Return whether the archive takes the pair for one person."""
    survey = Survey()
    articles = [named(pair.one)] * USUAL + [named(pair.other)] * RARE
    for article in articles + ([named(pair.one, pair.other)] if pair.is_shown else []):
        survey.observe(article)
    ids = {survey.resolve(named(name)).people[0].id for name in (pair.one, pair.other)}
    return len(ids) == 1


def articles(path: Path, limit: int) -> list[Article]:
    """Return the first articles of a file of records."""
    return [record.loads(data) for data in records.read(path, limit)]


def settled(found: Sequence[Article]) -> list[Article]:
    """Return articles with the people of the archive that they are."""
    survey = Survey()
    for article in found:
        survey.observe(article)
    return [survey.resolve(article) for article in found]


def links(found: Sequence[Article]) -> list[tuple[str, Person]]:
    """Return a sample of the people of articles, each with the article's id."""
    every = [(article.id, person) for article in found for person in article.people]
    return random.Random(SEED).sample(every, SAMPLED)


def interval(right: int, of: int) -> tuple[float, float]:
    """Return the 95% interval of a share, in percent, by Wilson."""
    z = 1.96
    share, scale = right / of, 1 + z * z / of
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return 100 * (middle - spread) / scale, 100 * (middle + spread) / scale


def judged() -> list[list[str]]:
    """Return the rows of the links that were read."""
    if not LINKS.exists():
        return []
    lines = LINKS.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def table(path: Path | None, *, held_out: bool) -> str:
    """Return the measurements as a page."""
    today = dt.datetime.now(dt.timezone.utc).date()
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    lines = [
        "# One person across the archive",
        "",
        f"{today}, {machine}, {VERSION}: `python -m bench.identity --held-out --records FILE`",
        "",
        "| pairs of names | joined | of | rate |",
        "|---|---|---|---|",
    ]
    wrong: list[str] = []
    for half in (False, True) if held_out else (False,):
        for same in (True, False):
            of = [pair for pair in pairs() if (pair.is_held_out, pair.is_same) == (half, same)]
            joined = [pair for pair in of if is_joined(pair)]
            what = "one person" if same else "two people"
            what += ", held out" if half else ", development"
            lines.append(
                f"| {what} | {len(joined)} | {len(of)} | {100 * len(joined) / len(of):.1f}% |"
            )
            missed = [pair for pair in of if (pair in joined) != same]
            wrong += [f"{pair.one} and {pair.other}" for pair in missed]
            if missed:
                wrong.append("")
    lines += ["", "Not as they should be: " + "; ".join(filter(None, wrong)) + "."]
    lines += ["", *_verdicts(judged())]
    if path is not None:
        lines += ["", *_costs(path)]
    return "\n".join(lines) + "\n"


def _verdicts(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield how the links that were read are judged."""
    yield "| links read | " + " | ".join(VERDICTS) + " | right of right and wrong | … and missed |"
    yield "|---" * (len(VERDICTS) + 3) + "|"
    for sample, what in (("any", "drawn from all"), ("alone", "of family names alone")):
        counts = Counter(row[4] for row in rows if row[0] == sample)
        shares = []
        for others in (("wrong",), ("wrong", "missed")):
            of = counts["right"] + sum(counts[other] for other in others)
            low, high = interval(counts["right"], of)
            shares.append(f"{100 * counts['right'] / of:.1f}% ({low:.1f} to {high:.1f})")
        yield (
            f"| {what} | "
            + " | ".join(str(counts[one]) for one in VERDICTS)
            + " | "
            + (" | ".join(shares) + " |")
        )


def _costs(path: Path) -> Iterator[str]:
    """Yield what settling costs."""
    found = articles(path, ARTICLES)
    start = time.process_time()
    survey = Survey()
    for article in found:
        survey.observe(article)
    observed = time.process_time()
    survey.spellings.people()
    told = time.process_time()
    people = [person.id for article in found for person in survey.resolve(article).people]
    done = time.process_time()
    yield (
        f"{len(found):,} articles name {len(people):,} people, {len(set(people)):,} different: "
        f"{observed - start:.2f} s of processor time to remember them, {told - observed:.2f} s to "
        f"tell who is who, {done - told:.2f} s to name them in each article."
    )


def show(path: Path) -> None:
    """Print the sample of links to judge, with the words around each mention."""
    found = {article.id: article for article in settled(articles(path, ARTICLES))}
    for article_id, person in links(list(found.values())):
        body = found[article_id].body
        print(f"{article_id}\t{' · '.join(person.as_written)}\t{person.name}")
        for start, end in person.spans[:2]:
            print("     ", " ".join(body[max(0, start - 130) : end + 90].split()))


def main() -> None:
    """Measure and write the page, or show the links to judge."""
    parser = argparse.ArgumentParser(prog="python -m bench.identity")
    parser.add_argument("--records", type=Path)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--show", action="store_true", help="print the links to judge")
    given = parser.parse_args()
    if given.show:
        show(given.records)
        return
    text = table(given.records, held_out=given.held_out)
    print(text)
    if given.held_out:
        (HERE / "results/identity.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
