"""Learn the weights anew: python -m search.extract.layout.train --data DIR [--measure]

DIR is the folder of search/extract/body/examples.py, of which html/ is learned from. What lines
say is weighed by nets that did not learn from their site, learned for the purpose. The same data
gives the same weights. `--measure` learns from three quarters of the sites four times and tells
how well the last quarter is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from search.extract import webpage
from search.extract.body import train as body
from search.extract.body.choice import worth_keeping
from search.extract.body.examples import examples as texts
from search.extract.body.examples import pages, weights
from search.extract.body.features import Floats, Seen, seen
from search.extract.body.network import Level, twice, write
from search.extract.layout import WEIGHTS
from search.extract.layout.features import PARENT, Laid, further, laid
from search.extract.layout.readings import HELD, again, held, words
from search.extract.learning import command
from search.extract.lines import clean, lines

ROUNDS = 8
FOLDS = 2  # the seed of the parts of sites that are left out in turn


@dataclass(frozen=True, slots=True)
class Example:
    """A page: what is known of its lines, which of them are the article, and its true words."""

    site: str
    shape: str
    text: Laid
    truth: Floats
    body: Counter[str]

    @property
    def weights(self) -> Floats:
        """What each line counts."""
        return weights(self.text.counts, self.truth)


def examples(data: Path) -> Iterator[Example]:
    """Yield every page of a folder of data."""
    known = list(texts(data))
    models = [
        body.learn([one for one in known if body.part(one.site, body.PARTS, FOLDS) != number])
        for number in range(body.PARTS)
    ]
    for path in sorted((data / "html").glob("*.tar.xz")):
        for one, markup in pages(path):
            unseen = models[body.part(one["outlet"], body.PARTS, FOLDS)].odds
            found = example(one["outlet"], path.name.split(".")[0], markup, one["body"], unseen)
            if found is not None:
                yield found


def example(
    site: str, shape: str, markup: str, true: str, by_words: Callable[[Seen], Floats]
) -> Example | None:
    """Return an example of a page and its true body; `by_words` tells log-odds of its lines."""
    page = webpage.read(clean(markup))
    rows = lines(page.visible)
    if not rows:
        return None
    text = seen(rows)
    blocks = [page.blocks[line.number - 1] for line in rows]
    known = laid(blocks, text, by_words(text), page.paragraphs, page.dense)
    there = held(known.words, known.holders[PARENT].tolist(), true)
    truth = (there > HELD).astype(np.float32)
    return Example(site, shape, known, truth, Counter(words(true)))


def learn(found: Sequence[Example]) -> tuple[Level, ...]:
    """Return both levels."""
    level, guesses = body.guessed(found, ROUNDS)
    known = [further(guess, one.text) for guess, one in zip(guesses, found, strict=True)]
    return level, body.again(known, found, ROUNDS)


def kept(page: Laid, chances: Sequence[float]) -> list[bool]:
    """Return which lines of a page are kept, of these chances."""
    return again(page.words, worth_keeping(chances, page.counts.tolist()), page.said)


def measured(found: Sequence[Example]) -> Iterator[str]:
    """Yield how well pages are read by nets that saw no page of their site, by set."""
    scores: dict[str, list[float]] = {}
    for number in range(body.PARTS):
        unseen = [one for one in found if body.part(one.site, body.PARTS, FOLDS) == number]
        levels = learn([one for one in found if body.part(one.site, body.PARTS, FOLDS) != number])
        for one in unseen:
            likely = 1 / (1 + np.exp(-twice(one.text, levels, further)))
            mine: Counter[str] = Counter()
            for row, keep in zip(one.text.words, kept(one.text, likely.tolist()), strict=True):
                mine.update(row if keep else ())
            both = 2 * (mine & one.body).total() / max(1, mine.total() + one.body.total())
            scores.setdefault(one.shape, []).append(both)
    for shape, values in sorted(scores.items()):
        yield f"{shape}: {len(values)} pages, F1 {sum(values) / len(values):.3f}"


if __name__ == "__main__":
    command(
        "python -m search.extract.layout.train",
        WEIGHTS,
        examples=examples,
        measured=measured,
        learn=learn,
        write=write,
    )
