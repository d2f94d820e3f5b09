"""Pages beside their true bodies, as lines to learn from: each page in several shapes of text.

A folder of data holds messy/*.jsonl.xz (`messy_mid`, `messy_full`, `body`), html/*.tar.xz (pages/
and gold.jsonl with `file`, `url`, `body`) and articles/*.jsonl.xz (`body`), clean ones of which
nothing may be lost.
"""

from __future__ import annotations

import io
import json
import lzma
import random
import re
import tarfile
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from search.extract import webpage
from search.extract.body.features import Floats, Seen, seen
from search.extract.layout.readings import words as words_of
from search.extract.lines import clean, lines, unwrapped

CLEAN = ("bbc2004", "polnear_dev", "reuters21578", "allsides", "sites_dev")
CLEAN_EACH = 110
AMONG = 4000  # of so many first records of a file of articles
ALONE = "alone"  # the shape of an article without its page
WIDTHS = (65, 72, 76, 80)


@dataclass(frozen=True, slots=True)
class Example:
    """A text, its lines as seen, and which of them are the article.

    `shape` says how it was made, `weights` what each line counts in learning.
    """

    site: str
    shape: str
    text: Seen
    words: list[list[str]]
    truth: Floats
    body: Counter[str]

    @property
    def weights(self) -> Floats:
        """What each line counts: by its words, a long page not much more than a short one."""
        return weights(
            np.array([len(words) for words in self.words], dtype=np.float32), self.truth
        )


def weights(counts: Floats, truth: Floats) -> Floats:
    """Return what each line counts, of so many words, these of them the article."""
    sizes = counts + 2
    own = float((sizes * truth).sum())
    share = min(1.0, 3000 / float(sizes.sum())) * 300 / max(400.0, own)
    return np.asarray(sizes * share, dtype=np.float32)


def example(site: str, shape: str, text: str, body: str | None) -> Example | None:
    """Return an example of a page's text and its true body, None being all of it."""
    rows = unwrapped(lines(clean(text)))
    if not rows:
        return None
    words = [words_of(line.text) for line in rows]
    truth = [1.0] * len(rows) if body is None else labels(words, body)
    true = Counter(word for line in words for word in line) if body is None else None
    return Example(
        site,
        shape,
        seen(rows),
        words,
        np.array(truth, dtype=np.float32),
        Counter(words_of(body or "")) if true is None else true,
    )


def labels(rows: Sequence[Sequence[str]], body: str) -> list[float]:
    """Return 1 for each line most of whose words stand in the body in that order, else 0."""
    true = words_of(body)
    triples = set(zip(true, true[1:], true[2:], strict=False))
    whole = {" ".join(words_of(row)) for row in body.split("\n")}
    found = []
    for words in rows:
        inside = [one in triples for one in zip(words, words[1:], words[2:], strict=False)]
        share = sum(inside) / len(inside) if inside else float(" ".join(words) in whole)
        found.append(float(bool(words) and share > 0.5))
    return found


def examples(data: Path) -> Iterator[Example]:
    """Yield every example of a folder of data; the same folder gives the same ones."""
    luck = random.Random(20170620)  # noqa: S311 - the same data must give the same weights
    made: list[tuple[str, str, str, str | None]] = []
    for path in sorted((data / "messy").glob("*.jsonl.xz")):
        for one in records(path):
            site, body = one["outlet"] or one["id"], one["body"]
            shapes = [("full", one["messy_full"]), ("mid", one["messy_mid"])]
            made += [(site, shape, text, body) for shape, text in shapes]
            made += _worn(site, [text for _, text in shapes], body, luck)
    for path in sorted((data / "html").glob("*.tar.xz")):
        for one, markup in pages(path):
            site, body = one["outlet"], one["body"]
            shapes = [("visible", "\n".join(webpage.visible(markup))), ("listed", listed(markup))]
            made += [(site, shape, text, body) for shape, text in shapes]
            if not (data / "messy" / path.name.replace(".tar.xz", ".jsonl.xz")).exists():
                made += _worn(site, [text for _, text in shapes], body, luck)
    for name in CLEAN:
        path = data / "articles" / f"{name}.jsonl.xz"
        found = [one for one, _ in zip(records(path), range(AMONG), strict=False)]
        luck.shuffle(found)
        for number, one in enumerate(found[:CLEAN_EACH]):
            made.append((f"{name} {number % 10}", "clean", luck.choice(WORN)(one["body"]), None))
    for site, shape, text, body in made:
        one_example = example(site, shape, text, body)
        if one_example is not None:
            yield one_example


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a compressed JSONL file."""
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        for row in rows:
            yield json.loads(row)


def pages(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the records of gold.jsonl in a tar file, each with its page's markup.

    They come as they lie in the file: it is compressed, and can only be read from its beginning.
    """
    with tarfile.open(path) as archive:
        gold = archive.extractfile("gold.jsonl")
        assert gold
        every = [json.loads(row) for row in io.TextIOWrapper(gold, "utf-8")]
    wanted = {f"pages/{one['file']}": one for one in every}
    with tarfile.open(path) as archive:
        for member in archive:
            page = archive.extractfile(member) if member.name in wanted else None
            if page is not None:
                yield wanted[member.name], page.read().decode("utf-8", "replace")


# A text in other shapes


def tight(text: str) -> str:
    """Return the text without blank lines."""
    return "\n".join(row for row in text.split("\n") if row.strip())


def spaced(text: str) -> str:
    """Return the text with a blank line after every line."""
    return "\n\n".join(row for row in text.split("\n") if row.strip())


def wrapped(text: str) -> str:
    """Return the text wrapped at a width, a third of the texts without blank lines."""
    text = tight(text) if len(text) % 3 == 0 else text
    width = WIDTHS[len(text) % len(WIDTHS)]
    rows = (textwrap.wrap(row, width) if len(row) > width else [row] for row in text.split("\n"))
    return "\n".join(row for group in rows for row in group)


WORN: tuple[Callable[[str], str], ...] = (str, tight, spaced, wrapped)


def _worn(
    site: str, texts: Sequence[str], body: str, luck: random.Random
) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield a page as it may come from elsewhere, and its article alone."""
    worn = luck.choice(WORN[1:])
    yield site, worn.__name__, worn(luck.choice(texts)), body
    yield site, ALONE, luck.choice(WORN)(body), None


def listed(markup: str) -> str:
    """Return a page's text with blank lines around its paragraphs and marks before its items."""
    marked = re.sub(r"(<li\b[^>]*>)", r"\1* ", markup)
    marked = re.sub(r"(<(?:p|h\d|blockquote)\b[^>]*>)", "\\1\ue000", marked)
    return "\n".join(row.replace("\ue000", "\n") for row in webpage.visible(marked))
