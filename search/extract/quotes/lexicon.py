"""Words that bring speech and words that say who speaks, from the lists in data/."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
SAY, CALL, THINK, ACCORDING, AFTERWARDS = range(5)
"""What a word brings: speech, a name, an opinion; "according" also of words only behind speech."""

_CLASSES = {
    "say": SAY, "call": CALL, "think": THINK, "according": ACCORDING, "after": AFTERWARDS,
}  # fmt: skip
LANGUAGES = ("en", "ru", "de", "fr", "es", "it", "pt", "nl", "pl", "uk", "sv", "ar", "he")
MEASURED = frozenset({"en"})
"""Languages in which it was measured how often the right speaker is found."""

_TYING = frozenset({"fr"})
_OMITTING = frozenset({"es", "it", "pt", "pl"})
_VERB_FIRST = frozenset({"ar", "he", "es", "it", "pt", "ru", "uk", "pl"})


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb in one of its forms: `number` is the same for all forms of one verb."""

    kind: int
    number: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of one language; every word in lower case.

    `persons` stand for a person without a name; `sexes` are words beside a name, `given` given
    names, with "he" or "she". `pronouns` say "he", "she", "they" or the like; `ends` are words
    that end a subject behind its verb. `ties`: a pronoun may be tied to its verb (dit-il);
    `verb_first`: a sentence may begin with the verb, its subject behind it; `omits`: a verb may
    have no subject at all.
    """

    lang: str

    verbs: dict[str, Verb]
    persons: frozenset[str]
    sexes: dict[str, str]
    given: dict[str, str]
    pronouns: dict[str, str]
    ends: frozenset[str]
    ties: bool
    verb_first: bool
    omits: bool


@lru_cache(maxsize=len(LANGUAGES) + 1)
def lexicon(lang: str) -> Lexicon:
    """Return the lists of a language; of one that has none, those of English."""
    lang = lang if lang in LANGUAGES else "en"
    verbs: dict[str, Verb] = {}
    for number, line in enumerate(_lines(f"verbs_{lang}.txt")):
        kind, *forms = line.split()
        for form in forms:
            class_ = _CLASSES[kind]
            verbs.setdefault(form, Verb(class_, number if class_ < ACCORDING else -1))
    verbs["according"] = Verb(ACCORDING, -1)
    persons = {word for line in _lines("persons.txt") for word in line.split()}
    elsewhere = dict(line.split("\t") for line in _lines("persons_elsewhere.tsv"))
    persons.update(elsewhere.get(lang, "").split())
    return Lexicon(
        lang,
        verbs,
        frozenset(persons),
        _sexes("sexes.tsv"),
        _sexes("given_sexes.tsv"),
        pronouns(lang),
        words("ends after") | _lists().get(f"ends after {lang}", frozenset()),
        lang in _TYING,
        lang in _VERB_FIRST,
        lang in _OMITTING,
    )


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    rows = (line.split("\t") for line in _lines("words.tsv"))
    return {name: frozenset(found.split()) for name, found in rows}


def words(name: str) -> frozenset[str]:
    """Return the list of small words of this name; they are in lower case."""
    return _lists()[name]


def pronouns(lang: str) -> dict[str, str]:
    """Return the pronouns that may speak in a language, with "he", "she", "they" or the like."""
    rows = (line.split("\t") for line in _lines("pronouns.tsv"))
    return {word: sex for of, sex, found in rows if of in ("all", lang) for word in found.split()}


def _sexes(name: str) -> dict[str, str]:
    rows = (line.split("\t") for line in _lines(name))
    return {word: sex for sex, words in rows for word in words.split()}


def _lines(name: str) -> Iterator[str]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
