"""Gather names an archive agrees on: python -m search.extract.people.seen --articles FILE EVERY

FILE is JSONL with a `body` a line, maybe compressed (.xz); every EVERY-th article is read, and the
option may be given again. The people of each article are found as ever. What is a given name, or a
family name, nearly wherever it stands with a capital is kept, and so is a word that is sometimes
taken for a person and mostly is a place or an organisation. Only words go in, no text. The lists
that are there already help to find them, so a second round finds a few more. The tagger does not
see these lists: it need not be trained again. Those of the package are of two rounds over 223 MB.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from search.extract.people.features import plain
from search.extract.people.lexicon import DATA, lexicon, listed
from search.extract.people.mention import Mention
from search.extract.people.mentions import mentions
from search.extract.people.names import is_title
from search.extract.people.tagger import Tagged, tagger
from search.extract.people.text import Sentences
from search.extract.people.tokens import sentences
from search.extract.people.usage import articles_of, excepted

GIVEN_SHARE = 0.6
"""The share of a word's places in which it must be a given name."""

GIVEN_FAMILIES = 3
"""Family names that a given name must be seen with."""

FAMILY_SHARE = 0.7
"""The share of a word's places in which it must be a family name."""

FAMILY_ARTICLES = 2
"""Articles in which a family name must follow a given name that is known."""

THING_TIMES = 6
"""How often a place or organisation must be seen by itself."""

THING_SHARE = 0.3
"""The share of its places in which it may be taken for a person, less than that."""

_NAME = re.compile(r"[^\W\d_][^\W\d_]+(?:['’-][^\W\d_]+)*")
_HEADERS = {
    "seen_given": "Given names that news agrees on, separated by blanks.",
    "seen_family": "Family names that news agrees on, separated by blanks.",
    "seen_things": "Places, organisations and the like that are sometimes taken for people.",
}
_SOURCE = (
    "# Source: gathered from news articles by python -m search.extract.people.seen (words only)."
)


@dataclass(slots=True)
class Seen:
    """What all articles hold: how often each word stands as what.

    `names` counts the articles of every whole name, by its first and last word; `labels` what the
    tagger called each word that stood by itself.
    """

    names: Counter[tuple[str, str]] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    family: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    capitals: Counter[str] = field(default_factory=Counter)
    labels: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, words: Sentences, tagged: Iterable[Tagged], found: Iterable[Mention]) -> None:
        """Count one article."""
        for run in tagged:
            if run.end - run.start == 1:
                self.labels[words[run.sentence][run.start]][run.label] += 1
        names = set()
        for mention in found:
            *given, last = mention.words
            if given:
                names.add((given[0], last))
                self.given.update(given)
                self.family[last] += 1
            elif mention.part is None:
                self.alone[last] += 1
        self.names.update(names)
        for sentence in words:
            self.capitals.update(word for word in sentence[1:] if word[0].isupper())

    def capitalised(self, word: str) -> int:
        """Return how often a word stands with a capital."""
        return max(self.capitals[word], self.given[word] + self.family[word] + self.alone[word])


def given_names(seen: Seen) -> list[str]:
    """Return the given names that no list has, in order."""
    families: dict[str, set[str]] = defaultdict(set)
    for first, last in seen.names:
        families[first].add(last)
    known = listed("first_names")
    return sorted(
        word
        for word, lasts in families.items()
        if len(lasts) >= GIVEN_FAMILIES
        and seen.given[word] >= GIVEN_SHARE * seen.capitalised(word)
        and word not in known
        and _strange(word, 8000)
    )


def family_names(seen: Seen) -> list[str]:
    """Return the family names that no list has, in order."""
    first = lexicon().first
    articles: Counter[str] = Counter()
    for (given, last), times in seen.names.items():
        if given in first:
            articles[last] += times
    known = listed("surnames")
    return sorted(
        word
        for word, times in articles.items()
        if times >= FAMILY_ARTICLES
        and seen.family[word] + seen.alone[word] >= FAMILY_SHARE * seen.capitalised(word)
        and word not in known
        and _strange(word, 15000)
    )


def things(seen: Seen) -> list[str]:
    """Return the words that are no people though they look like some, in order."""
    lex = lexicon()
    found = []
    for word, labels in seen.labels.items():
        times = labels.total()
        if times < THING_TIMES or not 0 < labels["PER"] < THING_SHARE * times:
            continue
        named = word in lex.first or word in lex.last or seen.family[word] >= 3
        if not named and seen.alone[word] < THING_SHARE * times and _strange(word, 15000):
            found.append(word)
    return sorted(found)


def _strange(word: str, rank: int) -> bool:
    """Return whether a word has the shape of a name, is in no other list, and no usual word."""
    lex = lexicon()
    lower = word.lower()
    others = (lex.places, lex.place_words, lex.groups, lex.calendar, lex.organisations)
    if any(lower in words for words in others) or word in listed("companies"):
        return False
    usual = lex.common.get(lower, rank) < rank
    return bool(_NAME.fullmatch(word)) and plain(word) == word and not (usual or is_title(word))


def gathered(texts: Iterable[str]) -> Seen:
    """Return what all texts hold."""
    seen = Seen()
    for text in texts:
        words = [sentence.words for sentence in sentences(text)]
        tagged = tagger().tag(words)
        seen.add(words, tagged, mentions(words, tagged, english=True))
    return seen


def main(arguments: list[str] | None = None) -> None:
    """Gather from the command line."""
    parser = argparse.ArgumentParser(prog="python -m search.extract.people.seen")
    parser.add_argument("--articles", nargs=2, action="append", required=True)
    parser.add_argument("--without", type=Path, help="columns: name of the file, line from 0")
    parser.add_argument("--out", type=Path, default=DATA)
    options = parser.parse_args(arguments)
    seen = gathered(articles_of(options.articles, excepted(options.without)))
    lists = (given_names(seen), family_names(seen), things(seen))
    for (name, header), words in zip(_HEADERS.items(), lists, strict=True):
        text = f"# {header}\n{_SOURCE}\n{' '.join(words)}\n"
        (options.out / f"{name}.txt").write_text(text, encoding="utf-8")
        print(f"{name}.txt: {len(words)} words")


if __name__ == "__main__":
    main()
