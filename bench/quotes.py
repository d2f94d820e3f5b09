"""Who is quoted with what in attributed articles: python -m bench.quotes --data DIR

DIR holds quotes/polnear_train.jsonl.xz and polnear_dev.jsonl.xz, and articles/ for the speed.
Rules were written, and weights learned, on every second article of the first file; the other half
and the second file were only measured on. Writes bench/results/quotes.md.

A quotation counts from four words on, as direct speech is hard to tell from other marked words
below that. It is right when more than half of it is attributed to somebody, found when more than
half of an attributed stretch between marks is in one. A speaker is right when the words that name
it overlap those of the attribution; "same" also counts another mention by the same word, as in
Trump for Mr. Trump two sentences on. The person is right when it is the one whom the attribution's
words name; pronouns and offices there name nobody, so they are left out of that column.
"""

from __future__ import annotations

import argparse
import json
import lzma
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from search.article import Person, Quote, RawArticle, Source
from search.extract import article, understand
from search.extract.people import people
from search.extract.quotes import VERSION, quotes
from search.extract.quotes.train import records

ROOT = Path(__file__).parent.parent
FEWEST = 4
SPEED_ARTICLES = 300
SPEED_STEP = 100
ROUNDS = 3

Spans = Sequence[Sequence[int]]
_OF = {"of", "for", "to", "with", "by", "from", "and"}


@dataclass(slots=True)
class Score:
    """What was counted over a set of articles; `stated` are (confidence, whether right).

    `linked` are the same of quotes with a person, where the attribution names one.
    """

    counts: Counter[str] = field(default_factory=Counter)
    stated: list[tuple[float, bool]] = field(default_factory=list)
    linked: list[tuple[float, bool]] = field(default_factory=list)

    def share(self, part: str, whole: str) -> float:
        """Return a count in percent of another."""
        return 100 * self.counts[part] / max(1, self.counts[whole])

    @property
    def f1(self) -> float:
        """The F1 of spans in percent."""
        precision, recall = self.share("right", "said"), self.share("found", "true")
        return 2 * precision * recall / max(1e-9, precision + recall)


def shared(start: int, end: int, spans: Spans) -> int:
    """Return how many characters of a stretch are in one of the spans, at most."""
    return max((min(b, end) - max(a, start) for a, b in spans), default=0)


def truth(record: dict[str, Any], quote: Quote) -> dict[str, Any] | None:
    """Return the shortest attribution that holds most of a quote."""
    holding = [
        one
        for one in record["quotes"]
        if 2 * shared(quote.start, quote.end, one["direct_spans"] + one["quote_spans"])
        > quote.end - quote.start
    ]
    return min(holding, key=lambda one: one["quote_end"] - one["quote_start"], default=None)


def measure(record: dict[str, Any], score: Score) -> None:
    """Add one article to a score."""
    text, counts = record["text"], score.counts
    named = people(text, record.get("title"), "en").persons
    found = [one for one in quotes(text, named, "en") if one.direct]
    for one in record["quotes"]:
        for start, end in one["direct_spans"]:
            if len(text[start:end].split()) >= FEWEST:
                counts["true"] += 1
                places = [(q.start, q.end) for q in found]
                counts["found"] += 2 * shared(start, end, places) > end - start
                counts["exact"] += any(
                    abs(a - start) <= 2 and abs(b - end) <= 2 for a, b in places
                )
    for quote in found:
        if len(quote.text.split()) < FEWEST:
            continue
        counts["said"] += 1
        true = truth(record, quote)
        counts["right"] += true is not None
        if true is not None and true.get("speaker_spans"):
            _speaker(text, named, quote, true, score)


def _speaker(
    text: str, named: Sequence[Person], quote: Quote, true: dict[str, Any], score: Score
) -> None:
    counts, spans = score.counts, true["speaker_spans"]
    counts["spoken"] += 1
    counts["unknown"] += quote.as_written is None
    is_right = bool(quote.mention) and shared(*(quote.mention or (0, 0)), spans) > 0
    counts["speaker"] += is_right
    last = (quote.as_written or "").split()[-1:]
    words = {word.strip(",.").removesuffix("’s").removesuffix("'s") for word in
             " ".join(text[a:b] for a, b in spans).split()}  # fmt: skip
    is_same = is_right or bool(last and last[0] in words and last[0][0].isupper())
    counts["same"] += is_same
    who = _person(text, named, spans)
    if who is not None:
        counts["named"] += 1
        counts["person"] += quote.speaker == who
        if quote.speaker is not None:
            score.linked.append((quote.confidence, quote.speaker == who))
        counts["nobody"] += quote.speaker is None
        counts["somebody else"] += quote.speaker not in (who, None)
    if quote.as_written is not None:
        score.stated.append((quote.confidence, is_same))


def _person(text: str, named: Sequence[Person], spans: Spans) -> str | None:
    """Return the person that an attribution's words are about, None where they are about another.

    "Lavrov, the minister" is about Lavrov; "a spokesman for Lavrov" and "Lavrov's aide" are not.
    """
    ids = set()
    for one in named:
        for start, end in one.spans:
            if shared(start, end, spans) < end - start:
                continue
            begin, last = next((a, b) for a, b in spans if a <= start and end <= b)
            before, after = text[begin:start].split(), text[end:last]
            if not _OF & set(before) and (not after or after[0] in ",(" or after[:2] == " ("):
                ids.add(one.id)
    return ids.pop() if len(ids) == 1 else None


def calibration(stated: Sequence[tuple[float, bool]]) -> list[str]:
    """Return rows: confidence stated, how many, how many of them right."""
    rows = ["| stated | quotes | mean stated | right |", "|---|---|---|---|"]
    for low in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        within = [one for one in stated if low <= one[0] < low + 0.1]
        if within:
            mean = sum(one[0] for one in within) / len(within)
            right = sum(one[1] for one in within) / len(within)
            rows.append(
                f"| {low:.1f} to {low + 0.1:.1f} | {len(within)} | {mean:.2f} | {right:.2f} |"
            )
    return rows


def speed(path: Path) -> str:
    """Return what part of extraction quotes take, both of one run, the quickest."""
    spent = 0.0

    def timed(*given: Any) -> tuple[Quote, ...]:
        nonlocal spent
        began = time.process_time()
        found = quotes(*given)
        spent += time.process_time() - began
        return found

    raws = list(_raw(path))
    size = sum(len(raw.text) for raw in raws)
    shares = []
    with patch.object(understand, "quotes", timed):
        for _ in range(ROUNDS):
            spent, began = 0.0, time.process_time()
            for raw in raws:
                article(raw)
            shares.append((time.process_time() - began, spent))
    whole, part = min(shares)
    return (
        f"{len(raws)} articles, {size / 1e6:.1f} MB: {size / whole / 1e6:.2f} MB a second in all, "
        f"quotes {100 * part / whole:.0f}% of it ({size / part / 1e6:.1f} MB a second alone)."
    )


def _raw(path: Path) -> Iterator[RawArticle]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(islice(file, 0, SPEED_ARTICLES * SPEED_STEP, SPEED_STEP)):
            row = json.loads(line)
            text = row.get("body") or row.get("text") or ""
            source = Source("/", "a", number, None, "")
            if text.strip():
                yield RawArticle(str(number), "path", source, "record", text)


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.quotes")
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    train = records(data / "quotes/polnear_train.jsonl.xz")
    dev = records(data / "quotes/polnear_dev.jsonl.xz")
    sets = {
        "learned from": train[::2],
        "held out, same file": train[1::2],
        "held out, second file": dev,
    }
    scores = {name: Score() for name in sets}
    for name, rows in sets.items():
        for record in rows:
            measure(record, scores[name])
    about = (
        f"`python -m bench.quotes --data DIR`, version {VERSION} of the rules. Percent; quotes of "
        f"{FEWEST} words and more."
    )
    heads = (
        "| | articles | quotes | span precision | recall | F1 | exact span | speaker's words "
        "| same name | unknown | person, where named | somebody else | nobody |"
    )
    lines = ["# Quotes", "", about, "", heads, "|---" * 13 + "|"]
    for name, score in scores.items():
        cells = [
            f"{score.share('right', 'said'):.1f}",
            f"{score.share('found', 'true'):.1f}",
            f"{score.f1:.1f}",
            f"{score.share('exact', 'true'):.1f}",
            f"{score.share('speaker', 'spoken'):.1f}",
            f"{score.share('same', 'spoken'):.1f}",
            f"{score.share('unknown', 'spoken'):.1f}",
            f"{score.share('person', 'named'):.1f}",
            f"{score.share('somebody else', 'named'):.1f}",
            f"{score.share('nobody', 'named'):.1f}",
        ]
        counts = [str(len(sets[name])), str(score.counts["spoken"])]
        lines.append("| " + " | ".join([name, *counts, *cells]) + " |")
    held = [scores["held out, same file"], scores["held out, second file"]]
    stated = [one for score in held for one in score.stated]
    linked = [one for score in held for one in score.linked]
    lines += ["", "Confidence on what was held out, against a speaker of the same name:", ""]
    lines += [*calibration(stated), "", "The same against the person, where one is named:", ""]
    lines += [*calibration(linked), "", speed(data / "articles/allsides.jsonl.xz"), ""]
    text = "\n".join(lines)
    (ROOT / "bench/results/quotes.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
