"""Train the tagger's weights: python -m search.extract.people.train --data DIR --out FILE

DIR holds train_*.jsonl.xz: one sentence a line, {"tokens": [...], "tags": ["B-PER", ...]}. The
same data gives the same weights. Names in some sentences are replaced by names from the lists, so
that the tagger learns how names are used rather than who was in the news; some sentences are also
shown in capitals and as headlines.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pycrfsuite

from search.extract.people import weights
from search.extract.people.features import features, kind, stretches
from search.extract.people.lexicon import DATA, lexicon
from search.extract.people.tokens import sentences

SEED = 20170620
FIRST_HELD_OUT = 9
"""Every tenth row, counted from this one, is kept for measuring."""

PARAMETERS = {
    "c1": 0.1,
    "c2": 0.05,
    "max_iterations": 120,
    "feature.minfreq": 2,
    "feature.possible_transitions": True,
}
_CLITICS = frozenset(("'s", "’s", "'re", "'ve", "'ll", "'d", "'m"))
_SYLLABLES = [
    *(consonant + vowel for consonant in "bdklmnrstvz" for vowel in "aeio"),
    *("go", "gu", "ya", "yu", "chev", "ov", "ev", "ski", "sky", "enko", "son", "man", "berg"),
    *("stein", "dze", "shvili", "oglu", "ani"),
]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and the label of each of its words."""

    words: tuple[str, ...]
    labels: tuple[str, ...]


def examples(path: Path) -> Iterator[tuple[int, Example]]:
    """Yield (row, sentence) of one file, cut into words as the tagger cuts them."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            for example in _cut(row["tokens"], row["tags"], spaced="gum" in path.name):
                yield number, example


def _cut(tokens: list[str], tags: list[str], *, spaced: bool) -> Iterator[Example]:
    """Yield the sentences of a row; `spaced` says that its hyphens are words of their own."""
    text = ""
    owner: list[int] = []
    for i, token in enumerate(tokens):
        joined = spaced and "-" in (token, text[-1:]) and token.strip("-") != text[-1:].strip("-")
        gap = "" if not text or joined or token in _CLITICS else " "
        owner += [i] * (len(gap) + len(token))
        text += gap + token
    for sentence in sentences(text.replace("\n", " ")):
        labels: list[str] = []
        for start in sentence.starts:
            label = tags[owner[start]]
            starts_here = start == 0 or owner[start - 1] != owner[start] or text[start - 1] == " "
            if label[0] == "B" and not starts_here and labels and labels[-1][2:] == label[2:]:
                label = "I" + label[1:]
            labels.append(label)
        yield Example(tuple(sentence.words), tuple(labels))


def trusted(example: Example) -> bool:
    """Return whether no known place or people is labelled a person all by itself."""
    lex = lexicon()
    for start, end in persons(example.labels):
        word = example.words[start].lower()
        alone = end - start == 1
        known = word in lex.places or word in lex.groups or word in lex.calendar
        if alone and known and example.words[start] not in lex.taught_first | lex.taught_last:
            return False
        if example.words[start].islower():
            return False
    return True


def persons(labels: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the (start, end) of every person."""
    found = []
    begin = -1
    for i, label in enumerate((*labels, "O")):
        if begin >= 0 and label != "I-PER":
            found.append((begin, i))
            begin = -1
        if label == "B-PER":
            begin = i
    return found


class Variations:
    """Sentences made of others by other names and other capitals, from a fixed seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same data must give the same weights
        self._first = sorted(word for word in lexicon().taught_first if kind(word)[0] in "CH")
        self._last = sorted(lexicon().taught_last)

    def of(self, example: Example) -> Iterator[Example]:
        """Yield up to two variations."""
        if persons(example.labels) and self._random.random() < 0.95:
            yield self._renamed(example)
        luck = self._random.random()
        if luck < 0.06:
            yield Example(tuple(word.upper() for word in example.words), example.labels)
        elif luck < 0.14:
            headline = tuple(word[:1].upper() + word[1:] for word in example.words)
            yield Example(headline, example.labels)

    def _invented(self) -> str:
        parts = self._random.choice((2, 2, 3))
        return "".join(self._random.choice(_SYLLABLES) for _ in range(parts)).capitalize()

    def _name(self, alone: bool) -> list[str]:
        chance = self._random.random
        last = self._random.choice(self._last) if chance() < 0.4 else self._invented()
        if alone:
            return [last]
        first = self._random.choice(self._first) if chance() < 0.7 else self._invented()
        middle = [self._random.choice("ABCDEFGHJKLMRSTW") + "."] if chance() < 0.1 else []
        return [first, *middle, last]

    def _renamed(self, example: Example) -> Example:
        words: list[str] = []
        labels: list[str] = []
        at = 0
        for start, end in persons(example.labels):
            name = self._name(end - start == 1)
            words += [*example.words[at:start], *name]
            labels += [*example.labels[at:start], "B-PER", *["I-PER"] * (len(name) - 1)]
            at = end
        return Example((*words, *example.words[at:]), (*labels, *example.labels[at:]))


def fit(data: list[Example], out: Path, made: str) -> None:
    """Train on `data` with variations and write the weights to `out`."""
    trainer = pycrfsuite.Trainer(verbose=False)
    variations = Variations(SEED)
    for example in data:
        for shown in (example, *variations.of(example)):
            rows = features(shown.words)
            for start, end in stretches(shown.words):
                labels = list(shown.labels[start:end])
                if labels[0][0] == "I":
                    labels[0] = "B" + labels[0][1:]
                trainer.append(rows[start:end], labels)
    trainer.set_params(PARAMETERS)
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "model")
        trainer.train(model)
        info = _info(model)
    order = tuple(sorted(info.labels, key=lambda label: (label != "O", label[2:], label)))
    weights.write(out, order, info.state_features, info.transitions, made)


def _info(model: str) -> Any:
    tagger = pycrfsuite.Tagger()
    tagger.open(model)
    info = tagger.info()
    tagger.close()
    return info


def split(data: Path) -> tuple[list[Example], list[tuple[str, Example]]]:
    """Return what is trained on, and what is held out with the name of its source."""
    train: list[Example] = []
    held: list[tuple[str, Example]] = []
    for path in sorted(data.glob("train_*.jsonl.xz")):
        source = path.name.removeprefix("train_").removesuffix(".jsonl.xz")
        for number, example in examples(path):
            if number % 10 == FIRST_HELD_OUT:
                held.append((source, example))
            elif trusted(example):
                train.append(example)
    return train, held


def main(arguments: list[str] | None = None) -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(prog="python -m search.extract.people.train")
    parser.add_argument("--data", type=Path, required=True, help="folder of train_*.jsonl.xz")
    parser.add_argument("--out", type=Path, default=DATA / "weights.gz")
    options = parser.parse_args(arguments)
    train, _ = split(options.data)
    if not train:
        parser.error(f"{options.data} holds no train_*.jsonl.xz")
    fit(train, options.out, f"{len(train)} sentences, seed {SEED}")
    print(f"{options.out.name}: {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
