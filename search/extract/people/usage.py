"""Group words by use: python -m search.extract.people.usage --articles FILE EVERY --out FILE

FILE is JSONL with a `body` a line, maybe compressed (.xz); every EVERY-th article is read, and the
option may be given again. Words of one group stand beside the same words: Texaco is used as Boeing
is, Nancy as Michael. The tagger knows a rare word by its group. The same articles give the same
groups; only counts of words go in, no text. Train anew after grouping anew (train.py): the weights
know groups by their numbers. Those of the package are of 20,641 words in 13 million.

Source: Levy and Goldberg 2014 (positive PMI and a truncated SVD), then spherical k-means.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.extract.people.lexicon import DATA
from search.extract.people.tokens import sentences

SEED = 7
LEAST = 20
"""How often a word must be seen to be grouped."""

CONTEXTS = {-1: 2000, 1: 2000, -2: 600, 2: 600}
"""By distance, how many of the most frequent words count as company."""

FAR = 0.6
"""The weight of company two words away."""

DIMENSIONS = 80
GROUPS = (800, 160, 40)
"""Narrow groups, then groups of these, then groups of those."""

EDGE = 0
_DIGIT = re.compile(r"\d")
_HEADER = """\
# Words that news uses alike: a cluster a line, after the numbers of the two wider ones it is in.
# Source: made by this project by counting what stands beside the words of news articles
# (counts only), for words seen at least twenty times; digits are written as 0.
"""

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


def bodies(path: Path, every: int, without: frozenset[int]) -> Iterator[str]:
    """Yield the text of every so many-th article but those of the lines in `without`."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % every == 0 and number not in without:
                yield json.loads(line)["body"]


def excepted(path: Path | None) -> Mapping[str, frozenset[int]]:
    """Return the lines to leave out of each file, by the file's name without its endings."""
    without: dict[str, set[int]] = defaultdict(set)
    for line in path.read_text("utf-8").split("\n") if path else ():
        if line and not line.startswith("#"):
            source, number, *_ = line.split("\t")
            without[source].add(int(number))
    return {source: frozenset(numbers) for source, numbers in without.items()}


def articles_of(
    files: Iterable[tuple[str, str]], without: Mapping[str, frozenset[int]]
) -> Iterator[str]:
    """Yield the text of every so many-th article of each (file, how many), but those `without`."""
    for name, every in files:
        path = Path(name)
        yield from bodies(path, int(every), without.get(path.name.split(".")[0], frozenset()))


def numbered(texts: Iterator[str]) -> tuple[Ints, list[str]]:
    """Return the numbers of all words in order, EDGE between sentences, and the words."""
    numbers: dict[str, int] = {"": EDGE}
    stream = array("q", [EDGE])
    for text in texts:
        for sentence in sentences(text):
            for word in sentence.words:
                usual = _DIGIT.sub("0", word).replace("’", "'")
                stream.append(numbers.setdefault(usual, len(numbers)))
            stream.append(EDGE)
    return np.array(stream, dtype=np.int64), list(numbers)


def company(stream: Ints, frequent: Ints, rows: Ints) -> Floats:
    """Return how much more than by chance each word has each company, of shape (words, contexts).

    `frequent` are all words, most frequent first; `rows` the row of each word, -1 for none.
    """
    blocks = []
    for distance, width in CONTEXTS.items():
        columns = np.full(len(rows), -1)
        columns[frequent[:width]] = np.arange(min(width, len(frequent)))
        words = stream[-distance:] if distance < 0 else stream[:-distance]
        beside = stream[:distance] if distance < 0 else stream[distance:]
        row, column = rows[words], columns[beside]
        both = (row >= 0) & (column >= 0)
        size = int(rows.max()) + 1
        counts = np.bincount(row[both] * width + column[both], minlength=size * width)
        shares = counts.reshape(size, width).astype(np.float32) / max(1, counts.sum())
        of_context = shares.sum(axis=0) ** 0.75  # rare company counts less
        of_context /= of_context.sum()
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = np.log(shares / (shares.sum(axis=1, keepdims=True) * of_context))
        gain[~np.isfinite(gain)] = 0
        blocks.append(np.maximum(gain, 0) * (FAR if abs(distance) > 1 else 1.0))
    return np.concatenate(blocks, axis=1)


def directions(table: Floats) -> Floats:
    """Return each row in few dimensions, of length 1."""
    start = np.random.default_rng(SEED).standard_normal((table.shape[1], DIMENSIONS + 40))
    basis = table @ start.astype(np.float32)
    for _ in range(3):
        basis = table @ (table.T @ np.linalg.qr(basis)[0])
    basis = np.linalg.qr(basis)[0]
    left, strengths, _ = np.linalg.svd(basis.T @ table, full_matrices=False)
    few: Floats = (basis @ left)[:, :DIMENSIONS] * np.sqrt(strengths[:DIMENSIONS])
    few /= np.linalg.norm(few, axis=1, keepdims=True) + 1e-9
    return few


def grouped(rows: Floats, weights: Floats, groups: int) -> tuple[Ints, Floats]:
    """Return the group of each row, and the middle of each group."""
    chosen = np.random.default_rng(SEED).choice(len(rows), min(groups, len(rows)), replace=False)
    middles = rows[chosen].copy()
    nearest = np.zeros(len(rows), dtype=np.int64)
    for _ in range(25):
        nearest = (rows @ middles.T).argmax(axis=1)
        for group in range(len(middles)):
            members = nearest == group
            if members.any():
                middles[group] = (rows[members] * weights[members, None]).sum(axis=0)
        middles /= np.linalg.norm(middles, axis=1, keepdims=True) + 1e-9
    return nearest, middles


def clusters(texts: Iterator[str]) -> Mapping[tuple[int, int, int], list[str]]:
    """Return the words of each narrow group, by the numbers of the wider ones and its own."""
    stream, words = numbered(texts)
    counts = np.bincount(stream, minlength=len(words))
    frequent = np.argsort(-counts, kind="stable")
    kept = frequent[(counts[frequent] >= LEAST) & (frequent != EDGE)]
    rows = np.full(len(words), -1)
    rows[kept] = np.arange(len(kept))
    points = directions(company(stream, frequent, rows))
    weights = np.ones(len(points), dtype=np.float32)
    ways: list[Ints] = []
    for size in GROUPS:
        nearest, middles = grouped(points, weights, size)
        ways.append(nearest)
        weights = np.bincount(nearest, weights, minlength=len(middles)).astype(np.float32) + 0.01
        points = middles
    found: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    for row, number in enumerate(kept.tolist()):
        narrow = int(ways[0][row])
        wider = int(ways[1][narrow])
        found[int(ways[2][wider]), wider, narrow].append(words[number])
    return found


def main(arguments: list[str] | None = None) -> None:
    """Group words from the command line."""
    parser = argparse.ArgumentParser(prog="python -m search.extract.people.usage")
    parser.add_argument("--articles", nargs=2, action="append", required=True)
    parser.add_argument("--without", type=Path, help="columns: name of the file, line from 0")
    parser.add_argument("--out", type=Path, default=DATA / "clusters.txt")
    options = parser.parse_args(arguments)
    texts = articles_of(options.articles, excepted(options.without))
    lines = [
        f"{wide} {wider} {' '.join(words)}"
        for (wide, wider, _), words in sorted(clusters(texts).items())
    ]
    options.out.write_text(_HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{options.out.name}: {len(lines)} groups")


if __name__ == "__main__":
    main()
