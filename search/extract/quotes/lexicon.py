"""Words that bring speech and words that say who speaks, from the lists in data/."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
SAY, CALL, THINK, ACCORDING = range(4)
_CLASSES = {"say": SAY, "call": CALL, "think": THINK}
LANGUAGES = ("en", "ru", "de", "fr", "es")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb in one of its forms: `number` is the same for all forms of one verb."""

    kind: int
    number: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of one language; every word in lower case.

    `persons` stand for a person without a name; `sexes` are words beside a name, `given` given
    names, with "he" or "she". `inverts`: a pronoun may be tied to its verb by -t-.
    """

    verbs: dict[str, Verb]
    persons: frozenset[str]
    sexes: dict[str, str]
    given: dict[str, str]
    inverts: bool


@lru_cache(maxsize=len(LANGUAGES) + 1)
def lexicon(lang: str) -> Lexicon:
    """Return the lists of a language; of one that has none, those of English."""
    lang = lang if lang in LANGUAGES else "en"
    verbs: dict[str, Verb] = {}
    for number, line in enumerate(_lines(f"verbs_{lang}.txt")):
        kind, *forms = line.split()
        for form in forms:
            verbs.setdefault(form, Verb(_CLASSES[kind], number))
    verbs["according"] = Verb(ACCORDING, -1)
    persons = frozenset(word for line in _lines("persons.txt") for word in line.split())
    return Lexicon(verbs, persons, _sexes("sexes.tsv"), _sexes("given_sexes.tsv"), lang == "fr")


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    rows = (line.split("\t") for line in _lines("words.tsv"))
    return {name: frozenset(found.split()) for name, found in rows}


def words(name: str) -> frozenset[str]:
    """Return the list of small words of this name; they are in lower case."""
    return _lists()[name]


def _sexes(name: str) -> dict[str, str]:
    rows = (line.split("\t") for line in _lines(name))
    return {word: sex for sex, words in rows for word in words.split()}


def _lines(name: str) -> Iterator[str]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
