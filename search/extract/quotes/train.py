"""Learn the weights anew: python -m search.extract.quotes.train ATTRIBUTED.jsonl.xz

A record has `text` and `quotes`: `quote_spans`, `direct_spans` and `speaker_spans`, lists of
[start, end]. Every second record is learned from, so the others can tell how good it is.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.extract.people import people
from search.extract.quotes.attribution import attributions
from search.extract.quotes.candidates import NOBODY, SIZE, Candidate
from search.extract.quotes.chooser import WEIGHTS, Chooser
from search.extract.quotes.heads import Mentions
from search.extract.quotes.lexicon import lexicon
from search.extract.quotes.marks import Stretch, paragraphs

Example = tuple[list[list[int]], list[int]]
"""The features of each candidate, and which candidates are right."""


def records(path: Path) -> list[dict[str, Any]]:
    """Return the records of a compressed file."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def truth(record: dict[str, Any], stretch: Stretch) -> dict[str, Any] | None:
    """Return the attribution that holds most of a stretch, of several the shortest."""
    best, size = None, 0
    for one in record["quotes"]:
        spans = one["direct_spans"] + one["quote_spans"]
        shared = max((min(b, stretch.last) - max(a, stretch.first) for a, b in spans), default=0)
        if 2 * shared <= stretch.last - stretch.first:
            continue
        length = one["quote_end"] - one["quote_start"]
        if best is None or length < size:
            best, size = one, length
    return best


def agrees(one: Candidate, true: dict[str, Any]) -> bool:
    """Return whether a candidate's words are among those of the true speaker."""
    if one.head is None:
        return not true.get("speaker_spans")
    return any(one.head.start < b and a < one.head.end for a, b in true.get("speaker_spans", ()))


def examples(found: Iterable[dict[str, Any]]) -> Iterator[Example]:
    """Yield what can be learned from records; each speaker is known when the next is asked."""
    words = lexicon("en")
    for record in found:
        mentions = Mentions(people(record["text"], record.get("title"), "en").persons)
        made: list[Example] = []

        def decide(
            stretch: Stretch,
            options: Sequence[Candidate],
            record: dict[str, Any] = record,
            made: list[Example] = made,
        ) -> tuple[int, float, float]:
            true = truth(record, stretch)
            right = [
                number
                for number, one in enumerate(options)
                if (one.kind == NOBODY if true is None else agrees(one, true))
            ]
            if right:
                made.append(([one.features for one in options], right))
            return (right[0] if right else len(options) - 1), 1.0, 1.0

        for _ in attributions(record["text"], paragraphs(record["text"]), mentions, words, decide):
            pass
        yield from made


def learn(found: Sequence[Example], rounds: int = 300, ridge: float = 1.0) -> list[float]:
    """Return weights under which the right candidates are likeliest."""
    rows, owners, right, features = [], [], [], []
    number = 0
    for example, (candidates, answers) in enumerate(found):
        for place, one in enumerate(candidates):
            features += one
            rows += [number] * len(one)
            owners.append(example)
            right.append(place in answers)
            number += 1
    row, feature = np.array(rows), np.array(features)
    owner, is_right = np.array(owners), np.array(right)
    count = len(found)
    weights, momentum, scale = np.zeros(SIZE), np.zeros(SIZE), np.zeros(SIZE)
    for step in range(1, rounds + 1):
        scores = np.bincount(row, weights[feature], number)
        scores -= np.maximum.reduceat(scores, np.flatnonzero(np.diff(owner, prepend=-1)))[owner]
        odds = np.exp(scores)
        chance = odds / np.bincount(owner, odds, count)[owner]
        wanted = np.where(is_right, odds, 0)
        wanted = wanted / np.bincount(owner, wanted, count)[owner]
        gradient = np.bincount(feature, (wanted - chance)[row], SIZE) - ridge * weights
        momentum = 0.9 * momentum + 0.1 * gradient
        scale = 0.99 * scale + 0.01 * gradient**2
        weights += (
            0.1 * (momentum / (1 - 0.9**step)) / (np.sqrt(scale / (1 - 0.99**step)) + 1e-6)
        ) / (1 + step / 100)
    return [float(weight) for weight in weights]


def save(weights: Sequence[float]) -> None:
    """Write the weights that ship."""
    lines = [
        "# Weights of the choice of a speaker: a feature's number, its weight times 100.",
        "# Source: learned by search.extract.quotes.train from PolNeAR 1.0; see NOTICE.",
    ]
    lines += [f"{at} {round(100 * one)}" for at, one in enumerate(weights) if abs(one) >= 0.005]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Learn from every second record and keep the weights."""
    parser = argparse.ArgumentParser(prog="python -m search.extract.quotes.train")
    parser.add_argument("attributed", type=Path)
    half = records(parser.parse_args().attributed)[::2]
    found = list(examples(half))
    weights = learn(found)
    save(weights)
    choose = Chooser(weights)
    print(f"{len(found)} quotations of {len(half)} articles; {len(choose.weights)} weights")


if __name__ == "__main__":
    main()
