"""Learn the weights anew: python -m search.extract.headline.train --data DIR [--measure]

DIR is the folder of search/extract/body/examples.py; the right titles are those of messy/ and of
gold.jsonl in html/, and the one first-level heading of a page, unless that names the site. Each
text is learned from in two of the ways in which texts come. Lines are sorted, and known by
words, that were learned without a quarter of the sites, the page's own among them. `--measure`
learns from three quarters of the sites four times and tells how well the last quarter is read.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from search.extract import boilerplate, title, webpage
from search.extract.body import Weighed
from search.extract.body.examples import WORN, listed, pages, records
from search.extract.body.examples import examples as pages_to_sort
from search.extract.body.features import seen
from search.extract.body.train import PARTS, Model, apart, part
from search.extract.headline import SURE, SUREST
from search.extract.headline.features import Candidates, Floats, candidates
from search.extract.headline.network import WEIGHTS, Net, chances, write
from search.extract.learning import Descent, begun, command
from search.extract.lines import Line, clean, lines, unwrapped

NETS = 4  # which begin to learn from other numbers
HIDDEN = 48
ROUNDS = 18
STEP = 4e-3
DECAY = 2e-3
BLIND = 0.2
TOGETHER = 16  # texts a step
WIRES = ("bbc2004", "reuters21578")
AMONG, WIRES_EACH = 2000, 200  # so many of the first reports of each
RECORDS = ("headed", "bare", "report", "wire", "untitled")  # such as come as records, too
RECORD = "record"
EACH = 2  # ways in which a text is learned from


@dataclass(frozen=True, slots=True)
class Example:
    """A text's candidates and which of them are right; none is where the title is not there."""

    site: str
    shape: str
    found: Candidates
    right: Floats
    stands: bool


def example(
    sorters: Sequence[Model], site: str, shape: str, text: str, titles: Sequence[str]
) -> Example | None:
    """Return an example of a text that may be headed by one of these titles.

    `sorters` are what `body.train.apart` learned of lines: one did not see this site. Without
    them the text is a record's.
    """
    rows = unwrapped(lines(clean(text)))
    if not rows:
        return None
    if sorters:
        weighed = unseen(sorters[part(site, PARTS, 2)], rows)
        found = candidates(rows, boilerplate.judged(rows, weighed.chances), weighed)
    else:
        found = candidates(rows, boilerplate.sort_record(rows))
    right = [
        float(any(title.same(rows[place].text, one) for one in titles)) for place in found.places
    ]
    stands = any(title.same(line.text, one) for line in rows for one in titles)
    return Example(site, shape, found, np.array(right, dtype=np.float32), stands)


def unseen(sorter: Model, rows: Sequence[Line]) -> Weighed:
    """Return the lines of a text as what was learned elsewhere weighs them."""
    text = seen(rows).told(sorter.vocabulary)
    return Weighed(text, sorter.odds(text))


def examples(data: Path) -> Iterator[Example]:
    """Yield every example of a folder of data."""
    luck = random.Random(20170620)  # noqa: S311 - the same data must give the same weights
    made: list[tuple[str, str, str, list[str]]] = []
    shown: dict[str, list[str]] = {}
    for path in sorted((data / "html").glob("*.tar.xz")):
        for one, markup in pages(path):
            right = _right(one, markup)
            if right:
                shown[one["file"].removesuffix(".html")] = right
                shapes = (
                    ("visible", "\n".join(webpage.visible(markup))),
                    ("listed", listed(markup)),
                )
                made += _shapes(one["outlet"], shapes, right, one["body"], luck)
    for path in sorted((data / "messy").glob("*.jsonl.xz")):
        for one in records(path):
            stated = title.stated(one["title"] or "", one["outlet"], one["url"])
            right = [stated] if stated else shown.get(one["id"].rpartition("-")[2], [])
            if right:
                shapes = ("full", one["messy_full"]), ("mid", one["messy_mid"])
                made += _shapes(one["outlet"] or one["id"], shapes, right, one["body"], luck)
    for number, one in enumerate(records(data / "articles" / "polnear_dev.jsonl.xz")):
        if number % 2:  # each begins with its title, which ends in a full stop
            made.append((str(number), "report", one["body"], [one["title"]]))
    for name in WIRES:
        every = [
            one
            for one, _ in zip(
                records(data / f"articles/{name}.jsonl.xz"), range(AMONG), strict=False
            )
        ]
        for number, one in enumerate(every[1 :: AMONG // WIRES_EACH]):
            made += _wire(f"{name} {number}", one["title"], one["body"], luck)
    sorters = apart(list(pages_to_sort(data)))
    for site, shape, text, right in made:
        one_example = example(sorters, site, shape, text, right)
        if one_example is not None:
            yield one_example
        as_record = example((), site, RECORD, text, right) if shape in RECORDS else None
        if as_record is not None:
            yield as_record


def _right(one: Mapping[str, Any], markup: str) -> list[str]:
    """Return what may be called the title of a page."""
    site, url = one["outlet"], one["url"]
    headings = webpage.headings(markup)
    headings = [text for text in headings if not title.names_publisher(text, site, url)]
    stated = [one["title"]] if one["title"] else []
    return stated + (headings if len(headings) == 1 else [])


def _shapes(
    site: str,
    texts: Sequence[tuple[str, str]],
    right: list[str],
    body: str,
    luck: random.Random,
) -> Iterator[tuple[str, str, str, list[str]]]:
    for shape, text in texts:
        for worn in luck.sample(WORN, EACH):
            yield site, shape, worn(text), right
    head = luck.choice(("", "By Anna Lindqvist\n", "May 4, 2019\n", "By A. Reyes\n4 May 2019\n"))
    stop = luck.choice(("", "."))
    yield site, "headed", luck.choice(WORN)(f"{right[0]}{stop}\n{head}{body}"), right
    yield site, "bare", luck.choice(WORN)(body), right


def _wire(
    site: str, heading: str, body: str, luck: random.Random
) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield a report as agencies send it, every other one without its title."""
    if heading and len(body) > 300:
        over = luck.choice((f"{heading}\n", f"{heading}\n\n", "", ""))
        yield site, "wire" if over else "untitled", over + body, [heading]


def learn(found: Sequence[Example]) -> tuple[Net, ...]:
    """Return nets under which the right candidates are likeliest."""
    return tuple(_net(found, seed) for seed in range(1, NETS + 1))


def _net(found: Sequence[Example], seed: int) -> Net:
    luck = np.random.default_rng(seed)
    kept = [one for one in found if len(one.right)]
    net = begun(luck, kept[0].found.numbers.shape[1], HIDDEN)
    descent = Descent(net, STEP, ROUNDS * -(-len(kept) // TOGETHER))
    for _ in range(ROUNDS):
        order = luck.permutation(len(kept))
        for start in range(0, len(kept), TOGETHER):
            texts = [kept[place] for place in order[start : start + TOGETHER]]
            descent.take(_slopes(net, texts, luck))
    return Net(net[0], net[1], net[2])


def _slopes(
    net: Sequence[Floats], texts: Sequence[Example], luck: np.random.Generator
) -> list[Floats]:
    """Return what some texts ask of the weights."""
    sizes = [len(one.right) for one in texts]
    of = np.repeat(np.arange(len(texts)), sizes)  # the text of each candidate
    starts = np.cumsum([0, *sizes[:-1]])
    seen = luck.random((len(texts), len(net[0]))) > BLIND
    rows = np.concatenate([one.found.numbers for one in texts]) * seen[of].astype(np.float32)
    right = np.concatenate([one.right for one in texts])
    hidden = np.maximum(rows @ net[0] + net[1], 0)
    scores = hidden @ net[2]
    top = np.maximum(np.maximum.reduceat(scores, starts), 0)
    odds = np.exp(scores - top[of])
    odds /= (np.add.reduceat(odds, starts) + np.exp(-top))[of]
    wanted = right * odds
    wanted /= np.maximum(np.add.reduceat(wanted, starts), 1e-9)[of]
    miss = ((odds - wanted) / len(texts)).astype(np.float32)
    inner = np.outer(miss, net[2]) * (hidden > 0)
    return [DECAY * net[0] + rows.T @ inner, inner.sum(axis=0), DECAY * net[2] + hidden.T @ miss]


Measured: TypeAlias = tuple[bool, bool, bool, float]


def measure(found: Sequence[Example]) -> dict[str, list[Measured]]:
    """Return by shape, for each text: whether its title stands there, is answered, is right.

    The last number is how sure the answer is.
    """
    results: dict[str, list[Measured]] = defaultdict(list)
    for number in range(PARTS):
        nets = learn([one for one in found if part(one.site, PARTS, 2) != number])
        for one in found:
            if part(one.site, PARTS, 2) == number:
                odds = chances(one.found, nets) if len(one.right) else [0.0]
                best = int(np.argmax(odds))
                answered = odds[best] >= SURE
                right = bool(answered and len(one.right) and one.right[best])
                results[one.shape].append((one.stands, answered, right, min(odds[best], SUREST)))
    return results


def measured(found: Sequence[Example]) -> Iterator[str]:
    """Yield how often the title is found, by the shape of the text."""
    results = measure(found)
    for shape, rows in sorted(results.items()):
        there = [row for row in rows if row[0]]
        right = sum(row[2] for row in there) / max(1, len(there))
        answered = sum(row[1] for row in rows)
        precise = sum(row[2] for row in rows) / max(1, answered)
        yield (
            f"{shape}: {len(rows)} texts, {len(there)} hold their title, of those right "
            f"{100 * right:.1f}%; of all answers right {100 * precise:.1f}%"
        )
    answers = [row for rows in results.values() for row in rows if row[1]]
    for low in np.arange(SURE, 1, 0.1).round(1).tolist():
        band = [row for row in answers if low <= row[3] < low + 0.1]
        sure = sum(row[3] for row in band) / max(1, len(band))
        share = sum(row[2] for row in band) / max(1, len(band))
        yield f"stated {low:.1f} and more: {len(band)} answers, {sure:.2f}, right {share:.2f}"


if __name__ == "__main__":
    command(
        "python -m search.extract.headline.train",
        WEIGHTS,
        examples=examples,
        measured=measured,
        learn=learn,
        write=write,
    )
