"""Word lists: what kinds of word a word may be. Each is a file in data/ that states its source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every list in memory. Names and places are in their usual spelling, the rest in lower case.

    `common` maps a lower-case word to its rank in news text, 0 the most frequent. `places` are
    whole names (`new york`), `place_words` the words that only places have (`york`).
    Of given and family names `first` and `last` are all, `taught_first` and `taught_last` those
    the tagger learned with, `families` the family names that an archive agrees on (seen.py).
    `nicknames` maps a pet form to what it may stand for, `variants` a spelling to the usual one,
    `clusters` a word to the numbers of a wide, a narrower and a narrow group of words used alike.
    """

    abbreviations: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]
    families: frozenset[str]
    taught_first: frozenset[str]
    taught_last: frozenset[str]
    common: dict[str, int]
    places: frozenset[str]
    place_words: frozenset[str]
    place_nouns: frozenset[str]
    groups: frozenset[str]
    titles: frozenset[str]
    weak_titles: frozenset[str]
    loose_titles: frozenset[str]
    organisations: frozenset[str]
    weak_organisations: frozenset[str]
    companies: frozenset[str]
    calendar: frozenset[str]
    speech: frozenset[str]
    particles: frozenset[str]
    family_first: frozenset[str]
    nicknames: dict[str, frozenset[str]]
    variants: dict[str, str]
    clusters: dict[str, tuple[int, int, int]]


def _lines(name: str) -> list[str]:
    text = (DATA / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def _words(name: str) -> list[str]:
    return [word for line in _lines(name) for word in line.split()]


def _phrases(name: str) -> list[str]:
    return [
        phrase.strip() for line in _lines(name) for phrase in line.split(",") if phrase.strip()
    ]


@lru_cache(maxsize=4)
def listed(name: str) -> frozenset[str]:
    """Return the words and phrases of one file as they are spelled there."""
    return frozenset((*_words(name), *_phrases(name)))


def _lower(words: list[str]) -> frozenset[str]:
    return frozenset(word.lower() for word in words)


def _clusters() -> dict[str, tuple[int, int, int]]:
    clusters: dict[str, tuple[int, int, int]] = {}
    for number, line in enumerate((DATA / "clusters.txt").read_text("utf-8").split("\n")):
        if line and not line.startswith("#"):
            wide, narrower, *words = line.split(" ")
            clusters.update(dict.fromkeys(words, (int(wide), int(narrower), number)))
    return clusters


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the lists, read once per process."""
    places = _lower(_phrases("places"))
    first = frozenset([*_words("first_names"), *_words("seen_given")])
    last = frozenset([*_words("surnames"), *_words("seen_family")])
    parts = {part for place in places for part in place.split() if len(part) > 3}
    directions = {"north", "south", "east", "west", "new", "city", "united", "port", "saint"}
    common: dict[str, int] = {}
    for rank, word in enumerate(_words("common_words")):
        common.setdefault(word, rank)
    groups = _lower(_phrases("not_people"))
    nicknames: dict[str, set[str]] = {}
    for line in _lines("nicknames"):
        short, *full = line.split()
        nicknames.setdefault(short, set()).update(full)
    return Lexicon(
        abbreviations=frozenset(_words("abbreviations")),
        first=first,
        last=last,
        families=frozenset(_words("seen_family")),
        taught_first=frozenset(_words("first_names")),
        taught_last=frozenset(_words("surnames")),
        common=common,
        places=places,
        place_words=frozenset(parts - directions),
        place_nouns=frozenset(_words("place_nouns")),
        groups=groups | {f"{group}s" for group in groups},
        titles=_lower(_words("titles")),
        weak_titles=_lower(_words("roles_weak")),
        loose_titles=_lower(_words("roles_loose")),
        organisations=_lower(_words("organisations")),
        weak_organisations=_lower(_words("organisations_weak")),
        companies=_lower(_phrases("companies")) | _lower(_words("seen_things")),
        calendar=_lower(_words("calendar")),
        speech=_lower(_words("speech_verbs")),
        particles=frozenset(_words("particles")),
        family_first=frozenset(_words("family_first")),
        variants={
            spelling.replace("-", ""): line.split()[0]
            for line in _lines("variants")
            for spelling in line.split()
        },
        clusters=_clusters(),
        nicknames={short: frozenset(full) for short, full in nicknames.items()},
    )
